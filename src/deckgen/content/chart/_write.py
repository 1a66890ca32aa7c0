"""Writes a chart as DrawingML (ECMA-376 part 1, 21.2): the XML of its chart part.

Colours and fonts are the theme's.
"""

from __future__ import annotations

from deckgen.appearance.shapes import Box
from deckgen.content import Page
from deckgen.content.chart import _axes as axes
from deckgen.content.chart import dates, look, model
from deckgen.content.chart._workbook import Columns
from deckgen.content.chart.look import ChartTextProperties, fill
from deckgen.content.chart.model import ChartType, Plot, Series
from deckgen.opc import xml
from deckgen.opc.xml import Element, make, textual
from deckgen.richtext import Run
from deckgen.source import cell_formats
from deckgen.textfit import unbound_text

# Data labels (ECMA-376 part 1, 21.2.2.49). A label with a text of its own is a field that shows a
# cell of the workbook (`CELLRANGE`, in Microsoft's 2012 extension), so that it follows edits there.


# Microsoft's [MS-ODRAWXML] 2.24.3: extensions of data labels and of series.
_LABEL_EXTENSION = "{CE6537A1-D6FC-4f65-9D91-7224C49458BB}"
_SERIES_EXTENSION = "{02D57815-91ED-43cb-92C2-25804820EDAC}"
_CELL_RANGE = "CELLRANGE"


def _labels(plot: Plot, index: int, language: str) -> Element:
    """The `c:dLbls` of a series."""
    series = plot.series[index]
    kind = plot.series_type(index)
    formatting = ChartTextProperties(language, look.label_size(plot), _color(kind), bold=True)
    code = plot.format or series.code
    linked = not plot.format
    labels = make("c:dLbls")
    if series.labels:
        labels.extend(
            _own_label(kind, formatting, label.text, (index, point))
            for point, label in enumerate(series.labels)
        )
    elif plot.labelled and linked:
        labels.extend(_differing_labels(kind, formatting, series, code))
    labels.extend(_value_label(kind, formatting, code, linked=linked))
    labels.extend(_shown(values=plot.labelled))
    if plot.type.is_pie:
        labels.append(make("c:showLeaderLines", {"val": 0}))
    return labels


def _differing_labels(
    kind: ChartType, formatting: ChartTextProperties, series: Series, common: str
) -> list[Element]:
    """Labels of values that do not show as typed under the number format of their series."""
    labels = []
    for point, value in enumerate(series.values):
        number = model.read(value.text)
        code = common if number is None else model.code_of(number, value.text, common)
        if code != common:
            place = make("c:idx", {"val": point})
            parts = (*_value_label(kind, formatting, code, linked=False), *_shown(values=True))
            labels.append(make("c:dLbl", None, place, *parts))
    return labels


