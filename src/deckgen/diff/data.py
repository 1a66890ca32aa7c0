"""Changes as plain data for machines."""

from __future__ import annotations

from typing import Any

from deckgen.comments import Comment
from deckgen.diff.changes import (
    Change,
    CommentChange,
    DeckChange,
    LookChange,
    Piece,
    PieceChange,
    SlideChange,
    Where,
)
from deckgen.diff.words import stretches


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


def _where(where: Where) -> dict[str, Any]:
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
