"""A pull of a finished deck takes the reviewer's edits, and none of the finisher's."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import chdir
from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.util import Inches

from deckgen import Problem, build
from deckgen.commands import pull
from deckgen.project.finish import BuiltDeck
from deckgen.review.pull.report import PullReport
from tests.deck.project import write
from tests.support.command import deckgen


def finish(deck: BuiltDeck) -> None:
    slide = deck.slide("arrests")
    point = slide.shape("Content").chart.plots[0].series[0].points[0]
    point.format.fill.solid()
    point.format.fill.fore_color.rgb = RGBColor(200, 20, 20)
    box = slide.shapes.add_textbox(Inches(1), Inches(1), Inches(2), Inches(1))
    box.name, box.text_frame.text = "Stamp", "Preliminary"
    deck.slide("cover").shape("Subtitle").text_frame.text = "All of Missouri, as counted"
    added = deck.slides.add_slide(deck.slide_layouts.get_by_name("Title and Content"))
    added.shapes.title.text = "What comes next"
    added.placeholders[1].text_frame.text = "A plan"


def shape(deck: Any, slide: int, name: str) -> Any:
    return next(shape for shape in deck.slides[slide].shapes if shape.name == name)


@cache
def sent() -> bytes:
    """The finished deck."""
    with TemporaryDirectory() as folder:
        return build(write(Path(folder)), finish=finish).path.read_bytes()


def reviewed(folder: Path, change: Callable[[Any], None]) -> PullReport:
    """What a pull makes of the finished deck that a reviewer changed."""
    write(folder)
    presentation = Presentation(BytesIO(sent()))
    change(presentation)
    presentation.save(str(folder / "reviewed.pptx"))
    with chdir(folder):
        return pull.pull("reviewed.pptx", "deck.yaml")


def listed(report: PullReport) -> list[str]:
    return [str(note) for note in report.untracked]


def untouched(_deck: Any) -> None:
    """A save without an edit."""


def retitled(deck: Any) -> None:
    shape(deck, 1, "Title").text_frame.text = "What was seen"


def test_nothing_comes_of_a_finished_deck_that_nobody_edited(tmp_path: Path) -> None:
    report = reviewed(tmp_path, untouched)
    assert (report.files, report.conflicts, listed(report)) == ({}, [], [])


@pytest.mark.slow
def test_nothing_comes_of_a_finished_deck_with_short_names_for_slots(tmp_path: Path) -> None:
    path = write(tmp_path)
    names = "slot_names:\n  layout Title and Content:\n    Heading: Title\n"
    path.write_text(f"{path.read_text()}{names}")
    sent = build(path, finish=finish).path
    with chdir(tmp_path):
        report = pull.pull(sent, "deck.yaml")
    assert (report.files, report.conflicts, listed(report)) == ({}, [], [])


def test_an_edit_beside_the_finishers_comes_in_alone(tmp_path: Path) -> None:
    report = reviewed(tmp_path, retitled)
    assert [path.name for path in report.files] == ["figures.yaml"]
    assert "Title: What was seen" in (tmp_path / "slides" / "figures.yaml").read_text()
    assert listed(report) == []


def test_an_edit_of_a_chart_that_the_finisher_painted_comes_in(tmp_path: Path) -> None:
    def retyped(deck: Any) -> None:
        chart = shape(deck, 2, "Content").chart
        data = chart._workbook.xlsx_part and chart.plots[0]
        values = chart._chartSpace.xpath(".//c:val//c:v")
        assert data is not None
        assert [value.text for value in values] == ["387", "774"]
        values[1].text = "800"

    report = reviewed(tmp_path, retyped)
    assert [(figure.edit.old, figure.edit.new) for figure in report.figures] == [("774", "800")]


@pytest.mark.quick(1)
@pytest.mark.parametrize(
    ("slide", "name", "text", "told"),
    [
        (2, "Stamp", "Final", "`Stamp`: Preliminary -> Final"),
        (0, "Subtitle", "All of it", "`Subtitle`: All of Missouri, as counted -> All of it"),
        (
            4,
            "Title 1",
            "What comes after",
            "`Title`: What comes next -> What comes",
        ),
    ],
)
def test_an_edit_of_the_finishers_text_is_listed(
    slide: int, name: str, text: str, told: str, tmp_path: Path
) -> None:
    def change(deck: Any) -> None:
        shape(deck, slide, name).text_frame.text = text

    report = reviewed(tmp_path, change)
    assert report.files == {}
    [note] = listed(report)
    assert told in note
    assert note.endswith(
        f"change it in the finisher `{__name__}:finish`, which made it what it was"
    )


@pytest.mark.slow
def test_a_finished_deck_without_a_plan_is_refused_but_for_a_base(tmp_path: Path) -> None:
    path = write(tmp_path)
    presentation = build(path, finish=finish, embed="hashes").presentation()
    retitled(presentation)
    presentation.save(str(tmp_path / "reviewed.pptx"))
    with chdir(tmp_path), pytest.raises(Problem, match="was finished by"):
        pull.pull("reviewed.pptx", "deck.yaml")
    base = build(tmp_path / "deck.yaml", output=tmp_path / "base.pptx", finish=finish).path
    with chdir(tmp_path):
        report = pull.pull("reviewed.pptx", "deck.yaml", base=base)
    assert [path.name for path in report.files] == ["figures.yaml"]
    assert listed(report) == []


def test_a_slide_that_the_reviewer_adds_comes_in_and_the_finishers_does_not(
    tmp_path: Path,
) -> None:
    def add(deck: Any) -> None:
        slide = deck.slides.add_slide(deck.slide_layouts.get_by_name("Title and Content"))
        slide.shapes.title.text = "A question"

    report = reviewed(tmp_path, add)
    assert [item.slide for item in report.pulled] == ["a-question"]
    text = (tmp_path / "deck.yaml").read_text()
    assert "a-question" in text
    assert "what-comes-next" not in text


@pytest.mark.slow
def test_the_finishers_slides_may_go_and_move(tmp_path: Path) -> None:
    def sort(deck: Any) -> None:
        order = deck.slides._sldIdLst
        entries = list(order)
        order.insert(1, entries[4])
        order.insert(0, entries[1])

    report = reviewed(tmp_path, sort)
    assert "what-comes-next" not in (tmp_path / "deck.yaml").read_text()
    assert report.conflicts == []
    with chdir(tmp_path):
        again = pull.pull("reviewed.pptx", "deck.yaml")
    assert again.files == {}


@pytest.mark.slow
def test_a_finishers_deletion_is_no_reviewers(tmp_path: Path) -> None:
    def shortened(deck: BuiltDeck) -> None:
        cover, *_, contacts = deck.slides._sldIdLst
        deck.part.drop_rel(cover.rId)
        for entry in (cover, contacts):
            deck.slides._sldIdLst.remove(entry)
        shape = deck.slide("figures").shape("Kicker")
        shape._element.getparent().remove(shape._element)

    path = write(tmp_path)
    presentation = build(path, finish=shortened).presentation()
    retitled_slide = presentation.slides[0]
    retitled_slide.shapes.title.text_frame.text = "What was seen"
    presentation.save(str(tmp_path / "reviewed.pptx"))
    with chdir(tmp_path):
        report = pull.pull("reviewed.pptx", "deck.yaml")
    assert [path.name for path in report.files] == ["figures.yaml"]
    assert listed(report) == []


@pytest.mark.slow
def test_a_diff_of_the_sent_and_the_reviewed_tells_the_reviewers_edits(tmp_path: Path) -> None:
    reviewed(tmp_path, retitled)
    (tmp_path / "sent.pptx").write_bytes(sent())
    found = deckgen("diff", "sent.pptx", "reviewed.pptx", cwd=tmp_path)
    assert "What was" in found.stdout
    assert "Preliminary" not in found.stdout
    assert "1 slide changed" in found.stdout


@pytest.mark.slow
def test_an_edited_file_is_not_replaced_and_its_edits_are_told(tmp_path: Path) -> None:
    path = build(write(tmp_path), finish=finish).path
    deck = Presentation(str(path))
    retitled(deck)
    deck.save(str(path))
    told = deckgen("build", cwd=tmp_path).stderr
    assert "error[would-overwrite]" in told
    assert "slide 2, `figures`: `Title`" in told
    assert "cover" not in told
