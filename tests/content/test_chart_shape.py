"""Charts in a presentation: what is written, what others make of it, what updates keep."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from pptx import Presentation
from pptx.chart.data import BubbleChartData, CategoryChartData, XyChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION
from pptx.util import Inches

from deckgen.appearance.shapes import Box
from deckgen.content import Page, graphic
from deckgen.content.chart import Chart, update
from deckgen.content.chart.model import TYPES
from deckgen.diagnostics import Problem
from deckgen.opc import xml
from deckgen.opc.package import Package
from deckgen.opc.part import Part
from deckgen.opc.xml import Element, canonical, each, find, find_all, make, qn, textual
from deckgen.richtext import Paragraph, Run
from tests.content.stage import Stage, at, deck_of, dumped, parsed
from tests.support.office import Office
from tests.support.paths import CORPUS, needs_corpus
from tests.support.sdk import Validator

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
TYPED = """Slot:
  chart: {}
  data: |
    Year | Cases
    2017 | 1,250
    2018 | 48.5%
    2019 | 0.75
    2020 |
  title: Cases by year
"""
TWO = """Slot:
  chart: column
  data: |
    Office | FY 2017 | FY 2018
    North | 5.24 | 48
    South | 3 | 12
"""
AXES = (
    TWO
    + """  x_axis:
    title: Office
    gridlines: yes
  y_axis:
    title: |
      Cases
      a year
    min: 1
    max: 60
    unit: 20
    format: '0.0'
    gridlines: yes
"""
)
DATES = """Slot:
  chart: line
  data: |
    Day | Cases
    2024-01-01 | 412
    2024-02-01 | 398
    2024-07-01 | 351
  x_axis:
    unit: 3 months
    max: 2024-12-01
    format: mmm yy
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
OF_CATEGORIES = [word for word, kind in TYPES.items() if not kind.is_points]


def typed(word: str) -> str:
    """A chart of that type; bubbles have sizes."""
    text = TYPED.format(word)
    return re.sub("(?m)^(    .*)$", r"\1 | 7", text) if word == "bubble" else text


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


@pytest.mark.slow
@pytest.mark.parametrize("word", TYPES)
def test_python_pptx_reads_every_type(word: str) -> None:
    chart = parsed(Chart, typed(word))
    deck = Presentation(BytesIO(deck_of("Chart and Points", "Chart", [chart])))
    (frame,) = (shape for shape in deck.slides[0].shapes if shape.has_chart)
    assert frame.is_placeholder
    assert frame.name == "Chart"
    read = frame.chart
    assert read.chart_type == PPTX_TYPES[word]
    if word in OF_CATEGORIES:
        assert list(read.plots[0].categories) == ["2017", "2018", "2019", "2020"]
    assert [one.name for one in read.series] == ["Cases"]
    assert list(read.series[0].values) == [1250, 0.485, 0.75, None]
    assert read.chart_title.text_frame.text == "Cases by year"
    assert read.has_legend == (word in ("pie", "doughnut"))


def test_python_pptx_reads_labels() -> None:
    deck = Presentation(BytesIO(deck_of("Chart and Points", "Chart", [parsed(Chart, LABELLED)])))
    (frame,) = (shape for shape in deck.slides[0].shapes if shape.has_chart)
    points = frame.chart.series[0].points
    assert points[0].data_label.text_frame.text == "127,492 (48%)"
    assert points[0].data_label.position == XL_LABEL_POSITION.OUTSIDE_END
    assert points[1].data_label.text_frame.text == "48,800\nand a line"


def test_the_workbook_holds_what_the_chart_shows() -> None:
    on = stage()
    assert workbook_of(on.written(parsed(Chart, LABELLED)), on.page) == [
        ["Country", "Removals", "Removals labels"],
        ["Mexico", 127492, "127,492 (48%)"],
        ["Honduras", 48800, "48,800\nand a line"],
        ["El Salvador", None, None],
    ]


