"""Labels of maps, and the possible places for each.

The label of an area is placed at the shape's pole of inaccessibility, its point farthest from the
edge.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from heapq import heapify, heappop, heappush
from math import cos, dist, hypot, inf, radians, sin, sqrt
from typing import NamedTuple, Self

from deckgen.geo import PageBox, Point, Ring, Shape, sides, signed_area

PULL = 0.1
"""Points of radius that are traded for a point nearer to the middle."""


class Pole(NamedTuple):
    """The middle of the largest ellipse that fits in a shape, and half its height, in points."""

    point: Point
    radius: float


def pole_of_inaccessibility(
    shape: Shape, aspect: float = 1.0, enough_radius: float = inf, precision: float = 0.5
) -> Pole:
    """The pole of a shape, as good as any other to within `precision` points.

    `aspect` is the width of the ellipse over its height: that of a label finds where the label fits
    best. A radius above `enough_radius` is no better than that: of the points with this much room,
    the one nearest to the middle is chosen, where readers look for a label. Squares that cover the
    shape are split for as long as one may contain a better point, the most promising first. A shape
    without width has its pole in its middle, with radius 0.
    """
    bounds = shape.bounds
    size = min(bounds.width / aspect, bounds.height)
    if size <= 0:
        return Pole(bounds.centre, 0.0)
    field = _Field.of(shape, aspect, enough_radius)
    best = _Cell(field, *field.middle, 0.0)
    queue = []
    for column in range(int(bounds.width / aspect / size) + 1):
        for row in range(int(bounds.height / size) + 1):
            x, y = bounds.x / aspect + (column + 0.5) * size, bounds.y + (row + 0.5) * size
            queue.append(_Cell(field, x, y, size / 2))
    best = max(best, *queue, key=_value)
    heapify(queue)
    while queue and queue[0].bound > best.value + precision:
        parts = heappop(queue).quarters(field)
        best = max(best, *parts, key=_value)
        for part in parts:
            heappush(queue, part)
    return Pole((best.x * aspect, best.y), max(0.0, best.depth))


class _Field(NamedTuple):
    """The rating of the points of a shape; x is divided by the aspect."""

    edges: tuple[tuple[Point, Point], ...]
    middle: Point
    enough_radius: float
    pull: float

    @classmethod
    def of(cls, shape: Shape, aspect: float, enough_radius: float) -> Self:
        rings = [tuple((x / aspect, y) for x, y in ring) for ring in shape.rings]
        edges = tuple(side for ring in rings for side in sides(ring))
        return cls(edges, _centroid(rings), enough_radius, 0.0 if enough_radius == inf else PULL)

    def depth(self, x: float, y: float) -> float:
        """The distance from a point to the nearest edge, below 0 outside."""
        inside = False
        nearest = inf
        for (x1, y1), (x2, y2) in self.edges:
            if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
                inside = not inside
            # As `nearest_on`, inlined: most of the time is spent here.
            dx, dy = x2 - x1, y2 - y1
            square = dx * dx + dy * dy
            share = ((x - x1) * dx + (y - y1) * dy) / square if square else 0.0
            share = 0.0 if share < 0 else min(share, 1.0)
            gap_x, gap_y = x - x1 - share * dx, y - y1 - share * dy
            nearest = min(nearest, gap_x * gap_x + gap_y * gap_y)
        return sqrt(nearest) if inside else -sqrt(nearest)


class _Cell:
    """A square by its middle and half its side; `bound` is the best possible value in it."""

    __slots__ = ("bound", "depth", "half", "value", "x", "y")

    def __init__(self, field: _Field, x: float, y: float, half: float) -> None:
        self.x, self.y, self.half = x, y, half
        self.depth = field.depth(x, y)
        away = dist((x, y), field.middle)
        reach = half * sqrt(2)
        self.value = min(self.depth, field.enough_radius) - field.pull * away
        self.bound = min(self.depth + reach, field.enough_radius) - field.pull * max(
            0.0, away - reach
        )

    def __lt__(self, other: Self) -> bool:
        return self.bound > other.bound

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


# Labels of points and areas, and their possible places on the page.


Measure = Callable[[str, float], tuple[float, float]]
"""The width and the height in points of a line of text set in a size in points."""
GAP = 1.5
"""Points between a marker's edge and its label."""
SLACK = 0.35
"""Ems added to a measured width: room for a font that runs wider, and between two labels."""
LEADER_LENGTHS = (8.0, 16.0, 28.0, 42.0, 60.0)
"""Points from a marker's edge to a label that stands off with a leader line."""
OVERHANG_COST = 100.0
"""The cost of an area's label that lies outside it, in points of leader line."""


