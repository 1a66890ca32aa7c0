r"""Rows of cells, as tables, charts and maps have them: typed in YAML, or from a CSV or XLSX file.

In YAML a line is a row, and its cells are separated by ` | `: a bar between spaces or at a line's
edge. `\|` is a bar that is text. A single line without such a bar is the name of a file. Typed
cells hold inline markup; cells of a file are plain text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path, PurePath

from msgspec import Struct

from deckgen.content import Scope
from deckgen.diagnostics import Problem, Span, counted, error, gather, shown, suggest
from deckgen.facts import numbers
from deckgen.richtext import Run, TextOrigin, inline, slips
from deckgen.richtext.inline import Locate
from deckgen.source import reading, tables
from deckgen.source.nodes import Node, ScalarNode, expect_scalar, without_remark
from deckgen.source.reading import control_character

ROW_LINES = "a row is a line under `|`, its cells parted by ` | `: `  Mexico | 127,492`"
"""What to do where something else stands for rows."""


@dataclass(frozen=True, slots=True)
class TypedCell:
    """One cell, without the spaces at its edges.

    `text` is inline markup where `markup` is set, else plain. `locate` gives the span of a
    stretch of it. `name` is the address of a spreadsheet's cell (`B3 of sheet Arrests`), `number`
    its value before it is rounded for display.
    """

    text: str
    locate: Locate = field(compare=False, repr=False)
    markup: bool = True
    name: str = ""
    number: Decimal | None = None

    @property
    def span(self) -> Span:
        """The place of the cell's text, or of the name of its spreadsheet file."""
        return self.locate(0, len(self.text))

    def runs(self, scope: Scope) -> tuple[Run, ...]:
        """The cell's text as runs. Raises `Problem` for an unknown fact or format."""
        if self.markup:
            return inline.parse(self.text, self.locate, scope.show, scope.formats)
        if not self.text:
            return ()
        origin = TextOrigin(0, len(self.text), self.span, from_data=True)
        return (Run(self.text, origins=(origin,)),)

    def plain(self, scope: Scope) -> str:
        """What the cell prints, without styles."""
        return "".join(run.text for run in self.runs(scope))

    def problem(self, code: str, message: str, label: str = "", *helps: str) -> Problem:
        """A problem in this cell, for the caller to raise."""
        located = f"cell {self.name}: {message}" if self.name else message
        return error(code, located, at=self.span, label=label, help=helps)


def number_format(node: Node, what: str, _context: object) -> str:
    """The number format, as in Excel, that a scalar is. Raises `Problem` for other texts."""
    scalar = expect_scalar(node, what)
    if not numbers.is_code(scalar.text):
        raise error(
            "number-format",
            f"`{scalar.text}` is not a number format",
            at=scalar.span,
            help=(
                "formats are written as in Excel, such as `#,##0` or `0.0%` or `$#,##0`; "
                'words in them stand in quotes: `#,##0" people"`'
            ),
        )
    return scalar.text


# Rows in files: CSV, whose cells have spans, and XLSX, whose cells have addresses.


Rows = tuple[tuple[TypedCell, ...], ...]


def is_file_name(text: str) -> bool:
    """Whether a text that stands for rows names a file of them."""
    name = text.strip().partition("#")[0]
    if "\n" in name or list(_bars(text)):
        return False
    return PurePath(name).suffix.lower() in tables.SUFFIXES


def read(scalar: ScalarNode, folder: Path) -> Rows:
    """The rows of the file that a scalar names; `#Name` after an XLSX file's name is a sheet.

    Raises `Problem` where the file or sheet is missing or unreadable.
    """
    text = scalar.text.strip()
    start = scalar.text.index(text)
    span = scalar.at(start, start + len(text))
    name, _, sheet = text.partition("#")
    path = reading.locate(name, span, folder, "a file of rows", tables.SUFFIXES)
    data = reading.read_project_file(path, span)
    if not tables.is_text(path):
        return _workbook(data, sheet, path, span)
    return csv_rows(tables.decoded(data, path, span), path)


def csv_rows(text: str, path: Path) -> Rows:
    """The rows of a CSV file by its text, without empty ones."""
    found = (tuple(map(_csv_cell, row)) for row in tables.parse_csv(text, path))
    return tuple(row for row in found if any(cell.text for cell in row))


