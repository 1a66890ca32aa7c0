"""Writes a laid out map as DrawingML: one group of freeforms, ellipses, curves and text boxes.

The layout is in points. The points of freeforms are rounded to twentieths of a point, so that the
borders of neighbouring areas coincide exactly.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from deckgen.appearance.placement import box_markup
from deckgen.appearance.shapes import Box, Slot
from deckgen.content import Page
from deckgen.content.map import LEGEND
from deckgen.content.map import _layout as map_layout
from deckgen.content.map import _names as names
from deckgen.content.map import _style as style
from deckgen.content.map import model as map_model
from deckgen.content.map._layout import Curve, Legend, MapLayout, Marker, PageLabel, Patch
from deckgen.content.map._style import ThemeColor
from deckgen.content.map.model import MapModel
from deckgen.geo import BowedRoute, PageBox, Point, Ring
from deckgen.opc import xml as opc_xml
from deckgen.opc.xml import EMU_PER_POINT, Element, markup, with_text

UNIT = 635
"""EMU in a step of the grid of twentieths of a point, which is also the unit of paths."""
Cell = tuple[int, int]
"""A point of that grid, in steps."""


def emu(point: Point) -> tuple[int, int]:
    """A point of the page in EMU."""
    return round(point[0] * EMU_PER_POINT), round(point[1] * EMU_PER_POINT)


def fill(color: ThemeColor | None) -> str:
    """A fill in a theme colour, or none."""
    if color is None:
        return markup("a:noFill")
    transforms = {
        "a:satMod": (color.sat_mod, 100),
        "a:lumMod": (color.lum_mod, 100),
        "a:lumOff": (color.lum_off, 0),
    }
    changes = [
        markup(name, {"val": percent * 1000})
        for name, (percent, unchanged) in transforms.items()
        if percent != unchanged
    ]
    drawn = markup("a:schemeClr", {"val": color.scheme}, *changes)
    if not color.pattern:
        return markup("a:solidFill", None, drawn)
    return markup(
        "a:pattFill",
        {"prst": color.pattern},
        markup("a:fgClr", None, drawn),
        markup("a:bgClr", None, markup("a:schemeClr", {"val": "bg1"})),
    )


def outline(color: ThemeColor | None, weight: float = 0.0, *more: str) -> str:
    """An outline of a weight in points; without a colour, none."""
    width = round(weight * EMU_PER_POINT) or None
    return markup("a:ln", {"w": width}, fill(color), *more)


def _border(color: ThemeColor) -> ThemeColor:
    """The outline of an area: that of the land, or of a pattern's own colour."""
    return color._replace(pattern="") if color.pattern else style.BORDER


def preset(name: str, adjust: int | None = None) -> str:
    """A preset geometry (ECMA-376 part 1, 20.1.10.56); `adjust` is its one adjustment."""
    guides = []
    if adjust is not None:
        guides.append(markup("a:gd", {"name": "adj", "fmla": f"val {adjust}"}))
    return markup("a:prstGeom", {"prst": name}, markup("a:avLst", None, *guides))


def freeform(rings: Iterable[Ring]) -> tuple[Box, str]:
    """The box and geometry of a freeform with a closed sub-path for each ring."""
    rings_on_grid = [_on_grid(ring) for ring in rings]
    box = _around([cell for ring in rings_on_grid for cell in ring])
    pieces = [f'<a:path w="{box.width // UNIT}" h="{box.height // UNIT}">']
    left, top = box.x // UNIT, box.y // UNIT
    for ring in rings_on_grid:
        first, *rest = [f'<a:pt x="{x - left}" y="{y - top}"/>' for x, y in ring]
        pieces.append(f"<a:moveTo>{first}</a:moveTo>")
        pieces += [f"<a:lnTo>{point}</a:lnTo>" for point in rest]
        pieces.append("<a:close/>")
    pieces.append("</a:path>")
    return box, _custom("".join(pieces))


def curve_geometry(route: BowedRoute) -> tuple[Box, str]:
    """The box and geometry of a curve, which has no fill."""
    box = _around(_cells(route.polyline()))
    start, control, end = (
        _within(cell, box) for cell in _cells([route.start, route.control, route.end])
    )
    return box, _custom(
        f'<a:path w="{box.width // UNIT}" h="{box.height // UNIT}" fill="none">'
        f"<a:moveTo>{start}</a:moveTo><a:quadBezTo>{control}{end}</a:quadBezTo></a:path>"
    )


