"""Writes the axes of a chart (ECMA-376 part 1, 21.2.2.25, 39 and 226).

Categories of horizontal bars run from top to bottom, as they are typed. Bars and areas start at
zero, so that their lengths can be compared. There are no gridlines, and the value axis is visible
only where the data points have no labels, or where something is said of it. An axis without labels
is deleted unless it has a title or a scale.
"""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal

from msgspec import Struct, structs

from deckgen.appearance.shapes import Box
from deckgen.content.chart import dates, look, model
from deckgen.content.chart.axis import PLAIN, Axis, limit
from deckgen.content.chart.look import ChartTextProperties, fill
from deckgen.content.chart.model import Plot
from deckgen.opc.xml import markup
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
_SECOND = 2  # is added to them
_AXIS_LINE = 9525  # EMU
_GRID_LINE = 20_000  # of the text's colour that shows, in thousandths of a percent


def ids(*, second: bool = False) -> list[str]:
    """The `c:axId` elements by which a plot refers to its axes."""
    return [markup("c:axId", {"val": axis + _SECOND * second}) for axis in (_CATEGORIES, _VALUES)]


def axes(plot: Plot, box: Box, font: str, language: str) -> list[str]:
    """The axes of a chart in a box (EMU)."""
    maximum = "" if plot.combined or plot.shows_values else _axis_maximum(plot, box, font)
    writer = _Writer(plot, language)
    code = "0%" if plot.type.shares else plot.format
    first = next(one for one in plot.series if one.name.text not in plot.second)
    found = [writer.across(), writer.values(plot.y_axis, maximum, code or "", first.code)]
    if plot.second:
        other = next(one for one in plot.series if one.name.text in plot.second)
        found += [
            writer.hidden_categories(),
            writer.values(plot.second_y_axis, "", plot.format, other.code, second=True),
        ]
    return found


