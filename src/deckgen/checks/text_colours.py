"""Colours of the texts of a slide and of what is behind them, and whether they have contrast.

Section numbers are those of ECMA-376 part 1. A table's style may be one of PowerPoint's own, which
files need not hold. Known here are the family Medium Style 2, which new tables get, and the two
styles without fills.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cache

from deckgen.appearance.colour import WHITE, Colour, contrast
from deckgen.appearance.fill import CLEAR, Paint, fill_in, paint, referred
from deckgen.appearance.inheritance import list_style, list_style_run
from deckgen.appearance.shapes import Box, overlap, transform_of
from deckgen.appearance.theme import Scheme
from deckgen.checks import _text_view as text_view
from deckgen.checks._chart_colours import ChartColours, text_paint
from deckgen.checks._slide_view import ShapeView, SlideView
from deckgen.checks._text_view import ParagraphView, RunView
from deckgen.content import graphic
from deckgen.opc.package import Package
from deckgen.opc.part import Part
from deckgen.opc.xml import Element, each, find, find_all, integer, make, qn, tag

_ON = ("1", "true", "on")

_MEDIUM_2 = {
    "{073A0DAA-6AF3-43AB-8588-CEC1D06C72B9}": "dk1",
    "{5C22544A-7EE6-4342-B048-85BDC9FD1C3A}": "accent1",
    "{21E4AEA4-8DFA-4A89-87EB-49C32662AFE0}": "accent2",
    "{F5AB1C69-6EDB-4FF4-983F-18BD219EF322}": "accent3",
    "{00A15C55-8517-42AA-B614-E9B94910E393}": "accent4",
    "{7DF18680-E054-41AD-8BC1-D1AEF772440D}": "accent5",
    "{93296810-A885-4BE3-A3E7-6D5BEEA58F35}": "accent6",
}

_NO_STYLE = (
    "", "{2D5ABB26-0587-4C30-8999-92F81FD0307C}", "{5940675A-B579-460E-94D1-54222C63F5DA}",
)  # fmt: skip

_UNKNOWN = Paint(unknown="a table style that the file does not hold")


@dataclass(frozen=True, slots=True)
class PaintedCell:
    """A table cell (`a:tc`) with the parts of the table's style that apply to it, nearest first.

    `known` says whether the style is known; `background` is the paint of the table itself.
    """

    element: Element
    parts: tuple[Element, ...]
    known: bool
    background: Paint

    def paint(self, scheme: Scheme) -> Paint:
        """The paint of the cell: its own fill or the style's, over that of the table."""
        own = fill_in(find(self.element, "a:tcPr"))
        if own is not None:
            return paint(own, scheme).over(self.background)
        if not self.known:
            return _UNKNOWN
        return _style_paint(self.parts, "a:tcStyle", scheme).over(self.background)

    @property
    def text_styles(self) -> tuple[Element, ...]:
        """The text formatting of the table's style as list styles, nearest first."""
        found = []
        for part in self.parts:
            text_style = find(part, "a:tcTxStyle")
            if text_style is not None:
                bold = text_style.get("b")
                weight = None if bold in (None, "def") else str(int(bold in _ON))
                colour = next((c for c in text_style if tag(c).endswith("Clr")), None)
                found.append(list_style(list_style_run(colour, weight)))
        return tuple(found)


def cells(table: Element, package: Package, scheme: Scheme) -> Iterator[PaintedCell]:
    """The cells of an `a:tbl`, row by row."""
    properties = find(table, "a:tblPr")
    named = None if properties is None else properties.findtext(qn("a:tableStyleId"))
    style = _table_style((named or "").strip(), package)
    known = style is not None
    background = _table_background(properties, style, scheme)
    rows = find_all(table, "a:tr")
    for row, element in enumerate(rows):
        columns = find_all(element, "a:tc")
        for column, cell in enumerate(columns):
            position = _CellPosition(row, column, row == len(rows) - 1, column == len(columns) - 1)
            names = reversed(list(_style_parts(position, properties)))
            parts = [None if style is None else find(style, f"a:{name}") for name in names]
            yield PaintedCell(cell, tuple(p for p in parts if p is not None), known, background)


@dataclass(frozen=True, slots=True)
class _CellPosition:
    row: int
    column: int
    last_row: bool
    last_column: bool


