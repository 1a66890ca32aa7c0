"""Where a deck uses its facts: in which slot of which slide, and where its YAML names them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from collections.abc import Mapping as Table
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct

from deckgen.deck import Deck, SourceSlide
from deckgen.diagnostics import Source, Span
from deckgen.facts import Facts
from deckgen.facts.references import mentions
from deckgen.plan import Plan, Slide
from deckgen.plan.cache import facts_for
from deckgen.richtext import printed_facts
from deckgen.source.nodes import MappingNode, ScalarNode

if TYPE_CHECKING:
    from deckgen.facts.model import Fact


class UsingSlide(Struct, frozen=True):
    """A slide by its id, with its YAML and the ids of the facts that it and its notes use."""

    id: str
    source: SourceSlide | None
    facts: Collection[str]


class Use(Struct, frozen=True, eq=False):
    """The use of a fact in a slot of a slide, by the slide's number from 1 and its id.

    `slot` is `notes` in the speaker's notes; `place` is where the YAML names the fact, None where a
    pattern slide does.
    """

    fact: Fact
    slide: int
    id: str
    slot: str
    place: Span | None


class DeckFacts:
    """The facts of a deck, those of single slides included, and which of them its slides use."""

    def __init__(self, deck: Deck, slides: Sequence[UsingSlide]) -> None:
        """Use a deck and what its slides use, in their order."""
        self._deck = deck
        self._slides = slides
        self._known: dict[Span, Facts] = {}

    def facts_for(self, source: SourceSlide | None) -> Facts:
        """The facts that a slide can use: the deck's, and the slide's own."""
        if source is None or source.facts is None:
            return self._deck.facts
        place = source.node.span
        if place not in self._known:
            self._known[place] = facts_for(source, self._deck)
        return self._known[place]

    @cached_property
    def _scopes(self) -> dict[Fact, Facts]:
        """For each fact, the facts that its formula can use."""
        scopes = dict.fromkeys(self._deck.facts, self._deck.facts)
        for slide in self._slides:
            if slide.source is not None and slide.source.facts is not None:
                known = self.facts_for(slide.source)
                for fact in known:
                    scopes.setdefault(fact, known)
        return scopes

    @property
    def facts(self) -> tuple[Fact, ...]:
        """Every fact once: the deck's in the order of their files, then the slides' own."""
        return tuple(self._scopes)

    def needs(self, fact: Fact) -> tuple[Fact, ...]:
        """The facts in a fact's formula and its `sum_of`."""
        scope = self._scopes[fact]
        return tuple(map(scope.fact, dict.fromkeys((*fact.inputs, *fact.parts))))

    @cached_property
    def shown(self) -> frozenset[Fact]:
        """The facts that slides use."""
        return frozenset(
            known.fact(name)
            for slide in self._slides
            if slide.facts
            for known in (self.facts_for(slide.source),)
            for name in slide.facts
            if name in known
        )

    @cached_property
    def used(self) -> frozenset[Fact]:
        """The facts that a slide or a text of deck.yaml uses, and those that their formulas use."""
        origins = [origin for text in self._deck.texts for origin in text.run.origins]
        in_texts = (self._deck.facts.fact(origin.fact) for origin in origins if origin.fact)
        found = {*self.shown, *in_texts}
        queue = list(found)
        while queue:
            needs = set(self.needs(queue.pop())) - found
            queue += needs
            found |= needs
        return frozenset(found)

    @cached_property
    def named(self) -> Table[str, Fact]:
        """The used facts by id; a slide's own by `SLIDE/ID`.

        Confidential ones that no slide shows are left out: what is made of these may leave the
        house.
        """
        found = {}
        for slide in self._slides:
            if slide.source is not None and slide.source.facts is not None:
                for fact in self.facts_for(slide.source):
                    if fact in self.used and fact.id not in self._deck.facts:
                        found[f"{slide.id}/{fact.id}"] = fact
        named = {fact.id: fact for fact in self._deck.facts if fact in self.used} | found
        return {k: fact for k, fact in named.items() if fact in self.shown or not fact.confidential}


