"""From a deck and a template to a plan: slots found, content parsed, faults collected.

A slide is made from a slide layout (`layout:`) or from a pattern slide (`like:`), whose text can
hold `${fact}` references.
"""

from __future__ import annotations

import datetime
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property, partial

from msgspec import structs

from deckgen.appearance.shapes import Box, Slot, placeholder_type
from deckgen.content import COVERED, Content, Scope, registry
from deckgen.content.registry import SlotShape
from deckgen.content.text import SLIDE_NUMBER, Text, plain_text
from deckgen.deck import Deck, SourceSlide
from deckgen.diagnostics import (
    DeckLocation,
    Diagnostic,
    Gatherer,
    Problem,
    Span,
    error,
    gather,
)
from deckgen.plan import Plan, Slide
from deckgen.plan import boxes as own_boxes
from deckgen.plan._used_layouts import UsedLayout, UsedLayouts, slot_of, stable_names
from deckgen.plan.cache import PlannedSlide, PlannedSlides, SlideCache
from deckgen.plan.links import LinkRules
from deckgen.plan.overflow import Continuer
from deckgen.richtext import Paragraph, slips, with_facts
from deckgen.source.keys import SLIDE_KEYS
from deckgen.source.nodes import (
    MappingNode,
    Node,
    ScalarNode,
    SequenceNode,
    expect_mapping,
    text_span,
)
from deckgen.source.writing import plain as plain_data
from deckgen.template import Layout, Pattern, Template, charts_among, one_lined, without_charts

SOURCE = "Source"
"""The slot that the sources of the facts on a slide are written in."""


def plan(
    deck: Deck, template: Template, cache: SlideCache | None = None, *, whole: bool = False
) -> Plan:
    """The plan of a deck on a template. Raises `Problem` with every fault of every slide.

    `cache` gives slides that were planned before on the same template. With `whole`, slides with
    `overflow: continue` are not divided.
    """
    planner = DeckPlanner(deck, template, cache)
    slides: list[Slide] = []
    with gather() as problems:
        for source in deck.slides:
            with problems.collect():
                slide = planner.slide(source).slide
                further = planner.continuer.slides(source.overflow, slide)
                slides += (slide,) if whole else further
    sections = deck.sections if whole else planner.continuer.sections(deck.sections)
    return structs.replace(header(deck), slides=tuple(slides), sections=sections)


def header(deck: Deck) -> Plan:
    """The plan of a deck without its slides."""
    return Plan(deck.title, deck.language, (), deck.sections, moment(deck.as_of))


class DeckPlanner:
    """Plans the slides of one deck; `continuer` divides them and `known` are their ids."""

    def __init__(self, deck: Deck, template: Template, cache: SlideCache | None = None) -> None:
        """For a deck on a template; `cache` is as for `plan`."""
        cache = cache or SlideCache()
        self.known = {slide.id.text for slide in deck.slides}
        self.continuer = Continuer(template, self.known, cache)
        self._deck = deck
        self._bases = UsedLayouts(template, deck)
        self._planned = cache.table(PlannedSlides)

    def slide(self, source: SourceSlide) -> PlannedSlide:
        """The plan of a slide, not divided. Raises `Problem` with every fault of it."""
        make = partial(_plan_slide, self._bases, source, self.known)
        return self._planned.slide(source, self._deck, self.known, make)


def _plan_slide(bases: UsedLayouts, source: SourceSlide, known: set[str], deck: Deck) -> Slide:
    return _Planner(deck, bases, source, known).slide()


_FIRST_LINES = {
    "a chart": "chart: bar",
    "a table": "table: data.csv",
    "a picture": "picture: photo.jpg",
}


def _starts(wanted: str, node: Node) -> tuple[str, ...]:
    """How content of the one kind that a slot wants is typed, where a text was."""
    line = _FIRST_LINES.get(wanted)
    if line is None:
        return ()
    word, _, name = line.partition(": ")
    text = node.text.strip() if isinstance(node, ScalarNode) else ""
    if re.fullmatch(r"[^|\n]+\.\w{3,4}", text) and "." in name:
        line = f"{word}: {text}"
    return (f"{wanted} starts with its word on the next line, two spaces deeper: `{line}`",)


