"""What a slide that an editor added has that the YAML which is made of it does not tell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from deckgen.beyond import Comparer, Seen, Snapshot
from deckgen.beyond.aspect import Words
from deckgen.beyond.shape_about import PLACEHOLDER
from deckgen.beyond.shape_place import place_of
from deckgen.content.base import Page
from deckgen.content.shapes import survey
from deckgen.fit.inherit import lineage
from deckgen.identity.beyond import boxes
from deckgen.identity.beyond.change import Beyond
from deckgen.identity.reading import Identified
from deckgen.opc import Package
from deckgen.package import marks
from deckgen.package.base import Base
from deckgen.package.places import box_of
from deckgen.template import box

_WHOLE = "the slide"
"""Where a transition or an animation stands, which are no objects."""

_COMPARED = frozenset(
    (
        "turn", "group_turn", "fill", "line", "effects", "hidden", "link", "alt", "background",
        "transition", "animation", "furniture",
    )
)  # fmt: skip
"""The aspects of new slides that are compared: a build gives charts and tables its own look."""


def untold(slide: Identified, package: Package, base: Base) -> Iterator[Beyond]:
    """The objects that are of no kind YAML has, such as a radar chart."""
    for kept in survey(slide.part.root, Page(package, slide.part, base.plan.language)).kept:
        if kept.name != _WHOLE:
            what = f"YAML does not tell its {kept.word} `{kept.name}`: see that the build has it"
            yield Beyond(slide.id, kept.name, f"it is new, and {what}")


def changes(
    slide: Identified, before: Snapshot, now: Seen, comparer: Comparer, package: Package
) -> Iterator[Beyond]:
    """What shows otherwise than on the slide that it is a duplicate of, or than its layout says."""
    original = before.slides.get(marks.slide_tag(package, slide.part))
    shapes = {n: words for n, words in now.shapes.items() if words.get("sort") != PLACEHOLDER}
    held: dict[str, Words] = {name: {} for name, w in shapes.items() if not w.get("sort")}
    was = Seen(shapes=held) if original is None else original
    new = replace(comparer, keys=comparer.keys & _COMPARED)
    told = frozenset(held) if original is None else frozenset({*held, *_slots(original)})
    for change in new.sheets(was, Seen(now.words, shapes), told):
        yield Beyond(slide.id, change.shape, change.what)
    if original is None:
        yield from _dragged(slide, package)


def off_layout(slide: Identified, before: Snapshot, package: Package) -> Iterator[Beyond]:
    """The slots that stand elsewhere than on the template's layout, whatever the editor's says."""
    layouts = (held for _, found in before.template.masters for held in found.items())
    laid_out = next((seen.shapes for name, seen in layouts if name == slide.layout), {})
    for held in slide.shapes:
        was, now = place_of(laid_out.get(held.name, {})), box_of(held.shape, slide.part, package)
        if was is None or held.content.is_blank():
            continue
        if boxes.differs(was, now, held, boxes.free(held, slide, package, anew=True)):
            what = f"the box of `{held.name}` is {boxes.told(was, now)}"
            yield Beyond(slide.id, held.name, what)


def _slots(seen: Seen) -> Iterator[str]:
    return (name for name, words in seen.shapes.items() if not words.get("sort"))


def _dragged(slide: Identified, package: Package) -> Iterator[Beyond]:
    """The slots that stand elsewhere than their layout says."""
    for held in slide.shapes:
        above = lineage(held.shape, slide.part, package).shapes[1:]
        was = next((found for shape in above if (found := box(shape)) is not None), None)
        now = box(held.shape)
        if was is None or now is None or held.content.is_blank():
            continue
        if boxes.differs(was, now, held, boxes.free(held, slide, package)):
            what = f"the box of `{held.name}` is {boxes.told(was, now)}"
            yield Beyond(slide.id, held.name, what)
