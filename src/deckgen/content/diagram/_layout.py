"""Lays diagrams out in a slot: each shape with its place and its format. Lengths are in points.

The text of all shapes of a diagram has one size, the first of `SIZES` at which all of it fits.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from math import ceil
from typing import NamedTuple

from deckgen.content.diagram._drawing import Area, Piece, Shape
from deckgen.content.diagram._style import SIZES, Level, Look, excess
from deckgen.richtext import Paragraph
from deckgen.richtext.outline import renumbered_lines, shown_numbers
from deckgen.textfit import Insets

Lines = tuple[Paragraph, ...]

_PADDING = 10.0
_DETAIL = 2
"""By how many points details are smaller than what they belong to."""


class Layout(NamedTuple):
    """The shapes of a diagram from back to front, and the pieces whose text does not fit."""

    shapes: tuple[Shape, ...]
    overflowing: tuple[Piece, ...] = ()


# The text of the shapes and the outline that it is.


def rooted(lines: Lines) -> Lines:
    """The paragraphs, the first of them on the first level."""
    return lines and (replace(lines[0], level=0), *lines[1:])


def lifted(lines: Iterable[Paragraph], levels: int) -> Lines:
    """The paragraphs so many levels higher, without those that are higher already."""
    if not levels:
        return tuple(lines)
    return tuple(
        replace(line, level=min(line.level - levels, 8)) for line in lines if line.level >= levels
    )


def split(lines: Lines) -> list[Piece]:
    """The pieces of an outline: a paragraph of the first level, and the deeper ones under it.

    A numbered list that continues over several pieces starts in each with the number due.
    """
    numbers = tuple(shown_numbers(lines))
    starts = [at for at, line in enumerate(lines) if not line.level]
    return [
        Piece(str(count), tuple(renumbered_lines(lines[start:end], numbers[start:end])))
        for count, (start, end) in enumerate(zip(starts, [*starts[1:], len(lines)], strict=True), 1)
    ]


def joined(pieces: Iterable[Piece]) -> Lines:
    """The inverse of `split`, wherever the pieces are from; their numbers say how deep they are."""
    lines: list[Paragraph] = []
    numbers: list[int | None] = []
    for piece in pieces:
        lines += lifted(piece.lines, -piece.number.count("."))
        numbers += shown_numbers(piece.lines)
    return tuple(renumbered_lines(lines, numbers))


# A process: arrows in a row, or in several.


_GAP = 4.0
_ROW_GAP = 12.0
_DEEPEST_POINT = 20.0
_POINT = 0.12
"""How long the point of an arrow is, as a share of the arrow's width."""
_TALLEST = 0.66
"""How high an arrow is at most, as a share of its width, where its text needs no more."""
_MOST_IN_ROW = 7


def process(pieces: Sequence[Piece], area: Area, look: Look) -> Layout:
    """Steps as arrows: in one row where their text fits there, else in more of them."""
    count = len(pieces)
    least = 12 if count <= 5 else 14
    first = ceil(count / _MOST_IN_ROW)
    tries = [(first, size) for size in SIZES if size >= least]
    tries += [(rows, size) for rows in range(first + 1, count + 1) for size in SIZES]
    tries.append((first, SIZES[-1]))
    found = _arrows(pieces, area, look, *tries[-1])
    for rows, size in tries:
        laid_out = _arrows(pieces, area, look, rows, size)
        if not laid_out.overflowing:
            return laid_out
    return found


def _arrows(pieces: Sequence[Piece], area: Area, look: Look, rows: int, size: float) -> Layout:
    in_row = ceil(len(pieces) / rows)
    point = min(_DEEPEST_POINT, area.width / in_row * _POINT)
    width = (area.width + (in_row - 1) * (point - _GAP)) / in_row
    room = (area.height - (rows - 1) * _ROW_GAP) / rows
    plain = all(len(piece.lines) == 1 for piece in pieces)
    align = "ctr" if plain else "l"
    levels = (
        Level(size, look.light, bold=True, align=align),
        *(
            Level(max(size - _DETAIL, SIZES[-1]), look.light, left=12.0 * deeper, before=2)
            for deeper in range(3)
        ),
    )
    # The text of an arrow stands between its notch and its point (its preset's text rectangle).
    inner = [
        width - (2 * point if number % in_row else point / 2) - 1.5 * _PADDING
        for number in range(len(pieces))
    ]
    measured = [
        look.measured(piece.lines, levels, space)
        for piece, space in zip(pieces, inner, strict=True)
    ]
    needed = max(one.height_pt for one in measured)
    height = min(room, max(needed + 2 * _PADDING, width * _TALLEST))
    top = area.y + (area.height - rows * height - (rows - 1) * _ROW_GAP) / 2
    above = max((height - needed) / 2, 0)
    overflowing = tuple(
        piece for piece, one in zip(pieces, measured, strict=True) if excess(one, room - _PADDING)
    )
    shapes = []
    for number, (piece, fill) in enumerate(zip(pieces, look.ramp(len(pieces)), strict=True)):
        row, column = divmod(number, in_row)
        x = area.x + column * (width - point + _GAP)
        y = top + row * (height + _ROW_GAP)
        shapes.append(
            Shape(
                Area(x, y, width, height),
                fill,
                "chevron" if column else "homePlate",
                round(point / min(width, height) * 100_000),
                piece=piece,
                levels=levels,
                insets=Insets(
                    _PADDING if column else 1.5 * _PADDING,
                    0 if plain else above,
                    _PADDING / 2 if column else 0,
                    0,
                ),
                anchor="ctr" if plain else "t",
            )
        )
    return Layout(tuple(shapes), overflowing)