def _custom(path: str) -> str:
    """A custom geometry of one path (ECMA-376 part 1, 20.1.9.8)."""
    return (
        "<a:custGeom><a:avLst/><a:gdLst/><a:ahLst/><a:cxnLst/>"
        f'<a:rect l="0" t="0" r="r" b="b"/><a:pathLst>{path}</a:pathLst></a:custGeom>'
    )


def _cells(points: Iterable[Point]) -> list[Cell]:
    steps = EMU_PER_POINT // UNIT
    return [(round(x * steps), round(y * steps)) for x, y in points]


def _on_grid(ring: Ring) -> list[Cell]:
    """The ring's points on the grid, without those equal to the one before."""
    cells = _cells(ring)
    return cells[:1] + [cell for before, cell in pairwise(cells) if cell != before]


def _around(cells: Sequence[Cell]) -> Box:
    xs, ys = [x for x, _ in cells], [y for _, y in cells]
    x, y = min(xs), min(ys)
    return Box(x * UNIT, y * UNIT, (max(xs) - x) * UNIT, (max(ys) - y) * UNIT)


def _within(cell: Cell, box: Box) -> str:
    return f'<a:pt x="{cell[0] - box.x // UNIT}" y="{cell[1] - box.y // UNIT}"/>'


# The group. The coordinates of its shapes are the slide's (ECMA-376 part 1, 20.1.7.5: chOff and
# chExt equal off and ext), so that shapes that a reviewer moves or copies stay where they are.


_CORNER_RADIUS = 30_000
"""The radius of the corners of a label's background over its shorter side, in 1/100,000."""


def describe(model: MapModel) -> str:
    """The alternative text: the author's, else a generated one."""
    marked = [*map_model.titles(model.basemap, (highlight.fips for highlight in model.highlights))]
    return model.alt or map_model.describe(model, map_model.where(model), marked)


def write(model: MapModel, slot: Slot, page: Page) -> Element:
    """The group of a map in the slot's box."""
    font = map_layout.label_font(page)
    layout = map_layout.lay_out(model, PageBox(*slot.box.points), font)
    writer = _Writer(model, layout, page)
    text = writer.group(slot.name, slot.box, writer.map(slot.box), describe(model), declares="ap")
    return opc_xml.parse(text.encode())


