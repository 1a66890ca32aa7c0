"""Snapshots: what a presentation shows that no plan holds, as values that can be compared.

A plan holds the content of slots. A snapshot holds the rest: where shapes are and how they are
formatted, transitions and animations, and the template. YAML cannot express it, so its changes are
reported for a person to see to. A base keeps the snapshot of the deck that was sent.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from deckgen.appearance.shapes import masters
from deckgen.opc.package import Package
from deckgen.opc.part import Part
from deckgen.opc.xml import Element, find
from deckgen.review.snapshot import _document as document
from deckgen.review.snapshot import _paint as paint
from deckgen.review.snapshot import shapes
from deckgen.review.snapshot.model import (
    DrawnShape,
    PackageView,
    Property,
    SheetView,
    V,
    Values,
    drawn_shapes,
)

# The properties by subject. A new property is listed here; older bases lack its key, so they are
# not compared by it.


DECK: tuple[Property[PackageView], ...] = document.DECK_PROPERTIES
SHEET: tuple[Property[SheetView], ...] = document.SHEET_PROPERTIES
"""Properties of slides, layouts and masters."""
LAYOUT: tuple[Property[SheetView], ...] = (*SHEET, *document.LAYOUT_PROPERTIES)
"""Properties of layouts and masters."""
MASTER: tuple[Property[SheetView], ...] = (*LAYOUT, *document.MASTER_PROPERTIES)
"""Properties of masters."""
THEME: tuple[Property[SheetView], ...] = document.THEME_PROPERTIES
"""Properties of a master's theme."""

SHAPE: tuple[Property[DrawnShape], ...] = (
    *shapes.PLACE_PROPERTIES,
    *paint.PAINT_PROPERTIES,
    *shapes.ABOUT_PROPERTIES,
    *paint.TEXT_PROPERTIES,
    *paint.TABLE_PROPERTIES,
    *shapes.CHART_PROPERTIES,
)
"""Properties of the shapes of slides, layouts and masters."""

LAYOUT_SHAPE: tuple[Property[DrawnShape], ...] = document.LAYOUT_SHAPE_PROPERTIES
"""Properties of the shapes of layouts and masters alone: plans hold them for slides."""
KEYS = tuple(prop.key for group in (DECK, MASTER, THEME, SHAPE, LAYOUT_SHAPE) for prop in group)
"""The keys of all properties, which a base lists."""


# Snapshots, read from a package.


ALL = frozenset(KEYS)
"""The keys of all properties, as a set."""


