"""An extracted deck is built again and again, and pulled into, with its marks beside its slides."""

from collections.abc import Callable
from copy import deepcopy
from datetime import datetime
from pathlib import Path
from shutil import copytree

import pytest
from pptx import Presentation
from pptx.enum.text import MSO_AUTO_SIZE
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.presentation import Presentation as Deck
from pptx.util import Inches, Pt

from deckgen.commands.diff import diff
from deckgen.commands.extract import extract
from deckgen.commands.pull import pull
from deckgen.diagnostics import Problem
from deckgen.opc.package import Package
from deckgen.presentation import integrity
from deckgen.project import Project
from deckgen.review.pull.report import PullReport
from tests.support.archives import members

TITLES = ("Opening", "Results by region", "What we ask for")


@pytest.fixture(scope="module")
def extracted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An extracted deck of three slides, without creation ids, with properties."""
    folder = tmp_path_factory.mktemp("extracted")
    made = Presentation()
    for title in TITLES:
        slide = made.slides.add_slide(made.slide_layouts[5])
        slide.shapes.title.text = title
        for top in (2, 3):
            box = slide.shapes.add_textbox(Inches(1), Inches(top), Inches(4), Inches(1))
            box.name, box.text_frame.text = "Text", f"{title}, line {top}"
    about = made.core_properties
    about.author, about.title, about.created = "Ada Example", "Quarter", datetime(2019, 3, 4)
    made.save(str(folder / "theirs.pptx"))
    extract(folder / "theirs.pptx", folder / "deck")
    return folder


@pytest.fixture
def deck(extracted: Path, tmp_path: Path) -> Path:
    """The deck.yaml of such a deck, for a test to change."""
    return copytree(extracted, tmp_path, dirs_exist_ok=True) / "deck" / "deck.yaml"


def edited(path: Path, edit: Callable[[Deck], object]) -> Path:
    made = Presentation(str(path))
    edit(made)
    made.save(str(path))
    return path


def what(report: PullReport) -> list[tuple[str, str, str]]:
    return [(change.slide, change.slot, change.what.partition(" (")[0]) for change in report.pulled]


@pytest.mark.slow
def test_it_is_built_again_and_guarded_against_edits_by_hand(deck: Path) -> None:
    path = Project(deck).build().path
    done = Project(deck).build()
    assert done.changes is not None
    assert done.changes.same
    slide = deck.parent / "slides" / "02-results-by-region.yaml"
    slide.write_text(slide.read_text("utf-8").replace("line 2", "line two"), "utf-8")
    assert Project(deck).build().path == path
    assert [found.name for found in path.parent.iterdir()] == [path.name]
    edited(path, lambda made: setattr(made.slides[0].shapes.title, "text", "Opening, by hand"))
    with pytest.raises(Problem, match="edited since deckgen wrote it"):
        Project(deck).build()


def test_it_does_not_differ_from_the_presentation_that_it_is_of(deck: Path) -> None:
    path = Project(deck).build().path
    theirs = deck.parent.parent / "theirs.pptx"
    assert diff(str(theirs), str(path)) == diff(str(path), str(theirs)) == ()


def test_author_company_and_dates_stay(deck: Path) -> None:
    about = Presentation(str(Project(deck).build().path)).core_properties
    assert (about.author, about.created) == ("Ada Example", datetime(2019, 3, 4))


def test_check_says_why_the_file_names_no_language(deck: Path) -> None:
    report = Project(deck).check()
    (found,) = [one for one in report.findings if one.diagnostic.code == "DOC-LANG"]
    assert found.diagnostic.helps[0].startswith("the deck keeps the properties of the file")


def test_its_marks_are_beside_its_slides(deck: Path) -> None:
    before, after = members(deck.parent / "template.pptx"), members(Project(deck).build().path)
    assert set(after) - set(before) == {
        "customXml/item1.xml",
        "customXml/itemProps1.xml",
        "customXml/_rels/item1.xml.rels",
        "docProps/custom.xml",
    }
    named = {"[Content_Types].xml", "_rels/.rels", "ppt/_rels/presentation.xml.rels"}
    assert {name for name in before if before[name] != after[name]} == named


def test_an_own_property_of_the_file_stays_and_numbers_are_given_once(
    tmp_path: Path, deck: Path
) -> None:
    package = Package.open(deck.parent / "template.pptx")
    integrity.stamped(package)
    entry = package.parts["/docProps/custom.xml"].root[0]
    entry.set("name", "Client")
    entry.set("pid", "5")
    integrity.stamped(package)
    found = [(e.get("name"), e.get("pid")) for e in package.parts["/docProps/custom.xml"].root]
    assert found == [("Client", "5"), ("deckgen", "6")]


def nothing(_made: Deck) -> None:
    pass


def move_last_to_front(made: Deck) -> None:
    listed = made.slides._sldIdLst
    listed.insert(0, listed[-1])


def drop_second(made: Deck) -> None:
    listed = made.slides._sldIdLst
    made.part.drop_rel(listed[1].rId)
    listed.remove(listed[1])


def change_second_text(made: Deck) -> None:
    made.slides[2].shapes[2].text_frame.paragraphs[0].runs[0].text = "Ten more beds"


def add_a_copy(made: Deck) -> None:
    slide = made.slides.add_slide(made.slides[1].slide_layout)
    for shape in list(slide.shapes):
        shape._element.getparent().remove(shape._element)
    for shape in made.slides[1].shapes:
        slide.shapes._spTree.append(deepcopy(shape._element))


def drop_last_and_add(made: Deck) -> None:
    """The new slide gets the number of the one that goes."""
    listed = made.slides._sldIdLst
    made.part.drop_rel(listed[2].rId)
    listed.remove(listed[2])
    slide = made.slides.add_slide(made.slide_layouts[1])
    slide.shapes.title.text = "Else"


@pytest.mark.quick(2)
@pytest.mark.parametrize(
    ("edit", "pulled"),
    [
        (nothing, []),
        (move_last_to_front, [("what-we-ask-for", "", "moved to the front")]),
        (drop_second, [("results-by-region", "", "removed")]),
        (change_second_text, [("what-we-ask-for", "Text (2)", "changed")]),
        (add_a_copy, [("results-by-region-2", "", "a new slide")]),
        (drop_last_and_add, [("what-we-ask-for", "", "removed"), ("else", "", "a new slide")]),
    ],
)
def test_a_pull_knows_its_slides_and_shapes_without_a_base_of_its_own(
    deck: Path, edit: Callable[[Deck], object], pulled: list[tuple[str, str, str]]
) -> None:
    path = edited(Project(deck).build().path, edit)
    report = pull(path, deck)
    assert sorted(what(report)) == sorted(pulled)
    assert report.untracked == []
    assert pull(path, deck).files == {}


def test_a_copy_before_a_slide_of_the_deck_leaves_it_its_part(deck: Path) -> None:
    copy = deck.parent / "slides" / "copy.yaml"
    copy.write_text("like: opening\nTitle 1: A copy\n", "utf-8")
    deck.write_text(deck.read_text("utf-8").replace("  - opening\n", "  - copy\n  - opening\n"))
    before, after = members(deck.parent / "template.pptx"), members(Project(deck).build().path)
    assert after["ppt/slides/slide1.xml"] == before["ppt/slides/slide1.xml"]


def test_a_deck_extracted_before_keeps_no_marks(deck: Path) -> None:
    text = deck.read_text("utf-8")
    deck.write_text(text.replace("embed: full\nextracted: yes\n", "embed: none\n"))
    built = Project(deck).build().path
    assert set(members(built)) == set(members(deck.parent / "template.pptx"))


def test_a_text_box_that_grows_off_the_slide_is_told(tmp_path: Path) -> None:
    made = Presentation()
    slide = made.slides.add_slide(made.slide_layouts[6])
    box = slide.shapes.add_textbox(Inches(1), Inches(6.5), Inches(4), Inches(0.5))
    box.name, box.text_frame.text = "Note", "One"
    box.text_frame.auto_size, box.text_frame.word_wrap = MSO_AUTO_SIZE.SHAPE_TO_FIT_TEXT, True
    made.save(str(tmp_path / "theirs.pptx"))
    deck = extract(tmp_path / "theirs.pptx", tmp_path / "deck").path
    written = deck.parent / "slides" / "01-slide.yaml"
    for text, told in (
        ("|\n  One\n  Two", []),
        ("|\n  One\n  Two\n  Three\n  Four\n  Five", ["the text of `Note` runs off the slide"]),
    ):
        written.write_text(f"like: slide\nNote: {text}\n", "utf-8")
        found = Project(deck).build().diagnostics
        assert [d.message.partition(":")[0] for d in found] == told
        assert {d.code for d in found} <= {"OVERFLOW"}


@pytest.mark.slow
def test_a_text_that_did_not_fit_before_is_told_where_it_fits_worse(tmp_path: Path) -> None:
    made = Presentation()
    box = made.slides.add_slide(made.slide_layouts[6]).shapes.add_textbox(0, 0, Pt(300), Pt(40))
    box.text_frame.text, box.text_frame.auto_size = "One\nTwo\nThree", MSO_AUTO_SIZE.NONE
    made.save(str(tmp_path / "theirs.pptx"))
    deck = extract(tmp_path / "theirs.pptx", tmp_path / "deck").path
    (file,) = (deck.parent / "slides").iterdir()
    text = file.read_text("utf-8")
    for words, codes in (
        ("Three", []),
        ("Four", []),
        ("Four\n  Five", ["OVERFLOW"]),
    ):
        file.write_text(text.replace("Three", words), "utf-8")
        assert [one.code for one in Project(deck).build().diagnostics] == codes
    assert "OVERFLOW" in {found.diagnostic.code for found in Project(deck).check().findings}


@pytest.mark.slow
def test_a_link_goes_with_the_slide_that_a_reviewer_deleted(tmp_path: Path) -> None:
    made = Presentation()
    slides = [made.slides.add_slide(made.slide_layouts[5]) for _ in TITLES]
    for slide, title in zip(slides, TITLES, strict=True):
        slide.shapes.title.text = title
    link = slides[0].part.relate_to(slides[1].part, RT.SLIDE)
    run = slides[0].shapes.title.text_frame.paragraphs[0].runs[0]
    jump = run._r.get_or_add_rPr().add_hlinkClick(link)
    jump.set("action", "ppaction://hlinksldjump")
    made.save(str(tmp_path / "theirs.pptx"))
    deck = extract(tmp_path / "theirs.pptx", tmp_path / "deck").path
    (first, *_) = sorted((deck.parent / "slides").iterdir())
    assert "[Opening](#results-by-region)" in first.read_text("utf-8")
    path = Project(deck).build().path
    reviewed = Presentation(str(path))
    listed = reviewed.slides._sldIdLst
    reviewed.part.drop_rel(listed[1].rId)
    listed.remove(listed[1])
    reviewed.save(str(tmp_path / "reviewed.pptx"))
    pull(tmp_path / "reviewed.pptx", deck)
    assert "Title: Opening\n" in first.read_text("utf-8")
    assert len(Presentation(str(Project(deck).build().path)).slides) == 2
    assert pull(tmp_path / "reviewed.pptx", deck).files == {}
