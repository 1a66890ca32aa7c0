"""Where a picture stands in its slot, and which part of it shows.

Crops are in thousandths of a percent of the picture's width and height, from the left, top, right
and bottom (ECMA-376 part 1, 20.1.8.55); a negative one adds an empty edge.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import NamedTuple

from deckgen.appearance.shapes import Box, Slot
from deckgen.content.base import Page, box_of, placeholder, properties, slot_box
from deckgen.content.picture.files import Broken
from deckgen.content.picture.image import PictureFile
from deckgen.opc.xml import Element, each, find, integer, make, percent, qn

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


def filling_crop(width: float, height: float, box: Box) -> Crop:
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


# Pictures as DrawingML (ECMA-376 part 1, 19.3.1.37 and 20.1.8).


# MS-ODRAWXML 2.30 and 2.29: where a picture is called decorative, and where its drawing is named.
_DECORATIVE = "{C183D7F6-B498-43B3-948B-1728B52AA6E4}"

_SVG = "{96DAC541-7B7A-43D3-8B79-37D633B846F1}"

QUARTER = 5_400_000

"""A quarter turn in the unit of `a:xfrm/@rot`, a 60,000th of a degree."""

SIDES = ("l", "t", "r", "b")


@dataclass(frozen=True, slots=True)
class PictureLook:
    """How a picture shows. `fit` is one of FITS, `crop` what is cut off as a person sees it;
    `original` embeds the file as it is."""

    decorative: bool = False
    fit: str = FITS[0]
    crop: Crop = UNCUT
    original: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class PicturePlacement:
    """Where a picture stands and what is cut off, as a person sees it.

    `quarters` are the quarter turns clockwise that the shape gives to the stored picture.
    """

    box: Box
    crop: Crop
    quarters: int = 0


def picture_placement(
    size: tuple[int, int], quarters: int, look: PictureLook, box: Box
) -> PicturePlacement:
    """Where a picture goes in a box; `size` is its size as a person sees it.

    It goes nowhere else where the box has no size, which says that nobody knows the place.
    """
    width, height = size
    if not (box.width and box.height):
        return PicturePlacement(box, look.crop, quarters)
    if look.fit == "fill":
        return PicturePlacement(box, filling_crop(width, height, box), quarters)
    if look.fit == "stretch":
        return PicturePlacement(box, look.crop, quarters)
    return PicturePlacement(fitted(*look.crop.size(width, height), box), look.crop, quarters)


def fresh(image: PictureFile, look: PictureLook, box: Box) -> PicturePlacement:
    """Where a picture goes in a box once its file is embedded as it is to be."""
    quarters = image.quarters if look.original and image.can_stay else 0
    return picture_placement(image.upright_size, quarters, look, box)


def write(image: PictureFile, alt: str, look: PictureLook, slot: Slot, page: Page) -> Element:
    """The `p:pic` of a picture in a slot. Raises Broken where the file cannot be read."""
    about = make("p:cNvPr", {"id": page.next_id(), "name": slot.name})
    describe(about, alt, decorative=look.decorative)
    place = fresh(image, look, slot.box)
    blip = make("a:blip")
    embed(blip, image, look, place, page)
    fill = make("p:blipFill", None, blip, make("a:stretch", None, make("a:fillRect")))
    shape = make("p:spPr", None, make("a:prstGeom", {"prst": "rect"}, make("a:avLst")))
    lock = make("a:picLocks", {"noGrp": "1"})
    pic = make(
        "p:pic",
        None,
        make("p:nvPicPr", None, about, make("p:cNvPicPr", None, lock), placeholder(slot)),
        fill,
        shape,
    )
    put(pic, look, place)
    return pic


def describe(about: Element, alt: str, *, decorative: bool) -> None:
    """Say on a `p:cNvPr` what the picture shows, or that it only decorates."""
    if alt:
        about.set("descr", alt)
    elif about.get("descr") is not None:
        del about.attrib["descr"]
    extensions = find(about, "a:extLst")
    for extension in extensions if extensions is not None else ():
        if extension.get("uri") == _DECORATIVE and extensions is not None:
            extensions.remove(extension)
    if decorative:
        if extensions is None:
            extensions = make("a:extLst")
            about.append(extensions)
        mark = make("adec:decorative", {"val": "1"})
        extensions.append(make("a:ext", {"uri": _DECORATIVE}, mark))
    elif extensions is not None and not len(extensions):
        about.remove(extensions)


def embed(
    blip: Element, image: PictureFile, look: PictureLook, place: PicturePlacement, page: Page
) -> None:
    """Name on an `a:blip` the media parts of a picture, which are added where they are new."""
    width, height = _whole(place)
    if image.is_svg:
        drawing = page.package.media(image.data, "svg", "image/svg+xml")
        picture = page.package.media(image.fallback, "png", "image/png")
    else:
        drawing = None
        media = (
            image.unchanged() if look.original and image.can_stay else image.media(width, height)
        )
        picture = page.package.media(media.data, media.suffix[1:], media.content_type)
    blip.set(qn("r:embed"), page.part.relate(picture, "image"))
    extensions = find(blip, "a:extLst")
    for extension in list(extensions) if extensions is not None else ():
        if extension.get("uri") == _SVG and extensions is not None:
            extensions.remove(extension)
    if drawing is not None:
        if extensions is None:
            extensions = make("a:extLst")
            blip.append(extensions)
        named = make("asvg:svgBlip", {"r:embed": page.part.relate(drawing, "image")})
        extensions.append(make("a:ext", {"uri": _SVG}, named))
    elif extensions is not None and not len(extensions):
        blip.remove(extensions)


def _whole(place: PicturePlacement) -> tuple[float, float]:
    """The size at which the whole picture would show, with what is cut off."""
    left, high = place.crop.size(1, 1)
    return place.box.width / max(left, 0.01), place.box.height / max(high, 0.01)


def transform(pic: Element) -> Element:
    """The `a:xfrm` of a picture, made where it leaves its place to its layout."""
    found = next(each(pic, "a:xfrm"), None)
    if found is None:
        found = make("a:xfrm")
        shape = find(pic, "p:spPr")
        if shape is None:
            shape = make("p:spPr")
            next(each(pic, "p:blipFill")).addnext(shape)
        shape.insert(0, found)
    return found


def put(pic: Element, look: PictureLook, place: PicturePlacement) -> None:
    """Set where a picture stands and what is cut off.

    A place without a size is one that nobody says; the picture keeps what it has.

    Zeros are spelt out where a picture fills its slot or is stretched to it, so that this is
    known again where the picture happens to have the slot's shape.
    """
    box = turned(place.box, place.quarters)
    if box.width and box.height:
        stands = transform(pic)
        stands[:] = [
            make("a:off", {"x": box.x, "y": box.y}),
            make("a:ext", {"cx": box.width, "cy": box.height}),
        ]
        if place.quarters:
            stands.set("rot", str(place.quarters * QUARTER))
    crop = place.crop.turned(place.quarters)
    fill = next(each(pic, "p:blipFill"))
    for old in fill.findall(qn("a:srcRect")):
        fill.remove(old)
    if crop != UNCUT or look.fit == "fill":
        spelt = {
            side: str(cut)
            for side, cut in zip(SIDES, crop, strict=True)
            if cut or look.fit == "fill"
        }
        after = find(fill, "a:blip")
        fill.insert(0 if after is None else fill.index(after) + 1, make("a:srcRect", spelt))
    stretched = next(each(fill, "a:fillRect"), None)
    if stretched is not None:
        stretched.attrib.clear()
        if look.fit == "stretch":
            stretched.attrib.update(dict.fromkeys(SIDES, "0"))
    for lock in each(pic, "a:picLocks"):
        if look.fit != "stretch":
            lock.set("noChangeAspect", "1")
        elif lock.get("noChangeAspect") is not None:
            del lock.attrib["noChangeAspect"]


# How a picture shows, from an editor, as its author would have said it.
#
# LibreOffice forgets that a picture only decorates, rounds what is cut off, and spells out edges
# that are not cut, which are our marks for how a picture was fitted.


def normalized(
    look: PictureLook, before: PictureLook, image: PictureFile, slot: Box, *, said: bool
) -> PictureLook:
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


def _cut_alike(look: PictureLook, before: PictureLook) -> bool:
    """Whether a picture cut alike on both sides now looks as if it was cut to its slot's shape."""
    left, top, right, bottom = before.crop
    both = before.crop != UNCUT and left == right and top == bottom and 0 in (left, top)
    return both and before.fit == FITS[0] and look.fit == "fill"


