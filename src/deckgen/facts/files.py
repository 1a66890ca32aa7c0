"""Files of facts: YAML, where facts can stand in groups, or tables with a fact in each row."""

from __future__ import annotations

import re
from pathlib import Path

from deckgen.diagnostics import DeckLocation, Source, Span, error, gather, near, shown, suggest
from deckgen.facts.entries import FIELDS, GROUP, GroupedFact
from deckgen.facts.model import duplicate_fact
from deckgen.facts.numbers import is_pending
from deckgen.source import reading, tables
from deckgen.source.nodes import MappingNode, Node, ScalarNode, SequenceNode, expect_mapping
from deckgen.source.tables import Row, naming_cells

_COLUMNS = ("id", *FIELDS)
_TYPES = (".yaml", ".yml", *tables.SUFFIXES)
SHEET = "Facts"
"""The worksheet that is read, however it is capitalised; without one it is the first."""
_ID = re.compile(r"[^\s,;]+")


def read(path: Path, place: Span | None = None) -> MappingNode:
    """The facts of a YAML, CSV or XLSX file, as one mapping: id to fields.

    A fact in a group is a `GroupedFact`, with what the group says of it among its fields. `place`
    is where the file is named. Raises `Problem` where it is missing, of another type, or no table
    of facts, and for what is wrong with its groups.
    """
    suffix = path.suffix.lower()
    if not reading.is_file(path):
        raise reading.missing(path, place, *_TYPES)
    if suffix not in _TYPES:
        raise error(
            "file-type",
            f"`{path.name}` is no file of facts",
            at=place,
            label="named here",
            help=f"facts stand in files of these types: {', '.join(_TYPES)}",
        )
    if suffix not in tables.SUFFIXES:
        return _ungrouped(
            expect_mapping(reading.read(path), "a file of facts", "write `id:` for each fact")
        )
    with naming_cells():
        return _facts_of_rows(tables.read(path, SHEET, place), path)


# Groups: an entry with `facts:`, whose other fields hold for the facts below it.


def _ungrouped(table: MappingNode) -> MappingNode:
    """The facts of a file, those in groups with the fields that their groups give them."""
    facts: dict[str, tuple[ScalarNode, Node]] = {}
    with gather() as problems:
        for key, node in table:
            with problems.collect():
                if isinstance(node, MappingNode) and node.get("facts") is not None:
                    found = _group(key, node)
                else:
                    _refuse_misspelt_facts(key, node)
                    found = [(key, node)]
                for name, fact in found:
                    first = facts.setdefault(name.text, (name, fact))[0]
                    if first is not name:
                        problems.add(duplicate_fact(name, first.span))
    return MappingNode(tuple(facts.values()), table.span)


def _refuse_misspelt_facts(key: ScalarNode, node: Node) -> None:
    """Raise `Problem` for a key over further keys that is nearly `facts`: a group was meant."""
    for field, value in node if isinstance(node, MappingNode) else ():
        if isinstance(value, MappingNode) and near(field.text, ("facts",)):
            raise error(
                "unknown-key",
                f"`{key.text}` has no key `{field.text}`",
                at=field.span,
                label="not known here",
                help="did you mean `facts`? A group has its facts under it",
            )


def _group(key: ScalarNode, node: MappingNode) -> list[tuple[ScalarNode, Node]]:
    """The facts of a group. Raises `Problem` with what is wrong in its fields."""
    facts: tuple[tuple[ScalarNode, Node], ...] = ()
    with gather() as problems:
        for field, value in node:
            with problems.collect():
                if field.text == "facts":
                    facts = _facts_below(key, value)
                else:
                    _check_group_field(key, field, value)
    given = tuple(entry for entry in node if entry[0].text != "facts")
    return [
        (name, GroupedFact.of(fact, key, given) if isinstance(fact, MappingNode) else fact)
        for name, fact in facts
    ]


