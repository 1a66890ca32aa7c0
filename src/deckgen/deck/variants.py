"""Variants of a deck: YAML files that extend deck.yaml or one another, or the rows of a table.

`Variants` finds them by name. In a table, a row is a variant and a column the fact of that id;
columns `contact.FIELD` make a contact with the variant's name, and a column that only names
variants is no fact.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial, reduce
from pathlib import Path

from msgspec import Struct

from deckgen.content.text import CONTACT_KEYS
from deckgen.deck import DeckName
from deckgen.deck.overlay import EXTENDS, Overlay, apply, parse
from deckgen.deck.source_files import DeckSource, SlideEntry, is_numbered
from deckgen.diagnostics import (
    Diagnostic,
    Problem,
    error,
    gather,
    near,
    shown,
    suggest,
)
from deckgen.facts.files import SHEET
from deckgen.source import reading, tables
from deckgen.source.fields import Field, Fields, not_dumped, word_form
from deckgen.source.keys import SLIDE_ID
from deckgen.source.nodes import (
    MappingNode,
    Node,
    ScalarNode,
    SequenceNode,
    expect_mapping,
    expect_word,
    gather_entries,
)
from deckgen.source.reading import is_folder, listed
from deckgen.source.tables import Row, naming_cells


def read_variant_file(path: Path, deck: Path, *, numbered: bool = False) -> tuple[Overlay, ...]:
    """The overlays of a variant file and of those it extends, in the order they apply.

    `deck` is the deck.yaml at which the chain must end, and `numbered` says that its slide files
    have numbers in front that are no part of ids. Raises `Problem` with the faults of all
    the files, or where the chain is a cycle or ends elsewhere.
    """
    overlays: list[Overlay] = []
    with gather() as problems:
        for node in _chain(path, deck):
            with problems.collect():
                overlays.append(parse(node, deck.parent, numbered=numbered))
    return tuple(reversed(overlays))


def _chain(path: Path, deck: Path) -> list[MappingNode]:
    """The file's mapping, then that of the file it extends, and so on, deck.yaml left out."""
    nodes: list[MappingNode] = []
    visited: list[Path] = []
    while True:
        node = expect_mapping(
            reading.read(path), shown(path), f"a variant starts with `{EXTENDS}:`"
        )
        nodes.append(node)
        visited.append(path.resolve())
        named = _extends(node, path)
        path = path.parent / named.text
        if not reading.is_file(path):
            raise reading.missing(path, named.span, ".yaml")
        if path.resolve() == deck.resolve():
            return nodes
        if path.resolve() in visited:
            cycle = [*visited[visited.index(path.resolve()) :], path.resolve()]
            raise error(
                "extends-cycle",
                (f"`{EXTENDS}` goes round: " + " extends ".join(shown(p) for p in cycle)),
                at=named.span,
                label="back to the start",
                help=f"let one of them extend {shown(deck)}",
            )


def _extends(node: MappingNode, path: Path) -> ScalarNode:
    value = node.get(EXTENDS)
    if value is not None:
        return expect_word(value, f"`{EXTENDS}`", "it names the file that the variant changes")
    if node.get("template") is not None and node.get("slides") is not None:
        raise error(
            "other-deck", f"{shown(path)} is a deck, not a variant of this one", at=node.span
        )
    raise error(
        "missing-key",
        f"the variant {shown(path)} extends nothing",
        at=node.span,
        help=f"say what it changes, as in `{EXTENDS}: ../deck.yaml`",
    )


# Tables of variants.


_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_CONTACT = "contact."
_DERIVED_FIELDS = ("formula", "computed", "printed", "sum_of")
"""Fields of a fact that conflict with the value of a row."""


