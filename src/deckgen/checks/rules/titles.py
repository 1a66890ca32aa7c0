"""Slide titles: there, not empty, told apart."""

from __future__ import annotations

from collections.abc import Iterator

from deckgen.checks.base import Fault, Rule
from deckgen.checks.subject import Subject
from deckgen.checks.view import SlideView
from deckgen.diagnostics import Severity


def _placeholder(subject: Subject) -> Iterator[Fault]:
    for slide in subject.slides:
        if slide.title is None:
            yield Fault(
                "the slide has no title placeholder", slide.where,
                helps=("give it a layout that has one; PowerPoint: Home > Layout",),
            )  # fmt: skip


def _missing(subject: Subject) -> Iterator[Fault]:
    for slide in subject.slides:
        if slide.title is not None and not slide.title.has_text:
            yield Fault(
                "the slide's title is empty", slide.title.where,
                helps=("say in a few words what the slide is about",),
            )  # fmt: skip


def _repeated(subject: Subject) -> Iterator[Fault]:
    first: dict[str, SlideView] = {}
    for slide in subject.slides:
        if slide.title is None:
            continue
        words = " ".join(slide.title.text.split())
        earlier = first.setdefault(words.casefold(), slide) if words else slide
        if earlier is not slide:
            yield Fault(
                f"slide {earlier.number} has the title `{words}` too", slide.title.where,
                helps=("tell them apart, by `(2 of 3)` if by nothing else",),
            )  # fmt: skip


_WHY = (
    "Screen readers list slides by their titles and announce them on each slide; so does the "
    "outline that people navigate by."
)

RULES = (
    Rule(
        id="TITLE-PH",
        severity=Severity.ERROR,
        summary="Every slide has a title placeholder.",
        why=f"{_WHY} A text box that only looks like a title is not one.",
        source="PowerPoint's checker (Missing slide title); WCAG 2.4.2; HHS checklist.",
        decided="No shape on the slide is a placeholder of the type `title` or `ctrTitle`.",
        mend="Choose a layout with a title. A title that nobody should see can stand outside the "
        "slide: PowerPoint offers it under Accessibility > Slide Title.",
        check=_placeholder,
    ),
    Rule(
        id="TITLE-MISSING",
        severity=Severity.ERROR,
        summary="The title says something.",
        why=_WHY,
        source="PowerPoint's checker (Missing slide title); WCAG 2.4.2.",
        decided="The title placeholder holds no text but spaces.",
        mend="Fill the slot `Title`.",
        check=_missing,
    ),
    Rule(
        id="TITLE-DUP",
        severity=Severity.WARNING,
        summary="No two slides have the same title.",
        why="In a list of slides, equal titles cannot be told apart.",
        source="PowerPoint's checker (Duplicate slide titles).",
        decided="The title's text, with spaces and capitals evened out, stands on an earlier slide "
        "too. Hidden slides count.",
        mend="Add what is different: a part of the topic, `(continued)`, `(2 of 3)`.",
        check=_repeated,
    ),
)