class _Writer:
    """Writes the shapes of a map as XML text, which is parsed as a whole."""

    def __init__(self, model: MapModel, layout: MapLayout, page: Page) -> None:
        self.model, self.layout, self.page = model, layout, page
        self.border = style.BORDER_WEIGHTS[model.basemap.value]

    def group(
        self, name: str, box: Box, shapes: Iterable[str], alt: str = "", declares: str = ""
    ) -> str:
        """A group in a box, whose id comes before those of its shapes; prefixes it declares."""
        about = self._about(name, descr=alt or None)
        corner = markup("a:chOff", {"x": box.x, "y": box.y})
        size = markup("a:chExt", {"cx": box.width, "cy": box.height})
        return markup(
            "p:grpSp",
            {f"xmlns:{prefix}": opc_xml.NAMESPACES[prefix] for prefix in declares},
            markup("p:nvGrpSpPr", None, about, markup("p:cNvGrpSpPr"), markup("p:nvPr")),
            markup("p:grpSpPr", None, box_markup(box, corner, size)),
            *shapes,
        )

    def _about(self, name: str, **attributes: object) -> str:
        return markup("p:cNvPr", {"id": self.page.next_id(), "name": name, **attributes})

    def map(self, box: Box) -> Iterator[str]:
        """The shapes of the map in a box, from back to front."""
        yield self._frame(box)
        yield from self._shapes()

    def _frame(self, box: Box) -> str:
        """An empty rectangle that keeps the group at the slot's size when shapes in it move."""
        nothing = outline(None)
        return self._sp(names.frame(self.model), box, preset("rect"), None, nothing)

    def _shapes(self) -> Iterator[str]:
        layout = self.layout
        yield from map(self._patch, layout.patches)
        yield from map(self._curve, layout.curves)
        for label in layout.labels.labels:
            if label.place is not None and label.place.leader is not None:
                yield self._leader(label, *label.place.leader)
        yield from map(self._marker, layout.markers)
        yield from map(self._label, layout.labels.labels)
        if layout.legend is not None:
            yield self._legend(layout.legend)

    def _patch(self, patch: Patch) -> str:
        box, geometry = freeform(patch.rings)
        border = outline(_border(patch.color), self.border, markup("a:round"))
        return self._sp(patch.name, box, geometry, patch.color, border)

    def _curve(self, curve: Curve) -> str:
        box, geometry = curve_geometry(curve.line)
        ends = [markup("a:tailEnd", {"type": "triangle"})] if self.model.arrows else []
        line = outline(style.ROUTE, style.ROUTE_WEIGHT, markup("a:round"), *ends)
        return self._sp(curve.name, box, geometry, None, line)

    def _leader(self, label: PageLabel, start: Point, end: Point) -> str:
        (x1, y1), (x2, y2) = emu(start), emu(end)
        box = Box(min(x1, x2), min(y1, y2), abs(x2 - x1), abs(y2 - y1))
        place = box_markup(box, flipH="1" if x2 < x1 else None, flipV="1" if y2 < y1 else None)
        line = outline(style.LEADER, style.LEADER_WEIGHT)
        about = self._about(label.subject.leader_name)
        return markup(
            "p:cxnSp",
            None,
            markup("p:nvCxnSpPr", None, about, markup("p:cNvCxnSpPr"), markup("p:nvPr")),
            markup("p:spPr", None, place, preset("line"), line),
        )

    def _marker(self, marker: Marker) -> str:
        (x, y), radius = marker.centre, marker.radius
        box = Box.of_points(x - radius, y - radius, 2 * radius, 2 * radius)
        halo = outline(style.BORDER, style.HALO_WEIGHT)
        return self._sp(marker.name, box, preset("ellipse"), marker.color, halo)

    def _label(self, label: PageLabel) -> str:
        map_label = label.subject.label
        return self._text_box(
            label.subject.shape_name,
            label.box,
            map_label.text,
            map_label.size,
            map_layout.alignment(label),
            padding=map_label.padding,
            bold=label.subject.bold,
            hidden=label.place is None,
        )

    def _legend(self, legend: Legend) -> str:
        return self.group(LEGEND, Box.of_points(*legend.box), self._entries(legend))

    def _entries(self, legend: Legend) -> Iterator[str]:
        if legend.title is not None:
            text, room = legend.title
            yield self._text_box(names.LEGEND_TITLE, room, text, style.SMALL, "l", bold=True)
        for entry in legend.entries:
            box, square = Box.of_points(*entry.swatch), preset("rect")
            border = outline(_border(entry.color), self.border)
            yield self._sp(names.swatch(entry.name), box, square, entry.color, border)
            name = names.entry(entry.name)
            yield self._text_box(name, entry.text, entry.name, style.SMALL, "l")

    def _text_box(
        self,
        name: str,
        room: PageBox,
        text: str,
        size: float,
        align: str,
        *,
        padding: float = 0.0,
        bold: bool = False,
        hidden: bool = False,
    ) -> str:
        """A text box of one line; with `padding`, in points, it has a background."""
        side = round(padding * EMU_PER_POINT)
        frame = {
            "wrap": "none", "lIns": side, "tIns": 0, "rIns": side, "bIns": 0,
            "rtlCol": 0, "anchor": "ctr",
        }  # fmt: skip
        run_properties = markup(
            "a:rPr",
            {"lang": self.page.language, "sz": round(size * 100), "b": "1" if bold else None},
            fill(style.TEXT),
        )
        run = markup("a:r", None, run_properties, with_text("a:t", text))
        body = markup(
            "p:txBody",
            None,
            markup("a:bodyPr", frame, markup("a:noAutofit")),
            markup("a:lstStyle"),
            markup("a:p", None, markup("a:pPr", {"algn": align}), run),
        )
        background = preset("roundRect", _CORNER_RADIUS) if padding else preset("rect")
        color = style.LABEL_BACKGROUND if padding else None
        return self._sp(name, Box.of_points(*room), background, color, None, body, hidden=hidden)

    def _sp(
        self,
        name: str,
        box: Box,
        geometry: str,
        color: ThemeColor | None,
        line: str | None,
        body: str = "",
        *,
        hidden: bool = False,
    ) -> str:
        """A shape; one with a body is a text box."""
        about = self._about(name, hidden="1" if hidden else None)
        kind = markup("p:cNvSpPr", {"txBox": "1" if body else None})
        properties = markup("p:spPr", None, box_markup(box), geometry, fill(color), line or "")
        return markup(
            "p:sp", None, markup("p:nvSpPr", None, about, kind, markup("p:nvPr")), properties, body
        )
