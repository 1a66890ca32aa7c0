"""An update of a chart changes what it says and keeps what a designer gave it."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace

from pptx.enum.chart import XL_CHART_TYPE

from deckgen.content.chart import Chart, update
from deckgen.opc import xml
from deckgen.opc.xml import canonical, each, find, make, qn
from deckgen.richtext import Paragraph, Run
from tests.content.chart_shapes import (
    LABELLED,
    TWO,
    foreign,
    part_of,
    sample,
    stage,
    workbook_of,
)
from tests.content.stage import at, parsed


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
