"""What is said of the axes of a chart, and what of it a pattern slide's chart says.

The x axis is that of the categories, the y axis that of the values, in a bar chart too.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from deckgen.content.chart import dates
from deckgen.richtext import Run

NOTHING = Run("")


class Axis(Struct, frozen=True):
    """What is said of an axis; an empty field is the default.

    `minimum`, `maximum` and `unit` (from one label to the next) are numbers with all their digits;
    of an axis of dates they are days (`2019-03-27`) and a period (`3 months`). `format` is a number
    format. `labels` is whether names or numbers are at it. `reset` are the names of fields that
    have the default though a pattern says otherwise.
    """

    title: Run = NOTHING
    minimum: str = ""
    maximum: str = ""
    unit: str = ""
    format: str = ""
    gridlines: bool | None = None
    labels: bool | None = None
    reset: tuple[str, ...] = ()

    @property
    def is_scaled(self) -> bool:
        """Whether something is said of its numbers, so that it is one of numbers or dates."""
        return bool(self.minimum or self.maximum or self.unit or self.format)

    @property
    def is_shown(self) -> bool:
        """Whether something is said that only a visible axis shows."""
        return self.is_scaled or bool(self.title.text) or self.labels is True

    @property
    def is_hidden(self) -> bool:
        """Whether it has no labels, and nothing else that a visible axis shows."""
        return self.labels is False and not self.is_shown

    def with_labels(self, default: bool) -> Axis:
        """The axis without what it says of its labels where that is the default."""
        return replace(self, labels=None) if self.labels == default else self

    def _leaves(self, name: str) -> bool:
        """Whether nothing is said of a field."""
        return bool(getattr(self, name) == getattr(PLAIN, name))

    def over(self, pattern: Axis, values: Iterable[Decimal], *, gridlines: bool) -> Axis:
        """The axis with what it leaves to that of a pattern; `gridlines` is the default.

        A limit that would hide one of the `values` is not inherited.
        """
        limited = within(pattern, values)
        inherited = {
            name: getattr(limited, name)
            for name in _FIELDS
            if self._leaves(name) and name not in self.reset
        }
        lines = limited.gridlines if self.gridlines is None else self.gridlines
        labels = limited.labels if self.labels is None else self.labels
        lines = None if lines == gridlines else lines
        return replace(self, **inherited, gridlines=lines, labels=labels, reset=())

    def relative_to(
        self, pattern: Axis, values: Iterable[Decimal], *, gridlines: bool, labels: bool
    ) -> Axis:
        """The axis without what it inherits from that of a pattern; the inverse of `over`.

        `gridlines` and `labels` are the defaults.
        """
        limited = within(pattern, values)
        same = [name for name in _FIELDS if getattr(self, name) == getattr(limited, name)]
        lost = [name for name in _FIELDS if name not in same and self._leaves(name)]
        plain = {name: getattr(PLAIN, name) for name in same}
        lines = _differing(self.gridlines, limited.gridlines, gridlines)
        shown = _differing(self.labels, limited.labels, labels)
        return replace(self, **plain, gridlines=lines, labels=shown, reset=tuple(lost))


PLAIN = Axis()
"""An axis of which nothing is said."""
_FIELDS = ("title", "minimum", "maximum", "unit", "format")


def _differing(own: bool | None, pattern: bool | None, default: bool) -> bool | None:
    """What has to be said so that a choice holds over that of a pattern, None for nothing."""
    here = default if own is None else own
    there = default if pattern is None else pattern
    return None if here == there else here


def within(axis: Axis, values: Iterable[Decimal]) -> Axis:
    """The axis without a limit that hides one of the values."""
    known = list(values)
    low, high = axis.minimum, axis.maximum
    if known and low and min(known) < limit(low):
        low = ""
    if known and high and max(known) > limit(high):
        high = ""
    return replace(axis, minimum=low, maximum=high)


def limit(text: str) -> Decimal:
    """The number at which an axis ends: a number with all its digits, or a day's."""
    day = dates.number(text)
    return Decimal(text) if day is None else Decimal(day)
