"""The colour of text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from deckgen.appearance.colour import CLEAR, Paint, Scheme, paint
from deckgen.appearance.shapes import PropertyLookup, fill_in
from deckgen.check._text_view import RunView
from deckgen.opc.package import Package
from deckgen.opc.part import Part
from deckgen.opc.xml import Element, each, find, find_all, integer, make, qn, tag

_LINK_COLOUR = "{http://schemas.microsoft.com/office/drawing/2018/hyperlinkcolor}hlinkClr"


def lettering(run: RunView, scheme: Scheme) -> Paint:
    """What a run of text is painted with.

    Links have the theme's own colour, whatever the run says, but where an extension of 2019 says
    `tx`; text without a fill has the colour `tx1`.
    """
    if run.link is not None and not any(e.get("val") == "tx" for e in run.link.iter(_LINK_COLOUR)):
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


# The series of a chart: how each point is painted, and where its label stands.


_LINES = ("c:lineChart", "c:scatterChart", "c:radarChart", "c:line3DChart", "c:stockChart")

_PIES = ("c:pieChart", "c:pie3DChart", "c:doughnutChart", "c:ofPieChart")

_BARS = ("c:barChart", "c:bar3DChart")

_STYLE_2 = (None, "2", "102")

_ACCENTS = 6

_ON = ("1", "true")

_WORDS = "the data labels"

_SHOWS = ("c:showVal", "c:showCatName", "c:showSerName", "c:showPercent", "c:showBubbleSize")

_INSIDE = ("ctr", "inEnd", "inBase")

_OUTSIDE = ("outEnd", "t", "b", "l", "r")

_WHY = "data labels that may stand on their shapes or beside them"


@dataclass(frozen=True, slots=True)
class DataLabel:
    """The label of a point. `above` is what a point's own label takes after."""

    element: Element
    above: Element | None
    words: str
    place: str
    fill: Paint

    def ground(self, plot: Paint) -> Paint:
        """What the label stands on: its point's fill, the plot, or either of the two."""
        if self.place == "outside":
            return plot
        inside = self.fill.over(plot)
        return inside if self.place == "inside" else inside.or_(plot, _WHY)


@dataclass(frozen=True, slots=True)
class PaintedSeries:
    """A series: its name, what paints each point and its outline, and the labels it shows."""

    name: str
    plot: Element
    element: Element
    paints: tuple[tuple[Paint, Paint], ...]
    labels: tuple[DataLabel, ...]


def all_series(root: Element, scheme: Scheme) -> Iterator[PaintedSeries]:
    """The series of a chart, plot by plot."""
    area = find(root, "c:chart/c:plotArea")
    style = find(root, "c:style")
    automatic = (None if style is None else style.get("val")) in _STYLE_2
    plots = [] if area is None else [child for child in area if tag(child).endswith("Chart")]
    count = sum(len(find_all(plot, "c:ser")) for plot in plots)
    for plot in plots:
        for element in find_all(plot, "c:ser"):
            painter = _Painter(plot, element, scheme, automatic, count)
            paints = tuple(painter.points())
            labels = tuple(_labels(plot, element, [fill for fill, _ in paints]))
            yield PaintedSeries(_name(element), plot, element, paints, labels)


@dataclass(frozen=True)
class _Painter:
    """Finds what paints the points of one series."""

    plot: Element
    series: Element
    scheme: Scheme
    automatic: bool
    count: int

    def points(self) -> Iterator[tuple[Paint, Paint]]:
        """What fills each point and what outlines it; of a line, the line is the fill."""
        own = {_value(point, "c:idx"): point for point in find_all(self.series, "c:dPt")}
        common = self._said(self.series)
        varied = self._varied
        shared = None if varied else self._automatic(_value(self.series, "c:idx"), self.count)
        count = points(self.series)
        for index in range(count):
            said = self._said(own[index]) if index in own else None
            found = said or common
            if found is None:
                found = (shared or self._automatic(index, count), CLEAR)
            yield found

    def _said(self, holder: Element) -> tuple[Paint, Paint] | None:
        """What a series or a point itself says of its fill and its outline."""
        properties = find(holder, "c:spPr")
        line = None if properties is None else find(properties, "a:ln")
        fill, edge = fill_in(properties), fill_in(line)
        if tag(self.plot) in _LINES:
            fill, edge = edge, None
        if fill is None:
            return None
        return paint(fill, self.scheme), CLEAR if edge is None else paint(edge, self.scheme)

    @property
    def _varied(self) -> bool:
        """Whether each point has a colour of its own, as slices do."""
        varied = find(self.plot, "c:varyColors")
        by_point = varied is not None and varied.get("val", "1") in _ON
        return by_point and len(find_all(self.plot, "c:ser")) == 1

    def _automatic(self, number: int, total: int) -> Paint:
        """The accent that PowerPoint takes in its usual style, as long as there are enough."""
        colour = self.scheme.named(f"accent{number + 1}") if number < _ACCENTS else None
        if not self.automatic or total > _ACCENTS or colour is None:
            return Paint(unknown="an automatic colour")
        return Paint.solid(colour)


