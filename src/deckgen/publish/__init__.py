"""The copy of a deck for outside: nothing in it that was meant for those who made it."""

from deckgen.publish.outcome import Item, Outcome
from deckgen.publish.strip import Options, strip

__all__ = ["Item", "Options", "Outcome", "strip"]
