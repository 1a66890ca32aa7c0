"""The plots whose elements python-pptx makes: of scatter, bubble and radar charts.

It is imported for them alone. Its series, axes and ids are left out: the ids are negative, which
the schema refuses, and a radar's series has a `c:smooth`, which it does not have there.
"""

from __future__ import annotations

from pptx.chart.data import BubbleChartData, CategoryChartData, XyChartData
from pptx.chart.xmlwriter import ChartXmlWriter
from pptx.enum.chart import XL_CHART_TYPE

from deckgen.content.chart.model import ChartType
from deckgen.opc import xml
from deckgen.opc.xml import Element, each, find_all


def plot_of(kind: ChartType) -> Element:
    """The plot of a chart of that type, without series."""
    data: object
    if kind.is_bubbles:
        found, data = XL_CHART_TYPE.BUBBLE, BubbleChartData()
    elif kind.is_radar:
        found, data = XL_CHART_TYPE.RADAR_MARKERS, CategoryChartData()
    else:
        found, data = XL_CHART_TYPE.XY_SCATTER, XyChartData()
    space = xml.parse(ChartXmlWriter(found, data).xml.encode())
    plot = next(each(space, kind.element))
    for name in ("c:ser", "c:dLbls", "c:axId"):
        for child in find_all(plot, name):
            plot.remove(child)
    for element in plot.iter():
        element.tail = element.text = None
    return plot
