"""Grids in files: CSV with spans into its lines, XLSX with the names of its cells."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from io import BytesIO, StringIO
from pathlib import Path
from typing import TYPE_CHECKING

from deckgen.content import project_file
from deckgen.content.grid import formats
from deckgen.content.grid.cell import Cell
from deckgen.diagnostics import Source, Span, fail, shown, suggest
from deckgen.source import ILLEGAL, Scalar

if TYPE_CHECKING:
    from openpyxl.cell import Cell as SheetCell
    from openpyxl.cell import MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

_SUFFIXES = (".csv", ".tsv", ".xlsx")
_DELIMITERS = ",;\t"

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
    return _text(_decoded(data, path, span), path)


def _decoded(data: bytes, path: Path, span: Span) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise fail(
            "not-utf8", f"{shown(path)}, line {line}: byte 0x{data[error.start]:02x} is not UTF-8",
            span, "named here", "save the file as CSV UTF-8",
        ) from None  # fmt: skip


def _text(text: str, path: Path) -> Rows:
    lines = tuple(StringIO(text, newline=""))
    source = Source(path, text, shown(path), tuple(line.rstrip("\r\n") for line in lines))
    delimiter = max(_DELIMITERS, key=source.line(1).count)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    rows: list[tuple[Cell, ...]] = []
    line = 1
    try:
        for values in reader:
            if any(value.strip() for value in values):
                spans = _spans(values, source, line, delimiter)
                rows.append(tuple(_csv_cell(v, s) for v, s in zip(values, spans, strict=True)))
            line = reader.line_num + 1
    except csv.Error as error:
        place = Span(source, line, 1, line, len(source.line(line)) + 1)
        raise fail("csv", f"this row is not CSV: {error}", place) from None
    return tuple(rows)


def _csv_cell(value: str, span: Span) -> Cell:
    text = re.sub(r"\r\n?", "\n", value).strip()
    cell = Cell(text, lambda _start, _end: span, markup=False)
    return _legal(cell)


def _legal(cell: Cell) -> Cell:
    illegal = ILLEGAL.search(cell.text)
    if illegal:
        code = ord(illegal.group())
        raise cell.fail(
            "control-character",
            f"U+{code:04X} is a control character, which no presentation can hold",
        )
    return cell


def _spans(values: list[str], source: Source, line: int, delimiter: str) -> Iterator[Span]:
    """The place of each value of a row, the whole line where a value goes on in the next one."""
    row = source.line(line)
    column = 0
    for value in values:
        typed = value
        if row[column : column + 1] == '"':
            typed = '"' + value.replace('"', '""') + '"'
        end = column + len(typed)
        if row[column:end] == typed and row[end : end + 1] in ("", delimiter):
            yield Span(source, line, column + 1, line, max(end, column) + 1)
            column = end + 1
        else:
            yield Span(source, line, 1, line, len(row) + 1)


def _workbook(data: bytes, name: str, path: Path, span: Span) -> Rows:
    import openpyxl

    try:
        book = openpyxl.load_workbook(BytesIO(data), data_only=True)
    except Exception as error:  # whatever a damaged file leads openpyxl to
        raise fail(
            "broken-file", f"{shown(path)} is not a workbook: {error}", span, "named here",
            "open it in Excel and save it as .xlsx",
        ) from None  # fmt: skip
    sheets = {sheet.title: sheet for sheet in book.worksheets}
    if name and name not in sheets:
        raise fail(
            "unknown-sheet", f"{shown(path)} has no sheet `{name}`", span, "",
            *suggest(name, sheets, "it has"),
        )  # fmt: skip
    sheet = sheets[name] if name else next(iter(sheets.values()))
    rows = [
        tuple(_sheet_cell(cell, sheet.title, span) for cell in row) for row in sheet.iter_rows()
    ]
    rows = [row for row in rows if any(cell.text for cell in row)]
    filled = [i for row in rows for i, cell in enumerate(row) if cell.text]
    if not filled:
        return ()
    _refuse_unknown_formulas(data, sheet, path, span)
    return tuple(row[min(filled) : max(filled) + 1] for row in rows)


def _refuse_unknown_formulas(data: bytes, sheet: Worksheet, path: Path, span: Span) -> None:
    """A formula whose result no program has stored yet would read as an empty cell."""
    import openpyxl

    empty = [cell.coordinate for row in sheet.iter_rows() for cell in row if cell.value is None]
    if not empty:
        return
    typed = openpyxl.load_workbook(BytesIO(data))[sheet.title]
    for name in empty:
        if typed[name].data_type == "f":
            raise fail(
                "no-result", f"{shown(path)}, cell {name} of sheet {sheet.title}: "
                "the formula's result is not stored in the file", span, "named here",
                "open the file in Excel or LibreOffice and save it, which stores the results",
            )  # fmt: skip


def _sheet_cell(cell: SheetCell | MergedCell, sheet: str, span: Span) -> Cell:
    value = cell.value
    number = value if isinstance(value, int | float) and not isinstance(value, bool) else None
    return _legal(
        Cell(
            formats.show(value, cell.number_format).strip(),
            lambda _start, _end: span,
            markup=False,
            name=f"{cell.coordinate} of sheet {sheet}",
            number=number,
        )
    )
