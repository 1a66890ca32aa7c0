"""Boxes of shapes through groups, and the walk over shapes with its rule about alternatives."""

from __future__ import annotations

import pytest
from lxml import etree

from deckgen.appearance.shapes import (
    ON_SLIDE,
    Box,
    GroupTransform,
    Slot,
    box,
    children,
    inner_box,
    shapes_in,
    upright_box,
)
from deckgen.opc.xml import NAMESPACES, Element, tag
from tests.support.cases import every_case

_SPACES = " ".join(
    f'xmlns:{prefix}="{NAMESPACES[prefix]}"' for prefix in ("a", "p", "r", "mc", "p14")
)


def parsed(text: str) -> Element:
    return etree.fromstring(text.replace(">", f" {_SPACES}>", 1))


def xfrm(place: Box, inner: Box | None = None, attributes: str = "", name: str = "a:xfrm") -> str:
    ends = [("off", "ext", place), *([("chOff", "chExt", inner)] if inner else [])]
    sides = "".join(
        f'<a:{off} x="{b.x}" y="{b.y}"/><a:{ext} cx="{b.width}" cy="{b.height}"/>'
        for off, ext, b in ends
    )
    return f"<{name} {attributes}>{sides}</{name}>"


def group(place: Box, inner: Box, attributes: str = "", content: str = "") -> Element:
    return parsed(
        f"<p:grpSp><p:grpSpPr>{xfrm(place, inner, attributes)}</p:grpSpPr>{content}</p:grpSp>"
    )


PLACE, INNER = Box(100, 200, 400, 200), Box(0, 0, 200, 200)
CORNER = Box(0, 0, 50, 100)
"""The upper left quarter, in the group's own coordinates."""


@every_case(
    ("attributes", "seen"),
    [
        ("", Box(100, 200, 100, 100)),
        ('flipH="1"', Box(400, 200, 100, 100)),
        ('flipV="true"', Box(100, 300, 100, 100)),
        ('rot="10800000"', Box(400, 300, 100, 100)),
        ('rot="5400000"', Box(300, 100, 100, 100)),
        ('rot="5400000" flipH="1"', Box(300, 400, 100, 100)),
    ],
)
def test_a_group_scales_then_mirrors_then_rotates_what_is_in_it(attributes: str, seen: Box) -> None:
    inside = ON_SLIDE.inside(group(PLACE, INNER, attributes))
    assert inside.place(CORNER) == seen
    assert inside.turned == bool(attributes)


def test_groups_in_groups() -> None:
    outer = ON_SLIDE.inside(group(PLACE, INNER))
    inner = outer.inside(group(Box(100, 100, 100, 100), Box(0, 0, 10, 10), 'flipH="1"'))
    assert inner.place(Box(0, 0, 5, 5)) == Box(400, 300, 100, 50)


@pytest.mark.parametrize("inner", [Box(0, 0, 0, 0), Box(0, 0, 0, 200)])
def test_a_group_whose_own_extent_is_zero_does_not_scale(inner: Box) -> None:
    """As a group around a single vertical line has it: there is nothing to divide by."""
    placed = ON_SLIDE.inside(group(PLACE, inner)).place(Box(0, 0, 50, 100))
    assert placed.width == 50


def test_a_group_without_a_transform_leaves_places_as_they_are() -> None:
    bare = parsed("<p:grpSp><p:grpSpPr/></p:grpSp>")
    assert ON_SLIDE.inside(bare).place(CORNER) == CORNER
    assert inner_box(bare) is None


def test_the_groups_around_a_shape() -> None:
    found = group(PLACE, INNER, content="<p:sp/>")
    assert GroupTransform.around(found[1]).place(CORNER) == Box(100, 200, 100, 100)


@every_case(
    "shape",
    [
        f"<p:sp><p:spPr>{xfrm(PLACE)}</p:spPr></p:sp>",
        f"<p:graphicFrame>{xfrm(PLACE, name='p:xfrm')}</p:graphicFrame>",
        f"<p:contentPart>{xfrm(PLACE, name='p14:xfrm')}</p:contentPart>",
        f"<p:grpSp><p:grpSpPr>{xfrm(PLACE, INNER)}</p:grpSpPr></p:grpSp>",
    ],
)
def test_the_own_box_of_each_kind_of_shape(shape: str) -> None:
    assert box(parsed(shape)) == PLACE


@every_case(("rotation", "side"), [(0, 400), (5400000, 200), (16200000, 200)])
def test_a_shape_on_its_side_is_as_wide_as_it_is_high(rotation: int, side: int) -> None:
    own = xfrm(PLACE, None, f'rot="{rotation}"')
    shape = parsed(f"<p:sp><p:spPr>{own}</p:spPr></p:sp>")
    assert box(shape) == PLACE
    found = upright_box(shape)
    assert found is not None
    assert (found.width, found.x + found.width / 2) == (side, 300)


def walked(*inner: str) -> list[str]:
    return [
        tag(found.element) for found in shapes_in(parsed(f"<p:spTree>{''.join(inner)}</p:spTree>"))
    ]


def alternatives(*offered: str) -> str:
    return f"<mc:AlternateContent>{''.join(offered)}</mc:AlternateContent>"


INK = '<mc:Choice Requires="p14"><p:contentPart/></mc:Choice>'
PICTURE = "<mc:Fallback><p:pic/></mc:Fallback>"


@every_case(
    ("inner", "seen"),
    [
        (alternatives(INK, PICTURE), ["p:contentPart"]),
        (alternatives(PICTURE), ["p:pic"]),
        (alternatives("<mc:Choice><p:sp/><p:cxnSp/></mc:Choice>", PICTURE), ["p:sp", "p:cxnSp"]),
        (alternatives(f"<mc:Choice>{alternatives(PICTURE)}</mc:Choice>"), ["p:pic"]),
        (alternatives(), []),
        (f"<p:grpSp><p:grpSpPr/>{alternatives(INK)}<p:sp/></p:grpSp><p:pic/>",
         ["p:grpSp", "p:contentPart", "p:sp", "p:pic"]),
    ],
)  # fmt: skip
def test_of_alternatives_the_first_choice_is_seen(inner: str, seen: list[str]) -> None:
    assert walked(inner) == seen


def test_the_children_of_a_part_that_are_no_shapes_are_chosen_alike() -> None:
    slide = parsed(
        "<p:sld><p:cSld/>"
        '<mc:AlternateContent><mc:Choice Requires="p14"><p:transition spd="slow"/></mc:Choice>'
        "<mc:Fallback><p:transition/></mc:Fallback></mc:AlternateContent></p:sld>"
    )
    assert [(tag(found), found.get("spd")) for found in children(slide)] == [
        ("p:cSld", None), ("p:transition", "slow"),
    ]  # fmt: skip


@every_case(
    ("type_", "kind"),
    [("body", "text"), ("title", "text"), ("tbl", "table"), ("chart", "chart"), ("pic", "picture")],
)
def test_a_placeholder_of_one_kind_takes_that_alone(type_: str, kind: str) -> None:
    slot = Slot("Place", type_, 1, PLACE)
    kinds = ("text", "table", "chart", "picture")
    assert [name for name in kinds if slot.accepts(name)] == [kind]


@pytest.mark.parametrize("type_", ["media", "dgm"])
def test_placeholders_of_films_and_of_smartart_take_nothing(type_: str) -> None:
    slot = Slot("Place", type_, 1, PLACE)
    assert not any(slot.accepts(name) for name in ("text", "table", "chart", "picture"))
