"""Shapes: the walk over them, their boxes, where groups place them, placeholders and slots."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from itertools import islice
from typing import NamedTuple, Self

from msgspec import Struct

from deckgen.opc import xml
from deckgen.opc.package import Package
from deckgen.opc.part import Part
from deckgen.opc.xml import (
    DEGREE,
    EMU_PER_INCH,
    EMU_PER_POINT,
    Element,
    coordinate,
    each,
    find,
    integer,
    make,
    qn,
    tag,
)


class Box(NamedTuple):
    """A rectangle on a slide, in EMU."""

    x: int
    y: int
    width: int
    height: int

    @classmethod
    def of_points(cls, x: float, y: float, width: float, height: float) -> Self:
        """The rectangle of these lengths in points; its edges are rounded."""
        left, top, right, bottom = (
            round(edge * EMU_PER_POINT) for edge in (x, y, x + width, y + height)
        )
        return cls(left, top, right - left, bottom - top)

    @property
    def inches(self) -> tuple[float, float, float, float]:
        """x, y, width and height in inches."""
        return (
            self.x / EMU_PER_INCH,
            self.y / EMU_PER_INCH,
            self.width / EMU_PER_INCH,
            self.height / EMU_PER_INCH,
        )

    @property
    def points(self) -> tuple[float, float, float, float]:
        """x, y, width and height in points."""
        return (
            self.x / EMU_PER_POINT,
            self.y / EMU_PER_POINT,
            self.width / EMU_PER_POINT,
            self.height / EMU_PER_POINT,
        )


NO_BOX = Box(0, 0, 0, 0)
"""The box of a shape that has none."""

TITLE_TYPES = ("title", "ctrTitle")
FIELD_TYPES = ("dt", "ftr", "sldNum")
_ACCEPTS = {"chart": "chart", "tbl": "table", "pic": "picture", "media": "", "dgm": ""}


class Slot(Struct, frozen=True):
    """A placeholder of a slide layout that content can fill.

    `type` is ECMA-376's ST_PlaceholderType (`body`, `obj`, `chart` ...), `idx` its index on the
    layout, `orient` and `size` its further attributes where the layout gives them. `own` says that
    the box is a slide's own; one that fills no placeholder, as a text box does, has no type.
    """

    name: str
    type: str
    idx: int
    box: Box
    orient: str = ""
    size: str = ""
    own: bool = False

    @property
    def is_free(self) -> bool:
        """Whether it is a box of the slide that fills no placeholder."""
        return self.own and not self.type

    def accepts(self, kind: str) -> bool:
        """Whether content of that kind can fill the slot.

        An object placeholder takes all kinds, and so does a box that fills no placeholder.
        """
        if self.type == "obj" or self.is_free:
            return True
        return kind == _ACCEPTS.get(self.type, "text")

    @property
    def wants(self) -> str:
        """What the slot takes, in words."""
        if self.type == "obj" or self.is_free:
            return "text, a chart, a table, a picture, a map or a diagram"
        kind = _ACCEPTS.get(self.type, "text")
        return {"text": "text", "": "nothing"}.get(kind, f"a {kind}")


def masters(package: Package) -> list[Part]:
    """The slide masters, in the order of the presentation."""
    found: list[Part] = []
    for element in each(package.presentation.root, "p:sldMasterId"):
        part = package.target(package.presentation, element.get(qn("r:id")))
        if part is not None:
            found.append(part)
    return found


def layout_parts(package: Package) -> list[tuple[Part, Part]]:
    """Each slide layout with its master, in the order of the masters' lists."""
    found = []
    for master in masters(package):
        for element in each(master.root, "p:sldLayoutId"):
            part = package.target(master, element.get(qn("r:id")))
            if part is not None:
                found.append((part, master))
    return found


def placeholders(root: Element) -> list[tuple[Element, Element]]:
    """The shapes of a slide, layout or master that are placeholders, with their `p:ph`."""
    found = ((shape, placeholder_of(shape)) for shape in children(tree_of(root)))
    return [(shape, ph) for shape, ph in found if ph is not None]


