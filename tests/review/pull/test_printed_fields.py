"""A reviewer's edit of a period, date or source that a fact prints is proposed for that field."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from msgspec import structs

from deckgen.content.text import plain_text
from deckgen.deck import load, source_files
from deckgen.plan import Plan, planner
from deckgen.review.pull import Review, differences, pull, rewritten
from deckgen.review.pull import report as pull_report
from deckgen.review.pull.report import Followed, PullReport
from deckgen.richtext import Paragraph, Run
from deckgen.source import reading
from deckgen.source.nodes import MappingNode, ScalarNode, SequenceNode
from deckgen.template import Template
from tests.support.templates import with_layouts

DECK = f"""\
title: Beds
footer: Counted in ${{beds:period}}
template: {with_layouts("Title and Content").as_posix()}
date: ${{deck:as_of}}
as_of: 2020-03-06
facts: [facts.yaml]
slides:
  - section: Results of ${{beds:period}}
  - id: a
    layout: Title and Content
    Title: Beds in ${{beds:period}}
    Content: |
      Beds: ${{beds}}, on ${{beds:as_of}}
      Rooms: ${{rooms}}, in ${{rooms:as_of:MMM yyyy}}
      Said by ${{beds:source}} on ${{deck:date}}
      A share of ${{share}} in ${{share:period}}
  - id: b
    layout: Title and Content
    Title: Rooms in ${{rooms:period}}
    Content: Of ${{deck:as_of}}
"""
FACTS = """\
counted:
  period: FY 2018
  as_of: 2018-09-30
  source: ICE ERO
  facts:
    beds:
      value: 52
    rooms:
      value: 26
      as_of: 2018-06-30
    share:
      formula: rooms / beds
