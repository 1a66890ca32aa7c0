"""Where a finding is: on the slides, and in the author's files."""

from __future__ import annotations

from dataclasses import dataclass

from deckgen.diagnostics import Place, Span, Spot


@dataclass(frozen=True, slots=True)
class Where:
    """A place on the slides and, where a deck is checked, what the author wrote there."""

    spot: Spot | None = None
    span: Span | None = None

    @property
    def place(self) -> Place | None:
        """What a message names: the author's own line before the shape that came of it."""
        return self.span or self.spot