def placeholder_of(shape: Element) -> Element | None:
    """A shape's `p:ph`, or None where the shape is no placeholder."""
    return None if not len(shape) else find(shape[0], "p:nvPr/p:ph")


def placeholder_type(shape: Element) -> str:
    """A placeholder's ST_PlaceholderType (`title`, `body`, `obj` ...), "" for other shapes."""
    ph = placeholder_of(shape)
    return "" if ph is None else placeholder_key(ph)[0]


PlaceholderKey = tuple[str, int]
"""A placeholder's ST_PlaceholderType and index (19.3.1.36), which bind it to its layout's."""


def placeholder_key(ph: Element) -> PlaceholderKey:
    """The key of a `p:ph`."""
    return ph.get("type", "obj"), integer(ph, "idx")


# The walk over the shapes of a slide, layout or master.


SHAPES = ("p:sp", "p:pic", "p:graphicFrame", "p:cxnSp", "p:grpSp", "p:contentPart")


def tree_of(root: Element) -> Element:
    """The `p:spTree` of a slide, layout or master; an empty one where there is none."""
    tree = find(root, "p:cSld/p:spTree")
    return make("p:spTree") if tree is None else tree


def children(parent: Element) -> Iterator[Element]:
    """The children of an element; of alternatives (`mc:AlternateContent`), those of the choice.

    That is the first choice, since the programs that decks are for know what it requires, and
    else the fallback (ECMA-376 part 3, 7.5).
    """
    for child in parent:
        if tag(child) == "mc:AlternateContent":
            offered = (c for c in child if tag(c) in ("mc:Choice", "mc:Fallback"))
            for chosen in islice(offered, 1):
                yield from children(chosen)
        else:
            yield child


class PlacedShape(NamedTuple):
    """A shape, the group that holds it, None for none, and how the group's coordinates lie."""

    element: Element
    group: Element | None
    transform: GroupTransform


def shapes_in(
    parent: Element,
    enters: Callable[[Element], bool] = lambda _group: True,
    transform: GroupTransform | None = None,
) -> Iterator[PlacedShape]:
    """The shapes of a shape tree or group from back to front, those in groups after their group.

    `enters` says whether to look into a group; `transform` is that of the group itself.
    """
    at = transform or ON_SLIDE
    group = parent if tag(parent) == "p:grpSp" else None
    for shape in children(parent):
        if tag(shape) in SHAPES:
            yield PlacedShape(shape, group, at)
            if tag(shape) == "p:grpSp" and enters(shape):
                yield from shapes_in(shape, enters, at.inside(shape))


# Boxes, and groups: from their own coordinates to the slide's (ECMA-376 part 1, 20.1.7).


def sheet_name(part: Part) -> str:
    """The name of a slide, layout or master (19.3.1.16: `p:cSld`); "" where it has none."""
    common = find(part.root, "p:cSld")
    return "" if common is None else common.get("name", "")


def layout_name(part: Part) -> str:
    """The name of a layout or master, as PowerPoint's Layout menu shows it; else its file's."""
    return sheet_name(part) or part.name.rpartition("/")[2]


def transform_of(shape: Element) -> Element | None:
    """A shape's `a:xfrm`, `p:xfrm` or `p14:xfrm`: its box, rotation and flips (20.1.7.6)."""
    for path in ("p:spPr/a:xfrm", "p:xfrm", "p:grpSpPr/a:xfrm", "p14:xfrm"):
        found = find(shape, path)
        if found is not None:
            return found
    return None


def box(shape: Element) -> Box | None:
    """A shape's own box in EMU, in its group's coordinates and unrotated; None without one."""
    xfrm = transform_of(shape)
    return None if xfrm is None else _rectangle(xfrm, "a:off", "a:ext")


