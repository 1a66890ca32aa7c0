"""Tables from CSV and XLSX files, as rows of cells with their places.

A cell is a `ScalarNode`, as in YAML; in a CSV file its span is in the file's lines. A worksheet has
no lines, so its rows are written as text with ` | ` between the cells: line 4 is row 4, and errors
name the cell too.
"""

from __future__ import annotations

import re
import warnings
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from functools import cached_property
from io import BytesIO
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from deckgen.diagnostics import (
    Diagnostic,
    Gatherer,
    Place,
    Problem,
    Source,
    Span,
    error,
    gather,
    shown,
)
from deckgen.source import cell_formats
from deckgen.source.nodes import ScalarNode
from deckgen.source.reading import control_character, read_bytes

if TYPE_CHECKING:
    from deckgen.source.edit import Edit

Row = tuple[ScalarNode, ...]
"""The cells of a row, the empty ones included."""
_TEXTS = (".csv", ".tsv")
SUFFIXES = (*_TEXTS, ".xlsx")
"""The suffixes of files that hold tables."""
_SEPARATOR = " | "


class Sheet(Source, frozen=True):
    """A worksheet as a source: its text has a line for each row, and ` | ` between the cells."""

    starts: tuple[tuple[int, ...], ...] = ()
    """The column in which each cell of each row starts, counted from 1."""

    @classmethod
    def of_rows(cls, path: Path, title: str, rows: Iterable[Iterable[str]]) -> Sheet:
        """The worksheet of that title, from the texts of all its cells from A1 on."""
        cells = [[" ".join(text.split()) for text in row] for row in rows]
        text = "\n".join(_SEPARATOR.join(row) for row in cells)
        starts = tuple(
            tuple(accumulate((len(text) + len(_SEPARATOR) for text in row[:-1]), initial=1))
            for row in cells
        )
        return cls(path, text, f"{shown(path)}, sheet {title}", starts)

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """A line for each row, also for empty ones at the end."""
        return tuple(self.text.split("\n"))

    def span(self, row: int, column: int) -> Span:
        """The span of a cell, by its row and column counted from 0."""
        start = self.starts[row][column]
        following = self.starts[row][column + 1 : column + 2]
        end = following[0] - len(_SEPARATOR) if following else len(self.lines[row]) + 1
        return Span(self, row + 1, start, row + 1, end)

    def cell(self, span: Span) -> str:
        """The name of the cell in which a span starts, such as C4."""
        return cell_name(span.line - 1, bisect_right(self.starts[span.line - 1], span.column) - 1)


def cell_name(row: int, column: int) -> str:
    """The name of a cell, such as C4, by its row and column counted from 0."""
    return f"{column_letters(column)}{row + 1}"


def column_letters(column: int) -> str:
    """The letters of a column, counted from 0: A, ..., Z, AA, ..."""
    before, last = divmod(column, 26)
    return (column_letters(before - 1) if before else "") + chr(ord("A") + last)