class LabelSide(StrEnum):
    """The side of a label, seen from what it names."""

    N = "N"
    NE = "NE"
    E = "E"
    SE = "SE"
    S = "S"
    SW = "SW"
    W = "W"
    NW = "NW"
    CENTRE = "C"

    @property
    def direction(self) -> Point:
        """The unit vector that points there, on a page whose y grows downwards."""
        x = ("E" in self) - ("W" in self)
        y = ("S" in self) - ("N" in self)
        length = hypot(x, y) or 1.0
        return x / length, y / length


AROUND = (
    LabelSide.E,
    LabelSide.W,
    LabelSide.NE,
    LabelSide.SE,
    LabelSide.NW,
    LabelSide.SW,
    LabelSide.N,
    LabelSide.S,
)
"""The sides of a point in the order in which they are tried."""


def _leaders() -> Iterator[tuple[LabelSide, Point]]:
    for angle in (0.0, radians(22.5)):
        c, s = cos(angle), sin(angle)
        for side in AROUND:
            x, y = side.direction
            yield side, (x * c - y * s, x * s + y * c)


LEADERS = tuple(_leaders())
"""The directions of leader lines: the same sides, then those halfway between them.

Each is a side and the unit vector of its line.
"""


class Offset(NamedTuple):
    """A label's middle as seen from what it names: points to the right and points down."""

    dx: float
    dy: float


class MapLabel(NamedTuple):
    """A line of text for a point, or for an area (`within`).

    `anchor` is the point, or one well inside the area. In points: `size` of the text, `radius` of
    the marker (0 for none), and the `padding` on all sides of the text of a filled box. `pinned` is
    the place that the author chose, which is used whatever it covers.
    """

    text: str
    size: float
    anchor: Point
    radius: float = 0.0
    padding: float = 0.0
    pinned: LabelSide | Offset | None = None
    within: Shape | None = None

    @classmethod
    def of_area(
        cls,
        text: str,
        size: float,
        shape: Shape,
        measure: Measure,
        *,
        padding: float = 0.0,
        pinned: LabelSide | Offset | None = None,
    ) -> MapLabel:
        """The label of an area, anchored where it fits best inside."""
        width, height = _extent(text, size, padding, measure)
        # The ellipse around the label is 2 ** 0.5 times as large; half a line is added as margin.
        enough_radius = height * (sqrt(2) + 1) / 2
        pole = pole_of_inaccessibility(shape, max(1.0, width / height), enough_radius)
        return cls(text, size, pole.point, 0.0, padding, pinned, shape)


class LabelPlace(NamedTuple):
    """A place for a label: its box, the side it is on, and the leader line when it stands off.

    The leader runs from what the label names to the box. The place with the lowest `cost` is best.
    """

    box: PageBox
    side: LabelSide
    leader: tuple[Point, Point] | None = None
    cost: float = 0.0

    def conflicts(self, other: LabelPlace) -> bool:
        """Whether two places exclude each other: boxes and leader lines must not overlap."""
        if self.box.overlaps(other.box):
            return True
        if self.leader and other.box.crossed_by(*self.leader):
            return True
        if other.leader is None:
            return False
        return self.box.crossed_by(*other.leader) or (
            self.leader is not None and crossing(self.leader, other.leader)
        )


def places(label: MapLabel, measure: Measure) -> Iterator[LabelPlace]:
    """Every possible place for a label; one only where it is pinned.

    A label pinned far from its anchor gets a leader line, as one placed there by the search does.
    """
    width, height = extent(label, measure)
    match label.pinned:
        case Offset(dx, dy):
            middle = (label.anchor[0] + dx, label.anchor[1] + dy)
            box = _beside(middle, (0.0, 0.0), 0.0, width, height)
            far = dist(label.anchor, box.nearest(label.anchor)) > label.radius + LEADER_LENGTHS[0]
            yield LabelPlace(box, LabelSide.CENTRE, _leader(label, box) if far else None)
        case LabelSide() as side:
            yield LabelPlace(
                _beside(label.anchor, side.direction, label.radius, width, height), side
            )
        case None if label.within is None:
            for rank, side in enumerate(AROUND):
                box = _beside(label.anchor, side.direction, label.radius, width, height)
                yield LabelPlace(box, side, cost=rank)
            yield from _with_leader_lines(label, width, height)
        case None:
            yield from _of_area(label, label.within, width, height)


