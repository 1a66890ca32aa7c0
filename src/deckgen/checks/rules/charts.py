"""Rules on charts and legends: labels with room, contrast, and colours that can be told apart.

Where the plot lies in a chart and how labels are turned is decided by PowerPoint alone, so the room
of labels is estimated from their widths in the theme's font for text. Lengths are in points.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise
from math import isfinite

from msgspec import Struct

from deckgen.appearance.colour import least_difference
from deckgen.appearance.fill import Paint
from deckgen.checks._chart_colours import BARS, LINES, DataMark, PaintedSeries
from deckgen.checks.subject import IN_MASTER, Check, Fault, Subject, TemplateFault
from deckgen.checks.text_colours import Background, Legibility, judge
from deckgen.content.chart import model, read
from deckgen.content.chart.look import SlideColours
from deckgen.content.chart.model import Plot
from deckgen.content.map import LEGEND, SWATCH
from deckgen.diagnostics import shortened
from deckgen.opc.xml import (
    Element,
    each,
    find,
    flag,
    hundredths,
    integer,
    is_set,
    number_at,
    tag,
    value_at,
)
from deckgen.source import cell_formats
from deckgen.textfit import Label

_GAP = 8.0
"""Points between the plot and what is beside it."""
_MOST_NAMES = 0.5
"""The share of a chart's width that the names of its bars may take."""
_DEFAULT_SIZE = 10.0  # points: PowerPoint's default
_TITLE_HEIGHT = 1.2  # a title's height as a multiple of its text's
_KEY = 2.0  # em: what the key of a series takes in a legend beside the plot


class PlotArea(Struct, frozen=True):
    """The size of a chart's plot area in points, estimated or from a manual layout."""

    width: float
    height: float


class ShownChart(Struct, frozen=True):
    """A chart to look at: its `c:chartSpace`, what it plots, its size and the theme's text font."""

    root: Element
    plot: Plot
    width: float
    height: float
    font: str

    def label(self, element: Element | None) -> Label:
        """How the text of a part of the chart is set."""
        return Label(self.font, text_size(self.root, element))


def plot_area_of(chart: ShownChart, axis: Element) -> PlotArea:
    """The plot area: the chart without title, legend and the labels of its axes."""
    root, plot, width, height = chart.root, chart.plot, chart.width, chart.height
    layout = find(root, "c:chart/c:plotArea/c:layout/c:manualLayout")
    if layout is not None:
        shares = [find(layout, name) for name in ("c:w", "c:h")]
        across, down = (_number(share) for share in shares)
        if across and down and value_at(layout, "c:layoutTarget") == "inner":
            return PlotArea(width * across, height * down)
    values = _value_axis(root, plot)
    across = down = 2 * _GAP
    if plot.type.direction == "bar":
        names = [chart.label(axis).width(name.text) for name in plot.categories]
        across += min(max(names), width * _MOST_NAMES) if is_shown(axis) else 0.0
        down += chart.label(values).height("") if is_shown(values) else 0.0
    else:
        down += chart.label(axis).height("") if is_shown(axis) else 0.0
        across += _widest_value(plot, chart.label(values)) if is_shown(values) else 0.0
    legend = find(root, "c:chart/c:legend")
    if legend is not None and not is_set(legend, "c:overlay"):
        beside = value_at(legend, "c:legendPos", "r")
        label = chart.label(legend)
        if beside in ("l", "r", "tr"):
            across += max(label.width(one.name.text) for one in plot.series) + _KEY * label.size
        else:
            down += label.height("") + _GAP
    title = find(root, "c:chart/c:title")
    if title is not None and not is_set(title, "c:overlay"):
        down += _TITLE_HEIGHT * chart.label(title).height("") + _GAP
    return PlotArea(max(width - across, 1.0), max(height - down, 1.0))


def _value_axis(root: Element, plot: Plot) -> Element | None:
    """The y axis; the one of points comes behind the x axis, which has numbers too."""
    found = [*each(root, "c:valAx")][int(plot.type.is_points) :]
    return found[0] if found else None