def _style_parts(position: _CellPosition, properties: Element | None) -> Iterator[str]:
    """The parts of a style that apply to a cell, the weakest first."""

    def on(name: str) -> bool:
        return properties is not None and properties.get(name) in _ON

    top, bottom = on("firstRow") and position.row == 0, on("lastRow") and position.last_row
    left, right = on("firstCol") and position.column == 0, on("lastCol") and position.last_column
    yield "wholeTbl"
    if on("bandRow"):
        yield f"band{(position.row - on('firstRow')) % 2 + 1}H"
    if on("bandCol"):
        yield f"band{(position.column - on('firstCol')) % 2 + 1}V"
    for name, holds in (
        ("lastCol", right), ("firstCol", left), ("lastRow", bottom), ("seCell", bottom and right),
        ("swCell", bottom and left), ("firstRow", top), ("neCell", top and right),
        ("nwCell", top and left),
    ):  # fmt: skip
        if holds:
            yield name


def _style_paint(parts: tuple[Element, ...], name: str, scheme: Scheme) -> Paint:
    for part in parts:
        element = find(part, name)
        own = None if element is None else fill_in(find(element, "a:fill"))
        reference = None if element is None else find(element, "a:fillRef")
        if own is not None:
            return paint(own, scheme)
        if reference is not None:
            return referred(reference, scheme)
    return CLEAR


def _table_background(properties: Element | None, style: Element | None, scheme: Scheme) -> Paint:
    own = fill_in(properties)
    if own is not None:
        return paint(own, scheme)
    return CLEAR if style is None else _style_paint((style,), "a:tblBg", scheme)


def _table_style(name: str, package: Package) -> Element | None:
    """The style of that id: the file's own, or one of PowerPoint's that are known here."""
    for part in package.related(package.presentation, "tableStyles"):
        for style in find_all(part.root, "a:tblStyle"):
            if style.get("styleId", "").upper() == name.upper():
                return style
    if name.upper() in _MEDIUM_2:
        return _medium_2(_MEDIUM_2[name.upper()])
    return _no_style() if name.upper() in _NO_STYLE else None


def _no_style() -> Element:
    """A style without fills and with text in `tx1`, also for tables that name no style."""
    text = make("a:tcTxStyle", None, make("a:schemeClr", {"val": "tx1"}))
    return make("a:tblStyle", None, make("a:wholeTbl", None, text))


def _medium_2(accent: str) -> Element:
    """Medium Style 2 of an accent: headers in full, the body in tints of 20 and 40 percent."""
    parts = [
        _style_part("wholeTbl", "dk1", accent, 20000),
        _style_part("band1H", None, accent, 40000),
        _style_part("band1V", None, accent, 40000),
    ]
    heads = [
        _style_part(n, "lt1", accent, None) for n in ("lastCol", "firstCol", "lastRow", "firstRow")
    ]
    return make("a:tblStyle", None, *parts, *heads)


def _style_part(name: str, text: str | None, accent: str, tint: int | None) -> Element:
    colour = make("a:schemeClr", {"val": accent})
    if tint is not None:
        colour.append(make("a:tint", {"val": tint}))
    fill = make("a:fill", None, make("a:solidFill", None, colour))
    part = make(f"a:{name}")
    if text is not None:
        bold = "on" if tint is None else None
        part.append(make("a:tcTxStyle", {"b": bold}, make("a:schemeClr", {"val": text})))
    part.append(make("a:tcStyle", None, fill))
    return part


# The paint beneath a shape: lower shapes, layout and master, background.


_OFF = ("0", "false")
_TOUCHES, _COVERS = 0.01, 0.99

_BOXY = (
    "rect", "roundRect", "round1Rect", "round2SameRect", "round2DiagRect", "snip1Rect",
    "snip2SameRect", "snip2DiagRect", "snipRoundRect", "flowChartProcess", "foldedCorner",
    "flowChartAlternateProcess", "flowChartPredefinedProcess", "flowChartInternalStorage",
    "actionButtonBlank", "bevel", "plaque", "wedgeRectCallout", "wedgeRoundRectCallout",
)  # fmt: skip

_PARTLY = "a shape that covers a part of it"


