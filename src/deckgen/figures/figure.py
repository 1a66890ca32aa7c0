"""A figure as it is printed: how much it says, and how exactly."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from deckgen.facts.arithmetic import CONTEXT

_SMALL = 100


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in a text, at text[start:end].

    `amount` is what it says, 0.57 for `57%` and 1400000 for `1.4 million`; `step` is what one more
    in its last printed digit would say, 0.01 and 100000. `vague` tells that the words in front
    make it a bound or a guess: `about 20,000`.
    """

    text: str
    start: int
    end: int
    amount: Decimal
    step: Decimal
    percent: bool = False
    vague: bool = False

    @property
    def signed(self) -> bool:
        """Whether a sign stands in front, as in a change: `+5%`."""
        return self.text[0] in "+-\u2212"

    @property
    def least(self) -> Decimal:
        """The smallest amount that prints so; a whole number without a scale is exact."""
        return self.amount if self.exact else CONTEXT.subtract(self.amount, self.step / 2)

    @property
    def most(self) -> Decimal:
        """Where the amounts that print so end; a whole number without a scale is exact."""
        return self.amount if self.exact else CONTEXT.add(self.amount, self.step / 2)

    @property
    def exact(self) -> bool:
        """Whether it counts one by one, so that nothing was rounded."""
        return self.step == 1

    @property
    def common(self) -> bool:
        """Whether it is a bare whole number below a hundred, which may count anything."""
        return self.text.isdecimal() and self.amount < _SMALL