def value_span(axis: Element | None, numbers: list[float]) -> float:
    """The difference of the highest and the lowest value that an axis of numbers shows.

    PowerPoint starts an axis near the lowest value where all lie within a sixth of the highest.
    """
    least, most = min(numbers), max(numbers)
    flat = (most - least) * 6 < max(abs(most), abs(least))
    bottom, top = (least, most) if flat and most > least else (min(least, 0.0), max(most, 0.0))
    if axis is not None:
        limits = (_number(find(axis, f"c:scaling/c:{name}")) for name in ("min", "max"))
        low, high = limits
        bottom, top = bottom if low is None else low, top if high is None else high
    return top - bottom if top > bottom else 1.0


def _number(element: Element | None) -> float | None:
    """The number in `val`; None without a finite one."""
    try:
        number = float("nan" if element is None else element.get("val", "nan"))
    except ValueError:
        return None
    return number if isfinite(number) else None


def _widest_value(plot: Plot, label: Label) -> float:
    texts = [value.text for series in plot.series for value in series.values]
    return max(map(label.width, texts), default=0.0)


def is_shown(axis: Element | None) -> bool:
    """Whether an axis shows labels."""
    if axis is None or is_set(axis, "c:delete"):
        return False
    return value_at(axis, "c:tickLblPos") != "none"


def text_size(root: Element, element: Element | None) -> float:
    """The size of a part's text in points: its own, else the chart's, else the default."""
    for place in (element, root):
        if place is None:
            continue
        for path in ("c:txPr/a:p/a:pPr/a:defRPr", "c:tx/c:rich/a:p/a:pPr/a:defRPr"):
            run = find(place, path)
            size = None if run is None else hundredths(run.get("sz"))
            if size is not None:
                return size
    return _DEFAULT_SIZE


# Data labels that overlap.


_TOUCHES = 0.9  # of two labels' mean width or height: if nearer, they overlap


class _Label(Struct, frozen=True):
    """A label: its text, and the position of its point along categories and values, in points."""

    text: str
    along: float
    at: float
    series: int


def crowded(root: Element, plot: Plot, room: PlotArea, label: Label) -> tuple[list[str], int]:
    """The labels that overlap a neighbour, and the number of all.

    A neighbour is the same series' next point in a line chart, the next bar in others.
    """
    labels = list(_labels(root, plot, room))
    chains = [labels]
    if not (plot.type.direction or plot.type.is_points):
        chains = [[one for one in labels if one.series == n] for n in range(len(plot.series))]
    found: dict[int, str] = {}
    for chain in chains:
        ordered = sorted(chain, key=lambda label: label.along)
        for one, other in pairwise(ordered):
            if _touch(one, other, plot, label):
                found.update({id(one): one.text, id(other): other.text})
    return list(found.values()), len(labels)


def _touch(one: _Label, other: _Label, plot: Plot, label: Label) -> bool:
    width = (label.width(one.text) + label.width(other.text)) / 2 * _TOUCHES
    height = (label.height(one.text) + label.height(other.text)) / 2 * _TOUCHES
    along, at = abs(one.along - other.along), abs(one.at - other.at)
    across, down = (at, along) if plot.type.direction == "bar" else (along, at)
    return across < width and down < height


