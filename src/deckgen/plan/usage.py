"""Where a deck uses its facts: in which slot of which slide, and where its YAML names them."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as Table
from dataclasses import dataclass
from functools import cached_property

from deckgen.deck import Deck
from deckgen.deck import SourceSlide as Written
from deckgen.diagnostics import Source, Span
from deckgen.facts.model import Fact
from deckgen.facts.references import mentions
from deckgen.facts.resolve import Facts
from deckgen.plan import Plan, Slide
from deckgen.source.nodes import MappingNode, ScalarNode

NOTES = "notes"

"""What stands for the slot of a use in the speaker's notes."""


@dataclass(frozen=True, slots=True, eq=False)
class Use:
    """A fact in a slot of a slide, whose number counts from 1; `slot` is `notes` in the notes.

    `place` is where the YAML names it; None where a pattern slide does.
    """

    fact: Fact
    slide: int
    id: str
    slot: str
    place: Span | None


class Usage:
    """The facts of a deck, with those that slides say for themselves, and all uses of them."""

    def __init__(self, deck: Deck, plan: Plan) -> None:
        """Of a deck and the plan that was made of it."""
        self._deck = deck
        self._written = {id(written.node.span): written for written in deck.slides}
        self._known: dict[int, Facts] = {}
        self._plan = plan

    def facts_of(self, slide: Slide) -> Facts:
        """The facts that a slide of the plan may name: the deck's, and the slide's own."""
        written = self._written_of(slide)
        if written is None or written.facts is None:
            return self._deck.facts
        key = id(written)
        if key not in self._known:
            self._known[key] = self._deck.facts.layer(written.facts)
        return self._known[key]

    def _written_of(self, slide: Slide) -> Written | None:
        return self._written.get(id(slide.spans.get("")))

    @cached_property
    def _homes(self) -> dict[Fact, Facts]:
        """For each fact the facts that it may build on."""
        homes = dict.fromkeys(self._deck.facts, self._deck.facts)
        for slide in self._plan.slides:
            known = self.facts_of(slide)
            for fact in known:
                homes.setdefault(fact, known)
        return homes

    @property
    def facts(self) -> tuple[Fact, ...]:
        """Every fact once: the deck's in the order of their files, then the slides' own."""
        return tuple(self._homes)

    def needs(self, fact: Fact) -> tuple[Fact, ...]:
        """The facts that its formula and its `sum_of` name."""
        home = self._homes[fact]
        return tuple(map(home.fact, dict.fromkeys((*fact.inputs, *fact.parts))))

    @cached_property
    def uses(self) -> Table[Fact, tuple[Use, ...]]:
        """The uses of each fact that is used, in the order of the slides."""
        found: dict[Fact, list[Use]] = {}
        for number, slide in enumerate(self._plan.slides, 1):
            for use in self._on(number, slide):
                found.setdefault(use.fact, []).append(use)
        return {fact: tuple(uses) for fact, uses in found.items()}

    @cached_property
    def _printed_at(self) -> frozenset[tuple[Source, int, int]]:
        """Where YAML names what some slide prints; a slide that goes on prints it further on."""
        places = (place for slide in self._plan.slides for _, _, place in _printed(slide))
        return frozenset(_start(place) for place in places if place is not None)

    def on(self, slide: Slide) -> tuple[Fact, ...]:
        """The facts on a slide, each once; those in its notes are left out."""
        return tuple(map(self.facts_of(slide).fact, dict.fromkeys(slide.facts())))

    @cached_property
    def builders(self) -> Table[Fact, tuple[Fact, ...]]:
        """For each fact that others build on the facts whose formula or `sum_of` names it."""
        found: dict[Fact, list[Fact]] = {}
        for fact in self.facts:
            for need in self.needs(fact):
                found.setdefault(need, []).append(fact)
        return {fact: tuple(others) for fact, others in found.items()}

    @cached_property
    def used(self) -> frozenset[Fact]:
        """The facts that a slide uses, and those that these are made of."""
        waiting, found = list(self.uses), set(self.uses)
        while waiting:
            needs = set(self.needs(waiting.pop())) - found
            waiting += needs
            found |= needs
        return frozenset(found)

    def descriptions(self, slide: Slide) -> Iterator[tuple[str, ScalarNode]]:
        """The alternative texts that the author typed on a slide, each with its slot's key."""
        written = self._written_of(slide)
        for key, node in written.slots if written is not None else ():
            alt = node.get("alt") if isinstance(node, MappingNode) else None
            if isinstance(alt, ScalarNode):
                yield key.text, alt

    def _on(self, number: int, slide: Slide) -> Iterator[Use]:
        known = self.facts_of(slide)
        written = self._written_of(slide)
        found = list(_printed(slide))
        if written is not None and written.id.text == slide.id:
            for key, name, span in _mentions(written):
                if name in known and _start(span) not in self._printed_at:
                    found.append((key, name, span))
        told = {name for _, name, _ in found}
        for slot, name, place in (*found, *_others(slide, told)):
            yield Use(known.fact(name), number, slide.id, slot, place)


_Named = tuple[str, str, Span | None]

"""A slot, the id of a fact, and where it is named."""


def _printed(slide: Slide) -> Iterator[_Named]:
    """What the lines of a slide and of its notes print."""
    for slot, content in (*slide.slots, *([(NOTES, slide.notes)] if slide.notes else [])):
        for line in content.paragraphs():
            for run in line.runs:
                for origin in run.origins:
                    if origin.fact:
                        yield slot, origin.fact, origin.span


def _start(span: Span) -> tuple[Source, int, int]:
    return span.source, span.line, span.column


def _mentions(slide: Written) -> Iterator[tuple[str, str, Span]]:
    """What YAML names, be it printed as it is or only used: the id of a contact, a map's figure."""
    for key, node in slide.slots:
        for _, scalar, references in mentions(node):
            for reference in references:
                yield key.text, reference.name, scalar.at(reference.start, reference.end)


def _others(slide: Slide, told: set[str]) -> Iterator[_Named]:
    """What a content says that it uses, without a line that tells where."""
    for slot, content in slide.slots:
        for name in content.facts():
            if name not in told:
                yield slot, name, slide.spans.get(slot)
