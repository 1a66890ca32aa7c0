"""Reads the model of a chart from a chart part: its XML, the data in its caches, and its labels.

Charts with more than the model can hold (several plots but columns and lines, trend lines, error
bars, drawings on top) are not read.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from msgspec import Struct, structs

from deckgen.content.chart import dates, inherit, look, model
from deckgen.content.chart._workbook import Cells, cells, read_cache, texts
from deckgen.content.chart.axis import NOTHING, PLAIN, Axis
from deckgen.content.chart.look import SlideColours, read_rich
from deckgen.content.chart.model import SIDE_BY_SIDE, TYPES, ChartType, Plot, Series
from deckgen.facts import numbers
from deckgen.opc import xml
from deckgen.opc.xml import Element, each, find, find_all, is_set, number_at, tag, value_at, whole
from deckgen.richtext import Run
from deckgen.source import cell_formats
from deckgen.source.cell_formats import GENERAL


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


# The whole chart.


_TYPES = {(kind.element, kind.grouping, kind.direction): kind for kind in TYPES.values()}
_UNSUPPORTED = ("c:trendline", "c:errBars", "c:multiLvlStrRef", "c:serAx")


class _Plots(Struct, frozen=True):
    """The plots of a chart: its type, all series in order, and which are lines or on a second axis.

    `element` is the plot of its type.
    """

    kind: ChartType
    element: Element
    series: list[Element]
    line: list[bool]
    second: list[bool]

    @classmethod
    def of(cls, chart: Element) -> _Plots | None:
        """The plots of a `c:chart`; None where there are more than the model can hold."""
        area = find(chart, "c:plotArea")
        if area is None or next(each(chart, *_UNSUPPORTED), None) is not None:
            return None
        plots = plots_in(area)
        kinds = [_type(plot) for plot in plots]
        columns = [
            n for n, kind in enumerate(kinds) if kind is not None and kind.direction == "col"
        ]
        main = columns[0] if columns else 0
        kind = kinds[main] if plots else None
        several = len(plots) > 1
        if kind is None or any(
            other not in (kind, TYPES["line"] if several else kind) for other in kinds
        ):
            return None
        if several and not (columns or kind.word == "line"):
            return None
        axes = [ChartAxes.of(plot).values for plot in plots]
        known = {id(axis) for axis in axes if axis is not None}
        scales = len(find_all(area, "c:valAx")) - kind.is_points
        if len(known) > 2 or scales > max(len(known), 1):
            return None
        found = [
            (_order(series), series, plot_kind != kind, axis is not axes[0])
            for plot, plot_kind, axis in zip(plots, kinds, axes, strict=True)
            for series in find_all(plot, "c:ser")
        ]
        if several:
            found.sort(key=lambda one: one[0])
        _, series, line, second = [list(column) for column in zip(*found, strict=True)] or [[]] * 4
        return cls(kind, plots[main], series, line, second) if series else None

    @property
    def second_axis(self) -> Element | None:
        """The second y axis, None where there is none."""
        found = zip(self.series, self.second, strict=True)
        return next((ChartAxes.of(plot_of(one)).values for one, second in found if second), None)

    def named(self, names: list[str], chosen: list[bool]) -> tuple[str, ...] | None:
        """The names of the chosen series; None where a name does not say which they are."""
        found = {name for name, one in zip(names, chosen, strict=True) if one}
        others = {name for name, one in zip(names, chosen, strict=True) if not one}
        return (
            None
            if "" in found or found & others
            else tuple(n for n in dict.fromkeys(names) if n in found)
        )


def plots_in(area: Element | None) -> list[Element]:
    """The plots in a `c:plotArea`, such as a `c:barChart`."""
    return [] if area is None else [child for child in area if tag(child).endswith("Chart")]


def series_of(chart: Element) -> list[Element]:
    """The series of all plots of a `c:chart`, in their order."""
    plots = plots_in(find(chart, "c:plotArea"))
    found = [series for plot in plots for series in find_all(plot, "c:ser")]
    return sorted(found, key=_order) if len(plots) > 1 else found


def _order(series: Element) -> int:
    return number_at(series, "c:order")


def read(space: Element, theme: SlideColours) -> Plot | None:
    """The chart of a `c:chartSpace`, or None where the model cannot hold it."""
    chart = find(space, "c:chart")
    plots = None if chart is None else _Plots.of(chart)
    if chart is None or plots is None or find(space, "c:userShapes") is not None:
        return None
    kind, all_series, element = plots.kind, plots.series, plots.element
    if kind.is_pie and len(all_series) > 1:
        return None
    names = [texts(cells(series, "c:tx"), 1)[0] for series in all_series]
    line, second = (plots.named(names, one) for one in (plots.line, plots.second))
    axes = ChartAxes.of(first_plot(element))
    data = _data(plots, axes)
    if data is None or line is None or second is None:
        return None
    categories, values, typed, sizes = data
    labels = read_labels(all_series, names, categories, typed)
    defaults = look.default_colors(kind, names, len(categories), line)
    shown = look.read(kind, all_series, defaults, categories, theme)
    rounded = [one.rounded(series) for one, series in zip(values, typed, strict=True)]
    plot = Plot(
        type=kind,
        categories=_runs(categories),
        series=tuple(
            Series(
                _run(name),
                _runs(series),
                _runs(labels.texts[index]) if labels.texts else (),
                _runs(sizes[index]) if sizes else (),
            )
            for index, (name, series) in enumerate(zip(names, typed, strict=True))
        ),
        colors=shown.colors,
        labelled=labels.shown,
        legend=find(chart, "c:legend") is not None,
        gap=_whole_number(element, "c:gapWidth", 150) if kind.direction else look.GAP,
        overlap=_whole_number(element, "c:overlap", 0)
        if kind.direction
        else look.default_overlap(kind),
        highlight=shown.highlight,
        format=next(filter(None, rounded), ""),
        title=_title(chart, names),
        line=line,
        second=second,
    )
    if kind.is_pie:
        return plot
    x_axis = PLAIN if kind.is_radar else read_axis(axes.categories, dated=axes.dated)
    if axes.dated and not x_axis.format:
        x_axis = structs.replace(x_axis, format=_code_of_days(all_series, categories))
    limited = kind.is_points or kind.is_radar or not labels.shown
    y_axes = [read_axis(axis, limited=limited) for axis in (axes.values, plots.second_axis)]
    return inherit.over(
        replace(plot, x_axis=x_axis, y_axis=y_axes[0], second_y_axis=y_axes[1]), None
    )


def first_plot(plot: Element) -> Element:
    """The first plot of the chart that has this one, whose axes are the chart's."""
    return next(iter(plots_in(plot.getparent())), plot)


