"""Slots of a pattern that a slide leaves out: left off, filled by the deck, or kept."""

from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.slide import Slide
from pptx.util import Inches

from deckgen.commands.extract import extract
from deckgen.commands.pull import pull
from deckgen.diagnostics import Diagnostic, Problem, Severity, render
from deckgen.opc.package import Package
from deckgen.project import Project
from deckgen.review import identity
from deckgen.source import edit
from tests.support.paths import ROOT, corpus_decks, needs_corpus

SETTINGS = """\
title: A deck
template: template.pptx
output: out.pptx
facts:
  people:
    value: 1,234
slides:
"""
IMAGE = ROOT / "tests" / "decks" / "images" / "photo.png"
ROOM = (Inches(1), Inches(2), Inches(4), Inches(1))


def template(folder: Path, change: Callable[[Slide], None] = lambda _: None) -> None:
    """A template with the slide `pattern`: a title, the text box `Note`, and what is changed."""
    made = Presentation()
    slide = made.slides.add_slide(made.slide_layouts[5])
    slide._element.cSld.set("name", "pattern")
    slide.shapes.title.text = "The pattern's title"
    add_text(slide, "Note", "Fixed words")
    change(slide)
    made.save(str(folder / "template.pptx"))


def add_text(slide: Slide, name: str, text: str) -> None:
    box = slide.shapes.add_textbox(*ROOM)
    box.name, box.text_frame.text = name, text


def add_placeholder(slide: Slide, kind: str, text: str) -> None:
    """A date, footer or slide number on a slide, as PowerPoint's Header & Footer writes it."""
    add_text(slide, kind, text)
    shape = slide.shapes[-1]._element
    place = shape.find(".//{*}nvPr")
    etree.SubElement(place, f"{{{place.nsmap['p']}}}ph", type=kind, idx="11")


def project(folder: Path, slides: str, settings: str = SETTINGS) -> Project:
    (folder / "deck.yaml").write_text(settings + slides, encoding="utf-8")
    return Project(folder / "deck.yaml")


def shown(made: Project) -> list[dict[str, str]]:
    """The texts of a built deck's shapes by name, slide by slide."""
    path = made.build(force=True).path
    return [
        {shape.name: shape.text_frame.text for shape in slide.shapes if shape.has_text_frame}
        for slide in Presentation(str(path)).slides
    ]


def told(made: Project, code: str) -> list[Diagnostic]:
    return [found for found in made.build(force=True).diagnostics if found.code == code]


def test_a_slot_that_is_left_out_is_left_off(tmp_path: Path) -> None:
    template(tmp_path)
    made = project(tmp_path, "  - id: a\n    like: pattern\n    Title 1: Hello\n")
    assert shown(made) == [{"Title 1": "Hello"}]


def test_text_with_a_reference_or_a_field_stays(tmp_path: Path) -> None:
    def change(slide: Slide) -> None:
        add_text(slide, "All", "In all ${people} people")
        add_text(slide, "Page", "7")
        paragraph = slide.shapes[-1]._element.find(".//{*}p")
        run = paragraph.find("{*}r")
        run.tag = run.tag[:-1] + "fld"
        run.set("id", "{00000000-0000-0000-0000-000000000001}")
        run.set("type", "slidenum")

    template(tmp_path, change)
    made = project(tmp_path, "  - id: a\n    like: pattern\n")
    assert list(shown(made)[0]) == ["All", "Page"]
    assert shown(made)[0]["All"] == "In all 1,234 people"


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ("", {"ftr": "Old footer", "dt": "May 2019"}),
        ("footer: New footer\ndate: June 2020\n", {"ftr": "New footer", "dt": "June 2020"}),
    ],
)
def test_deck_yaml_governs_date_and_footer(
    settings: str, expected: dict[str, str], tmp_path: Path
) -> None:
    def change(slide: Slide) -> None:
        add_placeholder(slide, "ftr", "Old footer")
        add_placeholder(slide, "dt", "May 2019")

    template(tmp_path, change)
    made = project(tmp_path, "  - id: a\n    like: pattern\n", settings + SETTINGS)
    assert shown(made) == [expected]


def test_a_typed_slide_number_becomes_a_field(tmp_path: Path) -> None:
    template(tmp_path, lambda slide: add_placeholder(slide, "sldNum", "17"))
    made = project(tmp_path, "  - id: a\n    like: pattern\n")
    (slide,) = Presentation(str(made.build().path)).slides
    assert "slidenum" in slide.shapes[0]._element.xml


def test_what_yaml_says_of_a_footer_comes_first(tmp_path: Path) -> None:
    template(tmp_path, lambda slide: add_placeholder(slide, "ftr", "Old footer"))
    made = project(
        tmp_path, "  - id: a\n    like: pattern\n    ftr: Its own\n", "footer: New\n" + SETTINGS
    )
    assert shown(made) == [{"ftr": "Its own"}]


def test_charts_go_and_pictures_of_the_design_stay(tmp_path: Path) -> None:
    def change(slide: Slide) -> None:
        values = CategoryChartData()
        values.categories = ["a"]
        values.add_series("Old", (1,))
        slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, *ROOM, values).name = "Chart"
        slide.shapes.add_picture(str(IMAGE), *ROOM[:2]).name = "Logo"

    template(tmp_path, change)
    made = project(tmp_path, "  - id: a\n    like: pattern\n    Note: Some words\n")
    (slide,) = Presentation(str(made.build().path)).slides
    assert [shape.name for shape in slide.shapes] == ["Note", "Logo"]


