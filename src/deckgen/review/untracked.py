"""Two snapshots to the changes between them, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from deckgen import snapshot as snapshot_room
from deckgen.appearance.shapes import FIELD_TYPES, Box, box, inheritance_chain
from deckgen.content.base import Page
from deckgen.content.shapes import SlotShape, scan_slide
from deckgen.opc.package import Package
from deckgen.opc.xml import Element, each, tag
from deckgen.presentation import document, tags
from deckgen.presentation.base import NO_BOX, Base
from deckgen.presentation.inherited import box_of
from deckgen.review._alignment import moved
from deckgen.review.identity import Identified, base_in, identify, read
from deckgen.snapshot import SheetSnapshot, Snapshot, TemplateSnapshot, snapshot
from deckgen.snapshot.model import Property, Words
from deckgen.snapshot.shapes import (
    BOXES,
    FIGURES,
    OBJECT,
    PLACEHOLDER,
    carried,
    free_sides,
    is_place,
    place_of,
    stands_at,
)


@dataclass(frozen=True, slots=True)
class Difference:
    """A difference of two sheets; `shape` is a shape's name, "" for the sheet itself."""

    shape: str
    what: str


@dataclass(frozen=True, slots=True)
class Comparer:
    """Compares what two presentations show.

    `keys` are the aspects that both were looked at for. `rewritten` is for what was saved by an
    editor that writes every part anew.
    """

    keys: frozenset[str]
    rewritten: bool = False

    def words(
        self, aspects: Iterable[Property[Any]], was: Words, now: Words, owner: str = ""
    ) -> Iterator[str]:
        """The differences of a subject's words; `owner` is the shape that they are of."""
        said = dict.fromkeys((*was, *now))
        for aspect in aspects:
            judge = aspect.judge(rewritten=self.rewritten)
            if judge is None or aspect.key not in self.keys:
                continue
            for key in said:
                own, _, which = key.partition(".")
                before, after = was.get(key, ""), now.get(key, "")
                if own == aspect.key and before != after and not judge(before, after):
                    yield aspect.tell(which, before, after, owner)

    def sheets(
        self,
        was: SheetSnapshot,
        now: SheetSnapshot,
        held: frozenset[str] = frozenset(),
        fields: frozenset[str] = frozenset(),
        *,
        layout: bool = False,
    ) -> Iterator[Difference]:
        """The differences of two sheets. Shapes that are `held` may come and go: plans tell.

        `fields` are dates, footers and slide numbers, which some editors draw first or last.
        """
        of_sheet = snapshot_room.SHEET if not layout else snapshot_room.MASTER
        yield from (Difference("", what) for what in self.words(of_sheet, was.words, now.words))
        of_shapes = (
            snapshot_room.SHAPE
            if not layout
            else (*snapshot_room.SHAPE, *snapshot_room.LAYOUT_SHAPE)
        )
        for name, before in was.shapes.items():
            if name in now.shapes:
                carried = not self.rewritten and _carried(name, was, now)
                left_out = BOXES if carried else ()
                anew = self.rewritten and _sort(before) == OBJECT
                aspects = [
                    a for a in of_shapes if a.key not in left_out and (a.key == FIGURES or not anew)
                ]
                for what in self.words(aspects, before, now.shapes[name], name):
                    yield Difference(name, what)
        yield from self._come_and_gone(was.shapes, now.shapes, held)
        yield from self._order(was.shapes, now.shapes, fields)

    def _come_and_gone(
        self, was: Mapping[str, Words], now: Mapping[str, Words], held: frozenset[str]
    ) -> Iterator[Difference]:
        gone = {n: _sort(w) for n, w in was.items() if n not in now and n not in held}
        come = {n: _sort(w) for n, w in now.items() if n not in was and n not in held}
        if self.rewritten:
            gone, come = _comparable(gone, come)
        for name, sort in gone.items():
            renamed = next((other for other in come if now[other] == was[name]), None)
            if renamed is None:
                yield Difference(name, f"the {sort} `{name}` is gone")
            else:
                del come[renamed]
                yield Difference(name, f"the {sort} `{name}` is called `{renamed}` now")
        for name, sort in come.items():
            yield Difference(name, f"the {sort} `{name}` is new")

    def _order(
        self, was: Mapping[str, Words], now: Mapping[str, Words], fields: frozenset[str]
    ) -> Iterator[Difference]:
        """The shapes that lie in front of others than before: as few as can be."""
        left_out = fields if self.rewritten else frozenset()
        order = [name for name in now if name in was and name not in left_out]
        for name in moved(list(was), order):
            at = order.index(name)
            place = f"in front of `{order[at - 1]}`" if at else "behind all others"
            yield Difference(name, f"`{name}` lies {place} now")


