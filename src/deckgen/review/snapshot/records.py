"""Snapshots as records, which are stored as JSON; values that many shapes share are stored once."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Generic, TypeVar

import msgspec
from msgspec import Struct

from deckgen.review.snapshot import SheetSnapshot, Snapshot
from deckgen.review.snapshot.model import Values

Item = TypeVar("Item")
SheetRecord = list[int | str | dict[str, int]]
"""The number of a sheet's values, then each shape's name and the number of its values.

Where the shapes are the slots in order, one mapping of name to number follows instead. Shapes
without values have no number; a sheet that has nothing else is empty.
"""


class SnapshotRecord(Struct):
    """A snapshot; `keys` are separated by spaces, and `words` are the values by number."""

    keys: str
    deck: dict[str, str]
    template: list[tuple[SheetRecord, dict[str, SheetRecord]]]
    slides: dict[str, SheetRecord]
    words: list[dict[str, str]]


class Numbered(Generic[Item]):
    """Items in the order in which they were numbered; equal ones have one number."""

    def __init__(self, *items: Item) -> None:
        """With some items that have the first numbers."""
        self.items: list[Item] = []
        self._numbers: dict[Hashable, int] = {}
        for item in items:
            self.number(item)

    def number(self, item: Item) -> int:
        """The number of an item, which JSON can hold."""
        key = msgspec.json.encode(item, order="sorted")
        number = self._numbers.setdefault(key, len(self.items))
        if number == len(self.items):
            self.items.append(item)
        return number


def snapshot_record(snapshot: Snapshot, slots: Mapping[str, Sequence[str]]) -> SnapshotRecord:
    """The record of a snapshot; `slots` are the names of each slide's slots by the slide's id."""
    words: Numbered[Values] = Numbered({})
    template = [
        (
            _sheet_record(master, words),
            {name: _sheet_record(seen, words) for name, seen in layouts.items()},
        )
        for master, layouts in snapshot.template
    ]
    slides = {
        name: _sheet_record(seen, words, slots.get(name, ()))
        for name, seen in snapshot.slides.items()
    }
    return SnapshotRecord(
        " ".join(sorted(snapshot.keys)),
        dict(snapshot.deck),
        template,
        {name: record for name, record in slides.items() if record},
        [dict(values) for values in words.items],
    )


def _sheet_record(
    seen: SheetSnapshot, words: Numbered[Values], slots: Sequence[str] = ()
) -> SheetRecord:
    own = words.number(seen.words)
    numbers = {name: words.number(values) for name, values in seen.shapes.items() if values}
    if slots and list(seen.shapes) == list(slots):
        return [own, numbers] if numbers or own else []
    record: SheetRecord = [own]
    for name in seen.shapes:
        record.append(name)
        if name in numbers:
            record.append(numbers[name])
    return record


def snapshot_of(record: SnapshotRecord, slots: Mapping[str, Sequence[str]]) -> Snapshot:
    """The snapshot of a record. Raises LookupError or ValueError where it is damaged."""
    words = record.words
    return Snapshot(
        frozenset(record.keys.split()),
        record.deck,
        tuple(
            (_sheet(master, words), {n: _sheet(layout, words) for n, layout in layouts.items()})
            for master, layouts in record.template
        ),
        {name: _sheet(record.slides.get(name, []), words, own) for name, own in slots.items()},
    )


def _sheet(
    record: SheetRecord, words: Sequence[Values], slots: Sequence[str] = ()
) -> SheetSnapshot:
    match record or [0, {}]:
        case [int(own), dict(found)]:
            numbers = {name: found.get(name, 0) for name in slots}
        case [int(own), *rest]:
            numbers = _numbers(rest)
        case _:
            raise ValueError("the record of a sheet does not begin with a number")
    return SheetSnapshot(words[own], {name: words[number] for name, number in numbers.items()})


def _numbers(items: SheetRecord) -> dict[str, int]:
    found: dict[str, int] = {}
    name = ""
    for item in items:
        if isinstance(item, str):
            name = item
            found[name] = 0
        elif isinstance(item, int):
            found[name] = item
    return found