class _Writer(Struct, frozen=True):
    """Writes the axes of a chart."""

    plot: Plot
    language: str

    @property
    def lying(self) -> bool:
        """Whether bars lie, from the categories at the left to the right."""
        return self.plot.type.direction == "bar"

    def across(self) -> str:
        """The axis of the categories: of texts, of days, or of numbers."""
        plot, said = self.plot, self.plot.x_axis
        name = "c:dateAx" if plot.dated else "c:valAx" if plot.type.is_points else "c:catAx"
        code = said.format or GENERAL
        linked = plot.type.is_points and not said.format
        if linked:
            code = model.common_code(tuple(one.text for one in plot.categories))
        lines = True if plot.type.is_radar else said.gridlines
        line = markup("a:ln", {"w": _AXIS_LINE}, fill("tx1"))
        return markup(
            name,
            None,
            markup("c:axId", {"val": _CATEGORIES}),
            _scaling(said, "maxMin" if self.lying else "minMax"),
            markup("c:delete", {"val": int(said.is_hidden)}),
            markup("c:axPos", {"val": "l" if self.lying else "b"}),
            *self._lines_and_title(structs.replace(said, gridlines=lines), turned=self.lying),
            markup("c:numFmt", {"formatCode": code, "sourceLinked": int(linked)}),
            *_ticks("low", said),
            markup("c:spPr", None, markup("a:noFill"), line),
            ChartTextProperties(self.language, look.label_size(plot)).body(),
            markup("c:crossAx", {"val": _VALUES}),
            markup("c:crosses", {"val": "autoZero"}),
            *self._of_kind(name),
        )

    def _of_kind(self, name: str) -> list[str]:
        """What only axes of texts, of days, or of numbers have."""
        said = self.plot.x_axis
        if name == "c:valAx":
            unit = [markup("c:majorUnit", {"val": said.unit})] if said.unit else []
            return [markup("c:crossBetween", {"val": "midCat"}), *unit]
        automatic, offset = markup("c:auto", {"val": 0}), markup("c:lblOffset", {"val": 100})
        if name == "c:catAx":
            aligned = markup("c:lblAlgn", {"val": "ctr"})
            return [automatic, aligned, offset, markup("c:noMultiLvlLbl", {"val": 1})]
        finest = dates.base_unit([one.text for one in self.plot.categories])
        found = [automatic, offset, markup("c:baseTimeUnit", {"val": finest})]
        period = dates.Period.of(said.unit)
        if period is not None:
            found.append(markup("c:majorUnit", {"val": period.count}))
            found.append(markup("c:majorTimeUnit", {"val": period.unit}))
        return found

    def hidden_categories(self) -> str:
        """The second axis of categories, which the first one shows."""
        name = "c:dateAx" if self.plot.dated else "c:catAx"
        return markup(
            name,
            None,
            markup("c:axId", {"val": _CATEGORIES + _SECOND}),
            _scaling(self.plot.x_axis, "minMax"),
            markup("c:delete", {"val": 1}),
            markup("c:axPos", {"val": "b"}),
            *_ticks("nextTo", PLAIN),
            markup("c:crossAx", {"val": _VALUES + _SECOND}),
            markup("c:crosses", {"val": "autoZero"}),
            *self._of_kind(name),
        )

    def values(
        self, said: Axis, maximum: str, format_code: str, typed: str, *, second: bool = False
    ) -> str:
        """An axis of values, with what is said of it, and the maximum of a hidden one.

        `format_code` is its number format where it has none, "" for `typed`, that of the cells.
        """
        kind, code = self.plot.type, said.format or format_code
        ends = structs.replace(said, maximum=said.maximum or maximum)
        if self.plot.starts_at_zero(second=second) and not ends.minimum:
            ends = structs.replace(ends, minimum="0")
        lines = kind.is_radar if said.gridlines is None else said.gridlines
        crossing = "max" if self.lying or second else "autoZero"
        middle = kind.element == "c:areaChart" or kind.is_points
        shown = self.plot.shows_second if second else self.plot.shows_values
        return markup(
            "c:valAx",
            None,
            markup("c:axId", {"val": _VALUES + _SECOND * second}),
            _scaling(ends, "minMax"),
            markup("c:delete", {"val": int(said.is_hidden or not shown)}),
            markup("c:axPos", {"val": "b" if self.lying else "r" if second else "l"}),
            *self._lines_and_title(structs.replace(said, gridlines=lines), turned=not self.lying),
            markup("c:numFmt", {"formatCode": code or typed, "sourceLinked": int(not code)}),
            *_ticks("low" if kind.is_points else "nextTo", said),
            markup("c:spPr", None, markup("a:noFill"), markup("a:ln", None, markup("a:noFill"))),
            ChartTextProperties(self.language).body(),
            markup("c:crossAx", {"val": _CATEGORIES + _SECOND * second}),
            markup("c:crosses", {"val": crossing}),
            markup("c:crossBetween", {"val": "midCat" if middle else "between"}),
            *([markup("c:majorUnit", {"val": said.unit})] if said.unit else []),
        )

    def _lines_and_title(self, said: Axis, *, turned: bool) -> list[str]:
        """The gridlines and the title of an axis; `turned` for one that reads from below."""
        found = []
        if said.gridlines:
            pale = fill("tx1", markup("a:alpha", {"val": _GRID_LINE}))
            line = markup("a:ln", {"w": _AXIS_LINE}, pale)
            found.append(markup("c:majorGridlines", None, markup("c:spPr", None, line)))
        if said.title.text:
            found.append(title(said.title.text, ChartTextProperties(self.language), turned=turned))
        return found


def title(text: str, formatting: ChartTextProperties, *, turned: bool = False) -> str:
    """The `c:title` of a chart or an axis."""
    rich = formatting.rich(*formatting.lines(text), turned=turned)
    return markup("c:title", None, rich, markup("c:overlay", {"val": 0}))


def _scaling(said: Axis, orientation: str) -> str:
    parts = [markup("c:orientation", {"val": orientation})]
    for name, end in (("c:max", said.maximum), ("c:min", said.minimum)):
        if end:
            parts.append(markup(name, {"val": cell_formats.plain(limit(end))}))
    return markup("c:scaling", None, *parts)


def _ticks(place: str, said: Axis) -> list[str]:
    """The marks of an axis, and the place of its labels."""
    return [
        markup("c:majorTickMark", {"val": "none"}),
        markup("c:minorTickMark", {"val": "none"}),
        markup("c:tickLblPos", {"val": "none" if said.labels is False else place}),
    ]
