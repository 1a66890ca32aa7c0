"""The axes of a chart (ECMA-376 part 1, 21.2.2.25 and 21.2.2.226).

Categories of bars run from top to bottom, as they are typed. Bars and areas start at zero, so
that their lengths can be compared.
"""

from __future__ import annotations

from deckgen.content.chart import look, room
from deckgen.content.chart import numbers as chart_numbers
from deckgen.content.chart.model import Plot
from deckgen.content.chart.text import Look, fill
from deckgen.model import Box
from deckgen.ooxml import Element, make

_CATEGORIES, _VALUES = 500_000_001, 500_000_002  # ids are the chart's own, and positive
_LINE = 9525


def ids() -> list[Element]:
    """The `c:axId` elements by which a plot names its axes."""
    return [make("c:axId", {"val": _CATEGORIES}), make("c:axId", {"val": _VALUES})]


def axes(plot: Plot, box: Box, language: str) -> list[Element]:
    """The category axis and the value axis of a chart that is as large as the box."""
    return [_category_axis(plot, language), _value_axis(plot, room.top(plot, box), language)]


def _category_axis(plot: Plot, language: str) -> Element:
    lies = plot.type.direction == "bar"
    line = make("a:ln", {"w": _LINE}, fill("tx1"))
    return make(
        "c:catAx",
        None,
        make("c:axId", {"val": _CATEGORIES}),
        make("c:scaling", None, make("c:orientation", {"val": "maxMin" if lies else "minMax"})),
        make("c:delete", {"val": 0}),
        make("c:axPos", {"val": "l" if lies else "b"}),
        make("c:numFmt", {"formatCode": chart_numbers.GENERAL, "sourceLinked": 0}),
        *_ticks("low"),
        make("c:spPr", None, make("a:noFill"), line),
        Look(language, look.size(plot)).body(),
        make("c:crossAx", {"val": _VALUES}),
        make("c:crosses", {"val": "autoZero"}),
        make("c:auto", {"val": 0}),
        make("c:lblAlgn", {"val": "ctr"}),
        make("c:lblOffset", {"val": 100}),
        make("c:noMultiLvlLbl", {"val": 1}),
    )


def _value_axis(plot: Plot, top: str, language: str) -> Element:
    kind = plot.type
    lies = kind.direction == "bar"
    scaling = make("c:scaling", None, make("c:orientation", {"val": "minMax"}))
    if top:
        scaling.append(make("c:max", {"val": top}))
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
        make("c:axPos", {"val": "b" if lies else "l"}),
        make("c:numFmt", {"formatCode": code, "sourceLinked": int(not plot.format and not share)}),
        *_ticks("nextTo"),
        make("c:spPr", None, make("a:noFill"), make("a:ln", None, make("a:noFill"))),
        Look(language).body(),
        make("c:crossAx", {"val": _CATEGORIES}),
        make("c:crosses", {"val": "max" if lies else "autoZero"}),
        make("c:crossBetween", {"val": "midCat" if kind.element == "c:areaChart" else "between"}),
    )


def _ticks(labels: str) -> list[Element]:
    return [
        make("c:majorTickMark", {"val": "none"}),
        make("c:minorTickMark", {"val": "none"}),
        make("c:tickLblPos", {"val": labels}),
    ]


def _negative(plot: Plot) -> bool:
    numbers = (chart_numbers.read(v.text) for one in plot.series for v in one.values)
    return any(number is not None and number.value < 0 for number in numbers)