def _carried(name: str, was: SheetSnapshot, now: SheetSnapshot) -> bool:
    """Whether a shape only went where its group went."""
    before, after = was.shapes[name], now.shapes[name]
    group = before.get("group", "")
    groups = was.shapes.get(group), now.shapes.get(group)
    if not group or group != after.get("group") or groups[0] is None or groups[1] is None:
        return False
    return carried(before, groups[0], after, groups[1])


def _sort(words: Words) -> str:
    return words.get("sort", "shape")


def _comparable(
    gone: Mapping[str, str], come: Mapping[str, str]
) -> tuple[dict[str, str], dict[str, str]]:
    """What is gone and new, without what was only called otherwise or made a picture or group."""
    lost = sum(sort in (OBJECT, PLACEHOLDER) for sort in gone.values())
    lost -= sum(sort == PLACEHOLDER for sort in come.values())
    stays = {name: sort for name, sort in gone.items() if sort not in (PLACEHOLDER, OBJECT)}
    new = {name: sort for name, sort in come.items() if sort != PLACEHOLDER}
    return stays, dict(list(new.items())[max(lost, 0) :])


# Two templates to the changes between them: themes, slide masters and slide layouts.


_THERE = ": change it in the template"

Master = tuple[SheetSnapshot, Mapping[str, SheetSnapshot]]


@dataclass(frozen=True, slots=True)
class TemplateComparer:
    """Compares the templates of two presentations, each change in a line."""

    comparer: Comparer

    def changes(self, was: TemplateSnapshot, now: TemplateSnapshot) -> Iterator[str]:
        """The lines, each once. Of what was written anew only the themes are comparable."""
        lines = self._themes if self.comparer.rewritten else self._all
        yield from dict.fromkeys(f"{line}{_THERE}" for line in lines(was.masters, now.masters))

    def _themes(self, was: Sequence[Master], now: Sequence[Master]) -> Iterator[str]:
        """What no theme of before has: LibreOffice makes a master of each layout."""
        for master, _ in now:
            found = [
                list(self.comparer.words(snapshot_room.THEME, before.words, master.words))
                for before, _ in was
            ]
            yield from min(found, key=len, default=[])

    def _all(self, was: Sequence[Master], now: Sequence[Master]) -> Iterator[str]:
        for number, ((old, old_layouts), (new, new_layouts)) in enumerate(
            zip(was, now, strict=False), 1
        ):
            owner = "the slide master" if len(was) == 1 else f"slide master {number}"
            yield from self.comparer.words(snapshot_room.THEME, old.words, new.words)
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
        gone = [name for name in was if name not in now]
        come = [name for name in now if name not in was]
        for old in gone:
            renamed = next((name for name in come if now[name] == was[old]), None)
            if renamed is None:
                yield f"the slide layout `{old}` is gone"
            else:
                come.remove(renamed)
                yield f"the slide layout `{old}` is called `{renamed}` now"
        yield from (f"the slide layout `{name}` is new" for name in come)
        for name, new in now.items():
            if name in was:
                for change in self.comparer.sheets(was[name], new, layout=True):
                    yield f"the slide layout `{name}`: {change.what}"


