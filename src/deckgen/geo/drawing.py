"""Areas drawn in a box: projected, thinned to what the eye can see, and scaled to fill it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from deckgen.geo.albers import Extent, LatLon
from deckgen.geo.atlas import DEGREE, RANKS, Arc, Area, Atlas, rank
from deckgen.geo.page import Box, Point, Ring, Shape, signed_area
from deckgen.geo.projection import UNITED_STATES, Panel, Projection
from deckgen.geo.topology import ArcRing, Polygon, arc_number, outline, stitch, trace

TOLERANCE = 1.5
"""Points: a bend or an island smaller than a square of this side is left out by default."""


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a map's plane lies on the page: `scale` points a kilometre, (0, 0) at `origin`."""

    projection: Projection
    scale: float
    origin: Point
    box: Box

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

    frame: Frame
    shapes: Mapping[str, Shape]
    absent: tuple[Area, ...]
    _arcs: Mapping[int, Ring]
    _rings: Mapping[str, Sequence[ArcRing]]

    @property
    def bounds(self) -> Box:
        """The smallest box that holds the shapes."""
        return Box.around(
            point for shape in self.shapes.values() for ring in shape.rings for point in ring
        )

    def merge(self, areas: Iterable[Area]) -> Shape:
        """The areas as one, without the borders between them. Those not drawn count for nothing."""
        rings = [ring for area in areas for ring in self._rings.get(area.fips, ())]
        return _shape(self._arcs, stitch(self._arcs, outline(rings)))


def draw(
    atlas: Atlas,
    areas: Sequence[Area],
    box: Box,
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
    frame = Frame(survey.projection, scale, origin, box)
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


def _fit(box: Box, lines: Iterable[Ring]) -> tuple[float, Point]:
    """The largest scale at which the lines fit in the box, and where (0, 0) falls then."""
    bounds = Box.around(point for line in lines for point in line)
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
