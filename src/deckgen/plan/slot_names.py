"""Short names of slots: `slot_names:` of deck.yaml gives them by layout and by pattern slide.

The deck, its template and so its plan have the short names; a slide's YAML may have the slots' own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from msgspec import structs

from deckgen.deck import Deck, SourceSlide
from deckgen.diagnostics import Problem, error, gather, suggest
from deckgen.opc.part import Part
from deckgen.opc.xml import each
from deckgen.plan import Plan
from deckgen.source.nodes import Node, ScalarNode
from deckgen.template import Layout, Pattern, Template, named_slides, with_slot_names

LAYOUT, LIKE = "layout", "like"
_Table = Mapping[str, ScalarNode]
"""The slots' own names by the short ones."""


def with_short_names(deck: Deck, template: Template) -> tuple[Deck, Template]:
    """The deck and its template with short names for slots.

    Raises `Problem` for names of what the template lacks, for short names that other slots have,
    and for slides that have both names of a slot.
    """
    tables = _Tables(deck, template)
    slides: list[SourceSlide] = []
    with gather() as problems:
        with problems.collect():
            tables.check()
        with problems.collect():
            layouts = {n: tables.renamed_layout(item) for n, item in template.layouts.items()}
        for slide in deck.slides:
            with problems.collect():
                slides.append(_renamed_slide(slide, tables.of(slide)))
    return (
        structs.replace(deck, slides=tuple(slides)),
        structs.replace(template, layouts=layouts),
    )


def shape_names(deck: Deck, found: Pattern, layout: str) -> Iterator[tuple[str, int]]:
    """The short names that a deck gives to shapes of a pattern slide, with the shapes' ids."""
    for short, own in _merged(deck, found.id, layout).items():
        shape = found.shape(own.text)
        if shape is not None:
            names = (item.name for item in found.slot_shapes)
            if is_taken(short, own.text, names):
                raise _taken(short, own, f"the pattern slide `{found.id}`")
            yield short, shape.id


def renamed_patterns(
    deck: Deck, template: Template, patterns: Mapping[str, Pattern]
) -> dict[str, Pattern]:
    """The pattern slides with the short names that a deck gives to their slots."""
    found = {}
    for name, item in patterns.items():
        layout = template.layout_of(item.layout)
        names = dict(shape_names(deck, item, layout.name if layout else ""))
        package, language = template.package, deck.language
        found[name] = with_slot_names(item, names, package, language) if names else item
    return found


def renamed_slides(deck: Deck, plan: Plan, template: Template) -> Plan:
    """A plan that was read from a presentation, with the deck's short names for slots.

    `template` is the deck's, with the slots' own names.
    """
    slides = []
    tables = _Tables(deck, template)
    for slide in plan.slides:
        layout = template.layouts.get(slide.layout)
        if slide.like:
            short = tables.of_pattern(slide.like)
        elif layout is None:
            short = _by_own_name(_merged(deck, "", slide.layout))
        else:
            short = _on_layout(deck, layout)
        there = {name for name, _ in slide.slots}
        slots = tuple(
            (name if short.get(name) in there else short.get(name, name), content)
            for name, content in slide.slots
        )
        now = {was: name for (was, _), (name, _) in zip(slide.slots, slots, strict=True)}
        boxes = tuple(sorted((now.get(name, name), box) for name, box in slide.boxes))
        slides.append(replace(slide, slots=slots, boxes=boxes))
    return structs.replace(plan, slides=tuple(slides))


def _merged(deck: Deck, pattern: str, layout: str) -> _Table:
    tables = deck.slot_names
    return {**tables.get(f"{LAYOUT} {layout}", {}), **tables.get(f"{LIKE} {pattern}", {})}


def _by_own_name(table: _Table) -> dict[str, str]:
    return {own.text: name for name, own in table.items()}


def _on_layout(deck: Deck, layout: Layout) -> dict[str, str]:
    """The short names of a layout's slots by its own names for them.

    A name of pattern slides that the layout has under one other number (`Title 3`, of which it has
    `Title 1` alone) stands for that slot: so a new slide says the short names that the others say.
    """
    names = [slot.name for slot in (*layout.slots, *layout.fields)]
    short = _by_own_name(deck.slot_names.get(f"{LAYOUT} {layout.name}", {}))
    found = {own: name for own, name in short.items() if own in names}
    for own, name in short.items():
        alike = [item for item in names if without_number(item) == without_number(own)]
        if own not in names and len(alike) == 1 and not is_taken(name, alike[0], names):
            found.setdefault(alike[0], name)
    return found


def without_number(name: str) -> str:
    """A shape's name without the number that PowerPoint puts behind it."""
    return _NUMBER.sub("", name)


