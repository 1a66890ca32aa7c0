"""What a placeholder's text inherits, in our template and in PowerPoint's own default one."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from pptx import Presentation
from pptx.util import Pt

from deckgen.appearance.inheritance import inheritance_chain
from deckgen.appearance.shapes import (
    TITLE_TYPES,
    box,
    placeholder_of,
    placeholder_type,
    placeholders,
)
from deckgen.appearance.theme import sheets
from deckgen.content import Page, textbody
from deckgen.diagnostics import Problem
from deckgen.opc.package import Package
from deckgen.opc.xml import Element, each, find, make
from deckgen.template import Template
from deckgen.textfit import measure
from deckgen.textfit.autofit import Fitter
from deckgen.textfit.frame import Autofit, Scale, Spacing, TextFrame
from tests.support.paths import corpus_decks, needs_corpus
from tests.textfit.texts import template


def slot_frame(base: Template, layout: str, slot: str) -> TextFrame:
    found = base.layouts[layout]
    where = found.slot(slot)
    assert where is not None
    frame = Fitter(base.package).slot_frame(where, base.package.parts[found.part_name])
    assert frame is not None
    return frame


def test_the_content_slot_of_the_briefing_template() -> None:
    frame = slot_frame(template(), "Title and Content", "Content")
    assert frame.autofit is Autofit.SHRINK
    assert frame.insets == (0, 0, 0, 0)
    assert not frame.title
    first, second = frame.levels[0], frame.levels[1]
    assert (first.size, first.font, first.bold) == (22, "Calibri", False)
    assert first.before == Spacing(points=12)
    assert first.left == pytest.approx(-first.indent)
    assert first.bullet is not None
    assert first.bullet.char == "•"
    assert (second.size, second.left) == (20, pytest.approx(2 * first.left))
    assert second.bullet is not None
    assert second.bullet.char == "–"


def test_titles_and_kickers_of_the_briefing_template() -> None:
    title = slot_frame(template(), "Title and Content", "Title")
    assert title.title
    assert title.autofit is Autofit.SHRINK
    assert (title.levels[0].size, title.levels[0].bold) == (28, True)
    assert title.levels[0].line == Spacing(90)
    kicker = slot_frame(template(), "Title and Content", "Kicker")
    assert not kicker.title
    assert kicker.autofit is Autofit.NONE
    assert (kicker.levels[0].capitals, kicker.levels[0].tracking) == ("all", 1)


@pytest.fixture(scope="module")
def saved() -> bytes:
    """A deck on PowerPoint's old default template, whose layouts leave most to the master."""
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[1])
    slide.shapes.title.text = "Title"
    slide.placeholders[1].text = "Body"
    text = slide.shapes.add_textbox(Pt(0), Pt(0), Pt(100), Pt(50))
    text.text_frame.text = "Text box"
    stream = BytesIO()
    deck.save(stream)
    return stream.getvalue()


@pytest.fixture
def default(saved: bytes) -> Package:
    """Such a deck for a test to change."""
    return Package.load(saved, "default.pptx")


def frames(package: Package) -> dict[str, TextFrame]:
    part = package.parts["/ppt/slides/slide1.xml"]
    fitter = Fitter(package)
    return {
        shape.findtext(".//{*}t", ""): fitter.shape_frame(shape, part)
        for shape in each(part.root, "p:sp")
    }


def test_placeholders_take_after_layout_master_and_text_styles(default: Package) -> None:
    found = frames(default)
    title, body = found["Title"], found["Body"]
    assert (title.title, title.levels[0].size, title.anchor) == (True, 44, "ctr")
    assert title.autofit is Autofit.SHRINK
    assert (body.title, body.levels[0].size, body.levels[1].size) == (False, 32, 28)
    assert body.levels[0].before == Spacing(20)
    assert body.levels[0].left == pytest.approx(27)
    assert (body.width, body.height) == (pytest.approx(648), pytest.approx(356.375, abs=0.01))


def test_a_text_box_takes_after_the_presentations_default(default: Package) -> None:
    text = frames(default)["Text box"]
    assert (text.levels[0].size, text.levels[0].bullet) == (18, None)
    assert (text.width, text.height) == (100, 50)
    assert not text.wraps  # as python-pptx makes it


def test_a_shapes_own_words_come_first(default: Package) -> None:
    part = default.parts["/ppt/slides/slide1.xml"]
    shape = list(each(part.edit(), "p:sp"))[1]
    body = find(shape, "p:txBody/a:bodyPr")
    styles = find(shape, "p:txBody/a:lstStyle")
    assert body is not None
    assert styles is not None
    body.set("lIns", "0")
    body.set("numCol", "2")
    body.set("spcCol", "127000")
    level = (
        Package.load(default.save(), "x")
        .parts["/ppt/slides/slide1.xml"]
        .root.makeelement(
            "{http://schemas.openxmlformats.org/drawingml/2006/main}lvl1pPr", {"marL": "0"}
        )
    )
    styles.append(level)
    frame = Fitter(default).shape_frame(shape, part)
    assert frame.insets.left == 0
    assert frame.line_length == pytest.approx((frame.width - 7.2 - 10) / 2)
    assert (frame.levels[0].left, frame.levels[0].size) == (0, 32)


