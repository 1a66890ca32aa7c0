"""What a chart shows of its data: values under their number formats, and data labels."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from msgspec import Struct

from deckgen.content.chart import model
from deckgen.content.chart._workbook import Cells, cells, read_cache
from deckgen.content.chart.look import read_rich
from deckgen.facts import numbers
from deckgen.opc import xml
from deckgen.opc.xml import Element, each, find, find_all, is_set, number_at
from deckgen.source import cell_formats


class ShownValues(Struct, frozen=True):
    """The values of one series, and the number formats under which it shows them.

    `common` is the format of labels or axis, "" where they follow the cells; `own` has those of
    single labels, by the index of the point.
    """

    cells: Cells
    common: str
    own: dict[int, str]

    def typed(self, count: int) -> list[str]:
        """The first `count` values as typed text, "" for a gap."""
        return [self._typed(index) for index in range(count)]

    def _typed(self, index: int) -> str:
        value = model.cached(self.cells.points.get(index, ("", ""))[0])
        if value is None:
            return ""
        code = self.cells.code_at(index)
        return model.show(value, self._shown_code(index) if code == cell_formats.GENERAL else code)

    def rounded(self, typed: list[str]) -> str:
        """The first number format that shows a value otherwise than typed; "" if there is none."""
        for index, text in enumerate(typed):
            number, code = model.read(text), self._shown_code(index)
            if number is None or code == cell_formats.GENERAL or not numbers.is_code(code):
                continue
            if cell_formats.show(number.value, code) != text:
                return code
        return ""

    def _shown_code(self, index: int) -> str:
        return self.own.get(index) or self.common or self.cells.code_at(index)


def read_values(series: Element, axis: Element | None, child: str = "c:val") -> ShownValues:
    """The values of a series (`c:ser`), below a child of it; `axis` is the value axis."""
    labels = find(series, "c:dLbls")
    common = own = None
    if labels is not None and is_set(labels, "c:showVal"):
        common = own_format(labels)
        axis = axis if find(labels, "c:numFmt") is None else None
        own = {
            number_at(label, "c:idx", -1): code
            for label in find_all(labels, "c:dLbl")
            if (code := own_format(label))
        }
    if not common and axis is not None:
        common = own_format(axis)
    return ShownValues(cells(series, child), common or "", own or {})


def own_format(place: Element) -> str:
    """The number format of labels or an axis, "" where it follows the cells."""
    code = find(place, "c:numFmt")
    if code is None or xml.flag(code, "sourceLinked"):
        return ""
    return code.get("formatCode", "")


# Data labels as they show (ECMA-376 part 1, 21.2.2.47 and 49).


class ReadLabels(Struct, frozen=True):
    """Whether data points have labels, and their texts by series; [] where all are the values."""

    shown: bool
    texts: list[list[str]]


class _Point(Struct, frozen=True):
    """The texts that the label of a point can show, by type of field."""

    index: int
    parts: dict[str, str]


_FLAGS = {
    "c15:showDataLabelsRange": "CELLRANGE",
    "c:showSerName": "SERIESNAME",
    "c:showCatName": "CATEGORYNAME",
    "c:showVal": "VALUE",
    "c:showPercent": "PERCENTAGE",
}
"""The flags of what a label shows, in PowerPoint's order, with the types of field."""


def read_labels(
    all_series: list[Element], names: list[str], categories: list[str], values: list[list[str]]
) -> ReadLabels:
    """The labels of series. Categories and values are given as typed text."""
    shown: list[list[str | None]] = []
    for series, name, typed in zip(all_series, names, values, strict=True):
        labels, plot = find(series, "c:dLbls"), series.getparent()
        if labels is None and plot is not None:
            labels = find(plot, "c:dLbls")
        ranged = next(each(series, "c15:dlblRangeCache"), None)
        cells = {} if ranged is None else read_cache(ranged).points
        percent = _percentages(typed, labels)
        points = [
            _Point(
                index,
                {
                    "CELLRANGE": cells.get(index, ("", ""))[0],
                    "SERIESNAME": name,
                    "CATEGORYNAME": category,
                    "VALUE": typed[index],
                    "PERCENTAGE": percent(index),
                },
            )
            for index, category in enumerate(categories)
        ]
        shown.append([_label(labels, point, ranged is not None) for point in points])
    all_labels = [label for series in shown for label in series]
    if all(label is None for label in all_labels):
        return ReadLabels(shown=True, texts=[])
    if not any(all_labels):
        return ReadLabels(shown=False, texts=[])
    filled = [
        [typed[index] if label is None else label for index, label in enumerate(series)]
        for series, typed in zip(shown, values, strict=True)
    ]
    return ReadLabels(shown=True, texts=filled)


def _label(labels: Element | None, point: _Point, ranged: bool) -> str | None:
    """The text of a point's label, "" for no label, None for a label that is the value."""
    if labels is None:
        return ""
    own = next(
        (one for one in find_all(labels, "c:dLbl") if number_at(one, "c:idx", -1) == point.index),
        None,
    )
    for place in (own, labels):
        if place is not None and is_on(place, "c:delete"):
            return ""
    rich = None if own is None else find(own, "c:tx/c:rich")
    if rich is not None:
        fields = {key: text for key, text in point.parts.items() if ranged or key != "CELLRANGE"}
        return read_rich(rich, fields)
    place = labels if own is None else own
    fields_shown = [field for flag, field in _FLAGS.items() if is_on(place, flag)]
    if not fields_shown:
        return ""
    if fields_shown == ["VALUE"]:
        return None
    separator = find(place, "c:separator")
    joint = ", " if separator is None or not separator.text else separator.text
    return joint.join(text for field in fields_shown if (text := point.parts[field]))


def is_on(place: Element, name: str) -> bool:
    """Whether a flag of labels is set, on them or in their extension list."""
    return is_set(place, name if find(place, name) is not None else f"c:extLst/c:ext/{name}")


def _percentages(typed: list[str], labels: Element | None) -> Callable[[int], str]:
    """A function from a point's index to its share of the sum, as labels show it."""
    numbers = [model.read(text) for text in typed]
    total = sum((number.value for number in numbers if number is not None), Decimal(0))
    number_format = None if labels is None else find(labels, "c:numFmt")
    code = "0%" if number_format is None else number_format.get("formatCode", "")

    def percent(index: int) -> str:
        number = numbers[index]
        if number is None or not total:
            return ""
        return cell_formats.show(number.value / total, code if "%" in code else "0%")

    return percent
