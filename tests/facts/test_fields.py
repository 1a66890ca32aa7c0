"""What is printed beside values: a fact's period, date and source, and the deck's own dates."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deckgen.diagnostics import Problem
from deckgen.facts import DeckDates, references
from deckgen.facts.model import day_printed
from tests.facts.reading import facts, shown, span
from tests.support.cases import every_case

KNOWN = facts("""
removals:
  value: 267,258
  period: FY 2018
  as_of: 2018-09-30
  source: ICE ERO
arrests:
  value: 158,581
  period: FY 2018
  as_of: 2018-06-30
  source: ICE
beds:
  value: 52
  period: FY 2019
both:
  formula: removals + arrests
mixed:
  formula: removals + beds
own:
  formula: removals + beds
  period: two years
bare:
  value: 7
soon:
  value: 8
  period: TODO next year
day:
  value: 2018-09-30
""")
DECK = DeckDates(as_of=date(2020, 3, 6), printed="6 March 2020")


@every_case(
    ("reference", "text"),
    [
        ("removals:period", "FY 2018"),
        ("removals:as_of", "September 30, 2018"),
        ("removals:source", "ICE ERO"),
        ("removals:as_of:MMM yyyy", "Sep 2018"),
        ("removals:as_of:d MMMM yyyy", "30 September 2018"),
        ("removals:as_of:short", "9/30/18"),
        ("both:as_of", "June 30, 2018"),
        ("both:period", "FY 2018"),
        ("own:period", "two years"),
        ("soon:period", "TODO next year"),
        ("day", "2018-09-30"),
        ("deck:date", "6 March 2020"),
        ("deck:as_of", "March 6, 2020"),
        ("deck:as_of:yyyy", "2020"),
    ],
)
def test_what_a_field_prints(reference: str, text: str) -> None:
    assert shown(KNOWN.dated(DECK), reference) == text


def test_the_decks_style_governs_days_that_no_pattern_does() -> None:
    known = KNOWN.dated(msgspec.structs.replace(DECK, style="d MMM yyyy"))
    assert shown(known, "removals:as_of") == "30 Sep 2018"
    assert shown(known, "deck:as_of") == "6 Mar 2020"
    assert shown(known, "removals:as_of:yyyy") == "2018"
    assert shown(known, "day") == "2018-09-30"


def test_days_print_in_the_decks_language() -> None:
    known = KNOWN.dated(msgspec.structs.replace(DECK, language="de-DE"))
    assert shown(known, "removals:as_of") == "30. September 2018"


@every_case(
    ("reference", "code", "message"),
    [
        ("bare:period", "missing-field", "the fact `bare` has no `period`"),
        ("beds:as_of", "missing-field", "the fact `beds` has no `as_of`"),
        ("beds:source", "missing-field", "the fact `beds` has no `source`"),
        (
            "mixed:period",
            "missing-field",
            "`mixed` has no single `period`: the facts that it is computed from have `FY 2018`, "
            "`FY 2019`",
        ),
        ("removals:period:x", "bad-format", "the period of a fact takes no format"),
        (
            "removals:as_of:q",
            "bad-format",
            "`q` is not a format of a date: `q` is no part of a date",
        ),
        ("removals:perod", "unknown-field", "a fact has no `perod` to print"),
        ("none:period", "unknown-fact", "there is no fact `none`"),
        ("deck", "unknown-field", "`deck` is no fact"),
        ("deck:day", "unknown-field", "the deck has no `day` to print"),
        (
            "deck:date:yyyy",
            "bad-format",
            "the deck's `date`, which prints as typed, takes no format",
        ),
    ],
)
def test_what_is_not_there_is_an_error_at_its_place(
    reference: str, code: str, message: str
) -> None:
    with pytest.raises(Problem) as caught:
        KNOWN.dated(DECK).show(reference, span())
    (found,) = caught.value.diagnostics
    assert (found.code, found.message) == (code, message)
    assert found.place == span()
    assert found.helps


@pytest.mark.parametrize("field", ["date", "as_of"])
def test_a_deck_without_dates_has_none_to_print(field: str) -> None:
    with pytest.raises(Problem) as caught:
        KNOWN.show(f"deck:{field}", span())
    assert [d.code for d in caught.value.diagnostics] == ["missing-field"]


def test_no_fact_is_called_deck() -> None:
    with pytest.raises(Problem) as caught:
        facts("deck:\n  value: 1\n")
    assert [d.code for d in caught.value.diagnostics] == ["bad-id"]
    assert shown(facts("deck.size:\n  value: 1\n"), "deck.size") == "1"


DAYS = st.dates(date(2000, 1, 1), date(2049, 12, 31))
PATTERNS = st.sampled_from(["short", "medium", "long", "full", "d MMMM yyyy", "yyyy-MM-dd"])


@given(DAYS, DAYS, PATTERNS)
def test_a_day_is_read_back_from_what_it_prints(before: date, day: date, pattern: str) -> None:
    words = references.split(f"removals:as_of:{pattern}")
    text = DECK.format(day, pattern, span())
    assert day_printed(text, before, words, DECK) == day


@given(DAYS, DAYS)
def test_a_month_is_read_back_as_its_last_day_where_the_day_before_was_that(
    before: date, day: date
) -> None:
    words = references.split("removals:as_of:MMM yyyy")
    text = DECK.format(day, words.format, span())
    end = (before.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    found = day_printed(text, end, words, DECK)
    assert found is not None
    assert (found.year, found.month) == (day.year, day.month)
    assert (found + timedelta(days=1)).day == 1


def test_what_is_no_day_is_not_read_as_one() -> None:
    words = references.split("removals:as_of")
    for text in ("last year", "", "September 31, 2018", "30 September 2018", "Sep 30, 9999"):
        assert day_printed(text, date(2018, 9, 30), words, DECK) is None


def test_a_misspelt_style_of_dates_is_told_the_near_one() -> None:
    with pytest.raises(Problem) as caught:
        KNOWN.show("removals:as_of:lang", span())
    assert caught.value.diagnostics[0].helps[0] == "did you mean `long`?"
