"""The facts of a deck: figures with dates and sources, named in content as `${id}`."""

from __future__ import annotations

from deckgen.facts.files import read
from deckgen.facts.model import Fact, FactOrigin, KnownDisagreement
from deckgen.facts.numbers import Status
from deckgen.facts.resolve import Facts, source_line

__all__ = [
    "Fact",
    "FactOrigin",
    "Facts",
    "KnownDisagreement",
    "Status",
    "read",
    "source_line",
]
