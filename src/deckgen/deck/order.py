"""The order of slides and sections: as YAML lists it, and what a variant changes of it.

A variant removes, inserts and moves slides; `order_change_for` finds what it has to say for the
order that is wanted.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from deckgen.deck import Section, source_files
from deckgen.deck.merge import Merger
from deckgen.deck.source_files import DeckSource, Entry, OverrideKind, SectionMark, SlideEntry
from deckgen.diagnostics import Problem, Source, Span, error, gather, suggest
from deckgen.source.fields import Fields, node_field
from deckgen.source.keys import unused
from deckgen.source.nodes import (
    MappingNode,
    Node,
    ScalarNode,
    expect_mapping,
    expect_sequence,
    expect_word,
    gather_entries,
)

K = TypeVar("K")


def moved(old: Sequence[str], new: Sequence[str]) -> set[str]:
    """The keys that moved among those that both sequences have: as few as explain the new order.

    The others are a longest increasing subsequence.
    """
    before = {key: index for index, key in enumerate(old)}
    both = [key for key in new if key in before]
    ends: list[int] = []  # the least last index of a chain of each length
    chains: list[tuple[str, ...]] = []
    for key in both:
        at = bisect_left(ends, before[key])
        chain = (*(chains[at - 1] if at else ()), key)
        ends[at:] = [before[key], *ends[at + 1 :]]
        chains[at:] = [chain, *chains[at + 1 :]]
    return set(both) - set(chains[-1] if chains else ())


def with_keys(order: Sequence[K], keys: Iterable[K], like: Sequence[K]) -> list[K]:
    """The order with keys that it lacks, each after the nearest key that is before it in `like`."""
    found = list(order)
    for key in keys:
        before = like[: like.index(key)]
        at = next((found.index(other) for other in reversed(before) if other in found), -1)
        found.insert(at + 1, key)
    return found


_MARK = "\N{SECTION SIGN}"
_FORM = f"{{}}{_MARK}{{}}"
"""What the key of a section starts with; no slide's id has it."""


class SlideOrder(Struct, frozen=True):
    """The slides and sections of a deck in order: slides by id, sections as `§name`.

    A section stands before its first slide; its name is as YAML types it. The second of one name is
    `§name§2`.
    """

    keys: tuple[str, ...]

    @classmethod
    def of(cls, sections: Iterable[Section], slides: Iterable[str]) -> SlideOrder:
        """The order of slides, by id, and of the sections that hold them.

        Where the slides of sections are in another order, that of `slides` counts: some editors
        move slides and leave the sections' lists behind.
        """
        pending: list[tuple[str, tuple[str, ...]]] = []
        for section in sections:
            used = [key for key, _ in pending]
            key = unused(f"{_MARK}{section.name}", used.__contains__, _FORM)
            pending.append((key, section.slides))
        keys: list[str] = []
        for slide in slides:
            due = next((i for i, (_, ids) in enumerate(pending) if slide in ids), -1)
            keys += [key for key, _ in pending[: due + 1]]
            del pending[: due + 1]
            keys.append(slide)
        return cls((*keys, *(key for key, _ in pending)))

    @classmethod
    def written(cls, source: DeckSource) -> SlideOrder:
        """The order that YAML gives."""
        return cls.of_entries(source.entries)

    @classmethod
    def of_entries(cls, entries: Sequence[Entry]) -> SlideOrder:
        """The order of the entries of a list of slides."""
        keys: list[str] = []
        for entry in entries:
            if isinstance(entry, SectionMark):
                keys.append(unused(f"{_MARK}{entry.name.text}", keys.__contains__, _FORM))
            else:
                keys.append(entry.id.text)
        return cls(tuple(keys))

    @staticmethod
    def is_section(key: str) -> bool:
        """Whether a key is a section's."""
        return key.startswith(_MARK)

    @staticmethod
    def section_name(key: str) -> str:
        """The name of the section that has this key."""
        return key[1:].split(_MARK)[0]

    @property
    def slides(self) -> tuple[str, ...]:
        """The ids of the slides alone."""
        return tuple(key for key in self.keys if not self.is_section(key))

    @property
    def sections(self) -> tuple[Section, ...]:
        """The sections, each with the slides that are after it."""
        found: list[tuple[str, list[str]]] = []
        for key in self.keys:
            if self.is_section(key):
                found.append((self.section_name(key), []))
            elif found:
                found[-1][1].append(key)
        return tuple(Section(name, tuple(slides)) for name, slides in found)

    def without_sections(self) -> SlideOrder:
        """The slides alone."""
        return SlideOrder(self.slides)

    def without_empty_sections(self) -> SlideOrder:
        """The order without the sections that have no slide."""
        following = (*self.keys[1:], _MARK)
        kept = zip(self.keys, following, strict=True)
        return SlideOrder(
            tuple(k for k, after in kept if not (self.is_section(k) and self.is_section(after)))
        )

    def heads(self) -> dict[str, str]:
        """The first slide of each section, by the section's key; empty sections are left out."""
        return {
            key: after
            for key, after in pairwise(self.keys)
            if self.is_section(key) and not self.is_section(after)
        }


