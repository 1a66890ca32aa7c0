"""RAW: `${...}` on a slide in what no YAML writes is told with its slide and shape."""

from __future__ import annotations

from pathlib import Path

import pytest
from pptx import Presentation
from pptx.util import Inches

from deckgen.commands import check

DECK = """\
title: Beds
template: template.pptx
facts:
  beds:
    value: 52
slides:
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a template: a pattern with a group, a box and notes, and text on a layout."""
    presentation = Presentation()
    layout = presentation.slide_layouts[5]
    pattern = presentation.slides.add_slide(layout)
    pattern.shapes.title.text = "Pattern"
    inside = Inches(1), Inches(2), Inches(4), Inches(1)
    box = pattern.shapes.add_textbox(*inside)
    box.name, box.text_frame.text = "Filled", "${beds} beds"
    box = pattern.shapes.add_textbox(*inside)
    box.name, box.text_frame.text = "Open", "${} and ${beds}"
    pattern.notes_slide.notes_text_frame.text = "Say ${beds}"
    presentation.save(str(tmp_path / "template.pptx"))
    (tmp_path / "data.csv").write_text("Year,Beds\n${beds},3\n", encoding="utf-8")
    return tmp_path


def told(folder: Path, slides: str) -> list[tuple[str, str, int | None, str | None]]:
    path = folder / "deck.yaml"
    path.write_text(DECK + slides, encoding="utf-8")
    found = [f for f in check.check(path).findings if f.diagnostic.code == "RAW"]
    return [
        (
            f.diagnostic.severity.value,
            f.diagnostic.message.partition(" stands")[0],
            f.spot.slide if f.spot else None,
            f.spot.shape if f.spot else None,
        )
        for f in found
    ]


def test_what_a_pattern_keeps_is_told_and_what_prints_a_fact_is_not(folder: Path) -> None:
    assert told(folder, "  - id: a\n    like: pattern\n") == [
        ("warning", "`${}`", 1, "Open"),
        ("warning", "`${beds}`", 1, None),
    ]


def test_what_yaml_escapes_is_meant(folder: Path) -> None:
    slide = (
        "  - id: a\n    layout: Title and Content\n    Title 1: The \\${beds}\n"
        "    Content Placeholder 2:\n      table: |\n        \\${beds} | 3\n"
        "      alt: 'One \\${beds}'\n    notes: Not \\${beds}\n"
    )
    assert told(folder, slide) == []


def test_a_cell_of_a_file_of_data_is_told(folder: Path) -> None:
    slide = (
        "  - id: a\n    layout: Title and Content\n    Title 1: x\n"
        "    Content Placeholder 2:\n      table: data.csv\n"
    )
    assert told(folder, slide) == [("warning", "`${beds}`", 1, "Content Placeholder 2")]


def test_text_of_a_layout_is_told_once(folder: Path) -> None:
    presentation = Presentation(str(folder / "template.pptx"))
    layout = presentation.slide_layouts[5]
    box = presentation.slides[0].shapes[1].element
    layout.shapes._spTree.append(box)
    presentation.save(str(folder / "template.pptx"))
    slides = "".join(
        f"  - id: {name}\n    layout: {layout.name}\n    Title 1: x\n" for name in ("a", "b")
    )
    assert told(folder, slides) == [("warning", "`${beds}`", None, "Filled")]


def test_a_presentation_alone_is_not_looked_at(folder: Path) -> None:
    assert check.check(folder / "template.pptx").skipped["RAW"] == "only a deck prints facts"
