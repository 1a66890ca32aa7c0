"""Where shapes stand on a slide, through the groups that hold them (ECMA-376 part 1, 20.1.7)."""

from __future__ import annotations

from dataclasses import dataclass

from deckgen.model import Box
from deckgen.ooxml import Element, coordinate, find, integer


@dataclass(frozen=True, slots=True)
class Frame:
    """How a group's own coordinates lie on the slide: `scale` of each axis, then `shift` in EMU."""

    scale_x: float = 1
    scale_y: float = 1
    shift_x: float = 0
    shift_y: float = 0

    def place(self, box: Box) -> Box:
        """A box of this frame in the slide's coordinates."""
        return Box(
            round(box.x * self.scale_x + self.shift_x),
            round(box.y * self.scale_y + self.shift_y),
            round(box.width * self.scale_x),
            round(box.height * self.scale_y),
        )

    def inside(self, group: Element) -> Frame:
        """The frame of what stands in a group of this frame."""
        xfrm = find(group, "p:grpSpPr/a:xfrm")
        outer = None if xfrm is None else _rectangle(xfrm, "a:off", "a:ext")
        inner = None if xfrm is None else _rectangle(xfrm, "a:chOff", "a:chExt")
        if outer is None or inner is None:
            return self
        placed = self.place(outer)
        scale_x = placed.width / inner.width if inner.width else self.scale_x
        scale_y = placed.height / inner.height if inner.height else self.scale_y
        return Frame(scale_x, scale_y, placed.x - inner.x * scale_x, placed.y - inner.y * scale_y)


def own_box(shape: Element) -> Box | None:
    """Where a shape says it stands in its group's coordinates, turned shapes as their outline."""
    for path in ("p:spPr/a:xfrm", "p:grpSpPr/a:xfrm", "p:xfrm", "p14:xfrm"):
        xfrm = find(shape, path)
        if xfrm is not None:
            box = _rectangle(xfrm, "a:off", "a:ext")
            return box if box is None else _turned(box, integer(xfrm, "rot"))
    return None


def _rectangle(xfrm: Element, offset: str, extent: str) -> Box | None:
    off, ext = find(xfrm, offset), find(xfrm, extent)
    if off is None or ext is None:
        return None
    return Box(
        coordinate(off, "x"), coordinate(off, "y"), coordinate(ext, "cx"),
        coordinate(ext, "cy"),
    )  # fmt: skip


def _turned(box: Box, rotation: int) -> Box:
    """The box of a shape that is turned by 60000ths of a degree; only quarter turns swap sides."""
    quarter = round(rotation / 5_400_000) % 2
    if not quarter:
        return box
    middle_x, middle_y = box.x + box.width / 2, box.y + box.height / 2
    return Box(
        round(middle_x - box.height / 2), round(middle_y - box.width / 2), box.height, box.width
    )


def overlap(one: Box, other: Box) -> float:
    """The share of the first box that the other covers, 0 to 1."""
    width = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
    height = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
    area = one.width * one.height
    return max(width, 0) * max(height, 0) / area if area else 0.0
