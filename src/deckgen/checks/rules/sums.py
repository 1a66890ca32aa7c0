"""Totals that their parts do not give."""

from __future__ import annotations

from collections.abc import Iterator

from deckgen.checks import telling
from deckgen.checks.base import Fault, Rule
from deckgen.checks.grids import Grid, grids
from deckgen.checks.subject import Subject
from deckgen.checks.totals import Sum, wrong
from deckgen.diagnostics import Severity
from deckgen.facts import Fact
from deckgen.facts.formats import NumberFormat

_GROUPED = NumberFormat(signed=False, grouped=True, places=None, percent=False)


def _sums(subject: Subject) -> Iterator[Fault]:
    usage = subject.usage
    for fact in usage.facts if usage else ():
        if fact.total is not None and fact.total != fact.value.amount:
            yield _of_fact(subject, fact)
    for slide in subject.slides:
        for grid in grids(slide):
            for found in wrong(grid):
                if not _known(subject, grid, found):
                    yield _of_table(grid, found)


def _of_fact(subject: Subject, fact: Fact) -> Fault:
    parts = _GROUPED.apply(fact.total) if fact.total is not None else ""
    if fact.known is not None:
        return telling.known(
            subject, fact, f"`{fact.id}` says {fact.known.printed}, its parts add up to {parts}"
        )
    return Fault(
        f"`{fact.id}` says {fact.text}, its parts add up to {parts}",
        telling.where(subject, fact, "value"), "not the sum",
        (f"mend one of {', '.join(f'`{part}`' for part in fact.parts)}, or the value",
         f"where the source has it so: `computed: {parts}`, and a note that says why"),
    )  # fmt: skip


def _known(subject: Subject, grid: Grid, found: Sum) -> bool:
    """Whether the total is a fact whose disagreement with its parts is known."""
    line, usage = grid.passage(found.cell), subject.usage
    name = "" if line is None else line.fact(0, len(line.text))
    if usage is None or not name:
        return False
    return usage.facts_of(grid.shape.slide.planned).fact(name).known is not None


def _of_table(grid: Grid, found: Sum) -> Fault:
    amount = found.parts.scaleb(2) if found.total.percent else found.parts
    added = f"{_GROUPED.apply(amount)}{'%' if found.total.percent else ''}"
    column = f" of `{' '.join(found.heading.split())}`" if found.heading.strip() else ""
    return Fault(
        f"the total{column} is {found.cell.text}, what it is the total of adds up to {added}",
        grid.where(found.cell), "not the sum",
        ("mend the total or one of its parts; a fact with `formula: sum(...)` adds up by itself",),
    )  # fmt: skip


RULES = (
    Rule(
        id="SUM",
        severity=Severity.ERROR,
        summary="Totals are what their parts add up to.",
        why="Somebody in the audience adds them up.",
        source="House rule.",
        decided="A fact says another figure than the facts of its `sum_of` add up to; a cell in a "
        "row, or a column, that is headed as a total is not what the cells above it, or beside it, "
        "add up to. Rounded figures may be off by what rounding can do. Averages, rates and shares "
        "over all are passed over, and so are columns with anything but figures. A disagreement "
        "that the fact states by `computed` is a tip.",
        mend="Mend the total or its parts; let a formula add up. Where the source is at odds with "
        "itself, state it by `computed` and `note`.",
        check=_sums,
    ),
)
