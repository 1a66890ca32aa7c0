"""What an editor changed in a presentation that a plan does not hold: boxes, layouts, bare shapes.

A plan says what stands in slots; where they stand is the template's. So these are for a person.
"""

from __future__ import annotations

from collections.abc import Iterator

from deckgen.content.base import Page
from deckgen.content.shapes import Held, survey
from deckgen.identity.base import base_in
from deckgen.identity.reading import Identified, identify
from deckgen.model import Box
from deckgen.ooxml import each, tag
from deckgen.opc import Package
from deckgen.package.base import NO_BOX, Base
from deckgen.package.places import box_of

_POINT = 12700
"""The tolerance for a box: one point, in EMU."""

_WHOLE = "the slide"
"""Where a transition or an animation stands, which are no objects."""


def beyond(package: Package, base: Base | None = None) -> list[str]:
    """What was changed on the base's slides that no plan holds, a line each.

    Those are slots that were dragged or resized, and new shapes without content. The height of a
    table and of a shape that grows with its text follows what they hold, so it is not compared.
    """
    known = base or base_in(package)
    if known is None:
        return []
    found = identify(package, known)
    return [line for slide in found for line in _of_slide(slide, package, known)]


def _of_slide(slide: Identified, package: Package, base: Base) -> Iterator[str]:
    before = base.plan.slide(slide.id)
    if before is None:
        yield from _untold(slide, package, base)
        return
    slots = {name for name, _ in before.slots}
    for held in slide.shapes:
        if held.name in slots:
            was = base.place(slide.id, held.name).box
            now = box_of(held.shape, slide.part, package)
            if _moved(was, now, held):
                yield f"slide `{slide.id}`: the box of `{held.name}` is {_told(was, now)}"
        elif not before.like and _is_bare(held):
            yield f"slide `{slide.id}`: the new shape `{held.name}` holds nothing that YAML tells"


def _untold(slide: Identified, package: Package, base: Base) -> Iterator[str]:
    """The objects of a new slide that are of no kind YAML has, such as a radar chart."""
    for kept in survey(slide.part.root, Page(package, slide.part, base.plan.language)).kept:
        if kept.name != _WHOLE:
            yield (
                f"slide `{slide.id}` is new, and YAML does not tell its {kept.word} "
                f"`{kept.name}`: see that the build has it"
            )


def _moved(was: Box, now: Box, held: Held) -> bool:
    """Whether a box stands elsewhere; shapes in groups are placed by their groups."""
    parent = held.shape.getparent()
    if NO_BOX in (was, now) or parent is None or tag(parent) != "p:spTree":
        return False
    if held.content.key == "picture" and _fits(was, now):
        return False
    sides = [name for name in Box._fields if name not in _free_sides(held)]
    return any(abs(getattr(was, side) - getattr(now, side)) > _POINT for side in sides)


def _fits(slot: Box, now: Box) -> bool:
    """Whether a picture stands in its slot as one of its proportions may: whole, on two sides."""
    left, top = now.x - slot.x, now.y - slot.y
    right, bottom = slot.width - left - now.width, slot.height - top - now.height
    inside = min(left, top, right, bottom) >= -_POINT
    return inside and (max(left, right) <= _POINT or max(top, bottom) <= _POINT)


def _free_sides(held: Held) -> tuple[str, ...]:
    """The sides of a box that follow what the shape holds: editors work them out anew."""
    if any(body.get("wrap") == "none" for body in each(held.shape, "a:bodyPr")):
        return "x", "width", "height"
    grows = any(any(True for _ in each(held.shape, name)) for name in ("a:tbl", "a:spAutoFit"))
    return ("height",) if grows else ()


def _is_bare(held: Held) -> bool:
    return held.content.is_blank() and not any(True for _ in each(held.shape, "p:ph"))


def _told(was: Box, now: Box) -> str:
    one, other = (", ".join(f"{side / _POINT:.0f}" for side in box) for box in (was, now))
    return f"at {other} instead of {one} pt (left, top, width, height)"
