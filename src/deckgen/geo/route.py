"""Routes between places, drawn as gently bowed curves."""

from __future__ import annotations

from dataclasses import dataclass
from math import hypot

from deckgen.geo.page import Point


@dataclass(frozen=True, slots=True)
class Route:
    """A quadratic Bezier curve: DrawingML's `a:quadBezTo` takes its control point and its end."""

    start: Point
    control: Point
    end: Point

    @property
    def cubic(self) -> tuple[Point, Point]:
        """The two control points of the same curve as a cubic one (`a:cubicBezTo`)."""
        (x, y), (x1, y1), (x2, y2) = self.control, self.start, self.end
        return (
            (x1 + (x - x1) * 2 / 3, y1 + (y - y1) * 2 / 3),
            (x2 + (x - x2) * 2 / 3, y2 + (y - y2) * 2 / 3),
        )

    def polyline(self, pieces: int = 12) -> tuple[Point, ...]:
        """The curve as so many straight pieces."""
        return tuple(self._at(step / pieces) for step in range(pieces + 1))

    def _at(self, t: float) -> Point:
        a, b, c = (1 - t) ** 2, 2 * t * (1 - t), t**2
        return (
            a * self.start[0] + b * self.control[0] + c * self.end[0],
            a * self.start[1] + b * self.control[1] + c * self.end[1],
        )


def bowed(start: Point, end: Point, bow: float = 0.1) -> Route:
    """The route between two points that rises from the straight line by a fraction of its length.

    It bows up the page, and a vertical one to the right; with a negative fraction the other way.
    A fraction of 0 gives a straight line.
    """
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = hypot(dx, dy)
    middle = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
    if length == 0:
        return Route(start, middle, end)
    normal = (dy / length, -dx / length)
    if normal[1] > 0 or (normal[1] == 0 and normal[0] < 0):
        normal = (-normal[0], -normal[1])
    rise = 2 * bow * length  # the curve reaches half the height of its control point
    return Route(start, (middle[0] + rise * normal[0], middle[1] + rise * normal[1]), end)
