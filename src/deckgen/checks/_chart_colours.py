"""The colours of text and of charts: labels, series, and what is behind them.

Section numbers are those of ECMA-376 part 1. Where a chart leaves a colour open, PowerPoint's
automatic colour depends on the chart's style and the program's version; then both possible colours
count, or the colour is unknown.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from msgspec import Struct

from deckgen.appearance.fill import CLEAR, Paint, fill_in, paint
from deckgen.appearance.inheritance import PropertyLookup
from deckgen.appearance.theme import Scheme
from deckgen.checks._text_view import RunView
from deckgen.content.chart.model import LINE_PLOTS, SIDE_BY_SIDE
from deckgen.content.chart.read import plots_in
from deckgen.diagnostics import shortened
from deckgen.opc.package import Package
from deckgen.opc.part import Part
from deckgen.opc.xml import (
    Element,
    each,
    find,
    find_all,
    integer,
    is_set,
    make,
    number_at,
    qn,
    tag,
    value_at,
)


def text_paint(run: RunView, scheme: Scheme) -> Paint:
    """The paint of a run of text.

    Links have the theme's link colour whatever the run's fill, unless an extension of 2019 says
    `tx`; text without a fill has the colour `tx1`.
    """
    if run.link is not None and not any(
        e.get("val") == "tx" for e in each(run.link, "ahyp:hlinkClr")
    ):
        return _named("hlink", scheme)
    fill = run.fill
    if fill is None:
        return _named("tx1", scheme)
    if tag(fill) == "a:noFill":
        return Paint(unknown="text without a fill")
    return paint(fill, scheme)


def _named(name: str, scheme: Scheme) -> Paint:
    colour = scheme.named(name)
    return Paint(unknown="a theme that lacks a colour") if colour is None else Paint.solid(colour)


# The series of a chart: the paint of each point, and the place of its label.


LINES = (*LINE_PLOTS, "c:line3DChart", "c:stockChart")
BARS = ("c:barChart", "c:bar3DChart")
_DEFAULT_STYLES = ("", "2", "102")
_ACCENTS = 6
_LABELS = "the data labels"
_SHOWS = ("c:showVal", "c:showCatName", "c:showSerName", "c:showPercent", "c:showBubbleSize")
_INSIDE = ("ctr", "inEnd", "inBase")
_OUTSIDE = ("outEnd", "t", "b", "l", "r")
_EITHER = "data labels that may stand on their shapes or beside them"


class DataLabel(Struct, frozen=True):
    """A data label; `group_default` is the `c:dLbls` that a point's own label inherits from."""

    element: Element
    group_default: Element | None
    text: str
    position: str
    fill: Paint

    def background(self, plot: Paint) -> Paint:
        """The paint behind the label: its point's fill, the plot area, or either of the two."""
        if self.position == "outside":
            return plot
        inside = self.fill.over(plot)
        return inside if self.position == "inside" else inside.or_(plot, _EITHER)


class PaintedSeries(Struct, frozen=True):
    """A series: its name, the paints of each point and its outline, and its visible labels."""

    name: str
    plot: Element
    element: Element
    paints: tuple[tuple[Paint, Paint], ...]
    labels: tuple[DataLabel, ...]


def all_series(root: Element, scheme: Scheme) -> Iterator[PaintedSeries]:
    """The series of a chart, plot by plot."""
    automatic = value_at(root, "c:style") in _DEFAULT_STYLES
    plots = plots_in(find(root, "c:chart/c:plotArea"))
    count = sum(len(find_all(plot, "c:ser")) for plot in plots)
    for plot in plots:
        for element in find_all(plot, "c:ser"):
            painter = _Painter(plot, element, scheme, automatic, count)
            paints = tuple(painter.points())
            labels = tuple(_labels(plot, element, [fill for fill, _ in paints]))
            yield PaintedSeries(_name(element), plot, element, paints, labels)


