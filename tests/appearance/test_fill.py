"""What paints a shape: its own fill, its style, or what it inherits."""

from __future__ import annotations

import pytest

from deckgen.appearance.colour import Colour
from deckgen.appearance.fill import CLEAR, Paint, nearest_fill, referred
from deckgen.appearance.theme import Scheme
from deckgen.content import is_decorative
from deckgen.opc.part import Part
from deckgen.opc.xml import Element, make, tag
from tests.support.cases import every_case

FILLED = make("p:spPr", None, make("a:solidFill"), make("a:ln", None, make("a:noFill")))
STYLED = make("p:style", None, make("a:lnRef", {"idx": 1}), make("a:fillRef", {"idx": 2}))


def shape(*children: Element) -> Element:
    return make("p:sp", None, *(child.__copy__() for child in children))


@every_case(
    ("shapes", "fill", "line"),
    [
        ([shape()], None, None),
        ([shape(FILLED)], "a:solidFill", "a:noFill"),
        ([shape(STYLED)], "a:fillRef", "a:lnRef"),
        ([shape(FILLED, STYLED)], "a:solidFill", "a:noFill"),
        ([shape(STYLED), shape(FILLED)], "a:fillRef", "a:lnRef"),  # a style given on the slide
        ([shape(), shape(FILLED, STYLED)], "a:solidFill", "a:noFill"),
    ],
)
def test_the_nearest_paints(shapes: list[Element], fill: str | None, line: str | None) -> None:
    found = [nearest_fill(shapes), nearest_fill(shapes, line=True)]
    assert [None if one is None else tag(one) for one in found] == [fill, line]


def theme() -> Scheme:
    """A theme with a style of two fills and one of backgrounds, in the colour of the reference."""
    own = make("a:solidFill", None, make("a:schemeClr", {"val": "phClr"}))
    black = make("a:solidFill", None, make("a:srgbClr", {"val": "000000"}))
    styles = [
        make("a:fillStyleLst", None, black, own),
        make("a:bgFillStyleLst", None, own.__copy__()),
    ]
    elements = make("a:themeElements", None, make("a:fmtScheme", None, *styles))
    part = Part("/theme.xml", "", None, None)
    part.replace(make("a:theme", None, elements))
    return Scheme.of_theme(part)


@every_case(
    ("index", "seen"),
    [(0, ""), (1000, ""), (1, "000000"), (2, "FF0000"), (1001, "FF0000")],
)
def test_references_count_from_one_and_backgrounds_from_1001(index: int, seen: str) -> None:
    """ECMA-376 part 1, 20.1.4.2.10."""
    red = make("a:srgbClr", {"val": "FF0000"})
    found = referred(make("a:fillRef", {"idx": index}, red), theme())
    colour = Colour.of_hex(seen)
    assert found == (CLEAR if colour is None else Paint.solid(colour))


@pytest.mark.parametrize("index", [3, 1002])
def test_a_reference_to_no_style_is_unknown(index: int) -> None:
    assert referred(make("p:bgRef", {"idx": index}), theme()).unknown


@every_case(("value", "marked"), [("1", True), ("true", True), ("0", False)])
def test_the_mark_of_decoration(value: str, marked: bool) -> None:
    assert is_decorative(make("p:cNvPr", None, make("adec:decorative", {"val": value}))) is marked
    assert not is_decorative(make("p:cNvPr", None, make("adec:decorative")))