# What a variant changes.


_SIDES = ("after", "before")
MOVE = Fields[object](
    "an item of `move`",
    (
        node_field(
            "id",
            "a slide",
            ScalarNode,
            "the slide that is moved",
            "id: two\nbefore: one",
            unset="needed",
        ),
        node_field("after", "a slide", ScalarNode, "the slide ahead of it", "id: one\nafter: two"),
        node_field("before", "a slide", ScalarNode, "the slide behind it", "id: two\nbefore: one"),
    ),
    "",
    "An item of `insert` has one of `after` and `before` too, and then the keys of a slide, or "
    "`section:`.",
)


class Beside(Struct, frozen=True):
    """A position in the deck: directly after or before the slide with the id `anchor`."""

    anchor: ScalarNode
    after: bool


class Insertion(Struct, frozen=True):
    """A slide, or a section, that a variant adds."""

    entry: Entry
    place: Beside


class Move(Struct, frozen=True):
    """A slide that a variant moves."""

    id: ScalarNode
    place: Beside


def insertions(node: Node, folder: Path, *, numbered: bool) -> tuple[Insertion, ...]:
    """The items of `insert:`; a slide with nothing but an id is read from slides/ in `folder`."""
    found = []
    with gather() as problems:
        for item in expect_sequence(node, "`insert`", "write `- after: SLIDE`, then the slide"):
            with problems.collect():
                mapping = expect_mapping(item, "an item of `insert`")
                place = _beside(mapping)
                rest = tuple(entry for entry in mapping if entry[0].text not in _SIDES)
                slide = rest[0][1] if [k.text for k, _ in rest] == ["id"] else None
                item = slide or MappingNode(rest, mapping.span)
                entry = source_files.entry_of(item, folder, numbered=numbered)
                found.append(Insertion(entry, place))
    return tuple(found)


def moves(node: Node) -> tuple[Move, ...]:
    """The items of `move:`."""
    found: dict[str, Move] = {}
    with gather() as problems:
        for item in expect_sequence(node, "`move`", "write `- id: SLIDE`, then `after: SLIDE`"):
            with problems.collect():
                mapping = expect_mapping(item, "an item of `move`")
                gather_entries(mapping, MOVE.keys, MOVE.what)
                place = _beside(mapping)
                name = mapping.get("id")
                if name is None:
                    raise error(
                        "missing-key",
                        "an item of `move` needs `id`",
                        at=mapping.span,
                        label="this one",
                        help="name the slide to move: `id: SLIDE`",
                    )
                slide = expect_word(name, "`id`")
                if slide.text == place.anchor.text:
                    raise error(
                        "slide-place",
                        f"the slide `{slide.text}` cannot stand beside itself",
                        at=place.anchor.span,
                        label="the same slide",
                        help="name another one",
                    )
                first = found.setdefault(slide.text, Move(slide, place))
                if first.id is not slide:
                    raise error(
                        "moved-twice",
                        f"the slide `{slide.text}` is moved twice",
                        at=slide.span,
                        label="the second time",
                        help=f"the first is in line {first.id.span.line}",
                    )
    return tuple(found.values())


