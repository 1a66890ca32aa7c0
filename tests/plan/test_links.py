"""Where text leads: formats that name a part of the slide that they were read from."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image
from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE

from deckgen.commands import extract, pull
from deckgen.diagnostics import Problem, render
from deckgen.opc import xml
from deckgen.project import Project
from tests.support.cases import every_case

LINK = "https://example.org/report"
FORMATS = """\
link: '<a:rPr><a:hlinkClick tooltip="A tip"/></a:rPr>'
bullet: '<a:pPr><a:buBlip><a:blip r:embed="rId2"/></a:buBlip></a:pPr>'
hover: '<a:rPr><a:hlinkMouseOver r:id="rId3"/></a:rPr>'
"""


def with_bullet(slide: object, line: int) -> None:
    """Give a line of a slide's text a picture as its bullet."""
    drawn = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(drawn, "png")
    _, rid = slide.part.get_or_add_image_part(drawn)
    properties = slide.placeholders[1].text_frame.paragraphs[line]._p.get_or_add_pPr()
    blip = xml.make("a:buBlip", None, xml.make("a:blip", {"r:embed": rid}))
    properties.append(xml.parse(xml.canonical(blip).encode()))


def with_link(slide: object, line: int) -> None:
    """Make a line of a slide's text a link with a tip, up to its last word."""
    paragraph = slide.placeholders[1].text_frame.paragraphs[line]
    run = paragraph.runs[0]
    run.hyperlink.address = LINK
    run._r.rPr.find(xml.qn("a:hlinkClick")).set("tooltip", "A tip")
    paragraph.add_run().text = " and more"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An extracted deck of two slides: the first has a picture as a bullet, and a link."""
    made = Presentation()
    for name in ("One", "Two"):
        slide = made.slides.add_slide(made.slide_layouts[1])
        slide.shapes.title.text = name
        slide.placeholders[1].text_frame.text = "First\nSecond\nThird"
    first = made.slides[0]
    with_bullet(first, 1)
    first.part.relate_to("https://example.org/", RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    with_link(first, 2)
    made.save(str(tmp_path / "sent.pptx"))
    extract.extract(tmp_path / "sent.pptx", tmp_path / "deck")
    return tmp_path / "deck"


def edited(folder: Path, old: str, new: str) -> Path:
    """The deck with a change in the YAML of its second slide."""
    (folder / "formats.yaml").write_text(FORMATS, encoding="utf-8")
    path = folder / "slides" / "02-two.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    return folder / "deck.yaml"


def test_a_link_says_where_it_leads_and_its_tip_is_a_format(folder: Path) -> None:
    text = (folder / "slides" / "01-one.yaml").read_text(encoding="utf-8")
    assert f"[Third]({LINK}){{fmt=link}} and more" in text
    deck = edited(folder, "Third", f"[Third]({LINK}){{fmt=link}} of all")
    Project(deck).build(folder / "built.pptx")
    slide = Presentation(str(folder / "built.pptx")).slides[1]
    (link,) = xml.each(slide.placeholders[1]._element, "a:hlinkClick")
    run = slide.placeholders[1].text_frame.paragraphs[2].runs[0]
    assert (run.hyperlink.address, link.get("tooltip")) == (LINK, "A tip")


def test_a_pattern_that_leads_elsewhere_keeps_its_tip(folder: Path) -> None:
    path = folder / "slides" / "01-one.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(LINK, "https://example.org/new"), encoding="utf-8")
    Project(folder / "deck.yaml").build(folder / "built.pptx")
    slide = Presentation(str(folder / "built.pptx")).slides[0]
    (link,) = xml.each(slide.placeholders[1]._element, "a:hlinkClick")
    run = slide.placeholders[1].text_frame.paragraphs[2].runs[0]
    assert (run.hyperlink.address, link.get("tooltip")) == ("https://example.org/new", "A tip")


@every_case(
    "typed, code, label, helps",
    [
        ("[Third]{fmt=link}", "format", "without its target", "write the target in front"),
        ("{fmt=bullet}Third", "foreign-format", "it belongs to another slide", "`like: one`"),
        ("[Third]{fmt=hover}", "foreign-format", "it belongs to another slide", "leave the format"),
    ],
)
def test_what_belongs_to_another_slide_is_refused_at_its_place(
    typed: str, code: str, label: str, helps: str, folder: Path
) -> None:
    deck = edited(folder, "Third", typed)
    try:
        with pytest.raises(Problem) as caught:
            Project(deck).build(folder / "built.pptx")
    finally:
        edited(folder, typed, "Third")
    (fault,) = caught.value.diagnostics
    assert (fault.code, fault.label) == (code, label)
    assert "02-two.yaml:6" in str(fault.place)
    assert helps in render(fault)


@pytest.mark.slow
def test_what_a_reviewer_added_of_it_is_named_and_their_words_come_in(folder: Path) -> None:
    Project(folder / "deck.yaml").build(folder / "built.pptx")
    reviewed = Presentation(str(folder / "built.pptx"))
    slide = reviewed.slides[1]
    with_bullet(slide, 1)
    with_link(slide, 2)
    slide.placeholders[1].text_frame.paragraphs[0].runs[0].text = "Foremost"
    reviewed.save(str(folder / "reviewed.pptx"))
    report = pull.pull(folder / "reviewed.pptx", folder / "deck.yaml")
    assert [str(one) for one in report.untracked] == [
        "slide `two`: text in `Content` got a picture that YAML has no word for"
    ]
    text = (folder / "slides" / "02-two.yaml").read_text(encoding="utf-8")
    assert text.endswith(
        f"Content: |\n  Foremost\n  Second\n  [Third]({LINK}){{fmt=link}} and more\n"
    )
    Project(folder / "deck.yaml").build(folder / "built.pptx")
    assert not pull.pull(folder / "reviewed.pptx", folder / "deck.yaml").files
