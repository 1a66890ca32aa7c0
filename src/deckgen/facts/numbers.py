"""The values of facts: exact decimal numbers, days and texts, how they print, and their status.

Numbers are typed with at most `DIGITS` digits, and no step of a formula may reach `LIMIT`.
`CONTEXT` has enough digits to distinguish a quotient of two such numbers from a tie at every number
of decimals that a format allows, so rounding half up never rounds twice. Floats are never used.
"""

from __future__ import annotations

import decimal
import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import NamedTuple

from msgspec import Struct

from deckgen.diagnostics import Place, Problem, Span, error
from deckgen.facts.dates import format_day
from deckgen.source import cell_formats
from deckgen.source.cell_formats import parse_day

DIGITS = 18
"""The most digits of a typed number."""
LIMIT = Decimal(10) ** 30
"""The absolute value that no step of a formula may reach."""

CONTEXT = decimal.Context(
    prec=100,
    rounding=decimal.ROUND_HALF_EVEN,
    traps=[decimal.InvalidOperation, decimal.DivisionByZero, decimal.Overflow],
)

_NORMAL_UNIT = Decimal(1).scaleb(-60)
_MAX_WRITTEN_PLACES = 9


def normalized(amount: Decimal) -> Decimal:
    """The amount without rounding errors of division: 1 / 3 * 3 is 1."""
    return amount.quantize(_NORMAL_UNIT, context=CONTEXT).normalize(CONTEXT)


def half_up(amount: Decimal, places: int) -> Decimal:
    """The amount rounded to decimal places, ties away from zero; -2 rounds to hundreds."""
    return cell_formats.half_up(normalized(amount), places)


def digits(amount: Decimal, *, grouped: bool = False) -> str:
    """The amount in digits, never with an exponent and never as -0."""
    return format(amount or abs(amount), ",f" if grouped else "f")


def terminating(amount: Decimal) -> Decimal | None:
    """The amount if it has at most nine decimals, else None, as for 1 / 3."""
    normal = normalized(amount)
    exponent = normal.as_tuple().exponent
    assert isinstance(exponent, int)  # CONTEXT traps what would give NaN or infinity
    return normal if -exponent <= _MAX_WRITTEN_PLACES else None


# Typed numbers.
#
# A text is a number where all of it is one: `48,800`, `-8%`, `.5`, `$5,000`, with commas between
# thousands or none. In a worksheet and in a chart, it is a value with the number format under which
# the value prints as that text (ECMA-376 part 1, 18.8.30).


MINUS = "\N{MINUS SIGN}"
SIGN = rf"[+{MINUS}-]"
"""A pattern of plus and minus signs, in any text that has numbers."""
CURRENCY = "[$£€¥]"
"""A pattern of currency symbols."""

_SPACE = "[ \u00a0\u202f\u2009]?"

_TYPED = re.compile(
    rf"""(?P<sign>{SIGN}?)
         (?P<unit>(?:{CURRENCY}{_SPACE})?)
         (?P<whole>[1-9][0-9]{{0,2}}(?:,[0-9]{{3}})+|[0-9]*)
         (?P<fraction>(?:\.[0-9]+)?)
         (?P<percent>(?:{_SPACE}%)?)""",
    re.VERBOSE,
)


class TypedNumber(NamedTuple):
    """A number as it was typed: its value, 0.57 for `57%`, and its plus or minus sign.

    `base` is the number format of all but the sign; `digits` counts the digits of the value.
    """

    value: Decimal
    base: str
    sign: str
    digits: int

    @property
    def code(self) -> str:
        """A number format under which the value prints as it was typed."""
        if self.sign and not self.value:
            return f'"{self.sign}"{self.base}'
        return signed(self.base, plus=self.sign == "+", minus=self.sign == MINUS)


def signed(base: str, *, plus: bool, minus: bool) -> str:
    """The number format that also prints a plus, or a minus sign in place of a hyphen."""
    less = f'"{MINUS}"{base}' if minus else f"-{base}"
    if plus:
        return f"+{base};{less};{base}"
    return f"{base};{less}" if minus else base


