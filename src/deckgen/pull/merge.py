"""Three-way merging: what both sides made of one base.

merge3 (the library) is under the GPL, and others tried lost edits in silence (round-trip.md,
"Merging"), so the merge of sequences is ours: diff3 on the matching blocks of difflib.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from deckgen.content.style import Paragraph, Run, Style, merged

T = TypeVar("T", bound=Hashable)
_TOKENS = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Clash(Generic[T]):
    """A stretch that both sides changed, each in its own way."""

    base: tuple[T, ...]
    ours: tuple[T, ...]
    theirs: tuple[T, ...]


def merge(base: Sequence[T], ours: Sequence[T], theirs: Sequence[T]) -> list[T | Clash[T]]:
    """The items that both sides agree on or one side changed, and the clashes between them."""
    result: list[T | Clash[T]] = []
    at = (0, 0, 0)
    for b, o, t, length in [*_common(base, ours, theirs), (len(base), len(ours), len(theirs), 0)]:
        was, mine, other = tuple(base[at[0] : b]), tuple(ours[at[1] : o]), tuple(theirs[at[2] : t])
        if mine in (was, other):
            result += other
        elif other == was:
            result += mine
        else:
            result.append(Clash(was, mine, other))
        result += base[b : b + length]
        at = (b + length, o + length, t + length)
    return result


def _common(
    base: Sequence[T], ours: Sequence[T], theirs: Sequence[T]
) -> Iterator[tuple[int, int, int, int]]:
    """Stretches that stand in all three: their places in each, and their length."""
    mine = difflib.SequenceMatcher(None, base, ours, autojunk=False).get_matching_blocks()
    other = difflib.SequenceMatcher(None, base, theirs, autojunk=False).get_matching_blocks()
    i = j = 0
    while i < len(mine) and j < len(other):
        first = max(mine[i].a, other[j].a)
        last = min(mine[i].a + mine[i].size, other[j].a + other[j].size)
        if first < last:
            yield (
                first,
                mine[i].b + first - mine[i].a,
                other[j].b + first - other[j].a,
                last - first,
            )
        if mine[i].a + mine[i].size < other[j].a + other[j].size:
            i += 1
        else:
            j += 1


def merge_paragraphs(
    base: Sequence[Paragraph], ours: Sequence[Paragraph], theirs: Sequence[Paragraph]
) -> tuple[Paragraph, ...] | None:
    """The paragraphs with both sides' changes, word by word where one was changed by both.

    None where the changes clash.
    """
    found: list[Paragraph] = []
    for item in merge(base, ours, theirs):
        if isinstance(item, Clash):
            if not len(item.base) == len(item.ours) == len(item.theirs):
                return None
            for was, mine, other in zip(item.base, item.ours, item.theirs, strict=True):
                line = _merge_line(was, mine, other)
                if line is None:
                    return None
                found.append(line)
        else:
            found.append(item)
    return tuple(found)


def _merge_line(was: Paragraph, mine: Paragraph, other: Paragraph) -> Paragraph | None:
    words = merge(_words(was), _words(mine), _words(other))
    runs: list[Run] = []
    for word in words:
        if isinstance(word, Clash):
            return None
        runs.append(Run(word[0], word[1]))
    shape = _pick(_shape(was), _shape(mine), _shape(other))
    if shape is None:
        return None
    level, number, opaque = shape
    return replace(mine, runs=merged(runs), level=level, number=number, opaque=opaque)


def _shape(line: Paragraph) -> tuple[int, int | None, str]:
    return line.level, line.number, line.opaque


def _pick(was: T, mine: T, other: T) -> T | None:
    """The side that changed, None where both did and differ."""
    if mine in (was, other):
        return other
    return mine if other == was else None


def _words(line: Paragraph) -> list[tuple[str, Style]]:
    return [(match.group(), run.style) for run in line.runs for match in _TOKENS.finditer(run.text)]


def merge_order(
    base: Sequence[str], ours: Sequence[str], theirs: Sequence[str]
) -> list[str] | None:
    """The order of keys after both sides moved, added and removed some.

    Keys that one side removed are out. None where both reordered in ways that do not fit.
    """
    gone = {key for key in base if key not in ours or key not in theirs}
    both = [key for key in base if key not in gone]
    mine = [key for key in ours if key in both]
    other = [key for key in theirs if key in both]
    order = (
        other if mine == both else mine if other in (both, mine) else _permuted(both, mine, other)
    )
    if order is None:
        return None
    for side in (ours, theirs):
        for index, key in enumerate(side):
            if key not in base and key not in order:
                before = next((k for k in reversed(side[:index]) if k in order), None)
                order.insert(0 if before is None else order.index(before) + 1, key)
    return order


def _permuted(base: list[str], ours: list[str], theirs: list[str]) -> list[str] | None:
    found = merge(base, ours, theirs)
    keys = [item for item in found if isinstance(item, str)]
    return keys if len(keys) == len(found) and sorted(keys) == sorted(base) else None
