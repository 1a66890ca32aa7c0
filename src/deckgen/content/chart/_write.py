"""Writes a chart as DrawingML (ECMA-376 part 1, 21.2): the XML of its chart part.

Colours and fonts are the theme's. There are no gridlines, and the value axis is visible only
where the data points have no labels.
"""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal

from deckgen.appearance.shapes import Box
from deckgen.content import Page
from deckgen.content.chart import look, model
from deckgen.content.chart._workbook import Columns
from deckgen.content.chart.look import ChartTextProperties, fill
from deckgen.content.chart.model import Plot, Series
from deckgen.opc import xml
from deckgen.opc.xml import Element, make, textual
from deckgen.richtext import Run
from deckgen.source import cell_formats
from deckgen.textfit import Label, unbound_text

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


# Axes (ECMA-376 part 1, 21.2.2.25 and 21.2.2.226). Categories of horizontal bars run from top to
# bottom, as they are typed. Bars and areas start at zero, so that their lengths can be compared.


_CATEGORIES, _VALUES = 500_000_001, 500_000_002  # ids are the chart's own, and positive
_AXIS_LINE = 9525  # EMU


def _axis_ids() -> list[Element]:
    """The `c:axId` elements by which a plot refers to its axes."""
    return [make("c:axId", {"val": _CATEGORIES}), make("c:axId", {"val": _VALUES})]


def _axes(plot: Plot, box: Box, font: str, language: str) -> list[Element]:
    """The category axis and the value axis of a chart in a box (EMU)."""
    maximum = _axis_maximum(plot, box, font)
    return [_category_axis(plot, language), _value_axis(plot, maximum, language)]


def _category_axis(plot: Plot, language: str) -> Element:
    horizontal = plot.type.direction == "bar"
    line = make("a:ln", {"w": _AXIS_LINE}, fill("tx1"))
    return make(
        "c:catAx",
        None,
        make("c:axId", {"val": _CATEGORIES}),
        make(
            "c:scaling", None, make("c:orientation", {"val": "maxMin" if horizontal else "minMax"})
        ),
        make("c:delete", {"val": 0}),
        make("c:axPos", {"val": "l" if horizontal else "b"}),
        make("c:numFmt", {"formatCode": cell_formats.GENERAL, "sourceLinked": 0}),
        *_ticks("low"),
        make("c:spPr", None, make("a:noFill"), line),
        ChartTextProperties(language, look.label_size(plot)).body(),
        make("c:crossAx", {"val": _VALUES}),
        make("c:crosses", {"val": "autoZero"}),
        make("c:auto", {"val": 0}),
        make("c:lblAlgn", {"val": "ctr"}),
        make("c:lblOffset", {"val": 100}),
        make("c:noMultiLvlLbl", {"val": 1}),
    )


def _value_axis(plot: Plot, maximum: str, language: str) -> Element:
    kind = plot.type
    horizontal = kind.direction == "bar"
    scaling = make("c:scaling", None, make("c:orientation", {"val": "minMax"}))
    if maximum:
        scaling.append(make("c:max", {"val": maximum}))
    if kind.element != "c:lineChart" and not _negative(plot):
        scaling.append(make("c:min", {"val": 0}))
    share = kind.grouping == "percentStacked"
    code = "0%" if share else plot.format or plot.series[0].code
    return make(
        "c:valAx",
        None,
        make("c:axId", {"val": _VALUES}),
        scaling,
        make("c:delete", {"val": int(plot.labelled)}),
        make("c:axPos", {"val": "b" if horizontal else "l"}),
        make("c:numFmt", {"formatCode": code, "sourceLinked": int(not plot.format and not share)}),
        *_ticks("nextTo"),
        make("c:spPr", None, make("a:noFill"), make("a:ln", None, make("a:noFill"))),
        ChartTextProperties(language).body(),
        make("c:crossAx", {"val": _CATEGORIES}),
        make("c:crosses", {"val": "max" if horizontal else "autoZero"}),
        make("c:crossBetween", {"val": "midCat" if kind.element == "c:areaChart" else "between"}),
    )