def _same_anyway(look: PictureLook, before: PictureLook, image: PictureFile, slot: Box) -> bool:
    """Whether the picture has its slot's shape, so that every way to fit it shows the same."""
    shape = Crop(*look.crop).size(*image.upright_size)
    return look.crop == before.crop and bool(slot.width) and same_shape(*shape, slot)


# Pictures out of DrawingML, from any editor (ECMA-376 part 1, 19.3.1.37 and 20.1.8).


_MEDIA = ("a:videoFile", "a:audioFile", "a:audioCd", "a:wavAudioFile", "a:quickTimeFile")


def read(pic: Element, page: Page) -> tuple[PictureFile, PictureLook] | None:
    """The picture of a `p:pic`; None for media, and for files that are missing or linked to."""
    if any(True for _ in each(pic, *_MEDIA)):
        return None
    blip = find(pic, "p:blipFill/a:blip")
    image = None if blip is None else _image(blip, page)
    if image is None:
        return None
    decorative = any(mark.get("val") in ("1", "true") for mark in each(pic, "adec:decorative"))
    fit, crop = _fit(pic, image, page)
    return image, PictureLook(decorative, fit, crop)


def _image(blip: Element, page: Page) -> PictureFile | None:
    picture = page.package.target(page.part, blip.get(qn("r:embed")))
    drawing = None
    for named in each(blip, "asvg:svgBlip"):
        drawing = page.package.target(page.part, named.get(qn("r:embed")))
    try:
        if drawing is not None:
            return PictureFile.of(drawing.blob, picture.blob if picture is not None else b"")
        return None if picture is None else PictureFile.of(picture.blob)
    except Broken:
        return None


