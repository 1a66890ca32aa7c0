"""Data labels (ECMA-376 part 1, 21.2.2.49), both ways.

A label with a text of its own is a field that shows a cell of the workbook (`CELLRANGE`, of
Microsoft's 2012 extension of charts), so that it stays true when the workbook is edited.
"""

from __future__ import annotations

from deckgen.content.chart import look as chart_look
from deckgen.content.chart import numbers
from deckgen.content.chart.model import Plot, Series
from deckgen.content.chart.text import Look
from deckgen.ooxml import Element, make, textual

# Microsoft's [MS-ODRAWXML] 2.24.3: extensions of data labels and of series.
_LABEL_EXTENSION = "{CE6537A1-D6FC-4f65-9D91-7224C49458BB}"
_SERIES_EXTENSION = "{02D57815-91ED-43cb-92C2-25804820EDAC}"
FIELD = "CELLRANGE"


def write(plot: Plot, index: int, language: str) -> Element:
    """The `c:dLbls` of a series."""
    series = plot.series[index]
    look = Look(language, chart_look.size(plot), _color(plot), bold=True)
    code = plot.format or series.code
    linked = not plot.format
    labels = make("c:dLbls")
    if series.labels:
        labels.extend(
            _own_label(plot, look, label.text, (index, point))
            for point, label in enumerate(series.labels)
        )
    elif plot.labelled and linked:
        labels.extend(_odd_labels(plot, look, series, code))
    labels.extend(_numbers(plot, look, code, linked=linked))
    labels.extend(_shown(values=plot.labelled))
    if plot.type.round:
        labels.append(make("c:showLeaderLines", {"val": 0}))
    return labels


def _odd_labels(plot: Plot, look: Look, series: Series, common: str) -> list[Element]:
    """Labels of values that do not print as typed under the number format of their series."""
    labels = []
    for point, value in enumerate(series.values):
        number = numbers.read(value.text)
        code = common if number is None else numbers.code_of(number, value.text, common)
        if code != common:
            place = make("c:idx", {"val": point})
            parts = (*_numbers(plot, look, code, linked=False), *_shown(values=True))
            labels.append(make("c:dLbl", None, place, *parts))
    return labels


def _numbers(plot: Plot, look: Look, code: str, *, linked: bool) -> list[Element]:
    """How values look as labels: number format, shape, text and place."""
    return [
        make("c:numFmt", {"formatCode": code, "sourceLinked": int(linked)}),
        make("c:spPr", None, make("a:noFill"), make("a:ln", None, make("a:noFill"))),
        look.body(),
        *_position(plot),
    ]


def label_range(series: Series, reference: str) -> Element:
    """The extension of a series that names the cells of its labels."""
    cache = make("c15:dlblRangeCache", None, make("c:ptCount", {"val": len(series.labels)}))
    cache.extend(
        make("c:pt", {"idx": index}, textual("c:v", label.text))
        for index, label in enumerate(series.labels)
        if label.text
    )
    cells = make("c15:datalabelsRange", None, textual("c15:f", reference), cache)
    return make("c:extLst", None, make("c:ext", {"uri": _SERIES_EXTENSION}, cells))


def _own_label(plot: Plot, look: Look, text: str, place: tuple[int, int]) -> Element:
    number = make("c:idx", {"val": place[1]})
    if not text:
        return make("c:dLbl", None, number, make("c:delete", {"val": 1}))
    lines = look.lines(text) if "\n" in text else [_field(look, text, place)]
    ranged = make("c15:showDataLabelsRange", {"val": 1})
    extension = make("c:ext", {"uri": _LABEL_EXTENSION}, ranged)
    return make(
        "c:dLbl",
        None,
        number,
        look.rich(*lines),
        *_position(plot),
        *_shown(values=True),
        make("c:extLst", None, extension),
    )


def _field(look: Look, text: str, place: tuple[int, int]) -> Element:
    name = "{" + "5F0C7A30-{:04X}-4000-8000-{:012X}".format(*place) + "}"
    return make(
        "a:fld",
        {"id": name, "type": FIELD},
        look.properties("a:rPr"),
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
    """Where labels stand; doughnuts and areas know one place only, and allow no word for it."""
    kind = plot.type
    if kind.element in ("c:doughnutChart", "c:areaChart"):
        return []
    place = "t" if kind.element == "c:lineChart" else "ctr" if kind.stacked else "outEnd"
    return [make("c:dLblPos", {"val": place})]


def _color(plot: Plot) -> str:
    """White inside a shape, the text's colour outside."""
    inside = plot.type.stacked or plot.type.element == "c:doughnutChart"
    return "bg1" if inside else "tx1"
