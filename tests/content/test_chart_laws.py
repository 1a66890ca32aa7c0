"""What holds for every chart: what is dumped parses, what is written reads, updates arrive."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from hypothesis import example, given

from deckgen.content import alt_text
from deckgen.content.chart import Chart, model
from deckgen.content.chart.model import TYPES, Plot, Series, describe
from deckgen.facts.numbers import is_code
from deckgen.richtext import Paragraph, Run
from deckgen.source import cell_formats, nodes, reading
from tests.content.charts import charts, numbers
from tests.content.stage import Stage, dumped, parsed


def stage() -> Stage:
    return Stage.of("Chart and Points", "Chart")


@given(charts())
def test_dump_then_parse_gives_the_same_chart(chart: Chart) -> None:
    assert parsed(Chart, dumped(chart)) == chart


@pytest.mark.slow
@given(charts())
def test_write_then_read_gives_the_same_chart(chart: Chart) -> None:
    assert stage().read_back(chart) == chart


CODED = '_x0041_ < & " \n '
"""Reads as a character's code unless its first character is written as one."""


@given(charts())
@example(
    Chart(
        Plot(
            TYPES["bar"],
            (Run(CODED), Run("same"), Run("same")),
            (Series(Run("same"), (Run("0.5%"), Run("1"), Run("")), (Run("x"), Run(""), Run(""))),),
            ("accent1",),
            labelled=True,
            legend=False,
            gap=50,
            overlap=0,
        )
    )
)
def test_the_workbook_has_every_text_and_number_under_its_format(chart: Chart) -> None:
    on = stage()
    on.written(chart)
    (part,) = on.page.package.related(on.page.part, "chart")
    (book,) = on.page.package.related(part, "package")
    sheet = openpyxl.load_workbook(BytesIO(book.blob)).worksheets[0]
    columns = []
    for index, one in enumerate(chart.plot.series):
        columns.append((one.name, *one.values))
        columns += [(chart.plot.measure(index), *one.sizes)] if one.sizes else []
    columns.insert(0, (chart.plot.corner, *chart.plot.categories))
    for column, runs in enumerate(columns, 1):
        for row, run in enumerate(runs, 1):
            cell = sheet.cell(row, column)
            numbered = column > 1 or chart.plot.type.is_points
            number = model.read(run.text) if numbered and row > 1 else None
            if isinstance(cell.value, datetime):
                assert cell.value.date().isoformat() == run.text
            elif number is None:
                assert (cell.value or "") == run.text
            else:
                assert cell.value == float(number.value)
                assert cell_formats.show(number.value, cell.number_format) == run.text
    labels = [label.text for one in chart.plot.series if one.labels for label in one.labels]
    written = [
        sheet.cell(row + 2, len(columns) + 1 + index).value or ""
        for index, one in enumerate(chart.plot.series)
        for row in range(len(one.labels))
    ]
    assert written == labels


@pytest.mark.slow
@given(charts(), charts())
def test_an_update_makes_one_chart_the_other(before: Chart, after: Chart) -> None:
    on = stage()
    shape = on.written(before)
    after.update(shape, on.page)
    assert Chart.read(shape, on.page) == after


@given(numbers)
@example("0")
@example("-0")
@example("+0.0%")
@example("1,000,000.50")
def test_a_number_prints_as_it_is_typed(text: str) -> None:
    number = model.read(text)
    assert number is not None
    assert cell_formats.show(number.value, number.code) == text
    assert model.show(number.value, number.code) == text
    assert is_code(number.code)
    assert model.common_code((text,)) == number.code


@pytest.mark.slow
@given(charts())
def test_alternative_text_is_short_and_names_the_type(chart: Chart) -> None:
    text = describe(chart.plot)
    assert text.startswith(chart.plot.name)
    assert len(text) <= 400
    assert "\n" not in text
    assert alt_text(stage().written(chart)) == (chart.plot.alt.text or text)


@given(charts())
def test_a_walk_over_the_text_meets_all_of_it_and_changes_all_of_it(chart: Chart) -> None:
    assert chart.map_paragraphs(lambda paragraph: paragraph) == chart
    shown = [paragraph.text for paragraph in chart.paragraphs()]
    changed = chart.map_paragraphs(lambda one: Paragraph((Run(f"7{one.text}"),)))
    assert [paragraph.text for paragraph in changed.paragraphs()] == [f"7{text}" for text in shown]


def test_the_laws_hold_through_a_yaml_file(tmp_path: Path) -> None:
    text = "Slot:\n  chart: bar\n  data: |\n    A | B\n    c | 1\n"
    (tmp_path / "slide.yaml").write_text(text, encoding="utf-8")
    node = reading.read(tmp_path / "slide.yaml")
    assert isinstance(node, nodes.MappingNode)
    assert dumped(parsed(Chart, text)) == text