@dataclass(frozen=True, slots=True)
class SheetSnapshot:
    """The values of a sheet, and those of its shapes by name, from back to front."""

    words: Values = field(default_factory=dict)
    shapes: Mapping[str, Values] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TemplateSnapshot:
    """The masters of a presentation in order, each with its layouts by name."""

    masters: tuple[tuple[SheetSnapshot, Mapping[str, SheetSnapshot]], ...] = ()


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A presentation as values. `keys` are the properties that were read; `slides` is by id."""

    keys: frozenset[str]
    deck: Values = field(default_factory=dict)
    template: TemplateSnapshot = field(default_factory=TemplateSnapshot)
    slides: Mapping[str, SheetSnapshot] = field(default_factory=dict)


def snapshot(
    package: Package, slides: Mapping[str, Part], slots: Mapping[str, Mapping[Element, str]]
) -> Snapshot:
    """The snapshot of a presentation.

    `slides` are the parts of its slides by id; `slots` are, for each, the shapes that its plan
    holds with their slots' names.
    """
    view = package_view(package, slides)
    return Snapshot(
        ALL,
        deck(view),
        template(view),
        {name: slide(view, part, slots.get(name, {})) for name, part in slides.items()},
    )


def package_view(package: Package, slides: Mapping[str, Part]) -> PackageView:
    """The package to read properties from; `slides` are the parts of its slides by id."""
    return PackageView(package, {part.name: name for name, part in slides.items()})


def deck(view: PackageView) -> Values:
    """The values of the presentation as a whole."""
    return _values(DECK, view)


def slide(view: PackageView, part: Part, slots: Mapping[Element, str]) -> SheetSnapshot:
    """The snapshot of a slide; `slots` are the shapes that its plan holds, with their names."""
    sheet = SheetView(view, part)
    return SheetSnapshot(
        _values(SHEET, sheet),
        {shape.name: _values(SHAPE, shape) for shape in drawn_shapes(sheet, slots)},
    )


def template(view: PackageView) -> TemplateSnapshot:
    """The snapshot of the masters and their layouts."""
    found = []
    for part in masters(view.package):
        layouts: dict[str, SheetSnapshot] = {}
        for layout in view.package.related(part, "slideLayout"):
            name = _name(layout)
            while name in layouts:
                name += "'"
            layouts[name] = _template_sheet(SheetView(view, layout), LAYOUT)
        found.append((_template_sheet(SheetView(view, part), (*MASTER, *THEME)), layouts))
    return TemplateSnapshot(tuple(found))


def _name(layout: Part) -> str:
    common = find(layout.root, "p:cSld")
    return (common.get("name", "") if common is not None else "") or layout.name.rpartition("/")[2]


def _template_sheet(sheet: SheetView, properties: Iterable[Property[SheetView]]) -> SheetSnapshot:
    of_shapes = (*SHAPE, *LAYOUT_SHAPE)
    return SheetSnapshot(
        _values(properties, sheet),
        {shape.name: _values(of_shapes, shape) for shape in drawn_shapes(sheet, {})},
    )


def _values(properties: Iterable[Property[V]], subject: V) -> dict[str, str]:
    found: dict[str, str] = {}
    for prop in properties:
        found |= prop.values(subject)
    return found


# Snapshots as plain data for JSON, and back; values that many shapes share are stored once.


Data = Any
"""What JSON can hold."""


class _ValueTable:
    """Numbers sets of values; number 0 is the empty set."""

    def __init__(self) -> None:
        self.items: list[Values] = [{}]
        self._numbers: dict[str, int] = {"{}": 0}

    def number(self, values: Values) -> int:
        key = json.dumps(values, sort_keys=True)
        if key not in self._numbers:
            self._numbers[key] = len(self.items)
            self.items.append(dict(values))
        return self._numbers[key]


def data_of(snapshot: Snapshot, slots: Mapping[str, Sequence[str]]) -> Data:
    """A snapshot as plain data; `slots` are the names of each slide's slots by the slide's id."""
    table = _ValueTable()
    template = [
        [
            _sheet_data(master, table, ()),
            {name: _sheet_data(seen, table, ()) for name, seen in layouts.items()},
        ]
        for master, layouts in snapshot.template.masters
    ]
    slides = {
        name: _sheet_data(seen, table, slots.get(name, ()))
        for name, seen in snapshot.slides.items()
    }
    return {
        "keys": " ".join(sorted(snapshot.keys)),
        "deck": dict(snapshot.deck),
        "template": template,
        "slides": {name: data for name, data in slides.items() if data},
        "words": table.items,
    }


def _sheet_data(seen: SheetSnapshot, table: _ValueTable, slots: Sequence[str]) -> Data:
    """A sheet as the number of its values, then each shape's name and the number of its values.

    Where the shapes are the slots in order, one mapping of name to number follows instead. Shapes
    without values have no number.
    """
    own = table.number(seen.words)
    numbered = {name: table.number(values) for name, values in seen.shapes.items() if values}
    if slots and list(seen.shapes) == list(slots):
        return [own, numbered] if numbered or own else []
    found: list[str | int] = [own]
    for name in seen.shapes:
        found.append(name)
        if name in numbered:
            found.append(numbered[name])
    return found


def snapshot_of(data: Data, slots: Mapping[str, Sequence[str]]) -> Snapshot:
    """The snapshot that `data_of` made plain data.

    Raises KeyError, IndexError, TypeError, ValueError or AttributeError for other data.
    """
    values = [_values_of(item) for item in data["words"]]
    slides = data["slides"]
    return Snapshot(
        frozenset(data["keys"].split()),
        _values_of(data["deck"]),
        TemplateSnapshot(
            tuple(
                (
                    _sheet_of(master, values, ()),
                    {name: _sheet_of(item, values, ()) for name, item in layouts.items()},
                )
                for master, layouts in data["template"]
            )
        ),
        {name: _sheet_of(slides.get(name, []), values, own) for name, own in slots.items()},
    )


def _values_of(data: Data) -> Mapping[str, str]:
    return {str(key): str(value) for key, value in data.items()}


def _sheet_of(data: Data, values: list[Values], slots: Sequence[str]) -> SheetSnapshot:
    own, *rest = data or [0, {}]
    if rest and isinstance(rest[0], dict):
        return SheetSnapshot(values[own], {name: values[rest[0].get(name, 0)] for name in slots})
    shapes: dict[str, Values] = {}
    name = ""
    for item in rest:
        if isinstance(item, str):
            name = item
            shapes[name] = {}
        else:
            shapes[name] = values[item]
    return SheetSnapshot(values[own], shapes)