def _labels(plot: Element, series: Element, fills: list[Paint]) -> Iterator[DataLabel]:
    """The labels that a series shows, one for each of its looks."""
    group = _first(series, plot, name="c:dLbls")
    if group is None:
        return
    own = {_value(label, "c:idx"): label for label in find_all(group, "c:dLbl")}
    common = _shows(group, group)
    for fill in dict.fromkeys(f for i, f in enumerate(fills) if i not in own and common):
        yield DataLabel(group, None, _WORDS, _place(plot, group, group), fill)
    for index, label in own.items():
        if index < len(fills) and _shows(label, group):
            yield DataLabel(label, group, _WORDS, _place(plot, label, group), fills[index])


def _shows(label: Element, group: Element) -> bool:
    deleted = find(label, "c:delete")
    if deleted is not None and deleted.get("val", "1") in _ON:
        return False
    said = [e for name in _SHOWS for e in (find(label, name),) if e is not None]
    if not said and label is not group:
        return _shows(group, group)
    return any(element.get("val", "1") in _ON for element in said)


def _place(plot: Element, label: Element, group: Element) -> str:
    """Where a label stands: `inside` its point's shape, `outside`, or `either`."""
    if find(label, "c:layout/c:manualLayout") is not None:
        return "either"
    found = _first(label, group, name="c:dLblPos")
    said = "" if found is None else found.get("val", "")
    kind = tag(plot)
    if kind in _LINES:
        return "outside"
    if kind == "c:doughnutChart" or said in _INSIDE:
        return "inside"
    if said in _OUTSIDE:
        return "outside"
    if kind in _BARS and not said:
        grouping = find(plot, "c:grouping")
        clustered = grouping is None or grouping.get("val", "clustered") == "clustered"
        return "outside" if clustered else "inside"
    return "either"


def _first(*elements: Element, name: str) -> Element | None:
    """The child of that name of the first element that has one."""
    found = (find(element, name) for element in elements)
    return next((child for child in found if child is not None), None)


def _value(element: Element, name: str) -> int:
    found = find(element, name)
    return -1 if found is None else integer(found, "val", -1)


def points(series: Element) -> int:
    """How many points a series has by its cached values; at least one."""
    values = [v for name in ("c:val", "c:yVal") for v in find_all(series, name)]
    numbers = [integer(n, "val") for value in values for n in each(value, "c:ptCount")]
    return max(numbers, default=0) or 1


def _name(series: Element) -> str:
    text = find(series, "c:tx")
    words = [] if text is None else [v.text or "" for v in each(text, "c:v")]
    return words[0] if words else f"series {_value(series, 'c:idx') + 1}"


# Charts: their texts and their marks, with what lies behind each (ECMA-376 part 1, 21.2).
#
# Where a chart does not say how something is painted, PowerPoint's automatic look depends on the
# chart's style and on the program's age; then both of what it may be are taken, or nothing is
# said.


_AXES = ("c:catAx", "c:valAx", "c:dateAx", "c:serAx")

_AUTOMATIC = "nobody says how the chart is filled"

_LIGHT_STYLES = (None, *(str(number) for number in range(1, 33)))


@dataclass(frozen=True, slots=True)
class ChartText:
    """A text of a chart; `part` names where it stands."""

    words: str
    large: bool
    front: Paint
    ground: Paint
    part: str


@dataclass(frozen=True, slots=True)
class DataMark:
    """What shows data: the bars of a series, a slice. `outline` counts for it too."""

    words: str
    fill: Paint
    outline: Paint
    ground: Paint