def _labels(root: Element, plot: Plot, room: PlotArea) -> Iterator[_Label]:
    """The labels of the points that have a value."""
    rows = [[model.read(value.text) for value in series.values] for series in plot.series]
    numbers = [float(value.value) for row in rows for value in row if value is not None]
    span = value_span(_value_axis(root, plot), numbers) if numbers else 1.0
    lying = plot.type.direction == "bar"
    length, breadth = (room.width, room.height) if lying else (room.height, room.width)
    own, middle = breadth / len(plot.categories), (len(plot.series) - 1) / 2
    share = _bar_pitch(plot) if plot.type.direction else 0.0
    places = [own * (point + 0.5) for point in range(len(plot.categories))]
    if plot.type.is_points:
        found = (model.read(one.text) for one in plot.categories)
        x = [0.0 if one is None else float(one.value) for one in found]
        across = value_span(next(each(root, "c:valAx"), None), x)
        places = [one / across * breadth for one in x]
    for number, (series, values) in enumerate(zip(plot.series, rows, strict=True)):
        for point, value in enumerate(values):
            if value is None:
                continue
            text = series.values[point].text
            if series.labels:
                text = series.labels[point].text
            elif plot.format:
                text = cell_formats.show(value.value, plot.format)
            if text:
                along = places[point] + own * (number - middle) * share
                yield _Label(text, along, float(value.value) / span * length, number)


def _bar_pitch(plot: Plot) -> float:
    """From the middle of a bar to that of the next one, as a share of a category's room."""
    step = 1 - plot.overlap / 100
    return step / ((len(plot.series) - 1) * step + 1 + plot.gap / 100)


# Crowded labels of both kinds: they would be turned, cut, left out, or overlap.


_MOST_LINES = 0.35  # the share of a chart's height that the names below its columns may take
_TURNED_BY_ITSELF = -60000000  # a:bodyPr/@rot: PowerPoint turns labels where it must


class Crowd(Struct, frozen=True):
    """Labels without room: their kind (`category` or `data`), `count` of `of`, the longest one."""

    labels: str
    count: int
    of: int
    longest: str


def crowds(chart: ShownChart) -> Iterator[Crowd]:
    """The labels of a chart that are crowded.

    Bars, columns, lines, areas and points are looked at; PowerPoint moves the labels of pies apart,
    and those of a radar stand around it. Data labels inside stacked bars and areas are not looked
    at.
    """
    root, plot = chart.root, chart.plot
    axis = next(each(root, "c:catAx", "c:dateAx", "c:valAx"), None)
    if (
        plot.type.is_pie
        or plot.type.is_radar
        or axis is None
        or chart.width <= 0
        or chart.height <= 0
    ):
        return
    room = plot_area_of(chart, axis)
    yield from _crowded_names(chart, axis, room)
    if plot.labelled and not plot.type.stacked and plot.type.element != "c:areaChart":
        label = chart.label(next(each(root, "c:dLbls"), None))
        found, count = crowded(root, plot, room, label)
        if found:
            yield Crowd("data", len(found), count, max(found, key=label.width))


def _crowded_names(chart: ShownChart, axis: Element, room: PlotArea) -> Iterator[Crowd]:
    """Names of categories that are wider or higher than what each has of its axis.

    Names that are numbers or dates are passed over: PowerPoint leaves some of them out, and the
    others tell what stands between.
    """
    names = [name.text for name in chart.plot.categories]
    if not is_shown(axis) or not _are_texts(chart.root):
        return
    if all(model.read(name) is not None for name in names if name):
        return
    label = chart.label(axis)
    every = max(number_at(axis, "c:tickLblSkip", 1), 1)
    texts = names[::every]
    if chart.plot.type.direction == "bar":
        own, most = room.height / len(names) * every, chart.width * _MOST_NAMES
        crowded = [text for text in texts if label.height(text, most) > own]
    else:
        own, most = room.width / len(names) * every, chart.height * _MOST_LINES
        body = find(axis, "c:txPr/a:bodyPr")
        turned = 0 if body is None else integer(body, "rot", _TURNED_BY_ITSELF)
        if turned not in (0, _TURNED_BY_ITSELF):
            crowded = texts if label.height("") > own else []
        else:
            crowded = [
                text
                for text in texts
                if label.longest_word(text) > own or label.height(text, own) > most
            ]
    if crowded:
        yield Crowd("category", len(crowded), len(texts), max(crowded, key=label.width))


def _are_texts(root: Element) -> bool:
    """Whether the categories are texts."""
    return any(
        find(c, "c:strRef") is not None or find(c, "c:strLit") is not None
        for c in each(root, "c:cat")
    )


