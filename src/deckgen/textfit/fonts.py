"""Font faces: where each character of a line starts and ends.

`face` chooses by the font's name in a presentation: a width table that ships in data/, a font
file shaped by HarfBuzz, or a guess by another face. Widths are in em.
"""

from __future__ import annotations

import gzip
import unicodedata
from functools import cache
from itertools import accumulate, pairwise, repeat
from operator import add, truediv
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import msgspec


class PlacedText(NamedTuple):
    """Where each character of a text starts and ends on a line, in em from its beginning.

    Set by itself, text[i:j] is `ends[j - 1] - starts[i]` wide. `certain` is false where a width is
    guessed.
    """

    starts: list[float]
    ends: list[float]
    certain: bool


class Face(Protocol):
    """One style of a font family."""

    def place(self, text: str, *, kerned: bool) -> PlacedText:
        """Where the characters of a text without line breaks start and end."""


class Faces(Protocol):
    """A function that gives the face of a font family, named as in a presentation.

    Theme fonts (`+mn-lt`) are resolved before.
    """

    def __call__(self, family: str, *, bold: bool, italic: bool) -> Face:
        """The face of that family and style."""


# Faces from font files, shaped by HarfBuzz, where uharfbuzz is installed and the file is found.


@cache
def _harfbuzz() -> Any:
    """The shaping engine, None where it is not installed; no deck in our own fonts needs it."""
    try:
        import uharfbuzz
    except ImportError:
        return None
    return uharfbuzz


class FileFace:
    """A face in a font file, without ligatures by default, as PowerPoint on Windows sets text."""

    def __init__(self, path: Path, index: int = 0, *, ligatures: bool = False) -> None:
        """Open the face of that number in a file. Raises OSError where there is no such file."""
        self._features = {"liga": ligatures, "clig": ligatures}
        self._engine = _harfbuzz()
        self._face = self._engine.Face(path.read_bytes(), index)
        self._font = self._engine.Font(self._face)
        self._em: int = self._face.upem

    def place(self, text: str, *, kerned: bool) -> PlacedText:
        """Where the characters of a text start and end; those of one cluster share their place."""
        buffer = self._engine.Buffer()
        buffer.add_codepoints([ord(char) for char in text])
        buffer.guess_segment_properties()
        self._engine.shape(self._font, buffer, {"kern": kerned, **self._features})
        advances = [0] * len(text)
        certain = True
        for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
            advances[info.cluster] += position.x_advance
            certain &= info.codepoint != 0
        ends = [edge / self._em for edge in accumulate(advances)]
        return PlacedText([0.0, *ends[:-1]][: len(text)], ends, certain)


# Faces from the width tables in data/, made by tools/metrics.py of the open fonts.


_UNKNOWN_WIDTH = 0.55  # em: about the width of a letter that the table lacks


class _Widths(dict[str, float]):
    """The width of each character in em; those that the font lacks are guessed once."""

    def __missing__(self, char: str) -> float:
        if unicodedata.combining(char) or unicodedata.category(char) in ("Cf", "Cc", "Mn", "Me"):
            width = 0.0
        else:
            width = 1.0 if unicodedata.east_asian_width(char) in "WF" else _UNKNOWN_WIDTH
        self[char] = width
        return width


MOST_PAIRS = 20_000  # Latin text has some thousand; text of a large script has no end of them


class _Steps(dict[tuple[str, str], float]):
    """From the start of a character to the start of the next one, in em, kerned."""

    def __init__(self, widths: _Widths, kern: dict[str, Any], em: int) -> None:
        super().__init__()
        self._widths, self._em = widths, em
        self._left = {char: i for i, chars in enumerate(kern["left"]) for char in chars}
        self._right = {char: i for i, chars in enumerate(kern["right"]) for char in chars}
        self._by: list[list[int]] = kern["by"]

    def __missing__(self, pair: tuple[str, str]) -> float:
        row, column = self._left.get(pair[0]), self._right.get(pair[1])
        by = 0 if row is None or column is None else self._by[row][column]
        if len(self) >= MOST_PAIRS:
            self.clear()
        self[pair] = step = self._widths[pair[0]] + by / self._em
        return step


