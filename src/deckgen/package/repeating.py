"""A group of shapes on a pattern slide that stands once for each item of a list."""

from __future__ import annotations

from copy import deepcopy

from deckgen.content.base import Page
from deckgen.ooxml import Element, each, find
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
    page.last_id = max(int(e.get("id", "0")) for e in each(root, "p:cNvPr"))
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
    width, height = int(ext.get("cx", 0)), int(ext.get("cy", 0))
    across, down = round(width * (1 + _GAP)), round(height * (1 + _GAP))
    last_right = int(off.get("x", 0)) + across * (count - 1) + width
    last_below = int(off.get("y", 0)) + down * (count - 1) + height
    if last_below > int(size.get("cy", 0)) and last_right <= int(size.get("cx", 0)):
        return across, 0
    return 0, down


def _shift(group: Element, across: int, down: int) -> None:
    off = find(group, "p:grpSpPr/a:xfrm/a:off")
    if off is not None:
        off.set("x", str(int(off.get("x", 0)) + across))
        off.set("y", str(int(off.get("y", 0)) + down))