class VariantRow(Struct, frozen=True):
    """One row of a table of variants: for each column its header and the cell."""

    name: str
    cells: tuple[tuple[ScalarNode, ScalarNode], ...]

    def overlay(self, base: DeckSource) -> Overlay:
        """The changes of the row. Raises `Problem` where it leaves a fact empty."""
        facts: list[tuple[ScalarNode, Node]] = []
        contact: list[tuple[ScalarNode, Node]] = []
        with naming_cells(), gather() as problems:
            for header, cell in self.cells:
                if header.text.startswith(_CONTACT):
                    if cell.text:
                        field = ScalarNode(header.text.removeprefix(_CONTACT), cell.span)
                        contact.append((field, cell))
                elif not cell.text:
                    problems.add(
                        error(
                            "empty-value",
                            f"the row `{self.name}` has no `{header.text}`",
                            at=cell.span,
                            label="nothing here",
                            help="give it a value, or `TODO` for now",
                        )
                    )
                else:
                    facts.append(
                        (ScalarNode(header.text, cell.span), _fact(header.text, cell, base))
                    )
        span = self.cells[0][1].span
        changes: list[tuple[ScalarNode, Node]] = []
        if facts:
            changes.append((ScalarNode("facts", span), MappingNode(tuple(facts), span)))
        if contact:
            known = base.contacts is not None and base.contacts.get(self.name) is not None
            entry = (ScalarNode(self.name, span), MappingNode(tuple(contact), span))
            word = "contacts" if known else "contacts+"
            changes.append((ScalarNode(word, span), MappingNode((entry,), span)))
        return Overlay(MappingNode(tuple(changes), span))


def _fact(name: str, cell: ScalarNode, base: DeckSource) -> MappingNode:
    """The change of a fact to a cell's value, with the fields removed that conflict with it.

    Of a fact that is a text, the cell is one too.
    """
    node = next((found for table in base.facts if (found := table.get(name))), None)
    keys = node.keys() if isinstance(node, MappingNode) else ()
    removed_fields = tuple(ScalarNode(key, cell.span) for key in keys if key in _DERIVED_FIELDS)
    key = ScalarNode("text" if "text" in keys else "value", cell.span)
    value: tuple[ScalarNode, Node] = (key, cell)
    if not removed_fields:
        return MappingNode((value,), cell.span)
    return MappingNode(
        ((ScalarNode("remove", cell.span), SequenceNode(removed_fields, cell.span)), value),
        cell.span,
    )


_TABLE_EXAMPLE = "from: regions.csv\nname: region-{id}"
_Column = Field[object, object, ScalarNode | None]
VARIANT_TABLE = Fields[object](
    "`variants`",
    (
        _Column(
            "from", word_form("a path"), None, not_dumped,
            "the CSV or XLSX file: each row is a variant, each column a fact, or `contact.` and a "
            "key of a contact", _TABLE_EXAMPLE, "needed",
        ),
        _Column(
            "name", word_form("text with `{column}`"), None, not_dumped,
            "the variants' names, made of columns", _TABLE_EXAMPLE, "needed",
        ),
    ),
    _TABLE_EXAMPLE,
    "`variants` of deck.yaml, where a [table](variants.md#decks-by-the-hundred) holds them.",
)  # fmt: skip


def read_variant_table(node: MappingNode, base: DeckSource) -> list[VariantRow]:
    """The rows of the table that `variants: {from: FILE, name: PATTERN}` names.

    Raises `Problem` where the file is no such table, or two rows have the same name.
    """
    gather_entries(node, VARIANT_TABLE.keys, VARIANT_TABLE.what)
    values = {}
    for key, example in (("from", "from: regions.csv"), ("name", 'name: "{id}"')):
        value = node.get(key)
        if value is None:
            raise error(
                "missing-key", f"`variants` needs `{key}`", at=node.span, help=f"add `{example}`"
            )
        values[key] = expect_word(value, f"`{key}`")
    with naming_cells():
        header, body = _table(values["from"], base.path.parent)
        used = _columns(header, values["name"], base)
        return _variant_rows(header, body, values["name"], used)


