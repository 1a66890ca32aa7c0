"""Shapes: boxes, placeholders and slots, what a shape inherits, and where groups place it."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar

from deckgen.appearance.theme import THEME_FONTS, ThemeFonts
from deckgen.opc import xml
from deckgen.opc.package import Package
from deckgen.opc.part import Part
from deckgen.opc.xml import (
    EMU_PER_INCH,
    EMU_PER_POINT,
    Element,
    coordinate,
    each,
    find,
    integer,
    qn,
    tag,
)


class Box(NamedTuple):
    """A rectangle on a slide, in EMU."""

    x: int
    y: int
    width: int
    height: int

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


TITLE_TYPES = ("title", "ctrTitle")
FIELD_TYPES = ("dt", "ftr", "sldNum")
_ACCEPTS = {"chart": "chart", "tbl": "table", "pic": "picture", "media": "", "dgm": ""}

MASTER_TYPES = {
    "ctrTitle": "title", "subTitle": "body", "obj": "body", "chart": "body", "tbl": "body",
    "pic": "body", "media": "body", "clipArt": "body", "dgm": "body",
}  # fmt: skip
"""The type of the master's placeholder from which those of a type inherit, where it is another."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A placeholder of a slide layout that content can fill.

    `type` is ECMA-376's ST_PlaceholderType (`body`, `obj`, `chart` ...), `idx` its index on the
    layout, `orient` and `size` its further attributes where the layout gives them.
    """

    name: str
    type: str
    idx: int
    box: Box
    orient: str = ""
    size: str = ""

    def accepts(self, kind: str) -> bool:
        """Whether content of that kind can fill the slot; an object placeholder takes all kinds."""
        if self.type == "obj":
            return True
        return kind == _ACCEPTS.get(self.type, "text")

    @property
    def wants(self) -> str:
        """What the slot takes, in words."""
        if self.type == "obj":
            return "text, a chart, a table, a picture or a map"
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
    tree = find(root, "p:cSld/p:spTree")
    found = []
    for shape in tree if tree is not None else ():
        if xml.tag(shape) in ("p:sp", "p:pic", "p:graphicFrame"):
            ph = find(shape[0], "p:nvPr/p:ph")
            if ph is not None:
                found.append((shape, ph))
    return found


def box(shape: Element) -> Box | None:
    """A shape's own box in EMU, in its group's coordinates and unrotated; None without one."""
    paths = ("p:spPr/a:xfrm", "p:xfrm", "p:grpSpPr/a:xfrm")
    xfrm = next((found for path in paths if (found := find(shape, path)) is not None), None)
    return None if xfrm is None else _rectangle(xfrm, "a:off", "a:ext")


FILLS = ("a:solidFill", "a:gradFill", "a:noFill", "a:blipFill", "a:pattFill", "a:grpFill")
"""The elements of EG_FillProperties (ECMA-376 part 1, 20.1.8.33)."""


def fill_in(properties: Element | None) -> Element | None:
    """The fill among the children of a `p:spPr`, `a:ln`, `a:tcPr` ...; None without one."""
    if properties is None:
        return None
    return next((child for child in properties if tag(child) in FILLS), None)


# Text properties of one level, nearest first.
#
# A paragraph's own `a:pPr` comes first, then the list styles (`a:lstStyle`) of its shape and of
# the placeholders that the shape inherits from, then the master's text styles and the
# presentation's default (ECMA-376 part 1, 19.3.1.36 and 21.1.2.4).


@dataclass(frozen=True, slots=True)
class PropertyLookup:
    """The `a:pPr` and `a:lvlNpPr` in which text properties are looked up, nearest first.

    `runs` are the `a:rPr` and `a:defRPr` for its runs, in the same order.
    """

    paragraphs: tuple[Element, ...]
    runs: tuple[Element, ...]

    @classmethod
    def of(cls, elements: tuple[Element, ...]) -> PropertyLookup:
        """The lookup in these paragraph properties and their `a:defRPr`."""
        runs = (find(element, "a:defRPr") for element in elements)
        return cls(elements, tuple(run for run in runs if run is not None))

    def with_own(self, paragraph: Element | None, run: Element | None = None) -> PropertyLookup:
        """The lookup that begins with a paragraph's and a run's own properties."""
        return PropertyLookup(
            self.paragraphs if paragraph is None else (paragraph, *self.paragraphs),
            self.runs if run is None else (run, *self.runs),
        )

    def attribute(self, name: str) -> str | None:
        """The nearest value of a paragraph's attribute (`marL`)."""
        return _attribute(self.paragraphs, name)

    def child(self, *names: str) -> Element | None:
        """The nearest child of a paragraph's properties that has one of these names."""
        return _child(self.paragraphs, names)

    def run_attribute(self, name: str) -> str | None:
        """The nearest value of a run's attribute (`sz`)."""
        return _attribute(self.runs, name)

    def run_child(self, *names: str) -> Element | None:
        """The nearest child of a run's properties that has one of these names (a fill)."""
        return _child(self.runs, names)


