"""What deckgen leaves in a deck so that it knows the deck and its slides again."""

from __future__ import annotations

from enum import Enum


class Embed(Enum):
    """`full`: marks and the base that edits are compared with; `hashes`: the base's digests
    instead; `none`: no mark at all, not even a slide's name."""

    FULL = "full"
    HASHES = "hashes"
    NONE = "none"

    @property
    def marks(self) -> bool:
        """Whether slides carry their ids."""
        return self is not Embed.NONE
