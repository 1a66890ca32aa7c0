"""Which shape of an edited slide is which slot, and which slide layout of the template it is on.

Shapes are known by their tags, names and placeholders, else by position and content. Also here:
how similar two texts are, by the words they share.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from msgspec import Struct, field

from deckgen.appearance.inheritance import box_of
from deckgen.appearance.shapes import (
    FIELD_TYPES,
    TITLE_TYPES,
    Box,
    masters,
    placeholder_key,
    placeholder_of,
    placeholder_type,
)
from deckgen.content import Content, Page
from deckgen.content.registry import SlotShape, scan_slide
from deckgen.opc.package import Package
from deckgen.opc.part import Part
from deckgen.opc.xml import Element
from deckgen.plan import Slide
from deckgen.review.base import Base, SlotPlace
from deckgen.review.snapshot import SheetSnapshot
from deckgen.review.snapshot.model import Values
from deckgen.review.snapshot.shapes import has_box
from deckgen.source.cell_formats import EPOCH, parse_day
from deckgen.source.keys import unused
from deckgen.template import Template

_WORD = re.compile(r"\w+|[^\w\s]")
_TITLE_WEIGHT = 3


def words_of(content: Content) -> Counter[str]:
    """The words of a content in lower case, each with how often it occurs.

    A day that is all of a text is the number of the day, which LibreOffice makes of it in charts.
    """
    found: Counter[str] = Counter()
    for line in content.paragraphs():
        day = parse_day(line.text)
        number = [] if day is None else [str((day - EPOCH).days)]
        found.update(number or _WORD.findall(line.text.casefold()))
    return found


def title_words(title: str) -> Counter[str]:
    """What is added to the words of a slide so that those of its title count three times."""
    found: Counter[str] = Counter()
    for word in _WORD.findall(title.casefold()):
        found[word] += _TITLE_WEIGHT - 1
    return found


def word_similarity(first: Counter[str], second: Counter[str]) -> float:
    """The share of words that two texts have in common, from 0 to 1 (Dice's coefficient)."""
    total = first.total() + second.total()
    if not total:
        return 1.0
    return 2 * shared_words(first, second) / total


def shared_words(first: Counter[str], second: Counter[str]) -> int:
    """How many words two texts have in common."""
    return sum(min(count, second[word]) for word, count in first.items())


# Shapes and slots.


_ROUNDING = 2000
"""How far editors move a box by rounding, in EMU: a few hundredths of a millimetre."""
_ENOUGH = 0.4
"""From this score on, a shape that nothing else tells is matched with a slot."""


class ShapeMatcher(Struct):
    """Finds which shape of a slide is which slot of a slide of the base.

    `place` gives the place of a slot when the deck was built; `tags` are the slots that shapes are
    tagged with, by the shapes' ids. `same_layout` says whether the slide still has the layout it
    was built on; `layout_slot` gives the name that the slide's layout has for a shape, "" for
    none. `new` says that `slide` is not this slide but another one on the same layout: then the
    layout decides first. `found` are the shapes by slot, as far as they are matched.
    """

    slide: Slide
    place: Callable[[str], SlotPlace]
    tags: Mapping[int, str]
    same_layout: bool
    layout_slot: Callable[[SlotShape], str]
    new: bool = False
    numbered: bool = True
    found: dict[str, SlotShape] = field(default_factory=dict)

    def match(self, shapes: Sequence[SlotShape]) -> dict[str, int]:
        """The ids of the slide's shapes by slot.

        A new shape gets the name that its layout has for it, else its own.
        """
        if self.new:
            for item in shapes:
                self.found.setdefault(self.layout_slot(item), item)
            self.found.pop("", None)
        self._match_by(shapes, lambda item: self.tags.get(item.id, ""))
        if self.numbered and not self.new:
            numbered = {number: slot for slot, number in self.slide.names}
            self._match_by(shapes, lambda item: numbered.get(item.id, ""))
        self._match_by(shapes, lambda item: item.name if item.own else "")
        self._match_by(shapes, self._slot_of_type)
        if self.same_layout:
            self._match_by(shapes, self._slot_of_index)
        self._match_similar(shapes)
        if self.new and not self.same_layout:
            self._match_in_order(shapes)
        names = {slot: item.id for slot, item in self.found.items()}
        known = set(names.values())
        for item in shapes:
            if item.id not in known:
                wanted = self.layout_slot(item)
                name = wanted if wanted and wanted not in names else item.name
                names[unused(name, names.__contains__, "{} ({})")] = item.id
        return names

    def _open_slots(self) -> list[str]:
        return [slot for slot, _ in self.slide.slots if slot not in self.found]

    def _unmatched(self, shapes: Sequence[SlotShape]) -> list[SlotShape]:
        matched = {item.id for item in self.found.values()}
        return [item for item in shapes if item.id not in matched]

    def _match_by(self, shapes: Sequence[SlotShape], slot_of: Callable[[SlotShape], str]) -> None:
        """Match each open slot with the shape that `slot_of` names it for.

        Of several shapes it is the one that is most similar.
        """
        candidates: dict[str, list[SlotShape]] = {}
        for item in self._unmatched(shapes):
            candidates.setdefault(slot_of(item), []).append(item)
        for slot in self._open_slots():
            items = candidates.get(slot, [])
            if len(items) == 1:
                self.found[slot] = items[0]
            elif items:
                self.found[slot] = max(items, key=lambda item: self._score(slot, item))

    def _slot_of_type(self, item: SlotShape) -> str:
        kind = placeholder_type(item.shape)
        for slot in self._open_slots():
            wanted = self.place(slot).type
            if kind and (
                (kind in FIELD_TYPES and kind == wanted)
                or (kind in TITLE_TYPES and wanted in TITLE_TYPES)
            ):
                return slot
        return ""

    def _slot_of_index(self, item: SlotShape) -> str:
        ph = placeholder_of(item.shape)
        if ph is None:
            return ""
        for slot in self._open_slots():
            place = self.place(slot)
            if place.type and placeholder_key(ph) == (place.type, place.idx):
                return slot
        return ""

    def _match_similar(self, shapes: Sequence[SlotShape]) -> None:
        """Match by position and content, the most similar first."""
        unmatched = self._unmatched(shapes)
        scores = sorted(
            (-score, i, j, slot)
            for i, slot in enumerate(self._open_slots())
            for j, item in enumerate(unmatched)
            if _is_compatible(item, self.place(slot))
            and (score := self._score(slot, item)) >= _ENOUGH
        )
        matched: set[int] = set()
        for _, _, j, slot in scores:
            if slot not in self.found and j not in matched:
                self.found[slot] = unmatched[j]
                matched.add(j)

    def _match_in_order(self, shapes: Sequence[SlotShape]) -> None:
        """Match the unmatched placeholders for content with the largest open slots, in order."""
        items = [
            item
            for item in self._unmatched(shapes)
            if _is_for_content(placeholder_type(item.shape))
        ]
        slots = [slot for slot in self._open_slots() if _is_for_content(self.place(slot).type)]
        boxes = {slot: self.place(slot).box for slot in slots}
        slots.sort(key=lambda slot: -boxes[slot].width * boxes[slot].height)
        largest = sorted(slots[: len(items)], key=lambda slot: (boxes[slot].y, boxes[slot].x))
        self.found |= dict(zip(largest, items, strict=False))

    def _score(self, slot: str, item: SlotShape) -> float:
        """How similar a shape is to a slot: up to 1 for what it holds, and 1 for the same position.

        What has no words, such as a picture, is the same or another one.
        """
        before = self.slide.content(slot)
        if before is None or before.key != item.content.key:
            return 0.0
        was: Counter[str] = words_of(before)
        now = words_of(item.content)
        place = self.place(slot)
        if was or now:
            alike = word_similarity(was, now)
        else:
            alike = float(item.content.normalized(before, place.inherited) == before)
        return 0.99 * alike + _near(place.box, item.box)


def is_title(shape: Element) -> bool:
    """Whether a shape is the title of its slide."""
    return placeholder_type(shape) in TITLE_TYPES


def is_field(shape: Element) -> bool:
    """Whether a shape is the date, the footer or the slide number of its slide."""
    return placeholder_type(shape) in FIELD_TYPES


def _is_for_content(kind: str) -> bool:
    return kind not in ("", *TITLE_TYPES, *FIELD_TYPES)


def _is_compatible(item: SlotShape, place: SlotPlace) -> bool:
    """Whether a shape can be a slot: titles and fields never become something else."""
    if place == SlotPlace():  # of which nothing is known
        return True
    types = {placeholder_type(item.shape), place.type}
    return len(types) == 1 or not types & {*FIELD_TYPES, *TITLE_TYPES}


def _near(first: Box, second: Box) -> bool:
    if not (first.width and second.width):
        return False
    return all(abs(a - b) <= _ROUNDING for a, b in zip(first, second, strict=True))


# Slide layouts known by the positions of placeholders, where an editor renamed them.


class PlacedPlaceholder(NamedTuple):
    """A placeholder of a slide: whether it is the title, and its box in EMU."""

    title: bool
    box: Box


def placed_placeholder(item: SlotShape, part: Part, package: Package) -> PlacedPlaceholder | None:
    """A shape as a placeholder; None for dates, footers, slide numbers and other shapes."""
    kind = placeholder_type(item.shape)
    if kind in ("", *FIELD_TYPES):
        return None
    return PlacedPlaceholder(kind in TITLE_TYPES, box_of(item.shape, part, package))


def layout_at(base: Base, places: Sequence[PlacedPlaceholder], likely: str) -> str:
    """The name of the layout that has slots at the most of these places.

    It is `likely` unless another one has more, and "" where none has any.
    """
    counted = {
        name: sum(bool(_slot(seen, place)) for place in places) for name, seen in _layouts(base)
    }
    best = max(counted.values(), default=0)
    if not best:
        return ""
    return likely if counted.get(likely) == best else next(n for n in counted if counted[n] == best)


def slot_at(base: Base, layout: str, place: PlacedPlaceholder) -> str:
    """The slot that a layout has at that place, "" where it has none."""
    found = (_slot(seen, place) for name, seen in _layouts(base) if name == layout)
    return next(filter(None, found), "")


def _layouts(base: Base) -> Iterable[tuple[str, SheetSnapshot]]:
    return () if base.seen is None else base.seen.layouts()


def _slot(layout: SheetSnapshot, place: PlacedPlaceholder) -> str:
    shapes = ((name, words) for name, words in layout.shapes.items() if _is_slot(words, place))
    return next((name for name, words in shapes if has_box(words, place.box)), "")


def _is_slot(words: Values, place: PlacedPlaceholder) -> bool:
    kind = words.get("placeholder", "").partition(" ")[0]
    return kind not in ("", *FIELD_TYPES) and (kind in TITLE_TYPES) == place.title


# Slide layouts under the names of the template.


_NUMBERED = re.compile(r"PlaceHolder \d+")
"""A name that LibreOffice gives to placeholders."""


class LayoutMatcher:
    """Finds which layout of the template the slides of an edited presentation are on.

    LibreOffice makes a master of every layout and renames it; then the slides that were built
    on the layout tell which one it was.
    """

    def __init__(
        self, template: Template, base: Base, known: Iterable[tuple[str, Part]], *, renamed: bool
    ) -> None:
        """`template` are the layouts of the presentation; `known` are slides of it with their ids
        in the base.

        `renamed` says that the editor gave the layouts names of its own.
        """
        self._template, self._base, self._renamed = template, base, renamed
        self._package = template.package
        self._votes: dict[str, Counter[str]] = {}
        for name, part in known:
            before = base.plan.slide(name)
            if before is None:
                continue
            for sheet in self._sheets(part):
                self._votes.setdefault(sheet, Counter())[before.layout] += 1
        self._masters = self._in_order() if renamed else {}

    def _in_order(self) -> dict[str, str]:
        """The layouts that LibreOffice made the masters of, by the names of their parts.

        It makes them in the order in which the slides of the deck that was sent use the layouts,
        and keeps them. Nothing where most of the known slides, or the count of masters, speak
        against it.
        """
        layouts = list(dict.fromkeys(slide.layout for slide in self._base.plan.slides))
        names = [master.name for master in masters(self._package)]
        if len(names) != len(layouts):
            return {}
        found = dict(zip(names, layouts, strict=True))
        votes = [(layout, self._votes.get(name, Counter())) for name, layout in found.items()]
        agree = sum(counted[layout] for layout, counted in votes)
        return found if 2 * agree > sum(counted.total() for _, counted in votes) else {}

    def _of_master(self, part: Part) -> str:
        """The layout that the master of a slide was made of, "" if that is not known."""
        found = (self._masters[name] for name in self._sheets(part) if name in self._masters)
        return next(found, "")

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

    def own_name(self, part: Part) -> str:
        """The name that the presentation itself has for the layout of the slide in `part`."""
        found = self._template.layout_of(self._part(part))
        return found.name if found else ""

    def in_template(self, name: str, part: Part) -> str:
        """The name in the template of the layout of a slide; `name` is the slide's id."""
        own = self.own_name(part)
        if own in self._base.layouts and not self._renamed:
            return own
        before = self._base.plan.slide(name)
        if before is not None:
            return self._of_master(part) or before.layout
        likely = self.inferred(part)
        places = self._places(part) if self._renamed else []
        return layout_at(self._base, places, likely) or likely or own

    def _places(self, part: Part) -> list[PlacedPlaceholder]:
        shapes = scan_slide(
            part.root, Page(self._package, part, self._base.plan.language)
        ).slot_shapes
        found = (placed_placeholder(item, part, self._package) for item in shapes)
        return [place for place in found if place is not None]

    def inferred(self, part: Part) -> str:
        """The name in the template of the layout of the slide in `part`, "" if nothing tells it.

        What tells it is the layout's own name, else the known slides that are on it, else those
        on other layouts of its master.
        """
        own = self.own_name(part)
        if own in self._base.layouts and not self._renamed:
            return own
        votes = (self._votes[sheet] for sheet in self._sheets(part) if sheet in self._votes)
        return next((counted.most_common(1)[0][0] for counted in votes), "")

    def slot(self, name: str, part: Part, item: SlotShape) -> str:
        """The slot of the layout that a shape of the slide with the id `name` fills, else ""."""
        if self._renamed:
            place = placed_placeholder(item, part, self._package)
            return "" if place is None else slot_at(self._base, self.in_template(name, part), place)
        layout = self._template.layout_of(self._part(part))
        ph = placeholder_of(item.shape)
        if layout is None or ph is None:
            return ""
        wanted = placeholder_key(ph)
        for slot in (*layout.slots, *layout.fields):
            if (slot.type, slot.idx) == wanted and not _NUMBERED.fullmatch(slot.name):
                return slot.name
        return ""
