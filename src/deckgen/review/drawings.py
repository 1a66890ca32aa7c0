"""The shapes inside the groups that deckgen draws: of a map, a diagram, an icon or a ring.

A kind of content reads some of what such a group shows. Whatever else is changed in it is told by
comparing three drawings: as it was built, as it is now, and as a build would draw it of what was
read of it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Set
from functools import cached_property

from msgspec import Struct

from deckgen.appearance.shapes import SHAPES, Box, Slot, tree_of
from deckgen.content import Content, Page
from deckgen.opc import xml
from deckgen.opc.package import Package
from deckgen.opc.part import Part
from deckgen.opc.xml import tag
from deckgen.review import snapshot
from deckgen.review.snapshot import SheetSnapshot
from deckgen.review.snapshot.model import Values
from deckgen.review.snapshot.shapes import BOXES
from deckgen.review.snapshot.words import LOOKS, WORDS, settled

ShapeValues = Mapping[str, Values]
"""The values of shapes by name."""
_NUMBERS = re.compile(r"(?: \d+)+$")


def members(seen: SheetSnapshot, owners: Set[str]) -> dict[str, str]:
    """The shapes of a sheet that are in the group of one of the owners, each with that owner."""
    found: dict[str, str] = {}
    for name, values in seen.shapes.items():
        group = values.get("group", "")
        if group in found:
            found[name] = found[group]
        elif group in owners:
            found[name] = group
    return found


def owners(was: SheetSnapshot, now: SheetSnapshot, known: Set[str]) -> list[str]:
    """Those whose groups have shapes in both versions of a sheet."""
    before = set(members(was, known).values())
    return [owner for owner in dict.fromkeys(members(now, known).values()) if owner in before]


def outside(seen: SheetSnapshot, known: Set[str], drawn: Collection[str]) -> SheetSnapshot:
    """A sheet without the shapes in the groups of those that are known.

    The groups that are `drawn` have no boxes: editors fit them to their shapes.
    """
    inner = members(seen, known)
    shapes = {
        name: {k: v for k, v in values.items() if k not in BOXES} if name in drawn else values
        for name, values in seen.shapes.items()
        if name not in inner
    }
    return SheetSnapshot(seen.words, shapes)


def inside(seen: SheetSnapshot, owner: str) -> ShapeValues:
    """The shapes of a sheet that are in the group of that owner."""
    return {name: seen.shapes[name] for name in members(seen, {owner})}


def as_named(now: ShapeValues, was: ShapeValues) -> ShapeValues:
    """The shapes of a group whose names an editor gave a number, under the names that they had."""
    number = next(iter(now), "").removeprefix(next(iter(was), ""))
    if not _NUMBERS.fullmatch(number):
        return now
    return _named(now, {name: name.removesuffix(number) for name in now})


def sheet_as_named(now: SheetSnapshot, was: SheetSnapshot, slots: Set[str]) -> SheetSnapshot:
    """A sheet with the shapes whose names an editor gave a number under the names that they had.

    LibreOffice does so where a slide is moved. Slots have their names from the deck.
    """
    new = (name for name in now.shapes if name not in was.shapes and name not in slots)
    bare = {name: _NUMBERS.sub("", name) for name in new}
    gone = {name for name in was.shapes if name not in now.shapes}
    alike = Counter(bare.values())
    named = {name: old for name, old in bare.items() if old in gone and alike[old] == 1}
    return SheetSnapshot(now.words, _named(now.shapes, named)) if named else now


def _named(shapes: ShapeValues, names: Mapping[str, str]) -> dict[str, Values]:
    """The shapes under other names, which their groups have too."""
    return {
        names.get(name, name): {**values, "group": names.get(group, group)}
        if (group := values.get("group", ""))
        else values
        for name, values in shapes.items()
    }


class DrawnGroup(Struct, frozen=True, dict=True):
    """What a group shows: as it `was` built and is `now`, and as it would be `built`."""

    was: ShapeValues
    now: ShapeValues
    built: ShapeValues

    def gone(self) -> Iterator[str]:
        """The shapes that are gone and that a build draws again; of a group, the group alone."""
        for name in _outermost(self.was, self.now):
            kind = _kind(name, self.was[name])
            if self._in_built[kind] > self._in_now[kind]:
                yield name

    def added(self) -> Iterator[str]:
        """The shapes that came and that a build does not draw; of a group, the group alone."""
        for name in _outermost(self.now, self.was):
            kind = _kind(name, self.now[name])
            if self._in_built[kind] < self._in_now[kind]:
                yield name

    def expected(self, name: str) -> list[Values]:
        """What a build gives to the shapes that show what one shows now.

        These are its own values where a build does not draw such a shape.
        """
        values, was = self.now[name], self.was[name].get(LOOKS, "")
        kind = _kind(name, values)
        same = [v for n, v in self.built.items() if _kind(n, v) == kind]
        if not values.get(WORDS):
            return [self.built[name]] if name in self.built else same or [values]
        if self._in_built[kind] < self._in_now[kind]:
            return []
        now = values.get(LOOKS, "")
        return [{**v, LOOKS: settled(v.get(LOOKS, ""), was, now)} for v in same]

    @cached_property
    def _in_built(self) -> Counter[str]:
        return Counter(_kind(name, values) for name, values in self.built.items())

    @cached_property
    def _in_now(self) -> Counter[str]:
        return Counter(_kind(name, values) for name, values in self.now.items())


def _outermost(shapes: ShapeValues, others: ShapeValues) -> Iterator[str]:
    """The shapes that the others lack; of a group, the group alone."""
    missing = [name for name in shapes if name not in others]
    return (name for name in missing if shapes[name].get("group") not in missing)


def _kind(name: str, values: Values) -> str:
    """What a shape shows: its text, else its name without numbers, which follow its place."""
    return values.get(WORDS) or re.sub(r"[\W\d_]+", " ", name).strip() + "\0"


def drawn(
    name: str, content: Content, place: Box, part: Part, page: Page, slides: Mapping[str, Part]
) -> ShapeValues:
    """The shapes that a build draws of content in a slot of that name and place.

    They are drawn in a copy of the package, on the slide in `part`; `slides` are its slides by id.
    """
    package: Package = page.package.fork()
    copy = package.parts[part.name]
    copies = {key: package.parts[slide.name] for key, slide in slides.items()}
    tree = tree_of(copy.edit())
    for shape in [child for child in tree if tag(child) in (*SHAPES, "mc:AlternateContent")]:
        xml.remove(shape)
    group = content.write(Slot(name, "obj", 0, place), Page(package, copy, page.language, copies))
    tree.append(group)
    view = snapshot.package_view(package, copies)
    seen = snapshot.slide(view, copy, {group: name})
    return inside(seen, name)
