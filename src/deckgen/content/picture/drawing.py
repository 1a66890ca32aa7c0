"""Pictures as DrawingML (ECMA-376 part 1, 19.3.1.37 and 20.1.8): fitting, cropping, both ways.

Crops are in thousandths of a percent of the picture's width and height, from the left, top, right
and bottom (20.1.8.55); a negative one adds an empty edge. Boxes are in EMU. A stored picture that
is not upright is turned by the rotation of its shape, in quarter turns clockwise.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import NamedTuple

from msgspec import Struct

from deckgen.appearance.placement import transform
from deckgen.appearance.shapes import NO_BOX, Box, Slot, box, transform_of
from deckgen.content import (
    Page,
    is_decorative,
    non_visual_properties,
    placeholder,
    set_description,
    slot_box,
)
from deckgen.content.picture.files import Broken, PictureFile
from deckgen.opc import xml
from deckgen.opc.xml import EMU_PER_POINT, Element, each, elements, find, integer, make, percent, qn

WHOLE = 100_000
"""The whole width or height of a picture, in the unit of crops."""
FITS = ("fit", "fill", "stretch")


class Crop(NamedTuple):
    """What is cut off a picture on each side, in thousandths of a percent."""

    left: int = 0
    top: int = 0
    right: int = 0
    bottom: int = 0

    def size(self, width: float, height: float) -> tuple[float, float]:
        """What remains of a width and a height."""
        return (
            width * (WHOLE - self.left - self.right) / WHOLE,
            height * (WHOLE - self.top - self.bottom) / WHOLE,
        )

    def turned(self, quarters: int) -> Crop:
        """The crop of the stored picture that gives this crop of the upright one.

        `quarters` are the quarter turns clockwise that make it upright; negative ones give the
        inverse.
        """
        quarters %= 4
        return Crop(*self[quarters:], *self[:quarters])


UNCUT = Crop()


def fitted(width: float, height: float, box: Box) -> Box:
    """The largest box with this ratio of width to height, in the middle of another."""
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
    """The crop, equal on both sides, that gives a picture the aspect ratio of a box."""
    over = width * box.height - height * box.width
    if over > 0:
        cut = round(over / (width * box.height) * WHOLE)
        return Crop(left=cut // 2, right=cut - cut // 2)
    cut = round(-over / (height * box.width) * WHOLE) if box.width else 0
    return Crop(top=cut // 2, bottom=cut - cut // 2)


def same_ratio(width: float, height: float, box: Box) -> bool:
    """Whether a box has the aspect ratio of a width and height, within half a percent."""
    return abs(width * box.height - height * box.width) <= 0.005 * width * box.height


def crops_nearly_equal(one: Crop, other: Crop) -> bool:
    """Whether two crops are equal but for the rounding of editors."""
    return all(abs(a - b) <= 300 for a, b in zip(one, other, strict=True))


def same_size(one: Box, other: Box) -> bool:
    """Whether two boxes have the same size, within half a percent."""
    return (
        abs(one.width - other.width) <= 0.005 * other.width
        and abs(one.height - other.height) <= 0.005 * other.height
    )


def turned(box: Box, quarters: int) -> Box:
    """A box turned about its middle by quarter turns; its own inverse."""
    if quarters % 2 == 0:
        return box
    x = box.x + (box.width - box.height) // 2
    y = box.y + (box.height - box.width) // 2
    return Box(x, y, box.height, box.width)


# Writing.


_SVG = "{96DAC541-7B7A-43D3-8B79-37D633B846F1}"  # MS-ODRAWXML 2.29
_QUARTER = 5_400_000
"""A quarter turn in the unit of `a:xfrm/@rot`, a 60,000th of a degree."""
_SIDES = ("l", "t", "r", "b")


@dataclass(frozen=True, slots=True)
class PictureOptions:
    """The options of a picture.

    `fit` is one of FITS, `crop` that of the upright picture; `original` embeds the file as it is.
    """

    decorative: bool = False
    fit: str = FITS[0]
    crop: Crop = UNCUT
    original: bool = field(default=False, compare=False)


class PicturePlacement(Struct, frozen=True):
    """The box and crop of the upright picture.

    `quarters` are the quarter turns clockwise by which its shape turns the stored picture.
    """

    box: Box
    crop: Crop
    quarters: int = 0


def _placement_in(
    size: tuple[int, int], quarters: int, options: PictureOptions, box: Box
) -> PicturePlacement:
    """The placement of a picture in a box; `size` is that of the upright picture.

    A box without a size is that of a slot whose place is not known; it stays as it is.
    """
    width, height = size
    if not (box.width and box.height):
        return PicturePlacement(box, options.crop, quarters)
    if options.fit == "fill":
        return PicturePlacement(box, filling_crop(width, height, box), quarters)
    if options.fit == "stretch":
        return PicturePlacement(box, options.crop, quarters)
    return PicturePlacement(fitted(*options.crop.size(width, height), box), options.crop, quarters)


def new_placement(image: PictureFile, options: PictureOptions, box: Box) -> PicturePlacement:
    """The placement of a picture in a box if it is embedded again with these options."""
    quarters = image.quarters if options.original and image.can_stay else 0
    return _placement_in(image.upright_size, quarters, options, box)


def write(image: PictureFile, alt: str, options: PictureOptions, slot: Slot, page: Page) -> Element:
    """The `p:pic` of a picture in a slot. Raises Broken where the file cannot be read."""
    about = make("p:cNvPr", {"id": page.next_id(), "name": slot.name})
    set_description(about, alt, decorative=options.decorative)
    place = new_placement(image, options, slot.box)
    blip = make("a:blip")
    _embed_media(blip, image, options, place, page)
    fill = make("p:blipFill", None, blip, make("a:stretch", None, make("a:fillRect")))
    shape = make("p:spPr", None, make("a:prstGeom", {"prst": "rect"}, make("a:avLst")))
    lock = make("a:picLocks", {"noGrp": "1"})
    [kind] = elements(placeholder(slot))
    pic = make(
        "p:pic",
        None,
        make("p:nvPicPr", None, about, make("p:cNvPicPr", None, lock), kind),
        fill,
        shape,
    )
    set_placement(pic, options, place)
    return pic


def _embed_media(
    blip: Element, image: PictureFile, options: PictureOptions, place: PicturePlacement, page: Page
) -> None:
    """Make an `a:blip` refer to the media parts of a picture, which are added to the package."""
    width, height = _whole_size(place)
    if image.is_svg:
        drawing = page.package.media(image.data, "svg", "image/svg+xml")
        picture = page.package.media(image.fallback, "png", "image/png")
    else:
        drawing = None
        media = (
            image.unchanged() if options.original and image.can_stay else image.media(width, height)
        )
        picture = page.package.media(media.data, media.suffix[1:], media.content_type)
    blip.set(qn("r:embed"), page.part.relate(picture, "image"))
    named = None
    if drawing is not None:
        named = make("asvg:svgBlip", {"r:embed": page.part.relate(drawing, "image")})
    xml.set_extension(blip, "a:extLst", _SVG, named)


def _whole_size(place: PicturePlacement) -> tuple[float, float]:
    """The size of the whole picture on the slide, with what is cut off, in EMU."""
    across, down = place.crop.size(1, 1)
    return place.box.width / max(across, 0.01), place.box.height / max(down, 0.01)


def _transform(pic: Element) -> Element:
    """The `a:xfrm` of a picture, which is made where it has none."""
    found = transform_of(pic)
    if found is None:
        found = make("a:xfrm")
        shape = find(pic, "p:spPr")
        if shape is None:
            shape = make("p:spPr")
            next(each(pic, "p:blipFill")).addnext(shape)
        shape.insert(0, found)
    return found


def set_placement(pic: Element, options: PictureOptions, place: PicturePlacement) -> None:
    """Set the position and crop of a picture; a placement without a size leaves the position.

    Crops of zero are written out where a picture fills its slot or is stretched to it, so that
    this can be read back where the picture happens to have the slot's aspect ratio.
    """
    box = turned(place.box, place.quarters)
    if box.width and box.height:
        xfrm = _transform(pic)
        xfrm[:] = list(transform(box))
        if place.quarters:
            xfrm.set("rot", str(place.quarters * _QUARTER))
    crop = place.crop.turned(place.quarters)
    fill = next(each(pic, "p:blipFill"))
    for old in fill.findall(qn("a:srcRect")):
        fill.remove(old)
    if crop != UNCUT or options.fit == "fill":
        sides = {
            side: str(cut)
            for side, cut in zip(_SIDES, crop, strict=True)
            if cut or options.fit == "fill"
        }
        xml.insert(fill, make("a:srcRect", sides), ("a:tile", "a:stretch"))
    stretched = next(each(fill, "a:fillRect"), None)
    if stretched is not None:
        stretched.attrib.clear()
        if options.fit == "stretch":
            stretched.attrib.update(dict.fromkeys(_SIDES, "0"))
    for lock in each(pic, "a:picLocks"):
        if options.fit != "stretch":
            lock.set("noChangeAspect", "1")
        elif lock.get("noChangeAspect") is not None:
            del lock.attrib["noChangeAspect"]


# Normalizing. LibreOffice drops that a picture is decorative, rounds crops, and writes out crops of
# zero, which tell how a picture was fitted.


def normalized(
    options: PictureOptions, before: PictureOptions, image: PictureFile, slot: Box, *, has_alt: bool
) -> PictureOptions:
    """The options of a picture saved by an editor, those of `before` where they show the same.

    `has_alt` is whether the picture has an alternative text.
    """
    if before.decorative and not has_alt:
        options = replace(options, decorative=True)
    if crops_nearly_equal(options.crop, before.crop):
        options = replace(options, crop=before.crop)
    if (options.fit, options.crop) != (before.fit, before.crop) and (
        _was_even_crop(options, before) or _same_for_every_fit(options, before, image, slot)
    ):
        options = replace(options, fit=before.fit, crop=before.crop)
    return options


def _was_even_crop(options: PictureOptions, before: PictureOptions) -> bool:
    """Whether a crop of before, equal on both sides, now reads as `fill`."""
    left, top, right, bottom = before.crop
    even = before.crop != UNCUT and left == right and top == bottom and 0 in (left, top)
    return even and before.fit == FITS[0] and options.fit == "fill"


def _same_for_every_fit(
    options: PictureOptions, before: PictureOptions, image: PictureFile, slot: Box
) -> bool:
    """Whether the picture has its slot's aspect ratio, so that every `fit` shows the same."""
    shape = Crop(*options.crop).size(*image.upright_size)
    return options.crop == before.crop and bool(slot.width) and same_ratio(*shape, slot)


