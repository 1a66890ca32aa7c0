"""PERIOD: a typed period or date that is none of those of the facts on its slide."""

from __future__ import annotations

from collections.abc import Iterator

from deckgen.checks import _text_view as text_view
from deckgen.checks import subject as checks_subject
from deckgen.checks._text_view import Passage
from deckgen.checks.subject import Check, Fault, Subject
from deckgen.facts.times import Times, TypedTime

_MOST_LISTED = 4


def _periods(subject: Subject) -> Iterator[Fault]:
    usage = subject.usage
    if usage is None:
        return
    forms = Times(usage.facts)
    for slide in subject.slides:
        times = Times(usage.on(slide.planned))
        for passage in text_view.slot_passages(slide) if times else ():
            for typed in forms.typed_in(passage.text) if passage.typed else ():
                if passage.is_bare(typed.start, typed.end) and not times.says(typed.text):
                    yield _of_another_time(passage, typed, times)


def _of_another_time(passage: Passage, typed: TypedTime, times: Times) -> Fault:
    said = [*times.periods, *map(str, times.days)]
    listed = ", ".join(said[:_MOST_LISTED])
    listed += f" and {len(said) - _MOST_LISTED} more" if len(said) > _MOST_LISTED else ""
    return Fault(
        f"`{typed.text}` is typed, and the facts of this slide are of {listed}",
        passage.at(typed.start, typed.end), "of another time",
        ("write `${id:period}` or `${id:as_of}`, which follow the fact",
         f"or say that it is meant: `\\{typed.text}`"),
    )  # fmt: skip


CHECKS = (Check("PERIOD", _periods, checks_subject.no_facts),)
