"""Choosing one place for each label so that no two conflict and the whole is liked best."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from math import dist, inf
from typing import Self

from deckgen.geo.geometry import PageBox, Point, Shape, nearest_on
from deckgen.geo.labels import LabelPlace, MapLabel, Measure, places, reach_of

UNPLACED_COST = 1000.0

"""What a label without a place costs: more than any place does."""


NEIGHBOURS = 7

ROUNDS = 5

STEPS = 3_000

"""How far the search goes: labels moved together, times over all, places tried each time."""


def choose_places(
    anchors: Sequence[Point],
    options: Sequence[Sequence[LabelPlace]],
    fixed: Mapping[int, LabelPlace],
) -> dict[int, LabelPlace]:
    """A place for each label, by its number in both sequences; none where there is no room.

    `options` are the places of each label in the order of their cost. Those in `fixed` keep the
    place they have there, and the others keep clear of it. The same labels always get the same
    places.
    """
    return _Search(anchors, options, fixed).run()


class _Search:
    """Looks for a cheap choice of places, one for each label where that can be.

    First each label takes the best place that is free, those with the fewest places before the
    others. Then each that did not get its favourite is tried again together with its neighbours,
    all other labels held still, until nothing gets better.
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
        """The places by the labels' numbers; a label for which there is no room has none."""
        order = sorted(self._movable, key=lambda i: (len(self._options[i]), i))
        for index in order:
            if place := next(self._free(index, [index]), None):
                self._chosen[index] = place
        for _ in range(ROUNDS):
            better = [self._rearrange(self._neighbours(i)) for i in order if self._regrets(i)]
            if not any(better):
                break
        return self._chosen

    def _cost(self, index: int) -> float:
        return self._chosen[index].cost if index in self._chosen else UNPLACED_COST

    def _regrets(self, index: int) -> bool:
        """Whether the label would rather have another place."""
        return self._cost(index) > self._options[index][0].cost

    def _neighbours(self, index: int) -> list[int]:
        """A label and those nearest to it."""
        nearest = sorted(
            self._movable, key=lambda i: (i != index, dist(self._anchors[i], self._anchors[index]))
        )
        return nearest[:NEIGHBOURS]

    def _rearrange(self, group: Sequence[int]) -> bool:
        """Give a group of labels the cheapest places between the others; whether it got better."""
        now = sum(map(self._cost, group))
        spare = now - sum(self._options[index][0].cost for index in group)
        # A place that costs more than its label's best and all there is to win can't be of use.
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
        """A label's places below a cost that no label outside the group is in the way of."""
        reach = self._reach[index]
        still = [
            place
            for other, place in self._chosen.items()
            if other not in group and self._reach[other].overlaps(reach)
        ]
        for place in self._options[index]:
            if place.cost >= most:
                break
            if not any(map(place.conflicts, still)):
                yield place


def _cheapest(
    options: Sequence[Sequence[LabelPlace]], limit: float
) -> list[LabelPlace | None] | None:
    """The choice of one place or none for each label that costs least, if less than the limit.

    By branch and bound: the options of a label are in the order of their cost, so a branch ends
    where it can't get below the best. After so many steps the best so far will do.
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


# Placing labels so that none covers another or a marker.


CROSSING_COST = 6.0

FOREIGN_COST = 30.0

"""In the unit of Place.cost, about a point of leader line."""


HAIR = 1e-6

"""Points by which a leader line that starts on a marker's edge may seem to lie over it."""


Marker = tuple[Point, float]

"""A disc by its centre and its radius."""


@dataclass(frozen=True, slots=True)
class PlacedLabel:
    """A label and its place."""

    label: MapLabel
    place: LabelPlace


@dataclass(frozen=True, slots=True)
class LabelPlacement:
    """Where the labels go, in the order in which they were given.

    `unplaced` are those for which there was no room. Pinned labels go where they were pinned:
    `clashes` are the pairs of labels of which the first is pinned onto the second or its marker,
    and `outside` are those pinned over the edge of the map or over what was taken already.
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
) -> LabelPlacement:
    """Find a place for each label in the box.

    No label covers another, a marker, a leader line, or a box in `taken` (a legend, say), unless it
    is pinned there. It crosses one of the `lines` (routes) only where there is no better place. The
    same labels always get the same places.
    """
    pinned = {
        i: next(places(label, measure))
        for i, label in enumerate(labels)
        if label.pinned is not None
    }
    ground = _Ground.of(labels, box, taken, lines)
    options = [
        [] if index in pinned else ground.options(index, list(places(label, measure)))
        for index, label in enumerate(labels)
    ]
    chosen = choose_places([label.anchor for label in labels], options, pinned)
    return LabelPlacement(
        tuple(PlacedLabel(labels[index], chosen[index]) for index in sorted(chosen)),
        tuple(label for index, label in enumerate(labels) if index not in chosen),
        tuple((labels[i], labels[j]) for i, j in _clashes(pinned, chosen, ground.markers)),
        tuple(
            labels[index]
            for index, place in pinned.items()
            if _covers(place, taken) or not box.encloses(place.box)
        ),
    )


@dataclass(frozen=True, slots=True)
class _Ground:
    """What labels have to reckon with: markers and areas go by the numbers of their labels."""

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
        """Those of a label's places that are free of what does not move, the best first."""
        reach = reach_of(found)
        markers = [
            (centre, radius)
            for i, (centre, radius) in enumerate(self.markers)
            if radius and i != index and reach.inset(-radius).holds(centre)
        ]
        foreign = [area for i, area in self.areas.items() if i != index]
        options = [
            replace(place, cost=place.cost + _annoyance(place, self.segments, foreign))
            for place in found
            if self.box.encloses(place.box)
            and not _covers(place, self.taken)
            and not any(_touches(place, marker) for marker in markers)
        ]
        return sorted(options, key=lambda place: place.cost)


def _covers(place: LabelPlace, boxes: Iterable[PageBox]) -> bool:
    """Whether the place or its leader line lies over any of the boxes."""
    return any(
        place.box.overlaps(box) or (place.leader is not None and box.crossed_by(*place.leader))
        for box in boxes
    )


def _touches(place: LabelPlace, marker: Marker) -> bool:
    """Whether the place or its leader line lies over a marker."""
    centre, radius = marker
    nearest = [place.box.nearest(centre)]
    if place.leader:
        nearest.append(nearest_on(*place.leader, centre))
    return any(dist(point, centre) < radius - HAIR for point in nearest)


def _annoyance(
    place: LabelPlace,
    segments: Iterable[tuple[Point, Point]],
    foreign: Iterable[tuple[PageBox, Shape]],
) -> float:
    """What a place costs for the line that runs through it and the other area on which it lies."""
    cost = 0.0
    if any(place.box.crossed_by(*segment) for segment in segments):
        cost += CROSSING_COST
    middle = place.box.centre
    if place.leader and any(bounds.holds(middle) and s.holds(middle) for bounds, s in foreign):
        cost += FOREIGN_COST
    return cost


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
            if labels_meet or _touches(place, marker):
                yield i, j