def _ticks(labels: str) -> list[Element]:
    return [
        make("c:majorTickMark", {"val": "none"}),
        make("c:minorTickMark", {"val": "none"}),
        make("c:tickLblPos", {"val": labels}),
    ]


def _negative(plot: Plot) -> bool:
    numbers = (model.read(v.text) for one in plot.series for v in one.values)
    return any(number is not None and number.value < 0 for number in numbers)


# Data labels (ECMA-376 part 1, 21.2.2.49). A label with a text of its own is a field that shows a
# cell of the workbook (`CELLRANGE`, in Microsoft's 2012 extension), so that it follows edits there.


# Microsoft's [MS-ODRAWXML] 2.24.3: extensions of data labels and of series.
_LABEL_EXTENSION = "{CE6537A1-D6FC-4f65-9D91-7224C49458BB}"
_SERIES_EXTENSION = "{02D57815-91ED-43cb-92C2-25804820EDAC}"
_CELL_RANGE = "CELLRANGE"


def _labels(plot: Plot, index: int, language: str) -> Element:
    """The `c:dLbls` of a series."""
    series = plot.series[index]
    formatting = ChartTextProperties(language, look.label_size(plot), _color(plot), bold=True)
    code = plot.format or series.code
    linked = not plot.format
    labels = make("c:dLbls")
    if series.labels:
        labels.extend(
            _own_label(plot, formatting, label.text, (index, point))
            for point, label in enumerate(series.labels)
        )
    elif plot.labelled and linked:
        labels.extend(_differing_labels(plot, formatting, series, code))
    labels.extend(_value_label(plot, formatting, code, linked=linked))
    labels.extend(_shown(values=plot.labelled))
    if plot.type.is_pie:
        labels.append(make("c:showLeaderLines", {"val": 0}))
    return labels


def _differing_labels(
    plot: Plot, formatting: ChartTextProperties, series: Series, common: str
) -> list[Element]:
    """Labels of values that do not show as typed under the number format of their series."""
    labels = []
    for point, value in enumerate(series.values):
        number = model.read(value.text)
        code = common if number is None else model.code_of(number, value.text, common)
        if code != common:
            place = make("c:idx", {"val": point})
            parts = (*_value_label(plot, formatting, code, linked=False), *_shown(values=True))
            labels.append(make("c:dLbl", None, place, *parts))
    return labels


def _value_label(
    plot: Plot, formatting: ChartTextProperties, code: str, *, linked: bool
) -> list[Element]:
    """The formatting of values as labels: number format, shape, text and position."""
    return [
        make("c:numFmt", {"formatCode": code, "sourceLinked": int(linked)}),
        make("c:spPr", None, make("a:noFill"), make("a:ln", None, make("a:noFill"))),
        formatting.body(),
        *_position(plot),
    ]


def _label_range(series: Series, reference: str) -> Element:
    """The extension of a series that refers to the cells of its labels."""
    cache = make("c15:dlblRangeCache", None, make("c:ptCount", {"val": len(series.labels)}))
    cache.extend(
        make("c:pt", {"idx": index}, textual("c:v", label.text))
        for index, label in enumerate(series.labels)
        if label.text
    )
    cells = make("c15:datalabelsRange", None, textual("c15:f", reference), cache)
    return make("c:extLst", None, make("c:ext", {"uri": _SERIES_EXTENSION}, cells))


def _own_label(
    plot: Plot, formatting: ChartTextProperties, text: str, place: tuple[int, int]
) -> Element:
    number = make("c:idx", {"val": place[1]})
    if not text:
        return make("c:dLbl", None, number, make("c:delete", {"val": 1}))
    lines = formatting.lines(text) if "\n" in text else [_field(formatting, text, place)]
    wrap, along = "none" if len(lines) > 1 else None, plot.type.direction == "bar"
    ranged = make("c15:showDataLabelsRange", {"val": 1})
    extension = make("c:ext", {"uri": _LABEL_EXTENSION}, ranged)
    return make(
        "c:dLbl",
        None,
        number,
        formatting.rich(*lines, wrap=wrap, align="l" if wrap and along else None),
        *_position(plot),
        *_shown(values=True),
        make("c:extLst", None, extension),
    )