class _Painter(Struct, frozen=True):
    """Finds what paints the points of one series."""

    plot: Element
    series: Element
    scheme: Scheme
    automatic: bool
    count: int

    def points(self) -> Iterator[tuple[Paint, Paint]]:
        """The fill and the outline of each point; for line charts the line counts as the fill."""
        own_points = {
            number_at(point, "c:idx", -1): point for point in find_all(self.series, "c:dPt")
        }
        common = self._explicit(self.series)
        varied = self._varied
        shared = (
            None if varied else self._automatic(number_at(self.series, "c:idx", -1), self.count)
        )
        count = points(self.series)
        for index in range(count):
            own = self._explicit(own_points[index]) if index in own_points else None
            found = own or common
            if found is None:
                found = (shared or self._automatic(index, count), CLEAR)
            yield found

    def _explicit(self, holder: Element) -> tuple[Paint, Paint] | None:
        """The fill and the outline of a series or a point itself; None without a fill."""
        properties = find(holder, "c:spPr")
        line = None if properties is None else find(properties, "a:ln")
        fill, edge = fill_in(properties), fill_in(line)
        if tag(self.plot) in LINES:
            fill, edge = edge, None
            if fill is not None and tag(fill) == "a:noFill":  # points without a line
                fill = fill_in(find(holder, "c:marker/c:spPr"))
        if fill is None:
            return None
        return paint(fill, self.scheme), CLEAR if edge is None else paint(edge, self.scheme)

    @property
    def _varied(self) -> bool:
        """Whether each point has a colour of its own, as slices do."""
        return is_set(self.plot, "c:varyColors") and len(find_all(self.plot, "c:ser")) == 1

    def _automatic(self, number: int, total: int) -> Paint:
        """The accent colour that PowerPoint's default style gives, as long as there are enough."""
        colour = self.scheme.named(f"accent{number + 1}") if number < _ACCENTS else None
        if not self.automatic or total > _ACCENTS or colour is None:
            return Paint(unknown="an automatic colour")
        return Paint.solid(colour)


def _labels(plot: Element, series: Element, fills: list[Paint]) -> Iterator[DataLabel]:
    """The visible labels of a series, one for each paint of its points."""
    group = _first(series, plot, name="c:dLbls")
    if group is None:
        return
    own = {number_at(label, "c:idx", -1): label for label in find_all(group, "c:dLbl")}
    common = _shows_label(group, group)
    for fill in dict.fromkeys(f for i, f in enumerate(fills) if i not in own and common):
        yield DataLabel(group, None, _LABELS, _position(plot, group, group), fill)
    for index, label in own.items():
        if index < len(fills) and _shows_label(label, group):
            yield DataLabel(label, group, _LABELS, _position(plot, label, group), fills[index])


def _shows_label(label: Element, group: Element) -> bool:
    if is_set(label, "c:delete"):
        return False
    if label is not group and all(find(label, name) is None for name in _SHOWS):
        return _shows_label(group, group)
    return any(is_set(label, name) for name in _SHOWS)


def _position(plot: Element, label: Element, group: Element) -> str:
    """The position of a label: `inside` its point's shape, `outside`, or `either`."""
    if find(label, "c:layout/c:manualLayout") is not None:
        return "either"
    found = _first(label, group, name="c:dLblPos")
    own = "" if found is None else found.get("val", "")
    kind = tag(plot)
    if kind in LINES:
        return "outside"
    if kind == "c:doughnutChart" or own in _INSIDE:
        return "inside"
    if own in _OUTSIDE:
        return "outside"
    if kind in BARS and not own:
        return "outside" if value_at(plot, "c:grouping") in SIDE_BY_SIDE else "inside"
    return "either"


def _first(*elements: Element, name: str) -> Element | None:
    """The child of that name of the first element that has one."""
    found = (find(element, name) for element in elements)
    return next((child for child in found if child is not None), None)


def points(series: Element) -> int:
    """How many points a series has by its cached values; at least one."""
    values = [v for name in ("c:val", "c:yVal") for v in find_all(series, name)]
    numbers = [integer(n, "val") for value in values for n in each(value, "c:ptCount")]
    return max(numbers, default=0) or 1


def _name(series: Element) -> str:
    text = find(series, "c:tx")
    texts = [] if text is None else [v.text or "" for v in each(text, "c:v")]
    return texts[0] if texts else f"series {number_at(series, 'c:idx', -1) + 1}"


# Charts (21.2): their texts and data marks, with the paint behind each.


_AXES = ("c:catAx", "c:valAx", "c:dateAx", "c:serAx")
_AUTOMATIC_FILL = "nobody says how the chart is filled"
_LIGHT_STYLES = ("", *(str(number) for number in range(1, 33)))


class ChartText(Struct, frozen=True):
    """A text of a chart; `part` names its place for messages (`, in the chart's legend`)."""

    text: str
    large: bool
    foreground: Paint
    background: Paint
    part: str


class DataMark(Struct, frozen=True):
    """A shape that shows data: the bars of a series, a slice, a line.

    `accent` is the number of the theme's accent colour that it has on the theme's background; 0
    where the slide gives one of the two.
    """

    text: str
    fill: Paint
    outline: Paint
    background: Paint
    accent: int = 0


