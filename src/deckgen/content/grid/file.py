"""Grids in files: CSV with spans into its lines, XLSX with the names of its cells."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from deckgen.content import project_file
from deckgen.content.grid.cell import Cell
from deckgen.diagnostics import Span, fail, shown, suggest
from deckgen.source import ILLEGAL, Scalar, tables

_SUFFIXES = (".csv", ".tsv", ".xlsx")

Rows = tuple[tuple[Cell, ...], ...]


def read(scalar: Scalar, folder: Path) -> Rows:
    """The rows of the file that a text names; `#Name` after an XLSX file names a sheet."""
    text = scalar.text.strip()
    start = scalar.text.index(text)
    span = scalar.at(start, start + len(text))
    name, _, sheet = text.partition("#")
    path = project_file.locate(name, span, folder, "a file of rows", _SUFFIXES)
    data = project_file.read(path, span)
    if path.suffix.lower() == ".xlsx":
        return _workbook(data, sheet, path, span)
    rows = tables.parse_csv(tables.decoded(data, path, span), path)
    found = (tuple(map(_csv_cell, row)) for row in rows)
    return tuple(row for row in found if any(cell.text for cell in row))


def _csv_cell(scalar: Scalar) -> Cell:
    return Cell(scalar.text.strip(), lambda _start, _end: scalar.span, markup=False)


def _workbook(data: bytes, name: str, path: Path, span: Span) -> Rows:
    def choose(names: Sequence[str]) -> str:
        if name and name not in names:
            raise fail(
                "unknown-sheet", f"{shown(path)} has no sheet `{name}`", span, "",
                *suggest(name, names, "it has"),
            )  # fmt: skip
        return name or names[0]

    sheet = tables.worksheet(data, path, choose, span)
    rows = [row for row in sheet.rows if any(cell.text for cell in row)]
    first = min((i for row in rows for i, cell in enumerate(row) if cell.text), default=0)
    for cell in (cell for row in sheet.rows for cell in row if rows and cell.unknown):
        raise fail(
            "no-result", f"{shown(path)}, cell {cell.name} of sheet {sheet.title}: "
            "the formula's result is not stored in the file", span, "named here",
            "open the file in Excel or LibreOffice and save it, which stores the results",
        )  # fmt: skip
    return tuple(
        tuple(_sheet_cell(cell, sheet.title, span) for cell in row[first:]) for row in rows
    )


def _sheet_cell(found: tables.SheetCell, sheet: str, span: Span) -> Cell:
    """A cell of a worksheet. Raises `Problem` for what no presentation can hold."""
    name = f"{found.name} of sheet {sheet}"
    cell = Cell(found.text, lambda _start, _end: span, False, name, found.number)
    illegal = ILLEGAL.search(cell.text)
    if illegal:
        raise cell.fail(
            "control-character",
            f"U+{ord(illegal.group()):04X} is a control character, which no presentation can hold",
        )
    return cell