# A change that no plan holds, and whose it is.


@dataclass(frozen=True, slots=True)
class UntrackedChange:
    """A change that no plan holds, for a person to see to.

    `slide` is an id, "" for the deck and its template; `shape` a slot's or a shape's name, "" for
    the whole slide.
    """

    slide: str
    shape: str
    what: str

    def __str__(self) -> str:
        return f"slide `{self.slide}`: {self.what}" if self.slide else self.what


# Slots of a slide that were dragged or resized, and shapes that came and hold nothing.


_POINT = 12700

"""The tolerance for a box: one point, in EMU."""


def moved_slots(
    slide: Identified, package: Package, base: Base, *, anew: bool
) -> Iterator[UntrackedChange]:
    """The slots of a slide of the base that stand elsewhere.

    The height of a table and of a shape that grows with its text follows what they hold, so it is
    not compared; neither is a table's width where `anew` says that the editor works that out.
    What a layout says of where its slots stand is the layout's: it is told there, once.
    """
    before = base.plan.slide(slide.id)
    slots = set() if before is None else {name for name, _ in before.slots}
    for held in slide.shapes:
        if before is None or held.name not in slots:
            continue
        was = base.place(slide.id, held.name).box
        laid = box(held.shape) is None and _laid_out(was, before.layout, base)
        now = box_of(held.shape, slide.part, package)
        if not laid and differs(was, now, held, free(held, slide, package, anew=anew)):
            yield UntrackedChange(
                slide.id, held.name, f"the box of `{held.name}` is {told(was, now)}"
            )


def bare(slide: Identified, base: Base) -> Iterator[UntrackedChange]:
    """New shapes without content, where the base does not say which there were."""
    before = base.plan.slide(slide.id)
    slots = set() if before is None else {name for name, _ in before.slots}
    for held in slide.shapes:
        if before is not None and held.name not in slots and not before.like and _is_bare(held):
            what = f"the new shape `{held.name}` holds nothing that YAML tells"
            yield UntrackedChange(slide.id, held.name, what)


def _is_bare(held: SlotShape) -> bool:
    return held.content.is_blank() and next(each(held.shape, "p:ph"), None) is None


def _laid_out(place: Box, layout: str, base: Base) -> bool:
    """Whether a shape of a layout stood there when the deck was built."""
    masters = () if base.seen is None else base.seen.template.masters
    return any(
        stands_at(words, place)
        for _, layouts in masters
        for name, seen in layouts.items()
        if name == layout
        for words in seen.shapes.values()
    )


def free(
    held: SlotShape, slide: Identified, package: Package, *, anew: bool = False
) -> Sequence[str]:
    """The sides of a box that follow what the shape holds."""
    bodies = inheritance_chain(held.shape, slide.part, package).body_properties()
    found = free_sides(held.shape, bodies)
    return (*found, "width") if anew and held.content.key == "table" else found


def differs(was: Box, now: Box, held: SlotShape, free: Sequence[str]) -> bool:
    """Whether a box stands elsewhere; shapes in groups, and groups, are looked at otherwise."""
    parent = held.shape.getparent()
    grouped = parent is None or tag(parent) != "p:spTree"
    if NO_BOX in (was, now) or grouped or tag(held.shape) == "p:grpSp":
        return False
    if held.content.key == "picture" and _fits(was, now):
        return False
    return not is_place(was, now, free, _POINT)


def _fits(slot: Box, now: Box) -> bool:
    """Whether a picture stands in its slot as one of its proportions may: whole, on two sides."""
    left, top = now.x - slot.x, now.y - slot.y
    right, bottom = slot.width - left - now.width, slot.height - top - now.height
    inside = min(left, top, right, bottom) >= -_POINT
    return inside and (max(left, right) <= _POINT or max(top, bottom) <= _POINT)


