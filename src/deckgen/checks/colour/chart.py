"""Charts: their texts and their marks, with what lies behind each (ECMA-376 part 1, 21.2).

Where a chart does not say how something is painted, PowerPoint's automatic look depends on the
chart's style and on the program's age; then both of what it may be are taken, or nothing is said.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from deckgen.checks.colour.fills import fill_in, paint
from deckgen.checks.colour.lettering import lettering
from deckgen.checks.colour.paint import Paint
from deckgen.checks.colour.scheme import Scheme
from deckgen.checks.colour.series import Series, all_series
from deckgen.checks.text import RunView
from deckgen.fit.chain import Chain
from deckgen.ooxml import Element, each, find, find_all, make, qn, tag
from deckgen.opc import Package, Part

_AXES = ("c:catAx", "c:valAx", "c:dateAx", "c:serAx")
_AUTOMATIC = "nobody says how the chart is filled"
_LIGHT_STYLES = (None, *(str(number) for number in range(1, 33)))


@dataclass(frozen=True, slots=True)
class Text:
    """A text of a chart; `part` names where it stands."""

    words: str
    large: bool
    front: Paint
    ground: Paint
    part: str


@dataclass(frozen=True, slots=True)
class Mark:
    """What shows data: the bars of a series, a slice. `outline` counts for it too."""

    words: str
    fill: Paint
    outline: Paint
    ground: Paint


@dataclass(frozen=True)
class Chart:
    """A chart on a slide: its root, what its colours' names mean, and what lies beneath it."""

    root: Element
    scheme: Scheme
    beneath: Paint

    @classmethod
    def of(
        cls, package: Package, slide: Part, plotted: Element, scheme: Scheme, beneath: Paint
    ) -> Chart | None:
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
    def series(self) -> tuple[Series, ...]:
        """The series, in the order of the file."""
        return tuple(all_series(self.root, self.scheme))

    def texts(self) -> Iterator[Text]:
        """Titles, axes, legend and data labels."""
        if self._style not in _LIGHT_STYLES:
            unknown = Paint(unknown="a dark chart style")
            yield Text("chart", True, unknown, unknown, "")
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

    def _axis(self, axis: Element) -> Iterator[Text]:
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
    ) -> Iterator[Text]:
        """The text of a part of the chart: what it says itself, else what it shows of the data."""
        own = fill_in(find(element, "c:spPr")) if tag(element) not in _AXES else None
        if own is not None:
            ground = paint(own, self.scheme).over(ground)
        behind = [_defaults(holder) for holder in (element, above, self.root) if holder is not None]
        inherited = tuple(run for run in behind if run is not None)
        rich = find(element, "c:tx/c:rich")
        lines = [] if rich is None else find_all(rich, "a:p")
        said = [run for line in lines for run in _rich(line, inherited)]
        for run in said or [RunView(words, make("a:r"), Chain((), inherited))]:
            size = run.said_size
            large = size is None or run.is_large
            shown = " ".join(run.text.split())
            yield Text(shown[:40], large, lettering(run, self.scheme), ground, part)

    def marks(self) -> Iterator[Mark]:
        """The bars, slices, areas and lines that show the data, one for each colour."""
        for series in self.series:
            for fill, outline in dict.fromkeys(series.paints):
                yield Mark(series.name, fill, outline, self.plot)


def _defaults(element: Element) -> Element | None:
    return find(element, "c:txPr/a:p/a:pPr/a:defRPr")


def _rich(line: Element, inherited: tuple[Element, ...]) -> Iterator[RunView]:
    """The runs of rich text; unlike on slides, a paragraph's own defaults count."""
    own = find(line, "a:pPr/a:defRPr")
    defaults = inherited if own is None else (own, *inherited)
    for run in line:
        text = run.findtext(qn("a:t")) if tag(run) in ("a:r", "a:fld") else None
        if text and text.strip():
            yield RunView(text, run, Chain((), defaults).under(None, find(run, "a:rPr")))
