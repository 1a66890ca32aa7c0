"""Two plans to the changes between them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from deckgen.alignment import moved
from deckgen.comments import Comment
from deckgen.content.base import Content
from deckgen.diff.align import align
from deckgen.diff.changes import (
    Change,
    CommentChange,
    DeckChange,
    Deed,
    LookChange,
    Piece,
    PieceChange,
    SlideChange,
    Where,
)
from deckgen.diff.rows import Row, rows_of
from deckgen.identity import Beyond
from deckgen.plan import Plan, Slide

NOTES = "notes"


def diff(old: Plan, new: Plan, beyond: Iterable[Beyond] = ()) -> tuple[Change, ...]:
    """The changes that make the old deck the new one; none only if the plans are equal.

    Slides are the same if their ids are. Changes stand in the order of the new deck, removed
    slides where they were. `beyond` are the changes that no plan holds, told with their slides.
    """
    looks: dict[str, list[Beyond]] = {}
    for change in beyond:
        looks.setdefault(change.slide, []).append(change)
    return tuple(_diff(old, new, looks))


def _diff(old: Plan, new: Plan, looks: Mapping[str, Sequence[Beyond]]) -> Iterator[Change]:
    for what, before, after in (
        ("title", old.title, new.title),
        ("language", old.language, new.language),
        ("date", _moment(old), _moment(new)),
        ("sections", _named(old), _named(new)),
    ):
        if before != after:
            yield DeckChange(what, before, after)
    yield from (LookChange(None, change.shape, change.what) for change in looks.get("", ()))
    moves = moved([slide.id for slide in old.slides], [slide.id for slide in new.slides])
    sections = _sections(old), _sections(new)
    for where, before_slide, after_slide in _paired(old, new):
        if after_slide is None:
            assert before_slide is not None, "a slide is in one deck at least"
            yield SlideChange(where, Deed.REMOVED, old=_said(before_slide))
        elif before_slide is None:
            yield SlideChange(where, Deed.ADDED, new=_said(after_slide))
        else:
            if where.id in moves:
                yield SlideChange(where, Deed.MOVED, str(where.old), str(where.new))
            belongs = [section.get(where.id, "") for section in sections]
            if belongs[0] != belongs[1]:
                yield SlideChange(where, Deed.SECTION, *belongs)
            yield from _slide(where, before_slide, after_slide)
        for change in looks.get(where.id, ()):
            yield LookChange(where, change.shape, change.what)


def _moment(plan: Plan) -> str:
    return "" if plan.moment is None else plan.moment.isoformat()


def _named(plan: Plan) -> str:
    """The names of the sections, with how many empty ones; slides tell the rest themselves."""
    return ", ".join(section.name for section in plan.sections)


def _sections(plan: Plan) -> dict[str, str]:
    """The section of each slide; of two with one name the second is told apart."""
    found: dict[str, str] = {}
    names: dict[str, int] = {}
    for section in plan.sections:
        count = names[section.name] = names.get(section.name, 0) + 1
        name = section.name if count == 1 else f"{section.name} ({count})"
        found |= dict.fromkeys(section.slides, name)
    return found


def _paired(old: Plan, new: Plan) -> list[tuple[Where, Slide | None, Slide | None]]:
    """The slides of both decks, in the new deck's order; a removed one after its neighbour."""
    before = {slide.id: (number, slide) for number, slide in enumerate(old.slides, 1)}
    after = {slide.id: (number, slide) for number, slide in enumerate(new.slides, 1)}
    order = list(after)
    for index, slide in enumerate(old.slides):
        if slide.id not in after:
            kept = [earlier.id for earlier in old.slides[:index] if earlier.id in order]
            order.insert(order.index(kept[-1]) + 1 if kept else 0, slide.id)
    found = []
    for key in order:
        was_at, was = before.get(key, (0, None))
        now_at, now = after.get(key, (0, None))
        title = (now.title if now else "") or (was.title if was else "")
        found.append((Where(key, title, was_at, now_at), was, now))
    return found


def _said(slide: Slide) -> str:
    """What a slide says, a line a slot."""
    lines = [
        f"{name}: {' / '.join(row.text for row in rows_of(content))}"
        for name, content in slide.slots
    ]
    return "\n".join(lines)


