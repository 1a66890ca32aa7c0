"""Charts in a presentation: normalizing what an editor saved, and updating what is there."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from msgspec import structs

from deckgen.content.chart import dates, model
from deckgen.content.chart.axis import NOTHING, Axis
from deckgen.content.chart.model import Plot, Series
from deckgen.content.chart.read import ChartAxes, first_plot, is_on, plot_of, series_of
from deckgen.opc import xml
from deckgen.opc.xml import Element, each, find, find_all
from deckgen.richtext import Run
from deckgen.source import cell_formats

_LIBREOFFICE_TITLE = "Chart Title"
"""The title that LibreOffice writes on a chart without one."""


def normalized(plot: Plot, before: Plot) -> Plot:
    """The chart as saved by an editor, with what the editor only wrote otherwise as in `before`.

    Editors keep values and number formats, but not how a number was typed. LibreOffice drops
    alternative texts; PowerPoint keeps a generated one, though the data have changed.
    """
    named = {one.name.text: one for one in before.series}
    aligned = len(plot.series) == len(before.series)
    series_before = [
        named.get(one.name.text) or (before.series[index] if aligned else None)
        for index, one in enumerate(plot.series)
    ]
    plot = replace(plot, categories=_uncounted(plot.categories, before.categories))
    known = [run.text for run in before.categories]
    same_length = len(known) == len(plot.categories)
    category_before = [
        known.index(run.text) if run.text in known else index if same_length else None
        for index, run in enumerate(plot.categories)
    ]
    series = tuple(
        one if was is None else _series(one, was, category_before)
        for one, was in zip(plot.series, series_before, strict=True)
    )
    if plot.title.text == _LIBREOFFICE_TITLE and not before.title.text:
        plot = replace(plot, title=NOTHING)
    alt = plot.alt
    if not alt.text:
        alt = before.alt
    elif alt.text == model.describe(before):
        alt = NOTHING
    code = plot.format
    if not before.format and code in {one.code for one in before.series}:
        code = ""  # an editor that cuts the link to the cells spells out what they had
    bared = before.labelled and not plot.labelled
    plot = replace(
        plot,
        x_axis=_axis(plot.x_axis, before.x_axis),
        y_axis=_axis(plot.y_axis, before.y_axis, bared=bared),
        second_y_axis=_axis(plot.second_y_axis, before.second_y_axis, bared=bared),
    )
    if plot.type.is_points:
        places = _numbers(plot.categories, before.categories, category_before)
        plot = replace(plot, categories=places)
    return replace(
        plot, series=series, alt=alt, corner=before.corner, measures=before.measures, format=code
    )


def _uncounted(found: tuple[Run, ...], before: tuple[Run, ...]) -> tuple[Run, ...]:
    """The categories, those that are numbers of days of before as they were, in order."""
    rest = iter(before)
    days: list[Run] = []
    for run in found:
        ahead = list(rest)
        at = next((n for n, was in enumerate(ahead) if dates.counts(run.text, was.text)), None)
        days.append(run if at is None else ahead[at])
        rest = iter(ahead if at is None else ahead[at + 1 :])
    return tuple(days)


def _axis(axis: Axis, was: Axis, *, bared: bool = False) -> Axis:
    """An axis with the number format of before where an editor only escaped its letters.

    Where the points lost their labels (`bared`), a hidden axis keeps the limits that it had for
    them, and says none.
    """
    if bared and axis.labels is False and not was.is_shown:
        axis = structs.replace(axis, minimum=was.minimum, maximum=was.maximum)
    same = _unescaped(axis.format) == _unescaped(was.format)
    return structs.replace(axis, format=was.format) if same else axis


def _unescaped(code: str) -> str:
    return code.replace("\\", "").replace('"', "")


def _series(one: Series, was: Series, category_before: list[int | None]) -> Series:
    values = _numbers(one.values, was.values, category_before)
    sizes = _numbers(one.sizes, was.sizes, category_before) if was.sizes else one.sizes
    return structs.replace(one, values=values, sizes=sizes)


def _numbers(
    values: tuple[Run, ...], was: tuple[Run, ...], sources: list[int | None]
) -> tuple[Run, ...]:
    """Numbers typed as before, of which each is at one of the `sources`."""
    code = model.common_code(tuple(value.text for value in was))
    return tuple(
        _value(run, None if index is None else was[index], code)
        for run, index in zip(values, sources, strict=False)
    )


def _value(run: Run, was: Run | None, code: str) -> Run:
    number = model.read(run.text)
    if number is None or (was is not None and run == was):
        return run
    typed = None if was is None else model.read(was.text)
    if was is not None and typed is not None and typed.value == number.value:
        return was
    return replace(run, text=model.show(number.value, code))


# Updating a chart part. The chart is written again beside the old one, and the elements that differ
# are replaced, so that the others keep the formatting that someone gave them.


# The order of children (ECMA-376 part 1, 21.2.2: CT_Chart, CT_BarSer, CT_BarChart and like).
_CHART_SPACE_ORDER = ("c:externalData", "c:printSettings", "c:userShapes", "c:extLst")
_CHART_ORDER = ("c:title", "c:autoTitleDeleted", "c:plotArea", "c:legend", "c:plotVisOnly")

_PLOT_ORDER = (
    "c:ser", "c:dLbls", "c:dropLines", "c:gapWidth", "c:overlap", "c:serLines", "c:hiLowLines",
    "c:upDownBars", "c:marker", "c:firstSliceAng", "c:holeSize", "c:axId",
)  # fmt: skip

_SERIES_ORDER = (
    "c:tx", "c:spPr", "c:invertIfNegative", "c:pictureOptions", "c:marker", "c:explosion",
    "c:dPt", "c:dLbls", "c:trendline", "c:errBars", "c:cat", "c:val", "c:xVal", "c:yVal",
    "c:bubbleSize", "c:bubble3D", "c:smooth", "c:shape", "c:extLst",
)  # fmt: skip

_AXIS_ORDER = (
    "c:scaling", "c:delete", "c:axPos", "c:majorGridlines", "c:minorGridlines", "c:title",
    "c:numFmt", "c:majorTickMark", "c:minorTickMark", "c:tickLblPos", "c:spPr", "c:txPr",
    "c:crossAx", "c:crosses", "c:crossesAt", "c:crossBetween", "c:auto", "c:lblOffset",
    "c:baseTimeUnit", "c:majorUnit", "c:majorTimeUnit", "c:minorUnit", "c:minorTimeUnit",
    "c:dispUnits", "c:extLst",
)  # fmt: skip
_SCALE_ORDER = ("c:logBase", "c:orientation", "c:max", "c:min")


def same_data(before: Plot, after: Plot) -> bool:
    """Whether both charts have the same data, and so the same workbook."""
    return (before.categories, before.series) == (after.categories, after.series)


def update(space: Element, before: Plot, after: Plot, fresh: Element) -> None:
    """Change a `c:chartSpace` from `before` to `after`; `fresh` is one written for `after`.

    Only elements that differ are replaced. Where that is not enough (another type of chart, labels
    that PowerPoint computes), the caller must replace the whole by `fresh`.
    """
    old, new = _chart_and_plot(space, after), _chart_and_plot(fresh, after)
    if _kinds(before) != _kinds(after) or old is None or new is None:
        return
    _replace_children(space, fresh, ("c:externalData",), _CHART_SPACE_ORDER)
    if before.title != after.title:
        _replace_children(old[0], new[0], ("c:title", "c:autoTitleDeleted"), _CHART_ORDER)
    if before.legend != after.legend:
        _replace_children(old[0], new[0], ("c:legend",), _CHART_ORDER)
    if (before.gap, before.overlap) != (after.gap, after.overlap):
        _replace_children(old[1], new[1], ("c:gapWidth", "c:overlap"), _PLOT_ORDER)
    axes, fresh_axes = (ChartAxes.of(first_plot(one[1])) for one in (old, new))
    _update_axis(axes.categories, fresh_axes.categories, before.x_axis, after.x_axis)
    relabelled = (before.format, before.labelled) != (after.format, after.labelled)
    for second in (False, True):
        axis, other = (_value_axis(one[0], after, second=second) for one in (old, new))
        was, said = (one.second_y_axis if second else one.y_axis for one in (before, after))
        _update_axis(axis, other, was, said)
        if relabelled and axis is not None and other is not None:
            _replace_children(axis, other, ("c:numFmt",), _AXIS_ORDER)
        if not same_data(before, after):
            _update_limits(axis, other, said, after.reached(second=second))
    _update_series(old[0], new[0], before, after)


def _value_axis(chart: Element, plot: Plot, *, second: bool) -> Element | None:
    """One of the two y axes, which its first series refers to."""
    for series, one in zip(series_of(chart), plot.series, strict=False):
        if (one.name.text in plot.second) == second:
            return ChartAxes.of(plot_of(series)).values
    return None


def _kinds(plot: Plot) -> object:
    """A value that differs where the plots do; several plots keep their series, too."""
    kinds = [plot.series_type(index).word for index in range(len(plot.series))]
    second = [one.name.text in plot.second for one in plot.series]
    return plot.type, (kinds, second) if plot.combined else None


def _chart_and_plot(space: Element, plot: Plot) -> tuple[Element, Element] | None:
    """The `c:chart` and its plot."""
    chart = find(space, "c:chart")
    element = None if chart is None else find(chart, f"c:plotArea/{plot.type.element}")
    return None if chart is None or element is None else (chart, element)


def _replace_children(
    old: Element, new: Element, names: tuple[str, ...], order: tuple[str, ...]
) -> None:
    """Replace children of the old element by those of the new one with the same names.

    `order` is the order of children in the schema.
    """
    for name in names:
        for child in find_all(old, name):
            old.remove(child)
        for child in find_all(new, name):
            xml.insert(old, child, order)


_OF_FIELDS = {
    "title": ("c:title",),
    "unit": ("c:majorUnit", "c:majorTimeUnit"),
    "format": ("c:numFmt",),
    "gridlines": ("c:majorGridlines",),
    "labels": ("c:delete", "c:tickLblPos"),
}
"""The children of an axis that say its fields."""


def _update_axis(axis: Element | None, other: Element | None, before: Axis, after: Axis) -> None:
    """Replace what says the fields that differ; a hidden axis of which more is said is shown."""
    if axis is None or other is None or before == after:
        return
    changed = [
        name for name in after.__struct_fields__ if getattr(before, name) != getattr(after, name)
    ]
    names = [child for name in changed for child in _OF_FIELDS.get(name, ())]
    if after.is_shown:
        names.append("c:delete")
    _replace_children(axis, other, tuple(names), _AXIS_ORDER)
    if "minimum" in changed or "maximum" in changed:
        _replace_limits(axis, other)


def _replace_limits(axis: Element, other: Element) -> None:
    scaling, new = find(axis, "c:scaling"), find(other, "c:scaling")
    if scaling is not None and new is not None:
        _replace_children(scaling, new, ("c:max", "c:min"), _SCALE_ORDER)


def _update_limits(
    axis: Element | None, other: Element | None, said: Axis, reached: list[Decimal]
) -> None:
    """Drop limits of an axis that exclude new values; a hidden axis gets the new limits."""
    scaling = None if axis is None else find(axis, "c:scaling")
    if axis is None or other is None or scaling is None:
        return
    if is_on(axis, "c:delete"):
        _replace_limits(axis, other)
        return
    for name, end in (("c:min", said.minimum), ("c:max", said.maximum)):
        for child in find_all(scaling, name) if not end else ():
            limit = model.cached(child.get("val", ""))
            low = name == "c:min"
            if limit is None or any(value < limit if low else value > limit for value in reached):
                scaling.remove(child)


def _update_series(old: Element, new: Element, before: Plot, after: Plot) -> None:
    old_series, new_series = series_of(old), series_of(new)
    for surplus in old_series[len(new_series) :]:
        xml.remove(surplus)
    for index, (series, other) in enumerate(zip(old_series, new_series, strict=False)):
        names = [] if same_data(before, after) else [*_DATA]
        if _color_key(before, index) != _color_key(after, index):
            names += ["c:spPr", "c:marker", "c:dPt"]
        if _label_key(before, index) != _label_key(after, index):
            names += ["c:dLbls", "c:extLst"]
        elif next(each(series, "c15:datalabelsRange"), None) is not None:
            names += ["c:extLst"]
        _keep_number_format(series, other, after.series[index], plain=not after.format)
        _replace_children(series, other, tuple(names), _SERIES_ORDER)
    for other in new_series[len(old_series) :]:
        series_of(old)[-1].addnext(other)


_DATA = ("c:tx", "c:cat", "c:val", "c:xVal", "c:yVal", "c:bubbleSize")


def _color_key(plot: Plot, index: int) -> object:
    """A value that differs where the colours of a series or of its points do."""
    if plot.type.is_pie:
        return plot.colors
    highlighted = [at for at, one in enumerate(plot.categories) if one.text in plot.highlight]
    return plot.colors[index], highlighted


def _label_key(plot: Plot, index: int) -> object:
    """A value that differs where the labels of a series do."""
    return plot.labelled, plot.format, plot.series[index].labels


def _keep_number_format(series: Element, other: Element, values: Series, *, plain: bool) -> None:
    """Keep the number format of a series if the new values show as typed under it.

    Where labels and axis have a format of their own (not `plain`), no digit must be lost.
    """
    child = "c:val" if find(other, "c:val") is not None else "c:yVal"
    old = find(series, f"{child}/c:numRef/c:numCache/c:formatCode")
    cache = find(other, f"{child}/c:numRef/c:numCache")
    code = None if cache is None else find(cache, "c:formatCode")
    if old is None or cache is None or code is None or not old.text:
        return
    shown = cell_formats.show if plain else model.show
    typed = [(value.text, model.read(value.text)) for value in values.values]
    if all(n is None or shown(n.value, old.text) == text for text, n in typed):
        code.text = old.text
        for point in find_all(cache, "c:pt"):
            point.attrib.pop("formatCode", "")
