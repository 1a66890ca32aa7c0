"""Where long content is divided so that it goes on on a further slide."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from deckgen.richtext.runs import Paragraph

_STEPS = 24

"""How often the even share is halved on: past a thousandth of a slide nobody sees it."""


class Block(NamedTuple):
    """A paragraph or row: its height, and the room before and after it, in one unit.

    `rank` says how unwelcome it is as the first on a slide, 0 the least; None forbids it.
    """

    height: float
    before: float = 0
    after: float = 0
    rank: int | None = 0


class PageFit(NamedTuple):
    """Paragraphs as they stand in a slot: a block each, the depth there is, whether they fit."""

    blocks: tuple[Block, ...]
    depth: float
    fits: bool


Measure = Callable[[tuple[Paragraph, ...]], PageFit]

"""Measures paragraphs in a slot's text frame; what knows the fonts gives it."""


def paginate(blocks: Sequence[Block], depth: float) -> list[range]:
    """The blocks in parts that are at most so deep, as few as can be and then about even.

    A part is deeper only where it cannot be divided. Where a welcome block can start a part
    without leaving less than half of the one before, a less welcome one does not.
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
    """The rank of the least welcome start."""
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
    """A block with the less welcome ones that follow it."""
    rank = blocks[start].rank or 0
    end = start + 1
    while end < len(blocks) and (_rank(blocks[end]) > rank):
        end += 1
    return blocks[start:end]


def _rank(block: Block) -> float:
    return float("inf") if block.rank is None else block.rank


def _height(blocks: Sequence[Block]) -> float:
    """How deep blocks stand; the room at either end is left out."""
    if not blocks:
        return 0
    room = sum(block.height + block.before + block.after for block in blocks)
    return room - blocks[0].before - blocks[-1].after