"""


@pytest.fixture
def deck(tmp_path: Path) -> Path:
    (tmp_path / "facts.yaml").write_text(FACTS, encoding="utf-8")
    (tmp_path / "deck.yaml").write_text(DECK, encoding="utf-8")
    return tmp_path / "deck.yaml"


def edited(plan: Plan, slide: str, old: str, new: str) -> Plan:
    """The plan with one text of one slide changed, as it is read from a presentation."""

    def changed(line: Paragraph) -> Paragraph:
        runs = (Run(run.text.replace(old, new), run.style) for run in line.runs)
        return structs.replace(line, runs=tuple(runs))

    slides = []
    for item in plan.slides:
        slots = item.slots
        if item.id == slide:
            slots = tuple(
                (name, c.map_paragraphs(changed) if name in ("Title", "Content") else c)
                for name, c in slots
            )
        slides.append(replace(item, slots=slots))
    return structs.replace(plan, slides=tuple(slides))


def planned_now(deck: Path) -> Plan:
    read = load.read(deck)
    return planner.plan(read, Template.open(read.template))


def pulled(
    deck: Path, *edits: tuple[str, str, str], theirs: Plan | None = None, facts: bool = True
) -> PullReport:
    written = source_files.read(deck)
    read = load.load(written)
    template = Template.open(read.template)
    ours = planner.plan(read, template)
    theirs = theirs or ours
    for slide, old, new in edits:
        theirs = edited(theirs, slide, old, new)
    review = Review(written, read, ours, ours, theirs, layouts=template.layouts)
    report, expected = pull(review, facts=facts)
    with reading.overlay_files(report.files.items()):
        again = load.read(deck)
        planned = planner.plan(again, template)
    report.followed = list(pull_report.followed(expected, planned, read.facts, again.facts))
    report.differences = differences(expected, planned, again, report)
    known = {(place.slide, place.slot) for place in report.followed}
    lines = rewritten(expected, planned, again)
    report.untracked += [note for note in lines if (note.slide, note.shape) not in known]
    return report


def proposed(report: PullReport) -> list[tuple[str, str, bool]]:
    return [(figure.edit.fact, figure.edit.new, figure.done) for figure in report.figures]


@pytest.mark.parametrize(
    ("old", "new", "fact", "line"),
    [
        ("FY 2018", "FY 2019", "beds:period", "  period: FY 2019"),
        ("FY 2018", "fiscal 2018", "beds:period", "  period: fiscal 2018"),
        ("September 30, 2018", "October 1, 2019", "beds:as_of", "  as_of: 2019-10-01"),
        ("Jun 2018", "Sep 2018", "rooms:as_of:MMM yyyy", "      as_of: 2018-09-30"),
        ("ICE ERO", "ICE Custody", "beds:source", "  source: ICE Custody"),
    ],
)
def test_it_is_proposed_for_the_field_where_that_is_said(
    deck: Path, old: str, new: str, fact: str, line: str
) -> None:
    slot_edits = [("a", old, new)]
    report = pulled(deck, *slot_edits, facts=False)
    assert (proposed(report)[0], report.files) == ((fact, new, False), {})
    report = pulled(deck, *slot_edits)
    assert {done for *_, done in proposed(report)} == {True}
    (path,) = report.files
    after = report.files[path].splitlines()
    assert [row for row in after if row not in FACTS.splitlines()] == [line]
    assert path.name == "facts.yaml"
    assert report.differences == []


@pytest.mark.parametrize("formula", ["beds / plain", "plain / beds"])
def test_the_period_of_a_computed_fact_is_that_of_the_one_input_that_has_it(
    deck: Path, formula: str
) -> None:
    facts = f"{FACTS}plain:\n  value: 4\nratio:\n  formula: {formula}\n"
    (deck.parent / "facts.yaml").write_text(facts, encoding="utf-8")
    deck.write_text(DECK.replace("Of ${deck:as_of}", "A ratio in ${ratio:period}"), "utf-8")
    report = pulled(deck, ("b", "ratio in FY 2018", "ratio in FY 2019"))
    assert proposed(report) == [("ratio:period", "FY 2019", True)]


def test_what_else_prints_the_field_follows(deck: Path) -> None:
    report = pulled(deck, ("a", "Beds in FY 2018", "Beds in FY 2019"))
    assert proposed(report) == [("beds:period", "FY 2019", True)]
    assert Followed("b", "Title", "rooms") in report.followed
    assert report.differences == []


def test_the_source_line_follows_and_is_nothing_left_to_do(deck: Path) -> None:
    report = pulled(deck, ("b", "FY 2018", "FY 2019"))
    found = {(place.slide, place.slot) for place in report.followed}
    assert {("a", "Source"), ("b", "Source"), ("a", "Title")} <= found


def test_the_title_of_the_deck_is_proposed_for_the_fact(deck: Path) -> None:
    text = deck.read_text(encoding="utf-8")
    deck.write_text(text.replace("title: Beds", "title: Beds ${beds:period}"), encoding="utf-8")
    theirs = structs.replace(planned_now(deck), title="Beds FY 2019")
    report = pulled(deck, theirs=theirs)
    assert proposed(report) == [("beds:period", "FY 2019", True)]


def test_the_period_of_a_formula_is_that_of_its_group(deck: Path) -> None:
    report = pulled(deck, ("a", "0.5 in FY 2018", "0.5 in FY 2020"))
    assert proposed(report) == [("share:period", "FY 2020", True)]
    assert "  period: FY 2020" in report.files[deck.parent / "facts.yaml"]


@pytest.mark.parametrize("typed", ["30 Sep 2019", "7 September 2019", "2019-09-30"])
def test_a_date_in_another_form_is_told_with_the_reason(deck: Path, typed: str) -> None:
    report = pulled(deck, ("a", "September 30, 2018", typed))
    assert report.files == {}
    (figure,) = report.figures
    assert figure.why == f"`{typed}` is no date in the form of `September 30, 2018`"


@pytest.mark.parametrize(
    ("typed", "written", "day"),
    [
        ("Sunday, September 30, 2018", "on ${beds:as_of:full}", ""),
        ("Monday, October 1, 2018", "on ${beds:as_of:full}", "October 1, 2018"),
        ("Mon, October 1, 2018", "on ${beds:as_of:EEE, MMMM d, y}", "October 1, 2018"),
        ("Friday, September 30, 2018", "on Friday, ${beds:as_of}", ""),
        ("Monday, September 24, 2018", "on ${beds:as_of:full}", "September 24, 2018"),
        ("Friday, October 1, 2018", "on Friday, ${beds:as_of}", "October 1, 2018"),
    ],
)
def test_a_weekday_before_a_date_is_printed_with_it(
    deck: Path, typed: str, written: str, day: str
) -> None:
    """Not one that is of another day."""
    report = pulled(deck, ("a", "September 30, 2018", typed), facts=bool(day))
    assert f"Beds: ${{beds}}, {written}" in report.files[deck]
    assert proposed(report) == ([("beds:as_of", day, True)] if day else [])
    assert all("went with" not in item.what for item in report.pulled)
    assert report.differences == []


def test_a_date_of_the_deck_is_changed_where_it_is_said(deck: Path) -> None:
    report = pulled(deck, ("b", "March 6, 2020", "April 6, 2020"))
    assert proposed(report) == [("deck:as_of", "April 6, 2020", True)]
    assert "as_of: 2020-04-06" in report.files[deck]
    assert Followed("a", "Content", "deck") in report.followed
    assert report.differences == []


def test_a_text_around_it_is_changed_in_the_slide(deck: Path) -> None:
    report = pulled(deck, ("a", "Beds in FY 2018", "All beds in FY 2018"), facts=False)
    assert report.figures == []
    assert report.files[deck].splitlines()[10] == "    Title: All beds in ${beds:period}"
    assert report.differences == []


def test_the_slot_keeps_the_reference_when_only_the_field_was_changed(deck: Path) -> None:
    report = pulled(deck, ("a", "Said by ICE ERO", "Reported by ICE"), facts=False)
    assert proposed(report) == [("beds:source", "ICE", False)]
    assert "Reported by ${beds:source} on ${deck:date}" in report.files[deck]


def with_section(plan: Plan, name: str) -> Plan:
    return structs.replace(plan, sections=(structs.replace(plan.sections[0], name=name),))


def with_footer(plan: Plan, text: str) -> Plan:
    first, *others = plan.slides
    slots = tuple((n, plain_text(text) if n == "Footer" else c) for n, c in first.slots)
    return structs.replace(plan, slides=(replace(first, slots=slots), *others))


@pytest.mark.parametrize("change", [with_section, with_footer])
def test_a_section_or_footer_with_another_period_is_proposed_for_the_fact(
    deck: Path, change: Callable[[Plan, str], Plan]
) -> None:
    ours = planned_now(deck)
    name = "Results of" if change is with_section else "Counted in"
    theirs = change(ours, f"{name} FY 2019")
    report = pulled(deck, theirs=theirs, facts=False)
    assert (proposed(report), report.files) == ([("beds:period", "FY 2019", False)], {})
    report = pulled(deck, theirs=theirs)
    assert list(report.files) == [deck.parent / "facts.yaml"]
    assert "  period: FY 2019" in report.files[deck.parent / "facts.yaml"]
    assert (report.differences, report.untracked) == ([], [])


def test_a_section_with_another_name_keeps_its_reference(deck: Path) -> None:
    theirs = with_section(planned_now(deck), "All of FY 2018")
    report = pulled(deck, theirs=theirs, facts=False)
    assert "  - section: All of ${beds:period}\n" in report.files[deck]
    assert report.files[deck].count("section:") == 1


def test_a_footer_with_other_words_is_said_on_its_slide_and_keeps_its_reference(
    deck: Path,
) -> None:
    theirs = with_footer(planned_now(deck), "All of FY 2018")
    report = pulled(deck, theirs=theirs, facts=False)
    assert "Footer: All of ${beds:period}" in report.files[deck]


def test_a_section_that_says_what_looks_like_a_reference_is_escaped(deck: Path) -> None:
    ours = planned_now(deck)
    report = pulled(deck, theirs=with_section(ours, "${what}"), facts=False)
    assert load_name(report.files[deck]) == "\\${what}"


def load_name(text: str) -> str:
    settings = reading.parse(text, Path("deck.yaml"))
    assert isinstance(settings, MappingNode)
    slides = settings.get("slides")
    assert isinstance(slides, SequenceNode)
    first = slides.items[0]
    assert isinstance(first, MappingNode)
    name = first.get("section")
    assert isinstance(name, ScalarNode)
    return name.text
