"""Figures that are too old."""

from __future__ import annotations

from collections.abc import Iterator

from deckgen.checks import telling
from deckgen.checks.base import Fault, Rule
from deckgen.checks.subject import Subject
from deckgen.diagnostics import Severity
from deckgen.facts import Fact


def _skip(subject: Subject) -> str:
    if subject.usage is not None and subject.as_of is None:
        return "no day to count to: give deck.yaml `as_of:`, or the command `--as-of`"
    return telling.no_facts(subject)


def _stale(subject: Subject) -> Iterator[Fault]:
    usage, today = subject.usage, subject.as_of
    if usage is None or today is None:
        return
    for fact in usage.facts:
        if fact in usage.used and _dates_itself(fact) and fact.due and fact.due < today:
            yield Fault(
                f"`{fact.id}` is of {fact.as_of} and was good until {fact.due}; the deck is of "
                f"{today}",
                telling.where(subject, fact, "as_of"), "too old",
                _helps(telling.shown_on(usage, fact)),
            )  # fmt: skip


def _dates_itself(fact: Fact) -> bool:
    """Whether the fact's own entry says its age; else those that it is made of are stale."""
    return fact.entry.as_of is not None or fact.entry.stale_after is not None


def _helps(shown: str) -> tuple[str, ...]:
    helps = ("bring its value and `as_of` up to date; `stale_after` says how many days it is good",)
    return (*helps, shown) if shown else helps


RULES = (
    Rule(
        id="STALE",
        severity=Severity.WARNING,
        summary="No figure is older than it may be.",
        why="A figure that was true when somebody typed it is quoted as if it were true today.",
        source="House rule: each fact says itself, by `stale_after`, how long it is good.",
        decided="`as_of` of a fact that the deck uses, plus the days of its `stale_after`, lies "
        "before the deck's own `as_of`, or the day given by `--as-of`. Today's date plays no part, "
        "so the same deck gives the same report. Formulas are as old as their oldest input, which "
        "is what is reported.",
        mend="Bring the figure up to date, with its `as_of`; or change how long it is good. "
        "`deckgen facts --stale` lists them.",
        check=_stale,
        skip=_skip,
    ),
)
