"""What text stands in: a frame with its insets, columns and the looks of its nine levels."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from math import floor
from typing import Any, NamedTuple, overload

from deckgen.appearance.shapes import LEVELS, Box, InheritanceChain, PropertyLookup
from deckgen.appearance.theme import THEME_FONTS, ThemeFonts
from deckgen.opc.xml import (
    EMU_PER_POINT,
    Element,
    emu,
    find,
    hundredths,
    integer,
    percent,
    qn,
    tag,
    whole,
)


class LineHeightModel(NamedTuple):
    """How high a program sets text: a line in em, whatever the font, and what a text adds."""

    line: float
    more: float


POWERPOINT = LineHeightModel(1.2117, 0.07)

"""463 heights that PowerPoint stored for text that a shape grows with; `more` is in points."""


@dataclass(frozen=True, slots=True)
class Spacing:
    """Room between lines or paragraphs: percent of a line, or points where `points` is given."""

    percent: float = 0
    points: float | None = None

    def of(self, line: float, less: float = 0) -> float:
        """The room in points, where a line is so many points high; `less` is off the percent."""
        if self.points is not None:
            return self.points
        return line * max(self.percent - less, 0) / 100


SINGLE = Spacing(100)

NONE = Spacing()


@dataclass(frozen=True, slots=True)
class Bullet:
    """What stands before a paragraph: a sign, or "" for its number.

    `size` is in percent of the text's, or in points where it is negative (a:buSzPts).
    """

    sign: str = "•"
    font: str = ""
    size: float = 100


@dataclass(frozen=True, slots=True)
class FrameLevel:
    """How paragraphs of a level look where they say nothing themselves. Lengths are in points.

    `capitals` is ECMA-376's ST_TextCapsType: `none`, `small` or `all`. `tracking` is added after
    every sign; signs are kerned from the size `kerned_from` on.
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


class Scale(NamedTuple):
    """How far text is shrunk: its size, and what is taken off its line spacing, in percent."""

    size: float = 100
    reduction: float = 0

    def of(self, size: float) -> float:
        """A size in points, shrunk: PowerPoint shows whole points then."""
        return size if self.size == 100 else max(floor(size * self.size / 100 + 0.5), 1)


FULL = Scale()

INSETS = Insets()


@dataclass(frozen=True, slots=True, eq=False)
class TextFrame:
    """A text frame. `width` and `height` are the shape's, insets included, in points.

    `title` says whether it shrinks in a title's steps; `vertical`, whether its lines run up or
    down; `edges`, whether the room before the first paragraph and after the last counts; `scale`
    is what the shape itself says of its shrinking; `certain` is false where not all of it is
    understood. Two frames are equal only if they are the same.
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
    certain: bool = field(default=True, compare=False)

    @property
    def line_length(self) -> float:
        """The room for a line without indents, in points."""
        across = self.height if self.vertical else self.width
        room = across - self.insets.left - self.insets.right
        return (room - self.gap * (self.columns - 1)) / self.columns

    @property
    def depth(self) -> float:
        """The room for the lines of a column, in points."""
        along = self.width if self.vertical else self.height
        return along - self.insets.top - self.insets.bottom


# What a chain says, in numbers, and a shape's text frame as a `Frame`.


_UPRIGHT = ("vert", "vert270")


def frame(lineage: InheritanceChain, box: Box) -> TextFrame:
    """The frame of a shape's text in a box."""
    bodies = lineage.body_properties()
    fonts = lineage.fonts()
    room = PropertyLookup(bodies, ())
    direction = room.attribute("vert") or "horz"
    autofit = room.child(*(f"a:{kind.value}" for kind in Autofit))
    sides = {
        side: points(value)
        for side, name in zip(Insets._fields, ("lIns", "tIns", "rIns", "bIns"), strict=True)
        if (value := room.attribute(name)) is not None
    }
    return TextFrame(
        width=box.width / EMU_PER_POINT,
        height=box.height / EMU_PER_POINT,
        levels=Levels(lineage, fonts),
        insets=Insets(**sides),
        autofit=Autofit.NONE if autofit is None else Autofit(tag(autofit)[2:]),
        title=lineage.is_title,
        wraps=room.attribute("wrap") != "none",
        vertical=direction in _UPRIGHT,
        columns=max(whole(room.attribute("numCol")) or 1, 1),
        gap=points(room.attribute("spcCol") or "0"),
        anchor=room.attribute("anchor") or "t",
        tab=points(lineage.chain(0).attribute("defTabSz") or "914400"),
        edges=room.attribute("spcFirstLastPara") in ("1", "true"),
        scale=scale(find(bodies[0], "a:normAutofit")) if bodies else FULL,
        theme=fonts,
        certain=direction in ("horz", *_UPRIGHT),
    )


