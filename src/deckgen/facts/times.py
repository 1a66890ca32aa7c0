"""Times as people type them: dates, and periods in the form of those that facts have."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import NamedTuple

from deckgen.facts.model import Fact
from deckgen.facts.numbers import DayValue
from deckgen.source.cell_formats import MONTHS

_GERMAN = "Januar Februar März April Mai Juni Juli August September Oktober November Dezember"
_SPANISH = (
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"
)
_FRENCH = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
_NAMES = (MONTHS, [name[:3] for name in MONTHS], *map(str.split, (_GERMAN, _SPANISH, _FRENCH)))
_MONTH_NUMBERS = {name: n for names in _NAMES for n, name in enumerate(names, 1)} | {"Sept": 9}

MONTH = rf"\b(?:{'|'.join(sorted(_MONTH_NUMBERS, key=len, reverse=True))})\b\.?"
"""A pattern of a month's name in English, German, Spanish or French, without capturing groups."""
DAY = r"\d{1,2}(?:st|nd|rd|th)?"
"""A pattern of a day in its month."""
YEAR = r"(?:19|20)\d\d"
"""A pattern of a year of four digits."""

_DATES = (
    rf"{DAY}\.?\s+(?:de\s+|of\s+)?{MONTH},?\s+(?:de\s+)?{YEAR}",
    rf"{MONTH}\s+{DAY},?\s+{YEAR}",
    rf"{MONTH}\s+{YEAR}",
    r"\d{4}-\d\d-\d\d",
    rf"\d{{1,2}}[/.]\d{{1,2}}[/.]{YEAR}",
)
_BEFORE, _AFTER = r"(?<![\w.,/$€£-])", r"(?![\w%]|[-–/.,]\d)"

TYPED = rf"(?:{'|'.join(_DATES)}|(?:S?FY|FFY|CY|AY)\s?\d{{2,4}}|(?:[A-Z]\w*\s+)?{YEAR}){_AFTER}"
"""A pattern of what may be a period or a date, without capturing groups."""


class TypedTime(NamedTuple):
    """A period or a date in a text, at text[start:end]."""

    text: str
    start: int
    end: int


class Times:
    """The periods and the days of some facts."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        """Take those of their origins, and the days that facts say themselves."""
        facts = list(facts)
        origins = [origin for fact in facts for origin in fact.origins]
        self.periods = tuple(dict.fromkeys(o.period for o in origins if o.period))
        self.days = tuple(dict.fromkeys(o.as_of for o in origins if o.as_of))
        own = [fact.value.day for fact in facts if isinstance(fact.value, DayValue)]
        self._days = {*self.days, *own}
        self._periods = set(map(_plain, self.periods))

    def __bool__(self) -> bool:
        return bool(self.periods or self._days)

    def typed_in(self, text: str) -> Iterator[TypedTime]:
        """The dates in a text, and the periods that have the form of one of these."""
        for match in self._typed.finditer(text):
            yield TypedTime(match.group(), *match.span())

    @cached_property
    def _typed(self) -> re.Pattern[str]:
        forms = dict.fromkeys(filter(None, map(_form, self.periods)))
        longest_first = sorted((*forms, *_DATES), key=len, reverse=True)
        return re.compile(f"{_BEFORE}(?:{'|'.join(longest_first)}){_AFTER}")

    def says(self, text: str) -> bool:
        """Whether a text is one of the periods, or names one of the days, or its month."""
        return _plain(text) in self._periods or any(
            (day.year, day.month) == (year, month) and number in (0, day.day)
            for year, month, number in _days_of(text)
            for day in self._days
        )


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def _form(period: str) -> str | None:
    """The pattern of texts like a period, with other digits and months; None without digits."""
    if not re.search(r"\d", period):
        return None
    if re.fullmatch(YEAR, period):
        return YEAR
    pieces = re.split(rf"({MONTH}|\d|\s+)", period)
    return "".join(map(_piece, pieces))


def _piece(piece: str) -> str:
    if piece.isdecimal():
        return r"\d"
    if piece.isspace():
        return r"\s+"
    return MONTH if re.fullmatch(MONTH, piece) else re.escape(piece)


def _days_of(text: str) -> Iterator[tuple[int, int, int]]:
    """The days that a typed date may mean: year, month, and the day or 0 for a whole month."""
    word = re.search(MONTH, text)
    found = [int(number) for number in re.findall(r"\d+", text)]
    years = [number for number in found if number > 31]
    if len(years) != 1:
        return
    others = [number for number in found if number <= 31]
    if word is not None and len(others) <= 1:
        yield years[0], _MONTH_NUMBERS[word.group().rstrip(".")], next(iter(others), 0)
    elif word is None and len(others) == 2:
        yield years[0], others[0], others[1]
        yield years[0], others[1], others[0]
