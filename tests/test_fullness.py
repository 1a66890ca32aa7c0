"""tools/fullness.py: what it measures of pictures and of a deck of three slides."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from deckgen.project import Project
from tests.support.paths import TEMPLATES
from tests.support.programs import need
from tools import fullness
from tools.fullness import Filled, Row, failing, measured

DECK = """\
title: Rivers
template: {template}
output: rivers.pptx
footer: Rivers of the north
slides:
  - id: cover
    layout: Title Slide
    Title: Rivers
  - id: text
    layout: Title and Content
    Title: One line
    Content: |
      It ends at once
        [small]{{size=14}}
  - id: cards
    layout: Three Cards and Strip
    Title: Cards
    Card:
      - Short
    Strip: At the foot
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    path = tmp_path_factory.mktemp("fullness") / "deck.yaml"
    path.write_text(DECK.format(template=TEMPLATES["briefing"]), encoding="utf-8")
    return Project(path)


def page(*bands: tuple[int, int]) -> Image.Image:
    """A page of 100 rows in the loud colour with a thin dark mark in each band of rows."""
    found = Image.new("RGB", (160, 100), fullness._LOUD)
    for first, last in bands:
        ImageDraw.Draw(found).line((40, first, 40, last), fill="#002D3F")
    return found


def test_a_page_ends_with_its_last_row_of_content() -> None:
    assert measured(page((30, 39), (60, 69)), 0.2, 0.8) == Filled(pytest.approx(50 / 0.6), 100 / 3)


def test_what_is_outside_of_the_body_counts_for_nothing() -> None:
    assert measured(page((0, 10), (90, 99)), 0.2, 0.8) == Filled(0, 0)
    assert measured(page((0, 99)), 0.2, 0.8) == Filled(pytest.approx(100), 0)


def test_what_smoothing_leaves_is_no_content() -> None:
    found = page()
    ImageDraw.Draw(found).line((40, 30, 40, 39), fill="#F010F0")
    assert measured(found, 0.2, 0.8) == Filled(0, 0)


def test_each_limit_is_told() -> None:
    rows = [
        Row("a", "Two Content", Filled(59, 10), (), 16),
        Row("b", "Two Content", Filled(99, 26), ("chart",), 15.5),
        Row("c", "Two Content", Filled(70, 25), ("map",), None),
    ]
    assert list(failing(rows)) == [
        "a ends at 59 %, above 60 %",
        "b has an empty band of 26 %, over 25 %",
        "b has text of 15.5 points, less than 16",
        "slides end at 76.0 % in the mean, above 80 %",
        "67 % hold more than running text, less than 75 %",
    ]
    assert list(failing([Row("d", "Two Content", Filled(80, 25), ("card",), 16)])) == []


def test_a_figure_and_a_card_are_known_by_their_slots(project: Project) -> None:
    assert {slide.id: fullness.holds(slide) for slide in project.plan.slides} == {
        "cover": (),
        "text": (),
        "cards": ("card",),
    }


def test_the_smallest_body_text_is_found(project: Project) -> None:
    found = fullness.smallest_texts(project.subject())
    assert found["text"] == 14
    assert found["cards"] >= 14


@pytest.mark.slow
def test_panels_and_rules_fill_nothing(project: Project, tmp_path: Path) -> None:
    need("soffice", "LibreOffice is not installed")
    need("pdftoppm", "poppler is not installed")
    text, cards = fullness.counted(project, tmp_path)
    assert (text.id, cards.id) == ("text", "cards")
    assert 5 < text.filled.end < 25
    assert text.filled.gap < 5
    assert cards.filled.end < 100, "the strip's text, not the strip"
    assert cards.filled.gap > 40, "the card below its one line is empty"
