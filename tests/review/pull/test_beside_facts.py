"""A reviewer's edit beside a fact whose figure was changed too, and what is computed of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.review.pull.reviewed import ReviewedDeck, add_bullet, say, shape

FACTS = """\
total:
  value: 1,000
part:
  value: 500
share:
  formula: part / total
  format: .0%
  computed: 50%
people:
  value: 10
"""
SLIDE = """\
layout: Title and Content
Title: Removals
Content: |
  Total ${total} removed
  Share ${share} of all
  Population ${people} people
"""


@pytest.fixture
def deck(tmp_path: Path) -> ReviewedDeck:
    made = ReviewedDeck(tmp_path)
    made.write(
        {
            "deck.yaml": "facts: facts.yaml\nslides: [a, b]\n",
            "facts.yaml": FACTS,
            "slides/a.yaml": SLIDE,
            "slides/b.yaml": "layout: Title and Content\nTitle: Again\nContent: Of ${people}\n",
        }
    )
    return made


def beside(presentation: Any) -> None:
    """A bullet is added, and the figure of the one before is another."""
    frame = shape(presentation, "Content").text_frame
    add_bullet(frame, "A new bullet", after=2)
    say(frame.paragraphs[2], "Population 12 people")


@pytest.mark.quick(2)
@pytest.mark.parametrize(
    "order",
    [
        ("", "--facts", ""),
        ("--facts", "", "--facts"),
        ("", "", "--facts"),
        ("--ours", "--facts --ours", ""),
        ("--theirs", "--theirs --facts", "--ours"),
        ("--ours", "--theirs", "--facts"),
    ],
)
def test_any_order_of_pulls_comes_to_the_same(deck: ReviewedDeck, order: tuple[str, ...]) -> None:
    deck.review(beside)
    for words in order:
        done = deck.pull(*words.split())
        assert (done.returncode, "conflict" in done.stdout) == (0, False), done.stdout
    assert deck.text("slides/a.yaml") == f"{SLIDE}  A new bullet\n"
    assert deck.text("facts.yaml") == FACTS.replace("10", "12")
    assert deck.assert_at_rest("--facts").stderr == "nothing to write\n"


def test_a_figure_is_proposed_again_until_it_is_taken(deck: ReviewedDeck) -> None:
    deck.review(beside)
    deck.pull()
    done = deck.assert_at_rest()
    assert done.stdout == "a: people 10 -> 12: a fact; `--facts` changes it everywhere\n"


def total(presentation: Any) -> None:
    say(shape(presentation, "Content").text_frame.paragraphs[0], "Total 2,000 removed")


THEN = "share computes to 25% then, not 50%: `deckgen facts --accept share` accepts it"


@pytest.mark.slow
def test_a_figure_that_others_are_computed_from_is_written_and_they_are_named(
    deck: ReviewedDeck,
) -> None:
    deck.review(total)
    proposed = deck.assert_at_rest()
    assert proposed.returncode == 0
    assert THEN in proposed.stdout
    done = deck.pull("--facts")
    assert done.returncode == 1
    assert "a: total 1,000 -> 2,000: changed in the facts\n" in done.stdout
    assert THEN in done.stdout
    assert deck.text("facts.yaml") == FACTS.replace("1,000", "2,000")
    assert deck.run("facts", "--accept", "share").returncode == 0
    assert deck.assert_at_rest("--facts").stderr == "nothing to write\n"


@pytest.mark.parametrize("name", ["facts.CSV", "facts.tsv"])
def test_a_computed_in_a_csv_file_is_named_too(name: str, tmp_path: Path) -> None:
    deck = ReviewedDeck(tmp_path)
    deck.write(
        {
            "deck.yaml": f"facts: [{name}, more.yaml]\nslides: [a]\n",
            name: "id,formula,computed,format\nshare,part / total,50%,.0%\n",
            "more.yaml": "total:\n  value: 1,000\npart:\n  value: 500\n",
            "slides/a.yaml": SLIDE.replace("  Population ${people} people\n", ""),
        }
    )
    deck.review(total)
    assert THEN in deck.pull("--facts").stdout
    assert "2,000" in deck.text("more.yaml")
    assert "50%" in deck.text(name)


@pytest.mark.parametrize(
    ("said", "written", "figure"),
    [
        ("Population 12 other people", "Population ${people} other people", "12"),
        ("Population of 12 people", "Population of ${people} people", "12"),
        ("Population 12 or 13 people", "Population 12 or 13 people", "10"),
    ],
)
def test_a_word_typed_beside_a_new_figure_keeps_the_fact(
    deck: ReviewedDeck, said: str, written: str, figure: str
) -> None:
    deck.review(lambda p: say(shape(p, "Content").text_frame.paragraphs[2], said))
    done = deck.pull("--facts")
    assert ("went with the words around" in done.stdout) == (figure == "10")
    assert deck.text("slides/a.yaml") == SLIDE.replace("Population ${people} people", written)
    assert deck.text("facts.yaml") == FACTS.replace("10\n", f"{figure}\n")
    assert deck.assert_at_rest("--facts").stderr == "nothing to write\n"


def test_a_figure_that_changed_in_two_slots_of_a_slide_is_told_once(deck: ReviewedDeck) -> None:
    deck.write({"slides/a.yaml": f"{SLIDE}notes: |\n  Of ${{people}} in all\n"})

    def both(presentation: Any) -> None:
        say(shape(presentation, "Content").text_frame.paragraphs[2], "Population 12 people")
        notes = presentation.slides[0].notes_slide.notes_text_frame
        say(notes.paragraphs[0], "Of 12 in all")

    deck.review(both)
    told = "a: people 10 -> 12: a fact; `--facts` changes it everywhere\n"
    assert deck.assert_at_rest().stdout == told


def test_json_has_the_commands(deck: ReviewedDeck) -> None:
    deck.review(total)
    done = deck.pull("--facts", "--format", "json")
    assert done.returncode == 1
    assert '"command": "deckgen facts --accept share"' in done.stdout


def test_a_fact_that_would_not_hold_otherwise_stays_with_the_reason(tmp_path: Path) -> None:
    deck = ReviewedDeck(tmp_path)
    facts = FACTS.replace("    computed: 50%\n", "").replace("/ total", "/ (total - 2000)")
    deck.write(
        {
            "deck.yaml": "facts: facts.yaml\nslides: [a]\n",
            "facts.yaml": facts.replace("computed: 50%", "computed: -50%"),
            "slides/a.yaml": SLIDE,
        }
    )
    deck.review(total)
    done = deck.assert_at_rest("--facts")
    assert "a fact, left as it is: " in done.stdout


def test_a_line_that_moved_in_a_figure_is_no_change_of_the_fact_printed_there(
    tmp_path: Path,
) -> None:
    deck = ReviewedDeck(tmp_path)
    facts = "held:\n  value: 50,165\n  period: FY 2019\n"
    slide = (
        "layout: Title and Content\nTitle: Held\nContent:\n  figure: ${held}\n"
        "  label: on an average day\n  date: ${held:period}\n"
    )
    deck.write(
        {
            "deck.yaml": "facts: facts.yaml\nslides: [a]\n",
            "facts.yaml": facts,
            "slides/a.yaml": slide,
        }
    )

    def change(presentation: Any) -> None:
        first, *others = shape(presentation, "Content").text_frame.paragraphs
        others[-1]._p.addnext(first._p)

    deck.review(change)
    done = deck.pull("--facts")
    assert "held" not in done.stdout.replace("${held}", "").replace("a Content", "")
    assert deck.text("facts.yaml") == facts
    assert "${held:period}" in deck.text("slides/a.yaml")
    deck.assert_at_rest("--facts")


@pytest.mark.parametrize("order", [("", "--facts", ""), ("--facts", "", "--facts")])
def test_words_typed_over_a_part_of_a_fact_are_no_conflict_of_a_second_pull(
    tmp_path: Path, order: tuple[str, ...]
) -> None:
    deck = ReviewedDeck(tmp_path)
    facts = "held:\n  value: 50,165\n  period: FY 2018\n"
    slide = "layout: Title and Content\nTitle: Removals (${held:period})\n"
    deck.write(
        {
            "deck.yaml": "facts: facts.yaml\nslides: [a]\n",
            "facts.yaml": facts,
            "slides/a.yaml": slide,
        }
    )
    deck.review(
        lambda edited: say(shape(edited, "Title").text_frame.paragraphs[0], "Removals so: 2018)")
    )
    for word in order:
        done = deck.pull(*filter(None, [word]))
        assert (done.returncode, "conflict" in done.stdout) == (0, False), done.stdout
    assert deck.text("facts.yaml") == facts.replace("FY 2018", "2018")
    assert "Removals so: ${held:period})" in deck.text("slides/a.yaml")
    deck.assert_at_rest("--facts")
