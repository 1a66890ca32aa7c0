"""Snapshots: what a presentation shows that no plan holds, as values that can be compared.

A plan holds the content of slots. A snapshot holds the rest: where shapes are and how they are
formatted, transitions and animations, and the template. YAML cannot express it, so its changes are
reported for a person to see to. A base keeps the snapshot of the deck that was sent.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property, partial
from hashlib import sha256
from typing import Generic, TypeVar

import msgspec
from msgspec import UNSET, Struct, UnsetType, field
from msgspec.structs import replace

from deckgen.appearance.shapes import layout_name, masters
from deckgen.cache import Cache, program
from deckgen.opc.digest import Digests
from deckgen.opc.package import Package
from deckgen.opc.part import Part
from deckgen.opc.xml import Element, tag
from deckgen.review.snapshot import _document as document
from deckgen.review.snapshot import _paint as paint
from deckgen.review.snapshot import _template as packed
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


Item = TypeVar("Item")
MasterSnapshot = tuple[SheetSnapshot, Mapping[str, SheetSnapshot]]
"""A slide master, and its slide layouts by name."""
TemplateSnapshot = tuple[MasterSnapshot, ...]
"""The slide masters of a presentation in order."""


class Snapshot(Struct, frozen=True, dict=True):
    """A presentation as values. `keys` are the properties that were read; `slides` is by id.

    `masters` are the template's; else they are read, when they are asked for, from the package of
    a `view`, or from `parts` that were kept (`parts` below).
    """

    keys: frozenset[str]
    deck: Values = field(default_factory=dict)
    masters: TemplateSnapshot = ()
    slides: Mapping[str, SheetSnapshot] = field(default_factory=dict)
    parts: bytes = b""
    view: PackageView | None = None

    @cached_property
    def template(self) -> TemplateSnapshot:
        """The slide masters and their layouts; empty where the parts are damaged."""
        if self.view is not None:
            return template(self.view)
        with suppress(*packed.DAMAGE):
            return template(packed.unpack(self.parts)) if self.parts else self.masters
        return ()

    def has_template_of(self, other: Snapshot) -> bool:
        """Whether the packages of both are at hand, and their templates hold the same."""
        if self.view is None or other.view is None:
            return False
        return packed.digest(self.view) == packed.digest(other.view)

    def layouts(self) -> Iterator[tuple[str, SheetSnapshot]]:
        """The slide layouts of all masters with their names."""
        for _, layouts in self.template:
            yield from layouts.items()


class _Slides(Mapping[str, SheetSnapshot]):
    """The snapshots of slides by id, each read when it is asked for."""

    def __init__(self, view: PackageView, parts: Mapping[str, Part], slots: _Slots) -> None:
        self._view, self._parts, self._slots = view, parts, slots

    def __getitem__(self, name: str) -> SheetSnapshot:
        return slide(self._view, self._parts[name], self._slots(name))

    def __iter__(self) -> Iterator[str]:
        return iter(self._parts)

    def __len__(self) -> int:
        return len(self._parts)


_Slots = Callable[[str], Mapping[Element, str]]
"""The shapes that the plan of a slide holds, with their slots' names, by the slide's id."""


def snapshot(package: Package, slides: Mapping[str, Part], slots: _Slots) -> Snapshot:
    """The snapshot of a presentation, which must not change meanwhile: it is read as it is used.

    `slides` are the parts of its slides by id; `slots` gives, for each, the shapes that its plan
    holds with their slots' names.
    """
    view = package_view(package, slides)
    view = replace(view, digests=Digests(package, view.slides))
    return Snapshot(ALL, deck(view), slides=_Slides(view, slides, slots), view=view)


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
_parts: dict[bytes, bytes] = {}
"""The snapshots and the packed parts of the templates that were met last, by their digests."""


def template(view: PackageView) -> TemplateSnapshot:
    """The snapshot of the masters and their layouts.

    It is read once from parts of one content: a deck and its reviewed version share a template.
    """
    return _recalled(_templates, packed.digest(view), partial(read_template, view))


def parts(view: PackageView, kept: Cache | None = None) -> bytes:
    """What that snapshot can be read from later, packed; builds keep it in `kept`."""
    digest = packed.digest(view)
    return _recalled(_parts, digest, partial(_kept_parts, view, digest, kept))


def _recalled(met: dict[bytes, Item], digest: bytes, make: Callable[[], Item]) -> Item:
    found = met.pop(digest) if digest in met else make()
    met[digest] = found
    while len(met) > _KEPT:
        del met[next(iter(met))]
    return found


def _kept_parts(view: PackageView, digest: bytes, kept: Cache | None) -> bytes:
    if kept is None:
        return packed.pack(view)
    name = sha256(b"template" + program() + digest).hexdigest()
    found = kept.get(name)
    if found is None:
        found = packed.pack(view)
        kept.put(name, found)
    return found


def read_template(view: PackageView) -> TemplateSnapshot:
    """The same, read anew."""
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


SheetRecord = list[int | str | dict[str, int]]
"""The number of a sheet's values, then each shape's name and the number of its values.

Where the shapes are the slots in order, one mapping of name to number follows instead. Shapes
without values have no number; a sheet that has nothing else is empty.
"""


class SnapshotRecord(Struct):
    """A snapshot; `keys` are separated by spaces, and `words` are the values by number.

    `template` are the masters, empty where there are `parts`; early bases have no `parts`.
    """

    keys: str
    deck: dict[str, str]
    template: list[tuple[SheetRecord, dict[str, SheetRecord]]]
    slides: dict[str, SheetRecord]
    words: list[dict[str, str]]
    parts: bytes | UnsetType = UNSET


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
        for master, layouts in (() if snapshot.parts else snapshot.template)
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
        snapshot.parts or UNSET,
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
        b"" if record.parts is UNSET else record.parts,
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
