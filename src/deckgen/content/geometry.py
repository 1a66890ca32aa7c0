"""Where shapes stand on a slide, through the groups that hold them (ECMA-376 part 1, 20.1.7)."""

from __future__ import annotations

import math
from dataclasses import dataclass

from deckgen.model import Box
from deckgen.ooxml import Element, coordinate, find, integer, qn


@dataclass(frozen=True, slots=True)
class Frame:
    """How a group's own coordinates lie on the slide, in EMU.

    A point (x, y) stands at (xx * x + xy * y + shift_x, yx * x + yy * y + shift_y).
    """

    xx: float = 1
    xy: float = 0
    yx: float = 0
    yy: float = 1
    shift_x: float = 0
    shift_y: float = 0

    @classmethod
    def around(cls, shape: Element) -> Frame:
        """The frame of the groups that hold a shape."""
        frame = cls()
        for group in reversed(list(shape.iterancestors(qn("p:grpSp")))):
            frame = frame.inside(group)
        return frame

    def place(self, box: Box) -> Box:
        """A box of this frame in the slide's coordinates; the outline of one that is turned."""
        x, y = self._point(box.x + box.width / 2, box.y + box.height / 2)
        width = abs(self.xx) * box.width + abs(self.xy) * box.height
        height = abs(self.yx) * box.width + abs(self.yy) * box.height
        return Box(round(x - width / 2), round(y - height / 2), round(width), round(height))

    def inside(self, group: Element) -> Frame:
        """The frame of what stands in a group of this frame.

        A group scales what is in it, mirrors it, then turns it around the group's middle.
        """
        xfrm = find(group, "p:grpSpPr/a:xfrm")
        outer = None if xfrm is None else _rectangle(xfrm, "a:off", "a:ext")
        inner = None if xfrm is None else _rectangle(xfrm, "a:chOff", "a:chExt")
        if xfrm is None or outer is None or inner is None:
            return self
        across = _ratio(outer.width, inner.width) * _mirror(xfrm, "flipH")
        down = _ratio(outer.height, inner.height) * _mirror(xfrm, "flipV")
        turn = math.radians(integer(xfrm, "rot") / 60_000)
        cos, sin = math.cos(turn), math.sin(turn)
        local = Frame(cos * across, -sin * down, sin * across, cos * down)
        x, y = local._point(inner.x + inner.width / 2, inner.y + inner.height / 2)
        x, y = outer.x + outer.width / 2 - x, outer.y + outer.height / 2 - y
        shift_x, shift_y = self._point(x, y)
        return Frame(
            self.xx * local.xx + self.xy * local.yx,
            self.xx * local.xy + self.xy * local.yy,
            self.yx * local.xx + self.yy * local.yx,
            self.yx * local.xy + self.yy * local.yy,
            shift_x,
            shift_y,
        )

    def _point(self, x: float, y: float) -> tuple[float, float]:
        return (
            self.xx * x + self.xy * y + self.shift_x,
            self.yx * x + self.yy * y + self.shift_y,
        )


def _ratio(outer: int, inner: int) -> float:
    return outer / inner if inner else 1.0


def _mirror(xfrm: Element, name: str) -> int:
    return -1 if xfrm.get(name) in ("1", "true") else 1


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
