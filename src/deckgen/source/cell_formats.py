"""Values of spreadsheet cells as their number formats print them (ECMA-376 part 1, 18.8.30).

Numbers with digits, thousands, percent, exponents and literal text are printed as Excel prints them
in English; so are dates of day, month and year. Any other format, such as one of fractions or of
the time of day, prints the value plainly.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal

GENERAL = "General"
"""The number format of a cell that was given none."""
_SYSTEM_DATE = "mm-dd-yy"  # Excel's format 14, which each reader's system prints its own way

_TOKEN = re.compile(
    r"""\[\$([^\]-]*)[^\]]*\]        # a currency symbol, with a locale
      | \[[^\]]*\]                   # a colour or condition
      | "([^"]*)" | \\(.)            # literal text
      | _. | \*.                     # room as wide as a character; a character that fills the cell
      | (General)
      | ([#0?][#0?,]*(?:\.[#0?]*)?,*|\.[#0?]+)(E[+-][0#?]+)?
      | (.)""",
    re.VERBOSE | re.IGNORECASE,
)

_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)(-?[0-9]+(?:\.[0-9]+)?)\]")

_COMPARISONS: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
    "=": operator.eq, "<>": operator.ne,
}  # fmt: skip

DIGITS = 15
"""The digits of a number that Excel keeps; those of a float beyond them are noise."""
_MAX_WRITTEN_OUT = 21  # a whole number of more digits is printed with an exponent
_CONTEXT = Context(prec=400)  # holds every float
EPOCH = date(1899, 12, 30)
LAST_DAY = 2_958_465
"""Cells count days from the first, to 31 December 9999 (18.17.4.1)."""
_NOT_CODES = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|General', re.IGNORECASE)
_DATE = re.compile(r'y+|m+|d+|\[[^\]]*\]|"[^"]*"|\\.|;.*|.', re.IGNORECASE)
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LITERAL_CHARACTERS = "$+-/(): %!&'~{}<>=^€£¥"


def show(value: object, code: str) -> str:
    """The text that a cell of this value and number format prints; "" for None."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float | Decimal):
        return _number(exact(value), code)
    if isinstance(value, datetime | date):
        return _date(value, code)
    if isinstance(value, time):
        return value.isoformat("seconds")
    return str(value)


def show_stored(value: Decimal, code: str) -> str:
    """The text that a cell prints which keeps a day as its number; below 1 is the time of day."""
    if not _codes(code, "dmyhs") or not 0 <= value < LAST_DAY + 1:
        return show(value, code)
    moment = datetime.combine(EPOCH, time()) + timedelta(seconds=round(value * 86_400))
    return show(moment.time() if value < 1 else moment, code)


def _codes(code: str, letters: str) -> bool:
    """Whether a number format has one of these letters outside of literal text and conditions."""
    return not {*_NOT_CODES.sub("", code).lower()}.isdisjoint(letters)


def iso(value: date) -> str:
    """A day as its ISO date; a moment with its time."""
    return value.isoformat().removesuffix("T00:00:00").replace("T", " ")


def parse_day(text: str) -> date | None:
    """The day that an ISO date (2018-09-30) names; None where the text is not one."""
    if not _ISO.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def exact(value: float | Decimal) -> Decimal:
    """The decimal number without the noise of a float beyond the 15 digits that Excel keeps."""
    return Decimal(format(value, f".{DIGITS}g"))


def half_up(value: Decimal, places: int) -> Decimal:
    """The number rounded to decimal places, ties away from zero; -2 rounds to hundreds."""
    return value.quantize(Decimal(1).scaleb(-places, _CONTEXT), ROUND_HALF_UP, _CONTEXT)


def plain(value: Decimal) -> str:
    """All digits of a number, without an exponent, trailing zeros and the sign of -0."""
    text = f"{value or abs(value):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _number(value: Decimal, code: str) -> str:
    section, shown = _section(value, _sections(code))
    if not section and ";" in code:
        return ""
    parts: list[str] = []
    core: str | None = None
    for match in _TOKEN.finditer(section):
        symbol, quoted, escaped, general, digits, exponent, other = match.groups()
        literal = symbol or quoted or escaped
        if literal:
            parts.append(literal)
        elif (general or digits) and core is None:
            core = general or digits + (exponent or "")
            parts.append("\0")
        elif general or digits or (other and other not in _LITERAL_CHARACTERS):
            return _general(value)
        elif other:
            parts.append(other)
            shown = shown.scaleb(2, _CONTEXT) if other == "%" else shown
    if core is None:
        return "".join(parts) if section.strip() and "@" not in section else _general(value)
    text = _core(abs(shown), core)
    minus = "-" if shown < 0 and any(c in "123456789" for c in text) else ""
    return minus + "".join(parts).replace("\0", text)


def _section(value: Decimal, sections: list[str]) -> tuple[str, Decimal]:
    """The section of a format that a number prints by, and the number to print by it."""
    conditions = [_CONDITION.search(section) for section in sections]
    if any(conditions):
        for section, condition in zip(sections, conditions, strict=True):
            if condition is None or _COMPARISONS[condition[1]](value, Decimal(condition[2])):
                return section, value
    if value < 0 and len(sections) > 1:
        return sections[1], -value
    return sections[2 if not value and len(sections) > 2 else 0], value


def _core(value: Decimal, core: str) -> str:
    """A number that is not negative, by the digits of its format."""
    if core.lower() == GENERAL.lower():
        return _general(value)
    mantissa, letter, exponent = core.upper().partition("E")
    return _scientific(value, mantissa, exponent) if letter else _digits(value, core)


def _scientific(value: Decimal, core: str, exponent: str) -> str:
    """A number as `0.00E+00` prints it; `##0.0E+0` has exponents that are multiples of three."""
    step = max(sum(c in "#0?" for c in core.partition(".")[0]), 1)
    power = value.adjusted() if value else 0
    power -= power % step
    text = _digits(value.scaleb(-power, _CONTEXT), core)
    if Decimal(text.replace(",", "") or "0") >= Decimal(10) ** step:  # rounded up to one digit more
        power += step
        text = _digits(value.scaleb(-power, _CONTEXT), core)
    sign = "-" if power < 0 else "+" * exponent.startswith("+")
    return f"{text}E{sign}{str(abs(power)).zfill(len(exponent) - 1)}"


def _digits(value: Decimal, core: str) -> str:
    """A number that is not negative, as `#,##0.0#` prints it."""
    scale = len(core) - len(core.rstrip(","))
    whole, _, fraction = core.rstrip(",").partition(".")
    value = value.scaleb(-3 * scale, _CONTEXT)
    rounded = half_up(value, len(fraction))
    text = f"{rounded:,f}" if "," in whole else f"{rounded:f}"
    head, point, tail = text.partition(".")
    while tail and fraction[len(tail) - 1] == "#" and tail[-1] == "0":
        tail = tail[:-1]
    head = "" if head == "0" and "0" not in whole else head.zfill(whole.count("0"))
    return head + (point + tail if fraction else "")


def _general(value: Decimal) -> str:
    """The number as a cell without a number format prints it."""
    if value and not -DIGITS <= value.adjusted() < _MAX_WRITTEN_OUT:
        return f"{value.normalize():E}"
    return plain(value)


def _sections(code: str) -> list[str]:
    return re.findall(r'((?:"[^"]*"|\\.|[^;"\\])*)(?:;|$)', code)[:-1] or [code]


def _date(value: date, code: str) -> str:
    moment = isinstance(value, datetime) and (value.hour, value.minute, value.second) != (0, 0, 0)
    plain_only = code.lower() == _SYSTEM_DATE or _codes(code, "hs") or not _codes(code, "dmy")
    if moment or plain_only:
        return iso(value)
    return "".join(_date_piece(value, piece) for piece in _DATE.findall(code))


def _date_piece(value: date, piece: str) -> str:
    kind = piece[0].lower()
    if kind == "y":
        return f"{value.year}" if len(piece) > 2 else f"{value.year % 100:02d}"
    if kind in "md":
        names = MONTHS[value.month - 1] if kind == "m" else WEEKDAYS[value.weekday()]
        number = value.month if kind == "m" else value.day
        return {1: f"{number}", 2: f"{number:02d}", 3: names[:3]}.get(len(piece), names)
    if kind in "[;":
        return ""
    return piece.strip('"') if kind == '"' else piece.removeprefix("\\")


MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