def told(was: Box, now: Box) -> str:
    """Both boxes in points."""
    one, other = (", ".join(f"{side / _POINT:.0f}" for side in box) for box in (was, now))
    return f"at {other} instead of {one} pt (left, top, width, height)"


# What a slide that an editor added has that the YAML which is made of it does not tell.


_WHOLE = "the slide"

"""Where a transition or an animation stands, which are no objects."""


_COMPARED = frozenset(
    (
        "turn", "group_turn", "fill", "line", "effects", "hidden", "link", "alt", "background",
        "transition", "animation", "furniture",
    )
)  # fmt: skip

"""The aspects of new slides that are compared: a build gives charts and tables its own look."""


def untold(slide: Identified, package: Package, base: Base) -> Iterator[UntrackedChange]:
    """The objects that are of no kind YAML has, such as a radar chart."""
    for kept in scan_slide(slide.part.root, Page(package, slide.part, base.plan.language)).kept:
        if kept.name != _WHOLE:
            what = f"YAML does not tell its {kept.word} `{kept.name}`: see that the build has it"
            yield UntrackedChange(slide.id, kept.name, f"it is new, and {what}")


def changes(
    slide: Identified, before: Snapshot, now: SheetSnapshot, comparer: Comparer, package: Package
) -> Iterator[UntrackedChange]:
    """What shows otherwise than on the slide that it is a duplicate of, or than its layout says."""
    original = before.slides.get(tags.slide_tag(package, slide.part))
    shapes = {n: words for n, words in now.shapes.items() if words.get("sort") != PLACEHOLDER}
    held: dict[str, Words] = {name: {} for name, w in shapes.items() if not w.get("sort")}
    was = SheetSnapshot(shapes=held) if original is None else original
    new = replace(comparer, keys=comparer.keys & _COMPARED)
    told = frozenset(held) if original is None else frozenset({*held, *_slots(original)})
    for change in new.sheets(was, SheetSnapshot(now.words, shapes), told):
        yield UntrackedChange(slide.id, change.shape, change.what)
    if original is None:
        yield from _dragged(slide, package)


def off_layout(slide: Identified, before: Snapshot, package: Package) -> Iterator[UntrackedChange]:
    """The slots that stand elsewhere than on the template's layout, whatever the editor's says."""
    layouts = (held for _, found in before.template.masters for held in found.items())
    laid_out = next((seen.shapes for name, seen in layouts if name == slide.layout), {})
    for held in slide.shapes:
        was, now = place_of(laid_out.get(held.name, {})), box_of(held.shape, slide.part, package)
        if was is None or held.content.is_blank():
            continue
        if differs(was, now, held, free(held, slide, package, anew=True)):
            what = f"the box of `{held.name}` is {told(was, now)}"
            yield UntrackedChange(slide.id, held.name, what)


def _slots(seen: SheetSnapshot) -> Iterator[str]:
    return (name for name, words in seen.shapes.items() if not words.get("sort"))


def _dragged(slide: Identified, package: Package) -> Iterator[UntrackedChange]:
    """The slots that stand elsewhere than their layout says."""
    for held in slide.shapes:
        above = inheritance_chain(held.shape, slide.part, package).shapes[1:]
        was = next((found for shape in above if (found := box(shape)) is not None), None)
        now = box(held.shape)
        if was is None or now is None or held.content.is_blank():
            continue
        if differs(was, now, held, free(held, slide, package)):
            what = f"the box of `{held.name}` is {told(was, now)}"
            yield UntrackedChange(slide.id, held.name, what)


# A presentation to what was changed in it that no plan holds.


_KEEPING = ("Microsoft", "deckgen")

"""How the programs are called that write back what they do not edit; python-pptx leaves the name
that was there. Others write every part anew."""


