"""A slide whose file the author renamed since the deck was sent: a reviewer's edit finds it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.review.pull.reviewed import ReviewedDeck, say, shape

SLIDE = "layout: Title and Content\nTitle: Of {key}\nContent: |\n  The {key} of it\n  Two\n"
FIRST = "layout: Title and Content\nTitle: First\nContent: See [there](#{key})\n"
DECK = "footer: A footer of many words\nvariants: variants\nslides:\n  - first\n  - {}\n  - {}\n"
EAST = "extends: ../deck.yaml\n"


@pytest.fixture
def deck(tmp_path: Path) -> ReviewedDeck:
    made = ReviewedDeck(tmp_path)
    made.write(
        {
            "deck.yaml": DECK.format("beds", "cars"),
            "slides/first.yaml": FIRST.format(key="beds"),
            "slides/beds.yaml": SLIDE.format(key="beds"),
            "slides/cars.yaml": SLIDE.format(key="cars"),
            "variants/east.yaml": EAST,
        }
    )
    return made


def rename(deck: ReviewedDeck, order: tuple[str, str] = ("places", "cars")) -> None:
    (deck.folder / "slides" / "beds.yaml").rename(deck.folder / "slides" / "places.yaml")
    deck.write({"deck.yaml": DECK.format(*order), "slides/first.yaml": FIRST.format(key="places")})


def title(presentation: Any) -> None:
    say(shape(presentation, "Title", 1).text_frame.paragraphs[0], "Of many beds")


@pytest.mark.parametrize("variant", ["", "east"])
@pytest.mark.parametrize("order", [("places", "cars"), ("cars", "places")])
def test_an_edit_comes_into_the_renamed_file(
    deck: ReviewedDeck, order: tuple[str, str], variant: str
) -> None:
    deck.review(title, variant)
    rename(deck, order)
    done = deck.pull()
    assert (done.returncode, done.stdout) == (
        0,
        "places Title: changed in slides/places.yaml\n",
    )
    changed = SLIDE.format(key="beds").replace("Of beds", "Of many beds")
    assert deck.text("slides/places.yaml") == changed
    assert deck.assert_at_rest().stderr.endswith("nothing to write\n")


def test_what_both_changed_is_a_conflict_of_the_slot(deck: ReviewedDeck) -> None:
    deck.review(title)
    rename(deck)
    ours = SLIDE.format(key="beds").replace("Of beds", "Of few beds")
    deck.write({"slides/places.yaml": ours})
    done = deck.pull()
    assert done.returncode == 1
    assert done.stdout.startswith("conflict: slides/places.yaml:2:8 `Title`\n")


def test_without_an_edit_nothing_is_told(deck: ReviewedDeck) -> None:
    deck.review(lambda presentation: None)
    rename(deck)
    done = deck.assert_at_rest()
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "nothing to write\n")


def test_a_deletion_takes_the_renamed_slide_away(deck: ReviewedDeck) -> None:
    def delete(presentation: Any) -> None:
        listed = presentation.slides._sldIdLst
        presentation.part.drop_rel(listed[1].rId)
        listed.remove(listed[1])

    deck.review(delete)
    rename(deck)
    assert "places: removed (slides/places.yaml stays) in deck.yaml\n" in deck.pull().stdout


def test_another_slide_in_its_place_is_none_of_it(deck: ReviewedDeck) -> None:
    deck.review(title)
    rename(deck)
    deck.write({"slides/places.yaml": "layout: Title and Content\nTitle: Other\nContent: Words\n"})
    done = deck.pull()
    assert done.returncode == 1
    assert done.stdout.startswith("conflict: beds `the slide`\n")
