"""Charts in a presentation: what is written, and what others make of it."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from pptx import Presentation
from pptx.enum.chart import XL_LABEL_POSITION

from deckgen.appearance.shapes import Box
from deckgen.content.chart import Chart, update
from deckgen.content.chart.model import TYPES
from deckgen.opc import xml
from deckgen.opc.package import Package
from deckgen.opc.xml import each, find, find_all, qn
from tests.content.chart_shapes import (
    LABELLED,
    PPTX_TYPES,
    TWO,
    charts_of,
    part_of,
    space_of,
    stage,
    workbook_of,
)
from tests.content.stage import Stage, at, deck_of, dumped, parsed
from tests.support.cases import every_case
from tests.support.office import Office
from tests.support.sdk import Validator

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


def typed(word: str) -> str:
    """A chart of that type; bubbles have sizes."""
    text = TYPED.format(word)
    return re.sub("(?m)^(    .*)$", r"\1 | 7", text) if word == "bubble" else text


@pytest.mark.slow
@every_case("word", TYPES)
def test_python_pptx_reads_every_type(word: str) -> None:
    chart = parsed(Chart, typed(word))
    deck = Presentation(BytesIO(deck_of("Chart and Points", "Chart", [chart])))
    (frame,) = (shape for shape in deck.slides[0].shapes if shape.has_chart)
    assert frame.is_placeholder
    assert frame.name == "Chart"
    read = frame.chart
    assert read.chart_type == PPTX_TYPES[word]
    if not TYPES[word].is_points:
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
@every_case("word", TYPES)
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
