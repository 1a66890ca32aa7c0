"""Exact decimal arithmetic: one context, one limit, one way to round.

Figures are typed with at most `DIGITS` digits, and no step of a formula may reach `LIMIT`.
`CONTEXT` carries enough digits for a quotient of two such figures to be told from a tie at every
number of decimals that a format can ask for, so rounding half up never rounds twice. No float is
ever made.
"""

from __future__ import annotations

import decimal
import re
from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import NamedTuple

from deckgen.diagnostics import Place, Problem, Span, error
from deckgen.facts.dates import format_day, parse_day

DIGITS = 18

"""How many digits a typed number may have."""

LIMIT = Decimal(10) ** 30

"""No step of a formula may give this or more, whatever its sign."""

CONTEXT = decimal.Context(
    prec=100,
    rounding=decimal.ROUND_HALF_EVEN,
    traps=[decimal.InvalidOperation, decimal.DivisionByZero, decimal.Overflow],
)


_SETTLED = Decimal(1).scaleb(-60)

_PLACES = 9


def settle(amount: Decimal) -> Decimal:
    """The amount without the noise of division: 1 / 3 * 3 is 1."""
    return amount.quantize(_SETTLED, context=CONTEXT).normalize(CONTEXT)


def half_up(amount: Decimal, places: int) -> Decimal:
    """The amount rounded to decimal places, ties away from zero; -2 rounds to hundreds."""
    unit = Decimal(1).scaleb(-places, CONTEXT)
    return settle(amount).quantize(unit, decimal.ROUND_HALF_UP, CONTEXT)


def digits(amount: Decimal, *, grouped: bool = False) -> str:
    """The amount in digits, never with an exponent and never as -0."""
    return format(amount or abs(amount), ",f" if grouped else "f")


def written_out(amount: Decimal) -> Decimal | None:
    """The amount where nine decimals hold it all; None where they do not, as in 1 / 3."""
    settled = settle(amount)
    exponent = settled.as_tuple().exponent
    assert isinstance(exponent, int)  # CONTEXT traps what would give NaN or infinity
    return settled if -exponent <= _PLACES else None


# The formats of numbers: a part of Python's mini-language, on decimals, rounding half up.
#
# `[+][,][.N][f|%]`: the sign also of positive numbers, commas between thousands, N decimals,
# times a hundred with a percent sign. Width and fill are left out: text on a slide is not padded.


PLACES = 12

"""How many decimals a format can ask for."""


_SPEC = re.compile(r"(\+?)(,?)(?:\.([0-9]{1,2}))?([f%]?)")


class NumberFormat(NamedTuple):
    """How a number prints. `places` is None where all its decimals are to stand."""

    signed: bool
    grouped: bool
    places: int | None
    percent: bool

    @classmethod
    def parse(cls, spec: str, place: Place) -> NumberFormat:
        """The format that `spec` spells, such as `,.1f` or `.0%`; else a `Problem` at `place`."""
        match = _SPEC.fullmatch(spec)
        if match is None or not spec:
            raise _bad_format(spec, place)
        sign, comma, places, kind = match.groups()
        if places is not None and (int(places) > PLACES or not kind):
            raise _bad_format(spec, place)
        wanted = None if places is None else int(places)
        return cls(bool(sign), bool(comma), wanted, kind == "%")

    def apply(self, amount: Decimal) -> str | None:
        """The amount as text: 0.2054 is `21%` by `.0%`.

        None where the format leaves the decimals open and they do not end, as in 1 / 3.
        """
        scaled = amount.scaleb(2, CONTEXT) if self.percent else amount
        rounded = written_out(scaled) if self.places is None else half_up(scaled, self.places)
        if rounded is None:
            return None
        sign = "+" if self.signed and rounded > 0 else ""
        return f"{sign}{digits(rounded, grouped=self.grouped)}{'%' if self.percent else ''}"


PLAIN = NumberFormat(signed=False, grouped=False, places=None, percent=False)

"""All digits and nothing else; what a formula without a format prints by."""


def _bad_format(spec: str, place: Place) -> Problem:
    return error(
        "bad-format",
        f"`{spec}` is not a format of a number",
        at=place,
        label="not understood",
        help=(
            f"a number takes `,` (thousands), `.1f` (decimals, up to {PLACES}), `.0%` (percent), "
            "and `+` in front for the sign, such as `,.1f`"
        ),
    )


# What a fact says: a number, a day, or words, each as typed.
#
# A text is a number where all of it is one: `48,800`, `-8%`, `.5`, at most 18 digits, with commas
# between thousands or none. `2018-09-30` is a day. All else is words: `more than 77,000`, `six`,
# `20-25`. `TODO`, alone or in front, stands for a figure that is still to come.


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
class NumberValue(Value):
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
class DayValue(Value):
    """A day."""

    day: date

    def formatted(self, spec: str, language: str, place: Place) -> str:
        """The text by a pattern of dates."""
        return format_day(self.day, spec, language, place)


@dataclass(frozen=True, slots=True)
class WordsValue(Value):
    """Any other text."""

    def formatted(self, spec: str, language: str, place: Place) -> str:
        """Never: words print as typed."""
        raise error(
            "bad-format",
            f"`{self.text}` is text, which takes no format",
            at=place,
            label="a format of a number or a date",
            help=(
                f"leave `{spec}` out, or give the fact a number (at most {DIGITS} digits) "
                "or a date such as 2018-09-30"
            ),
        )


@dataclass(frozen=True, slots=True)
class PendingValue(Value):
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
        return NumberValue(text, number)
    day = parse_day(text)
    if day is not None:
        return DayValue(text, day)
    return PendingValue(text) if is_pending(text) else WordsValue(text)


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
    return error(
        "endless",
        f"`{name}` computes to decimals without end",
        at=place,
        label="how many are to stand?",
        help="round it by a format, such as `.0%` or `,.1f`",
    )


# How firm a figure is: the letters of Eurostat and of SDMX (code list OBS_STATUS).


class Status(Enum):
    """How firm a figure is, from the firmest to the weakest.

    A revised figure has been looked at again, so it is the firmest after one without a mark; a
    break only hampers comparison over time; a provisional figure will be replaced, an estimated one
    was never counted, one of low reliability may be wrong. Confidential comes last, for what is
    derived from a confidential figure must not get out either.
    """

    NORMAL = ""
    REVISED = "r"
    BREAK = "b"
    PROVISIONAL = "p"
    ESTIMATED = "e"
    UNRELIABLE = "u"
    CONFIDENTIAL = "c"

    @classmethod
    def parse(cls, text: str, place: Span) -> Status:
        """The status of a letter, or of the word `none`; else a `Problem` at `place`."""
        if text == "none":
            return cls.NORMAL
        try:
            return cls(text)
        except ValueError:
            letters = ", ".join(f"`{s.value}` {s.name.lower()}" for s in cls if s.value)
            raise error(
                "bad-status",
                f"`{text}` is not a status",
                at=place,
                label="not known",
                help=f"a status is one letter: {letters}; or `none`",
            ) from None

    @property
    def weakness(self) -> int:
        """0 for the firmest."""
        return list(Status).index(self)


def weakest(statuses: Iterable[Status]) -> Status:
    """The weakest of them; normal where there are none."""
    return max(statuses, key=lambda status: status.weakness, default=Status.NORMAL)