_HELPS = {
    "category": "shorten the names, show fewer of them, make the chart wider, or choose bars, "
    "whose names stand beside them",
    "data": "show fewer points or series, take the labels off, or make the chart larger",
}

_EFFECTS = {"category": "be turned, cut or left out", "data": "lie on one another"}


def _crowded(subject: Subject) -> Iterator[Fault]:
    for shape, chart in subject.charts:
        theme = SlideColours(shape.slide.package, shape.slide.part)
        plot = read.read(chart.root, theme)
        if plot is None or shape.box is None:
            continue
        size, font = shape.box.points[2:], shape.inheritance.fonts().minor
        for crowd in crowds(ShownChart(chart.root, plot, *size, font)):
            yield Fault(
                _message(shape.name, crowd), shape.where, "crowded labels, by an estimate",
                (_HELPS[crowd.labels],),
            )  # fmt: skip


def _message(name: str, crowd: Crowd) -> str:
    return (
        f"{crowd.count} of {crowd.of} {crowd.labels} labels of the chart `{name}` would "
        f"{_EFFECTS[crowd.labels]} at its size, by an estimate; "
        f"the longest is `{shortened(crowd.longest)}`"
    )


# Contrast, and series told apart by colour alone.


_LEAST = 3.0
_ROUND = (*model.ROUND_PLOTS, "c:pie3DChart", "c:ofPieChart")
_COLOURED = (
    *_ROUND, *model.LINE_PLOTS, "c:line3DChart", *BARS, "c:areaChart", "c:area3DChart",
)  # fmt: skip
"""The plots whose series colours tell apart; in a stock chart their places do."""


def _contrast(subject: Subject) -> Iterator[Fault]:
    for shape, chart in subject.charts:
        for mark in chart.marks():
            verdict = judge(mark.fill, mark.background, _LEAST)
            if verdict.outcome is Legibility.TOO_LITTLE and verdict.pair and not _outlined(mark):
                front, behind = (colour.hex for colour in verdict.pair)
                problem = (
                    f"a contrast of {verdict.shown}:1 with what lies behind it, "
                    f"less than {_LEAST:g}:1 ({front} on {behind})"
                )
                yield Fault(
                    f"`{mark.text}` has {problem}",
                    shape.where,
                    helps=("choose a darker colour, or give it an outline",),
                    template=_of_theme(subject, mark, problem),
                )


def _of_theme(subject: Subject, mark: DataMark, problem: str) -> TemplateFault | None:
    """The fault of the theme; None where the slide gives one of the two colours."""
    if not mark.accent:
        return None
    darker = "; or name darker accents for the chart: `colors: accent1 accent2`"
    return TemplateFault(
        f"accent {mark.accent} of the theme",
        problem,
        f"{IN_MASTER} > Colors > Customize Colors, Accent {mark.accent}{subject.to_do(darker, '')}",
    )


def _outlined(mark: DataMark) -> bool:
    edge = mark.outline
    return not edge.is_clear and judge(edge, mark.background, _LEAST).outcome is Legibility.ENOUGH


_LABELS_HELP = "give them data labels: Chart Design > Add Chart Element > Data Labels"


def _colour_only(subject: Subject) -> Iterator[Fault]:
    for shape, chart in subject.charts:
        if find(chart.root, "c:chart/c:plotArea/c:dTable") is not None:
            continue
        unlabelled = [series for series in chart.series if not series.labels]
        coloured = [s for s in unlabelled if tag(s.plot) in _COLOURED]
        slices = [s for s in coloured if is_round(s)]
        if slices or (len(chart.series) > 1 and coloured and not differ(chart.series)):
            what = "slices" if slices else "series"
            yield Fault(
                f"the chart's {what} are told apart by colour alone", shape.where, "",
                (subject.to_do("give them data labels: `labels: yes`", _LABELS_HELP),),
            )  # fmt: skip


