"""`${fact}` tokens in the text of a pattern slide, split over runs or not."""

from __future__ import annotations

import datetime
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property, partial

from deckgen import template
from deckgen.appearance.shapes import Slot
from deckgen.content import registry
from deckgen.content.base import Content, Scope, based
from deckgen.content.shapes import SlotShape
from deckgen.content.text import NUMBER, Text, plain
from deckgen.deck import Deck
from deckgen.deck import SourceSlide as Written
from deckgen.diagnostics import (
    DeckLocation,
    Diagnostic,
    Gatherer,
    Problem,
    Span,
    error,
    gather,
    suggest,
)
from deckgen.facts.references import Escapes, references
from deckgen.facts.resolve import source_line
from deckgen.plan import Plan, Slide
from deckgen.plan.cache import PlanCache
from deckgen.plan.overflow import Continuer
from deckgen.richtext.inline import links
from deckgen.richtext.runs import Paragraph, Run, TextOrigin, merged
from deckgen.source.nodes import Node, ScalarNode, SequenceNode, expect_mapping, expect_scalar
from deckgen.source.writing import plain as plain_data
from deckgen.template import Layout, Pattern, Template


def replaced(paragraph: Paragraph, show: Callable[[str], tuple[str, str]]) -> Paragraph:
    """The paragraph with each token's value in the style of the run where the token starts.

    `show` gives what a reference prints and the id of its fact.
    """
    text = paragraph.text
    tokens = [token for token in references(text, Escapes.NONE) if token.body]
    if not tokens:
        return paragraph
    pieces: list[Run] = []
    start = 0
    for token in tokens:
        pieces += _cut(paragraph.runs, start, token.start)
        shown, fact = show(token.body)
        style = _cut(paragraph.runs, token.start, token.start + 1)[0].style
        pieces.append(Run(shown, style, (TextOrigin(0, len(shown), None, fact),)))
        start = token.end
    pieces += _cut(paragraph.runs, start, len(text))
    return replace(paragraph, runs=merged(pieces))


def _cut(runs: tuple[Run, ...], start: int, end: int) -> list[Run]:
    """The runs of a stretch of the paragraph's text."""
    found = []
    offset = 0
    for run in runs:
        first, last = max(start - offset, 0), min(end - offset, len(run.text))
        if first < last:
            found.append(Run(run.text[first:last], run.style))
        offset += len(run.text)
    return found


# A deck and a template to a plan: every slot found, every content parsed, all faults told.


_SOURCE = "Source"


def plan(
    deck: Deck, template: Template, planned: PlanCache | None = None, *, whole: bool = False
) -> Plan:
    """The plan of a deck on a template. Raises `Problem` with every fault of every slide.

    With `planned`, slides that were planned before on the same template are taken from there.
    With `whole`, slides that go on on further ones are left as YAML has them.
    """
    slides: list[Slide] = []
    known = {slide.id.text for slide in deck.slides}
    bases = _Bases(template, deck)
    planned = planned or PlanCache()
    continuer = Continuer(template, known)
    with gather() as problems:
        for written in deck.slides:
            with problems.attempt():
                make = partial(_planned, bases, written, known)
                slide = planned.slide(written, deck, known, make)
                further = continuer.slides(written.overflow, slide)
                slides += (slide,) if whole else further
    sections = deck.sections if whole else continuer.sections(deck.sections)
    return Plan(deck.title, deck.language, tuple(slides), sections, moment(deck.as_of))


def _planned(bases: _Bases, written: Written, known: set[str], deck: Deck) -> Slide:
    return _Planner(deck, bases, written, known).slide()


