"""Where shapes stand on a slide, and where the slots do that they fill."""

from __future__ import annotations

from deckgen.content.base import Page
from deckgen.model import Box
from deckgen.ooxml import Element, coordinate, each, find


def slot_box(shape: Element, page: Page) -> Box:
    """Where the slot of a shape stands: its layout's placeholder, else the shape itself."""
    own = box_of(shape)
    mine = next(each(shape, "p:ph"), None)
    if mine is None:
        return own
    for layout in page.package.related(page.part, "slideLayout"):
        for other in each(layout.root, "p:sp", "p:graphicFrame", "p:pic"):
            ph = next(each(other, "p:ph"), None)
            if ph is not None and ph.get("idx", "0") == mine.get("idx", "0"):
                box = box_of(other)
                return box if box.width and box.height else own
    return own


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
