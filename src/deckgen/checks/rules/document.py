"""The document's own title and language."""

from __future__ import annotations

import re
from collections.abc import Iterator

from deckgen.checks.base import Fault, Rule
from deckgen.checks.subject import Subject
from deckgen.diagnostics import Severity
from deckgen.package import properties

_DEFAULT_TITLES = re.compile(
    r"(powerpoint presentation|presentation|präsentation|presentación|présentation|untitled)"
    r"[ -]*\d*|slide \d+|.*\.(pptx?|potx?)|.*microsoft powerpoint.*",
    re.IGNORECASE,
)


def _title(subject: Subject) -> Iterator[Fault]:
    title = properties.read(subject.package)[0].strip()
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


def _language(subject: Subject) -> Iterator[Fault]:
    if not properties.read(subject.package)[1].strip():
        yield Fault(
            "the file's properties name no language", subject.where,
            helps=("give it one: `language:` in deck.yaml, or `deckgen check --fix`",),
        )  # fmt: skip


RULES = (
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
        check=_title,
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
        check=_language,
    ),
)
