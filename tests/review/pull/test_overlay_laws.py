"""Any slides that a reviewer deletes, copies, moves and hides in a variant's deck come back."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from msgspec import structs

from deckgen.deck import load, source_files
from deckgen.deck.overlay import apply
from deckgen.deck.variants import Variants
from deckgen.plan import Plan, Slide, planner
from deckgen.review.identity import inferred_sections
from deckgen.review.pull import Review, differences, pull
from deckgen.review.pull.report import PullReport
from deckgen.richtext import Paragraph, merged
from deckgen.source import reading
from deckgen.template import Template
from tests.support.lanes import examples
from tests.support.paths import ROOT

pytestmark = pytest.mark.slow

NAME = "missouri"
OVERLAYS = {
    "as it is": "",
    "with words of its own": (
        "remove:\n- commercial-air   # not here\n"
        "insert:\n- before: mission\n  id: partners\n  layout: Title and Content\n"
        "  Title: Partners\n- after: atd\n  section: More\n"
        "move:\n- {id: overview, after: ice-air}\n- {id: cover, before: removals}\n"
    ),
}


@pytest.fixture(scope="module", params=list(OVERLAYS))
def deck(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("briefing")
    shutil.copytree(ROOT / "content", folder / "content")
    shutil.copytree(ROOT / "templates", folder / "templates")
    with (folder / "content" / "variants" / f"{NAME}.yaml").open("a") as file:
        file.write(OVERLAYS[request.param])
    return folder / "content" / "deck.yaml"


def planned(deck: Path, variant: str) -> Plan:
    written = source_files.read(deck)
    read = load.load(Variants(written).manuscript(variant) if variant else written)
    return planner.plan(read, Template.open(read.template))


@pytest.fixture(scope="module")
def sent(deck: Path) -> Review:
    written = source_files.read(deck)
    top = Variants(written).top(NAME)
    resolved = apply(top.below, top.overlay)
    read = load.load(resolved)
    template = Template.open(read.template)
    plan = planner.plan(read, template)
    return Review(resolved, read, plan, plan, plan, layouts=template.layouts, top=top)


def told(review: Review) -> PullReport:
    """The report of a pull whose files plan to what was expected."""
    report, expected = pull(review)
    assert review.top is not None
    with reading.overlay_files(report.files.items()):
        written = source_files.read(review.deck.path)
        read = load.load(Variants(written).manuscript(NAME))
        made = planner.plan(read, Template.open(read.template))
        report.differences = differences(expected, made, read, report)
        assert [slide.id for slide in made.slides] == [slide.id for slide in review.theirs.slides]
        assert [s.hidden for s in made.slides] == [s.hidden for s in review.theirs.slides]
    return report


Change = Callable[[st.DataObject, list[Slide]], None]


def delete(data: st.DataObject, slides: list[Slide]) -> None:
    if len(slides) > 2:
        del slides[data.draw(st.integers(0, len(slides) - 1))]


def copy(data: st.DataObject, slides: list[Slide]) -> None:
    at = data.draw(st.integers(0, len(slides) - 1))
    name = next(f"copy-{n}" for n in range(9) if f"copy-{n}" not in {s.id for s in slides})
    to = data.draw(st.integers(0, len(slides)))
    slides.insert(to, replace(slides[at], id=name, comments=()))


def move(data: st.DataObject, slides: list[Slide]) -> None:
    slide = slides.pop(data.draw(st.integers(0, len(slides) - 1)))
    slides.insert(data.draw(st.integers(0, len(slides))), slide)


def hide(data: st.DataObject, slides: list[Slide]) -> None:
    at = data.draw(st.integers(0, len(slides) - 1))
    slides[at] = replace(slides[at], hidden=not slides[at].hidden)


CHANGES = st.lists(st.sampled_from([delete, copy, move, hide]), min_size=1, max_size=6)


def as_edited(plan: Plan, slides: list[Slide]) -> Plan:
    """The plan with these slides, in the sections and with the links that an editor leaves."""
    names = [slide.id for slide in slides]

    def unlinked(line: Paragraph) -> Paragraph:
        def to(link: str) -> str:
            return "" if link[:1] == "#" and link[1:] not in names else link

        runs = (replace(run, style=run.style.but(link=to(run.style.link))) for run in line.runs)
        return structs.replace(line, runs=merged(runs))

    kept = tuple(
        replace(slide, slots=tuple((n, c.map_paragraphs(unlinked)) for n, c in slide.slots))
        for slide in slides
    )
    return structs.replace(plan, slides=kept, sections=inferred_sections(names, plan.sections))


@given(st.data())
@settings(
    max_examples=examples(25),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_any_changes_of_the_slides_come_back(deck: Path, sent: Review, data: st.DataObject) -> None:
    slides = list(sent.ours.slides)
    for change in data.draw(CHANGES):
        change(data, slides)
    report = told(structs.replace(sent, theirs=as_edited(sent.ours, slides)))
    assert (report.conflicts, report.differences) == ([], [])
    own = deck.parent / "variants" / f"{NAME}.yaml"
    new = {path for path in report.files if path.stem.startswith("copy-")}
    assert set(report.files) - new <= {own}


def test_the_deck_and_the_other_variants_stay(deck: Path, sent: Review) -> None:
    others = {name: planned(deck, name) for name in ("", "kansas-city")}
    slides = [replace(slide, hidden=True) for slide in sent.ours.slides[::-2]]
    copied = replace(slides[0], id="copy", comments=())
    report = told(structs.replace(sent, theirs=as_edited(sent.ours, [*slides, copied])))
    assert {path.stem for path in report.files} == {NAME, "copy"}
    with reading.overlay_files(report.files.items()):
        for name, plan in others.items():
            assert planned(deck, name) == plan
