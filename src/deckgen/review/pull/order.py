"""The order of slides and sections: merging three of them, and writing one into YAML.

For a deck that is the list `slides:` of deck.yaml; for a variant what it removes, inserts and
moves.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from deckgen.content.minimal_diff import FactEdit, plain_diff
from deckgen.deck import DeckText, overlay
from deckgen.deck.merge import Merger
from deckgen.deck.source_files import DeckSource, Entry, SectionMark, SlideEntry
from deckgen.diagnostics import Problem, Source, Span
from deckgen.facts import references
from deckgen.plan import Plan
from deckgen.review._alignment import moved
from deckgen.review.pull.merge import merge_order
from deckgen.source import edit
from deckgen.source.edit import Edit
from deckgen.source.keys import unused
from deckgen.source.nodes import MappingNode, ScalarNode, SequenceNode
from deckgen.source.writing import YamlData

_MARK = "\N{SECTION SIGN}"
_FORM = f"{{}}{_MARK}{{}}"
"""What the key of a section starts with; no slide's id has it."""


@dataclass(frozen=True, slots=True)
class SlideOrder:
    """The slides and sections of a deck in order: slides by id, sections as `§name`.

    A section stands before its first slide; its name is as YAML types it. The second of one name is
    `§name§2`.
    """

    keys: tuple[str, ...]

    @classmethod
    def of(cls, plan: Plan) -> SlideOrder:
        """The order of a plan.

        Where the slides of sections are in another order than those of the plan, the plan's order
        counts: some editors move slides and leave the sections' lists behind.
        """
        pending: list[tuple[str, tuple[str, ...]]] = []
        for section in plan.sections:
            used = [key for key, _ in pending]
            key = unused(f"{_MARK}{section.name}", used.__contains__, _FORM)
            pending.append((key, section.slides))
        keys: list[str] = []
        for slide in plan.slides:
            due = next((i for i, (_, ids) in enumerate(pending) if slide.id in ids), -1)
            keys += [key for key, _ in pending[: due + 1]]
            del pending[: due + 1]
            keys.append(slide.id)
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


def typed_sections(
    plan: Plan, base: Plan, texts: Iterable[DeckText]
) -> tuple[Plan, list[FactEdit]]:
    """A plan with the names of sections as YAML types them, and what a reviewer changed of facts.

    A section that is not in the plan by its name was renamed where its first slide starts another.
    """
    by_name = {text.run.text: text for text in texts if text.key == "section"}
    present = {section.name for section in plan.sections}
    starts = {s.slides[0]: s.name for s in base.sections if s.slides and s.name not in present}
    edits: list[FactEdit] = []
    sections = []
    for section in plan.sections:
        before = starts.get(section.slides[0], "") if section.slides else ""
        text = by_name.get(section.name) or by_name.get(before)
        name = references.escaped(section.name)
        if text is not None:
            found = plain_diff(text.scalar, text.run, section.name)
            name = found.text
            edits += found.facts
        sections.append(replace(section, name=name))
    return replace(plan, sections=tuple(sections)), edits


def merged(base: SlideOrder, ours: SlideOrder, theirs: SlideOrder) -> SlideOrder | None:
    """The order with both sides' changes; None where they clash.

    An editor that dropped all sections (LibreOffice does) did not mean to delete them: they stay
    before the slides that they are before.
    """
    kept = any(map(SlideOrder.is_section, theirs.keys))
    had = any(map(SlideOrder.is_section, base.keys))
    if had and not kept:
        slides = merge_order(base.slides, ours.slides, theirs.keys)
        return None if slides is None else SlideOrder(tuple(_with_sections(ours.keys, slides)))
    found = merge_order(base.keys, ours.keys, theirs.keys)
    return None if found is None else SlideOrder(tuple(found))


