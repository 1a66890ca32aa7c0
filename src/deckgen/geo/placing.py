"""Placing labels of maps: each beside its point, or in a column beside the land where points crowd.

No two labels conflict and the total cost is low: `place_labels` is the entry, and costs are in
points of leader line. Lengths are in points, and no two lines of a column cross.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, combinations, pairwise
from math import ceil, dist, inf
from typing import NamedTuple, Self

from deckgen.geo import PageBox, Point, Shape, nearest_on
from deckgen.geo.labels import (
    LabelPlace,
    LabelSide,
    MapLabel,
    Measure,
    crossing,
    extent,
    leader_line,
    places,
    reach_of,
)

UNPLACED_COST = 1000.0
"""The cost of a label without a place, more than that of any place."""
GROUP_SIZE = 7
ROUNDS = 5
STEPS = 3_000
"""Limits of the search: labels moved together, rounds over all labels, places tried each time."""


def choose_places(
    anchors: Sequence[Point],
    options: Sequence[Sequence[LabelPlace]],
    fixed: Mapping[int, LabelPlace],
) -> dict[int, LabelPlace]:
    """A place for each label, by its number in both sequences; none where there is no room.

    `options` are the places of each label in the order of their cost. Labels in `fixed` have that
    place, and the others must not conflict with it. The result is deterministic.
    """
    return _Search(anchors, options, fixed).run()


class _Search:
    """Searches for a choice of places with a low total cost.

    First each label gets the best free place, those with the fewest options first. Then each label
    without its best place is rearranged together with its neighbours, all other labels fixed, until
    the cost does not fall any more.
    """

    def __init__(
        self,
        anchors: Sequence[Point],
        options: Sequence[Sequence[LabelPlace]],
        fixed: Mapping[int, LabelPlace],
    ) -> None:
        self._anchors = anchors
        self._options = options
        self._movable = [i for i in range(len(options)) if options[i] and i not in fixed]
        self._reach = {i: reach_of(options[i]) for i in self._movable}
        self._reach |= {i: reach_of([place]) for i, place in fixed.items()}
        self._chosen = dict(fixed)

    def run(self) -> dict[int, LabelPlace]:
        """The places by the labels' numbers; labels without room are left out."""
        order = sorted(self._movable, key=lambda i: (len(self._options[i]), i))
        for index in order:
            if place := next(self._free(index, [index]), None):
                self._chosen[index] = place
        for _ in range(ROUNDS):
            better = [self._rearrange(self._neighbours(i)) for i in order if self._could_improve(i)]
            if not any(better):
                break
        return self._chosen

    def _cost(self, index: int) -> float:
        return self._chosen[index].cost if index in self._chosen else UNPLACED_COST

    def _could_improve(self, index: int) -> bool:
        """Whether the label does not have its best place."""
        return self._cost(index) > self._options[index][0].cost

    def _neighbours(self, index: int) -> list[int]:
        """A label and those nearest to it."""
        nearest = sorted(
            self._movable, key=lambda i: (i != index, dist(self._anchors[i], self._anchors[index]))
        )
        return nearest[:GROUP_SIZE]

    def _rearrange(self, group: Sequence[int]) -> bool:
        """Give a group of labels the cheapest free places; True if the cost falls."""
        now = sum(map(self._cost, group))
        spare = now - sum(self._options[index][0].cost for index in group)
        # A place cannot be part of a better choice if it costs more than the whole possible gain.
        options = [
            list(self._free(index, group, self._options[index][0].cost + spare)) for index in group
        ]
        found = _cheapest(options, now)
        if found is None:
            return False
        for index, place in zip(group, found, strict=True):
            self._chosen.pop(index, None)
            if place is not None:
                self._chosen[index] = place
        return True

    def _free(self, index: int, group: Sequence[int], most: float = inf) -> Iterator[LabelPlace]:
        """A label's places below a cost that do not conflict with labels outside the group."""
        reach = self._reach[index]
        fixed_places = [
            place
            for other, place in self._chosen.items()
            if other not in group and self._reach[other].overlaps(reach)
        ]
        for place in self._options[index]:
            if place.cost >= most:
                break
            if not any(map(place.conflicts, fixed_places)):
                yield place


