"""All that a presentation shows beside what its plan holds, as words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from deckgen.beyond import looked_at
from deckgen.beyond.aspect import Aspect, Words
from deckgen.beyond.subjects import Look, Sheet, drawn
from deckgen.ooxml import Element, find
from deckgen.opc import Package, Part
from deckgen.template import masters

V = TypeVar("V")
ALL = frozenset(looked_at.KEYS)
"""The keys of all aspects."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A sheet as it shows: its own words, and its shapes' by their names, from back to front."""

    words: Words = field(default_factory=dict)
    shapes: Mapping[str, Words] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Template:
    """What a presentation shows that is its template's: its masters in order, each with its
    layouts by their names."""

    masters: tuple[tuple[Seen, Mapping[str, Seen]], ...] = ()


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a presentation shows. `keys` are the aspects that were looked at, `slides` by id."""

    keys: frozenset[str]
    deck: Words = field(default_factory=dict)
    template: Template = field(default_factory=Template)
    slides: Mapping[str, Seen] = field(default_factory=dict)


def snapshot(
    package: Package, slides: Mapping[str, Part], slots: Mapping[str, Mapping[Element, str]]
) -> Snapshot:
    """The snapshot of a presentation.

    `slides` are the parts of its slides by their ids, `slots` for each the shapes that plans
    hold with their slots' names.
    """
    look = looked(package, slides)
    return Snapshot(
        ALL,
        deck(look),
        template(look),
        {name: slide(look, part, slots.get(name, {})) for name, part in slides.items()},
    )


def looked(package: Package, slides: Mapping[str, Part]) -> Look:
    """A package to look at, which must not change meanwhile."""
    return Look(package, {part.name: name for name, part in slides.items()})


def deck(look: Look) -> Words:
    """What the presentation is as a whole."""
    return _words(looked_at.DECK, look)


def slide(look: Look, part: Part, slots: Mapping[Element, str]) -> Seen:
    """What a slide shows."""
    sheet = Sheet(look, part)
    return Seen(
        _words(looked_at.SHEET, sheet),
        {shape.name: _words(looked_at.SHAPE, shape) for shape in drawn(sheet, slots)},
    )


def template(look: Look) -> Template:
    """What the masters and their layouts show."""
    found = []
    for part in masters(look.package):
        layouts: dict[str, Seen] = {}
        for layout in look.package.related(part, "slideLayout"):
            name = _name(layout)
            while name in layouts:
                name += "'"
            layouts[name] = _sheet(Sheet(look, layout), looked_at.LAYOUT)
        found.append((_sheet(Sheet(look, part), (*looked_at.MASTER, *looked_at.THEME)), layouts))
    return Template(tuple(found))


def _name(layout: Part) -> str:
    common = find(layout.root, "p:cSld")
    return (common.get("name", "") if common is not None else "") or layout.name.rpartition("/")[2]


def _sheet(sheet: Sheet, aspects: Iterable[Aspect[Sheet]]) -> Seen:
    of_shapes = (*looked_at.SHAPE, *looked_at.LAYOUT_SHAPE)
    return Seen(
        _words(aspects, sheet),
        {shape.name: _words(of_shapes, shape) for shape in drawn(sheet, {})},
    )


def _words(aspects: Iterable[Aspect[V]], subject: V) -> dict[str, str]:
    found: dict[str, str] = {}
    for aspect in aspects:
        found |= aspect.words(subject)
    return found
