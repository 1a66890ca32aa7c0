"""A deck and a template to a plan: every slot found, every content parsed, all faults told."""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterator

from deckgen.content import registry
from deckgen.content.base import Content, Scope
from deckgen.content.inline import links
from deckgen.content.text import Text, plain
from deckgen.deck import Deck
from deckgen.deck import Slide as Written
from deckgen.diagnostics import Diagnostic, Gatherer, Problem, Span, fail, gather, suggest
from deckgen.facts import source_line
from deckgen.model import Slot
from deckgen.plan import Field, Plan, Slide
from deckgen.source import Node, Scalar, Sequence
from deckgen.template import Layout, Template

_SOURCE = "Source"


def plan(deck: Deck, template: Template) -> Plan:
    """The plan of a deck on a template. Raises `Problem` with every fault of every slide."""
    slides: list[Slide] = []
    known = {slide.id.text for slide in deck.slides}
    with gather() as problems:
        for written in deck.slides:
            with problems.attempt():
                slides.append(_Planner(deck, template, written, known).slide())
    return Plan(deck.title, deck.language, tuple(slides), deck.sections, moment(deck.as_of))


def moment(as_of: datetime.date | None) -> datetime.datetime | None:
    """When the content holds: SOURCE_DATE_EPOCH, else the deck's `as_of`, else not said."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isdecimal():
        return datetime.datetime.fromtimestamp(int(epoch), datetime.UTC)
    if as_of is None:
        return None
    return datetime.datetime(as_of.year, as_of.month, as_of.day, tzinfo=datetime.UTC)


class _Planner:
    """Plans one slide."""

    def __init__(self, deck: Deck, template: Template, written: Written, known: set[str]) -> None:
        self.deck, self.template, self.written, self.known = deck, template, written, known
        self.facts = deck.facts.layer(written.facts) if written.facts else deck.facts
        self.scope = Scope(deck.folder, self.facts, deck.contacts)

    def slide(self) -> Slide:
        layout = self.layout()
        filled: dict[str, Content] = {}
        spans = {"": self.written.node.span}
        with gather() as problems:
            for key, node in self.written.slots:
                with problems.attempt():
                    for slot, name, value in self.spread(layout, key, node):
                        with problems.attempt():
                            if slot.name in filled:
                                raise fail(
                                    "slot-twice", f"the slot `{slot.name}` is filled twice",
                                    name, "the second time", "keep one of them",
                                )  # fmt: skip
                            filled[slot.name] = self.content(slot, name, value)
                            spans[slot.name] = value.span
            notes = None
            if self.written.notes is not None:
                with problems.attempt():
                    notes = Text.parse(self.written.notes, self.scope)
            self.check_links(filled, notes, problems)
        if _SOURCE not in filled and layout.slot(_SOURCE):
            line = source_line(self.used(filled), language=self.deck.language)
            if line:
                filled[_SOURCE] = plain(line)
        return Slide(
            id=self.written.id.text,
            layout=layout.name,
            slots=tuple((s.name, filled[s.name]) for s in layout.slots if s.name in filled),
            fields=tuple(self.fields(layout)),
            notes=notes,
            comments=self.written.comments,
            hidden=self.written.hidden,
            spans=spans,
        )

    def used(self, filled: dict[str, Content]) -> list[object]:
        ids = dict.fromkeys(name for content in filled.values() for name in content.facts())
        return [self.facts.fact(name) for name in ids]

    def layout(self) -> Layout:
        name = self.written.layout
        if name is None:
            assert self.written.like is not None
            raise fail(
                "unknown-pattern",
                f"{self.template.name} has no pattern slide `{self.written.like.text}`",
                self.written.like.span,
            )
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
            raise fail(
                "double-slot", f"slide layout `{layout.name}` has more than one {twice}",
                name.span, "this layout",
                "rename the placeholders in PowerPoint: View > Slide Master, then "
                "Home > Arrange > Selection Pane",
            )  # fmt: skip
        return layout

    def spread(self, layout: Layout, key: Scalar, node: Node) -> Iterator[tuple[Slot, Span, Node]]:
        """The slot of a key; a list under a bare word fills `word 1`, `word 2` ..."""
        if isinstance(node, Sequence):
            numbered = layout.numbered(key.text)
            if not numbered:
                raise fail(
                    "list-for-slot",
                    f"`{key.text}` takes a list only where the layout has `{key.text} 1`",
                    node.span, "a list here",
                    "write lines of text under `|`; the layout draws the bullets",
                )  # fmt: skip
            if len(node.items) > len(numbered):
                raise fail(
                    "too-many", f"{len(node.items)} items for {len(numbered)} slots "
                    f"`{key.text} 1` to `{key.text} {len(numbered)}`",
                    node.items[len(numbered)].span, "the first that has no slot",
                    f"slide layout `{layout.name}` has {len(numbered)}",
                )  # fmt: skip
            for found, item in zip(numbered, node.items, strict=False):
                yield found, item.span, item
            return
        slot = layout.slot(key.text)
        if slot is None:
            help_ = suggest(key.text, [s.name for s in layout.slots], "this layout has")
            if layout.numbered(key.text):
                help_ = (f"it has `{key.text} 1`, `{key.text} 2` ...: give a list", *help_)
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
            raise fail(
                "wrong-kind", f"`{slot.name}` takes {slot.wants}, not a {kind.key}",
                name, f"a {kind.key} here" if kind.key != "text" else "text here",
            )  # fmt: skip
        return kind.parse(node, self.scope)

    def fields(self, layout: Layout) -> Iterator[Field]:
        texts = {"dt": self.deck.date, "ftr": self.deck.footer}
        for slot in layout.fields:
            if slot.type == "sldNum":
                yield Field("sldNum")
            elif texts[slot.type]:
                yield Field(slot.type, texts[slot.type])

    def check_links(
        self, filled: dict[str, Content], notes: Text | None, problems: Gatherer
    ) -> None:
        contents = [*filled.values(), *([notes] if notes else [])]
        for content in contents:
            for target, span in links(content.paragraphs()):
                if target.startswith("#") and target[1:] not in self.known:
                    problems.add(
                        fail(
                            "unknown-slide",
                            f"there is no slide `{target[1:]}` to link to",
                            span,
                            "this link",
                            *suggest(target[1:], self.known, "the deck has"),
                        )
                    )
