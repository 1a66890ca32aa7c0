"""The source text of the briefing: what it says on which slide."""

import re
from dataclasses import dataclass

from tests.support.paths import BRIEFING

ANCHORS = {
    "overview": "ERO consists of",
    "mission": "Mission Statement",
    "field-offices": "24 Field Offices ERO",
    "removals": "ERO Removals (FY 2018)",
    "criminal-alien-program": "Criminal Alien Program •",
    "287g": "287(g) Program •",
    "fugitive-operations": "National Fugitive Operations Program •",
    "detention": "Custody Management Detention",
    "atd": "Custody Management Alternatives",
    "atd-types": "Custody Management ATD",
    "ihsc": "ICE Health Service Corps ICE Health Service Corps (IHSC)",
    "ihsc-operations": "ICE Health Service Corps IHSC Operational Details",
    "removal-operations": "Removal ERO removal operations",
    "ice-air": "Removal ICE Air Operations Division",
    "commercial-air": "Removal Commercial Air Operations",
    "air-charter": "Removal Air Charter Operations",
    "air-routes": "Removal ICE Air Operations ~",
    "special-high-risk": "Removal Air Charter Operations Special",
    "day-in-the-life": "Day in the Life for ERO",
    "missouri-arrests": "ICE ERO Arrest in Missouri",
    "missouri-county-map": "Missouri ICE/ERO County Map",
    "missouri-contacts": "Missouri ICE/ERO Contacts",
}
"""Slide ids in order, each with the words that its part of the text begins with."""

COMMENT = "CJ1 Added additional FY18 stats. Coster, Joshua, 3/27/2019"
"""The review comment: it stands at the end of day-in-the-life and is not the slide's own text."""

_PAGE_NUMBER = re.compile(r"^\s*\d+\s*$", re.MULTILINE)
_MONTH = "January|February|March|April|May|June|July|August|September|October|November|December"


@dataclass(frozen=True, slots=True)
class Token:
    """Something that a slide must print as the source prints it."""

    kind: str
    text: str

    def stands_in(self, shown: str) -> bool:
        """Tell whether `shown` says it whole, not as part of a longer number or word."""
        return (
            re.search(rf"(?<![\w+-])(?<!\d[.,]){re.escape(self.text)}(?!\w|[.,]\d)", shown)
            is not None
        )


PATTERNS = {
    "phone": r"\(\d{3}\)\d{3}-\d{4}",
    "date": rf"\b(?:{_MONTH})\b(?: \d{{1,2}},)?(?: \d{{4}})?",
    "fiscal year": r"\bFY \d{4}\b",
    "percentage": r"(?<!\S)[+-]?\d+%|\d+%",
    "figure": r"\b\d[\d,]*\d(?:\.\d+)?\b|\b\d(?:\.\d+)?\b",
    "acronym": r"\bU\.S\.|\b[A-Z]{2,}(?:/[A-Z]{2,})?s?\b|\b[A-Z][a-z]+[A-Z]{2,}\b",
}
"""The kinds of token that a pattern finds, in order; names and fixed phrases stand in names.py."""


def squeeze(text: str) -> str:
    """Return `text` on one line with single spaces, as line breaks differ in source and slide."""
    return " ".join(text.split())


def tokens(text: str) -> set[Token]:
    """Return every token of a slide's part of the source, each by the first pattern to fit."""
    found: set[Token] = set()
    for kind, pattern in PATTERNS.items():
        found.update(Token(kind, match) for match in re.findall(pattern, text))
        text = re.sub(pattern, " ", text)
    return found


def parts() -> dict[str, str]:
    """Return the source text by slide id, on one line each, without page numbers and the comment.

    Raises `ValueError` where an anchor is not in the text after the one before it.
    """
    (path,) = BRIEFING.glob("*.txt")
    text = squeeze(_PAGE_NUMBER.sub("", path.read_text(encoding="utf-8"))).replace(COMMENT, "")
    starts: list[int] = []
    for anchor in ANCHORS.values():
        starts.append(text.index(anchor, starts[-1] + 1 if starts else 0))
    return {
        slide: text[start:end].strip()
        for slide, start, end in zip(ANCHORS, starts, [*starts[1:], len(text)], strict=True)
    }