def _facts_below(key: ScalarNode, node: Node) -> tuple[tuple[ScalarNode, Node], ...]:
    help_text = "write the ids of its facts under it, two spaces deeper"
    below = expect_mapping(node, f"`facts` of the group `{key.text}`", help_text)
    if not below.entries:
        raise error(
            "empty-value",
            f"the group `{key.text}` has no facts",
            at=below.span,
            label="nothing here",
            help=help_text,
        )
    return below.entries


def _check_group_field(key: ScalarNode, field: ScalarNode, value: Node) -> None:
    known = GROUP.field(field.text)
    if known is None:
        raise error(
            "unknown-key",
            f"the group `{key.text}` takes no field `{field.text}`",
            at=field.span,
            label="not for a group",
            help=(
                *suggest(field.text, GROUP.keys, "a group takes"),
                f"`{field.text}` stands under each fact" if field.text in FIELDS else "",
            ),
        )
    if not (isinstance(value, ScalarNode) and is_pending(value.text)):
        known.form.parse(value, f"`{field.text}`", None)


# Tables: the first row names the fields, each further row is a fact.


def _facts_of_rows(rows: list[Row], path: Path) -> MappingNode:
    """The facts in a table's rows, id to fields; an empty cell is a field that is left out.

    Raises `Problem` with every fault of the table; faults of facts are found when they are loaded.
    """
    if not rows:
        place = (
            Span(Source.of(path, ""), 1, 1, 1, 1)
            if tables.is_text(path)
            else DeckLocation(shown(path))
        )
        raise error("empty-file", f"{shown(path)} is empty", at=place)
    header, *body = rows
    _check_header(header)
    facts: dict[str, tuple[ScalarNode, Node]] = {}
    with gather() as problems:
        for row in body:
            with problems.collect():
                name, fields = _fact(header, row)
                first = facts.setdefault(name.text, (name, fields))[0]
                if first is not name:
                    raise error(
                        "duplicate-key",
                        f"`{name.text}` stands twice in this table",
                        at=name.span,
                        label="the second time",
                        help=f"the first is in line {first.span.line}; keep one of them",
                    )
    return MappingNode(tuple(facts.values()), _span_across(header[0].span, rows[-1][-1].span))


def _check_header(header: Row) -> None:
    if header[0].text != "id":
        raise error(
            "no-id",
            "the first column of a table of facts is `id`",
            at=header[0].span,
            label="not `id`",
            help=f"the first row names the columns: {', '.join(_COLUMNS)}",
        )
    with gather() as problems:
        for cell in tables.columns(header, problems):
            if cell.text and cell.text not in _COLUMNS:
                problems.add(
                    error(
                        "unknown-key",
                        f"a table of facts has no column `{cell.text}`",
                        at=cell.span,
                        label="not known here",
                        help=suggest(cell.text, _COLUMNS, "its columns are"),
                    )
                )


def _fact(header: Row, row: Row) -> tuple[ScalarNode, MappingNode]:
    name = row[0]
    if not name.text:
        raise error(
            "no-id",
            "this row has no id",
            at=name.span,
            label="nothing here",
            help="give the fact an id, or empty the row",
        )
    fields: list[tuple[ScalarNode, Node]] = []
    for column, cell in enumerate(row[1:], 1):
        key = header[column].text if column < len(header) else ""
        if cell.text and not key:
            raise error(
                "row-length",
                "this cell stands under no column",
                at=cell.span,
                label="a cell too many",
                help="in a CSV file, text with a comma stands in quotation marks",
            )
        if cell.text:
            fields.append((ScalarNode(key, cell.span), _id_list(cell) if key == "sum_of" else cell))
    return name, MappingNode(tuple(fields), _span_across(name.span, row[-1].span))


def _id_list(cell: ScalarNode) -> SequenceNode:
    """The ids in a cell, separated by spaces, commas or semicolons."""
    return SequenceNode(
        tuple(ScalarNode(m.group(), cell.at(*m.span())) for m in _ID.finditer(cell.text)), cell.span
    )


def _span_across(first: Span, last: Span) -> Span:
    return Span(first.source, first.line, first.column, last.end_line, last.end_column)
