"""A group of shapes on a pattern slide that stands once for each item of a list."""

from __future__ import annotations

from copy import deepcopy

from deckgen.content.base import Page
from deckgen.ooxml import Element, coordinate, each, find, integer
from deckgen.package.cloning import Original
from deckgen.pattern import properties_of

_GAP = 0.08
"""The space between two copies, as a share of the group's height or width."""


def repeat(name: str, count: int, page: Page) -> None:
    """Let the group of that name stand `count` times: below one another, or side by side where
    the slide has no room below. Copies own their charts; their shapes get ids of their own."""
    if count < 2:
        return
    root = page.part.edit()
    page.last_id = max((integer(e, "id") for e in each(root, "p:cNvPr")), default=0)
    group = next(g for g in each(root, "p:grpSp") if properties_of(g).get("name") == name)
    step = _step(group, count, page)
    before = group
    for number in range(1, count):
        copy = deepcopy(group)
        for about in each(copy, "p:cNvPr"):
            about.set("id", str(page.next_id()))
        Original(page.package, page.part).own(copy, number)
        _shift(copy, step[0] * number, step[1] * number)
        before.addnext(copy)
        before = copy


def _step(group: Element, count: int, page: Page) -> tuple[int, int]:
    """How far each copy stands from the one before it, in EMU."""
    xfrm = find(group, "p:grpSpPr/a:xfrm")
    size = find(page.package.presentation.root, "p:sldSz")
    ext = None if xfrm is None else find(xfrm, "a:ext")
    off = None if xfrm is None else find(xfrm, "a:off")
    if ext is None or off is None or size is None:
        return 0, 0
    width, height = coordinate(ext, "cx"), coordinate(ext, "cy")
    across, down = round(width * (1 + _GAP)), round(height * (1 + _GAP))
    last_right = coordinate(off, "x") + across * (count - 1) + width
    last_below = coordinate(off, "y") + down * (count - 1) + height
    if last_below > coordinate(size, "cy") and last_right <= coordinate(size, "cx"):
        return across, 0
    return 0, down


def _shift(group: Element, across: int, down: int) -> None:
    off = find(group, "p:grpSpPr/a:xfrm/a:off")
    if off is not None:
        off.set("x", str(coordinate(off, "x") + across))
        off.set("y", str(coordinate(off, "y") + down))
