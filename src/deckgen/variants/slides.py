"""Where slides stand: taken out, put in and moved by a variant."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from deckgen import manuscript
from deckgen.diagnostics import fail, gather, suggest
from deckgen.manuscript import Deed, Entry, SectionMark, SlideEntry
from deckgen.source import (
    Mapping,
    Node,
    Scalar,
    expect_mapping,
    expect_scalar,
    expect_sequence,
    gather_entries,
)
from deckgen.variants.merge import Merger

_SIDES = ("after", "before")


@dataclass(frozen=True, slots=True)
class Beside:
    """A place in the deck: directly after or before the slide that `anchor` names."""

    anchor: Scalar
    after: bool


@dataclass(frozen=True, slots=True)
class Insertion:
    """A slide, or a section, that a variant adds."""

    entry: Entry
    place: Beside


@dataclass(frozen=True, slots=True)
class Move:
    """A slide that a variant puts elsewhere."""

    id: Scalar
    place: Beside


def insertions(node: Node, folder: Path) -> tuple[Insertion, ...]:
    """The items of `insert:`; a slide with nothing but an id is read from slides/ in `folder`."""
    found = []
    with gather() as problems:
        for item in expect_sequence(node, "`insert`", "write `- after: SLIDE`, then the slide"):
            with problems.attempt():
                mapping = expect_mapping(item, "an item of `insert`")
                place = _beside(mapping)
                rest = tuple(entry for entry in mapping if entry[0].text not in _SIDES)
                slide = rest[0][1] if [k.text for k, _ in rest] == ["id"] else None
                entry = manuscript.entry_of(slide or Mapping(rest, mapping.span), folder)
                found.append(Insertion(entry, place))
    return tuple(found)


def moves(node: Node) -> tuple[Move, ...]:
    """The items of `move:`."""
    found: dict[str, Move] = {}
    with gather() as problems:
        for item in expect_sequence(node, "`move`", "write `- id: SLIDE`, then `after: SLIDE`"):
            with problems.attempt():
                mapping = expect_mapping(item, "an item of `move`")
                gather_entries(mapping, ("id", *_SIDES), "an item of `move`")
                place = _beside(mapping)
                name = mapping.get("id")
                if name is None:
                    raise fail(
                        "missing-key", "an item of `move` needs `id`", mapping.span, "this one",
                        "name the slide to move: `id: SLIDE`",
                    )  # fmt: skip
                slide = expect_scalar(name, "`id`")
                if slide.text == place.anchor.text:
                    raise fail(
                        "slide-place", f"the slide `{slide.text}` cannot stand beside itself",
                        place.anchor.span, "the same slide", "name another one",
                    )  # fmt: skip
                first = found.setdefault(slide.text, Move(slide, place))
                if first.id is not slide:
                    raise fail(
                        "moved-twice", f"the slide `{slide.text}` is moved twice", slide.span,
                        "the second time", f"the first is in line {first.id.span.line}",
                    )  # fmt: skip
    return tuple(found.values())


def _beside(mapping: Mapping) -> Beside:
    sides = [side for side in _SIDES if mapping.get(side) is not None]
    if len(sides) != 1:
        raise fail(
            "slide-place", "one of `after` and `before` says where the slide goes",
            mapping.span, "this one", "write `after: SLIDE`, with the id of the slide ahead of it",
        )  # fmt: skip
    anchor = mapping.get(sides[0])
    assert anchor is not None, "sides holds what is there"
    return Beside(expect_scalar(anchor, f"`{sides[0]}`"), sides[0] == "after")


class Order:
    """The entries of a deck while a variant changes their order."""

    def __init__(self, entries: Iterable[Entry], merger: Merger) -> None:
        """Take the entries as they stand before."""
        self.entries = list(entries)
        self.merger = merger
        self._followers: dict[int, list[Entry]] = {}

    def insert(self, added: Iterable[Insertion]) -> None:
        """Put slides in; several after the same slide keep the order in which they are listed."""
        with gather() as problems:
            for item in added:
                with problems.attempt():
                    if isinstance(item.entry, SlideEntry):
                        self._refuse_second(item.entry.id)
                    self._put(item.entry, item.place)
                    if isinstance(item.entry, SlideEntry):
                        name = item.entry.id
                        self.merger.note(("slides", name.text), Deed.INSERT, None, name)

    def move(self, moved: Iterable[Move]) -> None:
        """Lift all these slides out, then put each in its place."""
        self._followers.clear()
        found: list[tuple[Move, SlideEntry]] = []
        with gather() as problems:
            for item in moved:
                with problems.attempt():
                    found.append((item, self._slide(item.id)))
        waiting = {item.id.text for item, _ in found}
        lifted = {id(entry) for _, entry in found}
        self.entries = [entry for entry in self.entries if id(entry) not in lifted]
        with gather() as problems:
            for item, entry in found:
                with problems.attempt():
                    _refuse_waiting(item.place.anchor, waiting)
                    self._put(entry, item.place)
                    waiting.discard(item.id.text)
                    self.merger.note(("slides", item.id.text), Deed.MOVE, None, item.id)

    def without_emptied(self, before: Iterable[Entry]) -> tuple[Entry, ...]:
        """The entries, less the sections that had slides before and have none now."""
        gone = _filled(before) - _filled(self.entries)
        return tuple(entry for entry in self.entries if id(entry) not in gone)

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

    def _slide(self, name: Scalar) -> SlideEntry:
        slides = [entry for entry in self.entries if isinstance(entry, SlideEntry)]
        for entry in slides:
            if entry.id.text == name.text:
                return entry
        gone = self.merger.did(("slides", name.text), Deed.REMOVE)
        if gone is not None:
            raise fail(
                "removed", f"the slide `{name.text}` is removed at {gone.place}", name.span,
                "named here", "name a slide that stays",
            )  # fmt: skip
        raise fail(
            "unknown-slide", f"the deck has no slide `{name.text}`", name.span, "not known here",
            *suggest(name.text, [entry.id.text for entry in slides], "it has"),
        )  # fmt: skip

    def _refuse_second(self, name: Scalar) -> None:
        for entry in self.entries:
            if isinstance(entry, SlideEntry) and entry.id.text == name.text:
                raise fail(
                    "duplicate-slide", f"the deck has a slide `{name.text}` already", name.span,
                    "to be inserted", f"it is named at {entry.id.span}",
                    "give the new slide another id, or change that one under `slides:`",
                )  # fmt: skip


def _refuse_waiting(anchor: Scalar, waiting: set[str]) -> None:
    if anchor.text in waiting:
        raise fail(
            "moved-later", f"the slide `{anchor.text}` is moved too, and not in its place yet",
            anchor.span, "named here", "list the move of that slide first",
        )  # fmt: skip


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