def _beside(mapping: MappingNode) -> Beside:
    sides = [side for side in _SIDES if mapping.get(side) is not None]
    if len(sides) != 1:
        raise error(
            "slide-place",
            "one of `after` and `before` says where the slide goes",
            at=mapping.span,
            label="this one",
            help="write `after: SLIDE`, with the id of the slide ahead of it",
        )
    anchor = mapping.get(sides[0])
    assert anchor is not None, "sides holds what is there"
    return Beside(expect_word(anchor, f"`{sides[0]}`"), sides[0] == "after")


def without_sections(entries: Iterable[Entry], gone: Iterable[ScalarNode]) -> list[Entry]:
    """The entries without the sections of these names: their slides join the section before.

    Raises `Problem` with every name that no section has.
    """
    found = list(entries)
    with gather() as problems:
        for name in gone:
            with problems.collect():
                marks = [entry for entry in found if isinstance(entry, SectionMark)]
                mark = next((mark for mark in marks if mark.name.text == name.text), None)
                if mark is None:
                    raise error(
                        "unknown-section",
                        f"the deck has no section `{name.text}`",
                        at=name.span,
                        label="not known here",
                        help=suggest(name.text, [mark.name.text for mark in marks], "it has"),
                    )
                found = [entry for entry in found if entry is not mark]
    return found


class OverlayOrder:
    """The entries of a deck while a variant changes their order."""

    def __init__(self, entries: Iterable[Entry], merger: Merger) -> None:
        """Start with the entries before the change; `merger` records the overrides."""
        self.entries = list(entries)
        self.merger = merger
        self._followers: dict[int, list[Entry]] = {}

    def insert(self, added: Iterable[Insertion]) -> None:
        """Insert slides; several after the same slide keep the order in which they are listed."""
        with gather() as problems:
            for item in added:
                with problems.collect():
                    if isinstance(item.entry, SlideEntry):
                        self._refuse_second(item.entry.id)
                    self._put(item.entry, item.place)
                    if isinstance(item.entry, SlideEntry):
                        name = item.entry.id
                        self.merger.record(("slides", name.text), OverrideKind.INSERT, None, name)

    def move(self, moved: Iterable[Move]) -> None:
        """Remove all these slides, then insert each at its new position, in order."""
        self._followers.clear()
        found: list[tuple[Move, SlideEntry]] = []
        with gather() as problems:
            for item in moved:
                with problems.collect():
                    found.append((item, self._slide(item.id)))
        waiting = {item.id.text for item, _ in found}
        lifted = {id(entry) for _, entry in found}
        self.entries = [entry for entry in self.entries if id(entry) not in lifted]
        with gather() as problems:
            for item, entry in found:
                with problems.collect():
                    _refuse_waiting(item.place.anchor, waiting)
                    self._put(entry, item.place)
                    waiting.discard(item.id.text)
                    self.merger.record(("slides", item.id.text), OverrideKind.MOVE, None, item.id)

    def without_emptied(self, before: Iterable[Entry]) -> tuple[Entry, ...]:
        """The entries, less the sections that had slides before and have none now."""
        emptied = _filled(before) - _filled(self.entries)
        return tuple(entry for entry in self.entries if id(entry) not in emptied)

    def _put(self, entry: Entry, place: Beside) -> None:
        anchor = self._slide(place.anchor)
        if place.after:
            self.entries.insert(self._end(anchor) + 1, entry)
            self._followers.setdefault(id(anchor), []).append(entry)
        else:
            self.entries.insert(self._index(anchor), entry)

    def _index(self, entry: Entry) -> int:
        return next(index for index, there in enumerate(self.entries) if there is entry)

    def _end(self, entry: Entry) -> int:
        """The index of the last entry that was put after this one, or its own."""
        followers = self._followers.get(id(entry), ())
        return max([self._index(entry), *map(self._end, followers)])

    def _slide(self, name: ScalarNode) -> SlideEntry:
        slides = [entry for entry in self.entries if isinstance(entry, SlideEntry)]
        for entry in slides:
            if entry.id.text == name.text:
                return entry
        removal = self.merger.last_override(("slides", name.text), OverrideKind.REMOVE)
        if removal is not None:
            raise error(
                "removed",
                f"the slide `{name.text}` is removed at {removal.place}",
                at=name.span,
                label="named here",
                help="name a slide that stays",
            )
        raise error(
            "unknown-slide",
            f"the deck has no slide `{name.text}`",
            at=name.span,
            label="not known here",
            help=suggest(
                name.text,
                [entry.id.text for entry in slides],
                "it has",
                slides[0].id.span.source.name if slides else "",
            ),
        )

    def _refuse_second(self, name: ScalarNode) -> None:
        for entry in self.entries:
            if isinstance(entry, SlideEntry) and entry.id.text == name.text:
                raise error(
                    "duplicate-slide",
                    f"the deck has a slide `{name.text}` already",
                    at=name.span,
                    label="to be inserted",
                    help=(
                        f"it is named at {entry.id.span}",
                        "give the new slide another id, or change that one under `slides:`",
                    ),
                )


