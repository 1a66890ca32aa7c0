"""Where shapes stand on a slide, and where the slots do that they fill."""

from __future__ import annotations

from deckgen.content.base import Page
from deckgen.model import MASTER_TYPES, Box
from deckgen.ooxml import Element, coordinate, each, find
from deckgen.opc import Part


def slot_box(shape: Element, page: Page) -> Box:
    """Where the slot of a shape stands: its layout's placeholder, else the shape itself.

    A placeholder that says no place has that of its master.
    """
    own = box_of(shape)
    mine = next(each(shape, "p:ph"), None)
    if mine is None:
        return own
    for layout in page.package.related(page.part, "slideLayout"):
        for other in each(layout.root, "p:sp", "p:graphicFrame", "p:pic"):
            ph = next(each(other, "p:ph"), None)
            if ph is not None and ph.get("idx", "0") == mine.get("idx", "0"):
                box = box_of(other)
                if not (box.width and box.height):
                    box = _master_box(ph, layout, page)
                return box if box.width and box.height else own
    return own


def _master_box(ph: Element, layout: Part, page: Page) -> Box:
    """Where the master's placeholder stands that one of a layout inherits from."""
    kind = ph.get("type", "obj")
    for master in page.package.related(layout, "slideMaster"):
        for other in each(master.root, "p:sp", "p:pic"):
            above = next(each(other, "p:ph"), None)
            if above is not None and above.get("type", "obj") == MASTER_TYPES.get(kind, kind):
                return box_of(other)
    return Box(0, 0, 0, 0)


def box_of(shape: Element) -> Box:
    """Where a shape says that it stands; all zeros where it leaves that to its layout."""
    xfrm = next(each(shape, "p:xfrm", "a:xfrm"), None)
    off = None if xfrm is None else find(xfrm, "a:off")
    ext = None if xfrm is None else find(xfrm, "a:ext")
    if off is None or ext is None:
        return Box(0, 0, 0, 0)
    return Box(
        coordinate(off, "x"), coordinate(off, "y"), coordinate(ext, "cx"), coordinate(ext, "cy")
    )
