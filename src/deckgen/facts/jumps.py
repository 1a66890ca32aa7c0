"""Figures that jumped: a typing slip of a digit makes a figure many times what it was before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from deckgen.facts.model import Fact
from deckgen.facts.numbers import half_up, terminating

FACTOR = Decimal(3)
"""From so many times its value before on, or from so small a part of it, a figure jumped."""
_PLACES = 12


class Figure(NamedTuple):
    """What a fact says: its text, and its number if it has one."""

    text: str
    amount: Decimal | None = None

    @classmethod
    def of(cls, fact: Fact) -> Figure:
        """What a fact says."""
        amount = fact.value.amount
        if amount is not None and terminating(amount) is None:
            amount = half_up(amount, _PLACES)
        return cls(fact.text or "", amount)

    @property
    def shown(self) -> str:
        """The text, or the digits of a number that asks for a format."""
        return self.text or ("" if self.amount is None else f"{self.amount:f}")

    @property
    def percent(self) -> bool:
        """Whether it is a percentage."""
        return self.text.endswith("%")


@dataclass(frozen=True, slots=True)
class JumpSettings:
    """`factor` is how many times a figure may be what it was; `known` are facts, by id, that may
    be more, each with the reason. With `off` every figure may be anything."""

    factor: Decimal = FACTOR
    known: Mapping[str, str] = field(default_factory=dict)
    off: bool = False


class Jump(NamedTuple):
    """A fact that jumped, the name under which it is kept, and what it said before."""

    key: str
    fact: Fact
    before: Figure

    @property
    def message(self) -> str:
        """The sentence of the warning."""
        now = Figure.of(self.fact).shown
        return f"`{self.fact.id}` is {now}, and was {self.before.shown} before"

    @property
    def helps(self) -> tuple[str, str]:
        """What to do about it."""
        return (
            "is a digit or a sign too many, or one too few? Then mend its value",
            "where it is right, say why in deck.yaml, under `check:` and there `off:`: "
            f"`JUMP: {{{self.fact.id}: the reason}}`",
        )


def jumps(
    facts: Mapping[str, Fact], before: Mapping[str, Figure], settings: JumpSettings
) -> Iterator[Jump]:
    """The facts that jumped, also those that may, of facts and earlier figures by their names.

    Zero, figures below it and percentages do not jump.
    """
    for key, fact in facts.items():
        was = before.get(key)
        if not settings.off and was is not None and _jumped(was, Figure.of(fact), settings.factor):
            yield Jump(key, fact, was)


def _jumped(was: Figure, now: Figure, factor: Decimal) -> bool:
    if was.amount is None or now.amount is None or was.percent or now.percent:
        return False
    if was.amount <= 0 or now.amount <= 0:
        return False
    return now.amount >= was.amount * factor or now.amount * factor <= was.amount
