"""How what two presentations show beside their plans differs, in sentences.

Editors of two kinds save presentations. Those that keep every part that was not edited
(PowerPoint, deckgen) are compared property by property. Others, such as LibreOffice, write every
part again in their own words (`rewritten`): only what survives that is compared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from typing import Any

from msgspec import Struct

from deckgen.content.groups import is_frame
from deckgen.deck.order import moved
from deckgen.review import drawings
from deckgen.review import snapshot as snapshot_room
from deckgen.review.snapshot import SheetSnapshot, TemplateSnapshot
from deckgen.review.snapshot.model import DIGEST, DrawnShape, Property, Values, quoted
from deckgen.review.snapshot.shapes import (
    BOXES,
    FIGURES,
    OBJECT,
    PLACEHOLDER,
    moved_with_group,
)
from deckgen.review.snapshot.words import WORDS


class UntrackedChange(Struct, frozen=True):
    """A change that no plan holds, for a person to see to; `what` is a sentence without a stop.

    `slide` is an id, "" for the deck and its template; `shape` is the name of a slot or a shape,
    "" for the whole slide. `held` says that a plan holds it after all, so that it can be pulled.
    """

    slide: str
    shape: str
    what: str
    held: bool = False

    def __str__(self) -> str:
        return f"slide `{self.slide}`: {self.what}" if self.slide else self.what


class Comparer(Struct, frozen=True):
    """Compares what two presentations show.

    `keys` are the properties that both snapshots have. `rewritten` says that an editor saved the
    second one that writes every part again.
    """

    keys: frozenset[str]
    rewritten: bool = False

    def properties(
        self,
        properties: Iterable[Property[Any]],
        was: Values,
        now: Values,
        owner: str = "",
        expected: Sequence[Values] = (),
        *,
        planned: bool = False,
    ) -> Iterator[str]:
        """The differences of some properties, each as a sentence.

        `was` and `now` are the values before and after, by property; `owner` is the name of the
        shape that has them, "" for a sheet, a theme or the deck. Values that are `expected` of it
        are no differences, nor is what the plan of a slot tells (`planned`).
        """
        keys = () if was == now else dict.fromkeys((*was, *now))
        for prop in properties:
            same = prop.rewritten if self.rewritten else prop.same
            if same is None or prop.key not in self.keys:
                continue
            for key in keys:
                own, _, which = key.partition(".")
                before, after = was.get(key, ""), now.get(key, "")
                if own != prop.key or before == after or same(before, after):
                    continue
                if planned and prop.planned(which, was, now):
                    continue
                if not any(same(values.get(key, ""), after) for values in expected):
                    yield prop.describe(which, before, after, owner)

    def sheets(
        self,
        was: SheetSnapshot,
        now: SheetSnapshot,
        slide: str = "",
        slots: Set[str] = frozenset(),
        fields: Set[str] = frozenset(),
        built: Callable[[str], drawings.ShapeValues | None] = lambda _slot: None,
    ) -> Iterator[UntrackedChange]:
        """The differences of two sheets: slides of that id, slide layouts or slide masters ("").

        The `slots` are shapes that plans hold, so that they come and go is not reported here.
        `fields` are dates, footers and slide numbers, whose order some editors change. `built`
        gives what a build would draw in the group of a slot, None where that is as it was.
        """
        of_sheet, of_shape = _OF_SLIDE if slide else _OF_LAYOUT
        now = drawings.sheet_as_named(now, was, slots) if self.rewritten else now
        drawn = drawings.owners(was, now, slots) if WORDS in self.keys else ()
        for owner in drawn:
            old, new = (drawings.inside(seen, owner) for seen in (was, now))
            drawing = drawings.DrawnGroup(old, drawings.as_named(new, old), built(owner) or old)
            for what in self._drawing(owner, drawing):
                yield UntrackedChange(slide, owner, what)
        # Bases of early versions have the shapes of icons, but not of maps and diagrams.
        told = slots if WORDS in self.keys else slots - {*drawings.members(was, slots).values()}
        was, now = (drawings.outside(seen, told, drawn) for seen in (was, now))
        for what in self.properties(of_sheet, was.words, now.words):
            yield UntrackedChange(slide, "", what)
        for name, before in was.shapes.items():
            if name in now.shapes:
                compared = self._compared(name, was, now, of_shape)
                held, shown = name in slots, now.shapes[name]
                for what in self.properties(compared, before, shown, name, planned=held):
                    yield UntrackedChange(slide, name, what)
        for name, what in self._added_and_removed(was.shapes, now.shapes, slots):
            yield UntrackedChange(slide, name, what)
        for name, what in self._order(was.shapes, now.shapes, fields):
            yield UntrackedChange(slide, name, what)

    def _drawing(self, owner: str, drawing: drawings.DrawnGroup) -> Iterator[str]:
        """What was changed in the group that deckgen drew for an owner, and a build makes undone.

        Editors fit a group to the shapes in it, so the first of these tells where the group is. The
        box of a slot's, which has a frame, is held by plans.
        """
        was, now = (SheetSnapshot(shapes=shapes) for shapes in (drawing.was, drawing.now))
        both = [name for name in drawing.now if name in drawing.was]
        frame = next(iter(both), "")
        for name in both:
            sides = drawing.was[name], drawing.now[name]
            if sides[0] == sides[1]:
                continue
            expected = drawing.expected(name)
            for prop in self._compared(name, was, now, snapshot_room.SHAPE, frame):
                if not (name == frame and is_frame(name) and prop.key in BOXES):
                    named = owner if name == frame and prop.key in BOXES else name
                    yield from self.properties((prop,), *sides, named, expected)
        inside = f"in `{owner}`"
        for name in drawing.gone():
            yield f"the {_kind(drawing.was[name])} `{name}` {inside} is gone"
        for name in drawing.added():
            words = drawing.now[name].get(WORDS, "")
            says = f" that says {quoted(words)}" if words and words[0] != DIGEST else ""
            yield f"the {_kind(drawing.now[name])} `{name}`{says} {inside} is new"
        order = [name for name in drawing.built if name in both]
        if [name for name in both if name in drawing.built] != order:
            yield from (what for _, what in self._order(drawing.was, drawing.now, frozenset()))

    def _compared(
        self,
        name: str,
        was: SheetSnapshot,
        now: SheetSnapshot,
        properties: Sequence[Property[DrawnShape]],
        frame: str = "",
    ) -> Sequence[Property[DrawnShape]]:
        """The properties to compare of a shape that both sheets have.

        `frame` is a shape that moves with all others of its group, "" where the group itself does.
        """
        if self.rewritten and _kind(was.shapes[name]) == OBJECT:
            return [prop for prop in properties if prop.key == FIGURES]
        if (frame or not self.rewritten) and _moved_with_group(name, was, now, frame):
            return [prop for prop in properties if prop.key not in BOXES]
        return properties

    def _added_and_removed(
        self, was: Mapping[str, Values], now: Mapping[str, Values], slots: Set[str]
    ) -> Iterator[tuple[str, str]]:
        removed = {n: _kind(w) for n, w in was.items() if n not in now and n not in slots}
        added = {n: _kind(w) for n, w in now.items() if n not in was and n not in slots}
        if self.rewritten:
            removed, added = _comparable(removed, added)
        for name, what in _comings_and_goings(was, now, removed, added):
            yield name, f"the {removed.get(name) or added[name]} `{name}` {what}"

    def _order(
        self, was: Mapping[str, Values], now: Mapping[str, Values], fields: Set[str]
    ) -> Iterator[tuple[str, str]]:
        """The shapes whose place from back to front changed: as few as explain the new order."""
        order = [name for name in now if name in was and not (self.rewritten and name in fields)]
        for name in moved(list(was), order):
            at = order.index(name)
            place = f"in front of `{order[at - 1]}`" if at else "behind all others"
            yield name, f"`{name}` lies {place} now"


_OF_SLIDE = (snapshot_room.SHEET, snapshot_room.SHAPE)
_OF_LAYOUT = (snapshot_room.MASTER, (*snapshot_room.SHAPE, *snapshot_room.LAYOUT_SHAPE))
"""The properties of slide layouts and masters, and those of their shapes."""


def _comings_and_goings(
    was: Mapping[str, object],
    now: Mapping[str, object],
    removed: Iterable[str],
    added: Iterable[str],
) -> Iterator[tuple[str, str]]:
    """What became of the removed and added ones by name: one that is equal was renamed."""
    new = list(added)
    for name in removed:
        renamed = next((other for other in new if now[other] == was[name]), None)
        if renamed is None:
            yield name, "is gone"
        else:
            new.remove(renamed)
            yield name, f"is called `{renamed}` now"
    yield from ((name, "is new") for name in new)


def _moved_with_group(name: str, was: SheetSnapshot, now: SheetSnapshot, frame: str) -> bool:
    """Whether the box of a shape changed only as that of the group around it, or a frame, did."""
    before, after = was.shapes[name], now.shapes[name]
    group = before.get("group", "")
    if name == frame or not group or group != after.get("group"):
        return False
    around = (one for one in (frame, group) if one in was.shapes and one in now.shapes)
    return any(moved_with_group(before, was.shapes[one], after, now.shapes[one]) for one in around)


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


def template_changes(
    comparer: Comparer, was: TemplateSnapshot, now: TemplateSnapshot
) -> Iterator[str]:
    """The differences of two templates' masters, each as a sentence; none from an unknown one."""
    if not was:
        return
    compare = _theme_changes if comparer.rewritten else _master_changes
    for what in dict.fromkeys(compare(comparer, was, now)):
        yield f"{what}{_IN_TEMPLATE}"


