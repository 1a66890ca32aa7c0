"""Slides like a pattern of the template: what is refused at which place."""

from __future__ import annotations

from pathlib import Path

import pytest
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Pt

from deckgen.deck import load
from deckgen.diagnostics import Problem, Span, render
from deckgen.plan import Plan, planner
from deckgen.template import Template

DECK = """\
title: Title
language: en-US
template: template.pptx
slides:
  - id: one
    like: {}
    Title 1: This year
"""


def planned(folder: Path, text: str, *, slides: int = 1) -> Plan:
    """The plan of a deck whose template has that many slides: a title, a chart that YAML lacks."""
    made = Presentation()
    for _ in range(slides):
        slide = made.slides.add_slide(made.slide_layouts[5])
        slide.shapes.title.text = "Quarter"
        values = CategoryChartData()
        values.categories = ["North", "South", "West"]
        values.add_series("Removals", (1, 2, 3))
        room = (Pt(9), Pt(99), Pt(300), Pt(200))
        slide.shapes.add_chart(XL_CHART_TYPE.RADAR_FILLED, *room, values).name = "Web"
    made.save(str(folder / "template.pptx"))
    (folder / "deck.yaml").write_text(text, encoding="utf-8")
    deck = load.read(folder / "deck.yaml")
    return planner.plan(deck, Template.open(deck.template))


@pytest.mark.parametrize(
    ("slides", "told"),
    [
        (1, "its slides are `quarter`"),
        (0, "it has no slides; make the slide from a layout: `layout:`"),
    ],
)
def test_a_pattern_that_is_not_there(slides: int, told: str, tmp_path: Path) -> None:
    with pytest.raises(Problem) as caught:
        planned(tmp_path, DECK.format("cover"), slides=slides)
    (fault,) = caught.value.diagnostics
    assert fault.code == "unknown-pattern"
    assert told in render(fault)


def test_what_a_pattern_keeps_may_be_listed_as_it_is(tmp_path: Path) -> None:
    deck = DECK.format("quarter")
    plain = planned(tmp_path, deck)
    assert plain.slides[0].like == "quarter"
    assert planned(tmp_path, f"{deck}    kept:\n      - chart: Web\n") == plain


@pytest.mark.parametrize("listed", ["- chart: Net", "- picture: Web", "- chart: Web\n      - a"])
def test_what_a_pattern_keeps_cannot_be_changed(listed: str, tmp_path: Path) -> None:
    with pytest.raises(Problem) as caught:
        planned(tmp_path, f"{DECK.format('quarter')}    kept:\n      {listed}\n")
    (fault,) = caught.value.diagnostics
    assert isinstance(fault.place, Span)
    assert (fault.code, fault.place.line) == ("kept", 9)
