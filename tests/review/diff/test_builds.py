"""Two builds of a deck are compared as a person would say it, and no change is told twice."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image
from pptx import Presentation
from pptx.enum.shapes import MSO_CONNECTOR

from deckgen import build
from deckgen.commands.diff import diff
from deckgen.commands.extract import extract
from deckgen.project import Project
from deckgen.review.diff.model import SlideChange
from deckgen.review.diff.render import render_text
from tests.deck.project import DECK, FILES, TEMPLATE, write
from tests.support.command import deckgen

PICTURE = """\
layout: Two Content
Title: A picture
Content 1:
  picture: images/photo.png
  alt: A garden
Content 2: Words
"""


def painted(folder: Path, colour: str) -> None:
    (folder / "images").mkdir(exist_ok=True)
    Image.new("RGB", (40, 30), colour).save(folder / "images" / "photo.png")


@pytest.fixture
def builds(tmp_path: Path) -> Path:
    """A folder with `old.pptx` and `new.pptx`."""
    deck = DECK.replace("TEMPLATE", TEMPLATE.as_posix()) + "  - photo\n"
    painted(tmp_path, "red")
    path = write(tmp_path, {"deck.yaml": deck, "slides/photo.yaml": PICTURE})
    build(path, output=tmp_path / "old.pptx")
    painted(tmp_path, "blue")
    added = deck.replace("  - figures", "  - figures\n  - added").replace("6 March", "7 March")
    write(
        tmp_path,
        {
            "deck.yaml": added,
            "slides/photo.yaml": PICTURE,
            "slides/added.yaml": "layout: Title and Content\nTitle: New\nContent: Words\n",
            "facts.yaml": FILES["facts.yaml"].replace("value: 774", "value: 9000"),
        },
    )
    build(path, output=tmp_path / "new.pptx")
    return tmp_path


@pytest.mark.slow
def test_two_builds(builds: Path) -> None:
    assert deckgen("diff", "old.pptx", "new.pptx", cwd=builds).stdout == (
        "`Date` of 4 slides: [-6-]{+7+} March 2020\n"
        "\n"
        "Slide 2: What was counted\n"
        "  notes: [-50%-]{+4%+} of all.\n"
        "\n"
        "Slide 3: New\n"
        "  added\n"
        "  + Title: New\n"
        "  + Content: Words\n"
        "\n"
        "Slide 4: Arrests\n"
        "  Content, All, Arrests: 774 -> 9000\n"
        "\n"
        "Slide 6: A picture\n"
        "  Content 1, picture: another file\n"
        "\n"
        "3 slides changed, 1 added\n"
    )
    assert (
        "Slide 3 of the old deck: New" in deckgen("diff", "new.pptx", "old.pptx", cwd=builds).stdout
    )


@pytest.mark.slow
def test_what_was_done_to_the_newer_one_by_hand_is_told(builds: Path) -> None:
    deck = Presentation(str(builds / "new.pptx"))
    chart = next(shape for shape in deck.slides[3].shapes if shape.has_chart)
    chart.left += 127_000
    deck.save(str(builds / "edited.pptx"))
    told = deckgen("diff", "old.pptx", "edited.pptx", cwd=builds).stdout
    assert "  Content, All, Arrests: 774 -> 9000\n  the box of `Content`: " in told


@pytest.mark.slow
def test_one_order_for_all_that_changed(builds: Path) -> None:
    deck = Presentation(str(builds / "old.pptx"))
    title = deck.slides[0].shapes.title
    title.left, title.top, title.width, title.height = 12700, 25400, 1270000, 127000
    deck.save(str(builds / "edited.pptx"))
    for names, order in (
        (("old.pptx", "edited.pptx"), r"-> 1, 2, 100, 10 pt"),
        (("edited.pptx", "old.pptx"), r": 1, 2, 100, 10 ->"),
    ):
        assert order in deckgen("diff", *names, cwd=builds).stdout


def test_a_reviewers_new_slide_speaks_the_short_names_of_an_extracted_deck(tmp_path: Path) -> None:
    made = Presentation()
    for title in ("Opening", "Two\vlines"):
        slide = made.slides.add_slide(made.slide_layouts[1])
        slide.shapes.title.name, slide.placeholders[1].name = "Titel 3", "Inhalt 4"
        slide.shapes.title.text, slide.placeholders[1].text = title, f"Words of {title}\n"
        slide.shapes.add_connector(MSO_CONNECTOR.STRAIGHT, 0, 0, 10, 10).name = "Arrow"
    made.save(str(tmp_path / "theirs.pptx"))
    deck = extract(tmp_path / "theirs.pptx", tmp_path / "deck").path
    sent = Project(deck).build(tmp_path / "sent.pptx").path
    reviewed = Presentation(str(sent))
    added = reviewed.slides.add_slide(reviewed.slide_layouts[1])
    added.shapes.title.text, added.placeholders[1].text = "From Ann", "One\nTwo"
    reviewed.slides[0].shapes.title.text += " (rev)"
    slides = reviewed.slides._sldIdLst
    slides.remove(slides[1])
    reviewed.save(str(tmp_path / "reviewed.pptx"))
    assert render_text(diff(str(sent), str(tmp_path / "reviewed.pptx"))) == (
        "Slide 1: Opening (rev)\n"
        "  Titel: Opening{+ (rev)+}\n"
        "\n"
        "Slide 2 of the old deck: Two lines\n"
        "  removed\n"
        "  - Titel: Two / lines\n"
        "  - Inhalt: Words of Two / lines\n"
        "\n"
        "Slide 2: From Ann\n"
        "  added\n"
        "  + Titel: From Ann\n"
        "  + Inhalt: One / Two\n"
        "\n"
        "1 slide changed, 1 added, 1 removed\n"
    )


def test_a_new_slide_like_a_pattern_is_told_by_what_it_says_alone(tmp_path: Path) -> None:
    made = Presentation()
    slide = made.slides.add_slide(made.slide_layouts[5])
    slide.shapes.title.text = "Opening"
    slide.shapes.add_connector(MSO_CONNECTOR.STRAIGHT, 0, 0, 10, 10).name = "Arrow"
    made.save(str(tmp_path / "theirs.pptx"))
    deck = extract(tmp_path / "theirs.pptx", tmp_path / "deck").path
    text = deck.read_text("utf-8").replace("slides:\n", "slides:\n  - section: All\n")
    deck.write_text(text, "utf-8")
    Project(deck).build(tmp_path / "old.pptx")
    Project(deck).build(tmp_path / "new.pptx")
    (deck.parent / "slides" / "end.yaml").write_text("like: opening\nTitle: End\n", "utf-8")
    deck.write_text(text + "  - end\n", "utf-8")
    changes = Project(deck).build(tmp_path / "new.pptx").changes
    assert changes is not None
    assert (changes.added, changes.deck) == (("end",), ())
    assert [type(one) for one in diff(str(tmp_path / "old.pptx"), str(tmp_path / "new.pptx"))] == [
        SlideChange
    ]
