"""Which face stands for a font's name: a table that ships, a font file, or a guess."""

from __future__ import annotations

import os
from functools import cache

from deckgen.fit import fontfiles
from deckgen.fit.face import Face, Placed
from deckgen.fit.tables import shipped

_TABLES = {
    "calibri": "carlito",
    "carlito": "carlito",
    "arial": "liberation-sans",
    "helvetica": "liberation-sans",
    "liberation sans": "liberation-sans",
    "arimo": "liberation-sans",
}
"""Families whose signs are as wide as those of an open font that deckgen has a table of."""

_GUESSES = {"calibri light": "carlito"}
"""Tables of families that are about as wide."""
_GUESS = "liberation-sans"  # wider than most: a guess had better warn too early

FOLDERS = "DECKGEN_FONTS"
"""The environment variable that names folders with more font files."""


class Guess:
    """A face by which another is guessed; nothing it says is certain."""

    def __init__(self, face: Face) -> None:
        """Guess by this face."""
        self._face = face

    def place(self, text: str, *, kerned: bool) -> Placed:
        """Where the signs would be in the other face."""
        return self._face.place(text, kerned=kerned)._replace(certain=False)


@cache
def face(family: str, *, bold: bool, italic: bool) -> Face:
    """The face of a font family by its name in a presentation, theme fonts resolved."""
    style = "-".join([*["bold"] * bold, *["italic"] * italic]) or "regular"
    name = family.casefold().strip()
    table = _TABLES.get(name)
    if table is not None:
        return shipped(f"{table}-{style}")
    folders = tuple(filter(None, os.environ.get(FOLDERS, "").split(os.pathsep)))
    found = fontfiles.find(family, bold=bold, italic=italic, folders=folders)
    return found or Guess(shipped(f"{_GUESSES.get(name, _GUESS)}-{style}"))
