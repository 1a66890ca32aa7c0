"""Snapshots as plain data that JSON can hold, and back: what many shapes say stands once."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from deckgen.beyond.aspect import Words
from deckgen.beyond.seen import Seen, Snapshot, Template

Data = Any
"""What JSON can hold."""


class _Table:
    """Words that many shapes share, each once; the first are none."""

    def __init__(self) -> None:
        self.items: list[Words] = [{}]
        self._numbers: dict[str, int] = {"{}": 0}

    def number(self, words: Words) -> int:
        key = json.dumps(words, sort_keys=True)
        if key not in self._numbers:
            self._numbers[key] = len(self.items)
            self.items.append(dict(words))
        return self._numbers[key]


def data_of(snapshot: Snapshot, slots: Mapping[str, Sequence[str]]) -> Data:
    """A snapshot as plain data. `slots` are the slots of slides by id, which most shapes are."""
    table = _Table()
    template = [
        [
            _sheet(master, table, ()),
            {name: _sheet(seen, table, ()) for name, seen in layouts.items()},
        ]
        for master, layouts in snapshot.template.masters
    ]
    slides = {
        name: _sheet(seen, table, slots.get(name, ())) for name, seen in snapshot.slides.items()
    }
    return {
        "keys": " ".join(sorted(snapshot.keys)),
        "deck": dict(snapshot.deck),
        "template": template,
        "slides": {name: data for name, data in slides.items() if data},
        "words": table.items,
    }


def _sheet(seen: Seen, table: _Table, slots: Sequence[str]) -> Data:
    """A sheet's words, then its shapes' names, each that says something with its words.

    Where the shapes are the slots, in their order, a mapping has those that say something.
    """
    own = table.number(seen.words)
    spoken = {name: table.number(words) for name, words in seen.shapes.items() if words}
    if slots and list(seen.shapes) == list(slots):
        return [own, spoken] if spoken or own else []
    found: list[str | int] = [own]
    for name in seen.shapes:
        found.append(name)
        if name in spoken:
            found.append(spoken[name])
    return found


def snapshot_of(data: Data, slots: Mapping[str, Sequence[str]]) -> Snapshot:
    """The snapshot that `data_of` put away.

    Raises KeyError, IndexError, TypeError, ValueError or AttributeError for data it did not make.
    """
    words = [_words(item) for item in data["words"]]
    slides = data["slides"]
    return Snapshot(
        frozenset(data["keys"].split()),
        _words(data["deck"]),
        Template(
            tuple(
                (
                    _seen(master, words, ()),
                    {name: _seen(item, words, ()) for name, item in layouts.items()},
                )
                for master, layouts in data["template"]
            )
        ),
        {name: _seen(slides.get(name, []), words, own) for name, own in slots.items()},
    )


def _words(data: Data) -> Mapping[str, str]:
    return {str(key): str(value) for key, value in data.items()}


def _seen(data: Data, words: list[Words], slots: Sequence[str]) -> Seen:
    own, *rest = data or [0, {}]
    if rest and isinstance(rest[0], dict):
        return Seen(words[own], {name: words[rest[0].get(name, 0)] for name in slots})
    shapes: dict[str, Words] = {}
    name = ""
    for item in rest:
        if isinstance(item, str):
            name = item
            shapes[name] = {}
        else:
            shapes[name] = words[item]
    return Seen(words[own], shapes)
