"""From a `DeckSource` to a `Deck`: keys checked, settings read, facts evaluated."""

from __future__ import annotations

import datetime
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from deckgen import deck
from deckgen.content.text import CONTACT_KEYS
from deckgen.deck import Deck, EmbedMode, Section, SourceSlide, source_files
from deckgen.deck.source_files import DeckSource, SectionMark, SlideEntry
from deckgen.diagnostics import Diagnostic, Gatherer, Problem, Span, error, gather, suggest
from deckgen.facts.resolve import Facts
from deckgen.source.keys import DECK_KEYS, SLIDE_KEYS, misspelt
from deckgen.source.nodes import (
    MappingNode,
    Node,
    ScalarNode,
    expect_mapping,
    expect_scalar,
    gather_entries,
)

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def load(source: DeckSource) -> Deck:
    """The deck of a source. Raises `Problem` with all its faults."""
    reader = _Settings(source.settings)
    slides: list[SourceSlide] = []
    with gather() as problems:
        with problems.collect():
            gather_entries(source.settings, DECK_KEYS, "a deck")
        embed = reader.embed(problems)
        title = reader.text("title", problems, required=embed is not EmbedMode.NONE)
        template = reader.scalar("template", problems, required=True)
        language = reader.text("language", problems) or "en-US"
        if not _LANGUAGE.fullmatch(language):
            span = reader.span("language")
            problems.add(
                error("language", f"`{language}` is no language", at=span, help="write it as en-US")
            )
        as_of = reader.date("as_of", problems)
        off = reader.switched_off(problems)
        facts = Facts.empty()
        with problems.collect():
            facts = Facts.load(source.facts, language=language)
        contacts: dict[str, MappingNode] = {}
        with problems.collect():
            contacts = _contacts(source.contacts)
        formats: dict[str, str] = {}
        for key, value in source.formats or ():
            with problems.collect():
                formats[key.text] = expect_scalar(value, f"the format `{key.text}`").text.strip()
        for entry in source.slides:
            with problems.collect():
                slides.append(_slide(entry))
        name = reader.text("name", problems) or source.path.resolve().parent.name
        output = reader.scalar("output", problems)
        footer, date = reader.text("footer", problems), reader.text("date", problems)
    assert template is not None, "a deck without a template is a problem already"
    return Deck(
        path=source.path,
        title=title,
        name=name,
        language=language,
        template=source.path.parent / _relative_to_deck(source.path, template),
        template_text=template,
        output=_relative_to_deck(source.path, output) if output else "{deck}-{variant}.pptx",
        footer=footer,
        date=date,
        as_of=as_of,
        facts=facts,
        contacts=contacts,
        off=off,
        formats=formats,
        embed=embed,
        slides=tuple(slides),
        sections=_sections(source),
    )


def _relative_to_deck(deck: Path, named: ScalarNode) -> str:
    """A path that is relative to the file of its scalar, made relative to the deck's folder."""
    folder = named.span.source.path.parent
    name = named.text.strip("\n")
    if folder == deck.parent:
        return name
    return Path(os.path.relpath(folder / name, deck.parent)).as_posix()


@dataclass(frozen=True, slots=True)
class _Settings:
    node: MappingNode

    def scalar(self, key: str, problems: Gatherer, *, required: bool = False) -> ScalarNode | None:
        value = self.node.get(key)
        if value is None:
            if required:
                problems.add(
                    error(
                        "missing-key",
                        f"a deck needs `{key}`",
                        at=self.node.span,
                        help=f"add `{key}:`",
                    )
                )
            return None
        with problems.collect():
            return expect_scalar(value, f"`{key}`")
        return None

    def text(self, key: str, problems: Gatherer, *, required: bool = False) -> str:
        scalar = self.scalar(key, problems, required=required)
        return scalar.text.strip("\n") if scalar else ""

    def span(self, key: str) -> Span | None:
        value = self.node.get(key)
        return value.span if value is not None else None

    def date(self, key: str, problems: Gatherer) -> datetime.date | None:
        scalar = self.scalar(key, problems)
        if scalar is None:
            return None
        try:
            return datetime.date.fromisoformat(scalar.text)
        except ValueError:
            problems.add(
                error(
                    "date",
                    f"`{scalar.text}` is no date",
                    at=scalar.span,
                    help="write it as 2020-03-06",
                )
            )
            return None

    def embed(self, problems: Gatherer) -> EmbedMode:
        scalar = self.scalar("embed", problems)
        if scalar is None:
            return EmbedMode.FULL
        modes = [item.value for item in EmbedMode]
        if scalar.text in modes:
            return EmbedMode(scalar.text)
        problems.add(
            error(
                "embed",
                f"`{scalar.text}` is no way to embed",
                at=scalar.span,
                help=suggest(scalar.text, modes, "there are"),
            )
        )
        return EmbedMode.FULL

    def switched_off(self, problems: Gatherer) -> dict[str, str]:
        """The rules under `check: off:`, with the reason for each."""
        node = self.node.get("check")
        reasons: dict[str, str] = {}
        if node is None:
            return reasons
        with problems.collect():
            check = expect_mapping(node, "`check`")
            with problems.collect():
                gather_entries(check, ("off", "notes"), "`check`")
            off = check.get("off")
            if off is not None:
                for key, value in expect_mapping(off, "`off`", "a rule, then the reason"):
                    with problems.collect():
                        reasons[key.text] = expect_scalar(
                            value, f"`{key.text}`", "say why the rule is off"
                        ).text.strip()
        return reasons


