"""What a reviewer changes of charts comes back: values, names, places, limits, titles, days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from shutil import copy
from typing import Any

import pytest
from pptx import Presentation
from pptx.chart.axis import ValueAxis
from pptx.chart.data import BubbleChartData, CategoryChartData, XyChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_TICK_LABEL_POSITION
from pptx.util import Pt

from deckgen.commands import pull
from deckgen.commands.build import build
from deckgen.commands.extract import extract
from deckgen.opc import xml
from tests.support.paths import TEMPLATES
from tests.support.templates import with_layouts

HEAD = """title: Charts
language: en-US
template: template.pptx
output: deck.pptx
slides:
  - id: chart
    layout: Chart and Points
    Title: A chart
    Chart:
"""
COMBINED = """      chart: column
      data: |
        Year | Cases   | Days
        2023 | 1,200 | 41
        2024 | 1,300 | 38
      line: Days
      second_axis: Days
"""
SCATTER = """      chart: scatter
      data: |
        Miles | Days
        12 | 21
        35 | 24.5
      x_axis:
        title: Miles to the office
        max: 100
"""
BUBBLE = """      chart: bubble
      data: |
        Miles | Days | People
        12 | 21 | 100
        35 | 24 | 2,000
"""
RADAR = """      chart: radar
      data: |
        Quality | FY 2025
        Speed | 62
        Cost | 70
        Trust | 41
      y_axis:
        max: 100
"""
DATES = """      chart: line
      data: |
        Day | Cases
        2024-01-01 | 412
        2024-02-01 | 398
      x_axis:
        unit: 1 month
"""


BARS = """      chart: bar
      data: |
        Country | Removals
        Mexico | 120
        Honduras | 80
