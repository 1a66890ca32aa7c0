"""What the author and the reviewer both changed: merged, or a conflict in the words that differ."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pptx.chart.data import CategoryChartData

from deckgen.review.pull.merge import aligned, merge_paragraphs
from deckgen.richtext import Paragraph, Run, Style
from tests.review.pull.reviewed import ReviewedDeck, add_bullet, say, shape

TEXT = """\
layout: Title and Content
Title: The old title of this
Content: |
  First bullet of the list is here
  Second bullet of the list is **there**
  Third bullet
  Fourth bullet stays
"""
OURS = """\
layout: Title and Content
Title: The new title of this
Content: |
  First bullet of the list is now here
  Second bullet of this list is **there**
  Third bullet
  Mine added
  Fourth bullet stays
"""
TABLE = """\
layout: Title and Content
Title: Table
Content:
  table: |
    Region | One | Two
    North | 1 | 2
    South | 3 | 4
    West | 5 | 6
"""


def lines(*texts: str) -> tuple[Paragraph, ...]:
    return tuple(Paragraph((Run(text),)) for text in texts)


# Of two alike on one side, or where both move lines, nobody can tell which is which.
_TOPICS = ("Removals fell by {}", "Officers: {}", "See map on page {}", "{} new beds", "Air: {}")
sides = st.tuples(
    *(
        st.none()
        | st.builds(
            lambda number, bold, level, topic=topic: Paragraph(
                (Run(topic.format(number), Style(bold=bold)),), level
            ),
            st.integers(5, 7),
            st.sampled_from([None, True]),
            st.integers(0, 1),
        )
        for topic in _TOPICS
    )
).map(lambda found: tuple(line for line in found if line is not None))


@pytest.fixture
def text(tmp_path: Path) -> ReviewedDeck:
    """A list and a title, which both sides changed; the reviewer's words of the title clash."""
    deck = ReviewedDeck(tmp_path)
    deck.write({"deck.yaml": "slides: [a]\n", "slides/a.yaml": TEXT})

    def change(presentation: Any) -> None:
        say(shape(presentation, "Title").text_frame.paragraphs[0], "The odd title of this")
        frame = shape(presentation, "Content").text_frame
        say(frame.paragraphs[0], "First bullet of the long list is here")
        frame.paragraphs[2]._p.getparent().remove(frame.paragraphs[2]._p)
        add_bullet(frame, "New by the reviewer", after=2)

    deck.review(change)
    deck.write({"slides/a.yaml": OURS})
    return deck


MERGED = """\
Content: |
  First bullet of the long list is now here
  Second bullet of this list is **there**
  Mine added
  Fourth bullet stays
  New by the reviewer
"""
COMMENT = """\
# deckgen: `Title` was changed here and in the reviewed deck
#   it was:       The old title of …
#   the reviewer: The odd title of …
"""


def test_paragraphs_merge_and_a_conflict_shows_its_words(text: ReviewedDeck) -> None:
    done = text.pull()
    assert done.returncode == 1
    assert done.stdout.splitlines()[1:] == [
        "conflict: slides/a.yaml:2:8 `Title`",
        "    it was:       The old title of …",
        "    ours:         The new title of …",
        "    the reviewer: The odd title of …",
    ]
    head = f"layout: Title and Content\n{COMMENT}Title: The new title of this\n"
    assert text.text("slides/a.yaml") == head + MERGED
    assert text.assert_at_rest().returncode == 1


@pytest.mark.quick(2)
@pytest.mark.parametrize(("side", "title"), [("ours", "new"), ("theirs", "odd")])
def test_a_side_decides_and_takes_the_comment_away(
    text: ReviewedDeck, side: str, title: str
) -> None:
    text.pull()
    done = text.pull(f"--{side}")
    assert done.returncode == 0
    assert "decided: " in done.stdout
    head = f"layout: Title and Content\nTitle: The {title} title of this\n"
    assert text.text("slides/a.yaml") == head + MERGED
    text.assert_at_rest(f"--{side}")


def test_a_deleted_slide_of_which_the_author_changed_the_notes_alone_stays(
    tmp_path: Path,
) -> None:
    deck = ReviewedDeck(tmp_path)
    deck.write(
        {
            "deck.yaml": "slides: [a, b]\n",
            "slides/a.yaml": TEXT + "notes: Said aloud\n",
            "slides/b.yaml": "layout: Title and Content\nTitle: Second\n",
        }
    )
    deck.review(lambda edited: edited.slides._sldIdLst.remove(edited.slides._sldIdLst[0]))
    deck.write({"slides/a.yaml": TEXT + "notes: Said aloud, slowly\n"})
    done = deck.pull()
    assert done.returncode == 1
    assert "conflict: slides/a.yaml:1:1 `the slide`" in done.stdout
    assert "ours:         notes: Said aloud, slowly" in done.stdout
    assert "slides: [a, b]" in deck.text("deck.yaml")


def test_a_line_that_both_deleted_is_none_that_the_author_changed() -> None:
    """A second pull of one deck, whose deletion stands in the YAML: only the first line changed."""
    base = lines("First bullet", "Second bullet (author)", "Third")
    ours = lines("First bullet (author)", "Third")
    merged = merge_paragraphs(base, ours, lines("First bullet", "Third"))
    assert merged is not None
    assert (merged.lines, merged.clashes) == (ours, ())


