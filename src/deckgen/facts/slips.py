"""Slips: figures that are typed as no number is written, and numbers that may be meant otherwise.

`51 2O0`, `512,00` and `51 200` are made of the signs of numbers, and are no number; `51.200` is
one, but 51,200 may be meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from deckgen.diagnostics import Diagnostic, Severity, error
from deckgen.facts.numbers import CURRENCY, DIGITS, MINUS, read
from deckgen.source.cell_formats import parse_day
from deckgen.source.nodes import Node, ScalarNode
from deckgen.source.tables import NumberCell

_DASH = "\N{EN DASH}"
_BLANK = "[ \u00a0\u202f\u2009]"
_LETTERS = str.maketrans("OolI", "0011")
"""Letters that are typed for digits."""
_NUMERIC = re.compile(rf"(?=.*[0-9])(?:{_BLANK}|{CURRENCY}|[0-9OolI.,'’%+{MINUS}{_DASH}-])+")
_WORD = re.compile(r"(?<![0-9OolI])(?<![0-9OolI][.,])[OolI]+(?![0-9OolI])")
"""Letters that stand for themselves, since no digit is beside them: `I-9`, `5 l`."""
_DOTTED_DATE = re.compile(
    r"[0-9]{1,2}\. ?[0-9]{1,2}\. ?(?:[0-9]{2}){1,2}|[0-9]{4}\.[0-9]{1,2}\.[0-9]{1,2}\.?"
)
_CALLING_CODE = re.compile(r"\+[0-9]{1,3} ")
_JOINED = re.compile(rf"(?<=[0-9%]){_BLANK}?[-{_DASH}]{_BLANK}?(?=.)")
_FAULTS = {
    "a letter O for 0": re.compile("[Oo]"),
    "a letter l or I for 1": re.compile("[lI]"),
    "a blank inside": re.compile(rf"(?<=[0-9OolI.,'’+{MINUS}{_DASH}-]){_BLANK}+(?=[0-9OolI])"),
    "an apostrophe inside": re.compile("['’]"),
    "a dash for a minus": re.compile(rf"^{_BLANK}*{_DASH}"),
    "a comma that does not part thousands": re.compile(
        r"(?<![0-9OolI]),|,(?![0-9OolI]{3}(?![0-9OolI]))|[0-9]{4},|\..*,|^[^0-9]*0[0-9]*,"
    ),
    "more than one point": re.compile(r"\..*\."),
    "a point with no digits behind it": re.compile(r"\.(?![0-9OolI])"),
    f"more than {DIGITS} digits": re.compile(rf"(?:[0-9][^0-9]*){{{DIGITS + 1}}}"),
}
_MARKED = re.compile(r"([^0-9.,]*)([0-9.,]+)([^0-9.,]*)")
_MARKS = re.compile(rf"(?P<sign>[+{MINUS}-]?)(?P<unit>{CURRENCY}?)(?P<percent>%?)")
_SEPARATED = re.compile(rf"(?<=[0-9])(?:{_BLANK}|['’])(?=[0-9]{{3}}(?![0-9]))")
_SEPARATED_OTHERWISE = re.compile(
    rf"(?<=[0-9])(?:{_BLANK}|['’])+(?=[0-9])(?![0-9]{{3}}(?![0-9]))|['’](?![0-9])|(?<![0-9])['’]"
)


class Slip(NamedTuple):
    """What is wrong with a text that was meant as a number, and which numbers may be meant."""

    why: str
    meant: tuple[str, ...]


def slip(text: str) -> Slip | None:
    """What is wrong with a text that is nearly a number; None for a number and for words.

    Words are what has other letters, dates, and numbers that are joined, as in `20-25`,
    `2018-2019` and `866-347-2423`.
    """
    if not _NUMERIC.fullmatch(text) or _WORD.search(text):
        return None
    if read(text) or _is_joined(text) or parse_day(text) or _DOTTED_DATE.fullmatch(text):
        return None
    faults = [fault for fault, pattern in _FAULTS.items() if pattern.search(text)]
    return Slip(" and ".join(faults or ["a sign out of place"]), tuple(_meant(text)))


def _is_joined(text: str) -> bool:
    parts = _JOINED.split(_CALLING_CODE.sub("", text, count=1))
    return len(parts) > 1 and all(part.isdecimal() or read(part) for part in parts)


def _meant(text: str) -> Iterator[str]:
    """The numbers that a slip may be meant as, one with commas between thousands first."""
    digits = text.translate(_LETTERS).replace(_DASH, "-")
    marked = _MARKED.fullmatch(re.sub(f"{_BLANK}|['’]", "", digits))
    marks = marked and _MARKS.fullmatch("".join(sorted(marked[1] + marked[3], key=_mark_order)))
    if not marked or not marks or _SEPARATED_OTHERWISE.search(digits):
        return
    separated = _SEPARATED.search(digits) is not None
    for number in _readings(marked[2].rstrip(".,"), separated=separated):
        whole = f"{marks['sign']}{marks['unit']}{number}{marks['percent']}"
        if read(whole):
            yield from thousands_or_decimals(whole) or (whole,)


def _mark_order(mark: str) -> int:
    return 2 if mark == "%" else 1 if re.match(CURRENCY, mark) else 0


def _readings(core: str, *, separated: bool) -> Iterator[str]:
    """Digits with commas and points as numbers: all commas as thousands, the last as the point.

    `separated` says that blanks or apostrophes stood between thousands.
    """
    if read(core):
        yield _grouped(core) if separated else core
        return
    whole, point, decimals = core.partition(".")
    groups = whole.split(",")
    odd = sum(len(group) != 3 for group in groups[1:])
    if odd == 1 and not separated and groups[0][:1] not in ("", "0"):
        yield _grouped("".join(groups)) + point + decimals
    if core.count(".") > 1:
        yield core.replace(".", ",")
    whole, comma, decimals = core.rpartition(",")
    if comma and "," not in whole:
        whole = whole.replace(".", ",")
        yield f"{_grouped(whole) if separated else whole}.{decimals}"


def _grouped(core: str) -> str:
    whole, point, decimals = core.partition(".")
    return f"{int(whole.replace(',', '') or 0):,}{point}{decimals}"


def refuse(scalar: ScalarNode, *, in_words: bool) -> None:
    """Raise `Problem` for a text that is nearly a number.

    `in_words` says that a fact can say it as words, under `text:`.
    """
    found = slip(scalar.text) if number_of_cell(scalar) is None else None
    if found is not None:
        meant = " or ".join(f"`{number}`" for number in found.meant)
        raise error(
            "bad-number",
            f"`{scalar.text}` is not a number: {found.why}",
            at=scalar.span,
            label="not a number",
            help=(
                f"write {meant}" if meant else "a number has commas between thousands: `48,800`",
                f'words go under `text:` instead: `text: "{scalar.text}"`' if in_words else "",
            ),
        )


def number_of_cell(scalar: ScalarNode) -> Decimal | None:
    """The number of a worksheet's cell; None where it has none, and for any other text."""
    return scalar.number if isinstance(scalar, NumberCell) else None


