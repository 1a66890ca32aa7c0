"""Finding the figures of a text, from left to right."""

from __future__ import annotations

import re
from decimal import Decimal

from deckgen.facts.arithmetic import CONTEXT, DIGITS
from deckgen.figures.figure import Figure
from deckgen.figures.passing import PASSED

_SCALES = {
    "thousand": 3, "million": 6, "billion": 9, "trillion": 12, "k": 3, "m": 6, "bn": 9, "b": 9,
}  # fmt: skip
_GROUP = "[,\u00a0\u202f\u2009]"  # a comma, or a space that does not break
_NUMBER = (
    r"(?<![\w.,/:])(?P<sign>(?<![\w)\]%\-])[+\-\u2212])?(?P<money>[$€£]\s?)?"
    rf"(?P<digits>\d{{1,3}}(?:{_GROUP}\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)(?![.,/:]?\d)"
    r"(?:\s?(?P<percent>%|percent\b|per cent\b)|\s?(?P<scale>thousand|million|billion|trillion)\b"
    r"|(?P<short>[KkMB]|bn)\b|(?!\w|\s?°|\(\w{1,3}\)))"
)
_DIGIT = re.compile(r"\d")
_TOKEN = re.compile(f"(?:{PASSED})|(?P<figure>{_NUMBER})")
_VAGUE = re.compile(
    r"(?:\b(?:about|approx(?:imately|\.)?|around|roughly|circa|ca\.|nearly|almost|over|under|above"
    r"|below|(?:more|less|fewer|greater) than|at (?:least|most)|up to|some|estimated)"
    r"|[~≈<>≤≥±])\s*$",
    re.IGNORECASE,
)
_GOES_ON = re.compile(r"[-\u2010\u2011][^\W\d_]")
_LOOK_BACK = 24
_YEARS = range(1900, 2100)
_BRACKETED = re.compile(r"\s*\((.*)\)\s*", re.DOTALL)
_SPACED = re.compile(r"(?<=\d) (?=\d{3}(?!\d))")


def find(text: str) -> list[Figure]:
    """The figures of a text, in order.

    Dates and years, times, addresses, telephone numbers, numbers of chapters, names such as
    287(g) and the typed numbers of lists are passed over; so is a number with letters at it.
    """
    if not _DIGIT.search(text):
        return []
    found = []
    for match in _TOKEN.finditer(text):
        if match["figure"] and not _is_name(match, text):
            figure = _figure(match, text)
            if figure is not None:
                found.append(figure)
    return found


def only(text: str) -> Figure | None:
    """The figure of a text that holds just one; None where it holds none or several."""
    found = find(text)
    return found[0] if len(found) == 1 else None


def whole(text: str) -> Figure | None:
    """The figure that a text is, but for spaces around it; `(48)` is -48, as in accounts.

    Here plain spaces may stand between thousands.
    """
    bracketed = _BRACKETED.fullmatch(text)
    bare = (bracketed.group(1) if bracketed else text).strip()
    found = find(_SPACED.sub("\u00a0", bare))
    if len(found) != 1 or found[0].end - found[0].start != len(bare):
        return None
    figure = found[0]
    amount = -figure.amount if bracketed else figure.amount
    return Figure(bare, 0, len(bare), amount, figure.step, figure.percent)


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
    return is_year or _GOES_ON.match(text, match.end()) is not None


def _figure(match: re.Match[str], text: str) -> Figure | None:
    digits = re.sub(_GROUP, "", match["digits"])
    places = len(digits.partition(".")[2])
    if len(digits) - bool(places) > DIGITS:
        return None
    power = _SCALES.get((match["scale"] or match["short"] or "").lower(), 0)
    power -= 2 if match["percent"] else 0
    amount = Decimal(digits).scaleb(power, CONTEXT)
    start = match.start()
    return Figure(
        match["figure"],
        start,
        match.end(),
        -amount if match["sign"] in ("-", "\u2212") else amount,
        Decimal(1).scaleb(power - places, CONTEXT),
        bool(match["percent"]),
        _VAGUE.search(text[max(start - _LOOK_BACK, 0) : start]) is not None,
    )
