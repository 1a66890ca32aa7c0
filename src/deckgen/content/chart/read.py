"""What a chart part says, read from its XML and the data it has stored (its caches).

Only what the model can hold is read; a chart with more to it (several plots, a date axis, trend
lines, error bars, drawings over it) is none of ours.
"""

from __future__ import annotations

from deckgen.content.chart import colors, label_read, look
from deckgen.content.chart import values as chart_values
from deckgen.content.chart.cache import cells, texts
from deckgen.content.chart.model import NOTHING, TYPES, ChartType, Plot, Series
from deckgen.content.chart.text import read_rich
from deckgen.content.chart.theme import Theme
from deckgen.content.style import Run
from deckgen.ooxml import Element, each, find, find_all, tag, whole

_TYPES = {(kind.element, kind.grouping, kind.direction): kind for kind in TYPES.values()}
_BEYOND = ("c:trendline", "c:errBars", "c:dateAx", "c:multiLvlStrRef", "c:serAx")


def read(space: Element, theme: Theme) -> Plot | None:
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
    values = [chart_values.read(column, axis) for column in columns]
    categories = _categories(columns, max(one.cells.count for one in values))
    if not categories or any(one.cells.code is None for one in values):
        return None
    names = [texts(cells(column, "c:tx"), 1)[0] for column in columns]
    typed = [one.typed(len(categories)) for one in values]
    labels = label_read.read(element, names, categories, typed)
    defaults = look.colors(kind, names, len(categories))
    shown = colors.read(kind, columns, defaults, categories, theme)
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
