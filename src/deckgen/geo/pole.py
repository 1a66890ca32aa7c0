"""The pole of inaccessibility: the point of a shape farthest from its edge, where a label sits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from math import dist, inf, sqrt
from typing import Self

from deckgen.geo.page import Point, Ring, Shape, sides, signed_area

PULL = 0.1
"""Points of radius given up for each point nearer to the middle."""


@dataclass(frozen=True, slots=True)
class Pole:
    """The middle of the largest ellipse that fits in a shape, and half its height, in points."""

    point: Point
    radius: float


def pole_of_inaccessibility(
    shape: Shape, aspect: float = 1.0, enough: float = inf, precision: float = 0.5
) -> Pole:
    """The pole of a shape, as good as any other to within `precision` points.

    `aspect` is the width of the ellipse over its height: that of a label finds where the label fits
    best. A radius above `enough` is no better than `enough` itself: of the points with that much
    room, the one near the middle is taken, where the eye looks for a label. Squares that cover the
    shape are split for as long as one may hold a better point, the most promising first. A shape
    without any width has its pole in its middle, with radius 0.
    """
    bounds = shape.bounds
    size = min(bounds.width / aspect, bounds.height)
    if size <= 0:
        return Pole(bounds.centre, 0.0)
    field = _Field.of(shape, aspect, enough)
    best = _Cell(field, *field.middle, 0.0)
    queue = []
    for column in range(int(bounds.width / aspect / size) + 1):
        for row in range(int(bounds.height / size) + 1):
            x, y = bounds.x / aspect + (column + 0.5) * size, bounds.y + (row + 0.5) * size
            queue.append(_Cell(field, x, y, size / 2))
    best = max(best, *queue, key=_value)
    heapify(queue)
    while queue and queue[0].hope > best.value + precision:
        parts = heappop(queue).quarters(field)
        best = max(best, *parts, key=_value)
        for part in parts:
            heappush(queue, part)
    return Pole((best.x * aspect, best.y), max(0.0, best.depth))


@dataclass(frozen=True, slots=True)
class _Field:
    """What makes one point of a shape better than another; x is divided by the aspect."""

    edges: tuple[tuple[Point, Point], ...]
    middle: Point
    enough: float
    pull: float

    @classmethod
    def of(cls, shape: Shape, aspect: float, enough: float) -> Self:
        rings = [tuple((x / aspect, y) for x, y in ring) for ring in shape.rings]
        edges = tuple(side for ring in rings for side in sides(ring))
        return cls(edges, _centroid(rings), enough, 0.0 if enough == inf else PULL)

    def depth(self, x: float, y: float) -> float:
        """The distance from a point to the nearest edge, below 0 outside."""
        inside = False
        nearest = inf
        for (x1, y1), (x2, y2) in self.edges:
            if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
                inside = not inside
            # As nearest_on(), written out: this is where the time goes.
            dx, dy = x2 - x1, y2 - y1
            square = dx * dx + dy * dy
            share = ((x - x1) * dx + (y - y1) * dy) / square if square else 0.0
            share = 0.0 if share < 0 else min(share, 1.0)
            gap_x, gap_y = x - x1 - share * dx, y - y1 - share * dy
            nearest = min(nearest, gap_x * gap_x + gap_y * gap_y)
        return sqrt(nearest) if inside else -sqrt(nearest)


class _Cell:
    """A square by its middle and half its side: the value there, the best to hope for within."""

    __slots__ = ("depth", "half", "hope", "value", "x", "y")

    def __init__(self, field: _Field, x: float, y: float, half: float) -> None:
        self.x, self.y, self.half = x, y, half
        self.depth = field.depth(x, y)
        away = dist((x, y), field.middle)
        reach = half * sqrt(2)
        self.value = min(self.depth, field.enough) - field.pull * away
        self.hope = min(self.depth + reach, field.enough) - field.pull * max(0.0, away - reach)

    def __lt__(self, other: Self) -> bool:
        return self.hope > other.hope

    def quarters(self, field: _Field) -> list[_Cell]:
        half = self.half / 2
        return [
            _Cell(field, self.x + dx, self.y + dy, half)
            for dx in (-half, half)
            for dy in (-half, half)
        ]


def _value(cell: _Cell) -> float:
    return cell.value


def _centroid(rings: Sequence[Ring]) -> Point:
    """The centre of gravity of the largest ring."""
    ring = max(rings, key=signed_area)
    area = signed_area(ring)
    if area <= 0:
        return Shape((ring,)).bounds.centre
    x0, y0 = ring[0]  # near the ring, so that no digits are lost
    x = y = 0.0
    for (x1, y1), (x2, y2) in sides(ring):
        cross = (x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0)
        x += (x1 + x2 - 2 * x0) * cross
        y += (y1 + y2 - 2 * y0) * cross
    return x0 + x / (6 * area), y0 + y / (6 * area)
