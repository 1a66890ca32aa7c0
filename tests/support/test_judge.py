"""The judge finds each kind of loss; only what names a slide and its slot accounts for one."""

import copy
import json
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tests.support import drawn
from tests.support.cases import every_case
from tests.support.office import Office
from tests.support.review import count, judge
from tests.support.review.author import SAMPLE, Author
from tests.support.review.catalogue import EDITS
from tests.support.review.judge import Account, Item, Seen, compare
from tests.support.review.session import Editor, LibreOffice, PowerPoint

BOX = (10, 10, 100, 20)


def text(*lines: str) -> str:
    return json.dumps(["text", [[0, [[line, False, False, ""]]] for line in lines]])


def slide(name: str, *items: Item, notes: str = "") -> Seen:
    return Seen(name, False, notes, "[]", items)


REVIEWED = [slide("a", Item("Title", BOX, text("New"))), slide("b", Item("Text", BOX, text("b")))]
REBUILT = [slide("a", Item("Title", BOX, text("Old"))), REVIEWED[1]]


def test_decks_that_show_the_same_do_not_differ() -> None:
    assert compare(REVIEWED, REVIEWED, []) == []


@every_case(
    ("account", "cause"),
    [
        (Account("a", "Title", "left"), "left"),
        (Account("a", "", "the slide was left"), "the slide was left"),
        (Account("a", "Text", "left"), ""),
        (Account("b", "Title", "left"), ""),
        (Account("", "", "left"), ""),
        (Account("a", "Title", "the box", boxes=True), ""),
        (Account("a", "Title", "a figure", judge.figures(["1"], ["2"])), ""),
        (Account("a", "Title", "the author", judge.authors_words), ""),
        (Account("a", "Title", "more furniture", judge.furniture_more), ""),
        (Account("a", "Title", "alternative texts", judge.alts_alone), ""),
    ],
)
def test_only_its_own_account_excuses_a_difference(account: Account, cause: str) -> None:
    (found,) = compare(REVIEWED, REBUILT, [account])
    assert (found.slide, found.name, found.cause) == ("a", "Title", cause)


def test_figures_excuse_themselves_and_nothing_else() -> None:
    fits = judge.figures(["267,258"], ["270,000"])
    assert fits([text("Total: 270,000")], [text("Total: 267,258")])
    assert not fits([text("In all: 270,000")], [text("Total: 267,258")])
    assert not fits([text("270,000 and 7")], [text("267,258 and 8")])
    assert not fits([text("Total: 267,258")], [text("Total: 270,000")])
    assert not fits([text("Total: 999")], [text("Total: 267,258")])
    assert not fits([text("Total: 270,000")], [text("Total: 999")])
    dated = judge.figures(["March 6, 2020"], ["March some 2020"])
    assert dated([text("On March some 2020")], [text("On March 6, 2020")])
    assert not dated([text("In March some 2020")], [text("On March 6, 2020")])


def test_the_authors_words_excuse_themselves_and_nothing_else() -> None:
    mark = judge.AUTHORS
    assert judge.authors_words([text("One")], [text(f"One{mark}")])
    assert not judge.authors_words([text("One")], [text(f"Two{mark}")])


def test_an_alternative_text_follows_only_where_the_reviewer_left_it() -> None:
    def deck(alt: str) -> list[Seen]:
        return [slide("a", Item("Chart", BOX, json.dumps(["alt", alt])))]

    follows = [*judge.alts_that_follow(deck("one"), deck("one"))]
    assert [d.meant for d in compare(deck("one"), deck("two"), follows)] == [True]
    assert [*judge.alts_that_follow(deck("one"), deck("mine"))] == []
    moved = [slide("a", Item("Chart", (90, 10, 100, 20), json.dumps(["alt", "one"])))]
    assert [d.cause for d in compare(deck("one"), moved, follows)] == [""]


PAGE: dict[str, Any] = {
    "hidden": False,
    "notes": "Say this",
    "comments": [["Ada", "Why?", 0], ["Ben", "So.", 1]],
    "shapes": [
        {"name": "A", "box": [10, 10, 90, 20], "alt": "", "shows": ["text", [
            [0, "• l", [["one ", False, False, "", ""], ["two", True, False, "", "https://x"]]],
            [1, "• l", [["three", False, True, "sng", ""]]],
        ]]},
        {"name": "B", "box": [10, 50, 90, 20], "alt": "It shows", "shows": ["picture", "0a1b"]},
        {"name": "C", "box": [10, 90, 90, 20], "alt": "", "shows": [
            "chart", ["2018", "2019"], ["Removals"], [["3", "4"]]]},
        {"name": "D", "box": [10, 130, 90, 20], "alt": "", "shows": [
            "table", [[[[0, [["a", 0]]]], [[0, [["b", 0]]]]], [[], [[0, [["c", 0]]]]]]]},
        {"name": "E", "box": [10, 170, 90, 20], "alt": "", "shows": ["furniture", "ftr", "Foot"]},
    ],
}  # fmt: skip
"""A slide of all kinds in the form of a view."""


