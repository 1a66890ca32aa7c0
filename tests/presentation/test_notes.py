"""Notes slides, and the notes master that they need (ECMA-376 part 1, 13.3.4 and 13.3.5)."""

from __future__ import annotations

from io import BytesIO

from pptx import Presentation

from deckgen.content import Page
from deckgen.content.text import plain_text
from deckgen.opc.package import Package
from deckgen.opc.xml import each
from deckgen.presentation import notes


def test_a_notes_slide_and_its_master_have_an_image_and_a_text() -> None:
    deck = Presentation()
    deck.slides.add_slide(deck.slide_layouts[6])
    stream = BytesIO()
    deck.save(stream)
    package = Package.load(stream.getvalue(), "deck.pptx")
    part = package.parts["/ppt/slides/slide1.xml"]
    notes.write(package, Page(package, part, "en-US"), plain_text("Say it slowly"))
    (slide,) = package.related(part, "notesSlide")
    (master,) = package.related(slide, "notesMaster")
    assert [dict(ph.attrib) for ph in each(slide.root, "p:ph")] == [
        {"type": "sldImg"}, {"type": "body", "idx": "1"},
    ]  # fmt: skip
    assert [dict(ph.attrib) for ph in each(master.root, "p:ph")] == [
        {"type": "sldImg", "idx": "2"}, {"type": "body", "sz": "quarter", "idx": "3"},
    ]  # fmt: skip
    locks = [dict(lock.attrib) for lock in each(slide.root, "a:spLocks")]
    assert locks == [{"noGrp": "1", "noRot": "1", "noChangeAspect": "1"}, {"noGrp": "1"}]
    assert locks == [dict(lock.attrib) for lock in each(master.root, "a:spLocks")]
    saved = Presentation(BytesIO(package.save()))
    assert saved.slides[0].notes_slide.notes_text_frame.text == "Say it slowly"
