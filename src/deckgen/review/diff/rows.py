"""Content as rows of pieces, and which row of one content is which of another.

A paragraph is a row of one piece. Other kinds are dumped to YAML: a block of lines is a grid with a
heading, everything else an option under its key. So only equal contents have equal rows.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from deckgen.content import Content, rows
from deckgen.content.picture.files import file_name
from deckgen.content.rows import ABOVE, LEFT
from deckgen.diagnostics import Problem, Source, Span
from deckgen.facts.references import written
from deckgen.review.diff.model import FormatDigests, Piece
from deckgen.review.match_slides import Pair, aligned
from deckgen.richtext import Paragraph, inline, outline
from deckgen.source.keys import unused
from deckgen.source.nodes import ScalarNode
from deckgen.source.tables import column_number
from deckgen.source.writing import Lines, Quoted, YamlData

JOINED = {LEFT: "joined to the cell on its left", ABOVE: "joined to the cell above"}
"""What is said of a cell of typed rows that a merged one covers, by what stands there."""

_NOWHERE = Span(Source(Path("diff"), "", "diff"), 1, 1, 1, 1)


class PieceRow(Struct, frozen=True):
    """Pieces that belong together: a paragraph, a row of a table, a category of a chart.

    Rows with a `key` are aligned by it, others by their text; `columns` are names of the pieces.
    Rows of a grid say the key that it stands `under`, and by their `number` which of it they are.
    """

    pieces: tuple[Piece, ...]
    key: str = ""
    columns: tuple[str, ...] = ()
    under: str = ""
    number: str = ""

    @property
    def text(self) -> str:
        """The text of the row, cells separated by bars."""
        return " | ".join(piece.text for piece in self.pieces)

    @property
    def markup(self) -> str:
        """The text with its formatting, as YAML has it."""
        return " | ".join(piece.markup for piece in self.pieces)

    @property
    def whole(self) -> Piece:
        """The row as one piece."""
        return (
            self.pieces[0] if len(self.pieces) == 1 else Piece(self.number, self.text, self.markup)
        )


def rows_of(content: Content) -> tuple[PieceRow, ...]:
    """The rows of a content."""
    data = content.placed(file_name).dump(FormatDigests())
    places = content.places()
    if places and isinstance(data, dict):
        named = zip(content.paragraphs(), places, strict=True)
        lines = tuple(PieceRow((_paragraph_piece(line, place),)) for line, place in named)
        return (*lines, *_rows({k: v for k, v in data.items() if k != content.key}, ""))
    if isinstance(data, dict | list):
        return _with_categories(tuple(_rows(data, "")))
    paragraphs = tuple(content.paragraphs())
    several = len(paragraphs) > 1
    return tuple(
        PieceRow((_paragraph_piece(line, f"line {number}" if several else ""),))
        for number, line in enumerate(paragraphs, 1)
    )


def _paragraph_piece(line: Paragraph, place: str) -> Piece:
    """A paragraph as a piece; its markup has the level, the number and the formats."""
    return Piece(place, line.text, outline.write((line,), FormatDigests()).removesuffix("\n"))


def _rows(data: YamlData, key: str) -> Iterator[PieceRow]:
    if isinstance(data, dict):
        for name, value in data.items():
            under = f"{key} {name}".strip()
            if under == _LOOKS and isinstance(value, Lines):
                yield from _looks(value.text, data.get(_TABLE, ""))
                continue
            celled = under == _ROWS and isinstance(value, list) and all(value)
            if key and isinstance(value, Lines):  # a name of the author's, such as a region's
                yield PieceRow((_piece(key, name),))
            yield from _cells(value) if celled else _rows(value, under)
    elif isinstance(data, list):
        for number, value in enumerate(data, 1):
            yield from _rows(value, f"{key} {number}".strip())
    elif isinstance(data, Lines):
        yield from _grid(data.text, key)
    else:
        text = data.text if isinstance(data, Quoted) else data
        yield PieceRow((_piece(key, text),), key)


def _typed(text: str) -> list[list[str]]:
    found = rows.read_rows(ScalarNode(text, _NOWHERE, "|"))
    return [[cell.text for cell in row] for row in found]


def _grid(text: str, key: str) -> Iterator[PieceRow]:
    """The rows of lines with cells; the first one names the columns of those below."""
    lines = _typed(text)
    width = max((len(row) for row in lines), default=0)
    if width < 2:
        for number, row in enumerate(lines, 1):
            yield PieceRow((_piece(f"{key}, line {number}", row[0]),), columns=(key,))
        return
    yield from _named_rows(lines, key)


_LOOKS, _TABLE = "cells", "table"


def _looks(text: str, table: YamlData) -> Iterator[PieceRow]:
    """What is said of single cells, known by the headings of their rows and columns."""
    grid = _typed(table.text) if isinstance(table, Lines) else []
    headings = [[_plain(cell) for cell in row] for row in grid]
    used: set[str] = set()
    for name, place, words in named_places(text, headings):
        key = unused(f"{_LOOKS} {name}", used.__contains__, "{} ({})")
        used.add(key)
        shown = place if name == place else f"{name} ({place})"
        yield PieceRow((Piece(shown, words, words),), key=key)


_ROWS = "rows"
"""The key of a table's rows that are lists of cells, which say more than their text."""


