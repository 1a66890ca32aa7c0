"""Facts whose printed figures a reviewer changed: the edit of the fact itself."""

from __future__ import annotations

from dataclasses import replace

from deckgen.deck import Deck
from deckgen.pull import edits
from deckgen.pull.edits import Edit
from deckgen.pull.report import Report


def edits_of(deck: Deck, report: Report) -> list[Edit]:
    """The edits of facts.yaml that make it print what the reviewer typed.

    A figure that is computed, or printed by a format, is not changed: the report keeps it open.
    """
    made: dict[str, Edit] = {}
    for index, figure in enumerate(report.figures):
        name, _, spec = figure.edit.fact.partition(":")
        if name not in deck.facts or spec:
            continue
        fact = deck.facts.fact(name)

        value = fact.entry.printed or fact.entry.value
        if value is not None and value.text == figure.edit.old:
            made[name] = edits.replace(value, figure.edit.new, lines=False)
            report.figures[index] = replace(figure, done=True)
    return list(made.values())