def test_references_lead_to_the_cells_that_the_caches_repeat() -> None:
    on = stage()
    shape = on.written(parsed(Chart, TWO + "  labels: |\n    a | b\n    c | d\n"))
    rows = workbook_of(shape, on.page)
    references = 0
    for formula in each(part_of(shape, on.page).root, "c:f", "c15:f"):
        cache = formula.getnext()
        assert cache is not None
        sheet, _, area = (formula.text or "").replace("$", "").partition("!")
        assert sheet == "Sheet1"
        first, _, last = area.partition(":")
        column = ord(first[0]) - ord("A")
        cells = [row[column] for row in rows[int(first[1:]) - 1 : int((last or first)[1:])]]
        cached = [point.findtext(qn("c:v")) for point in find_all(cache, "c:pt")]
        assert cached == [f"{cell}" for cell in cells]
        references += 1
    assert references == 2 * 4


def test_numbers_keep_their_formats_in_part_and_workbook() -> None:
    on = stage()
    shape = on.written(parsed(Chart, TYPED.format("column")))
    part = part_of(shape, on.page)
    codes = [point.get("formatCode") for point in each(part.root, "c:numCache") for point in point]
    assert at(next(each(part.root, "c:numCache")), "c:formatCode").text == "#,##0"
    assert codes[2:] == [None, "0.0%", "0.00"]
    (book,) = on.page.package.related(part, "package")
    sheet = openpyxl.load_workbook(BytesIO(book.blob)).worksheets[0]
    assert [sheet.cell(row, 2).number_format for row in (2, 3, 4)] == ["#,##0", "0.0%", "0.00"]
    own = [at(label, "c:numFmt").get("formatCode") for label in each(part.root, "c:dLbl")]
    assert own == ["0.0%", "0.00"]


@pytest.mark.slow
@pytest.mark.parametrize("word", TYPES)
def test_colours_and_fonts_are_the_themes(word: str) -> None:
    space = space_of(parsed(Chart, typed(word)))
    assert next(each(space, "a:srgbClr", "a:sysClr", "a:prstClr"), None) is None
    assert {one.get("typeface") for one in each(space, "a:latin")} == {"+mn-lt"}
    sizes = {int(one.get("sz", "0")) for one in each(space, "a:defRPr", "a:rPr")}
    assert sizes
    assert min(sizes) >= 1400


def test_the_look_is_the_templates() -> None:
    space = space_of(parsed(Chart, LABELLED))
    assert next(each(space, "c:majorGridlines", "c:minorGridlines"), None) is None
    assert at(next(each(space, "c:valAx")), "c:delete").get("val") == "1"
    assert at(next(each(space, "c:catAx")), "c:scaling/c:orientation").get("val") == "maxMin"
    assert at(next(each(space, "c:catAx")), "c:spPr/a:ln").get("w") == "9525"
    assert at(next(each(space, "c:catAx")), "c:lblOffset").get("val") == "100"
    assert at(space, "c:roundedCorners").get("val") == "0"
    assert at(space, "c:lang").get("val") == "en-US"
    assert at(space, "c:chart/c:autoTitleDeleted").get("val") == "1"
    assert at(space, "c:chart/c:dispBlanksAs").get("val") == "gap"
    assert all(int(one.get("val", "")) > 0 for one in each(space, "c:axId"))
    (bar,) = each(space, "c:barChart")
    assert (at(bar, "c:gapWidth").get("val"), at(bar, "c:overlap").get("val")) == ("45", "-5")
    (point,) = each(space, "c:dPt")
    assert at(point, "c:spPr/a:solidFill/a:schemeClr").get("val") == "accent2"


def test_a_chart_without_labels_shows_its_value_axis() -> None:
    space = space_of(parsed(Chart, TWO + "  labels: no\n  format: '0.0'\n"))
    axis = next(each(space, "c:valAx"))
    assert at(axis, "c:delete").get("val") == "0"
    assert at(axis, "c:numFmt").attrib == {"formatCode": "0.0", "sourceLinked": "0"}
    assert at(axis, "c:scaling/c:min").get("val") == "0"
    below = space_of(parsed(Chart, TWO.replace("| 12", "| -12")))
    assert find(next(each(below, "c:valAx")), "c:scaling/c:min") is None


def test_a_line_starts_where_its_values_are() -> None:
    space = space_of(parsed(Chart, TWO.replace("column", "line")))
    assert find(next(each(space, "c:valAx")), "c:scaling/c:min") is None


def test_series_are_numbered_in_the_order_of_their_columns() -> None:
    series = find_all(next(each(space_of(parsed(Chart, TWO)), "c:barChart")), "c:ser")
    numbers = [[at(one, name).get("val") for name in ("c:idx", "c:order")] for one in series]
    assert numbers == [["0", "0"], ["1", "1"]]


