"""The formatting of maps: theme colours, weights and sizes. All lengths are in points."""

from __future__ import annotations

from typing import NamedTuple


class ThemeColor(NamedTuple):
    """A theme colour with its transforms in percent (ECMA-376 part 1, 20.1.2.3): saturation and
    luminance are scaled, then luminance is shifted."""

    scheme: str
    lum_mod: int = 100
    lum_off: int = 0
    sat_mod: int = 100
    pattern: str = ""
    """The preset of a pattern (20.1.10.50) that the colour draws on the background, if any."""

    @classmethod
    def lighter(cls, scheme: str, percent: int, sat_mod: int = 100) -> ThemeColor:
        """The colour of which so much is left, the rest being white."""
        return cls(scheme, percent, 100 - percent, sat_mod)


NEUTRAL = ThemeColor.lighter("accent1", 20, 40)
BORDER = ThemeColor("bg1")
TEXT = ThemeColor("tx1")
POINT = ThemeColor("accent2")
HIGHLIGHT = ThemeColor("accent1")
ROUTE = ThemeColor("accent1")
LEADER = ThemeColor("accent6")
BESIDE_REGIONS = ThemeColor("tx2")
"""The colour of highlighted points and areas on maps with regions, which have the accents."""
LABEL_BACKGROUND = ThemeColor("bg1")
_MUTED = 75

REGIONS = tuple(
    ThemeColor.lighter(f"accent{number}", percent, _MUTED)
    for number, percent in (
        *((1, 45), (2, 30), (4, 20), (5, 45), (3, 45), (6, 45)),
        *((2, 60), (1, 20), (5, 20), (4, 60), (6, 20), (3, 20)),
    )
)
"""The tints of regions in their order; they repeat where there are more regions.

Dark text has contrast on each. The first six differ in lightness too, so that they are told apart
without one kind of cones: of the tints of six accents those whose least distance is greatest, over
the themes of our templates and of Office."""

MOST_OF_TINT = 40
"""The most percent of a colour of which dark text still has contrast with what is left of it."""

NO_DATA = ThemeColor("bg1", 75, pattern="ltUpDiag")
"""Areas without a number where others have one: hatched, so that not colour alone tells them."""


def shade(scheme: str, number: int, classes: int) -> ThemeColor:
    """The colour of a class by its number from 0, from light to dark."""
    share = number / (classes - 1) if classes > 1 else 0.5
    return ThemeColor(scheme, round(20 + 55 * share), round(80 * (1 - share)), _MUTED)


BORDER_WEIGHTS = {"states": 0.75, "counties": 0.5}
ROUTE_WEIGHT = 1.75
LEADER_WEIGHT = 0.75
HALO_WEIGHT = 0.75
"""The outline of a marker, which separates it from what is under it."""
MOST_LARGE = 10
"""The most points for which markers and labels are large."""
LARGE, SMALL = 14, 12
"""Text sizes of labels; the smaller where there are many, or no room for the larger."""
LARGE_RADIUS, RADIUS, SMALLEST_RADIUS = 4.25, 3.25, 2.5
HIGHLIGHT_SCALE = 1.4
"""How much larger a highlighted marker is: some people do not see its colour."""
LABEL_PADDING = 2.5
MARGIN = 4.0
"""The margin between the map and its slot, for the labels of places on a coast."""
ROOMS_FOR_COLUMNS = (0.96, 0.92)
"""The shares of its width that a map keeps where labels need a column at its right."""
BOW = 0.12
"""The rise of a route over the straight line, as a share of its length."""
