"""What a variant says of where slides stand, made to say another order.

Slides are taken out, put in and moved as `deckgen.variants` does it, so what is found is what a
build gives.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from pathlib import Path

from deckgen.diagnostics import Problem, Source, Span
from deckgen.manuscript import Entry, SectionMark, SlideEntry
from deckgen.pull.listing import Order
from deckgen.source import Mapping, Scalar
from deckgen.variants import slides
from deckgen.variants.merge import Merger

_NOWHERE = Span(Source.of(Path(), ""), 1, 1, 1, 1)


@dataclass(frozen=True, slots=True)
class Put:
    """A slide or a section, as `Order` names it, directly after or before a slide."""

    key: str
    anchor: str
    after: bool

    def beside(self) -> slides.Beside:
        """The place, as variants take it."""
        return slides.Beside(Scalar(self.anchor, _NOWHERE), self.after)


@dataclass(frozen=True, slots=True)
class Standing:
    """The slides that a variant removes, those it inserts, and those it moves, in order."""

    remove: tuple[str, ...] = ()
    insert: tuple[Put, ...] = ()
    move: tuple[Put, ...] = ()

    def order(self, below: Order) -> Order:
        """The order that this makes of another. Raises `Problem` where it does not fit it."""
        before = [_entry(key) for key in below.keys]
        left = [e for e in before if isinstance(e, SectionMark) or e.id.text not in self.remove]
        order = slides.Order(left, Merger(()))
        order.insert(slides.Insertion(_entry(put.key), put.beside()) for put in self.insert)
        order.move(slides.Move(Scalar(put.key, _NOWHERE), put.beside()) for put in self.move)
        return Order.of_entries(order.without_emptied(before))


def _entry(key: str) -> Entry:
    if Order.is_section(key):
        return SectionMark(Scalar(Order.section_name(key), _NOWHERE))
    return SlideEntry(Scalar(key, _NOWHERE), Mapping((), _NOWHERE))


def arranged(below: Order, now: Standing, wanted: Order) -> Standing | None:
    """What a variant that says `now` has to say so that its slides stand as wanted.

    What fits already stays. The sections may still differ: a variant can add them, not move them.
    None where no slide of the deck below is left to stand beside.
    """
    inserted = tuple(put for put in now.insert if put.key in wanted.keys)
    wanted = wanted.without_empty_sections()
    found: list[tuple[bool, int, Standing]] = []
    for kept in (
        Standing(now.remove, inserted, now.move),
        Standing(now.remove, inserted),
        Standing(now.remove),
    ):
        try:
            tried = _resectioned(below, _completed(below, kept, wanted), wanted)
            order = tried.order(below).without_empty_sections()
        except (Problem, _NoAnchorError):
            continue
        if order.slides == wanted.slides:
            new = {*tried.insert, *tried.move} - {*now.insert, *now.move}
            found.append((order != wanted, len(new), tried))
    return min(found, key=lambda item: item[:2])[2] if found else None


class _NoAnchorError(Exception):
    """No slide is left beside which another could be put."""


def _completed(below: Order, kept: Standing, wanted: Order) -> Standing:
    """What was kept, with what it lacks to give the slides the order wanted."""
    there = set(wanted.slides)
    remove = [*(key for key in kept.remove if key not in there)]
    remove += [key for key in below.slides if key not in there and key not in remove]
    insert = [put for put in kept.insert if put.anchor in there]
    move = [put for put in kept.move if {put.key, put.anchor} <= there]
    first = Standing(tuple(remove), tuple(insert), tuple(move)).order(below)
    off = set(first.slides) - _in_order(first.slides, wanted.slides)
    new = there - set(first.slides)
    again = off & {put.key for put in insert}
    insert = [put for put in insert if put.key not in again]
    move = [put for put in move if put.key not in off]
    moved = {put.key for put in move} | (off - again)
    marks = {key for key in first.keys if Order.is_section(key)}
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
    return Standing(tuple(remove), tuple(insert), tuple(move))


def _beside(key: str, row: Sequence[str], placed: AbstractSet[str]) -> Put:
    """The place of a slide in a row of slides and sections: in its section where that can be."""
    at = row.index(key)
    before, after = row[:at][::-1], row[at + 1 :]
    for side, keys in (
        (True, before),
        (False, after),
        (True, _slides(before)),
        (False, _slides(after)),
    ):
        anchor = next((k for k in keys if k in placed or Order.is_section(k)), "")
        if anchor and not Order.is_section(anchor):
            return Put(key, anchor, side)
    raise _NoAnchorError


def _slides(keys: Iterable[str]) -> list[str]:
    return [key for key in keys if not Order.is_section(key)]


def _resectioned(below: Order, found: Standing, wanted: Order) -> Standing:
    """The same with sections put in that are missing ahead of their first slides.

    A section of the deck below whose slides all stand in another now is gone, as variants have it.
    """
    heads = wanted.heads()
    for name, first in heads.items():
        have = found.order(below).heads()
        if have.get(name) == first:
            continue
        others = tuple(put for put in found.insert if put.key != name)
        tried = replace(found, insert=(*others, Put(name, first, after=False)))
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
