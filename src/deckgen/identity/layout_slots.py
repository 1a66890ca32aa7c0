"""Which of a template's slide layouts, and which of its slots, a new slide's placeholders are.

Editors that rename layouts leave nothing else to tell them by than where placeholders stand.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from deckgen.beyond import Seen
from deckgen.beyond.aspect import Words
from deckgen.beyond.shape_place import stands_at
from deckgen.content.shapes import Held
from deckgen.model import FIELD_TYPES, TITLE_TYPES, Box
from deckgen.ooxml import each
from deckgen.opc import Package, Part
from deckgen.package.base import Base
from deckgen.package.places import box_of


class Placed(NamedTuple):
    """A placeholder of a slide: whether it is the title, and its box in EMU."""

    title: bool
    box: Box


def placed(held: Held, part: Part, package: Package) -> Placed | None:
    """Where a shape stands that is a placeholder for the author's own content, else None."""
    ph = next(each(held.shape, "p:ph"), None)
    kind = "" if ph is None else ph.get("type", "obj")
    if kind in ("", *FIELD_TYPES):
        return None
    return Placed(kind in TITLE_TYPES, box_of(held.shape, part, package))


def layout_at(base: Base, places: Sequence[Placed], likely: str) -> str:
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


def slot_at(base: Base, layout: str, place: Placed) -> str:
    """The slot of a layout that stands there, "" where none does."""
    found = (_slot(seen, place) for name, seen in _layouts(base) if name == layout)
    return next(filter(None, found), "")


def _layouts(base: Base) -> Iterator[tuple[str, Seen]]:
    for _, layouts in base.seen.template.masters if base.seen is not None else ():
        yield from layouts.items()


def _slot(layout: Seen, place: Placed) -> str:
    shapes = ((name, words) for name, words in layout.shapes.items() if _is_slot(words, place))
    return next((name for name, words in shapes if stands_at(words, place.box)), "")


def _is_slot(words: Words, place: Placed) -> bool:
    kind = words.get("placeholder", "").partition(" ")[0]
    return kind not in ("", *FIELD_TYPES) and (kind in TITLE_TYPES) == place.title
