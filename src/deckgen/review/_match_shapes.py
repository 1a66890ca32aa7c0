"""How much two texts say the same: a number from 0 to 1."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from deckgen.appearance.shapes import FIELD_TYPES, TITLE_TYPES, Box
from deckgen.content.base import Content, Page
from deckgen.content.shapes import SlotShape, scan_slide
from deckgen.opc.package import Package
from deckgen.opc.part import Part
from deckgen.opc.xml import Element, each
from deckgen.plan import Slide
from deckgen.presentation.base import Base, SlotPlace
from deckgen.presentation.inherited import box_of
from deckgen.snapshot import SheetSnapshot
from deckgen.snapshot.model import Words
from deckgen.snapshot.shapes import stands_at
from deckgen.template import Template

_WORD = re.compile(r"\w+|[^\w\s]")

_TITLE_WEIGHT = 3


def words_of(content: Content) -> Counter[str]:
    """The words of a content, each with how often it comes."""
    found: Counter[str] = Counter()
    for line in content.paragraphs():
        found.update(_WORD.findall(line.text.casefold()))
    return found


def title_words(title: str) -> Counter[str]:
    """What a title adds to the words of its slide, which hold it once: they count threefold."""
    found: Counter[str] = Counter()
    for word in _WORD.findall(title.casefold()):
        found[word] += _TITLE_WEIGHT - 1
    return found


def likeness(first: Counter[str], second: Counter[str]) -> float:
    """The share of words that two have in common (Dice's coefficient)."""
    total = first.total() + second.total()
    if not total:
        return 1.0
    return 2 * shared(first, second) / total


def shared(first: Counter[str], second: Counter[str]) -> int:
    """How many words two texts have in common."""
    return sum(min(count, second[word]) for word, count in first.items())


# Which shape of an edited slide is which slot of the slide that was built.


_ROUNDING = 2000

"""How far editors move a box by rounding, in EMU: a few hundredths of a millimetre."""

_ENOUGH = 0.4


@dataclass(slots=True)
class ShapeMatcher:
    """Finds the slots of a slide's shapes.

    `place` tells where a slot stood; `tags` are the slots that shapes are marked with, by the
    shapes' ids; `laid_out` says whether the slide still has the layout it was built on, and
    `by_layout` what that layout calls a shape's placeholder. `new` says that the slide is another
    one on the same layout: then its placeholders are those of the layout in their order.
    """

    slide: Slide
    place: Callable[[str], SlotPlace]
    tags: Mapping[int, str]
    laid_out: bool
    by_layout: Callable[[SlotShape], str]
    new: bool = False
    found: dict[str, SlotShape] = field(default_factory=dict)

    def match(self, shapes: Sequence[SlotShape]) -> dict[str, int]:
        """The ids of the slide's shapes by slot; shapes that are new get their own names."""
        if self.new:
            for held in shapes:
                self.found.setdefault(self.by_layout(held), held)
            self.found.pop("", None)
        self._by(shapes, lambda held: self.tags.get(held.id, ""))
        self._by(shapes, lambda held: held.name if held.own else "")
        self._by(shapes, self._by_type)
        if self.laid_out:
            self._by(shapes, self._by_index)
        self._by_likeness(shapes)
        if self.new and not self.laid_out:
            self._by_order(shapes)
        names = {slot: held.id for slot, held in self.found.items()}
        known = set(names.values())
        for held in shapes:
            if held.id not in known:
                told = self.by_layout(held)
                name = told if told and told not in names else held.name
                names[_free(name, names)] = held.id
        return names

    def _open(self) -> list[str]:
        return [slot for slot, _ in self.slide.slots if slot not in self.found]

    def _left(self, shapes: Sequence[SlotShape]) -> list[SlotShape]:
        taken = {held.id for held in self.found.values()}
        return [held for held in shapes if held.id not in taken]

    def _by(self, shapes: Sequence[SlotShape], slot_of: Callable[[SlotShape], str]) -> None:
        """Give each open slot to the shape that answers to it; of several to the most alike."""
        answers: dict[str, list[SlotShape]] = {}
        for held in self._left(shapes):
            answers.setdefault(slot_of(held), []).append(held)
        for slot in self._open():
            if slot in answers:
                self.found[slot] = max(answers[slot], key=lambda held: self._score(slot, held))

    def _by_type(self, held: SlotShape) -> str:
        kind = _type(held.shape)
        for slot in self._open():
            wanted = self.place(slot).type
            if kind and (
                (kind in FIELD_TYPES and kind == wanted)
                or (kind in TITLE_TYPES and wanted in TITLE_TYPES)
            ):
                return slot
        return ""

    def _by_index(self, held: SlotShape) -> str:
        ph = _placeholder(held.shape)
        if ph is None:
            return ""
        for slot in self._open():
            place = self.place(slot)
            same = (ph.get("type", "obj"), ph.get("idx", "0")) == (place.type, str(place.idx))
            if place.type and same:
                return slot
        return ""

    def _by_likeness(self, shapes: Sequence[SlotShape]) -> None:
        """Pair what is left by where it stands and what it holds, the most alike first."""
        left = self._left(shapes)
        scores = sorted(
            (-score, i, j, slot)
            for i, slot in enumerate(self._open())
            for j, held in enumerate(left)
            if not _foreign(held, self.place(slot))
            and (score := self._score(slot, held)) >= _ENOUGH
        )
        taken: set[int] = set()
        for _, _, j, slot in scores:
            if slot not in self.found and j not in taken:
                self.found[slot] = left[j]
                taken.add(j)

    def _by_order(self, shapes: Sequence[SlotShape]) -> None:
        """Pair the placeholders for content that are left with the layout's largest, in order."""
        left = [held for held in self._left(shapes) if _is_for_content(_type(held.shape))]
        open_ = [slot for slot in self._open() if _is_for_content(self.place(slot).type)]
        boxes = {slot: self.place(slot).box for slot in open_}
        open_.sort(key=lambda slot: -boxes[slot].width * boxes[slot].height)
        taken = sorted(open_[: len(left)], key=lambda slot: (boxes[slot].y, boxes[slot].x))
        self.found |= dict(zip(taken, left, strict=False))

    def _score(self, slot: str, held: SlotShape) -> float:
        """How much a shape is like a slot: 1 for what it says, and 1 for where it stands."""
        before = self.slide.content(slot)
        if before is None or before.key != held.content.key:
            return 0.0
        said: Counter[str] = words_of(before)
        now = words_of(held.content)
        same_place = _near(self.place(slot).box, held.box)
        return likeness(said, now) * (0.99 if said or now else 0.0) + same_place


def is_title(shape: Element) -> bool:
    """Whether a shape is the title of its slide."""
    return _type(shape) in TITLE_TYPES


def is_field(shape: Element) -> bool:
    """Whether a shape is the date, the footer or the number of its slide."""
    return _type(shape) in FIELD_TYPES


def _placeholder(shape: Element) -> Element | None:
    return next(each(shape, "p:ph"), None)


def _type(shape: Element) -> str:
    ph = _placeholder(shape)
    return "" if ph is None else ph.get("type", "obj")


def _is_for_content(kind: str) -> bool:
    """Whether a placeholder of that type, "" for none, is for text or objects of the author's."""
    return kind not in ("", *TITLE_TYPES, *FIELD_TYPES)


def _foreign(held: SlotShape, place: SlotPlace) -> bool:
    """Whether a shape and a slot are of sorts that never become one another."""
    if place == SlotPlace():  # of which nothing is known
        return False
    kinds = {_type(held.shape), place.type}
    return len(kinds) > 1 and bool(kinds & {*FIELD_TYPES, *TITLE_TYPES})


def _near(first: Box, second: Box) -> bool:
    if not (first.width and second.width):
        return False
    return all(abs(a - b) <= _ROUNDING for a, b in zip(first, second, strict=True))


def _free(name: str, taken: Mapping[str, int]) -> str:
    free, number = name, 2
    while free in taken:
        free = f"{name} ({number})"
        number += 1
    return free


# Which of a template's slide layouts, and which of its slots, a new slide's placeholders are.
#
# Editors that rename layouts leave nothing else to tell them by than where placeholders stand.


class PlacedPlaceholder(NamedTuple):
    """A placeholder of a slide: whether it is the title, and its box in EMU."""

    title: bool
    box: Box


def placed_placeholders(held: SlotShape, part: Part, package: Package) -> PlacedPlaceholder | None:
    """Where a shape stands that is a placeholder for the author's own content, else None."""
    ph = next(each(held.shape, "p:ph"), None)
    kind = "" if ph is None else ph.get("type", "obj")
    if kind in ("", *FIELD_TYPES):
        return None
    return PlacedPlaceholder(kind in TITLE_TYPES, box_of(held.shape, part, package))


def layout_at(base: Base, places: Sequence[PlacedPlaceholder], likely: str) -> str:
    """The layout on which the most of these stand in slots; `likely` where no other has more.

    "" where none stands in any.
    """
    counted = {
        name: sum(bool(_slot(seen, place)) for place in places) for name, seen in _layouts(base)
    }
    best = max(counted.values(), default=0)
    if not best:
        return ""
    return likely if counted.get(likely) == best else next(n for n in counted if counted[n] == best)


def slot_at(base: Base, layout: str, place: PlacedPlaceholder) -> str:
    """The slot of a layout that stands there, "" where none does."""
    found = (_slot(seen, place) for name, seen in _layouts(base) if name == layout)
    return next(filter(None, found), "")


def _layouts(base: Base) -> Iterator[tuple[str, SheetSnapshot]]:
    for _, layouts in base.seen.template.masters if base.seen is not None else ():
        yield from layouts.items()


def _slot(layout: SheetSnapshot, place: PlacedPlaceholder) -> str:
    shapes = ((name, words) for name, words in layout.shapes.items() if _is_slot(words, place))
    return next((name for name, words in shapes if stands_at(words, place.box)), "")


def _is_slot(words: Words, place: PlacedPlaceholder) -> bool:
    kind = words.get("placeholder", "").partition(" ")[0]
    return kind not in ("", *FIELD_TYPES) and (kind in TITLE_TYPES) == place.title


# Which layout of the template a slide of an edited presentation is on.


_NUMBERED = re.compile(r"PlaceHolder \d+")


class Layouts:
    """Names the layouts of slides as the template that the deck was built on names them.

    LibreOffice makes a master of every layout and renames it; then the slides that were built
    on the layout tell which one it was.
    """

    def __init__(
        self, package: Package, base: Base, known: Iterable[tuple[str, Part]], *, renamed: bool
    ) -> None:
        """The layouts of a presentation; `known` are its slides with their ids.

        `renamed` tells that its editor gave the layouts names of its own.
        """
        self._package, self._base, self._renamed = package, base, renamed
        self._template = Template.of(package)
        self._votes: dict[str, Counter[str]] = {}
        for name, part in known:
            before = base.plan.slide(name)
            if before is None:
                continue
            for sheet in self._sheets(part):
                self._votes.setdefault(sheet, Counter())[before.layout] += 1

    def _sheets(self, part: Part) -> Iterator[str]:
        """The names of the parts of a slide's layout and master."""
        layout = self._part(part)
        if layout:
            yield layout
            for master in self._package.related(self._package.parts[layout], "slideMaster"):
                yield master.name

    def _part(self, part: Part) -> str:
        named = (item.target for item in part.rels.of("slideLayout"))
        return next((name for name in named if name in self._package.parts), "")

    def shown(self, part: Part) -> str:
        """The name that the presentation itself has for the layout of the slide in `part`."""
        found = self._template.layout_of(self._part(part))
        return found.name if found else ""

    def name(self, name: str, part: Part) -> str:
        """The layout of the slide of that id, by its name in the template."""
        shown = self.shown(part)
        if shown in self._base.layouts and not self._renamed:
            return shown
        before = self._base.plan.slide(name)
        if before is not None:
            return before.layout
        likely = self.surmised(part)
        places = self._places(part) if self._renamed else []
        return layout_at(self._base, places, likely) or likely or shown

    def _places(self, part: Part) -> list[PlacedPlaceholder]:
        held = scan_slide(part.root, Page(self._package, part, self._base.plan.language)).held
        found = (placed_placeholders(item, part, self._package) for item in held)
        return [place for place in found if place is not None]

    def surmised(self, part: Part) -> str:
        """The template's layout of a slide by its name, else by other slides on it, or on others
        of its master; else ""."""
        shown = self.shown(part)
        if shown in self._base.layouts and not self._renamed:
            return shown
        votes = (self._votes[sheet] for sheet in self._sheets(part) if sheet in self._votes)
        return next((counted.most_common(1)[0][0] for counted in votes), "")

    def slot(self, name: str, part: Part, held: SlotShape) -> str:
        """The name that its layout gives to a placeholder of the slide of that id, else ""."""
        if self._renamed:
            place = placed_placeholders(held, part, self._package)
            return "" if place is None else slot_at(self._base, self.name(name, part), place)
        layout = self._template.layout_of(self._part(part))
        ph = next(each(held.shape, "p:ph"), None)
        if layout is None or ph is None:
            return ""
        wanted = (ph.get("type", "obj"), ph.get("idx", "0"))
        for slot in (*layout.slots, *layout.fields):
            if (slot.type, str(slot.idx)) == wanted and not _NUMBERED.fullmatch(slot.name):
                return slot.name
        return ""