def _table(named: ScalarNode, folder: Path) -> tuple[Row, list[Row]]:
    path = folder / named.text
    if path.suffix.lower() not in tables.SUFFIXES:
        raise error(
            "file-type",
            f"`{named.text}` is no table of variants",
            at=named.span,
            label="named here",
            help=f"a table stands in a file of these types: {', '.join(tables.SUFFIXES)}",
        )
    if not reading.is_file(path):
        raise reading.missing(path, named.span, *tables.SUFFIXES)
    rows = tables.read(path, SHEET, named.span)
    if not rows:
        raise error("empty-file", f"{shown(path)} is empty", at=named.span, label="named here")
    return rows[0], rows[1:]


def _columns(header: Row, pattern: ScalarNode, base: DeckSource) -> set[str]:
    """The columns that hold facts or a contact's fields. Raises `Problem` for unknown ones."""
    facts = [key for table in base.facts for key in table.keys()]  # noqa: SIM118 - not a dict
    fields = [f"{_CONTACT}{key}" for key in CONTACT_KEYS]
    naming = {match.group(1) for match in _PLACEHOLDER.finditer(pattern.text)}
    seen: set[str] = set()
    with gather() as problems:
        for cell in tables.columns(header, problems):
            if not cell.text:
                problems.add(
                    error("no-column", "this column has no name", at=cell.span, label="here")
                )
            elif cell.text not in (*facts, *fields, *naming):
                problems.add(
                    error(
                        "unknown-fact",
                        f"the deck has no fact `{cell.text}`",
                        at=cell.span,
                        label="names this column",
                        help=(
                            *suggest(cell.text, (*facts, *fields), "it can be"),
                            "a new fact stands in the deck's facts first: "
                            f"`{cell.text}:`, and below it `value: TODO`, which each row replaces",
                        ),
                    )
                )
            seen.add(cell.text)
        for name in sorted(naming - seen):
            problems.add(
                error(
                    "unknown-column",
                    f"the table has no column `{name}`",
                    at=pattern.span,
                    label="named here",
                    help=suggest(name, seen, "it has"),
                )
            )
    return seen & {*facts, *fields}


def _variant_rows(
    header: Row, body: list[Row], pattern: ScalarNode, used: set[str]
) -> list[VariantRow]:
    rows: dict[str, VariantRow] = {}
    with gather() as problems:
        for row in body:
            with problems.collect():
                _check_length(header, row)
                name = _name(header, row, pattern.text)
                if not SLIDE_ID.fullmatch(name):
                    raise error(
                        "variant-name",
                        f"`{name}` cannot name a variant",
                        at=row[0].span,
                        label="in this row",
                        help=(
                            "a name is letters, digits, `-`, `_` and `.`: it is part "
                            "of a file's name"
                        ),
                    )
                if name in rows:
                    raise error(
                        "duplicate-variant",
                        f"two rows are called `{name}`",
                        at=row[0].span,
                        label="the second",
                        help="keep one of them, or name rows by more columns",
                    )
                used_cells = ((h, c) for h, c in zip(header, row, strict=False) if h.text in used)
                rows[name] = VariantRow(name, tuple(used_cells))
    return list(rows.values())


def _check_length(header: Row, row: Row) -> None:
    if len(row) != len(header):
        raise error(
            "row-length",
            f"this row has {len(row)} cells, and the table {len(header)} columns",
            at=row[min(len(row), len(header)) - 1].span,
            label="from here on",
            help="in a CSV file, text with a comma stands in quotation marks",
        )


def _name(header: Row, row: Row, pattern: str) -> str:
    cells = {head.text: cell.text for head, cell in zip(header, row, strict=True)}
    return _PLACEHOLDER.sub(lambda match: cells[match.group(1)], pattern)


# The variants that a deck has, by name.


class VariantLayer(Struct, frozen=True):
    """The changes of one variant, and the deck source `below` them, with all that it extends.

    `path` is the variant's file, None where it is the row of a table.
    """

    name: str
    path: Path | None
    overlay: Overlay
    below: DeckSource

    @property
    def source(self) -> DeckSource:
        """The deck source with the changes. Raises `Problem` with every fault in them."""
        return apply(self.below, self.overlay)


