"""One cell of a grid: its text, where it stands, and the runs that it prints."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from deckgen.content.base import Scope
from deckgen.diagnostics import Problem, Span, error, gather, shown, suggest
from deckgen.richtext import inline
from deckgen.richtext.inline import Locate
from deckgen.richtext.runs import Run, TextOrigin
from deckgen.source import reading, tables
from deckgen.source.nodes import ScalarNode
from deckgen.source.reading import ILLEGAL


@dataclass(frozen=True, slots=True)
class TypedCell:
    """One cell, without the spaces at its edges.

    `text` is as typed where `markup` holds, else as it prints. `name` says where the cell stands
    in a file that has no lines (`B3 of sheet Arrests`); `number` is what a cell of a
    spreadsheet holds, before it is rounded for print.
    """

    text: str
    locate: Locate = field(compare=False, repr=False)
    markup: bool = True
    name: str = ""
    number: int | float | None = None

    @property
    def span(self) -> Span:
        """Where the cell stands: its text, or the place of the file's name."""
        return self.locate(0, len(self.text))

    def runs(self, scope: Scope) -> tuple[Run, ...]:
        """The cell's text as runs. Raises `Problem` for an unknown fact or format."""
        if self.markup:
            return inline.parse(self.text, self.locate, scope.show, scope.formats)
        if not self.text:
            return ()
        return (Run(self.text, origins=(TextOrigin(0, len(self.text), self.span),)),)

    def plain(self, scope: Scope) -> str:
        """What the cell prints, without styles."""
        return "".join(run.text for run in self.runs(scope))

    def fail(self, code: str, message: str, label: str = "", *helps: str) -> Problem:
        """A problem of this cell, to raise."""
        told = f"cell {self.name}: {message}" if self.name else message
        return error(code, told, at=self.span, label=label, help=helps)


# Grids in files: CSV with spans into its lines, XLSX with the names of its cells.


_SUFFIXES = (".csv", ".tsv", ".xlsx")


Rows = tuple[tuple[TypedCell, ...], ...]


def read(scalar: ScalarNode, folder: Path) -> Rows:
    """The rows of the file that a text names; `#Name` after an XLSX file names a sheet."""
    text = scalar.text.strip()
    start = scalar.text.index(text)
    span = scalar.at(start, start + len(text))
    name, _, sheet = text.partition("#")
    path = reading.locate(name, span, folder, "a file of rows", _SUFFIXES)
    data = reading.read_project_file(path, span)
    if path.suffix.lower() == ".xlsx":
        return _workbook(data, sheet, path, span)
    rows = tables.parse_csv(tables.decoded(data, path, span), path)
    found = (tuple(map(_csv_cell, row)) for row in rows)
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
    illegal = ILLEGAL.search(cell.text)
    if illegal:
        raise cell.fail(
            "control-character",
            f"U+{ord(illegal.group()):04X} is a control character, which no presentation can hold",
        )
    return cell


# Rows of cells: typed as lines with cells parted by ` | `, or from a CSV or XLSX file.
#
# A bar parts cells where it stands between spaces or at a line's edge; `\|` is a bar that is
# text. A single line without such a bar names a file. Typed cells hold the inline grammar; what a
# file's cells hold is never markup. `write_grid` is the inverse of what is typed.


_SIGN = re.compile(r"\\.|\|", re.DOTALL)

_BAR = re.compile(r"(?<!\S)\|(?!\S)")

_QUOTED_BAR = re.compile(rf'="[^"{{}}\n]*{_BAR.pattern}[^"{{}}\n]*"')


@dataclass(frozen=True, slots=True)
class TypedGrid:
    """Rows of equally many cells; there is at least one of each."""

    rows: tuple[tuple[TypedCell, ...], ...]