# Reading pictures as any editor writes them.


_MEDIA = ("a:videoFile", "a:audioFile", "a:audioCd", "a:wavAudioFile", "a:quickTimeFile")


def read(pic: Element, page: Page) -> tuple[PictureFile, PictureOptions] | None:
    """The picture of a `p:pic` and its options; None for media, and for missing or linked files."""
    if any(True for _ in each(pic, *_MEDIA)):
        return None
    blip = find(pic, "p:blipFill/a:blip")
    image = None if blip is None else _image(blip, page)
    if image is None:
        return None
    decorative = is_decorative(non_visual_properties(pic))
    fit, crop = _fit(pic, image, page)
    return image, PictureOptions(decorative, fit, crop)


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
    """The `fit` and crop of a picture, from its crop and the ratios of picture, shape and slot."""
    slot = slot_box(pic, page)
    frame = box(pic) or NO_BOX
    if not frame.width or not frame.height:
        frame = slot
    quarters = quarters_of(pic, image)
    frame = turned(frame, quarters)
    width, height = image.upright_size if quarters else image.size
    rect = find(pic, "p:blipFill/a:srcRect")
    sides = [None if rect is None else rect.get(side) for side in _SIDES]
    stored = Crop(*(round(percent(value) * 1000) for value in sides))
    crop = stored.turned(-quarters)
    filling = filling_crop(width, height, frame)
    if crops_nearly_equal(crop, filling) and (
        all(sides) or (crop != UNCUT and same_size(frame, slot))
    ):
        return "fill", UNCUT
    fill_rect = find(pic, "p:blipFill/a:stretch/a:fillRect")
    stretched = fill_rect is not None and all(fill_rect.get(side) for side in _SIDES)
    fits = same_ratio(*crop.size(width, height), frame)
    return ("fit" if fits and not stretched else "stretch"), crop


