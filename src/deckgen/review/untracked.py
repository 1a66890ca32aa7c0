"""What was changed in a presentation that no plan holds, such as formatting and positions.

Such changes cannot be written as YAML, so they are reported for a person to see to. A base keeps a
snapshot of what the deck showed when it was built; it is compared with a snapshot of the
presentation as it is now.

Editors of two kinds save presentations. Those that keep every part that was not edited
(PowerPoint, deckgen) are compared property by property. Others, such as LibreOffice, write every
part again in their own words (`rewritten`): only what survives that is compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from deckgen.appearance.inheritance import box_of, inheritance_chain
from deckgen.appearance.shapes import FIELD_TYPES, NO_BOX, Box, box, placeholder_of
from deckgen.content import Page
from deckgen.content.registry import SlotShape, scan_slide
from deckgen.opc.package import Package
from deckgen.opc.xml import Element, tag
from deckgen.presentation import document, tags
from deckgen.review import snapshot as snapshot_room
from deckgen.review._alignment import moved
from deckgen.review.base import Base, base_in
from deckgen.review.identity import IdentifiedSlide, identify, read
from deckgen.review.snapshot import SheetSnapshot, Snapshot, TemplateSnapshot, snapshot
from deckgen.review.snapshot.model import Property, Values
from deckgen.review.snapshot.shapes import (
    BOXES,
    FIGURES,
    OBJECT,
    PLACEHOLDER,
    box_of_values,
    free_sides,
    has_box,
    moved_with_group,
    same_place,
)


@dataclass(frozen=True, slots=True)
class Difference:
    """A difference between two sheets (slides, slide layouts or slide masters), as a sentence.

    `shape` is the name of a shape, "" for the sheet itself.
    """

    shape: str
    what: str


@dataclass(frozen=True, slots=True)
class Comparer:
    """Compares what two presentations show.

    `keys` are the properties that both snapshots have. `rewritten` says that an editor saved the
    second one that writes every part again.
    """

    keys: frozenset[str]
    rewritten: bool = False

    def properties(
        self, properties: Iterable[Property[Any]], was: Values, now: Values, owner: str = ""
    ) -> Iterator[str]:
        """The differences of some properties, each as a sentence.

        `was` and `now` are the values before and after, by property; `owner` is the name of the
        shape that has them, "" for a sheet, a theme or the deck.
        """
        keys = dict.fromkeys((*was, *now))
        for prop in properties:
            same = prop.judge(rewritten=self.rewritten)
            if same is None or prop.key not in self.keys:
                continue
            for key in keys:
                own, _, which = key.partition(".")
                before, after = was.get(key, ""), now.get(key, "")
                if own == prop.key and before != after and not same(before, after):
                    yield prop.describe(which, before, after, owner)

    def sheets(
        self,
        was: SheetSnapshot,
        now: SheetSnapshot,
        slots: frozenset[str] = frozenset(),
        fields: frozenset[str] = frozenset(),
        *,
        layout: bool = False,
    ) -> Iterator[Difference]:
        """The differences of two sheets; `layout` says that they are slide layouts or masters.

        The `slots` are shapes that plans hold, so that they come and go is not reported here.
        `fields` are dates, footers and slide numbers, whose order some editors change.
        """
        of_sheet = snapshot_room.SHEET if not layout else snapshot_room.MASTER
        for what in self.properties(of_sheet, was.words, now.words):
            yield Difference("", what)
        of_shapes = (
            snapshot_room.SHAPE
            if not layout
            else (*snapshot_room.SHAPE, *snapshot_room.LAYOUT_SHAPE)
        )
        for name, before in was.shapes.items():
            if name in now.shapes:
                moved_with_group = not self.rewritten and _moved_with_group(name, was, now)
                ignored = BOXES if moved_with_group else ()
                redrawn = self.rewritten and _kind(before) == OBJECT
                compared = [
                    p
                    for p in of_shapes
                    if p.key not in ignored and (p.key == FIGURES or not redrawn)
                ]
                for what in self.properties(compared, before, now.shapes[name], name):
                    yield Difference(name, what)
        yield from self._added_and_removed(was.shapes, now.shapes, slots)
        yield from self._order(was.shapes, now.shapes, fields)

    def _added_and_removed(
        self, was: Mapping[str, Values], now: Mapping[str, Values], slots: frozenset[str]
    ) -> Iterator[Difference]:
        removed = {n: _kind(w) for n, w in was.items() if n not in now and n not in slots}
        added = {n: _kind(w) for n, w in now.items() if n not in was and n not in slots}
        if self.rewritten:
            removed, added = _comparable(removed, added)
        for name, kind in removed.items():
            renamed = next((other for other in added if now[other] == was[name]), None)
            if renamed is None:
                yield Difference(name, f"the {kind} `{name}` is gone")
            else:
                del added[renamed]
                yield Difference(name, f"the {kind} `{name}` is called `{renamed}` now")
        for name, kind in added.items():
            yield Difference(name, f"the {kind} `{name}` is new")

    def _order(
        self, was: Mapping[str, Values], now: Mapping[str, Values], fields: frozenset[str]
    ) -> Iterator[Difference]:
        """The shapes whose place from back to front changed: as few as explain the new order."""
        ignored = fields if self.rewritten else frozenset()
        order = [name for name in now if name in was and name not in ignored]
        for name in moved(list(was), order):
            at = order.index(name)
            place = f"in front of `{order[at - 1]}`" if at else "behind all others"
            yield Difference(name, f"`{name}` lies {place} now")


def _moved_with_group(name: str, was: SheetSnapshot, now: SheetSnapshot) -> bool:
    """Whether the box of a shape changed only as that of the group around it did."""
    before, after = was.shapes[name], now.shapes[name]
    group = before.get("group", "")
    groups = was.shapes.get(group), now.shapes.get(group)
    if not group or group != after.get("group") or groups[0] is None or groups[1] is None:
        return False
    return moved_with_group(before, groups[0], after, groups[1])


def _kind(words: Values) -> str:
    return words.get("sort", "shape")


def _comparable(
    removed: Mapping[str, str], added: Mapping[str, str]
) -> tuple[dict[str, str], dict[str, str]]:
    """The removed and added shapes of a rewritten sheet, by name, that are so for certain.

    Such an editor renames placeholders and turns unknown objects into pictures or groups, so a
    new shape may be one of these.
    """
    replaced = sum(kind in (OBJECT, PLACEHOLDER) for kind in removed.values())
    replaced -= sum(kind == PLACEHOLDER for kind in added.values())
    gone = {name: kind for name, kind in removed.items() if kind not in (PLACEHOLDER, OBJECT)}
    new = {name: kind for name, kind in added.items() if kind != PLACEHOLDER}
    return gone, dict(list(new.items())[max(replaced, 0) :])


# Templates: themes, slide masters and slide layouts.


_IN_TEMPLATE = ": change it in the template"
Master = tuple[SheetSnapshot, Mapping[str, SheetSnapshot]]
"""A slide master, and its slide layouts by name."""


@dataclass(frozen=True, slots=True)
class TemplateComparer:
    """Compares the templates of two presentations."""

    comparer: Comparer

    def changes(self, was: TemplateSnapshot, now: TemplateSnapshot) -> Iterator[str]:
        """The changes, each once as a sentence; of rewritten templates only those of themes."""
        compare = self._themes if self.comparer.rewritten else self._all
        found = compare(was.masters, now.masters)
        yield from dict.fromkeys(f"{what}{_IN_TEMPLATE}" for what in found)

    def _themes(self, was: Sequence[Master], now: Sequence[Master]) -> Iterator[str]:
        """How each theme differs from the nearest earlier one.

        LibreOffice makes a slide master of each slide layout, so masters have no counterparts.
        """
        for master, _ in now:
            found = [
                list(self.comparer.properties(snapshot_room.THEME, before.words, master.words))
                for before, _ in was
            ]
            yield from min(found, key=len, default=[])

    def _all(self, was: Sequence[Master], now: Sequence[Master]) -> Iterator[str]:
        for number, ((old, old_layouts), (new, new_layouts)) in enumerate(
            zip(was, now, strict=False), 1
        ):
            owner = "the slide master" if len(was) == 1 else f"slide master {number}"
            yield from self.comparer.properties(snapshot_room.THEME, old.words, new.words)
            for change in self.comparer.sheets(old, new, layout=True):
                yield f"{owner}: {change.what}"
            yield from self._layouts(old_layouts, new_layouts)
        for number in range(len(was), len(now)):
            yield f"slide master {number + 1} is new"
        for number in range(len(now), len(was)):
            yield f"slide master {number + 1} is gone"

    def _layouts(
        self, was: Mapping[str, SheetSnapshot], now: Mapping[str, SheetSnapshot]
    ) -> Iterator[str]:
        removed = [name for name in was if name not in now]
        added = [name for name in now if name not in was]
        for old in removed:
            renamed = next((name for name in added if now[name] == was[old]), None)
            if renamed is None:
                yield f"the slide layout `{old}` is gone"
            else:
                added.remove(renamed)
                yield f"the slide layout `{old}` is called `{renamed}` now"
        yield from (f"the slide layout `{name}` is new" for name in added)
        for name, new in now.items():
            if name in was:
                for change in self.comparer.sheets(was[name], new, layout=True):
                    yield f"the slide layout `{name}`: {change.what}"


# Slides: slots that were moved or resized, and new shapes.


@dataclass(frozen=True, slots=True)
class UntrackedChange:
    """A change that no plan holds, for a person to see to; `what` is a sentence without a stop.

    `slide` is an id, "" for the deck and its template; `shape` is the name of a slot or a shape,
    "" for the whole slide.
    """

    slide: str
    shape: str
    what: str

    def __str__(self) -> str:
        return f"slide `{self.slide}`: {self.what}" if self.slide else self.what


_POINT = 12700
"""One point in EMU: the tolerance for boxes."""


def moved_slots(
    slide: IdentifiedSlide, package: Package, base: Base, *, rewritten: bool
) -> Iterator[UntrackedChange]:
    """The slots of a slide of the base that were moved or resized.

    The height of a table and of a shape that grows with its text follows the content, so it is
    not compared; nor is the width of a table where `rewritten` says that the editor computes it.
    A slot that follows a slide layout which was changed is reported with the layout alone.
    """
    before = base.plan.slide(slide.id)
    slots = set() if before is None else {name for name, _ in before.slots}
    for item in slide.shapes:
        if before is None or item.name not in slots:
            continue
        was = base.place(slide.id, item.name).box
        inherited = box(item.shape) is None and _is_on_layout(was, before.layout, base)
        now = box_of(item.shape, slide.part, package)
        if not inherited and _is_moved(item, was, now, slide, package, rewritten=rewritten):
            yield _moved(slide, item, was, now)


def empty_new_shapes(slide: IdentifiedSlide, base: Base) -> Iterator[UntrackedChange]:
    """New shapes without content, for bases that do not keep which shapes there were."""
    before = base.plan.slide(slide.id)
    slots = set() if before is None else {name for name, _ in before.slots}
    for item in slide.shapes:
        is_empty = item.content.is_blank() and placeholder_of(item.shape) is None
        if before is not None and item.name not in slots and not before.like and is_empty:
            what = f"the new shape `{item.name}` has no content that YAML can hold"
            yield UntrackedChange(slide.id, item.name, what)


def _is_on_layout(place: Box, layout: str, base: Base) -> bool:
    """Whether a shape of the slide layout had that box when the deck was built."""
    masters = () if base.seen is None else base.seen.template.masters
    return any(
        has_box(words, place)
        for _, layouts in masters
        for name, seen in layouts.items()
        if name == layout
        for words in seen.shapes.values()
    )


def _is_moved(
    item: SlotShape,
    was: Box,
    now: Box,
    slide: IdentifiedSlide,
    package: Package,
    *,
    rewritten: bool = False,
) -> bool:
    """Whether a shape has another box now. Groups and the shapes in them are not compared here."""
    parent = item.shape.getparent()
    grouped = parent is None or tag(parent) != "p:spTree"
    if NO_BOX in (was, now) or grouped or tag(item.shape) == "p:grpSp":
        return False
    if item.content.key == "picture" and _fits(was, now):
        return False
    bodies = inheritance_chain(item.shape, slide.part, package).body_properties()
    free = free_sides(item.shape, bodies)
    if rewritten and item.content.key == "table":
        free = (*free, "width")
    return not same_place(was, now, free, _POINT)


def _fits(slot: Box, now: Box) -> bool:
    """Whether a picture fills its slot in one direction and stays inside it in the other."""
    left, top = now.x - slot.x, now.y - slot.y
    right, bottom = slot.width - left - now.width, slot.height - top - now.height
    inside = min(left, top, right, bottom) >= -_POINT
    return inside and (max(left, right) <= _POINT or max(top, bottom) <= _POINT)


def _moved(slide: IdentifiedSlide, item: SlotShape, was: Box, now: Box) -> UntrackedChange:
    old, new = (", ".join(f"{side / _POINT:.0f}" for side in box) for box in (was, now))
    boxes = f"at {new} instead of {old} pt (left, top, width, height)"
    return UntrackedChange(slide.id, item.name, f"the box of `{item.name}` is {boxes}")


# Slides that an editor added: what the YAML that is made of them does not say.


_WHOLE_SLIDE = "the slide"
"""The name under which a slide's transition and animation are listed as unsupported."""