def _refuse_waiting(anchor: ScalarNode, waiting: set[str]) -> None:
    if anchor.text in waiting:
        raise error(
            "moved-later",
            f"the slide `{anchor.text}` is moved too, and not in its place yet",
            at=anchor.span,
            label="named here",
            help="list the move of that slide first",
        )


def _filled(entries: Iterable[Entry]) -> set[int]:
    """The identities of the sections that hold a slide."""
    found: set[int] = set()
    mark: SectionMark | None = None
    for entry in entries:
        if isinstance(entry, SectionMark):
            mark = entry
        elif mark is not None:
            found.add(id(mark))
    return found


# The change of a variant that gives a wanted order, tried out with the code that a build uses.


_NOWHERE = Span(Source.of(Path(), ""), 1, 1, 1, 1)


class Placement(Struct, frozen=True):
    """Where a variant puts a slide or a section: directly after or before the slide `anchor`.

    `key` is that of `SlideOrder`.
    """

    key: str
    anchor: str
    after: bool

    def beside(self) -> Beside:
        """The place as overlays have it."""
        return Beside(ScalarNode(self.anchor, _NOWHERE), self.after)


class OrderChange(Struct, frozen=True):
    """What a variant removes, inserts and moves, in order: slides, and but for moves sections."""

    remove: tuple[str, ...] = ()
    insert: tuple[Placement, ...] = ()
    move: tuple[Placement, ...] = ()

    def order(self, below: SlideOrder) -> SlideOrder:
        """The order that this makes of that of the deck below.

        Raises `Problem` where it names a slide or a section that is not there.
        """
        before = [_entry(key) for key in below.keys]
        kept = [e for e in before if isinstance(e, SectionMark) or e.id.text not in self.remove]
        gone = map(SlideOrder.section_name, filter(SlideOrder.is_section, self.remove))
        kept = without_sections(kept, (ScalarNode(name, _NOWHERE) for name in gone))
        order = OverlayOrder(kept, Merger(()))
        order.insert(Insertion(_entry(p.key), p.beside()) for p in self.insert)
        order.move(Move(ScalarNode(p.key, _NOWHERE), p.beside()) for p in self.move)
        return SlideOrder.of_entries(order.without_emptied(before))


def _entry(key: str) -> Entry:
    if SlideOrder.is_section(key):
        return SectionMark(ScalarNode(SlideOrder.section_name(key), _NOWHERE))
    return SlideEntry(ScalarNode(key, _NOWHERE), MappingNode((), _NOWHERE))


