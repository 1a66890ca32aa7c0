"""Text fit: how much room text needs in a frame, and how PowerPoint shrinks what does not fit.

Lines are broken and measured with the widths of the fonts' characters; the scale that PowerPoint
would store for text that shrinks on overflow (`a:normAutofit`, ECMA-376 part 1, 21.1.2.1.3) is
computed in its own steps. Sizes are in points.
"""

from __future__ import annotations

from deckgen.textfit.frame import FrameLevel, Insets, Levels, TextFrame, unbound_text
from deckgen.textfit.measure import Label, Measured, ShapedText, measure

__all__ = [
    "FrameLevel",
    "Insets",
    "Label",
    "Levels",
    "Measured",
    "ShapedText",
    "TextFrame",
    "measure",
    "unbound_text",
]
