"""What the author changes in YAML while a reviewer has the deck."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deckgen.review.pull import Review
from deckgen.source.nodes import ScalarNode

MARK = " (author)"
"""What the author adds to a line."""


@dataclass(frozen=True, slots=True)
class Mine:
    """The author's edit: the line that got the mark, and whether the reviewer changed its slot."""

    slide: str
    slot: str
    path: Path
    line: str
    contested: bool

    def survives(self) -> bool:
        """Whether the author's words still stand in the file."""
        return MARK in self.path.read_text(encoding="utf-8")


def edit(begun: Review, chance: random.Random, *, contested: bool) -> Mine | None:
    """Add words to a line of some slot: one that the reviewer changed too, or one that not."""
    lines = [
        (slide.id.text, key.text, node, number)
        for slide in begun.deck.slides
        for key, node in slide.slots
        if isinstance(node, ScalarNode)
        and _is_contested(begun, slide.id.text, key.text) == contested
        for number in _numbers(node)
    ]
    if not lines:
        return None
    slide, slot, node, number = chance.choice(lines)
    path = node.span.source.path
    rows = path.read_text(encoding="utf-8").split("\n")
    line = rows[number - 1]
    rows[number - 1] = line + MARK
    path.write_text("\n".join(rows), encoding="utf-8")
    return Mine(slide, slot, path, line.strip(), contested)


def _is_contested(begun: Review, slide: str, slot: str) -> bool:
    base, theirs = begun.base.slide(slide), begun.theirs.slide(slide)
    if base is None or theirs is None:
        return False
    return base.content(slot) != theirs.content(slot)


def _numbers(node: ScalarNode) -> list[int]:
    """The lines of a scalar that take more words at their end."""
    source, span = node.span.source, node.span
    if node.style == "|":
        numbers = range(span.line + 1, span.line + 1 + node.text.count("\n"))
    elif node.style == "" and span.line == span.end_line:
        numbers = range(span.line, span.line + 1)
    else:
        return []
    lines = ((number, source.line(number)) for number in numbers)
    return [number for number, line in lines if line[-1:].isalpha() and " | " not in line]


def accounts_for(reviewed: Sequence[str], rebuilt: Sequence[str]) -> bool:
    """Whether nothing differs but the author's words."""
    return sorted(map(_without, reviewed)) == sorted(map(_without, rebuilt))


def _without(shows: str) -> str:
    return json.dumps(_stripped(json.loads(shows)), ensure_ascii=False)


def _stripped(data: Any) -> Any:
    if isinstance(data, str):
        return data.replace(MARK, "")
    return [_stripped(item) for item in data] if isinstance(data, list) else data