def column_number(letters: str) -> int:
    """The inverse of `column_letters`."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


@contextmanager
def naming_cells() -> Iterator[None]:
    """Name the cell in each problem at a place in a worksheet."""
    try:
        yield
    except Problem as problem:
        raise Problem(*map(_with_cell, problem.diagnostics)) from None


def _with_cell(diagnostic: Diagnostic) -> Diagnostic:
    place = diagnostic.place
    if isinstance(place, Span) and isinstance(place.source, Sheet):
        cell = place.source.cell(place)
        return replace(diagnostic, message=f"cell {cell}: {diagnostic.message}")
    return diagnostic


def columns(header: Row, problems: Gatherer) -> Iterator[ScalarNode]:
    """The cells of a header row; one with the name of an earlier one is a problem instead."""
    names: set[str] = set()
    for cell in header:
        if cell.text not in names:
            yield cell
        else:
            problems.add(
                error(
                    "duplicate-key",
                    f"there are two columns `{cell.text}`",
                    at=cell.span,
                    label="the second",
                    help="keep one of them",
                )
            )
        names |= {cell.text} - {""}


# CSV files (RFC 4180), with exact places.


_DELIMITERS = ",;\t"
_BREAK = re.compile(r"\r\n?|\n")

_CELL = {
    delimiter: re.compile(rf'"((?:[^"]|"")*+)"[ ]*|([^{delimiter}\r\n]*)')
    for delimiter in _DELIMITERS
}


class NumberCell(ScalarNode, frozen=True):
    """A cell of a worksheet: its text as printed, and its number, if it has one."""

    number: Decimal | None = None


def read(path: Path, sheet: str, place: Place | None = None) -> list[Row]:
    """The rows of a CSV file or of a worksheet; rows without text are left out.

    The worksheet is the one called `sheet`, however it is capitalised, or else the first.
    A figure whose number format hides it gives its digits, a day its ISO date. `place` is where
    the file is named. Raises `Problem` where it cannot be read, and at each cell that shows an
    error or whose result no program has stored. The suffix of the path decides the type.
    """
    data = read_bytes(path)
    if not is_text(path):
        return _rows_of(
            worksheet(data, path, lambda names: _sheet_called(sheet, names), place), path
        )
    return parse_csv(decoded(data, path, place), path)


def is_text(path: Path) -> bool:
    """Whether a file of a table is text, which can be edited in place, and no workbook."""
    return path.suffix.lower() in _TEXTS


def _sheet_called(sheet: str, names: Sequence[str]) -> str:
    return next((name for name in names if name.casefold() == sheet.casefold()), names[0])


def decoded(data: bytes, path: Path, place: Place | None = None) -> str:
    """The text of a CSV file in UTF-8, with or without a byte order mark; else a `Problem`."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as cause:
        line = data.count(b"\n", 0, cause.start) + 1
        raise error(
            "not-utf8",
            f"{shown(path)}, line {line}: byte 0x{data[cause.start]:02x} is not UTF-8 text",
            at=place,
            label="named here",
            help="save the file as `CSV UTF-8`",
        ) from None


def parse_csv(text: str, path: Path) -> list[Row]:
    """The rows of a CSV text; `path` is named in messages.

    Cells are parted by the comma, semicolon or tab under which most rows have as many cells as
    the first; where several do, by the one of them that comes first. Rows without text are left
    out. Raises `Problem` for a quotation mark that is not closed, or stands astray.
    """
    return _Reader(text, path, delimiter_of(text)).rows()


def delimiter_of(text: str) -> str:
    """The delimiter of a CSV text; a comma where it has none.

    A quotation mark inside a bare cell is likely one that begins a cell under another delimiter,
    so rows without any count for more.
    """
    best, most = ",", (0, 0, -len(text))
    for delimiter in _DELIMITERS:
        lengths = list(_lengths(text, delimiter))
        if not lengths or lengths[0].cells == 1:
            continue
        matching = [row for row in lengths if row.well_formed and row.cells == lengths[0].cells]
        rating = (sum(row.plain for row in matching), len(matching), -lengths[0].first)
        if rating > most:
            best, most = delimiter, rating
    return best


def replace_cell(cell: ScalarNode, text: str) -> Edit:
    """The edit that gives a cell of a CSV file another text.

    It stands in quotation marks where it needs them, or where the old one does.
    """
    from deckgen.source.edit import Edit, bounds  # only here: a build starts faster without

    source = cell.span.source
    start, end = bounds(cell)
    delimiter = delimiter_of(source.text)
    text = written(text, delimiter, quoted=cell.style == '"')
    if cell.style != '"' and text[:1] == '"':  # blanks beside the mark would be part of a bare cell
        start = len(source.text[:start].rstrip(" "))
        end += len(source.text[end:]) - len(source.text[end:].lstrip(" "))
    return Edit(source, start, end, text)


def written(text: str, delimiter: str, *, quoted: bool = False) -> str:
    """A cell's text as a CSV file has it, in quotation marks where it needs them or is `quoted`."""
    if not quoted and not set(text) & {'"', "\r", "\n", delimiter} and text == text.strip():
        return text
    doubled = text.replace('"', '""')
    return f'"{doubled}"'


class _Length(NamedTuple):
    """A row's number of cells, whether its quotation marks match, and where its first cell ends.

    `plain` says that no bare cell holds a quotation mark.
    """

    cells: int
    well_formed: bool
    first: int
    plain: bool


