"""Numbers as they are typed, and the number formats under which they print so again.

`127,492`, `48%`, `5.24`, `+4%` and `$1,200` are each a value and a number format (ECMA-376
part 1, 18.8.30): 127492 and `#,##0`, 0.48 and `0%`. A chart keeps the value and the format, so a
number reads back as it was typed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Context, Decimal, InvalidOperation
from functools import lru_cache

from deckgen.source import number_formats

_MINUS = "\N{MINUS SIGN}"
_TYPED = re.compile(
    rf"""(?P<sign>[+{_MINUS}-]?)
         (?P<unit>[$£€¥]?)
         (?P<whole>[1-9][0-9]{{0,2}}(?:,[0-9]{{3}})+|[0-9]*)
         (?P<fraction>(?:\.[0-9]+)?)
         (?P<percent>%?)""",
    re.VERBOSE,
)
DIGITS = 15
"""How many digits of a number Excel keeps."""
GENERAL = number_formats.GENERAL
_ROUNDED = Context(prec=DIGITS)

_LETTERS = r"(?:General|[dmyhs]+|AM/PM|E[+-]|@)"
_PIECE = (
    rf'(?:"[^"]*"|\\.|_.|\*.|\[[^\]]+\]|[#0?.,%]|{_LETTERS}|[$+\-/(): !^&\'~{{}}<>=€£¥{_MINUS}])'
)
_CODE = re.compile(rf"{_PIECE}+(?:;{_PIECE}*){{0,3}}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Number:
    """A typed number: its value, and the format that prints its digits without a sign."""

    value: Decimal
    base: str
    sign: str

    @property
    def code(self) -> str:
        """A number format under which the value prints as it was typed."""
        if self.sign and not self.value:
            return f'"{self.sign}"{self.base}'
        return _signed(self.base, plus=self.sign == "+", minus=self.sign == _MINUS)


def _signed(base: str, *, plus: bool, minus: bool) -> str:
    """The format that also prints a plus, or a minus sign in place of a hyphen."""
    less = f'"{_MINUS}"{base}' if minus else f"-{base}"
    if plus:
        return f"+{base};{less};{base}"
    return f"{base};{less}" if minus else base


def read(text: str) -> Number | None:
    """The number of a typed text, or None where it is none or has more than 15 digits."""
    match = _TYPED.fullmatch(text)
    if match is None:
        return None
    sign, unit, whole, fraction, percent = match.groups()
    digits = whole.replace(",", "") + fraction[1:]
    if not digits or len(digits.lstrip("0")) > DIGITS:
        return None
    value = Decimal(digits).scaleb(-len(fraction[1:]) - (2 if percent else 0))
    if sign not in ("", "+"):
        value = -value if value else value
    pattern = "#,##0" if "," in whole else "0" * (len(whole) if whole[:1] == "0" else bool(whole))
    zeros = "." + "0" * (len(fraction) - 1) if fraction else ""
    unit = f'"{unit}"' if unit else ""
    return Number(value, f"{unit}{pattern}{zeros}{percent}", sign)


def plain(value: Decimal) -> str:
    """The value in digits, without thousands and without zeros at its end."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def printed(value: Decimal, code: str) -> str:
    """What the value prints under a number format."""
    return number_formats.show(float(value), code)


def show(value: Decimal, code: str) -> str:
    """The value as it is typed: under that number format where nothing of it is lost so."""
    shown = printed(value, code)
    number = read(shown)
    return shown if number is not None and number.value == value else plain(value)


def cached(text: str) -> Decimal | None:
    """The value that a chart's cache holds, or None where it is no number.

    Excel writes 17 digits of its binary numbers (`4.4000000000000004`) and means 15 of them.
    """
    try:
        value = Decimal(text.strip())
    except InvalidOperation:
        return None
    return Context(prec=DIGITS).plus(value) if value.is_finite() else None


@lru_cache(maxsize=128)
def common_code(texts: tuple[str, ...]) -> str:
    """The number format under which most of these typed numbers print as typed.

    Texts that are no number do not count; without any number it is `General`.
    """
    typed = {text: number for text in texts if (number := read(text)) is not None}
    plus = any(number.sign == "+" for number in typed.values())
    minus = any(number.sign == _MINUS for number in typed.values())
    codes = [_signed(number.base, plus=plus, minus=minus) for number in typed.values()]
    codes += [number.code for number in typed.values()]
    return max(
        dict.fromkeys(codes),
        key=lambda code: sum(printed(n.value, code) == text for text, n in typed.items()),
        default=GENERAL,
    )


def code_of(number: Number, text: str, common: str) -> str:
    """The format of one number of a series: the common one, or its own to print as typed."""
    return common if printed(number.value, common) == text else number.code


def is_code(text: str) -> bool:
    """Whether the text is a number format that Excel understands; words need quotes in it."""
    return _CODE.fullmatch(text) is not None
