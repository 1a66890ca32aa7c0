"""The boundaries of states and counties as a topology, and finding areas by name.

The model is TopoJSON's: a topology has each stretch of border once, as an arc from one junction to
the next, and an area is a list of the arcs around it. Neighbours share their arcs, so that thinning
never opens gaps between them.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
import unicodedata
from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from itertools import accumulate, compress
from math import log2
from typing import Generic, NamedTuple, TypeVar

from msgspec import Struct

P = TypeVar("P")
ArcRing = tuple[int, ...]
"""The arcs of a closed line, in order; `~i` (below 0) is arc `i` in reverse."""
Polygon = tuple[ArcRing, ...]
"""A connected part of an area: its outer ring, then its holes."""
Arcs = Mapping[int, tuple[P, ...]]
"""Arcs by number, each a line of vertices with its two ends."""


def arc_number(reference: int) -> int:
    """The number of the arc that a member of a ring refers to, in either direction."""
    return reference if reference >= 0 else ~reference


def directed_arc(arcs: Arcs[P], reference: int) -> tuple[P, ...]:
    """An arc's vertices in the direction of the ring that refers to it."""
    return arcs[reference] if reference >= 0 else arcs[~reference][::-1]


def trace(arcs: Arcs[P], ring: ArcRing) -> tuple[P, ...]:
    """The vertices of a ring, the first not repeated at the end."""
    vertices: list[P] = []
    for reference in ring:
        vertices += directed_arc(arcs, reference)[:-1]
    return tuple(vertices)


def outline(rings: Iterable[ArcRing]) -> list[int]:
    """The arcs around a group of areas, without those that two of its rings share."""
    balance: defaultdict[int, int] = defaultdict(int)
    for ring in rings:
        for reference in ring:
            balance[arc_number(reference)] += 1 if reference >= 0 else -1
    return [
        number if direction > 0 else ~number for number, direction in balance.items() if direction
    ]


def stitch(arcs: Arcs[P], references: Iterable[int]) -> list[ArcRing]:
    """Rings made of loose arcs, each arc used once.

    Rings that touch in a vertex are separated there, so that none crosses itself. Arcs that form
    no closed line are left out.
    """
    leaving: defaultdict[P, list[int]] = defaultdict(list)
    for reference in references:
        leaving[directed_arc(arcs, reference)[0]].append(reference)
    rings: list[ArcRing] = []
    for start in list(leaving):
        path: list[int] = []
        stops = [start]
        while leaving[stops[-1]]:
            reference = leaving[stops[-1]].pop(0)
            path.append(reference)
            stop = directed_arc(arcs, reference)[-1]
            if stop not in stops:
                stops.append(stop)
                continue
            first = stops.index(stop)
            rings.append(tuple(path[first:]))
            del path[first:]
            del stops[first + 1 :]
    return rings


# The boundaries that ship with deckgen: the states and the counties of the United States.
#
# The files under data/ are an extract of the npm package us-atlas 3 (data/LICENCE.txt), which
# has the Census Bureau's cartographic boundaries of 2017. tools/boundaries.py makes them and
# describes their format. Arcs are unpacked only when a map draws them.


DEGREE = 1000
"""Vertices are whole thousandths of a degree."""
END = "~"
"""The rank of the ends of arcs: above any other, so that thinning keeps them."""


class Area(NamedTuple):
    """A state, a county, or what the Census Bureau counts as one.

    `fips` has two digits for a state and five for a county; `state` is the postal code.
    `full_name` includes the kind of county: `St. Louis` is the `name` of both `St. Louis County`
    and `St. Louis city`.
    """

    fips: str
    name: str
    full_name: str
    state: str


class Borders(NamedTuple, Generic[P]):
    """Arcs one after another: their numbers, and the point and the rank of every vertex.

    An arc is from one vertex of the rank `END` to the next.
    """

    numbers: Sequence[int]
    points: Sequence[P]
    ranks: bytes

    def thinned(self, cut: str) -> Borders[P]:
        """The same arcs with the vertices whose rank is `cut` or more."""
        lowest = ord(cut)
        kept = [rank >= lowest for rank in self.ranks]
        points, ranks = list(compress(self.points, kept)), bytes(compress(self.ranks, kept))
        return Borders(self.numbers, points, ranks)

    def arcs(self) -> dict[int, tuple[P, ...]]:
        """The vertices of each arc by its number."""
        ends = [index for index, rank in enumerate(self.ranks) if rank == _END]
        return {
            number: tuple(self.points[first : last + 1])
            for number, first, last in zip(self.numbers, ends[::2], ends[1::2], strict=True)
        }