def _value_label(
    kind: ChartType, formatting: ChartTextProperties, code: str, *, linked: bool
) -> list[Element]:
    """The formatting of values as labels: number format, shape, text and position."""
    return [
        make("c:numFmt", {"formatCode": code, "sourceLinked": int(linked)}),
        make("c:spPr", None, make("a:noFill"), make("a:ln", None, make("a:noFill"))),
        formatting.body(),
        *_position(kind),
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
    kind: ChartType, formatting: ChartTextProperties, text: str, place: tuple[int, int]
) -> Element:
    number = make("c:idx", {"val": place[1]})
    if not text:
        return make("c:dLbl", None, number, make("c:delete", {"val": 1}))
    lines = formatting.lines(text) if "\n" in text else [_field(formatting, text, place)]
    wrap, along = "none" if len(lines) > 1 else None, kind.direction == "bar"
    ranged = make("c15:showDataLabelsRange", {"val": 1})
    extension = make("c:ext", {"uri": _LABEL_EXTENSION}, ranged)
    return make(
        "c:dLbl",
        None,
        number,
        formatting.rich(*lines, wrap=wrap, align="l" if wrap and along else None),
        *_position(kind),
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


_PLACES = {"c:lineChart": "t", "c:scatterChart": "t", "c:bubbleChart": "r"}


def _position(kind: ChartType) -> list[Element]:
    """The position of labels; those of doughnuts and areas are fixed and have no element."""
    if kind.element in ("c:doughnutChart", "c:areaChart"):
        return []
    place = _PLACES.get(kind.element, "ctr" if kind.stacked else "outEnd")
    return [make("c:dLblPos", {"val": place})]


def _color(kind: ChartType) -> str:
    """The colour of labels: the background's inside of shapes, the text's outside."""
    inside = kind.stacked or kind.element == "c:doughnutChart"
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
        chart.append(axes.title(plot.title.text, formatting))
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
    """The plots and their axes: columns, lines in front of them, then those on a second axis."""
    width = 2 if plot.type.is_bubbles else 1
    columns = Columns(len(plot.series), len(plot.categories), width)
    found: dict[tuple[bool, bool], Element] = {}
    for second in (False, True):
        for is_line in (False, True):
            chosen = [
                index
                for index, one in enumerate(plot.series)
                if (one.name.text in plot.second, one.name.text in plot.line) == (second, is_line)
            ]
            if chosen:
                found[second, is_line] = _plot(plot, chosen, columns, language)
    for (second, _), element in found.items():
        element.extend([] if plot.type.is_pie else axes.ids(second=second))
    drawn = [] if plot.type.is_pie else axes.axes(plot, box, font, language)
    return [*found.values(), *drawn]


def _plot(plot: Plot, chosen: list[int], columns: Columns, language: str) -> Element:
    """The plot of the chosen series, without the ids of its axes."""
    kind = plot.series_type(chosen[0])
    series = [_series(plot, index, columns, language) for index in chosen]
    if kind.is_points or kind.is_radar:
        from deckgen.content.chart._python_pptx import plot_of

        element = plot_of(kind)
        for one in series:
            xml.insert(element, one, ("c:ser", "c:bubbleScale"))
        return element
    element = make(kind.element)
    if kind.direction:
        element.append(make("c:barDir", {"val": kind.direction}))
    if kind.grouping:
        element.append(make("c:grouping", {"val": kind.grouping}))
    element.append(make("c:varyColors", {"val": int(kind.is_pie)}))
    element.extend(series)
    if kind.direction:
        element.append(make("c:gapWidth", {"val": plot.gap}))
        element.append(make("c:overlap", {"val": plot.overlap}))
    elif kind.element == "c:lineChart":
        element.append(make("c:marker", {"val": 1}))
    elif kind.is_pie:
        element.append(make("c:firstSliceAng", {"val": 0}))
        if kind.element == "c:doughnutChart":
            element.append(make("c:holeSize", {"val": look.HOLE}))
    return element


def _series(plot: Plot, index: int, columns: Columns, language: str) -> Element:
    kind, series = plot.series_type(index), plot.series[index]
    element = make("c:ser", None, make("c:idx", {"val": index}), make("c:order", {"val": index}))
    cells = _texts("c:strRef", columns.name(index), (series.name,))
    element.append(make("c:tx", None, cells))
    if not kind.is_pie:
        element.append(_shape(kind, plot.colors[index]))
    if kind.direction or kind.is_bubbles:
        element.append(make("c:invertIfNegative", {"val": 0}))
    if kind.has_lines:
        element.append(_marker(plot.colors[index], 9 if kind.is_points else 7))
    element.extend(_points(plot))
    element.append(_labels(plot, index, language))
    element.extend(_data(plot, index, columns))
    if kind.has_lines and not kind.is_radar:
        element.append(make("c:smooth", {"val": 0}))
    if series.labels:
        element.append(_label_range(series, columns.labels(index)))
    return element


def _data(plot: Plot, index: int, columns: Columns) -> list[Element]:
    """The references of a series to its data."""
    series = plot.series[index]
    values = _numbers(columns.values(index), series.values)
    if not plot.type.is_points:
        categories = make("c:cat", None, _categories(plot, columns.categories()))
        return [categories, make("c:val", None, values)]
    across = _numbers(columns.categories(), plot.categories)
    found = [make("c:xVal", None, across), make("c:yVal", None, values)]
    if series.sizes:
        found.append(make("c:bubbleSize", None, _numbers(columns.sizes(index), series.sizes)))
        found.append(make("c:bubble3D", {"val": 0}))
    return found


def _shape(kind: ChartType, color: str) -> Element:
    """The formatting of a series: filled, or a line; points have markers alone."""
    if kind.is_bubbles:
        return make("c:spPr", None, fill(color), _border())
    if kind.is_points:
        return make("c:spPr", None, make("a:ln", None, make("a:noFill")))
    if not kind.has_lines:
        return make("c:spPr", None, fill(color), make("a:ln", None, make("a:noFill")))
    line = make("a:ln", {"w": _SERIES_LINE, "cap": "rnd"}, fill(color), make("a:round"))
    return make("c:spPr", None, line)


def _marker(color: str, points: int) -> Element:
    shape = make("c:spPr", None, fill(color), make("a:ln", None, make("a:noFill")))
    size = make("c:size", {"val": points})
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
            _shape(plot.type, look.HIGHLIGHT),
        )
        for index, category in enumerate(plot.categories)
        if category.text in plot.highlight
    ]


def _border() -> Element:
    """The line that separates a slice from the next one."""
    return make("a:ln", {"w": _BORDER_LINE}, fill("bg1"))


def _categories(plot: Plot, reference: str) -> Element:
    """A reference to the cells of the categories: texts, or days as numbers."""
    if not plot.dated:
        return _texts("c:strRef", reference, plot.categories)
    cache = make("c:numCache", None, textual("c:formatCode", dates.CODE))
    cache.append(make("c:ptCount", {"val": len(plot.categories)}))
    for index, run in enumerate(plot.categories):
        value = textual("c:v", str(dates.number(run.text)))
        cache.append(make("c:pt", {"idx": index}, value))
    return make("c:numRef", None, textual("c:f", reference), cache)


def _texts(name: str, reference: str, texts: tuple[Run, ...]) -> Element:
    """A reference to cells with text, with a cache of them."""
    cache = make("c:strCache", None, make("c:ptCount", {"val": len(texts)}))
    cache.extend(
        make("c:pt", {"idx": index}, textual("c:v", run.text))
        for index, run in enumerate(texts)
        if run.text
    )
    return make(name, None, textual("c:f", reference), cache)


def _numbers(reference: str, values: tuple[Run, ...]) -> Element:
    """A reference to cells with numbers, with a cache of them."""
    common = model.common_code(tuple(value.text for value in values))
    cache = make("c:numCache", None, textual("c:formatCode", common))
    cache.append(make("c:ptCount", {"val": len(values)}))
    for index, value in enumerate(values):
        number = model.read(value.text)
        if number is not None:
            code = model.code_of(number, value.text, common)
            own = code if code != common else None
            point = make("c:pt", {"idx": index, "formatCode": own})
            point.append(textual("c:v", cell_formats.plain(number.value)))
            cache.append(point)
    return make("c:numRef", None, textual("c:f", reference), cache)
