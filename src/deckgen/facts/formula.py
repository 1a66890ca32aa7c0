"""Formulas of facts, evaluated exactly: `removals.honduras / removals.total`.

A formula has fact ids, numbers, `+ - * /`, brackets and five functions; no powers, and no other
names. It is parsed to a list of steps in postfix order, so that evaluating it is one loop.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import NamedTuple

from msgspec import Struct

from deckgen.diagnostics import Problem, Span, error, suggest
from deckgen.facts.numbers import CONTEXT, DIGITS, LIMIT, half_up, normalized
from deckgen.source.nodes import ScalarNode


class FormulaSpan(NamedTuple):
    """A part of a formula's text, by offsets."""

    start: int
    end: int


Lookup = Callable[["Name"], Decimal]
"""The amount of a fact that a formula names; raises `Problem` where it has none."""


class Constant(Struct, frozen=True):
    """A number in the formula."""

    number: Decimal

    def run(self, formula: Formula, stack: list[Decimal], lookup: Lookup) -> None:
        """Put the number on the stack."""
        stack.append(self.number)


class Name(Struct, frozen=True):
    """The id of a fact, and its place in the formula."""

    id: str
    at: FormulaSpan

    def run(self, formula: Formula, stack: list[Decimal], lookup: Lookup) -> None:
        """Put the fact's amount on the stack."""
        stack.append(lookup(self))


class Function(NamedTuple):
    """A function of `least` to `most` operands; messages describe them as `takes`."""

    compute: Callable[..., Decimal]
    least: int
    most: int
    takes: str


class Apply(Struct, frozen=True):
    """A function applied to the last `count` operands; `at` is the place for errors."""

    function: Function
    count: int
    at: FormulaSpan

    def run(self, formula: Formula, stack: list[Decimal], lookup: Lookup) -> None:
        """Replace the operands by the result; raises `Problem` where there is none."""
        operands = stack[-self.count :]
        del stack[-self.count :]
        try:
            result = self.function.compute(*operands)
        except _NoResultError as fault:
            raise error(
                "formula", str(fault), at=formula.place(self.at), label="here", help=fault.helps
            ) from None
        if abs(result) >= LIMIT:
            raise error(
                "formula",
                "the formula grows beyond all figures",
                at=formula.place(self.at),
                label=f"more than {LIMIT.adjusted()} digits",
            )
        stack.append(result)


Step = Constant | Name | Apply
"""One step of a formula in postfix order, which takes its operands from a stack."""
MOST = 500
"""The most operands of a function."""


class _NoResultError(Exception):
    """The reason why a function has no result; `helps` are those of the diagnostic."""

    def __init__(self, message: str, *helps: str) -> None:
        super().__init__(message)
        self.helps = helps


class Formula(Struct, frozen=True, eq=False):
    """A parsed formula; `scalar` is its text and place, `names` the facts in it."""

    scalar: ScalarNode
    steps: tuple[Step, ...]
    names: tuple[Name, ...]

    def evaluate(self, lookup: Lookup) -> Decimal:
        """The result; raises `Problem` where there is none, as in a division by zero."""
        stack: list[Decimal] = []
        for step in self.steps:
            step.run(self, stack, lookup)
        return normalized(stack.pop())

    def place(self, at: FormulaSpan) -> Span:
        """The place of a part of the formula in its file."""
        return self.scalar.at(at.start, at.end)


def _divide(dividend: Decimal, divisor: Decimal) -> Decimal:
    if not normalized(divisor):  # 1 / 3 * 3 - 1 is no divisor either
        raise _NoResultError(
            "division by zero", "give the divisor another value, or the fact a `value:` instead"
        )
    return CONTEXT.divide(dividend, divisor)


def _round(amount: Decimal, places: Decimal = Decimal(0)) -> Decimal:
    places = normalized(places)
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