def untracked_changes(
    package: Package, base: Base | None = None, *, anew: bool = False
) -> list[UntrackedChange]:
    """What was changed that no plan holds, slide by slide, then of the deck and its template.

    A base of before deckgen kept what shows beside the plan tells of boxes and new shapes alone.
    `anew` says that the base is of a presentation that an editor wrote anew.
    """
    known = base or base_in(package)
    return [] if known is None else list(_Looker(package, known, anew=anew).changes())


def as_shown(package: Package, base: Base) -> tuple[Base, bool]:
    """The base that a presentation would keep if it had been built as it shows now, under the ids
    and names that `base` gives it; and whether an editor wrote it anew."""
    looker = _Looker(package, base)
    places = {
        (slide.id, held.name): replace(
            base.place(slide.id, held.name), box=box_of(held.shape, slide.part, package)
        )
        for slide in looker.found
        for held in slide.shapes
    }
    kept = {key: place for key, place in base.places.items() if key not in places}
    shown = replace(base, plan=read(package, base), places=kept | places, seen=looker.snapshot())
    return shown, looker.anew


class _Looker:
    """Looks at one presentation. `anew` says whether its editor writes every part anew."""

    def __init__(self, package: Package, base: Base, *, anew: bool = False) -> None:
        self._package, self._base = package, base
        self.anew = anew or not document.application(package).startswith(_KEEPING)
        self.found = identify(package, base)

    def changes(self) -> Iterator[UntrackedChange]:
        """The changes, slide by slide, then those of the deck and its template."""
        new = [slide for slide in self.found if self._base.plan.slide(slide.id) is None]
        for slide in self.found:
            if slide not in new:
                yield from moved_slots(slide, self._package, self._base, anew=self.anew)
        for slide in new:
            yield from untold(slide, self._package, self._base)
        if self._base.seen is not None:
            yield from self._compared(self._base.seen, self.snapshot())
            return
        for slide in self.found:
            yield from bare(slide, self._base)

    def snapshot(self) -> Snapshot:
        """What the presentation shows now."""
        parts = {slide.id: slide.part for slide in self.found}
        slots = {slide.id: dict(self._slots(slide)) for slide in self.found}
        return snapshot(self._package, parts, slots)

    def _compared(self, before: Snapshot, now: Snapshot) -> Iterator[UntrackedChange]:
        """What shows otherwise than it did."""
        comparer = Comparer(before.keys & now.keys, rewritten=self.anew)
        for slide in self.found:
            was = before.slides.get(slide.id)
            if was is not None:
                yield from self._slide(slide, was, now.slides[slide.id], comparer)
            elif not self.anew:
                yield from changes(slide, before, now.slides[slide.id], comparer, self._package)
            else:
                yield from off_layout(slide, before, self._package)
        of_deck = comparer.words(snapshot_room.DECK, before.deck, now.deck)
        of_template = TemplateComparer(comparer).changes(before.template, now.template)
        yield from (UntrackedChange("", "", what) for what in (*of_deck, *of_template))

    def _slots(self, slide: Identified) -> Iterator[tuple[Element, str]]:
        """The shapes that a plan holds: slots that were there, and what says something."""
        known = self._slot_names(slide.id)
        for held in slide.shapes:
            if held.name in known or not held.content.is_blank():
                yield held.shape, held.name

    def _slot_names(self, slide: str) -> set[str]:
        plan = self._base.plan.slide(slide)
        return set() if plan is None else {name for name, _ in plan.slots}

    def _slide(
        self, slide: Identified, was: SheetSnapshot, now: SheetSnapshot, comparer: Comparer
    ) -> Iterator[UntrackedChange]:
        told = self._slot_names(slide.id) | {name for _, name in self._slots(slide)}
        fields = {name for name in told if self._type(slide.id, name) in FIELD_TYPES}
        for change in comparer.sheets(was, now, frozenset(told), frozenset(fields)):
            yield UntrackedChange(slide.id, change.shape, change.what)

    def _type(self, slide: str, name: str) -> str:
        return self._base.place(slide, name).type
