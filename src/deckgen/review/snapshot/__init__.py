"""Snapshots: what a presentation shows that no plan holds, as values that can be compared.

A plan holds the content of slots. A snapshot holds the rest: where shapes are and how they are
formatted, transitions and animations, and the template. YAML cannot express it, so its changes are
reported for a person to see to. A base keeps the snapshot of the deck that was sent.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from hashlib import sha256
from typing import Generic, TypeVar

import msgspec
from msgspec import Struct, field
from msgspec.structs import replace

from deckgen.appearance.shapes import layout_name, masters
from deckgen.cache import Cache, program
from deckgen.opc.digest import Digests
from deckgen.opc.package import Package
from deckgen.opc.part import Part
from deckgen.opc.xml import Element, find, serialise, tag
from deckgen.review.snapshot import _document as document
from deckgen.review.snapshot import _paint as paint
from deckgen.review.snapshot import shapes
from deckgen.review.snapshot.model import (
    DrawnShape,
    PackageView,
    Property,
    SheetView,
    Values,
    drawn_shapes,
    values_of,
)
from deckgen.review.snapshot.words import WORDS_PROPERTIES

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

_Properties = tuple[Property[DrawnShape], ...]
_PAINTED: _Properties = (
    *shapes.PLACE_PROPERTIES,
    *paint.PAINT_PROPERTIES,
    *shapes.ABOUT_PROPERTIES,
    *paint.TEXT_PROPERTIES,
    *WORDS_PROPERTIES,
)
_OF_FRAME: _Properties = (*paint.TABLE_PROPERTIES, *shapes.CHART_PROPERTIES)
SHAPE: _Properties = (*_PAINTED, *_OF_FRAME)
"""Properties of the shapes of slides, layouts and masters."""
_FRAME: _Properties = (*shapes.PLACE_PROPERTIES, *shapes.ABOUT_PROPERTIES, *_OF_FRAME)
"""Those that a graphic frame can have, which has no paint and text frame of its own."""

LAYOUT_SHAPE: tuple[Property[DrawnShape], ...] = document.LAYOUT_SHAPE_PROPERTIES
"""Properties of the shapes of layouts and masters alone: plans hold them for slides."""
KEYS = tuple(prop.key for group in (DECK, MASTER, THEME, SHAPE, LAYOUT_SHAPE) for prop in group)
"""The keys of all properties, which a base lists."""


# Snapshots, read from a package.


ALL = frozenset(KEYS)
"""The keys of all properties, as a set."""


class SheetSnapshot(Struct, frozen=True):
    """The values of a sheet, and those of its shapes by name, from back to front."""

    words: Values = field(default_factory=dict)
    shapes: Mapping[str, Values] = field(default_factory=dict)


MasterSnapshot = tuple[SheetSnapshot, Mapping[str, SheetSnapshot]]
"""A slide master, and its slide layouts by name."""
TemplateSnapshot = tuple[MasterSnapshot, ...]
"""The slide masters of a presentation in order."""


class Snapshot(Struct, frozen=True):
    """A presentation as values. `keys` are the properties that were read; `slides` is by id."""

    keys: frozenset[str]
    deck: Values = field(default_factory=dict)
    template: TemplateSnapshot = ()
    slides: Mapping[str, SheetSnapshot] = field(default_factory=dict)

    def layouts(self) -> Iterator[tuple[str, SheetSnapshot]]:
        """The slide layouts of all masters with their names."""
        for _, layouts in self.template:
            yield from layouts.items()


def snapshot(
    package: Package, slides: Mapping[str, Part], slots: Mapping[str, Mapping[Element, str]]
) -> Snapshot:
    """The snapshot of a presentation.

    `slides` are the parts of its slides by id; `slots` are, for each, the shapes that its plan
    holds with their slots' names.
    """
    view = package_view(package, slides)
    view = replace(view, digests=Digests(package, view.slides))
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
    return values_of(DECK, view)


def slide(view: PackageView, part: Part, slots: Mapping[Element, str]) -> SheetSnapshot:
    """The snapshot of a slide; `slots` are the shapes that its plan holds, with their names."""
    if view.digests is None:
        return _slide(view, part, slots)
    key = ("snapshot", view.digests.of(part), tuple(slots.items()))
    found: SheetSnapshot | None = part.memory.get(key)
    if found is None:
        found = part.memory[key] = _slide(view, part, slots)
    return found


def _slide(view: PackageView, part: Part, slots: Mapping[Element, str]) -> SheetSnapshot:
    sheet = SheetView(view, part)
    return SheetSnapshot(
        values_of(SHEET, sheet),
        {shape.name: _shape_values(shape) for shape in drawn_shapes(sheet, slots)},
    )


def _shape_values(shape: DrawnShape) -> dict[str, str]:
    return values_of(_FRAME if tag(shape.element) == "p:graphicFrame" else _PAINTED, shape)


_KEPT = 8
_templates: dict[bytes, TemplateSnapshot] = {}
"""The snapshots of the templates that were met last, by what they were read from."""


def template(view: PackageView, kept: Cache | None = None) -> TemplateSnapshot:
    """The snapshot of the masters and their layouts.

    It is read once from parts of one content: a deck and its reviewed version share a template.
    Builds keep it in `kept`.
    """
    key = _template_digest(view)
    found = _templates.pop(key, None) or _kept_template(view, key, kept)
    _templates[key] = found
    while len(_templates) > _KEPT:
        del _templates[next(iter(_templates))]
    return found


def _kept_template(view: PackageView, key: bytes, kept: Cache | None) -> TemplateSnapshot:
    if kept is None:
        return _read_template(view)
    name = sha256(b"template" + program() + key).hexdigest()
    with suppress(msgspec.MsgspecError):
        found: TemplateSnapshot = msgspec.json.decode(kept.get(name) or b"", type=TemplateSnapshot)
        return found
    found = _read_template(view)
    kept.put(name, msgspec.json.encode(found))
    return found


def _template_digest(view: PackageView) -> bytes:
    """A digest of all that the snapshot of a template depends on."""
    package = view.package
    text = find(package.presentation.root, "p:defaultTextStyle")
    digest = sha256(b"" if text is None else serialise(text))
    waiting = list(masters(package))[::-1]
    met: set[str] = set()
    while waiting:
        part = waiting.pop()
        if part.name in met:
            continue
        met.add(part.name)
        # A slide that a layout links to is known by its id alone.
        slide = view.slides.get(part.name)
        content = part.digest if slide is None else slide.encode()
        for data in (part.name.encode(), msgspec.msgpack.encode(tuple(part.rels)), content):
            digest.update(b"%d " % len(data) + data)
        if slide is None:
            targets = (package.parts.get(r.target) for r in part.rels if not r.external)
            waiting += [target for target in targets if target is not None]
    return digest.digest()


def _read_template(view: PackageView) -> TemplateSnapshot:
    found = []
    for part in masters(view.package):
        layouts: dict[str, SheetSnapshot] = {}
        for layout in view.package.related(part, "slideLayout"):
            name = layout_name(layout)
            while name in layouts:
                name += "'"
            layouts[name] = _template_sheet(SheetView(view, layout), LAYOUT)
        found.append((_template_sheet(SheetView(view, part), (*MASTER, *THEME)), layouts))
    return tuple(found)


def _template_sheet(sheet: SheetView, properties: Iterable[Property[SheetView]]) -> SheetSnapshot:
    return SheetSnapshot(
        values_of(properties, sheet),
        {
            shape.name: _shape_values(shape) | values_of(LAYOUT_SHAPE, shape)
            for shape in drawn_shapes(sheet, {})
        },
    )


# Snapshots as records, which are stored as JSON; values that many shapes share are stored once.


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
