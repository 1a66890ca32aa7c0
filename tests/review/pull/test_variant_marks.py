"""Which variant's deck a reviewed presentation is: it says so itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.review.pull.reviewed import ReviewedDeck, say, shape


@pytest.fixture
def deck(tmp_path: Path) -> ReviewedDeck:
    made = ReviewedDeck(tmp_path)
    made.write(
        {
            "deck.yaml": "variants: variants\nslides: [a]\n",
            "slides/a.yaml": "layout: Title and Content\nTitle: Base\nContent: Text\n",
            "variants/east.yaml": "extends: ../deck.yaml\nslides:\n  a:\n    Title: East\n",
            "variants/west.yaml": "extends: ../deck.yaml\nslides:\n  a:\n    Title: West\n",
        }
    )
    return made


def title(presentation: Any) -> None:
    say(shape(presentation, "Title").text_frame.paragraphs[0], "In the east")


def test_pull_finds_the_variant_and_says_so(deck: ReviewedDeck) -> None:
    deck.review(title, "east")
    done = deck.pull()
    assert done.returncode == 0
    assert done.stderr == (
        "reviewed.pptx is the deck of the variant `east`\nwrote variants/east.yaml\n"
    )
    assert deck.text("variants/east.yaml").endswith("Title: In the east\n")
    assert json.loads(deck.pull("--format", "json").stdout)["variant"] == "east"
    named = deck.pull("--variant", "east")
    assert (named.returncode, named.stderr) == (0, "nothing to write\n")


def test_another_variant_is_refused(deck: ReviewedDeck) -> None:
    deck.review(title, "east")
    done = deck.assert_at_rest("--variant", "west")
    assert done.returncode == 1
    assert (
        "error[other-variant]: reviewed.pptx is the deck of the variant `east`, not of `west`"
        in done.stderr
    )


def test_a_variant_that_is_gone_is_named(deck: ReviewedDeck) -> None:
    deck.review(title, "east")
    (deck.folder / "variants" / "east.yaml").unlink()
    done = deck.pull()
    assert done.returncode == 1
    assert "`east`" in done.stderr


def test_the_deck_itself_has_no_such_mark(deck: ReviewedDeck) -> None:
    deck.review(title)
    done = deck.pull()
    assert done.stderr == "wrote slides/a.yaml\n"