class Background:
    """The paint beneath the shapes and texts of one slide."""

    def __init__(self, slide: SlideView) -> None:
        """For the shapes of a slide."""
        self.slide = slide
        self.scheme = cache(self._scheme)
        self.fill = cache(self._fill)

    def _scheme(self, part: Part) -> Scheme:
        return Scheme.of(part, self.slide.package)

    def behind_text(self, shape: ShapeView) -> Paint:
        """The paint behind a shape's text: the shape's own fill over what is beneath the shape."""
        return self.fill(shape).over(self.beneath(shape))

    def beneath(self, shape: ShapeView) -> Paint:
        """The paint beneath a shape in its box."""
        found = self.background
        if shape.box is None:
            return Paint(unknown="a place that nobody says")
        for lower in self._layers():
            if lower is shape:
                break
            if lower.box is not None and lower not in shape.groups:
                found = self._with_shape(lower, lower.box, shape.box, found)
        return found

    def _with_shape(self, lower: ShapeView, at: Box, box: Box, found: Paint) -> Paint:
        """The paint in a box after a further shape is drawn over `found`."""
        share = overlap(box, at)
        fill = self.fill(lower) if share > _TOUCHES else CLEAR
        if fill.is_clear:
            return found
        covered = fill.over(found)
        if share >= _COVERS and _is_boxy(lower):
            return covered
        return covered.or_(found, _PARTLY)

    def _layers(self) -> Iterator[ShapeView]:
        """All visible shapes, from the bottom up."""
        slide = self.slide
        if slide.part.root.get("showMasterSp") not in _OFF:
            layout = slide.layout
            if layout is not None and layout.root.get("showMasterSp") not in _OFF:
                yield from (s for s in slide.master_shapes if s.ph is None and not s.hidden)
            yield from (s for s in slide.layout_shapes if s.ph is None and not s.hidden)
        yield from (s for s in slide.shapes if not s.hidden)

    @property
    def background(self) -> Paint:
        """The background of the slide: its own, the layout's, the master's, or white."""
        for part in (self.slide.part, self.slide.layout, self.slide.master):
            found = None if part is None else find(part.root, "p:cSld/p:bg")
            if part is None or found is None:
                continue
            reference, own = find(found, "p:bgRef"), fill_in(find(found, "p:bgPr"))
            if reference is not None:
                return referred(reference, self.scheme(part)).over(Paint.solid(WHITE))
            if own is not None:
                return paint(own, self.scheme(part)).over(Paint.solid(WHITE))
        return Paint.solid(WHITE)

    def _fill(self, shape: ShapeView) -> Paint:
        """The fill of a shape, its own or inherited from its placeholder or style."""
        if shape.tag == "p:pic" or shape.tag == "p:contentPart":
            return Paint(unknown="a picture")
        if shape.tag == "p:graphicFrame":
            return Paint(unknown="a chart, table or object")
        if shape.tag == "p:cxnSp" or shape.tag == "p:grpSp" or _preset(shape) == "line":
            return CLEAR
        if shape.element.get("useBgFill") in ("1", "true"):
            return self.background
        scheme = self.scheme(shape.part)
        for element in shape.inheritance.shapes:
            own = fill_in(find(element, "p:spPr"))
            reference = find(element, "p:style/a:fillRef")
            if own is not None:
                return self._group_fill(shape) if tag(own) == "a:grpFill" else paint(own, scheme)
            if reference is not None:
                return referred(reference, scheme)
        return CLEAR

    def _group_fill(self, shape: ShapeView) -> Paint:
        for group in shape.groups:
            own = fill_in(find(group.element, "p:grpSpPr"))
            if own is not None and tag(own) != "a:grpFill":
                return paint(own, self.scheme(shape.part))
        return CLEAR


def _preset(shape: ShapeView) -> str:
    for element in shape.inheritance.shapes:
        geometry = find(element, "p:spPr/a:prstGeom")
        if geometry is not None:
            return geometry.get("prst", "")
    return "custom" if find(shape.element, "p:spPr/a:custGeom") is not None else "rect"


def _is_boxy(shape: ShapeView) -> bool:
    """Whether a shape fills its box: nearly a rectangle, rotated by quarter turns at most."""
    turned = transform_of(shape.element)
    angle = 0 if turned is None else integer(turned, "rot") % 5_400_000
    return _preset(shape) in _BOXY and angle == 0


# The texts of a slide with their colours.


_OPAQUE_KINDS = {
    "http://schemas.openxmlformats.org/drawingml/2006/diagram": "it is SmartArt",
    "http://schemas.microsoft.com/office/drawing/2014/chartex": "it is a chart of a newer kind",
}


@dataclass(frozen=True, slots=True)
class VisibleText:
    """A visible text. `part` names its place in the shape for messages (`, in the legend`).

    `large` is WCAG's large text: 18 points, or 14 in bold.
    """

    shape: ShapeView
    text: str
    large: bool
    foreground: Paint
    background: Paint
    part: str = ""


