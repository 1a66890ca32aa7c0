"""Where lines break: greedily, as PowerPoint and LibreOffice both do for Latin text.

A line can break after spaces, hyphens and dashes (not after `/`), and before or after a sign that
fills a square; spaces at its end hang over the edge; a word that is too long breaks anywhere.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from functools import lru_cache
from typing import NamedTuple

_SPACE = r"[^\S\u00a0\u2007\u202f]|\u200b"  # no-break spaces left out
_DASH = r"[-\u00ad\u2010\u2012-\u2014]"
_CUT = re.compile(rf"(?:{_SPACE})+|(?<![\s-])(?<!^){_DASH}+(?!\s|\u200b|$)")
"""What a line can break after. A dash before a word (`-5`) belongs to it."""
_SLACK = 1e-6
"""What two sums of the same widths may differ by, in points."""


class Stretch(NamedTuple):
    """A line's signs: text[start:end] is what is seen of it; the next line starts at `next`."""

    start: int
    end: int
    next: int
    torn: bool = False
    """Whether it ends inside a word."""


class Breaks(NamedTuple):
    """Where a text can break: the ends of its pieces without their spaces, and with them."""

    bare: tuple[int, ...]
    full: tuple[int, ...]


@lru_cache(maxsize=4096)
def breaks(text: str) -> Breaks:
    """Where a text without line breaks can break, its end included."""
    cuts = {match.end(): match.start() for match in _CUT.finditer(text) if match.end() < len(text)}
    bare, full = [], []
    for cut in sorted({*cuts, *_wide_cuts(text)}):
        hangs = cut in cuts and (text[cut - 1].isspace() or text[cut - 1] == "\u200b")
        bare.append(cuts[cut] if hangs else cut)
        full.append(cut)
    bare.append(len(text.rstrip()))
    full.append(len(text))
    return Breaks(tuple(bare), tuple(full))


def _wide_cuts(text: str) -> list[int]:
    """The places that have a sign as wide as high (an ideograph) on one side."""
    if text.isascii():
        return []
    wide = [unicodedata.east_asian_width(sign) in "WF" for sign in text]
    return [i for i in range(1, len(text)) if (wide[i] or wide[i - 1]) and not text[i].isspace()]


def lines(
    text: str, starts: list[float], ends: list[float], first: float, rest: float
) -> list[Stretch]:
    """The lines of a text whose signs start and end there.

    `first` and `rest` are the room for the first line and for the others, in the same unit.
    """
    found: list[Stretch] = []
    at, size = 0, len(text)
    room = first
    if not text or ends[-1] - starts[0] <= room + _SLACK:
        return [Stretch(0, size, size)]
    bare, full = breaks(text)
    while at < size:
        edge = starts[at] + max(room, 0) + _SLACK
        reach = bisect_right(ends, edge, lo=at)  # signs before `reach` end within the room
        piece = bisect_right(bare, reach) - 1
        if piece >= 0 and full[piece] > at:
            found.append(Stretch(at, max(bare[piece], at), full[piece]))
        else:
            cut = max(reach, at + 1)
            found.append(Stretch(at, cut, cut, torn=cut < size))
        at = found[-1].next
        room = rest
    return found