def _slide(where: Where, old: Slide, new: Slide) -> Iterator[Change]:
    if old.layout != new.layout:
        yield SlideChange(where, Deed.LAYOUT, old.layout, new.layout)
    if old.hidden != new.hidden:
        yield SlideChange(where, Deed.HIDDEN if new.hidden else Deed.SHOWN)
    names = [name for name, _ in new.slots]
    names += [name for name, _ in old.slots if name not in names]
    for name in names:
        yield from _slot(where, name, old.content(name), new.content(name))
    kept = [name for name, _ in old.slots if name in dict(new.slots)]
    if kept != [name for name, _ in new.slots if name in kept]:
        order = [", ".join(name for name, _ in slide.slots) for slide in (old, new)]
        pieces = [Piece("the order of the shapes", text, text) for text in order]
        yield PieceChange(where, "", pieces[0], pieces[1])
    yield from _slot(where, NOTES, old.notes, new.notes)
    yield from _comments(where, old.comments, new.comments)


def _slot(
    where: Where, name: str, old: Content | None, new: Content | None
) -> Iterator[PieceChange]:
    if old == new:
        return
    before = () if old is None else rows_of(old)
    after = () if new is None else rows_of(new)
    if old is not None and new is not None and old.key != new.key:
        pairs: list[tuple[int | None, int | None]] = [(i, None) for i in range(len(before))]
        pairs += [(None, j) for j in range(len(after))]
    else:
        pairs = align(before, after)
    changes = [
        change
        for i, j in pairs
        for change in _row(
            where, name, None if i is None else before[i], None if j is None else after[j]
        )
    ]
    blank = Piece("", "", "")
    if not changes:  # an empty text frame that came or went
        sides = [None if side is None else blank for side in (old, new)]
        changes.append(PieceChange(where, name, sides[0], sides[1]))
    yield from _with_moves(changes)


def _row(where: Where, slot: str, old: Row | None, new: Row | None) -> Iterator[PieceChange]:
    """The changes of a row: its pieces are matched by their columns."""
    if old is None or new is None or len(old.pieces) == len(new.pieces) == 1:
        for was, now in _sides(old, new):
            if not _same(was, now):
                yield PieceChange(where, slot, was, now)
        return
    before = dict(zip(_columns(old, new), old.pieces, strict=True))
    after = dict(zip(_columns(new, old), new.pieces, strict=True))
    for column in [*after, *(name for name in before if name not in after)]:
        was, now = before.get(column), after.get(column)
        if not _same(was, now):
            yield PieceChange(where, slot, was, now)


def _sides(old: Row | None, new: Row | None) -> list[tuple[Piece | None, Piece | None]]:
    if old is None:
        return [(None, piece) for piece in new.pieces] if new is not None else []
    if new is None:
        return [(piece, None) for piece in old.pieces]
    return [(old.pieces[0], new.pieces[0])]


def _columns(row: Row, other: Row) -> list[str]:
    """The names of a row's columns; their numbers where both rows have as many."""
    if len(row.pieces) == len(other.pieces):
        return [str(number) for number in range(len(row.pieces))]
    return list(row.columns)


def _same(was: Piece | None, now: Piece | None) -> bool:
    return was is not None and now is not None and (was.text, was.markup) == (now.text, now.markup)


def _with_moves(changes: Sequence[PieceChange]) -> Iterator[PieceChange]:
    """The changes with a removal and an addition of the same told as one move."""
    gone: dict[str, list[int]] = {}
    for index, change in enumerate(changes):
        if change.old is not None and change.new is None:
            gone.setdefault(change.old.markup, []).append(index)
    source: dict[int, int] = {}
    for index, change in enumerate(changes):
        if change.old is None and change.new is not None and gone.get(change.new.markup):
            source[index] = gone[change.new.markup].pop(0)
    for index, change in enumerate(changes):
        if index in source:
            yield replace(change, old=changes[source[index]].old, moved=True)
        elif index not in source.values():
            yield change


def _comments(
    where: Where, old: Sequence[Comment], new: Sequence[Comment]
) -> Iterator[CommentChange]:
    """Comments by author and text; one that was answered or dealt with is changed."""
    left = list(new)
    found: list[CommentChange] = []
    for was in old:
        now = next((item for item in left if item == was), None)
        if now is None:
            now = next((i for i in left if (i.author, i.text) == (was.author, was.text)), None)
        if now is not None:
            left.remove(now)
        if now != was:
            found.append(CommentChange(where, was, now))
    found += [CommentChange(where, None, item) for item in left]
    if not found:  # in another order
        found = [
            CommentChange(where, was, now) for was, now in zip(old, new, strict=True) if was != now
        ]
    yield from found
