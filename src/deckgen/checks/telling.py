"""What rules say of a fact: why they cannot, and where the deck uses it."""

from __future__ import annotations

from deckgen.checks.base import Fault
from deckgen.checks.subject import Subject
from deckgen.checks.where import Where
from deckgen.diagnostics import Severity, Spot
from deckgen.facts import Fact
from deckgen.uses import NOTES, Usage, Use

_MOST = 6


def no_facts(subject: Subject) -> str:
    """Why a rule about facts cannot be decided; "" where it can."""
    if subject.deck is None:
        return "only a deck has facts"
    return "" if subject.usage is not None else "the deck has no facts"


def where(subject: Subject, fact: Fact, field: str) -> Where:
    """The field of a fact in its file, and the first slot that shows what it says."""
    usage = subject.usage
    uses = () if usage is None else uses_of(usage, fact)
    return Where(_spot(subject, uses[0]) if uses else None, fact.place(field))


def known(subject: Subject, fact: Fact, message: str) -> Fault:
    """A disagreement that the fact's author knows of, and keeps."""
    note = fact.entry.note
    field = "printed" if fact.entry.printed else "computed"
    shown = "" if subject.usage is None else shown_on(subject.usage, fact)
    helps = (shown, f"its note: {' '.join(note.text.split())}" if note else "add a `note` why")
    return Fault(
        f"known: {message}", where(subject, fact, field), "stated here",
        tuple(text for text in helps if text), Severity.TIP,
    )  # fmt: skip


def uses_of(usage: Usage, fact: Fact) -> tuple[Use, ...]:
    """The uses of a fact, then those of the facts that are made of it."""
    waiting, seen = [fact], {fact: None}
    found: list[Use] = []
    while waiting:
        at = waiting.pop(0)
        found += usage.uses.get(at, ())
        further = [other for other in usage.builders.get(at, ()) if other not in seen]
        waiting += further
        seen.update(dict.fromkeys(further))
    return tuple(found)


def shown_on(usage: Usage, fact: Fact) -> str:
    """The slides that show a fact, or what is made of it, in words; "" where none does."""
    slides = sorted({(use.slide, use.id) for use in uses_of(usage, fact)})
    listed = [f"{number} (`{name}`)" for number, name in slides[:_MOST]]
    if len(slides) > _MOST:
        listed.append(f"{len(slides) - _MOST} more")
    if not listed:
        return ""
    noun = "slide" if len(slides) == 1 else "slides"
    return f"it stands on {noun} {_joined(listed)}"


def _joined(words: list[str]) -> str:
    return " and ".join((", ".join(words[:-1]), words[-1])) if len(words) > 1 else words[0]


def _spot(subject: Subject, use: Use) -> Spot | None:
    slide = subject.slides[use.slide - 1]
    return slide.where.spot if use.slot == NOTES else slide.slot(use.slot).spot
