"""The text frame of a shape: its size, insets and columns, and the format of its nine levels."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from math import floor
from typing import Any, NamedTuple, overload

from msgspec import Struct
from msgspec.structs import replace

from deckgen.appearance.inheritance import (
    LEVELS,
    InheritanceChain,
    PropertyLookup,
    inheritance_chain,
)
from deckgen.appearance.shapes import Box, Slot
from deckgen.appearance.theme import THEME_FONTS, ThemeFonts
from deckgen.opc import xml
from deckgen.opc.package import Package
from deckgen.opc.part import Part
from deckgen.opc.xml import (
    EMU_PER_POINT,
    Element,
    emu,
    find,
    hundredths,
    integer,
    make,
    percent,
    qn,
    tag,
    whole,
)


class LineHeightModel(NamedTuple):
    """How high a program sets text: a line in em, whatever the font, and `extra` once a text."""

    line: float
    extra: float


POWERPOINT = LineHeightModel(1.2117, 0.07)
"""Fitted to 463 heights that PowerPoint stored (`a:spAutoFit`); `extra` is in points."""


class Spacing(Struct, frozen=True):
    """Room between lines or paragraphs: percent of a line, or points where `points` is not None."""

    percent: float = 0
    points: float | None = None

    def of(self, line: float, less: float = 0) -> float:
        """The room in points for a line of this height in points; `less` is taken off `percent`."""
        if self.points is not None:
            return self.points
        return line * max(self.percent - less, 0) / 100


SINGLE = Spacing(100)
NONE = Spacing()


class Bullet(Struct, frozen=True):
    """What stands before a paragraph: a character, or "" for its number.

    `size` is in percent of the text's, or in points where it is negative (`a:buSzPts`).
    """

    char: str = "•"
    font: str = ""
    size: float = 100


class FrameLevel(Struct, frozen=True):
    """The format of a level's paragraphs without properties of their own. Lengths are in points.

    `capitals` is ECMA-376's ST_TextCapsType: `none`, `small` or `all`. `tracking` is added after
    every character; text is kerned from the font size `kerned_from` on.
    """

    size: float = 18
    bold: bool = False
    italic: bool = False
    capitals: str = "none"
    tracking: float = 0
    kerned_from: float = 0
    font: str = "Calibri"
    line: Spacing = SINGLE
    before: Spacing = NONE
    after: Spacing = NONE
    left: float = 0
    right: float = 0
    indent: float = 0
    bullet: Bullet | None = None


class Autofit(Enum):
    """What happens to text that is too much for its frame, by the names in `a:bodyPr`."""

    NONE = "noAutofit"
    SHRINK = "normAutofit"
    GROW = "spAutoFit"


class Insets(NamedTuple):
    """The margins inside a frame, in points; these are PowerPoint's own."""

    left: float = 7.2
    top: float = 3.6
    right: float = 7.2
    bottom: float = 3.6

    def added(self, others: Insets) -> Insets:
        """The sums of both."""
        return Insets(*(one + other for one, other in zip(self, others, strict=True)))


class Scale(NamedTuple):
    """How far text is shrunk, in percent: its font size, and what its line spacing loses."""

    size: float = 100
    reduction: float = 0

    def of(self, size: float) -> float:
        """A font size in points, shrunk: PowerPoint then rounds to whole points."""
        return size if self.size == 100 else max(floor(size * self.size / 100 + 0.5), 1)


FULL = Scale()
INSETS = Insets()
INSET_ATTRIBUTES = ("lIns", "tIns", "rIns", "bIns")
"""The attributes of `a:bodyPr` that say the insets, in the order of `Insets`."""
USUAL_INSETS = {
    name: round(side * EMU_PER_POINT) for name, side in zip(INSET_ATTRIBUTES, INSETS, strict=True)
}
"""The insets of a frame that says none, in EMU by attribute (ECMA-376 part 1, 21.1.2.1.1)."""


