"""A deck that LibreOffice opened and saved reads as the deck that was sent."""

from pathlib import Path

import pytest
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.util import Pt

from deckgen.commands import build
from deckgen.opc.package import Package
from deckgen.review import identity
from deckgen.review.base import Base, base_in
from deckgen.review.diff import diff
from deckgen.review.diff.render import render_text
from deckgen.review.shown import base_of
from tests.review.conftest import BRIEFING, Sent
from tests.support.office import Office
from tests.support.paths import CORPUS, needs_corpus

UNHARMED = [
    "Aspose.Slides-for-.NET--modify_pass2.pptx",
    "Open-Xml-PowerTools--PP006-Videos.pptx",
    "Open-Xml-PowerTools--TenSlides.pptx",
    "docxtemplater--multi-page-to-merge.pptx",
    "gramex--input.pptx",
    "gramex--template.pptx",
    "pptx--one-image-slide.pptx",
    "python-pptx--ph-populated-placeholders.pptx",
    "python-pptx--sld-notes.pptx",
    "tika--testPPT_various2.pptx",
]
"""Decks by other people that LibreOffice gives back whole; of others it changes what they say."""


def assert_same(base: Base, echo: Path) -> None:
    got = identity.read(Package.open(echo), base)
    assert got == base.plan, render_text(diff(base.plan, got))


@pytest.fixture(scope="module")
def anchored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The briefing with a custom show for each slide."""
    output = tmp_path_factory.mktemp("anchored") / "anchored.pptx"
    return build.build(BRIEFING, output=output, anchored=True).path


@pytest.fixture(scope="module")
def echoes(office: Office, briefing: Sent, sample: Sent, anchored: Path) -> dict[str, Path]:
    made = office.all_resaved([briefing.path, sample.path, anchored])
    return dict(zip(("briefing", "sample", "anchored"), made, strict=True))


def test_the_briefing_comes_back(briefing: Sent, echoes: dict[str, Path]) -> None:
    assert_same(briefing.base, echoes["briefing"])


def test_tables_formats_and_threads_come_back(sample: Sent, echoes: dict[str, Path]) -> None:
    assert_same(sample.base, echoes["sample"])


def test_the_base_comes_back_whole(briefing: Sent, echoes: dict[str, Path]) -> None:
    assert base_in(Package.open(echoes["briefing"])) == briefing.base


def test_every_other_mark_is_lost(briefing: Sent, echoes: dict[str, Path]) -> None:
    package = Package.open(echoes["briefing"])
    assert not [name for name in package.parts if "/tags/" in name]
    raw = b"".join(part.blob for name, part in package.parts.items() if "/slides/" in name)
    assert b"creationId" not in raw
    assert b"DECKGEN" not in raw


def test_the_order_and_names_of_slides_come_back_by_custom_shows(
    anchored: Path, echoes: dict[str, Path]
) -> None:
    base = base_in(Package.open(anchored))
    assert base is not None
    assert_same(base, echoes["anchored"])


@needs_corpus
def test_decks_of_other_people_come_back(office: Office) -> None:
    paths = [CORPUS / name for name in UNHARMED]
    for path, echo in zip(paths, office.all_resaved(paths), strict=True):
        assert_same(base_of(Package.open(path)), echo)


def test_a_new_slide_is_on_the_layout_that_its_master_was_made_of(
    sample: Sent, echoes: dict[str, Path], tmp_path: Path
) -> None:
    """LibreOffice has a dozen layouts of its own on every master, under names of its own."""
    deck = Presentation(str(echoes["sample"]))
    plan = sample.base.plan
    at = next(i for i, slide in enumerate(plan.slides) if slide.layout == "Title and Content")
    master = deck.slides[at].slide_layout.slide_master
    added = deck.slides.add_slide(master.slide_layouts.get_by_name("Title, Content"))
    title, content = added.placeholders
    title.text, content.text = "A slide of a reviewer", "What it says"
    title.name, content.name = "PlaceHolder 1", "PlaceHolder 2"
    place = sample.base.place(plan.slides[at].id, "Content").box
    content.left, content.top, content.width, content.height = place
    for shape in (title, content):  # as LibreOffice spells its own style out
        (run,) = shape.text_frame.paragraphs[0].runs
        run.font.bold, run.font.size, run.font.name = False, Pt(18), "Calibri"
        run.font.color.rgb = RGBColor(0, 0, 0)
    path = tmp_path / "reviewed.pptx"
    deck.save(str(path))
    new = identity.read(Package.open(path), sample.base).slides[-1]
    assert (new.id, new.layout) == ("a-slide-of-a-reviewer", "Title and Content")
    said = [(name, [(p.level, p.text) for p in held.paragraphs()]) for name, held in new.slots]
    assert said == [
        ("Title", [(0, "A slide of a reviewer")]),
        ("Content", [(0, "What it says")]),
    ]


def test_another_slide_layout_is_known(briefing: Sent, office: Office, tmp_path: Path) -> None:
    reviewed = tmp_path / "reviewed.pptx"
    (edit,) = office.program.ask("edit", 1, briefing.path, reviewed, "layout")["edits"]
    got = identity.read(Package.open(reviewed), briefing.base)
    shown = [page["shapes"][0]["shows"] for page in edit["shows"]]
    assert [["layout", slide.layout] for slide in got.slides] == shown
    pairs = zip(briefing.base.plan.slides, got.slides, strict=True)
    assert [n for n, (was, now) in enumerate(pairs, 1) if was.layout != now.layout] == edit[
        "slides"
    ]