def _cheapest(
    options: Sequence[Sequence[LabelPlace]], limit: float
) -> list[LabelPlace | None] | None:
    """The cheapest choice of a place or none for each label, None if it is not below the limit.

    By branch and bound: the options of a label are in the order of their cost, so a branch ends
    where it cannot get below the best. After `STEPS` steps the best so far is returned.
    """
    floors = [found[0].cost if found else UNPLACED_COST for found in options]
    floor_from = [*accumulate(reversed(floors), initial=0.0)][::-1]
    best: list[LabelPlace | None] | None = None
    steps = STEPS

    def choose(chosen: list[LabelPlace | None], cost: float) -> None:
        nonlocal best, limit, steps
        depth = len(chosen)
        if depth == len(options):
            best, limit = list(chosen), cost
            return
        for place in (*options[depth], None):
            total = cost + (place.cost if place else UNPLACED_COST)
            if total + floor_from[depth + 1] >= limit or steps <= 0:
                return
            steps -= 1
            if place is None or not any(other and place.conflicts(other) for other in chosen):
                choose([*chosen, place], total)

    choose([], 0.0)
    return best


# The obstacles of labels, and the placement of all labels of a map.


CROSSING_COST = 6.0
FOREIGN_COST = 30.0
"""The costs of lying on a line (a route), and with a leader line on another area."""
TOLERANCE = 1e-6
"""Points by which a leader line that starts on a marker's edge may overlap it."""
Marker = tuple[Point, float]
"""A disc by its centre and its radius."""


class PlacedLabel(NamedTuple):
    """A label and its place."""

    label: MapLabel
    place: LabelPlace


class LabelPlacement(NamedTuple):
    """Where the labels go, in the order in which they were given.

    `unplaced` are labels without room. Pinned labels are always at their places: `clashes` are the
    pairs of labels of which the first is pinned onto the second or its marker, `outside` are the
    labels pinned over the edge of the map or over a box in `taken`.
    """

    placed: tuple[PlacedLabel, ...]
    unplaced: tuple[MapLabel, ...]
    clashes: tuple[tuple[MapLabel, MapLabel], ...]
    outside: tuple[MapLabel, ...]


def place_labels(
    labels: Sequence[MapLabel],
    box: PageBox,
    measure: Measure,
    *,
    taken: Sequence[PageBox] = (),
    lines: Iterable[Sequence[Point]] = (),
    standing: Mapping[int, LabelPlace] | None = None,
) -> LabelPlacement:
    """Find a place for each label in the box.

    No label covers another, a marker, a leader line, or a box in `taken` (a legend, say), unless it
    is pinned there. It lies on one of the `lines` (routes) only where no other place is free.
    `standing` are the labels, by number, that have a place already. The result is deterministic.
    """
    pinned = {
        i: next(places(label, measure))
        for i, label in enumerate(labels)
        if label.pinned is not None
    }
    fixed = {**(standing or {}), **pinned}
    obstacles = _Obstacles.of(labels, box, taken, lines)
    options = [
        [] if index in fixed else obstacles.options(index, list(places(label, measure)))
        for index, label in enumerate(labels)
    ]
    chosen = choose_places([label.anchor for label in labels], options, fixed)
    return LabelPlacement(
        tuple(PlacedLabel(labels[index], chosen[index]) for index in sorted(chosen)),
        tuple(label for index, label in enumerate(labels) if index not in chosen),
        tuple((labels[i], labels[j]) for i, j in _clashes(pinned, chosen, obstacles.markers)),
        tuple(
            labels[index]
            for index, place in pinned.items()
            if _covers(place, taken) or not box.encloses(place.box)
        ),
    )


class _Obstacles(NamedTuple):
    """What labels must avoid: occupied boxes, markers and areas by label number, and lines."""

    box: PageBox
    taken: Sequence[PageBox]
    markers: Sequence[Marker]
    areas: Mapping[int, tuple[PageBox, Shape]]
    segments: Sequence[tuple[Point, Point]]

    @classmethod
    def of(
        cls,
        labels: Sequence[MapLabel],
        box: PageBox,
        taken: Sequence[PageBox],
        lines: Iterable[Sequence[Point]],
    ) -> Self:
        shapes = {i: label.within for i, label in enumerate(labels) if label.within}
        return cls(
            box,
            taken,
            [(label.anchor, label.radius) for label in labels],
            {i: (shape.bounds, shape) for i, shape in shapes.items()},
            [segment for line in lines for segment in pairwise(line)],
        )

    def options(self, index: int, found: Sequence[LabelPlace]) -> list[LabelPlace]:
        """The places of a label that do not cover an obstacle, the best first."""
        reach = reach_of(found)
        markers = [
            (centre, radius)
            for i, (centre, radius) in enumerate(self.markers)
            if radius and i != index and reach.inset(-radius).holds(centre)
        ]
        foreign = [area for i, area in self.areas.items() if i != index]
        options = [
            place
            for place in found
            if self.box.encloses(place.box)
            and not (self.taken and _covers(place, self.taken))
            and not _touches(place, markers)
        ]
        if self.segments or foreign:
            options = [self._with_extra_cost(place, foreign) for place in options]
        return sorted(options, key=lambda place: place.cost)

    def _with_extra_cost(
        self, place: LabelPlace, foreign: Iterable[tuple[PageBox, Shape]]
    ) -> LabelPlace:
        """The place, at a higher cost where it lies on a line or on another area."""
        cost = place.cost
        if any(place.box.crossed_by(*segment) for segment in self.segments):
            cost += CROSSING_COST
        middle = place.box.centre
        if place.leader and any(bounds.holds(middle) and s.holds(middle) for bounds, s in foreign):
            cost += FOREIGN_COST
        return place if cost == place.cost else place._replace(cost=cost)


