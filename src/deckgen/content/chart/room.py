"""Room for the labels at the ends of bars: where a value axis that nobody sees must end.

PowerPoint ends an axis near the largest value, and moves a label that then finds no room onto
its bar.
"""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal

from deckgen.content.chart import look
from deckgen.content.chart import numbers as chart_numbers
from deckgen.content.chart.model import Plot
from deckgen.content.table import measure
from deckgen.model import Box

_GAP = 8.0  # points between a bar and its label, and around it
_LEGEND = _TITLE = 28.0  # points high
_MOST = 0.6  # of the plot, for a label
_MOST_NAMES = 0.4  # of the chart, for the names of categories


def top(plot: Plot, box: Box) -> str:
    """Where the value axis ends in a chart of that size; "" where PowerPoint should say."""
    kind = plot.type
    numbers = {
        (series, point): number.value
        for series, one in enumerate(plot.series)
        for point, value in enumerate(one.values)
        if (number := chart_numbers.read(value.text)) is not None
    }
    outside = kind.direction and plot.labelled and not kind.stacked
    if not (box.width and box.height):
        return ""
    if not outside or not numbers or min(numbers.values()) < 0 or not max(numbers.values()):
        return ""
    length = _length(plot, box)
    ends = []
    for place, value in numbers.items():
        room = min(_label(plot, place, value), length * _MOST)
        ends.append(value * Decimal(length / (length - room)))
    return chart_numbers.plain(_rounded(max(ends)))


def _length(plot: Plot, box: Box) -> float:
    """How long a bar can be, in points."""
    _, _, width, height = box.points
    size = look.size(plot) / 100
    if plot.type.direction == "bar":
        names = max(measure.advance(name.text) for name in plot.categories) * size
        return max(width - min(names + _GAP, width * _MOST_NAMES) - _GAP, 1.0)
    above = _LEGEND * plot.legend + _TITLE * bool(plot.title.text)
    return max(height - above - measure.LINE * size - _GAP, 1.0)


def _label(plot: Plot, place: tuple[int, int], value: Decimal) -> float:
    """How much of a bar's direction its label takes, in points."""
    series = plot.series[place[0]]
    if series.labels:
        text = series.labels[place[1]].text
    elif plot.format:
        text = chart_numbers.printed(value, plot.format)
    else:
        text = series.values[place[1]].text
    size, lines = look.size(plot) / 100, text.split("\n")
    if plot.type.direction == "bar":
        return max(measure.advance(line, bold=True) for line in lines) * size + _GAP
    return len(lines) * measure.LINE * size + _GAP


def _rounded(value: Decimal) -> Decimal:
    """The value, rounded up to three digits."""
    return value.quantize(Decimal(1).scaleb(value.adjusted() - 2), ROUND_CEILING)
