"""Every text that a slide shows, with its own colour and what lies behind it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from deckgen.checks import text
from deckgen.checks.colour.chart import Chart
from deckgen.checks.colour.ground import Ground
from deckgen.checks.colour.lettering import lettering
from deckgen.checks.colour.paint import Paint
from deckgen.checks.colour.scheme import Scheme
from deckgen.checks.colour.table import cells
from deckgen.checks.text import ParagraphView, RunView
from deckgen.checks.view import ShapeView, SlideView
from deckgen.content.base import graphic
from deckgen.ooxml import each, find

_NOT_LOOKED_INTO = {
    "http://schemas.openxmlformats.org/drawingml/2006/diagram": "it is SmartArt",
    "http://schemas.microsoft.com/office/drawing/2014/chartex": "it is a chart of a newer kind",
}


@dataclass(frozen=True, slots=True)
class Seen:
    """A text as it is seen. `part` says where in the shape it stands, such as `, in the legend`."""

    shape: ShapeView
    words: str
    large: bool
    front: Paint
    ground: Paint
    part: str = ""


def texts(slide: SlideView) -> Iterator[Seen]:
    """The texts of a slide's shapes, tables and charts; hidden shapes are left out."""
    ground = Ground(slide)
    scheme = ground.scheme(slide.part)
    for shape in slide.shapes:
        if shape.hidden:
            continue
        yield from _frames(shape, ground, scheme)
        lines = [line for line in text.paragraphs(shape) if line.text.strip()]
        if lines:
            yield from _runs(shape, lines, scheme, ground.behind_text(shape))


def _frames(shape: ShapeView, ground: Ground, scheme: Scheme) -> Iterator[Seen]:
    """The texts of a table, a chart or SmartArt."""
    table = graphic(shape.element, "a:tbl")
    if table is not None:
        yield from _table(shape, ground, scheme)
    plotted = _chart(shape, ground)
    if plotted is not None:
        for seen in plotted.texts():
            yield Seen(shape, seen.words, seen.large, seen.front, seen.ground, seen.part)
    for data in each(shape.element, "a:graphicData"):
        why = _NOT_LOOKED_INTO.get(data.get("uri", ""))
        if why and shape.tag == "p:graphicFrame":
            unknown = Paint(unknown=why)
            yield Seen(shape, shape.name, False, unknown, unknown)


def charts(slide: SlideView) -> Iterator[tuple[ShapeView, Chart]]:
    """The charts of a slide; hidden ones are left out."""
    ground = Ground(slide)
    for shape in slide.shapes:
        found = None if shape.hidden else _chart(shape, ground)
        if found is not None:
            yield shape, found


def _chart(shape: ShapeView, ground: Ground) -> Chart | None:
    plotted = graphic(shape.element, "c:chart")
    if plotted is None:
        return None
    scheme, beneath = ground.scheme(shape.part), ground.beneath(shape)
    return Chart.of(shape.slide.package, shape.part, plotted, scheme, beneath)


def _table(shape: ShapeView, ground: Ground, scheme: Scheme) -> Iterator[Seen]:
    table = graphic(shape.element, "a:tbl")
    assert table is not None, "the caller looked"
    beneath = ground.beneath(shape)
    for cell in cells(table, shape.slide.package, scheme):
        body = find(cell.element, "a:txBody")
        if body is not None:
            styles = (*cell.text_styles, *text.behind_cells(shape))
            lines = list(text.in_body(body, styles))
            yield from _runs(shape, lines, scheme, cell.paint(scheme).over(beneath))


def _runs(
    shape: ShapeView, lines: list[ParagraphView], scheme: Scheme, ground: Paint
) -> Iterator[Seen]:
    for run in (run for line in lines for run in line.runs if run.text.strip()):
        yield Seen(shape, shown(run), run.is_large, lettering(run, scheme), ground)


def shown(run: RunView) -> str:
    """The start of a run's text, as messages quote it."""
    words = " ".join(run.text.split())
    return words if len(words) <= 40 else f"{words[:37]}..."
