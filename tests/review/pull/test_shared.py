"""What other slides and decks show too: rows of a CSV file, and the fields of a contact."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from pptx.chart.data import CategoryChartData

from tests.review.pull.reviewed import ReviewedDeck, say, shape

ROWS = 'Region;One;Two\r\nNorth;"1,500";2\r\nSouth;3;"4"\r\nWest;5;6\r\n'
TABLE = "layout: Title and Content\nTitle: Table\nContent:\n  table: data/x.csv\n"
CHART = "layout: Title and Content\nTitle: Chart\nContent:\n  chart: column\n  data: data/x.csv\n"


def decked(folder: Path, **slides: str) -> ReviewedDeck:
    deck = ReviewedDeck(folder)
    deck.write({"deck.yaml": f"slides: [{', '.join(slides)}]\n", "data/x.csv": ROWS})
    deck.write({f"slides/{name}.yaml": text for name, text in slides.items()})
    return deck


def table_of(presentation: Any) -> Any:
    return next(s.table for s in presentation.slides[0].shapes if s.has_table)


def cell(presentation: Any, row: int, column: int, text: str) -> None:
    say(table_of(presentation).cell(row, column).text_frame.paragraphs[0], text)


def cells(presentation: Any) -> None:
    cell(presentation, 1, 1, "2,000")
    cell(presentation, 2, 0, "South; and")
    cell(presentation, 2, 2, "44")


def rows(presentation: Any) -> None:
    table = table_of(presentation)._tbl
    table.tr_lst[3].addnext(deepcopy(table.tr_lst[3]))
    cell(presentation, 4, 0, 'East "x"')
    table.remove(table.tr_lst[2])


@pytest.mark.quick(1)
@pytest.mark.parametrize(
    ("change", "said", "written"),
    [
        (
            cells,
            [
                "North, One 1,500 -> 2,000",
                "Region South -> South; and",
                "South, Two 4 -> 44",
            ],
            'Region;One;Two\r\nNorth;"2,000";2\r\n"South; and";3;"44"\r\nWest;5;6\r\n',
        ),
        (
            rows,
            ["the row South | 3 | 4 -> (removed)", 'a new row: East "x" | 5 | 6'],
            'Region;One;Two\r\nNorth;"1,500";2\r\nWest;5;6\r\n"East ""x""";5;6\r\n',
        ),
    ],
)
def test_rows_of_a_csv_file_are_proposed_and_written_in_place(
    tmp_path: Path, change: Callable[[Any], None], said: list[str], written: str
) -> None:
    deck = decked(tmp_path, a=TABLE, b=CHART)
    deck.review(change)
    proposed = deck.assert_at_rest()
    assert proposed.stdout.splitlines() == [
        f"a Content: {what}: `--data` changes it in data/x.csv" for what in said
    ]
    assert proposed.stderr == "nothing to write\n"
    done = deck.pull("--data")
    assert done.stdout.splitlines() == [
        *(f"a Content: {what}: changed in data/x.csv" for what in said),
        "b Content: follows data/x.csv",
    ]
    assert deck.text("data/x.csv") == written
    assert deck.text("slides/a.yaml") == TABLE
    assert deck.assert_at_rest("--data").stderr == "nothing to write\n"


def test_a_column_that_came_and_one_that_went(tmp_path: Path) -> None:
    deck = decked(tmp_path, a=CHART)

    def change(presentation: Any) -> None:
        data = CategoryChartData()
        data.categories = ["North", "South", "West"]
        data.add_series("Two", (2, 4, 6))
        data.add_series("Three", (7, 8, 9))
        next(s for s in presentation.slides[0].shapes if s.has_chart).chart.replace_data(data)

    deck.review(change)
    done = deck.pull("--data")
    assert done.returncode == 0, done.stderr
    assert deck.text("data/x.csv") == (
        'Region;Two;Three\r\nNorth;2;7\r\nSouth;"4";8\r\nWest;6;9\r\n'
    )
    deck.assert_at_rest("--data")


@pytest.mark.slow
def test_a_value_of_a_sorted_chart_finds_its_row(tmp_path: Path) -> None:
    deck = decked(tmp_path, a=CHART.replace("column", "column\n  sort: descending"))

    def change(presentation: Any) -> None:
        data = CategoryChartData()
        data.categories = ["North", "West", "South"]
        data.add_series("One", (1500, 55, 3))
        data.add_series("Two", (2, 6, 4))
        next(s for s in presentation.slides[0].shapes if s.has_chart).chart.replace_data(data)

    deck.review(change)
    done = deck.pull("--data")
    assert "West, One 5 -> 55: changed in data/x.csv" in done.stdout
    assert deck.text("data/x.csv") == ROWS.replace("West;5", "West;55")


def test_other_changes_of_the_slot_come_in_beside_the_rows(tmp_path: Path) -> None:
    deck = decked(tmp_path, a=CHART + "  title: Old\n")

    def change(presentation: Any) -> None:
        chart = next(s for s in presentation.slides[0].shapes if s.has_chart).chart
        chart.chart_title.text_frame.text = "New"
        data = CategoryChartData()
        data.categories = ["North", "South", "West"]
        data.add_series("One", (1501, 3, 5))
        data.add_series("Two", (2, 4, 6))
        chart.replace_data(data)

    deck.review(change)
    assert "North, One 1,500 -> 1,501: `--data`" in deck.pull().stdout
    assert deck.text("slides/a.yaml") == CHART + "  title: New\n"
    assert deck.text("data/x.csv") == ROWS