class TableFace:
    """A face whose widths and kerning come from a table that ships with deckgen."""

    def __init__(self, content: dict[str, Any]) -> None:
        """A face from what tools/metrics.py wrote."""
        em: int = content["em"]
        self._widths = _Widths()
        for first, *row in content["widths"]:
            characters = map(chr, range(first, first + len(row)))
            self._widths.update(zip(characters, map(truediv, row, repeat(em)), strict=True))
        self._known = frozenset(self._widths)
        self._steps = _Steps(self._widths, content["kern"], em)

    def place(self, text: str, *, kerned: bool) -> PlacedText:
        """Where the characters of a text start and end."""
        if not text:
            return PlacedText([], [], certain=True)
        widths = list(map(self._widths.__getitem__, text))
        # Maps over C functions: each build places some ten thousand characters.
        steps = map(self._steps.__getitem__, pairwise(text))
        starts = list(accumulate(steps if kerned else widths[:-1], initial=0.0))
        return PlacedText(starts, list(map(add, starts, widths)), self._known.issuperset(text))


@cache
def shipped(name: str) -> TableFace:
    """The face of a table in data/ (`carlito-bold`)."""
    packed = Path(__file__).with_name("data").joinpath(f"{name}.json.gz").read_bytes()
    return TableFace(msgspec.json.decode(gzip.decompress(packed)))


# The face for a font's name: a table that ships, a font file, or a guess.


_TABLES = {
    "calibri": "carlito",
    "carlito": "carlito",
    "cambria": "caladea",
    "caladea": "caladea",
    "arial": "liberation-sans",
    "helvetica": "liberation-sans",
    "liberation sans": "liberation-sans",
    "arimo": "liberation-sans",
}
"""Families with the same widths as an open font whose table ships with deckgen."""

_GUESSES = {"calibri light": "carlito"}
"""Tables of families that are about as wide."""
_FALLBACK = "liberation-sans"  # wider than most fonts: a guess had better warn too early


class Guess:
    """A face whose widths are guessed by those of another; none of them is certain."""

    def __init__(self, face: Face) -> None:
        """Guess by this face."""
        self._face = face

    def place(self, text: str, *, kerned: bool) -> PlacedText:
        """Where the characters would be in the other face."""
        return self._face.place(text, kerned=kerned)._replace(certain=False)


class _Uses:
    """How often this process asked for a face that depends on the fonts of the machine."""

    count = 0


def uses_of_machine() -> int:
    """How often a face was asked for that is other where other font files are installed."""
    return _Uses.count


def face(family: str, *, bold: bool, italic: bool) -> Face:
    """The face of a font family by its name in a presentation, theme fonts resolved."""
    name = family.casefold().strip()
    if name not in _TABLES and _harfbuzz() is not None:
        _Uses.count += 1
    return _face(family, name, bold, italic)


@cache
def _face(family: str, name: str, bold: bool, italic: bool) -> Face:
    style = "-".join([*["bold"] * bold, *["italic"] * italic]) or "regular"
    table = _TABLES.get(name)
    if table is not None:
        return shipped(f"{table}-{style}")
    found = _of_file(family, bold=bold, italic=italic)
    return found or Guess(shipped(f"{_GUESSES.get(name, _FALLBACK)}-{style}"))


def _of_file(family: str, *, bold: bool, italic: bool) -> FileFace | None:
    """The face in a font file of the machine, where HarfBuzz is there to read it."""
    if _harfbuzz() is None:
        return None
    # Imported only here: no deck in our own fonts needs it.
    from deckgen.textfit import font_files

    folders = font_files.named_folders()
    file = font_files.find(family, bold=bold, italic=italic, folders=folders)
    return None if file is None else FileFace(*file)
