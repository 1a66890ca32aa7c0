"""Labels of charts that have no room."""

from __future__ import annotations

from collections.abc import Iterator

from deckgen.checks.base import Fault, Rule
from deckgen.checks.crowding import Crowd, crowds
from deckgen.checks.subject import Subject
from deckgen.content.chart import read
from deckgen.content.chart.theme import Theme
from deckgen.diagnostics import Severity

_LONGEST = 40
_HELPS = {
    "category": "shorten the names, show fewer of them, make the chart wider, or choose `bar`, "
    "whose names stand beside it",
    "data": "show fewer points or series, take the labels off, or make the chart larger",
}
_FATES = {"category": "be turned, cut or left out", "data": "lie on one another"}


def _crowded(subject: Subject) -> Iterator[Fault]:
    for shape, chart in subject.charts:
        theme = Theme(shape.slide.package, shape.slide.part)
        plot = read.read(chart.root, theme)
        if plot is None or shape.box is None:
            continue
        _, _, width, height = shape.box.points
        for crowd in crowds(chart.root, plot, width, height):
            yield Fault(
                _told(shape.name, crowd), shape.where, "crowded labels, by an estimate",
                (_HELPS[crowd.labels],),
            )  # fmt: skip


def _told(name: str, crowd: Crowd) -> str:
    text = " ".join(crowd.longest.split())
    shown = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."
    return (
        f"{crowd.count} of {crowd.of} {crowd.labels} labels of the chart `{name}` would "
        f"{_FATES[crowd.labels]} at its size, by an estimate; the longest is `{shown}`"
    )


RULES = (
    Rule(
        id="CHART-CROWDED",
        severity=Severity.WARNING,
        summary="A chart's labels have room.",
        why="PowerPoint turns labels that have no room, cuts them or leaves some out, and lets "
        "data labels lie on one another: then nobody can read them.",
        source="House rule.",
        decided="An estimate, for PowerPoint alone knows where it lays the plot: the chart's size "
        "less what its title, legend and axes take, from text sizes and Calibri's widths, or the "
        "size that a layout by hand gives. A name below columns or lines is crowded where its "
        "longest word is wider than its share of the axis, or its lines are higher than a third of "
        "the chart; beside bars, where its lines are higher than its share. Names that are numbers "
        "or dates are passed over, for those left out can be told from the others. Data labels are "
        "crowded where two bars side by side, or two points of a line one after the other, have "
        "labels that meet. Pies, labels of stacked bars and areas, and charts that decks cannot "
        "hold (several kinds in one, scatter plots, date axes, error bars) are not looked at.",
        mend="Shorten the names, show fewer categories, make the chart larger, or choose bars, "
        "whose names stand beside them. Take off data labels that meet.",
        check=_crowded,
    ),
)
