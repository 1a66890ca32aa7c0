"""From a `DeckSource` to a `Deck`: keys checked, settings read, facts evaluated."""

from __future__ import annotations

import os
import re
from datetime import date
from pathlib import Path

from msgspec.structs import replace

from deckgen import content
from deckgen.content import Scope
from deckgen.content.text import CONTACT
from deckgen.deck import (
    Comment,
    Deck,
    DeckText,
    EmbedMode,
    Section,
    SourceSlide,
    parse_comments,
    source_files,
)
from deckgen.deck.source_files import DeckSource, SectionMark, SlideEntry
from deckgen.diagnostics import Problem, error, gather, suggest
from deckgen.facts import FACTOR, DeckDates, Facts, JumpSettings
from deckgen.source import keys
from deckgen.source.fields import Values
from deckgen.source.nodes import (
    MappingNode,
    Node,
    ScalarNode,
    expect_mapping,
    expect_scalar,
    expect_word,
    gather_entries,
)

_ANY_DAY = date(2020, 1, 1)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


class SlideLoader:
    """Loads slides of a deck and its variants, each of the deck's own once."""

    def __init__(self, base: DeckSource) -> None:
        """For the deck of that source and its variants."""
        self._base = base  # keeps the entries there, which are known by their identity
        self._loaded: dict[int, SourceSlide | None] = dict.fromkeys(map(id, base.slides))

    def load(self, entry: SlideEntry) -> SourceSlide:
        """The slide of an entry. Raises `Problem` with all its faults."""
        loaded = self._loaded.get(id(entry)) or _slide(entry)
        if id(entry) in self._loaded:
            self._loaded[id(entry)] = loaded
        return loaded


def load(source: DeckSource, loader: SlideLoader | None = None) -> Deck:
    """The deck of a source. Raises `Problem` with all its faults.

    `loader` has slides of the source's base that were loaded before.
    """
    load_slide = _slide if loader is None else loader.load
    slides: list[SourceSlide] = []
    with gather() as problems:
        values = Values(source.settings, problems, None)
        keys.DECK.gather_unknown(values)
        embed = EmbedMode(values.get(keys.EMBED))
        template = values.get(keys.TEMPLATE)
        extracted = values.get(keys.EXTRACTED)
        values.get(keys.SLIDE_FILES)
        titled = embed.marks and not extracted
        for field, needed in ((keys.TITLE, titled), (keys.TEMPLATE, True)):
            if needed and source.settings.get(field.key) is None:
                problems.add(
                    error(
                        "missing-key",
                        f"a deck needs `{field.key}`",
                        at=source.settings.span,
                        help=f"add `{field.key}:`",
                    )
                )
        language = values.get(keys.LANGUAGE) or keys.LANGUAGE.default
        if not _LANGUAGE.fullmatch(language):
            named = source.settings.get("language")
            span = named.span if named else None
            problems.add(
                error("language", f"`{language}` is no language", at=span, help="write it as en-US")
            )
        dates = _dates(values, language)
        facts = None
        with problems.collect():
            facts = Facts.load(source.facts, language=language).dated(dates)
        jumps = _jumps(values, source, facts)
        contacts: dict[str, MappingNode] = {}
        with problems.collect():
            contacts = _contacts(source.contacts)
        formats: dict[str, str] = {}
        for key, value in source.formats or ():
            from deckgen.richtext import format_names

            with problems.collect():
                scalar = expect_scalar(value, f"the format `{key.text}`")
                formats[key.text] = format_names.full(scalar.text, key.text, scalar.span)
        for entry in source.slides:
            with problems.collect():
                slides.append(load_slide(entry))
        slot_names: dict[str, dict[str, ScalarNode]] = {}
        with problems.collect():
            slot_names = _slot_names(values.get(keys.SLOT_NAMES))
        name = values.get(keys.NAME) or source.path.resolve().parent.name
        output = values.get(keys.OUTPUT)
        texts = _Texts(source.path.parent, facts, values)
        own_date = texts.printed("date", values.get(keys.DATE))
        texts.facts = facts and facts.dated(replace(dates, printed=own_date))
        title = texts.printed("title", values.get(keys.TITLE))
        footer = texts.printed("footer", values.get(keys.FOOTER))
        sections = texts.sections(source)
    assert template is not None, "a deck without a template is a problem already"
    assert texts.facts is not None, "and so are facts with faults"
    return Deck(
        path=source.path,
        title=title,
        name=name,
        language=language,
        template=source.path.parent / _relative_to_deck(source.path, template),
        template_text=template,
        output=_relative_to_deck(source.path, output) if output else "{deck}-{variant}.pptx",
        footer=footer,
        date=own_date,
        as_of=dates.as_of,
        facts=texts.facts,
        contacts=contacts,
        jumps=jumps,
        formats=formats,
        embed=embed,
        slides=tuple(slides),
        sections=sections,
        texts=tuple(texts.found),
        cache=values.get(keys.CACHE),
        extracted=extracted,
        slot_names=slot_names,
    )


