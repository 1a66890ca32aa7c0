"""The use case of `deckgen check`: the rules, run on a deck or on any presentation."""

from __future__ import annotations

import datetime
from pathlib import Path

from deckgen import earlier, kinds, load
from deckgen.app import DECK, resolved, target
from deckgen.checks import report
from deckgen.checks.report import Report
from deckgen.checks.settings import Settings
from deckgen.checks.subject import Subject
from deckgen.diagnostics import shown
from deckgen.opc import Package
from deckgen.press import Press


def check(
    path: str | Path = DECK,
    *,
    variant: str | None = None,
    template: str | Path | None = None,
    as_of: datetime.date | None = None,
    since: str | None = None,
) -> Report:
    """Run the rules on a deck, on one of its variants, or on any presentation.

    A deck is built in memory, and what would be written is checked. `as_of` is the day to which
    age is counted, else the deck's own; `since` names the facts file or the revision whose
    figures must stand nowhere any more. Raises `Problem` where the deck does not build.
    """
    subject, settings = begin(
        Path(path), variant=variant, template=template, as_of=as_of, since=since
    )
    return report.run(subject, settings)


def begin(
    path: Path,
    *,
    variant: str | None = None,
    template: str | Path | None = None,
    as_of: datetime.date | None = None,
    since: str | None = None,
) -> tuple[Subject, Settings]:
    """What is to be checked, and what its deck says about that. Raises as `check` does."""
    if kinds.is_presentation(path):
        return Subject.of_file(Package.open(path), as_of=as_of), Settings()
    source = resolved(path, variant)
    deck = load.load(source)
    before = earlier.read(since, path, variant, deck.language) if since else None
    settings = Settings.of(source.settings)
    press = Press(Path(template) if template is not None else None)
    planned = press.plan(deck)
    goal = target(deck, variant or "", None)
    printed = press.print(deck, planned, goal, deck.embed)
    subject = Subject(
        Package.load(printed.data, shown(goal)),
        planned,
        deck,
        source,
        as_of=as_of or deck.as_of,
        earlier=before,
        notes_required=settings.notes,
    )
    return subject, settings
