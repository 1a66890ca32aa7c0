"""How maps look: theme colours, sizes and weights, in one place. Lengths are points."""

from __future__ import annotations

from typing import NamedTuple


class Tone(NamedTuple):
    """A theme colour, with its luminance scaled and shifted by per cent (ECMA-376, 20.1.2.3)."""

    scheme: str
    lum_mod: int = 100
    lum_off: int = 0


NEUTRAL = Tone("bg1", 85)
BORDER = Tone("bg1")
TEXT = Tone("tx1")
POINT = Tone("accent2")
HIGHLIGHT = Tone("accent1")
ROUTE = Tone("accent1")
LEADER = Tone("accent6")
AMONG_REGIONS = Tone("tx2")
"""Points and highlighted areas where the accents are the regions', lest they seem to belong."""
PILL = Tone("bg1")

_ACCENTS = ("accent1", "accent2", "accent3", "accent4", "accent5", "accent6")
REGIONS = (
    *(Tone(accent) for accent in _ACCENTS),
    *(Tone(accent, 60, 40) for accent in _ACCENTS),
    *(Tone(accent, 75) for accent in _ACCENTS),
)
"""The colours of regions in their order; they start anew where there are more regions."""

BORDER_WEIGHTS = {"states": 0.75, "counties": 0.5}
ROUTE_WEIGHT = 1.75
LEADER_WEIGHT = 0.75
HALO_WEIGHT = 0.75
"""The outline of a marker, which parts it from what lies under it."""

FEW = 10
"""Up to so many points, markers and labels are large."""
LARGE, SMALL = 14, 12
"""Sizes of labels; the smaller where there are many, or no room for the larger."""
LARGE_RADIUS, RADIUS, SMALLEST_RADIUS = 4.25, 3.25, 2.0
SWELL = 1.4
"""A highlighted marker beside the others: colour alone would say nothing to some."""
PILL_PADDING = 2.5
EDGE = 4.0
"""Room between the map and the edges of its slot, for the labels of places on a coast."""

BOW = 0.12
"""How far a route rises from the straight line, as a share of its length."""

SWATCH, ROW, SPACE = 12.0, 19.0, 7.0
"""A legend: the side of a colour's square, the height of a row, the room beside the square."""
