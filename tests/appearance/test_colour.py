"""Colours: what PowerPoint's own palette shows, WCAG's examples, and laws."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deckgen.appearance.colour import BLACK, WHITE, Colour, contrast, transformed
from deckgen.appearance.fill import CLEAR, Paint
from deckgen.appearance.theme import Scheme
from deckgen.checks.text_colours import Legibility, judge
from deckgen.opc.xml import make
from tests.support.cases import every_case

channels = st.floats(0, 1, allow_subnormal=False)
opaque = st.builds(Colour, channels, channels, channels, st.just(1.0))
colours = st.builds(Colour, channels, channels, channels, channels)
paints = st.lists(opaque, min_size=1, max_size=4).map(lambda found: Paint(tuple(found)))
PLAIN = Scheme()


def changed(digits: str, *transforms: tuple[str, int]) -> str:
    element = make("a:srgbClr", {"val": digits})
    element.extend(make(f"a:{name}", {"val": value}) for name, value in transforms)
    colour = PLAIN.colour(element)
    assert colour is not None
    return colour.hex


@every_case(
    ("transforms", "shown"),
    [
        ((("lumMod", 20000), ("lumOff", 80000)), "DCE6F2"),  # "Lighter 80 %" in the palette
        ((("lumMod", 40000), ("lumOff", 60000)), "B9CDE5"),
        ((("lumMod", 60000), ("lumOff", 40000)), "95B3D7"),
        ((("lumMod", 75000),), "376092"),  # "Darker 25 %"
        ((("lumMod", 50000),), "254061"),
        ((("tint", 20000),), "E9EDF4"),  # the bands of Medium Style 2
        ((("tint", 40000),), "D0D8E8"),
        ((("shade", 50000),), "385D8A"),  # the outline of a new shape
    ],
)
def test_powerpoints_palette_of_the_blue_of_2007(
    transforms: tuple[tuple[str, int], ...], shown: str
) -> None:
    assert changed("4F81BD", *transforms) == shown


@every_case(("name", "shown"), [("red", "FF2030"), ("green", "10FF30"), ("blue", "1020FF")])
def test_a_channel_is_set_and_the_others_stay(name: str, shown: str) -> None:
    """ECMA-376 part 1, 20.1.2.3: `a:red`, `a:green`, `a:blue`."""
    assert changed("102030", (name, 100_000)) == shown


@every_case(
    ("digits", "transform", "shown"),
    [
        ("FF0000", "inv", "00FFFF"),
        ("000000", "inv", "FFFFFF"),
        ("FF0000", "comp", "00FFFF"),
        ("0000FF", "comp", "FFFF00"),
        ("FFFFFF", "gray", "FFFFFF"),
    ],
)
def test_a_transform_that_takes_no_value(digits: str, transform: str, shown: str) -> None:
    element = make("a:srgbClr", {"val": digits})
    element.append(make(f"a:{transform}"))
    colour = PLAIN.colour(element)
    assert colour is not None
    assert colour.hex == shown


def test_shares_of_red_green_and_blue_are_of_light() -> None:
    """ECMA-376 part 1, 20.1.2.3.30: half of the light of a channel is 188 of 255."""
    colour = PLAIN.colour(make("a:scrgbClr", {"r": 50_000, "g": 0, "b": 100_000}))
    assert colour is not None
    assert colour.hex == "BC00FF"


@every_case(
    ("front", "ground", "ratio"),
    [("000000", "FFFFFF", 21), ("777777", "FFFFFF", 4.48), ("0000FF", "FFFFFF", 8.59)],
)
def test_ratios_that_wcag_tools_give(front: str, ground: str, ratio: float) -> None:
    one, other = Colour.of_hex(front), Colour.of_hex(ground)
    assert one is not None
    assert other is not None
    assert contrast(one, other) == pytest.approx(ratio, abs=0.005)


@every_case(
    ("name", "digits"),
    [("dkBlue", "00008B"), ("ltGray", "D3D3D3"), ("medPurple", "9370DB"), ("white", "FFFFFF")],
)
def test_preset_names(name: str, digits: str) -> None:
    colour = PLAIN.colour(make("a:prstClr", {"val": name}))
    assert colour is not None
    assert colour.hex == digits


@every_case(
    ("kind", "attributes"),
    [
        ("a:srgbClr", {"val": "12345"}),
        ("a:prstClr", {"val": "mud"}),
        ("a:schemeClr", {"val": "accent1"}),
    ],
)
def test_what_is_no_colour_is_none(kind: str, attributes: dict[str, str]) -> None:
    assert PLAIN.colour(make(kind, attributes)) is None


def test_a_transform_that_nobody_knows_leaves_no_colour() -> None:
    element = make("a:srgbClr", {"val": "112233"}, make("a:shimmer", {"val": "1"}))
    assert transformed(BLACK, element) is None


@given(opaque, opaque)
def test_contrast_is_the_same_both_ways_and_within_its_bounds(one: Colour, other: Colour) -> None:
    assert contrast(one, other) == contrast(other, one)
    assert 1 <= contrast(one, other) <= 21.0001


@given(colours, opaque)
def test_what_lies_on_something_opaque_is_opaque_and_between_the_two(
    top: Colour, low: Colour
) -> None:
    seen = top.over(low)
    assert seen.alpha == 1
    for mixed, a, b in zip(seen[:3], top[:3], low[:3], strict=True):
        assert min(a, b) - 1e-9 <= mixed <= max(a, b) + 1e-9


@given(paints, paints, st.floats(1, 21))
def test_more_colours_behind_decide_no_more(front: Paint, ground: Paint, least: float) -> None:
    """A verdict on several colours holds for each of them."""
    outcome = judge(front, ground, least).outcome
    if outcome is not Legibility.UNDECIDED:
        for colour in ground.colours:
            assert judge(front, Paint.solid(colour), least).outcome is outcome


@given(paints)
def test_something_unknown_is_never_decided(front: Paint) -> None:
    ground = Paint((WHITE, BLACK), unknown="a picture")
    assert judge(front, ground, 4.5).outcome is Legibility.UNDECIDED


def test_nothing_on_top_leaves_what_is_beneath() -> None:
    ground = Paint.solid(WHITE)
    assert CLEAR.over(ground) == ground
    assert ground.or_(ground, "no reason") == ground