def test_what_a_shape_says_of_its_shrinking_is_read(default: Package) -> None:
    part = default.parts["/ppt/slides/slide1.xml"]
    shape = list(each(part.edit(), "p:sp"))[1]
    body = find(shape, "p:txBody/a:bodyPr")
    assert body is not None
    name = "{http://schemas.openxmlformats.org/drawingml/2006/main}normAutofit"
    body.append(body.makeelement(name, {"fontScale": "62.5%", "lnSpcReduction": "20000"}))
    assert Fitter(default).shape_frame(shape, part).scale == Scale(62.5, 20)


@needs_corpus
def test_boxes_that_powerpoint_let_grow_are_as_high_as_it_stored_them() -> None:
    """Boxes of real decks whose fonts are known; a few were changed by other programs since."""
    near = [
        abs(ours - stored) < 0.005 * stored
        for path in corpus_decks()
        for stored, ours, program in _grown(path)
        if "PowerPoint" in program
    ]
    assert len(near) >= 12
    assert sum(near) >= 0.75 * len(near)


def _grown(path: Path) -> list[tuple[float, float, str]]:
    """The height stored, the height measured and the program, of each box that grows."""
    try:
        package = Package.open(path)
    except Problem:
        return []
    about = package.parts.get("/docProps/app.xml")
    program = "" if about is None else about.root.findtext("{*}Application", "")
    fitter = Fitter(package)
    found = []
    for name, part in package.parts.items():
        if "/slides/slide" not in name:
            continue
        for shape in each(part.root, "p:sp"):
            place = box(shape)
            frame = find(shape, "p:txBody")
            if frame is None or place is None or find(frame, "a:bodyPr/a:spAutoFit") is None:
                continue
            paragraphs = textbody.read(frame, Page(package, part, "en"))
            measured = measure(paragraphs, fitter.shape_frame(shape, part))
            if measured.certain and any(line.runs for line in paragraphs):
                height = place.height / 12700
                found.append((height, measured.height_pt, program))
    return found


def test_what_nobody_defines_is_inherited_from_nobody(default: Package) -> None:
    part = default.parts["/ppt/slides/slide1.xml"]
    text_box = list(each(part.root, "p:sp"))[2]
    found = inheritance_chain(text_box, part, default)
    assert (found.type, len(found.shapes)) == ("", 1)


def test_a_circle_of_layouts_ends(default: Package) -> None:
    slide = default.parts["/ppt/slides/slide1.xml"]
    (layout,) = default.related(slide, "slideLayout")
    assert [part.name for part in sheets(slide, default)][:2] == [slide.name, layout.name]
    slide.rels.drop(next(iter(slide.rels.of("slideLayout"))).id)
    slide.relate(slide, "slideLayout")
    assert sheets(slide, default) == [slide]


def placeholder(kind: str | None, index: int | None = None) -> Element:
    about = make("p:nvPr", None, make("p:ph", {"type": kind, "idx": index}))
    return make("p:sp", None, make("p:nvSpPr", None, about))


@pytest.mark.parametrize(
    ("kind", "index", "layout", "master"),
    [
        ("title", None, "ctrTitle", "title"),
        ("ctrTitle", None, "ctrTitle", "title"),
        ("subTitle", 1, "subTitle", "body"),
        ("body", 1, "subTitle", "body"),
        (None, 1, "subTitle", "body"),  # without a type it is an object
        ("pic", 1, "subTitle", "body"),
        ("dt", 10, "dt", "dt"),
        ("sldNum", 99, "sldNum", "sldNum"),  # the only one of its type, whatever its index
    ],
)
def test_the_placeholders_that_one_inherits_from(
    kind: str | None, index: int | None, layout: str, master: str, default: Package
) -> None:
    """On PowerPoint's title layout (ECMA-376 part 1, 19.3.1.36)."""
    slide = default.parts["/ppt/slides/slide1.xml"]
    (first,) = (
        part
        for name, part in default.parts.items()
        if "/slideLayouts/" in name and part.root.get("type") == "title"
    )
    slide.rels.drop(next(iter(slide.rels.of("slideLayout"))).id)
    slide.relate(first, "slideLayout")
    _, *above = inheritance_chain(placeholder(kind, index), slide, default).shapes
    assert [placeholder_type(shape) for shape in above] == [layout, master]


@needs_corpus
def test_placeholders_that_powerpoint_saved_have_one_of_their_index_on_the_layout() -> None:
    """The title's index counts for nothing: layouts and slides leave it out, or not."""
    matched = 0
    for path in corpus_decks():
        try:
            package = Package.open(path)
        except Problem:
            continue
        about = package.parts.get("/docProps/app.xml")
        if about is None or not about.root.findtext("{*}AppVersion"):
            continue  # not PowerPoint's
        for name, part in package.parts.items():
            for shape, ph in placeholders(part.root) if "/slides/slide" in name else ():
                _, *above = inheritance_chain(shape, part, package).shapes
                on_layout = placeholder_of(above[0])
                assert on_layout is not None
                if ph.get("type") not in TITLE_TYPES:
                    assert on_layout.get("idx", "0") == ph.get("idx", "0"), (path.name, name)
                matched += 1
    assert matched > 200
