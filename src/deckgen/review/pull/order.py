"""The list of slides in deck.yaml after a review: slides and sections that came, went, moved."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from collections.abc import Sequence as Items
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from deckgen.deck import Section, overlay
from deckgen.deck.merge import Merger
from deckgen.deck.source_files import DeckSource, Entry, SectionMark, SlideEntry
from deckgen.diagnostics import Problem, Source, Span
from deckgen.plan import Plan
from deckgen.review.pull.merge import merge_order
from deckgen.source import edit
from deckgen.source.edit import Edit
from deckgen.source.nodes import MappingNode, ScalarNode, SequenceNode
from deckgen.source.writing import YamlData

_MARK = "\N{SECTION SIGN}"

"""Tells a section from a slide in an order; no slide's id holds it."""


@dataclass(frozen=True, slots=True)
class SlideOrder:
    """What stands in the list of slides, in order: slides' ids, and sections as `§name`."""

    keys: tuple[str, ...]

    @classmethod
    def of(cls, plan: Plan, sections: Items[Section]) -> SlideOrder:
        """The order of a plan; each section stands ahead of its first slide.

        The slides' own order holds: some editors move slides and leave the sections' lists behind.
        """
        waiting: list[tuple[str, tuple[str, ...]]] = []
        for section in sections:
            taken = [key for key, _ in waiting]
            waiting.append((_free(f"{_MARK}{section.name}", taken), section.slides))
        keys: list[str] = []
        for slide in plan.slides:
            due = next((i for i, (_, ids) in enumerate(waiting) if slide.id in ids), -1)
            keys += [key for key, _ in waiting[: due + 1]]
            del waiting[: due + 1]
            keys.append(slide.id)
        return cls((*keys, *(key for key, _ in waiting)))

    @classmethod
    def written(cls, manuscript: DeckSource) -> SlideOrder:
        """The order of deck.yaml."""
        return cls.of_entries(manuscript.entries)

    @classmethod
    def of_entries(cls, entries: Items[Entry]) -> SlideOrder:
        """The order of a manuscript's entries."""
        keys: list[str] = []
        for entry in entries:
            if isinstance(entry, SectionMark):
                keys.append(_free(f"{_MARK}{entry.name.text}", keys))
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
        """The first slide of each section, by the section's key; those without one left out."""
        return {
            key: after
            for key, after in pairwise(self.keys)
            if self.is_section(key) and not self.is_section(after)
        }


def _free(key: str, taken: list[str]) -> str:
    """A key that is not taken: a section's name may come twice."""
    free, number = key, 2
    while free in taken:
        free = f"{key}{_MARK}{number}"
        number += 1
    return free


def merged(base: SlideOrder, ours: SlideOrder, theirs: SlideOrder) -> SlideOrder | None:
    """The order with both sides' changes; None where they clash.

    An editor that dropped all sections (LibreOffice does) says nothing about them: they stay
    ahead of the slides that they stand ahead of.
    """
    kept = any(key.startswith(_MARK) for key in theirs.keys)
    had = any(key.startswith(_MARK) for key in base.keys)
    if had and not kept:
        slides = merge_order(
            base.without_sections().keys, ours.without_sections().keys, theirs.keys
        )
        return (
            None if slides is None else SlideOrder(tuple(_listing_resectioned(ours.keys, slides)))
        )
    found = merge_order(base.keys, ours.keys, theirs.keys)
    return None if found is None else SlideOrder(tuple(found))


def _listing_resectioned(ours: tuple[str, ...], slides: list[str]) -> list[str]:
    """The slides, with each section of ours ahead of the first of its slides that is left."""
    order = list(slides)
    section = ""
    heads: dict[str, str] = {}
    for key in ours:
        if key.startswith(_MARK):
            section = key
        elif key in slides and section and section not in heads:
            heads[section] = key
    for name, first in heads.items():
        order.insert(order.index(first), name)
    return order


def relist(manuscript: DeckSource, order: SlideOrder) -> Edit | None:
    """The edit of `slides:` that gives the list this order; lines that stay keep their text."""
    present = SlideOrder.written(manuscript)
    if present == order:
        return None
    listed = manuscript.settings.get("slides")
    assert isinstance(listed, SequenceNode), "the manuscript was read from such a list"
    items: list[int | YamlData] = [
        present.keys.index(key) if key in present.keys else _listing_entry(key)
        for key in order.keys
    ]
    return edit.relist(listed, items)


def _listing_entry(key: str) -> YamlData:
    return {"section": SlideOrder.section_name(key)} if SlideOrder.is_section(key) else key


# What a variant says of where slides stand, made to say another order.
#
# Slides are taken out, put in and moved as `deckgen.variants` does it, so what is found is what a
# build gives.


_NOWHERE = Span(Source.of(Path(), ""), 1, 1, 1, 1)


@dataclass(frozen=True, slots=True)
class Placement:
    """A slide or a section, as `Order` names it, directly after or before a slide."""

    key: str
    anchor: str
    after: bool

    def beside(self) -> overlay.Beside:
        """The place, as variants take it."""
        return overlay.Beside(ScalarNode(self.anchor, _NOWHERE), self.after)


