"""What changed from one deck to another: two plans in, a list of changes out."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from deckgen.content import rows
from deckgen.content.base import Content
from deckgen.deck import Comment
from deckgen.diagnostics import Problem, Source, Span
from deckgen.facts.references import written
from deckgen.plan import Plan, Slide
from deckgen.review._alignment import Pair, aligned, moved
from deckgen.review.diff.model import (
    Change,
    ChangeKind,
    CommentChange,
    DeckChange,
    FormatNames,
    LookChange,
    Piece,
    PieceChange,
    SlideChange,
    SlideRef,
    file_name,
)
from deckgen.review.untracked import UntrackedChange
from deckgen.richtext import inline, outline
from deckgen.richtext.runs import Paragraph
from deckgen.source.nodes import ScalarNode
from deckgen.source.writing import Lines, Quoted, YamlData

# Content as rows of pieces, whatever its kind: from its paragraphs or from its YAML.
#
# A paragraph is a row of one piece. Of other kinds, what they dump is read: a text of lines is a
# grid under its heading, everything else a choice under its key. So two contents have the same
# rows only if they are equal.


_NOWHERE = Span(Source(Path("diff"), "", "diff"), 1, 1, 1, 1)


@dataclass(frozen=True, slots=True)
class PieceRow:
    """Pieces that belong together: a paragraph, a line of a table, a chart's category.

    Rows with a `key` are matched by it, others by what they say; `columns` names the pieces.
    """

    pieces: tuple[Piece, ...]
    key: str = ""
    columns: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """What the row says."""
        return " | ".join(piece.text for piece in self.pieces)


def rows_of(content: Content) -> tuple[PieceRow, ...]:
    """The rows of a content."""
    data = content.placed(file_name).dump(FormatNames())
    if isinstance(data, dict | list):
        return tuple(_rows(data, ""))
    lines = tuple(content.paragraphs())
    several = len(lines) > 1
    return tuple(
        PieceRow((paragraph_piece(line, f"line {number}" if several else ""),))
        for number, line in enumerate(lines, 1)
    )


def paragraph_piece(line: Paragraph, place: str) -> Piece:
    """A paragraph as a piece; its markup shows level, number and formats."""
    return Piece(place, line.text, outline.write((line,), FormatNames()).removesuffix("\n"))


def _rows(data: YamlData, key: str) -> Iterator[PieceRow]:
    if isinstance(data, dict):
        for name, value in data.items():
            yield from _rows(value, f"{key} {name}".strip())
    elif isinstance(data, list):
        for number, value in enumerate(data, 1):
            yield from _rows(value, f"{key} {number}".strip())
    elif isinstance(data, Lines):
        yield from _grid(data.text, key)
    else:
        text = data.text if isinstance(data, Quoted) else data
        yield PieceRow((_piece(key, text),), key)


def _grid(text: str, key: str) -> Iterator[PieceRow]:
    """The rows of lines with cells; the first one names the columns of those below."""
    lines = [[cell.text for cell in row] for row in rows.read_rows(ScalarNode(text, _NOWHERE, "|"))]
    width = max((len(row) for row in lines), default=0)
    if width < 2:
        for number, row in enumerate(lines, 1):
            yield PieceRow((_piece(f"{key}, line {number}", row[0]),), columns=(key,))
        return
    names = _names(lines[0], width)
    for number, row in enumerate(lines):
        first = _plain(row[0])
        place = "heading" if not number else first or f"row {number + 1}"
        columns = tuple(names[: len(row)])
        pieces = tuple(
            _piece(place if not index else f"{place}, {name}", cell)
            for index, (name, cell) in enumerate(zip(columns, row, strict=True))
        )
        yield PieceRow(pieces, columns=columns)


def _names(heading: Sequence[str], width: int) -> list[str]:
    """The names of columns by their headings; each once, numbered where it has none."""
    found: list[str] = []
    for number in range(1, width + 1):
        name = _plain(heading[number - 1]) if number <= len(heading) else ""
        found.append(name if name and name not in found else f"column {number}")
    return found


def _piece(place: str, markup: str) -> Piece:
    return Piece(place, _plain(markup), markup)


def _plain(markup: str) -> str:
    """A cell's text without its signs; references stay as they are typed."""
    try:
        runs = inline.parse(markup, _locate, lambda reference, _: (written(reference), ""), _ANY)
    except Problem:
        return markup
    return "".join(run.text for run in runs)


def _locate(_start: int, _end: int) -> Span:
    return _NOWHERE


class _Any(dict[str, str]):
    """Takes every format's name for a format."""

    def __contains__(self, _name: object) -> bool:
        return True

    def __missing__(self, name: str) -> str:
        return name


_ANY = _Any()


# Which row of an old content is which row of the new one.


ALIKE = 0.5

"""How alike two texts must be to be one that was changed."""


