"""How much room a chart's plot has: estimated, for PowerPoint alone knows where it lies."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite

from deckgen.content.chart.model import Plot
from deckgen.content.table.measure import LINE, advance
from deckgen.ooxml import Element, each, find, hundredths

GAP = 8.0
"""Points between the plot and what stands beside it."""

MOST_NAMES = 0.5
"""Of a chart's width, what the names of its bars may take."""

_SIZE = 10.0  # points, where nobody says: PowerPoint's
_TITLE = 1.2  # of the text's height, what a title takes more
_ON = ("1", "true")


@dataclass(frozen=True, slots=True)
class Room:
    """The plot area of a chart, in points: estimated, or as a layout by hand says."""

    width: float
    height: float


def room_of(root: Element, plot: Plot, axis: Element, width: float, height: float) -> Room:
    """How large the plot is: the chart without title, legend and the labels of its axes."""
    layout = find(root, "c:chart/c:plotArea/c:layout/c:manualLayout")
    if layout is not None:
        shares = [find(layout, name) for name in ("c:w", "c:h")]
        inner = find(layout, "c:layoutTarget")
        across, down = (_number(share) for share in shares)
        if across and down and inner is not None and inner.get("val") == "inner":
            return Room(width * across, height * down)
    size = text_size(root, axis)
    names = max(advance(name.text) for name in plot.categories) * size if is_shown(axis) else 0.0
    values = next(each(root, "c:valAx"), None)
    across = down = 2 * GAP
    if plot.type.direction == "bar":
        across += min(names, width * MOST_NAMES)
        down += LINE * text_size(root, values) if values is not None and is_shown(values) else 0.0
    else:
        down += LINE * size if is_shown(axis) else 0.0
        across += _widest_value(plot) * text_size(root, values) if is_shown(values) else 0.0
    legend = find(root, "c:chart/c:legend")
    if legend is not None and not _has(legend, "c:overlay"):
        place = find(legend, "c:legendPos")
        beside = "r" if place is None else place.get("val", "r")
        words = max(advance(series.name.text) for series in plot.series) + 2.0
        if beside in ("l", "r", "tr"):
            across += words * text_size(root, legend)
        else:
            down += LINE * text_size(root, legend) + GAP
    title = find(root, "c:chart/c:title")
    if title is not None and not _has(title, "c:overlay"):
        down += LINE * _TITLE * text_size(root, title) + GAP
    return Room(max(width - across, 1.0), max(height - down, 1.0))


def value_span(root: Element, numbers: list[float]) -> float:
    """From the lowest to the highest value that the value axis shows.

    PowerPoint starts an axis near the lowest value where all lie within a sixth of the highest.
    """
    axis = next(each(root, "c:valAx"), None)
    least, most = min(numbers), max(numbers)
    flat = (most - least) * 6 < max(abs(most), abs(least))
    bottom, top = (least, most) if flat and most > least else (min(least, 0.0), max(most, 0.0))
    if axis is not None:
        said = (_number(find(axis, f"c:scaling/c:{name}")) for name in ("min", "max"))
        low, high = said
        bottom, top = bottom if low is None else low, top if high is None else high
    return top - bottom if top > bottom else 1.0


def _number(element: Element | None) -> float | None:
    """The number in `val`; None where there is none."""
    try:
        number = float("nan" if element is None else element.get("val", "nan"))
    except ValueError:
        return None
    return number if isfinite(number) else None


def _widest_value(plot: Plot) -> float:
    texts = [value.text for series in plot.series for value in series.values]
    return max((advance(text) for text in texts), default=0.0)


def is_shown(axis: Element | None) -> bool:
    """Whether an axis shows labels."""
    if axis is None or _has(axis, "c:delete"):
        return False
    place = find(axis, "c:tickLblPos")
    return place is None or place.get("val") != "none"


def _has(element: Element, name: str) -> bool:
    """Whether a flag is on; one without a value is."""
    flag = find(element, name)
    return flag is not None and flag.get("val", "1") in _ON


def text_size(root: Element, element: Element | None) -> float:
    """The size of a part's text, in points: its own, else the chart's."""
    for place in (element, root):
        if place is None:
            continue
        for path in ("c:txPr/a:p/a:pPr/a:defRPr", "c:tx/c:rich/a:p/a:pPr/a:defRPr"):
            run = find(place, path)
            size = None if run is None else hundredths(run.get("sz"))
            if size is not None:
                return size
    return _SIZE
