"""Writes the axes of a chart (ECMA-376 part 1, 21.2.2.25, 39 and 226).

Categories of horizontal bars run from top to bottom, as they are typed. Bars and areas start at
zero, so that their lengths can be compared. There are no gridlines, and the value axis is visible
only where the data points have no labels, or where something is said of it.
"""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal

from msgspec import Struct, structs

from deckgen.appearance.shapes import Box
from deckgen.content.chart import dates, look, model
from deckgen.content.chart.axis import Axis, limit
from deckgen.content.chart.look import ChartTextProperties, fill
from deckgen.content.chart.model import Plot
from deckgen.opc.xml import Element, make
from deckgen.source import cell_formats
from deckgen.source.cell_formats import GENERAL
from deckgen.textfit import Label

# The end of a hidden value axis, so that labels have room at the ends of bars. PowerPoint ends an
# axis near the largest value, and moves a label that then finds no room onto its bar.


_GAP = 8.0  # points between a bar and its label, and around it
_LEGEND = _TITLE = 28.0  # points high
_MOST = 0.6  # of the plot, for a label
_MOST_NAMES = 0.4  # of the chart, for the names of categories


def _axis_maximum(plot: Plot, box: Box, font: str) -> str:
    """The maximum of the value axis in a chart of this size; "" leaves it to PowerPoint."""
    kind = plot.type
    numbers = {
        (series, point): number.value
        for series, one in enumerate(plot.series)
        for point, value in enumerate(one.values)
        if (number := model.read(value.text)) is not None
    }
    outside = kind.direction and plot.labelled and not kind.stacked
    if not (box.width and box.height):
        return ""
    if not outside or not numbers or min(numbers.values()) < 0 or not max(numbers.values()):
        return ""
    size = look.label_size(plot) / 100
    length = _bar_length(plot, box, Label(font, size))
    label = Label(font, size, bold=True)
    ends = []
    for place, value in numbers.items():
        room = min(_label_room(plot, place, value, label), length * _MOST)
        ends.append(value * Decimal(length / (length - room)))
    return cell_formats.plain(_rounded(max(ends)))


def _bar_length(plot: Plot, box: Box, label: Label) -> float:
    """The length in points that bars can have beside the names of categories."""
    _, _, width, height = box.points
    if plot.type.direction == "bar":
        names = max(label.width(name.text) for name in plot.categories)
        return max(width - min(names + _GAP, width * _MOST_NAMES) - _GAP, 1.0)
    above = _LEGEND * plot.legend + _TITLE * bool(plot.title.text)
    return max(height - above - label.height("") - _GAP, 1.0)


def _label_room(plot: Plot, place: tuple[int, int], value: Decimal, label: Label) -> float:
    """The room that a label takes along its bar, in points."""
    series = plot.series[place[0]]
    if series.labels:
        text = series.labels[place[1]].text
    elif plot.format:
        text = cell_formats.show(value, plot.format)
    else:
        text = series.values[place[1]].text
    along_bar = label.width if plot.type.direction == "bar" else label.height
    return along_bar(text) + _GAP


def _rounded(value: Decimal) -> Decimal:
    """The value rounded up to three significant digits."""
    return value.quantize(Decimal(1).scaleb(value.adjusted() - 2), ROUND_CEILING)


# The axes.


_CATEGORIES, _VALUES = 500_000_001, 500_000_002  # ids are the chart's own, and positive
_AXIS_LINE = 9525  # EMU
_GRID_LINE = "bg2"


def ids() -> list[Element]:
    """The `c:axId` elements by which a plot refers to its axes."""
    return [make("c:axId", {"val": _CATEGORIES}), make("c:axId", {"val": _VALUES})]


def axes(plot: Plot, box: Box, font: str, language: str) -> list[Element]:
    """The axes of a chart in a box (EMU)."""
    writer = _Writer(plot, language, _axis_maximum(plot, box, font))
    return [writer.categories(), writer.values()]