def moment(as_of: datetime.date | None) -> datetime.datetime | None:
    """When the content holds: SOURCE_DATE_EPOCH, else the deck's `as_of`, else not said."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isdecimal():
        return datetime.datetime.fromtimestamp(int(epoch), datetime.UTC)
    if as_of is None:
        return None
    return datetime.datetime(as_of.year, as_of.month, as_of.day, tzinfo=datetime.UTC)


@dataclass(frozen=True, slots=True)
class _Base:
    """What a slide is made from: a layout, or a pattern slide seen as one."""

    name: str
    layout: Layout
    pattern: Pattern | None = None
    names: tuple[tuple[str, int], ...] = ()


class _Bases:
    """Finds what slides are made from; pattern slides are read when the first is asked for."""

    def __init__(self, template: Template, deck: Deck) -> None:
        self.template, self.language, self.slides = template, deck.language, deck.slides

    @cached_property
    def patterns(self) -> dict[str, Pattern]:
        return template.read(self.template.package, self.language)

    @cached_property
    def links(self) -> template.Links:
        made: dict[str, str] = {}
        for written in self.slides:
            if written.like is not None:
                made.setdefault(written.like.text, written.id.text)
        return template.Links.of(self.template.package, made)

    def of(self, written: Written) -> _Base:
        """What the slide is made from. Raises `Problem` where the template lacks it."""
        if written.like is not None:
            return self.like(written, written.like)
        assert written.layout is not None, "load requires one of the two"
        return self.laid_out(written.layout)

    def like(self, written: Written, name: ScalarNode) -> _Base:
        if written.layout is not None:
            raise error(
                "layout-and-like",
                "a slide has a layout or is like a pattern, not both",
                at=name.span,
                help="remove one of `layout:` and `like:`",
            )
        found = self.patterns.get(name.text)
        if found is None:
            raise Problem(
                Diagnostic(
                    "unknown-pattern",
                    f"{self.template.name} has no pattern slide `{name.text}`",
                    name.span,
                    "not in this template",
                    suggest(name.text, self.patterns, "its slides are")
                    or ("it has no slides; make the slide from a layout: `layout:`",),
                )
            )
        names = _names(written, found)
        if names:
            found = template.renamed(found, dict(names), self.template.package, self.language)
        laid_out = self.template.layout_of(found.layout)
        slots = tuple(slot_of(held) for held in found.held)
        as_layout = Layout(found.id, found.layout, slots, ())
        return _Base(laid_out.name if laid_out else "", as_layout, found, names)

    def laid_out(self, name: ScalarNode) -> _Base:
        layout = self.template.layouts.get(name.text)
        if layout is None:
            raise Problem(
                Diagnostic(
                    "unknown-layout",
                    f"{self.template.name} has no slide layout `{name.text}`",
                    name.span,
                    "not in this template",
                    suggest(name.text, self.template.layouts, "it has"),
                )
            )
        if layout.doubled:
            twice = ", ".join(f"`{slot}`" for slot in layout.doubled)
            raise error(
                "double-slot",
                f"slide layout `{layout.name}` has more than one {twice}",
                at=name.span,
                label="this layout",
                help=(
                    "rename the placeholders in PowerPoint: View > Slide Master, then "
                    "Home > Arrange > Selection Pane"
                ),
            )
        return _Base(layout.name, layout)


def slot_of(held: SlotShape) -> Slot:
    """A pattern's shape as a slot that takes what the shape holds."""
    return Slot(held.name, _TYPES.get(held.content.key, "obj"), 0, held.box)


_TYPES = {"text": "body", "chart": "chart", "table": "tbl", "picture": "pic"}


def _names(written: Written, found: Pattern) -> tuple[tuple[str, int], ...]:
    """The slot names that the slide gives to shapes of its pattern, by their ids."""
    names: list[tuple[str, int]] = []
    known = {held.id for held in found.held}
    with gather() as problems:
        for key, value in written.names or ():
            with problems.attempt():
                number = expect_scalar(value, f"`{key.text}`")
                if not number.text.isdecimal() or int(number.text) not in known:
                    raise error(
                        "unknown-shape",
                        f"the pattern has no shape with the id `{number.text}`",
                        at=number.span,
                        help="it has " + ", ".join(str(i) for i in sorted(known)),
                    )
                names.append((key.text, int(number.text)))
    return tuple(names)


