"""Text fit: how much room text needs in a frame, and how PowerPoint shrinks what does not fit.

Lines are broken and measured with the widths of the fonts' characters; the scale that PowerPoint
would store for text that shrinks on overflow (`a:normAutofit`, ECMA-376 part 1, 21.1.2.1.3) is
computed in its own steps. Sizes are in points.
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
from deckgen.textfit.measure import Measured, MeasuredLine, MeasuredParagraph, measure

__all__ = [
    "POWERPOINT",
    "Autofit",
    "Bullet",
    "Fit",
    "Fitter",
    "FrameLevel",
    "Insets",
    "KnownFits",
    "LineHeightModel",
    "Measured",
    "MeasuredLine",
    "MeasuredParagraph",
    "Overflow",
    "Scale",
    "Spacing",
    "TextFrame",
    "fit",
    "measure",
    "store",
]
