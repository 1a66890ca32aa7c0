"""Rows grow with their cells' text, and a table that grows past its room is found."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pptx import Presentation
from pptx.util import Inches, Pt

from deckgen import checks
from deckgen.checks.rules.tables import tables
from deckgen.checks.subject import Subject
from deckgen.commands.check import check
from deckgen.content import Page
from deckgen.content.table import row_heights
from deckgen.content.table.layout import RowHeights
from deckgen.opc.package import Package
from tests.checks.sound import saved
from tests.support.templates import with_layouts

WORDS = "Depth of the river at the gauge below the old bridge"


def _deck(rows: int, text: str, height: float, top: float = 1.0) -> Package:
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    box = Inches(1), Inches(top), Inches(4), Pt(height * rows)
    table = slide.shapes.add_table(rows, 2, *box).table
    for row in table.rows:
        row.cells[0].text = text
        row.cells[0].text_frame.paragraphs[0].font.size = Pt(12)
    return Package.load(saved(deck), "rows.pptx")


def _heights(package: Package) -> RowHeights:
    ((shape, table),) = tables(Subject.of_file(package))
    return row_heights(table, Page(package, shape.slide.part, ""))


def test_a_row_is_as_high_as_it_says_where_its_text_is_lower() -> None:
    assert _heights(_deck(3, "Elm", 60)).rows == pytest.approx((60, 60, 60), abs=0.1)


def test_a_row_grows_with_the_lines_of_its_highest_cell() -> None:
    one, two = (_heights(_deck(2, text, 5)).rows[1] for text in ("Elm", f"{WORDS}"))
    assert two > one + 12


def test_a_cell_over_two_rows_stretches_the_last() -> None:
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    table = slide.shapes.add_table(3, 2, Inches(1), Inches(1), Inches(2), Pt(90)).table
    table.cell(1, 0).merge(table.cell(2, 0))
    table.cell(1, 0).text = " ".join([WORDS] * 2)
    first, second, third = _heights(Package.load(saved(deck), "over.pptx")).rows
    assert third > first == second


def _overflows(package: Package) -> list[str]:
    found = checks.of_file(package).diagnostics
    return [item.message for item in found if item.code in ("OVERFLOW", "FIT-REVIEW")]


def test_a_table_off_the_slide_is_told_with_rows_and_points() -> None:
    (message,) = _overflows(_deck(30, "Elm", 15))
    assert re.search(
        r"about \d+ pt high, \d+ pt more .* the last \d+ rows do not fit the slide", message
    )


def test_a_table_that_fits_is_not_told() -> None:
    assert not _overflows(_deck(10, "Elm", 25))


@pytest.mark.slow
def test_a_deck_names_the_line_of_its_table(tmp_path: Path) -> None:
    path = tmp_path / "deck.yaml"
    rows = "\n".join(f"        Gauge {number} | 12 m" for number in range(40))
    path.write_text(
        f"""\
title: Depths
name: depths
language: en-US
template: {with_layouts("Table")}
output: out/depths.pptx
slides:
  - id: table
    layout: Table
    Title: Depths
    Table:
      table: |
        River | Depth
{rows}
""",
        encoding="utf-8",
    )
    (found,) = [item for item in check(path).diagnostics if item.code == "OVERFLOW"]
    assert "Table" in found.message
    assert found.place is not None
    assert found.place.line == 11
