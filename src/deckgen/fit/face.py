"""What a face does for text: it places the signs of a line."""

from __future__ import annotations

from typing import NamedTuple, Protocol


class Placed(NamedTuple):
    """Where each sign of a text starts and ends on a line, in em from its beginning.

    The text from sign i to before j, set by itself, is `ends[j - 1] - starts[i]` wide. `certain`
    is false where a width is guessed.
    """

    starts: list[float]
    ends: list[float]
    certain: bool


class Face(Protocol):
    """One style of a font family."""

    def place(self, text: str, *, kerned: bool) -> Placed:
        """Where the signs of a text without line breaks start and end."""


class Faces(Protocol):
    """What gives the face of a family by its name in a presentation, theme fonts resolved."""

    def __call__(self, family: str, *, bold: bool, italic: bool) -> Face:
        """The face of that family and style."""
