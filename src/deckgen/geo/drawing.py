"""Albers' equal-area conic projection.

J. P. Snyder, Map Projections: A Working Manual, US Geological Survey Professional Paper 1395
(1987), chapter 14. The sphere is enough for a slide: the largest error against the ellipsoid is a
few tenths of a per cent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush
from math import cos, inf, radians, sin, sqrt
from typing import NamedTuple, Self

from deckgen.geo.atlas import (
    DEGREE,
    RANKS,
    Arc,
    ArcRing,
    Area,
    Atlas,
    Polygon,
    arc_number,
    outline,
    rank,
    stitch,
    trace,
)
from deckgen.geo.geometry import PageBox, Point, Ring, Shape, signed_area

EARTH_RADIUS = 6371.0072

"""Kilometres: the sphere with the Earth's surface area (Snyder, table 1 and page 16)."""


@dataclass(frozen=True, slots=True)
class LatLon:
    """A place on the Earth, in degrees: north and east positive, south and west negative."""

    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class Extent:
    """The smallest range of longitude and latitude that holds something, in degrees.

    `west` is below `east` even across the 180th meridian: the Aleutians run from -188 to -163.
    """

    west: float
    south: float
    east: float
    north: float

    @classmethod
    def around(cls, lons: Iterable[float], lats: Iterable[float]) -> Self:
        """The extent of places given as longitudes and latitudes. Raises ValueError for none."""
        lons, lats = tuple(lons), tuple(lats)
        return cls(min(lons), min(lats), max(lons), max(lats))

    def holds(self, place: LatLon) -> bool:
        """Whether the place lies in the extent, whatever turn its longitude is given in."""
        return (
            self.south <= place.lat <= self.north
            and (place.lon - self.west) % 360 <= self.east - self.west
        )


@dataclass(frozen=True, slots=True)
class Albers:
    """A projection by its two standard parallels and its origin, all in degrees.

    `origin` falls on (0, 0). Raises ValueError when the standard parallels are the Equator or lie
    evenly about it, where the cone turns into a cylinder.
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

    def project(self, lon: float, lat: float) -> tuple[float, float]:
        """Kilometres east and north of the origin, along the map. Degrees in, any turn of them."""
        turn = lon - self.origin.lon
        if not -180 <= turn <= 180:
            turn = (turn + 180) % 360 - 180
        n = self._n
        rho = sqrt(max(0.0, self._c - 2 * n * sin(radians(lat)))) / n  # (14-3)
        theta = n * radians(turn)  # (14-4)
        return (
            EARTH_RADIUS * rho * sin(theta),  # (14-1)
            EARTH_RADIUS * (self._rho0 - rho * cos(theta)),  # (14-2)
        )


# What a map shows where: one conic for a region, three for the whole of the United States.


WORLD = Extent(-360, -90, 0, 90)


@dataclass(frozen=True, slots=True)
class Panel:
    """A conic at its place in the map's plane.

    `window` is what it shows; `scale` is its size beside the main panel's; `x` and `y` say where
    its origin falls, in kilometres of the plane, y upwards.
    """

    conic: Albers
    window: Extent = WORLD
    scale: float = 1.0
    x: float = 0.0
    y: float = 0.0

    def project(self, lon: float, lat: float) -> tuple[float, float]:
        """Kilometres in the map's plane, y upwards."""
        x, y = self.conic.project(lon, lat)
        return self.x + self.scale * x, self.y + self.scale * y


@dataclass(frozen=True, slots=True)
class Projection:
    """One panel or several; a place belongs to the first whose window holds it."""

    panels: tuple[Panel, ...]

    @classmethod
    def fitted(cls, extent: Extent) -> Self:
        """One conic, fitted to an extent."""
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


# How much each vertex of a line matters.
#
# M. Visvalingam and J. D. Whyatt, Line generalisation by repeated elimination of points, The
# Cartographic Journal 30 (1993). A vertex weighs as much as the triangle which it makes with its
# neighbours once all lighter vertices are gone. The weights do not depend on a tolerance, so the
# boundary files carry them, and thinning a line for a given size on the page is one comparison a
# vertex.


Vertex = tuple[float, float]


