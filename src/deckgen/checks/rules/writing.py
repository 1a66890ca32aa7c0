"""Text that is laid out by hand: typed bullets, spaces and empty lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby, pairwise

from deckgen.checks import text
from deckgen.checks.base import Fault, Rule
from deckgen.checks.subject import Subject
from deckgen.checks.text import ParagraphView
from deckgen.diagnostics import Severity

_SIGN = re.compile(r"\s*([-–—•●○▪■►➢✓*·])\s+\S")
_NUMBER = re.compile(r"\s*\(?(\d{1,2}|[a-zA-Z])[.)]\s+\S")
_GAP = re.compile(r"\S( {4,}|[ \t]*\t[ \t]*\t[ \t]*)\S")


def _typed(subject: Subject) -> Iterator[Fault]:
    for slide in subject.slides:
        for shape in slide.shapes:
            lines = list(text.paragraphs(shape))
            typed = _typed_list(lines)
            if typed:
                yield Fault(
                    f"{len(typed)} paragraphs start with a typed bullet or number, such as "
                    f"`{typed[0].text.strip()[:30]}`",
                    shape.where, "", ("use Home > Bullets or Numbering; in YAML, write lines",),
                )  # fmt: skip


def _typed_list(lines: list[ParagraphView]) -> list[ParagraphView]:
    """The first two or more paragraphs in a row that start like items of a list, but are none."""
    for kind, group in groupby(lines, key=_mark):
        found = list(group)
        if kind and len(found) > 1:
            return found
    return []


def _mark(line: ParagraphView) -> str:
    """What a paragraph without a bullet starts with: a sign, `number`, or nothing."""
    if line.has_bullet:
        return ""
    sign = _SIGN.match(line.text)
    if sign:
        return sign.group(1)
    return "number" if _NUMBER.match(line.text) else ""


def _blank(subject: Subject) -> Iterator[Fault]:
    for slide in subject.slides:
        for shape in slide.shapes:
            lines = list(text.paragraphs(shape))
            if not shape.has_text:
                continue
            if any(_is_empty(a) and _is_empty(b) for a, b in pairwise(lines)):
                yield Fault(
                    "two empty paragraphs in a row", shape.where, "",
                    ("set the space before a paragraph instead: Home > Line Spacing",),
                )  # fmt: skip
            spaced = next((line.text for line in lines if _GAP.search(line.text)), "")
            if spaced:
                yield Fault(
                    f"spaces or tabs lay out the text `{' '.join(spaced.split())[:40]}`",
                    shape.where, "", ("use a table, columns, or a text box for each part",),
                )  # fmt: skip


def _is_empty(line: ParagraphView) -> bool:
    return not line.text.strip()


RULES = (
    Rule(
        id="LIST-FAKE",
        severity=Severity.WARNING,
        summary="Lists are lists.",
        why="A screen reader says that a list begins and how many items it has; typed dashes are "
        "read as dashes.",
        source="WCAG 1.3.1 (A); AED COP checklist 3.",
        decided="Two or more paragraphs in a row start with a dash, a dot or a number that is "
        "typed, and have no `a:buChar`, `a:buAutoNum` or `a:buBlip`, own or inherited.",
        mend="Delete the signs and choose Bullets or Numbering. deckgen refuses typed bullets in "
        "YAML: the layout draws them.",
        check=_typed,
    ),
    Rule(
        id="BLANK-RUN",
        severity=Severity.WARNING,
        summary="Empty paragraphs and spaces do not lay out the text.",
        why="They are read as `blank`, and a line of spaces falls apart when the size changes.",
        source="WCAG 1.3.1, failure F32 and F33.",
        decided="Two empty paragraphs in a row, or four spaces or two tabs inside a line.",
        mend="Set the space between paragraphs; use a table or two text boxes for columns.",
        check=_blank,
    ),
)
