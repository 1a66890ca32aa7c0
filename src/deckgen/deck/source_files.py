"""The author's files as nodes: deck.yaml and the files that it names, before they are interpreted.

Variants change a `DeckSource` node by node, so that every value keeps the file and line that set
it; `deckgen.deck.load` makes a `Deck` of it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from enum import Enum
from pathlib import Path

from msgspec import Struct

from deckgen.diagnostics import (
    DeckLocation,
    Diagnostic,
    Gatherer,
    Problem,
    Severity,
    Span,
    error,
    gather,
    real_path,
    shown,
    shown_folder,
    suggest,
)
from deckgen.source import nodes, reading
from deckgen.source.keys import DECK_KEYS, SLIDE_FILES, SLIDE_ID
from deckgen.source.nodes import (
    MappingNode,
    Node,
    ScalarNode,
    SequenceNode,
    expect_mapping,
    expect_scalar,
    expect_word,
    scalars,
)

_NUMBER = re.compile(r"\d{2,3}-(?=[A-Za-z0-9])")


class SectionMark(Struct, frozen=True):
    """The start of a PowerPoint section, which ends before the next one."""

    name: ScalarNode


class SlideEntry(Struct, frozen=True):
    """A slide of the list in deck.yaml: its id, and the mapping that describes it."""

    id: ScalarNode
    node: MappingNode


Entry = SectionMark | SlideEntry


class OverrideKind(Enum):
    """How a variant changed a value or a slide."""

    SET = "set"
    ADD = "added to"
    REMOVE = "removed"
    INSERT = "inserted"
    MOVE = "moved"


class Override(Struct, frozen=True):
    """One value or slide that a variant changed.

    `path` leads to it: `("slides", "cover", "Title")`, `("facts", "atd.gps", "value")`,
    `("footer",)`. `deed` is the kind of change, `before` the old value (None for a new one),
    `place` where the variant makes the change.
    """

    path: tuple[str, ...]
    kind: OverrideKind
    before: Node | None
    place: Span


class DeckSource(Struct, frozen=True):
    """deck.yaml at `path` with the slides, facts, contacts and formats it names.

    `entries` are the slides and section marks in order, `facts` one table for each file.
    `history` are the changes of variants, the first one first.
    """

    path: Path
    settings: MappingNode
    entries: tuple[Entry, ...]
    facts: tuple[MappingNode, ...] = ()
    contacts: MappingNode | None = None
    formats: MappingNode | None = None
    history: tuple[Override, ...] = ()

    @property
    def slides(self) -> Iterator[SlideEntry]:
        """The slides, without the sections."""
        return (entry for entry in self.entries if isinstance(entry, SlideEntry))


IN_FOLDER = (Path("content", "deck.yaml"), Path("deck.yaml"))
"""Where the deck of a folder is looked for, in this order."""


def find(path: Path) -> Path:
    """The deck.yaml that a path names: itself, or the one in a folder, as `IN_FOLDER` says.

    Raises `Problem` for a folder without one.
    """
    if not path.is_dir():
        return path
    for name in IN_FOLDER:
        if reading.is_file(path / name):
            return path / name
    where = "here" if real_path(path) == Path.cwd() else f"in {shown(path)}"
    names = " nor ".join(name.as_posix() for name in IN_FOLDER)
    raise error(
        "missing-file",
        f"there is no deck {where}: neither {names}",
        help="name a deck's YAML or its folder; `deckgen new FOLDER` starts a deck",
    )


def read(path: Path) -> DeckSource:
    """The source of the deck that a path names, a folder too. Raises `Problem` with all faults."""
    path = find(path)
    settings = expect_mapping(reading.read(path), shown(path), "a deck starts with `title:`")
    extends = settings.key("extends")
    if extends is not None:
        below = settings.get("extends")
        named = path.parent / below.text if isinstance(below, ScalarNode) else path.parent
        deck = Path(os.path.normpath(named))
        raise error(
            "variant",
            f"{shown(path)} is a variant of a deck",
            at=extends.span,
            label="of this one",
            help=f"name the deck that it varies: `{shown(deck)} --variant {path.stem}`",
        )
    entries: list[Entry] = []
    tables: tuple[MappingNode, ...] = ()
    contacts = formats = None
    with gather() as problems:
        with problems.collect():
            nodes.gather_entries(settings, DECK_KEYS, "a deck")
        listed = settings.get("slides")
        if listed is None:
            problems.add(
                error(
                    "missing-key",
                    f"{shown(path)} has no `slides`",
                    at=settings.span,
                    help="list the slides: `slides:` and under it `- overview`",
                )
            )
        elif not isinstance(listed, SequenceNode):
            problems.add(nodes.wrong_type(listed, "a list", "`slides`"))
        else:
            numbered = is_numbered(settings)
            entries = list(_entries(listed, path.parent, problems, numbered=numbered))
        with problems.collect():
            tables = fact_tables(settings, path.parent)
        with problems.collect():
            contacts = _table(settings.get("contacts"), "`contacts`", path.parent)
        with problems.collect():
            formats = _table(settings.get("formats"), "`formats`", path.parent)
    return DeckSource(path, settings, tuple(entries), tables, contacts, formats)


def fact_tables(settings: MappingNode, folder: Path) -> tuple[MappingNode, ...]:
    """The tables of facts that a deck.yaml in that folder holds or names."""
    facts_node = settings.get("facts")
    if isinstance(facts_node, MappingNode):
        return (facts_node,)
    if facts_node is None:
        return ()
    from deckgen.facts import files

    tables: list[MappingNode] = []
    with gather() as problems:
        for name in names(facts_node, "`facts`"):
            with problems.collect():
                tables.append(files.read(folder / name.text, name.span))
    return tuple(tables)


def _table(node: Node | None, what: str, folder: Path) -> MappingNode | None:
    """A mapping of deck.yaml itself, or that in the file which it names."""
    if node is None or isinstance(node, MappingNode):
        return node
    name = expect_word(node, what, f"it names a file, such as {what.strip('`')}.yaml")
    return _mapping_in(folder / name.text, name)


def names(node: Node | None, what: str) -> list[ScalarNode]:
    """The scalar of a text, or those of a list of texts; `what` names the key in messages."""
    if node is None:
        return []
    items = node.items if isinstance(node, SequenceNode) else (node,)
    return [expect_word(item, what) for item in items]


def is_numbered(settings: MappingNode) -> bool:
    """Whether slide files have numbers in front that are no part of ids (`slide_files:`)."""
    value = settings.get(SLIDE_FILES.key)
    return isinstance(value, ScalarNode) and value.text == "numbered"


def _entries(
    listed: SequenceNode, folder: Path, problems: Gatherer, *, numbered: bool
) -> Iterator[Entry]:
    seen: dict[str, ScalarNode] = {}
    for item in listed:
        with problems.collect():
            entry = entry_of(item, folder, numbered=numbered)
            if isinstance(entry, SlideEntry):
                first = seen.setdefault(entry.id.text, entry.id)
                if first is not entry.id:
                    raise error(
                        "duplicate-slide",
                        f"the slide `{entry.id.text}` is listed twice",
                        at=entry.id.span,
                        label="the second time",
                        help=f"the first is in line {first.span.line}",
                    )
            yield entry


def entry_of(item: Node, folder: Path, *, numbered: bool = False) -> Entry:
    """The entry of an item of `slides`: the id of a file, a mapping with `id`, or a section.

    `numbered` says that numbers in front of the names of slide files are no part of ids.
    """
    if isinstance(item, ScalarNode):
        name = _identifier(expect_word(item, "a slide"))
        bare = _without_number(name.text)
        if numbered and bare != name.text and reading.is_file(slide_path(folder, name.text)):
            raise error(
                "slide-id",
                f"`{name.text}` is the name of a file, and not the slide's id",
                at=name.span,
                label="here",
                help=f"write `{bare}`: the number in front is no part of the id",
            )
        first, *others = slide_paths(folder, name.text, numbered=numbered)
        if others:
            raise error(
                "duplicate-slide",
                f"{first.name} and {others[0].name} are both the slide `{name.text}`",
                at=name.span,
                label="named here",
                help="remove or rename one: the number in front is no part of the id",
            )
        return SlideEntry(name, _named_slide(first, name))
    mapping = expect_mapping(item, "a slide", "a slide is an id, or a mapping with `id:`")
    section = mapping.get("section")
    if section is not None:
        nodes.gather_entries(mapping, ("section",), "a section")
        return SectionMark(expect_scalar(section, "`section`"))
    name_node = mapping.get("id")
    if name_node is None:
        raise error(
            "missing-key",
            "a slide needs `id`",
            at=mapping.span,
            label="this one",
            help="give it an id that no other slide has, such as `id: partners`",
        )
    return SlideEntry(_identifier(expect_word(name_node, "`id`")), mapping)


def slide_path(folder: Path, name: str, number: int = 0) -> Path:
    """The file of the slide with that id, of a deck in that folder, with a number in front."""
    lead = f"{number:02}-" if number else ""
    return folder / "slides" / f"{lead}{name}.yaml"


def slide_paths(folder: Path, name: str, *, numbered: bool) -> list[Path]:
    """The files that there are of the slide with that id; where there is none, the one to be."""
    plain = slide_path(folder, name)
    if not numbered:
        return [plain]
    found = [plain] if reading.is_file(plain) else []
    with suppress(OSError):
        there = sorted(os.listdir(plain.parent))  # noqa: PTH208 - for each slide: paths cost more
        ends = (file for file in there if file.endswith(f"-{plain.name}"))
        found += [plain.parent / file for file in ends if _without_number(file) == plain.name]
    return found or [plain]


def _without_number(name: str) -> str:
    return _NUMBER.sub("", name, count=1) if _NUMBER.match(name) else name


def _named_slide(path: Path, name: ScalarNode) -> MappingNode:
    """The mapping in a slide's file. Raises `Problem` where it gives another id than its name."""
    mapping = _mapping_in(path, name, "create {}")
    own = mapping.get("id")
    if own is not None and expect_scalar(own, "`id`").text != name.text:
        raise error(
            "id-differs",
            f"the slide in {path.name} has the id `{name.text}`: a slide's id is its file's name",
            at=own.span,
            label="another id",
            help=f"remove the line, or rename the file and list the slide by its new name "
            f"instead of `{name.text}`",
        )
    return mapping