def _theme_changes(
    comparer: Comparer, was: TemplateSnapshot, now: TemplateSnapshot
) -> Iterator[str]:
    """How each theme differs from the nearest earlier one.

    LibreOffice makes a slide master of each slide layout, so masters have no counterparts.
    """
    for master, _ in now:
        found = [
            list(comparer.properties(snapshot_room.THEME, before.words, master.words))
            for before, _ in was
        ]
        yield from min(found, key=len, default=[])


def _master_changes(
    comparer: Comparer, was: TemplateSnapshot, now: TemplateSnapshot
) -> Iterator[str]:
    for number, ((old, layouts), (new, new_layouts)) in enumerate(zip(was, now, strict=False), 1):
        owner = "the slide master" if len(was) == 1 else f"slide master {number}"
        yield from comparer.properties(snapshot_room.THEME, old.words, new.words)
        for change in comparer.sheets(old, new):
            yield f"{owner}: {change.what}"
        removed = [name for name in layouts if name not in new_layouts]
        added = [name for name in new_layouts if name not in layouts]
        for name, what in _comings_and_goings(layouts, new_layouts, removed, added):
            yield f"the slide layout `{name}` {what}"
        for name, layout in new_layouts.items():
            for change in comparer.sheets(layouts[name], layout) if name in layouts else ():
                yield f"the slide layout `{name}`: {change.what}"
    for number in range(len(was), len(now)):
        yield f"slide master {number + 1} is new"
    for number in range(len(now), len(was)):
        yield f"slide master {number + 1} is gone"
