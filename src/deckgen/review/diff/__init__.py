"""What changed from one deck to another: two plans in, a list of changes out.

Slides are paired by id, slots by name. The content of a slot is compared as rows of pieces
(`rows`), whatever its kind, so that a change names one paragraph, cell or value.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from msgspec.structs import replace

from deckgen.content import Content
from deckgen.deck import Comment
from deckgen.deck.order import moved, with_keys
from deckgen.diagnostics import Problem
from deckgen.opc.package import Package
from deckgen.plan import Plan, Slide, dump_box
from deckgen.presentation import read
from deckgen.review import base, identity, untracked
from deckgen.review.base import Base, SlideDigests
from deckgen.review.compare import UntrackedChange
from deckgen.review.diff.model import (
    AppearanceChange,
    Change,
    ChangeKind,
    CommentChange,
    DeckChange,
    Piece,
    PieceChange,
    SlideChange,
    SlideRef,
)
from deckgen.review.diff.rows import PieceRow, align, rows_of
from deckgen.source.keys import NOTES_SLOT, unused


def diff(
    old: Plan,
    new: Plan,
    untracked: Iterable[UntrackedChange] = (),
    fields: Collection[str] = (),
    titles: Collection[str] = (),
) -> tuple[Change, ...]:
    """The changes that make the old deck the new one; none only if the plans are equal.

    They are in the order of the new deck's slides, removed slides where they were. `untracked` are
    changes that no plan holds; they are put among those of their slides. `fields` are the slots of
    dates, footers and slide numbers: what changed in the same way on several slides is a change
    of the deck. `titles` are the slots of titles that are not called `Title`.
    """
    by_slide: dict[str, list[UntrackedChange]] = {}
    for change in untracked:
        by_slide.setdefault(change.slide, []).append(change)
    return tuple(_diff(old, new, by_slide, fields, titles))


def _field_changes(old: Plan, new: Plan, fields: Collection[str]) -> dict[_FieldChange, int]:
    """What changed of fields in the same way on several slides, and on how many."""
    both = (
        (was, now) for _, was, now in _paired(old, new, ()) if was is not None and now is not None
    )
    found = Counter(
        (name, _content_text(was.content(name)), _content_text(now.content(name)))
        for was, now in both
        for name in sorted(fields)
        if was.content(name) != now.content(name)
    )
    return {change: count for change, count in found.items() if count > 1}


_FieldChange = tuple[str, str, str]
"""A slot, what it said, and what it says."""


def _content_text(content: Content | None) -> str:
    return "" if content is None else " / ".join(row.text for row in rows_of(content))


def _of_deck(old: Plan, new: Plan, common: Mapping[_FieldChange, int]) -> Iterator[DeckChange]:
    for what, before, after in (
        ("title", old.title, new.title),
        ("language", old.language, new.language),
        ("date", _moment(old), _moment(new)),
        ("sections", _section_names(old), _section_names(new)),
    ):
        if before != after:
            yield DeckChange(what, before, after)
    for (name, was, now), count in common.items():
        yield DeckChange(f"`{name}` of {count} slides", was, now)


def _diff(
    old: Plan,
    new: Plan,
    untracked: Mapping[str, Sequence[UntrackedChange]],
    fields: Collection[str],
    titles: Collection[str],
) -> Iterator[Change]:
    common = _field_changes(old, new, fields)
    yield from _of_deck(old, new, common)
    for change in untracked.get("", ()):
        yield AppearanceChange(None, change.shape, change.what)
    moves = moved([slide.id for slide in old.slides], [slide.id for slide in new.slides])
    sections = _sections(old), _sections(new)
    for where, before_slide, after_slide in _paired(old, new, titles):
        if after_slide is None:
            assert before_slide is not None, "a slide is in one deck at least"
            yield SlideChange(where, ChangeKind.REMOVED, old=_text_of(before_slide, fields))
        elif before_slide is None:
            yield SlideChange(where, ChangeKind.ADDED, new=_text_of(after_slide, fields))
        else:
            if where.id in moves:
                yield SlideChange(where, ChangeKind.MOVED, str(where.old), str(where.new))
            belongs = [section.get(where.id, "") for section in sections]
            if belongs[0] != belongs[1]:
                yield SlideChange(where, ChangeKind.SECTION, *belongs)
            yield from _slide(where, before_slide, after_slide, common)
            told = {one.shape for one in untracked.get(where.id, ()) if one.held}
            yield from _boxes(where, before_slide, after_slide, told)
        for change in untracked.get(where.id, ()):
            yield AppearanceChange(where, change.shape, change.what)


def _moment(plan: Plan) -> str:
    return "" if plan.moment is None else plan.moment.isoformat()


def _section_names(plan: Plan) -> str:
    return ", ".join(section.name for section in plan.sections)


def _sections(plan: Plan) -> dict[str, str]:
    """The name of each slide's section; a second section of the same name is numbered."""
    found: dict[str, str] = {}
    names: set[str] = set()
    for section in plan.sections:
        name = unused(section.name, names.__contains__, "{} ({})")
        names.add(name)
        found |= dict.fromkeys(section.slides, name)
    return found


