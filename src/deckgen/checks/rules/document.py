"""Rules on the document's title and languages, on slide titles and on speaker notes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from deckgen.checks import _text_view as text_view
from deckgen.checks._slide_view import SlideView
from deckgen.checks.subject import Fault, Rule, Subject
from deckgen.diagnostics import Severity
from deckgen.presentation import document


def _text_language(subject: Subject) -> Iterator[Fault]:
    for slide in subject.slides:
        for shape in slide.shapes:
            runs = (run for run in text_view.runs(shape) if run.text.strip())
            without = [run.text for run in runs if run.language is None]
            if without:
                words = " ".join(without[0].split())[:40]
                yield Fault(
                    f"the language of `{words}` is not set", shape.where, "",
                    ("PowerPoint: Review > Language; `deckgen check --fix` writes the deck's",),
                )  # fmt: skip


LANGUAGE_RULES = (
    Rule(
        id="LANG",
        severity=Severity.WARNING,
        summary="The language of every text is set.",
        why="A screen reader needs it to choose the voice, and spelling checks need it too.",
        source="WCAG 3.1.1 and 3.1.2; AED COP checklist 5.",
        decided="No `lang` for a run: neither its own nor one from the list styles of its shape, "
        "of its placeholders in layout and master, the master's text styles or the presentation's "
        "default. One finding a shape. Whether the language that is set is the right one is not "
        "decided.",
        mend="deckgen writes the deck's `language:` on every run. In PowerPoint: Review > "
        "Language > Set Proofing Language.",
        check=_text_language,
    ),
)


# The title and language of the file.


_DEFAULT_TITLES = re.compile(
    r"(powerpoint presentation|presentation|präsentation|presentación|présentation|untitled)"
    r"[ -]*\d*|slide \d+|.*\.(pptx?|potx?)|.*microsoft powerpoint.*",
    re.IGNORECASE,
)


def _file_title(subject: Subject) -> Iterator[Fault]:
    title = document.read_properties(subject.package)[0].strip()
    if not title:
        yield Fault(
            "the file has no title", subject.where,
            helps=("give it one: `title:` in deck.yaml, or File > Info > Title in PowerPoint",),
        )  # fmt: skip
    elif _DEFAULT_TITLES.fullmatch(title):
        yield Fault(
            f"the file's title is `{title}`, which names no subject", subject.where,
            helps=("say what the presentation is about: File > Info > Title in PowerPoint",),
        )  # fmt: skip


def _file_language(subject: Subject) -> Iterator[Fault]:
    if not document.read_properties(subject.package)[1].strip():
        yield Fault(
            "the file's properties name no language", subject.where,
            helps=("give it one: `language:` in deck.yaml, or `deckgen check --fix`",),
        )  # fmt: skip


DOCUMENT_RULES = (
    Rule(
        id="DOC-TITLE",
        severity=Severity.ERROR,
        summary="The file has a title of its own.",
        why="Screen readers and browsers announce the title when the file opens; without one, "
        "people hear a file name.",
        source="WCAG 2.4.2 Page Titled (A); PDF/UA; AED COP checklist.",
        decided="`dc:title` in docProps/core.xml is empty, or is what programs put there by "
        "themselves: `PowerPoint Presentation`, `Slide 1`, a file name.",
        mend="Set `title:` in deck.yaml; in PowerPoint, File > Info > Title.",
        check=_file_title,
    ),
    Rule(
        id="DOC-LANG",
        severity=Severity.WARNING,
        summary="The file's properties name its language.",
        why="Assistive software that reads the properties, and PDF files made from the deck, take "
        "the language from there.",
        source="WCAG 3.1.1 Language of Page (A); AED COP checklist 5.",
        decided="`dc:language` in docProps/core.xml is missing or empty. PowerPoint itself does "
        "not write it; the language of the text is what LANG looks at.",
        mend="Set `language:` in deck.yaml; for a .pptx, `deckgen check --fix` writes the language "
        "that most of its text has.",
        check=_file_language,
    ),
)


# Slide titles.


def _title_placeholder(subject: Subject) -> Iterator[Fault]:
    for slide in subject.slides:
        if slide.title is None:
            yield Fault(
                "the slide has no title placeholder", slide.where,
                helps=("give it a layout that has one; PowerPoint: Home > Layout",),
            )  # fmt: skip


def _empty_title(subject: Subject) -> Iterator[Fault]:
    for slide in subject.slides:
        if slide.title is not None and not slide.title.has_text:
            yield Fault(
                "the slide's title is empty", slide.title.where,
                helps=("say in a few words what the slide is about",),
            )  # fmt: skip


def _repeated_title(subject: Subject) -> Iterator[Fault]:
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


_WHY_TITLES = (
    "Screen readers list slides by their titles and announce them on each slide; so does the "
    "outline that people navigate by."
)

TITLES_RULES = (
    Rule(
        id="TITLE-PH",
        severity=Severity.ERROR,
        summary="Every slide has a title placeholder.",
        why=f"{_WHY_TITLES} A text box that only looks like a title is not one.",
        source="PowerPoint's checker (Missing slide title); WCAG 2.4.2; HHS checklist.",
        decided="No shape on the slide is a placeholder of the type `title` or `ctrTitle`.",
        mend="Choose a layout with a title. A title that nobody should see can stand outside the "
        "slide: PowerPoint offers it under Accessibility > Slide Title.",
        check=_title_placeholder,
    ),
    Rule(
        id="TITLE-MISSING",
        severity=Severity.ERROR,
        summary="The title says something.",
        why=_WHY_TITLES,
        source="PowerPoint's checker (Missing slide title); WCAG 2.4.2.",
        decided="The title placeholder holds no text but spaces.",
        mend="Fill the slot `Title`.",
        check=_empty_title,
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
        check=_repeated_title,
    ),
)


# Speaker notes.


def _notes(subject: Subject) -> Iterator[Fault]:
    for slide in subject.slides if subject.notes_required else ():
        if slide.planned.notes is None and not slide.hidden:
            yield Fault(
                "the slide has no notes", slide.where, "this slide",
                ("write what the speaker says under `notes: |`",),
            )  # fmt: skip


NOTES_RULES = (
    Rule(
        id="NOTES",
        severity=Severity.WARNING,
        summary="Slides have notes where the deck asks for them.",
        why="With notes somebody else can give the talk, and those who could not hear it can read "
        "it.",
        source="House rule, on demand.",
        decided="deck.yaml says `check: notes: required`, and a slide that is not hidden has none.",
        mend="Write `notes:` on the slide.",
        check=_notes,
    ),
)