class _Writer(Struct, frozen=True):
    """Writes the axes of a chart; `maximum` is that of a hidden value axis, "" for none."""

    plot: Plot
    language: str
    maximum: str

    @property
    def lying(self) -> bool:
        """Whether bars lie, from the categories at the left to the right."""
        return self.plot.type.direction == "bar"

    def categories(self) -> Element:
        """The axis of the categories, one of dates where they are days."""
        plot, said = self.plot, self.plot.x_axis
        line = make("a:ln", {"w": _AXIS_LINE}, fill("tx1"))
        return make(
            "c:dateAx" if plot.dated else "c:catAx",
            None,
            make("c:axId", {"val": _CATEGORIES}),
            _scaling(said, "maxMin" if self.lying else "minMax"),
            make("c:delete", {"val": 0}),
            make("c:axPos", {"val": "l" if self.lying else "b"}),
            *self._lines_and_title(said, turned=self.lying),
            make("c:numFmt", {"formatCode": said.format or GENERAL, "sourceLinked": 0}),
            *_ticks("low"),
            make("c:spPr", None, make("a:noFill"), line),
            ChartTextProperties(self.language, look.label_size(plot)).body(),
            make("c:crossAx", {"val": _VALUES}),
            make("c:crosses", {"val": "autoZero"}),
            make("c:auto", {"val": 0}),
            *(self._dates() if plot.dated else [make("c:lblAlgn", {"val": "ctr"})]),
            *([] if plot.dated else [make("c:lblOffset", {"val": 100})]),
            *([] if plot.dated else [make("c:noMultiLvlLbl", {"val": 1})]),
        )

    def _dates(self) -> list[Element]:
        """What only an axis of dates has."""
        unit = dates.base_unit([one.text for one in self.plot.categories])
        found = [make("c:lblOffset", {"val": 100}), make("c:baseTimeUnit", {"val": unit})]
        period = dates.Period.of(self.plot.x_axis.unit)
        if period is not None:
            found.append(make("c:majorUnit", {"val": period.count}))
            found.append(make("c:majorTimeUnit", {"val": period.unit}))
        return found

    def values(self) -> Element:
        """The axis of the values."""
        plot, said = self.plot, self.plot.y_axis
        shown = plot.shows_values
        ends = said if shown else structs.replace(said, maximum=self.maximum)
        if plot.starts_at_zero and not ends.minimum:
            ends = structs.replace(ends, minimum="0")
        default = "0%" if plot.type.shares else plot.format
        code = said.format or default
        between = "midCat" if plot.type.element == "c:areaChart" else "between"
        return make(
            "c:valAx",
            None,
            make("c:axId", {"val": _VALUES}),
            _scaling(ends, "minMax"),
            make("c:delete", {"val": int(not shown)}),
            make("c:axPos", {"val": "b" if self.lying else "l"}),
            *self._lines_and_title(said, turned=not self.lying),
            make(
                "c:numFmt",
                {"formatCode": code or plot.series[0].code, "sourceLinked": int(not code)},
            ),
            *_ticks("nextTo"),
            make("c:spPr", None, make("a:noFill"), make("a:ln", None, make("a:noFill"))),
            ChartTextProperties(self.language).body(),
            make("c:crossAx", {"val": _CATEGORIES}),
            make("c:crosses", {"val": "max" if self.lying else "autoZero"}),
            make("c:crossBetween", {"val": between}),
            *([make("c:majorUnit", {"val": said.unit})] if said.unit else []),
        )

    def _lines_and_title(self, said: Axis, *, turned: bool) -> list[Element]:
        """The gridlines and the title of an axis; `turned` for one that reads from below."""
        found = []
        if said.gridlines:
            line = make("a:ln", {"w": _AXIS_LINE}, fill(_GRID_LINE))
            found.append(make("c:majorGridlines", None, make("c:spPr", None, line)))
        if said.title.text:
            found.append(title(said.title.text, ChartTextProperties(self.language), turned=turned))
        return found


def title(text: str, formatting: ChartTextProperties, *, turned: bool = False) -> Element:
    """The `c:title` of a chart or an axis."""
    rich = formatting.rich(*formatting.lines(text), turned=turned)
    return make("c:title", None, rich, make("c:overlay", {"val": 0}))


def _scaling(said: Axis, orientation: str) -> Element:
    scaling = make("c:scaling", None, make("c:orientation", {"val": orientation}))
    for name, end in (("c:max", said.maximum), ("c:min", said.minimum)):
        if end:
            scaling.append(make(name, {"val": cell_formats.plain(limit(end))}))
    return scaling


def _ticks(labels: str) -> list[Element]:
    return [
        make("c:majorTickMark", {"val": "none"}),
        make("c:minorTickMark", {"val": "none"}),
        make("c:tickLblPos", {"val": labels}),
    ]
