"""Figures that are left over from earlier facts: from a file, and from a git revision."""

import subprocess
from pathlib import Path

import pytest
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches

from deckgen.diagnostics import Problem
from tests.facts.checked import SETTINGS, TEMPLATE, deck, found, skipped
from tests.facts.test_checks_deck import text
from tests.support.paths import PLAIN

BEFORE = """
removals.total:
  value: 267,258
removals.share:
  value: 57%
offices.count:
  value: 24
  unit: field offices
offices.lead:
  value: more than one
kept:
  value: 1,111
gone:
  value: 7,777
"""
NOW = (
    BEFORE.replace("267,258", "270,000")
    .replace("57%", "58%")
    .replace("24", "25")
    .replace("more than one", "six")
    .replace("gone:\n  value: 7,777\n", "")
)


@pytest.fixture
def before(tmp_path: Path) -> Path:
    path = tmp_path / "before.yaml"
    path.write_text(BEFORE, encoding="utf-8")
    return path


def test_without_earlier_facts_the_rule_says_that_it_was_not_applied(tmp_path: Path) -> None:
    path = deck(tmp_path, NOW, text("${removals.total} or 267,258"))
    assert skipped(path, "LEFT-OVER").startswith("no earlier facts to compare with: `--since`")


def test_a_figure_that_was_typed_is_left_over(before: Path, tmp_path: Path) -> None:
    path = deck(tmp_path, NOW, text("${removals.total}, once 267,258, then *57%* of removals"))
    assert found(path, "LEFT-OVER", since=before) == [
        ("error", "`267,258` is what `removals.total` said before; now it says 270,000",
         "deck.yaml:13:31", "267,258", 1),
        ("error", "`57%` is what `removals.share` said before; now it says 58%",
         "deck.yaml:13:46", "57%", 1),
    ]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(
    "line",
    [
        "${removals.total} and ${removals.share}",
        "${offices.count} offices, 24 hours",
        "${kept}, 1,111 and 7,777",
        "The cases 267(g) of 2018",
    ],
)
def test_what_is_let_pass(line: str, before: Path, tmp_path: Path) -> None:
    path = deck(tmp_path, NOW.replace("25", "24"), text(line))
    assert found(path, "LEFT-OVER", since=before) == []


def test_small_numbers_and_words_count_where_they_speak_of_the_fact(
    before: Path, tmp_path: Path
) -> None:
    path = deck(
        tmp_path, NOW, text("In 24 hours", "Our 24 field offices", "have more than one lead")
    )
    assert [left.words for left in found(path, "LEFT-OVER", since=before)] == [
        "24", "more than one",
    ]  # fmt: skip


def test_words_of_every_fact_speak_of_none(tmp_path: Path) -> None:
    before = tmp_path / "before.yaml"
    before.write_text("removal.rate:\n  value: 7\n", encoding="utf-8")
    now = "removal.rate:\n  value: 8\n"
    path = deck(tmp_path, now, text("At a rate of 7 a day", "or 7 removals"))
    assert [left.place for left in found(path, "LEFT-OVER", since=before)] == ["deck.yaml:14:10"]


def test_what_another_fact_of_the_slide_says_now_is_not_left_over(
    before: Path, tmp_path: Path
) -> None:
    facts = NOW + "other:\n  value: 267,258\n"
    path = deck(tmp_path, facts, text("${other}, that is 267,258"))
    assert found(path, "LEFT-OVER", since=before) == []


def test_notes_and_alternative_text_are_read_too(before: Path, tmp_path: Path) -> None:
    slide = """
    layout: Title and Content
    Title: Bars
    Content:
      chart: bar
      data: |
        What | Removals
        All | ${removals.total}
      alt: It was 267,258
    notes: It was 267,258 in all
    """
    path = deck(tmp_path, NOW, slide)
    messages = [left.message for left in found(path, "LEFT-OVER", since=before)]
    assert len(messages) == 2
    assert any("`267,258` in the notes is what" in message for message in messages)