class TextFrame(Struct, frozen=True, eq=False):
    """A text frame. `width` and `height` are the shape's, insets included, in points.

    `title` says whether it shrinks in a title's steps; `vertical`, whether its lines run up or
    down; `edges`, whether the room before the first paragraph and after the last counts; `scale`
    is the shape's own `a:normAutofit`; `certain` is false where a property is not supported. `gap`
    is the room between columns, `tab` the distance of tab stops, `anchor` ECMA-376's
    ST_TextAnchoringType. `slot` is the part name of a layout and the slot there that has the
    frame, None for a shape's. A frame equals only itself.
    """

    width: float
    height: float
    levels: Sequence[FrameLevel] = (FrameLevel(),) * 9
    insets: Insets = INSETS
    autofit: Autofit = Autofit.NONE
    title: bool = False
    wraps: bool = True
    vertical: bool = False
    columns: int = 1
    gap: float = 0
    anchor: str = "t"
    tab: float = 72
    edges: bool = False
    scale: Scale = FULL
    theme: ThemeFonts = THEME_FONTS
    certain: bool = True
    slot: tuple[str, Slot] | None = None

    @property
    def line_length(self) -> float:
        """The room for a line without indents, in points."""
        across = self.height if self.vertical else self.width
        body = across - self.insets.left - self.insets.right
        return (body - self.gap * (self.columns - 1)) / self.columns

    @property
    def depth(self) -> float:
        """The room for the lines of a column, in points."""
        along = self.width if self.vertical else self.height
        return along - self.insets.top - self.insets.bottom


# From the properties that a shape inherits to its `TextFrame`.


_VERTICAL = ("vert", "vert270")


def frame(inheritance: InheritanceChain, box: Box) -> TextFrame:
    """The text frame of a shape with these inherited properties, as large as the box."""
    bodies = inheritance.body_properties()
    fonts = inheritance.fonts()
    body = PropertyLookup(bodies, ())
    direction = body.attribute("vert") or "horz"
    autofit = body.child(*(f"a:{mode.value}" for mode in Autofit))
    sides = {
        side: points(value)
        for side, name in zip(Insets._fields, INSET_ATTRIBUTES, strict=True)
        if (value := body.attribute(name)) is not None
    }
    return TextFrame(
        width=box.width / EMU_PER_POINT,
        height=box.height / EMU_PER_POINT,
        levels=Levels(inheritance, fonts),
        insets=Insets(**sides),
        autofit=Autofit.NONE if autofit is None else Autofit(tag(autofit)[2:]),
        title=inheritance.is_title,
        wraps=body.attribute("wrap") != "none",
        vertical=direction in _VERTICAL,
        columns=max(whole(body.attribute("numCol")) or 1, 1),
        gap=points(body.attribute("spcCol") or "0"),
        anchor=body.attribute("anchor") or "t",
        tab=points(inheritance.chain(0).attribute("defTabSz") or "914400"),
        edges=xml.is_on(body.attribute("spcFirstLastPara")),
        scale=scale(find(bodies[0], "a:normAutofit")) if bodies else FULL,
        theme=fonts,
        certain=direction in ("horz", *_VERTICAL),
    )


_LABEL_TOLERANCE = 3.0
"""Points by which a line may exceed a label's shape: it has space above and below its glyphs."""


def bounding_frame(
    inheritance: InheritanceChain, box: Box, *, label: bool, bottom: int | None = None
) -> TextFrame | None:
    """The frame that a shape's text must fit on the slide; None where the shape grows with it.

    The text of a `label`, which is a shape that is no placeholder, may use its margins. With
    `bottom`, the slide's in EMU, a shape that grows down has room to there.
    """
    found = frame(inheritance, box)
    if found.autofit is Autofit.GROW:
        if bottom is None or found.vertical or found.anchor != "t":
            return None
        return replace(found, height=(bottom - box.y) / EMU_PER_POINT)
    if not label:
        return found
    insets = found.insets._replace(top=0, bottom=0)
    return replace(found, insets=insets, height=found.height + _LABEL_TOLERANCE)


def unbound_text(part: Part, package: Package) -> InheritanceChain:
    """What text of a slide or layout inherits that is in no placeholder, as in a table's cells.

    That is the presentation's default text style, even for a table in a content placeholder, and
    the fonts of the theme.
    """
    # A slide that is being written has no XML yet, but its layout has.
    layout = next(iter(package.related(part, "slideLayout")), part)
    return inheritance_chain(make("p:sp"), layout, package)


