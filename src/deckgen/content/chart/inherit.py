"""What the axes of a chart take from the chart of a pattern slide, which YAML need not repeat."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from msgspec import structs

from deckgen.content.chart import dates
from deckgen.content.chart.axis import PLAIN, Axis, within
from deckgen.content.chart.model import Plot, common_code, read
from deckgen.source.cell_formats import GENERAL

_SHARES = "0%"
"""The number format of an axis of shares."""


def over(plot: Plot, pattern: Plot | None) -> Plot:
    """The chart with what it leaves to a pattern's, in the one form that equal charts have."""
    x, y, second = _axes_of(plot, pattern)
    x_axis = plot.x_axis.over(x, _places(plot), gridlines=False).with_labels(True)
    if plot.type.is_points:
        plain = (GENERAL, common_code(tuple(one.text for one in plot.categories)))
        x_axis = structs.replace(x_axis, format="" if x_axis.format in plain else x_axis.format)
    elif x_axis.is_scaled and not x_axis.format:
        texts = [one.text for one in plot.categories]
        x_axis = structs.replace(x_axis, format=dates.default_format(texts))
    y_axis = plot.y_axis.over(y, plot.reached(), gridlines=plot.type.is_radar)
    other = plot.second_y_axis.over(second, plot.reached(second=True), gridlines=False)
    other = other if plot.second else PLAIN
    return _one_form(replace(plot, x_axis=x_axis, y_axis=y_axis, second_y_axis=other))


def relative_to(plot: Plot, pattern: Plot) -> Plot:
    """The chart without what its axes take from a pattern's; the inverse of `over`."""
    x, y, second = _axes_of(plot, pattern)
    lines, (shown, other) = plot.type.is_radar, _with_labels(plot)
    reached = plot.reached(second=True)
    return replace(
        plot,
        x_axis=plot.x_axis.relative_to(x, _places(plot), gridlines=False, labels=True),
        y_axis=plot.y_axis.relative_to(y, plot.reached(), gridlines=lines, labels=shown),
        second_y_axis=plot.second_y_axis.relative_to(
            second, reached, gridlines=False, labels=other
        ),
    )


def hidden(plot: Plot) -> Iterator[str]:
    """The limits of axes beyond which values or points lie, so that they are cut or not seen."""
    found = {
        "x_axis": (plot.x_axis, _places(plot)),
        "y_axis": (plot.y_axis, plot.reached()),
        "second_y_axis": (plot.second_y_axis, plot.reached(second=True)),
    }
    for key, (axis, numbers) in found.items():
        shown = within(axis, numbers)
        ends = (("min", axis.minimum, shown.minimum), ("max", axis.maximum, shown.maximum))
        for name, end, left in ends:
            if end and not left:
                yield f"`{name}: {end}` of `{key}`"


def _axes_of(plot: Plot, pattern: Plot | None) -> tuple[Axis, Axis, Axis]:
    """The axes of a pattern that fit the chart: of the categories, of the values, the second."""
    if pattern is None or pattern.type != plot.type:
        return PLAIN, PLAIN, PLAIN
    x = pattern.x_axis
    if pattern.dated and not dates.are_days([one.text for one in plot.categories]):
        x = Axis(x.title, gridlines=x.gridlines, labels=x.labels)
    return x, pattern.y_axis, pattern.second_y_axis if plot.second else PLAIN


def _places(plot: Plot) -> list[Decimal]:
    """The places of the categories on an axis of numbers or days."""
    if plot.type.is_points:
        numbers = (read(one.text) for one in plot.categories)
        return [number.value for number in numbers if number is not None]
    days = (dates.number(one.text) for one in plot.categories)
    return [Decimal(day) for day in days if day is not None]


def _one_form(plot: Plot) -> Plot:
    """Equal charts in one form: what is the default on the y axes is not said.

    Where no labels show, a format for values is one for the axis, and the other way round.
    """
    y, code, second = plot.y_axis, plot.format, plot.second_y_axis
    if y.minimum == "0" and plot.starts_at_zero():
        y = structs.replace(y, minimum="")
    if second.minimum == "0" and plot.starts_at_zero(second=True):
        second = structs.replace(second, minimum="")
    if plot.second and not plot.labelled and not second.format:
        second = structs.replace(second, format=code)
    plain = {GENERAL, _SHARES} if plot.type.shares else {GENERAL, *(s.code for s in plot.series)}
    if not plot.labelled and not plot.type.shares:
        shown = y.format or code
        code = shown if shown and plot.rounds(shown, of_first=True) else ""
        y = structs.replace(y, format="" if code or shown in plain else shown)
    elif y.format in (plain if plot.type.shares or not code else (GENERAL, code)):
        y = structs.replace(y, format="")
    plain = {GENERAL, *(one.code for one in plot.series if one.name.text in plot.second)}
    if second.format in ((GENERAL, code) if code else plain):
        second = structs.replace(second, format="")
    plot = replace(plot, y_axis=y, second_y_axis=second, format=code)
    for_y, for_second = _with_labels(plot)
    return replace(plot, y_axis=y.with_labels(for_y), second_y_axis=second.with_labels(for_second))


def _with_labels(plot: Plot) -> tuple[bool, bool]:
    """Whether the two y axes have labels where nothing is said of that."""
    y, second = (structs.replace(axis, labels=None) for axis in (plot.y_axis, plot.second_y_axis))
    bare = replace(plot, y_axis=y)
    return bare.shows_values, plot.shows_values or second.is_shown
