"""The values of a series as they are typed, and the number formats under which they are shown."""

from __future__ import annotations

from dataclasses import dataclass

from deckgen.content.chart import numbers
from deckgen.content.chart.cache import Cells, cells
from deckgen.content.chart.numbers import GENERAL
from deckgen.ooxml import Element, find, find_all, integer


@dataclass(frozen=True, slots=True)
class Values:
    """One series: its cells, and the number formats of its labels or of the axis.

    `common` and `own` hold where labels or axis do not follow the cells; `own` is by point.
    """

    cells: Cells
    common: str
    own: dict[int, str]

    def typed(self, count: int) -> list[str]:
        """The first values as they are typed; "" for a gap."""
        return [self._typed(index) for index in range(count)]

    def _typed(self, index: int) -> str:
        value = numbers.cached(self.cells.points.get(index, ("", ""))[0])
        if value is None:
            return ""
        code = self.cells.code_at(index)
        return numbers.show(value, self._shown(index) if code == GENERAL else code)

    def rounded(self, typed: list[str]) -> str:
        """The first number format under which a value is shown otherwise than typed, or ""."""
        for index, text in enumerate(typed):
            number, code = numbers.read(text), self._shown(index)
            if number is None or code == GENERAL or not numbers.is_code(code):
                continue
            if numbers.printed(number.value, code) != text:
                return code
        return ""

    def _shown(self, index: int) -> str:
        return self.own.get(index) or self.common or self.cells.code_at(index)


def read(column: Element, axis: Element | None) -> Values:
    """The values of a series (`c:ser`); `axis` is the value axis that prints them."""
    labels = find(column, "c:dLbls")
    common = own = None
    if labels is not None and _shows_values(labels):
        common = _unlinked(labels)
        own = {
            integer(number, "val", -1): code
            for label in find_all(labels, "c:dLbl")
            if (number := find(label, "c:idx")) is not None and (code := _unlinked(label))
        }
    if not common and axis is not None:
        common = _unlinked(axis)
    return Values(cells(column, "c:val"), common or "", own or {})


def _shows_values(labels: Element) -> bool:
    shown = find(labels, "c:showVal")
    return shown is not None and shown.get("val", "1") in ("1", "true")


def _unlinked(place: Element) -> str:
    """The number format of labels or an axis where it does not follow the cells."""
    code = find(place, "c:numFmt")
    if code is None or code.get("sourceLinked", "0") in ("1", "true"):
        return ""
    return code.get("formatCode", "")
