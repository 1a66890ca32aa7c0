"""Rules on fit: text in its frame, tables in their room."""

from __future__ import annotations

from collections.abc import Iterator

from deckgen.checks._slide_view import ShapeView
from deckgen.checks.subject import Check, Fault, Subject
from deckgen.plan.overflow import diagnose


def _diagnosed(subject: Subject, code: str) -> Iterator[Fault]:
    for shape, fit in subject.fits:
        if fit.certain:
            continues = subject.deck is not None and not shape.slide.planned.like
            for found in diagnose(fit, shape.name, None, continues=continues):
                if found.code == code:
                    yield Fault(found.message, shape.where, found.label, found.helps)


def _overflow(subject: Subject) -> Iterator[Fault]:
    yield from _diagnosed(subject, "OVERFLOW")
    for shape, found in subject.table_overflows:
        if found.heights.certain:
            yield Fault(found.message(shape.name), shape.where, found.label, (found.help,))


def _shrink(subject: Subject) -> Iterator[Fault]:
    return _diagnosed(subject, "SHRINK")


def _broken(subject: Subject) -> Iterator[Fault]:
    return _diagnosed(subject, "WORD-BROKEN")


def _undecided(subject: Subject) -> Iterator[Fault]:
    for shape, fit in subject.fits:
        if not fit.certain and any(diagnose(fit, shape.name, None)):
            yield _open_question(
                shape, f"the text of `{shape.name}` fits", "its font or its way of writing"
            )
    for shape, found in subject.table_overflows:
        if not found.heights.certain:
            yield _open_question(
                shape,
                f"the table `{shape.name}` fits {found.limit}",
                "a font or a way of writing",
            )


def _open_question(shape: ShapeView, what: str, unknown: str) -> Fault:
    return Fault(
        f"whether {what} cannot be decided: {unknown} is not known here, and by a guess it does "
        "not",
        shape.where,
        helps=("look at it in PowerPoint",),
    )


CHECKS = (
    Check("OVERFLOW", _overflow),
    Check("SHRINK", _shrink),
    Check("WORD-BROKEN", _broken),
    Check("FIT-REVIEW", _undecided),
)