def test_long_labels_find_room_beside_their_bars() -> None:
    text = "S:\n  chart: bar\n  data: |\n    A | B\n    c | 100\n  labels: |\n    {}\n"
    ends = []
    for label in ("100", "100 of all that there are"):
        on = Stage.of("Chart and Points", "Chart", Box(0, 0, 3_000_000, 2_000_000))
        space = part_of(on.written(parsed(Chart, text.format(label))), on.page).root
        ends.append(float(at(next(each(space, "c:valAx")), "c:scaling/c:max").get("val", "")))
    assert 100 < ends[0] < ends[1] <= 250


@pytest.mark.slow
def test_the_same_chart_gives_the_same_bytes() -> None:
    charts = [parsed(Chart, LABELLED), parsed(Chart, TWO)]
    assert deck_of("Chart and Points", "Chart", charts) == deck_of(
        "Chart and Points", "Chart", charts
    )
    parts = Package.load(deck_of("Chart and Points", "Chart", charts), "deck").parts
    books = [part for name, part in parts.items() if name.endswith(".xlsx")]
    assert len(books) == 2
    assert all(len(book.blob) < 7000 for book in books)
    with zipfile.ZipFile(BytesIO(books[0].blob)) as archive:
        assert archive.namelist() == sorted(archive.namelist())
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b">1980-01-01T" in archive.read("docProps/core.xml")


def every_type() -> Iterator[Chart]:
    yield parsed(Chart, LABELLED)
    yield parsed(Chart, TWO)
    yield parsed(Chart, TWO.replace("column", "line") + "  labels: |\n    a | b\n    | d\n")
    yield parsed(Chart, TWO + "  line: FY 2018\n  second_axis: FY 2018\n  format: '0.0'\n").over(
        None
    )
    second = "  second_y_axis:\n    title: Cases\n    max: 60\n    unit: 20\n    format: '0.0'\n"
    hidden = "  x_axis:\n    labels: no\n  y_axis:\n    max: 6\n    labels: no\n"
    yield parsed(Chart, f"{TWO}  second_axis: FY 2018\n{second}{hidden}").over(None)
    yield parsed(Chart, AXES).over(None)
    yield parsed(Chart, DATES).over(None)
    for word in TYPES:
        yield parsed(Chart, typed(word))
        yield parsed(Chart, typed(word) + "  labels: no\n  legend: yes\n  format: '0.0'\n")


def test_charts_are_what_the_schema_allows(sdk: Validator, tmp_path: Path) -> None:
    deck = tmp_path / "charts.pptx"
    deck.write_bytes(deck_of("Chart and Points", "Chart", list(every_type())))
    assert sdk.findings([deck]) == []
    for name, part in Package.load(deck.read_bytes(), "deck").parts.items():
        if name.endswith(".xlsx"):
            (tmp_path / Path(name).name).write_bytes(part.blob)
    books = sorted(tmp_path.glob("*.xlsx"))
    assert len(books) == len(list(every_type()))
    assert sdk.findings(books[:3]) == []


def test_libreoffice_saves_what_reads_as_the_same_chart(office: Office, tmp_path: Path) -> None:
    charts = list(every_type())
    deck = tmp_path / "charts.pptx"
    deck.write_bytes(deck_of("Chart and Points", "Chart", charts))
    read = [chart for chart, _, _ in charts_of(Package.open(office.resaved(deck)))]
    assert [one.plot.type.word for one in read] == [one.plot.type.word for one in charts]
    for was, now in zip(charts, read, strict=True):
        settled = update.normalized(now.plot, was.plot)
        assert settled == was.plot, dumped(Chart(settled))


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


# --- charts of others

ChartData = CategoryChartData | XyChartData
DAYS = ("43373", "43525")


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


@pytest.mark.slow
@pytest.mark.parametrize("word", OF_CATEGORIES)
def test_a_chart_of_python_pptx_is_read(word: str) -> None:
    _, shape, page = foreign(PPTX_TYPES[word], sample())
    chart = Chart.read(shape, page)
    assert chart is not None
    assert chart.plot.type.word == word
    assert [one.text for one in chart.plot.categories] == ["North", "South"]
    assert [value.text for value in chart.plot.series[0].values] == ["1,200", "34.5"]
    assert parsed(Chart, dumped(chart)) == chart
    assert stage().read_back(chart) == chart


