"""Text that does not fit where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from deckgen.checks.base import Fault, Rule
from deckgen.checks.subject import Subject
from deckgen.checks.table_room import Excess, excesses
from deckgen.checks.view import ShapeView
from deckgen.content import textbody
from deckgen.content.base import Page
from deckgen.diagnostics import Diagnostic, Severity
from deckgen.fit import Autofit, Fit, fit
from deckgen.fit.levels import frame
from deckgen.fitting import SMALL, diagnose

_AIR = 3.0
"""Points by which a line may stand out of a label's shape: above and below its signs is air."""


def _fits(subject: Subject) -> Iterator[tuple[ShapeView, Fit]]:
    """How the texts of the slides' shapes fit; shapes that grow with their text always do."""
    for slide in subject.slides:
        page = Page(slide.package, slide.part, subject.plan.language)
        for shape in slide.shapes:
            if shape.text_body is None or not shape.has_text or shape.is_field or shape.hidden:
                continue
            if shape.box is None:
                continue
            room = frame(shape.lineage, shape.box)
            if shape.ph is None:  # a label may use its shape's margins, and a line has air
                insets = room.insets._replace(top=0, bottom=0)
                room = replace(room, insets=insets, height=room.height + _AIR)
            if room.autofit is not Autofit.GROW:
                yield shape, fit(textbody.read(shape.text_body, page), room)


def _found(subject: Subject, code: str) -> Iterator[Fault]:
    for shape, result in _fits(subject):
        if _is_certain(result):
            yield from (
                _fault(shape, d) for d in diagnose(result, shape.name, None) if d.code == code
            )


def _is_certain(result: Fit) -> bool:
    return result.certain and result.frame.certain


def _fault(shape: ShapeView, found: Diagnostic) -> Fault:
    return Fault(found.message, shape.where, found.label, found.helps)


def _overflow(subject: Subject) -> Iterator[Fault]:
    yield from _found(subject, "OVERFLOW")
    yield from (_too_high(found) for found in excesses(subject) if found.heights.certain)


def _too_high(found: Excess) -> Fault:
    rows = f"the last {found.rows} rows do" if found.rows > 1 else "the last row does"
    return Fault(
        f"the table `{found.shape.name}` is about {found.heights.total:.0f} pt high, "
        f"{found.points:.0f} pt more than there is room: {rows} not fit {found.limit}",
        found.shape.where, "too many rows, by an estimate of their heights",
        ("divide it between slides, shorten its cells, or give long texts wider columns",),
    )  # fmt: skip


def _shrink(subject: Subject) -> Iterator[Fault]:
    return _found(subject, "SHRINK")


def _broken(subject: Subject) -> Iterator[Fault]:
    return _found(subject, "WORD-BROKEN")


def _review(subject: Subject) -> Iterator[Fault]:
    for shape, result in _fits(subject):
        if not _is_certain(result) and any(diagnose(result, shape.name, None)):
            yield Fault(
                f"whether the text of `{shape.name}` fits cannot be decided: its font or its way "
                "of writing is not known here, and by a guess it does not",
                shape.where, "", ("look at it in PowerPoint",),
            )  # fmt: skip
    for found in excesses(subject):
        if not found.heights.certain:
            yield Fault(
                f"whether the table `{found.shape.name}` fits {found.limit} cannot be decided: a "
                "font or a way of writing is not known here, and by a guess it does not",
                found.shape.where, "", ("look at it in PowerPoint",),
            )  # fmt: skip


_MEASURED = (
    "Lines are broken with the widths of the font's signs, through list styles, layout and "
    "master, spacing, indents and insets, as PowerPoint would break them. Shapes that grow with "
    "their text are passed over; labels in other shapes may use the margins."
)

RULES = (
    Rule(
        id="OVERFLOW",
        severity=Severity.WARNING,
        summary="Text fits its frame, and a table its room.",
        why="What runs over its frame runs into other things, or off the slide.",
        source="House rule.",
        decided=f"{_MEASURED} What is too much is told in lines and characters; a text that may "
        "shrink is found only if it is too much at the smallest size, too. A table's rows are "
        "estimated: each is as high as it says, or as its highest cell, with margins and text "
        "size; rows and columns that the table's style sets off are taken to be bold. Their sum "
        "must not pass the slide's lower edge; nor the slot's, in a deck or where the table was "
        "stored inside it; nor, where rows grow over their stored heights, what stands below. 3 pt "
        "and 1 % are let pass.",
        mend="Shorten it, divide it between slides, or let a list go on: `overflow: continue`. "
        "Divide a table, shorten its cells, or give long texts wider columns.",
        check=_overflow,
    ),
    Rule(
        id="SHRINK",
        severity=Severity.WARNING,
        summary=f"Text is not shrunk below {SMALL} % of its size.",
        why="Shrunk text is hard to read, and slides of one deck come to differ in size.",
        source="House rule.",
        decided=f"{_MEASURED} The text fits only in a step of PowerPoint's autofit that is below "
        f"{SMALL} %.",
        mend="Shorten it, or divide it between slides.",
        check=_shrink,
    ),
    Rule(
        id="WORD-BROKEN",
        severity=Severity.WARNING,
        summary="No word is too long for its line.",
        why="It is broken anywhere, without a hyphen.",
        source="House rule.",
        decided=f"{_MEASURED} A word is wider than the line.",
        mend="Use a shorter word, or give the text more room.",
        check=_broken,
    ),
    Rule(
        id="FIT-REVIEW",
        severity=Severity.TIP,
        summary="Text whose fit cannot be told is looked at.",
        why="Without the widths of a font's signs, its lines are guessed.",
        source="House rule.",
        decided="The font is none whose widths are known (Calibri, Arial and fonts that measure "
        "like them, others where the extra `fit` is installed), or the text runs in a way that is "
        "not measured; and by a guess one of OVERFLOW, SHRINK and WORD-BROKEN would be found.",
        mend="Look at the slide in PowerPoint.",
        check=_review,
    ),
)
