"""Drawing areas in a box: projected, thinned for their size on the page, and scaled to fill it.

The projection is Albers' equal-area conic (J. P. Snyder, Map Projections: A Working Manual, US
Geological Survey Professional Paper 1395, 1987, chapter 14; numbers in brackets are its equations),
on a sphere: against the ellipsoid the error is a few tenths of a percent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from heapq import heapify, heappop, heappush
from itertools import chain, product
from math import ceil, cos, inf, radians, sin, sqrt
from typing import NamedTuple, Self

from msgspec import Struct

from deckgen.geo import PageBox, Point, Ring, Shape, sides, signed_area
from deckgen.geo.atlas import (
    DEGREE,
    END,
    RANKS,
    ArcRing,
    Area,
    Atlas,
    Borders,
    Polygon,
    arc_number,
    outline,
    rank,
    stitch,
    trace,
)

EARTH_RADIUS = 6371.0072
"""Kilometres: the sphere with the Earth's surface area (Snyder, table 1 and page 16)."""


class LatLon(NamedTuple):
    """A place on the Earth, in degrees: north and east positive, south and west negative."""

    lat: float
    lon: float


class Extent(NamedTuple):
    """A range of longitude and latitude, in degrees.

    `west` is below `east` even across the 180th meridian: the Aleutians run from -188 to -163.
    """

    west: float
    south: float
    east: float
    north: float

    @classmethod
    def around(cls, lons: Iterable[float], lats: Iterable[float]) -> Self:
        """The smallest extent with these longitudes and latitudes. Raises ValueError for none."""
        lons, lats = tuple(lons), tuple(lats)
        return cls(min(lons), min(lats), max(lons), max(lats))

    def holds(self, place: LatLon) -> bool:
        """Whether a place lies in the extent; longitudes can differ by 360 degrees."""
        return (
            self.south <= place.lat <= self.north
            and (place.lon - self.west) % 360 <= self.east - self.west
        )


@dataclass(frozen=True, slots=True)
class Albers:
    """An Albers projection by its two standard parallels and its origin, all in degrees.

    `origin` is projected to (0, 0). Raises ValueError where the standard parallels are the Equator
    or are symmetric about it, for which the cone becomes a cylinder.
    """

    south: float
    north: float
    origin: LatLon
    _n: float = field(init=False, repr=False, compare=False)
    _c: float = field(init=False, repr=False, compare=False)
    _rho0: float = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        first, second = radians(self.south), radians(self.north)
        n = (sin(first) + sin(second)) / 2  # (14-6)
        if abs(n) < 1e-9:
            raise ValueError("the standard parallels must not lie evenly about the Equator")
        c = cos(first) ** 2 + 2 * n * sin(first)  # (14-5)
        rho0 = sqrt(c - 2 * n * sin(radians(self.origin.lat))) / n  # (14-3a)
        object.__setattr__(self, "_n", n)
        object.__setattr__(self, "_c", c)
        object.__setattr__(self, "_rho0", rho0)

    @classmethod
    def fitted(cls, extent: Extent) -> Self:
        """The projection centred on an extent, its standard parallels a sixth from either end.

        Snyder (page 99) gives this rule for the parallels; it spreads the distortion evenly.
        """
        sixth = (extent.north - extent.south) / 6
        centre = LatLon((extent.south + extent.north) / 2, (extent.west + extent.east) / 2)
        return cls(extent.south + sixth, extent.north - sixth, centre)

    def project(self, lons: Iterable[float], lats: Iterable[float]) -> list[tuple[float, float]]:
        """Kilometres east and north of the origin on the map, for places in degrees."""
        origin, n, c, rho0 = self.origin.lon, self._n, self._c, self._rho0
        points = []
        for lon, lat in zip(lons, lats, strict=True):
            turn = lon - origin
            if not -180 <= turn <= 180:
                turn = (turn + 180) % 360 - 180
            square = c - 2 * n * sin(radians(lat))
            rho = sqrt(square if square > 0 else 0.0) / n  # (14-3)
            theta = n * radians(turn)  # (14-4)
            points.append(
                (
                    EARTH_RADIUS * rho * sin(theta),  # (14-1)
                    EARTH_RADIUS * (rho0 - rho * cos(theta)),  # (14-2)
                )
            )
        return points


