"""Days as categories of a chart, and the numbers by which a workbook counts them.

They are counted from the end of 1899 (ECMA-376 part 1, 18.17.4.1); Excel also counts a 29 February
1900, so the first day that has one number everywhere is 1 March.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

from msgspec import Struct

from deckgen.source.cell_formats import EPOCH, LAST_DAY, parse_day

CODE = "yyyy\\-mm\\-dd"
"""The number format of days in the workbook, as they are typed."""
UNITS = ("days", "months", "years")
_FIRST = 61  # 1900-03-01
_PERIOD = re.compile(r"(?:([1-9][0-9]{0,2}) )?(day|month|year)s?")
_DEFAULT_FORMATS = {"days": "d mmm yyyy", "months": "mmm yyyy", "years": "yyyy"}


def number(text: str) -> int | None:
    """The number of a day as it is typed (`2019-03-27`); None for any other text."""
    day_typed = parse_day(text)
    found = 0 if day_typed is None else (day_typed - EPOCH).days
    return found if found >= _FIRST else None


def day(count: int) -> str:
    """The day of a number, "" where it is none."""
    return (EPOCH + timedelta(count)).isoformat() if _FIRST <= count <= LAST_DAY else ""


def counts(text: str, printed: str) -> bool:
    """Whether a text is the number of the day that another prints, such as `37377` of `5/1/2002`.

    LibreOffice saves categories that are days as text, and writes their numbers.
    """
    found = day(int(text)) if re.fullmatch("[0-9]{2,7}", text) else ""
    if not found:
        return False
    year, month, number_in_month = map(int, found.split("-"))
    shown = [int(digits) for digits in re.findall("[0-9]+", printed)]
    parts = {year, year % 100, month, number_in_month}
    return parts.issuperset(shown) and not {year, year % 100}.isdisjoint(shown)


def are_days(texts: Sequence[str]) -> bool:
    """Whether all of them are days, in the order of time."""
    found = [number(text) for text in texts]
    days = [one for one in found if one is not None]
    return len(days) == len(found) > 0 and all(a < b for a, b in pairwise(days))


def base_unit(texts: Sequence[str]) -> str:
    """The finest unit in which the days differ."""
    days = [date.fromisoformat(text) for text in texts]
    if len(days) > 1 and all((d.month, d.day) == (days[0].month, days[0].day) for d in days):
        return "years"
    if len(days) > 1 and all(d.day == days[0].day for d in days):
        return "months"
    return "days"


def default_format(texts: Sequence[str]) -> str:
    """The number format of days without one."""
    return _DEFAULT_FORMATS[base_unit(texts)]


class Period(Struct, frozen=True):
    """From one label of an axis of dates to the next: so many days, months or years."""

    count: int
    unit: str

    @classmethod
    def of(cls, text: str) -> Period | None:
        """The period that a text is (`months`, `3 months`); None where it is none."""
        found = _PERIOD.fullmatch(text)
        return None if found is None else cls(int(found[1] or 1), f"{found[2]}s")

    def __str__(self) -> str:
        """The period as it is typed."""
        return f"{self.count} {self.unit if self.count > 1 else self.unit[:-1]}"