def _paired(
    old: Plan, new: Plan, titles: Collection[str]
) -> list[tuple[SlideRef, Slide | None, Slide | None]]:
    """The slides of both decks, in the new deck's order; a removed one after its neighbour."""
    before = {slide.id: (number, slide) for number, slide in enumerate(old.slides, 1)}
    after = {slide.id: (number, slide) for number, slide in enumerate(new.slides, 1)}
    found = []
    for key in with_keys(list(after), [key for key in before if key not in after], list(before)):
        was_at, was = before.get(key, (0, None))
        now_at, now = after.get(key, (0, None))
        title = _title(now, titles) or _title(was, titles)
        found.append((SlideRef(key, title, was_at, now_at), was, now))
    return found


def _title(slide: Slide | None, titles: Collection[str]) -> str:
    if slide is None:
        return ""
    texts = (slide.text_of(name) for name, _ in slide.slots if name in titles)
    return slide.title or next(filter(None, texts), "")


def _text_of(slide: Slide, fields: Collection[str]) -> str:
    """The text of a slide, a line for each slot that is no field."""
    lines = []
    for name, content in slide.slots:
        if name not in fields:
            rows = (row.text for row in rows_of(content) if not row.whole.is_file)
            said = (line.strip() for row in rows for line in row.splitlines())
            lines.append(f"{name}: {' / '.join(filter(None, said))}")
    return "\n".join(lines)


def _slide(
    where: SlideRef, old: Slide, new: Slide, common: Collection[_FieldChange]
) -> Iterator[Change]:
    if old.layout != new.layout:
        yield SlideChange(where, ChangeKind.LAYOUT, old.layout, new.layout)
    if old.hidden != new.hidden:
        yield SlideChange(where, ChangeKind.HIDDEN if new.hidden else ChangeKind.SHOWN)
    names = [name for name, _ in new.slots]
    names += [name for name, _ in old.slots if name not in names]
    told = {name for name, _, _ in common}
    for name in names:
        was, now = old.content(name), new.content(name)
        if name in told and (name, _content_text(was), _content_text(now)) in common:
            continue
        yield from _slot(where, name, was, now)
    kept = [name for name, _ in old.slots if name in dict(new.slots)]
    if kept != [name for name, _ in new.slots if name in kept]:
        order = [", ".join(name for name, _ in slide.slots) for slide in (old, new)]
        pieces = [Piece("the order of the shapes", text, text) for text in order]
        yield PieceChange(where, "", pieces[0], pieces[1])
    yield from _slot(where, NOTES_SLOT, old.notes, new.notes)
    yield from _comments(where, old.comments, new.comments)


def _boxes(
    where: SlideRef, old: Slide, new: Slide, told: Collection[str]
) -> Iterator[AppearanceChange]:
    """The slots of both slides that have other boxes, but for those that are told already."""
    for name in (name for name, _ in new.slots if name not in told):
        was, now = old.box(name), new.box(name)
        if was != now and old.content(name) is not None:
            sides = ("that of its layout" if box is None else dump_box(box) for box in (was, now))
            yield AppearanceChange(where, name, f"the box of `{name}`: {' -> '.join(sides)}")