def test_formatting_that_a_file_cannot_hold_is_named(tmp_path: Path) -> None:
    deck = decked(tmp_path, a=TABLE)

    def change(presentation: Any) -> None:
        cell(presentation, 1, 1, "2,000")
        paragraph = table_of(presentation).cell(3, 2).text_frame.paragraphs[0]
        paragraph.runs[0].font.bold = True

    deck.review(change)
    done = deck.pull("--data")
    assert "left as it is: data/x.csv cannot hold its formatting" in done.stdout
    assert deck.text("data/x.csv") == ROWS.replace("1,500", "2,000")
    assert deck.text("slides/a.yaml") == TABLE


@pytest.mark.slow
def test_merged_cells_are_named_and_no_rows_come_into_the_yaml(tmp_path: Path) -> None:
    deck = decked(tmp_path, a=TABLE)

    def change(presentation: Any) -> None:
        table = table_of(presentation)
        table.cell(1, 1).merge(table.cell(1, 2))

    deck.review(change)
    done = deck.assert_at_rest("--data")
    assert "left: slide `a`: `Content`: cells were merged" in done.stdout


def test_a_cell_of_a_worksheet_is_named(tmp_path: Path) -> None:
    deck = decked(tmp_path, a=TABLE.replace(".csv", ".xlsx"))
    book = openpyxl.Workbook()
    for row in (("Region", "One"), ("North", 1), ("South", 2)):
        book.active.append(row)
    book.save(tmp_path / "data" / "x.xlsx")
    deck.review(lambda presentation: cell(presentation, 1, 1, "11"))
    done = deck.assert_at_rest("--data")
    assert done.stdout == (
        "left: slide `a`: `Content`: 1 -> 11; its rows stand in data/x.xlsx: change them there\n"
    )


def test_two_slides_that_change_one_cell_in_two_ways_are_named(tmp_path: Path) -> None:
    deck = decked(tmp_path, a=TABLE, b=TABLE.replace("Table", "Again", 1))

    def change(presentation: Any) -> None:
        cell(presentation, 1, 1, "2,000")
        other = next(s.table for s in presentation.slides[1].shapes if s.has_table)
        say(other.cell(1, 1).text_frame.paragraphs[0], "3,000")

    deck.review(change)
    done = deck.assert_at_rest("--data")
    assert done.stdout.count("left as it is: the reviewed deck changes it in two ways") == 2


CONTACTS = """\
# people
one:
  office: North
  name: "Ada Lovelace"  # the first
  phone: (515) 555-0100
two:
  office: South
  name: Bob
"""
SETTINGS = "contacts: contacts.yaml\nvariants: variants\nslides: [c, d, e]\n"


@pytest.fixture
def contacts(tmp_path: Path) -> ReviewedDeck:
    deck = ReviewedDeck(tmp_path)
    deck.write(
        {
            "deck.yaml": SETTINGS,
            "contacts.yaml": CONTACTS,
            "slides/c.yaml": "layout: Title and Content\nTitle: C\nContent:\n  contact: one\n",
            "slides/d.yaml": "layout: Title and Content\nTitle: D\nContent:\n  contact: one\n",
            "slides/e.yaml": "layout: Title and Content\nTitle: E\nContent:\n  contact: two\n",
            "variants/other.yaml": "extends: ../deck.yaml\nremove: [c, d]\n",
            "variants/own.yaml": ("extends: ../deck.yaml\ncontacts:\n  one:\n    name: Eve\n"),
            "variants/same.yaml": "extends: ../deck.yaml\nremove: [c]\n",
        }
    )
    return deck


def name(presentation: Any) -> None:
    say(shape(presentation, "Content").text_frame.paragraphs[1], "Ada Byron")


@pytest.mark.slow
def test_a_contact_is_proposed_with_the_decks_that_show_it(contacts: ReviewedDeck) -> None:
    contacts.review(name)
    done = contacts.assert_at_rest()
    assert done.stdout == (
        "c Content: one Ada Lovelace -> Ada Byron: `--contacts` changes it in contacts.yaml, "
        "which the deck, same show\n"
    )
    done = contacts.pull("--contacts")
    assert done.stdout.splitlines()[1:] == ["d Content: follows one"]
    assert contacts.text("contacts.yaml") == CONTACTS.replace('"Ada Lovelace"', "'Ada Byron'")
    contacts.assert_at_rest("--contacts")


def test_json_has_what_is_shared(contacts: ReviewedDeck) -> None:
    contacts.review(name)
    (shared,) = json.loads(contacts.pull("--format", "json").stdout)["shared"]
    assert shared == {
        "slide": "c", "slot": "Content", "kind": "contact", "file": "contacts.yaml", "what": "one",
        "old": "Ada Lovelace", "new": "Ada Byron", "changed": False, "why": "",
        "decks": [None, "same"],
    }  # fmt: skip


def test_a_contact_that_cannot_hold_what_was_typed_becomes_text_which_is_said(
    contacts: ReviewedDeck,
) -> None:
    def change(presentation: Any) -> None:
        paragraph = shape(presentation, "Content").text_frame.paragraphs[0]._p
        paragraph.addnext(deepcopy(paragraph))

    contacts.review(change)
    done = contacts.pull()
    assert done.stdout == "c Content: changed (the contact is text here now) in slides/c.yaml\n"
