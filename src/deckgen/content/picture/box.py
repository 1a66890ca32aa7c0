"""Where a picture stands in its slot, and which part of it shows.

Crops are in thousandths of a percent of the picture's width and height, from the left, top, right
and bottom (ECMA-376 part 1, 20.1.8.55); a negative one adds an empty edge.
"""

from __future__ import annotations

from typing import NamedTuple

from deckgen.model import Box

WHOLE = 100_000
FITS = ("fit", "fill", "stretch")


class Crop(NamedTuple):
    """What is cut off."""

    left: int = 0
    top: int = 0
    right: int = 0
    bottom: int = 0

    def size(self, width: float, height: float) -> tuple[float, float]:
        """What is left of a width and a height."""
        return (
            width * (WHOLE - self.left - self.right) / WHOLE,
            height * (WHOLE - self.top - self.bottom) / WHOLE,
        )

    def turned(self, quarters: int) -> Crop:
        """What is cut off the stored picture, where this is cut off it as it is seen: after
        that many quarter turns clockwise. The inverse takes as many to four."""
        quarters %= 4
        return Crop(*self[quarters:], *self[:quarters])


UNCUT = Crop()


def fitted(width: float, height: float, box: Box) -> Box:
    """The largest box of that shape in the middle of another."""
    scale = min(box.width / width, box.height / height)
    inner_width = min(round(width * scale), box.width) or 1
    inner_height = min(round(height * scale), box.height) or 1
    return Box(
        box.x + (box.width - inner_width) // 2,
        box.y + (box.height - inner_height) // 2,
        inner_width,
        inner_height,
    )


def filling(width: float, height: float, box: Box) -> Crop:
    """What to cut off a picture, alike on both sides, so that it has the shape of a box."""
    over = width * box.height - height * box.width
    if over > 0:
        cut = round(over / (width * box.height) * WHOLE)
        return Crop(left=cut // 2, right=cut - cut // 2)
    cut = round(-over / (height * box.width) * WHOLE) if box.width else 0
    return Crop(top=cut // 2, bottom=cut - cut // 2)


def same_shape(width: float, height: float, box: Box) -> bool:
    """Whether a box has the shape of a width and a height, but for half a percent."""
    return abs(width * box.height - height * box.width) <= 0.005 * width * box.height


def near(one: Crop, other: Crop) -> bool:
    """Whether two crops are the same but for what editors round."""
    return all(abs(a - b) <= 300 for a, b in zip(one, other, strict=True))


def alike(one: Box, other: Box) -> bool:
    """Whether two boxes have the same size but for half a percent."""
    return (
        abs(one.width - other.width) <= 0.005 * other.width
        and abs(one.height - other.height) <= 0.005 * other.height
    )


def turned(box: Box, quarters: int) -> Box:
    """A box before it is turned about its middle by quarter turns, or after."""
    if quarters % 2 == 0:
        return box
    x = box.x + (box.width - box.height) // 2
    y = box.y + (box.height - box.width) // 2
    return Box(x, y, box.height, box.width)
