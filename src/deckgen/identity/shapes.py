"""Which shape of an edited slide is which slot of the slide that was built."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from deckgen.content.shapes import Held
from deckgen.identity.likeness import likeness, words_of
from deckgen.model import FIELD_TYPES, TITLE_TYPES, Box
from deckgen.ooxml import Element, each
from deckgen.package.base import Place
from deckgen.plan import Slide

_ROUNDING = 2000
"""How far editors move a box by rounding, in EMU: a few hundredths of a millimetre."""
_ENOUGH = 0.4


@dataclass(slots=True)
class Matcher:
    """Finds the slots of a slide's shapes.

    `place` tells where a slot stood; `tags` are the slots that shapes are marked with, by the
    shapes' ids; `laid_out` says whether the slide still has the layout it was built on, and
    `by_layout` what that layout calls a shape's placeholder. `new` says that the slide is another
    one on the same layout: then its placeholders are those of the layout in their order.
    """

    slide: Slide
    place: Callable[[str], Place]
    tags: Mapping[int, str]
    laid_out: bool
    by_layout: Callable[[Held], str]
    new: bool = False
    found: dict[str, Held] = field(default_factory=dict)

    def match(self, shapes: Sequence[Held]) -> dict[str, int]:
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

    def _left(self, shapes: Sequence[Held]) -> list[Held]:
        taken = {held.id for held in self.found.values()}
        return [held for held in shapes if held.id not in taken]

    def _by(self, shapes: Sequence[Held], slot_of: Callable[[Held], str]) -> None:
        """Give each open slot to the shape that answers to it; of several to the most alike."""
        answers: dict[str, list[Held]] = {}
        for held in self._left(shapes):
            answers.setdefault(slot_of(held), []).append(held)
        for slot in self._open():
            if slot in answers:
                self.found[slot] = max(answers[slot], key=lambda held: self._score(slot, held))

    def _by_type(self, held: Held) -> str:
        kind = _type(held.shape)
        for slot in self._open():
            wanted = self.place(slot).type
            if kind and (
                (kind in FIELD_TYPES and kind == wanted)
                or (kind in TITLE_TYPES and wanted in TITLE_TYPES)
            ):
                return slot
        return ""

    def _by_index(self, held: Held) -> str:
        ph = _placeholder(held.shape)
        if ph is None:
            return ""
        for slot in self._open():
            place = self.place(slot)
            same = (ph.get("type", "obj"), ph.get("idx", "0")) == (place.type, str(place.idx))
            if place.type and same:
                return slot
        return ""

    def _by_likeness(self, shapes: Sequence[Held]) -> None:
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

    def _by_order(self, shapes: Sequence[Held]) -> None:
        """Pair the placeholders for content that are left with the layout's largest, in order."""
        left = [held for held in self._left(shapes) if _is_for_content(_type(held.shape))]
        open_ = [slot for slot in self._open() if _is_for_content(self.place(slot).type)]
        boxes = {slot: self.place(slot).box for slot in open_}
        open_.sort(key=lambda slot: -boxes[slot].width * boxes[slot].height)
        taken = sorted(open_[: len(left)], key=lambda slot: (boxes[slot].y, boxes[slot].x))
        self.found |= dict(zip(taken, left, strict=False))

    def _score(self, slot: str, held: Held) -> float:
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


def _foreign(held: Held, place: Place) -> bool:
    """Whether a shape and a slot are of sorts that never become one another."""
    if place == Place():  # of which nothing is known
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