def reach_of(options: Sequence[LabelPlace]) -> PageBox:
    """The box around places with their leader lines. Raises ValueError for none."""
    ends = [end for place in options for end in place.leader or ()]
    lows = [(place.box.x, place.box.y) for place in options]
    highs = [(place.box.right, place.box.bottom) for place in options]
    return PageBox.around([*ends, *lows, *highs])


def extent(label: MapLabel, measure: Measure) -> tuple[float, float]:
    """The width and the height of a label's box."""
    return _extent(label.text, label.size, label.padding, measure)


def _extent(text: str, size: float, padding: float, measure: Measure) -> tuple[float, float]:
    width, height = measure(text, size)
    return width + SLACK * size + 2 * padding, height + 2 * padding


def _of_area(label: MapLabel, shape: Shape, width: float, height: float) -> Iterator[LabelPlace]:
    """Places for an area's label: in its middle, and beside it if the text does not fit inside."""
    fits_inside = False
    for rank, (dx, dy) in enumerate(((0, 0), (0, -0.6), (0, 0.6), (-0.25, 0), (0.25, 0))):
        middle = (label.anchor[0] + dx * width, label.anchor[1] + dy * height)
        box = _beside(middle, (0.0, 0.0), 0.0, width, height)
        outside = _share_outside(box, shape)
        fits_inside = fits_inside or not outside
        yield LabelPlace(box, LabelSide.CENTRE, cost=rank + OVERHANG_COST * outside)
    if not fits_inside:
        for place in _with_leader_lines(label, width, height):
            if _share_outside(place.box, shape) == 1:
                yield place


def _with_leader_lines(label: MapLabel, width: float, height: float) -> Iterator[LabelPlace]:
    """The places with a leader line."""
    for length in LEADER_LENGTHS:
        away = label.radius + length
        for rank, (side, direction) in enumerate(LEADERS):
            box = _beside(label.anchor, direction, away, width, height)
            cost = len(AROUND) + length + rank / len(LEADERS)
            yield LabelPlace(box, side, _leader(label, box), cost)


def _leader(label: MapLabel, box: PageBox) -> tuple[Point, Point]:
    return leader_line(label, box.nearest(label.anchor))


def leader_line(label: MapLabel, end: Point) -> tuple[Point, Point]:
    """The line from a marker's edge, or from inside an area, to just before a point of the text."""
    x, y = label.anchor
    end_x, end_y = end
    dx, dy = end_x - x, end_y - y
    length = hypot(dx, dy) or 1.0
    edge, gap = label.radius / length, GAP / length
    return (x + edge * dx, y + edge * dy), (end_x - gap * dx, end_y - gap * dy)


def _beside(anchor: Point, direction: Point, away: float, width: float, height: float) -> PageBox:
    """A box that lies in a direction from a point, so many points away from it."""
    x, y = anchor
    ux, uy = direction
    x += ux * (away + GAP) - (width / 2 if ux == 0 else width if ux < 0 else 0)
    y += uy * away - (height / 2 if uy == 0 else height if uy < 0 else 0)
    return PageBox(x, y, width, height)


def _share_outside(box: PageBox, shape: Shape) -> float:
    """The share of the box outside the shape, from 0 to 1, estimated by points at the edge."""
    edges = [side for ring in shape.rings for side in sides(ring)]
    if not any(box.crossed_by(start, end) for start, end in edges):
        return 0.0 if shape.holds(box.centre) else 1.0
    across, down = 8, 3
    points = [
        (box.x + (i + 0.5) / across * box.width, box.y + (j + 0.5) / down * box.height)
        for i in range(across)
        for j in range(down)
    ]
    # An edge crosses the box, so the share is neither 0 nor 1.
    return min(max(sum(not shape.holds(point) for point in points) / len(points), 0.01), 0.99)


def crossing(one: tuple[Point, Point], other: tuple[Point, Point]) -> bool:
    """Whether two straight lines cross; a shared end is no crossing."""

    def turn(a: Point, b: Point, c: Point) -> float:
        return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])

    (a, b), (c, d) = one, other
    return turn(a, b, c) * turn(a, b, d) < 0 and turn(c, d, a) * turn(c, d, b) < 0
