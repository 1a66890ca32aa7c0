"""Choosing one place for each label so that no two conflict and the whole is liked best."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from math import dist, inf

from deckgen.geo.labels import Place, reach_of
from deckgen.geo.page import Point

UNPLACED_COST = 1000.0
"""What a label without a place costs: more than any place does."""

NEIGHBOURS = 7
ROUNDS = 5
STEPS = 3_000
"""How far the search goes: labels moved together, times over all, places tried each time."""


def choose_places(
    anchors: Sequence[Point], options: Sequence[Sequence[Place]], fixed: Mapping[int, Place]
) -> dict[int, Place]:
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
        options: Sequence[Sequence[Place]],
        fixed: Mapping[int, Place],
    ) -> None:
        self._anchors = anchors
        self._options = options
        self._movable = [i for i in range(len(options)) if options[i] and i not in fixed]
        self._reach = {i: reach_of(options[i]) for i in self._movable}
        self._reach |= {i: reach_of([place]) for i, place in fixed.items()}
        self._chosen = dict(fixed)

    def run(self) -> dict[int, Place]:
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

    def _free(self, index: int, group: Sequence[int], most: float = inf) -> Iterator[Place]:
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


def _cheapest(options: Sequence[Sequence[Place]], limit: float) -> list[Place | None] | None:
    """The choice of one place or none for each label that costs least, if less than the limit.

    By branch and bound: the options of a label are in the order of their cost, so a branch ends
    where it can't get below the best. After so many steps the best so far will do.
    """
    floors = [found[0].cost if found else UNPLACED_COST for found in options]
    floor_from = [*accumulate(reversed(floors), initial=0.0)][::-1]
    best: list[Place | None] | None = None
    steps = STEPS

    def choose(chosen: list[Place | None], cost: float) -> None:
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