def read(text: str, most: int = DIGITS) -> TypedNumber | None:
    """The number that a text is; None where it is none, or has more than `most` digits."""
    match = _TYPED.fullmatch(text)
    if match is None:
        return None
    sign, unit, whole, fraction, percent = match.groups()
    digits = (whole.replace(",", "") + fraction[1:]).lstrip("0")
    if not (whole or fraction) or len(digits) > most:
        return None
    value = Decimal(digits or "0").scaleb(-len(fraction[1:]) - (2 if percent else 0), CONTEXT)
    if sign not in ("", "+"):
        value = -value if value else value
    pattern = "#,##0" if "," in whole else "0" * (len(whole) if whole[:1] == "0" else bool(whole))
    zeros = "." + "0" * (len(fraction) - 1) if fraction else ""
    unit = f'"{unit}"' if unit else ""
    percent = f'"{percent[:-1]}"%' if len(percent) > 1 else percent
    return TypedNumber(value, f"{unit}{pattern}{zeros}{percent}", sign, len(digits))


def parse_number(text: str) -> Decimal | None:
    """The number that a text is, 0.57 for `57%`; None where it is not one."""
    number = read(text)
    return None if number is None else number.value


_LETTERS = r"(?:General|[dmyhs]+|AM/PM|E[+-]|@)"

_PIECE = (
    rf'(?:"[^"]*"|\\.|_.|\*.|\[[^\]]+\]|[#0?.,%]|{_LETTERS}|[$+\-/(): !^&\'~{{}}<>=€£¥{MINUS}])'
)

_FORMAT = rf"{_PIECE}+(?:;{_PIECE}*){{0,3}}"


def is_code(text: str) -> bool:
    """Whether a text is a number format that Excel understands; words in it need quotes."""
    return re.fullmatch(_FORMAT, text, re.IGNORECASE) is not None


# Numbers in words, as `words` prints them.


WORDS = {
    "en": ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
           "eleven", "twelve"),
    "es": ("cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve",
           "diez", "once", "doce"),
}  # fmt: skip
"""The words of the numbers from 0, by language."""
AS_WORDS = "words"
"""The format that prints a number in words."""
_WORD = rf"\b(?:{'|'.join(word for words in WORDS.values() for word in words)})\b"


def number_of_word(word: str, language: str) -> int | None:
    """The number that a word of the language (`en-US`) stands for; None where there is none."""
    words = _words(language)
    return words.index(word) if word in words else None


def _words(language: str) -> tuple[str, ...]:
    return WORDS.get(language.split("-")[0].lower(), ())


def _in_words(amount: Decimal, language: str, place: Place) -> str:
    words = _words(language)
    if not words:
        raise error(
            "unknown-language",
            f"there are no words for numbers in the language `{language}`",
            at=place,
            label="a number to be printed in words",
            help=f"leave `{AS_WORDS}` out, which is known in {' and '.join(WORDS)}",
        )
    if amount not in range(len(words)):
        raise error(
            "bad-format",
            f"{digits(amount, grouped=True)} is not printed in words",
            at=place,
            label="a format of small numbers",
            help=(
                f"`{AS_WORDS}` prints the whole numbers from 0 to {len(words) - 1}: "
                f"{words[0]} to {words[-1]}",
                f"leave `{AS_WORDS}` out, and it prints in digits",
            ),
        )
    return words[int(amount)]


# Changes against an earlier time, as `change` prints them: by their sign, with an arrow in front.


AS_CHANGE = "change"
"""The format that prints an arrow in front of a number."""
UP, DOWN = "\N{BLACK UP-POINTING TRIANGLE}", "\N{BLACK DOWN-POINTING TRIANGLE}"
"""The arrows of changes above and below zero."""


def arrow(text: str) -> str:
    """The arrow of a text that starts with a number, by its sign; "" for zero and for words."""
    amount = parse_number(text.partition(" ")[0]) or 0
    return UP if amount > 0 else DOWN if amount < 0 else ""


def with_arrow(text: str) -> str:
    """The text with its arrow in front."""
    return f"{arrow(text)} {text}".lstrip()


