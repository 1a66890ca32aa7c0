"""Writes a chart as DrawingML (ECMA-376 part 1, 21.2): the XML of its chart part.

Colours and fonts are the theme's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from deckgen.appearance.shapes import Box
from deckgen.content import Page
from deckgen.content.chart import _axes as axes
from deckgen.content.chart import dates, look, model
from deckgen.content.chart._workbook import Columns
from deckgen.content.chart.look import ChartTextProperties, fill
from deckgen.content.chart.model import ChartType, Plot, Series
from deckgen.opc import xml
from deckgen.opc.part import content_type
from deckgen.opc.xml import Element, markup, with_text
from deckgen.richtext import Run
from deckgen.source import cell_formats
from deckgen.textfit.frame import unbound_text

# Data labels (ECMA-376 part 1, 21.2.2.49). A label with a text of its own is a field that shows a
# cell of the workbook (`CELLRANGE`, in Microsoft's 2012 extension), so that it follows edits there.


# Microsoft's [MS-ODRAWXML] 2.24.3: extensions of data labels and of series.
_LABEL_EXTENSION = "{CE6537A1-D6FC-4f65-9D91-7224C49458BB}"
_SERIES_EXTENSION = "{02D57815-91ED-43cb-92C2-25804820EDAC}"
_CELL_RANGE = "CELLRANGE"


def _labels(plot: Plot, index: int, language: str) -> str:
    """The `c:dLbls` of a series."""
    series = plot.series[index]
    kind = plot.series_type(index)
    formatting = ChartTextProperties(language, look.label_size(plot), _color(kind), bold=True)
    code = plot.format or series.code
    linked = not plot.format
    labels: list[str] = []
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
        labels.append(markup("c:showLeaderLines", {"val": 0}))
    return markup("c:dLbls", None, *labels)


def _differing_labels(
    kind: ChartType, formatting: ChartTextProperties, series: Series, common: str
) -> list[str]:
    """Labels of values that do not show as typed under the number format of their series."""
    labels = []
    for point, value in enumerate(series.values):
        number = model.read(value.text)
        code = common if number is None else model.code_of(number, value.text, common)
        if code != common:
            place = markup("c:idx", {"val": point})
            parts = (*_value_label(kind, formatting, code, linked=False), *_shown(values=True))
            labels.append(markup("c:dLbl", None, place, *parts))
    return labels


def _value_label(
    kind: ChartType, formatting: ChartTextProperties, code: str, *, linked: bool
) -> list[str]:
    """The formatting of values as labels: number format, shape, text and position."""
    return [
        markup("c:numFmt", {"formatCode": code, "sourceLinked": int(linked)}),
        markup("c:spPr", None, markup("a:noFill"), markup("a:ln", None, markup("a:noFill"))),
        formatting.body(),
        *_position(kind),
    ]


def _label_range(series: Series, reference: str) -> str:
    """The extension of a series that refers to the cells of its labels."""
    declared = {"xmlns:c15": xml.NAMESPACES["c15"]}
    cache = markup("c15:dlblRangeCache", None, *_text_points(series.labels))
    cells = markup("c15:datalabelsRange", declared, with_text("c15:f", reference), cache)
    return markup("c:extLst", None, markup("c:ext", {"uri": _SERIES_EXTENSION}, cells))


def _own_label(
    kind: ChartType, formatting: ChartTextProperties, text: str, place: tuple[int, int]
) -> str:
    number = markup("c:idx", {"val": place[1]})
    if not text:
        return markup("c:dLbl", None, number, markup("c:delete", {"val": 1}))
    lines = formatting.lines(text) if "\n" in text else [_field(formatting, text, place)]
    wrap, along = "none" if len(lines) > 1 else None, kind.direction == "bar"
    declared = {"xmlns:c15": xml.NAMESPACES["c15"]}
    ranged = markup("c15:showDataLabelsRange", {**declared, "val": 1})
    extension = markup("c:ext", {"uri": _LABEL_EXTENSION}, ranged)
    return markup(
        "c:dLbl",
        None,
        number,
        formatting.rich(*lines, wrap=wrap, align="l" if wrap and along else None),
        *_position(kind),
        *_shown(values=True),
        markup("c:extLst", None, extension),
    )


def _field(formatting: ChartTextProperties, text: str, place: tuple[int, int]) -> str:
    name = "{" + "5F0C7A30-{:04X}-4000-8000-{:012X}".format(*place) + "}"
    return markup(
        "a:fld",
        {"id": name, "type": _CELL_RANGE},
        formatting.properties("a:rPr"),
        markup("a:pPr"),
        with_text("a:t", text),
    )


def _shown(*, values: bool) -> list[str]:
    return [
        markup("c:showLegendKey", {"val": 0}),
        markup("c:showVal", {"val": int(values)}),
        markup("c:showCatName", {"val": 0}),
        markup("c:showSerName", {"val": 0}),
        markup("c:showPercent", {"val": 0}),
        markup("c:showBubbleSize", {"val": 0}),
    ]


_PLACES = {"c:lineChart": "t", "c:scatterChart": "t", "c:bubbleChart": "r"}


def _position(kind: ChartType) -> list[str]:
    """The position of labels; those of doughnuts and areas are fixed and have no element."""
    if kind.element in ("c:doughnutChart", "c:areaChart"):
        return []
    place = _PLACES.get(kind.element, "ctr" if kind.stacked else "outEnd")
    return [markup("c:dLblPos", {"val": place})]


def _color(kind: ChartType) -> str:
    """The colour of labels: the background's inside of shapes, the text's outside."""
    inside = kind.stacked or kind.element == "c:doughnutChart"
    return "bg1" if inside else "tx1"


# The whole chart.


CONTENT_TYPE = content_type("drawingml.chart")
_SERIES_LINE = 28575  # EMU: 2.25 points
_BORDER_LINE = 12700  # EMU


def chart_space(plot: Plot, box: Box, page: Page, workbook: str) -> Element:
    """The `c:chartSpace` of a chart in a box (EMU), for its chart part.

    `page` is the slide that shows it, `workbook` the id of the part's relationship to the workbook.
    """
    language, font = page.language, unbound_text(page.part, page.package).fonts().minor
    space = xml.root("c:chartSpace", "c", "a", "r")
    space.extend(
        xml.elements(
            markup("c:date1904", {"val": 0}),
            markup("c:lang", {"val": language}),
            markup("c:roundedCorners", {"val": 0}),
            _chart(plot, box, font, language),
            markup("c:spPr", None, markup("a:noFill"), markup("a:ln", None, markup("a:noFill"))),
            ChartTextProperties(language).body(),
            markup("c:externalData", {"r:id": workbook}, markup("c:autoUpdate", {"val": 0})),
            prefixes="car",
        )
    )
    return space


def _chart(plot: Plot, box: Box, font: str, language: str) -> str:
    title = legend = ""
    if plot.title.text:
        title = axes.title(plot.title.text, ChartTextProperties(language, 1600, bold=True))
    if plot.legend:
        legend = markup(
            "c:legend",
            None,
            markup("c:legendPos", {"val": "r" if plot.type.is_pie else "t"}),
            markup("c:overlay", {"val": 0}),
            ChartTextProperties(language).body(),
        )
    return markup(
        "c:chart",
        None,
        title,
        markup("c:autoTitleDeleted", {"val": int(not plot.title.text)}),
        markup("c:plotArea", None, markup("c:layout"), *_plot_area(plot, box, font, language)),
        legend,
        markup("c:plotVisOnly", {"val": 1}),
        markup("c:dispBlanksAs", {"val": "gap"}),
    )


def _plot_area(plot: Plot, box: Box, font: str, language: str) -> list[str]:
    """The plots and their axes: columns, lines in front of them, then those on a second axis."""
    width = 2 if plot.type.is_bubbles else 1
    columns = Columns(len(plot.series), len(plot.categories), width)
    found: list[str] = []
    for second in (False, True):
        for is_line in (False, True):
            chosen = [
                index
                for index, one in enumerate(plot.series)
                if (one.name.text in plot.second, one.name.text in plot.line) == (second, is_line)
            ]
            if chosen:
                ids = [] if plot.type.is_pie else axes.ids(second=second)
                found.append(_plot(plot, chosen, columns, language, ids))
    return found if plot.type.is_pie else found + axes.axes(plot, box, font, language)


def _plot(plot: Plot, chosen: list[int], columns: Columns, language: str, ids: list[str]) -> str:
    """The plot of the chosen series, with the ids of its axes."""
    kind = plot.series_type(chosen[0])
    series = [_series(plot, index, columns, language) for index in chosen]
    if kind.is_points or kind.is_radar:
        element = _plot_by_python_pptx(kind)
        for one in xml.elements(*series, prefixes="car"):
            xml.insert(element, one, ("c:ser", "c:bubbleScale"))
        element.extend(xml.elements(*ids, prefixes="c"))
        return xml.text_of(element)
    parts = []
    if kind.direction:
        parts.append(markup("c:barDir", {"val": kind.direction}))
    if kind.grouping:
        parts.append(markup("c:grouping", {"val": kind.grouping}))
    parts += [markup("c:varyColors", {"val": int(kind.is_pie)}), *series]
    if kind.direction:
        parts.append(markup("c:gapWidth", {"val": plot.gap}))
        parts.append(markup("c:overlap", {"val": plot.overlap}))
    elif kind.element == "c:lineChart":
        parts.append(markup("c:marker", {"val": 1}))
    elif kind.is_pie:
        parts.append(markup("c:firstSliceAng", {"val": 0}))
        if kind.element == "c:doughnutChart":
            parts.append(markup("c:holeSize", {"val": look.HOLE}))
    return markup(kind.element, None, *parts, *ids)


def _series(plot: Plot, index: int, columns: Columns, language: str) -> str:
    kind, series = plot.series_type(index), plot.series[index]
    cells = _texts("c:strRef", columns.name(index), (series.name,))
    parts = [
        markup("c:idx", {"val": index}),
        markup("c:order", {"val": index}),
        markup("c:tx", None, cells),
    ]
    if not kind.is_pie:
        parts.append(_shape(kind, plot.colors[index]))
    if kind.direction or kind.is_bubbles:
        parts.append(markup("c:invertIfNegative", {"val": 0}))
    if kind.has_lines:
        parts.append(_marker(plot.colors[index], 9 if kind.is_points else 7))
    parts += [*_points(plot), _labels(plot, index, language), *_data(plot, index, columns)]
    if kind.has_lines and not kind.is_radar:
        parts.append(markup("c:smooth", {"val": 0}))
    if series.labels:
        parts.append(_label_range(series, columns.labels(index)))
    return markup("c:ser", None, *parts)


def _data(plot: Plot, index: int, columns: Columns) -> list[str]:
    """The references of a series to its data."""
    series = plot.series[index]
    values = _numbers(columns.values(index), series.values)
    if not plot.type.is_points:
        categories = markup("c:cat", None, _categories(plot, columns.categories()))
        return [categories, markup("c:val", None, values)]
    across = _numbers(columns.categories(), plot.categories)
    found = [markup("c:xVal", None, across), markup("c:yVal", None, values)]
    if series.sizes:
        found.append(markup("c:bubbleSize", None, _numbers(columns.sizes(index), series.sizes)))
        found.append(markup("c:bubble3D", {"val": 0}))
    return found


def _shape(kind: ChartType, color: str) -> str:
    """The formatting of a series: filled, or a line; points have markers alone."""
    if kind.is_bubbles:
        return markup("c:spPr", None, fill(color), _border())
    if kind.is_points:
        return markup("c:spPr", None, markup("a:ln", None, markup("a:noFill")))
    if not kind.has_lines:
        return markup("c:spPr", None, fill(color), markup("a:ln", None, markup("a:noFill")))
    line = markup("a:ln", {"w": _SERIES_LINE, "cap": "rnd"}, fill(color), markup("a:round"))
    return markup("c:spPr", None, line)


def _marker(color: str, points: int) -> str:
    shape = markup("c:spPr", None, fill(color), markup("a:ln", None, markup("a:noFill")))
    size = markup("c:size", {"val": points})
    return markup("c:marker", None, markup("c:symbol", {"val": "circle"}), size, shape)


def _points(plot: Plot) -> list[str]:
    """The `c:dPt` of points that differ from their series: slices and highlighted bars."""
    if plot.type.is_pie:
        return [
            markup(
                "c:dPt",
                None,
                markup("c:idx", {"val": index}),
                markup("c:bubble3D", {"val": 0}),
                markup("c:spPr", None, fill(color), _border()),
            )
            for index, color in enumerate(plot.colors)
        ]
    return [
        markup(
            "c:dPt",
            None,
            markup("c:idx", {"val": index}),
            markup("c:invertIfNegative", {"val": 0}),
            markup("c:bubble3D", {"val": 0}),
            _shape(plot.type, look.HIGHLIGHT),
        )
        for index, category in enumerate(plot.categories)
        if category.text in plot.highlight
    ]


def _border() -> str:
    """The line that separates a slice from the next one."""
    return markup("a:ln", {"w": _BORDER_LINE}, fill("bg1"))


def _categories(plot: Plot, reference: str) -> str:
    """A reference to the cells of the categories: texts, or days as numbers."""
    if not plot.dated:
        return _texts("c:strRef", reference, plot.categories)
    points = (
        markup("c:pt", {"idx": index}, with_text("c:v", str(dates.number(run.text))))
        for index, run in enumerate(plot.categories)
    )
    return _cached_numbers(reference, dates.CODE, len(plot.categories), points)


def _texts(name: str, reference: str, texts: tuple[Run, ...]) -> str:
    """A reference to cells with text, with a cache of them."""
    cache = markup("c:strCache", None, *_text_points(texts))
    return markup(name, None, with_text("c:f", reference), cache)


def _text_points(texts: tuple[Run, ...]) -> Iterator[str]:
    """The points of a cache: their number, then each with its text."""
    yield markup("c:ptCount", {"val": len(texts)})
    for index, run in enumerate(texts):
        if run.text:
            yield markup("c:pt", {"idx": index}, with_text("c:v", run.text))


def _numbers(reference: str, values: tuple[Run, ...]) -> str:
    """A reference to cells with numbers, with a cache of them."""
    common = model.common_code(tuple(value.text for value in values))
    points = []
    for index, value in enumerate(values):
        number = model.read(value.text)
        if number is not None:
            code = model.code_of(number, value.text, common)
            own = code if code != common else None
            shown = with_text("c:v", cell_formats.plain(number.value))
            points.append(markup("c:pt", {"idx": index, "formatCode": own}, shown))
    return _cached_numbers(reference, common, len(values), points)


def _cached_numbers(reference: str, code: str, count: int, points: Iterable[str]) -> str:
    """A reference to so many cells with numbers in a format, with a cache of these points."""
    number = markup("c:ptCount", {"val": count})
    cache = markup("c:numCache", None, with_text("c:formatCode", code), number, *points)
    return markup("c:numRef", None, with_text("c:f", reference), cache)


def _plot_by_python_pptx(kind: ChartType) -> Element:
    """The plot of a scatter, bubble or radar chart, without its series, axes and ids.

    The ids are negative, which the schema refuses, and a radar's series has a `c:smooth`, which it
    does not have there. python-pptx is imported for these plots alone.
    """
    from pptx.chart.data import BubbleChartData, CategoryChartData, XyChartData
    from pptx.chart.xmlwriter import ChartXmlWriter
    from pptx.enum.chart import XL_CHART_TYPE

    data: object
    if kind.is_bubbles:
        found, data = XL_CHART_TYPE.BUBBLE, BubbleChartData()
    elif kind.is_radar:
        found, data = XL_CHART_TYPE.RADAR_MARKERS, CategoryChartData()
    else:
        found, data = XL_CHART_TYPE.XY_SCATTER, XyChartData()
    space = xml.parse(ChartXmlWriter(found, data).xml.encode())
    plot = next(xml.each(space, kind.element))
    for name in ("c:ser", "c:dLbls", "c:axId"):
        for child in xml.find_all(plot, name):
            plot.remove(child)
    for element in plot.iter():
        element.tail = element.text = None
    return plot