class _Planner:
    """Plans one slide."""

    def __init__(self, deck: Deck, bases: _Bases, written: Written, known: set[str]) -> None:
        self.deck, self.bases, self.written, self.known = deck, bases, written, known
        self.facts = deck.facts.layer(written.facts) if written.facts else deck.facts
        self.scope = Scope(deck.folder, self.facts, deck.contacts, deck.formats)

    def slide(self) -> Slide:
        base = self.bases.of(self.written)
        layout = base.layout
        self.groups = base.pattern.groups if base.pattern else {}
        filled: dict[str, Content] = {}
        spans = {"": self.written.node.span}
        with gather() as problems:
            for key, node in self.written.slots:
                with problems.attempt():
                    for slot, name, value in self.spread(layout, key, node):
                        with problems.attempt():
                            if slot.name in filled:
                                raise error(
                                    "slot-twice",
                                    f"the slot `{slot.name}` is filled twice",
                                    at=name,
                                    label="the second time",
                                    help="keep one of them",
                                )
                            filled[slot.name] = self.content(slot, name, value)
                            if base.pattern:
                                self.take_after(base.pattern, slot.name, filled)
                            spans[slot.name] = value.span
            notes = None
            if self.written.notes is not None:
                with problems.attempt():
                    notes = Text.parse(self.written.notes, self.scope)
            self.check_links(filled, notes, problems)
            if base.pattern:
                with problems.attempt():
                    self.check_kept(base.pattern)
                for held in base.pattern.held:
                    if held.name not in filled and not held.content.is_blank():
                        with problems.attempt():
                            filled[held.name] = self.pattern_content(base.pattern, held)
                self.fill_copies(base.pattern, filled)
        if not base.pattern:
            self.add_furniture(layout, filled)
        order = [slot.name for slot in (*layout.slots, *layout.fields)]
        order += [name for name in filled if name not in order]
        return Slide(
            id=self.written.id.text,
            layout=base.name,
            slots=tuple((name, filled[name]) for name in order if name in filled),
            notes=notes,
            comments=self.written.comments,
            hidden=self.written.hidden,
            like=base.pattern.id if base.pattern else "",
            names=base.names,
            repeats=tuple(self.repeats()),
            spans=spans,
        )

    def take_after(self, found: Pattern, name: str, filled: dict[str, Content]) -> None:
        """Give the content of a slot the look of the pattern's shape."""
        held = found.shape(name) or found.shape(re.sub(r" \(\d+\)$", "", name))
        if held is not None:
            filled[name] = based(filled[name], held.content)

    def repeats(self) -> Iterator[tuple[str, int]]:
        """The pattern's groups that lists fill, and how often each stands."""
        for key, node in self.written.slots:
            if key.text in self.groups and isinstance(node, SequenceNode) and node.items:
                yield key.text, len(node.items)

    def fill_copies(self, found: Pattern, filled: dict[str, Content]) -> None:
        """Give a copy of a group what the pattern says in the slots that its item leaves out."""
        for group, count in self.repeats():
            for held in self.groups[group]:
                for number in range(2, count + 1):
                    name = f"{held.name} ({number})"
                    if name not in filled and not held.content.is_blank():
                        filled[name] = self.pattern_content(found, held)

    def check_kept(self, found: Pattern) -> None:
        """Refuse changes under `kept:`, which shows what YAML cannot change."""
        listed = self.written.kept
        if listed is not None and plain_data(listed) != [entry.dump() for entry in found.kept]:
            raise error(
                "kept",
                "what stands under `kept` is not what the pattern slide keeps",
                at=listed.span,
                label="shown here, not changed",
                help="change it in PowerPoint, in the template",
            )

    def add_furniture(self, layout: Layout, filled: dict[str, Content]) -> None:
        """Fill what every slide carries: the source line, the date, the footer, the number."""
        if _SOURCE not in filled and layout.slot(_SOURCE):
            ids = dict.fromkeys(name for content in filled.values() for name in content.facts())
            line = source_line([self.facts.fact(name) for name in ids], language=self.deck.language)
            if line:
                filled[_SOURCE] = plain(line)
        texts = {"dt": plain(self.deck.date), "ftr": plain(self.deck.footer), "sldNum": NUMBER}
        for slot in layout.fields:
            if slot.name not in filled and not texts[slot.type].is_blank():
                filled[slot.name] = texts[slot.type]

    def pattern_content(self, pattern: Pattern, held: SlotShape) -> Content:
        """What a pattern's shape says by itself, its `${facts}` read and its links followed."""
        links = self.bases.links.within(pattern.id, self.written.id.text)
        spot = DeckLocation(self.bases.template.name, shape=held.name)

        def change(line: Paragraph) -> Paragraph:
            return links.follow(replaced(line, lambda reference: self.show(reference, spot)))

        return held.content.map_paragraphs(change)

    def show(self, reference: str, spot: DeckLocation) -> tuple[str, str]:
        shown = self.facts.show(reference, spot)
        return shown.text, shown.fact.id

    def group(
        self, inside: tuple[SlotShape, ...], node: SequenceNode
    ) -> Iterator[tuple[Slot, Span, Node]]:
        """The slots of a pattern's group for each item of a list; a copy's are numbered."""
        slots = {held.name: slot_of(held) for held in inside}
        with gather() as problems:
            for number, item in enumerate(node.items, 1):
                with problems.attempt():
                    for key, value in expect_mapping(item, "an item of a group"):
                        if key.text not in slots:
                            raise Problem(
                                Diagnostic(
                                    "unknown-slot",
                                    f"the group has no slot `{key.text}`",
                                    key.span,
                                    "not in this group",
                                    suggest(key.text, slots, "it has"),
                                )
                            )
                        name = key.text if number == 1 else f"{key.text} ({number})"
                        yield replace(slots[key.text], name=name), key.span, value

    def spread(
        self, layout: Layout, key: ScalarNode, node: Node
    ) -> Iterator[tuple[Slot, Span, Node]]:
        """The slot of a key; a list under a bare word fills `word 1`, `word 2` ..."""
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
                    help=f"slide layout `{layout.name}` has {len(numbered)}",
                )
            for found, item in zip(numbered, node.items, strict=False):
                yield found, item.span, item
            return
        slot = layout.slot(key.text)
        if slot is None:
            help_ = suggest(key.text, [s.name for s in layout.slots], "this layout has")
            if layout.numbered(key.text):
                help_ = (f"give a list under `{key.text}`, or write `{key.text} 1`", help_[-1])
            raise Problem(
                Diagnostic(
                    "unknown-slot",
                    f"slide layout `{layout.name}` has no slot `{key.text}`",
                    key.span,
                    "not in this layout",
                    help_,
                )
            )
        yield slot, key.span, node

    def content(self, slot: Slot, name: Span, node: Node) -> Content:
        kind = registry.kind_for(node)
        if not slot.accepts(kind.key):
            found = "text" if kind.key == "text" else f"a {kind.key}"
            raise error(
                "wrong-kind",
                f"`{slot.name}` takes {slot.wants}, not {found}",
                at=name,
                label=f"{found} here",
            )
        return kind.parse(node, self.scope)

    def check_links(
        self, filled: dict[str, Content], notes: Text | None, problems: Gatherer
    ) -> None:
        """Refuse links to slides that are not there, and links from notes to slides at all."""
        for content in filled.values():
            for target, span in links(content.paragraphs()):
                if target.startswith("#") and target[1:] not in self.known:
                    problems.add(
                        error(
                            "unknown-slide",
                            f"there is no slide `{target[1:]}` to link to",
                            at=span,
                            label="this link",
                            help=(
                                suggest(
                                    target[1:],
                                    [s.id.text for s in self.deck.slides],
                                    "the deck has",
                                )
                            ),
                        )
                    )
        for target, span in links(notes.paragraphs() if notes else ()):
            if target.startswith("#"):
                # A notes slide has one relationship to a slide, its own (ECMA-376 part 1, 13.3.5).
                problems.add(
                    error(
                        "link-in-notes",
                        "notes cannot link to a slide",
                        at=span,
                        label="this link",
                        help="name the slide in words",
                    )
                )
