"""The language of the text."""

from __future__ import annotations

from collections.abc import Iterator

from deckgen.checks import text
from deckgen.checks.base import Fault, Rule
from deckgen.checks.subject import Subject
from deckgen.diagnostics import Severity


def _language(subject: Subject) -> Iterator[Fault]:
    for slide in subject.slides:
        for shape in slide.shapes:
            runs = (run for run in text.runs(shape) if run.text.strip())
            without = [run.text for run in runs if run.language is None]
            if without:
                words = " ".join(without[0].split())[:40]
                yield Fault(
                    f"the language of `{words}` is not said", shape.where, "",
                    ("PowerPoint: Review > Language; `deckgen check --fix` writes the deck's",),
                )  # fmt: skip


RULES = (
    Rule(
        id="LANG",
        severity=Severity.WARNING,
        summary="The language of every text is said.",
        why="A screen reader needs it to choose the voice, and spelling checks need it too.",
        source="WCAG 3.1.1 and 3.1.2; AED COP checklist 5.",
        decided="No `lang` for a run: neither its own nor one from the list styles of its shape, "
        "of its placeholders in layout and master, the master's text styles or the presentation's "
        "default. One finding a shape. Whether the language that is said is the right one is not "
        "decided.",
        mend="deckgen writes the deck's `language:` on every run. In PowerPoint: Review > "
        "Language > Set Proofing Language.",
        check=_language,
    ),
)
