"""Whether a figure in a text is what a fact says, or may well be something else.

`127,492` can hardly be anything but the fact of that value. A bare number below a hundred, or a
whole percentage, may count many things: it is taken for a fact's only where the slide uses the
fact, or where a word of the fact's id or unit stands close by.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from decimal import Decimal

from deckgen import figures
from deckgen.facts import Fact
from deckgen.figures import Figure

_WORD = re.compile(r"[^\W\d_]{3,}")
_REACH = 48  # characters to each side: some seven words
_PLAIN = ("the", "and", "for", "per", "from", "share", "total", "number", "rate", "change", "last")


def says(fact: Fact, figure: Figure, text: str, used: Container[Fact]) -> bool:
    """Whether a figure of a text is what a fact prints; `used` are the facts on its slide."""
    if figure.amount not in _amounts(fact):
        return False
    return fact in used or not _common(figure) or _akin(fact, text, figure.start, figure.end)


def phrases(fact: Fact, text: str, used: Container[Fact]) -> Iterator[tuple[int, int]]:
    """Where a text holds the words that a fact prints, whose value is no figure.

    A single word counts as a common figure does.
    """
    words = fact.text or ""
    if not words or fact.value.pending or figures.only(words) is not None:
        return
    for match in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", text, re.IGNORECASE):
        if not words.isalpha() or fact in used or _akin(fact, text, *match.span()):
            yield match.span()


def _amounts(fact: Fact) -> tuple[Decimal, ...]:
    """The fact's number, and the one that it prints, which may be rounded or overridden."""
    if fact.value.pending:
        return ()
    printed = figures.only(fact.text or "")
    found = (fact.value.amount, None if printed is None else printed.amount)
    return tuple(amount for amount in found if amount is not None)


def _common(figure: Figure) -> bool:
    digits = re.sub(r"\D", "", figure.text)
    return figure.step >= (Decimal("0.01") if figure.percent else 1) and len(digits) <= 2


def _akin(fact: Fact, text: str, start: int, end: int) -> bool:
    """Whether a word of the fact's id or unit stands near text[start:end]."""
    close = f"{text[max(start - _REACH, 0) : start]} {text[end : end + _REACH]}"
    unit = fact.entry.unit.text if fact.entry.unit else ""
    return bool(_stems(f"{fact.id} {unit}") & _stems(close))


def _stems(text: str) -> frozenset[str]:
    """The words of a text, without endings of the plural."""
    words = (word.casefold() for word in _WORD.findall(text.replace("_", " ")))
    return frozenset(re.sub(r"(?:ies|es|s|y)$", "", word) for word in words if word not in _PLAIN)