@pytest.mark.parametrize(
    ("code", "value", "typed", "shown"),
    [
        ("General", 0.1 + 0.2, "0.3", ""),
        ("0%", 0.48, "48%", ""),
        ("0%", 0.4834, "0.4834", "0%"),
        ("#,##0_);(#,##0)", 1200, "1,200", ""),
        ("#,##0_);(#,##0)", -1200, "-1200", "#,##0_);(#,##0)"),
        ('0.0" kg"', 5.25, "5.25", '0.0" kg"'),
    ],
)
def test_numbers_of_others_are_typed_as_they_show_unless_that_loses_digits(
    code: str, value: float, typed: str, shown: str
) -> None:
    _, shape, page = foreign(XL_CHART_TYPE.COLUMN_CLUSTERED, sample(code, (value, None)))
    chart = Chart.read(shape, page)
    assert chart is not None
    assert [one.text for one in chart.plot.series[0].values] == [typed, ""]
    assert chart.plot.format == shown


@pytest.mark.parametrize("sized", [False, True])
def test_points_of_python_pptx_are_read_where_series_have_places_of_their_own(sized: bool) -> None:
    data = BubbleChartData() if sized else XyChartData()
    for name, places in (("North", [(1, 10), (2, 20.5)]), ("South", [(3, 30)])):
        series = data.add_series(name)
        for place in places:
            series.add_data_point(*place, *([4] if sized else []))
    kind = XL_CHART_TYPE.BUBBLE if sized else XL_CHART_TYPE.XY_SCATTER
    _, shape, page = foreign(kind, data)
    chart = Chart.read(shape, page)
    assert chart is not None
    wanted = ["Category | North | South", "1 | 10 |", "2 | 20.5 |", "3 |  | 30"]
    if sized:
        wanted = ["Category | North | Size | South | Size", "1 | 10 | 4 |  |", "2 | 20.5 | 4 |  |"]
        wanted.append("3 |  |  | 30 | 4")
    assert [line.strip() for line in dumped(chart).splitlines()[3:7]] == wanted
    assert parsed(Chart, dumped(chart)) == chart
    assert stage().read_back(chart) == chart


def test_columns_and_a_line_on_a_second_axis_are_two_plots_with_axes_of_their_own() -> None:
    space = space_of(parsed(Chart, TWO + "  line: FY 2018\n  second_axis: FY 2018\n"))
    plots = [one for one in at(space, "c:chart/c:plotArea") if xml.tag(one).endswith("Chart")]
    assert [xml.tag(one) for one in plots] == ["c:barChart", "c:lineChart"]
    assert [[at(s, "c:order").get("val") for s in find_all(p, "c:ser")] for p in plots] == [
        ["0"],
        ["1"],
    ]
    used = [[one.get("val") for one in find_all(plot, "c:axId")] for plot in plots]
    axes = [*each(space, "c:catAx"), *each(space, "c:valAx")]
    there = {at(one, "c:axId").get("val"): at(one, "c:delete").get("val") for one in axes}
    assert {number for pair in used for number in pair} == set(there)
    assert [there[pair[1]] for pair in used] == ["0", "0"]
    assert [there[pair[0]] for pair in used] == ["0", "1"]


def test_categories_that_are_dates_are_read_as_their_format_shows_them() -> None:
    """A workbook counts days from 1900 (ECMA-376 part 1, 18.17.4.1)."""
    _, shape, page = foreign(XL_CHART_TYPE.COLUMN_CLUSTERED, sample())
    for categories in each(part_of(shape, page).edit(), "c:cat"):
        days = [make("c:pt", {"idx": n}, textual("c:v", day)) for n, day in enumerate(DAYS)]
        code = textual("c:formatCode", "d mmmm yyyy")
        cache = make("c:numCache", None, code, make("c:ptCount", {"val": len(days)}), *days)
        categories[:] = [make("c:numRef", None, textual("c:f", "Sheet1!$A$2:$A$3"), cache)]
    chart = Chart.read(shape, page)
    assert chart is not None
    assert [one.text for one in chart.plot.categories] == ["30 September 2018", "1 March 2019"]


