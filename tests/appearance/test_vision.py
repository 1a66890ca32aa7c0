"""Colours as people see them who confuse some, and how far colours are apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deckgen.appearance.colour import (
    BLACK,
    DEFICIENCIES,
    WHITE,
    Colour,
    difference,
    least_difference,
    seen,
)

channels = st.integers(0, 255).map(lambda value: value / 255)
colours = st.builds(Colour, channels, channels, channels)


@pytest.mark.parametrize("deficiency", DEFICIENCIES)
@given(level=channels)
def test_greys_look_alike_to_all(deficiency: str, level: float) -> None:
    grey = Colour(level, level, level)
    assert difference(seen(grey, deficiency), grey) < 0.1


@given(colours, colours)
def test_nobody_sees_more_than_the_least_difference(one: Colour, other: Colour) -> None:
    least, kind = least_difference(one, other)
    assert least <= difference(one, other)
    assert kind in ("", *DEFICIENCIES)
    assert least_difference(other, one)[0] == pytest.approx(least)


def test_black_and_white_differ_by_a_hundred() -> None:
    assert difference(BLACK, WHITE) == pytest.approx(100, abs=0.01)
    assert least_difference(BLACK, BLACK) == (0.0, "")


def test_red_and_green_are_confused_without_one_kind_of_cones() -> None:
    red, green = Colour.of_hex("A06000"), Colour.of_hex("5A7800")
    assert red is not None
    assert green is not None
    assert difference(red, green) > 30
    least, kind = least_difference(red, green)
    assert least < 5
    assert kind in ("protanopia", "deuteranopia")
