"""What a slide of a built deck says to its audience, read with python-pptx alone."""

from collections.abc import Iterable, Iterator

from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.oxml.ns import qn

RUNNING = {PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER}
"""Placeholders that say the same on every slide, so they prove nothing about one."""

SOURCE = "Source"
"""The slot whose text the program writes from the facts, so it proves nothing either."""

LABEL_CACHE = "{http://schemas.microsoft.com/office/drawing/2012/chart}dlblRangeCache"
"""What data labels that come from cells of the workbook show."""


def paragraphs(slide) -> Iterator[str]:
    """Yield the paragraphs, cells, chart categories, values and labels of a slide in its order."""
    own = (
        shape
        for shape in slide.shapes
        if shape.name != SOURCE
        and not (shape.is_placeholder and shape.placeholder_format.type in RUNNING)
    )
    return _of_shapes(own)


def notes(slide) -> Iterator[str]:
    """Yield the paragraphs of a slide's notes."""
    if slide.has_notes_slide:
        yield from _of_frame(slide.notes_slide.notes_text_frame)


def _of_shapes(shapes: Iterable) -> Iterator[str]:
    for shape in shapes:
        if shape.element.tag == qn("p:grpSp"):
            yield from _of_shapes(shape.shapes)
        elif getattr(shape, "has_chart", False):
            yield from _of_chart(shape.chart)
        elif getattr(shape, "has_table", False):
            for row in shape.table.rows:
                for cell in row.cells:
                    yield from _of_frame(cell.text_frame)
        elif shape.has_text_frame:
            yield from _of_frame(shape.text_frame)


def _of_frame(frame) -> Iterator[str]:
    for paragraph in frame.paragraphs:
        yield paragraph.text


def _of_chart(chart) -> Iterator[str]:
    for plot in chart.plots:
        yield from map(str, plot.categories)
        for series in plot.series:
            yield series.name
            yield from (f"{value:,.15g}" for value in series.values if value is not None)
    for rich in chart.element.iter(qn("c:rich")):
        for paragraph in rich.iter(qn("a:p")):
            yield "".join(text.text or "" for text in paragraph.iter(qn("a:t")))
    for cache in chart.element.iter(LABEL_CACHE):
        yield from (value.text or "" for value in cache.iter(qn("c:v")))
