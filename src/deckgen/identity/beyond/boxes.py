"""Slots of a slide that were dragged or resized, and shapes that came and hold nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from deckgen.beyond.shape_place import free_sides, is_place, stands_at
from deckgen.content.shapes import Held
from deckgen.fit.inherit import lineage
from deckgen.identity.beyond.change import Beyond
from deckgen.identity.reading import Identified
from deckgen.model import Box
from deckgen.ooxml import each, tag
from deckgen.opc import Package
from deckgen.package.base import NO_BOX, Base
from deckgen.package.places import box_of
from deckgen.template import box

_POINT = 12700
"""The tolerance for a box: one point, in EMU."""


def moved(slide: Identified, package: Package, base: Base, *, anew: bool) -> Iterator[Beyond]:
    """The slots of a slide of the base that stand elsewhere.

    The height of a table and of a shape that grows with its text follows what they hold, so it is
    not compared; neither is a table's width where `anew` says that the editor works that out.
    What a layout says of where its slots stand is the layout's: it is told there, once.
    """
    before = base.plan.slide(slide.id)
    slots = set() if before is None else {name for name, _ in before.slots}
    for held in slide.shapes:
        if before is None or held.name not in slots:
            continue
        was = base.place(slide.id, held.name).box
        laid = box(held.shape) is None and _laid_out(was, before.layout, base)
        now = box_of(held.shape, slide.part, package)
        if not laid and differs(was, now, held, free(held, slide, package, anew=anew)):
            yield Beyond(slide.id, held.name, f"the box of `{held.name}` is {told(was, now)}")


def bare(slide: Identified, base: Base) -> Iterator[Beyond]:
    """New shapes without content, where the base does not say which there were."""
    before = base.plan.slide(slide.id)
    slots = set() if before is None else {name for name, _ in before.slots}
    for held in slide.shapes:
        if before is not None and held.name not in slots and not before.like and _is_bare(held):
            what = f"the new shape `{held.name}` holds nothing that YAML tells"
            yield Beyond(slide.id, held.name, what)


def _is_bare(held: Held) -> bool:
    return held.content.is_blank() and next(each(held.shape, "p:ph"), None) is None


def _laid_out(place: Box, layout: str, base: Base) -> bool:
    """Whether a shape of a layout stood there when the deck was built."""
    masters = () if base.seen is None else base.seen.template.masters
    return any(
        stands_at(words, place)
        for _, layouts in masters
        for name, seen in layouts.items()
        if name == layout
        for words in seen.shapes.values()
    )


def free(held: Held, slide: Identified, package: Package, *, anew: bool = False) -> Sequence[str]:
    """The sides of a box that follow what the shape holds."""
    bodies = lineage(held.shape, slide.part, package).body_properties()
    found = free_sides(held.shape, bodies)
    return (*found, "width") if anew and held.content.key == "table" else found


def differs(was: Box, now: Box, held: Held, free: Sequence[str]) -> bool:
    """Whether a box stands elsewhere; shapes in groups, and groups, are looked at otherwise."""
    parent = held.shape.getparent()
    grouped = parent is None or tag(parent) != "p:spTree"
    if NO_BOX in (was, now) or grouped or tag(held.shape) == "p:grpSp":
        return False
    if held.content.key == "picture" and _fits(was, now):
        return False
    return not is_place(was, now, free, _POINT)


def _fits(slot: Box, now: Box) -> bool:
    """Whether a picture stands in its slot as one of its proportions may: whole, on two sides."""
    left, top = now.x - slot.x, now.y - slot.y
    right, bottom = slot.width - left - now.width, slot.height - top - now.height
    inside = min(left, top, right, bottom) >= -_POINT
    return inside and (max(left, right) <= _POINT or max(top, bottom) <= _POINT)


def told(was: Box, now: Box) -> str:
    """Both boxes in points."""
    one, other = (", ".join(f"{side / _POINT:.0f}" for side in box) for box in (was, now))
    return f"at {other} instead of {one} pt (left, top, width, height)"