def _attribute(elements: tuple[Element, ...], name: str) -> str | None:
    for element in elements:
        value = element.get(name)
        if value is not None:
            return value
    return None


def _child(elements: tuple[Element, ...], names: tuple[str, ...]) -> Element | None:
    tags = {qn(name) for name in names}
    for element in elements:
        for child in element:
            if child.tag in tags:
                return child
    return None


# Inheritance: from layout, master, their text styles and the presentation.


LEVELS = 9
_BODIES = ("body", "obj", "subTitle", "chart", "tbl", "pic", "media", "clipArt", "dgm")
_PARENTS = {"slide": "slideLayout", "slideLayout": "slideMaster", "notesSlide": "notesMaster"}
T = TypeVar("T")


class Memory:
    """A cache of what was looked up in one package, which must not change meanwhile."""

    def __init__(self) -> None:
        """Start with none."""
        self._found: dict[Hashable, Any] = {}

    def recall(self, ask: Callable[..., T], *about: Hashable) -> T:
        """The result of `ask(*about)`, computed once."""
        key = (ask, *about)
        if key not in self._found:
            self._found[key] = ask(*about)
        answer: T = self._found[key]
        return answer


@dataclass(frozen=True, slots=True)
class InheritanceChain:
    """A shape with the placeholders it inherits from, nearest first, and the text styles.

    `type` is the placeholder's ST_PlaceholderType, "" for a shape that is none; `styles` are
    elements with `a:lvlNpPr` children; `theme` is the theme's part.
    """

    shapes: tuple[Element, ...]
    type: str
    styles: tuple[Element, ...]
    theme: Part | None
    memory: Memory = field(default_factory=Memory, compare=False, repr=False)

    @property
    def is_title(self) -> bool:
        """Whether the shape is the title of its slide."""
        return self.type in TITLE_TYPES

    def chain(self, level: int) -> PropertyLookup:
        """The lookup of the text properties of a level, counted from 0."""
        names = (qn(f"a:lvl{level + 1}pPr"), qn("a:defPPr"))
        lists = (self.memory.recall(_list_style_and_body, shape)[0] for shape in self.shapes)
        found: list[Element] = []
        for style in (*lists, *self.styles):
            if style is not None:
                levels = self.memory.recall(_children_by_name, style)
                found.extend(levels[name] for name in names if name in levels)
        return PropertyLookup.of(tuple(found))

    def body_properties(self) -> tuple[Element, ...]:
        """The `a:bodyPr` of the shapes, nearest first."""
        found = (self.memory.recall(_list_style_and_body, shape)[1] for shape in self.shapes)
        return tuple(item for item in found if item is not None)

    def fonts(self) -> ThemeFonts:
        """The fonts of the theme; Calibri where it names none."""
        return THEME_FONTS if self.theme is None else self.memory.recall(_fonts, self.theme)


def inheritance_chain(
    shape: Element, part: Part, package: Package, memory: Memory | None = None
) -> InheritanceChain:
    """What a shape of a slide, layout, master or notes slide inherits from.

    `memory` is shared by calls for shapes of one package.
    """
    memory = memory or Memory()
    ph = placeholder_of(shape)
    shapes, kind = [shape], "" if ph is None else ph.get("type", "obj")
    owner = part
    while above := memory.recall(_above, owner, package):
        match = None if ph is None else _match(ph, memory.recall(_roles, above), above)
        if match is not None:
            shapes.append(match[0])
            ph = match[1]
            if kind == "obj":
                kind = ph.get("type", "obj")
        owner = above
    themes = package.related(owner, "theme")
    styles = memory.recall(_styles, _style_of(kind), owner, package)
    return InheritanceChain(tuple(shapes), kind, styles, themes[0] if themes else None, memory)


def placeholder_of(shape: Element) -> Element | None:
    """A shape's `p:ph`, or None where the shape is no placeholder."""
    return None if not len(shape) else find(shape[0], "p:nvPr/p:ph")


