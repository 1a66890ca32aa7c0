"""The spelling of dates, the same throughout a deck."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from deckgen.checks import text
from deckgen.checks.base import Fault, Rule
from deckgen.checks.subject import Subject
from deckgen.checks.view import ShapeView
from deckgen.diagnostics import Severity

_LONG = "January|February|March|April|May|June|July|August|September|October|November|December"
_SHORT = r"(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?"
_DAY, _YEAR = r"\d{1,2}", r"(?:19|20)\d\d"
_STYLES = {
    "6 March 2020": rf"\b{_DAY} (?:{_LONG}) {_YEAR}\b",
    "March 6, 2020": rf"\b(?:{_LONG}) {_DAY}, {_YEAR}\b",
    "6 Mar 2020": rf"\b{_DAY} {_SHORT} {_YEAR}\b",
    "Mar 6, 2020": rf"\b{_SHORT} {_DAY}, {_YEAR}\b",
    "2020-03-06": rf"\b{_YEAR}-\d\d-\d\d\b",
    "3/6/2020": rf"\b{_DAY}/{_DAY}/{_YEAR}\b",
    "6.3.2020": rf"\b{_DAY}\.{_DAY}\.{_YEAR}\b",
}
_PATTERNS = {style: re.compile(pattern) for style, pattern in _STYLES.items()}


def _mixed(subject: Subject) -> Iterator[Fault]:
    found = [(style, date, shape) for shape in _shapes(subject) for style, date in _dates(shape)]
    counts = Counter(style for style, _, _ in found)
    if len(counts) < 2:
        return
    usual = counts.most_common(1)[0][0]
    for style, date, shape in found:
        if style != usual:
            yield Fault(
                f"`{date}` is spelt otherwise than most dates here, such as `{usual}`",
                shape.where, "", ("spell dates in one way",),
            )  # fmt: skip


def _shapes(subject: Subject) -> Iterator[ShapeView]:
    return (shape for slide in subject.slides for shape in slide.shapes)


def _dates(shape: ShapeView) -> Iterator[tuple[str, str]]:
    """The ways in which a shape spells dates, each with the first date of it."""
    words = "\n".join(line.text for line in text.all_paragraphs(shape))
    for style, pattern in _PATTERNS.items():
        first = pattern.search(words)
        if first:
            yield style, first.group()


RULES = (
    Rule(
        id="DATE-STYLE",
        severity=Severity.TIP,
        summary="Dates are spelt in one way.",
        why="`3/6/2020` is March to some readers and June to others; two spellings on two slides "
        "look like two sources.",
        source="House rule, after plain-language guides.",
        decided="Texts hold whole dates in more than one of the ways "
        + ", ".join(f"`{style}`" for style in _STYLES)
        + "; those that differ from the most frequent are found, one a shape and way. Months and "
        "years alone, and fiscal years, are passed over.",
        mend="Spell them alike; a fact's date is printed by its format.",
        check=_mixed,
    ),
)
