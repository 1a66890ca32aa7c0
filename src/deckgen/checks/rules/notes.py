"""Speaker notes where deck.yaml asks for them."""

from __future__ import annotations

from collections.abc import Iterator

from deckgen.checks.base import Fault, Rule
from deckgen.checks.subject import Subject
from deckgen.diagnostics import Severity


def _notes(subject: Subject) -> Iterator[Fault]:
    for slide in subject.slides if subject.notes_required else ():
        if slide.planned.notes is None and not slide.hidden:
            yield Fault(
                "the slide has no notes", slide.where, "this slide",
                ("write what the speaker says under `notes: |`",),
            )  # fmt: skip


RULES = (
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
