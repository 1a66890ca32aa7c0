"""What is kept of a deck while it is written: the plan, and where its slots stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from deckgen.beyond import seen as sight
from deckgen.beyond.subjects import Look
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


@dataclass(frozen=True, slots=True)
class Stand:
    """Where the slots of a slide stand and what it shows beside, with the plan that this is of."""

    slide: Slide
    places: tuple[tuple[str, Place], ...]
    seen: sight.Seen


@dataclass(slots=True)
class Stood:
    """What was found out before of decks on one template: its slides by their ids, and itself."""

    slides: dict[str, Stand] = field(default_factory=dict)
    template: sight.Template | None = None


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
    look = sight.looked(template.package, parts)
    for slide in plan.slides:
        kept = stood.slides.get(slide.id)
        if kept is None or kept.slide is not slide or slide.like:
            stood.slides[slide.id] = _stand(slide, parts, template, places, look)
    if stood.template is None:
        stood.template = sight.template(look)
    stands = {slide.id: stood.slides[slide.id] for slide in plan.slides}
    return Base(
        plan=plan,
        layouts=tuple(template.layouts),
        numbers=dict(numbers),
        creations=_creations(parts),
        places={(name, slot): at for name, s in stands.items() for slot, at in s.places},
        forms={s.id: forms(parts[s.id], template.package) for s in plan.slides if s.like},
        seen=sight.Snapshot(
            sight.ALL, sight.deck(look), stood.template, {n: s.seen for n, s in stands.items()}
        ),
    )


def _creations(parts: Mapping[str, Part]) -> dict[str, int]:
    """The creation ids of slides that had one of their own, as pattern slides do."""
    found = {name: marks.slide_creation(part) for name, part in parts.items()}
    return {name: number for name, number in found.items() if number != marks.creation_of(name)}


def _stand(
    slide: Slide,
    parts: Mapping[str, Part],
    template: Template,
    places: Places,
    look: Look,
) -> Stand:
    part = parts[slide.id]
    shapes = shapes_of(slide, part, Page(template.package, part, "", parts))
    slots = {shape: name for name, shape in shapes.items()}
    return Stand(
        slide,
        tuple(_places(slide, part, template, places, shapes)),
        sight.slide(look, part, slots),
    )


def _places(
    slide: Slide, part: Part, template: Template, known: Places, shapes: Mapping[str, Element]
) -> Iterator[tuple[str, Place]]:
    package = template.package
    layout = None if slide.like else template.layouts[slide.layout]
    for name, shape in shapes.items():
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
