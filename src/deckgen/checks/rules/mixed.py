"""Figures of different times on one slide."""

from __future__ import annotations

from collections.abc import Iterator

from deckgen.checks import telling
from deckgen.checks.base import Fault, Rule
from deckgen.checks.subject import Subject
from deckgen.diagnostics import Severity
from deckgen.facts import Fact

_MOST = 3


def _mixed(subject: Subject) -> Iterator[Fault]:
    usage = subject.usage
    if usage is None:
        return
    for slide in subject.slides:
        facts = usage.on(slide.planned)
        if _differ(facts):
            times: dict[str, list[str]] = {}
            for fact in facts:
                for time in dict.fromkeys(_times(fact)):
                    times.setdefault(time, []).append(f"`{fact.id}`")
            told = "; ".join(f"{time}: {_listed(ids)}" for time, ids in times.items())
            yield Fault(
                f"the figures of this slide speak of different times. {told}", slide.where,
                "this slide", ("say with each figure of what time it is, or divide the slide",),
            )  # fmt: skip


def _differ(facts: tuple[Fact, ...]) -> bool:
    """Whether the facts give more than one day, or more than one period."""
    origins = [origin for fact in facts for origin in fact.origins]
    days = {origin.as_of for origin in origins} - {None}
    periods = {origin.period for origin in origins} - {None}
    return len(days) > 1 or len(periods) > 1


def _times(fact: Fact) -> Iterator[str]:
    for origin in fact.origins:
        if origin.period and origin.as_of:
            yield f"{origin.period} ({origin.as_of})"
        elif origin.period or origin.as_of:
            yield origin.period or str(origin.as_of)


def _listed(ids: list[str]) -> str:
    more = len(ids) - _MOST
    return ", ".join(ids[:_MOST]) + (f" and {more} more" if more > 0 else "")


RULES = (
    Rule(
        id="MIXED",
        severity=Severity.WARNING,
        summary="The figures of a slide are of one time.",
        why="Figures that stand side by side are compared; a count of last year and one of the "
        "year before do not make a share.",
        source="House rule, after the practice of statistical offices.",
        decided="The facts on a slide, its notes left out, have more than one `as_of` or more than "
        "one `period`. Facts without either are passed over. Formulas have all those of their "
        "inputs.",
        mend="Take figures of one time, or say with each of what time it is. Where the source "
        "itself mixes them, switch the rule off with that reason.",
        check=_mixed,
        skip=telling.no_facts,
    ),
)