class Variants:
    """The variants of one deck by name, in order; each is read on demand."""

    def __init__(self, base: DeckSource) -> None:
        """Find the variants that `variants` of deck.yaml names.

        Raises `Problem` where the folder or table is not there, or the table cannot be read.
        """
        self.base = base
        self._setting = base.settings.get("variants")
        self._sources = dict(_overlay_sources(self._setting, base))

    @property
    def names(self) -> tuple[str, ...]:
        """The names, in the order of the folder or table."""
        return tuple(self._sources)

    def chosen(self, names: Iterable[str] | None) -> tuple[str, ...]:
        """These names without repeats; all names for None. Raises `Problem` for unknown ones."""
        if names is None:
            if not self._sources:
                raise self._unknown("")
            return self.names
        wanted = tuple(dict.fromkeys(names))
        with gather() as problems:
            for name in wanted:
                if name not in self._sources:
                    problems.add(self._unknown(name))
        return wanted

    def decks(self, *, base: bool) -> tuple[DeckName, ...]:
        """The variants, with `base` the deck itself ahead. Raises `Problem` where it has none."""
        names = self.chosen(None)
        return (None, *names) if base else names

    def manuscript(self, name: str) -> DeckSource:
        """The deck source with the variant's changes.

        Raises `Problem` where there is no such variant, or with every fault of its files.
        """
        top = self.top(name)
        return apply(top.below, top.overlay)

    def top(self, name: str) -> VariantLayer:
        """The variant's own changes, and the deck source that they apply to.

        Raises `Problem` as `manuscript` does.
        """
        source = self._sources.get(name)
        if source is None:
            raise self._unknown(name)
        *lower, overlay = source()
        path = None if isinstance(self._setting, MappingNode) else overlay.changes.span.source.path
        return VariantLayer(name, path, overlay, reduce(apply, lower, self.base))

    def inserted(self) -> Iterator[SlideEntry]:
        """The slides that variants insert. Raises `Problem` as `manuscript` does."""
        for read in self._sources.values():
            for overlay in read():
                for item in overlay.insert:
                    if isinstance(item.entry, SlideEntry):
                        yield item.entry

    def _unknown(self, name: str) -> Problem:
        if self._setting is None or not self._sources:
            return error(
                "no-variants",
                f"{shown(self.base.path)} has no variants",
                at=self._setting.span if self._setting else self.base.settings.span,
                help="name a folder of them: `variants: variants`",
            )
        return Problem(
            Diagnostic(
                "unknown-variant",
                f"there is no variant `{name}`",
                self._setting.span,
                "the variants of this deck",
                suggest(name, self.names, "there are"),
            )
        )


OverlaySource = Callable[[], tuple[Overlay, ...]]


def _near_folder(folder: Path) -> list[str]:
    """The folder beside it that was likely meant."""
    beside = sorted(path.name for path in folder.parent.glob("*") if path.is_dir())
    close = near(folder.name, beside)
    return [] if close is None else [close]


def _overlay_sources(named: Node | None, base: DeckSource) -> list[tuple[str, OverlaySource]]:
    if named is None:
        return []
    if isinstance(named, MappingNode):
        return [
            (row.name, partial(_overlays_of_row, row, base))
            for row in read_variant_table(named, base)
        ]
    folder = base.path.parent / expect_word(named, "`variants`", "it names a folder").text
    if not is_folder(folder):
        raise error(
            "missing-folder",
            f"there is no folder {shown(folder)}",
            at=named.span,
            label="named here",
            help=(
                *(f"did you mean `{name}`?" for name in _near_folder(folder)),
                "make it, with a file for each variant: `extends: ../deck.yaml` "
                "and what it changes",
            ),
        )
    read = partial(read_variant_file, deck=base.path, numbered=is_numbered(base.settings))
    return [(path.stem, partial(read, path)) for path in listed(folder, ".yaml")]


def _overlays_of_row(row: VariantRow, base: DeckSource) -> tuple[Overlay, ...]:
    return (row.overlay(base),)
