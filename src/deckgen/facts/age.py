"""How old a deck is as a whole: its `as_of`, and how long the first of its facts is good."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from deckgen.facts.model import Fact


class DeckAge(NamedTuple):
    """The day that a deck is of, and the shortest `stale_after` of its facts, in days."""

    as_of: date
    days: int

    @classmethod
    def of(cls, facts: Iterable[Fact], as_of: date | None) -> DeckAge | None:
        """The age of a deck with these facts; None without a day, or where they are always good."""
        limits = [fact.entry.stale_after for fact in facts if fact.entry.stale_after is not None]
        return cls(as_of, min(limits)) if as_of is not None and limits else None

    def remark(self, today: date) -> str:
        """The sentence about a deck that lies behind today by more days than that, "" for others.

        It names no day but the deck's, so that what is printed stays the same.
        """
        if today - self.as_of <= timedelta(days=self.days):
            return ""
        return (
            f"the deck is of {self.as_of}, more than {self.days} days ago, the shortest "
            "`stale_after` of its facts: `deckgen facts --stale --as-of DATE` lists what is old"
        )