def _lengths(text: str, delimiter: str) -> Iterator[_Length]:
    """The lengths of the rows that are not blank, if the text has this delimiter."""
    at = 0
    while at < len(text):
        start, ends, plain = at, [], True
        while True:
            match = _CELL[delimiter].match(text, at)
            assert match is not None  # its second alternative also takes nothing
            at = match.end()
            ends.append(at)
            plain = plain and '"' not in (match.group(2) or "")
            if not text.startswith(delimiter, at):
                break
            at += 1
        end = _BREAK.search(text, at)
        stop, following = end.span() if end else (len(text), len(text))
        if text[start:stop].strip():
            yield _Length(len(ends), at == stop, ends[0], plain)
        at = following


class _Reader:
    def __init__(self, text: str, path: Path, delimiter: str) -> None:
        self.text = text
        self.source = Source.of(path, text)
        lines = text.splitlines(keepends=True)
        self.starts = list(accumulate(map(len, lines), initial=0))
        self.delimiter = delimiter
        self.cell = _CELL[delimiter]

    def rows(self) -> list[Row]:
        rows: list[Row] = []
        at = 0
        while at < len(self.text):
            row, at = self.row(at)
            if any(cell.text for cell in row):
                rows.append(row)
        return rows

    def row(self, at: int) -> tuple[Row, int]:
        """The row that starts at an offset, and the offset of the next one."""
        cells: list[ScalarNode] = []
        while True:
            match = self.cell.match(self.text, at)
            assert match is not None  # its second alternative also takes nothing
            cells.append(self.read(match))
            at = match.end()
            if not self.text.startswith(self.delimiter, at):
                break
            at += 1
        end = _BREAK.match(self.text, at)
        if end is None and at < len(self.text):
            raise error(
                "csv",
                "text follows a cell in quotation marks",
                at=self.span(at, at + 1),
                label="here",
                help='inside quotation marks, write each `"` twice',
            )
        return tuple(cells), end.end() if end else at

    def read(self, match: re.Match[str]) -> ScalarNode:
        quoted, bare = match.groups()
        start, end = match.span()
        if quoted is None and bare.startswith('"'):
            raise error(
                "unclosed-quote",
                "a quotation mark is never closed",
                at=self.span(start, start + 1),
                label="opened here",
                help='inside quotation marks, write each `"` twice',
            )
        illegal = control_character(match.group())
        if illegal:
            at = start + illegal[0]
            raise error(
                "control-character",
                illegal[1],
                at=self.span(at, at + 1),
                label="delete it",
            )
        if quoted is not None:
            text = _BREAK.sub("\n", quoted.replace('""', '"'))
            return ScalarNode(text, self.span(start, end), '"')
        text = bare.strip()
        start += len(bare) - len(bare.lstrip())
        return ScalarNode(text, self.span(start, start + len(text)))

    def span(self, start: int, end: int) -> Span:
        """The span of text[start:end]."""
        first, last = bisect_right(self.starts, start) - 1, bisect_right(self.starts, end) - 1
        return Span(
            self.source, first + 1, start - self.starts[first] + 1,
            last + 1, end - self.starts[last] + 1,
        )  # fmt: skip


# Worksheets of XLSX files, as printed.


class SheetCell(Struct, frozen=True):
    """A cell of a worksheet: its name (`C4`), its text as printed, and its value.

    `text` has no spaces at its ends. `error` says that the cell shows an error, such as `#REF!`,
    `unknown` that it has a formula whose result is not stored in the file.
    """

    name: str
    text: str = ""
    value: object = None
    error: bool = False
    unknown: bool = False

    @property
    def fault(self) -> str:
        """What is said of a cell that shows an error."""
        return f"it shows the error {self.value}"

    @property
    def number(self) -> Decimal | None:
        """The cell's number, before its format rounds it; None where it has none."""
        value = self.value
        if isinstance(value, bool) or not isinstance(value, int | float):
            return None
        return cell_formats.exact(value)


class Worksheet(Struct, frozen=True):
    """A worksheet's title and its cells from A1 on, equally many in each row."""

    title: str
    rows: tuple[tuple[SheetCell, ...], ...]


