"""Pagination: where content that is too long for its slot is divided between slides."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from deckgen.richtext.runs import Paragraph

_STEPS = 24

"""Steps of the bisection for even parts: far below a thousandth of a slide."""


class Block(NamedTuple):
    """A paragraph or row: its height, and the room before and after it, in one unit.

    `rank` is the cost of starting a slide with it, 0 for a good start; None forbids it.
    """

    height: float
    before: float = 0
    after: float = 0
    rank: int | None = 0


class PageFit(NamedTuple):
    """Paragraphs measured in a slot: a block each, the slot's depth, and whether they fit."""

    blocks: tuple[Block, ...]
    depth: float
    fits: bool


Measure = Callable[[tuple[Paragraph, ...]], PageFit]

"""A function that measures paragraphs in the text frame of a slot."""


def paginate(blocks: Sequence[Block], depth: float) -> list[range]:
    """The blocks in as few parts as possible of at most this depth, about evenly filled.

    A part is deeper only where it cannot be divided. A block of lower rank starts a part in
    preference to one of higher rank, unless the part before would be less than half full.
    """
    full = _filled(blocks, depth)
    low, high, best = 0.0, depth, full
    for _ in range(_STEPS):
        middle = (low + high) / 2
        found = _filled(blocks, middle)
        if len(found) == len(full) and _worst(blocks, found) <= _worst(blocks, full):
            high, best = middle, found
        else:
            low = middle
    return best


def _worst(blocks: Sequence[Block], found: list[range]) -> int:
    """The highest rank of a block that starts a part."""
    return max((blocks[part.start].rank or 0 for part in found[1:]), default=0)


def _filled(blocks: Sequence[Block], depth: float) -> list[range]:
    """The blocks in parts, each filled as far as it goes."""
    found = []
    start = 0
    while start < len(blocks):
        end = _next(blocks, start, depth)
        found.append(range(start, end))
        start = end
    return found


def _next(blocks: Sequence[Block], start: int, depth: float) -> int:
    """Where the part after the one from `start` starts."""
    reach = start + 1
    while reach < len(blocks) and _height(blocks[start : reach + 1]) <= depth:
        reach += 1
    if reach == len(blocks):
        return reach
    starts = [(i, blocks[i].rank) for i in range(start + 1, reach + 1)]
    allowed = [(rank, -i) for i, rank in starts if rank is not None]
    if not allowed:
        later = (i for i in range(reach + 1, len(blocks)) if blocks[i].rank is not None)
        return next(later, len(blocks))
    best = -min(allowed)[1]
    if _height(blocks[start:best]) < depth / 2 and _height(_item(blocks, best)) > depth:
        return max(-i for _, i in allowed)  # the item is divided anyway: fill the slide
    return best


def _item(blocks: Sequence[Block], start: int) -> Sequence[Block]:
    """A block with the blocks of higher rank that follow it."""
    rank = blocks[start].rank or 0
    end = start + 1
    while end < len(blocks) and (_rank(blocks[end]) > rank):
        end += 1
    return blocks[start:end]


def _rank(block: Block) -> float:
    return float("inf") if block.rank is None else block.rank


def _height(blocks: Sequence[Block]) -> float:
    """The depth of blocks together, without the room before the first and after the last."""
    if not blocks:
        return 0
    room = sum(block.height + block.before + block.after for block in blocks)
    return room - blocks[0].before - blocks[-1].after
