"""How firm a figure is: the letters of Eurostat and of SDMX (code list OBS_STATUS)."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

from deckgen.diagnostics import Span, fail


class Status(Enum):
    """How firm a figure is, from the firmest to the weakest.

    A revised figure has been looked at again, so it is the firmest after one without a mark; a
    break only hampers comparison over time; a provisional figure will be replaced, an estimated one
    was never counted, one of low reliability may be wrong. Confidential comes last, for what is
    derived from a confidential figure must not get out either.
    """

    NORMAL = ""
    REVISED = "r"
    BREAK = "b"
    PROVISIONAL = "p"
    ESTIMATED = "e"
    UNRELIABLE = "u"
    CONFIDENTIAL = "c"

    @classmethod
    def parse(cls, text: str, place: Span) -> Status:
        """The status of a letter, or of the word `none`; else a `Problem` at `place`."""
        if text == "none":
            return cls.NORMAL
        try:
            return cls(text)
        except ValueError:
            letters = ", ".join(f"`{s.value}` {s.name.lower()}" for s in cls if s.value)
            raise fail(
                "bad-status", f"`{text}` is not a status", place, "not known",
                f"a status is one letter: {letters}; or `none`",
            ) from None  # fmt: skip

    @property
    def weakness(self) -> int:
        """0 for the firmest."""
        return list(Status).index(self)


def weakest(statuses: Iterable[Status]) -> Status:
    """The weakest of them; normal where there are none."""
    return max(statuses, key=lambda status: status.weakness, default=Status.NORMAL)