def _contacts(node: MappingNode | None) -> dict[str, MappingNode]:
    contacts: dict[str, MappingNode] = {}
    with gather() as problems:
        for key, value in node or ():
            with problems.collect():
                entry = expect_mapping(value, f"the contact `{key.text}`")
                gather_entries(entry, CONTACT_KEYS, "a contact")
                contacts[key.text] = entry
    return contacts


def _slide(entry: SlideEntry) -> SourceSlide:
    node = entry.node
    slots: list[tuple[ScalarNode, Node]] = []
    with gather() as problems:
        for key, value in node:
            with problems.collect():
                if key.text not in SLIDE_KEYS:
                    slots.append((key, _slot_value(key, value)))
        keys = _ReservedKeys(node, problems)
        slide = SourceSlide(
            id=entry.id,
            node=node,
            layout=keys.read("layout", expect_scalar),
            like=keys.read("like", expect_scalar),
            names=keys.read("names", expect_mapping),
            kept=node.get("kept"),
            hidden=keys.read("hidden", yes_or_no) or False,
            notes=keys.read("notes", expect_scalar),
            comments=keys.read("comments", lambda value, _what: deck.parse_comments(value)) or (),
            facts=keys.read("facts", expect_mapping),
            overflow=keys.read("overflow", expect_scalar),
            slots=tuple(slots),
        )
        removed = node.key("remove")
        if removed is not None:
            problems.add(
                error(
                    "remove",
                    "`remove` is for variants",
                    at=removed.span,
                    help="leave the slot out instead",
                )
            )
        if node.get("layout") is None and node.get("like") is None:
            problems.add(
                error(
                    "missing-key",
                    f"the slide `{entry.id.text}` names no layout",
                    at=node.span,
                    help="add `layout:`; `deckgen template FILE` lists the layouts",
                )
            )
    return slide


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _ReservedKeys:
    """Reads the values of reserved keys; one with a problem is reported and read as None."""

    node: MappingNode
    problems: Gatherer

    def read(self, key: str, reader: Callable[[Node, str], T]) -> T | None:
        value = self.node.get(key)
        if value is None:
            return None
        with self.problems.collect():
            return reader(value, f"`{key}`")
        return None


def _slot_value(key: ScalarNode, value: Node) -> Node:
    """A slot's value. Raises `Problem` if it is empty, or the key a misspelt reserved key."""
    if misspelt(key.text):
        raise Problem(
            Diagnostic(
                "unknown-key",
                f"a slide has no key `{key.text}`",
                key.span,
                "not known here",
                (
                    *suggest(key.text, SLIDE_KEYS, "a slide takes"),
                    "slots are written as the Selection Pane shows them",
                ),
            )
        )
    if isinstance(value, ScalarNode):
        return expect_scalar(value, f"`{key.text}`")
    if isinstance(value, MappingNode) and not value.entries:
        raise error(
            "empty-value",
            f"`{key.text}` has no value",
            at=value.span,
            label="nothing in it",
            help="give it a value, or leave the key out",
        )
    return value


def yes_or_no(node: Node, what: str) -> bool:
    """The boolean of a `yes` or `no`; `what` names its place in messages."""
    scalar = expect_scalar(node, what)
    if scalar.text not in ("yes", "no"):
        raise error("yes-or-no", f"{what} is `yes` or `no`, not `{scalar.text}`", at=scalar.span)
    return scalar.text == "yes"


def _sections(source: DeckSource) -> tuple[Section, ...]:
    """The sections; slides before the first one are in PowerPoint's `Default Section`."""
    found: list[tuple[str | None, list[str]]] = []
    for entry in source.entries:
        if isinstance(entry, SectionMark):
            found.append((entry.name.text, []))
        else:
            if not found:
                found.append((None, []))
            found[-1][1].append(entry.id.text)
    if len(found) == 1 and found[0][0] is None:
        return ()
    return tuple(
        Section("Default Section" if name is None else name, tuple(ids)) for name, ids in found
    )


def read(path: Path) -> Deck:
    """The deck of a deck.yaml. Raises `Problem` with all faults of its files."""
    return load(source_files.read(path))
