"""What a spreadsheet's cell prints: its value under its number format (ECMA-376 part 1, 18.8.30).

Numbers with digits, thousands, percent and literal text are printed as Excel prints them in
English; so are dates of day, month and year. Any other format prints the value plainly.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal

_SYSTEM_DATE = "mm-dd-yy"  # Excel's format 14, which each reader's system prints its own way
_TOKEN = re.compile(
    r"""\[\$([^\]-]*)[^\]]*\]        # a currency sign, with a locale
      | \[[^\]]*\]                   # a colour or condition
      | "([^"]*)" | \\(.)            # literal text
      | _. | \*.                     # room the width of a sign; a sign that fills the cell
      | ([#0?][#0?,]*(?:\.[#0?]*)?,*|\.[#0?]+)
      | (.)""",
    re.VERBOSE,
)
_DATE = re.compile(r'y+|m+|d+|\[[^\]]*\]|"[^"]*"|\\.|;.*|.', re.IGNORECASE)
_PLAIN_SIGNS = "$+-/(): %!&'~{}<>=^€£¥"


def show(value: object, code: str) -> str:
    """The text that a cell of this value and number format prints; "" for None."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return _number(Decimal(str(value)), code)
    if isinstance(value, datetime | date):
        return _date(value, code)
    if isinstance(value, time):
        return value.isoformat("seconds")
    return str(value)


def _number(value: Decimal, code: str) -> str:
    sections = _sections(code)
    section, shown = sections[0], value
    if value < 0 and len(sections) > 1:
        section, shown = sections[1], -value
    elif not value and len(sections) > 2:
        section = sections[2]
    parts: list[str] = []
    core: str | None = None
    for match in _TOKEN.finditer(section):
        sign, quoted, escaped, digits, other = match.groups()
        literal = sign or quoted or escaped
        if literal:
            parts.append(literal)
        elif digits and core is None:
            core = digits
            parts.append("\0")
        elif digits or (other and other not in _PLAIN_SIGNS):
            return _general(value)
        elif other:
            parts.append(other)
    if core is None:
        return "".join(parts) if section.strip() and "@" not in section else _general(value)
    if "%" in section:
        shown *= 100
    text = _digits(abs(shown), core)
    minus = "-" if shown < 0 and any(c in "123456789" for c in text) else ""
    return minus + "".join(parts).replace("\0", text)


def _digits(value: Decimal, core: str) -> str:
    """A number that is not negative, as `#,##0.0#` prints it."""
    scale = len(core) - len(core.rstrip(","))
    whole, _, fraction = core.rstrip(",").partition(".")
    value = value / 1000**scale
    rounded = value.quantize(Decimal(1).scaleb(-len(fraction)), ROUND_HALF_UP)
    text = f"{rounded:,f}" if "," in whole else f"{rounded:f}"
    head, point, tail = text.partition(".")
    while tail and fraction[len(tail) - 1] == "#" and tail[-1] == "0":
        tail = tail[:-1]
    head = "" if head == "0" and "0" not in whole else head.zfill(whole.count("0"))
    return head + (point + tail if fraction else "")


def _general(value: Decimal) -> str:
    """Up to eleven digits, as a cell without a format prints them."""
    if value == value.to_integral_value() and abs(value) < Decimal(10) ** 11:
        return f"{value:.0f}"
    return f"{float(value):.11g}"


def _sections(code: str) -> list[str]:
    return re.findall(r'((?:"[^"]*"|\\.|[^;"\\])*)(?:;|$)', code)[:-1] or [code]


def _date(value: date, code: str) -> str:
    moment = isinstance(value, datetime) and (value.hour, value.minute, value.second) != (0, 0, 0)
    if moment or code.lower() == _SYSTEM_DATE or not re.search(r"[dmy]", code, re.IGNORECASE):
        return value.isoformat().removesuffix("T00:00:00").replace("T", " ")
    return "".join(_date_piece(value, piece) for piece in _DATE.findall(code))


def _date_piece(value: date, piece: str) -> str:
    kind = piece[0].lower()
    if kind == "y":
        return f"{value.year}" if len(piece) > 2 else f"{value.year % 100:02d}"
    if kind in "md":
        names = _MONTHS[value.month - 1] if kind == "m" else _DAYS[value.weekday()]
        number = value.month if kind == "m" else value.day
        return {1: f"{number}", 2: f"{number:02d}", 3: names[:3]}.get(len(piece), names)
    if kind in "[;":
        return ""
    return piece.strip('"') if kind == '"' else piece.removeprefix("\\")


_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
