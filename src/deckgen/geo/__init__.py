"""Maps as plain geometry: what to draw where on the page, in points, without any slide.

    counties = geo.counties()
    drawing = geo.draw(counties, counties.within("MO"), geo.Box.from_emu(*shape_box))
    drawing.shapes["29189"].rings                       # St. Louis County
    drawing.frame.locate(geo.LatLon(37.2090, -93.2923)) # Springfield
    geo.place_labels(labels, box, measure)

Everything here is pure: the standard library, no other part of the package, no state but the
boundaries once read.
"""

from deckgen.geo.albers import LatLon
from deckgen.geo.atlas import Area, Atlas, counties, states
from deckgen.geo.drawing import TOLERANCE, Drawing, Frame, draw, projection_for
from deckgen.geo.labels import Label, Measure, Offset, Place, Side
from deckgen.geo.lookup import Ambiguous, Unknown, find
from deckgen.geo.page import Box, Point, Ring, Shape
from deckgen.geo.placing import Placed, Placement, place_labels
from deckgen.geo.pole import Pole, pole_of_inaccessibility
from deckgen.geo.projection import UNITED_STATES, Projection
from deckgen.geo.route import Route, bowed

__all__ = [
    "TOLERANCE",
    "UNITED_STATES",
    "Ambiguous",
    "Area",
    "Atlas",
    "Box",
    "Drawing",
    "Frame",
    "Label",
    "LatLon",
    "Measure",
    "Offset",
    "Place",
    "Placed",
    "Placement",
    "Point",
    "Pole",
    "Projection",
    "Ring",
    "Route",
    "Shape",
    "Side",
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
