"""What the axes of a chart take from the chart of a pattern slide, which YAML need not repeat."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from msgspec import structs

from deckgen.content.chart import dates
from deckgen.content.chart.axis import Axis, within
from deckgen.content.chart.model import Plot, common_code, read
from deckgen.source.cell_formats import GENERAL

_SHARES = "0%"
"""The number format of an axis of shares."""


def over(plot: Plot, pattern: Plot | None) -> Plot:
    """The chart with what it leaves to a pattern's, in the one form that equal charts have."""
    x, y = _axes_of(plot, pattern)
    x_axis = plot.x_axis.over(x, _places(plot), gridlines=False)
    if plot.type.is_points:
        plain = (GENERAL, common_code(tuple(one.text for one in plot.categories)))
        x_axis = structs.replace(x_axis, format="" if x_axis.format in plain else x_axis.format)
    elif x_axis.is_scaled and not x_axis.format:
        texts = [one.text for one in plot.categories]
        x_axis = structs.replace(x_axis, format=dates.default_format(texts))
    y_axis = plot.y_axis.over(y, plot.reached(), gridlines=plot.type.is_radar)
    return _one_form(replace(plot, x_axis=x_axis, y_axis=y_axis))


def relative_to(plot: Plot, pattern: Plot) -> Plot:
    """The chart without what its axes take from a pattern's; the inverse of `over`."""
    x, y = _axes_of(plot, pattern)
    return replace(
        plot,
        x_axis=plot.x_axis.relative_to(x, _places(plot), gridlines=False),
        y_axis=plot.y_axis.relative_to(y, plot.reached(), gridlines=plot.type.is_radar),
    )


def hidden(plot: Plot) -> Iterator[str]:
    """The limits of axes beyond which values or points lie, so that they are cut or not seen."""
    found = {"x_axis": (plot.x_axis, _places(plot)), "y_axis": (plot.y_axis, plot.reached())}
    for key, (axis, numbers) in found.items():
        shown = within(axis, numbers)
        ends = (("min", axis.minimum, shown.minimum), ("max", axis.maximum, shown.maximum))
        for name, end, left in ends:
            if end and not left:
                yield f"`{name}: {end}` of `{key}`"


def _axes_of(plot: Plot, pattern: Plot | None) -> tuple[Axis, Axis]:
    """The axes of a pattern that fit the chart."""
    if pattern is None or pattern.type != plot.type:
        return Axis(), Axis()
    x = pattern.x_axis
    if pattern.dated and not dates.are_days([one.text for one in plot.categories]):
        x = Axis(x.title, gridlines=x.gridlines)
    return x, pattern.y_axis


def _places(plot: Plot) -> list[Decimal]:
    """The places of the categories on an axis of numbers or days."""
    if plot.type.is_points:
        numbers = (read(one.text) for one in plot.categories)
        return [number.value for number in numbers if number is not None]
    days = (dates.number(one.text) for one in plot.categories)
    return [Decimal(day) for day in days if day is not None]


def _one_form(plot: Plot) -> Plot:
    """Equal charts in one form: what is the default on the y axis is not said.

    Where no labels show, a format for values is one for the axis, and the other way round.
    """
    y, code = plot.y_axis, plot.format
    if y.minimum == "0" and plot.starts_at_zero():
        y = structs.replace(y, minimum="")
    plain = {GENERAL, _SHARES} if plot.type.shares else {GENERAL, *(s.code for s in plot.series)}
    if not plot.labelled and not plot.type.shares:
        shown = y.format or code
        code = shown if shown and plot.rounds(shown) else ""
        y = structs.replace(y, format="" if code or shown in plain else shown)
    elif y.format in (plain if plot.type.shares or not code else (GENERAL, code)):
        y = structs.replace(y, format="")
    return replace(plot, y_axis=y, format=code)