def _csv_cell(scalar: ScalarNode) -> TypedCell:
    return TypedCell(scalar.text.strip(), lambda _start, _end: scalar.span, markup=False)


def _workbook(data: bytes, name: str, path: Path, span: Span) -> Rows:
    def choose(names: Sequence[str]) -> str:
        if name and name not in names:
            raise error(
                "unknown-sheet",
                f"{shown(path)} has no sheet `{name}`",
                at=span,
                help=suggest(name, names, "it has"),
            )
        return name or names[0]

    sheet = tables.worksheet(data, path, choose, span)
    rows = [row for row in sheet.rows if any(cell.text for cell in row)]
    first = min((i for row in rows for i, cell in enumerate(row) if cell.text), default=0)
    for cell in (cell for row in sheet.rows for cell in row if rows and cell.unknown):
        raise error(
            "no-result",
            (
                f"{shown(path)}, cell {cell.name} of sheet {sheet.title}: "
                "the formula's result is not stored in the file"
            ),
            at=span,
            label="named here",
            help="open the file in Excel or LibreOffice and save it, which stores the results",
        )
    return tuple(
        tuple(_sheet_cell(cell, sheet.title, span) for cell in row[first:]) for row in rows
    )


def _sheet_cell(found: tables.SheetCell, sheet: str, span: Span) -> TypedCell:
    """A cell of a worksheet. Raises `Problem` for what no presentation can hold."""
    name = f"{found.name} of sheet {sheet}"
    cell = TypedCell(found.text, lambda _start, _end: span, False, name, found.number)
    if found.error:
        raise cell.problem("cell-error", found.fault, "named here")
    illegal = control_character(cell.text)
    if illegal:
        raise cell.problem("control-character", illegal[1])
    return cell


LEFT, ABOVE = "<", "^"
"""What a typed cell of a table is that is joined to the one on its left, or above."""


# Typed rows. `write_grid` is the inverse of `read_rows`.


_ESCAPE_OR_BAR = re.compile(r"\\.|\|", re.DOTALL)
BAR = re.compile(r"(?<!\S)\|(?!\S)")
"""A bar between two cells: blanks, or the edges of the line, are beside it."""
_QUOTED_BAR = re.compile(rf'="[^"{{}}\n]*{BAR.pattern}[^"{{}}\n]*"')


class TypedGrid(Struct, frozen=True):
    """Rows that all have the same number of cells; there is at least one cell."""

    rows: tuple[tuple[TypedCell, ...], ...]


def read_grid(scalar: ScalarNode, scope: Scope) -> TypedGrid:
    """The grid that a scalar holds, or whose file it names.

    Raises `Problem` for rows of different lengths, for a text without rows, and for a file that
    is missing, outside the project's folder, or unreadable.
    """
    text = scalar.text.strip("\n")
    if "\n" not in text and text.strip() and not list(_bars(text)):
        rows = read(scalar, scope.folder)
    else:
        rows = read_rows(scalar)
    if not rows:
        raise error(
            "empty-grid",
            "there are no rows",
            at=scalar.span,
            label="nothing here",
            help="a line is a row; its cells are parted by ` | `",
        )
    _check_widths(rows)
    return TypedGrid(rows)


def read_rows(scalar: ScalarNode) -> tuple[tuple[TypedCell, ...], ...]:
    """The cells of each line of a scalar, which may differ in number; no empty lines.

    Raises `Problem` where a remark cuts the scalar short.
    """
    slips.note(slips.folded(without_remark(scalar)))
    return tuple(_typed_row(*line, scalar) for line in _lines(scalar.text))


def write_grid(rows: Iterable[Sequence[str]]) -> str:
    """The text that reads as these cells, given as markup; each row ends in a line break."""
    return "".join(_row_text([_escaped(cell) for cell in row]) for row in rows)


def _row_text(cells: Sequence[str]) -> str:
    line = " | ".join(cells).lstrip(" ")
    return (line if cells[-1] else line.rstrip(" ")) + "\n"


def split_grid(text: str) -> list[list[str]]:
    """The cells of typed rows, each as it is typed: ` | ` between them gives the rows again.

    A row of one cell keeps the spaces at its edges.
    """
    rows = [(row, [cell for cell, _ in _cell_texts(row)]) for row, _ in _lines(text)]
    return [cells if len(cells) > 1 else [row] for row, cells in rows]