def texts(slide: SlideView) -> Iterator[VisibleText]:
    """The texts of a slide's shapes, tables and charts; hidden shapes are left out."""
    slide_background = Background(slide)
    scheme = slide_background.scheme(slide.part)
    for shape in slide.shapes:
        if shape.hidden:
            continue
        yield from _graphic_texts(shape, slide_background, scheme)
        lines = [line for line in text_view.paragraphs(shape) if line.text.strip()]
        if lines:
            yield from _runs(shape, lines, scheme, slide_background.behind_text(shape))


def _graphic_texts(
    shape: ShapeView, slide_background: Background, scheme: Scheme
) -> Iterator[VisibleText]:
    """The texts of a table, a chart or SmartArt."""
    table = graphic(shape.element, "a:tbl")
    if table is not None:
        yield from _table_texts(shape, slide_background, scheme)
    plotted = _chart(shape, slide_background)
    if plotted is not None:
        for text in plotted.texts():
            yield VisibleText(
                shape, text.text, text.large, text.foreground, text.background, text.part
            )
    for data in each(shape.element, "a:graphicData"):
        why = _OPAQUE_KINDS.get(data.get("uri", ""))
        if why and shape.tag == "p:graphicFrame":
            unknown = Paint(unknown=why)
            yield VisibleText(shape, shape.name, False, unknown, unknown)


def charts(slide: SlideView) -> Iterator[tuple[ShapeView, ChartColours]]:
    """The charts of a slide; hidden ones are left out."""
    slide_background = Background(slide)
    for shape in slide.shapes:
        found = None if shape.hidden else _chart(shape, slide_background)
        if found is not None:
            yield shape, found


def _chart(shape: ShapeView, slide_background: Background) -> ChartColours | None:
    plotted = graphic(shape.element, "c:chart")
    if plotted is None:
        return None
    scheme, beneath = slide_background.scheme(shape.part), slide_background.beneath(shape)
    return ChartColours.of(shape.slide.package, shape.part, plotted, scheme, beneath)


def _table_texts(
    shape: ShapeView, slide_background: Background, scheme: Scheme
) -> Iterator[VisibleText]:
    table = graphic(shape.element, "a:tbl")
    assert table is not None, "the caller looked"
    beneath = slide_background.beneath(shape)
    for cell in cells(table, shape.slide.package, scheme):
        body = find(cell.element, "a:txBody")
        if body is not None:
            inheritance = shape.inheritance.in_cell(body, cell.text_styles)
            lines = list(text_view.body_paragraphs(body, inheritance))
            yield from _runs(shape, lines, scheme, cell.paint(scheme).over(beneath))


def _runs(
    shape: ShapeView, lines: list[ParagraphView], scheme: Scheme, background: Paint
) -> Iterator[VisibleText]:
    for run in (run for line in lines for run in line.runs if run.text.strip()):
        yield VisibleText(shape, quoted(run), run.is_large, text_paint(run, scheme), background)


def quoted(run: RunView) -> str:
    """The start of a run's text, as messages quote it."""
    text = " ".join(run.text.split())
    return text if len(text) <= 40 else f"{text[:37]}..."


# Contrast of a foreground with what may be behind it.


class Legibility(Enum):
    """Whether contrast is sufficient."""

    ENOUGH = "enough"
    TOO_LITTLE = "too little"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class ContrastVerdict:
    """An outcome. If it is TOO_LITTLE, `ratio` is the highest contrast of all pairs of colours, and
    `pair` are the foreground and background that have it. If UNDECIDED, `why` is the reason."""

    outcome: Legibility
    ratio: float = 0
    pair: tuple[Colour, Colour] | None = None
    why: str = ""


def judge(foreground: Paint, background: Paint, least: float) -> ContrastVerdict:
    """Whether each foreground colour has at least that contrast with each background colour.

    Undecided where only some of them have it, or where a colour is unknown.
    """
    if foreground.is_clear and not foreground.unknown:
        return ContrastVerdict(Legibility.ENOUGH)
    pairs = [
        (contrast(top.over(low), low), (top.over(low), low))
        for top in foreground.colours
        for low in background.colours
    ]
    if foreground.unknown or background.unknown or not pairs:
        return ContrastVerdict(Legibility.UNDECIDED, why=foreground.unknown or background.unknown)
    low, high = min(pairs), max(pairs)
    if low[0] >= least:
        return ContrastVerdict(Legibility.ENOUGH)
    if high[0] < least:
        return ContrastVerdict(Legibility.TOO_LITTLE, high[0], high[1])
    return ContrastVerdict(
        Legibility.UNDECIDED, why=foreground.why or background.why or "several colours"
    )
