"""Faces from the width tables in data/, made by tools/metrics.py of the open fonts."""

from __future__ import annotations

import gzip
import json
import unicodedata
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from itertools import accumulate, pairwise
from operator import add
from typing import Any

from deckgen.fit.face import Placed

_GUESS = 0.55  # em: about what a letter takes that the table has not


class _Widths(dict[str, float]):
    """The width of each sign in em; those the font lacks are guessed once."""

    def __missing__(self, sign: str) -> float:
        if unicodedata.combining(sign) or unicodedata.category(sign) in ("Cf", "Cc", "Mn", "Me"):
            width = 0.0
        else:
            width = 1.0 if unicodedata.east_asian_width(sign) in "WF" else _GUESS
        self[sign] = width
        return width


class _Steps(dict[tuple[str, str], float]):
    """From the start of a sign to the start of the one after it, in em, kerned."""

    def __init__(self, widths: _Widths, kern: dict[str, Any], em: int) -> None:
        super().__init__()
        self._widths, self._em = widths, em
        self._left = {sign: i for i, signs in enumerate(kern["left"]) for sign in signs}
        self._right = {sign: i for i, signs in enumerate(kern["right"]) for sign in signs}
        self._by: list[list[int]] = kern["by"]

    def __missing__(self, pair: tuple[str, str]) -> float:
        row, column = self._left.get(pair[0]), self._right.get(pair[1])
        by = 0 if row is None or column is None else self._by[row][column]
        self[pair] = step = self._widths[pair[0]] + by / self._em
        return step


class TableFace:
    """A face whose widths and kerning come from a table that ships with deckgen."""

    def __init__(self, content: dict[str, Any]) -> None:
        """A face from what tools/metrics.py wrote."""
        em: int = content["em"]
        self._widths = _Widths(
            (chr(first + i), width / em)
            for first, *row in content["widths"]
            for i, width in enumerate(row)
        )
        self._known = frozenset(self._widths)
        self._steps = _Steps(self._widths, content["kern"], em)

    def place(self, text: str, *, kerned: bool) -> Placed:
        """Where the signs of a text start and end."""
        if not text:
            return Placed([], [], certain=True)
        widths = list(map(self._widths.__getitem__, text))
        # Maps over C functions: a deck has some ten thousand signs, and each build sets them all.
        steps = map(self._steps.__getitem__, pairwise(text))
        starts = list(accumulate(steps if kerned else widths[:-1], initial=0.0))
        return Placed(starts, list(map(add, starts, widths)), self._known.issuperset(text))


@cache
def shipped(name: str) -> TableFace:
    """The face of a table in data/ (`carlito-bold`)."""
    packed = files("deckgen.fit").joinpath("data", f"{name}.json.gz").read_bytes()
    return TableFace(json.loads(gzip.decompress(packed)))


def names() -> Iterator[str]:
    """The tables that ship, by name."""
    for item in files("deckgen.fit").joinpath("data").iterdir():
        if item.name.endswith(".json.gz"):
            yield item.name.removesuffix(".json.gz")
