"""`deckgen facts`: the facts of a deck, how old each is and where it is used."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path

from deckgen.diagnostics import error
from deckgen.facts.model import Fact
from deckgen.plan.usage import Usage, Use
from deckgen.project import DECK, Project


@dataclass(frozen=True, slots=True)
class FactListing:
    """A fact in the list.

    `uses` are the slots that show it, `builders` the facts that are computed from it; it is `used`
    if a slide shows it or one of these. `stale` says that it is older than it may be on the day of
    the list.
    """

    fact: Fact
    uses: tuple[Use, ...]
    dependents: tuple[Fact, ...]
    used: bool
    stale: bool


@dataclass(frozen=True, slots=True)
class FactList:
    """The facts of a deck, or some of them. Age is counted to `day`, None where none is known."""

    day: datetime.date | None
    entries: tuple[FactListing, ...]


def facts(
    deck: str | Path = DECK,
    *,
    variant: str | None = None,
    as_of: datetime.date | None = None,
    unused: bool = False,
    stale: bool = False,
) -> FactList:
    """The facts of a deck or of one of its variants, then those that belong to single slides.

    Age is counted to `as_of`, else to that of deck.yaml. `unused` and `stale` list only such facts;
    with both, those that are both. Raises `Problem` where the deck cannot be planned, and for
    `stale` without a day.
    """
    project = Project(deck, variant=variant)
    day = as_of or project.deck.as_of
    if stale and day is None:
        raise error(
            "no-date",
            "there is no day to count the age of facts to",
            help="name one: `--as-of 2020-03-06`, or `as_of: 2020-03-06` in deck.yaml",
        )
    usage = project.usage
    entries = (listing(usage, fact, day) for fact in usage.facts)
    kept = (e for e in entries if not (unused and e.used) and (e.stale or not stale))
    return FactList(day, tuple(kept))


def listing(usage: Usage, fact: Fact, day: datetime.date | None) -> FactListing:
    """A fact with its uses; age is counted to the day."""
    return FactListing(
        fact,
        usage.uses.get(fact, ()),
        usage.dependents.get(fact, ()),
        fact in usage.used,
        day is not None and fact.due is not None and fact.due < day,
    )