def _identifier(name: ScalarNode) -> ScalarNode:
    if SLIDE_ID.fullmatch(name.text):
        return name
    from deckgen.source.causes import missing_blank

    slip = missing_blank(name.text, name.span)
    if slip is not None:
        raise slip
    bare = Path(name.text).stem
    raise error(
        "slide-id",
        f"`{name.text}` is no slide id",
        at=name.span,
        label="here",
        help=(
            f"write `{bare}` for slides/{bare}.yaml" if SLIDE_ID.fullmatch(bare) else "",
            "an id is letters, digits, `-`, `_` and `.`, such as `field-offices`",
        ),
    )


def _is_alike(path: Path, stem: str) -> bool:
    """Whether a file has that name but for its letters' case, blanks and what follows a point."""
    first, *suffixes = path.name.split(".")
    return bool(suffixes) and first.strip().casefold() == stem.casefold()


def _mapping_in(path: Path, name: ScalarNode, *helps: str) -> MappingNode:
    if not reading.is_file(path):
        neighbours = [
            found.stem if helps else found.name for found in reading.listed(path.parent, ".yaml")
        ]
        stem = name.text.removesuffix(".yaml").removesuffix(".yml")
        alike = sorted(found.name for found in path.parent.glob("*") if _is_alike(found, stem))
        first: tuple[str, ...] = ()
        if helps and stem in neighbours:
            first = (f"write `{stem}`: a slide's file is named without `.yaml`",)
        elif helps and alike:
            first = (f"rename {shown(path.parent / alike[0])} to {stem}.yaml",)
        raise error(
            "missing-file",
            f"there is no file {shown(path)}",
            at=name.span,
            label="named here",
            help=(
                *first,
                *suggest(name.text, neighbours, f"{shown_folder(path.parent)} has"),
                *(() if first else (text.format(shown(path)) for text in helps)),
            ),
        )
    found = reading.read(path)
    return expect_mapping(found, found.span.source.name)