def test_a_conflict_in_looks_shows_them() -> None:
    bold = (Paragraph((Run("Second bullet", Style(bold=True)),)),)
    merged = merge_paragraphs(lines("Second bullet"), lines("Second bullets here"), bold)
    assert merged is not None
    (clash,) = merged.clashes
    assert clash.theirs == ("**Second bullet**",)


@pytest.mark.slow
def test_build_warns_and_strict_and_check_refuse_a_conflict(text: ReviewedDeck) -> None:
    text.pull()
    built = text.run("build")
    assert built.returncode == 0
    assert "warning[conflict]: `Title` was changed here and in a reviewed deck" in built.stderr
    assert "--> slides/a.yaml:2:12" in built.stderr
    assert text.run("build", "--strict").returncode == 1
    checked = text.run("check")
    assert checked.returncode == 1
    assert "error[CONFLICT]" in checked.stdout
    text.pull("--ours")
    assert text.run("check", "--only", "CONFLICT").returncode == 0


def test_a_conflict_in_an_inserted_slide_of_a_variant_is_refused(tmp_path: Path) -> None:
    deck = ReviewedDeck(tmp_path)
    own = f"extends: ../deck.yaml\nslides:\n  a:\n    {COMMENT.splitlines()[0]}\n    Title: Ours\n"
    deck.write(
        {
            "deck.yaml": "variants: variants\nslides: [a]\n",
            "slides/a.yaml": TEXT,
            "variants/v.yaml": own,
        }
    )
    assert deck.run("build", "--strict").returncode == 0
    refused = deck.run("build", "--strict", "--variant", "v")
    assert refused.returncode == 1
    assert "--> variants/v.yaml:4:" in refused.stderr


def test_cells_merge_whatever_came_and_went(tmp_path: Path) -> None:
    deck = ReviewedDeck(tmp_path)
    deck.write({"deck.yaml": "slides: [b]\n", "slides/b.yaml": TABLE})

    def change(presentation: Any) -> None:
        table = next(s.table for s in presentation.slides[0].shapes if s.has_table)
        say(table.cell(1, 1).text_frame.paragraphs[0], "111")
        last = table._tbl.tr_lst[3]
        last.addnext(deepcopy(last))
        say(table.cell(4, 0).text_frame.paragraphs[0], "East")

    deck.review(change)
    rows = "Region | One | Extra | Two\n    North | 1 | x | 2\n    South | 3 | y | 44\n"
    deck.write({"slides/b.yaml": TABLE.partition("Region")[0] + rows})
    assert deck.pull().returncode == 0
    assert deck.text("slides/b.yaml").partition("|\n")[2] == (
        "    Region | One | Extra | Two\n"
        "    North | 111 | x | 2\n"
        "    South | 3 | y | 44\n"
        "    East | 5 |  | 6\n"
    )
    deck.assert_at_rest()


@pytest.mark.slow
def test_one_cell_of_a_chart_that_both_changed_is_a_conflict_beside_merged_rows(
    tmp_path: Path,
) -> None:
    deck = ReviewedDeck(tmp_path)
    chart = TABLE.replace("  table:", "  chart: column\n  data:")
    deck.write({"deck.yaml": "slides: [c]\n", "slides/c.yaml": chart})

    def change(presentation: Any) -> None:
        data = CategoryChartData()
        data.categories = ["North", "South", "West", "East"]
        data.add_series("One", (111, 3, 5, 7))
        data.add_series("Two", (2, 4, 6, 8))
        shown = next(s for s in presentation.slides[0].shapes if s.has_chart)
        shown.chart.replace_data(data)

    deck.review(change)
    ours = chart.replace("North | 1 ", "North | 11 ").replace("    West | 5 | 6\n", "")
    deck.write({"slides/c.yaml": ours})
    done = deck.pull()
    assert done.returncode == 1
    assert "    it was:       North | 1\n    ours:         North | 11\n" in done.stdout
    assert deck.text("slides/c.yaml").endswith("    South | 3 | 4\n    East | 7 | 8\n")
    deck.assert_at_rest()


def test_both_may_add_at_one_place() -> None:
    base, ours, theirs = (
        lines("a one", "b two"),
        lines("a one", "b two", "mine"),
        lines("a one", "b two", "other"),
    )
    merged = merge_paragraphs(base, ours, theirs)
    assert merged is not None
    assert {line.text for line in merged.lines} == {"a one", "b two", "mine", "other"}
    assert merged.clashes == ()
    again = merge_paragraphs(base, merged.lines, theirs)
    assert again == merged


@given(sides, sides, sides)
@example(lines("a one"), (), lines("a one", "a one"))
@example(lines("a one"), lines("a one", "a one"), ())
def test_a_merge_finds_what_it_merged_before(
    base: tuple[Paragraph, ...], ours: tuple[Paragraph, ...], theirs: tuple[Paragraph, ...]
) -> None:
    once = merge_paragraphs(base, ours, theirs)
    if once is not None and not once.clashes:
        again = merge_paragraphs(base, once.lines, theirs)
        assert again is not None
        assert again.lines == once.lines


@given(sides, sides, sides)
def test_no_paragraph_of_a_side_is_lost(
    base: tuple[Paragraph, ...], ours: tuple[Paragraph, ...], theirs: tuple[Paragraph, ...]
) -> None:
    triples = aligned(base, ours, theirs)
    if triples is not None:
        for at, side in ((1, ours), (2, theirs)):
            there = {triple[at] for triple in triples}
            gone = [line for index, line in enumerate(side) if index not in there]
            assert all(line in base for line in gone)
