"""Aligning two sequences, and finding what moved between them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")
U = TypeVar("U")
Pair = tuple[int | None, int | None]
"""The indexes of an item in the old and the new sequence; None where it is missing."""


def aligned(old: Sequence[T], new: Sequence[U], score: Callable[[T, U], float]) -> Iterator[Pair]:
    """The alignment whose scores add up to the most; items with a score of 0 are never paired."""
    scores = [[score(a, b) for b in new] for a in old]
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in range(len(old) - 1, -1, -1):
        for j in range(len(new) - 1, -1, -1):
            both = best[i + 1][j + 1] + scores[i][j] if scores[i][j] > 0 else 0.0
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


def moved(old: Sequence[str], new: Sequence[str]) -> set[str]:
    """The keys that moved among those that both sequences have: as few as explain the new order.

    The others are a longest increasing subsequence.
    """
    before = {key: index for index, key in enumerate(old)}
    both = [key for key in new if key in before]
    ends: list[int] = []  # the least last index of a chain of each length
    chains: list[tuple[str, ...]] = []
    for key in both:
        at = bisect_left(ends, before[key])
        chain = (*(chains[at - 1] if at else ()), key)
        ends[at:] = [before[key], *ends[at + 1 :]]
        chains[at:] = [chain, *chains[at + 1 :]]
    return set(both) - set(chains[-1] if chains else ())


def with_keys(order: Sequence[str], keys: Iterable[str], like: Sequence[str]) -> list[str]:
    """The order with keys that it lacks, each after the nearest key that is before it in `like`."""
    found = list(order)
    for key in keys:
        before = like[: like.index(key)]
        at = next((found.index(other) for other in reversed(before) if other in found), -1)
        found.insert(at + 1, key)
    return found
