"""Figures in text, and what only looks like one."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from deckgen.facts import figures
from deckgen.facts.numbers import parse_number
from tests.support.cases import every_case


@every_case(
    ("text", "found"),
    [
        ("Total Removals: 267,258", ["267,258"]),
        ("57% (150,141) of ICE removals", ["57%", "150,141"]),
        ("Mexico: 127,492 (48%)  -8% from last year", ["127,492", "48%", "-8%"]),
        ("-8%, +5% and \u22121%", ["-8%", "+5%", "\u22121%"]),
        ("12 %, 12 percent, 5 percentage points", ["12 %", "12 percent", "5"]),
        ("$1.4 million of $2.5M, 5K and 3bn", ["$1.4 million", "$2.5M", "5K", "3bn"]),
        ("127\u00a0492 people", ["127\u00a0492"]),
        ("20-25 and 20–25", ["20", "25", "20", "25"]),
        ("about 34.3 days, .5 of them", ["34.3", ".5"]),
        ("5.24 flights.", ["5.24"]),
        ("in March 127,492 people, 2,018 of them", ["127,492", "2,018"]),
        ("a 1,400-bed hospital", ["1,400"]),
        ("Level 3 (57%)", ["57%"]),
    ],
)
def test_what_is_a_figure(text: str, found: list[str]) -> None:
    assert [figure.text for figure in figures.find(text)] == found


@every_case(
    "text",
    [
        "6 March 2020, March 6, 2020, 30 Sep. and Mar 6",
        "March 2019; 30. September; 6 de marzo de 2020; 6 mars 2020; im Mai 2020",
        "2020-03-06, 3/6/2020, 6.3.2020, 6-3-2020",
        "FY 2018, FY18, FY 2018-19, CY 2020, fiscal year 2018, 2018–19, 2018/19",
        "in 2018, the 1990s, 2019",
        "10:30, 9 a.m., 5 pm, 24/7, 9/11",
        "(314)244-9744, (417) 865-7359, 314-244-9744, 1-800-555-0100, +1 314 244 9744, 555-0100",
        "1222 Spruce Street, Saint Louis, MO 63103",
        "4715 W Junction St, Springfield, MO 65802-1234",
        "11125 N Ambassador Dr, KC",
        "https://example.org/2/30 and first.last2@example.org",
        "287(g) and 401(k) and Section 287(g)",
        "8 U.S.C. § 1357(g), 42 CFR 438.6, Pub. L. 104-208, H.R. 1234",
        "Slide 4, page 12, Title 42, No. 5, #5, § 5, Phase 2, Region 7, tier 3",
        "COVID-19, F-16, A320, H1N1, 3D, 21st, G20, 01 and 007",
        "a 24-hour day, a 90-day limit",
        "1. First",
        "2) Second",
        "version 1.2.3",
        "20 °C, 5°",
        "48,80 and 1,2,3 and 1/3 and 16:9",
        "six, a dozen, none",
    ],
)
def test_what_is_no_figure(text: str) -> None:
    assert [figure.text for figure in figures.find(text)] == []


@every_case(
    ("text", "amount", "step"),
    [
        ("48,800", "48800", "1"),
        ("57%", "0.57", "0.01"),
        ("5.24%", "0.0524", "0.0001"),
        ("-8 percent", "-0.08", "0.01"),
        ("1.4 million", "1400000", "100000"),
        ("$2bn", "2000000000", "1000000000"),
        ("34.30", "34.3", "0.01"),
    ],
)
def test_what_a_figure_says_and_how_exactly(text: str, amount: str, step: str) -> None:
    figure = figures.only(f"It is {text} now")
    assert figure is not None
    assert (figure.amount, figure.step) == (Decimal(amount), Decimal(step))


@every_case(
    ("text", "vague"),
    [
        ("more than 77,000", True),
        ("about 34.3 days", True),
        ("~20,000", True),
        ("nearly 1.4 million", True),
        ("exactly 20,000", False),
        ("roundabout: 20,000", False),
    ],
)
def test_a_bound_or_a_guess(text: str, vague: bool) -> None:
    figure = figures.only(text)
    assert figure is not None
    assert figure.vague is vague


def test_a_text_with_several_figures_has_no_only_one() -> None:
    assert figures.only("20 of 50") is None
    assert figures.only("none") is None


@every_case(
    ("cell", "amount"),
    [(" 48,800 ", "48800"), ("12 345", "12345"), ("(1,234)", "-1234"), ("7%", "0.07")],
)
def test_a_cell_that_is_a_figure(cell: str, amount: str) -> None:
    figure = figures.whole(cell)
    assert figure is not None
    assert figure.amount == Decimal(amount)


@every_case("cell", ["48,800 people", "48 (12%)", "", "2018", "n/a", "1 2"])
def test_a_cell_that_says_more_or_less_than_a_figure(cell: str) -> None:
    assert figures.whole(cell) is None


def grouped(number: int) -> str:
    return f"{number:,}"


WORDS = st.text(st.characters(categories=["L"]), min_size=1).map(lambda word: f"{word}: ")


@given(WORDS, st.one_of(st.integers(0, 1899), st.integers(2100, 10**15)))
def test_every_typed_number_is_found_with_its_value_and_place(words: str, number: int) -> None:
    for shown in (grouped(number), str(number), f"{number}%", f"{grouped(number)}.05"):
        text = f"Of {words}{shown} in all"
        figure = figures.only(text)
        assert figure is not None
        assert text[figure.start : figure.end] == shown
        assert figure.amount == parse_number(shown)


@given(st.text(st.sampled_from("0123456789,.%$()- /:ab\u00a0\u2212–MNmay§#"), max_size=60))
def test_figures_of_any_text_stand_in_order_and_where_they_say(text: str) -> None:
    end = 0
    for figure in figures.find(text):
        assert figure.start >= end
        assert text[figure.start : figure.end] == figure.text
        assert any(char.isdecimal() for char in figure.text)
        assert figure.step > 0
        assert figure.least <= figure.amount <= figure.most
        end = figure.end