_END = ord(END)


class Atlas(Struct, frozen=True, eq=False):
    """Areas of one kind, in the order of their FIPS codes, with their borders.

    `edition` is the year of the boundaries. `states` gives the name for each postal code.
    """

    edition: int
    areas: Mapping[str, Area]
    states: Mapping[str, str]
    _polygons: Mapping[str, str]
    _lons: Sequence[int]
    _lats: Sequence[int]
    _ranks: bytes
    _starts: Sequence[int]

    def within(self, state: str) -> tuple[Area, ...]:
        """The areas of a state by its postal code; none when there is no such state."""
        return tuple(area for area in self.areas.values() if area.state == state)

    def polygons(self, area: Area) -> tuple[Polygon, ...]:
        """The pieces of an area as references to arcs."""
        pieces = json.loads(self._polygons[area.fips])
        return tuple(tuple(map(tuple, polygon)) for polygon in pieces)

    def borders(self, numbers: Sequence[int]) -> Borders[tuple[int, int]]:
        """Some of the arcs in full: longitudes and latitudes in thousandths of a degree."""
        points: list[tuple[int, int]] = []
        ranks = bytearray()
        for number in numbers:
            vertices = slice(self._starts[number], self._starts[number + 1])
            points.extend(zip(self._lons[vertices], self._lats[vertices], strict=True))
            ranks += self._ranks[vertices]
        return Borders(numbers, points, bytes(ranks))


@cache
def states() -> Atlas:
    """The 50 states, the District of Columbia and the five inhabited territories."""
    return _read("states.gz")


@cache
def counties() -> Atlas:
    """The 3,231 counties and county equivalents of the states and the territories.

    At the source's resolution Falls Church city in Virginia is a line, without an area.
    """
    return _read("counties.gz")


def _read(name: str) -> Atlas:
    packed = files("deckgen.geo").joinpath("data", name).read_bytes()
    head, _, columns = gzip.decompress(packed).partition(b"\n")
    content = json.loads(head)
    codes, states = content["fips"], content["states"]
    postal = [states[fips[:2]][0] for fips in codes]
    areas = map(Area, codes, content["names"], content["full_names"], postal)
    starts = [0, *accumulate(content["arcs"])]
    size = 4 * starts[-1]
    return Atlas(
        content["edition"],
        dict(zip(codes, areas, strict=True)),
        dict(states.values()),
        dict(zip(codes, content["polygons"], strict=True)),
        _whole_numbers(columns[:size]),
        _whole_numbers(columns[size : 2 * size]),
        columns[2 * size :],
        starts,
    )


def _whole_numbers(column: bytes) -> array[int]:
    """The signed numbers of four bytes in a column, the lowest byte first."""
    numbers = array("i", column)
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers


RANKS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
"""The ranks of vertices, lightest first, two to each doubling of the weight.

The first is for 2^-10 square kilometres and less. The order is that of the characters themselves.
"""


def rank(weight: float) -> str:
    """The rank of a vertex whose weight is in square kilometres (`weights` in drawing.py).

    A heavier vertex never has a lower rank, so a cut at the rank of a weight keeps all above it.
    """
    if weight <= 2**-10:
        return RANKS[0]
    return RANKS[min(len(RANKS) - 1, int(2 * (log2(weight) + 10)))]


# Finding an area by name.


class Unknown(NamedTuple):
    """No area has that name; `near` are those with similar names, the most similar first."""

    text: str
    near: tuple[Area, ...]


class Ambiguous(NamedTuple):
    """More than one area has that name."""

    text: str
    candidates: tuple[Area, ...]


