"""Labels of crowded points in a column beside the land, with thin lines to their points.

All lengths are in points. No two lines cross.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations
from math import ceil, dist
from typing import NamedTuple

from deckgen.geo.geometry import PageBox, Point, nearest_on
from deckgen.geo.labels import (
    LabelPlace,
    LabelSide,
    MapLabel,
    Measure,
    crossing,
    extent,
    leader_line,
)

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
