"""What a fact says: a number, a day, or words, each as typed.

A text is a number where all of it is one: `48,800`, `-8%`, `.5`, at most 18 digits, with commas
between thousands or none. `2018-09-30` is a day. All else is words: `more than 77,000`, `six`,
`20-25`. `TODO`, alone or in front, stands for a figure that is still to come.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from deckgen.diagnostics import Place, Problem, fail
from deckgen.facts.arithmetic import CONTEXT, DIGITS
from deckgen.facts.dates import format_day, parse_day
from deckgen.facts.formats import PLAIN, NumberFormat

_NUMBER = re.compile(
    r"([+\-\u2212]?)([0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(\s?%)?"
)
_TODO = re.compile(r"TODO\b")


@dataclass(frozen=True, slots=True)
class Value(ABC):
    """What a fact says; `text` is as typed."""

    text: str

    @property
    def amount(self) -> Decimal | None:
        """The number to calculate with, 0.57 for `57%`; None where it is not a number."""
        return None

    @property
    def pending(self) -> bool:
        """Whether the figure is still to come (`TODO`)."""
        return False

    def plainly(self) -> str | None:
        """The text without a format; None where decimals do not end and so ask for one."""
        return self.text

    @abstractmethod
    def formatted(self, spec: str, language: str, place: Place) -> str | None:
        """The text by a format; None where the format leaves open how many decimals to print.

        Raises `Problem` at `place` where the value takes no such format.
        """


@dataclass(frozen=True, slots=True)
class Number(Value):
    """A number; its text is empty where a formula gave it."""

    number: Decimal

    @property
    def amount(self) -> Decimal:
        """The number."""
        return self.number

    def plainly(self) -> str | None:
        """As typed; what a formula gave in all its digits."""
        return self.text or PLAIN.apply(self.number)

    def formatted(self, spec: str, language: str, place: Place) -> str | None:
        """The text by a format of numbers, the same in every language."""
        return NumberFormat.parse(spec, place).apply(self.number)


@dataclass(frozen=True, slots=True)
class Day(Value):
    """A day."""

    day: date

    def formatted(self, spec: str, language: str, place: Place) -> str:
        """The text by a pattern of dates."""
        return format_day(self.day, spec, language, place)


@dataclass(frozen=True, slots=True)
class Words(Value):
    """Any other text."""

    def formatted(self, spec: str, language: str, place: Place) -> str:
        """Never: words print as typed."""
        raise fail(
            "bad-format", f"`{self.text}` is text, which takes no format", place,
            "a format of a number or a date",
            f"leave `{spec}` out, or give the fact a number (at most {DIGITS} digits) or a date "
            "such as 2018-09-30",
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pending(Value):
    """A figure that is still to come; it prints as typed under every format."""

    @property
    def pending(self) -> bool:
        """Always."""
        return True

    def formatted(self, spec: str, language: str, place: Place) -> str:
        """The text as typed."""
        return self.text


def is_pending(text: str) -> bool:
    """Whether the text says that something is still to come: `TODO`, `TODO ask the office`."""
    return _TODO.match(text) is not None


def parse_value(text: str, held: Decimal | None = None) -> Value:
    """What a text that was typed as a value says.

    `held` is the number of a cell that prints as this text, which tells it where the text itself
    is no number, as in `$5,000`.
    """
    number = parse_number(text)
    if number is None:
        number = held
    if number is not None:
        return Number(text, number)
    day = parse_day(text)
    if day is not None:
        return Day(text, day)
    return Pending(text) if is_pending(text) else Words(text)


def parse_number(text: str) -> Decimal | None:
    """The number that a text is, 0.57 for `57%`; None where it is not one."""
    match = _NUMBER.fullmatch(text)
    if match is None:
        return None
    sign, typed, percent = match.groups()
    bare = typed.replace(",", "")
    if len(bare) - ("." in bare) > DIGITS:
        return None
    number = Decimal(f"-{bare}" if sign in ("-", "\u2212") else bare)
    return number.scaleb(-2, CONTEXT) if percent else number


def endless(name: str, place: Place) -> Problem:
    """The problem of printing a number whose decimals do not end, as in 1 / 3, without rounding."""
    return fail(
        "endless", f"`{name}` computes to decimals without end", place, "how many are to stand?",
        "round it by a format, such as `.0%` or `,.1f`",
    )  # fmt: skip
