"""Looks of single cells come back as lines of `cells:`, by the rows and columns there are now."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Pt

from deckgen.commands import pull
from deckgen.commands.build import build
from deckgen.commands.extract import extract
from tests.support.templates import with_layouts

DECK = f"""title: Tables
language: en-US
template: {with_layouts("Table").as_posix()}
output: deck.pptx
slides:
  - id: offices
    layout: Table
    Title: Offices
    Table:
      table: |
        Office   | Cases | Days
        North | 1,210 | 34
        South | 980 | 41
        West | 1,530 | 52
      cells: |
        C3   | fill=accent2
        B2:B4 | anchor=top
      size: 14
"""


def row_added(table: Any) -> None:
    row = table._tbl.tr_lst[1]
    new = copy.deepcopy(row)
    row.addnext(new)
    for index, text in enumerate(("Central", "700", "12")):
        table.cell(2, index).text_frame.paragraphs[0].runs[0].text = text


def row_removed(table: Any) -> None:
    row = table._tbl.tr_lst[1]
    row.getparent().remove(row)


def filled(table: Any) -> None:
    cell = table.cell(3, 0)
    cell.fill.solid()
    cell.fill.fore_color.rgb = RGBColor(0xC0, 0x56, 0)


def cleared(table: Any) -> None:
    properties = table.cell(2, 2)._tc.tcPr
    properties.remove(properties.find("{*}solidFill"))


def anchored(table: Any) -> None:
    for row in range(1, 4):
        table.cell(row, 2).vertical_anchor = MSO_ANCHOR.BOTTOM


def aligned(table: Any) -> None:
    table.cell(1, 1).text_frame.paragraphs[0].alignment = PP_ALIGN.CENTER


def merged(table: Any) -> None:
    table.cell(2, 2).text_frame.text = ""
    table.cell(2, 1).merge(table.cell(2, 2))


@pytest.mark.quick(2)
@pytest.mark.parametrize(
    ("edit", "old", "new"),
    [
        (
            row_added,
            "        North | 1,210 | 34\n        South | 980 | 41\n        West | 1,530 | 52\n"
            "      cells: |\n"
            "        C3   | fill=accent2\n        B2:B4 | anchor=top\n",
            "        North | 1,210 | 34\n        Central | 700 | 12\n        South | 980 | 41\n"
            "        West | 1,530 | 52\n      cells: |\n"
            "        C4 | fill=accent2\n        B2:B5 | anchor=top\n",
        ),
        (
            row_removed,
            "        North | 1,210 | 34\n        South | 980 | 41\n        West | 1,530 | 52\n"
            "      cells: |\n"
            "        C3   | fill=accent2\n        B2:B4 | anchor=top\n",
            "        South | 980 | 41\n        West | 1,530 | 52\n      cells: |\n"
            "        C2 | fill=accent2\n        B2:B3 | anchor=top\n",
        ),
        (filled, "B2:B4 | anchor=top\n", "B2:B4 | anchor=top\n        A4 | fill=C05600\n"),
        (anchored, "B2:B4 | anchor=top\n", "B2:B4 | anchor=top\n        C2:C4 | anchor=bottom\n"),
        (aligned, "B2:B4 | anchor=top\n", "B2:B4 | anchor=top\n        B2 | align=center\n"),
        (cleared, "        C3   | fill=accent2\n", ""),
    ],
)
def test_a_look_is_a_line_and_the_others_stay(
    edit: Callable[[Any], None], old: str, new: str, tmp_path: Path
) -> None:
    deck = tmp_path / "deck.yaml"
    deck.write_text(DECK)
    reviewed = edited(build(deck).path, edit)
    report = pull.pull(reviewed, deck)
    assert report.untracked == []
    assert deck.read_text() == DECK.replace(old, new)
    assert pull.pull(reviewed, deck).empty, "a second pull finds nothing"


def test_cells_that_were_merged_are_joined_in_their_row(tmp_path: Path) -> None:
    deck = tmp_path / "deck.yaml"
    deck.write_text(DECK)
    reviewed = edited(build(deck).path, merged)
    pull.pull(reviewed, deck)
    assert "        South | 980 | <\n" in deck.read_text()
    assert pull.pull(reviewed, deck).empty, "a second pull finds nothing"


def test_cells_of_a_csv_file_that_were_merged_are_named(tmp_path: Path) -> None:
    deck = tmp_path / "deck.yaml"
    csv = tmp_path / "days.csv"
    csv.write_text("Office,Cases,Days\nNorth,1210,34\nSouth,980,41\n")
    head = DECK.partition("      table: |\n")[0]
    deck.write_text(f"{head}      table: days.csv\n")
    before = deck.read_text(), csv.read_text()
    report = pull.pull(edited(build(deck).path, merged), deck)
    (left,) = report.untracked
    assert "cells were merged" in left.what
    assert (deck.read_text(), csv.read_text()) == before


def edited(built: Path, edit: Callable[[Any], None]) -> Path:
    presentation = Presentation(str(built))
    (table,) = (shape.table for shape in presentation.slides[0].shapes if shape.has_table)
    edit(table)
    path = built.with_name("reviewed.pptx")
    presentation.save(str(path))
    return path


def own_deck(path: Path) -> Path:
    presentation = Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[6])
    table = slide.shapes.add_table(3, 3, 0, 0, 6_000_000, 2_000_000).table
    for row in range(3):
        for column in range(3):
            table.cell(row, column).text = f"{'abc'[column]}{row + 1}"
    table.cell(2, 0).text = ""
    table.cell(1, 0).merge(table.cell(2, 0))
    table.cell(2, 0).text = "under it"
    cell = table.cell(1, 2)
    cell.fill.solid()
    cell.fill.fore_color.rgb = RGBColor(0xC0, 0x56, 0)
    cell.margin_left = 0
    presentation.save(str(path))
    return path


@pytest.mark.slow
def test_an_extracted_table_says_its_looks_and_what_a_merged_cell_covers(tmp_path: Path) -> None:
    found = extract(own_deck(tmp_path / "own.pptx"), tmp_path / "own")
    (slide,) = (found.path.parent / "slides").iterdir()
    text = slide.read_text()
    assert "    a2 | b2 | c2\n    ^ | b3 | c3\n" in text
    assert "  cells: |\n    C2 | fill=C05600 margins=0,3.6,7.2,3.6\n" in text
    assert "kept:\n  - covered: Table 1 | under it\n" in text
    again = build(found.path, output=tmp_path / "again.pptx").path
    table = Presentation(str(again)).slides[0].shapes[0].table
    assert table.cell(2, 0).text == "under it"
    slide.write_text(text.replace("c2", "C").replace("C2 | fill=C05600", "C2 | fill=none"))
    changed = Presentation(str(build(found.path, output=tmp_path / "new.pptx").path))
    table = changed.slides[0].shapes[0].table
    assert (table.cell(1, 2).text, table.cell(2, 0).text) == ("C", "under it")
    assert table.cell(1, 2)._tc.tcPr.find("{*}noFill") is not None
    assert table.cell(1, 2).margin_left == 0


def test_what_yaml_leaves_out_is_the_patterns_and_no_change(tmp_path: Path) -> None:
    deck = extract(own_deck(tmp_path / "own.pptx"), tmp_path / "own").path
    (slide,) = (deck.parent / "slides").iterdir()
    said = [
        line
        for line in slide.read_text().replace("c3", "c4").split("\n")
        if not any(word in line for word in ("C2 |", "cells:", "size:", "widths:"))
    ]
    slide.write_text("\n".join(said))
    built = build(deck, output=tmp_path / "new.pptx").path
    table = Presentation(str(built)).slides[0].shapes[0].table
    assert table.cell(1, 2).fill.fore_color.rgb == RGBColor(0xC0, 0x56, 0)
    assert table.cell(2, 2).text == "c4"
    assert pull.pull(built, deck).empty


def two_sizes(path: Path) -> Path:
    """A table whose header is smaller than what is below it."""
    presentation = Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[6])
    table = slide.shapes.add_table(2, 1, 0, 0, 3_000_000, 800_000).table
    for row, (text, size) in enumerate((("Column", 11), ("Row", 12))):
        table.cell(row, 0).text = text
        table.cell(row, 0).text_frame.paragraphs[0].runs[0].font.size = Pt(size)
    presentation.save(str(path))
    return path


def copied_below(number: int) -> Callable[[Any], None]:
    """Copies a row below itself, with another text."""

    def copied(table: Any) -> None:
        row = table._tbl.tr_lst[number]
        row.addnext(copy.deepcopy(row))
        table.cell(number + 1, 0).text_frame.paragraphs[0].runs[0].text = "New row"

    return copied


def test_a_table_keeps_its_size_where_rows_of_another_come(tmp_path: Path) -> None:
    deck = extract(two_sizes(tmp_path / "own.pptx"), tmp_path / "own").path
    (slide,) = (deck.parent / "slides").iterdir()
    before = slide.read_text()
    pull.pull(edited(build(deck).path, copied_below(1)), deck)
    assert slide.read_text() == before.replace("    Row\n", "    Row\n    New row\n")


@pytest.mark.slow
def test_a_slot_that_yaml_cannot_say_is_left_and_named(tmp_path: Path) -> None:
    """A row below the header takes its size from the rows, where it is of the header's."""
    deck = extract(two_sizes(tmp_path / "own.pptx"), tmp_path / "own").path
    (slide,) = (deck.parent / "slides").iterdir()
    before = slide.read_text()
    report = pull.pull(edited(build(deck).path, copied_below(0)), deck)
    assert [note.what for note in report.untracked] == [
        "`Table 1` was changed as YAML cannot say it; it says Column / New row / Row"
    ]
    assert slide.read_text() == before
