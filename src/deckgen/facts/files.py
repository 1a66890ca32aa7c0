"""Files of facts: YAML, or tables whose first row names the fields; each further row is a fact."""

from __future__ import annotations

import re
from pathlib import Path

from deckgen.diagnostics import DeckLocation, Source, Span, error, gather, shown, suggest
from deckgen.facts.model import FIELDS
from deckgen.source import reading, tables
from deckgen.source.nodes import MappingNode, Node, ScalarNode, SequenceNode, expect_mapping
from deckgen.source.tables import Row, naming_cells

_COLUMNS = ("id", *FIELDS)
_TABLES = (".csv", ".xlsx")
_TYPES = (".yaml", ".yml", *_TABLES)
SHEET = "Facts"
"""The worksheet that is read, however it is capitalised; without one it is the first."""
_ID = re.compile(r"[^\s,;]+")


def read(path: Path, place: Span | None = None) -> MappingNode:
    """The facts of a YAML, CSV or XLSX file, as the mapping that YAML gives: id to fields.

    `place` is where the file is named. Raises `Problem` where it is missing, of another type, or
    no table of facts.
    """
    suffix = path.suffix.lower()
    if suffix not in _TYPES:
        raise error(
            "file-type",
            f"`{path.name}` is no file of facts",
            at=place,
            label="named here",
            help=f"facts stand in files of these types: {', '.join(_TYPES)}",
        )
    if not reading.is_file(path):
        raise reading.missing(path, place)
    if suffix not in _TABLES:
        return expect_mapping(reading.read(path), "a file of facts", "write `id:` for each fact")
    with naming_cells():
        return _facts_of_rows(tables.read(path, SHEET, place), path)


def _facts_of_rows(rows: list[Row], path: Path) -> MappingNode:
    """The facts in a table's rows, id to fields; an empty cell is a field that is left out.

    Raises `Problem` with every fault of the table; faults of facts are found when they are loaded.
    """
    if not rows:
        place = (
            Span(Source.of(path, ""), 1, 1, 1, 1) if _is_csv(path) else DeckLocation(shown(path))
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


def _is_csv(path: Path) -> bool:
    return path.suffix.lower() == ".csv"


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
