"""What an editor changed in a presentation that a plan does not hold: boxes, looks, the template.

A plan says what stands in slots; how it looks there is the template's. So these are for a person.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from deckgen.beyond import Comparer, Seen, Snapshot, TemplateComparer, looked_at, snapshot
from deckgen.beyond.shape_place import free_sides
from deckgen.content.base import Page
from deckgen.content.shapes import Held, survey
from deckgen.fit.inherit import lineage
from deckgen.identity.base import base_in
from deckgen.identity.reading import Identified, identify
from deckgen.model import FIELD_TYPES, Box
from deckgen.ooxml import Element, each, tag
from deckgen.opc import Package
from deckgen.package import properties
from deckgen.package.base import NO_BOX, Base
from deckgen.package.places import box_of

_POINT = 12700
"""The tolerance for a box: one point, in EMU."""

_WHOLE = "the slide"
"""Where a transition or an animation stands, which are no objects."""

_KEEPING = ("Microsoft", "deckgen")
"""How the programs are called that write back what they do not edit; python-pptx leaves the name
that was there. Others write every part anew."""


def beyond(package: Package, base: Base | None = None) -> list[str]:
    """What was changed that no plan holds, a line each; of slides those that the base has.

    The height of a table and of a shape that grows with its text follows what they hold, so it is
    not compared.
    """
    known = base or base_in(package)
    if known is None:
        return []
    found = identify(package, known)
    anew = not properties.application(package).startswith(_KEEPING)
    lines = [line for slide in found for line in _boxes(slide, package, known, anew=anew)]
    if known.seen is None:
        return [*lines, *(line for slide in found for line in _bare(slide, known))]
    return [*lines, *_seen(found, package, known, known.seen, anew=anew)]


def _seen(
    found: Sequence[Identified], package: Package, base: Base, before: Snapshot, *, anew: bool
) -> Iterator[str]:
    """What shows otherwise than it did when the deck was built."""
    slots = {slide.id: dict(_slots(slide, base)) for slide in found}
    now = snapshot(package, {slide.id: slide.part for slide in found}, slots)
    comparer = Comparer(before.keys & now.keys, rewritten=anew)
    for slide in found:
        was = before.slides.get(slide.id)
        if was is not None:
            yield from _slide(slide, was, now.slides[slide.id], comparer, base)
    yield from comparer.words(looked_at.DECK, before.deck, now.deck)
    yield from TemplateComparer(comparer).changes(before.template, now.template)


def _slots(slide: Identified, base: Base) -> Iterator[tuple[Element, str]]:
    """The shapes of a slide that a plan holds: slots that were there, and what says something."""
    plan = base.plan.slide(slide.id)
    known = set() if plan is None else {name for name, _ in plan.slots}
    for held in slide.shapes:
        if held.name in known or not held.content.is_blank():
            yield held.shape, held.name


def _slide(
    slide: Identified, was: Seen, now: Seen, comparer: Comparer, base: Base
) -> Iterator[str]:
    plan = base.plan.slide(slide.id)
    told = {name for name, _ in plan.slots} if plan is not None else set()
    told |= {name for _, name in _slots(slide, base)}
    fields = {name for name in told if base.place(slide.id, name).type in FIELD_TYPES}
    for change in comparer.sheets(was, now, frozenset(told), frozenset(fields)):
        yield f"slide `{slide.id}`: {change.what}"


def _boxes(slide: Identified, package: Package, base: Base, *, anew: bool) -> Iterator[str]:
    """The slots that were dragged or resized, and what a new slide has that YAML does not tell."""
    before = base.plan.slide(slide.id)
    if before is None:
        yield from _untold(slide, package, base)
        return
    slots = {name for name, _ in before.slots}
    for held in slide.shapes:
        if held.name in slots:
            was = base.place(slide.id, held.name).box
            now = box_of(held.shape, slide.part, package)
            bodies = lineage(held.shape, slide.part, package).body_properties()
            free = free_sides(held.shape, bodies)
            if anew and held.content.key == "table":
                free = (*free, "width")  # editors work it out from the columns
            if _moved(was, now, held, free):
                yield f"slide `{slide.id}`: the box of `{held.name}` is {_told(was, now)}"


def _bare(slide: Identified, base: Base) -> Iterator[str]:
    """New shapes without content, where the base does not say which there were."""
    before = base.plan.slide(slide.id)
    slots = set() if before is None else {name for name, _ in before.slots}
    for held in slide.shapes:
        if before is not None and held.name not in slots and not before.like and _is_bare(held):
            yield f"slide `{slide.id}`: the new shape `{held.name}` holds nothing that YAML tells"


def _untold(slide: Identified, package: Package, base: Base) -> Iterator[str]:
    """The objects of a new slide that are of no kind YAML has, such as a radar chart."""
    for kept in survey(slide.part.root, Page(package, slide.part, base.plan.language)).kept:
        if kept.name != _WHOLE:
            yield (
                f"slide `{slide.id}` is new, and YAML does not tell its {kept.word} "
                f"`{kept.name}`: see that the build has it"
            )


def _moved(was: Box, now: Box, held: Held, free: tuple[str, ...]) -> bool:
    """Whether a box stands elsewhere; shapes in groups are placed by their groups."""
    parent = held.shape.getparent()
    grouped = parent is None or tag(parent) != "p:spTree"
    if NO_BOX in (was, now) or grouped or tag(held.shape) == "p:grpSp":
        return False
    if held.content.key == "picture" and _fits(was, now):
        return False
    sides = [name for name in Box._fields if name not in free]
    return any(abs(getattr(was, side) - getattr(now, side)) > _POINT for side in sides)


def _fits(slot: Box, now: Box) -> bool:
    """Whether a picture stands in its slot as one of its proportions may: whole, on two sides."""
    left, top = now.x - slot.x, now.y - slot.y
    right, bottom = slot.width - left - now.width, slot.height - top - now.height
    inside = min(left, top, right, bottom) >= -_POINT
    return inside and (max(left, right) <= _POINT or max(top, bottom) <= _POINT)


def _is_bare(held: Held) -> bool:
    return held.content.is_blank() and not any(True for _ in each(held.shape, "p:ph"))


def _told(was: Box, now: Box) -> str:
    one, other = (", ".join(f"{side / _POINT:.0f}" for side in box) for box in (was, now))
    return f"at {other} instead of {one} pt (left, top, width, height)"
