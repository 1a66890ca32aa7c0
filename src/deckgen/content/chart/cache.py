"""The data that a chart part stores beside its references to the workbook (its caches)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from deckgen.content.chart import numbers
from deckgen.ooxml import Element, find, find_all, integer
from deckgen.source import number_formats

_FORMS = ("c:strRef/c:strCache", "c:numRef/c:numCache", "c:strLit", "c:numLit")
_EPOCH = datetime(1899, 12, 30)
_NO_DATE = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|General', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Cells:
    """The points of a range by number, each a text and its number format.

    `code` is the format of the range, None where there is no range.
    """

    points: dict[int, tuple[str, str]]
    count: int = 0
    code: str | None = None

    def code_at(self, index: int) -> str:
        """The number format of a point."""
        return self.points.get(index, ("", ""))[1] or self.code or numbers.GENERAL


def cells(parent: Element, child: str) -> Cells:
    """What a child of an element (`c:cat`, `c:val`, `c:tx`) holds."""
    for form in _FORMS:
        cache = find(parent, f"{child}/{form}")
        if cache is not None:
            return read_cache(cache)
    value = find(parent, f"{child}/c:v")
    return Cells({}) if value is None else Cells({0: (value.text or "", "")}, 1, "")


def read_cache(cache: Element) -> Cells:
    """The points of a cache (`c:strCache`, `c15:dlblRangeCache` ...)."""
    points = {}
    for point in find_all(cache, "c:pt"):
        value = find(point, "c:v")
        text = "" if value is None else value.text or ""
        points[integer(point, "idx")] = (text, point.get("formatCode", ""))
    count = find(cache, "c:ptCount")
    declared = 0 if count is None else integer(count, "val")
    code = find(cache, "c:formatCode")
    format_code = "" if code is None else code.text or ""
    return Cells(points, max([declared, *(index + 1 for index in points)]), format_code)


def texts(found: Cells, count: int) -> list[str]:
    """What the first points print; numbers print under their format."""
    shown = []
    for index in range(count):
        text, code = found.points.get(index, ("", ""))[0], found.code_at(index)
        value = numbers.cached(text) if code != numbers.GENERAL else None
        shown.append(text if value is None else _printed(value, code))
    return shown


def _printed(value: Decimal, code: str) -> str:
    """A category that is a number or a date."""
    days = 0 < value < 2_958_466  # up to the end of the year 9999
    if days and re.search("[dmy]", _NO_DATE.sub("", code), re.IGNORECASE):
        return number_formats.show(_EPOCH + timedelta(days=float(value)), code)
    return numbers.printed(value, code)
