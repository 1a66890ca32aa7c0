"""How much room text needs, estimated without a font: good to a few percent in Latin script.

Advances are those of Calibri's metric twin Carlito, rounded to a twentieth of an em.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

LINE = 1.2

"""The height of a line in em, whatever the font, as PowerPoint sets it."""


_ADVANCES = {
    char: advance
    for advance, chars in {
        0.20: "'",
        0.25: " ,.:;Iijl’",
        0.30: "()-J[]`f{}",
        0.35: "!rt",
        0.40: '"/L\\csz“”',
        0.45: "?FSZgkvxy|",
        0.50: "#$*+0123456789<=>EKPTXY^_ae~–\u2212€£•",
        0.55: "BCRVbdhnopqu",
        0.60: "ADH",
        0.65: "GNOQU",
        0.70: "%&w…",
        0.80: "m",
        0.85: "M",
        0.90: "@W—",
    }.items()
    for char in chars
}

_OTHER, _WIDE, _BOLD = 0.53, 1.0, 1.03

# A line can break after a space or a hyphen, and on both sides of an East Asian wide character.
_UNIT = re.compile(r"[^\s-]*(?:-+|\s+|$)")


def advance(text: str, *, bold: bool = False) -> float:
    """The width of text on one line, in em."""
    total = 0.0
    for char in text:
        known = _ADVANCES.get(char)
        total += _advance_of_other(char) if known is None else known
    return total * _BOLD if bold else total


def _advance_of_other(char: str) -> float:
    if unicodedata.combining(char) or unicodedata.category(char) in ("Cf", "Mn", "Me"):
        return 0.0
    if unicodedata.east_asian_width(char) in "WF":
        return _WIDE
    base = unicodedata.normalize("NFD", char)[0]
    return _ADVANCES.get(base, _OTHER)


def units(text: str) -> list[str]:
    """The pieces between which a line can break; each keeps the spaces after it."""
    found: list[str] = []
    for piece in _UNIT.findall(text):
        wide = any(unicodedata.east_asian_width(char) in "WF" for char in piece)
        found.extend(piece if wide else [piece] if piece else [])
    return found


def longest_unit(text: str, *, bold: bool = False) -> float:
    """The width of the widest piece that cannot be broken, in em."""
    return max((advance(unit.rstrip(), bold=bold) for unit in units(text)), default=0.0)


def line_count(text: str, room: float, *, bold: bool = False) -> int:
    """How many lines text takes in `room` em; spaces at a line's end hang over it."""
    count, used = 1, 0.0
    for unit in units(text):
        bare = advance(unit.rstrip(), bold=bold)
        if used and used + bare > room:
            count, used = count + 1, 0.0
        if bare > room > 0:
            count += int((used + bare) / room)
            used = bare % room
        else:
            used += advance(unit, bold=bold)
    return count


def lines_of(texts: Iterable[str], room: float, *, bold: bool = False) -> int:
    """How many lines paragraphs take; a line break inside one starts a line."""
    return sum(line_count(piece, room, bold=bold) for text in texts for piece in text.split("\n"))
