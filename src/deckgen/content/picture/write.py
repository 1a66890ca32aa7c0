"""Pictures as DrawingML (ECMA-376 part 1, 19.3.1.37 and 20.1.8)."""

from __future__ import annotations

from dataclasses import dataclass, field

from deckgen.content.base import Page, placeholder
from deckgen.content.picture import box as picture_box
from deckgen.content.picture.box import FITS, UNCUT, Crop
from deckgen.content.picture.image import Image
from deckgen.model import Box, Slot
from deckgen.ooxml import Element, each, find, make, qn

# MS-ODRAWXML 2.30 and 2.29: where a picture is called decorative, and where its drawing is named.
_DECORATIVE = "{C183D7F6-B498-43B3-948B-1728B52AA6E4}"
_SVG = "{96DAC541-7B7A-43D3-8B79-37D633B846F1}"
QUARTER = 5_400_000
"""A quarter turn in the unit of `a:xfrm/@rot`, a 60,000th of a degree."""
SIDES = ("l", "t", "r", "b")


@dataclass(frozen=True, slots=True)
class Look:
    """How a picture shows. `fit` is one of FITS, `crop` what is cut off as a person sees it;
    `original` embeds the file as it is."""

    decorative: bool = False
    fit: str = FITS[0]
    crop: Crop = UNCUT
    original: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a picture stands and what is cut off, as a person sees it.

    `quarters` are the quarter turns clockwise that the shape gives to the stored picture.
    """

    box: Box
    crop: Crop
    quarters: int = 0


def placed(size: tuple[int, int], quarters: int, look: Look, box: Box) -> Placed:
    """Where a picture goes in a box; `size` is its size as a person sees it.

    It goes nowhere else where the box has no size, which says that nobody knows the place.
    """
    width, height = size
    if not (box.width and box.height):
        return Placed(box, look.crop, quarters)
    if look.fit == "fill":
        return Placed(box, picture_box.filling(width, height, box), quarters)
    if look.fit == "stretch":
        return Placed(box, look.crop, quarters)
    return Placed(picture_box.fitted(*look.crop.size(width, height), box), look.crop, quarters)


def fresh(image: Image, look: Look, box: Box) -> Placed:
    """Where a picture goes in a box once its file is embedded as it is to be."""
    quarters = image.quarters if look.original and image.can_stay else 0
    return placed(image.upright_size, quarters, look, box)


def write(image: Image, alt: str, look: Look, slot: Slot, page: Page) -> Element:
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


def embed(blip: Element, image: Image, look: Look, place: Placed, page: Page) -> None:
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


def _whole(place: Placed) -> tuple[float, float]:
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


def put(pic: Element, look: Look, place: Placed) -> None:
    """Set where a picture stands and what is cut off.

    A place without a size is one that nobody says; the picture keeps what it has.

    Zeros are spelt out where a picture fills its slot or is stretched to it, so that this is
    known again where the picture happens to have the slot's shape.
    """
    box = picture_box.turned(place.box, place.quarters)
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
