"""The boundaries that ship with the package: the states and the counties of the United States.

The files under data/ are an extract of the npm package us-atlas 3 (data/LICENCE.txt), which holds
the Census Bureau's cartographic boundaries of 2017. tools/boundaries.py makes them and describes
their form. Reading one takes a few milliseconds; arcs are only unpacked when a map draws them.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from itertools import accumulate
from math import log2
from typing import NamedTuple

from deckgen.geo.topology import Polygon

DEGREE = 1000
"""Vertices are whole thousandths of a degree."""


@dataclass(frozen=True, slots=True)
class Area:
    """A state, a county, or what the Census Bureau counts as one.

    `fips` has two digits for a state and five for a county, `state` is the postal code. Of
    `name` and `full_name` the second says what kind of county it is: `St. Louis` is the name of
    both `St. Louis County` and `St. Louis city`.
    """

    fips: str
    name: str
    full_name: str
    state: str


class Arc(NamedTuple):
    """A stretch of border: its vertices and the rank of each vertex between the ends."""

    vertices: tuple[tuple[int, int], ...]
    ranks: str

    def thinned(self, cut: str) -> tuple[tuple[int, int], ...]:
        """The ends and the vertices whose rank is `cut` or more."""
        if len(self.vertices) == 2:
            return self.vertices
        first, *between, last = self.vertices
        kept = [vertex for vertex, rank in zip(between, self.ranks, strict=True) if rank >= cut]
        return (first, *kept, last)


@dataclass(frozen=True, slots=True, eq=False)
class Atlas:
    """Areas of one kind, in the order of their FIPS codes, with their borders.

    `edition` is the year of the boundaries. `states` gives the name for each postal code.
    """

    edition: int
    areas: Mapping[str, Area]
    states: Mapping[str, str]
    _polygons: Mapping[str, Sequence[Sequence[Sequence[int]]]] = field(repr=False)
    _arcs: Sequence[tuple[str, str]] = field(repr=False)

    def within(self, state: str) -> tuple[Area, ...]:
        """The areas of a state by its postal code; none when there is no such state."""
        return tuple(area for area in self.areas.values() if area.state == state)

    def polygons(self, area: Area) -> tuple[Polygon, ...]:
        """The pieces of an area as references to arcs."""
        return tuple(tuple(map(tuple, polygon)) for polygon in self._polygons[area.fips])

    def arc(self, number: int) -> Arc:
        """An arc's vertices (longitude and latitude in thousandths of a degree) and ranks."""
        steps, ranks = self._arcs[number]
        numbers = list(map(int, steps.split()))
        lons, lats = accumulate(numbers[::2]), accumulate(numbers[1::2])
        return Arc(tuple(zip(lons, lats, strict=True)), ranks)


@cache
def states() -> Atlas:
    """The 50 states, the District of Columbia and the five inhabited territories."""
    return _read("states.json.gz")


@cache
def counties() -> Atlas:
    """The 3,231 counties and county equivalents of the states and the territories.

    At the source's resolution Falls Church city in Virginia is a line, without an area.
    """
    return _read("counties.json.gz")


def _read(name: str) -> Atlas:
    packed = files("deckgen.geo").joinpath("data", name).read_bytes()
    content = json.loads(gzip.decompress(packed))
    states = content["states"]
    areas = {}
    polygons = {}
    for fips, area_name, status, pieces in content["areas"]:
        full_name = f"{area_name} {status}" if status else area_name
        areas[fips] = Area(fips, area_name, full_name, states[fips[:2]][0])
        polygons[fips] = pieces
    names = dict(states.values())
    return Atlas(content["edition"], areas, names, polygons, content["arcs"])


RANKS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
"""The ranks of vertices, lightest first, two to each doubling of the weight.

The first is for 2^-10 square kilometres and less. The order is that of the characters themselves.
"""


def rank(weight: float) -> str:
    """The rank of a vertex that weighs so many square kilometres (see visvalingam.py).

    A heavier vertex never has a lower rank, so a cut at the rank of a weight spares all above it.
    """
    if weight <= 2**-10:
        return RANKS[0]
    return RANKS[min(len(RANKS) - 1, int(2 * (log2(weight) + 10)))]