def weights(line: Sequence[Vertex]) -> list[float]:
    """The weight of each vertex, in the square of the line's unit; the two ends weigh infinity.

    Dropping all vertices below a weight gives what the algorithm leaves at that tolerance.
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
        # A vertex never weighs less than one that went before it, so that levels nest.
        heaviest = max(heaviest, area)
        result[i] = heaviest
        previous, following = before[i], after[i]
        after[previous], before[following] = following, previous
        for j in (previous, following):
            if 0 < j < last:
                current[j] = triangle(j)
                heappush(heap, (current[j], j))
    return result


# Areas drawn in a box: projected, thinned to what the eye can see, and scaled to fill it.


TOLERANCE = 1.5

"""Points: a bend or an island smaller than a square of this side is left out by default."""


@dataclass(frozen=True, slots=True)
class MapFrame:
    """Where a map's plane lies on the page: `scale` points a kilometre, (0, 0) at `origin`."""

    projection: Projection
    scale: float
    origin: Point
    box: PageBox

    def locate(self, place: LatLon) -> Point | None:
        """A place's point on the page; None when the map does not show it."""
        panel = self.projection.panel(place)
        if panel is None:
            return None
        x, y = panel.project(place.lon, place.lat)
        point = self.on_page((x, -y))
        return point if self.box.holds(point) else None

    def on_page(self, point: Point) -> Point:
        """The point of the page for one of the plane: kilometres, y downwards as on the page."""
        return self.origin[0] + self.scale * point[0], self.origin[1] + self.scale * point[1]


@dataclass(frozen=True, slots=True)
class Drawing:
    """Areas on the page.

    `shapes` has one shape for each FIPS code, in the order in which the areas were given; `absent`
    lists the areas that lie where the projection shows nothing.
    """

    frame: MapFrame
    shapes: Mapping[str, Shape]
    absent: tuple[Area, ...]
    _arcs: Mapping[int, Ring]
    _rings: Mapping[str, Sequence[ArcRing]]

    @property
    def bounds(self) -> PageBox:
        """The smallest box that holds the shapes."""
        return PageBox.around(
            point for shape in self.shapes.values() for ring in shape.rings for point in ring
        )

    def merge(self, areas: Iterable[Area]) -> Shape:
        """The areas as one, without the borders between them. Those not drawn count for nothing."""
        rings = [ring for area in areas for ring in self._rings.get(area.fips, ())]
        return _shape(self._arcs, stitch(self._arcs, outline(rings)))


def draw(
    atlas: Atlas,
    areas: Sequence[Area],
    box: PageBox,
    *,
    projection: Projection | None = None,
    tolerance: float = TOLERANCE,
) -> Drawing:
    """Draw areas of an atlas as large as the box allows, in its middle.

    Without a projection, the one of `projection_for`. `tolerance`, in points of the finished map,
    is the side of a square: a vertex goes when the triangle that it adds is smaller, and so does an
    island, but never the last piece of an area. Raises ValueError when nothing would be drawn.
    """
    survey = _survey(atlas, areas, projection) if areas else None
    if survey is None or not survey.pieces:
        raise ValueError("the map would show no area")
    # The size of the map decides on its detail, and a few heavy vertices tell its size.
    rough = survey.thinned(dict.fromkeys(survey.panels.values(), survey.rank_of_heaviest(1000)))
    scale = _fit(box, rough.values())[0]
    cuts = {panel: rank((tolerance / scale / panel.scale) ** 2) for panel in survey.panels.values()}
    arcs = survey.thinned(cuts)
    rings = {
        fips: _rings_worth_drawing(pieces, survey, arcs, (tolerance / scale) ** 2)
        for fips, pieces in survey.pieces.items()
    }
    drawn = {
        arc_number(reference) for kept in rings.values() for ring in kept for reference in ring
    }
    scale, origin = _fit(box, (arcs[number] for number in drawn))
    frame = MapFrame(survey.projection, scale, origin, box)
    on_page = {number: tuple(map(frame.on_page, arcs[number])) for number in drawn}
    return Drawing(
        frame,
        {fips: _shape(on_page, kept) for fips, kept in rings.items()},
        tuple(area for area in areas if area.fips not in rings),
        on_page,
        rings,
    )


