"""What changed from one deck to another: two plans in, a list of changes out.

Slides are paired by id, slots by name. The content of a slot is compared as rows of pieces,
whatever its kind, so that a change names one paragraph, cell or value.
"""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from deckgen.content import Content, rows
from deckgen.deck import Comment
from deckgen.deck.order import moved, with_keys
from deckgen.diagnostics import Problem, Source, Span
from deckgen.facts.references import written
from deckgen.opc.package import Package
from deckgen.plan import Plan, Slide
from deckgen.presentation import read
from deckgen.review import base, identity, untracked
from deckgen.review.base import Base, SlideDigests
from deckgen.review.compare import UntrackedChange
from deckgen.review.diff._cell_looks import JOINED, named_places
from deckgen.review.diff.model import (
    AppearanceChange,
    Change,
    ChangeKind,
    CommentChange,
    DeckChange,
    FormatDigests,
    Piece,
    PieceChange,
    SlideChange,
    SlideRef,
    file_name,
)
from deckgen.review.match_slides import Pair, aligned
from deckgen.richtext import Paragraph, inline, outline
from deckgen.source.keys import unused
from deckgen.source.nodes import ScalarNode
from deckgen.source.writing import Lines, Quoted, YamlData

# Content as rows of pieces.
#
# A paragraph is a row of one piece. Other kinds are dumped to YAML: a block of lines is a grid with
# a heading, everything else an option under its key. So only equal contents have equal rows.


_NOWHERE = Span(Source(Path("diff"), "", "diff"), 1, 1, 1, 1)


@dataclass(frozen=True, slots=True)
class PieceRow:
    """Pieces that belong together: a paragraph, a row of a table, a category of a chart.

    Rows with a `key` are aligned by it, others by their text; `columns` are names of the pieces.
    Rows of a grid say the key that it stands `under`, and by their `number` which of it they are.
    """

    pieces: tuple[Piece, ...]
    key: str = ""
    columns: tuple[str, ...] = ()
    under: str = ""
    number: str = ""

    @property
    def text(self) -> str:
        """The text of the row, cells separated by bars."""
        return " | ".join(piece.text for piece in self.pieces)

    @property
    def markup(self) -> str:
        """The text with its formatting, as YAML has it."""
        return " | ".join(piece.markup for piece in self.pieces)

    @property
    def whole(self) -> Piece:
        """The row as one piece."""
        return (
            self.pieces[0] if len(self.pieces) == 1 else Piece(self.number, self.text, self.markup)
        )


def rows_of(content: Content) -> tuple[PieceRow, ...]:
    """The rows of a content."""
    data = content.placed(file_name).dump(FormatDigests())
    places = content.places()
    if places and isinstance(data, dict):
        named = zip(content.paragraphs(), places, strict=True)
        lines = tuple(PieceRow((paragraph_piece(line, place),)) for line, place in named)
        return (*lines, *_rows({k: v for k, v in data.items() if k != content.key}, ""))
    if isinstance(data, dict | list):
        return _with_categories(tuple(_rows(data, "")))
    paragraphs = tuple(content.paragraphs())
    several = len(paragraphs) > 1
    return tuple(
        PieceRow((paragraph_piece(line, f"line {number}" if several else ""),))
        for number, line in enumerate(paragraphs, 1)
    )


def paragraph_piece(line: Paragraph, place: str) -> Piece:
    """A paragraph as a piece; its markup has the level, the number and the formats."""
    return Piece(place, line.text, outline.write((line,), FormatDigests()).removesuffix("\n"))


def _rows(data: YamlData, key: str) -> Iterator[PieceRow]:
    if isinstance(data, dict):
        for name, value in data.items():
            under = f"{key} {name}".strip()
            if under == _LOOKS and isinstance(value, Lines):
                yield from _looks(value.text, data.get(_TABLE, ""))
                continue
            celled = under == _ROWS and isinstance(value, list) and all(value)
            if key and isinstance(value, Lines):  # a name of the author's, such as a region's
                yield PieceRow((_piece(key, name),))
            yield from _cells(value) if celled else _rows(value, under)
    elif isinstance(data, list):
        for number, value in enumerate(data, 1):
            yield from _rows(value, f"{key} {number}".strip())
    elif isinstance(data, Lines):
        yield from _grid(data.text, key)
    else:
        text = data.text if isinstance(data, Quoted) else data
        yield PieceRow((_piece(key, text),), key)


def _typed(text: str) -> list[list[str]]:
    found = rows.read_rows(ScalarNode(text, _NOWHERE, "|"))
    return [[cell.text for cell in row] for row in found]


