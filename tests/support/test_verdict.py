"""A difference is accounted for only by what names its slide and its slot."""

import json

import pytest

from tests.support import touched, verdict
from tests.support.verdict import Account, Item, Seen, compare

BOX = (10, 10, 100, 20)


def text(*lines: str) -> str:
    return json.dumps(["text", [[0, [[line, False, False, ""]]] for line in lines]])


def slide(name: str, *items: Item, notes: str = "") -> Seen:
    return Seen(name, False, notes, "[]", items)


REVIEWED = [slide("a", Item("Title", BOX, text("New"))), slide("b", Item("Text", BOX, text("b")))]
REBUILT = [slide("a", Item("Title", BOX, text("Old"))), REVIEWED[1]]


def test_decks_that_show_the_same_do_not_differ() -> None:
    assert compare(REVIEWED, REVIEWED, []) == []


@pytest.mark.parametrize(
    ("account", "cause"),
    [
        (Account("a", "Title", "left"), "left"),
        (Account("a", "", "the slide was left"), "the slide was left"),
        (Account("a", "Text", "left"), ""),
        (Account("b", "Title", "left"), ""),
        (Account("", "", "left"), ""),
        (Account("a", "Title", "the box", boxes=True), ""),
        (Account("a", "Title", "a figure", verdict.figures(["1"], ["2"])), ""),
    ],
)
def test_only_its_own_account_excuses_a_difference(account: Account, cause: str) -> None:
    (found,) = compare(REVIEWED, REBUILT, [account])
    assert (found.slide, found.name, found.cause) == ("a", "Title", cause)


def test_figures_excuse_themselves_and_nothing_else() -> None:
    fits = verdict.figures(["267,258"], ["270,000"])
    assert fits([text("Total: 270,000")], [text("Total: 267,258")])
    assert not fits([text("In all: 270,000")], [text("Total: 267,258")])
    assert not fits([text("270,000 and 7")], [text("267,258 and 8")])


def test_slides_and_boxes_and_notes_are_looked_at() -> None:
    moved = [slide("a", Item("Title", (90, 10, 100, 20), text("New")), notes="n")]
    names = [(d.slide, d.name) for d in compare(REVIEWED, moved, [])]
    assert names == [("b", "slides"), ("a", "notes"), ("a", "Title")]
    assert [d.name for d in compare(REVIEWED, REVIEWED[::-1], [])] == ["slides"]


OLD = """# mine
Title: One
List: |
  a
  b
comments:
  - text: x # why
"""


@pytest.mark.parametrize(
    ("new", "lines", "least", "nodes"),
    [
        (OLD, 0, 0, 0),
        (OLD.replace("One", "Two"), 1, 1, 1),
        (OLD.replace("  a\n", "  a\n  a2\n"), 1, 1, 1),
        (OLD.replace("Title: One", "Title: |\n  One\n  Two"), 3, 3, 1),
        (OLD.replace("# mine\n", ""), 1, 0, 0),
        (OLD.replace("Title: One", "Title: 'One'"), 1, 0, 0),
    ],
)
def test_lines_that_need_not_change_are_told_from_those_that_must(
    new: str, lines: int, least: int, nodes: int
) -> None:
    plain = ["\n".join(touched.canonical_lines(text)) for text in (OLD, new)]
    assert touched.changed_lines(OLD, new) == lines
    assert touched.changed_lines(*plain) == least
    assert touched.changed_nodes(OLD, new) == nodes


def test_what_a_reviewer_touched_is_counted_in_nodes() -> None:
    assert touched.touched_nodes(REVIEWED, REVIEWED) == 0
    assert touched.touched_nodes(REVIEWED, REBUILT) == 1
    more = [slide("a", Item("Title", BOX, text("New", "more")), notes="say"), REVIEWED[1]]
    assert touched.touched_nodes(REVIEWED, more) == 2
    assert touched.touched_nodes(REVIEWED, REVIEWED[:1]) == 1