def _list_style_and_body(shape: Element) -> tuple[Element | None, Element | None]:
    """The list style and the body properties of a shape's own text."""
    body = find(shape, "p:txBody")
    if body is None:
        return None, None
    return find(body, "a:lstStyle"), find(body, "a:bodyPr")


def _children_by_name(style: Element) -> dict[str, Element]:
    return {str(child.tag): child for child in style}


def _fonts(theme: Part) -> ThemeFonts:
    names = []
    for kind, default in zip(("majorFont", "minorFont"), THEME_FONTS, strict=True):
        latin = find(theme.root, f"a:themeElements/a:fontScheme/a:{kind}/a:latin")
        names.append((latin.get("typeface") if latin is not None else "") or default)
    return ThemeFonts(*names)


def _part_kind(part: Part) -> str:
    """The kind of a part by its content type: `slide`, `slideLayout` ..."""
    return part.content_type.rpartition(".")[2].removesuffix("+xml")


def _above(part: Part, package: Package) -> Part | None:
    """The layout of a slide, the master of a layout or of a notes slide."""
    relationship = _PARENTS.get(_part_kind(part))
    return next(iter(package.related(part, relationship)), None) if relationship else None


Placeholder = tuple[Element, Element]


def _roles(part: Part) -> dict[str, list[Placeholder]]:
    """The placeholders of a layout or master by what they are for, with their `p:ph`."""
    found: dict[str, list[Placeholder]] = {}
    for shape, ph in placeholders(part.root):
        found.setdefault(_role(ph), []).append((shape, ph))
    return found


def _role(ph: Element) -> str:
    kind = ph.get("type", "obj")
    return "title" if kind in TITLE_TYPES else "body" if kind in _BODIES else kind


def _match(ph: Element, others: dict[str, list[Placeholder]], above: Part) -> Placeholder | None:
    """The placeholder of a layout or master that one inherits from.

    On a layout it has the same index, or is the title as well; on a master the same type, where
    all types of content count as the body's.
    """
    candidates = others.get(_role(ph), [])
    if _part_kind(above) == "slideLayout":
        index = ph.get("idx", "0")
        candidates = [item for item in candidates if item[1].get("idx", "0") == index] or candidates
    return candidates[0] if candidates else None


def _style_of(kind: str) -> str:
    """The name of a master's text style for a placeholder's type; "" for a shape that is none."""
    if not kind:
        return ""
    return "titleStyle" if kind in TITLE_TYPES else "bodyStyle" if kind in _BODIES else "otherStyle"


def _styles(name: str, master: Part, package: Package) -> tuple[Element, ...]:
    """The master's text style of that name and the presentation's default, nearest first."""
    notes = tag(master.root) == "p:notesMaster"
    paths = ["p:notesStyle"] if notes else [f"p:txStyles/p:{name}"] if name else []
    found = [find(master.root, path) for path in paths]
    found.append(find(package.presentation.root, "p:defaultTextStyle"))
    return tuple(style for style in found if style is not None)


# Groups: from their own coordinates to the slide's (ECMA-376 part 1, 20.1.7).


@dataclass(frozen=True, slots=True)
class GroupTransform:
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
        xfrm = find(group, "p:grpSpPr/a:xfrm")
        outer = None if xfrm is None else _rectangle(xfrm, "a:off", "a:ext")
        inner = None if xfrm is None else _rectangle(xfrm, "a:chOff", "a:chExt")
        if xfrm is None or outer is None or inner is None:
            return self
        across = _ratio(outer.width, inner.width) * _mirror(xfrm, "flipH")
        down = _ratio(outer.height, inner.height) * _mirror(xfrm, "flipV")
        angle = math.radians(integer(xfrm, "rot") / 60_000)
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


def _ratio(outer: int, inner: int) -> float:
    return outer / inner if inner else 1.0


def _mirror(xfrm: Element, name: str) -> int:
    return -1 if xfrm.get(name) in ("1", "true") else 1


def own_box(shape: Element) -> Box | None:
    """A shape's own box in EMU, in its group's coordinates; quarter turns swap width and height."""
    for path in ("p:spPr/a:xfrm", "p:grpSpPr/a:xfrm", "p:xfrm", "p14:xfrm"):
        xfrm = find(shape, path)
        if xfrm is not None:
            box = _rectangle(xfrm, "a:off", "a:ext")
            return box if box is None else _rotated(box, integer(xfrm, "rot"))
    return None


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
