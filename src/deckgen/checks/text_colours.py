"""Colours of the texts of a slide and of what is behind them, and whether they have contrast.

Section numbers are those of ECMA-376 part 1.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from functools import cache, cached_property
from itertools import takewhile

from msgspec import Struct

from deckgen.appearance.colour import WHITE, Colour, contrast
from deckgen.appearance.fill import (
    CLEAR,
    Paint,
    explicit_fill,
    fill_in,
    nearest_fill,
    paint,
    referred,
)
from deckgen.appearance.shapes import Box, overlap, transform_of
from deckgen.appearance.table_style import cells
from deckgen.appearance.theme import Scheme
from deckgen.checks import _text_view as text_view
from deckgen.checks._chart_colours import ChartColours, text_paint
from deckgen.checks._slide_view import ShapeView, SlideView
from deckgen.checks._text_view import ParagraphView, RunView
from deckgen.content import graphic
from deckgen.diagnostics import shortened
from deckgen.opc import xml
from deckgen.opc.part import Part
from deckgen.opc.xml import each, find, integer, tag

# The paint beneath a shape: lower shapes, layout and master, background.


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
        return Scheme.of(part, self.slide.package, self.slide.memory)

    @classmethod
    def of(cls, slide: SlideView) -> Background:
        """That of a slide, which the rules share."""
        return slide.memory.recall(cls, slide)

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

    def is_inherited(self, shape: ShapeView) -> bool:
        """Whether layout and master alone give what is behind a shape's text."""
        slide = self.slide
        if find(slide.part.root, "p:cSld/p:bg") is not None:
            return False
        if fill_in(find(shape.element, "p:spPr")) is not None or shape.box is None:
            return False
        lower = takewhile(lambda other: other is not shape, slide.shapes)
        return not any(
            overlap(shape.box, other.box) > _TOUCHES and not self.fill(other).is_clear
            for other in lower
            if other.box is not None and not other.hidden
        )

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
        if xml.flag(slide.part.root, "showMasterSp", default=True):
            layout = slide.layout
            if layout is not None and xml.flag(layout.root, "showMasterSp", default=True):
                yield from (s for s in slide.master_shapes if s.ph is None and not s.hidden)
            yield from (s for s in slide.layout_shapes if s.ph is None and not s.hidden)
        yield from (s for s in slide.shapes if not s.hidden)

    @cached_property
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
        if xml.flag(shape.element, "useBgFill"):
            return self.background
        scheme = self.scheme(shape.part)
        found = nearest_fill(shape.inheritance.shapes)
        if found is None:
            return CLEAR
        if tag(found) == "a:fillRef":
            return referred(found, scheme)
        return self._group_fill(shape) if tag(found) == "a:grpFill" else paint(found, scheme)

    def _group_fill(self, shape: ShapeView) -> Paint:
        for group in shape.groups:
            own = explicit_fill(group.element)
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


class VisibleText(Struct, frozen=True):
    """A visible text. `part` names its place in the shape for messages (`, in the legend`).

    `large` is WCAG's large text: 18 points, or 14 in bold. `run` is its run where it stands in the
    shape's own text body.
    """

    shape: ShapeView
    text: str
    large: bool
    foreground: Paint
    background: Paint
    part: str = ""
    run: RunView | None = None


def texts(slide: SlideView) -> Iterator[VisibleText]:
    """The texts of a slide's shapes, tables and charts; hidden shapes are left out."""
    slide_background = Background.of(slide)
    scheme = slide_background.scheme(slide.part)
    for shape in slide.shapes:
        if shape.hidden:
            continue
        yield from _graphic_texts(shape, slide_background, scheme)
        lines = [line for line in text_view.paragraphs(shape) if line.text.strip()]
        if lines:
            background = slide_background.behind_text(shape)
            yield from _runs(shape, lines, scheme, background, own=True)


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
    slide_background = Background.of(slide)
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
            background = cell.paint.over(beneath)
            yield from _runs(shape, lines, scheme, background)


def _runs(
    shape: ShapeView,
    lines: list[ParagraphView],
    scheme: Scheme,
    background: Paint,
    *,
    own: bool = False,
) -> Iterator[VisibleText]:
    """The texts of runs; `own` says that the lines are those of the shape's own text body."""
    for run in (run for line in lines for run in line.runs if run.text.strip()):
        text, paint = shortened(run.text), text_paint(run, scheme)
        said = run if own else None
        yield VisibleText(shape, text, run.is_large, paint, background, run=said)


# Contrast of a foreground with what may be behind it.


class Legibility(Enum):
    """Whether contrast is sufficient."""

    ENOUGH = "enough"
    TOO_LITTLE = "too little"
    UNDECIDED = "undecided"


class ContrastVerdict(Struct, frozen=True):
    """An outcome. If it is TOO_LITTLE, `ratio` is the highest contrast of all pairs of colours, and
    `pair` are the foreground and background that have it. If UNDECIDED, `why` is the reason."""

    outcome: Legibility
    ratio: float = 0
    pair: tuple[Colour, Colour] | None = None
    why: str = ""

    @property
    def shown(self) -> str:
        """The ratio cut, not rounded, to two places: 4.499 is no 4.5."""
        return f"{int(self.ratio * 100) / 100:g}"


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