def own_facts(source: DeckSource) -> Iterator[tuple[SlideEntry, MappingNode]]:
    """The slides of a deck source that have facts of their own, and these."""
    for slide in source.slides:
        facts = slide.node.get("facts")
        if isinstance(facts, MappingNode):
            yield slide, facts


# Files of slides that nothing names.


def find_unlisted(base: DeckSource) -> list[Diagnostic]:
    """A warning `unlisted-slide` for each file of slides/ that no deck and no variant names.

    Other decks in the folder of deck.yaml count too. Nothing is said where a variant cannot be
    read.
    """
    folder = base.path.parent
    numbered = is_numbered(base.settings)
    named = {entry.node.span.source.path for entry in base.slides}
    there = reading.listed(slide_path(folder, "").parent, ".yaml")
    files = {real_path(path): path for path in there if path not in named}
    if not files:
        return []
    _take_out(files, base.slides)
    try:
        if files and base.settings.get("variants") is not None:
            from deckgen.deck.variants import Variants

            _take_out(files, Variants(base).inserted())
        if files:
            for name in _listed_beside(base.path):
                for path in slide_paths(folder, name, numbered=numbered):
                    files.pop(real_path(path), None)
    except Problem:
        return []
    return [
        Diagnostic(
            "unlisted-slide",
            f"no deck and no variant names the slide `{name}`",
            DeckLocation(shown(path)),
            helps=(f"list it in deck.yaml, under `slides:`: `- {name}`; or delete the file",),
            severity=Severity.WARNING,
        )
        for path in files.values()
        for name in [_without_number(path.stem) if numbered else path.stem]
    ]


