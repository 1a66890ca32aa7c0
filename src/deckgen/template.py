"""A template as plain data: its slide layouts and their slots."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

from deckgen import ooxml
from deckgen.diagnostics import Span
from deckgen.model import FIELD_TYPES, MASTER_TYPES, Box, Slot
from deckgen.ooxml import Element, coordinate, each, find, integer, qn
from deckgen.opc import Package, Part


@dataclass(frozen=True, slots=True)
class Layout:
    """A slide layout, or a pattern slide seen as one.

    `fields` are its date, footer and slide number, which deck.yaml fills; `type` is ECMA-376's
    ST_SlideLayoutType, "" where the layout says none.
    """

    name: str
    part_name: str
    slots: tuple[Slot, ...]
    fields: tuple[Slot, ...]
    type: str = ""

    def slot(self, name: str) -> Slot | None:
        """The slot of that name, or None."""
        return next((slot for slot in (*self.slots, *self.fields) if slot.name == name), None)

    def numbered(self, name: str) -> tuple[Slot, ...]:
        """The slots called `name 1`, `name 2` ..., in the order of their numbers."""
        found: list[Slot] = []
        while slot := self.slot(f"{name} {len(found) + 1}"):
            found.append(slot)
        return tuple(found)

    @property
    def doubled(self) -> tuple[str, ...]:
        """The slot names that stand on the layout more than once."""
        names = [slot.name for slot in (*self.slots, *self.fields)]
        return tuple(dict.fromkeys(name for name in names if names.count(name) > 1))


@dataclass(frozen=True, slots=True)
class Template:
    """A presentation whose layouts slides are made from. `width` and `height` are in EMU."""

    name: str
    width: int
    height: int
    layouts: dict[str, Layout]
    package: Package = field(repr=False)

    @classmethod
    def open(cls, path: Path, span: Span | None = None) -> Template:
        """The template in a file. Raises `Problem` that says what the file is instead."""
        return cls.of(Package.open(path, span))

    @classmethod
    def of(cls, package: Package) -> Template:
        """The template that a package is."""
        size = find(package.presentation.root, "p:sldSz")
        width, height = (9144000, 6858000)
        if size is not None:
            width, height = coordinate(size, "cx", width), coordinate(size, "cy", height)
        layouts: dict[str, Layout] = {}
        for part, master in layout_parts(package):
            layout = _layout(part, master)
            name, number = layout.name, 2
            while name in layouts:
                name = f"{layout.name} ({number})"
                number += 1
            layouts[name] = replace(layout, name=name)
        return cls(package.name, width, height, layouts, package)

    def layout_of(self, part_name: str) -> Layout | None:
        """The layout in a part, or None."""
        return next((item for item in self.layouts.values() if item.part_name == part_name), None)


def masters(package: Package) -> list[Part]:
    """The slide masters, in the order of the presentation."""
    found: list[Part] = []
    for element in each(package.presentation.root, "p:sldMasterId"):
        part = package.target(package.presentation, element.get(qn("r:id")))
        if part is not None:
            found.append(part)
    return found


def layout_parts(package: Package) -> list[tuple[Part, Part]]:
    """Each slide layout with its master, in the order of the masters' lists."""
    found = []
    for master in masters(package):
        for element in each(master.root, "p:sldLayoutId"):
            part = package.target(master, element.get(qn("r:id")))
            if part is not None:
                found.append((part, master))
    return found


def _layout(part: Part, master: Part) -> Layout:
    boxes = {ph.get("type", "obj"): box(shape) for shape, ph in placeholders(master.root)}
    slots: list[Slot] = []
    fields: list[Slot] = []
    for shape, ph in placeholders(part.root):
        kind = ph.get("type", "obj")
        place = box(shape) or boxes.get(MASTER_TYPES.get(kind, kind)) or Box(0, 0, 0, 0)
        about = next(each(shape, "p:cNvPr"), None)
        name = "" if about is None else about.get("name", "")
        slot = Slot(name, kind, integer(ph, "idx"), place, ph.get("orient", ""), ph.get("sz", ""))
        (fields if kind in FIELD_TYPES else slots).append(slot)
    common = find(part.root, "p:cSld")
    name = common.get("name", "") if common is not None else ""
    return Layout(
        name or part.name.rpartition("/")[2],
        part.name,
        tuple(slots),
        tuple(fields),
        part.root.get("type", ""),
    )


def placeholders(root: Element) -> list[tuple[Element, Element]]:
    """The shapes of a slide, layout or master that are placeholders, with their `p:ph`."""
    tree = find(root, "p:cSld/p:spTree")
    found = []
    for shape in tree if tree is not None else ():
        if ooxml.tag(shape) in ("p:sp", "p:pic", "p:graphicFrame"):
            ph = find(shape[0], "p:nvPr/p:ph")
            if ph is not None:
                found.append((shape, ph))
    return found


def box(shape: Element) -> Box | None:
    """Where a shape says it stands, or None where it leaves that to its layout."""
    paths = ("p:spPr/a:xfrm", "p:xfrm", "p:grpSpPr/a:xfrm")
    xfrm = next((found for path in paths if (found := find(shape, path)) is not None), None)
    off = None if xfrm is None else find(xfrm, "a:off")
    ext = None if xfrm is None else find(xfrm, "a:ext")
    if off is None or ext is None:
        return None
    return Box(
        coordinate(off, "x"), coordinate(off, "y"), coordinate(ext, "cx"), coordinate(ext, "cy")
    )