def _field(formatting: ChartTextProperties, text: str, place: tuple[int, int]) -> Element:
    name = "{" + "5F0C7A30-{:04X}-4000-8000-{:012X}".format(*place) + "}"
    return make(
        "a:fld",
        {"id": name, "type": _CELL_RANGE},
        formatting.properties("a:rPr"),
        make("a:pPr"),
        textual("a:t", text),
    )


def _shown(*, values: bool) -> list[Element]:
    return [
        make("c:showLegendKey", {"val": 0}),
        make("c:showVal", {"val": int(values)}),
        make("c:showCatName", {"val": 0}),
        make("c:showSerName", {"val": 0}),
        make("c:showPercent", {"val": 0}),
        make("c:showBubbleSize", {"val": 0}),
    ]


def _position(plot: Plot) -> list[Element]:
    """The position of labels; those of doughnuts and areas are fixed and have no element."""
    kind = plot.type
    if kind.element in ("c:doughnutChart", "c:areaChart"):
        return []
    place = "t" if kind.element == "c:lineChart" else "ctr" if kind.stacked else "outEnd"
    return [make("c:dLblPos", {"val": place})]


def _color(plot: Plot) -> str:
    """The colour of labels: the background's inside of shapes, the text's outside."""
    inside = plot.type.stacked or plot.type.element == "c:doughnutChart"
    return "bg1" if inside else "tx1"


# The whole chart.


CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_SERIES_LINE = 28575  # EMU: 2.25 points
_BORDER_LINE = 12700  # EMU


def chart_space(plot: Plot, box: Box, page: Page, workbook: str) -> Element:
    """The `c:chartSpace` of a chart in a box (EMU), for its chart part.

    `page` is the slide that shows it, `workbook` the id of the part's relationship to the workbook.
    """
    language, font = page.language, unbound_text(page.part, page.package).fonts().minor
    space = xml.root("c:chartSpace", "c", "a", "r")
    external = make("c:externalData", {"r:id": workbook}, make("c:autoUpdate", {"val": 0}))
    space.extend(
        [
            make("c:date1904", {"val": 0}),
            make("c:lang", {"val": language}),
            make("c:roundedCorners", {"val": 0}),
            _chart(plot, box, font, language),
            make("c:spPr", None, make("a:noFill"), make("a:ln", None, make("a:noFill"))),
            ChartTextProperties(language).body(),
            external,
        ]
    )
    return space


def _chart(plot: Plot, box: Box, font: str, language: str) -> Element:
    chart = make("c:chart")
    if plot.title.text:
        formatting = ChartTextProperties(language, 1600, bold=True)
        rich = formatting.rich(*formatting.lines(plot.title.text))
        chart.append(make("c:title", None, rich, make("c:overlay", {"val": 0})))
    chart.append(make("c:autoTitleDeleted", {"val": int(not plot.title.text)}))
    chart.append(make("c:plotArea", None, make("c:layout"), *_plot_area(plot, box, font, language)))
    if plot.legend:
        chart.append(
            make(
                "c:legend",
                None,
                make("c:legendPos", {"val": "r" if plot.type.is_pie else "t"}),
                make("c:overlay", {"val": 0}),
                ChartTextProperties(language).body(),
            )
        )
    chart.append(make("c:plotVisOnly", {"val": 1}))
    chart.append(make("c:dispBlanksAs", {"val": "gap"}))
    return chart


def _plot_area(plot: Plot, box: Box, font: str, language: str) -> list[Element]:
    kind = plot.type
    element = make(kind.element)
    if kind.direction:
        element.append(make("c:barDir", {"val": kind.direction}))
    if kind.grouping:
        element.append(make("c:grouping", {"val": kind.grouping}))
    element.append(make("c:varyColors", {"val": int(kind.is_pie)}))
    columns = Columns(len(plot.series), len(plot.categories))
    element.extend(_series(plot, index, columns, language) for index in range(len(plot.series)))
    if kind.direction:
        element.append(make("c:gapWidth", {"val": plot.gap}))
        element.append(make("c:overlap", {"val": plot.overlap}))
    elif kind.element == "c:lineChart":
        element.append(make("c:marker", {"val": 1}))
    elif kind.is_pie:
        element.append(make("c:firstSliceAng", {"val": 0}))
        if kind.element == "c:doughnutChart":
            element.append(make("c:holeSize", {"val": look.HOLE}))
    if kind.is_pie:
        return [element]
    element.extend(_axis_ids())
    return [element, *_axes(plot, box, font, language)]