def _take_out(files: dict[Path, Path], slides: Iterable[SlideEntry]) -> None:
    for entry in slides:
        files.pop(real_path(entry.node.span.source.path), None)


def _listed_beside(deck: Path) -> Iterator[str]:
    """The slides that other decks in the folder of a deck.yaml list."""
    for path in reading.listed(deck.parent, ".yaml"):
        slides = None
        with suppress(Problem):
            node = reading.read(path)
            slides = node.get("slides") if isinstance(node, MappingNode) else None
        for item in slides if isinstance(slides, SequenceNode) else ():
            if isinstance(item, ScalarNode):
                yield item.text


# To-dos: values still to come, `TODO` alone or in front of a text, a line or a cell.


_TODO = r"(?m)(?:^|(?<=\| ))[ ]*(TODO\b[^\n|]*)"
_REMARKS = ("note", "comments")
_TABLE_KEYS = ("slides", "facts", "contacts")  # where deck.yaml holds them itself, they come twice


CONFLICT = "deckgen: `{}` was changed here and in the reviewed deck"
"""The first line of the comment that `pull` leaves above a slot that both sides changed."""


def find_conflicts(
    source: DeckSource, severity: Severity = Severity.WARNING
) -> Iterator[Diagnostic]:
    """A diagnostic `conflict` for each comment of `pull` that stands in a slide's YAML."""
    before, after = map(re.escape, CONFLICT.split("{}"))
    pattern = re.compile(f" *# {before}(.+){after}")
    word = CONFLICT.partition("{")[0]
    slides = _slides_with(word, source)
    found = (scalar for entry in slides for _, scalar in nodes.scalars(entry.node))
    parts = (part for scalar in found for part in scalar.parts or (scalar,))
    for file in dict.fromkeys(part.span.source for part in parts):
        if word not in file.text:
            continue
        for number, line in enumerate(file.lines, 1):
            slot = pattern.match(line)
            if slot:
                place = Span(file, number, slot.start(1), number, slot.end(1) + 2)
                yield Diagnostic(
                    "conflict",
                    f"`{slot[1]}` was changed here and in a reviewed deck, and nobody decided",
                    place,
                    "a conflict",
                    (
                        "choose one side's words, and delete the three lines of the comment",
                        "or pull again with `--ours` or `--theirs`",
                    ),
                    severity,
                )


def find_todos(source: DeckSource, severity: Severity = Severity.WARNING) -> list[Diagnostic]:
    """A diagnostic `todo` for each value of the deck source that is still to come.

    The notes of facts and the comments of slides are left out: they are remarks, not content.
    """
    own = tuple(pair for pair in source.settings if pair[0].text not in _TABLE_KEYS)
    settings = MappingNode(own, source.settings.span)
    slides = _slides_with("TODO", source)
    nodes = [settings, *(entry.node for entry in slides), *source.facts]
    if source.contacts is not None:
        nodes.append(source.contacts)
    found = (
        Diagnostic(
            "todo", f"{f'`{key}`' if key else 'a value'} is still to come",
            scalar.at(*match.span(1)), "a placeholder",
            ("write what stands here",), severity,
        )
        for node in nodes
        for key, scalar in scalars(node, without=_REMARKS)
        if "TODO" in scalar.text
        for match in re.finditer(_TODO, scalar.text)
    )  # fmt: skip
    return list(dict.fromkeys(found))  # what a group says of several facts stands once


def _slides_with(word: str, source: DeckSource) -> list[SlideEntry]:
    """The slides in which a word can stand, by the text of their files.

    Slides that a variant changed are among them, and where an escape of YAML may give the word.
    """
    changed = {change.path[1] for change in source.history if change.path[0] == "slides"}
    return [
        entry
        for entry in source.slides
        for text in [entry.node.span.source.text]
        if word in text or "\\" in text or entry.id.text in changed
    ]


def find_doubts(source: DeckSource, severity: Severity = Severity.WARNING) -> list[Diagnostic]:
    """A diagnostic for each number of a fact that may be meant otherwise, such as `51.200`."""
    tables = (*source.facts, *(facts for _, facts in own_facts(source)))
    if not tables:
        return []
    from deckgen.facts.entries import doubts

    return [found for table in tables for found in doubts(table, severity)]
