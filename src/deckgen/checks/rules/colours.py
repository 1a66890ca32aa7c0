"""Rules on colours that have to be told apart: series and slices of charts, legends of maps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from deckgen.appearance.colour import least_difference
from deckgen.appearance.fill import Paint
from deckgen.checks._chart_colours import PaintedSeries
from deckgen.checks.rules.charts import differ, is_round
from deckgen.checks.subject import Check, Fault, Subject
from deckgen.checks.text_colours import Background
from deckgen.content.map import LEGEND, SWATCH
from deckgen.opc.xml import each, flag

_LEAST = 5.0
"""The difference from which on people see two colours; see `appearance.colour.difference`."""
_Painted = tuple[str, Paint]


def _alike(subject: Subject) -> Iterator[Fault]:
    for shape, chart in subject.charts:
        for what, painted in _of_chart(chart.series):
            message = _message(what, painted)
            if message:
                help_ = subject.to_do(
                    "give one of them another colour: `colors: accent1 accent2`",
                    "choose another colour, or label them with their names",
                )
                yield Fault(f"{message} in the chart", shape.where, helps=(help_,))
    for slide in subject.slides:
        groups = {shape.element: shape for shape in slide.shapes if shape.name == LEGEND}
        background = Background.of(slide)
        for group in groups.values():
            painted = [
                (shape.name.removeprefix(SWATCH), background.fill(shape))
                for shape in slide.shapes
                if shape.group is group and shape.name.startswith(SWATCH)
            ]
            message = _message("", painted)
            if message:
                help_ = subject.to_do(
                    "give one of them another colour, `colors: |`, or the map fewer classes",
                    "recolour the areas and the square in the legend",
                )
                yield Fault(f"{message} in the legend of the map", group.where, helps=(help_,))


def _of_chart(series: Sequence[PaintedSeries]) -> Iterator[tuple[str, list[_Painted]]]:
    """The series of a chart by their names, and the slices of each by their numbers."""
    unnamed = [one for one in series if not _is_labelled_by_name(one)]
    for one in unnamed:
        if is_round(one):
            yield "slices ", [(str(n), fill) for n, (fill, _) in enumerate(one.paints, 1)]
    if len(series) > 1 and not differ(tuple(series)):
        yield "", [(one.name, one.paints[0][0]) for one in unnamed if not is_round(one)]


def _is_labelled_by_name(series: PaintedSeries) -> bool:
    return any(
        flag(shows, "val") for shows in each(series.element, "c:showSerName", "c:showCatName")
    )


def _message(what: str, painted: Sequence[_Painted]) -> str:
    """What is wrong with the two colours that are nearest to one another, "" for nothing."""
    plain = [(name, fill.colours[0]) for name, fill in painted if len(fill.colours) == 1]
    found = [
        (*least_difference(one, other), name, second)
        for (name, one), (second, other) in combinations(plain, 2)
    ]
    if not found or min(found)[0] >= _LEAST:
        return ""
    amount, deficiency, name, second = min(found)
    who = f"people with {deficiency}" if deficiency else "everybody"
    return (
        f"{what}`{name}` and `{second}` look alike to {who} "
        f"(a difference of {amount:.1f}, less than {_LEAST:g})"
    )


CHECKS = (Check("COLOR-ALIKE", _alike),)
