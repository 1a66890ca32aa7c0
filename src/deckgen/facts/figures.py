"""Figures in text, dates and periods, as people type them.

A figure is a number that states an amount, as opposed to dates, addresses and names: `find` reads a
text from left to right and passes over what `_NOT_FIGURES` matches.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import NamedTuple

from msgspec import Struct

from deckgen.facts.model import Fact
from deckgen.facts.numbers import CONTEXT, CURRENCY, DIGITS, SIGN, DayValue
from deckgen.source.cell_formats import MONTHS

# Dates, and periods in the form of those that facts have.


_GERMAN = "Januar Februar März April Mai Juni Juli August September Oktober November Dezember"
_SPANISH = (
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"
)
_FRENCH = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
_NAMES = (MONTHS, [name[:3] for name in MONTHS], *map(str.split, (_GERMAN, _SPANISH, _FRENCH)))
_MONTH_NUMBERS = {name: n for names in _NAMES for n, name in enumerate(names, 1)} | {"Sept": 9}

MONTH = rf"\b(?:{'|'.join(sorted(_MONTH_NUMBERS, key=len, reverse=True))})\b\.?"
"""A pattern of a month's name in English, German, Spanish or French, without capturing groups."""
DAY = r"\d{1,2}(?:st|nd|rd|th)?"
"""A pattern of a day in its month."""
YEAR = r"(?:19|20)\d\d"
"""A pattern of a year of four digits."""

_DATES = (
    rf"{DAY}\.?\s+(?:de\s+|of\s+)?{MONTH},?\s+(?:de\s+)?{YEAR}",
    rf"{MONTH}\s+{DAY},?\s+{YEAR}",
    rf"{MONTH}\s+{YEAR}",
    r"\d{4}-\d\d-\d\d",
    rf"\d{{1,2}}[/.]\d{{1,2}}[/.]{YEAR}",
)
_BEFORE, _AFTER = r"(?<![\w.,/$€£-])", r"(?![\w%]|[-–/.,]\d)"

TYPED = rf"(?:{'|'.join(_DATES)}|(?:S?FY|FFY|CY|AY)\s?\d{{2,4}}|(?:[A-Z]\w*\s+)?{YEAR}){_AFTER}"
"""A pattern of what may be a period or a date, without capturing groups."""


class TypedTime(NamedTuple):
    """A period or a date in a text, at text[start:end]."""

    text: str
    start: int
    end: int


