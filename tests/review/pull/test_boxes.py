"""Slots that a reviewer dragged or resized, and shapes in no slot that came, moved and went."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from lxml.etree import SubElement
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE
from pptx.enum.shapes import MSO_SHAPE
from pptx.oxml.ns import qn
from pptx.util import Pt

from deckgen.commands.extract import extract
from tests.content.pictures import encoded, picture
from tests.review.pull.reviewed import ReviewedDeck, shape

DECK = """\
slides:
  - id: one
    layout: Title and Content
    Title: A title
    Content: |
      The first
      The second
  - id: two
    layout: Title and Content
    Title: Other
    Content:
      table: |
        Office | Removals
        North | 12
"""
BOXED = DECK.replace(
    "      The second\n",
    "      The second\n    Note: A **note**\n"
    "    boxes:\n      Note: 36, 440, 300, 40\n      Title: 60, 40, 700, 60\n",
)


EAST = "extends: ../deck.yaml\nslides:\n  one:\n"


@pytest.fixture
def deck(tmp_path: Path) -> ReviewedDeck:
    made = ReviewedDeck(tmp_path)
    made.write({"deck.yaml": DECK})
    return made


@pytest.fixture
def boxed(tmp_path: Path) -> ReviewedDeck:
    made = ReviewedDeck(tmp_path)
    made.write({"deck.yaml": BOXED})
    return made


def put(found: Any, left: float, top: float, width: float, height: float) -> None:
    found.left, found.top, found.width, found.height = map(Pt, (left, top, width, height))


def assert_same_again(deck: ReviewedDeck) -> None:
    """A second pull writes nothing, and the deck that is built of the YAML has nothing to tell."""
    assert "left" not in deck.assert_at_rest().stdout
    built = deck.run("build", "-o", "again.pptx")
    assert built.returncode == 0, built.stderr
    told = deck.run("pull", "again.pptx")
    assert (told.stdout, told.returncode) == ("", 0)


def test_a_slot_that_was_dragged_gets_a_box(deck: ReviewedDeck) -> None:
    deck.review(lambda p: put(shape(p, "Content"), 100, 150.25, 420, 200))
    done = deck.pull()
    assert "left:" not in done.stdout
    assert "one Content: moved or resized, to 100, 150.2, 420, 200" in done.stdout
    added = "    boxes:\n      Content: 100, 150.2, 420, 200\n"
    assert deck.text("deck.yaml").endswith(DECK.replace("  - id: two", f"{added}  - id: two"))
    assert_same_again(deck)


def test_less_than_a_point_and_heights_of_tables_are_no_boxes(deck: ReviewedDeck) -> None:
    def change(presentation: Any) -> None:
        held = shape(presentation, "Content")
        held.left, held.top = held.left + 9000, held.top
        held.width, held.height = held.width, held.height
        table = shape(presentation, "Content", 1)
        table.height += Pt(70)

    deck.review(change)
    assert_same_again(deck)


def test_a_table_keeps_the_height_of_its_room(deck: ReviewedDeck) -> None:
    def change(presentation: Any) -> None:
        table = shape(presentation, "Content", 1)
        table.left += Pt(50)
        table.height += Pt(20)

    deck.review(change)
    deck.pull()
    assert "      Content: 111.2, 126, 849.6, 338.4\n" in deck.text("deck.yaml")
    assert_same_again(deck)


def test_a_box_is_changed_and_taken_away(boxed: ReviewedDeck) -> None:
    def change(presentation: Any) -> None:
        put(shape(presentation, "Note"), 400, 440, 300, 40)
        title = shape(presentation, "Title")
        title._element.spPr.remove(title._element.spPr.find("{*}xfrm"))

    boxed.review(change)
    done = boxed.pull()
    assert "Title: put back where its layout has it" in done.stdout
    assert "    boxes:\n      Note: 400, 440, 300, 40\n  - id: two" in boxed.text("deck.yaml")
    assert_same_again(boxed)


def test_a_new_text_box_is_pulled_with_its_formatting(deck: ReviewedDeck) -> None:
    def change(presentation: Any) -> None:
        frame = presentation.slides[0].shapes.add_textbox(Pt(500), Pt(450), Pt(200), Pt(30))
        frame.text_frame.text = "Hello\nthere"
        frame.text_frame.paragraphs[1].runs[0].font.bold = True

    deck.review(change)
    done = deck.pull()
    assert "left:" not in done.stdout
    name = "TextBox 4"
    added = (
        f"    {name}: |\n      Hello\n      **there**\n"
        f"    boxes:\n      {name}: 500, 450, 200, 30\n"
    )
    assert deck.text("deck.yaml").endswith(DECK.replace("  - id: two", f"{added}  - id: two"))
    assert_same_again(deck)


def test_a_text_box_comes_beside_boxes_that_are_there(boxed: ReviewedDeck) -> None:
    def change(presentation: Any) -> None:
        frame = presentation.slides[0].shapes.add_textbox(Pt(500), Pt(450), Pt(200), Pt(30))
        frame.name, frame.text_frame.text = "Aside", "Hello"

    boxed.review(change)
    boxed.pull()
    assert (
        "      Title: 60, 40, 700, 60\n      Aside: 500, 450, 200, 30\n    Aside: Hello\n"
        in boxed.text("deck.yaml")
    )
    assert_same_again(boxed)


def test_a_text_box_that_was_deleted_takes_its_box_with_it(boxed: ReviewedDeck) -> None:
    def change(presentation: Any) -> None:
        note = shape(presentation, "Note")._element
        note.getparent().remove(note)

    boxed.review(change)
    done = boxed.pull()
    assert "left:" not in done.stdout
    assert "Note" not in boxed.text("deck.yaml")
    assert "    boxes:\n      Title: 60, 40, 700, 60\n" in boxed.text("deck.yaml")
    assert_same_again(boxed)


def test_the_text_of_a_text_box_is_pulled(boxed: ReviewedDeck) -> None:
    def change(presentation: Any) -> None:
        shape(presentation, "Note").text_frame.paragraphs[0].runs[0].text = "No "

    boxed.review(change)
    boxed.pull()
    assert "    Note: No **note**\n" in boxed.text("deck.yaml")
    assert_same_again(boxed)


@pytest.mark.parametrize(
    "what", ["geometry", "turned", "filled", "described", "hidden", "bent", "deep"]
)
def test_a_shape_that_is_no_text_box_is_listed(deck: ReviewedDeck, what: str) -> None:
    def change(presentation: Any) -> None:
        shapes = presentation.slides[0].shapes
        if what == "geometry":
            made = shapes.add_shape(MSO_SHAPE.OVAL, Pt(500), Pt(400), Pt(99), Pt(60))
        else:
            made = shapes.add_textbox(Pt(500), Pt(450), Pt(200), Pt(30))
        made.name, made.text_frame.text = "Aside", "Hello"
        if what == "turned":
            made.rotation = 20
        if what == "filled":
            made.fill.solid()
        about = made._element.nvSpPr.cNvPr
        if what in ("described", "hidden"):
            about.set(*{"described": ("descr", "A remark"), "hidden": ("hidden", "1")}[what])
        if what == "bent":
            SubElement(made._element.txBody.bodyPr, qn("a:prstTxWarp"), prst="textArchUp")
        if what == "deep":
            SubElement(made._element.spPr, qn("a:sp3d"))

    deck.review(change)
    done = deck.pull()
    assert "left: slide `one`: the new text `Aside` is in no slot: Hello" in done.stdout
    assert deck.text("deck.yaml").endswith(DECK)


def add_picture(presentation: Any, **options: Any) -> Any:
    made = encoded(picture(**options), "PNG")
    found = presentation.slides[0].shapes.add_picture(
        BytesIO(made), Pt(500), Pt(300), Pt(80), Pt(60)
    )
    found.name = "Photo"
    found._element.nvPicPr.cNvPr.set("descr", "A field")
    return found


def test_a_new_picture_table_and_chart_are_pulled(deck: ReviewedDeck) -> None:
    def change(presentation: Any) -> None:
        add_picture(presentation)
        shapes = presentation.slides[0].shapes
        rows = shapes.add_table(2, 2, Pt(600), Pt(300), Pt(200), Pt(60))
        rows.name, rows.table.cell(0, 0).text, rows.table.cell(1, 1).text = "Rows", "Head", "4"
        data = CategoryChartData()
        data.categories = ["North", "South"]
        data.add_series("Visits", (3, 4))
        kind = XL_CHART_TYPE.COLUMN_CLUSTERED
        chart = shapes.add_chart(kind, Pt(60), Pt(300), Pt(300), Pt(150), data)
        chart.name = "Bars"

    deck.review(change)
    done = deck.pull()
    assert "left:" not in done.stdout
    said = deck.text("deck.yaml")
    (saved,) = (deck.folder / "media").iterdir()
    assert f"    Photo:\n      picture: media/{saved.name}\n      alt: A field\n" in said
    assert "    Rows:\n      table: |\n        Head |\n        | 4\n" in said
    assert "        North | 3\n        South | 4\n" in said
    for box in ("Photo: 500, 300, 80, 60", "Rows: 600, 300, 200, 60", "Bars: 60, 300, 300, 150"):
        assert f"      {box}\n" in said
    assert_same_again(deck)


def test_a_picture_of_its_own_that_was_deleted_takes_its_box_with_it(deck: ReviewedDeck) -> None:
    deck.review(lambda presentation: add_picture(presentation) and None)
    deck.pull()

    def change(presentation: Any) -> None:
        photo = shape(presentation, "Photo")._element
        photo.getparent().remove(photo)

    deck.review(change)
    deck.pull()
    assert deck.text("deck.yaml").endswith(DECK)
    assert_same_again(deck)


@pytest.mark.parametrize("what", ["turned", "outlined", "recoloured", "rounded", "linked"])
def test_a_picture_with_looks_that_yaml_cannot_hold_is_listed(
    deck: ReviewedDeck, what: str
) -> None:
    def change(presentation: Any) -> None:
        made = add_picture(presentation)
        if what == "turned":
            made.rotation = 20
        if what == "outlined":
            made.line.color.rgb = RGBColor(0, 0, 0)
        if what == "recoloured":
            SubElement(made._element.blipFill.find(qn("a:blip")), qn("a:grayscl"))
        if what == "rounded":
            made.auto_shape_type = MSO_SHAPE.OVAL
        if what == "linked":
            made.click_action.hyperlink.address = "https://example.org/"

    deck.review(change)
    done = deck.pull()
    assert "left: slide `one`: the new picture `Photo` is in no slot: A field" in done.stdout
    assert deck.text("deck.yaml").endswith(DECK)


KINDS = {
    "Words": "Some words",
    "Rows": "{table: 'A | B'}",
    "Bars": '{chart: column, data: "A | B\\nNorth | 3"}',
    "Land": "{map: states}",
    "Steps": "{process: 'One'}",
}


def test_content_of_each_kind_can_stand_by_itself(deck: ReviewedDeck) -> None:
    said = "".join(f"    {name}: {typed}\n" for name, typed in KINDS.items())
    said += "    boxes:\n"
    said += "".join(f"      {name}: {60 * n}, 300, 55, 90\n" for n, name in enumerate(KINDS, 1))
    deck.write({"deck.yaml": DECK.replace("  - id: two", f"{said}  - id: two")})
    deck.review(lambda presentation: put(shape(presentation, "Bars"), 400, 200, 300, 200))
    done = deck.pull()
    assert "left:" not in done.stdout
    assert "one Bars: moved or resized: 180, 300, 55, 90 -> 400, 200, 300, 200" in done.stdout
    assert_same_again(deck)


def test_insets_with_a_unit_are_read(deck: ReviewedDeck) -> None:
    def change(presentation: Any) -> None:
        made = presentation.slides[0].shapes.add_textbox(Pt(500), Pt(450), Pt(200), Pt(30))
        made.text_frame.text = "Hello"
        made._element.txBody.bodyPr.set("lIns", "0.1in")

    deck.review(change)
    assert "left:" not in deck.pull().stdout
    assert "TextBox 4: Hello" in deck.text("deck.yaml")


def test_both_sides_moved_a_box(boxed: ReviewedDeck) -> None:
    boxed.review(lambda p: put(shape(p, "Note"), 400, 440, 300, 40))
    before = boxed.text("deck.yaml")
    boxed.write({"deck.yaml": BOXED.replace("36, 440", "36, 100")})
    done = boxed.pull()
    assert done.returncode == 1
    assert "the box 400, 440, 300, 40" in boxed.text("deck.yaml")
    assert "Note: 36, 100, 300, 40" in boxed.text("deck.yaml")
    boxed.pull("--theirs")
    assert "Note: 400, 440, 300, 40" in boxed.text("deck.yaml")
    assert "the box" not in boxed.text("deck.yaml")
    assert len(boxed.text("deck.yaml")) == len(before) + 1


def test_a_box_is_written_where_it_stands_and_a_new_one_for_the_variant(
    boxed: ReviewedDeck,
) -> None:
    boxed.write({"variants/east.yaml": f"{EAST}    Title: East\n"})
    boxed.write({"deck.yaml": f"variants: variants\n{BOXED}"})

    def change(presentation: Any) -> None:
        put(shape(presentation, "Note"), 400, 440, 300, 40)
        put(shape(presentation, "Content", 1), 100, 140, 500, 200)

    boxed.review(change, variant="east")
    before = boxed.text("deck.yaml")
    boxed.pull()
    assert boxed.text("deck.yaml") == before.replace("36, 440", "400, 440")
    assert boxed.text("variants/east.yaml") == (
        f"{EAST}    Title: East\n  two:\n    boxes:\n      Content: 100, 140, 500, 338.4\n"
    )
    assert "left" not in boxed.assert_at_rest().stdout


def test_a_new_slide_brings_its_boxes(deck: ReviewedDeck) -> None:
    def change(presentation: Any) -> None:
        slide = presentation.slides.add_slide(presentation.slides[0].slide_layout)
        slide.shapes.title.text = "Third"
        body = next(one for one in slide.placeholders if one.name.startswith("Content"))
        body.text_frame.text = "Here"
        put(body, 100, 150, 400, 200)
        frame = slide.shapes.add_textbox(Pt(500), Pt(450), Pt(200), Pt(30))
        frame.name, frame.text_frame.text = "Aside", "Hello"

    deck.review(change)
    done = deck.pull()
    assert "left:" not in done.stdout
    assert deck.text("slides/third.yaml") == (
        "layout: Title and Content\nTitle: Third\nContent: Here\nAside: Hello\n"
        "boxes:\n  Content: 100, 150, 400, 200\n  Aside: 500, 450, 200, 30\n"
    )
    assert_same_again(deck)


def test_a_placeholder_of_a_pattern_that_was_reset_gets_the_box_of_its_layout(
    tmp_path: Path,
) -> None:
    """PowerPoint's Reset button takes the box of its own from a placeholder."""
    theirs = Presentation()
    body = theirs.slides.add_slide(theirs.slide_layouts[1]).placeholders[1]
    body.text_frame.text = "Words"
    layout = tuple(side / 12_700 for side in (body.left, body.top, body.width, body.height))
    put(body, 100, 200, 300, 100)
    theirs.save(str(tmp_path / "theirs.pptx"))
    deck = ReviewedDeck(extract(tmp_path / "theirs.pptx", tmp_path / "deck").path.parent)
    built = deck.run("build", "-o", "built.pptx")
    assert built.returncode == 0, built.stderr
    reviewed = Presentation(str(deck.folder / "built.pptx"))
    held = reviewed.slides[0].placeholders[1]._element.spPr
    held.remove(held.find(qn("a:xfrm")))
    reviewed.save(str(deck.folder / "reviewed.pptx"))
    said = ", ".join(f"{round(side, 1):g}" for side in layout)
    assert f"Content: moved or resized, to {said}" in deck.pull().stdout
    assert_same_again(deck)
