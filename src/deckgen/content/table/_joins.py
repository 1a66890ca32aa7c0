r"""Merged cells in typed rows: `<` joins a place to the block on its left, `^` to the one above.

A block has `<` in its first row's further cells and `^` in all cells below; `\<` and `\^` are the
signs themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from deckgen.content.rows import ABOVE, LEFT, TypedCell
from deckgen.content.table.cells import Rows, TableCell, places, width_of
from deckgen.diagnostics import error, gather

_Grid = Sequence[Sequence[TypedCell]]
_Place = tuple[int, int]
"""The row and the column of a cell, counted from 0."""


def merged(grid: _Grid, read: Callable[[TypedCell], TableCell]) -> Rows:
    """The cells of typed rows, each over the places that are joined to it.

    Raises `Problem` for a join without a neighbour, for one to a block that starts in another
    row, and for a block that is no rectangle.
    """
    blocks: dict[_Place, list[_Place]] = {}
    owners: dict[_Place, _Place] = {}
    with gather() as problems:
        for row, typed in enumerate(grid):
            for column, cell in enumerate(typed):
                owner = row, column
                with problems.collect():
                    owner = _owner(cell, owner, owners)
                owners[row, column] = owner
                blocks.setdefault(owner, []).append((row, column))
        problems.check()
        for owner, block in blocks.items():
            with problems.collect():
                _check_rectangle(grid, owner, block)
    found: list[list[TableCell]] = [[] for _ in grid]
    with gather() as problems:
        for (row, column), block in blocks.items():
            with problems.collect():
                made = read(grid[row][column])
                down, right = (last - first + 1 for first, last in zip(*_ends(block), strict=True))
                found[row].append(replace(made, columns=right, rows=down))
    return tuple(map(tuple, found))


def _owner(cell: TypedCell, place: _Place, owners: dict[_Place, _Place]) -> _Place:
    """The first place of the block that a place belongs to."""
    row, column = place
    if not cell.markup or cell.text not in (LEFT, ABOVE):
        return place
    is_left = cell.text == LEFT
    owner = owners.get((row, column - 1) if is_left else (row - 1, column))
    side = "on its left" if is_left else "above"
    if owner is None:
        raise cell.problem(
            "join", f"`{cell.text}` joins a cell to the one {side}, and there is none", "",
            f"write `\\{cell.text}` for the sign itself",
        )  # fmt: skip
    if is_left and owner[0] != row:
        raise cell.problem(
            "join", "`<` stands in the first row of a merged block", "a row below",
            "below its first row a block has `^` in every cell",
        )  # fmt: skip
    return owner


def _ends(block: Sequence[_Place]) -> tuple[_Place, _Place]:
    """The first and the last place of a block."""
    rows, columns = zip(*block, strict=True)
    return (min(rows), min(columns)), (max(rows), max(columns))


def _check_rectangle(grid: _Grid, owner: _Place, block: Sequence[_Place]) -> None:
    (top, left), (bottom, right) = _ends(block)
    for row in range(top, bottom + 1):
        for column in range(left, right + 1):
            if (row, column) not in block:
                text = grid[owner[0]][owner[1]].text
                raise error(
                    "join", f"the merged block of `{text}` is no rectangle",
                    at=grid[row][column].span, label="not joined to it",
                    help="a block has `<` in its first row's further cells and `^` in all below",
                )  # fmt: skip


def typed(rows: Rows, write: Callable[[TableCell], str]) -> list[list[str]]:
    """The inverse of `merged`: the cells of each row as they are typed, joined places too."""
    grid = [[""] * width_of(rows) for _ in rows]
    for place in places(rows):
        cell = place.cell
        for row in range(place.row, place.row + cell.rows):
            for column in range(place.column, place.column + cell.columns):
                grid[row][column] = LEFT if row == place.row else ABOVE
        text = write(cell)
        grid[place.row][place.column] = f"\\{text}" if text in (LEFT, ABOVE) else text
    return grid