def differ(series: tuple[PaintedSeries, ...]) -> bool:
    """Whether each series has markers, dashes or patterns of its own, or is the only one of its
    kind, as a line above columns is."""
    kinds = Counter(tag(item.plot) for item in series)
    marks = [_distinction(item) for item in series if kinds[tag(item.plot)] > 1]
    return all(marks) and len(set(marks)) == len(marks)


def is_round(series: PaintedSeries) -> bool:
    """Whether each point of a series is a slice of its own colour."""
    return tag(series.plot) in _ROUND and len(series.paints) > 1


def _distinction(series: PaintedSeries) -> str:
    """The marker, dashes and pattern of a series, "" for none."""
    marks = [find(series.element, "c:marker/c:symbol")] if tag(series.plot) in LINES else []
    properties = find(series.element, "c:spPr")
    if properties is not None:
        marks += [*each(properties, "a:prstDash"), *each(properties, "a:pattFill")]
    return " ".join(_pattern(mark) for mark in marks if mark is not None)


def _pattern(element: Element) -> str:
    value = element.get("val") or element.get("prst") or ""
    return "" if value in ("none", "solid", "auto") else value


_LEAST_APART = 5.0
"""The difference from which on people see two colours; see `appearance.colour.difference`."""
_Painted = tuple[str, Paint]


def _alike(subject: Subject) -> Iterator[Fault]:
    for shape, chart in subject.charts:
        for what, painted in _of_chart(chart.series):
            message = _look_alike(what, painted)
            if message:
                help_ = subject.to_do(
                    "give one of them another colour: `colors: accent1 accent2`",
                    "choose another colour, or label them with their names",
                )
                yield Fault(f"{message} in the chart", shape.where, helps=(help_,))
    for slide in subject.slides:
        groups = {shape.element: shape for shape in slide.shapes if shape.name == LEGEND}
        background = Background.of(slide)
        for group in groups.values():
            painted = [
                (shape.name.removeprefix(SWATCH), background.fill(shape))
                for shape in slide.shapes
                if shape.group is group and shape.name.startswith(SWATCH)
            ]
            message = _look_alike("", painted)
            if message:
                help_ = subject.to_do(
                    "give one of them another colour, `colors: |`, or the map fewer classes",
                    "recolour the areas and the square in the legend",
                )
                yield Fault(f"{message} in the legend of the map", group.where, helps=(help_,))


def _of_chart(series: Sequence[PaintedSeries]) -> Iterator[tuple[str, list[_Painted]]]:
    """The series of a chart by their names, and the slices of each by their numbers."""
    unnamed = [one for one in series if not _is_labelled_by_name(one)]
    for one in unnamed:
        if is_round(one):
            yield "slices ", [(str(n), fill) for n, (fill, _) in enumerate(one.paints, 1)]
    if len(series) > 1 and not differ(tuple(series)):
        yield "", [(one.name, one.paints[0][0]) for one in unnamed if not is_round(one)]


def _is_labelled_by_name(series: PaintedSeries) -> bool:
    return any(
        flag(shows, "val") for shows in each(series.element, "c:showSerName", "c:showCatName")
    )


def _look_alike(what: str, painted: Sequence[_Painted]) -> str:
    """What is wrong with the two colours that are nearest to one another, "" for nothing."""
    plain = [(name, fill.colours[0]) for name, fill in painted if len(fill.colours) == 1]
    found = [
        (*least_difference(one, other), name, second)
        for (name, one), (second, other) in combinations(plain, 2)
    ]
    if not found or min(found)[0] >= _LEAST_APART:
        return ""
    amount, deficiency, name, second = min(found)
    who = f"people with {deficiency}" if deficiency else "everybody"
    return (
        f"{what}`{name}` and `{second}` look alike to {who} "
        f"(a difference of {amount:.1f}, less than {_LEAST_APART:g})"
    )


CHECKS = (
    Check("CHART-CROWDED", _crowded),
    Check("CONTRAST-GRAPHIC", _contrast),
    Check("COLOR-ONLY", _colour_only),
    Check("COLOR-ALIKE", _alike),
)
