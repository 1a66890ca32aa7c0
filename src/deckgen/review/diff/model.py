"""The changes between two plans as data, and the comparison of two texts word by word."""

from __future__ import annotations

import difflib
import hashlib
import re
from collections.abc import Iterable
from enum import Enum
from typing import Any

from msgspec import Struct

from deckgen.deck import Comment

# Names made from what they name, so that equal formats and files have the same one in both plans.


class FormatDigests(dict[str, str]):
    """The names of opaque formats by their XML."""

    def __missing__(self, xml: str) -> str:
        return hashlib.sha256(xml.encode()).hexdigest()[:8]


# Texts.


_TOKENS = re.compile(r"\s|(?:(?<!\w)[-+\u2212][$€£]?(?=\d))?\w+(?:[.,'’]\w+)*%?|[^\w\s]")
"""Spaces; words and figures, these with a sign that stands before them; other signs one by one."""


class TextStretch(Struct, frozen=True):
    """A stretch of two texts: the same in both, or what was there and what replaced it."""

    old: str
    new: str

    @property
    def same(self) -> bool:
        """Whether it is the same in both texts."""
        return self.old == self.new


def stretches(old: str, new: str) -> tuple[TextStretch, ...]:
    """Two texts in stretches, word by word; the stretches of each, joined, are the text."""
    before, after = _TOKENS.findall(old), _TOKENS.findall(new)
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    found: list[TextStretch] = []
    for action, i1, i2, j1, j2 in matcher.get_opcodes():
        was, now = "".join(before[i1:i2]), "".join(after[j1:j2])
        continues = bool(found) and not found[-1].same
        if continues and (action != "equal" or was.isspace()):
            found[-1] = TextStretch(found[-1].old + was, found[-1].new + now)
        else:
            found.append(TextStretch(was, now))
    return tuple(_trimmed(found))


def _trimmed(found: Iterable[TextStretch]) -> Iterable[TextStretch]:
    """The stretches, with spaces that both sides of a change end in taken out of the change."""
    for stretch in found:
        tail = len(stretch.old) - len(stretch.old.rstrip())
        end = stretch.old[len(stretch.old) - tail :]
        if not stretch.same and tail and stretch.new.endswith(end):
            yield TextStretch(stretch.old[:-tail], stretch.new[: len(stretch.new) - tail])
            yield TextStretch(end, end)
        else:
            yield stretch


# Changes.


class SlideRef(Struct, frozen=True):
    """A slide: its id, its title, and its number in the old and in the new deck.

    Numbers count from 1; it is 0 in a deck that does not have the slide.
    """

    id: str
    title: str
    old: int
    new: int

    @property
    def number(self) -> int:
        """The number in the new deck, else that in the old one."""
        return self.new or self.old


class DeckChange(Struct, frozen=True):
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


class SlideChange(Struct, frozen=True):
    """A change of a slide as a whole.

    `old` and `new` are the numbers of a moved slide, or the names of layouts or sections. For a
    slide that was added, `new` is its text, a line for each slot; for one that was removed, `old`.
    """

    where: SlideRef
    kind: ChangeKind
    old: str = ""
    new: str = ""


class Piece(Struct, frozen=True):
    """The smallest part of a slot that is compared: a paragraph, a cell, a value, an option.

    `place` says where in the slot it is, for a reader ("" where the slot has only this one);
    `markup` is the text with its formatting, as YAML has it.
    """

    place: str
    text: str
    markup: str

    @property
    def is_file(self) -> bool:
        """Whether it is a file that content embeds, which is named by its digest."""
        return _FILE.fullmatch(self.text) is not None

    @property
    def shown(self) -> str:
        """The text for a reader, to whom digests say nothing."""
        return "a file" if self.is_file else self.text

    @property
    def shown_markup(self) -> str:
        """The markup for a reader, to whom digests say nothing."""
        return _OPAQUE.sub("…", self.markup)


_FILE = re.compile(r"[0-9a-f]{12}\.\w+")
_OPAQUE = re.compile(r"\bfmt=[0-9a-f]{8}\b")


class PieceChange(Struct, frozen=True):
    """A change of a piece of a slot; the slot of speaker notes is `notes`.

    `old` is None for a piece that was added, `new` for one that was removed. `moved` says that it
    only changed its place.
    """

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


class CommentChange(Struct, frozen=True):
    """A review comment that was added (`old` is None), removed (`new` is None), answered, changed
    or resolved."""

    where: SlideRef
    old: Comment | None
    new: Comment | None


class AppearanceChange(Struct, frozen=True):
    """A change that no plan holds, such as of formatting, a position or the template.

    `where` is None for the deck and its template; `shape` is the name of a slot or a shape, "" for
    the whole slide. `what` is a sentence: ``the fill of `Band`: 204060 -> FF0000``.
    """

    where: SlideRef | None
    shape: str
    what: str


Change = DeckChange | SlideChange | PieceChange | CommentChange | AppearanceChange


# Changes as data for JSON.


def data_of(change: Change) -> dict[str, Any]:
    """A change as data for JSON; its `kind` is `deck`, `slide`, `piece`, `comment` or `look`."""
    match change:
        case DeckChange(what, old, new):
            return {"kind": "deck", "what": what, "old": old, "new": new}
        case SlideChange(where, kind, old, new):
            return {
                "kind": "slide", "slide": _where(where), "what": kind.value, "old": old, "new": new,
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
        case AppearanceChange(place, shape, what):
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
