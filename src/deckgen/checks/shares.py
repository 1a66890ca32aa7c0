"""Shares that stand beside their counts: `127,492 (48%)`, `57% (150,141)`, `3 of 12 (25%)`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from deckgen import figures
from deckgen.checks.passages import Passage
from deckgen.facts.arithmetic import CONTEXT, half_up
from deckgen.facts.formats import NumberFormat
from deckgen.figures import Figure

_JOINT = re.compile(r"\s*(?:[(\[–—,;:/|=·-]|\bor\b|,\s*or\b)?\s*")
_BRACKET = re.compile(r"\s*[(\[]\s*")
_OF = re.compile(r"\s*,?\s*(?:out of|of|from among)\s+(?:the|all|all the|its|our|a total of)?\s*")
_BETWEEN = re.compile(r"[^\W\d_]*(?:\s+[^\W\d_]+){0,4}\s*(?:[(\[–—,;:=-]|\bor\b|,\s*or\b)\s*")
_OTHER = re.compile(
    r"\s*(?:percentage\s|points?\b|pp\b|pts?\b|years?\b|months?\b|weeks?\b|days?\b|hours?\b|%)"
)


@dataclass(frozen=True, slots=True)
class Share:
    """A share and the count beside it, in one line; `total` is None where the line has none."""

    passage: Passage
    share: Figure
    count: Figure
    total: Figure | None = None

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The figures of it."""
        return (self.share, self.count, *((self.total,) if self.total else ()))

    def fits(self, total: Figure) -> bool:
        """Whether the count of that total, both as exact as they are printed, gives the share."""
        if total.least <= 0 or self.count.least > total.most:
            return False
        low = CONTEXT.divide(self.count.least, total.most)
        high = CONTEXT.divide(self.count.most, total.least)
        half = self.share.step / 2
        return low < self.share.amount + half and high >= self.share.amount - half

    def computed(self, total: Figure) -> str:
        """The share that the count of that total gives, printed as exactly as this one."""
        places = -int(self.share.step.adjusted()) - 2
        as_printed = NumberFormat(signed=False, grouped=False, places=max(places, 0), percent=True)
        return as_printed.apply(CONTEXT.divide(self.count.amount, total.amount)) or ""

    def near(self, total: Figure) -> bool:
        """Whether it is off by a quarter at most, so that it may well be meant of that total."""
        right = CONTEXT.divide(self.count.amount, total.amount)
        return abs(self.share.amount - half_up(right, 12)) <= right / 4


def shares(passage: Passage) -> Iterator[Share]:
    """The shares of a line that stand beside a count. Bounds and guesses are passed over."""
    text = passage.text
    found = figures.find(text)
    taken: set[int] = set()
    for number in range(len(found) - 2):
        triple = _of_total(passage, found[number : number + 3])
        if triple is not None:
            taken |= {number, number + 1, number + 2}
            yield triple
    for number, (first, second) in enumerate(pairwise(found)):
        if {number, number + 1} & taken or not _usable(text, first, second):
            continue
        between = text[first.end : second.start]
        if second.percent and not first.percent and _JOINT.fullmatch(between):
            yield Share(passage, second, first)
            taken |= {number, number + 1}
        elif first.percent and not second.percent and _BRACKET.fullmatch(between):
            yield Share(passage, first, second)
            taken |= {number, number + 1}


def _of_total(passage: Passage, three: list[Figure]) -> Share | None:
    """The share of three figures of which one is said to be of another."""
    text = passage.text
    first, second, third = three
    if not _usable(text, *three) or sum(figure.percent for figure in three) != 1:
        return None
    left, right = text[first.end : second.start], text[second.end : third.start]
    if third.percent and _OF.fullmatch(left) and _BETWEEN.fullmatch(right):
        return Share(passage, third, first, second)  # 3 of 12 towns (25%)
    if first.percent and _OF.fullmatch(right) and _JOINT.fullmatch(left):
        return Share(passage, first, second, third)  # 25% (3 of 12)
    if first.percent and _OF.fullmatch(left) and _BETWEEN.fullmatch(right):
        return Share(passage, first, third, second)  # 25% of 12 towns (3)
    return None


def _usable(text: str, *some: Figure) -> bool:
    return not any(
        figure.vague
        or (figure.percent and (figure.signed or figure.amount > Decimal(1)))
        or (not figure.percent and (figure.amount <= 0 or _OTHER.match(text, figure.end)))
        for figure in some
    )
