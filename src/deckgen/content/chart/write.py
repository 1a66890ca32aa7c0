"""Charts as DrawingML (ECMA-376 part 1, 21.2): the chart part's XML for what a chart says.

Colours and fonts are the theme's. There are no gridlines; the value axis is shown only where
the data points have no labels.
"""

from __future__ import annotations

from deckgen import ooxml
from deckgen.content.chart import axes, labels, numbers
from deckgen.content.chart import look as chart_look
from deckgen.content.chart.book import Columns
from deckgen.content.chart.model import Plot, Series
from deckgen.content.chart.text import Look, fill
from deckgen.content.style import Run
from deckgen.model import Box
from deckgen.ooxml import Element, make, textual

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_LINE = 28575  # 2.25 points
_BORDER = 12700


def chart_space(plot: Plot, box: Box, language: str, workbook: str) -> Element:
    """The root of a chart part for a chart that is as large as the box.

    `workbook` is the id of its relationship to the workbook.
    """
    space = ooxml.root("c:chartSpace", "c", "a", "r")
    external = make("c:externalData", {"r:id": workbook}, make("c:autoUpdate", {"val": 0}))
    space.extend(
        [
            make("c:date1904", {"val": 0}),
            make("c:lang", {"val": language}),
            make("c:roundedCorners", {"val": 0}),
            _chart(plot, box, language),
            make("c:spPr", None, make("a:noFill"), make("a:ln", None, make("a:noFill"))),
            Look(language).body(),
            external,
        ]
    )
    return space


def _chart(plot: Plot, box: Box, language: str) -> Element:
    chart = make("c:chart")
    if plot.title.text:
        look = Look(language, 1600, bold=True)
        rich = look.rich(*look.lines(plot.title.text))
        chart.append(make("c:title", None, rich, make("c:overlay", {"val": 0})))
    chart.append(make("c:autoTitleDeleted", {"val": int(not plot.title.text)}))
    chart.append(make("c:plotArea", None, make("c:layout"), *_plot_area(plot, box, language)))
    if plot.legend:
        chart.append(
            make(
                "c:legend",
                None,
                make("c:legendPos", {"val": "r" if plot.type.round else "t"}),
                make("c:overlay", {"val": 0}),
                Look(language).body(),
            )
        )
    chart.append(make("c:plotVisOnly", {"val": 1}))
    chart.append(make("c:dispBlanksAs", {"val": "gap"}))
    return chart


def _plot_area(plot: Plot, box: Box, language: str) -> list[Element]:
    kind = plot.type
    element = make(kind.element)
    if kind.direction:
        element.append(make("c:barDir", {"val": kind.direction}))
    if kind.grouping:
        element.append(make("c:grouping", {"val": kind.grouping}))
    element.append(make("c:varyColors", {"val": int(kind.round)}))
    columns = Columns(len(plot.series), len(plot.categories))
    element.extend(_series(plot, index, columns, language) for index in range(len(plot.series)))
    if kind.direction:
        element.append(make("c:gapWidth", {"val": plot.gap}))
        element.append(make("c:overlap", {"val": plot.overlap}))
    elif kind.element == "c:lineChart":
        element.append(make("c:marker", {"val": 1}))
    elif kind.round:
        element.append(make("c:firstSliceAng", {"val": 0}))
        if kind.element == "c:doughnutChart":
            element.append(make("c:holeSize", {"val": chart_look.HOLE}))
    if kind.round:
        return [element]
    element.extend(axes.ids())
    return [element, *axes.axes(plot, box, language)]


def _series(plot: Plot, index: int, columns: Columns, language: str) -> Element:
    kind, series = plot.type, plot.series[index]
    element = make("c:ser", None, make("c:idx", {"val": index}), make("c:order", {"val": index}))
    cells = _texts("c:strRef", columns.name(index), (series.name,))
    element.append(make("c:tx", None, cells))
    if not kind.round:
        element.append(_shape(plot, plot.colors[index]))
    if kind.direction:
        element.append(make("c:invertIfNegative", {"val": 0}))
    if kind.element == "c:lineChart":
        element.append(_marker(plot.colors[index]))
    element.extend(_points(plot))
    element.append(labels.write(plot, index, language))
    element.append(make("c:cat", None, _texts("c:strRef", columns.categories(), plot.categories)))
    element.append(make("c:val", None, _numbers(columns.values(index), series)))
    if kind.element == "c:lineChart":
        element.append(make("c:smooth", {"val": 0}))
    if series.labels:
        element.append(labels.label_range(series, columns.labels(index)))
    return element


def _shape(plot: Plot, color: str) -> Element:
    if plot.type.element != "c:lineChart":
        return make("c:spPr", None, fill(color), make("a:ln", None, make("a:noFill")))
    line = make("a:ln", {"w": _LINE, "cap": "rnd"}, fill(color), make("a:round"))
    return make("c:spPr", None, line)


def _marker(color: str) -> Element:
    shape = make("c:spPr", None, fill(color), make("a:ln", None, make("a:noFill")))
    size = make("c:size", {"val": 7})
    return make("c:marker", None, make("c:symbol", {"val": "circle"}), size, shape)


def _points(plot: Plot) -> list[Element]:
    """The `c:dPt` of points that differ from their series: slices, and bars that stand out."""
    if plot.type.round:
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
            _shape(plot, chart_look.HIGHLIGHT),
        )
        for index, category in enumerate(plot.categories)
        if category.text in plot.highlight
    ]


def _border() -> Element:
    """What parts a slice from the next one."""
    return make("a:ln", {"w": _BORDER}, fill("bg1"))


def _texts(name: str, reference: str, texts: tuple[Run, ...]) -> Element:
    """A reference to cells with text, and what they hold."""
    cache = make("c:strCache", None, make("c:ptCount", {"val": len(texts)}))
    cache.extend(
        make("c:pt", {"idx": index}, textual("c:v", run.text))
        for index, run in enumerate(texts)
        if run.text
    )
    return make(name, None, textual("c:f", reference), cache)


def _numbers(reference: str, series: Series) -> Element:
    """A reference to cells with numbers, and what they hold."""
    common = series.code
    cache = make("c:numCache", None, textual("c:formatCode", common))
    cache.append(make("c:ptCount", {"val": len(series.values)}))
    for index, value in enumerate(series.values):
        number = numbers.read(value.text)
        if number is not None:
            code = numbers.code_of(number, value.text, common)
            own = code if code != common else None
            point = make("c:pt", {"idx": index, "formatCode": own})
            point.append(textual("c:v", numbers.plain(number.value)))
            cache.append(point)
    return make("c:numRef", None, textual("c:f", reference), cache)
