"""Content as rows of pieces, whatever its kind: from its paragraphs or from its YAML.

A paragraph is a row of one piece. Of other kinds, what they dump is read: a text of lines is a
grid under its heading, everything else a choice under its key. So two contents have the same
rows only if they are equal.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from deckgen.content import inline, outline
from deckgen.content.base import Content
from deckgen.content.grid import rows as grid
from deckgen.content.style import Paragraph
from deckgen.diagnostics import Problem, Source, Span
from deckgen.diff.changes import Piece
from deckgen.diff.digests import Digests, file_name
from deckgen.facts.references import written
from deckgen.source import Lines, Plainly, Quoted, Scalar

_NOWHERE = Span(Source(Path("diff"), "", "diff"), 1, 1, 1, 1)


@dataclass(frozen=True, slots=True)
class Row:
    """Pieces that belong together: a paragraph, a line of a table, a chart's category.

    Rows with a `key` are matched by it, others by what they say; `columns` names the pieces.
    """

    pieces: tuple[Piece, ...]
    key: str = ""
    columns: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """What the row says."""
        return " | ".join(piece.text for piece in self.pieces)


def rows_of(content: Content) -> tuple[Row, ...]:
    """The rows of a content."""
    data = content.placed(file_name).dump(Digests())
    if isinstance(data, dict | list):
        return tuple(_rows(data, ""))
    lines = tuple(content.paragraphs())
    several = len(lines) > 1
    return tuple(
        Row((paragraph_piece(line, f"line {number}" if several else ""),))
        for number, line in enumerate(lines, 1)
    )


def paragraph_piece(line: Paragraph, place: str) -> Piece:
    """A paragraph as a piece; its markup shows level, number and formats."""
    return Piece(place, line.text, outline.write((line,), Digests()).removesuffix("\n"))


def _rows(data: Plainly, key: str) -> Iterator[Row]:
    if isinstance(data, dict):
        for name, value in data.items():
            yield from _rows(value, f"{key} {name}".strip())
    elif isinstance(data, list):
        for number, value in enumerate(data, 1):
            yield from _rows(value, f"{key} {number}".strip())
    elif isinstance(data, Lines):
        yield from _grid(data.text, key)
    else:
        text = data.text if isinstance(data, Quoted) else data
        yield Row((_piece(key, text),), key)


def _grid(text: str, key: str) -> Iterator[Row]:
    """The rows of lines with cells; the first one names the columns of those below."""
    lines = [[cell.text for cell in row] for row in grid.read_rows(Scalar(text, _NOWHERE, "|"))]
    width = max((len(row) for row in lines), default=0)
    if width < 2:
        for number, row in enumerate(lines, 1):
            yield Row((_piece(f"{key}, line {number}", row[0]),), columns=(key,))
        return
    names = _names(lines[0], width)
    for number, row in enumerate(lines):
        first = _plain(row[0])
        place = "heading" if not number else first or f"row {number + 1}"
        columns = tuple(names[: len(row)])
        pieces = tuple(
            _piece(place if not index else f"{place}, {name}", cell)
            for index, (name, cell) in enumerate(zip(columns, row, strict=True))
        )
        yield Row(pieces, columns=columns)


def _names(heading: Sequence[str], width: int) -> list[str]:
    """The names of columns by their headings; each once, numbered where it has none."""
    found: list[str] = []
    for number in range(1, width + 1):
        name = _plain(heading[number - 1]) if number <= len(heading) else ""
        found.append(name if name and name not in found else f"column {number}")
    return found


def _piece(place: str, markup: str) -> Piece:
    return Piece(place, _plain(markup), markup)


def _plain(markup: str) -> str:
    """A cell's text without its signs; references stay as they are typed."""
    try:
        runs = inline.parse(markup, _locate, lambda reference, _: (written(reference), ""), _ANY)
    except Problem:
        return markup
    return "".join(run.text for run in runs)


def _locate(_start: int, _end: int) -> Span:
    return _NOWHERE


class _Any(dict[str, str]):
    """Takes every format's name for a format."""

    def __contains__(self, _name: object) -> bool:
        return True

    def __missing__(self, name: str) -> str:
        return name


_ANY = _Any()
