"""A source line that the slide's layout has no slot for is named, once a build."""

from pathlib import Path

import pytest
from pptx import Presentation

from deckgen.diagnostics import Diagnostic, Severity, render
from deckgen.project import Project
from tests.support.paths import ROOT

SETTINGS = """\
title: A deck
template: {template}
output: out.pptx
facts:
  people:
    value: 1,234
    {field}
slides:
"""
SLIDE = "  - id: {id}\n    layout: {layout}\n    Title{n}: ${{people}} people{more}\n"


@pytest.fixture
def stock(tmp_path: Path) -> Path:
    """The folder of a deck with python-pptx's own template, whose layouts have no slot `Source`."""
    Presentation().save(str(tmp_path / "stock.pptx"))
    return tmp_path


def told(folder: Path, *slides: str, template: str = "stock.pptx", field: str = "source: Census",
         strict: bool = False) -> list[Diagnostic]:  # fmt: skip
    text = SETTINGS.format(template=template, field=field) + "".join(slides)
    (folder / "deck.yaml").write_text(text, encoding="utf-8")
    built = Project(folder / "deck.yaml").build(strict=strict, force=True)
    return [found for found in built.diagnostics if found.code == "no-source-slot"]


def slide(name: str, layout: str = "Title Only", *, n: str = " 1", more: str = "") -> str:
    return SLIDE.format(id=name, layout=layout, n=n, more=more)


@pytest.mark.parametrize("strict", [False, True])
def test_one_warning_names_all_slides_and_what_to_add(stock: Path, strict: bool) -> None:
    (warning,) = told(stock, slide("a"), slide("b"), strict=strict)
    assert warning.severity is Severity.WARNING
    assert warning.message == (
        "2 slides do not show the source line of their facts: "
        "the layout `Title Only` has no slot `Source`"
    )
    text = render(warning)
    assert "deck.yaml:9:5" in text
    assert "they are `a` and `b`" in text
    assert "Slide Master" in text
    assert "name it `Source`" in text


def test_a_period_or_a_date_is_a_source_line_too(stock: Path) -> None:
    assert told(stock, slide("a"), field="as_of: 2020-01-01")
    assert told(stock, slide("a"), field="unit: people") == []


def test_a_slide_that_names_the_source_itself_has_said_it(stock: Path) -> None:
    assert told(stock, slide("a", more=", after the Census")) == []


@pytest.mark.parametrize("layout", ["Title Slide", "Section Header"])
def test_layouts_that_open_a_deck_or_a_part_cite_nothing(layout: str, stock: Path) -> None:
    assert told(stock, slide("a", layout)) == []


@pytest.mark.slow
def test_a_layout_of_the_template_that_has_the_slot_is_named(tmp_path: Path) -> None:
    template = str(ROOT / "templates" / "briefing.pptx")
    (warning,) = told(tmp_path, slide("a", "Bare", n=""), template=without_source(tmp_path))
    assert "or use a layout that has it: `Title and Content`" in render(warning)
    assert told(tmp_path, slide("a", "Title Only", n=""), template=template) == []


def without_source(folder: Path) -> str:
    """The briefing's template with the placeholder `Source` of `Title Only` renamed."""
    made = Presentation(str(ROOT / "templates" / "briefing.pptx"))
    layout = made.slide_layouts.get_by_name("Title Only")
    layout.name = "Bare"
    for shape in layout.placeholders:
        if shape.name == "Source":
            shape.name = "Remark"
    made.save(str(folder / "bare.pptx"))
    return "bare.pptx"


def test_a_pattern_takes_the_source_line_in_a_text_box(tmp_path: Path) -> None:
    for name in ("Remark", "Source"):
        made = Presentation()
        pattern = made.slides.add_slide(made.slide_layouts[5])
        pattern.shapes.title.text = "Pattern"
        box = pattern.shapes.add_textbox(0, 0, 9144000, 914400)
        box.name, box.text_frame.text = name, "Old source"
        made.save(str(tmp_path / "stock.pptx"))
        like = "  - id: a\n    like: pattern\n    Title 1: ${people}\n"
        warnings = told(tmp_path, like)
        (built,) = Presentation(str(tmp_path / "out.pptx")).slides
        texts = [shape.text_frame.text for shape in built.shapes]
        if name == "Source":
            assert (warnings, texts) == ([], ["1,234", "Source: Census."])
        else:
            assert texts == ["1,234"]
            assert "the pattern `pattern` has no slot `Source`" in warnings[0].message
