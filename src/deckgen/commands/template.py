"""What a newer template changes for decks: layouts and slots lost, renamed, added."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass

from deckgen.appearance.shapes import Slot
from deckgen.deck import Deck
from deckgen.source.nodes import SequenceNode
from deckgen.template import Layout, Template


@dataclass(frozen=True, slots=True)
class Lost:
    """A layout, or a slot of one, that the newer template lacks.

    `renamed` is what it is likely called now, "" where nothing is like it; `slides` are the ids
    of the deck's slides that need it.
    """

    layout: str
    slot: str
    renamed: str
    slides: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Upgrade:
    """The differences of two templates; `added` are layouts, and slots as (layout, slot)."""

    lost: tuple[Lost, ...]
    added: tuple[tuple[str, str], ...]


def compare(old: Template, new: Template, deck: Deck | None = None) -> Upgrade:
    """What the newer template lacks and adds; with a deck, which of its slides that concerns."""
    lost: list[Lost] = []
    added: list[tuple[str, str]] = []
    for name, layout in old.layouts.items():
        twin = new.layouts.get(name)
        if twin is None:
            lost.append(Lost(name, "", _like_layout(layout, old, new), _using(deck, name, "")))
        else:
            lost += _lost_slots(layout, twin, deck)
            known = {slot.name for slot in _slots(layout)}
            added += [(name, slot.name) for slot in _slots(twin) if slot.name not in known]
    added += [(name, "") for name in new.layouts if name not in old.layouts]
    return Upgrade(tuple(lost), tuple(added))


def _slots(layout: Layout) -> tuple[Slot, ...]:
    return (*layout.slots, *layout.fields)


def _lost_slots(layout: Layout, twin: Layout, deck: Deck | None) -> Iterator[Lost]:
    known = {slot.name for slot in _slots(layout)}
    fresh = [slot for slot in _slots(twin) if slot.name not in known]
    for slot in _slots(layout):
        if twin.slot(slot.name) is None:
            renamed = _like_slot(slot, fresh)
            yield Lost(layout.name, slot.name, renamed, _using(deck, layout.name, slot.name))


def _like_slot(slot: Slot, fresh: list[Slot]) -> str:
    """The new slot that is likely the old one: its index and type, else its type and name."""
    for other in fresh:
        if (other.type, other.idx) == (slot.type, slot.idx):
            return other.name
    same = [other.name for other in fresh if other.type == slot.type]
    near = difflib.get_close_matches(slot.name, same, n=1, cutoff=0.5)
    return near[0] if near else ""


def _like_layout(layout: Layout, old: Template, new: Template) -> str:
    """The new layout that holds most of the old one's slots, or is of its type."""
    for name, other in new.layouts.items():
        alike = layout.type not in ("", "cust") and other.type == layout.type
        if alike and name not in old.layouts:
            return name
    wanted = {slot.name for slot in _slots(layout)}
    scores = [
        (len(wanted & {slot.name for slot in _slots(other)}) / max(len(wanted), 1), name)
        for name, other in new.layouts.items()
        if name not in old.layouts
    ]
    best = max(scores, default=(0.0, ""))
    return best[1] if best[0] > 0.5 else ""


def _using(deck: Deck | None, layout: str, slot: str) -> tuple[str, ...]:
    """The slides of a deck that are on the layout and fill the slot."""
    found = []
    for slide in deck.slides if deck else ():
        if slide.layout is None or slide.layout.text != layout:
            continue
        keys = {key.text: node for key, node in slide.slots}
        word, _, number = slot.rpartition(" ")
        node = keys.get(word)
        items = node.items if isinstance(node, SequenceNode) else ()
        listed = number.isdecimal() and int(number) <= len(items)
        if not slot or slot in keys or listed:
            found.append(slide.id.text)
    return tuple(found)
