"""The boxes of shapes: written, and whether a shape stands where its slot is, or has its own.

A table is as high as its rows and a picture keeps its proportions, so that these may differ from
the box of the slot that they were written in.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from deckgen.appearance.shapes import Box, transform_of
from deckgen.opc import xml
from deckgen.opc.xml import EMU_PER_POINT, Element, each, find, find_all, make, markup, tag


def transform(box: Box) -> Element:
    """An `a:xfrm`: a shape's position and size, in EMU."""
    [found] = xml.elements(box_markup(box))
    return found


def box_markup(box: Box, *more: str, name: str = "a:xfrm", **attributes: object) -> str:
    """An `a:xfrm` with attributes, and `more` behind the position and size, as markup."""
    return markup(
        name,
        attributes,
        markup("a:off", {"x": box.x, "y": box.y}),
        markup("a:ext", {"cx": box.width, "cy": box.height}),
        *more,
    )


def set_box(shape: Element, to: Box) -> None:
    """Give a shape another box, in EMU; how it is turned stays."""
    found = transform_of(shape)
    if found is None:
        found = make("a:xfrm")
        properties = find(shape, "p:spPr")
        assert properties is not None, "only shapes that a placeholder places have no transform"
        properties.insert(0, found)
    for old in find_all(found, "a:off") + find_all(found, "a:ext"):
        found.remove(old)
    found[:0] = list(transform(to))


_FITS = ("a:spAutoFit", "a:normAutofit", "a:noAutofit")


def free_sides(shape: Element, bodies: Sequence[Element]) -> tuple[str, ...]:
    """The fields of a `Box` that depend on the shape's content, which editors compute again.

    `bodies` are the `a:bodyPr` of the shape and of what it inherits from, nearest first.
    """
    if tag(shape) == "p:grpSp":
        return ()
    if next(each(shape, "a:tbl"), None) is not None:
        return ("height",)
    anchor, flow = (
        next((value for body in bodies if (value := body.get(name))), default)
        for name, default in (("anchor", "t"), ("vert", "horz"))
    )
    down = ("height",) if (anchor, flow) == ("t", "horz") else ("y", "height")
    if any(body.get("wrap") == "none" for body in bodies[:1]):
        return "x", "width", *down
    fits = next((fit for body in bodies for fit in body if tag(fit) in _FITS), None)
    return down if fits is not None and tag(fits) == "a:spAutoFit" else ()


def same_place(was: Box, now: Box, free: Collection[str], slack: float) -> bool:
    """Whether two boxes are the same within `slack`, in the unit of the boxes.

    A free size may differ, and a free position if the size does: a box that kept its size and
    stands elsewhere was dragged.
    """
    across, down = (
        abs(was.width - now.width) <= slack,
        abs(was.height - now.height) <= slack,
    )
    return (
        (across or "width" in free)
        and (down or "height" in free)
        and (abs(was.x - now.x) <= slack or ("x" in free and not across))
        and (abs(was.y - now.y) <= slack or ("y" in free and not down))
    )


def picture_fits(slot: Box, now: Box) -> bool:
    """Whether a picture fills its slot in one direction and stays inside it in the other."""
    left, top = now.x - slot.x, now.y - slot.y
    right, bottom = slot.width - left - now.width, slot.height - top - now.height
    inside = min(left, top, right, bottom) >= -EMU_PER_POINT
    return inside and (max(left, right) <= EMU_PER_POINT or max(top, bottom) <= EMU_PER_POINT)


def own_box(
    shape: Element, bodies: Sequence[Element], slot: Box, now: Box, free: Sequence[str] = ()
) -> Box | None:
    """The box of a shape that was moved or resized in its slot by more than a point, else None.

    `bodies` are as for `free_sides`, `slot` and `now` the boxes of the slot and of the shape in
    EMU, and `free` are further sides that do not count. A height that follows the content is the
    slot's.
    """
    if tag(shape) == "p:pic" and picture_fits(slot, now):
        return None
    follows = free_sides(shape, bodies)
    if same_place(slot, now, (*follows, *free), EMU_PER_POINT):
        return None
    return now._replace(height=slot.height) if follows == ("height",) else now


_STEP = EMU_PER_POINT // 10


def to_tenths(box: Box, slot: Box) -> Box:
    """The box as YAML says it: its sides in tenths of a point, those of the slot where they differ
    by less than a point."""
    near = (o if abs(o - n) <= EMU_PER_POINT else n for o, n in zip(slot, box, strict=True))
    return Box(*(round(side / _STEP) * _STEP for side in near))
