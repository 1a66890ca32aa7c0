"""Which slots of an edited presentation a reviewer dragged or resized.

A slot was where the deck was built; one that is new on a slide, or of a new slide, was where its
slide layout has it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from msgspec import Struct

from deckgen.appearance.inheritance import inheritance_chain
from deckgen.appearance.placement import own_box, to_tenths
from deckgen.appearance.shapes import NO_BOX, Box, placed, placeholder_of, transform_of
from deckgen.content import non_visual_properties
from deckgen.content.registry import SlotShape, is_ours
from deckgen.opc.package import Package
from deckgen.opc.part import Part
from deckgen.opc.xml import EMU_PER_POINT, Element, coordinate, each, find, flag, qn, tag
from deckgen.plan import Slide
from deckgen.textfit.frame import USUAL_INSETS

if TYPE_CHECKING:
    from deckgen.review.base import Base

_PLAIN = {"a:xfrm", "a:prstGeom", "a:noFill", "a:ln", "a:effectLst"}
_BODY = {"a:prstTxWarp", "a:noAutofit", "a:normAutofit", "a:spAutoFit"}
"""What the properties and the body of a plain shape may hold; so much as names another kind of
look, such as bevels or bent text, makes it none."""


def free_shapes(slide: str, shapes: Iterable[SlotShape], base: Base) -> Iterator[str]:
    """The names of those shapes of a slide that look as a build puts them into boxes.

    None is one that was there in no slot, such as an object of which LibreOffice made a picture.
    """
    seen, before = base.seen, base.plan.slide(slide)
    there = set() if seen is None or before is None else {*seen.slides[slide].shapes}
    there -= set() if before is None else {name for name, _ in before.slots}
    for item in shapes:
        is_new = item.name not in there and not item.grouped
        if is_new and is_ours(item.content) and is_plain(item.shape):
            yield item.name


def is_plain(shape: Element) -> bool:
    """Whether a shape looks as one that a build puts into a box, but for what it holds.

    It is no placeholder, not hidden, has no link, and is not turned. A text box and a picture have
    no outline, no effect and the form of a rectangle, a text box no fill either.
    """
    about, xfrm = non_visual_properties(shape), transform_of(shape)
    sort = _SORTS.get(tag(shape))
    return (
        about is not None
        and xfrm is not None
        and sort is not None
        and placeholder_of(shape) is None
        and not flag(about, "hidden")
        and not any(xfrm.get(name) not in (None, "0") for name in ("rot", "flipH", "flipV"))
        and not len(about.findall(qn("a:hlinkClick")))
        and sort(shape)
    )


def _is_plain_rectangle(shape: Element) -> bool:
    properties = find(shape, "p:spPr")
    if properties is None:
        return False
    geometry, line = find(properties, "a:prstGeom"), find(properties, "a:ln")
    return (
        {tag(child) for child in properties} <= _PLAIN
        and find(properties, "a:effectLst/*") is None
        and all(e.get("idx") == "0" for e in each(shape, "a:lnRef", "a:fillRef", "a:effectRef"))
        and (geometry is None or geometry.get("prst") == "rect")
        and (line is None or find(line, "a:noFill") is not None)
    )


def _is_plain_text_box(shape: Element) -> bool:
    """Whether there is no alternative text either, and the text starts at the top left."""
    about, body = non_visual_properties(shape), find(shape, "p:txBody/a:bodyPr")
    return (
        body is not None
        and about is not None
        and not about.get("descr")
        and _is_plain_rectangle(shape)
        and {tag(child) for child in body} <= _BODY
        and all(bent.get("prst") == "textNoShape" for bent in each(body, "a:prstTxWarp"))
        and find(shape, "p:txBody/a:lstStyle/*") is None
        and body.get("vert", "horz") == "horz"
        and body.get("anchor", "t") == "t"
        and body.get("numCol", "1") == "1"
        and all(
            abs(coordinate(body, side, usual) - usual) <= EMU_PER_POINT
            for side, usual in USUAL_INSETS.items()
        )
    )


def _is_plain_picture(shape: Element) -> bool:
    """Whether its colours are those of its file, too."""
    blip = find(shape, "p:blipFill/a:blip")
    recoloured = blip is None or any(tag(child) != "a:extLst" for child in blip)
    return not recoloured and _is_plain_rectangle(shape)


_SORTS: Mapping[str, Callable[[Element], bool]] = {
    "p:sp": _is_plain_text_box,
    "p:pic": _is_plain_picture,
    "p:graphicFrame": lambda _: True,
}
"""How the shapes of free boxes look, by their elements: the looks of tables and charts are part of
what they hold."""


class SlotPlaces(Struct, frozen=True):
    """Where the slots of one slide stood, and where they stand now.

    `before` is the slide of the base that it is, or is a duplicate of, None for another one.
    `built` and `laid_out` give the boxes that a slot had there and that its slide layout has for
    it, all zeros for none. `rewritten` says that an editor saved it that writes every part again,
    `patterned` that it was built like a pattern, on the slide layout that it has.
    """

    package: Package
    part: Part
    before: Slide | None
    built: Callable[[str], Box]
    laid_out: Callable[[str], Box]
    rewritten: bool
    patterned: bool

    def boxes(self, items: Iterable[SlotShape]) -> Iterator[tuple[str, Box]]:
        """The boxes of their own that slots have, by name: what a plan holds of them."""
        for item in items:
            own = self._box(item)
            if own is not None:
                yield item.name, own

    def room(self, item: SlotShape) -> Box:
        """The box that a slot had, or has on its layout; all zeros for a shape in no slot."""
        if self._is_known(item):
            return self.built(item.name)
        there = self.laid_out(item.name)
        if there == NO_BOX and placeholder_of(item.shape) is not None:
            chain = inheritance_chain(item.shape, self.part, self.package)
            return chain.inherited_box or NO_BOX
        return there

    def now(self, item: SlotShape) -> Box | None:
        """The box in which a slot's shape stands by a transform of its own, which may lack a
        position or a size; None for one in a group, and one that its placeholder places.

        On a slide like a pattern, one that its placeholder places since was put back there by
        PowerPoint's Reset button.
        """
        own = item.place
        if own is not None or item.grouped:
            return own
        if placed(item.shape, NO_BOX) == NO_BOX and not self.patterned:
            return None
        chain = inheritance_chain(item.shape, self.part, self.package)
        found = placed(item.shape, chain.inherited_box or NO_BOX)
        return None if found == NO_BOX else found

    def _box(self, item: SlotShape) -> Box | None:
        now, room, before = self.now(item), self.room(item), self.before
        known = None if before is None else before.box(item.name)
        if item.grouped:
            return known
        if now is None or (room == NO_BOX and not is_ours(item.content)):
            return None
        if room == NO_BOX:
            return to_tenths(now, now)
        bodies = inheritance_chain(item.shape, self.part, self.package).body_properties()
        free = self._free_sides(item)
        own = own_box(item.shape, bodies, room, now, free)
        if own is None:
            return known if self._is_known(item) else None
        there = NO_BOX if before is not None and before.like else self.laid_out(item.name)
        if there != NO_BOX and own_box(item.shape, bodies, there, now, free) is None:
            return None
        return to_tenths(own, room)

    def _is_known(self, item: SlotShape) -> bool:
        """Whether the slide had the slot when it was built, in a box that is known."""
        before = None if self.before is None else self.before.content(item.name)
        return before is not None and self.built(item.name) != NO_BOX

    def _free_sides(self, item: SlotShape) -> tuple[str, ...]:
        """The width of a table that an editor computes which rewrites parts, or which columns came
        to or went from, does not count."""
        if item.content.key != "table":
            return ()
        from deckgen.content.table import Table  # loaded by now

        was, now = None if self.before is None else self.before.content(item.name), item.content
        other = self.rewritten
        if isinstance(was, Table) and isinstance(now, Table):
            other = other or len(was.rows[0]) != len(now.rows[0])
        return ("width",) if other else ()