def _padded(column: list[str], start: int, rows: int) -> list[str]:
    """A column with gaps in front and behind, so that it has that many rows."""
    gaps = rows - start - len(column)
    return [*[""] * start, *column, *[""] * gaps] if column else []


class _Data(NamedTuple):
    categories: list[str]
    values: list[ShownValues]
    typed: list[list[str]]
    sizes: list[list[str]]


def _data(plots: _Plots, axes: ChartAxes) -> _Data | None:
    """The data of a chart as typed texts, None where it lacks some."""
    kind, child = plots.kind, "c:yVal" if plots.kind.is_points else "c:val"
    scales = [None if kind.shares or second else axes.values for second in plots.second]
    values = [
        read_values(series, axis, child) for series, axis in zip(plots.series, scales, strict=True)
    ]
    if any(one.cells.code is None for one in values):
        return None
    if kind.is_points:
        return _points(plots, axes, values)
    count = max(one.cells.count for one in values)
    categories = (_days if axes.dated else _categories)(plots.series, count)
    typed = [one.typed(len(categories)) for one in values]
    return _Data(categories, values, typed, []) if categories else None


def plot_of(series: Element) -> Element:
    """The plot that has a series (`c:ser`)."""
    plot = series.getparent()
    return series if plot is None else plot


def _points(plots: _Plots, axes: ChartAxes, values: list[ShownValues]) -> _Data | None:
    """The data of points: rows of a place and a value for each series.

    Where series have places of their own, the rows of one follow those of the other.
    """
    common = "" if axes.categories is None else own_format(axes.categories)
    columns, sizes = [], []
    for series, one in zip(plots.series, values, strict=True):
        across, areas = cells(series, "c:xVal"), cells(series, "c:bubbleSize")
        count = max(one.cells.count, across.count)
        counted = [str(number + 1) for number in range(count)]
        columns.append(
            counted if across.code is None else ShownValues(across, common, {}).typed(count)
        )
        sizes.append(ShownValues(areas, "", {}).typed(count) if plots.kind.is_bubbles else [])
    typed = [one.typed(len(column)) for one, column in zip(values, columns, strict=True)]
    if not all(map(all, columns)) or not all(columns):
        return None
    if all(column == columns[0] for column in columns):
        return _Data(columns[0], values, typed, sizes)
    if next(each(plots.element, "c:dLbl"), None) is not None:
        return None
    rows = sum(map(len, columns))
    starts = [sum(map(len, columns[:number])) for number in range(len(columns))]
    padded = [
        [_padded(one, start, rows) for start, one in zip(starts, texts_of, strict=True)]
        for texts_of in (typed, sizes)
    ]
    return _Data([text for column in columns for text in column], values, *padded)


def _type(element: Element) -> ChartType | None:
    name, grouping, direction = tag(element), value_at(element, "c:grouping"), ""
    if name == "c:barChart":
        direction = value_at(element, "c:barDir") or "col"
        grouping = "clustered" if grouping in SIDE_BY_SIDE else grouping
    elif name in ("c:lineChart", "c:areaChart"):
        grouping = grouping or "standard"
    elif name == "c:radarChart" and value_at(element, "c:radarStyle") == "filled":
        return None
    return _TYPES.get((name, grouping, direction))


