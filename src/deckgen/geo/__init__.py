"""Map geometry: boundaries, projections and label placement, in points on the page.

    counties = atlas.counties()
    drawn = drawing.draw(counties, counties.within("MO"), PageBox(*slot.box.points))
    drawn.shapes["29189"].rings                     # St. Louis County
    drawn.frame.locate(LatLon(37.2090, -93.2923))   # Springfield
    placing.place_labels(labels, box, measure)

Nothing here depends on slides or on other parts of deckgen; the only state is the boundaries, which
are read once.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import hypot
from typing import NamedTuple, Self

Point = tuple[float, float]
"""x and y."""
Ring = tuple[Point, ...]
"""A closed line. The first point is not repeated at the end."""


class PageBox(NamedTuple):
    """An upright rectangle: its left and top edges, its width and its height, in points."""

    x: float
    y: float
    width: float
    height: float

    @classmethod
    def around(cls, points: Iterable[Point]) -> Self:
        """The smallest box that holds the points. Raises ValueError when there are none."""
        points = list(points)
        xs, ys = [x for x, _ in points], [y for _, y in points]
        left, top = min(xs), min(ys)
        return cls(left, top, max(xs) - left, max(ys) - top)

    @property
    def right(self) -> float:
        """The x of the right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The y of the bottom edge."""
        return self.y + self.height

    @property
    def centre(self) -> Point:
        """The point in the middle."""
        return (self.x + self.width / 2, self.y + self.height / 2)

    def inset(self, padding: float) -> PageBox:
        """The box with each edge moved inwards (outwards when negative), never turned over."""
        dx = min(padding, self.width / 2)
        dy = min(padding, self.height / 2)
        return PageBox(self.x + dx, self.y + dy, self.width - 2 * dx, self.height - 2 * dy)

    def holds(self, point: Point) -> bool:
        """Whether the point lies in the box or on its edge."""
        return self.x <= point[0] <= self.right and self.y <= point[1] <= self.bottom

    def encloses(self, other: PageBox) -> bool:
        """Whether the whole of the other lies in this box; a shared edge is fine."""
        x, y, width, height = self
        left, top, across, down = other
        return x <= left and y <= top and left + across <= x + width and top + down <= y + height

    def overlaps(self, other: PageBox) -> bool:
        """Whether the two share more than an edge."""
        x, y, width, height = self
        left, top, across, down = other
        return x < left + across and left < x + width and y < top + down and top < y + height

    def nearest(self, point: Point) -> Point:
        """The point of the box closest to a point; a point inside is its own nearest."""
        left, top, width, height = self
        x, y = point
        return min(max(x, left), left + width), min(max(y, top), top + height)

    def crossed_by(self, start: Point, end: Point) -> bool:
        """Whether the straight line between two points enters the inside of the box.

        Clips the line against the four edges in turn (Liang and Barsky, 1984).
        """
        (x1, y1), (x2, y2) = start, end
        left, top, width, height = self
        right, bottom = left + width, top + height
        if (
            (x1 <= left and x2 <= left)
            or (y1 <= top and y2 <= top)
            or (x1 >= right and x2 >= right)
            or (y1 >= bottom and y2 >= bottom)
        ):
            return False
        enters, leaves = 0.0, 1.0
        for origin, delta, low, high in (
            (x1, x2 - x1, left, right),
            (y1, y2 - y1, top, bottom),
        ):
            if delta == 0:
                continue  # between the two edges: the test above excludes the rest
            near, far = sorted(((low - origin) / delta, (high - origin) / delta))
            enters, leaves = max(enters, near), min(leaves, far)
        return enters < leaves


class Shape(NamedTuple):
    """An area on the page as rings in no order.

    Outer rings run clockwise on the page, holes counter-clockwise: `signed_area` is positive for
    the former and negative for the latter.
    """

    rings: tuple[Ring, ...]

    @property
    def bounds(self) -> PageBox:
        """The smallest box that holds the shape."""
        return PageBox.around(point for ring in self.rings for point in ring)

    @property
    def area(self) -> float:
        """Square points, holes taken off."""
        return sum(map(signed_area, self.rings))

    def holds(self, point: Point) -> bool:
        """Whether the point lies inside, by the even-odd rule."""
        x, y = point
        inside = False
        for ring in self.rings:
            for (x1, y1), (x2, y2) in sides(ring):
                if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
                    inside = not inside
        return inside


def sides(ring: Ring) -> Iterable[tuple[Point, Point]]:
    """The ring's sides as pairs of points, the closing one last."""
    return zip(ring, ring[1:] + ring[:1], strict=True)


def signed_area(ring: Ring) -> float:
    """Square points: positive when the ring runs clockwise as seen on the page."""
    return sum([x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in sides(ring)]) / 2


def nearest_on(start: Point, end: Point, point: Point) -> Point:
    """The point of a straight line between two others that lies closest to a third."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    square = dx * dx + dy * dy
    if square == 0:
        return start
    share = ((point[0] - start[0]) * dx + (point[1] - start[1]) * dy) / square
    share = min(max(share, 0.0), 1.0)
    return start[0] + share * dx, start[1] + share * dy


# Routes between places, drawn as gently bowed curves.


class BowedRoute(NamedTuple):
    """A quadratic Bezier curve: DrawingML's `a:quadBezTo` takes its control point and its end."""

    start: Point
    control: Point
    end: Point

    def polyline(self, pieces: int = 12) -> tuple[Point, ...]:
        """The curve as so many straight pieces."""
        return tuple(self._at(step / pieces) for step in range(pieces + 1))

    def _at(self, t: float) -> Point:
        a, b, c = (1 - t) ** 2, 2 * t * (1 - t), t**2
        return (
            a * self.start[0] + b * self.control[0] + c * self.end[0],
            a * self.start[1] + b * self.control[1] + c * self.end[1],
        )


def bowed(start: Point, end: Point, bow: float = 0.1) -> BowedRoute:
    """The route between two points that rises above the straight line by `bow` times its length.

    It bows up the page, a vertical one to the right, and the other way where `bow` is negative; 0
    gives a straight line.
    """
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = hypot(dx, dy)
    middle = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
    if length == 0:
        return BowedRoute(start, middle, end)
    normal = (dy / length, -dx / length)
    if normal[1] > 0 or (normal[1] == 0 and normal[0] < 0):
        normal = (-normal[0], -normal[1])
    rise = 2 * bow * length  # the curve reaches half the height of its control point
    return BowedRoute(start, (middle[0] + rise * normal[0], middle[1] + rise * normal[1]), end)
