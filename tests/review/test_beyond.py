"""What a reviewer changed that YAML cannot hold is listed by pull; nothing is written for it."""

import random
from pathlib import Path

import pytest
from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE
from pptx.oxml.ns import qn
from pptx.util import Pt

from deckgen.commands import pull
from deckgen.opc.package import Package
from deckgen.project import Project
from deckgen.review import untracked
from deckgen.review.base import base_in
from deckgen.review.pull.report import PullReport
from tests.review.conftest import SAMPLE, Sent
from tests.support import drawn
from tests.support.office import Office
from tests.support.paths import needs_corpus
from tests.support.review import catalogue
from tests.support.review.author import FOREIGN, Author
from tests.support.review.backend_pptx import PptxDeck
from tests.support.review.saving import save

pytestmark = pytest.mark.slow


def pulled(reviewed: Path) -> PullReport:
    report = pull.pull(reviewed, SAMPLE, dry=True)
    assert report.files == {}
    return report


def saved(edited, folder: Path) -> Path:  # type: ignore[no-untyped-def]
    path = folder / "reviewed.pptx"
    edited.save(path)
    return path


def test_a_dragged_box_is_pulled(sample: Sent, tmp_path: Path) -> None:
    edited = Presentation(sample.path)
    shape = edited.slides[0].shapes.title
    assert shape is not None
    name = shape.name
    shape.left, shape.top, shape.width, shape.height = (
        shape.left + Pt(30), shape.top, shape.width, shape.height,
    )  # fmt: skip
    report = pull.pull(saved(edited, tmp_path), SAMPLE, dry=True)
    assert report.untracked == []
    (text,) = report.files.values()
    assert f"boxes:\n  {name}: " in text


def test_a_box_that_moved_by_less_than_a_point_is_not(sample: Sent, tmp_path: Path) -> None:
    edited = Presentation(sample.path)
    shape = edited.slides[0].shapes.title
    assert shape is not None
    shape.left, shape.top, shape.width, shape.height = (
        shape.left + Pt(0.5), shape.top, shape.width, shape.height,
    )  # fmt: skip
    assert pulled(saved(edited, tmp_path)).empty


@pytest.mark.parametrize("text", ["", "Look here"])
def test_a_new_shape_is_listed(sample: Sent, tmp_path: Path, text: str) -> None:
    edited = Presentation(sample.path)
    shape = edited.slides[0].shapes.add_shape(MSO_SHAPE.OVAL, Pt(9), Pt(9), Pt(90), Pt(90))
    shape.text_frame.text = text
    report = pulled(saved(edited, tmp_path))
    assert len(report.untracked) == 1
    assert f"`{shape.name}`" in str(report.untracked[0])


def test_another_layout_is_listed(sample: Sent, tmp_path: Path) -> None:
    edited = Presentation(sample.path)
    slide = edited.slides[0]
    other = next(one for one in edited.slide_layouts if one.name != slide.slide_layout.name)
    relation = next(r for r in slide.part.rels.values() if r.reltype.endswith("/slideLayout"))
    relation._target = other.part
    report = pull.pull(saved(edited, tmp_path), SAMPLE, dry=True)
    assert any(f"its layout is `{other.name}` now" in str(line) for line in report.untracked)


def test_what_libreoffice_writes_anew_is_not_listed(
    office: Office, briefing: Sent, sample: Sent
) -> None:
    mine, theirs = office.all_resaved([sample.path, briefing.path])
    assert pulled(mine).empty
    assert pull.review(Project(briefing.deck), Package.open(theirs)).untracked == ()


@needs_corpus
@pytest.mark.parametrize("deck", FOREIGN)
def test_saving_another_deck_by_python_pptx_lists_nothing(deck: str, tmp_path: Path) -> None:
    author = Author.of(deck, tmp_path / "author")
    Presentation(str(author.build(tmp_path / "sent.pptx"))).save(str(tmp_path / "saved.pptx"))
    assert pull.review(Project(author.deck), Package.open(tmp_path / "saved.pptx")).untracked == ()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_what_powerpoint_is_known_to_write_is_not_listed(
    briefing: Sent, sample: Sent, tmp_path: Path, seed: int
) -> None:
    for path in (briefing.path, sample.path, drawn.build(tmp_path).sent):
        kept = base_in(Package.open(path))
        save(Presentation(str(path)), tmp_path / "saved.pptx", random.Random(seed))
        assert untracked.untracked_changes(Package.open(tmp_path / "saved.pptx"), kept) == []


@needs_corpus
def test_values_of_a_chart_that_yaml_only_keeps_are_listed(tmp_path: Path) -> None:
    author = Author.of("gramex--input2.pptx", tmp_path / "author")
    deck = Presentation(str(author.build(tmp_path / "sent.pptx")))
    shapes = [shape for slide in deck.slides for shape in slide.shapes]
    (frame,) = [shape for shape in shapes if shape.name == "Combo Chart"]
    for value in frame.chart._chartSpace.iter(qn("c:v")):
        if value.text in ("4.3", "Series 1"):
            value.text = {"4.3": "200"}.get(value.text, "Another name")
    deck.save(str(tmp_path / "reviewed.pptx"))
    listed = pull.review(Project(author.deck), Package.open(tmp_path / "reviewed.pptx")).untracked
    assert [str(line) for line in listed] == [
        "slide `test-chart`: the values of `Combo Chart` changed",
        "slide `test-chart`: the categories or names of series of `Combo Chart` changed",
    ]


@pytest.mark.parametrize("edit", ["series_add", "series_remove", "column_add"])
def test_what_follows_from_series_and_columns_is_not_listed(
    sample: Sent, tmp_path: Path, edit: str
) -> None:
    edited = PptxDeck(sample.path, random.Random(1))
    catalogue.review(edited, edited.chance, [edit])
    report = pull.pull(saved(edited.deck, tmp_path), SAMPLE, dry=True)
    assert report.files
    assert report.untracked == []


@needs_corpus
@pytest.mark.parametrize(
    ("deck", "shape"), [(FOREIGN[1], "Bullet Rectangle Horizontal"), (FOREIGN[2], "Title 1")]
)
def test_what_a_duplicate_takes_along_is_not_listed(deck: str, shape: str, tmp_path: Path) -> None:
    author = Author.of(deck, tmp_path / "author")
    edited = PptxDeck(author.build(tmp_path / "sent.pptx"), random.Random(1))
    edited.duplicate([s for s in edited.slides() if shape in names(s)][-1])
    edited.deck.save(str(tmp_path / "reviewed.pptx"))
    report = pull.pull(tmp_path / "reviewed.pptx", author.deck, dry=True)
    assert [item.what for item in report.pulled] == ["a new slide"]
    assert report.untracked == []


def names(slide) -> list[str]:  # type: ignore[no-untyped-def]
    return [shape.name for shape in slide.shapes]


@needs_corpus
def test_a_box_called_as_one_on_its_layout_is_pulled_as_new_alone(tmp_path: Path) -> None:
    author = Author.of(FOREIGN[2], tmp_path / "author")
    edited = PptxDeck(author.build(tmp_path / "sent.pptx"), random.Random(1))
    beside = [s for s in edited.slides() if "TextBox 6" not in names(s)]
    slide = next(s for s in beside if "TextBox 6" in names(s.slide_layout))
    edited.add_text_box(slide, "New")
    slide.shapes[-1].name = "TextBox 6"
    report = pull.pull(saved(edited.deck, tmp_path), author.deck, dry=True)
    assert report.untracked == []
    (text,) = report.files.values()
    assert "TextBox 6: New\nboxes:\n  TextBox 6: 60, 170, 230, 40\n" in text