_NUMBER = re.compile(r" \d+$")


class _Tables:
    """The short names of a deck, as they hold for its slides."""

    def __init__(self, deck: Deck, template: Template) -> None:
        self.deck, self.template = deck, template
        self.parts = {name: part for name, (_, part) in named_slides(template.package).items()}

    def check(self) -> None:
        """Raise `Problem` for names of what the template does not have."""
        there: dict[str, set[str]] = {}
        for name, layout in self.template.layouts.items():
            there[f"{LAYOUT} {name}"] = {s.name for s in (*layout.slots, *layout.fields)}
        for name, part in self.parts.items():
            own = {shape.get("name", "") for shape in each(part.root, "p:cNvPr")}
            there[f"{LIKE} {name}"] = own
            there.setdefault(f"{LAYOUT} {self._layout_of(part)}", set()).update(own)
        with gather() as problems:
            for name, table in self.deck.slot_names.items():
                for own_name in table.values():
                    if own_name.text not in there.get(name, ()):
                        problems.add(_unknown(own_name, name, there))

    def of(self, slide: SourceSlide) -> Mapping[str, str]:
        """The short names on a slide by the slots' own."""
        if slide.like is None:
            layout = self.template.layouts.get(slide.layout.text) if slide.layout else None
            return {} if layout is None else _on_layout(self.deck, layout)
        return self.of_pattern(slide.like.text)

    def of_pattern(self, name: str) -> dict[str, str]:
        """The short names on slides like a pattern slide, whatever layout they are put on."""
        part = self.parts.get(name)
        return _by_own_name(_merged(self.deck, name, self._layout_of(part) if part else ""))

    def _layout_of(self, part: Part) -> str:
        related = self.template.package.related(part, "slideLayout")
        layouts = (self.template.layout_of(found.name) for found in related)
        return next((item.name for item in layouts if item is not None), "")

    def renamed_layout(self, layout: Layout) -> Layout:
        """The layout with short names; a name that it lacks is one of its pattern slides' slots."""
        table = self.deck.slot_names.get(f"{LAYOUT} {layout.name}", {})
        short = _on_layout(self.deck, layout)
        names = [slot.name for slot in (*layout.slots, *layout.fields)]
        for name, own in table.items():
            if own.text in names and is_taken(name, own.text, names):
                raise _taken(name, own, f"the slide layout `{layout.name}`")
        return structs.replace(
            layout,
            slots=tuple(structs.replace(s, name=short.get(s.name, s.name)) for s in layout.slots),
            fields=tuple(structs.replace(s, name=short.get(s.name, s.name)) for s in layout.fields),
        )


def is_taken(short: str, own: str, names: Iterable[str]) -> bool:
    """Whether a slot other than `own` has the short name, or has it with a number."""
    alike = re.compile(rf"{re.escape(short)}( \d+)?")
    return any(alike.fullmatch(name) for name in names if name != own)


def _unknown(own: ScalarNode, name: str, there: Mapping[str, set[str]]) -> Problem:
    known = there.get(name)
    return error(
        "unknown-slot",
        f"`{name}` has no slot `{own.text}`" if known else f"the template has no `{name}`",
        at=own.span,
        label="not in this template",
        help=suggest(own.text, sorted(known), "it has")
        if known
        else suggest(name, sorted(there), "it has"),
    )


def _taken(short: str, own: ScalarNode, where: str) -> Problem:
    return error(
        "slot-name",
        f"`{short}` cannot stand for `{own.text}`: {where} has another slot of that name",
        at=own.span,
        label="its short name is taken",
        help="give it another short name",
    )


def _renamed_slide(slide: SourceSlide, short: Mapping[str, str]) -> SourceSlide:
    if not any(key.text in short for key, _ in (*slide.slots, *(slide.boxes or ()))):
        return slide
    there = {key.text for key, _ in slide.slots}

    def renamed(entry: tuple[ScalarNode, Node]) -> tuple[ScalarNode, Node]:
        key, value = entry
        name = short.get(key.text)
        if name is None:
            return entry
        if name in there:
            raise error(
                "both-names",
                f"`{name}` and `{key.text}` are one slot",
                at=key.span,
                label="the second time",
                help=f"keep one of them: `{name}` is short for `{key.text}`",
            )
        return structs.replace(key, text=name), value

    node, boxes = slide.node, slide.boxes
    if boxes is not None:
        named = ((structs.replace(k, text=short.get(k.text, k.text)), v) for k, v in boxes)
        boxes = structs.replace(boxes, entries=tuple(named))
    return structs.replace(
        slide,
        slots=tuple(map(renamed, slide.slots)),
        boxes=boxes,
        node=structs.replace(node, entries=tuple(map(renamed, node.entries))),
    )
