"""The list of slides in deck.yaml after a review: slides and sections that came, went, moved."""

from __future__ import annotations

from collections.abc import Sequence as Items
from dataclasses import dataclass
from itertools import pairwise

from deckgen.deck import Section
from deckgen.manuscript import Entry, Manuscript, SectionMark
from deckgen.plan import Plan
from deckgen.pull import edits
from deckgen.pull.edits import Edit
from deckgen.pull.merge import merge_order
from deckgen.source import Plainly, Sequence

_MARK = "\N{SECTION SIGN}"
"""Tells a section from a slide in an order; no slide's id holds it."""


@dataclass(frozen=True, slots=True)
class Order:
    """What stands in the list of slides, in order: slides' ids, and sections as `§name`."""

    keys: tuple[str, ...]

    @classmethod
    def of(cls, plan: Plan, sections: Items[Section]) -> Order:
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
    def written(cls, manuscript: Manuscript) -> Order:
        """The order of deck.yaml."""
        return cls.of_entries(manuscript.entries)

    @classmethod
    def of_entries(cls, entries: Items[Entry]) -> Order:
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

    def without_sections(self) -> Order:
        """The slides alone."""
        return Order(self.slides)

    def without_empty_sections(self) -> Order:
        """The order without the sections that have no slide."""
        following = (*self.keys[1:], _MARK)
        kept = zip(self.keys, following, strict=True)
        return Order(
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


def merged(base: Order, ours: Order, theirs: Order) -> Order | None:
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
        return None if slides is None else Order(tuple(_resectioned(ours.keys, slides)))
    found = merge_order(base.keys, ours.keys, theirs.keys)
    return None if found is None else Order(tuple(found))


def _resectioned(ours: tuple[str, ...], slides: list[str]) -> list[str]:
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


def relist(manuscript: Manuscript, order: Order) -> Edit | None:
    """The edit of `slides:` that gives the list this order; lines that stay keep their text."""
    present = Order.written(manuscript)
    if present == order:
        return None
    listed = manuscript.settings.get("slides")
    assert isinstance(listed, Sequence), "the manuscript was read from such a list"
    items: list[int | Plainly] = [
        present.keys.index(key) if key in present.keys else _entry(key) for key in order.keys
    ]
    return edits.relist(listed, items)


def _entry(key: str) -> Plainly:
    return {"section": Order.section_name(key)} if Order.is_section(key) else key
