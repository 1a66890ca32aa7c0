"""Shades of a map: a number for each area, and the classes by which the areas are shaded."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from deckgen.source import cell_formats

FEWEST_CLASSES, MOST_CLASSES = 2, 7
DEFAULT_CLASSES = 5
DEFAULT_COLOR = "accent1"


def default_format(amounts: Iterable[Decimal]) -> str:
    """The number format that shows all of some numbers, with separators of thousands."""
    places = max((len(_plain(amount).partition(".")[2]) for amount in amounts), default=0)
    return "#,##0" + ("." + "0" * places if places else "")


def _plain(amount: Decimal) -> str:
    return cell_formats.plain(amount)


@dataclass(frozen=True, slots=True)
class Shades:
    """Numbers of areas by FIPS code, in the order of the codes; there is at least one.

    There are at most `classes` classes: those of quantiles hold about as many areas each, those of
    `equal` steps span ranges of one width. A class that no area is in is left out, and equal
    numbers are in one class. The classes have shades of the theme colour `color` from light to
    dark; `format` is the number format of their ranges.
    """

    values: tuple[tuple[str, Decimal], ...]
    classes: int = DEFAULT_CLASSES
    equal: bool = False
    color: str = DEFAULT_COLOR
    format: str = ""

    def __post_init__(self) -> None:
        """Give equal shades one form: numbers in order, without zeros at their ends."""
        put = object.__setattr__
        values = ((fips, Decimal(_plain(amount))) for fips, amount in self.values)
        put(self, "values", tuple(sorted(values)))
        put(self, "format", self.format or default_format(self.amounts))

    @property
    def amounts(self) -> list[Decimal]:
        """The numbers, in the order of the codes."""
        return [amount for _, amount in self.values]

    def grouped(self) -> list[list[tuple[str, Decimal]]]:
        """The areas of each class with their numbers, from the class of the lowest."""
        ordered = sorted(self.amounts)
        found: dict[int, list[tuple[str, Decimal]]] = {}
        for fips, amount in self.values:
            found.setdefault(self._number(amount, ordered), []).append((fips, amount))
        return [found[number] for number in sorted(found)]

    def _number(self, amount: Decimal, ordered: list[Decimal]) -> int:
        """The number of the class of an amount, from 0."""
        if not self.equal:
            return bisect_left(ordered, amount) * self.classes // len(ordered)
        span = ordered[-1] - ordered[0]
        if not span:
            return 0
        return min(int((amount - ordered[0]) * self.classes / span), self.classes - 1)

    def range_text(self, members: Iterable[tuple[str, Decimal]]) -> str:
        """The lowest and the highest number of a class: `12 to 48`."""
        amounts = [amount for _, amount in members]
        ends = [cell_formats.show(end, self.format) for end in (min(amounts), max(amounts))]
        return " to ".join(dict.fromkeys(ends))
