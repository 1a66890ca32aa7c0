"""Changes as a memo in Markdown: a table of slide, place, old and new."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from deckgen.diff.changes import (
    Change,
    CommentChange,
    DeckChange,
    Deed,
    LookChange,
    PieceChange,
    SlideChange,
    Where,
)
from deckgen.diff.text import place_of, summary
from deckgen.diff.words import stretches

_SIGNS = re.compile(r"([\\`*_\[\]<>|~#])")
_NOTHING = "–"


def render(changes: Sequence[Change], old: str, new: str) -> str:
    """The memo of what changed from the deck called `old` to the one called `new`."""
    head = f"# What changed\n\n{escaped(old)} → {escaped(new)}\n\n{summary(changes)}.\n"
    rows = [row for change in changes for row in _rows(change)]
    if not rows:
        return f"{head}\nNothing changed.\n"
    table = ["| Slide | Place | Old | New |", "|---|---|---|---|"]
    return "\n".join([head, *table, *(f"| {' | '.join(row)} |" for row in rows)]) + "\n"


def _rows(change: Change) -> Iterator[tuple[str, str, str, str]]:
    match change:
        case DeckChange(what, old, new):
            yield ("", what, *_sides(old, new))
        case SlideChange():
            yield (_slide(change), *_deed(change))
        case PieceChange():
            yield (_slide(change), *_piece(change))
        case CommentChange(_, before, after):
            sides = [_NOTHING if side is None else escaped(side.text) for side in (before, after)]
            author = (after or before).author if (after or before) else ""  # type: ignore[union-attr]
            yield _slide(change), f"comment by {escaped(author)}", sides[0], sides[1]
        case LookChange(where, _, what):
            place = "" if where is None else _titled(where)
            yield place, "look", _NOTHING, escaped(what)


def _slide(change: SlideChange | PieceChange | CommentChange) -> str:
    return _titled(change.where)


def _titled(where: Where) -> str:
    title = f" {escaped(where.title)}" if where.title else f" {escaped(where.id)}"
    return f"{where.number}{title}"


def _deed(change: SlideChange) -> tuple[str, str, str]:
    match change.deed:
        case Deed.ADDED:
            return "new slide", _NOTHING, escaped(change.new)
        case Deed.REMOVED:
            return "removed slide", escaped(change.old), _NOTHING
        case Deed.MOVED:
            return "position", change.old, change.new
        case Deed.HIDDEN:
            return "slide", "shown", "hidden"
        case Deed.SHOWN:
            return "slide", "hidden", "shown"
        case Deed.LAYOUT | Deed.SECTION:
            return (
                change.deed.value, escaped(change.old) or _NOTHING, escaped(change.new) or _NOTHING
            )  # fmt: skip


def _piece(change: PieceChange) -> tuple[str, str, str]:
    place = escaped(place_of(change))
    old, new = change.old, change.new
    if old is None or new is None:
        sides = [_NOTHING if side is None else escaped(side.text) for side in (old, new)]
        return place, sides[0], sides[1]
    if change.moved:
        return f"{place} (moved)", escaped(old.place), escaped(new.text)
    if change.restyled:
        return f"{place} (formatting)", *_sides(old.markup, new.markup)
    return place, *_sides(old.text, new.text)


def _sides(old: str, new: str) -> tuple[str, str]:
    """Both texts with what differs in bold, unless all of it does."""
    found = stretches(old, new)
    if not any(stretch.same and stretch.old.strip() for stretch in found):
        return escaped(old) or _NOTHING, escaped(new) or _NOTHING
    return (
        "".join(_bold(stretch.old, stretch.same) for stretch in found),
        "".join(_bold(stretch.new, stretch.same) for stretch in found),
    )


def _bold(text: str, same: bool) -> str:
    core = text.strip()
    if same or not core:
        return escaped(text)
    start = text.index(core)
    return f"{escaped(text[:start])}**{escaped(core)}**{escaped(text[start + len(core) :])}"


def escaped(text: str) -> str:
    """A text in which no sign means anything to Markdown."""
    return _SIGNS.sub(r"\\\1", text).replace("\n", "<br>")
