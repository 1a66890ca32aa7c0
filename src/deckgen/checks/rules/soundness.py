"""Rules on soundness: a rule for each invariant of a package that PowerPoint opens as it is."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from deckgen.checks._slide_view import FindingLocation
from deckgen.checks.subject import Check, Fault, Subject
from deckgen.diagnostics import Span


def check_of(rule: str) -> Check:
    """The check that finds the breaches of the invariant of that name."""
    return Check(rule, partial(_check, rule))


def _check(code: str, subject: Subject) -> Iterator[Fault]:
    for found in subject.unsound:
        if found.code == code:
            spot = None if isinstance(found.place, Span) else found.place
            yield Fault(found.message, FindingLocation(spot), found.label, found.helps)
