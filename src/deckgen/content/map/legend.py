"""The legend of a map's regions, in the corner of the slot where it is least in the way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from deckgen.content.map import looks
from deckgen.content.map.looks import Tone
from deckgen.content.table import measure
from deckgen.geo import Box, Drawing, Point

_SAMPLES = 6


class Entry(NamedTuple):
    """A row of a legend: the colour's square and the name beside it."""

    name: str
    tone: Tone
    swatch: Box
    text: Box


class Legend(NamedTuple):
    """A legend and the box that it takes."""

    box: Box
    entries: tuple[Entry, ...]


def lay_out(
    names: Iterable[tuple[str, Tone]], box: Box, drawing: Drawing, points: Iterable[Point]
) -> Legend:
    """A legend of names and their colours in a corner of the box."""
    rows = tuple(names)
    widest = max(measure.advance(name) for name, _ in rows) * looks.SMALL
    indent = looks.SWATCH + looks.SPACE
    width, height = indent + widest + looks.SPACE, looks.ROW * len(rows)
    marks = tuple(points)
    placed = min(_corners(box, width, height), key=lambda corner: _covered(corner, drawing, marks))
    rest = width - indent
    entries = []
    for number, (name, tone) in enumerate(rows):
        y = placed.y + number * looks.ROW
        swatch = Box(placed.x, y + (looks.ROW - looks.SWATCH) / 2, looks.SWATCH, looks.SWATCH)
        entries.append(Entry(name, tone, swatch, Box(placed.x + indent, y, rest, looks.ROW)))
    return Legend(placed, tuple(entries))


def _corners(box: Box, width: float, height: float) -> Iterator[Box]:
    left, right = box.x, box.right - width
    top, bottom = box.y, box.bottom - height
    for x, y in ((left, bottom), (right, bottom), (right, top), (left, top)):
        yield Box(x, y, width, height)


def _covered(corner: Box, drawing: Drawing, points: tuple[Point, ...]) -> int:
    """How much of the map a legend would cover: samples that lie on areas, and points."""
    samples = [
        (
            corner.x + corner.width * (column + 0.5) / _SAMPLES,
            corner.y + corner.height * (row + 0.5) / _SAMPLES,
        )
        for column in range(_SAMPLES)
        for row in range(_SAMPLES)
    ]
    near = [shape for shape in drawing.shapes.values() if shape.bounds.overlaps(corner)]
    on_areas = sum(any(shape.holds(sample) for shape in near) for sample in samples)
    return on_areas + _SAMPLES * sum(corner.inset(-looks.SPACE).holds(point) for point in points)
