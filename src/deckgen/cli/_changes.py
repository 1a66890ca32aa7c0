"""What a build says of the changes since the last one: a few lines, or data for JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from deckgen.diagnostics import listed
from deckgen.review.last_build import BuildChanges, FactChange

_MOST_FACTS = 5
_MOST_SLIDES = 6


def lines(changes: BuildChanges | None) -> Iterator[str]:
    """The lines for a terminal; none for a first build, and where the file is the same."""
    if changes is None or changes.same:
        return
    kinds = ("changed", "added", "removed", "moved")
    slides = {kind: found for kind in kinds if (found := getattr(changes, kind))}
    yield from facts(changes.facts)
    yield from (f"  slides {kind}: {listed(names, _MOST_SLIDES)}" for kind, names in slides.items())
    if changes.deck:
        yield f"  changed of the deck: {', '.join(changes.deck)}"
    if not (changes.facts or slides or changes.deck):
        yield "  no slide and no fact changed since the last build"
    if len(changes.facts) > _MOST_FACTS or any(len(n) > _MOST_SLIDES for n in slides.values()):
        yield "  before the next build, `deckgen diff` says in full what it will change"


def facts(changed: Sequence[FactChange]) -> Iterator[str]:
    """A line for each of the first facts, then how many more there are."""
    for fact in changed[:_MOST_FACTS]:
        yield f"  {fact.id} {fact.old} -> {fact.new}"
    more = len(changed) - _MOST_FACTS
    if more > 0:
        yield f"  and {more} more {'fact' if more == 1 else 'facts'}"


def as_data(changes: BuildChanges | None) -> dict[str, Any] | None:
    """The changes as data for JSON, None for a first build."""
    if changes is None:
        return None
    return {
        "same": changes.same,
        "facts": [{"id": fact.id, "old": fact.old, "new": fact.new} for fact in changes.facts],
        "slides": {
            "changed": list(changes.changed),
            "added": list(changes.added),
            "removed": list(changes.removed),
            "moved": list(changes.moved),
        },
        "deck": list(changes.deck),
    }