def find(atlas: Atlas, text: str, state: str | None = None) -> Area | Unknown | Ambiguous:
    """The area with that FIPS code, postal code or name, or why there is not exactly one.

    Case, accents, points and spaces do not count, nor does the spelling of Saint (`St.`) and
    Sainte (`Ste.`). The kind of county may be left out (`Boone`) or named (`St. Louis County`,
    `St. Louis city`); any word for a county does, except that one never finds an independent city.
    A county may be followed by its state (`Greene, MO`); `state`, a postal code, bounds the search.
    A FIPS code may lack its leading zero, which spreadsheets drop.
    """
    name_text = text.strip()
    if name_text.isdecimal() and name_text.isascii():
        return _by_code(atlas, name_text, state)
    names = _names(atlas, state)
    found = names.find(name_text)
    if not found and state is None and "," in name_text:
        head, tail = name_text.rsplit(",", 1)
        if postal := _state(atlas, tail):
            names = _names(atlas, postal)
            found, name_text = names.find(head), head
    match found:
        case ():
            return Unknown(text, names.near(name_text))
        case (area,):
            return area
        case _:
            return Ambiguous(text, found)


def _by_code(atlas: Atlas, digits: str, state: str | None) -> Area | Unknown:
    bounded = [area for area in atlas.areas.values() if state in (None, area.state)]
    width = len(next(iter(atlas.areas)))
    area = atlas.areas.get(digits.zfill(width))
    if area in bounded:
        return area
    if area:
        return Unknown(digits, (area,))  # in another state
    close = get_close_matches(digits.zfill(width), [area.fips for area in bounded], cutoff=0.8)
    return Unknown(digits, tuple(atlas.areas[fips] for fips in close))


class _Names(NamedTuple):
    """Areas by their names as keys: with the kind of county, and without it."""

    full: dict[str, tuple[Area, ...]]
    bare: dict[str, tuple[Area, ...]]

    def find(self, text: str) -> tuple[Area, ...]:
        key = _key(text)
        if found := self.full.get(key) or self.bare.get(key):
            return found
        bare, named = _COUNTY_WORD.subn("", text)
        if not named:
            return ()
        return tuple(area for area in self.bare.get(_key(bare), ()) if not _is_city(area))

    def near(self, text: str) -> tuple[Area, ...]:
        keys = get_close_matches(_key(text), [*self.bare, *self.full], n=3, cutoff=0.7)
        found = (area for key in keys for area in self.bare.get(key) or self.full[key])
        return tuple(dict.fromkeys(found))


@cache
def _names(atlas: Atlas, state: str | None) -> _Names:
    full: defaultdict[str, list[Area]] = defaultdict(list)
    bare: defaultdict[str, list[Area]] = defaultdict(list)
    for area in atlas.areas.values():
        if state not in (None, area.state):
            continue
        bare[_key(area.name)].append(area)
        full[_key(area.full_name)].append(area)
        if _is_city(area):
            full[_key(f"City of {area.name}")].append(area)
        if len(area.fips) == 2:
            full[_key(area.state)].append(area)
            for alias in _ALIASES.get(area.state, ()):
                full[_key(alias)].append(area)
    return _Names(
        {key: tuple(dict.fromkeys(areas)) for key, areas in full.items()},
        {key: tuple(dict.fromkeys(areas)) for key, areas in bare.items()},
    )


def _state(atlas: Atlas, text: str) -> str | None:
    key = _key(text)
    return next(
        (
            postal
            for postal, name in atlas.states.items()
            if key in map(_key, (postal, name, *_ALIASES.get(postal, ())))
        ),
        None,
    )


def _is_city(area: Area) -> bool:
    """Whether an area is an independent city, outside any county: its kind is in lower case."""
    return area.full_name.endswith(" city")


_ALIASES = {
    "DC": ("Washington, D.C.", "Washington DC"),
    "MP": ("Northern Mariana Islands", "CNMI"),
    "VI": ("Virgin Islands", "U.S. Virgin Islands"),
}

_COUNTY_WORD = re.compile(
    r"\s+(county|parish|borough|city and borough|census area|municipality|municipio|co\.?)\s*$",
    re.IGNORECASE,
)


def _key(text: str) -> str:
    """A name in the form that its spellings share: without case, accents, spaces and points."""
    plain = text.lower()
    if not plain.isascii():
        plain = unicodedata.normalize("NFKD", text).casefold()
    plain = plain.replace("&", " and ")
    if "saint" in plain:
        plain = re.sub(r"\bsaint(e?)\b", r"st\1", plain)
    return plain if plain.isalnum() else "".join(filter(str.isalnum, plain))
