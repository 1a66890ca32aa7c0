"""The tags by which slides and shapes are known again (ECMA-376 part 1, 13.3.12 and 19.3.3)."""

from __future__ import annotations

from io import BytesIO

from pptx import Presentation
from pptx.util import Pt

from deckgen.content.text import plain_text
from deckgen.opc.package import Package
from deckgen.opc.xml import each
from deckgen.plan import Plan, Slide
from deckgen.presentation import marks, write
from deckgen.review.base import attach
from deckgen.template import Template
from tests.support.paths import PLAIN


def test_slides_and_shapes_are_known_by_their_tags() -> None:
    """Two shapes and a title, which is known by its type; one of them was renamed since."""
    deck = Presentation()
    shapes = deck.slides.add_slide(deck.slide_layouts[5]).shapes
    for name in ("Left", "Right"):
        shapes.add_textbox(Pt(9), Pt(9), Pt(90), Pt(90)).name = name
    stream = BytesIO()
    deck.save(stream)
    package = Package.load(stream.getvalue(), "deck.pptx")
    part = package.parts["/ppt/slides/slide1.xml"]
    title, left, right = each(part.edit(), "p:sp")
    marks.write_tags(package, part, "one", {"Title": title, "Left": left, "Right": right})
    saved = Presentation(BytesIO(package.save()))
    renamed = next(shape for shape in saved.slides[0].shapes if shape.name == "Right")
    renamed.name = "Remark"
    stream = BytesIO()
    saved.save(stream)
    again = Package.load(stream.getvalue(), "deck.pptx")
    part = again.parts["/ppt/slides/slide1.xml"]
    ids = [shape.shape_id for shape in saved.slides[0].shapes]
    assert marks.slide_tag(again, part) == "one"
    assert marks.slide_creation(part) == marks.creation_of("one")
    assert marks.shape_tags(again, part) == {ids[1]: "Left", ids[2]: "Right"}


def test_a_deck_for_review_has_a_tag_on_each_slot_that_no_type_tells() -> None:
    slots = (("Title", plain_text("A title")), ("Content", plain_text("A line")))
    plan = Plan("Sample", "en-US", (Slide("one", "Title and Content", slots),))
    package = attach(write.write(plan, Template.open(PLAIN)), plan)
    (part,) = package.related(package.presentation, "slide")
    assert marks.slide_tag(package, part) == "one"
    assert list(marks.shape_tags(package, part).values()) == ["Content"]
