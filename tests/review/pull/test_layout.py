"""Another slide layout that a reviewer chose is written, with the names of its slots."""

import random
from pathlib import Path

from pptx import Presentation

from deckgen.commands import build, extract, pull
from tests.support.paths import TEMPLATES
from tests.support.review import catalogue
from tests.support.review.backend_pptx import PptxDeck
from tests.support.templates import with_layouts

TEMPLATE = with_layouts(
    "Title and Content", "Title Only", "Two Content", "Table", of=TEMPLATES["briefing"]
)
BOX = "Note: A text box\nboxes:\n  Note: 36, 440, 300, 40\n"
SLIDE = """\
layout: Title and Content
Title: Here
Content: |
  One
  **Two**
"""


def made(folder: Path) -> Path:
    (folder / "slides").mkdir(parents=True)
    (folder / "slides" / "one.yaml").write_text(SLIDE, "utf-8")
    settings = f"title: T\ntemplate: {TEMPLATE}\nslides: [one]\n"
    (folder / "deck.yaml").write_text(settings, "utf-8")
    return folder / "deck.yaml"


def test_another_layout_is_pulled(tmp_path: Path) -> None:
    deck = made(tmp_path / "deck")
    sent = build.build(deck, output=tmp_path / "sent.pptx").path
    edited = PptxDeck(sent, random.Random(1))
    catalogue.review(edited, edited.chance, ["layout"])
    edited.deck.slides[0].shapes.title.text_frame.text = "There"
    edited.deck.save(str(tmp_path / "reviewed.pptx"))
    name = Presentation(str(tmp_path / "reviewed.pptx")).slides[0].slide_layout.name
    report = pull.pull(tmp_path / "reviewed.pptx", deck)
    assert report.untracked == []
    text = (deck.parent / "slides" / "one.yaml").read_text("utf-8")
    assert text.startswith(f"layout: {name}\nTitle: There\n")
    assert text.endswith("|\n  One\n  **Two**\n")
    assert not pull.pull(tmp_path / "reviewed.pptx", deck).files
    rebuilt = build.build(deck, output=tmp_path / "rebuilt.pptx").path
    assert Presentation(str(rebuilt)).slides[0].slide_layout.name == name
    assert not pull.pull(rebuilt, deck).files


def test_a_text_box_stays_on_another_layout(tmp_path: Path) -> None:
    deck = made(tmp_path / "deck")
    file = deck.parent / "slides" / "one.yaml"
    file.write_text(SLIDE + BOX, "utf-8")
    sent = build.build(deck, output=tmp_path / "sent.pptx").path
    edited = PptxDeck(sent, random.Random(1))
    catalogue.review(edited, edited.chance, ["layout"])
    edited.deck.save(str(tmp_path / "reviewed.pptx"))
    name = Presentation(str(tmp_path / "reviewed.pptx")).slides[0].slide_layout.name
    report = pull.pull(tmp_path / "reviewed.pptx", deck)
    assert report.untracked == []
    assert file.read_text("utf-8").startswith(f"layout: {name}\n")
    assert file.read_text("utf-8").endswith(BOX)
    assert not pull.pull(tmp_path / "reviewed.pptx", deck).files


def test_a_duplicate_on_another_layout_than_its_pattern_is_listed(tmp_path: Path) -> None:
    made_by_others = build.build(made(tmp_path / "deck"), output=tmp_path / "one.pptx").path
    deck = tmp_path / "own" / "deck.yaml"
    extract.extract(made_by_others, deck.parent)
    sent = build.build(deck, output=tmp_path / "sent.pptx").path
    edited = PptxDeck(sent, random.Random(1))
    catalogue.review(edited, edited.chance, ["layout"])
    catalogue.review(edited, edited.chance, ["duplicate"])
    edited.deck.save(str(tmp_path / "reviewed.pptx"))
    report = pull.pull(tmp_path / "reviewed.pptx", deck)
    assert [item.what for item in report.pulled] == ["a new slide"]
    layout = Presentation(str(tmp_path / "reviewed.pptx")).slides[1].slide_layout.name
    new = report.pulled[0].slide
    told = f"its layout is `{layout}`; as `one` it gets `Title and Content`"
    assert told in [item.what for item in report.untracked if item.slide == new]
    assert not pull.pull(tmp_path / "reviewed.pptx", deck).files