def test_percentages_that_powerpoint_computes_are_read_as_labels() -> None:
    _, shape, page = foreign(XL_CHART_TYPE.PIE, sample("General", (3, 1)))
    series = next(each(part_of(shape, page).edit(), "c:ser"))
    series.insert(2, parse_labels("<c:showCatName val='1'/>", "<c:showPercent val='1'/>"))
    chart = Chart.read(shape, page)
    assert chart is not None
    assert [one.text for one in chart.plot.series[0].labels] == ["North, 75%", "South, 25%"]


def parse_labels(*flags: str) -> Element:
    return xml.parse(
        f"<c:dLbls xmlns:c='{xml.NAMESPACES['c']}'>{''.join(flags)}</c:dLbls>".encode()
    )


@pytest.mark.parametrize(
    "kind",
    [
        XL_CHART_TYPE.RADAR_FILLED,
        XL_CHART_TYPE.LINE_STACKED,
        XL_CHART_TYPE.LINE_MARKERS_STACKED_100,
    ],
)
def test_a_type_without_a_word_is_not_read(kind: XL_CHART_TYPE) -> None:
    with pytest.raises(ValueError, match="not enough values"):
        foreign(kind, sample())


@pytest.mark.parametrize("beyond", ["c:trendline", "c:errBars"])
def test_a_chart_with_more_to_it_is_not_read(beyond: str) -> None:
    _, shape, page = foreign(XL_CHART_TYPE.COLUMN_CLUSTERED, sample())
    next(each(part_of(shape, page).edit(), "c:ser")).append(make(beyond))
    assert Chart.read(shape, page) is None


def test_colours_that_an_editor_resolved_are_the_themes_again() -> None:
    on = stage()
    shape = on.written(parsed(Chart, LABELLED + "  colors: accent6\n"))
    for color in list(each(part_of(shape, on.page).edit(), "a:schemeClr")):
        values = {"accent6": "565c65", "accent2": "c05600"}
        parent = color.getparent()
        assert parent is not None
        if color.get("val") in values:
            parent.replace(color, make("a:srgbClr", {"val": values[color.get("val", "")]}))
    assert Chart.read(shape, on.page) == parsed(Chart, LABELLED + "  colors: accent6\n")


@needs_corpus
def test_real_charts_are_read_dumped_and_written_without_loss() -> None:
    found = 0
    for path in sorted(CORPUS.iterdir()):
        try:
            package = Package.open(path)
        except Problem:
            continue
        for chart, _, _ in charts_of(package):
            assert parsed(Chart, dumped(chart)) == chart
            assert stage().read_back(chart) == chart
            found += 1
    assert found > 10


# --- updates


def test_an_update_with_the_same_content_changes_nothing() -> None:
    on = stage()
    shape = on.written(parsed(Chart, LABELLED))
    before, blob = canonical(shape), part_of(shape, on.page).blob
    parsed(Chart, LABELLED).update(shape, on.page)
    assert (canonical(shape), part_of(shape, on.page).blob) == (before, blob)


def test_an_update_of_values_keeps_the_look_that_a_designer_gave() -> None:
    package, shape, page = foreign(XL_CHART_TYPE.COLUMN_CLUSTERED, sample("0.0000"))
    part = part_of(shape, page)
    series = next(each(part.edit(), "c:ser"))
    painted = xml.parse(
        b"<c:spPr xmlns:c='http://schemas.openxmlformats.org/drawingml/2006/chart' "
        b"xmlns:a='http://schemas.openxmlformats.org/drawingml/2006/main'>"
        b"<a:solidFill><a:srgbClr val='123456'/></a:solidFill></c:spPr>"
    )
    series.insert(list(series).index(at(series, "c:tx")) + 1, painted)
    before = deepcopy(part.root)
    chart = Chart.read(shape, page)
    assert chart is not None
    changed = chart.map_paragraphs(
        lambda one: Paragraph(
            (Run({"North": "East", "34.5000": "35.5000"}.get(one.text, one.text)),)
        )
    )
    changed.update(shape, page)
    assert Chart.read(shape, page) == changed
    after = part_of(shape, page).root
    assert at(next(each(after, "c:ser")), "c:spPr/a:solidFill/a:srgbClr").get("val") == "123456"
    assert at(next(each(after, "c:numCache")), "c:formatCode").text == "0.0000"
    kept = list(each(after, "c:catAx", "c:valAx", "c:gapWidth"))
    assert [canonical(one) for one in kept] == [
        canonical(one) for one in each(before, "c:catAx", "c:valAx", "c:gapWidth")
    ]
    assert workbook_of(shape, page)[1:] == [["East", 1200], ["South", 35.5]]
    assert len(package.related(part_of(shape, page), "package")) == 1


