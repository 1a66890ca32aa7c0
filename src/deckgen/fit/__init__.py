"""Text fit: how much room text takes in a frame, and what PowerPoint makes of too much.

Lines are broken and measured with the widths of the fonts' signs; what PowerPoint would write for
a text that shrinks on overflow (`a:normAutofit`, ECMA-376 part 1, 21.1.2.1.3) is computed in its
own steps. Sizes are in points.
"""

from deckgen.fit.autofit import Excess, Fit, fit
from deckgen.fit.frame import (
    POWERPOINT,
    Autofit,
    Bullet,
    Frame,
    Insets,
    Leading,
    Level,
    Scale,
    Spacing,
)
from deckgen.fit.measure import Line, Measured, Set, measure
from deckgen.fit.shapes import Fitter, Known, store

__all__ = [
    "POWERPOINT",
    "Autofit",
    "Bullet",
    "Excess",
    "Fit",
    "Fitter",
    "Frame",
    "Insets",
    "Known",
    "Leading",
    "Level",
    "Line",
    "Measured",
    "Scale",
    "Set",
    "Spacing",
    "fit",
    "measure",
    "store",
]
