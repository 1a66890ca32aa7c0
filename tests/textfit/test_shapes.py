"""A deck stores what PowerPoint would have found, and reads back as the same plan."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pptx import Presentation

from deckgen.content.text import Text
from deckgen.deck import EmbedMode
from deckgen.opc.package import Package
from deckgen.opc.xml import Element, each, find, make
from deckgen.plan import Plan, Slide
from deckgen.presentation import read as presentation_read
from deckgen.presentation import write
from deckgen.template import Template
from deckgen.template import named_slides as pattern_slides
from deckgen.textfit.autofit import BODY_STEPS, Fitter, store
from deckgen.textfit.frame import Scale, scale
from tests.support.cases import every_case
from tests.support.fitting import fit_diagnostics
from tests.textfit.texts import line, outlines, template


def written(*slides: Slide) -> Package:
    plan = Plan("Title", "en-US", slides)
    return Package.load(write.write(plan, template(), EmbedMode.NONE).package.save(), "x.pptx")


def slide(**slots: Text) -> Slide:
    return Slide("one", "Title and Content", tuple(slots.items()))


def autofits(deck: Package) -> dict[str, dict[str, str] | None]:
    """What each shape of the first slide says of its shrinking, by name."""
    found: dict[str, dict[str, str] | None] = {}
    for shape in each(deck.parts["/ppt/slides/slide1.xml"].root, "p:sp"):
        about = find(shape, "p:nvSpPr/p:cNvPr")
        said = find(shape, "p:txBody/a:bodyPr/a:normAutofit")
        assert about is not None
        found[about.get("name", "")] = None if said is None else dict(said.attrib)
    return found


def test_text_that_fits_says_nothing() -> None:
    deck = written(slide(Title=Text((line("Title"),)), Content=Text((line("One"),))))
    assert autofits(deck) == {"Title": None, "Content": None}


@every_case(
    ("lines", "said"),
    [
        (9, None),
        (10, {"lnSpcReduction": "10000"}),
        (11, {"fontScale": "92500", "lnSpcReduction": "20000"}),
        (13, {"fontScale": "77500", "lnSpcReduction": "20000"}),
        (80, {"fontScale": "25000", "lnSpcReduction": "20000"}),
    ],
)
def test_text_that_is_too_much_says_how_far_it_shrinks(
    lines: int, said: dict[str, str] | None
) -> None:
    # By hand: the slot is 339.8 points deep; n lines of 22 points take 26.66 n + 12 (n - 1).
    deck = written(slide(Content=Text((line("Point"),) * lines)))
    assert autofits(deck)["Content"] == said


def test_a_title_that_is_too_long_shrinks_once() -> None:
    deck = written(slide(Title=Text((line("A long title " * 20),))))
    assert autofits(deck)["Title"] == {"fontScale": "90000"}


@pytest.mark.slow
@given(outlines(16))
def test_a_shrunk_deck_reads_as_its_plan(lines: tuple) -> None:  # type: ignore[type-arg]
    planned = slide(Title=Text((line("Title"),)), Content=Text(lines))
    read = presentation_read.read(written(planned))
    assert read.slides[0].slots == planned.slots


def test_what_is_stored_is_what_the_engine_finds() -> None:
    base = template()
    layout = base.layouts["Title and Content"]
    slot = layout.slot("Content")
    assert slot is not None
    frame = Fitter(base.package).slot_frame(slot, base.package.parts[layout.part_name])
    assert frame is not None
    lines = (line("Some point of this list"),) * 20
    found = Fitter(base.package).fit(lines, frame)
    deck = written(slide(Content=Text(lines)))
    shape = next(each(deck.parts["/ppt/slides/slide1.xml"].root, "p:sp"))
    again = Fitter(deck).shape_frame(shape, deck.parts["/ppt/slides/slide1.xml"])
    assert again.scale == found.scale
    assert found.shrinks


def shape_with(*children: Element) -> Element:
    body = make("a:bodyPr", None, *children)
    return make("p:sp", None, make("p:txBody", None, body, make("a:lstStyle")))


@given(st.sampled_from(BODY_STEPS), st.sampled_from(BODY_STEPS))
def test_what_a_shape_said_before_is_replaced(before: Scale, after: Scale) -> None:
    shape = shape_with()
    store(before, shape)
    store(after, shape)
    body = find(shape, "p:txBody/a:bodyPr")
    assert body is not None
    assert scale(find(body, "a:normAutofit")) == after
    assert len(body) <= 1


def test_a_slot_that_does_not_shrink_says_nothing() -> None:
    deck = written(slide(Kicker=Text((line("Kicker"),) * 9)))
    assert autofits(deck) == {"Kicker": None}


def test_the_schemas_order_is_kept() -> None:
    shape = shape_with(make("a:prstTxWarp", {"prst": "textNoShape"}), make("a:flatTx"))
    store(Scale(50, 20), shape)
    body = find(shape, "p:txBody/a:bodyPr")
    assert body is not None
    assert [child.tag.rpartition("}")[2] for child in body] == [
        "prstTxWarp", "normAutofit", "flatTx",
    ]  # fmt: skip


@pytest.fixture
def pattern(tmp_path: Path) -> Template:
    """A template with one slide, whose text has been shrunk."""
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[1])
    slide.shapes.title.text = "A pattern"
    slide.placeholders[1].text = "Body"
    body = slide.placeholders[1].text_frame._txBody.bodyPr
    body.append(make("a:normAutofit", {"fontScale": "40000", "lnSpcReduction": "20000"}))
    path = tmp_path / "pattern.pptx"
    deck.save(str(path))
    return Template.open(path)


@pytest.mark.parametrize(
    ("lines", "said"), [(1, {}), (9, {"fontScale": "92500", "lnSpcReduction": "10000"})]
)
def test_a_pattern_that_says_something_else_is_fitted_anew(
    pattern: Template, lines: int, said: dict[str, str]
) -> None:
    (name,) = pattern_slides(pattern.package)
    slots = (("Content Placeholder 2", Text((line("Point"),) * lines)),)
    like = Slide("x", "Title and Content", slots, like=name)
    found = fit_diagnostics(Plan("Title", "en-US", (like,)), pattern)
    deck = write.write(Plan("Title", "en-US", (like,)), pattern, EmbedMode.NONE).package
    assert autofits(deck)["Content Placeholder 2"] == said
    assert found == []


def test_a_pattern_is_told_of_too(pattern: Template) -> None:
    (name,) = pattern_slides(pattern.package)
    slots = (("Content Placeholder 2", Text((line("Point"),) * 20)),)
    like = Slide("x", "Title and Content", slots, like=name)
    (said,) = fit_diagnostics(Plan("Title", "en-US", (like,)), pattern)
    assert said.code == "SHRINK"