def places(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The paths of all that a view says, whole and in part, but for names and heights."""
    inside: Sequence[Any] = ()
    if isinstance(node, dict):
        inside = [key for key in node if key != "name"]
    elif isinstance(node, list):
        inside = range(len(node) - (path[-1:] == ("box",)))
    found = [place for key in inside for place in places(node[key], (*path, key))]
    parts = isinstance(node, dict) or path[-1:] == ("box",) or node == []
    return found if parts else [*found, path]


def changed(node: Any) -> Any:
    if isinstance(node, bool):
        return not node
    if isinstance(node, int):
        return node + 5
    return f"{node}?" if isinstance(node, str) else []


@every_case("path", [path for path in places(PAGE) if path], ids=str)
def test_a_loss_of_anything_that_a_slide_says_is_found(path: tuple[Any, ...]) -> None:
    other = copy.deepcopy(PAGE)
    holder = other
    for key in path[:-1]:
        holder = holder[key]
    holder[path[-1]] = changed(holder[path[-1]])
    if isinstance(other["shapes"], list):
        other["shapes"] = [shape for shape in other["shapes"] if shape["shows"]]
    pair = [[judge.seen(page, "a", {})] for page in (PAGE, other)]
    assert compare(*pair, []) != []
    assert compare(*pair[::-1], []) != []


def seen(pages: list[dict[str, Any]]) -> list[Seen]:
    return [judge.seen(page, str(number), {}) for number, page in enumerate(pages)]


def assert_seen(editor: Editor, folder: Path, unable: set[str]) -> None:
    """Every edit but those can be made, and the judge would miss it."""
    found: dict[str, list[judge.Difference]] = {}
    sample = Author.of(SAMPLE, folder / "author").build(folder / "sample.pptx")
    for sent in (sample, drawn.build(folder).sent):
        wanted = [edit.name for edit in EDITS[::-1] if edit.name not in {*found, *unable}]
        wanted.sort(key="delete".__eq__)  # last, for what is on a slide goes with it
        edits = editor.edit(1, sent, folder / "reviewed.pptx", "hide", *wanted)["edits"]
        for (_, before), (kind, after) in pairwise((e["kind"], seen(e["shows"])) for e in edits):
            found[kind] = compare(after, before, [])
    assert {edit.name for edit in EDITS} - {*found} == unable
    assert [kind for kind, differences in found.items() if not differences] == []


@pytest.mark.slow
def test_every_edit_in_the_imitated_powerpoint_is_seen(tmp_path: Path) -> None:
    assert_seen(PowerPoint(), tmp_path, set())


def test_every_edit_in_libreoffice_is_seen(office: Office, tmp_path: Path) -> None:
    """Its view shows no bullets and no layouts, and it has no sections."""
    sections = {"rename_section", "start_section", "end_section"}
    assert_seen(LibreOffice(office.program), tmp_path, {"numbered", "layout", *sections})


def test_slides_and_boxes_and_notes_are_looked_at() -> None:
    moved = [slide("a", Item("Title", (90, 10, 100, 20), text("New")), notes="n")]
    names = [(d.slide, d.name) for d in compare(REVIEWED, moved, [])]
    assert names == [("b", "slides"), ("a", "notes"), ("a", "Title")]
    assert [d.name for d in compare(REVIEWED, REVIEWED[::-1], [])] == ["slides"]
    assert [(d.slide, d.name) for d in compare(moved, [*moved, REVIEWED[1]], [])] == [
        ("b", "slides")
    ]


def test_furniture_excuses_itself_where_it_came() -> None:
    foot = json.dumps(["furniture", "ftr", "Foot"])
    assert judge.furniture_more([], [foot])
    assert not judge.furniture_more([foot], [])
    assert not judge.furniture_more([], [foot, text("One")])


OLD = """# mine
Title: One
List: |
  a
  b
comments:
  - text: x # why
"""


@every_case(
    ("new", "lines", "least", "nodes"),
    [
        (OLD, 0, 0, 0),
        (OLD.replace("One", "Two"), 1, 1, 1),
        (OLD.replace("  a\n", "  a\n  a2\n"), 1, 1, 1),
        (OLD.replace("Title: One", "Title: |\n  One\n  Two"), 3, 3, 1),
        (OLD.replace("# mine\n", ""), 1, 0, 0),
        (OLD.replace("Title: One", "Title: 'One'"), 1, 0, 0),
        (OLD.replace("|\n  a\n  b\n", "|+\n  a\n  b\n\n"), 2, 2, 1),
        (OLD.replace("Title: One", "Title: |2\n   One"), 2, 2, 1),
        (OLD.replace("Title: One", "Title: |\n  One"), 2, 0, 0),
        (OLD.replace("  b\n", "  b | c\n   d\n"), 2, 2, 2),
        (f"{OLD}More: {'long ' * 20}\n", 1, 2, 1),
        (f"{OLD}More: |\n  a | | b\n", 2, 2, 1),
        (OLD.replace("List: |\n  a\n  b\n", "List: |\n  1. a\n  2. b\n"), 2, 2, 2),
    ],
)
def test_lines_that_need_not_change_are_told_from_those_that_must(
    new: str, lines: int, least: int, nodes: int
) -> None:
    assert count.changed_lines(OLD, new) == lines
    assert count.least_lines(OLD, new) == least
    assert count.changed_nodes(OLD, new) == nodes


def test_a_line_of_a_numbered_list_numbers_those_after_it() -> None:
    numbered = "List: |\n  1. a\n  2. b\n"
    assert count.changed_nodes(numbered, "List: |\n  1. a\n  2. x\n  3. b\n") == 1


def test_a_long_line_that_gets_another_one_takes_a_block() -> None:
    long = "long " * 20
    assert count.least_lines(f"Text: {long}\n", f"Text: |\n  {long}\n  x\n") == 3


def test_cells_count_that_are_empty_or_hold_a_bar() -> None:
    rows = "table: |\n  a | b |  |\n  c |  |  |\n"
    assert count.changed_nodes(rows, rows.replace("c |  |  |", "c |  |  | d")) == 1
    assert count.changed_nodes(rows, rows.replace("c |  |  |", r"c |  |  | d \| e")) == 1
    assert count.changed_nodes(rows, rows.replace("  |\n", "  | e\n")) == 2
    assert count.changed_nodes(rows, rows.replace("c |  |  |", "c | < |  |")) == 1
    looks = rows + "cells: |\n  A1 | fill=tx1\n  B2 | align=left\n"
    assert count.changed_nodes(looks, looks.replace("B2", "B3")) == 0
    assert count.changed_nodes(looks, looks.replace("left", "right")) == 1


def test_what_a_variant_said_of_a_slide_goes_with_the_slide() -> None:
    variant = "slides:\n  a:\n    Title: One\n    Points: x\n  b:\n    Title: Two\n"
    removed = "remove:\n  - a\nslides:\n  b:\n    Title: Two\n"
    assert count.changed_nodes(variant, removed) == 1
    assert count.changed_nodes(variant, removed.replace("Two", "Three")) == 2
    assert count.changed_nodes(variant, removed.replace("- a", "- c")) == 3


def test_columns_that_come_bring_their_widths_and_how_they_are_aligned() -> None:
    cell = [[0, [["x", False, False, False, ""]]]]
    before, after = (
        [slide("a", Item("Table", BOX, json.dumps(["table", [[cell] * columns] * 3])))]
        for columns in (2, 3)
    )
    assert count.touched_nodes(before, after) == 3 + 2


def test_a_row_that_heads_a_table_now_may_keep_its_looks() -> None:
    def table(*texts: str) -> list[Seen]:
        rows = [[[[0, [[text, False, False, False, ""]]]]] * 2 for text in texts]
        return [slide("a", Item("Table", BOX, json.dumps(["table", rows])))]

    before = table("head", "first", "second")
    assert count.touched_nodes(before, table("first", "second")) == 2 + 1 + 2
    assert count.touched_nodes(before, table("head", "second")) == 2 + 1


def test_what_a_reviewer_touched_is_counted_in_nodes() -> None:
    assert count.touched_nodes(REVIEWED, REVIEWED) == 0
    assert count.touched_nodes(REVIEWED, REBUILT) == 1
    more = [slide("a", Item("Title", BOX, text("New", "more")), notes="say"), REVIEWED[1]]
    assert count.touched_nodes(REVIEWED, more) == 2
    assert count.touched_nodes(REVIEWED, REVIEWED[:1]) == 1


def test_an_object_beside_a_table_that_changed_counts_for_nothing() -> None:
    kept = Item("Web", BOX, json.dumps(["object"]))
    assert count.touched_nodes([slide("a", kept)], [slide("a", kept)]) == 0