def _cells(listed: YamlData) -> Iterator[PieceRow]:
    """The rows of a table by their headings; what a cell says beside its text, by its number."""
    assert isinstance(listed, list), "the rows of a table are a list"
    lines: list[list[str]] = []
    looks: list[tuple[int, int, YamlData]] = []
    for number, row in enumerate(listed):
        assert isinstance(row, list), "a row of a table is a list"
        lines.append([])
        for index, cell in enumerate(row):
            said = cell if isinstance(cell, dict) else {"text": cell}
            text = said.get("text", "")
            lines[-1].append(text if isinstance(text, str) else getattr(text, "text", ""))
            looks.append((number, index, {k: v for k, v in said.items() if k != "text"}))
    found = list(_named_rows(lines, _ROWS))
    for number, index, look in looks:
        yield from _rows(look, f"{found[number].pieces[index].place},")
    yield from found


def _named_rows(lines: Sequence[Sequence[str]], key: str) -> Iterator[PieceRow]:
    names = _names(lines[0], max(map(len, lines))) if lines else []
    firsts = [_one_line(row[0]) for row in lines]
    for number, (row, first) in enumerate(zip(lines, firsts, strict=True)):
        which = f"category {number}" if key == _DATA else f"row {number + 1}"
        called = f"{first} ({which})" if first and firsts.count(first) > 1 else first
        if not number:
            which = called = "heading"
        columns = tuple(names[: len(row)])
        pieces = tuple(
            _piece(_place(which if not index else called or which, index, name), cell)
            for index, (name, cell) in enumerate(zip(columns, row, strict=True))
        )
        yield PieceRow(pieces, columns=columns, under=key, number=which)


def _place(row: str, index: int, column: str) -> str:
    """What a cell is called: by its row, and by its column's heading or number."""
    return f"{row}, {f'column {index + 1}' if row == 'heading' else column}"


_LABELS, _DATA = "labels", "data"


def _with_categories(found: tuple[PieceRow, ...]) -> tuple[PieceRow, ...]:
    """The rows of a chart with its labels known by their categories, not by their lines."""
    labels = [row for row in found if row.columns == (_LABELS,)]
    names = [row.pieces[0].text for row in found if row.under == _DATA][1:]
    if not labels or len(labels) != len(names) or len({*names}) < len(names):
        return found
    known = {
        id(row): replace(
            row, pieces=(replace(row.pieces[0], place=f"{name}, label"),), key=f"{_LABELS} {name}"
        )
        for row, name in zip(labels, names, strict=True)
    }
    return tuple(known.get(id(row), row) for row in found)


def _names(heading: Sequence[str], width: int) -> list[str]:
    """The names of columns by their headings; each once, numbered where it has none."""
    found: list[str] = []
    for number in range(1, width + 1):
        name = _one_line(heading[number - 1]) if number <= len(heading) else ""
        found.append(name if name and name not in found else f"column {number}")
    return found


def _one_line(cell: str) -> str:
    """What a row or column is called by its first cell, in one line; "" by one that is joined."""
    return "" if cell in JOINED else " / ".join(_plain(cell).strip().splitlines())


