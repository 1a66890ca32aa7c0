"""A chart from an editor without what the editor only wrote in another way.

Editors keep values and number formats, not how a number was typed; LibreOffice drops alternative
texts, and PowerPoint keeps one that was made from figures of before.
"""

from __future__ import annotations

from dataclasses import replace

from deckgen.content.chart import alt as chart_alt
from deckgen.content.chart import numbers
from deckgen.content.chart.model import NOTHING, Plot, Series
from deckgen.content.style import Run

_AUTOMATIC = "Chart Title"
"""What LibreOffice writes as the title of a chart that has none."""


def settled(plot: Plot, before: Plot) -> Plot:
    """The chart as its author would have written it."""
    named = {one.name.text: one for one in before.series}
    aligned = len(plot.series) == len(before.series)
    alike = [
        named.get(one.name.text) or (before.series[index] if aligned else None)
        for index, one in enumerate(plot.series)
    ]
    known = [run.text for run in before.categories]
    same_length = len(known) == len(plot.categories)
    at = [
        known.index(run.text) if run.text in known else index if same_length else None
        for index, run in enumerate(plot.categories)
    ]
    series = tuple(
        one if was is None else _series(one, was, at)
        for one, was in zip(plot.series, alike, strict=True)
    )
    if plot.title.text == _AUTOMATIC and not before.title.text:
        plot = replace(plot, title=NOTHING)
    alt = plot.alt
    if not alt.text:
        alt = before.alt
    elif alt.text == chart_alt.describe(before):
        alt = NOTHING
    code = plot.format
    if not before.format and code in {one.code for one in before.series}:
        code = ""  # an editor that cuts the link to the cells spells out what they had
    return replace(plot, series=series, alt=alt, corner=before.corner, format=code)


def _series(one: Series, was: Series, at: list[int | None]) -> Series:
    code = was.code
    values = tuple(
        _value(run, None if index is None else was.values[index], code)
        for run, index in zip(one.values, at, strict=True)
    )
    return replace(one, values=values)


def _value(run: Run, was: Run | None, code: str) -> Run:
    number = numbers.read(run.text)
    if number is None or (was is not None and run == was):
        return run
    typed = None if was is None else numbers.read(was.text)
    if was is not None and typed is not None and typed.value == number.value:
        return was
    return replace(run, text=numbers.show(number.value, code))
