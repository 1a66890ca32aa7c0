"""The syntax of formulas: fact ids, numbers, `+ - * /`, brackets and five functions.

There are no powers, no names but facts and no way to reach Python. Formulas are parsed here rather
than by Python's `ast`: ids may hold Python's own words (`day.in`), numbers must become decimals
without passing through floats, errors need exact places, and `ast` gives up on deep nesting with
errors of the interpreter. Length and nesting are bounded and each sign is read once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import NamedTuple

from deckgen.diagnostics import Problem, fail, suggest
from deckgen.facts.arithmetic import DIGITS
from deckgen.facts.formula import (
    FUNCTIONS,
    NEGATE,
    SIGNS,
    Apply,
    Constant,
    Formula,
    Name,
    Step,
    Stretch,
)
from deckgen.source import Scalar

LENGTH = 1000
"""How many characters a formula may have."""
DEPTH = 40
"""How deep brackets, calls and signs may nest."""

_MADE_OF = (
    "a formula is made of fact ids, numbers, + - * / ( ) and round(x, n), sum(a, b), min, max, abs"
)
_TOKEN = re.compile(
    r"""\s*(?:
        (?P<grouped>[0-9]{1,3}(?:,[0-9]{3})+(?![0-9]))
      | (?P<number>[0-9]+(?:\.[0-9]+)?|\.[0-9]+)
      | (?P<name>[A-Za-z_]\w*(?:\.\w+)*)
      | (?P<power>\*\*|\^)
      | (?P<sign>[-+*/(),])
      | (?P<end>\Z)
      | (?P<other>.)
    )""",
    re.VERBOSE | re.ASCII | re.DOTALL,
)


class _Token(NamedTuple):
    kind: str
    text: str
    at: Stretch


def parse_formula(scalar: Scalar) -> Formula:
    """The formula that a text spells; raises `Problem` at the first fault in it."""
    if len(scalar.text) > LENGTH:
        raise fail(
            "formula", f"a formula has at most {LENGTH} characters, this one {len(scalar.text)}",
            scalar.span, "too long", "make facts of its parts, each with a formula of its own",
        )  # fmt: skip
    return _Parser(scalar).formula()


class _Parser:
    """Reads a formula by recursive descent and leaves its steps in postfix order."""

    def __init__(self, scalar: Scalar) -> None:
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

    def total(self) -> Stretch:
        return self.chain("+-", self.product)

    def product(self) -> Stretch:
        return self.chain("*/", self.signed)

    def chain(self, signs: str, operand: Callable[[], Stretch]) -> Stretch:
        """Operands with signs between them, taken from the left."""
        start, end = operand()
        while self.token.kind == "sign" and self.token.text in signs:
            function = SIGNS[self.advance().text]
            right = operand()
            self.steps.append(Apply(function, 2, right))
            end = right.end
        return Stretch(start, end)

    def signed(self) -> Stretch:
        if not self.has("-"):
            return self.operand()
        minus = self.advance()
        with self.deeper(minus):
            at = Stretch(minus.at.start, self.signed().end)
        self.steps.append(Apply(NEGATE, 1, at))
        return at

    def operand(self) -> Stretch:
        token = self.token
        if token.kind == "number":
            self.steps.append(Constant(self.literal(token)))
        elif token.kind == "name":
            self.advance()
            if self.has("("):
                return self.call(token)
            name = Name(token.text, token.at)
            self.names.append(name)
            self.steps.append(name)
            return token.at
        elif self.has("("):
            return self.bracketed()
        else:
            raise self.unexpected()
        self.advance()
        return token.at

    def literal(self, token: _Token) -> Decimal:
        if len(token.text.replace(".", "")) > DIGITS:
            raise self.fault(f"a number in a formula has at most {DIGITS} digits", token.at)
        return Decimal(token.text)

    def bracketed(self) -> Stretch:
        opening = self.advance()
        with self.deeper(opening):
            self.total()
        return Stretch(opening.at.start, self.close(opening).end)

    def call(self, name: _Token) -> Stretch:
        function = FUNCTIONS.get(name.text)
        if function is None:
            raise self.fault(
                f"there is no function `{name.text}`", name.at,
                *suggest(name.text, FUNCTIONS, "the functions are"),
            )  # fmt: skip
        opening = self.advance()
        count = 0
        with self.deeper(opening):
            while not self.has(")") or count:
                self.total()
                count += 1
                if not self.has(","):
                    break
                self.advance()
        at = Stretch(name.at.start, self.close(opening).end)
        if not function.least <= count <= function.most:
            raise self.fault(f"`{name.text}` takes {function.takes}", at)
        self.steps.append(Apply(function, count, at))
        return at

    def close(self, opening: _Token) -> Stretch:
        if self.token.kind == "end":
            raise self.fault("this bracket is never closed", opening.at, "add `)`")
        if not self.has(")"):
            raise self.unexpected()
        return self.advance().at

    def has(self, sign: str) -> bool:
        return self.token.kind == "sign" and self.token.text == sign

    def advance(self) -> _Token:
        """Go to the next token; gives the one that was left."""
        left = self.token
        self.token = self.read(left.at.end)
        return left

    def read(self, start: int) -> _Token:
        match = _TOKEN.match(self.text, start)
        assert match is not None  # the last alternative takes any character
        kind = str(match.lastgroup)
        return _Token(kind, match[kind], Stretch(*match.span(kind)))

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
            return self.fault("there are no powers in formulas", at, _MADE_OF)
        helps = ("16% is 0.16 in a formula",) if text == "%" else (_MADE_OF,)
        return self.fault(f"`{text}` is not expected here", at, *helps)

    def fault(self, message: str, at: Stretch, *helps: str) -> Problem:
        return fail("formula", message, self.scalar.at(at.start, at.end), "here", *helps)

    @contextmanager
    def deeper(self, opening: _Token) -> Iterator[None]:
        """One level deeper in the nesting."""
        self.depth += 1
        if self.depth > DEPTH:
            raise self.fault(f"more than {DEPTH} levels of nesting", opening.at)
        yield
        self.depth -= 1
