"""Values that are still to come."""

from __future__ import annotations

import re
from collections.abc import Iterator

from deckgen import pending
from deckgen.checks import text
from deckgen.checks.base import Fault, Rule
from deckgen.checks.subject import Subject
from deckgen.checks.where import Where
from deckgen.diagnostics import Severity, Span

_TODO = re.compile(r"(^|[\s|(])TODO\b")


def _todo(subject: Subject) -> Iterator[Fault]:
    if subject.manuscript is not None:
        for found in pending.find(subject.manuscript):
            where = Where(None, found.place if isinstance(found.place, Span) else None)
            yield Fault(found.message, where, found.label, found.helps)
        return
    for slide in subject.slides:
        for shape in slide.shapes:
            lines = (line.text for line in text.all_paragraphs(shape))
            line = next((line for line in lines if _TODO.search(line)), "")
            if line:
                yield Fault(
                    f"`{line.strip()[:40]}` is still to come", shape.where, "",
                    ("write what stands here",),
                )  # fmt: skip


RULES = (
    Rule(
        id="TODO",
        severity=Severity.WARNING,
        summary="No value is still to come.",
        why="A variant for a new region starts with `TODO` where its own figures and names will "
        "stand; none of them may go out.",
        source="House rule.",
        decided="In a deck: a value, line or cell in YAML starts with `TODO`, in slides, facts, "
        "contacts or settings; notes of facts and comments are left out. In a presentation: a line "
        "has the word `TODO` in capitals.",
        mend="Write what stands there. `deckgen check --strict` and `deckgen build --strict` "
        "refuse the deck until then.",
        check=_todo,
    ),
)