# Projections: one conic for a region, three for the whole of the United States.


WORLD = Extent(-360, -90, 0, 90)


class Panel(NamedTuple):
    """A conic projection at its position in the map's plane.

    `window` is the extent that it shows, `scale` its scale relative to the main panel; `x` and `y`
    are the position of its origin, in kilometres of the plane, y upwards.
    """

    conic: Albers
    window: Extent = WORLD
    scale: float = 1.0
    x: float = 0.0
    y: float = 0.0

    def project(self, lons: Iterable[float], lats: Iterable[float]) -> list[Point]:
        """Kilometres in the map's plane, y downwards, for places in degrees."""
        scale, left, top = self.scale, self.x, self.y
        return [(left + scale * x, -(top + scale * y)) for x, y in self.conic.project(lons, lats)]


class Projection(NamedTuple):
    """One panel or several; a place belongs to the first whose window contains it."""

    panels: tuple[Panel, ...]

    @classmethod
    def fitted(cls, extent: Extent) -> Self:
        """One conic fitted to an extent."""
        return cls((Panel(Albers.fitted(extent)),))

    def panel(self, place: LatLon) -> Panel | None:
        """The panel that shows a place, or None where the map has none."""
        return next((panel for panel in self.panels if panel.window.holds(place)), None)


# The parallels are those of the maps of the US Geological Survey (Snyder, pages 98 and 101).
CONTERMINOUS = Albers(29.5, 45.5, LatLon(37.5, -96))
ALASKA = Albers(55, 65, LatLon(63, -154))
HAWAII = Albers(8, 18, LatLon(20.5, -157.5))

UNITED_STATES = Projection(
    (
        Panel(ALASKA, Extent(-190, 50, -129, 73), scale=0.35, x=-1840, y=-975),
        Panel(HAWAII, Extent(-180, 17, -153, 30), x=-1080, y=-1150),
        Panel(CONTERMINOUS, Extent(-130, 23, -64, 51)),
    )
)
"""The 48 states with Alaska (at about a third of the scale) and Hawaii set below California.

A place elsewhere, Puerto Rico for one, is not on it.
"""


# The weights of the vertices of a line, for thinning it.
#
# M. Visvalingam and J. D. Whyatt, Line generalisation by repeated elimination of points, The
# Cartographic Journal 30 (1993). The weight of a vertex is the area of the triangle with its
# neighbours once all lighter vertices are removed. Weights do not depend on a tolerance, so the
# boundary files have them, and thinning a line for its size on the page is one comparison a vertex.


Vertex = tuple[float, float]


def weights(line: Sequence[Vertex]) -> list[float]:
    """The weight of each vertex, in the square of the line's unit; that of both ends is infinite.

    Removing all vertices below a weight gives the algorithm's result for that tolerance.
    """
    last = len(line) - 1
    result = [inf] * len(line)
    before = list(range(-1, last))
    after = list(range(1, last + 2))

    def triangle(i: int) -> float:
        (x1, y1), (x2, y2), (x3, y3) = line[before[i]], line[i], line[after[i]]
        return abs((x2 - x1) * (y3 - y1) - (x3 - x1) * (y2 - y1)) / 2

    current = [inf] * len(line)
    heap = []
    for i in range(1, last):
        current[i] = triangle(i)
        heap.append((current[i], i))
    heapify(heap)
    heaviest = 0.0
    while heap:
        area, i = heappop(heap)
        if result[i] != inf or area != current[i]:
            continue
        # A vertex never weighs less than one removed before it, so that levels nest.
        heaviest = max(heaviest, area)
        result[i] = heaviest
        previous, following = before[i], after[i]
        after[previous], before[following] = following, previous
        for j in (previous, following):
            if 0 < j < last:
                current[j] = triangle(j)
                heappush(heap, (current[j], j))
    return result


# Areas drawn in a box.


TOLERANCE = 1.5
"""Points: a bend or an island smaller than a square of this side is left out by default."""