class Levels(Sequence[FrameLevel]):
    """The nine levels of a shape's text, each worked out when it is first asked for."""

    def __init__(self, lineage: InheritanceChain, fonts: ThemeFonts) -> None:
        """The levels of a shape that inherits so."""
        self._lineage, self._fonts = lineage, fonts
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
            self._found[index] = level(self._lineage.chain(range(LEVELS)[index]), self._fonts)
        return self._found[index]


def level(chain: PropertyLookup, fonts: ThemeFonts) -> FrameLevel:
    """How text looks that a chain describes."""
    usual = FrameLevel(font=fonts.minor)
    return replace(usual, **said_by_paragraph(chain), **said_by_run(chain, fonts))


def said_by_paragraph(chain: PropertyLookup) -> dict[str, Any]:
    """The fields of a `Level` about which the paragraph properties of a chain say something."""
    said: dict[str, Any] = {}
    for name, key in (("marL", "left"), ("marR", "right"), ("indent", "indent")):
        value = chain.attribute(name)
        if value is not None:
            said[key] = points(value)
    found = _nearest(chain.paragraphs)
    for key in ("line", "before", "after"):
        element = found.get(key)
        if element is not None and len(element):
            said[key] = spacing(element[0])
    kind = found.get("bullet")
    if kind is not None:
        said["bullet"] = None if tag(kind) == "a:buNone" else _bullet(kind, found)
    return said


_GROUPS = {
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


def _nearest(elements: Iterable[Element]) -> dict[str, Element]:
    """The nearest child of paragraph properties of each group: of a choice, one holds."""
    found: dict[str, Element] = {}
    for element in elements:
        for child in element:
            group = _GROUPS.get(child.tag)
            if group is not None:
                found.setdefault(group, child)
    return found


def said_by_run(chain: PropertyLookup, fonts: ThemeFonts) -> dict[str, Any]:
    """The fields of a `Level` about which the run properties of a chain say something."""
    said: dict[str, Any] = {}
    for name, key in (("sz", "size"), ("spc", "tracking"), ("kern", "kerned_from")):
        size = hundredths(chain.run_attribute(name))
        if size is not None:
            said[key] = size
    for name, key in (("b", "bold"), ("i", "italic")):
        value = chain.run_attribute(name)
        if value is not None:
            said[key] = value in ("1", "true")
    capitals = chain.run_attribute("cap")
    if capitals is not None:
        said["capitals"] = capitals
    latin = chain.run_child("a:latin")
    if latin is not None and latin.get("typeface"):
        said["font"] = fonts.name(latin.get("typeface", ""))
    return said


def _bullet(kind: Element, found: Mapping[str, Element]) -> Bullet:
    size, font = found.get("bullet size"), found.get("bullet font")
    wide = 100.0
    if size is not None and tag(size) == "a:buSzPct":
        wide = percent(size.get("val", "100000"))
    elif size is not None and tag(size) == "a:buSzPts":
        wide = -integer(size, "val") / 100
    sign = {"a:buChar": kind.get("char", "•"), "a:buAutoNum": ""}.get(tag(kind), "■")
    return Bullet(sign, "" if font is None else font.get("typeface", ""), wide)


def spacing(element: Element) -> Spacing:
    """The spacing of an `a:spcPct` or `a:spcPts`."""
    if tag(element) == "a:spcPts":
        return Spacing(points=integer(element, "val") / 100)
    return Spacing(percent(element.get("val", "0")))


def scale(autofit: Element | None) -> Scale:
    """What an `a:normAutofit` says; not shrunk where there is none."""
    if autofit is None:
        return FULL
    return Scale(
        percent(autofit.get("fontScale", "100000")), percent(autofit.get("lnSpcReduction", "0"))
    )


def points(text: str) -> float:
    """An ST_Coordinate in points; 0 where it cannot be read."""
    return (emu(text) or 0) / EMU_PER_POINT
