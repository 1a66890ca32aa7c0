"""A chart from an editor without what the editor only wrote in another way.

Editors keep values and number formats, not how a number was typed; LibreOffice drops alternative
texts, and PowerPoint keeps one that was made from figures of before.
"""

from __future__ import annotations

from dataclasses import replace

from deckgen.content.chart import model
from deckgen.content.chart.model import NOTHING, Plot, Series
from deckgen.opc.xml import Element, each, find, find_all, tag
from deckgen.richtext.runs import Run

_AUTOMATIC = "Chart Title"

"""What LibreOffice writes as the title of a chart that has none."""


def normalized(plot: Plot, before: Plot) -> Plot:
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
    elif alt.text == model.describe(before):
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
    number = model.read(run.text)
    if number is None or (was is not None and run == was):
        return run
    typed = None if was is None else model.read(was.text)
    if was is not None and typed is not None and typed.value == number.value:
        return was
    return replace(run, text=model.show(number.value, code))


# New content for a chart that is there: what stays equal keeps the look that someone gave it.
#
# The chart is written anew beside the old one, and what differs is taken over piece by piece.


# The order of children (ECMA-376 part 1, 21.2.2: CT_Chart, CT_BarSer, CT_BarChart and like).
_SPACE = ("c:externalData", "c:printSettings", "c:userShapes", "c:extLst")

_CHART = ("c:title", "c:autoTitleDeleted", "c:plotArea", "c:legend", "c:plotVisOnly")

_PLOT = (
    "c:ser", "c:dLbls", "c:dropLines", "c:gapWidth", "c:overlap", "c:serLines", "c:hiLowLines",
    "c:upDownBars", "c:marker", "c:firstSliceAng", "c:holeSize", "c:axId",
)  # fmt: skip

_SERIES = (
    "c:tx", "c:spPr", "c:invertIfNegative", "c:pictureOptions", "c:marker", "c:explosion",
    "c:dPt", "c:dLbls", "c:cat", "c:val", "c:smooth", "c:shape", "c:extLst",
)  # fmt: skip

_AXIS = ("c:title", "c:numFmt", "c:majorTickMark", "c:minorTickMark", "c:tickLblPos", "c:crossAx")


def same_data(before: Plot, after: Plot) -> bool:
    """Whether the workbook of the one serves the other."""
    return (before.categories, before.series) == (after.categories, after.series)


def update(space: Element, before: Plot, after: Plot, fresh: Element) -> None:
    """Change a `c:chartSpace` to show what `fresh`, written for `after`, shows.

    Only pieces that differ are changed; where that is not enough (another type of chart, labels
    that PowerPoint computes), `fresh` itself must take its place.
    """
    old, new = _parts(space, after), _parts(fresh, after)
    if before.type != after.type or old is None or new is None:
        return
    _take(space, fresh, ("c:externalData",), _SPACE)
    if before.title != after.title:
        _take(old[0], new[0], ("c:title", "c:autoTitleDeleted"), _CHART)
    if before.legend != after.legend:
        _take(old[0], new[0], ("c:legend",), _CHART)
    if (before.gap, before.overlap) != (after.gap, after.overlap):
        _take(old[1], new[1], ("c:gapWidth", "c:overlap"), _PLOT)
    if (before.format, before.labelled) != (after.format, after.labelled):
        for axis, other in zip(each(space, "c:valAx"), each(fresh, "c:valAx"), strict=False):
            _take(axis, other, ("c:numFmt",), _AXIS)
    if not same_data(before, after):
        for axis, other in zip(each(space, "c:valAx"), each(fresh, "c:valAx"), strict=False):
            _rescale(axis, other, after)
    _update_series(old[1], new[1], before, after)


def _parts(space: Element, plot: Plot) -> tuple[Element, Element] | None:
    """The chart and its plot."""
    chart = find(space, "c:chart")
    element = None if chart is None else find(chart, f"c:plotArea/{plot.type.element}")
    return None if chart is None or element is None else (chart, element)


def _take(old: Element, new: Element, names: tuple[str, ...], order: tuple[str, ...]) -> None:
    """Put the new element's children of these names in the place of the old one's."""
    for name in names:
        for child in find_all(old, name):
            old.remove(child)
        later = order[order.index(name) + 1 :]
        at = next((i for i, child in enumerate(old) if tag(child) in later), len(old))
        for child in reversed(find_all(new, name)):
            old.insert(at, child)


def _rescale(axis: Element, other: Element, plot: Plot) -> None:
    """Let an axis end where it holds the new values; one that nobody sees ends as a new one."""
    scaling, new = find(axis, "c:scaling"), find(other, "c:scaling")
    hidden = find(axis, "c:delete")
    if scaling is None or new is None:
        return
    if hidden is not None and hidden.get("val", "1") in ("1", "true"):
        _take(scaling, new, ("c:max", "c:min"), ("c:max", "c:min"))
        return
    numbers = [model.read(value.text) for one in plot.series for value in one.values]
    values = [number.value for number in numbers if number is not None]
    for end in find_all(scaling, "c:max") + find_all(scaling, "c:min"):
        limit = model.cached(end.get("val", ""))
        low = tag(end) == "c:min"
        if limit is None or any(value < limit if low else value > limit for value in values):
            scaling.remove(end)


def _update_series(old: Element, new: Element, before: Plot, after: Plot) -> None:
    columns, fresh = find_all(old, "c:ser"), find_all(new, "c:ser")
    for surplus in columns[len(fresh) :]:
        old.remove(surplus)
    for index, (series, other) in enumerate(zip(columns, fresh, strict=False)):
        names = [] if same_data(before, after) else ["c:tx", "c:cat", "c:val"]
        if _colors(before, index) != _colors(after, index):
            names += ["c:spPr", "c:marker", "c:dPt"]
        if _labels(before, index) != _labels(after, index):
            names += ["c:dLbls", "c:extLst"]
        elif next(each(series, "c15:datalabelsRange"), None) is not None:
            names += ["c:extLst"]
        _keep_code(series, other, after.series[index], plain=not after.format)
        _take(series, other, tuple(names), _SERIES)
    for other in fresh[len(columns) :]:
        last = find_all(old, "c:ser")[-1]
        last.addnext(other)


def _colors(plot: Plot, index: int) -> object:
    """What the colours of a series and its points depend on."""
    if plot.type.round:
        return plot.colors
    marked = [at for at, one in enumerate(plot.categories) if one.text in plot.highlight]
    return plot.colors[index], marked


def _labels(plot: Plot, index: int) -> object:
    """What the labels of a series depend on."""
    return plot.labelled, plot.format, plot.series[index].labels


def _keep_code(series: Element, other: Element, values: Series, *, plain: bool) -> None:
    """Keep the number format of a series where the new values print as typed under it.

    Where labels and axis have a format of their own (not `plain`), it need only lose no digit.
    """
    old = find(series, "c:val/c:numRef/c:numCache/c:formatCode")
    cache = find(other, "c:val/c:numRef/c:numCache")
    code = None if cache is None else find(cache, "c:formatCode")
    if old is None or cache is None or code is None or not old.text:
        return
    shown = model.printed if plain else model.show
    typed = [(value.text, model.read(value.text)) for value in values.values]
    if all(n is None or shown(n.value, old.text) == text for text, n in typed):
        code.text = old.text
        for point in find_all(cache, "c:pt"):
            point.attrib.pop("formatCode", "")