def _series(plot: Plot, index: int, columns: Columns, language: str) -> Element:
    kind, series = plot.type, plot.series[index]
    element = make("c:ser", None, make("c:idx", {"val": index}), make("c:order", {"val": index}))
    cells = _texts("c:strRef", columns.name(index), (series.name,))
    element.append(make("c:tx", None, cells))
    if not kind.is_pie:
        element.append(_shape(plot, plot.colors[index]))
    if kind.direction:
        element.append(make("c:invertIfNegative", {"val": 0}))
    if kind.element == "c:lineChart":
        element.append(_marker(plot.colors[index]))
    element.extend(_points(plot))
    element.append(_labels(plot, index, language))
    element.append(make("c:cat", None, _texts("c:strRef", columns.categories(), plot.categories)))
    element.append(make("c:val", None, _numbers(columns.values(index), series)))
    if kind.element == "c:lineChart":
        element.append(make("c:smooth", {"val": 0}))
    if series.labels:
        element.append(_label_range(series, columns.labels(index)))
    return element


def _shape(plot: Plot, color: str) -> Element:
    if plot.type.element != "c:lineChart":
        return make("c:spPr", None, fill(color), make("a:ln", None, make("a:noFill")))
    line = make("a:ln", {"w": _SERIES_LINE, "cap": "rnd"}, fill(color), make("a:round"))
    return make("c:spPr", None, line)


def _marker(color: str) -> Element:
    shape = make("c:spPr", None, fill(color), make("a:ln", None, make("a:noFill")))
    size = make("c:size", {"val": 7})
    return make("c:marker", None, make("c:symbol", {"val": "circle"}), size, shape)


def _points(plot: Plot) -> list[Element]:
    """The `c:dPt` of points that differ from their series: slices and highlighted bars."""
    if plot.type.is_pie:
        return [
            make(
                "c:dPt",
                None,
                make("c:idx", {"val": index}),
                make("c:bubble3D", {"val": 0}),
                make("c:spPr", None, fill(color), _border()),
            )
            for index, color in enumerate(plot.colors)
        ]
    return [
        make(
            "c:dPt",
            None,
            make("c:idx", {"val": index}),
            make("c:invertIfNegative", {"val": 0}),
            make("c:bubble3D", {"val": 0}),
            _shape(plot, look.HIGHLIGHT),
        )
        for index, category in enumerate(plot.categories)
        if category.text in plot.highlight
    ]


def _border() -> Element:
    """The line that separates a slice from the next one."""
    return make("a:ln", {"w": _BORDER_LINE}, fill("bg1"))


def _texts(name: str, reference: str, texts: tuple[Run, ...]) -> Element:
    """A reference to cells with text, with a cache of them."""
    cache = make("c:strCache", None, make("c:ptCount", {"val": len(texts)}))
    cache.extend(
        make("c:pt", {"idx": index}, textual("c:v", run.text))
        for index, run in enumerate(texts)
        if run.text
    )
    return make(name, None, textual("c:f", reference), cache)


def _numbers(reference: str, series: Series) -> Element:
    """A reference to cells with numbers, with a cache of them."""
    common = series.code
    cache = make("c:numCache", None, textual("c:formatCode", common))
    cache.append(make("c:ptCount", {"val": len(series.values)}))
    for index, value in enumerate(series.values):
        number = model.read(value.text)
        if number is not None:
            code = model.code_of(number, value.text, common)
            own = code if code != common else None
            point = make("c:pt", {"idx": index, "formatCode": own})
            point.append(textual("c:v", cell_formats.plain(number.value)))
            cache.append(point)
    return make("c:numRef", None, textual("c:f", reference), cache)