_COMPARED = frozenset(
    (
        "turn", "group_turn", "fill", "line", "effects", "hidden", "link", "alt", "background",
        "transition", "animation", "furniture",
    )
)  # fmt: skip
"""The properties of new slides that are compared: charts and tables look as a build makes them."""


def unsupported_objects(
    slide: IdentifiedSlide, package: Package, base: Base
) -> Iterator[UntrackedChange]:
    """The objects of a new slide that are of no kind YAML has, such as a radar chart."""
    for kept in scan_slide(slide.part.root, Page(package, slide.part, base.plan.language)).kept:
        if kept.name != _WHOLE_SLIDE:
            what = f"YAML cannot hold its {kept.word} `{kept.name}`: see that the build has it"
            yield UntrackedChange(slide.id, kept.name, f"it is new, and {what}")


def new_slide_changes(
    slide: IdentifiedSlide,
    before: Snapshot,
    now: SheetSnapshot,
    comparer: Comparer,
    package: Package,
) -> Iterator[UntrackedChange]:
    """How a new slide differs from the slide that it is a duplicate of, else from its layout."""
    original = before.slides.get(tags.slide_tag(package, slide.part))
    shapes = {n: words for n, words in now.shapes.items() if words.get("sort") != PLACEHOLDER}
    added: dict[str, Values] = {name: {} for name, w in shapes.items() if not w.get("sort")}
    was = SheetSnapshot(shapes=added) if original is None else original
    slots = set(added)
    if original is not None:
        slots |= {name for name, words in original.shapes.items() if not words.get("sort")}
    limited = replace(comparer, keys=comparer.keys & _COMPARED)
    for change in limited.sheets(was, SheetSnapshot(now.words, shapes), frozenset(slots)):
        yield UntrackedChange(slide.id, change.shape, change.what)
    if original is None:
        yield from _moved_off_own_layout(slide, package)