def is_grid(text: str, rows: Sequence[Sequence[str]]) -> bool:
    """Whether a text that `write_grid` made of these rows reads as them.

    It does not for a single cell, which reads as a file's name, for an empty row, and for a bar
    in the quotes of a format, which reads as one between cells.
    """
    if any(_QUOTED_BAR.search(cell) for row in rows for cell in row):
        return False
    lines = [row for row, _ in _lines(text)]
    if len(lines) != len(rows) or (len(lines) == 1 and not list(_bars(lines[0]))):
        return False
    return all(
        [text for text, _ in _cell_texts(line)] == [_escaped(cell) for cell in row]
        for line, row in zip(lines, rows, strict=True)
    )


def _escaped(cell: str) -> str:
    """A cell with its bars, and the spaces at the edges of its lines, escaped."""
    lines = BAR.sub(r"\\|", cell).split("\\\n")
    lines = [f"\\{line}" if line.startswith((" ", "\t")) else line for line in lines]
    if lines[-1].endswith((" ", "\t")) and not inline.escapes_next(lines[-1][:-1]):
        lines[-1] = f"{lines[-1][:-1]}\\{lines[-1][-1]}"
    return "\\\n".join(lines)


def _lines(text: str) -> Iterator[tuple[str, Sequence[int]]]:
    r"""Each row's text with the offsets of its characters in the whole; no empty lines.

    A line that ends in `\` is continued in the next one, whose indentation does not count.
    """
    row, offsets, start = "", range(0), 0
    joined: list[int] | None = None
    for line in text.split("\n"):
        if joined is None:
            row, offsets = line, range(start, start + len(line))
        else:
            rest = line.lstrip(" ")
            row += rest
            joined += range(start + len(line) - len(rest), start + len(line))
        start += len(line) + 1
        if inline.escapes_next(row) and start <= len(text):
            joined = [*(offsets if joined is None else joined), start - 1]
            row += "\n"
            continue
        if row.strip(" \t"):
            yield row, offsets if joined is None else joined
        joined = None


def _bars(row: str) -> Iterator[int]:
    """The indexes of the bars that separate cells."""
    escaped = 0
    for match in _ESCAPE_OR_BAR.finditer(row):
        i = match.start()
        if match.group() != "|":
            escaped = match.end()
        elif BAR.match(row, i) and (escaped < i or row[i - 1 : i] in ("", "\n")):
            yield i


def _typed_row(row: str, offsets: Sequence[int], scalar: ScalarNode) -> tuple[TypedCell, ...]:
    return tuple(
        _cell(text, offsets[start : start + len(text)], offsets[min(start, len(row) - 1)], scalar)
        for text, start in _cell_texts(row)
    )


def _cell_texts(row: str) -> Iterator[tuple[str, int]]:
    """The text of each cell of a row, and its index."""
    start = 0
    for end in (*_bars(row), len(row)):
        raw = row[start:end]
        lead = len(raw) - len(raw.lstrip(" \t"))
        text = raw.strip(" \t")
        if inline.escapes_next(text) and lead + len(text) < len(raw):
            text += raw[lead + len(text)]  # an escaped space is text
        yield text, (start + lead if text else start)
        start = end + 1


def _cell(text: str, offsets: Sequence[int], fallback: int, scalar: ScalarNode) -> TypedCell:
    def locate(start: int, end: int) -> Span:
        if start >= len(offsets):
            return scalar.at(fallback, fallback + 1)
        return scalar.at(offsets[start], offsets[max(min(end, len(offsets)) - 1, start)] + 1)

    return TypedCell(text, locate)


def _check_widths(rows: tuple[tuple[TypedCell, ...], ...]) -> None:
    width = len(rows[0])
    with gather() as problems:
        for row in rows:
            if len(row) != width:
                problems.add(_wrong_width(row, width))


def _wrong_width(row: tuple[TypedCell, ...], width: int) -> Problem:
    message = f"this row has {counted(len(row), 'cell')}, the first row has {width}"
    helps = ["write `\\|` for a bar that is text"] if row[0].markup else []
    if len(row) > width:
        if row[0].markup and not row[0].text and not row[-1].text:
            helps.insert(0, "leave out the bars at the edges of the row")
        return row[width].problem("row-length", message, "a cell too many", *helps)
    if row[0].markup:
        helps = ["cells are parted by ` | `, with a space on each side"]
    return row[-1].problem("row-length", message, "the row ends here", *helps)