def _fit(pic: Element, image: PictureFile, page: Page) -> tuple[str, Crop]:
    """How a picture was fitted, from its shape and that of its frame."""
    slot = slot_box(pic, page)
    frame = box_of(pic)
    if not frame.width or not frame.height:
        frame = slot
    quarters = quarters_of(pic, image)
    frame = turned(frame, quarters)
    width, height = image.upright_size if quarters else image.size
    rect = find(pic, "p:blipFill/a:srcRect")
    spelt = [None if rect is None else rect.get(side) for side in SIDES]
    stored = Crop(*(round(percent(value) * 1000) for value in spelt))
    crop = stored.turned(-quarters)
    filling = filling_crop(width, height, frame)
    if near(crop, filling) and (all(spelt) or (crop != UNCUT and alike(frame, slot))):
        return "fill", UNCUT
    zeros = find(pic, "p:blipFill/a:stretch/a:fillRect")
    marked = zeros is not None and all(zeros.get(side) for side in SIDES)
    fits = same_shape(*crop.size(width, height), frame)
    return ("fit" if fits and not marked else "stretch"), crop


def quarters_of(pic: Element, image: PictureFile) -> int:
    """The quarter turns that a shape gives to a stored picture to make it upright."""
    transform = next(each(pic, "a:xfrm"), None)
    if transform is None or integer(transform, "rot") != image.quarters * QUARTER:
        return 0
    return image.quarters


# A picture in a presentation made another one, with everything else left as it is.


def update_description(pic: Element, alt: str, look: PictureLook) -> None:
    """Say what the picture shows, or that it only decorates."""
    about = properties(pic)
    if about is not None:
        describe(about, alt, decorative=look.decorative)


def replace_picture(
    pic: Element, before: PictureFile, image: PictureFile, look: PictureLook, page: Page
) -> None:
    """Show an image in the place of the one before, or the same one in another way.

    Raises Broken where its file cannot be read.
    """
    quarters = quarters_of(pic, before)
    box = slot_box(pic, page)
    if image == before:
        size = before.upright_size if quarters else before.size
        put(pic, look, picture_placement(size, quarters, look, box))
        return
    if quarters:
        transform(pic).attrib.pop("rot", "")
    place = fresh(image, look, box)
    blip = find(pic, "p:blipFill/a:blip")
    if blip is not None:
        old = [named.get(qn("r:embed")) for named in each(blip, "a:blip", "asvg:svgBlip")]
        embed(blip, image, look, place, page)
        _release(page, [rid for rid in old if rid])
    put(pic, look, place)


def _release(page: Page, rids: list[str]) -> None:
    """Drop relationships that nothing on the slide names any more, and what only they reach."""
    used = {value for element in page.part.root.iter() for value in element.attrib.values()}
    gone: set[str] = set()
    for rid in rids:
        item = page.part.rels.get(rid)
        if item is not None and rid not in used:
            gone.add(item.target)
            page.part.rels.drop(rid)
    page.package.drop_unreached(gone)
