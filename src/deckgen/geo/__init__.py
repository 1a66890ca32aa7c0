"""Map geometry: boundaries, projections and label placement, in points on the page.

    counties = geo.counties()
    drawing = geo.draw(counties, counties.within("MO"), geo.PageBox(*slot.box.points))
    drawing.shapes["29189"].rings                       # St. Louis County
    drawing.frame.locate(geo.LatLon(37.2090, -93.2923)) # Springfield
    geo.place_labels(labels, box, measure)

Nothing here depends on slides or on other parts of deckgen; the only state is the boundaries, which
are read once.
"""

from __future__ import annotations

from deckgen.geo.atlas import Ambiguous, Area, Atlas, Unknown, counties, find, states
from deckgen.geo.drawing import (
    TOLERANCE,
    UNITED_STATES,
    Drawing,
    LatLon,
    MapFrame,
    Projection,
    draw,
    projection_for,
)
from deckgen.geo.geometry import BowedRoute, PageBox, Point, Ring, Shape, bowed
from deckgen.geo.labels import (
    LabelPlace,
    LabelSide,
    MapLabel,
    Measure,
    Offset,
    Pole,
    pole_of_inaccessibility,
)
from deckgen.geo.placing import LabelPlacement, PlacedLabel, place_labels

__all__ = [
    "TOLERANCE",
    "UNITED_STATES",
    "Ambiguous",
    "Area",
    "Atlas",
    "BowedRoute",
    "Drawing",
    "LabelPlace",
    "LabelPlacement",
    "LabelSide",
    "LatLon",
    "MapFrame",
    "MapLabel",
    "Measure",
    "Offset",
    "PageBox",
    "PlacedLabel",
    "Point",
    "Pole",
    "Projection",
    "Ring",
    "Shape",
    "Unknown",
    "bowed",
    "counties",
    "draw",
    "find",
    "place_labels",
    "pole_of_inaccessibility",
    "projection_for",
    "states",
]
