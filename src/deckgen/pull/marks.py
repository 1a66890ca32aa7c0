"""Conflicts as YAML comments above the key they concern, so that the YAML always parses."""

from __future__ import annotations

from collections.abc import Iterable

from deckgen.deck import Deck
from deckgen.pull.edits import Edit, offset
from deckgen.pull.report import Conflict


def conflicts(deck: Deck, found: Iterable[Conflict]) -> list[Edit]:
    """The comments to add, one block a conflict."""
    written = {slide.id.text: slide for slide in deck.slides}
    made = []
    for conflict in found:
        slide = written.get(conflict.slide)
        if slide is None:
            continue
        key = slide.node.key(conflict.slot) or slide.node.key(conflict.slot.rpartition(" ")[0])
        place = key.span if key is not None else slide.node.span
        source = place.source
        newline = "\r\n" if "\r\n" in source.text else "\n"
        pad = " " * (place.column - 1)
        rows = [
            f"deckgen: `{conflict.slot}` was changed here and in the reviewed deck",
            f"  it was:       {conflict.base}",
            f"  the reviewer: {conflict.theirs}",
        ]
        text = "".join(f"{pad}# {row}{newline}" for row in rows)
        at = offset(source, place.line, 1)
        if not source.text[:at].endswith(text):  # it stands there since the last pull
            made.append(Edit(source, at, at, text))
    return made