class Usage(DeckFacts):
    """The facts of a deck, and all uses of them on the slides of its plan."""

    def __init__(self, deck: Deck, plan: Plan) -> None:
        """Use a deck and its plan."""
        self._sources = {source.node.span: source for source in deck.slides}
        self._plan = plan
        sources = map(self._source_of, plan.slides)
        super().__init__(
            deck,
            [
                UsingSlide(slide.id, source, facts_on(slide, source))
                for slide, source in zip(plan.slides, sources, strict=True)
            ],
        )

    def facts_of(self, slide: Slide) -> Facts:
        """The facts that a slide can use: the deck's, and the slide's own."""
        return self.facts_for(self._source_of(slide))

    def _source_of(self, slide: Slide) -> SourceSlide | None:
        place = slide.spans.get("")
        return None if place is None else self._sources.get(place)

    @cached_property
    def uses(self) -> Table[Fact, tuple[Use, ...]]:
        """The uses of each fact that is used, in the order of the slides."""
        found: dict[Fact, list[Use]] = {}
        for number, slide in enumerate(self._plan.slides, 1):
            for use in self._uses_on(number, slide):
                found.setdefault(use.fact, []).append(use)
        return {fact: tuple(uses) for fact, uses in found.items()}

    @cached_property
    def _printed_at(self) -> frozenset[tuple[Source, int, int]]:
        """The places in YAML of all printed facts, those on continuing slides included."""
        places = (place for slide in self._plan.slides for _, _, place in _printed_facts(slide))
        return frozenset(_start(place) for place in places if place is not None)

    def on(self, slide: Slide) -> tuple[Fact, ...]:
        """The facts on a slide without its notes, each once."""
        return tuple(map(self.facts_of(slide).fact, dict.fromkeys(slide.facts())))

    @cached_property
    def dependents(self) -> Table[Fact, tuple[Fact, ...]]:
        """For each fact in a formula or `sum_of`, the facts that have that."""
        found: dict[Fact, list[Fact]] = {}
        for fact in self.facts:
            for need in self.needs(fact):
                found.setdefault(need, []).append(fact)
        return {fact: tuple(others) for fact, others in found.items()}

    def descriptions(self, slide: Slide) -> Iterator[tuple[str, ScalarNode]]:
        """The alternative texts in a slide's YAML, each with its slot's key."""
        source = self._source_of(slide)
        for key, node in source.slots if source is not None else ():
            alt = node.get("alt") if isinstance(node, MappingNode) else None
            if isinstance(alt, ScalarNode):
                yield key.text, alt

    def _uses_on(self, number: int, slide: Slide) -> Iterator[Use]:
        known = self.facts_of(slide)
        source = self._source_of(slide)
        found = list(_printed_facts(slide))
        if source is not None and source.id.text == slide.id:
            for key, name, span in _mentioned_facts(source):
                if name in known and _start(span) not in self._printed_at:
                    found.append((key, name, span))
        located = {name for _, name, _ in found}
        for slot, name, place in (*found, *_unlocated_facts(slide, located)):
            yield Use(known.fact(name), number, slide.id, slot, place)


def facts_on(slide: Slide, source: SourceSlide | None) -> tuple[str, ...]:
    """The ids of the facts that a slide and its notes use, each once.

    Those that its YAML names without printing them are among them, and may be no facts.
    """
    names = [name for _, name, _ in (*_printed_facts(slide), *_unlocated_facts(slide, set()))]
    if source is not None and source.id.text == slide.id:
        names += [name for _, name, _ in _mentioned_facts(source)]
    return tuple(dict.fromkeys(names))


_NamedFact = tuple[str, str, Span | None]
"""A slot, the id of a fact, and the place that names it."""


def _printed_facts(slide: Slide) -> Iterator[_NamedFact]:
    """The facts in the text of a slide and of its notes."""
    for slot, content in slide.contents:
        for origin in printed_facts(content.paragraphs()):
            yield slot, origin.fact, origin.span


def _start(span: Span) -> tuple[Source, int, int]:
    return span.source, span.line, span.column


def _mentioned_facts(slide: SourceSlide) -> Iterator[tuple[str, str, Span]]:
    """The facts that a slide's YAML names, printed or not (a map's figure, say)."""
    for key, node in slide.slots:
        for _, scalar, references in mentions(node):
            for reference in references:
                yield key.text, reference.name, scalar.at(reference.start, reference.end)


def _unlocated_facts(slide: Slide, located: set[str]) -> Iterator[_NamedFact]:
    """The facts of content for which no place is known; the slot's place stands for it."""
    for slot, content in slide.slots:
        for name in content.facts():
            if name not in located:
                yield slot, name, slide.spans.get(slot)