def _slot(
    where: SlideRef, name: str, old: Content | None, new: Content | None
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
    if not changes:  # an empty text frame that was added or removed
        sides = [None if side is None else blank for side in (old, new)]
        changes.append(PieceChange(where, name, sides[0], sides[1]))
    yield from _with_moves(changes)


def _row(
    where: SlideRef, slot: str, old: PieceRow | None, new: PieceRow | None
) -> Iterator[PieceChange]:
    """The changes of a row; its pieces are paired by their columns."""
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


def _sides(old: PieceRow | None, new: PieceRow | None) -> list[tuple[Piece | None, Piece | None]]:
    return [(None if old is None else old.whole, None if new is None else new.whole)]


def _columns(row: PieceRow, other: PieceRow) -> list[str]:
    """The names of a row's columns; their numbers where both rows have equally many."""
    if len(row.pieces) == len(other.pieces):
        return [str(number) for number in range(len(row.pieces))]
    return list(row.columns)


def _same(was: Piece | None, now: Piece | None) -> bool:
    return was is not None and now is not None and (was.text, was.markup) == (now.text, now.markup)


def _with_moves(changes: Sequence[PieceChange]) -> Iterator[PieceChange]:
    """The changes, with a removal and an addition of the same piece turned into one move."""
    removed: dict[str, list[int]] = {}
    for index, change in enumerate(changes):
        if change.old is not None and change.new is None:
            removed.setdefault(change.old.markup, []).append(index)
    source: dict[int, int] = {}
    for index, change in enumerate(changes):
        if change.old is None and change.new is not None and removed.get(change.new.markup):
            source[index] = removed[change.new.markup].pop(0)
    for index, change in enumerate(changes):
        if index in source:
            yield replace(change, old=changes[source[index]].old, moved=True)
        elif index not in source.values():
            yield change


def _comments(
    where: SlideRef, old: Sequence[Comment], new: Sequence[Comment]
) -> Iterator[CommentChange]:
    """The changes of comments, which are paired by author and text."""
    unpaired = list(new)
    found: list[CommentChange] = []
    for was in old:
        now = next((item for item in unpaired if item == was), None)
        if now is None:
            same = (i for i in unpaired if (i.author, i.text) == (was.author, was.text))
            now = next(same, None)
        if now is not None:
            unpaired.remove(now)
        if now != was:
            found.append(CommentChange(where, was, now))
    found += [CommentChange(where, None, item) for item in unpaired]
    if not found:  # in another order
        found = [
            CommentChange(where, was, now) for was, now in zip(old, new, strict=True) if was != now
        ]
    yield from found


# The overwrite check: what somebody edited in a presentation since deckgen built it.


_MOST = 8


def edits_since_build(data: bytes, name: str) -> tuple[str, ...]:
    """Which slides of a presentation were edited since deckgen wrote it, a line for each.

    One line says so where none was. There is no line where the presentation has no base to compare
    with, or cannot be read. `data` are its bytes, `name` is how messages call it.
    """
    try:
        package = Package.load(data, name)
        stored = base.read(package)
        found = () if stored is None else tuple(_edits(package, stored))
    except Problem:
        return ()
    if stored is not None and not found:
        return ("no slide was changed in its text or its formatting, as far as deckgen sees",)
    more = (f"and {len(found) - _MOST} slides more",) if len(found) > _MOST else ()
    pull = ("bring the edits into YAML first: `deckgen pull`",) if isinstance(stored, Base) else ()
    return (*found[:_MOST], *more, *(pull if found else ()))


def _edits(package: Package, stored: Base | SlideDigests) -> Iterator[str]:
    if isinstance(stored, SlideDigests):
        yield from _edits_by_digest(package, stored)
        return
    changes = diff(
        stored.plan, identity.read(package, stored), untracked.untracked_changes(package, stored)
    )
    by_slide: dict[SlideRef, list[Change]] = {}
    for change in changes:
        if isinstance(change, DeckChange):
            yield f"the {change.what} of the deck was changed"
        elif change.where is None:
            yield change.what
        else:
            by_slide.setdefault(change.where, []).append(change)
    for where, group in by_slide.items():
        yield f"slide {where.number}, `{where.id}`: {_summary(group)}"


def _summary(changes: Sequence[Change]) -> str:
    """What was done to a slide: changes of the whole slide, then the slots that were changed."""
    kinds = [change.kind.value for change in changes if isinstance(change, SlideChange)]
    if ChangeKind.ADDED.value in kinds or ChangeKind.REMOVED.value in kinds:
        return kinds[0]
    slots = dict.fromkeys(
        _subject(change) for change in changes if not isinstance(change, SlideChange)
    )
    return ", ".join([*kinds, *slots])


def _subject(change: Change) -> str:
    """What a change within a slide is of."""
    match change:
        case PieceChange():
            return f"`{change.slot}`"
        case AppearanceChange():
            return f"how `{change.shape}` looks" if change.shape else "how it looks"
        case _:
            return "comments"


def _edits_by_digest(package: Package, stored: SlideDigests) -> Iterator[str]:
    known = dict(stored.slides)
    for number, slide in enumerate(read.read(package).slides, 1):
        was = known.pop(slide.id, None)
        if was is None:
            yield f"slide {number}, `{slide.id}`: added"
        elif was != base.digest(slide):
            yield f"slide {number}, `{slide.id}`: changed"
    for name in known:
        yield f"slide `{name}`: removed"
