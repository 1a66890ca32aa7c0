"""Charts as shapes, for tests: some of each type, their parts, and charts of python-pptx."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

import openpyxl
from pptx import Presentation
from pptx.chart.data import CategoryChartData, XyChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches

from deckgen.content import Page, graphic
from deckgen.content.chart import Chart
from deckgen.opc.package import Package
from deckgen.opc.part import Part
from deckgen.opc.xml import Element, each, find_all, qn
from tests.content.stage import Stage

LABELLED = """Slot:
  chart: bar
  data: |
    Country | Removals
    Mexico | 127,492
    Honduras | 48,800
    El Salvador |
  labels: |
    127,492 (48%)
    48,800\\
      and a line
    -
  highlight: Honduras
"""
TWO = """Slot:
  chart: column
  data: |
    Office | FY 2017 | FY 2018
    North | 5.24 | 48
    South | 3 | 12
"""
PPTX_TYPES = {
    "bar": XL_CHART_TYPE.BAR_CLUSTERED,
    "column": XL_CHART_TYPE.COLUMN_CLUSTERED,
    "stacked bar": XL_CHART_TYPE.BAR_STACKED,
    "stacked column": XL_CHART_TYPE.COLUMN_STACKED,
    "100% stacked bar": XL_CHART_TYPE.BAR_STACKED_100,
    "100% stacked column": XL_CHART_TYPE.COLUMN_STACKED_100,
    "line": XL_CHART_TYPE.LINE_MARKERS,
    "area": XL_CHART_TYPE.AREA,
    "stacked area": XL_CHART_TYPE.AREA_STACKED,
    "pie": XL_CHART_TYPE.PIE,
    "doughnut": XL_CHART_TYPE.DOUGHNUT,
    "scatter": XL_CHART_TYPE.XY_SCATTER,
    "bubble": XL_CHART_TYPE.BUBBLE,
    "radar": XL_CHART_TYPE.RADAR_MARKERS,
}


def stage() -> Stage:
    return Stage.of("Chart and Points", "Chart")


def part_of(shape: Element, page: Page) -> Part:
    element = graphic(shape, "c:chart")
    assert element is not None
    part = page.package.target(page.part, element.get(qn("r:id")))
    assert part is not None
    return part


def space_of(chart: Chart) -> Element:
    on = stage()
    return part_of(on.written(chart), on.page).root


def workbook_of(shape: Element, page: Page) -> list[list[object]]:
    (book,) = page.package.related(part_of(shape, page), "package")
    rows = openpyxl.load_workbook(BytesIO(book.blob)).worksheets[0].iter_rows(values_only=True)
    return [list(row) for row in rows]


def charts_of(package: Package) -> Iterator[tuple[Chart, Element, Page]]:
    """The charts of a presentation that can be read, in the order of its slides."""
    slides = find_all(package.presentation.root, "p:sldIdLst/p:sldId")
    for slide in slides:
        part = package.target(package.presentation, slide.get(qn("r:id")))
        assert part is not None
        page = Page(package, part, "en-US")
        for shape in each(part.root, "p:graphicFrame"):
            chart = Chart.read(shape, page)
            if chart is not None:
                yield chart, shape, page


ChartData = CategoryChartData | XyChartData


def foreign(kind: XL_CHART_TYPE, data: ChartData) -> tuple[Package, Element, Page]:
    """A chart as python-pptx makes it."""
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    slide.shapes.add_chart(kind, 0, 0, Inches(6), Inches(4), data)
    stream = BytesIO()
    deck.save(stream)
    package = Package.load(stream.getvalue(), "foreign.pptx")
    ((_, shape, page),) = charts_of(package)
    return package, shape, page


def sample(
    number_format: str = "#,##0", values: tuple[float | None, ...] = (1200, 34.5)
) -> CategoryChartData:
    data = CategoryChartData(number_format=number_format)
    data.categories = ["North", "South"]
    data.add_series("FY 2018", values)
    return data
