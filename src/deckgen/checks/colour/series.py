"""The series of a chart: how each point is painted, and where its label stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from deckgen.checks.colour.fills import fill_in, paint
from deckgen.checks.colour.paint import CLEAR, Paint
from deckgen.checks.colour.scheme import Scheme
from deckgen.ooxml import Element, each, find, find_all, integer, tag

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
class Label:
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
class Series:
    """A series: its name, what paints each point and its outline, and the labels it shows."""

    name: str
    plot: Element
    element: Element
    paints: tuple[tuple[Paint, Paint], ...]
    labels: tuple[Label, ...]


def all_series(root: Element, scheme: Scheme) -> Iterator[Series]:
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
            yield Series(_name(element), plot, element, paints, labels)


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


def _labels(plot: Element, series: Element, fills: list[Paint]) -> Iterator[Label]:
    """The labels that a series shows, one for each of its looks."""
    group = _first(series, plot, name="c:dLbls")
    if group is None:
        return
    own = {_value(label, "c:idx"): label for label in find_all(group, "c:dLbl")}
    common = _shows(group, group)
    for fill in dict.fromkeys(f for i, f in enumerate(fills) if i not in own and common):
        yield Label(group, None, _WORDS, _place(plot, group, group), fill)
    for index, label in own.items():
        if index < len(fills) and _shows(label, group):
            yield Label(label, group, _WORDS, _place(plot, label, group), fills[index])


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
