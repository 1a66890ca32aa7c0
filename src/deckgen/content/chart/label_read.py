"""Data labels as they are seen, read from a chart part (ECMA-376 part 1, 21.2.2.47 and 49)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from deckgen.content.chart import numbers as chart_numbers
from deckgen.content.chart.cache import read_cache
from deckgen.content.chart.text import read_rich
from deckgen.ooxml import Element, each, find, find_all, integer


@dataclass(frozen=True, slots=True)
class Labels:
    """Whether points have labels, and those of each series unless they are the values alone."""

    shown: bool
    texts: list[list[str]]


@dataclass(frozen=True, slots=True)
class _Point:
    """What may stand in the label of one point, by the name of the field that shows it."""

    index: int
    parts: dict[str, str]


_FLAGS = {
    "c15:showDataLabelsRange": "CELLRANGE",
    "c:showSerName": "SERIESNAME",
    "c:showCatName": "CATEGORYNAME",
    "c:showVal": "VALUE",
    "c:showPercent": "PERCENTAGE",
}
"""What a label shows, in PowerPoint's order, and the field of the same."""


def read(plot: Element, names: list[str], categories: list[str], values: list[list[str]]) -> Labels:
    """The labels of a plot's series; categories and values are as they are typed."""
    columns = find_all(plot, "c:ser")
    shown: list[list[str | None]] = []
    for column, name, typed in zip(columns, names, values, strict=True):
        labels = find(column, "c:dLbls")
        if labels is None:
            labels = find(plot, "c:dLbls")
        ranged = next(each(column, "c15:dlblRangeCache"), None)
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
    each_point = [label for column in shown for label in column]
    if all(label is None for label in each_point):
        return Labels(shown=True, texts=[])
    if not any(each_point):
        return Labels(shown=False, texts=[])
    filled = [
        [typed[index] if label is None else label for index, label in enumerate(column)]
        for column, typed in zip(shown, values, strict=True)
    ]
    return Labels(shown=True, texts=filled)


def _label(labels: Element | None, point: _Point, ranged: bool) -> str | None:
    """The text of a point's label, "" for no label, None for the value alone."""
    if labels is None:
        return ""
    own = next((one for one in find_all(labels, "c:dLbl") if _index(one) == point.index), None)
    for place in (own, labels):
        if place is not None and _flag(place, "c:delete"):
            return ""
    rich = None if own is None else find(own, "c:tx/c:rich")
    if rich is not None:
        fields = {key: text for key, text in point.parts.items() if ranged or key != "CELLRANGE"}
        return read_rich(rich, fields)
    place = labels if own is None else own
    fields_shown = [field for flag, field in _FLAGS.items() if _flag(place, flag)]
    if not fields_shown:
        return ""
    if fields_shown == ["VALUE"]:
        return None
    separator = find(place, "c:separator")
    joint = ", " if separator is None or not separator.text else separator.text
    return joint.join(text for field in fields_shown if (text := point.parts[field]))


def _index(label: Element) -> int:
    number = find(label, "c:idx")
    return -1 if number is None else integer(number, "val", -1)


def _flag(place: Element, name: str) -> bool:
    """Whether a flag is set on labels, or in their extension."""
    found = find(place, name)
    if found is None:
        found = find(place, f"c:extLst/c:ext/{name}")
    return found is not None and found.get("val", "1") in ("1", "true")


def _percentages(typed: list[str], labels: Element | None) -> Callable[[int], str]:
    """The share of each point in the sum, as labels print it."""
    numbers = [chart_numbers.read(text) for text in typed]
    total = sum((number.value for number in numbers if number is not None), Decimal(0))
    form = None if labels is None else find(labels, "c:numFmt")
    code = "0%" if form is None else form.get("formatCode", "")

    def percent(index: int) -> str:
        number = numbers[index]
        if number is None or not total:
            return ""
        return chart_numbers.printed(number.value / total, code if "%" in code else "0%")

    return percent
