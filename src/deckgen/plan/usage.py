"""Where a deck uses its facts, and what no slide shows: words of patterns, sources of facts."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from collections.abc import Mapping as Table
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct

from deckgen.content import Content
from deckgen.content.text import Text, plain_text
from deckgen.deck import Deck, SourceSlide
from deckgen.diagnostics import Diagnostic, Place, Severity, Source, Span, joined
from deckgen.facts import Facts
from deckgen.facts.references import mentions
from deckgen.plan import Plan, Slide
from deckgen.plan.cache import facts_for
from deckgen.plan.planner import SOURCE
from deckgen.richtext import printed_facts
from deckgen.richtext.inline import FormatNames
from deckgen.source.nodes import MappingNode, ScalarNode
from deckgen.source.writing import dump
from deckgen.template import Template

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


_MOST = 6
"""How many slides, slots or layouts a line names."""
_OPENING = ("title", "secHead")
"""The types of layouts that open a deck or a part of it, which cite no sources."""


class Unsourced(Struct, frozen=True, array_like=True):
    """A slide whose facts give a source line that it cannot show.

    `made_from` is what it is made from, in words; `like` says whether that is a pattern.
    """

    id: str
    made_from: str
    like: bool
    place: Place | None


def unshown(
    deck: Deck, template: Template, like: Sequence[Slide], unsourced: Sequence[Unsourced]
) -> Iterator[Diagnostic]:
    """The words of patterns that no slide shows, and source lines that no slot shows.

    `like` are the slides that are like patterns.
    """
    yield from _patterns(deck, like, template)
    if unsourced:
        yield _sources(unsourced, template)


def _patterns(deck: Deck, like: Sequence[Slide], template: Template) -> Iterator[Diagnostic]:
    """A tip for each pattern with slots that every slide like it leaves off."""
    made: dict[str, list[Slide]] = {}
    for slide in like:
        made.setdefault(slide.like, []).append(slide)
    names = {xml: name for name, xml in deck.formats.items()}
    for pattern, slides in made.items():
        shown = {name for slide in slides for name, _ in slide.slots}
        left = {
            name: content
            for slide in slides
            for name, content in slide.left_off
            if name not in shown
        }
        if left:
            listed = joined([f"`{name}`" for name in left], _MOST)
            helps = [_help(name, left[name], names, template.name) for name in list(left)[:_MOST]]
            yield Diagnostic(
                "left-off",
                f"slides like `{pattern}` do not show what the pattern has in {listed}: "
                "a slot that YAML leaves out is left off",
                slides[0].spans.get(""),
                _label(slides),
                (*dict.fromkeys(helps),),
                Severity.TIP,
            )


def _label(slides: list[Slide]) -> str:
    more = len(slides) - 1
    return f"this slide and {more} more" if more else "this slide"


def _help(name: str, content: Content, names: Mapping[str, str], template: str) -> str:
    """The lines of YAML that keep what a pattern has in a slot."""
    if not isinstance(content, Text):
        return f"`deckgen extract {template}` writes the YAML of a {content.key}, such as `{name}`"
    known = FormatNames(names)
    line = dump({name: content.dump(known)})
    if len(known) > len(names):
        text = "\n".join(paragraph.text for paragraph in content.paragraphs())
        line = dump({name: plain_text(text).dump(known)})
    lines = line.rstrip("\n")
    return f"to keep it:\n{lines}" if "\n" in lines else f"to keep it, add `{lines}`"


def _sources(slides: Sequence[Unsourced], template: Template) -> Diagnostic:
    """The warning for the slides whose facts give a source line that no slot can show."""
    having = [f"`{name}`" for name, layout in template.layouts.items() if layout.slot(SOURCE)]
    places = dict.fromkeys(slide.made_from for slide in slides)
    helps = list(
        dict.fromkeys(_ADD_TO_PATTERN if slide.like else _ADD_TO_LAYOUT for slide in slides)
    )
    if having:
        helps.append(f"or use a layout that has it: {joined(having, _MOST)}")
    if len(slides) > 1:
        helps.insert(0, f"they are {joined([f'`{slide.id}`' for slide in slides], _MOST)}")
    return Diagnostic(
        "no-source-slot",
        f"{'a slide does' if len(slides) == 1 else f'{len(slides)} slides do'} not show the source "
        f"line of {'its' if len(slides) == 1 else 'their'} facts: "
        f"{joined(list(places), _MOST)} {'has' if len(places) == 1 else 'have'} no slot `{SOURCE}`",
        slides[0].place,
        "this slide" if len(slides) == 1 else "the first of them",
        tuple(helps),
        Severity.WARNING,
    )


_ADD_TO_LAYOUT = (
    "PowerPoint: View > Slide Master, on the layout Insert Placeholder > Text, and name it "
    f"`{SOURCE}` in Home > Arrange > Selection Pane"
)
_ADD_TO_PATTERN = (
    "PowerPoint: on the pattern's slide Insert > Text Box with a word in it, and name it "
    f"`{SOURCE}` in Home > Arrange > Selection Pane"
)


def unsourced(slide: Slide, known: Facts, template: Template) -> Unsourced | None:
    """Whether the facts on a slide, among those known to it, give a source line that no slot and
    no text says."""
    layout = template.layouts.get(slide.layout)
    if slide.content(SOURCE) is not None or (layout is not None and layout.type in _OPENING):
        return None
    facts = [known.fact(name) for name in dict.fromkeys(slide.facts())]
    if not known.source_line([fact.id for fact in facts]):
        return None
    sources = {origin.source for fact in facts for origin in fact.origins if origin.source}
    texts = [line.text for _, content in slide.slots for line in content.paragraphs()]
    if sources and all(any(source in text for text in texts) for source in sources):
        return None
    made_from = f"the pattern `{slide.like}`" if slide.like else f"the layout `{slide.layout}`"
    return Unsourced(slide.id, made_from, bool(slide.like), slide.spans.get(""))