def align(old: Sequence[PieceRow], new: Sequence[PieceRow]) -> list[Pair]:
    """The rows paired in order: equal ones, then those that are alike; rows with keys by key."""
    pairs: list[Pair] = []
    keyed_new = {row.key: index for index, row in enumerate(new) if row.key}
    keyed_old = {row.key for row in old if row.key}
    for index, row in enumerate(old):
        if row.key:
            pairs.append((index, keyed_new.get(row.key)))
    pairs += [(None, at) for key, at in keyed_new.items() if key not in keyed_old]
    free_old = [index for index, row in enumerate(old) if not row.key]
    free_new = [index for index, row in enumerate(new) if not row.key]
    found = _monotone(
        [old[index] for index in free_old], [new[index] for index in free_new], _likeness
    )
    pairs += [
        (None if i is None else free_old[i], None if j is None else free_new[j]) for i, j in found
    ]
    return pairs


def _likeness(first: PieceRow, second: PieceRow) -> float:
    if first.text == second.text:
        return 1.0
    matcher = difflib.SequenceMatcher(None, first.text, second.text, autojunk=False)
    if matcher.real_quick_ratio() < ALIKE or matcher.quick_ratio() < ALIKE:
        return 0.0
    return ratio if (ratio := matcher.ratio()) >= ALIKE else 0.0


def _monotone(
    old: Sequence[PieceRow],
    new: Sequence[PieceRow],
    likeness: Callable[[PieceRow, PieceRow], float],
) -> Iterator[Pair]:
    """Equal rows paired first; between them the pairs that are the most alike in all."""
    matcher = difflib.SequenceMatcher(
        None, [row.pieces for row in old], [row.pieces for row in new], autojunk=False
    )
    for action, i1, i2, j1, j2 in matcher.get_opcodes():
        if action == "equal":
            yield from zip(range(i1, i2), range(j1, j2), strict=True)
        else:
            one = i2 - i1 == j2 - j1 == 1
            score = (lambda *_: 1.0) if one else likeness
            for i, j in aligned(old[i1:i2], new[j1:j2], score):
                yield (None if i is None else i + i1, None if j is None else j + j1)


# Two plans to the changes between them.


NOTES = "notes"


def diff(old: Plan, new: Plan, beyond: Iterable[UntrackedChange] = ()) -> tuple[Change, ...]:
    """The changes that make the old deck the new one; none only if the plans are equal.

    Slides are the same if their ids are. Changes stand in the order of the new deck, removed
    slides where they were. `beyond` are the changes that no plan holds, told with their slides.
    """
    looks: dict[str, list[UntrackedChange]] = {}
    for change in beyond:
        looks.setdefault(change.slide, []).append(change)
    return tuple(_diff(old, new, looks))


def _diff(old: Plan, new: Plan, looks: Mapping[str, Sequence[UntrackedChange]]) -> Iterator[Change]:
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
            yield SlideChange(where, ChangeKind.REMOVED, old=_said(before_slide))
        elif before_slide is None:
            yield SlideChange(where, ChangeKind.ADDED, new=_said(after_slide))
        else:
            if where.id in moves:
                yield SlideChange(where, ChangeKind.MOVED, str(where.old), str(where.new))
            belongs = [section.get(where.id, "") for section in sections]
            if belongs[0] != belongs[1]:
                yield SlideChange(where, ChangeKind.SECTION, *belongs)
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


def _paired(old: Plan, new: Plan) -> list[tuple[SlideRef, Slide | None, Slide | None]]:
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
        found.append((SlideRef(key, title, was_at, now_at), was, now))
    return found


def _said(slide: Slide) -> str:
    """What a slide says, a line a slot."""
    lines = [
        f"{name}: {' / '.join(row.text for row in rows_of(content))}"
        for name, content in slide.slots
    ]
    return "\n".join(lines)


def _slide(where: SlideRef, old: Slide, new: Slide) -> Iterator[Change]:
    if old.layout != new.layout:
        yield SlideChange(where, ChangeKind.LAYOUT, old.layout, new.layout)
    if old.hidden != new.hidden:
        yield SlideChange(where, ChangeKind.HIDDEN if new.hidden else ChangeKind.SHOWN)
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
    if not changes:  # an empty text frame that came or went
        sides = [None if side is None else blank for side in (old, new)]
        changes.append(PieceChange(where, name, sides[0], sides[1]))
    yield from _with_moves(changes)


def _row(
    where: SlideRef, slot: str, old: PieceRow | None, new: PieceRow | None
) -> Iterator[PieceChange]:
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


def _sides(old: PieceRow | None, new: PieceRow | None) -> list[tuple[Piece | None, Piece | None]]:
    if old is None:
        return [(None, piece) for piece in new.pieces] if new is not None else []
    if new is None:
        return [(piece, None) for piece in old.pieces]
    return [(old.pieces[0], new.pieces[0])]


def _columns(row: PieceRow, other: PieceRow) -> list[str]:
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
    where: SlideRef, old: Sequence[Comment], new: Sequence[Comment]
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
