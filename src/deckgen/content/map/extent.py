"""Whether points lie on a map: within the upright rectangle around its areas, as projected."""

from __future__ import annotations

from functools import lru_cache

from deckgen import geo
from deckgen.content.map import areas as map_areas
from deckgen.content.map.model import MapModel, Point
from deckgen.diagnostics import Problem, Span, fail, gather

_SIDE = 1000.0
_SLACK = 1.0
"""Points on a page of that side: what the thinning of borders may take off a map's edge."""


def check(model: MapModel, span: Span) -> None:
    """Raise `Problem` for the points that lie off the map, and areas that cannot be on it."""
    drawing = _drawn(model.but(points=(), routes=(), regions=(), marks=(), alt=""))
    with gather() as problems:
        for area in drawing.absent:
            told = f"`{area.full_name}` has no place on a map of the United States"
            problems.add(fail("off-map", told, span, "", "show it on a map of its own"))
        for point in model.points:
            if not _holds(drawing, point.lat, point.lon):
                problems.add(_off_map(point, drawing, model))


@lru_cache(maxsize=16)
def _drawn(ground: MapModel) -> geo.Drawing:
    areas = map_areas.areas_of(ground)
    return geo.draw(map_areas.atlas(ground.ground), areas, geo.Box(0, 0, _SIDE, _SIDE))


def locate(frame: geo.Frame, lat: float, lon: float) -> geo.Point | None:
    """Where a place is on the page, in the map's box or beyond; None where the map has no place."""
    panel = frame.projection.panel(geo.LatLon(lat, lon))
    if panel is None:
        return None
    x, y = panel.project(lon, lat)
    return frame.on_page((x, -y))


def _holds(drawing: geo.Drawing, lat: float, lon: float) -> bool:
    point = locate(drawing.frame, lat, lon)
    return point is not None and drawing.bounds.inset(-_SLACK).holds(point)


def _off_map(point: Point, drawing: geo.Drawing, model: MapModel) -> Problem:
    helps = [f"the map shows {map_areas.where(model)}"]
    if abs(point.lon) <= 90 and _holds(drawing, point.lon, point.lat):
        helps.insert(0, "latitude comes first: these two look swapped")
    elif _holds(drawing, point.lat, -point.lon):
        helps.insert(0, f"longitudes west of Greenwich are negative: {-point.lon:g}")
    return fail(
        "off-map", f"`{point.name}` ({point.lat:g}, {point.lon:g}) is off the map", point.span,
        "not on this map", *helps,
    )  # fmt: skip
