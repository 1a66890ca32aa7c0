"""The DrawingML of a map's shapes: places, fills, outlines and geometries, from lengths in points.

Freeforms lie on a lattice of twentieths of a point, so that the borders of neighbours fall
together to the last EMU.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from deckgen import ooxml
from deckgen.content.map.looks import Tone
from deckgen.geo import Box as Room
from deckgen.geo import Point, Ring
from deckgen.geo import Route as Bow
from deckgen.model import Box
from deckgen.ooxml import EMU_PER_POINT, Element, make

UNIT = 635
"""EMU in a step of the lattice, which is also the unit of paths."""

Cell = tuple[int, int]
"""A point of the lattice, in steps."""


def emu(point: Point) -> tuple[int, int]:
    """A point of the page in EMU."""
    return round(point[0] * EMU_PER_POINT), round(point[1] * EMU_PER_POINT)


def box_of(room: Room) -> Box:
    """A box of the page in EMU."""
    (x, y), (right, bottom) = emu((room.x, room.y)), emu((room.right, room.bottom))
    return Box(x, y, right - x, bottom - y)


def fill(tone: Tone | None) -> Element:
    """A fill in a theme colour, or none."""
    if tone is None:
        return make("a:noFill")
    color = make("a:schemeClr", {"val": tone.scheme})
    if tone.lum_mod != 100:
        color.append(make("a:lumMod", {"val": tone.lum_mod * 1000}))
    if tone.lum_off:
        color.append(make("a:lumOff", {"val": tone.lum_off * 1000}))
    return make("a:solidFill", None, color)


def line(tone: Tone | None, weight: float = 0.0, *more: Element) -> Element:
    """An outline so many points wide, or none."""
    width = round(weight * EMU_PER_POINT) or None
    return make("a:ln", {"w": width}, fill(tone), *more)


def preset(name: str, adjust: int | None = None) -> Element:
    """A preset geometry (ECMA-376 part 1, 20.1.10.56); `adjust` is its one adjustment."""
    guides = make("a:avLst")
    if adjust is not None:
        guides.append(make("a:gd", {"name": "adj", "fmla": f"val {adjust}"}))
    return make("a:prstGeom", {"prst": name}, guides)


def freeform(rings: Iterable[Ring]) -> tuple[Box, Element]:
    """The box and the geometry of an area: a closed sub-path for each ring."""
    cells = [_on_lattice(ring) for ring in rings]
    box = _around([cell for ring in cells for cell in ring])
    pieces = [f'<a:path w="{box.width // UNIT}" h="{box.height // UNIT}">']
    for ring in cells:
        first, *rest = (_within(cell, box) for cell in ring)
        pieces.append(f"<a:moveTo>{first}</a:moveTo>")
        pieces += [f"<a:lnTo>{point}</a:lnTo>" for point in rest]
        pieces.append("<a:close/>")
    pieces.append("</a:path>")
    return box, _custom("".join(pieces))


def curve(bow: Bow) -> tuple[Box, Element]:
    """The box and the geometry of a curve, which has no inside."""
    box = _around([_cell(point) for point in bow.polyline()])
    start, control, end = (
        _within(_cell(point), box) for point in (bow.start, bow.control, bow.end)
    )
    return box, _custom(
        f'<a:path w="{box.width // UNIT}" h="{box.height // UNIT}" fill="none">'
        f"<a:moveTo>{start}</a:moveTo><a:quadBezTo>{control}{end}</a:quadBezTo></a:path>"
    )


def _custom(path: str) -> Element:
    """A custom geometry of one path (ECMA-376 part 1, 20.1.9.8); thousands of points parse fast."""
    xml = (
        f'<a:custGeom xmlns:a="{ooxml.NAMESPACES["a"]}"><a:avLst/><a:gdLst/><a:ahLst/><a:cxnLst/>'
        f'<a:rect l="0" t="0" r="r" b="b"/><a:pathLst>{path}</a:pathLst></a:custGeom>'
    )
    return ooxml.parse(xml.encode())


def _cell(point: Point) -> Cell:
    steps = EMU_PER_POINT // UNIT
    return round(point[0] * steps), round(point[1] * steps)


def _on_lattice(ring: Ring) -> list[Cell]:
    """The ring's points, those left out that fall together with the one before."""
    cells = [_cell(point) for point in ring]
    return [cell for i, cell in enumerate(cells) if i == 0 or cell != cells[i - 1]]


def _around(cells: Sequence[Cell]) -> Box:
    xs, ys = zip(*cells, strict=True)
    x, y = min(xs), min(ys)
    return Box(x * UNIT, y * UNIT, (max(xs) - x) * UNIT, (max(ys) - y) * UNIT)


def _within(cell: Cell, box: Box) -> str:
    return f'<a:pt x="{cell[0] - box.x // UNIT}" y="{cell[1] - box.y // UNIT}"/>'
