"""Reads the model of a chart from a chart part: its XML and the data in its caches.

Charts with more than the model can hold (several plots, trend lines, error bars, drawings on top)
are not read.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from msgspec import Struct, structs

from deckgen.content.chart import dates, inherit, look, model
from deckgen.content.chart._workbook import Cells, cells, read_cache, texts
from deckgen.content.chart.axis import NOTHING, Axis
from deckgen.content.chart.look import SlideColours, read_rich
from deckgen.content.chart.model import TYPES, ChartType, Plot, Series
from deckgen.facts import numbers
from deckgen.opc import xml
from deckgen.opc.xml import Element, each, find, find_all, integer, tag, whole
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


def read_values(series: Element, axis: Element | None) -> ShownValues:
    """The values of a series (`c:ser`); `axis` is the value axis."""
    labels = find(series, "c:dLbls")
    common = own = None
    if labels is not None and _shows_values(labels):
        common = _own_format(labels)
        axis = axis if find(labels, "c:numFmt") is None else None
        own = {
            integer(number, "val", -1): code
            for label in find_all(labels, "c:dLbl")
            if (number := find(label, "c:idx")) is not None and (code := _own_format(label))
        }
    if not common and axis is not None:
        common = _own_format(axis)
    return ShownValues(cells(series, "c:val"), common or "", own or {})


def _shows_values(labels: Element) -> bool:
    shown = find(labels, "c:showVal")
    return shown is not None and xml.flag(shown, "val", default=True)


def _own_format(place: Element) -> str:
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
    plot: Element, names: list[str], categories: list[str], values: list[list[str]]
) -> ReadLabels:
    """The labels of a plot's series. Categories and values are given as typed text."""
    all_series = find_all(plot, "c:ser")
    shown: list[list[str | None]] = []
    for series, name, typed in zip(all_series, names, values, strict=True):
        labels = find(series, "c:dLbls")
        if labels is None:
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
    """Whether a flag of labels is set, on them or in their extension list."""
    found = find(place, name)
    if found is None:
        found = find(place, f"c:extLst/c:ext/{name}")
    return found is not None and xml.flag(found, "val", default=True)


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


def read(space: Element, theme: SlideColours) -> Plot | None:
    """The chart of a `c:chartSpace`, or None where the model cannot hold it."""
    chart = find(space, "c:chart")
    element = None if chart is None else _single_plot(chart)
    if chart is None or element is None or find(space, "c:userShapes") is not None:
        return None
    kind, all_series = _type(element), find_all(element, "c:ser")
    if kind is None or not all_series or (kind.is_pie and len(all_series) > 1):
        return None
    axes = ChartAxes.of(element)
    axis = None if kind.shares else axes.values
    values = [read_values(series, axis) for series in all_series]
    count = max(one.cells.count for one in values)
    categories = (_days if axes.dated else _categories)(all_series, count)
    if not categories or any(one.cells.code is None for one in values):
        return None
    names = [texts(cells(series, "c:tx"), 1)[0] for series in all_series]
    typed = [one.typed(len(categories)) for one in values]
    labels = read_labels(element, names, categories, typed)
    defaults = look.default_colors(kind, names, len(categories))
    shown = look.read(kind, all_series, defaults, categories, theme)
    rounded = [one.rounded(series) for one, series in zip(values, typed, strict=True)]
    plot = Plot(
        type=kind,
        categories=_runs(categories),
        series=tuple(
            Series(_run(name), _runs(series), _runs(labels.texts[index]) if labels.texts else ())
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
    )
    if kind.is_pie:
        return plot
    x_axis = read_axis(axes.categories, dated=axes.dated)
    if axes.dated and not x_axis.format:
        x_axis = structs.replace(x_axis, format=_code_of_days(all_series, categories))
    return inherit.over(replace(plot, x_axis=x_axis, y_axis=read_axis(axes.values)), None)


def _single_plot(chart: Element) -> Element | None:
    """The plot of a chart, None where there are several, or anything that the model cannot hold."""
    area = find(chart, "c:plotArea")
    if area is None or next(each(chart, *_UNSUPPORTED), None) is not None:
        return None
    plots = [child for child in area if tag(child).endswith("Chart")]
    return plots[0] if len(plots) == 1 and len(find_all(area, "c:valAx")) <= 1 else None


def _type(element: Element) -> ChartType | None:
    name, grouping, direction = tag(element), _value(element, "c:grouping"), ""
    if name == "c:barChart":
        direction = _value(element, "c:barDir") or "col"
        grouping = "clustered" if grouping in ("", "standard") else grouping
    elif name in ("c:lineChart", "c:areaChart"):
        grouping = grouping or "standard"
    return _TYPES.get((name, grouping, direction))


def _value(element: Element, path: str) -> str:
    found = find(element, path)
    return "" if found is None else found.get("val", "")


def _whole_number(element: Element, path: str, default: int) -> int:
    found = whole(_value(element, path).strip().removesuffix("%"))
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
            _value(axis, "c:axId"): axis
            for axis in (area if area is not None else ())
            if tag(axis).endswith("Ax")
        }
        found = [known.get(name or "") for name in named]
        return cls(*[*found, None, None][:2])

    @property
    def dated(self) -> bool:
        """Whether the categories are on an axis of dates."""
        return self.categories is not None and tag(self.categories) == "c:dateAx"


def read_axis(axis: Element | None, *, dated: bool = False) -> Axis:
    """What is said of an axis; of a hidden one only gridlines show."""
    if axis is None:
        return Axis()
    lines = True if find(axis, "c:majorGridlines") is not None else None
    title = find(axis, "c:title")
    if _flag(axis, "c:delete"):
        return Axis(gridlines=lines)
    said = Axis(NOTHING if title is None else typed_title(title) or NOTHING, gridlines=lines)
    if tag(axis) == "c:catAx":
        return said
    low, high = (_end(axis, f"c:scaling/{name}", dated=dated) for name in ("c:min", "c:max"))
    return structs.replace(
        said, minimum=low, maximum=high, unit=_unit(axis, dated=dated), format=_own_format(axis)
    )


def _end(axis: Element, path: str, *, dated: bool) -> str:
    number = model.cached(_value(axis, path))
    if number is None:
        return ""
    return dates.day(int(number)) if dated else cell_formats.plain(number)


def _unit(axis: Element, *, dated: bool) -> str:
    number = model.cached(_value(axis, "c:majorUnit"))
    if number is None or number <= 0:
        return ""
    if not dated:
        return cell_formats.plain(number)
    unit = _value(axis, "c:majorTimeUnit") or "days"
    whole_number = number == int(number) and unit in dates.UNITS
    return str(dates.Period(int(number), unit)) if whole_number else ""


def typed_title(title: Element) -> Run | None:
    """The text of a title; None where the program makes it."""
    rich = find(title, "c:tx/c:rich")
    text = texts(cells(title, "c:tx"), 1)[0] if rich is None else read_rich(rich, {})
    return Run(text) if text or rich is not None else None
