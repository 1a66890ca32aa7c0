"""What a reviewer took away, moved or put in: it comes into the YAML, or is named."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.review.pull.reviewed import ReviewedDeck, say, shape

PLAIN = "layout: Title and Content\nTitle: {0}\nContent: The text of {0}\n"
CARDS = """\
layout: Three Cards and Strip
Title: Cards
Card:
  - One
  # the second
  - |
    Two
    second
  - Three
Strip: Here
"""
FIGURES = """\
layout: Title and Content
Title: A
Content: |
  There are ${people} people in all of these
  There are ${beds} beds
"""


@pytest.fixture
def deck(tmp_path: Path) -> ReviewedDeck:
    made = ReviewedDeck(tmp_path)
    made.write(
        {
            "deck.yaml": "facts: facts.yaml\nvariants: variants\nslides: [a, b, c, d]\n",
            "facts.yaml": "people:\n  value: 10\n  source: ICE\nbeds:\n  value: 52\n",
            "slides/a.yaml": FIGURES,
            "slides/b.yaml": CARDS,
            "slides/c.yaml": PLAIN.format("C"),
            "slides/d.yaml": PLAIN.format("D"),
            "variants/east.yaml": "extends: ../deck.yaml\nslides:\n  c:\n    Title: East\n",
        }
    )
    return made


def test_a_reference_that_a_cut_takes_along_is_named(deck: ReviewedDeck) -> None:
    def change(presentation: Any) -> None:
        say(shape(presentation, "Content").text_frame.paragraphs[0], "There are people")

    deck.review(change)
    done = deck.pull()
    said = "a Content: changed (${people} went with the words around) in slides/a.yaml"
    assert said in done.stdout.splitlines()
    assert "  There are people\n  There are ${beds} beds\n" in deck.text("slides/a.yaml")


@pytest.mark.slow
def test_a_source_line_that_was_typed_over_is_named(deck: ReviewedDeck) -> None:
    def change(presentation: Any) -> None:
        say(shape(presentation, "Source").text_frame.paragraphs[0], "Source: me")

    deck.review(change)
    done = deck.pull()
    said = "a Source: typed over, so it follows the facts no more; in slides/a.yaml\n"
    assert done.stdout == said
    deck.assert_at_rest()


def without_c_and_d_first(presentation: Any) -> None:
    listed = presentation.slides._sldIdLst
    *_, third, last = list(listed)
    listed.remove(third)
    listed.insert(0, last)


def test_a_deletion_and_a_move_name_the_slide_and_its_file(deck: ReviewedDeck) -> None:
    deck.review(without_c_and_d_first)
    done = deck.pull()
    assert done.stdout.splitlines() == [
        "c: removed (slides/c.yaml stays) in deck.yaml",
        "d: moved to the front in deck.yaml",
        "left: the variant `east` would not build: the deck has no slide `c` "
        "(variants/east.yaml:3:3)",
    ]
    assert "slides: [d, a, b]\n" in deck.text("deck.yaml")
    deck.assert_at_rest()


def test_a_slide_that_deck_yaml_holds_goes_with_its_yaml(tmp_path: Path) -> None:
    deck = ReviewedDeck(tmp_path)
    body = "layout: Title and Content\n    Title: A\n    Content: text"
    listed = "".join(f"  - id: {name}\n    {body}\n" for name in "ab")
    deck.write({"deck.yaml": f"slides:\n{listed}"})
    deck.review(
        lambda presentation: presentation.slides._sldIdLst.remove(presentation.slides._sldIdLst[1])
    )
    assert deck.pull().stdout == "b: removed with its YAML in deck.yaml\n"
    assert "id: b" not in deck.text("deck.yaml")


def without(*names: str) -> Callable[[Any], None]:
    def change(presentation: Any) -> None:
        for name in names:
            element = shape(presentation, name, 1)._element
            element.getparent().remove(element)

    return change


@pytest.mark.quick(1)
@pytest.mark.parametrize(
    ("names", "kept"),
    [
        (("Card 3",), "Card:\n  - One\n  # the second\n  - |\n    Two\n    second\nStrip: Here\n"),
        (("Card 2", "Card 3"), "Card:\n  - One\nStrip: Here\n"),
        (("Card 1", "Card 2", "Card 3"), "Strip: Here\n"),
    ],
)
def test_cards_at_the_end_that_were_deleted_go(
    deck: ReviewedDeck, names: tuple[str, ...], kept: str
) -> None:
    deck.review(without(*names))
    done = deck.pull()
    assert done.stdout.splitlines() == [f"b {name}: removed in slides/b.yaml" for name in names]
    assert deck.text("slides/b.yaml").replace("  # the second\n", "") == (
        "layout: Three Cards and Strip\nTitle: Cards\n" + kept.replace("  # the second\n", "")
    )
    deck.assert_at_rest()


def test_a_card_between_others_is_named(deck: ReviewedDeck) -> None:
    deck.review(without("Card 2"))
    done = deck.assert_at_rest()
    assert done.stdout == (
        "left: slide `b`: `Card 2` was removed, and `Card 3` would take its place\n"
    )


def new_one(presentation: Any) -> None:
    slide = presentation.slides.add_slide(presentation.slides[3].slide_layout)
    slide.shapes.title.text = "New one"
    slide.placeholders[1].text_frame.text = "what the reviewer says"


@pytest.mark.slow
def test_two_new_slides_of_one_id_both_stay(deck: ReviewedDeck) -> None:
    deck.review(new_one)
    ours = "layout: Title and Content\nTitle: New one\nContent: Nothing that is alike\n"
    deck.write({"slides/new-one.yaml": ours})
    listed = deck.text("deck.yaml").replace("c, d]", "c, d, new-one]")
    (deck.folder / "deck.yaml").write_text(listed)
    assert deck.pull().returncode == 0
    assert deck.text("slides/new-one.yaml") == ours
    assert "what the reviewer says" in deck.text("slides/new-one-2.yaml")
    deck.assert_at_rest()


@pytest.mark.slow
def test_a_new_slide_that_was_pulled_and_edited_since_is_named(deck: ReviewedDeck) -> None:
    deck.review(new_one)
    deck.pull()
    text = deck.text("slides/new-one.yaml")
    deck.write({"slides/new-one.yaml": text.replace("reviewer says", "author says")})
    done = deck.assert_at_rest()
    assert done.stdout == (
        "left: slide `new-one`: the new slide is in YAML already, where it says something else: "
        "`Content`\n"
    )


def test_a_placeholder_that_has_only_a_position_gets_a_box(deck: ReviewedDeck) -> None:
    def change(presentation: Any) -> None:
        moved = shape(presentation, "Content")
        moved.left = moved.left + 914400

    deck.review(change)
    assert "left:" not in deck.pull().stdout
    text = deck.text("slides/a.yaml")
    assert re.search(r"boxes:\n  Content: [\d.]+, 0, [\d.]+, [\d.]+\n", text)
    deck.assert_at_rest()