def quarters_of(pic: Element, image: PictureFile) -> int:
    """The quarter turns by which a shape turns a stored picture to make it upright."""
    xfrm = transform_of(pic)
    if xfrm is None or integer(xfrm, "rot") != image.quarters * _QUARTER:
        return 0
    return image.quarters


# Updating the picture of a shape; all that does not differ stays as it is.


def update_description(pic: Element, alt: str, options: PictureOptions) -> None:
    """Change the alternative text, or whether the picture is decorative."""
    about = non_visual_properties(pic)
    if about is not None:
        set_description(about, alt, decorative=options.decorative)


def replace_picture(
    pic: Element,
    before: tuple[PictureFile, PictureOptions],
    image: PictureFile,
    options: PictureOptions,
    page: Page,
) -> None:
    """Replace the picture of before by another, or show the same with other options.

    It stays where it is if that is not where its slot would put it. Raises Broken where its file
    cannot be read.
    """
    shown, known = before
    quarters = quarters_of(pic, shown)
    size = shown.upright_size if quarters else shown.size
    box = _place_of(pic, size, quarters, known, slot_box(pic, page))
    if image == shown:
        set_placement(pic, options, _placement_in(size, quarters, options, box))
        return
    if quarters:
        _transform(pic).attrib.pop("rot", "")
    place = new_placement(image, options, box)
    blip = find(pic, "p:blipFill/a:blip")
    if blip is not None:
        old = [named.get(qn("r:embed")) for named in each(blip, "a:blip", "asvg:svgBlip")]
        _embed_media(blip, image, options, place, page)
        _drop_unused(page, [rid for rid in old if rid])
    set_placement(pic, options, place)


def _place_of(
    pic: Element, size: tuple[int, int], quarters: int, options: PictureOptions, slot: Box
) -> Box:
    """The box for what replaces a picture: its slot's, else its own where that is another."""
    frame = box(pic) or NO_BOX
    if not (frame.width and frame.height):
        return slot
    own = turned(frame, quarters)
    put = _placement_in(size, quarters, options, slot).box
    near = all(abs(a - b) <= EMU_PER_POINT for a, b in zip(own, put, strict=True))
    return slot if near else own


def _drop_unused(page: Page, rids: list[str]) -> None:
    """Drop relationships that the slide does not use any more, and parts that only they reach."""
    used = {value for element in page.part.root.iter() for value in element.attrib.values()}
    targets: set[str] = set()
    for rid in rids:
        item = page.part.rels.get(rid)
        if item is not None and rid not in used:
            targets.add(item.target)
            page.part.rels.drop(rid)
    page.package.drop_unreached(targets, page.slides.values())
