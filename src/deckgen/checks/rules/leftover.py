"""Figures that facts had before, and that still stand somewhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from deckgen import figures
from deckgen.checks import passages, telling
from deckgen.checks.base import Fault, Rule
from deckgen.checks.matching import phrases, says
from deckgen.checks.passages import Passage, Voice
from deckgen.checks.subject import Subject
from deckgen.diagnostics import Severity
from deckgen.facts import Fact
from deckgen.facts.references import written

_WHERE = {
    Voice.TEXT: "",
    Voice.NOTES: " in the notes",
    Voice.ALT: " in the alternative text",
    Voice.DATA: " in the data that the chart has stored",
}


class _Change(NamedTuple):
    """A fact as it was and as it is."""

    before: Fact
    now: Fact


def _skip(subject: Subject) -> str:
    if subject.usage is not None and subject.earlier is None:
        return "no earlier facts to compare with: `--since` names a file of them, or a git revision"
    return telling.no_facts(subject)


def _left(subject: Subject) -> Iterator[Fault]:
    usage = subject.usage
    if usage is None or subject.deck is None or subject.earlier is None:
        return
    facts = subject.deck.facts
    changes = [
        _Change(before, facts.fact(before.id))
        for before in subject.earlier
        if before.id in facts and before.text != facts.fact(before.id).text
    ]
    for slide in subject.slides if changes else ():
        used = frozenset(usage.on(slide.planned))
        told: set[tuple[str | None, str]] = set()
        said = (*passages.planned(slide), *passages.noted(slide), *passages.unplanned(slide))
        for passage in said:
            for change, start, end in _remains(passage, changes, used):
                spot = passage.where.spot
                key = (spot.shape if spot else None, change.now.id)
                if passage.voice in (Voice.TEXT, Voice.NOTES) or key not in told:
                    yield _fault(passage, change, start, end)
                told.add(key)


def _remains(
    passage: Passage, changes: list[_Change], used: frozenset[Fact]
) -> Iterator[tuple[_Change, int, int]]:
    """The stretches of a passage that say what a fact said before, and that no fact says now."""
    text = passage.text
    for figure in figures.find(text):
        current = passage.fact(figure.start, figure.end) or any(
            says(fact, figure, text, used) for fact in used
        )
        for change in changes if not current else ():
            if says(change.before, figure, text, _standing(change, used)):
                yield change, figure.start, figure.end
                break
    for change in changes:
        for start, end in phrases(change.before, text, _standing(change, used)):
            if not passage.fact(start, end):
                yield change, start, end


def _standing(change: _Change, used: frozenset[Fact]) -> tuple[Fact, ...]:
    """The fact as it was, where the slide uses it as it is."""
    return (change.before,) if change.now in used else ()


def _fault(passage: Passage, change: _Change, start: int, end: int) -> Fault:
    name = change.now.id
    return Fault(
        f"`{passage.text[start:end]}`{_WHERE[passage.voice]} is what `{name}` said before; now it "
        f"says {change.now.text or 'another figure'}",
        passage.at(start, end), "left over", (f"write `{written(name)}`",),
    )  # fmt: skip


RULES = (
    Rule(
        id="LEFT-OVER",
        severity=Severity.ERROR,
        summary="No figure of before is left over.",
        why="Two figures for one thing in one deck: the reader cannot tell which is true.",
        source="House rule.",
        decided="With `--since` a file of facts or a git revision: a fact says something else now, "
        "and what it said then still stands in a text, cell, note, alternative text, or in the "
        "data that a chart has stored, and comes from no fact. A number of one or two digits, or "
        "a single word, counts only where the slide uses the fact, or a word of its id or unit "
        "stands near.",
        mend="Write `${id}` in its place, so that it follows.",
        check=_left,
        skip=_skip,
    ),
)
