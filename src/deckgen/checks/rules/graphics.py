"""Charts that can be told apart: by contrast, and not by colour alone."""

from __future__ import annotations

from collections.abc import Iterator

from deckgen.checks.base import Fault, Rule
from deckgen.checks.colour.chart import Mark
from deckgen.checks.colour.series import Series
from deckgen.checks.colour.verdict import Outcome, judge
from deckgen.checks.subject import Subject
from deckgen.diagnostics import Severity
from deckgen.ooxml import Element, each, find, tag

_LEAST = 3.0
_ROUND = ("c:pieChart", "c:pie3DChart", "c:doughnutChart", "c:ofPieChart")
_LINES = ("c:lineChart", "c:line3DChart", "c:scatterChart", "c:radarChart")
_COLOURED = (*_ROUND, *_LINES, "c:barChart", "c:bar3DChart", "c:areaChart", "c:area3DChart")


def _contrast(subject: Subject) -> Iterator[Fault]:
    for shape, chart in subject.charts:
        for mark in chart.marks():
            verdict = judge(mark.fill, mark.ground, _LEAST)
            if verdict.outcome is Outcome.TOO_LITTLE and verdict.pair and not _outlined(mark):
                front, ground = (colour.hex for colour in verdict.pair)
                yield Fault(
                    f"`{mark.words}` has a contrast of {int(verdict.ratio * 100) / 100:g}:1 with "
                    f"what lies behind it, less than {_LEAST:g}:1 ({front} on {ground})",
                    shape.where, "", ("choose a darker colour, or give it an outline",),
                )  # fmt: skip


def _outlined(mark: Mark) -> bool:
    edge = mark.outline
    return not edge.is_clear and judge(edge, mark.ground, _LEAST).outcome is Outcome.ENOUGH


def _colour_only(subject: Subject) -> Iterator[Fault]:
    for shape, chart in subject.charts:
        if find(chart.root, "c:chart/c:plotArea/c:dTable") is not None:
            continue
        unlabelled = [series for series in chart.series if not series.labels]
        told = [s for s in unlabelled if tag(s.plot) in _COLOURED]
        slices = [s for s in told if tag(s.plot) in _ROUND and len(s.paints) > 1]
        if slices or (len(chart.series) > 1 and told and not _differ(chart.series)):
            what = "slices" if slices else "series"
            yield Fault(
                f"the chart's {what} are told apart by colour alone", shape.where, "",
                ("give them data labels; in YAML, `labels:`",),
            )  # fmt: skip


def _differ(series: tuple[Series, ...]) -> bool:
    """Whether all series have looks of their own beside colour: markers, dashes or patterns."""
    looks = [_look(item) for item in series]
    return all(looks) and len(set(looks)) == len(looks)


def _look(series: Series) -> str:
    """What a series looks like but for colour, "" where that is plain."""
    marks = [find(series.element, "c:marker/c:symbol")] if tag(series.plot) in _LINES else []
    properties = find(series.element, "c:spPr")
    if properties is not None:
        marks += [*each(properties, "a:prstDash"), *each(properties, "a:pattFill")]
    return " ".join(_value(mark) for mark in marks if mark is not None)


def _value(element: Element) -> str:
    value = element.get("val") or element.get("prst") or ""
    return "" if value in ("none", "solid", "auto") else value


RULES = (
    Rule(
        id="CONTRAST-GRAPHIC",
        severity=Severity.WARNING,
        summary="Bars, slices and lines stand out from what lies behind them.",
        why="A pale bar on white is no bar to people with low vision.",
        source="WCAG 2.1's 1.4.11 Non-text Contrast (AA), which Section 508 does not ask for yet.",
        decided=f"A series' or a point's fill, or a line's stroke, has a contrast below {_LEAST:g} "
        "with the plot area, and no outline that has more. Automatic colours are known only in "
        "PowerPoint's usual chart style and up to six series; others are passed over.",
        mend="Choose darker colours of the theme, or give the series an outline.",
        check=_contrast,
    ),
    Rule(
        id="COLOR-ONLY",
        severity=Severity.WARNING,
        summary="Series and slices are told apart by more than their colours.",
        why="Every twelfth man confuses some colours, and a printout may have none.",
        source="WCAG 1.4.1 Use of Color (A); AED COP checklist 10.",
        decided="A bar, area, line or pie chart with several series or slices, one of which has no "
        "data labels; unless it has a data table, or each series has a marker, dash or pattern of "
        "its own.",
        mend="Give the chart data labels, or label the lines directly.",
        check=_colour_only,
    ),
)