def _dates(values: Values[None], language: str) -> DeckDates:
    """What the deck says of dates, but for its `date`, which may print facts itself."""
    dates = DeckDates(language, as_of=values.get(keys.AS_OF), printed=None)
    style = values.get(keys.DATE_STYLE)
    if style is None:
        return dates
    with values.problems.collect():
        dates.format(_ANY_DAY, style.text, style.span)
    return replace(dates, style=style.text)


def _relative_to_deck(deck: Path, named: ScalarNode) -> str:
    """A path that is relative to the file of its scalar, made relative to the deck's folder."""
    folder = named.span.source.path.parent
    name = named.text.strip("\n")
    if folder == deck.parent:
        return name
    return Path(os.path.relpath(folder / name, deck.parent)).as_posix()


def _jumps(values: Values[None], source: DeckSource, facts: Facts | None) -> JumpSettings:
    """Which figures may jump, of `check`; the reasons for rules that are off are looked at too."""
    check = values.get(keys.CHECK)
    if check is None:
        return JumpSettings()
    settings = Values(check, values.problems, None)
    keys.CHECK_FIELDS.gather_unknown(settings)
    known: dict[str, str] = {}
    off = False
    for key, value in settings.get(keys.OFF) or ():
        with values.problems.collect():
            if key.text == "JUMP" and isinstance(value, MappingNode):
                known = {} if facts is None else _known_jumps(value, source, facts)
            else:
                expect_scalar(value, f"`{key.text}`", "say why the rule is off")
                off = off or key.text == "JUMP"
    return JumpSettings(settings.get(keys.JUMP) or FACTOR, known, off)


def _known_jumps(node: MappingNode, source: DeckSource, facts: Facts) -> dict[str, str]:
    """The reasons for which facts of the deck, or of a slide, may jump, by their ids."""
    ids = {key.text for _, own in source_files.own_facts(source) for key, _ in own}
    reasons = {}
    with gather() as problems:
        for key, value in node:
            with problems.collect():
                if key.text not in ids:
                    facts.fact(key.text, key.span)
                reason = expect_scalar(value, f"`{key.text}`", "say why the figure is right")
                reasons[key.text] = reason.text.strip()
    return reasons


def _contacts(node: MappingNode | None) -> dict[str, MappingNode]:
    contacts: dict[str, MappingNode] = {}
    with gather() as problems:
        for key, value in node or ():
            with problems.collect():
                entry = expect_mapping(value, f"the contact `{key.text}`")
                gather_entries(entry, CONTACT.keys, CONTACT.what)
                contacts[key.text] = entry
    return contacts


def _slot_names(node: MappingNode | None) -> dict[str, dict[str, ScalarNode]]:
    """The slots' own names by short ones, of layouts and of pattern slides."""
    found: dict[str, dict[str, ScalarNode]] = {}
    with gather() as problems:
        for key, value in node or ():
            kind, _, name = key.text.partition(" ")
            with problems.collect():
                if kind not in _BASES or not name:
                    raise error(
                        "slot-names",
                        f"`{key.text}` names no slide layout and no slide of the template",
                        at=key.span,
                        help="write `layout NAME:` or `like SLIDE:`, and the names below",
                    )
                table = found.setdefault(key.text, {})
                for short, own in expect_mapping(value, f"`{key.text}`"):
                    if not keys.is_slot_name(short.text):
                        raise error(
                            "slot-name",
                            f"`{short.text}` cannot be the name of a slot",
                            at=short.span,
                            label="a word of ours, or like one",
                            help="begin it with a capital letter",
                        )
                    table[short.text] = expect_word(own, f"`{short.text}`")
    return found


