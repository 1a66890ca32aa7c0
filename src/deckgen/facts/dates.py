"""Days as ISO 8601 dates, and how a language prints them.

Patterns are CLDR's (UTS 35, "Date Format Patterns"), as Babel reads them. Babel is slow to start,
so American English, the default, is written here; tests hold it to what Babel gives.
"""

from __future__ import annotations

import re
from calendar import isleap
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime

from deckgen.diagnostics import Place, Problem, error, near
from deckgen.source.cell_formats import MONTHS, WEEKDAYS

_PIECE = r"'(?P<quoted>[^']*)'|(?P<field>([A-Za-z])\3*)|(?P<bare>[^A-Za-z']+)"
_AMERICAN = ("en", "en-US")

NAMED_PATTERNS = {
    "short": "M/d/yy",
    "medium": "MMM d, y",
    "long": "MMMM d, y",
    "full": "EEEE, MMMM d, y",
}

_FIELDS: dict[str, Callable[[date], str]] = {
    "d": lambda day: str(day.day),
    "dd": lambda day: f"{day.day:02}",
    "M": lambda day: str(day.month),
    "MM": lambda day: f"{day.month:02}",
    "MMM": lambda day: MONTHS[day.month - 1][:3],
    "MMMM": lambda day: MONTHS[day.month - 1],
    "LLL": lambda day: MONTHS[day.month - 1][:3],
    "LLLL": lambda day: MONTHS[day.month - 1],
    "y": lambda day: str(day.year),
    "yy": lambda day: f"{day.year % 100:02}",
    "yyyy": lambda day: f"{day.year:04}",
    "EEE": lambda day: WEEKDAYS[day.weekday()][:3],
    "EEEE": lambda day: WEEKDAYS[day.weekday()],
}


def format_day(day: date, pattern: str, language: str, place: Place | None = None) -> str:
    """The day by a pattern (`d MMMM yyyy`, or `short medium long full`) in a language (`en-US`).

    Raises `Problem` at `place` where the pattern or the language is not known.
    """
    american = language in _AMERICAN
    if pattern in NAMED_PATTERNS and not american:
        return _by_babel(day, pattern, language, place)
    pieces = list(_pieces(NAMED_PATTERNS.get(pattern, pattern), place))
    if not american:
        return _by_babel(day, pattern, language, place)
    return "".join(_FIELDS[field](day) if field else literal for literal, field in pieces)


def days_printed_as(text: str, before: date, pattern: str, language: str) -> list[date]:
    """The days that print as a text by a pattern, in the years that the text names.

    Where the pattern prints no year it is that of `before`; one of two digits is the nearest to it.
    """
    named = [
        int(number) if len(number) > 2 else _nearest_century(int(number), before.year)
        for number in re.findall(r"\d+", text)
        if len(number) in (2, 4)
    ]
    found = []
    for year in dict.fromkeys((*filter(None, named), before.year)):
        first = date(year, 1, 1).toordinal()
        days = (date.fromordinal(first + number) for number in range(365 + isleap(year)))
        found += [day for day in days if format_day(day, pattern, language) == text]
    return found


_SHORT = 3  # letters of a weekday's short name
_WEEKDAY = rf"({'|'.join((*WEEKDAYS, *(name[:_SHORT] for name in WEEKDAYS)))})(,? )"
_TYPED = {"MMMM d, y": "%B %d, %Y", "MMM d, y": "%b %d, %Y"}
"""The forms of a day beside which a weekday is known, for `strptime`."""


def weekday_length(text: str) -> int:
    """How long the weekday is that a text starts with, with what parts it from a day."""
    found = re.match(_WEEKDAY, text)
    return len(found[0]) if found else 0


def with_weekday(before: str, typed: str, pattern: str | None) -> tuple[str, str] | None:
    """The weekday at the end of a text before a typed day, and the pattern that prints both.

    `pattern` is the day's own, None for the deck's. None where no weekday stands there in American
    English, where it is that of another day, or where the day is typed in another form.
    """
    found = re.search(rf"\b{_WEEKDAY}\Z", before)
    own = NAMED_PATTERNS.get(pattern or "", pattern)
    for known, code in _TYPED.items() if found else ():
        with suppress(ValueError):
            day = datetime.strptime(typed, code)
            if found and own in (None, known) and WEEKDAYS[day.weekday()].startswith(found[1]):
                printed = f"{'EEE' if len(found[1]) == _SHORT else 'EEEE'}{found[2]}{known}"
                names = {text: name for name, text in NAMED_PATTERNS.items()}
                return found[0], names.get(printed, printed)
    return None


def _nearest_century(number: int, year: int) -> int:
    """The year of two digits that is nearest to another."""
    return min((1900 + number, 2000 + number), key=lambda other: abs(other - year))


def _pieces(pattern: str, place: Place | None) -> list[tuple[str, str]]:
    """The pieces of a pattern, as pairs of a literal text and a field, of which one is empty."""
    pieces: list[tuple[str, str]] = []
    text = pattern.replace(
        "''", "\0"
    )  # two quotation marks are a literal one, inside quotes and outside
    at = 0
    while at < len(text):
        match = re.compile(_PIECE).match(text, at)
        if match is None:
            raise _bad_pattern("a quotation mark in it is never closed", pattern, place)
        at = match.end()
        field = match["field"] or ""
        if field and field not in _FIELDS:
            raise _bad_pattern(f"`{field}` is no part of a date", pattern, place)
        literal = match["quoted"] or match["bare"] or ""
        pieces.append((literal.replace("\0", "'"), field))
    if not any(field for _, field in pieces):
        raise _bad_pattern("it names no part of a date", pattern, place)
    return pieces


def _bad_pattern(why: str, pattern: str, place: Place | None) -> Problem:
    meant = near(pattern, NAMED_PATTERNS)
    return error(
        "bad-format",
        f"`{pattern}` is not a format of a date: {why}",
        at=place,
        label="not understood",
        help=(
            f"did you mean `{meant}`?" if meant else "",
            "a date takes d dd, M MM MMM MMMM, y yy yyyy, EEE EEEE, and words in '...', "
            f"such as `d MMMM yyyy`; or one of {', '.join(NAMED_PATTERNS)}",
        ),
    )


def _by_babel(day: date, pattern: str, language: str, place: Place | None) -> str:
    from babel import Locale, UnknownLocaleError
    from babel.dates import format_date

    try:
        locale = Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        raise error(
            "unknown-language",
            f"there are no words for dates in the language `{language}`",
            at=place,
            label="a date to be printed",
            help="give `language:` a tag such as en-US, de-DE or es-MX",
        ) from None
    return format_date(day, pattern, locale)
