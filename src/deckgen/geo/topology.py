"""Areas that share their borders.

A topology holds each stretch of border once, as an arc from one junction to the next, and an area
names the arcs that go round it. Whatever is done to an arc is done for both of its sides, so
neighbours can't drift apart. The model is TopoJSON's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TypeVar

P = TypeVar("P")

ArcRing = tuple[int, ...]
"""The arcs that go round, in order; `~i` (below 0) is arc `i` backwards."""

Polygon = tuple[ArcRing, ...]
"""A piece of an area: its outer ring, then its holes."""

Arcs = Mapping[int, tuple[P, ...]]
"""Arcs by number, each a line of vertices with its two ends."""


def arc_number(reference: int) -> int:
    """The arc that a member of a ring names, whichever way it runs."""
    return reference if reference >= 0 else ~reference


def along(arcs: Arcs[P], reference: int) -> tuple[P, ...]:
    """An arc's vertices in the direction in which a ring takes it."""
    return arcs[reference] if reference >= 0 else arcs[~reference][::-1]


def trace(arcs: Arcs[P], ring: ArcRing) -> tuple[P, ...]:
    """The vertices of a ring, the first not repeated at the end."""
    return tuple(vertex for reference in ring for vertex in along(arcs, reference)[:-1])


def outline(rings: Iterable[ArcRing]) -> list[int]:
    """The arcs round a group of areas: those that two of its rings take in opposite ways go."""
    balance: defaultdict[int, int] = defaultdict(int)
    for ring in rings:
        for reference in ring:
            balance[arc_number(reference)] += 1 if reference >= 0 else -1
    return [number if taken > 0 else ~number for number, taken in balance.items() if taken]


def stitch(arcs: Arcs[P], references: Iterable[int]) -> list[ArcRing]:
    """Rings made of loose arcs, each arc used once.

    Where rings touch in a vertex they are parted there, so that none crosses itself. An arc that
    never comes back to its start is left out.
    """
    leaving: defaultdict[P, list[int]] = defaultdict(list)
    for reference in references:
        leaving[along(arcs, reference)[0]].append(reference)
    rings: list[ArcRing] = []
    for start in list(leaving):
        path: list[int] = []
        stops = [start]
        while leaving[stops[-1]]:
            reference = leaving[stops[-1]].pop(0)
            path.append(reference)
            stop = along(arcs, reference)[-1]
            if stop not in stops:
                stops.append(stop)
                continue
            first = stops.index(stop)
            rings.append(tuple(path[first:]))
            del path[first:]
            del stops[first + 1 :]
    return rings
