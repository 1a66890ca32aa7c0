"""Charts that other programs made, or saved after us, are read as ours are."""

from __future__ import annotations

import pytest
from pptx.chart.data import BubbleChartData, XyChartData
from pptx.enum.chart import XL_CHART_TYPE

from deckgen.content.chart import Chart
from deckgen.content.chart.model import TYPES
from deckgen.diagnostics import Problem
from deckgen.opc import xml
from deckgen.opc.package import Package
from deckgen.opc.xml import Element, each, make, textual
from tests.content.chart_shapes import (
    LABELLED,
    PPTX_TYPES,
    charts_of,
    foreign,
    part_of,
    sample,
    stage,
)
from tests.content.stage import dumped, parsed
from tests.support.paths import CORPUS, needs_corpus

OF_CATEGORIES = [word for word, kind in TYPES.items() if not kind.is_points]
DAYS = ("43373", "43525")


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