def test_a_group_goes_with_the_last_of_its_shapes(tmp_path: Path) -> None:
    def change(slide: Slide) -> None:
        group = slide.shapes.add_group_shape()
        group.shapes.add_textbox(*ROOM).text_frame.text = "Inside"

    template(tmp_path, change)
    made = project(tmp_path, "  - id: a\n    like: pattern\n    Note: Some words\n")
    (slide,) = Presentation(str(made.build().path)).slides
    assert [shape.name for shape in slide.shapes] == ["Note"]


def test_the_slots_that_are_shown_keep_their_names(tmp_path: Path) -> None:
    """Two shapes of one name are slots by their order, also where the first is left off."""

    def change(slide: Slide) -> None:
        add_text(slide, "Box", "First")
        add_text(slide, "Box", "Second")

    template(tmp_path, change)
    made = project(tmp_path, "  - id: a\n    like: pattern\n    Box (2): Words\n")
    path = made.build().path
    (read,) = identity.read(Package.open(path)).slides
    assert [(name, content.key) for name, content in read.slots] == [("Box (2)", "text")]
    assert read == made.plan.slides[0]


# What a build says of it.


def test_a_build_says_once_for_each_pattern_what_is_left_off(tmp_path: Path) -> None:
    template(tmp_path, lambda slide: add_text(slide, "More", "Two\nlines"))
    slides = "".join(
        f"  - id: {name}\n    like: pattern\n    Title 1: {name}\n" for name in ("a", "b")
    )
    (tip,) = told(project(tmp_path, slides), "left-off")
    assert tip.severity is Severity.TIP
    assert tip.message == (
        "slides like `pattern` do not show what the pattern has in `Note` and `More`: "
        "a slot that YAML leaves out is left off"
    )
    text = render(tip)
    assert "deck.yaml:8:5" in text
    assert "this slide and 1 more" in text
    assert "to keep it, add `Note: Fixed words`" in text
    assert "More: |\n      Two\n      lines" in text


def test_the_lines_that_keep_words_keep_them(tmp_path: Path) -> None:
    template(tmp_path)
    slide = "  - id: a\n    like: pattern\n    Title 1: Hello\n    Note: Fixed words\n"
    made = project(tmp_path, slide)
    assert shown(made) == [{"Title 1": "Hello", "Note": "Fixed words"}]
    assert told(made, "left-off") == []


def test_a_slot_that_another_slide_fills_is_no_fixed_text(tmp_path: Path) -> None:
    template(tmp_path)
    slides = "  - id: a\n    like: pattern\n    Title 1: A\n    Note: N\n"
    made = project(tmp_path, slides + "  - id: b\n    like: pattern\n    Title 1: B\n")
    assert told(made, "left-off") == []


# A reviewer who takes a shape away.


def test_a_shape_that_the_reviewer_deleted_goes_from_yaml(tmp_path: Path) -> None:
    template(tmp_path)
    made = project(tmp_path, "  - id: a\n    like: pattern\n    Title 1: A\n    Note: N\n")
    report = pull(without(made.build().path, "Note"), tmp_path / "deck.yaml")
    assert [(change.slot, change.what) for change in report.pulled] == [("Note", "removed")]
    assert "Note" not in (tmp_path / "deck.yaml").read_text("utf-8")
    assert shown(Project(tmp_path / "deck.yaml")) == [{"Title 1": "A"}]


def test_what_the_pattern_would_fill_again_stays_in_yaml_and_is_told(tmp_path: Path) -> None:
    template(tmp_path, lambda slide: add_text(slide, "All", "In all ${people}"))
    made = project(tmp_path, "  - id: a\n    like: pattern\n    Title 1: A\n    All: Nobody\n")
    report = pull(without(made.build().path, "All"), tmp_path / "deck.yaml")
    assert [change.slot for change in report.pulled] == []
    assert "`All` was removed; without YAML the pattern fills it again" in [
        note.what for note in report.untracked
    ]
    assert "All: Nobody" in (tmp_path / "deck.yaml").read_text("utf-8")


def without(path: Path, name: str) -> Path:
    """The deck as a reviewer saves it who deletes a shape."""
    deck = Presentation(str(path))
    shape = next(shape for shape in deck.slides[0].shapes if shape.name == name)
    shape._element.getparent().remove(shape._element)
    deck.save(str(path.with_name("reviewed.pptx")))
    return path.with_name("reviewed.pptx")


# The laws: what is read is what was planned, and an extracted deck shows what it showed.


def decks() -> list[Path]:
    return [deck for deck in corpus_decks() if "protected" not in deck.name]


@needs_corpus
@pytest.mark.slow
@pytest.mark.parametrize("deck", decks(), ids=lambda deck: deck.name)
def test_every_second_slot_of_a_real_deck_left_out(deck: Path, tmp_path: Path) -> None:
    """The deck is sound, and reads as it was planned."""
    path = extract(deck, tmp_path / "deck").path
    edits = [
        edit.remove(source.node, key.text)
        for source in Project(path).deck.slides
        for key, _ in source.slots[::2]
    ]
    for file, changed in edit.applied(edits).items():
        file.write_text(changed, encoding="utf-8")
    made = Project(path)
    read = identity.read(Package.load(made.pack(tmp_path / "out.pptx").data, "out.pptx"))
    for planned, back in zip(made.plan.slides, read.slides, strict=True):
        assert [name for name, _ in back.slots] == [name for name, _ in planned.slots]
        assert back == planned


def test_a_slot_that_the_pattern_lacks_is_told_of_a_pattern(tmp_path: Path) -> None:
    template(tmp_path)
    with pytest.raises(Problem) as caught:
        project(tmp_path, "  - id: a\n    like: pattern\n    Titel 1: Hello\n").build()
    (found,) = caught.value.diagnostics
    assert found.message == "pattern slide `pattern` has no slot `Titel 1`"
    assert found.label == "not in this pattern"
    assert found.helps[-1] == "this pattern has `Title 1`, `Note`"
