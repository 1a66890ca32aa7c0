"""A presentation that was saved again and not edited: nothing changes, nothing is said."""

from __future__ import annotations

from pathlib import Path

import pytest
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches

from tests.review.pull.reviewed import ReviewedDeck
from tests.support.command import deckgen


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A deck that a script made with python-pptx."""
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[1])
    slide.shapes.title.text = "Title"
    slide.placeholders[1].text_frame.text = "one"
    below = slide.placeholders[1].text_frame.add_paragraph()
    below.text, below.level = "two", 1
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    slide.shapes.title.text = "Table"
    place = (Inches(1), Inches(2), Inches(6), Inches(2))
    table = slide.shapes.add_table(2, 2, *place).table
    for row in range(2):
        for column in range(2):
            table.cell(row, column).text = f"{row} {column}"
    data = CategoryChartData()
    data.categories = ["a", "b"]
    data.add_series("x", (1, 2))
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, *place, data)
    slide.shapes.add_textbox(*place).text_frame.text = "a box"
    slide.notes_slide.notes_text_frame.text = "notes"
    path = tmp_path_factory.mktemp("made") / "made.pptx"
    deck.save(str(path))
    return path


@pytest.mark.quick(1)
@pytest.mark.parametrize("base", [("--base", "../made.pptx"), ()])
def test_an_extracted_deck_that_was_saved_again(
    made: Path, base: tuple[str, ...], tmp_path: Path
) -> None:
    deck = ReviewedDeck(tmp_path / "deck")
    assert deckgen("extract", made, "-o", deck.folder, cwd=tmp_path).returncode == 0
    (tmp_path / "made.pptx").write_bytes(made.read_bytes())
    Presentation(str(made)).save(str(deck.folder / "reviewed.pptx"))
    done = deck.assert_at_rest(*base)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "nothing to write\n")


def test_a_build_of_an_extracted_deck_that_was_saved_again(made: Path, tmp_path: Path) -> None:
    deck = ReviewedDeck(tmp_path / "deck")
    assert deckgen("extract", made, "-o", deck.folder, cwd=tmp_path).returncode == 0
    assert deck.run("build", "--embed", "full", "-o", "sent.pptx").returncode == 0
    Presentation(str(deck.folder / "sent.pptx")).save(str(deck.folder / "reviewed.pptx"))
    done = deck.assert_at_rest()
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "nothing to write\n")


def test_notes_that_a_slide_has_from_its_pattern_are_nobodys_edit(
    made: Path, tmp_path: Path
) -> None:
    deck = ReviewedDeck(tmp_path / "deck")
    assert deckgen("extract", made, "-o", deck.folder, cwd=tmp_path).returncode == 0
    (noted,) = (p for p in (deck.folder / "slides").iterdir() if "notes:" in p.read_text())
    again = noted.read_text().replace("notes: notes\n", "")
    listed = deck.text("deck.yaml").rstrip("\n")
    deck.write({"slides/04-again.yaml": again})
    (deck.folder / "deck.yaml").write_text(f"{listed}\n  - again\n")
    assert deck.run("build", "-o", "sent.pptx").returncode == 0
    presentation = Presentation(str(deck.folder / "sent.pptx"))
    frame = presentation.slides[3].notes_slide.notes_text_frame
    assert frame.text == "notes"
    presentation.save(str(deck.folder / "reviewed.pptx"))
    done = deck.assert_at_rest()
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "nothing to write\n")
    frame.paragraphs[0].runs[0].text = "Other notes"
    presentation.save(str(deck.folder / "reviewed.pptx"))
    assert deck.pull().stdout == "again notes: added in slides/04-again.yaml\n"
