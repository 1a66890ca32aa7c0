"""Data labels of a chart that lie on one another, estimated from their widths and their points."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from deckgen.checks.chart_space import Room, value_span
from deckgen.content.chart import numbers as chart_numbers
from deckgen.content.chart.model import Plot
from deckgen.content.table.measure import LINE, advance
from deckgen.ooxml import Element

_TOUCH = 0.9  # of two labels' widths or heights: nearer, they lie on one another


@dataclass(frozen=True, slots=True)
class _Label:
    """A label: its text, and where its point is along the categories and the values, in points."""

    text: str
    along: float
    at: float
    series: int


def crowded(root: Element, plot: Plot, room: Room, size: float) -> tuple[list[str], int]:
    """The labels that lie on a neighbour, and how many there are; the text has `size` points.

    A neighbour is the same series' next point in a line chart, the next bar in others.
    """
    labels = list(_labels(root, plot, room))
    chains = [labels]
    if not plot.type.direction:
        chains = [[one for one in labels if one.series == n] for n in range(len(plot.series))]
    found: dict[int, str] = {}
    for chain in chains:
        ordered = sorted(chain, key=lambda label: label.along)
        for one, other in pairwise(ordered):
            if _touch(one, other, plot, size):
                found.update({id(one): one.text, id(other): other.text})
    return list(found.values()), len(labels)


def _touch(one: _Label, other: _Label, plot: Plot, size: float) -> bool:
    width = (_width(one.text) + _width(other.text)) / 2 * size * _TOUCH
    height = (_height(one.text) + _height(other.text)) / 2 * size * _TOUCH
    along, at = abs(one.along - other.along), abs(one.at - other.at)
    across, down = (at, along) if plot.type.direction == "bar" else (along, at)
    return across < width and down < height


def _labels(root: Element, plot: Plot, room: Room) -> Iterator[_Label]:
    """The labels of the points that have a value."""
    rows = [[chart_numbers.read(value.text) for value in series.values] for series in plot.series]
    numbers = [float(value.value) for row in rows for value in row if value is not None]
    span = value_span(root, numbers) if numbers else 1.0
    lying = plot.type.direction == "bar"
    length, breadth = (room.width, room.height) if lying else (room.height, room.width)
    own, middle = breadth / len(plot.categories), (len(plot.series) - 1) / 2
    share = _pitch(plot) if plot.type.direction else 0.0
    for number, (series, values) in enumerate(zip(plot.series, rows, strict=True)):
        for point, value in enumerate(values):
            if value is None:
                continue
            text = series.values[point].text
            if series.labels:
                text = series.labels[point].text
            elif plot.format:
                text = chart_numbers.printed(value.value, plot.format)
            if text:
                along = own * (point + 0.5 + (number - middle) * share)
                yield _Label(text, along, float(value.value) / span * length, number)


def _pitch(plot: Plot) -> float:
    """From the middle of a bar to that of the next one, as a share of a category's room."""
    step = 1 - plot.overlap / 100
    return step / ((len(plot.series) - 1) * step + 1 + plot.gap / 100)


def _width(text: str) -> float:
    return max(advance(line) for line in text.split("\n"))


def _height(text: str) -> float:
    return LINE * (text.count("\n") + 1)