@pytest.mark.slow
def test_a_chart_of_a_pattern_slide_is_read_with_its_stored_data(
    before: Path, tmp_path: Path
) -> None:
    """A filled radar is no type of ours: the deck carries it along as it is."""
    presentation = Presentation(PLAIN)
    slide = presentation.slides.add_slide(presentation.slide_layouts.get_by_name("Title Only"))
    data = CategoryChartData()
    data.categories = ["One", "Two"]
    data.add_series("Removals", [267258, 12])
    place = (Inches(1), Inches(2), Inches(6), Inches(4))
    frame = slide.shapes.add_chart(XL_CHART_TYPE.RADAR_FILLED, *place, data)
    frame.name = "Old chart"
    slide.name = "old"
    presentation.save(tmp_path / "template.pptx")
    path = deck(tmp_path, NOW, "like: old\n")
    settings = SETTINGS.replace(str(TEMPLATE), "template.pptx")
    path.write_text(path.read_text("utf-8").replace(SETTINGS, settings), encoding="utf-8")
    (left,) = found(path, "LEFT-OVER", since=before)
    assert left.message == (
        "`267258` in the data that the chart has stored is what `removals.total` said before; "
        "now it says 270,000"
    )


@pytest.mark.slow
def test_an_older_file_may_be_a_table(tmp_path: Path) -> None:
    (tmp_path / "old.csv").write_text('id,value\nremovals.total,"267,258"\n', encoding="utf-8")
    path = deck(tmp_path, NOW, text("Now 267,258"))
    assert len(found(path, "LEFT-OVER", since=tmp_path / "old.csv")) == 1


def git(folder: Path, *arguments: str) -> None:
    settings = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=no"]
    subprocess.run(["git", *settings, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def history(tmp_path: Path) -> Path:
    """A repository whose first commit, tagged `v1`, has the facts of before."""
    content = tmp_path / "some" / "content"
    (content / "variants").mkdir(parents=True)
    variant = "extends: ../deck.yaml\nfacts:\n  removals.total:\n    value: {}\n"
    path = deck(
        content, BEFORE, text("It was 267,258 here and 999 there"), settings="variants: variants\n"
    )
    (content / "variants" / "east.yaml").write_text(variant.format("999"), encoding="utf-8")
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-q", "-m", "Before")
    git(tmp_path, "tag", "v1")
    (content / "facts.yaml").write_text(NOW, encoding="utf-8")
    (content / "variants" / "east.yaml").write_text(variant.format("1,000"), encoding="utf-8")
    (content / "variants" / "west.yaml").write_text(variant.format("88"), encoding="utf-8")
    return path


@pytest.mark.slow
@pytest.mark.parametrize("revision", ["v1", "HEAD"])
def test_the_facts_at_a_git_revision(revision: str, history: Path) -> None:
    assert [left.words for left in found(history, "LEFT-OVER", since=revision)] == ["267,258"]


@pytest.mark.slow
def test_a_variants_facts_at_a_git_revision(history: Path) -> None:
    left = found(history, "LEFT-OVER", since="v1", variant="east")
    assert [one.words for one in left] == ["999"]


@pytest.mark.slow
def test_a_variant_that_is_new_had_the_facts_of_its_deck(history: Path) -> None:
    left = found(history, "LEFT-OVER", since="v1", variant="west")
    assert [one.words for one in left] == ["267,258"]


@pytest.mark.slow
def test_slides_that_the_revision_lacks_are_not_asked_for(history: Path) -> None:
    folder = history.parent
    listed = history.read_text("utf-8")
    history.write_text(listed + "  - missing\n", encoding="utf-8")
    git(folder, "commit", "-q", "-a", "-m", "Incomplete")
    git(folder, "tag", "incomplete")
    history.write_text(listed, encoding="utf-8")
    (folder / "facts.yaml").write_text(NOW.replace("270,000", "280,000"), encoding="utf-8")
    assert found(history, "LEFT-OVER", since="incomplete") == []
    with pytest.raises(Problem) as caught:
        found(history, "LEFT-OVER", since="incomplete", variant="east")
    (problem,) = caught.value.diagnostics
    assert problem.message == "the facts at `incomplete` cannot be read"
    assert problem.helps[0] == "there is no file some/content/slides/missing.yaml"


@pytest.mark.parametrize("since", ["v2", "--output=x", "nowhere/facts.yaml"])
def test_what_is_neither_a_file_nor_a_revision(since: str, history: Path) -> None:
    with pytest.raises(Problem) as caught:
        found(history, "LEFT-OVER", since=since)
    (problem,) = caught.value.diagnostics
    assert problem.code == "since"
    assert problem.message == f"`{since}` is no file, and no git revision of this deck"


def test_a_deck_outside_of_git_has_no_revisions(tmp_path: Path) -> None:
    path = deck(tmp_path, NOW, text("Now 267,258"))
    with pytest.raises(Problem) as caught:
        found(path, "LEFT-OVER", since="HEAD")
    assert caught.value.diagnostics[0].code == "since"