def _grid(text: str, key: str) -> Iterator[PieceRow]:
    """The rows of lines with cells; the first one names the columns of those below."""
    lines = _typed(text)
    width = max((len(row) for row in lines), default=0)
    if width < 2:
        for number, row in enumerate(lines, 1):
            yield PieceRow((_piece(f"{key}, line {number}", row[0]),), columns=(key,))
        return
    yield from _named_rows(lines, key)


_LOOKS, _TABLE = "cells", "table"


def _looks(text: str, table: YamlData) -> Iterator[PieceRow]:
    """What is said of single cells, known by the headings of their rows and columns."""
    grid = _typed(table.text) if isinstance(table, Lines) else []
    headings = [[_plain(cell) for cell in row] for row in grid]
    used: set[str] = set()
    for name, place, words in named_places(text, headings):
        key = unused(f"{_LOOKS} {name}", used.__contains__, "{} ({})")
        used.add(key)
        shown = place if name == place else f"{name} ({place})"
        yield PieceRow((Piece(shown, words, words),), key=key)


_ROWS = "rows"
"""The key of a table's rows that are lists of cells, which say more than their text."""


def _cells(listed: YamlData) -> Iterator[PieceRow]:
    """The rows of a table by their headings; what a cell says beside its text, by its number."""
    assert isinstance(listed, list), "the rows of a table are a list"
    lines: list[list[str]] = []
    looks: list[tuple[int, int, YamlData]] = []
    for number, row in enumerate(listed):
        assert isinstance(row, list), "a row of a table is a list"
        lines.append([])
        for index, cell in enumerate(row):
            said = cell if isinstance(cell, dict) else {"text": cell}
            text = said.get("text", "")
            lines[-1].append(text if isinstance(text, str) else getattr(text, "text", ""))
            looks.append((number, index, {k: v for k, v in said.items() if k != "text"}))
    found = list(_named_rows(lines, _ROWS))
    for number, index, look in looks:
        yield from _rows(look, f"{found[number].pieces[index].place},")
    yield from found


def _named_rows(lines: Sequence[Sequence[str]], key: str) -> Iterator[PieceRow]:
    names = _names(lines[0], max(map(len, lines))) if lines else []
    firsts = ["" if row[0] in JOINED else _plain(row[0]).replace("\n", " / ") for row in lines]
    for number, (row, first) in enumerate(zip(lines, firsts, strict=True)):
        which = f"category {number}" if key == _DATA else f"row {number + 1}"
        called = f"{first} ({which})" if firsts.count(first) > 1 else first
        if not number:
            which = called = "heading"
        columns = tuple(names[: len(row)])
        pieces = tuple(
            _piece(_place(which if not index else called or which, index, name), cell)
            for index, (name, cell) in enumerate(zip(columns, row, strict=True))
        )
        yield PieceRow(pieces, columns=columns, under=key, number=which)


def _place(row: str, index: int, column: str) -> str:
    """What a cell is called: by its row, and by its column's heading or number."""
    return f"{row}, {f'column {index + 1}' if row == 'heading' else column}"


_LABELS, _DATA = "labels", "data"


def _with_categories(found: tuple[PieceRow, ...]) -> tuple[PieceRow, ...]:
    """The rows of a chart with its labels known by their categories, not by their lines."""
    labels = [row for row in found if row.columns == (_LABELS,)]
    names = [row.pieces[0].text for row in found if row.under == _DATA][1:]
    if not labels or len(labels) != len(names) or len({*names}) < len(names):
        return found
    known = {
        id(row): replace(
            row, pieces=(replace(row.pieces[0], place=f"{name}, label"),), key=f"{_LABELS} {name}"
        )
        for row, name in zip(labels, names, strict=True)
    }
    return tuple(known.get(id(row), row) for row in found)


def _names(heading: Sequence[str], width: int) -> list[str]:
    """The names of columns by their headings; each once, numbered where it has none."""
    found: list[str] = []
    for number in range(1, width + 1):
        name = _plain(heading[number - 1]) if number <= len(heading) else ""
        found.append(name if name and name not in found else f"column {number}")
    return found


def _piece(place: str, markup: str) -> Piece:
    return Piece(place, JOINED.get(markup) or _plain(markup), markup)


_FORMAT = re.compile(r"\A\{fmt=[\w.-]+\}")
"""The named format in front of a paragraph."""


def _plain(markup: str) -> str:
    """The text of a cell without its markup; references stay as they are typed."""
    markup = _FORMAT.sub("", markup)
    try:
        runs = inline.parse(markup, _locate, lambda reference, _: written(reference), _ANY)
    except Problem:
        return markup
    return "".join(run.text for run in runs)


def _locate(_start: int, _end: int) -> Span:
    return _NOWHERE


class _Any(dict[str, str]):
    """Formats among which every name is found."""

    def __contains__(self, _name: object) -> bool:
        return True

    def __missing__(self, name: str) -> str:
        return name


_ANY = _Any()


