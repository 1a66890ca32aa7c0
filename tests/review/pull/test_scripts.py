"""What a script on python-pptx leaves as it was, or out: lists of sections, a chart's headings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pptx.chart.data import CategoryChartData

from tests.review.pull.reviewed import ReviewedDeck, shape

ORDER = """\
slides:
  - section: One
  - a
  - b
  - section: Two
  - c
  - d
"""


@pytest.fixture
def deck(tmp_path: Path) -> ReviewedDeck:
    made = ReviewedDeck(tmp_path)
    slides = {
        f"slides/{key}.yaml": f"layout: Title and Content\nTitle: Of {key}\n" for key in "abcd"
    }
    made.write(
        {
            "deck.yaml": f"variants: variants\n{ORDER}",
            "variants/east.yaml": "extends: ../deck.yaml\n",
            **slides,
        }
    )
    return made


def last_first(presentation: Any) -> None:
    listed = presentation.slides._sldIdLst
    listed.insert(0, listed[-1])


def test_a_slide_that_a_script_moved_takes_no_section_away(deck: ReviewedDeck) -> None:
    deck.review(last_first)
    assert deck.pull().stdout == "d: moved to the front in deck.yaml\n"
    moved = ORDER.replace("  - d\n", "").replace("  - a\n", "  - d\n  - a\n")
    assert deck.text("deck.yaml").endswith(moved)
    assert deck.assert_at_rest().stderr == "nothing to write\n"


def test_nor_in_a_variant(deck: ReviewedDeck) -> None:
    deck.review(last_first, "east")
    assert deck.pull().stdout == "d: moved in variants/east.yaml\n"
    assert "remove" not in deck.text("variants/east.yaml")


def test_a_slide_that_a_script_added_belongs_to_the_section_before(deck: ReviewedDeck) -> None:
    def add(presentation: Any) -> None:
        layout = presentation.slide_layouts.get_by_name("Title and Content")
        presentation.slides.add_slide(layout).shapes.title.text = "New"
        listed = presentation.slides._sldIdLst
        listed.insert(2, listed[-1])

    deck.review(add)
    done = deck.pull()
    assert (done.returncode, "section" in done.stdout) == (0, False), done.stdout
    assert deck.text("deck.yaml").endswith(ORDER.replace("  - b\n", "  - b\n  - new\n"))


def more(presentation: Any) -> None:
    data = CategoryChartData()
    data.categories = ["North", "South"]
    data.add_series("Cases", [10, 25])
    shape(presentation, "Content").chart.replace_data(data)


CHART = """\
layout: Title and Content
Title: Cases
Content:
  chart: column
  data: |
    Office | Cases
    North | 10
    South | 20
"""


def test_the_heading_of_categories_stays_in_a_deck_without_a_base(tmp_path: Path) -> None:
    """The script's workbook has none."""
    deck = ReviewedDeck(tmp_path)
    deck.write({"deck.yaml": "embed: none\nslides: [a]\n", "slides/a.yaml": CHART})
    deck.review(more)
    done = deck.pull("--base", "out/sent.pptx")
    assert done.returncode == 0, done.stderr
    assert deck.text("slides/a.yaml") == CHART.replace("20", "25")


def test_nor_does_it_change_in_a_file_of_rows(tmp_path: Path) -> None:
    deck = ReviewedDeck(tmp_path)
    named = "layout: Title and Content\nTitle: Cases\nContent:\n  chart: column\n  data: x.csv\n"
    rows = "Office,Cases\nNorth,10\nSouth,20\n"
    deck.write({"deck.yaml": "embed: none\nslides: [a]\n", "slides/a.yaml": named, "x.csv": rows})
    deck.review(more)
    done = deck.pull("--base", "out/sent.pptx", "--data")
    assert done.stdout == "a Content: South, Cases 20 -> 25: changed in x.csv\n"
    assert deck.text("x.csv") == rows.replace("20", "25")