def projection_for(atlas: Atlas, areas: Sequence[Area]) -> Projection:
    """One conic fitted to the areas, or the one with insets when they need it.

    They do when Alaska or Hawaii, or a county there, comes with anything of another state. Raises
    ValueError when there are no areas.
    """
    return _projection(areas, _unpack(atlas, areas))


class _Survey(NamedTuple):
    """What is to be drawn, before it is thinned: the pieces of each area and their arcs."""

    projection: Projection
    pieces: dict[str, tuple[Polygon, ...]]
    arcs: dict[int, Arc]
    panels: dict[int, Panel]

    def rank_of_heaviest(self, count: int) -> str:
        """The rank that so many vertices have, or about so many."""
        ranks = sorted("".join(arc.ranks for arc in self.arcs.values()), reverse=True)
        return ranks[:count][-1] if ranks else RANKS[0]

    def thinned(self, cuts: Mapping[Panel, str]) -> dict[int, Ring]:
        """Every arc in the plane, with the vertices that its panel's cut spares."""
        return {number: self.line(number, cuts[panel]) for number, panel in self.panels.items()}

    def line(self, number: int, cut: str) -> Ring:
        """One arc in the plane: kilometres, y downwards."""
        project = self.panels[number].project
        plane = (project(lon / DEGREE, lat / DEGREE) for lon, lat in self.arcs[number].thinned(cut))
        return tuple((x, -y) for x, y in plane)


def _survey(atlas: Atlas, areas: Sequence[Area], projection: Projection | None) -> _Survey:
    arcs = _unpack(atlas, areas)
    projection = projection or _projection(areas, arcs)
    panels = {}
    for number, arc in arcs.items():
        lon, lat = arc.vertices[0]
        if panel := projection.panel(LatLon(lat / DEGREE, lon / DEGREE)):
            panels[number] = panel
    pieces = {}
    for area in areas:
        shown = tuple(
            polygon for polygon in atlas.polygons(area) if arc_number(polygon[0][0]) in panels
        )
        if shown:
            pieces[area.fips] = shown
    return _Survey(projection, pieces, arcs, panels)


def _unpack(atlas: Atlas, areas: Sequence[Area]) -> dict[int, Arc]:
    numbers = {
        arc_number(reference)
        for area in areas
        for polygon in atlas.polygons(area)
        for ring in polygon
        for reference in ring
    }
    return {number: atlas.arc(number) for number in sorted(numbers)}


def _projection(areas: Sequence[Area], arcs: Mapping[int, Arc]) -> Projection:
    states = {area.state for area in areas}
    if len(states) > 1 and states & {"AK", "HI"}:
        return UNITED_STATES
    lons, lats = zip(*(vertex for arc in arcs.values() for vertex in arc.vertices), strict=True)
    return Projection.fitted(
        Extent(min(lons) / DEGREE, min(lats) / DEGREE, max(lons) / DEGREE, max(lats) / DEGREE)
    )


def _rings_worth_drawing(
    pieces: Sequence[Polygon], survey: _Survey, arcs: dict[int, Ring], smallest: float
) -> list[ArcRing]:
    """The rings of the pieces above an area (square kilometres of the plane), or of the largest.

    An area that the thinning has all but rubbed out gets its arcs back in full, and with it its
    neighbours, since they share them.
    """

    def size(polygon: Polygon) -> float:
        return signed_area(trace(arcs, polygon[0]))

    kept = [polygon for polygon in pieces if size(polygon) >= smallest]
    if not kept:
        largest = max(pieces, key=size)
        if size(largest) <= 0:
            for number in {arc_number(reference) for ring in largest for reference in ring}:
                arcs[number] = survey.line(number, RANKS[0])
        kept = [largest]
    return [
        ring
        for outer, *holes in kept
        for ring in (outer, *(hole for hole in holes if signed_area(trace(arcs, hole)) < 0))
    ]


def _fit(box: PageBox, lines: Iterable[Ring]) -> tuple[float, Point]:
    """The largest scale at which the lines fit in the box, and where (0, 0) falls then."""
    bounds = PageBox.around(point for line in lines for point in line)
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