def _whole_number(element: Element, path: str, default: int) -> int:
    found = whole(value_at(element, path).strip().removesuffix("%"))
    return default if found is None else found


def _run(text: str) -> Run:
    return Run(text) if text else NOTHING


def _runs(shown: list[str]) -> tuple[Run, ...]:
    return tuple(_run(text) for text in shown)


def _categories(all_series: list[Element], count: int) -> list[str]:
    """The categories of the series; [] where the series have different ones."""
    categories: list[str] = []
    for series in all_series:
        found_cells = cells(series, "c:cat")
        if found_cells.code is None:
            continue
        count = max(count, found_cells.count)
        shown = texts(found_cells, count)
        if categories and categories != shown:
            return []
        categories = shown
    return categories or [str(index + 1) for index in range(count)]


def _days(all_series: list[Element], count: int) -> list[str]:
    """The categories of the series on an axis of dates; [] where they are no days in order."""
    days: list[str] = []
    for series in all_series:
        found = cells(series, "c:cat")
        if found.code is None:
            continue
        shown = [_day(found.points.get(index, ("", ""))[0]) for index in range(found.count)]
        if shown != (days or shown) or len(shown) < count or not dates.are_days(shown):
            return []
        days = shown
    return days


def _day(cell: str) -> str:
    number = model.cached(cell)
    if number is None:
        return cell if dates.number(cell) is not None else ""
    return dates.day(int(number)) if number == int(number) else ""


def _code_of_days(all_series: list[Element], days: list[str]) -> str:
    """The number format of an axis of dates that shows the cells as they are."""
    found = (cells(series, "c:cat").code for series in all_series)
    code = next(filter(None, found), GENERAL)
    return dates.default_format(days) if code in (GENERAL, dates.CODE) else code


def _title(chart: Element, names: list[str]) -> Run:
    title = find(chart, "c:title")
    if title is None:
        return NOTHING
    return typed_title(title) or _run(names[0] if len(names) == 1 else "")


# The axes.


class ChartAxes(Struct, frozen=True):
    """The axes to which a plot refers, None where there is none."""

    categories: Element | None
    values: Element | None

    @classmethod
    def of(cls, plot: Element) -> ChartAxes:
        """The axes of a plot by its `c:axId`: the first is that of the categories."""
        area = plot.getparent()
        named = [one.get("val") for one in find_all(plot, "c:axId")]
        known = {
            value_at(axis, "c:axId"): axis
            for axis in (area if area is not None else ())
            if tag(axis).endswith("Ax")
        }
        found = [known.get(name or "") for name in named]
        return cls(*[*found, None, None][:2])

    @property
    def dated(self) -> bool:
        """Whether the categories are on an axis of dates."""
        return self.categories is not None and tag(self.categories) == "c:dateAx"


def read_axis(axis: Element | None, *, dated: bool = False, limited: bool = True) -> Axis:
    """What is said of an axis; of a hidden one only gridlines show, and its limits.

    The limits of a hidden axis that is not `limited` are those that labels need.
    """
    if axis is None:
        return Axis()
    hidden = is_on(axis, "c:delete")
    title = None if hidden else find(axis, "c:title")
    said = Axis(
        NOTHING if title is None else typed_title(title) or NOTHING,
        gridlines=find(axis, "c:majorGridlines") is not None,
        labels=not hidden and value_at(axis, "c:tickLblPos") != "none",
    )
    if tag(axis) == "c:catAx" or (hidden and not limited):
        return said
    low, high = (_end(axis, f"c:scaling/{name}", dated=dated) for name in ("c:min", "c:max"))
    if hidden:
        return structs.replace(said, minimum=low, maximum=high)
    return structs.replace(
        said, minimum=low, maximum=high, unit=_unit(axis, dated=dated), format=own_format(axis)
    )


def _end(axis: Element, path: str, *, dated: bool) -> str:
    number = model.cached(value_at(axis, path))
    if number is None:
        return ""
    return dates.day(int(number)) if dated else cell_formats.plain(number)


def _unit(axis: Element, *, dated: bool) -> str:
    number = model.cached(value_at(axis, "c:majorUnit"))
    if number is None or number <= 0:
        return ""
    if not dated:
        return cell_formats.plain(number)
    unit = value_at(axis, "c:majorTimeUnit") or "days"
    whole_number = number == int(number) and unit in dates.UNITS
    return str(dates.Period(int(number), unit)) if whole_number else ""


def typed_title(title: Element) -> Run | None:
    """The text of a title; None where the program makes it."""
    rich = find(title, "c:tx/c:rich")
    text = texts(cells(title, "c:tx"), 1)[0] if rich is None else read_rich(rich, {})
    return Run(text) if text or rich is not None else None