class Levels(Sequence[FrameLevel]):
    """The nine levels of a shape's text, each computed on first use."""

    def __init__(self, inheritance: InheritanceChain, fonts: ThemeFonts) -> None:
        """The levels of a shape with these inherited properties and theme fonts."""
        self._inheritance, self._fonts = inheritance, fonts
        self._found: dict[int, FrameLevel] = {}

    def __len__(self) -> int:
        return LEVELS

    @overload
    def __getitem__(self, index: int) -> FrameLevel: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[FrameLevel]: ...

    def __getitem__(self, index: int | slice) -> FrameLevel | Sequence[FrameLevel]:
        if isinstance(index, slice):
            return [self[number] for number in range(LEVELS)[index]]
        if index not in self._found:
            self._found[index] = level(self._inheritance.chain(range(LEVELS)[index]), self._fonts)
        return self._found[index]


def level(properties: PropertyLookup, fonts: ThemeFonts) -> FrameLevel:
    """The format of a level, from the properties that it inherits."""
    default = FrameLevel(font=fonts.minor)
    return replace(default, **paragraph_fields(properties), **run_fields(properties, fonts))


def paragraph_fields(properties: PropertyLookup) -> dict[str, Any]:
    """The fields of `FrameLevel` that inherited paragraph properties set."""
    explicit: dict[str, Any] = {}
    for name, key in (("marL", "left"), ("marR", "right"), ("indent", "indent")):
        value = properties.attribute(name)
        if value is not None:
            explicit[key] = points(value)
    found = _nearest_of_choice(properties.paragraphs)
    for key in ("line", "before", "after"):
        element = found.get(key)
        if element is not None and len(element):
            explicit[key] = spacing(element[0])
    bullet = found.get("bullet")
    if bullet is not None:
        explicit["bullet"] = None if tag(bullet) == "a:buNone" else _bullet(bullet, found)
    return explicit


_CHOICES = {
    qn(f"a:{name}"): field
    for field, names in {
        "line": ("lnSpc",),
        "before": ("spcBef",),
        "after": ("spcAft",),
        "bullet": ("buNone", "buChar", "buAutoNum", "buBlip"),
        "bullet size": ("buSzPct", "buSzPts", "buSzTx"),
        "bullet font": ("buFont", "buFontTx"),
    }.items()
    for name in names
}


def _nearest_of_choice(elements: Iterable[Element]) -> dict[str, Element]:
    """By choice group, the first child in inheritance order: only one of a choice applies."""
    found: dict[str, Element] = {}
    for element in elements:
        for child in element:
            group = _CHOICES.get(child.tag)
            if group is not None:
                found.setdefault(group, child)
    return found


def run_fields(properties: PropertyLookup, fonts: ThemeFonts) -> dict[str, Any]:
    """The fields of `FrameLevel` that inherited run properties set."""
    explicit: dict[str, Any] = {}
    for name, key in (("sz", "size"), ("spc", "tracking"), ("kern", "kerned_from")):
        size = hundredths(properties.run_attribute(name))
        if size is not None:
            explicit[key] = size
    for name, key in (("b", "bold"), ("i", "italic")):
        value = properties.run_attribute(name)
        if value is not None:
            explicit[key] = xml.is_on(value)
    capitals = properties.run_attribute("cap")
    if capitals is not None:
        explicit["capitals"] = capitals
    latin = properties.run_child("a:latin")
    if latin is not None and latin.get("typeface"):
        explicit["font"] = fonts.name(latin.get("typeface", ""))
    return explicit


def _bullet(bullet: Element, found: Mapping[str, Element]) -> Bullet:
    size, font = found.get("bullet size"), found.get("bullet font")
    size_percent = 100.0
    if size is not None and tag(size) == "a:buSzPct":
        size_percent = percent(size.get("val", "100000"))
    elif size is not None and tag(size) == "a:buSzPts":
        size_percent = -integer(size, "val") / 100
    char = {"a:buChar": bullet.get("char", "•"), "a:buAutoNum": ""}.get(tag(bullet), "■")
    return Bullet(char, "" if font is None else font.get("typeface", ""), size_percent)


def spacing(element: Element) -> Spacing:
    """The spacing of an `a:spcPct` or `a:spcPts`."""
    if tag(element) == "a:spcPts":
        return Spacing(points=integer(element, "val") / 100)
    return Spacing(percent(element.get("val", "0")))


def scale(autofit: Element | None) -> Scale:
    """The scale of an `a:normAutofit`; full size without one."""
    if autofit is None:
        return FULL
    return Scale(
        percent(autofit.get("fontScale", "100000")), percent(autofit.get("lnSpcReduction", "0"))
    )


def points(text: str) -> float:
    """An ST_Coordinate in points; 0 where it cannot be read."""
    return (emu(text) or 0) / EMU_PER_POINT
