"""The values of a series as they are typed, and the number formats under which they are shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from deckgen.content.chart import look, model
from deckgen.content.chart._workbook import Cells, cells, read_cache, texts
from deckgen.content.chart.look import SlideColours, read_rich
from deckgen.content.chart.model import GENERAL, NOTHING, TYPES, ChartType, Plot, Series
from deckgen.opc.xml import Element, each, find, find_all, integer, tag, whole
from deckgen.richtext.runs import Run


@dataclass(frozen=True, slots=True)
class Values:
    """One series: its cells, and the number formats of its labels or of the axis.

    `common` and `own` hold where labels or axis do not follow the cells; `own` is by point.
    """

    cells: Cells
    common: str
    own: dict[int, str]

    def typed(self, count: int) -> list[str]:
        """The first values as they are typed; "" for a gap."""
        return [self._typed(index) for index in range(count)]

    def _typed(self, index: int) -> str:
        value = model.cached(self.cells.points.get(index, ("", ""))[0])
        if value is None:
            return ""
        code = self.cells.code_at(index)
        return model.show(value, self._shown(index) if code == GENERAL else code)

    def rounded(self, typed: list[str]) -> str:
        """The first number format under which a value is shown otherwise than typed, or ""."""
        for index, text in enumerate(typed):
            number, code = model.read(text), self._shown(index)
            if number is None or code == GENERAL or not model.is_code(code):
                continue
            if model.printed(number.value, code) != text:
                return code
        return ""

    def _shown(self, index: int) -> str:
        return self.own.get(index) or self.common or self.cells.code_at(index)


def read_values(column: Element, axis: Element | None) -> Values:
    """The values of a series (`c:ser`); `axis` is the value axis that prints them."""
    labels = find(column, "c:dLbls")
    common = own = None
    if labels is not None and _shows_values(labels):
        common = _unlinked(labels)
        own = {
            integer(number, "val", -1): code
            for label in find_all(labels, "c:dLbl")
            if (number := find(label, "c:idx")) is not None and (code := _unlinked(label))
        }
    if not common and axis is not None:
        common = _unlinked(axis)
    return Values(cells(column, "c:val"), common or "", own or {})


def _shows_values(labels: Element) -> bool:
    shown = find(labels, "c:showVal")
    return shown is not None and shown.get("val", "1") in ("1", "true")


def _unlinked(place: Element) -> str:
    """The number format of labels or an axis where it does not follow the cells."""
    code = find(place, "c:numFmt")
    if code is None or code.get("sourceLinked", "0") in ("1", "true"):
        return ""
    return code.get("formatCode", "")


# Data labels as they are seen, read from a chart part (ECMA-376 part 1, 21.2.2.47 and 49).


@dataclass(frozen=True, slots=True)
class ReadLabels:
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


def read_labels(
    plot: Element, names: list[str], categories: list[str], values: list[list[str]]
) -> ReadLabels:
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
        return ReadLabels(shown=True, texts=[])
    if not any(each_point):
        return ReadLabels(shown=False, texts=[])
    filled = [
        [typed[index] if label is None else label for index, label in enumerate(column)]
        for column, typed in zip(shown, values, strict=True)
    ]
    return ReadLabels(shown=True, texts=filled)


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
    numbers = [model.read(text) for text in typed]
    total = sum((number.value for number in numbers if number is not None), Decimal(0))
    form = None if labels is None else find(labels, "c:numFmt")
    code = "0%" if form is None else form.get("formatCode", "")

    def percent(index: int) -> str:
        number = numbers[index]
        if number is None or not total:
            return ""
        return model.printed(number.value / total, code if "%" in code else "0%")

    return percent


# What a chart part says, read from its XML and the data it has stored (its caches).
#
# Only what the model can hold is read; a chart with more to it (several plots, a date axis, trend
# lines, error bars, drawings over it) is none of ours.


_TYPES = {(kind.element, kind.grouping, kind.direction): kind for kind in TYPES.values()}

_BEYOND = ("c:trendline", "c:errBars", "c:dateAx", "c:multiLvlStrRef", "c:serAx")


def read(space: Element, theme: SlideColours) -> Plot | None:
    """The chart of a `c:chartSpace`, or None where the model cannot hold it."""
    chart = find(space, "c:chart")
    element = None if chart is None else _only_plot(chart)
    if chart is None or element is None or find(space, "c:userShapes") is not None:
        return None
    kind, columns = _type(element), find_all(element, "c:ser")
    if kind is None or not columns or (kind.round and len(columns) > 1):
        return None
    percent = kind.grouping == "percentStacked"  # whose axis shows shares, not values
    axis = None if percent else find(chart, "c:plotArea/c:valAx")
    values = [read_values(column, axis) for column in columns]
    categories = _categories(columns, max(one.cells.count for one in values))
    if not categories or any(one.cells.code is None for one in values):
        return None
    names = [texts(cells(column, "c:tx"), 1)[0] for column in columns]
    typed = [one.typed(len(categories)) for one in values]
    labels = read_labels(element, names, categories, typed)
    defaults = look.colors(kind, names, len(categories))
    shown = look.read(kind, columns, defaults, categories, theme)
    rounded = [one.rounded(column) for one, column in zip(values, typed, strict=True)]
    return Plot(
        type=kind,
        categories=_runs(categories),
        series=tuple(
            Series(_run(name), _runs(column), _runs(labels.texts[index]) if labels.texts else ())
            for index, (name, column) in enumerate(zip(names, typed, strict=True))
        ),
        colors=shown.colors,
        labelled=labels.shown,
        legend=find(chart, "c:legend") is not None,
        gap=_number(element, "c:gapWidth", 150) if kind.direction else look.GAP,
        overlap=_number(element, "c:overlap", 0) if kind.direction else look.overlap(kind),
        highlight=shown.highlight,
        format=next(filter(None, rounded), ""),
        title=_title(chart, names),
    )


def _only_plot(chart: Element) -> Element | None:
    """The plot of a chart that has one, on one pair of axes, and nothing beyond the model."""
    area = find(chart, "c:plotArea")
    if area is None or next(each(chart, *_BEYOND), None) is not None:
        return None
    plots = [child for child in area if tag(child).endswith("Chart")]
    return plots[0] if len(plots) == 1 and len(find_all(area, "c:valAx")) <= 1 else None


def _type(element: Element) -> ChartType | None:
    name, grouping, direction = tag(element), _word(element, "c:grouping"), ""
    if name == "c:barChart":
        direction = _word(element, "c:barDir") or "col"
        grouping = "clustered" if grouping in ("", "standard") else grouping
    elif name in ("c:lineChart", "c:areaChart"):
        grouping = grouping or "standard"
    return _TYPES.get((name, grouping, direction))


def _word(element: Element, path: str) -> str:
    found = find(element, path)
    return "" if found is None else found.get("val", "")


def _number(element: Element, path: str, default: int) -> int:
    found = whole(_word(element, path).strip().removesuffix("%"))
    return default if found is None else found


def _run(text: str) -> Run:
    return Run(text) if text else NOTHING


def _runs(shown: list[str]) -> tuple[Run, ...]:
    return tuple(_run(text) for text in shown)


def _categories(columns: list[Element], count: int) -> list[str]:
    """The categories that all series share; [] where they differ."""
    found: list[str] = []
    for column in columns:
        own = cells(column, "c:cat")
        if own.code is None:
            continue
        count = max(count, own.count)
        shown = texts(own, count)
        if found and found != shown:
            return []
        found = shown
    return found or [str(index + 1) for index in range(count)]


def _title(chart: Element, names: list[str]) -> Run:
    title = find(chart, "c:title")
    if title is None:
        return NOTHING
    rich = find(title, "c:tx/c:rich")
    if rich is not None:
        text = read_rich(rich, {})
    else:
        shown = texts(cells(title, "c:tx"), 1)[0]
        text = shown or (names[0] if len(names) == 1 else "")
    return _run(text)
