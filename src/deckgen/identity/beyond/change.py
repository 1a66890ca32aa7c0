"""A change that no plan holds, and whose it is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Beyond:
    """A change that no plan holds, for a person to see to.

    `slide` is an id, "" for the deck and its template; `shape` a slot's or a shape's name, "" for
    the whole slide.
    """

    slide: str
    shape: str
    what: str

    def __str__(self) -> str:
        return f"slide `{self.slide}`: {self.what}" if self.slide else self.what