def without_arrow(text: str) -> str:
    """The text without an arrow in front."""
    return text[2:] if text.startswith((f"{UP} ", f"{DOWN} ")) else text


# Texts that look like numbers, in any language's notation: `1.234,5`.


_ANY_NOTATION = rf"(?:[{UP}{DOWN}] )?{SIGN}?{CURRENCY}?\d[\d.,]*%?"

# A plus or minus sign, a currency, digits with separators, a unit of one character, a footnote mark
# such as `[p]` or `*`. A phone number does not match.
_NUMERIC_CELL = (
    rf"\(?[~<>≈]?\s?(?:{SIGN}|±)?\s?{CURRENCY}?\s?{SIGN}?\d[\d.,'’\u00a0\u202f]*\s?"
    r"(?:%|‰|°|[kKMB]|[–\u2212]\s?\d[\d.,]*\s?%?)?\)?\s?(?:\[\w\]|[*†‡])?"
)

_DATE_CELL = (
    r"\d{1,2}\.? [A-Za-z]{3,9}\.? \d{4}|[A-Za-z]{3,9}\.? (?:\d{1,2}, )?\d{4}|\d{4}-\d\d(?:-\d\d)?"
    r"|\d{1,2}[./]\d{1,2}[./]\d{2,4}"
)


def is_figure(text: str) -> bool:
    """Whether a text is digits with separators, a sign, a currency or a percent sign; or a word.

    Words are those of `WORDS`; in front of digits there can be an arrow.
    """
    return any(re.fullmatch(pattern, text) for pattern in (_ANY_NOTATION, _WORD))


def masked(text: str) -> str:
    """The text with 0 for each figure, so that texts that differ in figures alone are equal."""
    return re.sub(_WORD, "0", re.sub(_ANY_NOTATION, "0", text))


def is_aligned_right(text: str) -> bool:
    """Whether the cell of a table is a figure, a range of figures or a date."""
    return any(re.fullmatch(pattern, text) for pattern in (_NUMERIC_CELL, _DATE_CELL))


# Number formats: a part of Python's format mini-language, on decimals, rounding half up.
#
# `[+][,][.N][f|%]`: a plus sign on positive numbers, commas between thousands, N decimals, times a
# hundred with a percent sign. There is no width and no fill: text on a slide is not padded.


PLACES = 12
"""The most decimals of a format."""
_SPEC = re.compile(r"(\+?)(,?)(?:\.([0-9]{1,2}))?([f%]?)")


class NumberFormat(NamedTuple):
    """A number format. `places` is None where all decimals are printed."""

    signed: bool
    grouped: bool
    places: int | None
    percent: bool

    @classmethod
    def parse(cls, spec: str, place: Place) -> NumberFormat:
        """The format of a `spec` such as `,.1f` or `.0%`. Raises `Problem` at `place`."""
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

        None where the format has no number of decimals and they do not end, as for 1 / 3.
        """
        scaled = amount.scaleb(2, CONTEXT) if self.percent else amount
        rounded = terminating(scaled) if self.places is None else half_up(scaled, self.places)
        if rounded is None:
            return None
        sign = "+" if self.signed and rounded > 0 else ""
        return f"{sign}{digits(rounded, grouped=self.grouped)}{'%' if self.percent else ''}"


PLAIN = NumberFormat(signed=False, grouped=False, places=None, percent=False)
"""The format of a formula's result without a format: all digits."""


def _bad_format(spec: str, place: Place) -> Problem:
    return error(
        "bad-format",
        f"`{spec}` is not a format of a number",
        at=place,
        label="not understood",
        help=(
            f"a number takes `,` (thousands), `.1f` (decimals, up to {PLACES}), `.0%` (percent), "
            "and `+` in front for the sign, such as `,.1f`; or `words`, from 0 to 12, or `change`"
        ),
    )


# Values: a number, a day, or a text, as typed.
#
# `2018-09-30` is a day. All else is text: `more than 77,000`, `six`, `20-25`. `TODO`, alone or in
# front, is a value that is still to come.