def _covers(place: LabelPlace, boxes: Iterable[PageBox]) -> bool:
    """Whether the place or its leader line lies over any of the boxes."""
    return any(
        place.box.overlaps(box) or (place.leader is not None and box.crossed_by(*place.leader))
        for box in boxes
    )


def _touches(place: LabelPlace, markers: Iterable[Marker]) -> bool:
    """Whether the place or its leader line lies over any of the markers."""
    box, leader = place.box, place.leader
    left, top, right, bottom = box.x, box.y, box.right, box.bottom
    if leader is not None:
        (x1, y1), (x2, y2) = leader
        left, right = min(left, x1, x2), max(right, x1, x2)
        top, bottom = min(top, y1, y2), max(bottom, y1, y2)
    for centre, radius in markers:
        x, y = centre
        if not (left - radius < x < right + radius and top - radius < y < bottom + radius):
            continue  # most are far away
        enough = radius - TOLERANCE
        if dist(box.nearest(centre), centre) < enough:
            return True
        if leader is not None and dist(nearest_on(*leader, centre), centre) < enough:
            return True
    return False


def _clashes(
    pinned: Mapping[int, LabelPlace], chosen: Mapping[int, LabelPlace], markers: Sequence[Marker]
) -> Iterator[tuple[int, int]]:
    """The pairs of labels that conflict, by number: the first is pinned."""
    for i, place in pinned.items():
        for j, marker in enumerate(markers):
            if i == j:
                continue
            reported = j in pinned and j < i
            labels_meet = j in chosen and place.conflicts(chosen[j]) and not reported
            if labels_meet or _touches(place, [marker]):
                yield i, j


NEAR = 1.6
"""Points nearer to one another than so many lines of text crowd their labels."""
FEWEST, MOST = 3, 12
"""The numbers of crowded points that get a column."""
ROW_GAP = 1.0
LINE_GAP = 2.0
"""The room between labels in a column, and between a line and its label."""
STEP = 6.0
"""The room between the places that are tried for a column."""
ROOMS = 4
"""The rooms side by side that are tried at each height."""
LONGEST = 110.0
"""The length of a line that no column is worth."""
STEEP = 1.5
"""The cost of a point that a line goes up or down the page, in points of line."""
OVER_MARKER = 30.0
"""The cost of a line over another point's marker, in points of line."""


class PlacedColumns(NamedTuple):
    """The places of the labels that stand in columns, by their numbers.

    `without` counts the crowds of points that have no column for want of room at the right of the
    box; `cost` is the length of the lines, more where they are steep or over markers.
    """

    places: Mapping[int, LabelPlace]
    without: int = 0
    cost: float = 0.0


def columns(
    labels: Sequence[MapLabel],
    box: PageBox,
    measure: Measure,
    taken: Sequence[PageBox],
    is_land: Callable[[PageBox], bool],
) -> PlacedColumns:
    """A column for each crowd of points, in a box: at its right or left, where `is_land` finds none
    and no box in `taken` is. The result is deterministic."""
    found: dict[int, LabelPlace] = {}
    without, cost = 0, 0.0
    for crowd in _crowds(labels, measure):
        crowded = _Crowd(labels, crowd, box, measure)
        column = crowded.column(taken, list(found.values()), is_land)
        if column is None:
            without += crowded.is_cut_off
        else:
            found |= column
            cost += crowded.cost(column)
    return PlacedColumns(found, without, cost)


def _crowds(labels: Sequence[MapLabel], measure: Measure) -> Iterator[list[int]]:
    """The points that crowd one another, chain by chain, by number; pinned labels are left out."""
    left = {i for i, label in enumerate(labels) if label.within is None and label.pinned is None}
    while left:
        chain = [min(left)]
        left.discard(chain[0])
        for index in chain:
            reach = NEAR * measure(labels[index].text, labels[index].size)[1]
            near = [i for i in left if dist(labels[i].anchor, labels[index].anchor) < reach]
            chain += sorted(near)
            left.difference_update(near)
        if FEWEST <= len(chain) <= MOST:
            yield sorted(chain)