class Times:
    """The periods and the days of some facts."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        """Take those of their origins, and the days that facts say themselves."""
        facts = list(facts)
        origins = [origin for fact in facts for origin in fact.origins]
        self.periods = tuple(dict.fromkeys(o.period for o in origins if o.period))
        self.days = tuple(dict.fromkeys(o.as_of for o in origins if o.as_of))
        own = [fact.value.day for fact in facts if isinstance(fact.value, DayValue)]
        self._days = {*self.days, *own}
        self._periods = set(map(_plain, self.periods))

    def __bool__(self) -> bool:
        return bool(self.periods or self._days)

    def typed_in(self, text: str) -> Iterator[TypedTime]:
        """The dates in a text, and the periods that have the form of one of these."""
        for match in self._typed.finditer(text):
            yield TypedTime(match.group(), *match.span())

    @cached_property
    def _typed(self) -> re.Pattern[str]:
        forms = dict.fromkeys(filter(None, map(_form, self.periods)))
        longest_first = sorted((*forms, *_DATES), key=len, reverse=True)
        return re.compile(f"{_BEFORE}(?:{'|'.join(longest_first)}){_AFTER}")

    def says(self, text: str) -> bool:
        """Whether a text is one of the periods, or names one of the days, or its month."""
        return _plain(text) in self._periods or any(
            (day.year, day.month) == (year, month) and number in (0, day.day)
            for year, month, number in _days_of(text)
            for day in self._days
        )


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def _form(period: str) -> str | None:
    """The pattern of texts like a period, with other digits and months; None without digits."""
    if not re.search(r"\d", period):
        return None
    if re.fullmatch(YEAR, period):
        return YEAR
    pieces = re.split(rf"({MONTH}|\d|\s+)", period)
    return "".join(map(_piece, pieces))


def _piece(piece: str) -> str:
    if piece.isdecimal():
        return r"\d"
    if piece.isspace():
        return r"\s+"
    return MONTH if re.fullmatch(MONTH, piece) else re.escape(piece)


def _days_of(text: str) -> Iterator[tuple[int, int, int]]:
    """The days that a typed date may mean: year, month, and the day or 0 for a whole month."""
    word = re.search(MONTH, text)
    found = [int(number) for number in re.findall(r"\d+", text)]
    years = [number for number in found if number > 31]
    if len(years) != 1:
        return
    others = [number for number in found if number <= 31]
    if word is not None and len(others) <= 1:
        yield years[0], _MONTH_NUMBERS[word.group().rstrip(".")], next(iter(others), 0)
    elif word is None and len(others) == 2:
        yield years[0], others[0], others[1]
        yield years[0], others[1], others[0]


# What looks like a figure and is none: dates, addresses, names, numbers of things. Each pattern
# starts at the beginning of the whole, often with a word, so that all of it is passed over.


_STREETS = (
    "Street|St|Avenue|Ave|Road|Rd|Drive|Dr|Boulevard|Blvd|Lane|Ln|Way|Court|Ct|Circle|Cir|Place|Pl"
    "|Plaza|Square|Sq|Parkway|Pkwy|Highway|Hwy|Terrace|Ter|Trail|Loop"
)

_CAPITAL_LABELS = (
    "Act|Annex|Article|Art|Attachment|Book|Box|Building|Bldg|Chap|Class|Clause|Docket|Exhibit|Exit"
    "|Fig|File|Floor|Form|Gate|Grade|Group|Highway|Interstate|Item|Line|Lot|Model|No|Nos|Nr|Note"
    "|Number|Option|Order|Pp|Priority|Proposition|Quarter|Release|Revision|Route|Rule|Schedule|Sec"
    "|Series|Stage|Ste|Tab|Title|Track|Type|Unit|Vol|Ward"
)

_LABELS = (
    "[Aa]ppendix|[Cc]hapter|[Dd]istrict|[Ff]igure|[Ff]ootnote|[Ll]evel|[Pp]ages?|[Pp]aragraph"
    "|[Pp]art|[Pp]hase|[Rr]egion|[Rr]oom|[Ss]ections?|[Ss]lides?|[Ss]tep|[Ss]uite|[Tt]able|[Tt]ier"
    "|[Vv]ersion|[Vv]olume|[Ww]eek|[Zz]one"
)


# What can follow directly after a number: `2018-19`, `438.6`, `1357(g)`.
_NUMBER_TAIL = r"(?:[.\-–/]\d+|\(\w{1,3}\))*"

_NOT_FIGURE_PATTERNS = (
    # Links and addresses of mail.
    r"\b(?:https?://|www\.)\S+",
    r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+",
    # Days, months with a year, years in a row.
    rf"\b{DAY}\.?\s+(?:de\s+|of\s+)?{MONTH}(?:,?\s+(?:de\s+)?{YEAR}\b)?",
    rf"{MONTH}\s+{DAY}(?:\s?[-–]\s?{DAY})?(?![\w%]|[.,]\d)(?:,?\s+{YEAR}\b)?",
    rf"{MONTH}\s+{YEAR}\b",
    r"\b\d{4}-\d\d-\d\d\b",
    r"\b\d{1,4}(?:/\d{1,4})+\b",
    r"\b\d{1,2}\.\d{1,2}\.(?:\d{4}|\d\d)\b",
    r"\b\d{1,2}-\d{1,2}-\d{4}\b",
    rf"\b{YEAR}\s?[-–]\s?(?:{YEAR}|\d\d)\b(?!%)",
    r"\b(?:S?FY|FFY|CY|AY)\s?[-']?\d{2,4}(?:\s?[-–/]\s?\d{2,4})?\b",
    r"\b[Ff]iscal\s+[Yy]ears?\s+\d{2,4}\b",
    # Times of the day.
    r"\b\d{1,2}(?::\d\d)?\s?(?:[ap]\.m\.|[ap]m\b|AM\b|PM\b|o['’]clock)",
    r"\b\d+(?::\d+)+\b",
    # Telephones, streets, postal codes.
    r"\+\d[\d\s().\-]{6,}\d",
    r"(?:\b1[\s.\-])?\(\d{3}\)\s?\d{3}[\s.\-]?\d{4}(?:\s?(?:x|ext\.?)\s?\d+)?\b",
    r"\b(?:1[.\-])?\d{3}[.\-]\d{3}[.\-]\d{4}(?:\s?(?:x|ext\.?)\s?\d+)?\b",
    r"\b\d{3}-\d{4}\b",
    rf"\b\d{{1,6}}\s+(?:[NSEW]{{1,2}}\.?\s+)?(?:(?:[A-Z][\w.'’-]*|\d+(?:st|nd|rd|th))\s+){{1,4}}"
    rf"(?:{_STREETS})\b",
    r"\b[A-Z]{2}\s+\d{5}(?:-\d{4})?\b",
    # Laws, names that hold a number, numbers of chapters and the like.
    r"\b\d+\s+(?:U\.?\s?S\.?\s?C\.?|C\.?\s?F\.?\s?R\.?|Stat\.|Fed\.\s?Reg\.)\s*(?:§+\s*)?\d*"
    + _NUMBER_TAIL,
    r"(?:\b(?:P\.\s?L|Pub\.\s?L|H\.\s?R|[SH]\.\s?Res)\.|§+)\s*\d+" + _NUMBER_TAIL,
    r"\b\d+(?:\([a-z0-9]{1,3}\))+",
    rf"\b(?:{_CAPITAL_LABELS}|{_LABELS})\b\.?\s?\d+(?!,\d|\d|\s?%|\s?percent){_NUMBER_TAIL}",
    r"#\s?\d+",
    r"\b[^\W\d_]\w*-\d[\w-]*",
    r"\b\d+(?:\.\d+){2,}\b",
    # The number of an item that somebody typed.
    r"^\s*\(?\d{1,3}[.)](?=\s)",
)

_NOT_FIGURES = "|".join(_NOT_FIGURE_PATTERNS)
"""A pattern of numbers that are no figures, without capturing groups."""


# Figures as printed.


_SMALL = 100


class ProseFigure(Struct, frozen=True):
    """A number in a text, at text[start:end].

    `amount` is its value, 0.57 for `57%` and 1400000 for `1.4 million`; `step` is the value of 1 in
    its last printed digit, 0.01 and 100000. `vague` means that the words before it make it a bound
    or an estimate: `about 20,000`.
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
        """Whether it starts with a plus or minus sign, as a change does: `+5%`."""
        return self.text[0] in "+-\u2212"

    @property
    def least(self) -> Decimal:
        """The smallest amount that is rounded to this figure; an exact one is only itself."""
        return self.amount if self.exact else CONTEXT.subtract(self.amount, self.step / 2)

    @property
    def most(self) -> Decimal:
        """The upper bound of the amounts that are rounded to this figure."""
        return self.amount if self.exact else CONTEXT.add(self.amount, self.step / 2)

    @property
    def exact(self) -> bool:
        """Whether it is a whole number without a scale, and so not rounded."""
        return self.step == 1

    @property
    def common(self) -> bool:
        """Whether it is a bare whole number below a hundred, which can be a count of anything."""
        return self.text.isdecimal() and self.amount < _SMALL