class MapFrame(NamedTuple):
    """A map's plane on the page: `scale` in points a kilometre, (0, 0) at `origin`."""

    projection: Projection
    scale: float
    origin: Point
    box: PageBox

    def locate(self, place: LatLon) -> Point | None:
        """A place's point on the page; None when the map does not show it."""
        point = self.position(place)
        return point if point is not None and self.box.holds(point) else None

    def position(self, place: LatLon) -> Point | None:
        """A place's point, in the map's box or not; None when no panel of the map has it."""
        panel = self.projection.panel(place)
        if panel is None:
            return None
        return self.on_page(*panel.project([place.lon], [place.lat]))

    def on_page(self, point: Point) -> Point:
        """The point on the page of a point of the plane, in kilometres with y downwards."""
        return self.origin[0] + self.scale * point[0], self.origin[1] + self.scale * point[1]


class Drawing(Struct, frozen=True, dict=True):
    """Areas on the page.

    `absent` lists the areas outside the windows of the projection, `bounds` is the smallest box
    that holds the shapes.
    """

    frame: MapFrame
    absent: tuple[Area, ...]
    bounds: PageBox
    _plane: Mapping[int, Ring]
    _rings: Mapping[str, Sequence[ArcRing]]

    @cached_property
    def shapes(self) -> Mapping[str, Shape]:
        """A shape for each FIPS code, in the order in which the areas were given."""
        return {fips: _shape(self._arcs, kept) for fips, kept in self._rings.items()}

    def covers(self, box: PageBox) -> bool:
        """Whether any of the areas lies in a box, or around it.

        Squares of the page that lie in the box, or touch it, tell it for most boxes; whether there
        is land in a square is found out once.
        """
        columns = range(ceil(box.x / _SQUARE), int(box.right // _SQUARE))
        rows = range(ceil(box.y / _SQUARE), int(box.bottom // _SQUARE))
        if self._have_land(product(columns, rows)):
            return True
        return self._have_land(_cells(box, _SQUARE)) and self._covers(box)

    def _have_land(self, squares: Iterable[tuple[int, int]]) -> bool:
        """Whether any of the areas lies in one of the squares of the page."""
        land = self._land
        for square in squares:
            if square not in land:
                x, y = square
                land[square] = self._covers(PageBox(x * _SQUARE, y * _SQUARE, _SQUARE, _SQUARE))
            if land[square]:
                return True
        return False

    @cached_property
    def _land(self) -> dict[tuple[int, int], bool]:
        """Whether there is land in the squares of the page that were asked for."""
        return {}

    def _covers(self, box: PageBox) -> bool:
        near = {fips for cell in _cells(box) for fips in self._by_cell.get(cell, ())}
        shapes = [self.shapes[fips] for fips in sorted(near)]
        return any(shape.holds(box.centre) for shape in shapes) or any(
            box.crossed_by(*side)
            for shape in shapes
            for ring in shape.rings
            for side in sides(ring)
        )

    @cached_property
    def _by_cell(self) -> Mapping[tuple[int, int], Sequence[str]]:
        """The areas by the cells that their bounds touch."""
        found: dict[tuple[int, int], list[str]] = {}
        for fips, shape in self.shapes.items():
            for cell in _cells(shape.bounds):
                found.setdefault(cell, []).append(fips)
        return found

    @cached_property
    def _arcs(self) -> Mapping[int, Ring]:
        """The arcs on the page."""
        (left, top), scale = self.frame.origin, self.frame.scale
        return {
            number: tuple([(left + scale * x, top + scale * y) for x, y in arc])
            for number, arc in self._plane.items()
        }

    def merge(self, areas: Iterable[Area]) -> Shape:
        """The areas as one shape, without inner borders; areas that are not drawn are ignored."""
        rings = [ring for area in areas for ring in self._rings.get(area.fips, ())]
        return _shape(self._arcs, stitch(self._arcs, outline(rings)))


_CELL = 24.0
"""The side of the squares by which areas near a box are found, in points."""


_SQUARE = 12.0
"""The side of those for which it is kept whether there is land in them."""


def _cells(box: PageBox, side: float = _CELL) -> Iterable[tuple[int, int]]:
    """The squares of that side that a box touches."""
    columns = range(int(box.x // side), int(box.right // side) + 1)
    rows = range(int(box.y // side), int(box.bottom // side) + 1)
    return product(columns, rows)


def draw(
    atlas: Atlas,
    areas: Sequence[Area],
    box: PageBox,
    *,
    projection: Projection | None = None,
    tolerance: float = TOLERANCE,
) -> Drawing:
    """Draw areas of an atlas as large as the box allows, centred in it.

    The default projection is one conic fitted to the areas, or that with insets (`UNITED_STATES`)
    where there are areas in Alaska or Hawaii and in another state. `tolerance`, in points on the
    page, is the side of a square: vertices are removed whose triangle is smaller, and so are
    islands, but never the last part of an area. Raises ValueError where nothing would be drawn.
    """
    selection = _select(atlas, tuple(areas), projection) if areas else None
    if selection is None or not selection.pieces:
        raise ValueError("the map would show no area")
    scale = _fitted_scale(box, selection.bounds)[0]
    arcs = selection.thinned(tolerance / scale)
    rings = {
        fips: _rings_worth_drawing(pieces, selection, arcs, (tolerance / scale) ** 2)
        for fips, pieces in selection.pieces.items()
    }
    numbers = {
        arc_number(reference) for kept in rings.values() for ring in kept for reference in ring
    }
    drawn = {number: arcs[number] for number in numbers}
    bounds = _around(drawn.values())
    scale, origin = _fitted_scale(box, bounds)
    frame = MapFrame(selection.projection, scale, origin, box)
    left, top = frame.on_page((bounds.x, bounds.y))
    right, bottom = frame.on_page((bounds.right, bounds.bottom))
    absent = tuple(area for area in areas if area.fips not in rings)
    return Drawing(frame, absent, PageBox(left, top, right - left, bottom - top), drawn, rings)


_HEAVIEST, _DETAIL = 1000, 2500
"""How many vertices tell the scale of a map, and how many most maps do with."""


class _PanelArcs(NamedTuple):
    """The arcs that a panel shows: in degrees, and in the plane without the lightest vertices."""

    panel: Panel
    borders: _Borders
    lowest: str
    detail: Borders[Point]

    @classmethod
    def of(cls, panel: Panel, borders: _Borders, lowest: str) -> Self:
        """The arcs, in the plane with the vertices whose rank is `lowest` or more."""
        return cls(panel, borders, lowest, _in_plane(panel, borders.thinned(lowest)))

    def lines(self, cut: str) -> dict[int, Ring]:
        """Every arc in the plane, with the vertices whose rank is `cut` or more."""
        if cut >= self.lowest:
            return self.detail.thinned(cut).arcs()
        return _in_plane(self.panel, self.borders.thinned(cut)).arcs()


class _Selection(Struct, frozen=True, dict=True):
    """The areas to draw, before thinning: their polygons by FIPS code, and the arcs in each panel.

    `heaviest` is the rank of the vertices by which the map's scale is found.
    """

    atlas: Atlas
    projection: Projection
    pieces: dict[str, tuple[Polygon, ...]]
    panels: Sequence[_PanelArcs]
    heaviest: str

    @cached_property
    def bounds(self) -> PageBox:
        """The box around the heaviest vertices in the plane: thinning depends on the scale."""
        return _around(line for arcs in self.panels for line in arcs.lines(self.heaviest).values())

    def thinned(self, side: float) -> dict[int, Ring]:
        """Every arc in the plane, with the vertices that weigh as much as a square of that side."""
        lines: dict[int, Ring] = {}
        for arcs in self.panels:
            lines |= arcs.lines(rank((side / arcs.panel.scale) ** 2))
        return lines

    def in_full(self, numbers: set[int]) -> dict[int, Ring]:
        """Some of the arcs in the plane, with all their vertices."""
        lines: dict[int, Ring] = {}
        for arcs in self.panels:
            borders = self.atlas.borders([n for n in arcs.borders.numbers if n in numbers])
            lines |= _in_plane(arcs.panel, borders).arcs()
        return lines


_Borders = Borders[tuple[int, int]]


def _in_plane(panel: Panel, borders: _Borders) -> Borders[Point]:
    """Arcs in the plane, in kilometres with y downwards."""
    lons = [lon / DEGREE for lon, _ in borders.points]
    lats = [lat / DEGREE for _, lat in borders.points]
    return Borders(borders.numbers, panel.project(lons, lats), borders.ranks)


@lru_cache(maxsize=16)
def _select(atlas: Atlas, areas: tuple[Area, ...], projection: Projection | None) -> _Selection:
    polygons = {area.fips: atlas.polygons(area) for area in areas}
    borders = atlas.borders(_arcs_around(polygons.values()))
    projection = projection or _projection(areas, borders)
    shown = _by_panel(projection, borders, atlas)
    known = {number for _, one in shown for number in one.numbers}
    pieces = {}
    for fips, every in polygons.items():
        if found := tuple(polygon for polygon in every if arc_number(polygon[0][0]) in known):
            pieces[fips] = found
    ranks = sorted(borders.ranks.replace(END.encode(), b""), reverse=True)
    heaviest, lowest = (
        chr(ranks[:count][-1]) if ranks else RANKS[0] for count in (_HEAVIEST, _DETAIL)
    )
    panels = [_PanelArcs.of(panel, one, lowest) for panel, one in shown]
    return _Selection(atlas, projection, pieces, panels, heaviest)


def _arcs_around(areas: Iterable[tuple[Polygon, ...]]) -> list[int]:
    """The arcs around areas, given by their polygons."""
    return sorted(
        {
            arc_number(reference)
            for polygons in areas
            for polygon in polygons
            for ring in polygon
            for reference in ring
        }
    )


def _by_panel(
    projection: Projection, borders: _Borders, atlas: Atlas
) -> list[tuple[Panel, _Borders]]:
    """The arcs that each panel shows: those that start in its window and in none before it."""
    first = projection.panels[0]
    if first.window == WORLD:
        return [(first, borders)]
    shown: dict[int, list[int]] = {}
    for number, ((lon, lat), *_) in borders.arcs().items():
        if panel := projection.panel(LatLon(lat / DEGREE, lon / DEGREE)):
            shown.setdefault(projection.panels.index(panel), []).append(number)
    return [(projection.panels[index], atlas.borders(found)) for index, found in shown.items()]


def _projection(areas: Iterable[Area], borders: _Borders) -> Projection:
    states = {area.state for area in areas}
    if len(states) > 1 and states & {"AK", "HI"}:
        return UNITED_STATES
    lons, lats = [lon for lon, _ in borders.points], [lat for _, lat in borders.points]
    return Projection.fitted(
        Extent(min(lons) / DEGREE, min(lats) / DEGREE, max(lons) / DEGREE, max(lats) / DEGREE)
    )


def _rings_worth_drawing(
    pieces: Sequence[Polygon], selection: _Selection, arcs: dict[int, Ring], smallest: float
) -> list[ArcRing]:
    """The rings of polygons of at least `smallest` square kilometres, or of the largest polygon.

    An area that thinning has reduced to nothing gets its full arcs back, as do its neighbours.
    """

    def size(polygon: Polygon) -> float:
        return signed_area(trace(arcs, polygon[0]))

    kept = [polygon for polygon in pieces if size(polygon) >= smallest]
    if not kept:
        largest = max(pieces, key=size)
        if size(largest) <= 0:
            arcs.update(selection.in_full({*map(arc_number, chain.from_iterable(largest))}))
        kept = [largest]
    return [
        ring
        for outer, *holes in kept
        for ring in (outer, *(hole for hole in holes if signed_area(trace(arcs, hole)) < 0))
    ]


def _around(lines: Iterable[Ring]) -> PageBox:
    """The box around lines. Raises ValueError for none."""
    return PageBox.around(chain.from_iterable(lines))


def _fitted_scale(box: PageBox, bounds: PageBox) -> tuple[float, Point]:
    """The largest scale at which `bounds` fits in the box, and the position of (0, 0) then."""
    ratios = [
        room / size
        for room, size in ((box.width, bounds.width), (box.height, bounds.height))
        if size > 0
    ]
    scale = min(ratios, default=1.0)
    (x, y), (centre_x, centre_y) = bounds.centre, box.centre
    return scale, (centre_x - scale * x, centre_y - scale * y)


def _shape(arcs: Mapping[int, Ring], rings: Iterable[ArcRing]) -> Shape:
    return Shape(tuple(trace(arcs, ring) for ring in rings))