@dataclass(frozen=True)
class ChartColours:
    """A chart on a slide: its root, what its colours' names mean, and what lies beneath it."""

    root: Element
    scheme: Scheme
    beneath: Paint

    @classmethod
    def of(
        cls, package: Package, slide: Part, plotted: Element, scheme: Scheme, beneath: Paint
    ) -> ChartColours | None:
        """The chart that a `c:chart` names, None where its part is not there."""
        part = package.target(slide, plotted.get(qn("r:id")))
        if part is None:
            return None
        mapping = find(part.root, "c:clrMapOvr")
        return cls(part.root, scheme.overridden(package, part, mapping), beneath)

    @cached_property
    def area(self) -> Paint:
        """The chart area's ground."""
        return self._area(find(self.root, "c:spPr"), self.beneath)

    @cached_property
    def plot(self) -> Paint:
        """The plot area's ground."""
        return self._area(find(self.root, "c:chart/c:plotArea/c:spPr"), self.area)

    def _area(self, properties: Element | None, beneath: Paint) -> Paint:
        own = fill_in(properties)
        if own is not None:
            return paint(own, self.scheme).over(beneath)
        ground = self.scheme.named("bg1")
        return beneath if ground is None else beneath.or_(Paint.solid(ground), _AUTOMATIC)

    @cached_property
    def series(self) -> tuple[PaintedSeries, ...]:
        """The series, in the order of the file."""
        return tuple(all_series(self.root, self.scheme))

    def texts(self) -> Iterator[ChartText]:
        """Titles, axes, legend and data labels."""
        if self._style not in _LIGHT_STYLES:
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
                ground = label.ground(self.plot)
                where = f", at the data labels of `{series.name}`"
                yield from self._element(label.element, label.words, where, ground, label.above)

    @property
    def _style(self) -> str | None:
        style = find(self.root, "c:style")
        return None if style is None else style.get("val")

    def _axis(self, axis: Element) -> Iterator[ChartText]:
        deleted = find(axis, "c:delete")
        if deleted is not None and deleted.get("val", "1") in ("1", "true"):
            return
        title = find(axis, "c:title")
        if title is not None:
            yield from self._element(title, "the axis title", ", in an axis title", self.area)
        place = find(axis, "c:tickLblPos")
        if place is None or place.get("val") != "none":
            yield from self._element(axis, "the axis labels", ", at an axis", self.area)

    def _element(
        self, element: Element, words: str, part: str, ground: Paint, above: Element | None = None
    ) -> Iterator[ChartText]:
        """The text of a part of the chart: what it says itself, else what it shows of the data."""
        own = fill_in(find(element, "c:spPr")) if tag(element) not in _AXES else None
        if own is not None:
            ground = paint(own, self.scheme).over(ground)
        behind = [_defaults(holder) for holder in (element, above, self.root) if holder is not None]
        inherited = tuple(run for run in behind if run is not None)
        rich = find(element, "c:tx/c:rich")
        lines = [] if rich is None else find_all(rich, "a:p")
        said = [run for line in lines for run in _rich(line, inherited)]
        for run in said or [RunView(words, make("a:r"), PropertyLookup((), inherited))]:
            size = run.said_size
            large = size is None or run.is_large
            shown = " ".join(run.text.split())
            yield ChartText(shown[:40], large, lettering(run, self.scheme), ground, part)

    def marks(self) -> Iterator[DataMark]:
        """The bars, slices, areas and lines that show the data, one for each colour."""
        for series in self.series:
            for fill, outline in dict.fromkeys(series.paints):
                yield DataMark(series.name, fill, outline, self.plot)


def _defaults(element: Element) -> Element | None:
    return find(element, "c:txPr/a:p/a:pPr/a:defRPr")


def _rich(line: Element, inherited: tuple[Element, ...]) -> Iterator[RunView]:
    """The runs of rich text; unlike on slides, a paragraph's own defaults count."""
    own = find(line, "a:pPr/a:defRPr")
    defaults = inherited if own is None else (own, *inherited)
    for run in line:
        text = run.findtext(qn("a:t")) if tag(run) in ("a:r", "a:fld") else None
        if text and text.strip():
            yield RunView(
                text, run, PropertyLookup((), defaults).with_own(None, find(run, "a:rPr"))
            )
