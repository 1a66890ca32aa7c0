"""The reviewer at work: edits by chance, then a save."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

from pptx import Presentation

from tests.support.powerpoint import (
    charts,
    objects,
    remarks,
    sections,
    slides,
    tables,
    view,
    wording,
)
from tests.support.powerpoint.desk import Desk, Done, Edit
from tests.support.powerpoint.save import save

EDITS: tuple[Edit, ...] = (
    wording.word, wording.word, wording.figure, wording.title, wording.add, wording.add,
    wording.remove, wording.move, wording.level, wording.indent, wording.bold, wording.italic,
    wording.underline, wording.link, wording.unlink, wording.line_break, wording.numbered,
    wording.more_at_end, tables.cell, tables.row_add, tables.row_remove, tables.column_add,
    tables.column_remove, charts.value, charts.category, charts.series_name, objects.picture,
    objects.alt, objects.notes, remarks.comment, slides.hide, slides.delete, slides.move_slide,
    slides.duplicate, slides.new_slide, sections.rename_section,
)  # fmt: skip


def review(source: Path, target: Path, seed: int) -> list[dict[str, Any]]:
    """Make one to six edits; for each its kind, what it did, and the slides it is on, from 1."""
    deck = Presentation(str(source))
    desk = Desk(deck, random.Random(seed))
    count = desk.chance.randint(1, 6)
    made: list[tuple[str, Done]] = []
    for _ in range(count * 6):
        if len(made) == count:
            break
        kind = desk.chance.choice(EDITS)
        done = kind(desk)
        if done is not None:
            made.append((kind.__name__, done))
    order = [entry.get("id") for entry in deck.slides._sldIdLst]
    shown = view.deck_shown(deck)
    save(deck, target, desk.chance)
    assert view.shown(target) == shown, "a save shows nothing new"
    return [
        {
            "kind": name,
            "what": done.what,
            "slides": [order.index(one) + 1 for one in done.slides if one in order],
        }
        for name, done in made
    ]