def placed(shape: Element, inherited: Box) -> Box:
    """The inherited box with the position, or the size, that a shape without a box has itself."""
    xfrm = transform_of(shape)
    off, ext = (None if xfrm is None else find(xfrm, name) for name in ("a:off", "a:ext"))
    if off is not None:
        inherited = inherited._replace(x=coordinate(off, "x"), y=coordinate(off, "y"))
    if ext is not None:
        inherited = inherited._replace(width=coordinate(ext, "cx"), height=coordinate(ext, "cy"))
    return inherited


def upright_box(shape: Element) -> Box | None:
    """A shape's own box in EMU, in its group's coordinates; quarter turns swap width and height."""
    xfrm = transform_of(shape)
    own = None if xfrm is None else _rectangle(xfrm, "a:off", "a:ext")
    return own if xfrm is None or own is None else _rotated(own, integer(xfrm, "rot"))


def inner_box(group: Element) -> Box | None:
    """The box of a group in the coordinates of the shapes in it, else its own."""
    xfrm = transform_of(group)
    inner = None if xfrm is None else _rectangle(xfrm, "a:chOff", "a:chExt")
    return box(group) if inner is None else inner


class GroupTransform(Struct, frozen=True):
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
    def around(cls, shape: Element) -> GroupTransform:
        """The transform of the groups that hold a shape."""
        transform = cls()
        for group in reversed(list(shape.iterancestors(qn("p:grpSp")))):
            transform = transform.inside(group)
        return transform

    @property
    def turned(self) -> bool:
        """Whether one of the groups is rotated or mirrored."""
        return self.xy != 0 or self.yx != 0 or self.xx < 0 or self.yy < 0

    def place(self, box: Box) -> Box:
        """A box of the group in the slide's coordinates; a rotated box gets its bounding box."""
        x, y = self._point(box.x + box.width / 2, box.y + box.height / 2)
        width = abs(self.xx) * box.width + abs(self.xy) * box.height
        height = abs(self.yx) * box.width + abs(self.yy) * box.height
        return Box(round(x - width / 2), round(y - height / 2), round(width), round(height))

    def inside(self, group: Element) -> GroupTransform:
        """The transform inside a group that is itself inside this one.

        A group scales what is in it, mirrors it, then rotates it around the group's middle.
        """
        xfrm = transform_of(group)
        outer = None if xfrm is None else _rectangle(xfrm, "a:off", "a:ext")
        inner = None if xfrm is None else _rectangle(xfrm, "a:chOff", "a:chExt")
        if xfrm is None or outer is None or inner is None:
            return self
        across = _ratio(outer.width, inner.width) * _mirror(xfrm, "flipH")
        down = _ratio(outer.height, inner.height) * _mirror(xfrm, "flipV")
        angle = math.radians(integer(xfrm, "rot") / DEGREE)
        cos, sin = math.cos(angle), math.sin(angle)
        local = GroupTransform(cos * across, -sin * down, sin * across, cos * down)
        x, y = local._point(inner.x + inner.width / 2, inner.y + inner.height / 2)
        x, y = outer.x + outer.width / 2 - x, outer.y + outer.height / 2 - y
        shift_x, shift_y = self._point(x, y)
        return GroupTransform(
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


ON_SLIDE = GroupTransform()
"""The transform of shapes that are in no group."""


def _ratio(outer: int, inner: int) -> float:
    return outer / inner if inner else 1.0


def _mirror(xfrm: Element, name: str) -> int:
    return -1 if xml.flag(xfrm, name) else 1


def _rectangle(xfrm: Element, offset: str, extent: str) -> Box | None:
    off, ext = find(xfrm, offset), find(xfrm, extent)
    if off is None or ext is None:
        return None
    return Box(
        coordinate(off, "x"), coordinate(off, "y"), coordinate(ext, "cx"),
        coordinate(ext, "cy"),
    )  # fmt: skip


def _rotated(box: Box, rotation: int) -> Box:
    """The box of a shape rotated by 60000ths of a degree, rounded to quarter turns."""
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