_TODO = re.compile(r"TODO\b")


class Value(Struct, frozen=True):
    """The value of a fact; `text` is as typed."""

    text: str

    @property
    def amount(self) -> Decimal | None:
        """The number to calculate with, 0.57 for `57%`; None where it is not a number."""
        return None

    @property
    def pending(self) -> bool:
        """Whether the value is still to come (`TODO`)."""
        return False

    def unformatted(self) -> str | None:
        """The text without a format; None for a number whose decimals do not end."""
        return self.text

    def formatted(self, spec: str, language: str, place: Place) -> str | None:
        """The text by a format; None for endless decimals and a format without their number.

        Raises `Problem` at `place` where the format is not one for this kind of value.
        """
        raise NotImplementedError


class NumberValue(Value, frozen=True):
    """A number; its text is empty where it is the result of a formula."""

    number: Decimal

    @property
    def amount(self) -> Decimal:
        """The number."""
        return self.number

    def unformatted(self) -> str | None:
        """The number as typed; the result of a formula in all its digits."""
        return self.text or PLAIN.apply(self.number)

    def formatted(self, spec: str, language: str, place: Place) -> str | None:
        """The text by a format of numbers; but for `words` it is the same in every language."""
        if spec == AS_WORDS:
            return _in_words(self.number, language, place)
        if spec == AS_CHANGE:
            text = self.unformatted()
            return text and with_arrow(text)
        return NumberFormat.parse(spec, place).apply(self.number)


class DayValue(Value, frozen=True):
    """A day."""

    day: date

    def formatted(self, spec: str, language: str, place: Place) -> str:
        """The text by a pattern of dates."""
        return format_day(self.day, spec, language, place)


class TextValue(Value, frozen=True):
    """Any other text."""

    def formatted(self, spec: str, language: str, place: Place) -> str:
        """The text itself for `change`; raises `Problem` for all others."""
        if spec == AS_CHANGE:
            return self.text
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


class PendingValue(Value, frozen=True):
    """A value that is still to come (`TODO`); it prints as typed under every format."""

    @property
    def pending(self) -> bool:
        """Always."""
        return True

    def formatted(self, spec: str, language: str, place: Place) -> str:
        """The text as typed."""
        return self.text


def is_pending(text: str) -> bool:
    """Whether a text starts with `TODO`: `TODO`, `TODO ask the office`."""
    return _TODO.match(text) is not None


def parse_value(text: str, cell_number: Decimal | None = None) -> Value:
    """The value of a text.

    `cell_number` is the number of the worksheet cell that prints as this text; it is used where the
    text itself is no number, as for `5 beds`.
    """
    number = parse_number(text)
    if number is None:
        number = cell_number
    if number is not None:
        return NumberValue(text, number)
    day = parse_day(text)
    if day is not None:
        return DayValue(text, day)
    return PendingValue(text) if is_pending(text) else TextValue(text)


def endless(
    name: str, place: Place, rounded: str = "round it by a format, such as `.0%` or `,.1f`"
) -> Problem:
    """The problem of printing a number whose decimals do not end, as in 1 / 3, without rounding.

    `rounded` says how to round it.
    """
    return error(
        "endless",
        f"`{name}` computes to decimals without end",
        at=place,
        label="how many are to stand?",
        help=rounded,
    )


# The status of a figure, by the letters of Eurostat and SDMX (code list OBS_STATUS).


class Status(Enum):
    """The status of a figure, from the most reliable to the least.

    A revised figure was checked again; a break in the series only hampers comparison over time; a
    provisional figure will be replaced; an estimated one was never counted; one of low reliability
    may be wrong. Confidential comes last, so that figures derived from a confidential one are
    confidential too.
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
        """The status of a letter or of `none`. Raises `Problem` at `place` for other texts."""
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
        """The rank in the order of reliability, 0 for the most reliable."""
        return list(Status).index(self)


def weakest(statuses: Iterable[Status]) -> Status:
    """The least reliable of several statuses; normal for none."""
    return max(statuses, key=lambda status: status.weakness, default=Status.NORMAL)