def worksheet(
    data: bytes, path: Path, choose: Callable[[Sequence[str]], str], place: Place | None = None
) -> Worksheet:
    """The worksheet that `choose` names, given the names of all those of a workbook.

    Messages name `path`; `place` is where the author names the file. Raises `Problem` where the
    data is no workbook. Columns and rows beyond the last cell with text are left out.
    """
    title, typed = _loaded(data, path, choose, place, results=False)
    formulas = {(r, c) for r, row in enumerate(typed) for c, cell in enumerate(row) if cell.formula}
    if formulas:
        title, typed = _loaded(data, path, choose, place, results=True)
    rows = [
        [_sheet_cell(cell, r, c, formula=(r, c) in formulas) for c, cell in enumerate(row)]
        for r, row in enumerate(typed)
    ]
    wide = max((c for row in rows for c, cell in enumerate(row, 1) if _is_filled(cell)), default=0)
    high = max((r for r, row in enumerate(rows, 1) if any(map(_is_filled, row))), default=0)
    return Worksheet(
        title,
        tuple(
            (*row[:wide], *(SheetCell(cell_name(r, c)) for c in range(len(row), wide)))
            for r, row in enumerate(rows[:high])
        ),
    )


def _is_filled(cell: SheetCell) -> bool:
    return bool(cell.text) or cell.unknown


class _Loaded(NamedTuple):
    value: object
    format: str
    formula: bool
    error: bool


def _loaded(
    data: bytes,
    path: Path,
    choose: Callable[[Sequence[str]], str],
    place: Place | None,
    *,
    results: bool,
) -> tuple[str, list[list[_Loaded]]]:
    """The sheet's title and its cells; with `results`, formulas give their stored results."""
    import openpyxl
    from openpyxl.utils.escape import unescape

    def read(value: object) -> object:
        """Text without `_x000D_` and the like (ECMA-376 part 1, 22.9.2.19)."""
        return unescape(value).replace("\r\n", "\n") if isinstance(value, str) else value

    try:
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore"
            )  # openpyxl warns of what it leaves out, such as drawings
            book = openpyxl.load_workbook(BytesIO(data), read_only=True, data_only=results)
            try:
                sheets = {sheet.title: sheet for sheet in book.worksheets}
                sheet = sheets[choose(list(sheets))]
                sheet.reset_dimensions()
                rows = [
                    [
                        _Loaded(
                            read(c.value), c.number_format or cell_formats.GENERAL,
                            c.data_type == "f", c.data_type == "e",
                        )
                        for c in row
                    ]
                    for row in sheet.iter_rows()
                ]  # fmt: skip
            finally:
                book.close()
    except Problem:
        raise
    except Exception as cause:  # whatever a damaged file leads openpyxl to
        raise error(
            "broken-file",
            f"{shown(path)} is not a workbook: {cause}",
            at=place,
            label="named here",
            help="open it in Excel and save it as .xlsx",
        ) from None
    return sheet.title, rows


def _sheet_cell(cell: _Loaded, row: int, column: int, *, formula: bool) -> SheetCell:
    text = cell_formats.show(cell.value, cell.format).strip()
    unknown = formula and cell.value is None
    return SheetCell(cell_name(row, column), text, cell.value, cell.error, unknown)


def _rows_of(found: Worksheet, path: Path) -> list[Row]:
    sheet = Sheet.of_rows(path, found.title, [[_text_of(c) for c in row] for row in found.rows])
    rows: list[Row] = []
    with gather() as problems:
        for row, line in enumerate(found.rows):
            figures = []
            for column, cell in enumerate(line):
                with problems.collect():
                    place = sheet.span(row, column)
                    _refuse_unusable(cell, place)
                    figures.append(NumberCell(_text_of(cell), place, number=cell.number))
            if any(figure.text for figure in figures):
                rows.append(tuple(figures))
    return rows


def _text_of(cell: SheetCell) -> str:
    """The text of a cell; a date in ISO form, and a number that its format hides in digits."""
    if isinstance(cell.value, date):
        return cell_formats.iso(cell.value)
    if not cell.text and cell.number is not None:
        return cell_formats.show(cell.value, cell_formats.GENERAL)
    return cell.text


def _refuse_unusable(cell: SheetCell, place: Span) -> None:
    """Raise for an error, a formula without a result, and a control character."""
    if cell.error:
        raise error("cell-error", cell.fault, at=place, label="an error")
    if cell.unknown:
        raise error(
            "no-result",
            "the result of its formula is not stored in the file",
            at=place,
            label="no result",
            help="open the file in a spreadsheet program and save it",
        )
    illegal = control_character(cell.text)
    if illegal:
        raise error(
            "control-character",
            illegal[1],
            at=place,
            label="in here",
            help="delete it",
        )
