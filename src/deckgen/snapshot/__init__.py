"""What a presentation shows that no plan holds: read as words, kept, compared and told.

A plan says what stands in slots. Where shapes stand, how they look, what moves, and all that is
the template's, is looked at here; YAML cannot hold it, so changes of it are for a person.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from deckgen.appearance.shapes import masters
from deckgen.opc.package import Package
from deckgen.opc.part import Part
from deckgen.opc.xml import Element, find
from deckgen.snapshot import _document as document
from deckgen.snapshot import _paint as paint
from deckgen.snapshot import shapes
from deckgen.snapshot.model import DrawnShape, PackageView, Property, SheetView, Words, drawn

# All that is looked at beside what plans hold. A new thing is an `Aspect` and a place here.


DECK: tuple[Property[PackageView], ...] = document.DECK_PROPERTIES


SHEET: tuple[Property[SheetView], ...] = document.SHEET_PROPERTIES

"""Of slides, layouts and masters alike."""


LAYOUT: tuple[Property[SheetView], ...] = (*SHEET, *document.SHEETS)

"""Of layouts and masters."""


MASTER: tuple[Property[SheetView], ...] = (*LAYOUT, *document.MASTERS)

"""Of masters."""


THEME: tuple[Property[SheetView], ...] = document.THEMES

"""Of the theme of a master."""


SHAPE: tuple[Property[DrawnShape], ...] = (
    *shapes.PLACE_PROPERTIES,
    *paint.PAINT_PROPERTIES,
    *shapes.ABOUT_PROPERTIES,
    *paint.TEXT_PROPERTIES,
    *paint.TABLE_PROPERTIES,
    *shapes.CHART_PROPERTIES,
)

"""Of the shapes of slides, layouts and masters."""


LAYOUT_SHAPE: tuple[Property[DrawnShape], ...] = document.SHAPES

"""Of the shapes of layouts and masters alone: what a plan holds of slides."""


KEYS = tuple(aspect.key for group in (DECK, MASTER, THEME, SHAPE, LAYOUT_SHAPE) for aspect in group)

"""The keys of all, by which a base tells what it holds."""


# All that a presentation shows beside what its plan holds, as words.


V = TypeVar("V")

ALL = frozenset(KEYS)

"""The keys of all aspects."""


@dataclass(frozen=True, slots=True)
class SheetSnapshot:
    """A sheet as it shows: its own words, and its shapes' by their names, from back to front."""

    words: Words = field(default_factory=dict)
    shapes: Mapping[str, Words] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TemplateSnapshot:
    """What a presentation shows that is its template's: its masters in order, each with its
    layouts by their names."""

    masters: tuple[tuple[SheetSnapshot, Mapping[str, SheetSnapshot]], ...] = ()


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a presentation shows. `keys` are the aspects that were looked at, `slides` by id."""

    keys: frozenset[str]
    deck: Words = field(default_factory=dict)
    template: TemplateSnapshot = field(default_factory=TemplateSnapshot)
    slides: Mapping[str, SheetSnapshot] = field(default_factory=dict)


def snapshot(
    package: Package, slides: Mapping[str, Part], slots: Mapping[str, Mapping[Element, str]]
) -> Snapshot:
    """The snapshot of a presentation.

    `slides` are the parts of its slides by their ids, `slots` for each the shapes that plans
    hold with their slots' names.
    """
    look = looked(package, slides)
    return Snapshot(
        ALL,
        deck(look),
        template(look),
        {name: slide(look, part, slots.get(name, {})) for name, part in slides.items()},
    )


def looked(package: Package, slides: Mapping[str, Part]) -> PackageView:
    """A package to look at, which must not change meanwhile."""
    return PackageView(package, {part.name: name for name, part in slides.items()})


def deck(look: PackageView) -> Words:
    """What the presentation is as a whole."""
    return _seen_words(DECK, look)


def slide(look: PackageView, part: Part, slots: Mapping[Element, str]) -> SheetSnapshot:
    """What a slide shows."""
    sheet = SheetView(look, part)
    return SheetSnapshot(
        _seen_words(SHEET, sheet),
        {shape.name: _seen_words(SHAPE, shape) for shape in drawn(sheet, slots)},
    )


def template(look: PackageView) -> TemplateSnapshot:
    """What the masters and their layouts show."""
    found = []
    for part in masters(look.package):
        layouts: dict[str, SheetSnapshot] = {}
        for layout in look.package.related(part, "slideLayout"):
            name = _name(layout)
            while name in layouts:
                name += "'"
            layouts[name] = _seen_sheet(SheetView(look, layout), LAYOUT)
        found.append((_seen_sheet(SheetView(look, part), (*MASTER, *THEME)), layouts))
    return TemplateSnapshot(tuple(found))


def _name(layout: Part) -> str:
    common = find(layout.root, "p:cSld")
    return (common.get("name", "") if common is not None else "") or layout.name.rpartition("/")[2]


def _seen_sheet(sheet: SheetView, aspects: Iterable[Property[SheetView]]) -> SheetSnapshot:
    of_shapes = (*SHAPE, *LAYOUT_SHAPE)
    return SheetSnapshot(
        _seen_words(aspects, sheet),
        {shape.name: _seen_words(of_shapes, shape) for shape in drawn(sheet, {})},
    )


def _seen_words(aspects: Iterable[Property[V]], subject: V) -> dict[str, str]:
    found: dict[str, str] = {}
    for aspect in aspects:
        found |= aspect.words(subject)
    return found


# Snapshots as plain data that JSON can hold, and back: what many shapes say stands once.


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
            _stored_sheet(master, table, ()),
            {name: _stored_sheet(seen, table, ()) for name, seen in layouts.items()},
        ]
        for master, layouts in snapshot.template.masters
    ]
    slides = {
        name: _stored_sheet(seen, table, slots.get(name, ()))
        for name, seen in snapshot.slides.items()
    }
    return {
        "keys": " ".join(sorted(snapshot.keys)),
        "deck": dict(snapshot.deck),
        "template": template,
        "slides": {name: data for name, data in slides.items() if data},
        "words": table.items,
    }


def _stored_sheet(seen: SheetSnapshot, table: _Table, slots: Sequence[str]) -> Data:
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
    words = [_stored_words(item) for item in data["words"]]
    slides = data["slides"]
    return Snapshot(
        frozenset(data["keys"].split()),
        _stored_words(data["deck"]),
        TemplateSnapshot(
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


def _stored_words(data: Data) -> Mapping[str, str]:
    return {str(key): str(value) for key, value in data.items()}


def _seen(data: Data, words: list[Words], slots: Sequence[str]) -> SheetSnapshot:
    own, *rest = data or [0, {}]
    if rest and isinstance(rest[0], dict):
        return SheetSnapshot(words[own], {name: words[rest[0].get(name, 0)] for name in slots})
    shapes: dict[str, Words] = {}
    name = ""
    for item in rest:
        if isinstance(item, str):
            name = item
            shapes[name] = {}
        else:
            shapes[name] = words[item]
    return SheetSnapshot(words[own], shapes)
