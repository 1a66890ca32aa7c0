"""What a reviewer changed in the briefing comes back into its YAML, and nothing else changes."""

import shutil
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from msgspec import structs
from pptx import Presentation

from deckgen.commands import pull as commands_pull
from deckgen.commands.new import new
from deckgen.content import Content
from deckgen.content.text import Text, plain_text
from deckgen.deck import Comment, load, source_files
from deckgen.diagnostics import shown
from deckgen.plan import Plan, Slide, planner
from deckgen.project import Project
from deckgen.review.pull import Review, differences, pull, rewritten
from deckgen.review.pull import report as pull_report
from deckgen.review.pull.report import Followed, PullReport, Side
from deckgen.richtext import Paragraph, Run, merged
from deckgen.source import reading
from deckgen.template import Template
from tests.facts.checked import deck as small_deck
from tests.support.lanes import examples
from tests.support.paths import ROOT
from tests.support.strategies import paragraph_lists


@pytest.fixture(scope="module")
def deck(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("briefing")
    shutil.copytree(ROOT / "content", folder / "content")
    shutil.copytree(ROOT / "templates", folder / "templates")
    return folder / "content" / "deck.yaml"


opened = cache(Template.open)
"""A template that only plans are made on."""
unreviewed = cache(lambda deck: reviewed(deck))
"""The review of a deck that nobody changed, neither here nor there."""


def reviewed(deck: Path, theirs: Plan | None = None, base: Plan | None = None) -> Review:
    written = source_files.read(deck)
    read = load.load(written)
    template = opened(read.template)
    ours = planner.plan(read, template)
    return Review(written, read, base or ours, ours, theirs or ours, layouts=template.layouts)


def told(review: Review, **options: object) -> PullReport:
    """The report of a pull whose files plan to what was expected."""
    report, expected = pull(review, **options)  # type: ignore[arg-type]
    with reading.overlay_files(report.trial.items()):
        read = load.read(review.deck.path)
        planned = planner.plan(read, opened(read.template))
    report.followed = list(pull_report.followed(expected, planned, review.deck.facts, read.facts))
    report.differences = differences(expected, planned, read, report)
    return report


def with_slot(plan: Plan, slide: str, name: str, content: Content | None) -> Plan:
    def changed(item: Slide) -> Slide:
        slots = [(n, content if n == name else c) for n, c in item.slots]
        return replace(item, slots=tuple((n, c) for n, c in slots if c is not None))

    return structs.replace(
        plan, slides=tuple(changed(s) if s.id == slide else s for s in plan.slides)
    )


def lines(plan: Plan, slide: str, slot: str) -> tuple[Paragraph, ...]:
    found = plan.slide(slide)
    content = found.content(slot) if found else None
    assert isinstance(content, Text)
    return content.lines


@pytest.mark.slow
def test_an_echo_changes_nothing(deck: Path) -> None:
    review = reviewed(deck)
    report = told(review)
    assert report.empty
    assert report.files == {}


def test_a_word_comes_back_and_the_facts_stay(deck: Path) -> None:
    plan = reviewed(deck).ours
    figure, label = lines(plan, "removals", "Figure 1")
    new = (
        figure,
        structs.replace(label, runs=(Run("Removals in all, to 182 different countries"),)),
    )
    report = told(reviewed(deck, with_slot(plan, "removals", "Figure 1", Text(new))))
    path = deck.parent / "slides" / "removals.yaml"
    before, after = path.read_text().splitlines(), report.files[path].splitlines()
    assert "    label: Removals in all, to ${removals.countries} different countries" in after
    assert len([1 for a, b in zip(before, after, strict=True) if a != b]) == 1
    assert (report.conflicts, report.differences, list(report.files)) == ([], [], [path])


@pytest.mark.slow
def test_a_figure_that_was_changed_is_proposed_and_with_facts_made(deck: Path) -> None:
    plan = reviewed(deck).ours
    old = lines(plan, "overview", "Figure 4")
    new = (
        structs.replace(old[0], runs=(replace(old[0].runs[0], text="51,000"),)),
        *old[1:],
    )
    theirs = with_slot(plan, "overview", "Figure 4", Text(new))
    report = told(reviewed(deck, theirs))
    assert [(f.edit.fact, f.edit.new, f.done) for f in report.figures] == [
        ("detention.population", "51,000", False)
    ]
    assert report.files == {}
    report = told(reviewed(deck, theirs), facts=True)
    assert [figure.done for figure in report.figures] == [True]
    assert "51,000" in report.files[deck.parent / "facts.yaml"]
    assert report.followed == [Followed("detention", "Figure 1", "detention.population")]
    assert report.differences == []


@pytest.mark.slow
def test_a_figure_that_others_are_computed_from_is_written_and_they_are_named(deck: Path) -> None:
    plan = reviewed(deck).ours
    figure, label = lines(plan, "removals", "Figure 1")
    new = (
        structs.replace(figure, runs=(Run("300,000"),)),
        structs.replace(label, runs=(Run("All removals, to 182 different countries"),)),
    )
    theirs = with_slot(plan, "removals", "Figure 1", Text(new))
    path = deck.parent / "slides" / "removals.yaml"
    for facts in (False, True):
        report = told(reviewed(deck, theirs), facts=facts)
        assert [(f.edit.fact, f.edit.new, f.done, f.why) for f in report.figures] == [
            ("removals.total", "300,000", facts, "")
        ]
        share = report.outdated[0]
        assert (share.fact, share.computed, share.result) == (
            "removals.criminal_share",
            "56%",
            "50%",
        )
        assert share.accept() == "deckgen facts --accept removals.criminal_share --printed 57%"
        assert report.differences == []
        assert "All removals, to ${removals.countries} different" in report.files[path]
    assert "computed: 56%" in report.files[deck.parent / "facts.yaml"]


@pytest.mark.slow
def test_a_fact_with_two_new_figures_stays(deck: Path) -> None:
    plan = reviewed(deck).ours
    told_on = [("overview", "Figure 4", "51,000"), ("detention", "Figure 1", "52,000")]
    for slide, slot, figure in told_on:
        new = [
            structs.replace(
                line,
                runs=tuple(replace(r, text=r.text.replace("50,165", figure)) for r in line.runs),
            )
            for line in lines(plan, slide, slot)
        ]
        plan = with_slot(plan, slide, slot, Text(tuple(new)))
    report = told(reviewed(deck, plan), facts=True)
    assert [(f.edit.new, f.done) for f in report.figures] == [("51,000", False), ("52,000", False)]
    assert report.files == {}


@pytest.mark.parametrize(
    ("fact", "text", "printed", "typed", "written"),
    [
        ("value: 6", "All ${ships:words} came", "six", "seven", "value: 7"),
        ("value: 6\n  format: words", "All ${ships} came", "six", "twelve", "value: 12"),
        ("value: six", "All ${ships} came", "six", "seven", "value: seven"),
    ],
)
def test_another_word_for_a_number_is_proposed_for_the_value(
    tmp_path: Path, fact: str, text: str, printed: str, typed: str, written: str
) -> None:
    path = small_deck(
        tmp_path,
        f"ships:\n  {fact}\n",
        f"layout: Title and Content\nTitle: Of ${{ships}}\nContent: {text}\n",
    )
    plan = reviewed(path).ours
    (line,) = lines(plan, "s1", "Content")
    assert line.text == f"All {printed} came"
    new = Text((Paragraph((Run(f"All {typed} came at last"),)),))
    report = told(reviewed(path, with_slot(plan, "s1", "Content", new)), facts=True)
    assert [(f.edit.old, f.edit.new, f.done) for f in report.figures] == [(printed, typed, True)]
    assert written in report.files[tmp_path / "facts.yaml"]
    assert f"{text} at last" in report.files[path]
    assert report.followed == [Followed("s1", "Title", "ships")]
    assert report.differences == []


@pytest.mark.parametrize("typed", ["7", "thirteen", "1,000"])
def test_what_no_word_of_the_table_says_is_not_made_the_value(tmp_path: Path, typed: str) -> None:
    path = small_deck(
        tmp_path,
        "ships:\n  value: 6\n",
        "layout: Title and Content\nTitle: T\nContent: All ${ships:words} came\n",
    )
    theirs = with_slot(
        reviewed(path).ours, "s1", "Content", Text((Paragraph((Run(f"All {typed} came"),)),))
    )
    report = told(reviewed(path, theirs), facts=True)
    assert tmp_path / "facts.yaml" not in report.files
    assert not any(figure.done for figure in report.figures)


def test_slides_come_go_move_and_hide(deck: Path) -> None:
    plan = reviewed(deck).ours
    new = Slide("partners", "Title and Content", (("Title", plain_text("Partners")),))
    slides = [s for s in plan.slides if s.id != "commercial-air"]
    moved = slides.pop(next(i for i, s in enumerate(slides) if s.id == "ihsc"))
    slides.insert(3, replace(moved, hidden=True))
    slides.insert(5, new)
    report = told(reviewed(deck, structs.replace(plan, slides=tuple(slides), sections=())))
    assert report.differences == []
    text = report.files[deck]
    assert "- commercial-air" not in text
    assert text.count("- section:") == deck.read_text().count("- section:")
    assert "hidden: yes" in report.files[deck.parent / "slides" / "ihsc.yaml"]
    assert report.files[deck.parent / "slides" / "partners.yaml"].startswith("layout: Title and")


def test_both_sides_changes_of_a_text_merge(deck: Path) -> None:
    base = reviewed(deck).ours
    old = lines(base, "field-offices", "List")
    theirs = with_slot(base, "field-offices", "List", Text((*old, Paragraph((Run("One more"),)))))
    path = deck.parent / "slides" / "field-offices.yaml"
    kept = path.read_text()
    path.write_text(kept.replace("Chicago, ", "Greater Chicago, ", 1))
    try:
        report = told(reviewed(deck, theirs, base))
    finally:
        path.write_text(kept)
    assert "Greater Chicago" in report.files[path]
    assert "One more" in report.files[path]
    assert report.conflicts == []


@pytest.mark.slow
def test_comments_of_both_sides_stay(deck: Path) -> None:
    base = reviewed(deck).ours
    theirs = with_comment(base, "atd", "Reviewer", "Is this so?")
    path = deck.parent / "slides" / "atd.yaml"
    kept = path.read_text()
    path.write_text(f"{kept}comments:\n  - author: Author\n    text: To be checked\n")
    try:
        report = told(reviewed(deck, theirs, base))
    finally:
        path.write_text(kept)
    assert report.differences == []
    assert "To be checked" in report.files[path]
    assert "Is this so?" in report.files[path]


def with_comment(plan: Plan, slide: str, author: str, text: str) -> Plan:
    return structs.replace(
        plan,
        slides=tuple(
            replace(s, comments=(*s.comments, Comment(author, text))) if s.id == slide else s
            for s in plan.slides
        ),
    )


@pytest.mark.slow
def test_cells_that_nobody_changed_stay_as_they_are_typed(tmp_path: Path) -> None:
    made = new(tmp_path / "visits").path
    made.write_text(made.read_text() + "  - rooms\n")
    slide = made.parent / "slides" / "rooms.yaml"
    rows = ("Branch  | Rooms", "North   | 4", "South   | 2")
    typed = "".join(f"    {row}\n" for row in rows)
    slide.write_text(f"layout: Table\nTitle: Rooms\nTable:\n  table: |\n{typed}")
    sent = Presentation(str(Project(made).build().path))
    table = next(shape.table for shape in sent.slides[3].shapes if shape.has_table)
    table.cell(1, 1).text_frame.paragraphs[0].runs[0].text = "5"
    sent.save(str(tmp_path / "reviewed.pptx"))
    commands_pull.pull(tmp_path / "reviewed.pptx", made)
    assert slide.read_text().endswith(typed.replace("4", "5"))


@pytest.mark.slow
@pytest.mark.parametrize("side", list(Side))
def test_a_clash_is_told_above_its_key_or_decided(deck: Path, side: Side) -> None:
    base = reviewed(deck).ours
    theirs = with_slot(base, "atd", "Title", plain_text("Their title"))
    path = deck.parent / "slides" / "atd.yaml"
    kept = path.read_text()
    path.write_text(kept.replace("Title:", "# mine\nTitle: Our\n#", 1))
    try:
        report = told(reviewed(deck, theirs, base), side=side)
    finally:
        path.write_text(kept)
    assert report.differences == []
    assert len(report.conflicts) == (side is Side.NEITHER)
    if side is Side.NEITHER:
        assert "#   the reviewer: Their title\nTitle: Our" in report.files[path]
    else:
        assert (path in report.files) == (side is Side.THEIRS)


def without(plan: Plan, slide: str) -> Plan:
    return structs.replace(plan, slides=tuple(s for s in plan.slides if s.id != slide))


@pytest.mark.slow
@pytest.mark.parametrize("side", list(Side))
def test_a_slide_that_the_reviewer_deleted_and_the_author_changed_stays(
    deck: Path, side: Side
) -> None:
    base = reviewed(deck).ours
    path = deck.parent / "slides" / "atd.yaml"
    kept = path.read_text()
    path.write_text(kept.replace("Title: ", "Title: Our ", 1))
    try:
        report = told(reviewed(deck, without(base, "atd"), base), side=side)
    finally:
        path.write_text(kept)
    assert report.differences == []
    listed = report.files.get(deck, deck.read_text())
    assert ("  - atd\n" in listed) == (side is not Side.THEIRS)
    if side is Side.NEITHER:
        (conflict,) = report.conflicts
        assert (conflict.slide, conflict.slot, conflict.theirs) == ("atd", "the slide", "(deleted)")
        assert conflict.ours == "Title: Our Alternatives to Detention (ATD)"
        assert "#   the reviewer: (deleted)\nlayout:" in report.files[path]
    else:
        assert report.conflicts == []


@pytest.mark.slow
def test_what_was_changed_on_a_slide_that_the_author_deleted_is_told(deck: Path) -> None:
    base = reviewed(deck).ours
    theirs = with_slot(base, "atd", "Title", plain_text("Their title"))
    kept = deck.read_text()
    deck.write_text(kept.replace("  - atd\n", "", 1))
    try:
        report = told(reviewed(deck, theirs, base))
    finally:
        deck.write_text(kept)
    (conflict,) = report.conflicts
    assert (conflict.slide, conflict.ours, conflict.theirs) == (
        "atd", "(deleted)", "Title: Their title",
    )  # fmt: skip
    assert report.files == {}


def linked(line: Paragraph) -> Paragraph:
    """The line with links to a slide that the briefing has."""
    runs = tuple(
        replace(r, style=r.style.but(link="#atd")) if r.style.link.startswith("#") else r
        for r in line.runs
    )
    return structs.replace(line, runs=merged(runs))


@pytest.mark.slow
@pytest.mark.parametrize("third", range(3))
@given(data=st.data())
@settings(
    max_examples=examples(20),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_any_text_comes_back_whole(deck: Path, third: int, data: st.DataObject) -> None:
    """Each third of the slots is a test of its own, so that they run side by side.

    The date is left out: it stands in deck.yaml, as a fact, and more lines in it are listed.
    """
    plan = unreviewed(deck).ours
    texts = ((s.id, n) for s in plan.slides for n, c in s.slots if c.key == "text" and n != "Date")
    places = [*texts][third::3]
    theirs = plan
    for _ in range(data.draw(st.integers(1, 3))):
        slide, slot = data.draw(st.sampled_from(places))
        old = list(lines(theirs, slide, slot))
        fresh = [linked(line) for line in data.draw(paragraph_lists(max_size=2))]
        at = data.draw(st.integers(0, len(old)))
        gone = data.draw(st.integers(0, 2))
        new = (*old[:at], *fresh, *old[at + gone :])
        if all(not line.runs for line in new):
            continue
        if any(line.show for line in new[1:]):
            continue  # a ring is read beside the first line alone
        theirs = with_slot(theirs, slide, slot, Text(tuple(new)))
    report = told(structs.replace(unreviewed(deck), theirs=theirs))
    assert report.conflicts == []
    assert report.differences == []


@pytest.mark.slow
def test_an_empty_last_line_comes_back_where_no_block_holds_the_text(deck: Path) -> None:
    plan = reviewed(deck).ours
    new = (Paragraph((Run("A line\x85 of one paragraph"),)), Paragraph())
    report = told(reviewed(deck, with_slot(plan, "atd", "Content", Text(new))))
    assert report.differences == []


@pytest.mark.slow
def test_a_source_line_that_loses_its_fact_is_listed(deck: Path) -> None:
    """deckgen writes it from the facts that the slide names, here in its title and its list."""
    base = reviewed(deck).ours
    theirs = with_slot(base, "field-offices", "Title", plain_text("Offices in the field"))
    theirs = with_slot(theirs, "field-offices", "List", plain_text("In all regions"))
    review = reviewed(deck, theirs)
    report, expected = pull(review)
    with reading.overlay_files(report.files.items()):
        read = load.read(deck)
        planned = planner.plan(read, Template.open(read.template), whole=True)
    (lost,) = rewritten(expected, planned, read)
    assert (lost.slide, lost.shape) == ("field-offices", "Source")
    assert lost.what.endswith("Source: ICE ERO. As of March 6, 2020. -> (nothing)")
    assert rewritten(review.ours, review.ours, read) == []


@pytest.mark.slow
def test_a_slide_that_the_reviewer_deleted_is_named(deck: Path) -> None:
    base = reviewed(deck).ours
    report = told(reviewed(deck, without(base, "atd"), base))
    assert report.differences == []
    assert [(item.slide, item.slot, item.what) for item in report.pulled] == [
        ("atd", "", f"removed ({shown(deck.parent / 'slides' / 'atd.yaml')} stays)"),
    ]
