"""What is kept of a deck while it is written: the plan, and where its slots stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from deckgen.content.base import Page, properties
from deckgen.content.shapes import survey
from deckgen.ooxml import Element, each, find, integer
from deckgen.opc import Part
from deckgen.package import marks
from deckgen.package.base import NO_BOX, Base, Place
from deckgen.package.forms import forms
from deckgen.package.places import Places, box_of, notes_shape
from deckgen.plan import Plan, Slide
from deckgen.template import Template

Stood = dict[str, tuple[Slide, tuple[tuple[str, Place], ...]]]
"""Where the slots of slides stand, by the slides' ids, each with the plan it was found for."""

NOTES = "notes"
"""The slot of a slide's notes; no shape is called so, for it is a word of ours."""


def base_of(
    plan: Plan,
    template: Template,
    parts: Mapping[str, Part],
    numbers: Mapping[str, int],
    places: Places,
    stood: Stood,
) -> Base:
    """The base of a plan that was written to the slides in `parts`.

    `stood` are the places on slides of layouts that were written before, on the same template.
    """
    found: dict[tuple[str, str], Place] = {}
    for slide in plan.slides:
        kept = stood.get(slide.id)
        if kept is None or kept[0] is not slide or slide.like:
            kept = (slide, tuple(_places(slide, parts[slide.id], template, places, parts)))
            stood[slide.id] = kept
        found |= {(slide.id, slot): place for slot, place in kept[1]}
    return Base(
        plan=plan,
        layouts=tuple(template.layouts),
        numbers=dict(numbers),
        creations=_creations(parts),
        places=found,
        forms={s.id: forms(parts[s.id], template.package) for s in plan.slides if s.like},
    )


def _creations(parts: Mapping[str, Part]) -> dict[str, int]:
    """The creation ids of slides that had one of their own, as pattern slides do."""
    found = {name: marks.slide_creation(part) for name, part in parts.items()}
    return {name: number for name, number in found.items() if number != marks.creation_of(name)}


def _places(
    slide: Slide, part: Part, template: Template, known: Places, parts: Mapping[str, Part]
) -> Iterator[tuple[str, Place]]:
    package = template.package
    layout = None if slide.like else template.layouts[slide.layout]
    for name, shape in shapes_of(slide, part, Page(package, part, "", parts)).items():
        slot = layout.slot(name) if layout else None
        box = slot.box if slot else box_of(shape, part, package)
        ph = next(each(shape, "p:ph"), None)
        kind, idx = ("", 0) if ph is None else (ph.get("type", "obj"), integer(ph, "idx"))
        yield name, Place(kind, idx, box, known.of(shape, part, box))
    for notes in package.related(part, "notesSlide"):
        held = notes_shape(notes)
        if held is not None:
            yield NOTES, Place("body", inherited=known.of(held, notes, NO_BOX))


def shapes_of(slide: Slide, part: Part, page: Page) -> dict[str, Element]:
    """The shapes of a written slide by their slots."""
    wanted = {name for name, _ in slide.slots}
    if slide.like:
        held = survey(part.root, page, dict(slide.names)).held
        return {item.name: item.shape for item in held if item.name in wanted}
    tree = find(part.root, "p:cSld/p:spTree")
    found = {}
    for shape in tree if tree is not None else ():
        about = properties(shape)
        if about is not None and about.get("name") in wanted:
            found[about.get("name", "")] = shape
    return found
