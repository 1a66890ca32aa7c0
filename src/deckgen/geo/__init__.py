"""Maps as plain geometry: what to draw where on the page, in points, without any slide.

    counties = geo.counties()
    drawing = geo.draw(counties, counties.within("MO"), geo.Box.from_emu(*shape_box))
    drawing.shapes["29189"].rings                       # St. Louis County
    drawing.frame.locate(geo.LatLon(37.2090, -93.2923)) # Springfield
    geo.place_labels(labels, box, measure)

Everything here is pure: the standard library, no other part of the package, no state but the
boundaries once read.
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
