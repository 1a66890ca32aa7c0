"""Dates: American English written here is what Babel gives; other languages come from Babel."""

import subprocess
import sys
from datetime import date

import pytest
from babel import Locale
from babel.dates import format_date
from hypothesis import given
from hypothesis import strategies as st

from deckgen.diagnostics import Problem
from deckgen.facts.dates import format_day
from deckgen.source.cell_formats import parse_day
from tests.facts.reading import facts, shown
from tests.support.cases import every_case
from tests.support.paths import ROOT

FIELDS = ["d", "dd", "M", "MM", "MMM", "MMMM", "LLL", "LLLL", "y", "yy", "yyyy", "EEE", "EEEE"]
LITERALS = [" ", ", ", ".", "/", "-", "\u00e9", "1", "''", "'of'", "'o''clock'", "\u5e74"]
STYLES = ["short", "medium", "long", "full"]

days = st.dates(date(1, 1, 1), date(9999, 12, 31))
patterns = st.tuples(
    st.sampled_from(FIELDS),
    st.lists(
        st.tuples(st.sampled_from(LITERALS), st.sampled_from(FIELDS)).map("".join), max_size=4
    ),
    st.sampled_from(["", *LITERALS]),
).map(lambda drawn: drawn[0] + "".join(drawn[1]) + drawn[2])


@given(days, patterns | st.sampled_from(STYLES))
def test_american_english_is_what_babel_gives(day: date, pattern: str) -> None:
    for language in ("en", "en-US"):
        locale = Locale.parse(language, sep="-")
        assert format_day(day, pattern, language) == format_date(day, pattern, locale)


@given(days, patterns)
def test_other_languages_come_from_babel(day: date, pattern: str) -> None:
    assert format_day(day, pattern, "de-DE") == format_date(day, pattern, Locale("de", "DE"))


@every_case(
    ("language", "text"),
    [
        ("en-US", "3 September 2018"),
        ("en-GB", "3 September 2018"),
        ("de-DE", "3 September 2018"),
        ("es-MX", "3 septiembre 2018"),
        ("fr-CA", "3 septembre 2018"),
        ("zh-Hant-TW", "3 9\u6708 2018"),
    ],
)
def test_a_date_by_a_pattern(language: str, text: str) -> None:
    known = facts("revised:\n  value: 2018-09-03\n", language)
    assert shown(known, "revised:d MMMM yyyy") == text
    assert shown(known, "revised") == "2018-09-03"


@every_case("language", ["xx-XX", "english", "", "en US"])
def test_a_language_without_words_for_dates(language: str) -> None:
    known = facts("revised:\n  value: 2018-09-03\n", language)
    with pytest.raises(Problem, match="no words for dates"):
        shown(known, "revised:d MMMM yyyy")


@given(days)
def test_a_date_is_read_as_it_is_written(day: date) -> None:
    assert parse_day(day.isoformat()) == day


@every_case(
    "text", ["2018-9-30", "20180930", "2018-W39-7", "2018-02-30", "30.09.2018", "2018-09-30T00:00"]
)
def test_only_iso_dates_are_dates(text: str) -> None:
    assert parse_day(text) is None


def test_an_english_deck_loads_neither_babel_nor_openpyxl() -> None:
    program = """
import sys
from pathlib import Path
from deckgen.facts import Facts
from deckgen.facts.files import read
from deckgen.facts.resolve import source_line
known = Facts.load([read(Path("content/facts.yaml"))], language="en-US")
assert source_line(known, language="en-US")
print(sorted({"babel", "openpyxl"} & set(sys.modules)))
"""
    run = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert run.stdout == "[]\n"
