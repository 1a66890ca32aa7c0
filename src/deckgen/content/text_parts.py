"""Long text in parts, for slides that go on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from deckgen.content.outline import Lists
from deckgen.content.parting import Block, Room, parts
from deckgen.content.style import Paragraph

Lines = tuple[Paragraph, ...]


def divided(lines: Lines, room: Room) -> tuple[Lines, ...]:
    """The lines in parts that start with items of the first level where that can be.

    No part ends with a heading, which is a line that deeper ones follow; numbered lists go on
    with the numbers they would have had.
    """
    blocks = tuple(_ranked(lines, room.blocks))
    numbers = tuple(_numbers(lines))
    return tuple(
        tuple(_renumbered(lines[part.start : part.stop], numbers[part.start : part.stop]))
        for part in parts(blocks, room.depth)
    )


def joined(parts: Iterable[Lines]) -> Lines:
    """The lines of parts as one text: a list that goes on is one list again.

    Such a list starts a part with a number above one.
    """
    found: list[Paragraph] = []
    lists = Lists()
    for part in parts:
        own: set[int] = set()  # the levels at which the part has a list of its own
        for line in part:
            before = lists.open.get(line.level)
            if line.number is None or line.number <= 1 or before is None:
                own.add(line.level)
            elif line.level not in own:
                line = replace(line, number=before[0])
            lists.due(line.level, line.number)
            found.append(line)
    return tuple(found)


def _ranked(lines: Lines, blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks, the deeper the less welcome as the first of a part."""
    highest = min(line.level for line in lines)
    above = lines[0].level
    for line, block in zip(lines, blocks, strict=True):
        rank = None if line.level > above else line.level - highest
        yield block._replace(rank=rank)
        above = line.level


def _numbers(lines: Lines) -> Iterator[int | None]:
    """The number that each line shows."""
    lists = Lists()
    for line in lines:
        yield lists.due(line.level, line.number)


def _renumbered(lines: Lines, numbers: Sequence[int | None]) -> Iterator[Paragraph]:
    """The lines by themselves, showing these numbers."""
    lists = Lists()
    for line, number in zip(lines, numbers, strict=True):
        yield replace(line, number=lists.start(line.level, number))