@dataclass(frozen=True, slots=True)
class OrderChange:
    """The slides that a variant removes, those it inserts, and those it moves, in order."""

    remove: tuple[str, ...] = ()
    insert: tuple[Placement, ...] = ()
    move: tuple[Placement, ...] = ()

    def order(self, below: SlideOrder) -> SlideOrder:
        """The order that this makes of another. Raises `Problem` where it does not fit it."""
        before = [_standing_entry(key) for key in below.keys]
        left = [e for e in before if isinstance(e, SectionMark) or e.id.text not in self.remove]
        order = overlay.OverlayOrder(left, Merger(()))
        order.insert(
            overlay.Insertion(_standing_entry(put.key), put.beside()) for put in self.insert
        )
        order.move(overlay.Move(ScalarNode(put.key, _NOWHERE), put.beside()) for put in self.move)
        return SlideOrder.of_entries(order.without_emptied(before))


def _standing_entry(key: str) -> Entry:
    if SlideOrder.is_section(key):
        return SectionMark(ScalarNode(SlideOrder.section_name(key), _NOWHERE))
    return SlideEntry(ScalarNode(key, _NOWHERE), MappingNode((), _NOWHERE))


def arranged(below: SlideOrder, now: OrderChange, wanted: SlideOrder) -> OrderChange | None:
    """What a variant that says `now` has to say so that its slides stand as wanted.

    What fits already stays. The sections may still differ: a variant can add them, not move them.
    None where no slide of the deck below is left to stand beside.
    """
    inserted = tuple(put for put in now.insert if put.key in wanted.keys)
    wanted = wanted.without_empty_sections()
    found: list[tuple[bool, int, OrderChange]] = []
    for kept in (
        OrderChange(now.remove, inserted, now.move),
        OrderChange(now.remove, inserted),
        OrderChange(now.remove),
    ):
        try:
            tried = _standing_resectioned(below, _completed(below, kept, wanted), wanted)
            order = tried.order(below).without_empty_sections()
        except (Problem, _NoAnchorError):
            continue
        if order.slides == wanted.slides:
            new = {*tried.insert, *tried.move} - {*now.insert, *now.move}
            found.append((order != wanted, len(new), tried))
    return min(found, key=lambda item: item[:2])[2] if found else None


class _NoAnchorError(Exception):
    """No slide is left beside which another could be put."""


def _completed(below: SlideOrder, kept: OrderChange, wanted: SlideOrder) -> OrderChange:
    """What was kept, with what it lacks to give the slides the order wanted."""
    there = set(wanted.slides)
    remove = [*(key for key in kept.remove if key not in there)]
    remove += [key for key in below.slides if key not in there and key not in remove]
    insert = [put for put in kept.insert if put.anchor in there]
    move = [put for put in kept.move if {put.key, put.anchor} <= there]
    first = OrderChange(tuple(remove), tuple(insert), tuple(move)).order(below)
    off = set(first.slides) - _in_order(first.slides, wanted.slides)
    new = there - set(first.slides)
    again = off & {put.key for put in insert}
    insert = [put for put in insert if put.key not in again]
    move = [put for put in move if put.key not in off]
    moved = {put.key for put in move} | (off - again)
    marks = {key for key in first.keys if SlideOrder.is_section(key)}
    fixed = [key for key in wanted.keys if key in marks or key in there - moved]
    placed = {*first.slides} - off
    for key in wanted.slides:
        if key in new | again:
            insert.append(_beside(key, fixed, placed - moved))
            placed.add(key)
    row = [key for key in wanted.keys if key in marks | there]
    for key in wanted.slides:
        if key in off - again:
            move.append(_beside(key, row, placed))
            placed.add(key)
    return OrderChange(tuple(remove), tuple(insert), tuple(move))


def _beside(key: str, row: Sequence[str], placed: AbstractSet[str]) -> Placement:
    """The place of a slide in a row of slides and sections: in its section where that can be."""
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


def _standing_resectioned(below: SlideOrder, found: OrderChange, wanted: SlideOrder) -> OrderChange:
    """The same with sections put in that are missing ahead of their first slides.

    A section of the deck below whose slides all stand in another now is gone, as variants have it.
    """
    heads = wanted.heads()
    for name, first in heads.items():
        have = found.order(below).heads()
        if have.get(name) == first:
            continue
        others = tuple(put for put in found.insert if put.key != name)
        tried = replace(found, insert=(*others, Placement(name, first, after=False)))
        if _right(tried.order(below).heads(), heads) > _right(have, heads):
            found = tried
    return found


def _right(have: dict[str, str], wanted: dict[str, str]) -> int:
    """How many sections start where they should, less those that should not be."""
    return sum(1 if wanted.get(name) == first else -1 for name, first in have.items())


def _in_order(keys: Sequence[str], wanted: Sequence[str]) -> set[str]:
    """The most of the keys that stand in the order wanted already."""
    rank = {key: index for index, key in enumerate(wanted)}
    tails: list[int] = []
    chains: list[tuple[str, ...]] = []
    for key in keys:
        if key in rank:
            at = bisect_left(tails, rank[key])
            chain = (*(chains[at - 1] if at else ()), key)
            tails[at : at + 1], chains[at : at + 1] = [rank[key]], [chain]
    return set(chains[-1]) if chains else set()
