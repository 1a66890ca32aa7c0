"""Another slide layout that a reviewer chose is written, with the names of its slots."""

import random
from pathlib import Path

import pytest
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


def extracted(folder: Path) -> Path:
    """A deck whose one slide is `like` the slide of its template."""
    made_by_others = build.build(made(folder / "deck"), output=folder / "one.pptx").path
    extract.extract(made_by_others, folder / "own")
    return folder / "own" / "deck.yaml"


@pytest.mark.parametrize("seed", range(6))
def test_another_layout_of_a_slide_like_a_pattern_is_pulled(seed: int, tmp_path: Path) -> None:
    deck = extracted(tmp_path)
    sent = build.build(deck, output=tmp_path / "sent.pptx").path
    edited = PptxDeck(sent, random.Random(seed))
    catalogue.review(edited, edited.chance, ["layout"])
    edited.deck.slides[0].shapes.title.text_frame.text = "There"
    edited.deck.save(str(tmp_path / "reviewed.pptx"))
    name = Presentation(str(tmp_path / "reviewed.pptx")).slides[0].slide_layout.name
    report = pull.pull(tmp_path / "reviewed.pptx", deck)
    assert report.untracked == []
    (file,) = (deck.parent / "slides").iterdir()
    assert file.read_text("utf-8").startswith(f"like: one\nlayout: {name}\nTitle: There\n")
    assert not pull.pull(tmp_path / "reviewed.pptx", deck).files
    rebuilt = build.build(deck, output=tmp_path / "rebuilt.pptx").path
    assert places(rebuilt) == places(tmp_path / "reviewed.pptx")
    assert not pull.pull(rebuilt, deck).files
    again = PptxDeck(rebuilt, random.Random(seed + 1))
    catalogue.review(again, again.chance, ["layout"])
    again.deck.save(str(tmp_path / "again.pptx"))
    # From one layout to another content can come elsewhere than from the pattern's: that is listed.
    listed = [
        item.what.partition("`")[0] for item in pull.pull(tmp_path / "again.pptx", deck).untracked
    ]
    same = places(build.build(deck, output=rebuilt).path) == places(tmp_path / "again.pptx")
    assert listed == ([] if same else ["its layout is "])


def places(path: Path) -> list[tuple[str, str, tuple[int, ...]]]:
    """The layout of a deck's slides, with the texts of placeholders and where they stand."""
    return [
        (slide.slide_layout.name, shape.text_frame.text, (shape.left, shape.top, shape.width))
        for slide in Presentation(str(path)).slides
        for shape in slide.placeholders
        if shape.placeholder_format.idx < 10
    ]


def test_another_place_than_a_build_gives_on_a_layout_is_listed(tmp_path: Path) -> None:
    deck = extracted(tmp_path)
    sent = build.build(deck, output=tmp_path / "sent.pptx").path
    edited = PptxDeck(sent, random.Random(0))
    slide = edited.deck.slides[0]
    layout = edited.deck.slide_layouts.get_by_name("Two Content")
    (laid_out,) = (one for one in slide.part.rels.values() if "Layout" in one.reltype)
    laid_out._target = layout.part
    slide.placeholders[1].element.xpath(".//p:ph")[0].set("idx", "2")
    edited.deck.save(str(tmp_path / "reviewed.pptx"))
    report = pull.pull(tmp_path / "reviewed.pptx", deck)
    assert [item.what for item in report.untracked] == [
        "its layout is `Two Content` now; `layout:` decides which slots there are"
    ]


@pytest.mark.parametrize("first", [True, False])
def test_a_duplicate_on_another_layout_than_its_pattern(first: bool, tmp_path: Path) -> None:
    deck = extracted(tmp_path)
    sent = build.build(deck, output=tmp_path / "sent.pptx").path
    edited = PptxDeck(sent, random.Random(1))
    kinds = ["layout", "duplicate"] if first else ["duplicate", "layout"]
    for kind in kinds:
        catalogue.review(edited, edited.chance, [kind])
    edited.deck.save(str(tmp_path / "reviewed.pptx"))
    report = pull.pull(tmp_path / "reviewed.pptx", deck)
    assert report.untracked == []
    rebuilt = build.build(deck, output=tmp_path / "rebuilt.pptx").path
    assert places(rebuilt) == places(tmp_path / "reviewed.pptx")
    assert not pull.pull(tmp_path / "reviewed.pptx", deck).files


def test_a_variant_says_itself_which_layout_a_slide_like_a_pattern_got(tmp_path: Path) -> None:
    deck = extracted(tmp_path)
    deck.write_text(deck.read_text("utf-8") + "variants: variants\n", "utf-8")
    file = deck.parent / "variants" / "v.yaml"
    file.parent.mkdir()
    file.write_text("extends: ../deck.yaml\nslides:\n  one:\n    Title: For v\n", "utf-8")
    sent = build.build(deck, variant="v", output=tmp_path / "sent.pptx").path
    edited = PptxDeck(sent, random.Random(3))
    catalogue.review(edited, edited.chance, ["layout"])
    edited.deck.save(str(tmp_path / "reviewed.pptx"))
    name = Presentation(str(tmp_path / "reviewed.pptx")).slides[0].slide_layout.name
    assert pull.pull(tmp_path / "reviewed.pptx", deck).untracked == []
    assert file.read_text("utf-8").endswith(f"    Title: For v\n    layout: {name}\n")
    rebuilt = build.build(deck, variant="v", output=tmp_path / "rebuilt.pptx").path
    assert places(rebuilt) == places(tmp_path / "reviewed.pptx")
    assert not pull.pull(tmp_path / "reviewed.pptx", deck).files