def read_grid(scalar: ScalarNode, scope: Scope) -> TypedGrid:
    """The grid that a text holds or names.

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
    """The cells of each line of a text, which may be of any number; empty lines are left out."""
    return tuple(_row(*line, scalar) for line in _lines(scalar.text))


def write_grid(rows: Iterable[Sequence[str]]) -> str:
    """The text that reads as these cells, which are as typed; each row ends in a line break."""
    return "".join(_line([_guarded(cell) for cell in row]) for row in rows)


def _line(cells: Sequence[str]) -> str:
    line = " | ".join(cells).lstrip(" ")
    return (line if cells[-1] else line.rstrip(" ")) + "\n"


def is_grid(text: str, rows: Sequence[Sequence[str]]) -> bool:
    """Whether a text that was written for these cells reads as such; a few cannot be typed.

    A lone cell reads as a file's name, an empty line as no row, and a bar in a format's quotes
    as one between cells.
    """
    if any(_QUOTED_BAR.search(cell) for row in rows for cell in row):
        return False
    lines = [row for row, _ in _lines(text)]
    if len(lines) != len(rows) or (len(lines) == 1 and not list(_bars(lines[0]))):
        return False
    return all(
        [text for text, _ in _pieces(line)] == [_guarded(cell) for cell in row]
        for line, row in zip(lines, rows, strict=True)
    )


def _guarded(cell: str) -> str:
    """A cell with its bars, and the spaces at the edges of its lines, made literal."""
    lines = _BAR.sub(r"\\|", cell).split("\\\n")
    lines = [f"\\{line}" if line.startswith((" ", "\t")) else line for line in lines]
    if lines[-1].endswith((" ", "\t")) and not _goes_on(lines[-1][:-1]):
        lines[-1] = f"{lines[-1][:-1]}\\{lines[-1][-1]}"
    return "\\\n".join(lines)


def _goes_on(text: str) -> bool:
    """Whether the sign after this text is an escaped one."""
    return (len(text) - len(text.rstrip("\\"))) % 2 == 1


def _lines(text: str) -> Iterator[tuple[str, Sequence[int]]]:
    r"""Each row's text with the offset of each of its characters; empty lines are left out.

    A line that ends in `\` goes on in the next one, whose indentation does not count.
    """
    row, offsets, start = "", range(0), 0
    joined: list[int] | None = None
    for line in text.split("\n"):
        if joined is None:
            row, offsets = line, range(start, start + len(line))
        else:
            more = line.lstrip(" ")
            row += more
            joined += range(start + len(line) - len(more), start + len(line))
        start += len(line) + 1
        if _goes_on(row) and start <= len(text):
            joined = [*(offsets if joined is None else joined), start - 1]
            row += "\n"
            continue
        if row.strip(" \t"):
            yield row, offsets if joined is None else joined
        joined = None


def _bars(row: str) -> Iterator[int]:
    """Where the bars stand that part cells."""
    escaped = 0
    for match in _SIGN.finditer(row):
        i = match.start()
        if match.group() != "|":
            escaped = match.end()
        elif _BAR.match(row, i) and (escaped < i or row[i - 1 : i] in ("", "\n")):
            yield i


def _row(row: str, offsets: Sequence[int], scalar: ScalarNode) -> tuple[TypedCell, ...]:
    return tuple(
        _cell(text, offsets[start : start + len(text)], offsets[min(start, len(row) - 1)], scalar)
        for text, start in _pieces(row)
    )


def _pieces(row: str) -> Iterator[tuple[str, int]]:
    """The text of each cell of a row and where it starts."""
    start = 0
    for end in (*_bars(row), len(row)):
        raw = row[start:end]
        lead = len(raw) - len(raw.lstrip(" \t"))
        text = raw.strip(" \t")
        if _goes_on(text) and lead + len(text) < len(raw):
            text += raw[lead + len(text)]  # an escaped space is text
        yield text, (start + lead if text else start)
        start = end + 1


def _cell(text: str, offsets: Sequence[int], place: int, scalar: ScalarNode) -> TypedCell:
    def locate(start: int, end: int) -> Span:
        if start >= len(offsets):
            return scalar.at(place, place + 1)
        return scalar.at(offsets[start], offsets[max(min(end, len(offsets)) - 1, start)] + 1)

    return TypedCell(text, locate)


def _check_widths(rows: tuple[tuple[TypedCell, ...], ...]) -> None:
    width = len(rows[0])
    with gather() as problems:
        for row in rows:
            if len(row) != width:
                problems.add(_wrong_width(row, width))


def _wrong_width(row: tuple[TypedCell, ...], width: int) -> Problem:
    message = f"this row has {_cells(len(row))}, the first row has {width}"
    helps = ["write `\\|` for a bar that is text"] if row[0].markup else []
    if len(row) > width:
        if row[0].markup and not row[0].text and not row[-1].text:
            helps.insert(0, "leave out the bars at the edges of the row")
        return row[width].fail("row-length", message, "a cell too many", *helps)
    if row[0].markup:
        helps = ["cells are parted by ` | `, with a space on each side"]
    return row[-1].fail("row-length", message, "the row ends here", *helps)


def _cells(number: int) -> str:
    return f"{number} cell{'' if number == 1 else 's'}"