def _with_sections(ours: tuple[str, ...], slides: list[str]) -> list[str]:
    """The slides, with each section of ours before the first of its slides that is still there."""
    order = list(slides)
    section = ""
    heads: dict[str, str] = {}
    for key in ours:
        if SlideOrder.is_section(key):
            section = key
        elif key in slides and section and section not in heads:
            heads[section] = key
    for name, first in heads.items():
        order.insert(order.index(first), name)
    return order


def relist(source: DeckSource, order: SlideOrder) -> Edit | None:
    """The edit that gives `slides:` of deck.yaml this order, None where it has it already.

    Entries that stay keep their text.
    """
    present = SlideOrder.written(source)
    if present == order:
        return None
    listed = source.settings.get("slides")
    assert isinstance(listed, SequenceNode), "the deck was read from such a list"
    items: list[int | YamlData] = []
    for key in order.keys:
        if key in present.keys:
            items.append(present.keys.index(key))
        elif SlideOrder.is_section(key):
            items.append({"section": SlideOrder.section_name(key)})
        else:
            items.append(key)
    return edit.relist(listed, items)


# The order of a variant's slides. It is tried out with the code that a build uses.


_NOWHERE = Span(Source.of(Path(), ""), 1, 1, 1, 1)


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a variant puts a slide or a section: directly after or before the slide `anchor`.

    `key` is that of `SlideOrder`.
    """

    key: str
    anchor: str
    after: bool

    def beside(self) -> overlay.Beside:
        """The place as overlays have it."""
        return overlay.Beside(ScalarNode(self.anchor, _NOWHERE), self.after)


@dataclass(frozen=True, slots=True)
class OrderChange:
    """The slides that a variant removes, those it inserts, and those it moves, in order."""

    remove: tuple[str, ...] = ()
    insert: tuple[Placement, ...] = ()
    move: tuple[Placement, ...] = ()

    def order(self, below: SlideOrder) -> SlideOrder:
        """The order that this makes of that of the deck below.

        Raises `Problem` where it names a slide that is not there.
        """
        before = [_entry(key) for key in below.keys]
        kept = [e for e in before if isinstance(e, SectionMark) or e.id.text not in self.remove]
        order = overlay.OverlayOrder(kept, Merger(()))
        order.insert(overlay.Insertion(_entry(p.key), p.beside()) for p in self.insert)
        order.move(overlay.Move(ScalarNode(p.key, _NOWHERE), p.beside()) for p in self.move)
        return SlideOrder.of_entries(order.without_emptied(before))


def _entry(key: str) -> Entry:
    if SlideOrder.is_section(key):
        return SectionMark(ScalarNode(SlideOrder.section_name(key), _NOWHERE))
    return SlideEntry(ScalarNode(key, _NOWHERE), MappingNode((), _NOWHERE))


def order_change_for(below: SlideOrder, now: OrderChange, wanted: SlideOrder) -> OrderChange | None:
    """The change that gives a variant's slides the order `wanted`, with as much of `now` as fits.

    `below` is the order of the deck below. The sections may still differ: a variant can add
    sections, but not move them. None where no slide of the deck below is there to be an anchor.
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
            tried = _with_missing_sections(below, _completed(below, kept, wanted), wanted)
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
    remove = [key for key in kept.remove if key not in there]
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


def _with_missing_sections(
    below: SlideOrder, found: OrderChange, wanted: SlideOrder
) -> OrderChange:
    """The change, with the sections inserted that are missing before their first slides.

    A section of the deck below whose slides are all in another one is dropped by the variant.
    """
    heads = wanted.heads()
    for name, first in heads.items():
        have = found.order(below).heads()
        if have.get(name) == first:
            continue
        others = tuple(p for p in found.insert if p.key != name)
        tried = replace(found, insert=(*others, Placement(name, first, after=False)))
        if _right(tried.order(below).heads(), heads) > _right(have, heads):
            found = tried
    return found


def _right(have: dict[str, str], wanted: dict[str, str]) -> int:
    """How many sections start where they should, less those that do not."""
    return sum(1 if wanted.get(name) == first else -1 for name, first in have.items())
