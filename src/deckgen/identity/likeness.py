"""How much two texts say the same: a number from 0 to 1."""

from __future__ import annotations

import re
from collections import Counter

from deckgen.content.base import Content

_WORD = re.compile(r"\w+|[^\w\s]")
_TITLE_WEIGHT = 3


def words_of(content: Content) -> Counter[str]:
    """The words of a content, each with how often it comes."""
    found: Counter[str] = Counter()
    for line in content.paragraphs():
        found.update(_WORD.findall(line.text.casefold()))
    return found


def title_words(title: str) -> Counter[str]:
    """What a title adds to the words of its slide, which hold it once: they count threefold."""
    found: Counter[str] = Counter()
    for word in _WORD.findall(title.casefold()):
        found[word] += _TITLE_WEIGHT - 1
    return found


def likeness(first: Counter[str], second: Counter[str]) -> float:
    """The share of words that two have in common (Dice's coefficient)."""
    total = first.total() + second.total()
    if not total:
        return 1.0
    return 2 * shared(first, second) / total


def shared(first: Counter[str], second: Counter[str]) -> int:
    """How many words two texts have in common."""
    return sum(min(count, second[word]) for word, count in first.items())
