"""Which row of an old content is which row of the new one."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Sequence

from deckgen.alignment import Pair, aligned
from deckgen.diff.rows import Row

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
    return ratio if (ratio := matcher.ratio()) >= ALIKE else 0.0


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
            one = i2 - i1 == j2 - j1 == 1
            score = (lambda *_: 1.0) if one else likeness
            for i, j in aligned(old[i1:i2], new[j1:j2], score):
                yield (None if i is None else i + i1, None if j is None else j + j1)
