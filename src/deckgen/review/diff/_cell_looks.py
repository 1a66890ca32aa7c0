"""How a comparison calls the places of `cells:`, and what it says of cells that are joined."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from deckgen.content.rows import ABOVE, LEFT

JOINED = {LEFT: "joined to the cell on its left", ABOVE: "joined to the cell above"}
"""What is said of a cell of typed rows that a merged one covers, by what stands there."""

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
        columns = [_heading(grid, 0, _column(end[1])) for end in ends if end is not None and end[1]]
        named = all((*rows, *columns))
        name = ", ".join(" to ".join(dict.fromkeys(side)) for side in (rows, columns) if side)
        yield name if named else place, place, words


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _heading(grid: Sequence[Sequence[str]], row: int, column: int) -> str:
    """The first cell of a row or a column, "" where there is none."""
    text = grid[row][column] if row < len(grid) and column < len(grid[row]) else ""
    return "" if text in JOINED else text
