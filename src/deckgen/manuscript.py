"""The author's files as nodes: deck.yaml and what it names, before anything is made of them.

Variants change a manuscript (node by node, so that every value keeps the file and line that set
it); `deckgen.load` makes a deck of one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from deckgen import facts as fact_files
from deckgen import source
from deckgen.diagnostics import Gatherer, Span, fail, gather, shown, suggest
from deckgen.source import Mapping, Node, Scalar, Sequence, expect_mapping, expect_scalar
from deckgen.words import DECK_KEYS

SLIDE_ID = re.compile(r"[A-Za-z0-9][\w.-]*")


@dataclass(frozen=True, slots=True)
class SectionMark:
    """A PowerPoint section that starts here and goes to the next one."""

    name: Scalar


@dataclass(frozen=True, slots=True)
class SlideEntry:
    """A slide of the list in deck.yaml: its id, and the mapping that describes it."""

    id: Scalar
    node: Mapping


Entry = SectionMark | SlideEntry


class Deed(Enum):
    """What a variant did to a value or a slide."""

    SET = "set"
    ADD = "added to"
    REMOVE = "removed"
    INSERT = "inserted"
    MOVE = "moved"


@dataclass(frozen=True, slots=True)
class Override:
    """One value or slide that a variant changed.

    `path` leads to it: `("slides", "cover", "Title")`, `("facts", "atd.gps", "value")`,
    `("footer",)`. `before` is what stood there, None where nothing did; `place` is where the
    variant says so.
    """

    path: tuple[str, ...]
    deed: Deed
    before: Node | None
    place: Span


@dataclass(frozen=True, slots=True)
class Manuscript:
    """deck.yaml at `path` with the slides, facts, contacts and formats it names.

    `history` is what variants changed, the first change first.
    """

    path: Path
    settings: Mapping
    entries: tuple[Entry, ...]
    facts: tuple[Mapping, ...] = ()
    contacts: Mapping | None = None
    formats: Mapping | None = None
    history: tuple[Override, ...] = field(default=(), repr=False)

    @property
    def slides(self) -> Iterator[SlideEntry]:
        """The slides, without the sections."""
        return (entry for entry in self.entries if isinstance(entry, SlideEntry))


def read(path: Path) -> Manuscript:
    """The manuscript of a deck.yaml. Raises `Problem` with the faults of all its files."""
    settings = expect_mapping(source.read(path), shown(path), "a deck starts with `title:`")
    extends = settings.key("extends")
    if extends is not None:
        raise fail(
            "variant", f"{shown(path)} is a variant of a deck", extends.span, "of this one",
            f"name the deck itself, and `--variant {path.stem}`",
        )  # fmt: skip
    entries: list[Entry] = []
    tables: tuple[Mapping, ...] = ()
    contacts = formats = None
    with gather() as problems:
        with problems.attempt():
            source.gather_entries(settings, DECK_KEYS, "a deck")
        listed = settings.get("slides")
        if listed is None:
            problems.add(
                fail(
                    "missing-key",
                    f"{shown(path)} has no `slides`",
                    settings.span,
                    "",
                    "list the slides: `slides:` and under it `- overview`",
                )
            )
        elif not isinstance(listed, Sequence):
            problems.add(source.wrong_type(listed, "a list", "`slides`"))
        else:
            entries = list(_entries(listed, path.parent, problems))
        with problems.attempt():
            tables = facts_of(settings, path.parent)
        with problems.attempt():
            contacts = _table(settings.get("contacts"), "`contacts`", path.parent)
        with problems.attempt():
            formats = _table(settings.get("formats"), "`formats`", path.parent)
    return Manuscript(path, settings, tuple(entries), tables, contacts, formats)


def facts_of(settings: Mapping, folder: Path) -> tuple[Mapping, ...]:
    """The tables of facts that a deck.yaml in that folder holds or names."""
    figures = settings.get("facts")
    if isinstance(figures, Mapping):
        return (figures,)
    tables: list[Mapping] = []
    with gather() as problems:
        for name in names(figures, "`facts`"):
            with problems.attempt():
                tables.append(fact_files.read(folder / name.text, name.span))
    return tuple(tables)


def _table(node: Node | None, what: str, folder: Path) -> Mapping | None:
    """A mapping that stands in deck.yaml itself, or in the file that is named there."""
    if node is None or isinstance(node, Mapping):
        return node
    name = expect_scalar(node, what, f"it names a file, such as {what.strip('`')}.yaml")
    return _mapping_in(folder / name.text, name)


def names(node: Node | None, what: str) -> list[Scalar]:
    """A text, or each text of a list."""
    if node is None:
        return []
    items = node.items if isinstance(node, Sequence) else (node,)
    return [expect_scalar(item, what) for item in items]


def _entries(listed: Sequence, folder: Path, problems: Gatherer) -> Iterator[Entry]:
    seen: dict[str, Scalar] = {}
    for item in listed:
        with problems.attempt():
            entry = entry_of(item, folder)
            if isinstance(entry, SlideEntry):
                first = seen.setdefault(entry.id.text, entry.id)
                if first is not entry.id:
                    raise fail(
                        "duplicate-slide", f"the slide `{entry.id.text}` is listed twice",
                        entry.id.span, "the second time", f"the first is in line {first.span.line}",
                    )  # fmt: skip
            yield entry


def entry_of(item: Node, folder: Path) -> Entry:
    """What an item of `slides` is: an id of a file in slides/, a mapping with `id`, a section."""
    if isinstance(item, Scalar):
        name = _identifier(expect_scalar(item, "a slide"))
        path = folder / "slides" / f"{name.text}.yaml"
        return SlideEntry(name, _mapping_in(path, name, f"create {shown(path)}"))
    mapping = expect_mapping(item, "a slide", "a slide is an id, or a mapping with `id:`")
    section = mapping.get("section")
    if section is not None:
        source.gather_entries(mapping, ("section",), "a section")
        return SectionMark(expect_scalar(section, "`section`"))
    name_node = mapping.get("id")
    if name_node is None:
        raise fail(
            "missing-key", "a slide needs `id`", mapping.span, "this one",
            "give it an id that no other slide has, such as `id: partners`",
        )  # fmt: skip
    return SlideEntry(_identifier(expect_scalar(name_node, "`id`")), mapping)


def _identifier(name: Scalar) -> Scalar:
    if SLIDE_ID.fullmatch(name.text):
        return name
    raise fail(
        "slide-id", f"`{name.text}` is no slide id", name.span, "here",
        "an id is letters, digits, `-`, `_` and `.`, such as `field-offices`",
    )  # fmt: skip


def _mapping_in(path: Path, name: Scalar, *helps: str) -> Mapping:
    if not source.is_file(path):
        near_by = [
            found.stem if helps else found.name for found in source.listed(path.parent, ".yaml")
        ]
        raise fail(
            "missing-file", f"there is no file {shown(path)}", name.span, "named here",
            *suggest(name.text, near_by, "the folder has"), *helps,
        )  # fmt: skip
    return expect_mapping(source.read(path), shown(path))