def moment(as_of: datetime.date | None) -> datetime.datetime | None:
    """The date of the content: SOURCE_DATE_EPOCH, else the deck's `as_of`, else None."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isdecimal():
        return datetime.datetime.fromtimestamp(int(epoch), datetime.UTC)
    if as_of is None:
        return None
    return datetime.datetime(as_of.year, as_of.month, as_of.day, tzinfo=datetime.UTC)


def _has_field(content: Content) -> bool:
    return any(run.style.field for line in content.paragraphs() for run in line.runs)


class _Planner:
    """Plans one slide."""

    def __init__(
        self, deck: Deck, bases: UsedLayouts, source: SourceSlide, known: set[str]
    ) -> None:
        self.deck, self.bases, self.source, self.known = deck, bases, source, known
        self.facts = deck.facts.layer(source.facts) if source.facts else deck.facts
        self.scope = Scope(deck.folder, self.facts, deck.contacts, deck.formats)

    @property
    def made_from(self) -> str:
        """What the slide is made from, in words."""
        return "slide layout" if self.source.like is None else "pattern slide"

    def slide(self) -> Slide:
        """The slide's plan. Raises `Problem` with every fault of the slide."""
        with slips.collected() as found:
            made = self._slide()
        return replace(made, slips=tuple(found))

    def _slide(self) -> Slide:
        base = self.bases.of(self.source)
        boxes = self.boxes(base)
        layout = base.layout.with_boxes(boxes)
        self.slot_names = {slot.name for slot in layout.slots}
        self.groups = base.pattern.groups if base.pattern else {}
        filled: dict[str, Content] = {}
        spans = {"": self.source.node.span}
        with gather() as problems:
            for key, node in self.source.slots:
                with problems.collect():
                    for slot, name, value in self.spread(layout, key, node):
                        with problems.collect():
                            if slot.name in filled:
                                raise error(
                                    "slot-twice",
                                    f"the slot `{slot.name}` is filled twice",
                                    at=name,
                                    label="the second time",
                                    help="keep one of them",
                                )
                            filled[slot.name] = self.content(slot, name, value)
                            self.apply_pattern(base.pattern, slot.name, filled)
                            spans[slot.name] = text_span(value)
            notes = None
            if self.source.notes is not None:
                with slips.collected() as said, problems.collect():
                    notes = Text.parse_notes(self.source.notes, self.scope)
                    if base.pattern is not None and base.pattern.notes is not None:
                        notes = base.pattern.notes.resolved(notes)
                slips.note(slip for slip in said if slip.code != slips.FOLDED)
            rules = LinkRules(self.deck, self.known, lambda: self.bases.patterns)
            for fault in rules.faults(filled, notes, spans, base.pattern):
                problems.add(fault)
            if base.pattern:
                with problems.collect():
                    self.check_kept(base.pattern)
                self.add_pattern_furniture(base.pattern, filled)
                self.fill_kept(base.pattern, filled, problems)
        self.add_furniture(layout, filled)
        left_off = dict(self.left_off(base.pattern, filled)) if base.pattern else {}
        fields = [each for each in filled if (base.pattern or layout).is_field(each)]
        for field in fields:
            if filled[field].is_blank():
                del filled[field]
        slips.note(own_boxes.unused(self.source.boxes, filled))
        order = [slot.name for slot in (*layout.slots, *layout.fields) if slot.type]
        order += [name for name in filled if name not in order]
        return Slide(
            id=self.source.id.text,
            layout=base.name,
            slots=tuple((name, filled[name]) for name in order if name in filled),
            notes=notes,
            comments=self.source.comments,
            hidden=self.source.hidden,
            boxes=tuple(sorted((name, box) for name, box in boxes.items() if name in filled)),
            like=base.pattern.id if base.pattern else "",
            names=stable_names(base, filled) if left_off else base.names,
            left_off=tuple(left_off.items()),
            repeats=tuple(self.repeats()),
            spans=spans,
        )

    def boxes(self, base: UsedLayout) -> dict[str, Box]:
        """The boxes that the slide gives to slots. Raises `Problem` with every fault."""
        if self.source.boxes is None:
            return {}
        template, layout = self.bases.template, base.layout
        shapes = base.pattern.slot_shapes if base.pattern else ()
        return own_boxes.parse(
            self.source.boxes,
            [slot.name for slot in (*layout.slots, *layout.fields)],
            [key.text for key, n in self.source.slots if not isinstance(n, SequenceNode)],
            [shape.name for shape in shapes if shape.grouped],
            (template.width, template.height),
        )

    def apply_pattern(self, found: Pattern | None, name: str, filled: dict[str, Content]) -> None:
        """Give the content of a slot what it takes of the pattern's shape, if there is one."""
        names = (name, re.sub(r" \(\d+\)$", "", name))
        shapes = (found.shape(one) for one in names) if found else iter(())
        shape = next(filter(None, shapes), None)
        filled[name] = filled[name].over(None) if shape is None else shape.resolved(filled[name])

    def repeats(self) -> Iterator[tuple[str, int]]:
        """The pattern's groups that lists fill, with the number of copies."""
        for key, node in self.source.slots:
            if key.text in self.groups and isinstance(node, SequenceNode) and node.items:
                yield key.text, len(node.items)

    def fill_kept(self, found: Pattern, filled: dict[str, Content], problems: Gatherer) -> None:
        """Fill slots that YAML leaves out with what the pattern keeps, also in copies of groups."""
        listed = self.source.kept
        charts = () if listed is None else charts_among(plain_data(listed), found)
        kept = [(shape.name, shape) for shape in found.slot_shapes]
        for group, count in self.repeats():
            for number in range(2, count + 1):
                kept += [(f"{shape.name} ({number})", shape) for shape in self.groups[group]]
        for name, shape in kept:
            keeps = found.keeps(shape.name) or shape.name in charts
            if name not in filled and not shape.content.is_blank() and keeps:
                with problems.collect():
                    filled[name] = self.pattern_content(found, shape)

    def left_off(self, found: Pattern, filled: dict[str, Content]) -> Iterator[tuple[str, Content]]:
        """The slots of the pattern that the slide leaves off, with what the pattern has there."""
        for shape in found.slot_shapes:
            if shape.name not in filled and not shape.content.is_blank():
                yield shape.name, shape.relative(shape.content)

    def check_kept(self, found: Pattern) -> None:
        """Refuse changes under `kept:`, which lists objects that YAML cannot change."""
        listed = self.source.kept
        said = None if listed is None else one_lined(without_charts(plain_data(listed), found))
        kept = [entry.dump() for entry in found.kept]
        once = [entry.dump() for entry in found.once]
        before = [entry.dump() for entry in found.once if entry.word != COVERED]  # yet earlier
        if listed is not None and said not in (kept, once, before):
            raise error(
                "kept",
                "what stands under `kept` is not what the pattern slide keeps",
                at=listed.span,
                label="shown here, not changed",
                help="change it in PowerPoint, in the template",
            )

    def add_furniture(self, layout: Layout, filled: dict[str, Content]) -> None:
        """Fill the source line, date, footer and slide number where the slide leaves them out."""
        if SOURCE not in filled and layout.slot(SOURCE):
            ids = dict.fromkeys(name for content in filled.values() for name in content.facts())
            line = self.facts.source_line(ids)
            if line:
                filled[SOURCE] = plain_text(line)
        for slot in layout.fields:
            if slot.name not in filled and not self.furniture[slot.type].is_blank():
                filled[slot.name] = self.furniture[slot.type]

    @cached_property
    def furniture(self) -> dict[str, Text]:
        """The date, footer and slide number that deck.yaml gives, by the placeholder's type."""
        return {
            "dt": plain_text(self.deck.date),
            "ftr": plain_text(self.deck.footer),
            "sldNum": SLIDE_NUMBER,
        }

    def add_pattern_furniture(self, found: Pattern, filled: dict[str, Content]) -> None:
        """Put deck.yaml's date and footer in place of the pattern's, and count its slides."""
        for shape in found.slot_shapes:
            text = self.furniture.get(placeholder_type(shape.shape))
            if shape.name in filled or text is None or text.is_blank():
                continue
            if text is SLIDE_NUMBER and (shape.content.is_blank() or _has_field(shape.content)):
                continue
            filled[shape.name] = shape.resolved(text)

    def pattern_content(self, pattern: Pattern, shape: SlotShape) -> Content:
        """The content of a pattern's shape, its `${facts}` replaced and its links resolved."""
        links = self.bases.links.within(pattern.id, self.source.id.text)
        place = DeckLocation(self.bases.template.name, shape=shape.name)

        def change(line: Paragraph) -> Paragraph:
            return links.follow(
                with_facts(line, lambda reference: self.facts.show(reference, place))
            )

        return shape.content.map_paragraphs(change)

    def group(
        self, inside: tuple[SlotShape, ...], node: SequenceNode
    ) -> Iterator[tuple[Slot, Span, Node]]:
        """The slots of a pattern's group for each item of a list; a copy's are numbered."""
        slots = {shape.name: slot_of(shape) for shape in inside}
        with gather() as problems:
            for number, item in enumerate(node.items, 1):
                with problems.collect():
                    for key, value in expect_mapping(item, "an item of a group"):
                        if key.text not in slots:
                            raise Problem(
                                Diagnostic(
                                    "unknown-slot",
                                    f"the group has no slot `{key.text}`",
                                    key.span,
                                    "not in this group",
                                    self.bases.suggest(key, slots, "it has"),
                                )
                            )
                        name = key.text if number == 1 else f"{key.text} ({number})"
                        yield structs.replace(slots[key.text], name=name), key.span, value

    def spread(
        self, layout: Layout, key: ScalarNode, node: Node
    ) -> Iterator[tuple[Slot, Span, Node]]:
        """The slot of a key; a list under `name` fills the slots `name 1`, `name 2` ..."""
        if isinstance(node, SequenceNode) and key.text in self.groups:
            yield from self.group(self.groups[key.text], node)
            return
        if isinstance(node, SequenceNode):
            numbered = layout.numbered(key.text)
            if not numbered:
                raise error(
                    "list-for-slot",
                    f"`{key.text}` takes a list only where the layout has `{key.text} 1`",
                    at=node.span,
                    label="a list here",
                    help="write lines of text under `|`; the layout draws the bullets",
                )
            if len(node.items) > len(numbered):
                raise error(
                    "too-many",
                    (
                        f"{len(node.items)} items for {len(numbered)} slots "
                        f"`{key.text} 1` to `{key.text} {len(numbered)}`"
                    ),
                    at=node.items[len(numbered)].span,
                    label="the first that has no slot",
                    help=f"{self.made_from} `{layout.name}` has {len(numbered)}",
                )
            for found, item in zip(numbered, node.items, strict=False):
                yield found, item.span, item
            return
        slot = layout.slot(key.text)
        if slot is None:
            raise self.unknown_slot(layout, key)
        yield slot, key.span, node

    def unknown_slot(self, layout: Layout, key: ScalarNode) -> Problem:
        """The problem of a key that is no slot."""
        noun = "layout" if self.source.like is None else "pattern"
        helps = self.bases.suggest(key, [s.name for s in layout.slots], f"this {noun} has")
        if key.text.casefold() in SLIDE_KEYS:
            helps = (f"did you mean `{key.text.casefold()}`?", helps[-1])
        elif self.follows_bar(key, empty=len(helps) > 1):
            helps = (f"text under `|` stands two spaces deeper: `  {key.text}: ...`", *helps)
        elif len(helps) == 1:
            box = f"to give it a place of its own, add a line `{key.text}:` under `boxes:`"
            helps = (box, *helps)
        if layout.numbered(key.text):
            helps = (f"give a list under `{key.text}`, or write `{key.text} 1`", helps[-1])
        return Problem(
            Diagnostic(
                "unknown-slot",
                f"{self.made_from} `{layout.name}` has no slot `{key.text}`",
                key.span,
                f"not in this {noun}",
                helps,
            )
        )

    def content(self, slot: Slot, name: Span, node: Node) -> Content:
        self.refuse_slot_in_slot(slot, node)
        kind = registry.kind_for(node)
        if not slot.accepts(kind.key):
            found = "text" if kind.key == "text" else f"a {kind.key}"
            raise error(
                "wrong-kind",
                f"`{slot.name}` takes {slot.wants}, not {found}",
                at=name,
                label=f"{found} here",
                help=_starts(slot.wants, node) if kind.key == "text" else (),
            )
        return kind.parse(node, self.scope)

    def follows_bar(self, key: ScalarNode, *, empty: bool) -> bool:
        """Whether the slot above stands under `|`, or, if `empty`, ends with it."""
        above = None
        for other, value in self.source.node:
            if other is key:
                if not isinstance(above, ScalarNode) or above.style != "|":
                    return False
                return not (empty and above.text)
            above = value
        return False

    def refuse_slot_in_slot(self, slot: Slot, node: Node) -> None:
        """Raise `Problem` for a key of the slide that stands under one of its slots."""
        first = node.entries[0][0] if isinstance(node, MappingNode) and node.entries else None
        if first is None or first.text in registry.KIND_BY_KEY:
            return
        if first.text in SLIDE_KEYS or first.text in self.slot_names:
            raise error(
                "indent",
                f"`{first.text}` is a key of the slide, and stands under `{slot.name}`",
                at=first.span,
                label="too deep",
                help=(
                    f"write it as deep as `{slot.name}`: `{first.text}: ...`",
                    f"`{slot.name}` has no value then; give it one, or leave it out",
                ),
            )
