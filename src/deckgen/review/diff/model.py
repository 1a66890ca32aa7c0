"""Names that depend on nothing but what they name, so that equal things are called the same."""

from __future__ import annotations

import difflib
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from deckgen.content.picture.files import source_of
from deckgen.deck import Comment


class FormatNames(dict[str, str]):
    """The names of opaque formats."""

    def __missing__(self, xml: str) -> str:
        return hashlib.sha256(xml.encode()).hexdigest()[:8]


def file_name(data: bytes, suffix: str) -> str:
    """The name of a file that content embeds, such as a picture."""
    return f"{source_of(data)[:12]}{suffix}"


# What changed in a text, word by word.


_TOKENS = re.compile(r"\s+|\w+(?:[.,'’]\w+)*%?|[^\w\s]")


@dataclass(frozen=True, slots=True)
class TextStretch:
    """A stretch of a text: the same on both sides, or what stood there and what stands there."""

    old: str
    new: str

    @property
    def same(self) -> bool:
        """Whether the stretch did not change."""
        return self.old == self.new


def stretches(old: str, new: str) -> tuple[TextStretch, ...]:
    """The texts in stretches; those of either side, joined, are its text."""
    before, after = _TOKENS.findall(old), _TOKENS.findall(new)
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    found: list[TextStretch] = []
    for action, i1, i2, j1, j2 in matcher.get_opcodes():
        was, now = "".join(before[i1:i2]), "".join(after[j1:j2])
        goes_on = bool(found) and not found[-1].same
        if goes_on and (action != "equal" or was.isspace()):
            found[-1] = TextStretch(found[-1].old + was, found[-1].new + now)
        else:
            found.append(TextStretch(was, now))
    return tuple(_trimmed(found))


def _trimmed(found: Iterable[TextStretch]) -> Iterable[TextStretch]:
    """Changed stretches without the spaces that both sides end in."""
    for stretch in found:
        tail = len(stretch.old) - len(stretch.old.rstrip())
        end = stretch.old[len(stretch.old) - tail :]
        if not stretch.same and tail and stretch.new.endswith(end):
            yield TextStretch(stretch.old[:-tail], stretch.new[: len(stretch.new) - tail])
            yield TextStretch(end, end)
        else:
            yield stretch


# The changes between two plans, as data.


@dataclass(frozen=True, slots=True)
class SlideRef:
    """A slide: its id, its title, and its number in the old and the new deck, counted from 1;
    0 where it is not in that deck."""

    id: str
    title: str
    old: int
    new: int

    @property
    def number(self) -> int:
        """Where the slide is now, or where it was."""
        return self.new or self.old


@dataclass(frozen=True, slots=True)
class DeckChange:
    """A change of the whole deck: `what` is `title`, `language`, `date` or `sections`."""

    what: str
    old: str
    new: str


class ChangeKind(Enum):
    """What was done to a slide."""

    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    HIDDEN = "hidden"
    SHOWN = "shown again"
    LAYOUT = "layout"
    SECTION = "section"


@dataclass(frozen=True, slots=True)
class SlideChange:
    """A change of a slide as a whole.

    `old` and `new` are the numbers of a moved slide, and the names of its layouts or sections;
    for a slide that was added or removed the other side is "" and this one is what it says.
    """

    where: SlideRef
    deed: ChangeKind
    old: str = ""
    new: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """What a reader sees as one: a paragraph, a table's cell, a chart's value, a choice.

    `place` says where it stands in the slot, in words ("" where that goes without saying);
    `markup` is the text with its formatting, as YAML has it.
    """

    place: str
    text: str
    markup: str


@dataclass(frozen=True, slots=True)
class PieceChange:
    """A change of a piece of a slot; `old` is None for one that was added, `new` for one that
    was removed. Notes are the slot `notes`. `moved` says that a piece only changed its place."""

    where: SlideRef
    slot: str
    old: Piece | None
    new: Piece | None
    moved: bool = False

    @property
    def restyled(self) -> bool:
        """Whether only the formatting changed."""
        return (
            self.old is not None
            and self.new is not None
            and not self.moved
            and self.old.text == self.new.text
        )


@dataclass(frozen=True, slots=True)
class CommentChange:
    """A review comment that came (`old` is None), went (`new` is None), or was answered, changed
    or dealt with."""

    where: SlideRef
    old: Comment | None
    new: Comment | None


@dataclass(frozen=True, slots=True)
class LookChange:
    """A change that no plan holds: where a shape stands and how it looks, or the template.

    `where` is None for the deck and its template; `shape` is a slot's or a shape's name, "" for
    the whole slide. `what` tells all of it: `the fill of `Band` is FF0000 instead of 204060`.
    """

    where: SlideRef | None
    shape: str
    what: str


Change = DeckChange | SlideChange | PieceChange | CommentChange | LookChange


# Changes as plain data for machines.


def data_of(change: Change) -> dict[str, Any]:
    """One change; `kind` is `deck`, `slide`, `piece`, `comment` or `look`."""
    match change:
        case DeckChange(what, old, new):
            return {"kind": "deck", "what": what, "old": old, "new": new}
        case SlideChange(where, deed, old, new):
            return {
                "kind": "slide", "slide": _where(where), "what": deed.value, "old": old, "new": new,
            }  # fmt: skip
        case PieceChange(where, slot, old_piece, new_piece, moved):
            return {
                "kind": "piece",
                "slide": _where(where),
                "slot": slot,
                "what": _what(change),
                "old": _piece(old_piece),
                "new": _piece(new_piece),
                "words": []
                if moved or old_piece is None or new_piece is None
                else [[s.old, s.new] for s in stretches(old_piece.text, new_piece.text)],
            }
        case CommentChange(where, before, after):
            return {
                "kind": "comment",
                "slide": _where(where),
                "old": _comment(before),
                "new": _comment(after),
            }
        case LookChange(place, shape, what):
            return {
                "kind": "look",
                "slide": None if place is None else _where(place),
                "shape": shape,
                "what": what,
            }


def _where(where: SlideRef) -> dict[str, Any]:
    return {
        "id": where.id,
        "title": where.title,
        "old_number": where.old or None,
        "new_number": where.new or None,
    }


def _what(change: PieceChange) -> str:
    if change.old is None:
        return "added"
    if change.new is None:
        return "removed"
    if change.moved:
        return "moved"
    return "formatting" if change.restyled else "changed"


def _piece(piece: Piece | None) -> dict[str, str] | None:
    if piece is None:
        return None
    return {"place": piece.place, "text": piece.text, "markup": piece.markup}


def _comment(comment: Comment | None) -> dict[str, Any] | None:
    if comment is None:
        return None
    return {
        "author": comment.author,
        "date": comment.date,
        "text": comment.text,
        "done": comment.done,
        "replies": [_comment(reply) for reply in comment.replies],
    }