def test_an_update_may_add_rows_and_series_or_take_them_away() -> None:
    _, shape, page = foreign(XL_CHART_TYPE.COLUMN_CLUSTERED, sample())
    for text in (
        TWO,
        TWO + "    West | 1 | 2\n",
        TWO.replace(" | FY 2018", "").replace(" | 48", "").replace(" | 12", ""),
    ):
        parsed(Chart, text).update(shape, page)
        assert Chart.read(shape, page) == parsed(Chart, text)


def test_an_update_to_another_type_is_written_anew() -> None:
    _, shape, page = foreign(XL_CHART_TYPE.COLUMN_CLUSTERED, sample())
    parsed(Chart, LABELLED).update(shape, page)
    assert Chart.read(shape, page) == parsed(Chart, LABELLED)
    assert workbook_of(shape, page)[1] == ["Mexico", 127492, "127,492 (48%)"]


def test_a_limit_of_a_patterns_axis_holds_until_a_value_lies_beyond_it() -> None:
    text = TWO + "  labels: no\n"
    on = stage()
    shape = on.written(parsed(Chart, text))
    scaling = at(next(each(part_of(shape, on.page).edit(), "c:valAx")), "c:scaling")
    scaling.insert(1, make("c:max", {"val": 60}))
    pattern = Chart.read(shape, on.page)
    for value, kept in ("| 50", True), ("| 90", False):
        chart = parsed(Chart, text.replace("| 12", value)).over(pattern)
        chart.update(shape, on.page)
        assert Chart.read(shape, on.page) == chart
        axis = next(each(part_of(shape, on.page).root, "c:valAx"))
        assert (find(axis, "c:scaling/c:max") is not None) == kept


def test_values_of_one_y_axis_do_not_change_the_limits_of_the_other() -> None:
    text = TWO + "  second_axis: FY 2018\n"
    on = stage()
    shape = on.written(parsed(Chart, text))
    parsed(Chart, text.replace("| 12", "| -12")).update(shape, on.page)
    axes = each(part_of(shape, on.page).root, "c:valAx")
    assert [find(axis, "c:scaling/c:min") is not None for axis in axes] == [True, False]


def test_numbers_of_a_renamed_series_stay_as_they_were_typed() -> None:
    was = parsed(Chart, TWO.replace("5.24", "5.240")).plot
    saved = parsed(Chart, TWO.replace("FY 2018", "Last year")).plot
    settled = update.normalized(saved, was)
    assert [one.name.text for one in settled.series] == ["FY 2017", "Last year"]
    assert [value.text for value in settled.series[0].values] == ["5.240", "3"]
    renamed = parsed(Chart, TWO.replace("FY 2017", "Before")).plot
    assert update.normalized(renamed, was).series[0].values == was.series[0].values
    fewer = replace(renamed, series=renamed.series[:1])
    assert update.normalized(fewer, was).series == fewer.series


def test_a_chart_whose_workbook_is_lost_gets_a_new_one() -> None:
    on = stage()
    shape = on.written(parsed(Chart, TWO))
    part = part_of(shape, on.page)
    (link,) = each(part.edit(), "c:externalData")
    part.rels.drop(link.get(qn("r:id"), ""))
    part.edit().remove(link)
    parsed(Chart, TWO.replace("North", "East")).update(shape, on.page)
    assert workbook_of(shape, on.page)[1] == ["East", 5.24, 48]


def test_a_chart_of_a_file_elsewhere_lets_go_of_it_for_a_workbook_of_its_own() -> None:
    on = stage()
    shape = on.written(parsed(Chart, TWO))
    part = part_of(shape, on.page)
    (link,) = each(part.edit(), "c:externalData")
    part.rels.drop(link.get(qn("r:id"), ""))
    elsewhere = part.rels.add("oleObject", "file:///C:/figures.xlsx", external=True)
    link.set(qn("r:id"), elsewhere)
    parsed(Chart, TWO.replace("North", "East")).update(shape, on.page)
    assert [item.target for item in part.rels if item.external] == []
    assert workbook_of(shape, on.page)[1] == ["East", 5.24, 48]