def moved_off_layout(
    slide: IdentifiedSlide, before: Snapshot, package: Package
) -> Iterator[UntrackedChange]:
    """The slots of a rewritten new slide that are elsewhere than on the template's layout."""
    layouts = (pair for _, found in before.template.masters for pair in found.items())
    shapes = next((seen.shapes for name, seen in layouts if name == slide.layout), {})
    for item in slide.shapes:
        was, now = box_of_values(shapes.get(item.name, {})), box_of(item.shape, slide.part, package)
        if was is None or item.content.is_blank():
            continue
        if _is_moved(item, was, now, slide, package, rewritten=True):
            yield _moved(slide, item, was, now)


def _moved_off_own_layout(slide: IdentifiedSlide, package: Package) -> Iterator[UntrackedChange]:
    """The slots that are elsewhere than on the layout that the presentation itself has."""
    for item in slide.shapes:
        was = inheritance_chain(item.shape, slide.part, package).inherited_box
        now = box(item.shape)
        if was is None or now is None or item.content.is_blank():
            continue
        if _is_moved(item, was, now, slide, package):
            yield _moved(slide, item, was, now)


# All untracked changes of a presentation.


_PRESERVING_EDITORS = ("Microsoft", "deckgen")
"""How programs are called that keep the parts they do not edit (`Application` in docProps/app.xml).
python-pptx leaves the name that was there."""


