"""Text fit: how much room text takes in a frame, and what PowerPoint makes of too much.

Lines are broken and measured with the widths of the fonts' signs; what PowerPoint would write for
a text that shrinks on overflow (`a:normAutofit`, ECMA-376 part 1, 21.1.2.1.3) is computed in its
own steps. Sizes are in points.
"""

from __future__ import annotations

from deckgen.textfit.autofit import Fit, Fitter, KnownFits, Overflow, fit, store
from deckgen.textfit.frame import (
    POWERPOINT,
    Autofit,
    Bullet,
    FrameLevel,
    Insets,
    LineHeightModel,
    Scale,
    Spacing,
    TextFrame,
)
from deckgen.textfit.measure import Line, Measured, Set, measure

__all__ = [
    "POWERPOINT",
    "Autofit",
    "Bullet",
    "Fit",
    "Fitter",
    "FrameLevel",
    "Insets",
    "KnownFits",
    "Line",
    "LineHeightModel",
    "Measured",
    "Overflow",
    "Scale",
    "Set",
    "Spacing",
    "TextFrame",
    "fit",
    "measure",
    "store",
]
