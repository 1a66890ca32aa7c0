"""Figures that are typed where a fact should stand."""

from __future__ import annotations

from collections.abc import Iterator

from deckgen import figures
from deckgen.checks import passages, telling
from deckgen.checks.base import Fault, Rule
from deckgen.checks.matching import says
from deckgen.checks.passages import Passage
from deckgen.checks.subject import Subject
from deckgen.diagnostics import Severity
from deckgen.facts import Fact
from deckgen.facts.references import written
from deckgen.figures import Figure

_MOST = 4


def _typed(subject: Subject) -> Iterator[Fault]:
    usage = subject.usage
    if usage is None:
        return
    for slide in subject.slides:
        known, used = usage.facts_of(slide.planned), usage.on(slide.planned)
        written = passages.described(slide, usage.descriptions(slide.planned))
        for passage in (*passages.planned(slide), *passages.noted(slide), *written):
            loose: list[Figure] = []
            for figure in figures.find(passage.text) if passage.typed else ():
                if passage.fact(figure.start, figure.end):
                    continue
                same = [fact for fact in known if says(fact, figure, passage.text, used)]
                if same:
                    yield _equal(passage, figure, sorted(same, key=lambda fact: fact not in used))
                else:
                    loose.append(figure)
            if loose:
                yield _uncovered(passage, loose)


def _equal(passage: Passage, figure: Figure, facts: list[Fact]) -> Fault:
    first, *others = facts
    also = ", ".join(f"`{fact.id}`" for fact in others[:_MOST])
    return Fault(
        f"`{figure.text}` is what the fact `{first.id}` says",
        passage.at(figure.start, figure.end), "typed",
        (f"write `{written(first.id)}`", *((f"or is it one of {also}?",) if also else ())),
    )  # fmt: skip


def _uncovered(passage: Passage, loose: list[Figure]) -> Fault:
    listed = ", ".join(f"`{figure.text}`" for figure in loose[:_MOST])
    listed += f" and {len(loose) - _MOST} more" if len(loose) > _MOST else ""
    return Fault(
        f"no fact says {listed}", passage.at(loose[0].start, loose[0].end), "typed",
        ("add a fact of it, with its date and source, and write `${id}`",), Severity.TIP,
    )  # fmt: skip


RULES = (
    Rule(
        id="LITERAL",
        severity=Severity.WARNING,
        summary="Figures come from facts.",
        why="A figure that is typed stays behind when its fact changes, and nobody knows its date "
        "or its source.",
        source="House rule.",
        decided="A figure in a text, cell, chart, note or alternative text was typed, and a fact "
        "says the same: that is a warning. A figure that no fact says is a tip. Dates, years and "
        "fiscal years, times, addresses, telephone numbers, chapters, laws, names such as 287(g), "
        "typed list numbers and numbers with letters at them are passed over. A number of one or "
        "two digits is taken for a fact's only where its slide uses the fact, or a word of the "
        "fact's id or unit stands near it.",
        mend="Write `${id}` in its place; give figures without a fact one.",
        check=_typed,
        skip=telling.no_facts,
    ),
)
