"""Which row of an old content is which row of the new one."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from deckgen.diff.rows import Row

T = TypeVar("T")
Pair = tuple[int | None, int | None]
"""The places of an item in the old and the new sequence; None where it is not there."""

ALIKE = 0.5
"""How alike two texts must be to be one that was changed."""


def align(old: Sequence[Row], new: Sequence[Row]) -> list[Pair]:
    """The rows paired in order: equal ones, then those that are alike; rows with keys by key."""
    pairs: list[Pair] = []
    keyed_new = {row.key: index for index, row in enumerate(new) if row.key}
    keyed_old = {row.key for row in old if row.key}
    for index, row in enumerate(old):
        if row.key:
            pairs.append((index, keyed_new.get(row.key)))
    pairs += [(None, at) for key, at in keyed_new.items() if key not in keyed_old]
    free_old = [index for index, row in enumerate(old) if not row.key]
    free_new = [index for index, row in enumerate(new) if not row.key]
    found = _monotone(
        [old[index] for index in free_old], [new[index] for index in free_new], _likeness
    )
    pairs += [
        (None if i is None else free_old[i], None if j is None else free_new[j]) for i, j in found
    ]
    return pairs


def _likeness(first: Row, second: Row) -> float:
    if first.text == second.text:
        return 1.0
    matcher = difflib.SequenceMatcher(None, first.text, second.text, autojunk=False)
    if matcher.real_quick_ratio() < ALIKE or matcher.quick_ratio() < ALIKE:
        return 0.0
    return matcher.ratio()


def _monotone(
    old: Sequence[Row], new: Sequence[Row], likeness: Callable[[Row, Row], float]
) -> Iterator[Pair]:
    """Equal rows paired first; between them the pairs that are the most alike in all."""
    matcher = difflib.SequenceMatcher(
        None, [row.pieces for row in old], [row.pieces for row in new], autojunk=False
    )
    for action, i1, i2, j1, j2 in matcher.get_opcodes():
        if action == "equal":
            yield from zip(range(i1, i2), range(j1, j2), strict=True)
        else:
            for i, j in _best(old[i1:i2], new[j1:j2], likeness):
                yield (None if i is None else i + i1, None if j is None else j + j1)


def _best(old: Sequence[T], new: Sequence[T], likeness: Callable[[T, T], float]) -> Iterator[Pair]:
    """The pairs in order whose likeness adds up to the most; a single one is paired anyway."""
    if len(old) == 1 and len(new) == 1:
        yield 0, 0
        return
    scores = [[likeness(a, b) for b in new] for a in old]
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in range(len(old) - 1, -1, -1):
        for j in range(len(new) - 1, -1, -1):
            both = best[i + 1][j + 1] + scores[i][j] if scores[i][j] >= ALIKE else 0.0
            best[i][j] = max(best[i + 1][j], best[i][j + 1], both)
    i = j = 0
    while i < len(old) or j < len(new):
        if i == len(old):
            yield None, j
            j += 1
        elif j == len(new) or best[i][j] == best[i + 1][j]:
            yield i, None
            i += 1
        elif best[i][j] == best[i][j + 1]:
            yield None, j
            j += 1
        else:
            yield i, j
            i, j = i + 1, j + 1