# Numbers that are read, and may be meant otherwise.


_THREE_DECIMALS = re.compile(r"\.3[f%]\s*$")
_DOUBTFUL = re.compile(r"([^0-9]*[1-9][0-9]{0,2})\.([0-9]{2}0)([^0-9]*)")


def thousands_or_decimals(text: str) -> tuple[str, str] | None:
    """The two numbers that `51.200` may be meant as, `51,200` and `51.2`; None for other texts."""
    match = _DOUBTFUL.fullmatch(text)
    if match is None or read(text) is None:
        return None
    whole, decimals, unit = match.groups()
    return f"{whole},{decimals}{unit}", f"{whole}.{decimals}".rstrip("0").rstrip(".") + unit


def doubt(scalar: ScalarNode, spec: Node | None, severity: Severity) -> Iterator[Diagnostic]:
    """A diagnostic for a number such as `51.200`, unless its format `spec` has three decimals."""
    text = scalar.text.strip()
    both = thousands_or_decimals(text) if number_of_cell(scalar) is None else None
    meant = isinstance(spec, ScalarNode) and _THREE_DECIMALS.search(spec.text)
    if both and not meant:
        yield Diagnostic(
            "doubtful-number",
            f"`{text}` is {both[1]}: a point stands before decimals",
            scalar.span,
            "thousands, or decimals?",
            (
                f"write `{both[0]}` or `{both[1]}`",
                f"`format: {'.3%' if '%' in text else '.3f'}` says that its decimals are meant",
            ),
            severity,
        )
