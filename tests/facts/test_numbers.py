"""Typed numbers and the formats of numbers, against exact fractions."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from deckgen.content.chart import model as chart
from deckgen.diagnostics import Problem
from deckgen.facts.numbers import DIGITS, NumberFormat, is_code, parse_number, parse_value
from deckgen.source import cell_formats
from tests.facts.reading import facts, half_up, shown, span
from tests.support.cases import every_case

counts = st.integers(0, 10**DIGITS - 1)
places = st.integers(0, 12)


@every_case(
    ("text", "number"),
    [
        ("48,800", "48800"),
        ("267258", "267258"),
        ("57%", "0.57"),
        ("57 %", "0.57"),
        ("57\u00a0%", "0.57"),
        ("-8%", "-0.08"),
        ("\u22128%", "-0.08"),
        ("+5%", "0.05"),
        ("5.24", "5.24"),
        (".5", "0.5"),
        ("1,234,567.890", "1234567.890"),
        ("007", "7"),
        ("0", "0"),
        ("$5,000", "5000"),
        ("-$5", "-5"),
        ("€ 5,000.50", "5000.5"),
    ],
)
def test_a_text_that_is_all_number(text: str, number: str) -> None:
    assert parse_number(text) == Decimal(number)


@every_case(
    "text",
    ["more than 77,000", "six", "20-25", "4,88", "48,8000", "1,2,3", "1.", "1e3", "Infinity", "NaN",
     "0x10", "1_000", "--1", "%", "", "$", "0,123", "(314)244-9744", "\u0664\u0668",
     "1" * (DIGITS + 1)],
)  # fmt: skip
def test_a_text_that_is_no_number(text: str) -> None:
    assert parse_number(text) is None
    assert parse_value(text).amount is None


@every_case(
    "text",
    ["48,800", "57%", "57 %", "57\u00a0%", "-8%", "\u22128%", "+5%", ".5", "007", "0", "-0",
     "5.240", "$5,000", "€ 5,000.50", "-$5", "1,234,567.890"],
)  # fmt: skip
def test_a_number_prints_as_it_was_typed_under_its_number_format(text: str) -> None:
    """A fact and a chart read the same number, and a worksheet shows it so (18.8.30)."""
    number = chart.read(text)
    assert number is not None
    assert number.value == parse_number(text)
    assert cell_formats.show(number.value, number.code) == text
    assert is_code(number.code)


@given(
    st.decimals(
        allow_nan=False, allow_infinity=False, places=4, min_value=-(10**13), max_value=10**13
    )
)
def test_a_number_is_read_as_it_is_written(number: Decimal) -> None:
    assert parse_number(f"{number:,f}") == number
    assert parse_number(f"{number:f}") == number
    assert parse_number(f"{number:,f}%") == number / 100


@given(counts, st.integers(1, 10**DIGITS - 1), places)
@example(150_141, 267_258, 0)
@example(1, 8, 2)
@example(2, 3, 12)
def test_a_printed_share_is_the_quotient_rounded_half_up(part: int, whole: int, n: int) -> None:
    assume(part // whole < 10**DIGITS)
    known = facts(
        f"part:\n  value: {part}\nwhole:\n  value: {whole:,}\nshare:\n  formula: part / whole\n"
        f"  format: .{n}%\n"
    )
    expected = half_up(Fraction(part * 100, whole), n)
    text = shown(known, "share")
    assert Fraction(text.rstrip("%")) == expected
    assert text == shown(known, f"share:.{n}%")
    assert len(text.rstrip("%").partition(".")[2]) == n


@given(counts, st.integers(1, 10**DIGITS - 1), st.sampled_from(["16%", "one in six", "0"]))
def test_a_printed_share_is_its_override_while_it_computes_the_same(
    part: int, whole: int, printed: str
) -> None:
    text = (
        f"part:\n  value: {part}\nwhole:\n  value: {whole}\nshare:\n  formula: part / whole\n"
        f"  format: .1%\n"
    )
    computed = shown(facts(text), "share")
    assume(len(computed) <= DIGITS)
    known = facts(f"{text}  computed: {computed}\n  printed: {printed}\n")
    assert shown(known, "share") == printed
    assert shown(known, "share:.1%") == printed
    wrong = Decimal(computed.rstrip("%")) + 1
    with pytest.raises(Problem) as caught:
        facts(f"{text}  computed: {wrong}%\n  printed: {printed}\n")
    assert [d.code for d in caught.value.diagnostics] == ["computed-changed"]


@given(st.fractions(-(10**9), 10**9, max_denominator=10**6), places, st.booleans())
def test_a_format_rounds_half_up_and_never_shows_minus_zero(
    amount: Fraction, n: int, grouped: bool
) -> None:
    number = Decimal(amount.numerator) / Decimal(amount.denominator)
    spec = f"{',' if grouped else ''}.{n}f"
    text = NumberFormat.parse(spec, span()).apply(number)
    assert text is not None
    assert Fraction(text.replace(",", "")) == half_up(Fraction(number), n)
    assert ("," in text) == (grouped and abs(Fraction(text.replace(",", ""))) >= 1000)
    assert text.startswith("-") == (Fraction(text.replace(",", "")) < 0)


@every_case(
    ("value", "spec", "text"),
    [
        ("48800", ",", "48,800"),
        ("48,800", "f", "48800"),
        ("48,800", ".1f", "48800.0"),
        ("48,800", ",.1f", "48,800.0"),
        ("0.125", ".0%", "13%"),
        ("0.125", "%", "12.5%"),
        ("12.5%", ".0%", "13%"),
        ("2.5", ".0f", "3"),
        ("-2.5", ".0f", "-3"),
        ("-0.4", ".0f", "0"),
        ("0.05", "+.0%", "+5%"),
        ("0", "+", "0"),
        ("-8%", "+.0%", "-8%"),
        ("100", ",", "100"),
    ],
)
def test_formats(value: str, spec: str, text: str) -> None:
    assert shown(facts(f"x:\n  value: {value}\n"), f"x:{spec}") == text


@every_case(
    "spec", ["d", "e", ".2", ".13f", ">10", "_", "n", " ", "", ",,", "%%", "d MMMM", "{", ".f"]
)
def test_other_formats_are_refused(spec: str) -> None:
    with pytest.raises(Problem, match="not a format of a number"):
        shown(facts("x:\n  value: 48,800\n"), f"x:{spec}")
