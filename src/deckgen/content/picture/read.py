"""Pictures out of DrawingML, from any editor (ECMA-376 part 1, 19.3.1.37 and 20.1.8)."""

from __future__ import annotations

from deckgen.content.base import Page
from deckgen.content.picture import box
from deckgen.content.picture.box import UNCUT, Crop
from deckgen.content.picture.headers import Broken
from deckgen.content.picture.image import Image
from deckgen.content.picture.write import QUARTER, SIDES, Look
from deckgen.content.standing import box_of, slot_box
from deckgen.ooxml import Element, each, find, integer, percent, qn

_MEDIA = ("a:videoFile", "a:audioFile", "a:audioCd", "a:wavAudioFile", "a:quickTimeFile")


def read(pic: Element, page: Page) -> tuple[Image, Look] | None:
    """The picture of a `p:pic`; None for media, and for files that are missing or linked to."""
    if any(True for _ in each(pic, *_MEDIA)):
        return None
    blip = find(pic, "p:blipFill/a:blip")
    image = None if blip is None else _image(blip, page)
    if image is None:
        return None
    decorative = any(mark.get("val") in ("1", "true") for mark in each(pic, "adec:decorative"))
    fit, crop = _fit(pic, image, page)
    return image, Look(decorative, fit, crop)


def _image(blip: Element, page: Page) -> Image | None:
    picture = page.package.target(page.part, blip.get(qn("r:embed")))
    drawing = None
    for named in each(blip, "asvg:svgBlip"):
        drawing = page.package.target(page.part, named.get(qn("r:embed")))
    try:
        if drawing is not None:
            return Image.of(drawing.blob, picture.blob if picture is not None else b"")
        return None if picture is None else Image.of(picture.blob)
    except Broken:
        return None


def _fit(pic: Element, image: Image, page: Page) -> tuple[str, Crop]:
    """How a picture was fitted, from its shape and that of its frame."""
    slot = slot_box(pic, page)
    frame = box_of(pic)
    if not frame.width or not frame.height:
        frame = slot
    quarters = quarters_of(pic, image)
    frame = box.turned(frame, quarters)
    width, height = image.upright_size if quarters else image.size
    rect = find(pic, "p:blipFill/a:srcRect")
    spelt = [None if rect is None else rect.get(side) for side in SIDES]
    stored = Crop(*(round(percent(value) * 1000) for value in spelt))
    crop = stored.turned(-quarters)
    filling = box.filling(width, height, frame)
    if box.near(crop, filling) and (all(spelt) or (crop != UNCUT and box.alike(frame, slot))):
        return "fill", UNCUT
    zeros = find(pic, "p:blipFill/a:stretch/a:fillRect")
    marked = zeros is not None and all(zeros.get(side) for side in SIDES)
    fits = box.same_shape(*crop.size(width, height), frame)
    return ("fit" if fits and not marked else "stretch"), crop


def quarters_of(pic: Element, image: Image) -> int:
    """The quarter turns that a shape gives to a stored picture to make it upright."""
    transform = next(each(pic, "a:xfrm"), None)
    if transform is None or integer(transform, "rot") != image.quarters * QUARTER:
        return 0
    return image.quarters
