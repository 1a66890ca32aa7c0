"""A slide without a title: what its layout has room for, what the template lacks."""

from pathlib import Path

import pptx
from pptx import Presentation

from deckgen.checks import of_file
from deckgen.opc.package import Package
from deckgen.project import Project
from tests.checks.sound import printed

STOCK = Path(pptx.__file__).parent / "templates" / "default.pptx"
DECK = """\
title: A deck
template: {}
slides:
"""
SLIDE = "  - id: {}\n    layout: {}\n"


def test_a_slot_that_yaml_leaves_out_is_named(tmp_path: Path) -> None:
    text = DECK.format(STOCK) + SLIDE.format("a", "Title and Content")
    (tmp_path / "deck.yaml").write_text(text + "    Content Placeholder 2: Words\n", "utf-8")
    text = printed(Project(tmp_path / "deck.yaml").check(), "TITLE-PH")
    assert "error[TITLE-PH]: the slide has no title\n" in text
    assert "deck.yaml:4:5" in text
    assert "add `Title 1:` and the title to the YAML of the slide" in text


def test_a_layout_without_a_title_is_named_once(tmp_path: Path) -> None:
    made = Presentation()
    for layout in (6, 6, 5):
        made.slides.add_slide(made.slide_layouts[layout])
    title = made.slides[2].shapes.title._element
    title.getparent().remove(title)
    made.save(str(tmp_path / "deck.pptx"))
    text = printed(of_file(Package.open(tmp_path / "deck.pptx")), "TITLE-PH")
    assert text.count("the layout `Blank` has no title placeholder") == 1
    assert "in the template, the layout `Blank` has no title placeholder" in text
    assert "seen on slides 1 and 2" in text
    assert "the layout `Blank`; tick Slide Master > Title" in text
    assert "slide 3: the slide has no title; PowerPoint: Home > Reset" in text


def test_a_title_that_a_pattern_has_is_to_be_filled(tmp_path: Path) -> None:
    made = Presentation()
    pattern = made.slides.add_slide(made.slide_layouts[5])
    pattern.shapes.title.text = "Pattern"
    made.save(str(tmp_path / "template.pptx"))
    text = DECK.format("template.pptx") + "  - id: a\n    like: pattern\n"
    (tmp_path / "deck.yaml").write_text(text, "utf-8")
    text = printed(Project(tmp_path / "deck.yaml").check(), "TITLE-PH")
    assert "fill the title of the pattern `pattern` in the YAML of the slide" in text