def _piece(place: str, markup: str) -> Piece:
    return Piece(place, JOINED.get(markup) or _plain(markup), markup)


_FORMAT = re.compile(r"\A\{fmt=[\w.-]+\}")
"""The named format in front of a paragraph."""


def _plain(markup: str) -> str:
    """The text of a cell without its markup; references stay as they are typed."""
    markup = outline.ended(_FORMAT.sub("", markup))
    try:
        runs = inline.parse(markup, _locate, lambda reference, _: written(reference), _ANY)
    except Problem:
        return markup
    return "".join(run.text for run in runs)


def _locate(_start: int, _end: int) -> Span:
    return _NOWHERE


class _Any(dict[str, str]):
    """Formats among which every name is found."""

    def __contains__(self, _name: object) -> bool:
        return True

    def __missing__(self, name: str) -> str:
        return name


_ANY = _Any()


# What the places of `cells:` are called.


_END = re.compile(r"([A-Z]*)(\d*)")


def named_places(lines: str, grid: Sequence[Sequence[str]]) -> Iterator[tuple[str, str, str]]:
    """For each line of `cells` what its place is called, the place, and what it says.

    `grid` are the texts of the table's cells: a place is called by the headings of its row and
    column, which stay where it is numbered anew, or as it is typed where it has none.
    """
    for line in lines.splitlines():
        place, _, words = line.partition(" | ")
        ends = [_END.fullmatch(end) for end in place.split(":")]
        rows = [_heading(grid, int(end[2]) - 1, 0) for end in ends if end is not None and end[2]]
        columns = [
            _heading(grid, 0, column_number(end[1])) for end in ends if end is not None and end[1]
        ]
        named = all((*rows, *columns))
        name = ", ".join(" to ".join(dict.fromkeys(side)) for side in (rows, columns) if side)
        yield name if named else place, place, words


def _heading(grid: Sequence[Sequence[str]], row: int, column: int) -> str:
    """The first cell of a row or a column, "" where there is none."""
    text = grid[row][column] if row < len(grid) and column < len(grid[row]) else ""
    return "" if text in JOINED else text


# Aligning rows.


_SIMILAR = 0.5
"""From this similarity (difflib's ratio) on, two texts are one that was changed."""


def align(old: Sequence[PieceRow], new: Sequence[PieceRow]) -> list[Pair]:
    """The rows paired in order: equal ones first, then similar ones; rows with keys by key."""
    pairs: list[Pair] = []
    keyed_new = {row.key: index for index, row in enumerate(new) if row.key}
    keyed_old = {row.key for row in old if row.key}
    for index, row in enumerate(old):
        if row.key:
            pairs.append((index, keyed_new.get(row.key)))
    pairs += [(None, at) for key, at in keyed_new.items() if key not in keyed_old]
    free_old = [index for index, row in enumerate(old) if not row.key]
    free_new = [index for index, row in enumerate(new) if not row.key]
    found = _align_in_order([old[index] for index in free_old], [new[index] for index in free_new])
    pairs += [
        (None if i is None else free_old[i], None if j is None else free_new[j]) for i, j in found
    ]
    return pairs


def _similarity(first: PieceRow, second: PieceRow) -> float:
    if first.text == second.text:
        return 1.0
    matcher = difflib.SequenceMatcher(None, first.text, second.text, autojunk=False)
    if matcher.real_quick_ratio() < _SIMILAR or matcher.quick_ratio() < _SIMILAR:
        return 0.0
    return ratio if (ratio := matcher.ratio()) >= _SIMILAR else 0.0


def _align_in_order(old: Sequence[PieceRow], new: Sequence[PieceRow]) -> Iterator[Pair]:
    """Equal rows paired first; between them the pairs that are the most similar in all."""
    matcher = difflib.SequenceMatcher(
        None, [row.markup for row in old], [row.markup for row in new], autojunk=False
    )
    for action, i1, i2, j1, j2 in matcher.get_opcodes():
        if action == "equal":
            yield from zip(range(i1, i2), range(j1, j2), strict=True)
        else:
            one = i2 - i1 == j2 - j1 == 1
            score = (lambda *_: 1.0) if one else _similarity
            for i, j in aligned(old[i1:i2], new[j1:j2], score):
                yield (None if i is None else i + i1, None if j is None else j + j1)