# Finding the figures of a text.


_SCALES = {
    "thousand": 3, "million": 6, "billion": 9, "trillion": 12, "k": 3, "m": 6, "bn": 9, "b": 9,
}  # fmt: skip

_GROUP = "[,\u00a0\u202f\u2009]"  # a comma, or a space that does not break

_NUMBER = (
    rf"(?<![\w.,/:])(?P<sign>(?<![\w)\]%\-]){SIGN})?(?P<money>{CURRENCY}\s?)?"
    rf"(?P<digits>\d{{1,3}}(?:{_GROUP}\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)(?![.,/:]?\d)"
    r"(?:\s?(?P<percent>%|percent\b|per cent\b)|\s?(?P<scale>thousand|million|billion|trillion)\b"
    r"|(?P<short>[KkMB]|bn)\b|(?!\w|\s?°|\(\w{1,3}\)))"
)

_DIGIT = re.compile(r"\d")
_TOKEN = f"(?:{_NOT_FIGURES})|(?P<figure>{_NUMBER})"

_VAGUE = re.compile(
    r"(?:\b(?:about|approx(?:imately|\.)?|around|roughly|circa|ca\.|nearly|almost|over|under|above"
    r"|below|(?:more|less|fewer|greater) than|at (?:least|most)|up to|some|estimated)"
    r"|[~≈<>≤≥±])\s*$",
    re.IGNORECASE,
)