OPERATORS = {
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


# The parser. Python's `ast` does not do: ids may contain Python's keywords (`day.in`), numbers must
# become decimals without passing through floats, errors need exact places, and deep nesting ends in
# errors of the interpreter. Length and nesting are bounded, and each character is read once.


LENGTH = 1000
"""The most characters of a formula."""
DEPTH = 40
"""The deepest nesting of brackets, calls and minus signs."""

_SYNTAX_HELP = (
    "a formula is made of fact ids, numbers, + - * / ( ) and round(x, n), sum(a, b), min, max, abs"
)

_TOKEN = re.compile(
    r"""\s*(?:
        (?P<grouped>[0-9]{1,3}(?:,[0-9]{3})+(?![0-9]))
      | (?P<number>[0-9]+(?:\.[0-9]+)?|\.[0-9]+)
      | (?P<name>[A-Za-z_]\w*(?:\.\w+)*)
      | (?P<power>\*\*|\^)
      | (?P<symbol>[-+*/(),])
      | (?P<end>\Z)
      | (?P<other>.)
    )""",
    re.VERBOSE | re.ASCII | re.DOTALL,
)


class _Token(NamedTuple):
    kind: str
    text: str
    at: FormulaSpan


def parse_formula(scalar: ScalarNode) -> Formula:
    """The formula in a text; raises `Problem` at the first fault in it."""
    if len(scalar.text) > LENGTH:
        raise error(
            "formula",
            f"a formula has at most {LENGTH} characters, this one {len(scalar.text)}",
            at=scalar.span,
            label="too long",
            help="make facts of its parts, each with a formula of its own",
        )
    return _Parser(scalar).formula()


class _Parser:
    """Parses a formula by recursive descent into steps in postfix order."""

    def __init__(self, scalar: ScalarNode) -> None:
        self.scalar = scalar
        self.text = scalar.text.rstrip()
        self.steps: list[Step] = []
        self.names: list[Name] = []
        self.depth = 0
        self.token = self.read(0)

    def formula(self) -> Formula:
        self.total()
        if self.token.kind != "end":
            raise self.unexpected()
        return Formula(self.scalar, tuple(self.steps), tuple(self.names))

    def total(self) -> FormulaSpan:
        return self.chain("+-", self.product)

    def product(self) -> FormulaSpan:
        return self.chain("*/", self.signed)

    def chain(self, symbols: str, operand: Callable[[], FormulaSpan]) -> FormulaSpan:
        """Operands with operators between them, applied from the left."""
        start, end = operand()
        while self.token.kind == "symbol" and self.token.text in symbols:
            function = OPERATORS[self.advance().text]
            right = operand()
            self.steps.append(Apply(function, 2, right))
            end = right.end
        return FormulaSpan(start, end)

    def signed(self) -> FormulaSpan:
        if not self.at_symbol("-"):
            return self.operand()
        minus = self.advance()
        with self.deeper(minus):
            at = FormulaSpan(minus.at.start, self.signed().end)
        self.steps.append(Apply(NEGATE, 1, at))
        return at

    def operand(self) -> FormulaSpan:
        token = self.token
        if token.kind == "number":
            self.steps.append(Constant(self.literal(token)))
        elif token.kind == "name":
            self.advance()
            if self.at_symbol("("):
                return self.call(token)
            name = Name(token.text, token.at)
            self.names.append(name)
            self.steps.append(name)
            return token.at
        elif self.at_symbol("("):
            return self.bracketed()
        else:
            raise self.unexpected()
        self.advance()
        return token.at

    def literal(self, token: _Token) -> Decimal:
        if len(token.text.replace(".", "")) > DIGITS:
            raise self.fault(f"a number in a formula has at most {DIGITS} digits", token.at)
        return Decimal(token.text)

    def bracketed(self) -> FormulaSpan:
        opening = self.advance()
        with self.deeper(opening):
            self.total()
        return FormulaSpan(opening.at.start, self.close(opening).end)

    def call(self, name: _Token) -> FormulaSpan:
        function = FUNCTIONS.get(name.text)
        if function is None:
            raise self.fault(
                f"there is no function `{name.text}`", name.at,
                *suggest(name.text, FUNCTIONS, "the functions are"),
            )  # fmt: skip
        opening = self.advance()
        count = 0
        with self.deeper(opening):
            while not self.at_symbol(")") or count:
                self.total()
                count += 1
                if not self.at_symbol(","):
                    break
                self.advance()
        at = FormulaSpan(name.at.start, self.close(opening).end)
        if not function.least <= count <= function.most:
            raise self.fault(f"`{name.text}` takes {function.takes}", at)
        self.steps.append(Apply(function, count, at))
        return at

    def close(self, opening: _Token) -> FormulaSpan:
        if self.token.kind == "end":
            raise self.fault("this bracket is never closed", opening.at, "add `)`")
        if not self.at_symbol(")"):
            raise self.unexpected()
        return self.advance().at

    def at_symbol(self, symbol: str) -> bool:
        return self.token.kind == "symbol" and self.token.text == symbol

    def advance(self) -> _Token:
        """Read the next token; returns the one before it."""
        current = self.token
        self.token = self.read(current.at.end)
        return current

    def read(self, start: int) -> _Token:
        match = _TOKEN.match(self.text, start)
        assert match is not None  # the last alternative takes any character
        kind = str(match.lastgroup)
        return _Token(kind, match[kind], FormulaSpan(*match.span(kind)))

    def unexpected(self) -> Problem:
        kind, text, at = self.token
        if kind == "end":
            return self.fault("the formula breaks off", at, "a number or a fact should follow")
        if kind == "grouped":
            return self.fault(
                f"`{text}` holds commas, which part the numbers of a list", at,
                f"write {text.replace(',', '')}, or a space after the comma in a list",
            )  # fmt: skip
        if kind == "power":
            return self.fault("there are no powers in formulas", at, _SYNTAX_HELP)
        helps = ("16% is 0.16 in a formula",) if text == "%" else (_SYNTAX_HELP,)
        return self.fault(f"`{text}` is not expected here", at, *helps)

    def fault(self, message: str, at: FormulaSpan, *helps: str) -> Problem:
        return error(
            "formula", message, at=self.scalar.at(at.start, at.end), label="here", help=helps
        )

    @contextmanager
    def deeper(self, opening: _Token) -> Iterator[None]:
        """One level deeper in the nesting."""
        self.depth += 1
        if self.depth > DEPTH:
            raise self.fault(f"more than {DEPTH} levels of nesting", opening.at)
        yield
        self.depth -= 1