# Aligning rows.


_SIMILAR = 0.5
"""From this similarity (difflib's ratio) on, two texts are one that was changed."""


def align(old: Sequence[PieceRow], new: Sequence[PieceRow]) -> list[Pair]:
    """The rows paired in order: equal ones first, then similar ones; rows with keys by key."""
    pairs: list[Pair] = []
    keyed_new = {row.key: index for index, row in enumerate(new) if row.key}
    keyed_old = {row.key for row in old if row.key}
    for index, row in enumerate(old):
        if row.key:
            pairs.append((index, keyed_new.get(row.key)))
    pairs += [(None, at) for key, at in keyed_new.items() if key not in keyed_old]
    free_old = [index for index, row in enumerate(old) if not row.key]
    free_new = [index for index, row in enumerate(new) if not row.key]
    found = _align_in_order([old[index] for index in free_old], [new[index] for index in free_new])
    pairs += [
        (None if i is None else free_old[i], None if j is None else free_new[j]) for i, j in found
    ]
    return pairs


def _similarity(first: PieceRow, second: PieceRow) -> float:
    if first.text == second.text:
        return 1.0
    matcher = difflib.SequenceMatcher(None, first.text, second.text, autojunk=False)
    if matcher.real_quick_ratio() < _SIMILAR or matcher.quick_ratio() < _SIMILAR:
        return 0.0
    return ratio if (ratio := matcher.ratio()) >= _SIMILAR else 0.0


def _align_in_order(old: Sequence[PieceRow], new: Sequence[PieceRow]) -> Iterator[Pair]:
    """Equal rows paired first; between them the pairs that are the most similar in all."""
    matcher = difflib.SequenceMatcher(
        None, [row.markup for row in old], [row.markup for row in new], autojunk=False
    )
    for action, i1, i2, j1, j2 in matcher.get_opcodes():
        if action == "equal":
            yield from zip(range(i1, i2), range(j1, j2), strict=True)
        else:
            one = i2 - i1 == j2 - j1 == 1
            score = (lambda *_: 1.0) if one else _similarity
            for i, j in aligned(old[i1:i2], new[j1:j2], score):
                yield (None if i is None else i + i1, None if j is None else j + j1)


# Comparing plans.


NOTES = "notes"


def diff(
    old: Plan,
    new: Plan,
    untracked: Iterable[UntrackedChange] = (),
    fields: Collection[str] = (),
) -> tuple[Change, ...]:
    """The changes that make the old deck the new one; none only if the plans are equal.

    They are in the order of the new deck's slides, removed slides where they were. `untracked` are
    changes that no plan holds; they are put among those of their slides. `fields` are the slots of
    dates, footers and slide numbers: what changed in the same way on several slides is a change
    of the deck.
    """
    by_slide: dict[str, list[UntrackedChange]] = {}
    for change in untracked:
        by_slide.setdefault(change.slide, []).append(change)
    return tuple(_diff(old, new, by_slide, fields))


def _field_changes(old: Plan, new: Plan, fields: Collection[str]) -> dict[_FieldChange, int]:
    """What changed of fields in the same way on several slides, and on how many."""
    both = ((was, now) for _, was, now in _paired(old, new) if was is not None and now is not None)
    found = Counter(
        (name, _content_text(was.content(name)), _content_text(now.content(name)))
        for was, now in both
        for name in fields
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
) -> Iterator[Change]:
    common = _field_changes(old, new, fields)
    yield from _of_deck(old, new, common)
    for change in untracked.get("", ()):
        yield AppearanceChange(None, change.shape, change.what)
    moves = moved([slide.id for slide in old.slides], [slide.id for slide in new.slides])
    sections = _sections(old), _sections(new)
    for where, before_slide, after_slide in _paired(old, new):
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


def _paired(old: Plan, new: Plan) -> list[tuple[SlideRef, Slide | None, Slide | None]]:
    """The slides of both decks, in the new deck's order; a removed one after its neighbour."""
    before = {slide.id: (number, slide) for number, slide in enumerate(old.slides, 1)}
    after = {slide.id: (number, slide) for number, slide in enumerate(new.slides, 1)}
    found = []
    for key in with_keys(list(after), [key for key in before if key not in after], list(before)):
        was_at, was = before.get(key, (0, None))
        now_at, now = after.get(key, (0, None))
        title = (now.title if now else "") or (was.title if was else "")
        found.append((SlideRef(key, title, was_at, now_at), was, now))
    return found


def _text_of(slide: Slide, fields: Collection[str]) -> str:
    """The text of a slide, a line for each slot that is no field."""
    lines = []
    for name, content in slide.slots:
        if name not in fields:
            said = (row.text for row in rows_of(content) if not row.whole.is_file)
            lines.append(f"{name}: {' / '.join(said)}")
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
