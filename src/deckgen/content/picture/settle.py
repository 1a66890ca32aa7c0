"""How a picture shows, from an editor, as its author would have said it.

LibreOffice forgets that a picture only decorates, rounds what is cut off, and spells out edges
that are not cut, which are our marks for how a picture was fitted.
"""

from __future__ import annotations

from dataclasses import replace

from deckgen.content.picture.box import FITS, UNCUT, Crop, near, same_shape
from deckgen.content.picture.image import Image
from deckgen.content.picture.write import Look
from deckgen.model import Box


def settled(look: Look, before: Look, image: Image, slot: Box, *, said: bool) -> Look:
    """The look, with that of before where it says the same; `said` tells of alternative text."""
    if before.decorative and not said:
        look = replace(look, decorative=True)
    if near(look.crop, before.crop):
        look = replace(look, crop=before.crop)
    if (look.fit, look.crop) != (before.fit, before.crop) and (
        _cut_alike(look, before) or _same_anyway(look, before, image, slot)
    ):
        look = replace(look, fit=before.fit, crop=before.crop)
    return look


def _cut_alike(look: Look, before: Look) -> bool:
    """Whether a picture cut alike on both sides now looks as if it was cut to its slot's shape."""
    left, top, right, bottom = before.crop
    both = before.crop != UNCUT and left == right and top == bottom and 0 in (left, top)
    return both and before.fit == FITS[0] and look.fit == "fill"


def _same_anyway(look: Look, before: Look, image: Image, slot: Box) -> bool:
    """Whether the picture has its slot's shape, so that every way to fit it shows the same."""
    shape = Crop(*look.crop).size(*image.upright_size)
    return look.crop == before.crop and bool(slot.width) and same_shape(*shape, slot)
