"""Colours of legends and of series are told apart with any colour vision, or other means."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches

from deckgen import checks
from deckgen.content.chart import Chart
from deckgen.content.map import Map
from deckgen.opc.package import Package
from tests.content.stage import deck_of, parsed
from tests.support.paths import TEMPLATES, WARM

COUNTIES = """Map:
  map: counties
  of: Missouri
  regions:
    North: Boone
    South: Greene
    West: Jackson
    East: St. Louis County
    Middle: Cole
    Far: Adair
  legend: yes
  points: |
    Kansas City | 39.0997 | -94.5786
    Springfield | 37.2090 | -93.2923
    Columbia | 38.9517 | -92.3341
"""
SHADES = "Map:\n  map: states\n  values: |\n{}  classes: 7\n".format(
    "".join(f"    {n:02} | {n}\n" for n in (1, 4, 5, 6, 8, 9, 10))
)
BY_HAND = COUNTIES + "  colors: |\n    North | accent2 40%\n    South | accent5 40%\n"
ALIKE = "  colors: |\n    North | accent1 50%\n    South | accent1 55%\n"


def findings(text: str, template: Path = TEMPLATES["briefing"]) -> list[str]:
    """What rules on colours say of a map."""
    data = deck_of("Map and List", "Map", [parsed(Map, text)], of=template)
    package = Package.load(data, "map.pptx")
    found = (finding.diagnostic for finding in checks.of_file(package).findings)
    return [one.message for one in found if one.code in ("COLOR-ALIKE", "CONTRAST-TEXT")]


@pytest.mark.slow
@pytest.mark.parametrize("template", [*TEMPLATES.values(), WARM], ids=lambda path: path.stem)
@pytest.mark.parametrize("text", [COUNTIES, SHADES], ids=["regions", "shades"])
def test_the_colours_that_maps_get_by_themselves_are_told_apart_and_carry_labels(
    text: str, template: Path
) -> None:
    assert findings(text, template) == []


@pytest.mark.quick(1)
@pytest.mark.parametrize("template", [*TEMPLATES.values(), WARM], ids=lambda path: path.stem)
def test_tints_by_hand_carry_labels_without_a_background(template: Path) -> None:
    assert [one for one in findings(BY_HAND, template) if "alike" not in one] == []


def test_colours_by_hand_that_look_alike_are_named() -> None:
    (message,) = findings(COUNTIES + ALIKE)
    assert message.startswith("`North` and `South` look alike to ")


@pytest.mark.parametrize(("lines", "said"), [("Days", False), ("Days\n    Staff", True)])
def test_the_only_line_above_columns_needs_no_other_colour(lines: str, said: bool) -> None:
    text = (
        "Chart:\n  chart: column\n  data: |\n    A | Cases | Days | Staff\n    x | 6 | 7 | 8\n"
        f"  line: |\n    {lines}\n"
    )
    if not said:
        text = text.replace(" | Staff", "").replace(" | 8", "")
    data = deck_of("Chart and Points", "Chart", [parsed(Chart, text)])
    found = checks.of_file(Package.load(data, "chart.pptx")).findings
    assert any(one.diagnostic.code == "COLOR-ONLY" for one in found) == said


def codes(change: Callable[[Any], None]) -> set[str]:
    """The codes of what is found where a chart of one column was changed by python-pptx."""
    deck = Presentation()
    data = CategoryChartData()
    data.categories = ["North"]
    data.add_series("People", [3])
    frame = deck.slides.add_slide(deck.slide_layouts[6]).shapes.add_chart(
        XL_CHART_TYPE.COLUMN_CLUSTERED, Inches(1), Inches(1), Inches(6), Inches(4), data
    )
    change(frame.chart)
    saved = BytesIO()
    deck.save(saved)
    found = checks.of_file(Package.load(saved.getvalue(), "chart.pptx")).findings
    return {one.diagnostic.code for one in found}


@pytest.mark.parametrize("grouping", ["clustered", "standard"])
def test_labels_of_bars_that_are_not_stacked_stand_outside_of_them(grouping: str) -> None:
    """Part 1, 21.2.3.4: in a plane, series of a `standard` grouping stand side by side too."""

    def change(chart: Any) -> None:
        plot = chart.plots[0]
        plot.has_data_labels = True
        plot.series[0].format.fill.solid()
        plot.series[0].format.fill.fore_color.rgb = RGBColor(0x20, 0x20, 0x60)
        for element in plot._element.iter("{*}grouping"):
            element.set("val", grouping)
        for element in [*plot._element.iter("{*}dLblPos")]:
            element.getparent().remove(element)

    assert "CONTRAST-TEXT" not in codes(change)


@pytest.mark.parametrize(("shown", "said"), [("nextTo", True), ("none", False)])
def test_only_labels_that_an_axis_shows_must_be_read(shown: str, said: bool) -> None:
    def change(chart: Any) -> None:
        axis = chart.category_axis
        axis.tick_labels.font.color.rgb = RGBColor(0xFA, 0xFA, 0xFA)
        (position,) = axis._element.iter("{*}tickLblPos")
        position.set("val", shown)

    assert ("CONTRAST-TEXT" in codes(change)) == said
