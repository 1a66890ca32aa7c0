"""Changes as text for a terminal, a block a slide."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby

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
from deckgen.diff.words import stretches

Style = Callable[[str, str], str]
"""Colours a piece of text by its role: `slide`, `old` or `new`."""


def _plain(text: str, _role: str) -> str:
    return text


def render(changes: Sequence[Change], style: Style = _plain) -> str:
    """The changes, slide by slide, and how many there are; "" where there is none."""
    blocks = [
        f"{change.what}: {_sides(change.old, change.new, style)}"
        for change in changes
        if isinstance(change, DeckChange)
    ]
    blocks += [
        change.what for change in changes if isinstance(change, LookChange) and change.where is None
    ]
    for where, group in _by_slide(changes):
        rows = [f"  {row}" for change in group for row in _rows(change, style)]
        blocks.append("\n".join([style(heading(where), "slide"), *rows]))
    if not blocks:
        return ""
    return "\n\n".join([*blocks, summary(changes)]) + "\n"


def heading(where: Where) -> str:
    """How a slide is called: `Slide 5, removals: ERO Removals`."""
    title = f": {where.title}" if where.title else ""
    return f"Slide {where.number}, {where.id}{title}"


def _by_slide(changes: Iterable[Change]) -> Iterator[tuple[Where, list[Change]]]:
    for where, group in groupby(changes, key=where_of):
        if where is not None:
            yield where, list(group)


def where_of(change: Change) -> Where | None:
    """The slide that a change is of, None for the deck's and the template's."""
    return None if isinstance(change, DeckChange) else change.where


def _rows(change: Change, style: Style) -> Iterator[str]:
    match change:
        case SlideChange():
            yield from _slide_rows(change, style)
        case PieceChange():
            yield _piece_row(change, style)
        case CommentChange():
            yield _comment_row(change, style)
        case LookChange(_, _, what):
            yield what


def _slide_rows(change: SlideChange, style: Style) -> Iterator[str]:
    match change.deed:
        case Deed.ADDED:
            yield style("added", "new")
            yield from (style(f"+ {line}", "new") for line in change.new.splitlines())
        case Deed.REMOVED:
            yield style("removed", "old")
            yield from (style(f"- {line}", "old") for line in change.old.splitlines())
        case Deed.MOVED:
            yield f"moved from {change.old} to {change.new}"
        case Deed.HIDDEN | Deed.SHOWN:
            yield change.deed.value
        case Deed.LAYOUT | Deed.SECTION:
            yield f"{change.deed.value}: {_sides(change.old, change.new, style)}"


def place_of(change: PieceChange) -> str:
    """Where a piece is, in words: `Chart, Mexico, Removals`."""
    piece = change.new or change.old
    parts = [change.slot, piece.place if piece is not None else ""]
    return ", ".join(part for part in parts if part)


def _piece_row(change: PieceChange, style: Style) -> str:
    place = place_of(change)
    old, new = change.old, change.new
    if old is None and new is not None:
        return f"{place}: {style('+ ' + _line(new.text), 'new')}"
    if new is None and old is not None:
        return f"{place}: {style('- ' + _line(old.text), 'old')}"
    assert old is not None and new is not None, "a change has a side"  # noqa: PT018
    if change.moved:
        return f"{place}: moved from {old.place}: {_line(new.text)}"
    if change.restyled:
        return f"{place}, formatting: {_sides(old.markup, new.markup, style)}"
    return f"{place}: {_sides(old.text, new.text, style)}"


def _comment_row(change: CommentChange, style: Style) -> str:
    old, new = change.old, change.new
    if new is None and old is not None:
        return f"comment by {old.author}: {style('- ' + _line(old.text), 'old')}"
    if old is None and new is not None:
        return f"comment by {new.author}: {style('+ ' + _line(new.text), 'new')}"
    assert old is not None and new is not None, "a change has a side"  # noqa: PT018
    if len(new.replies) > len(old.replies):
        reply = new.replies[-1]
        return f"comment by {new.author}: answered by {reply.author}: {_line(reply.text)}"
    if new.done != old.done:
        return f"comment by {new.author}: {'done' if new.done else 'open again'}"
    return f"comment by {new.author}: {_sides(old.text, new.text, style)}"


def _sides(old: str, new: str, style: Style) -> str:
    """Both texts in one, word by word: what went in `[-...-]`, what came in `{+...+}`."""
    found = stretches(_line(old), _line(new))
    if not any(stretch.same and stretch.old.strip() for stretch in found):
        return f"{style(_line(old) or 'nothing', 'old')} -> {style(_line(new) or 'nothing', 'new')}"
    parts = []
    for stretch in found:
        if stretch.same:
            parts.append(stretch.old)
            continue
        if stretch.old:
            parts.append(style(f"[-{stretch.old}-]", "old"))
        if stretch.new:
            parts.append(style(f"{{+{stretch.new}+}}", "new"))
    return "".join(parts)


def _line(text: str) -> str:
    return text.replace("\n", " / ")


def summary(changes: Iterable[Change]) -> str:
    """How many slides were changed, added, removed and moved, in words."""
    deeds: dict[str, set[str]] = {}
    for change in changes:
        where = where_of(change)
        if where is None:
            continue
        word = "changed"
        if isinstance(change, SlideChange) and change.deed in (
            Deed.ADDED, Deed.REMOVED, Deed.MOVED,
        ):  # fmt: skip
            word = change.deed.value
        deeds.setdefault(word, set()).add(where.id)
    counts = Counter({word: len(ids) for word, ids in deeds.items()})
    order = ("changed", "added", "removed", "moved")
    parts = [f"{counts[word]} {word}" for word in order if counts[word]]
    if not parts:
        return "No slide changed"
    first, *rest = parts
    count, word = first.split()
    return ", ".join([f"{count} slide{'' if count == '1' else 's'} {word}", *rest])