def untracked_changes(
    package: Package, base: Base | None = None, *, rewritten: bool = False
) -> list[UntrackedChange]:
    """What was changed that no plan holds, slide by slide, then of the deck and its template.

    Without `base` it is the one that the package keeps; there are no changes where it keeps none.
    A base without a snapshot, as early versions of deckgen kept it, tells of boxes and of new
    shapes only. `rewritten` says that the base itself describes a presentation that an editor
    saved which writes every part again.
    """
    known = base or base_in(package)
    return [] if known is None else list(_Scanner(package, known, rewritten=rewritten).changes())


def as_shown(package: Package, base: Base) -> tuple[Base, bool]:
    """The base of a presentation as it is now, under the slide ids and slot names of `base`.

    The second value says whether an editor saved it that writes every part again.
    """
    scanner = _Scanner(package, base)
    places = {
        (slide.id, item.name): replace(
            base.place(slide.id, item.name), box=box_of(item.shape, slide.part, package)
        )
        for slide in scanner.slides
        for item in slide.shapes
    }
    kept = {key: place for key, place in base.places.items() if key not in places}
    shown = replace(base, plan=read(package, base), places=kept | places, seen=scanner.snapshot())
    return shown, scanner.rewritten


class _Scanner:
    """Finds the untracked changes of one presentation.

    `rewritten` says whether its editor writes every part again.
    """

    def __init__(self, package: Package, base: Base, *, rewritten: bool = False) -> None:
        self._package, self._base = package, base
        self.rewritten = rewritten or not document.application(package).startswith(
            _PRESERVING_EDITORS
        )
        self.slides = identify(package, base)

    def changes(self) -> Iterator[UntrackedChange]:
        """The changes, slide by slide, then those of the deck and its template."""
        new = [slide for slide in self.slides if self._base.plan.slide(slide.id) is None]
        for slide in self.slides:
            if slide not in new:
                yield from moved_slots(slide, self._package, self._base, rewritten=self.rewritten)
        for slide in new:
            yield from unsupported_objects(slide, self._package, self._base)
        if self._base.seen is not None:
            yield from self._compared(self._base.seen, self.snapshot())
            return
        for slide in self.slides:
            yield from empty_new_shapes(slide, self._base)

    def snapshot(self) -> Snapshot:
        """The snapshot of the presentation as it is now."""
        parts = {slide.id: slide.part for slide in self.slides}
        slots = {slide.id: dict(self._slots(slide)) for slide in self.slides}
        return snapshot(self._package, parts, slots)

    def _compared(self, before: Snapshot, now: Snapshot) -> Iterator[UntrackedChange]:
        comparer = Comparer(before.keys & now.keys, rewritten=self.rewritten)
        for slide in self.slides:
            was, shown = before.slides.get(slide.id), now.slides[slide.id]
            if was is not None:
                yield from self._slide(slide, was, shown, comparer)
            elif not self.rewritten:
                yield from new_slide_changes(slide, before, shown, comparer, self._package)
            else:
                yield from moved_off_layout(slide, before, self._package)
        of_deck = comparer.properties(snapshot_room.DECK, before.deck, now.deck)
        of_template = TemplateComparer(comparer).changes(before.template, now.template)
        yield from (UntrackedChange("", "", what) for what in (*of_deck, *of_template))

    def _slots(self, slide: IdentifiedSlide) -> Iterator[tuple[Element, str]]:
        """The shapes that a plan holds: the slots of the base, and all that have content."""
        known = self._slot_names(slide.id)
        for item in slide.shapes:
            if item.name in known or not item.content.is_blank():
                yield item.shape, item.name

    def _slot_names(self, slide: str) -> set[str]:
        plan = self._base.plan.slide(slide)
        return set() if plan is None else {name for name, _ in plan.slots}

    def _slide(
        self, slide: IdentifiedSlide, was: SheetSnapshot, now: SheetSnapshot, comparer: Comparer
    ) -> Iterator[UntrackedChange]:
        slots = self._slot_names(slide.id) | {name for _, name in self._slots(slide)}
        fields = {name for name in slots if self._base.place(slide.id, name).type in FIELD_TYPES}
        for change in comparer.sheets(was, now, frozenset(slots), frozenset(fields)):
            yield UntrackedChange(slide.id, change.shape, change.what)
