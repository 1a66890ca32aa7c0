"""Text in capitals as it is shown (a:rPr cap): what is set, and in what share of the size."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

_SMALL = 0.8  # of the size: capitals that stand for small letters


def cased(text: str, capitals: str) -> Iterator[tuple[str, float]]:
    """The signs that are shown, as many as the text has, in pieces with their share of the size.

    `capitals` is ECMA-376's ST_TextCapsType.
    """
    if capitals == "all":
        yield _upper(text), 1.0
    elif capitals == "small":
        for small, piece in groupby(text, str.islower):
            yield _upper("".join(piece)), _SMALL if small else 1.0
    else:
        yield text, 1.0


def _upper(text: str) -> str:
    """The text in capitals; a sign whose capital is not one sign (`ß`) stays."""
    return "".join(c if len(c.upper()) != 1 else c.upper() for c in text)
