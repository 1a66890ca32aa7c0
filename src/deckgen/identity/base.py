"""Finding the base of a presentation: the one it keeps, or the one that it shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from deckgen import package as packages
from deckgen import pattern
from deckgen.beyond import snapshot
from deckgen.content.base import Page
from deckgen.content.shapes import survey
from deckgen.ooxml import Element, each, integer, whole
from deckgen.opc import Package, Part
from deckgen.package import base, marks
from deckgen.package.base import NO_BOX, Base, Place
from deckgen.package.forms import forms
from deckgen.package.keeping import NOTES
from deckgen.package.places import Places, box_of, notes_shape
from deckgen.template import Template


def base_in(package: Package) -> Base | None:
    """The base that a package keeps, None where it keeps none that is whole."""
    found = base.read(package)
    return found if isinstance(found, Base) else None


def base_shown(package: Package) -> Base:
    """The base of a package as deckgen built it: the one it keeps, else what it shows."""
    kept = base_in(package)
    if kept is not None:
        return kept
    plan = packages.read(package)
    named = pattern.named_slides(package)
    parts = {name: part for name, (_, part) in named.items()}
    places = Places(package)
    return Base(
        plan=plan,
        layouts=tuple(Template.of(package).layouts),
        numbers={name: found for name, (n, _) in named.items() if (found := whole(n)) is not None},
        creations={name: marks.slide_creation(part) for name, part in parts.items()},
        places={
            (name, slot): place
            for name, part in parts.items()
            for slot, place in _places(part, Page(package, part, plan.language, parts), places)
        },
        forms={name: forms(part, package) for name, part in parts.items()},
        seen=snapshot(package, parts, _slots(package, parts, plan.language)),
    )


def _slots(
    package: Package, parts: Mapping[str, Part], language: str
) -> dict[str, dict[Element, str]]:
    """The shapes of each slide that hold content, with their slots' names."""
    surveyed = {
        name: survey(part.root, Page(package, part, language, parts)).held
        for name, part in parts.items()
    }
    return {
        name: {item.shape: item.name for item in held if not item.content.is_blank()}
        for name, held in surveyed.items()
    }


def _places(part: Part, page: Page, places: Places) -> Iterator[tuple[str, Place]]:
    for held in survey(part.root, page).held:
        box = box_of(held.shape, part, page.package)
        ph = next(each(held.shape, "p:ph"), None)
        kind, idx = ("", 0) if ph is None else (ph.get("type", "obj"), integer(ph, "idx"))
        yield held.name, Place(kind, idx, box, places.of(held.shape, part, box))
    for notes in page.package.related(part, "notesSlide"):
        shape = notes_shape(notes)
        if shape is not None:
            yield NOTES, Place("body", inherited=places.of(shape, notes, NO_BOX))
