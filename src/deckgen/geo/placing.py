"""Placing labels: one place for each, so that no two conflict and the total cost is low.

`place_labels` is the entry; costs are in points of leader line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, pairwise
from math import dist, inf
from typing import NamedTuple, Self

from deckgen.geo.geometry import PageBox, Point, Shape, nearest_on
from deckgen.geo.labels import LabelPlace, MapLabel, Measure, places, reach_of

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