def order_change_for(below: SlideOrder, now: OrderChange, wanted: SlideOrder) -> OrderChange | None:
    """The change that gives a variant's slides the order `wanted`, with as much of `now` as fits.

    `below` is the order of the deck below. The sections may still differ where one starts with a
    slide that is moved. None where no slide of the deck below is there to be an anchor.
    """
    inserted = tuple(p for p in now.insert if p.key in wanted.keys)
    wanted = wanted.without_empty_sections()
    found: list[tuple[bool, int, OrderChange]] = []
    for kept in (
        OrderChange(now.remove, inserted, now.move),
        OrderChange(now.remove, inserted),
        OrderChange(now.remove),
    ):
        try:
            tried = _with_sections(below, _completed(below, kept, wanted), wanted)
            order = tried.order(below).without_empty_sections()
        except (Problem, _NoAnchorError):
            continue
        if order.slides == wanted.slides:
            new = {*tried.insert, *tried.move} - {*now.insert, *now.move}
            found.append((order != wanted, len(new), tried))
    return min(found, key=lambda item: item[:2])[2] if found else None


class _NoAnchorError(Exception):
    """No slide is there that could be an anchor."""


def _completed(below: SlideOrder, kept: OrderChange, wanted: SlideOrder) -> OrderChange:
    """The change `kept`, completed so that it gives the slides the order `wanted`."""
    there = set(wanted.slides)
    remove = [key for key in kept.remove if key not in wanted.keys]
    remove += [key for key in below.slides if key not in there and key not in remove]
    insert = [p for p in kept.insert if p.anchor in there]
    move = [p for p in kept.move if {p.key, p.anchor} <= there]
    first = OrderChange(tuple(remove), tuple(insert), tuple(move)).order(below)
    misplaced = moved(wanted.slides, first.slides)
    new = there - set(first.slides)
    reinserted = misplaced & {p.key for p in insert}
    insert = [p for p in insert if p.key not in reinserted]
    move = [p for p in move if p.key not in misplaced]
    to_move = {p.key for p in move} | (misplaced - reinserted)
    sections = {key for key in first.keys if SlideOrder.is_section(key)}
    fixed = [key for key in wanted.keys if key in sections or key in there - to_move]
    placed = {*first.slides} - misplaced
    for key in wanted.slides:
        if key in new | reinserted:
            insert.append(_placement(key, fixed, placed - to_move))
            placed.add(key)
    row = [key for key in wanted.keys if key in sections | there]
    for key in wanted.slides:
        if key in misplaced - reinserted:
            move.append(_placement(key, row, placed))
            placed.add(key)
    return OrderChange(tuple(remove), tuple(insert), tuple(move))


def _placement(key: str, row: Sequence[str], placed: AbstractSet[str]) -> Placement:
    """The placement of a slide beside a placed one in a row, in its section where that can be."""
    at = row.index(key)
    before, after = row[:at][::-1], row[at + 1 :]
    for side, keys in (
        (True, before),
        (False, after),
        (True, _slides(before)),
        (False, _slides(after)),
    ):
        anchor = next((k for k in keys if k in placed or SlideOrder.is_section(k)), "")
        if anchor and not SlideOrder.is_section(anchor):
            return Placement(key, anchor, side)
    raise _NoAnchorError


def _slides(keys: Iterable[str]) -> list[str]:
    return [key for key in keys if not SlideOrder.is_section(key)]


def _with_sections(below: SlideOrder, found: OrderChange, wanted: SlideOrder) -> OrderChange:
    """The change, with the sections put in that are missing before their first slides, and those of
    the deck below taken away that start elsewhere.

    A section of the deck below whose slides are all in another one is dropped by the variant.
    """
    heads = wanted.heads()
    cuts = [(key, "") for key in below.keys if SlideOrder.is_section(key)]
    for key, first in (*heads.items(), *cuts, *heads.items()):
        tried = _with_section(found, key, first)
        if _right(tried.order(below).heads(), heads) > _right(found.order(below).heads(), heads):
            found = tried
    return found


def _with_section(found: OrderChange, key: str, first: str) -> OrderChange:
    """The change with a section put in before its first slide, or taken away where that is ""."""
    if not first:
        return replace(found, remove=(*(other for other in found.remove if other != key), key))
    others = tuple(p for p in found.insert if p.key != key)
    return replace(found, insert=(*others, Placement(key, first, after=False)))


def _right(have: dict[str, str], wanted: dict[str, str]) -> int:
    """How many sections start where they should, less those that do not."""
    return sum(1 if wanted.get(name) == first else -1 for name, first in have.items())