class ChartColours(Struct, frozen=True, dict=True):
    """A chart on a slide: its `c:chartSpace`, its colour scheme, and the paint beneath it."""

    root: Element
    scheme: Scheme
    beneath: Paint

    @classmethod
    def of(
        cls, package: Package, slide: Part, plotted: Element, scheme: Scheme, beneath: Paint
    ) -> ChartColours | None:
        """The chart that a `c:chart` refers to, None where its part is missing."""
        part = package.target(slide, plotted.get(qn("r:id")))
        if part is None:
            return None
        mapping = find(part.root, "c:clrMapOvr")
        return cls(part.root, scheme.overridden(package, part, mapping), beneath)

    @cached_property
    def area(self) -> Paint:
        """The paint of the chart area."""
        return self._area(find(self.root, "c:spPr"), self.beneath)

    @cached_property
    def plot(self) -> Paint:
        """The paint of the plot area."""
        return self._area(find(self.root, "c:chart/c:plotArea/c:spPr"), self.area)

    def _area(self, properties: Element | None, beneath: Paint) -> Paint:
        own = fill_in(properties)
        if own is not None:
            return paint(own, self.scheme).over(beneath)
        background = self.scheme.named("bg1")
        return (
            beneath if background is None else beneath.or_(Paint.solid(background), _AUTOMATIC_FILL)
        )

    @cached_property
    def series(self) -> tuple[PaintedSeries, ...]:
        """The series, in the order of the file."""
        return tuple(all_series(self.root, self.scheme))

    def texts(self) -> Iterator[ChartText]:
        """Titles, axes, legend and data labels."""
        if value_at(self.root, "c:style") not in _LIGHT_STYLES:
            unknown = Paint(unknown="a dark chart style")
            yield ChartText("chart", True, unknown, unknown, "")
            return
        chart = find(self.root, "c:chart")
        title = None if chart is None else find(chart, "c:title")
        if title is not None:
            yield from self._element(title, "the title", ", in the chart's title", self.area)
        for axis in each(self.root, *_AXES):
            yield from self._axis(axis)
        legend = None if chart is None else find(chart, "c:legend")
        if legend is not None:
            yield from self._element(legend, "the legend", ", in the chart's legend", self.area)
        for series in self.series:
            for label in series.labels:
                background = label.background(self.plot)
                where = f", at the data labels of `{series.name}`"
                yield from self._element(
                    label.element, label.text, where, background, label.group_default
                )

    def _axis(self, axis: Element) -> Iterator[ChartText]:
        if is_set(axis, "c:delete"):
            return
        title = find(axis, "c:title")
        if title is not None:
            yield from self._element(title, "the axis title", ", in an axis title", self.area)
        if value_at(axis, "c:tickLblPos") != "none":
            yield from self._element(axis, "the axis labels", ", at an axis", self.area)

    def _element(
        self,
        element: Element,
        text: str,
        part: str,
        background: Paint,
        group_default: Element | None = None,
    ) -> Iterator[ChartText]:
        """The texts of a part of the chart: its own, else `text`, which names what it shows."""
        own = fill_in(find(element, "c:spPr")) if tag(element) not in _AXES else None
        if own is not None:
            background = paint(own, self.scheme).over(background)
        behind = [
            _default_run(holder)
            for holder in (element, group_default, self.root)
            if holder is not None
        ]
        inherited = tuple(run for run in behind if run is not None)
        rich = find(element, "c:tx/c:rich")
        lines = [] if rich is None else find_all(rich, "a:p")
        runs = [run for line in lines for run in _rich_runs(line, inherited)]
        for run in runs or [RunView(text, make("a:r"), PropertyLookup((), inherited))]:
            size = run.explicit_size
            large = size is None or run.is_large
            quoted = shortened(run.text)
            yield ChartText(quoted, large, text_paint(run, self.scheme), background, part)

    def marks(self) -> Iterator[DataMark]:
        """The bars, slices, areas and lines that show the data, one for each colour."""
        for series in self.series:
            for fill, outline in dict.fromkeys(series.paints):
                accent = self._accent(series.element, fill)
                yield DataMark(series.name, fill, outline, self.plot, accent)

    def _accent(self, series: Element, fill: Paint) -> int:
        """The number of the accent that paints a series on the theme's background; 0 for none."""
        background = self.scheme.named("bg1")
        if self.plot.colours != (background,) or next(each(series, "a:srgbClr"), None) is not None:
            return 0
        accents = (self.scheme.named(f"accent{number}") for number in range(1, _ACCENTS + 1))
        found = (n for n, accent in enumerate(accents, 1) if fill.colours == (accent,))
        return next(found, 0)


def _default_run(element: Element) -> Element | None:
    return find(element, "c:txPr/a:p/a:pPr/a:defRPr")


def _rich_runs(line: Element, inherited: tuple[Element, ...]) -> Iterator[RunView]:
    """The runs of rich text; unlike on slides, a paragraph's own defaults count."""
    own = find(line, "a:pPr/a:defRPr")
    defaults = inherited if own is None else (own, *inherited)
    for run in line:
        text = run.findtext(qn("a:t")) if tag(run) in ("a:r", "a:fld") else None
        if text and text.strip():
            yield RunView(
                text, run, PropertyLookup((), defaults).with_own(None, find(run, "a:rPr"))
            )
