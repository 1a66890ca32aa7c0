"""`deckgen template OLD NEW`: which layouts and slots a newer template lacks, renames or adds."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass

from deckgen.appearance.shapes import Slot
from deckgen.deck import Deck
from deckgen.source.nodes import SequenceNode
from deckgen.template import Layout, Template


@dataclass(frozen=True, slots=True)
class LostSlot:
    """A slot that the newer template lacks; `slot` is "" for a whole layout.

    `renamed` is its likely new name, "" where nothing is similar; `slides` are the ids of the
    deck's slides that need it.
    """

    layout: str
    slot: str
    renamed: str
    slides: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TemplateChanges:
    """The differences of two templates; `added` are (layout, slot), the slot "" for a layout."""

    lost: tuple[LostSlot, ...]
    added: tuple[tuple[str, str], ...]


def compare(old: Template, new: Template, deck: Deck | None = None) -> TemplateChanges:
    """What the newer template lacks and adds; with a deck, which of its slides that concerns."""
    lost: list[LostSlot] = []
    added: list[tuple[str, str]] = []
    for name, layout in old.layouts.items():
        twin = new.layouts.get(name)
        if twin is None:
            renamed = _similar_layout(layout, old, new)
            lost.append(LostSlot(name, "", renamed, _using(deck, name, "")))
        else:
            lost += _lost_slots(layout, twin, deck)
            known = {slot.name for slot in _slots(layout)}
            added += [(name, slot.name) for slot in _slots(twin) if slot.name not in known]
    added += [(name, "") for name in new.layouts if name not in old.layouts]
    return TemplateChanges(tuple(lost), tuple(added))


def _slots(layout: Layout) -> tuple[Slot, ...]:
    return (*layout.slots, *layout.fields)


def _lost_slots(layout: Layout, twin: Layout, deck: Deck | None) -> Iterator[LostSlot]:
    known = {slot.name for slot in _slots(layout)}
    added = [slot for slot in _slots(twin) if slot.name not in known]
    for slot in _slots(layout):
        if twin.slot(slot.name) is None:
            renamed = _similar_slot(slot, added)
            yield LostSlot(layout.name, slot.name, renamed, _using(deck, layout.name, slot.name))


def _similar_slot(slot: Slot, added: list[Slot]) -> str:
    """The added slot of the same type and index, else the one of the same type and near name."""
    for other in added:
        if (other.type, other.idx) == (slot.type, slot.idx):
            return other.name
    same = [other.name for other in added if other.type == slot.type]
    near = difflib.get_close_matches(slot.name, same, n=1, cutoff=0.5)
    return near[0] if near else ""


def _similar_layout(layout: Layout, old: Template, new: Template) -> str:
    """The added layout of the same type, else the one with most of the old one's slots."""
    for name, other in new.layouts.items():
        same_type = layout.type not in ("", "cust") and other.type == layout.type
        if same_type and name not in old.layouts:
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
    """The ids of a deck's slides that are on the layout and fill the slot."""
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
