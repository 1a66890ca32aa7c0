"""The base of a presentation that keeps none, made of what the presentation shows."""

from __future__ import annotations

from collections.abc import Mapping

from deckgen import template
from deckgen.appearance.text import TextInheritance
from deckgen.appearance.theme import Memory
from deckgen.content.registry import scan_slide
from deckgen.opc.package import Package
from deckgen.opc.xml import Element, whole
from deckgen.presentation import marks
from deckgen.presentation import read as presentation_read
from deckgen.presentation.read import Pages
from deckgen.review import snapshot
from deckgen.review.base import Base, SlotPlace, base_in, slot_places
from deckgen.review.forms import forms_on
from deckgen.template import Template


def base_of(package: Package) -> Base:
    """The base that is stored in a package, else one made from what the package shows.

    The package must not change while that one is in use: slides are looked at when they are asked
    for.
    """
    known = base_in(package)
    if known is not None:
        return known
    plan = presentation_read.read(package)
    named = template.named_slides(package)
    parts = {name: part for name, (_, part) in named.items()}
    pages = Pages.of(package, plan.language, parts)
    inheritance, memory = TextInheritance(package), Memory()
    places: dict[tuple[str, str], SlotPlace] = {}
    for name, part in parts.items():
        items = scan_slide(part.root, pages.page(part)).slot_shapes
        shapes = {item.name: item.shape for item in items}
        for slot, place in slot_places(shapes, part, package, inheritance, {}):
            places[name, slot] = place

    def slots(name: str) -> Mapping[Element, str]:
        items = scan_slide(parts[name].root, pages.page(parts[name])).slot_shapes
        return {item.shape: item.name for item in items if not item.content.is_blank()}

    return Base(
        plan=plan,
        layouts=tuple(Template.of(package).layouts),
        numbers={name: found for name, (n, _) in named.items() if (found := whole(n)) is not None},
        creations={name: marks.slide_creation(part) for name, part in parts.items()},
        places=places,
        forms={name: forms_on(pages.page(part), memory) for name, part in parts.items()},
        seen=snapshot.snapshot(package, parts, slots),
        digests={name: pages.digest(part) for name, part in parts.items()},
    )
