"""Formulas of facts, evaluated exactly: `removals.honduras / removals.total`.

A formula is a list of steps in postfix order, so its evaluation is one loop over as many steps as
the text has operands and operators, whatever it says. `deckgen.facts.syntax` reads them.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from deckgen.diagnostics import Span, fail
from deckgen.facts.arithmetic import CONTEXT, DIGITS, LIMIT, half_up, settle
from deckgen.source import Scalar


class Stretch(NamedTuple):
    """A part of the formula's text."""

    start: int
    end: int


Lookup = Callable[["Name"], Decimal]
"""The amount of a fact that a formula names; raises `Problem` where it has none."""


class Step(ABC):
    """One step of a formula in postfix order."""

    @abstractmethod
    def run(self, formula: Formula, stack: list[Decimal], lookup: Lookup) -> None:
        """Take operands from the stack and put the result there."""


@dataclass(frozen=True, slots=True)
class Constant(Step):
    """A number of the formula's own."""

    number: Decimal

    def run(self, formula: Formula, stack: list[Decimal], lookup: Lookup) -> None:
        """Put the number on the stack."""
        stack.append(self.number)


@dataclass(frozen=True, slots=True)
class Name(Step):
    """The id of a fact, and where in the formula it stands."""

    id: str
    at: Stretch

    def run(self, formula: Formula, stack: list[Decimal], lookup: Lookup) -> None:
        """Put the fact's amount on the stack."""
        stack.append(lookup(self))


class Function(NamedTuple):
    """What a step computes from `least` to `most` operands."""

    compute: Callable[..., Decimal]
    least: int
    most: int
    takes: str


@dataclass(frozen=True, slots=True)
class Apply(Step):
    """A function of the last `count` operands; `at` is what a fault is blamed on."""

    function: Function
    count: int
    at: Stretch

    def run(self, formula: Formula, stack: list[Decimal], lookup: Lookup) -> None:
        """Put what the function gives in place of its operands."""
        operands = stack[-self.count :]
        del stack[-self.count :]
        try:
            result = self.function.compute(*operands)
        except _NoResultError as fault:
            raise fail(
                "formula", str(fault), formula.place(self.at), "here", *fault.helps
            ) from None
        if abs(result) >= LIMIT:
            raise fail(
                "formula", "the formula grows beyond all figures", formula.place(self.at),
                f"more than {LIMIT.adjusted()} digits",
            )  # fmt: skip
        stack.append(result)


MOST = 500
"""How many operands a function takes."""


class _NoResultError(Exception):
    """Why a function has no result, in words."""

    def __init__(self, message: str, *helps: str) -> None:
        super().__init__(message)
        self.helps = helps


@dataclass(frozen=True, slots=True, eq=False)
class Formula:
    """A formula that was read; `scalar` is its text and place."""

    scalar: Scalar
    steps: tuple[Step, ...]
    names: tuple[Name, ...]

    def evaluate(self, lookup: Lookup) -> Decimal:
        """The result; raises `Problem` where there is none, as in a division by zero."""
        stack: list[Decimal] = []
        for step in self.steps:
            step.run(self, stack, lookup)
        return settle(stack.pop())

    def place(self, at: Stretch) -> Span:
        """Where a part of the formula stands in the file."""
        return self.scalar.at(at.start, at.end)


def _divide(dividend: Decimal, divisor: Decimal) -> Decimal:
    if not settle(divisor):  # 1 / 3 * 3 - 1 is no divisor either
        raise _NoResultError(
            "division by zero", "give the divisor another value, or the fact a `value:` instead"
        )
    return CONTEXT.divide(dividend, divisor)


def _round(amount: Decimal, places: Decimal = Decimal(0)) -> Decimal:
    places = settle(places)
    if places != int(places) or abs(places) > DIGITS:
        raise _NoResultError(
            f"round(x, n) takes a whole number from -{DIGITS} to {DIGITS} as n",
            "round(x, 1) keeps one decimal, round(x, -2) gives hundreds",
        )
    return half_up(amount, int(places))


def _sum(*terms: Decimal) -> Decimal:
    total = Decimal(0)
    for term in terms:
        total = CONTEXT.add(total, term)
    return total


def _smallest(*amounts: Decimal) -> Decimal:
    return min(amounts)


def _largest(*amounts: Decimal) -> Decimal:
    return max(amounts)


SIGNS = {
    "+": Function(CONTEXT.add, 2, 2, ""),
    "-": Function(CONTEXT.subtract, 2, 2, ""),
    "*": Function(CONTEXT.multiply, 2, 2, ""),
    "/": Function(_divide, 2, 2, ""),
}
NEGATE = Function(CONTEXT.minus, 1, 1, "")
FUNCTIONS = {
    "round": Function(_round, 1, 2, "one number, and how many decimals to keep"),
    "sum": Function(_sum, 1, MOST, "numbers, parted by commas"),
    "min": Function(_smallest, 1, MOST, "numbers, parted by commas"),
    "max": Function(_largest, 1, MOST, "numbers, parted by commas"),
    "abs": Function(CONTEXT.abs, 1, 1, "one number"),
}
