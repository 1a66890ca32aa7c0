"""Worksheets of XLSX files as rows of cells: what is shown, where its number format is plain.

A cell of 48800 under `#,##0` is the text `48,800`, 0.18 under `0%` is `18%`, a day is its ISO date.
Under any other format a number is its digits, so that no figure depends on how it is dressed up.
"""

from __future__ import annotations

import re
import warnings
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from deckgen.diagnostics import Problem, Span, fail, gather, shown
from deckgen.facts.arithmetic import digits
from deckgen.facts.cells import Row, Sheet
from deckgen.facts.formats import NumberFormat
from deckgen.source import ILLEGAL, Scalar

SHEET = "Facts"
"""The worksheet that is read, however it is capitalised; without one it is the first."""

_ROWS = 20_000
_PLAIN = re.compile(r"(#,##)?0(?:\.(0{1,12}))?(%?)(?:_.)*(?:;.*)?")
_DIGITS = 15  # what Excel keeps of a number; what a float has beyond them is noise


class _Cell(NamedTuple):
    """What openpyxl gives of a cell; `kind` is "f" for a formula and "e" for an error."""

    value: object
    format: str
    kind: str


def read_xlsx(path: Path) -> list[Row]:
    """The rows of the sheet `Facts` of a workbook, or else of its first sheet, from A1 on.

    Rows without text are left out. Raises `Problem` where the file is no workbook, and at each cell
    that shows an error or whose result no program has stored.
    """
    title, cells = _read(path, results=False)
    formulas = {
        (row, column)
        for row, line in enumerate(cells)
        for column, cell in enumerate(line)
        if cell.kind == "f"
    }
    if formulas:
        title, cells = _read(path, results=True)
    sheet = Sheet.of_rows(path, title, [[_text(cell) for cell in line] for line in cells])
    rows: list[Row] = []
    with gather() as problems:
        for row, line in enumerate(cells):
            scalars = []
            for column, cell in enumerate(line):
                with problems.attempt():
                    place = sheet.span(row, column)
                    _check(cell, place, formula=(row, column) in formulas)
                    scalars.append(Scalar(_text(cell), place))
            if any(scalar.text for scalar in scalars):
                rows.append(tuple(scalars))
    return rows


def _read(path: Path, *, results: bool) -> tuple[str, list[list[_Cell]]]:
    """The sheet's title and its cells; formulas as typed, or their stored results."""
    import openpyxl
    from openpyxl.utils.escape import unescape

    def read(value: object) -> object:
        """Text without `_x000D_` and the like, which stand for characters XML cannot hold."""
        return unescape(value).replace("\r\n", "\n") if isinstance(value, str) else value

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl tells what it leaves out, such as drawings
            book = openpyxl.load_workbook(path, read_only=True, data_only=results)
            try:
                named = (s for s in book.worksheets if s.title.casefold() == SHEET.casefold())
                sheet = next(named, book.worksheets[0])
                sheet.reset_dimensions()
                rows = [
                    [_Cell(read(c.value), c.number_format or "General", c.data_type) for c in row]
                    for row in sheet.iter_rows(max_row=_ROWS)
                ]
            finally:
                book.close()
    except Exception as error:  # whatever a damaged file leads openpyxl to
        raise fail(
            "broken-file", f"{shown(path)} is not a workbook: {error}", None, "",
            "open it in a spreadsheet program and save it as .xlsx",
        ) from None  # fmt: skip
    return sheet.title, rows


def _check(cell: _Cell, place: Span, *, formula: bool) -> None:
    """Raise for a cell whose text is not what its author wants to say."""
    if cell.kind == "e":
        raise fail("cell-error", f"it shows the error {cell.value}", place, "an error")
    if formula and cell.value is None:
        raise fail(
            "no-result", "the result of its formula is not stored in the file", place,
            "no result", "open the file in a spreadsheet program and save it",
        )  # fmt: skip
    illegal = ILLEGAL.search(_text(cell))
    if illegal:
        raise _control_character(illegal.group(), place)


def _control_character(char: str, place: Span) -> Problem:
    return fail(
        "control-character",
        f"U+{ord(char):04X} is a control character, which no presentation can hold", place,
        "in here", "delete it",
    )  # fmt: skip


def _text(cell: _Cell) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return _number(value, cell.format)
    if isinstance(value, datetime):
        midnight = value.hour == value.minute == value.second == 0
        return value.date().isoformat() if midnight else value.isoformat(" ", "seconds")
    return str(value).strip()


def _number(value: float, code: str) -> str:
    """A number under a number format (ECMA-376 part 1, 18.8.30)."""
    amount = Decimal(format(value, f".{_DIGITS}g"))
    match = _PLAIN.fullmatch(code)
    if match is None:
        return digits(amount)
    grouped, places, percent = match.groups()
    shown_as = NumberFormat(
        signed=False, grouped=bool(grouped), places=len(places or ""), percent=bool(percent)
    )
    return shown_as.apply(amount) or digits(amount)
