"""Placing labels so that none covers another or a marker."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import dist
from typing import Self

from deckgen.geo.labels import Label, Measure, Place, places, reach_of
from deckgen.geo.page import Box, Point, Shape, nearest_on
from deckgen.geo.search import choose_places

CROSSING_COST = 6.0
FOREIGN_COST = 30.0
"""In the unit of Place.cost, about a point of leader line."""

HAIR = 1e-6
"""Points by which a leader line that starts on a marker's edge may seem to lie over it."""

Marker = tuple[Point, float]
"""A disc by its centre and its radius."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A label and its place."""

    label: Label
    place: Place


@dataclass(frozen=True, slots=True)
class Placement:
    """Where the labels go, in the order in which they were given.

    `unplaced` are those for which there was no room. Pinned labels go where they were pinned:
    `clashes` are the pairs of labels of which the first is pinned onto the second or its marker,
    and `outside` are those pinned over the edge of the map or over what was taken already.
    """

    placed: tuple[Placed, ...]
    unplaced: tuple[Label, ...]
    clashes: tuple[tuple[Label, Label], ...]
    outside: tuple[Label, ...]


def place_labels(
    labels: Sequence[Label],
    box: Box,
    measure: Measure,
    *,
    taken: Sequence[Box] = (),
    lines: Iterable[Sequence[Point]] = (),
) -> Placement:
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
    return Placement(
        tuple(Placed(labels[index], chosen[index]) for index in sorted(chosen)),
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

    box: Box
    taken: Sequence[Box]
    markers: Sequence[Marker]
    areas: Mapping[int, tuple[Box, Shape]]
    segments: Sequence[tuple[Point, Point]]

    @classmethod
    def of(
        cls,
        labels: Sequence[Label],
        box: Box,
        taken: Sequence[Box],
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

    def options(self, index: int, found: Sequence[Place]) -> list[Place]:
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


def _covers(place: Place, boxes: Iterable[Box]) -> bool:
    """Whether the place or its leader line lies over any of the boxes."""
    return any(
        place.box.overlaps(box) or (place.leader is not None and box.crossed_by(*place.leader))
        for box in boxes
    )


def _touches(place: Place, marker: Marker) -> bool:
    """Whether the place or its leader line lies over a marker."""
    centre, radius = marker
    nearest = [place.box.nearest(centre)]
    if place.leader:
        nearest.append(nearest_on(*place.leader, centre))
    return any(dist(point, centre) < radius - HAIR for point in nearest)


def _annoyance(
    place: Place, segments: Iterable[tuple[Point, Point]], foreign: Iterable[tuple[Box, Shape]]
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
    pinned: Mapping[int, Place], chosen: Mapping[int, Place], markers: Sequence[Marker]
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