class _Crowd:
    def __init__(
        self, labels: Sequence[MapLabel], crowd: Sequence[int], box: PageBox, measure: Measure
    ) -> None:
        self.box = box
        self.labels = {i: labels[i] for i in crowd}
        self.is_cut_off = False
        sizes = [extent(label, measure) for label in self.labels.values()]
        self.widths = {i: width for i, (width, _) in zip(self.labels, sizes, strict=True)}
        self.width = max(self.widths.values())
        self.row = max(height for _, height in sizes) + ROW_GAP
        self.around = PageBox.around(label.anchor for label in self.labels.values())
        reach = self.around.inset(-LONGEST - max(self.width, self.row * len(crowd)))
        self.markers = [
            (label.anchor, label.radius)
            for label in labels
            if label.radius and reach.holds(label.anchor)
        ]

    def column(
        self,
        taken: Sequence[PageBox],
        others: Sequence[LabelPlace],
        is_land: Callable[[PageBox], bool],
    ) -> dict[int, LabelPlace] | None:
        """The places of the labels in the column with the shortest lines, none of which conflicts
        with `others`; None without room."""
        options = [
            self._places(room, side)
            for side in (LabelSide.E, LabelSide.W)
            for room in self._rooms(side, taken, is_land)
        ]
        free = [
            places
            for places in options
            if self._longest(places) <= LONGEST
            and not any(place.conflicts(one) for place in places.values() for one in others)
        ]
        return min(free, key=self.cost, default=None)

    def _rooms(
        self, side: LabelSide, taken: Sequence[PageBox], is_land: Callable[[PageBox], bool]
    ) -> Iterator[PageBox]:
        """The free rooms nearest to the points on a side, a few for each height on the page."""
        around, height = self.around, self.row * len(self.labels)
        reach = ceil((height + around.height) / STEP)
        for down in range(-reach, reach + 1):
            y = around.centre[1] - height / 2 + down * STEP
            found = 0
            for across in range(1, ceil(LONGEST / STEP)):
                away = across * STEP
                x = around.right + away
                if side is LabelSide.W:
                    x = around.x - away - self.width
                room = PageBox(x, y, self.width, height)
                if any(map(room.overlaps, taken)) or is_land(room):
                    continue
                if not self.box.encloses(room):
                    self.is_cut_off |= room.right > self.box.right
                    continue
                if any(dist(room.nearest(at), at) < radius for at, radius in self.markers):
                    continue
                yield room
                found += 1
                if found == ROOMS:
                    break

    def _places(self, room: PageBox, side: LabelSide) -> dict[int, LabelPlace]:
        """The labels in a column, ordered so that no lines cross."""
        order = sorted(self.labels, key=lambda i: (self.labels[i].anchor[1], i))
        places = [self._place(i, room, side, row) for row, i in enumerate(order)]
        crosses = True
        while crosses:  # each turn makes the lines shorter
            crosses = False
            for one, other in combinations(range(len(order)), 2):
                if crossing(_line(places[one]), _line(places[other])):
                    crosses = True
                    order[one], order[other] = order[other], order[one]
                    for row in (one, other):
                        places[row] = self._place(order[row], room, side, row)
        return dict(zip(order, places, strict=True))

    def _place(self, index: int, room: PageBox, side: LabelSide, row: int) -> LabelPlace:
        width = self.widths[index]
        x = room.x if side is LabelSide.E else room.right - width
        box = PageBox(x, room.y + row * self.row, width, self.row - ROW_GAP)
        edge = x - LINE_GAP if side is LabelSide.E else room.right + LINE_GAP
        line = leader_line(self.labels[index], (edge, box.centre[1]))
        return LabelPlace(box, side, line)

    def _longest(self, places: Mapping[int, LabelPlace]) -> float:
        return max(dist(*_line(place)) for place in places.values())

    def cost(self, places: Mapping[int, LabelPlace]) -> float:
        """The length of the lines, more where they are steep or over another point's marker."""
        cost = 0.0
        for index, place in places.items():
            line = _line(place)
            cost += dist(*line) + STEEP * abs(line[1][1] - line[0][1])
            for centre, radius in self.markers:
                if centre != self.labels[index].anchor:
                    cost += OVER_MARKER * (dist(nearest_on(*line, centre), centre) < radius)
        return cost


def _line(place: LabelPlace) -> tuple[Point, Point]:
    assert place.leader is not None, "labels in a column have lines"
    return place.leader
