"""Sections: named, each by its own name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from deckgen.checks.base import Fault, Rule
from deckgen.checks.subject import Subject
from deckgen.diagnostics import Severity

_DEFAULT = re.compile(r"(untitled|default) section\s*\d*|section\s*\d*|", re.IGNORECASE)
_HELP = "deck.yaml: `- section: Who we are`; PowerPoint: right-click the section > Rename"


def _names(subject: Subject) -> Iterator[Fault]:
    for section in subject.plan.sections:
        if _DEFAULT.fullmatch(section.name.strip()):
            name = f"is called `{section.name}`" if section.name else "has no name"
            yield Fault(f"a section {name}", subject.where, "", (_HELP,))


def _repeated(subject: Subject) -> Iterator[Fault]:
    names = [section.name.strip().casefold() for section in subject.plan.sections]
    for index, section in enumerate(subject.plan.sections):
        if names[index] in names[:index] and not _DEFAULT.fullmatch(section.name.strip()):
            yield Fault(f"two sections are called `{section.name}`", subject.where, "", (_HELP,))


RULES = (
    Rule(
        id="SEC-NAME",
        severity=Severity.ERROR,
        summary="Sections have names that say what they are.",
        why="People who cannot see the thumbnails move through a deck by its sections.",
        source="PowerPoint's checker (Default section name).",
        decided="`p14:section/@name` is empty, `Untitled Section`, `Default Section`, `Section 3`.",
        mend="Name it. A deck.yaml whose first slides come before the first `section:` gets "
        "PowerPoint's `Default Section` for them: put a section in front.",
        check=_names,
    ),
    Rule(
        id="SEC-DUP",
        severity=Severity.TIP,
        summary="No two sections have the same name.",
        why="In the list of sections they cannot be told apart.",
        source="PowerPoint's checker (Duplicate section name).",
        decided="Two names are equal but for capitals.",
        mend="Rename one.",
        check=_repeated,
    ),
)