"""


LABELLED = COMBINED.replace("      line", "      labels: yes\n      line")


def data_of(chart: Any, *columns: tuple[str, tuple[float, ...]], first: tuple[Any, ...]) -> None:
    data = CategoryChartData()
    data.categories = first
    for name, values in columns:
        data.add_series(name, values)
    chart.replace_data(data)


def value_of_the_line(chart: Any) -> None:
    years = ("2023", "2024")
    data_of(chart, ("Cases", (1200, 1300)), ("Days", (41, 35)), first=years)


def name_of_the_line(chart: Any) -> None:
    years = ("2023", "2024")
    data_of(chart, ("Cases", (1200, 1300)), ("Days each", (41, 38)), first=years)


def points(chart: Any) -> None:
    data = XyChartData()
    series = data.add_series("Days")
    for place in ((12, 21), (35, 28), (50, 40)):
        series.add_data_point(*place)
    chart.replace_data(data)


def titled(chart: Any) -> None:
    chart.category_axis.axis_title.text_frame.text = "Miles driven"


def limited(chart: Any) -> None:
    chart.value_axis.minimum_scale, chart.value_axis.major_unit = 10, 5


def unlimited(chart: Any) -> None:
    chart.category_axis.maximum_scale = None


def sizes(chart: Any) -> None:
    data = BubbleChartData()
    series = data.add_series("Days")
    for place in ((12, 21, 100), (35, 24, 900)):
        series.add_data_point(*place)
    chart.replace_data(data)


def quality(chart: Any) -> None:
    data_of(chart, ("FY 2025", (62, 75, 41)), first=("Speed", "Costs", "Trust"))


def lines_gone(chart: Any) -> None:
    chart.value_axis.has_major_gridlines = False


def days(chart: Any) -> None:
    columns = ("Cases", (412, 398, 377))
    data_of(chart, columns, first=(date(2024, 1, 1), date(2024, 2, 1), date(2024, 3, 1)))


def days_shown(chart: Any) -> None:
    labels = chart.category_axis.tick_labels
    labels.number_format, labels.number_format_is_linked = "mmm yy", False


def second_scaled(chart: Any) -> None:
    axis = ValueAxis(chart._chartSpace.valAx_lst[1])
    axis.axis_title.text_frame.text, axis.maximum_scale, axis.major_unit = "Days", 50, 10
    axis.tick_labels.number_format, axis.tick_labels.number_format_is_linked = "0.0", False


def axis_gone(chart: Any) -> None:
    chart.category_axis.visible = False


def names_gone(chart: Any) -> None:
    chart.value_axis.tick_label_position = XL_TICK_LABEL_POSITION.NONE


def axis_there(chart: Any) -> None:
    chart.value_axis.visible, chart.value_axis.maximum_scale = True, None


def labels_gone(chart: Any) -> None:
    """`Data Labels > None`, as PowerPoint writes it."""
    for labels in list(xml.each(chart._chartSpace, "c:dLbls")):
        xml.remove(labels)


def labels_deleted(chart: Any) -> None:
    for labels in list(xml.each(chart._chartSpace, "c:dLbls")):
        for child in list(labels):
            labels.remove(child)
        labels.append(xml.make("c:delete", {"val": 1}))


def labels_of_all_gone(chart: Any) -> None:
    labels_gone(chart)


HIDDEN = "      y_axis:\n        labels: no\n"
BARE = f"80\n      labels: no\n{HIDDEN}"

EDITS: list[tuple[str, Callable[[Any], None], str, str]] = [
    (COMBINED, value_of_the_line, "2024 | 1,300 | 38\n", "2024 | 1,300 | 35\n"),
    (COMBINED, name_of_the_line, "Days", "Days each"),
    (SCATTER, points, "35 | 24.5\n", "35 | 28\n        50 | 40\n"),
    (SCATTER, titled, "Miles to the office", "Miles driven"),
    (SCATTER, unlimited, "        max: 100\n", ""),
    (
        SCATTER,
        limited,
        "        max: 100\n",
        "        max: 100\n      y_axis:\n        min: 10\n        unit: 5\n",
    ),
    (
        COMBINED,
        second_scaled,
        "axis: Days\n",
        "axis: Days\n      second_y_axis:\n        title: Days\n        max: 50\n"
        "        unit: 10\n        format: 0.0\n",
    ),
    (BARS, axis_gone, "80\n", "80\n      x_axis:\n        labels: no\n"),
    (BARS, axis_there, "80\n", "80\n      y_axis:\n        labels: yes\n"),
    (BARS, labels_gone, "80\n", BARE),
    (BARS, labels_deleted, "80\n", BARE),
    (
        LABELLED,
        labels_of_all_gone,
        LABELLED.partition("38\n")[2],
        COMBINED.partition("38\n")[2] + HIDDEN + HIDDEN.replace("y_", "second_y_"),
    ),
    (RADAR, names_gone, "        max: 100\n", "        max: 100\n        labels: no\n"),
    (BUBBLE, sizes, "2,000", "900"),
    (RADAR, quality, "Cost | 70", "Costs | 75"),
    (RADAR, lines_gone, "        max: 100\n", "        max: 100\n        gridlines: no\n"),
    (DATES, days_shown, "1 month\n", "1 month\n        format: mmm yy\n"),
    (DATES, days, "398\n", "398\n        2024-03-01 | 377\n"),
]


def edited(path: Path, edit: Callable[[Any], None]) -> Path:
    deck = Presentation(str(path))
    (chart,) = (shape.chart for shape in deck.slides[0].shapes if shape.has_chart)
    edit(chart)
    changed = path.with_name("reviewed.pptx")
    deck.save(str(changed))
    return changed


@pytest.mark.quick(4)
@pytest.mark.parametrize(
    ("yaml", "edit", "old", "new"), EDITS, ids=[edit.__name__ for _, edit, _, _ in EDITS]
)
def test_an_edit_changes_its_place_in_the_yaml(
    yaml: str, edit: Callable[[Any], None], old: str, new: str, tmp_path: Path
) -> None:
    deck = tmp_path / "deck.yaml"
    deck.write_text(HEAD + yaml)
    copy(with_layouts("Chart and Points", of=TEMPLATES["briefing"]), tmp_path / "template.pptx")
    reviewed = edited(build(deck).path, edit)
    report = pull.pull(reviewed, deck)
    assert [str(one) for one in report.untracked] == []
    assert deck.read_text() == HEAD + yaml.replace(old, new)
    assert pull.pull(reviewed, deck).empty, "a second pull finds nothing"


def test_a_limit_of_an_axis_that_stays_hidden_is_told(tmp_path: Path) -> None:
    deck = tmp_path / "deck.yaml"
    deck.write_text(HEAD + BARS)
    copy(with_layouts("Chart and Points", of=TEMPLATES["briefing"]), tmp_path / "template.pptx")
    reviewed = edited(build(deck).path, lambda c: setattr(c.value_axis, "maximum_scale", 500))
    (told,) = pull.pull(reviewed, deck).untracked
    assert "the largest value of the value axis of `Chart`: " in str(told)
    assert str(told).endswith("-> 500")
    assert deck.read_text() == HEAD + BARS


def foreign(path: Path) -> Path:
    """A deck of somebody else, with points and a web, with gridlines and axis titles."""
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    slide.shapes.title.text = "Points"
    data = XyChartData()
    data.add_series("Days").add_data_point(12, 21)
    place = Pt(9), Pt(90), Pt(300), Pt(200)
    frame = slide.shapes.add_chart(XL_CHART_TYPE.XY_SCATTER, *place, data)
    frame.name = "Points"
    frame.chart.value_axis.maximum_scale = 60
    frame.chart.value_axis.axis_title.text_frame.text = "Days"
    deck.save(str(path))
    return path


@pytest.mark.slow
def test_a_strangers_axes_stay_and_what_is_changed_of_them_is_said(tmp_path: Path) -> None:
    extract(foreign(tmp_path / "other.pptx"), tmp_path / "out")
    deck = tmp_path / "out" / "deck.yaml"
    (slide,) = (tmp_path / "out" / "slides").iterdir()
    assert "axis" not in slide.read_text()
    sent = build(deck).path
    for edit in (lines_gone, lambda chart: setattr(chart.value_axis, "maximum_scale", 50)):
        reviewed = edited(sent, edit)
        assert [str(one) for one in pull.pull(reviewed, deck).untracked] == []
        sent = build(deck, force=True).path
    assert slide.read_text().endswith("  y_axis:\n    max: 50\n    gridlines: no\n")
    chart = edited(sent, lambda _: None)
    (found,) = (s.chart for s in Presentation(str(chart)).slides[0].shapes if s.has_chart)
    assert found.value_axis.axis_title.text_frame.text == "Days"
    assert (found.value_axis.maximum_scale, found.value_axis.has_major_gridlines) == (50, False)


def test_a_chart_that_is_listed_as_kept_stays(tmp_path: Path) -> None:
    """So decks list it that were extracted when YAML had no word for its type."""
    extract(foreign(tmp_path / "other.pptx"), tmp_path / "out")
    deck = tmp_path / "out" / "deck.yaml"
    (slide,) = (tmp_path / "out" / "slides").iterdir()
    head = slide.read_text().partition("Points:")[0]
    slide.write_text(head + "kept:\n  - chart: Points\n    text:\n      - Days\n")
    shapes = Presentation(str(build(deck, force=True).path)).slides[0].shapes
    assert [shape.name for shape in shapes if shape.has_chart] == ["Points"]