_WORD_TAIL = re.compile(r"[-\u2010\u2011][^\W\d_]")
_LOOK_BACK = 24
_YEARS = range(1900, 2100)
_BRACKETED = re.compile(r"\s*\((.*)\)\s*", re.DOTALL)
_SPACED = re.compile(r"(?<=\d) (?=\d{3}(?!\d))")


def find(text: str) -> list[ProseFigure]:
    """The figures of a text, in order.

    Dates and years, times, addresses, telephone numbers, numbers of chapters, names such as
    287(g) and the typed numbers of lists are passed over; so is a number with letters at it.
    """
    return list(_find(text)) if _DIGIT.search(text) else []


@lru_cache(maxsize=1024)  # several rules look at a line one after the other
def _find(text: str) -> tuple[ProseFigure, ...]:
    found = []
    for match in re.finditer(_TOKEN, text):
        if match["figure"] and not _is_name(match, text):
            figure = _figure(match, text)
            if figure is not None:
                found.append(figure)
    return tuple(found)


def only(text: str) -> ProseFigure | None:
    """The figure of a text that holds just one; None where it holds none or several."""
    found = find(text)
    return found[0] if len(found) == 1 else None


def whole(text: str) -> ProseFigure | None:
    """The figure that is all of a text but for spaces around it, else None.

    `(48)` is -48, as in accounts. Plain spaces are allowed between thousands here.
    """
    bracketed = _BRACKETED.fullmatch(text)
    bare = (bracketed.group(1) if bracketed else text).strip()
    found = find(_SPACED.sub("\u00a0", bare))
    if len(found) != 1 or found[0].end - found[0].start != len(bare):
        return None
    figure = found[0]
    amount = -figure.amount if bracketed else figure.amount
    return ProseFigure(bare, 0, len(bare), amount, figure.step, figure.percent)


def _is_name(match: re.Match[str], text: str) -> bool:
    """Whether a bare number is a year, a number such as 01, or the start of a word: `24-hour`."""
    if any(match[part] for part in ("sign", "money", "percent", "scale", "short")):
        return False
    digits = match["digits"]
    if not digits.isdecimal():
        return False
    if len(digits) > 1 and digits[0] == "0":
        return True
    is_year = len(digits) == 4 and int(digits) in _YEARS
    return is_year or _WORD_TAIL.match(text, match.end()) is not None


def _figure(match: re.Match[str], text: str) -> ProseFigure | None:
    digits = re.sub(_GROUP, "", match["digits"])
    places = len(digits.partition(".")[2])
    if len(digits) - bool(places) > DIGITS:
        return None
    power = _SCALES.get((match["scale"] or match["short"] or "").lower(), 0)
    power -= 2 if match["percent"] else 0
    amount = Decimal(digits).scaleb(power, CONTEXT)
    start = match.start()
    return ProseFigure(
        match["figure"],
        start,
        match.end(),
        -amount if match["sign"] in ("-", "\u2212") else amount,
        Decimal(1).scaleb(power - places, CONTEXT),
        bool(match["percent"]),
        _VAGUE.search(text[max(start - _LOOK_BACK, 0) : start]) is not None,
    )
