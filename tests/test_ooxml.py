"""Values in the XML of presentations, as ECMA-376 lets them be written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deckgen import ooxml
from deckgen.ooxml import make

UNREADABLE = (
    "",
    " ",
    "abc",
    "1e3",
    "1.5",
    "--5",
    "\u00b2",
    "\u0661",
    "9" * 5000,
    "1 in",
    "50 %",
    "%",
)


@pytest.mark.parametrize(
    ("text", "emu"),
    [
        ("914400", 914400), ("-12700", -12700), (" +5\n", 5), ("1in", 914400), ("-0.5in", -457200),
        ("2.54cm", 914400), ("10mm", 360000), ("1.5pt", 19050), ("1pc", 152400), ("1pi", 152400),
    ],
)  # fmt: skip
def test_coordinates_with_and_without_a_unit(text: str, emu: int) -> None:
    assert ooxml.emu(text) == emu
    assert ooxml.coordinate(make("a:off", {"x": text}), "x", 7) == emu


@pytest.mark.parametrize(
    ("text", "share"),
    [("50000", 0.5), ("50%", 0.5), ("-12.5%", -0.125), (" 100000 ", 1), ("0", 0)],
)
def test_percentages_with_and_without_a_sign(text: str, share: float) -> None:
    assert ooxml.share(text) == pytest.approx(share)
    assert ooxml.percent(text) == pytest.approx(share * 100)


@pytest.mark.parametrize(
    ("text", "points"), [("1800", 18), ("-100", -1), ("1.5pt", 1.5), ("1in", 72)]
)
def test_sizes_of_text_with_and_without_a_unit(text: str, points: float) -> None:
    assert ooxml.hundredths(text) == points


@pytest.mark.parametrize("text", UNREADABLE)
def test_what_is_no_number_is_none(text: str) -> None:
    assert ooxml.whole(text) is None
    assert ooxml.emu(text) is None
    assert ooxml.share(text) is None
    assert ooxml.hundredths(text) is None
    assert ooxml.integer(make("a:gs", {"n": text}), "n", 3) == 3
    assert ooxml.coordinate(make("a:off", {"x": text}), "x", 3) == 3
    assert ooxml.percent(text) == 0


@given(st.text())
def test_any_text_is_read_or_none(text: str) -> None:
    for read in (ooxml.whole, ooxml.emu, ooxml.share, ooxml.hundredths, ooxml.percent):
        assert isinstance(read(text), int | float | None)
