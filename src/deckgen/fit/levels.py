"""What a chain says, in numbers, and a shape's text frame as a `Frame`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, overload

from deckgen.fit.chain import Chain
from deckgen.fit.frame import (
    FULL,
    Autofit,
    Bullet,
    Frame,
    Insets,
    Level,
    Scale,
    Spacing,
    ThemeFonts,
)
from deckgen.fit.inherit import LEVELS, Lineage
from deckgen.model import Box
from deckgen.ooxml import (
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

_UPRIGHT = ("vert", "vert270")


def frame(lineage: Lineage, box: Box) -> Frame:
    """The frame of a shape's text in a box."""
    bodies = lineage.body_properties()
    fonts = lineage.fonts()
    room = Chain(bodies, ())
    direction = room.attribute("vert") or "horz"
    autofit = room.child(*(f"a:{kind.value}" for kind in Autofit))
    sides = {
        side: points(value)
        for side, name in zip(Insets._fields, ("lIns", "tIns", "rIns", "bIns"), strict=True)
        if (value := room.attribute(name)) is not None
    }
    return Frame(
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


class Levels(Sequence[Level]):
    """The nine levels of a shape's text, each worked out when it is first asked for."""

    def __init__(self, lineage: Lineage, fonts: ThemeFonts) -> None:
        """The levels of a shape that inherits so."""
        self._lineage, self._fonts = lineage, fonts
        self._found: dict[int, Level] = {}

    def __len__(self) -> int:
        return LEVELS

    @overload
    def __getitem__(self, index: int) -> Level: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Level]: ...

    def __getitem__(self, index: int | slice) -> Level | Sequence[Level]:
        if isinstance(index, slice):
            return [self[number] for number in range(LEVELS)[index]]
        if index not in self._found:
            self._found[index] = level(self._lineage.chain(range(LEVELS)[index]), self._fonts)
        return self._found[index]


def level(chain: Chain, fonts: ThemeFonts) -> Level:
    """How text looks that a chain describes."""
    usual = Level(font=fonts.minor)
    return replace(usual, **said_by_paragraph(chain), **said_by_run(chain, fonts))


def said_by_paragraph(chain: Chain) -> dict[str, Any]:
    """The fields of a `Level` about which the paragraph properties of a chain say something."""
    said: dict[str, Any] = {}
    for name, field in (("marL", "left"), ("marR", "right"), ("indent", "indent")):
        value = chain.attribute(name)
        if value is not None:
            said[field] = points(value)
    found = _nearest(chain.paragraphs)
    for field in ("line", "before", "after"):
        element = found.get(field)
        if element is not None and len(element):
            said[field] = spacing(element[0])
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


def said_by_run(chain: Chain, fonts: ThemeFonts) -> dict[str, Any]:
    """The fields of a `Level` about which the run properties of a chain say something."""
    said: dict[str, Any] = {}
    for name, field in (("sz", "size"), ("spc", "tracking"), ("kern", "kerned_from")):
        size = hundredths(chain.run_attribute(name))
        if size is not None:
            said[field] = size
    for name, field in (("b", "bold"), ("i", "italic")):
        value = chain.run_attribute(name)
        if value is not None:
            said[field] = value in ("1", "true")
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