def _slide(entry: SlideEntry) -> SourceSlide:
    node = entry.node
    slots: list[tuple[ScalarNode, Node]] = []
    with gather() as problems:
        for key, value in node:
            with problems.collect():
                if key.text not in keys.SLIDE_KEYS:
                    if _meant(key) in _BASES and not any(map(node.get, _BASES)):
                        raise _unknown_key(key, f"did you mean `{_meant(key)}`?")
                    slots.append((key, _slot_value(key, value)))
        values = Values(node, problems, None)
        comments: tuple[Comment, ...] = ()
        with problems.collect():
            if (listed := values.parse(keys.COMMENTS)) is not None:
                comments = parse_comments(listed)
        slide = SourceSlide(
            id=entry.id,
            node=node,
            layout=values.get(keys.LAYOUT),
            like=values.get(keys.LIKE),
            names=values.get(keys.NAMES),
            boxes=values.get(keys.BOXES),
            kept=values.get(keys.KEPT),
            hidden=values.get(keys.HIDDEN),
            notes=values.get(keys.NOTES),
            comments=comments,
            facts=values.get(keys.FACTS),
            overflow=values.get(keys.OVERFLOW),
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
        if not any(_meant(key) in _BASES for key, _ in node):
            problems.add(
                error(
                    "missing-key",
                    f"the slide `{entry.id.text}` names no layout",
                    at=node.span,
                    help="add `layout:`; `deckgen template FILE` lists the layouts",
                )
            )
    return slide


_BASES = ("layout", "like")


def _meant(key: ScalarNode) -> str:
    return keys.misspelt(key.text) or key.text.casefold()


def _unknown_key(key: ScalarNode, *helps: str) -> Problem:
    return error(
        "unknown-key",
        f"a slide has no key `{key.text}`",
        at=key.span,
        label="not known here",
        help=(*helps, "slots are written as the Selection Pane shows them"),
    )


def _slot_value(key: ScalarNode, value: Node) -> Node:
    """A slot's value. Raises `Problem` if it is empty, or the key a misspelt reserved key."""
    if keys.misspelt(key.text):
        raise _unknown_key(key, *suggest(key.text, keys.SLIDE_KEYS, "a slide takes"))
    if isinstance(value, ScalarNode):
        return expect_scalar(value, f"`{key.text}`")
    if isinstance(value, MappingNode) and not value.entries:
        raise error(
            "empty-value",
            f"`{key.text}` has no value",
            at=value.span,
            label="nothing in it",
            help=(
                "give it a value, or leave the key out",
                "an empty paragraph is a line `{}` under `|`",
            ),
        )
    return value


class _Texts:
    """Prints the texts of deck.yaml itself and collects them; problems go to those of `values`.

    Without `facts`, as they have faults themselves, it prints nothing.
    """

    def __init__(self, folder: Path, facts: Facts | None, values: Values[None]) -> None:
        self.folder, self.facts, self.problems = folder, facts, values.problems
        self.found: list[DeckText] = []

    def printed(self, key: str, scalar: ScalarNode | None) -> str:
        """What the text of a key prints; "" where it is left out, or has a problem."""
        with self.problems.collect():
            if scalar is not None and self.facts is not None:
                run = content.parse(scalar, Scope(self.folder, self.facts), "\n")
                self.found.append(DeckText(key, scalar, run))
                return run.text
        return ""

    def sections(self, source: DeckSource) -> tuple[Section, ...]:
        """The sections; slides before the first one are in PowerPoint's `Default Section`."""
        found: list[tuple[str | None, list[str]]] = []
        for entry in source.entries:
            if isinstance(entry, SectionMark):
                found.append((self.printed("section", entry.name), []))
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
