"""Where the slot of a shape is: the placeholder of its layout that it fills."""

from __future__ import annotations

from deckgen.appearance import shapes
from deckgen.appearance.placement import transform
from deckgen.appearance.shapes import Box
from deckgen.content import Page, slot_box
from deckgen.opc.xml import Element, each, make
from tests.content.stage import Stage
from tests.support.cases import every_case

OWN, SLOT = Box(1, 2, 3, 4), Box(100, 200, 300, 400)


def shape(ph: dict[str, object] | None, box: Box | None) -> Element:
    """A shape with the attributes of its placeholder, if it is one, and a box, if it has one."""
    about = make("p:nvPr") if ph is None else make("p:nvPr", None, make("p:ph", ph))
    place = make("p:spPr") if box is None else make("p:spPr", None, transform(box))
    named = make("p:cNvPr", {"id": 9, "name": "x"})
    return make("p:sp", None, make("p:nvSpPr", None, named, make("p:cNvSpPr"), about), place)


def page(*placeholders: Element) -> Page:
    """A slide on a layout of these placeholders alone."""
    found = Stage.of("Table", "Table").page
    (layout,) = found.package.related(found.part, "slideLayout")
    (tree,) = each(layout.edit(), "p:spTree")
    for old in list(each(tree, "p:sp", "p:pic", "p:graphicFrame")):
        tree.remove(old)
    for placeholder in placeholders:
        tree.append(placeholder)
    return found


@every_case(
    ("theirs", "ours"),
    [
        ({"type": "tbl", "idx": "13"}, {"type": "tbl", "idx": "13"}),
        ({"type": "tbl", "idx": "13"}, {"idx": "13"}),  # PowerPoint matches by the index
        ({"type": "title"}, {"type": "title"}),
        ({"type": "title", "idx": "0"}, {"type": "title"}),  # 0 is what `idx` says left out
        ({"type": "title"}, {"type": "title", "idx": "0"}),
    ],
)
def test_a_shape_fills_the_placeholder_of_its_index(
    theirs: dict[str, object], ours: dict[str, object]
) -> None:
    other = shape({"idx": "7"}, Box(5, 5, 5, 5))
    assert slot_box(shape(ours, OWN), page(other, shape(theirs, SLOT))) == SLOT


def test_a_shape_that_was_moved_by_more_than_a_point_stands_where_it_does() -> None:
    away = Box(100, 20_000, 300, 400)
    assert slot_box(shape({"idx": "3"}, away), page(shape({"idx": "3"}, SLOT))) == away


def test_a_shape_of_another_index_stands_where_it_says() -> None:
    for theirs, ours in [("13", "14"), ("1", None), (None, "1")]:
        layout = page(shape({"idx": theirs}, SLOT))
        assert slot_box(shape({"idx": ours}, OWN), layout) == OWN


def test_a_shape_that_is_no_placeholder_stands_where_it_says() -> None:
    assert slot_box(shape(None, OWN), page(shape({}, SLOT), shape(None, SLOT))) == OWN


@every_case("box", [None, Box(100, 200, 0, 400), Box(100, 200, 300, 0)])
def test_a_placeholder_without_a_size_has_that_of_its_master(box: Box | None) -> None:
    here = page(shape({"idx": "3", "type": "body"}, box))
    (layout,) = here.package.related(here.part, "slideLayout")
    (master,) = here.package.related(layout, "slideMaster")
    (above,) = (
        other
        for other in each(master.root, "p:sp")
        if any(ph.get("type") == "body" for ph in each(other, "p:ph"))
    )
    assert slot_box(shape({"idx": "3"}, None), here) == shapes.box(above)


@every_case("box", [None, Box(100, 200, 0, 400), Box(100, 200, 300, 0)])
def test_where_no_placeholder_has_a_size_the_shape_keeps_its_own(box: Box | None) -> None:
    here = page(shape({"idx": "3", "type": "media"}, box))
    (layout,) = here.package.related(here.part, "slideLayout")
    (master,) = here.package.related(layout, "slideMaster")
    for other in list(each(master.edit(), "p:sp")):
        other.getparent().remove(other)
    assert slot_box(shape({"idx": "3"}, OWN), here) == OWN


def test_a_shape_without_a_place_of_its_own_has_none() -> None:
    assert slot_box(shape(None, None), page()) == Box(0, 0, 0, 0)
