"""What was made of slides, kept for the next deck on the same template, as variants are.

Everything is found by its content, never by which object that is, so that it does not matter
whether the files were read once or again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from msgspec import Struct, structs

from deckgen.deck import Deck, SourceSlide
from deckgen.diagnostics import Place
from deckgen.facts import DeckDates, Facts
from deckgen.plan import Slide
from deckgen.richtext.inline import links
from deckgen.source import nodes, reading

if TYPE_CHECKING:
    from deckgen.facts.model import Fact

T = TypeVar("T")
V = TypeVar("V")

_MAX_VERSIONS = 4
"""How much of one slide is kept: the decks of a batch differ in few slides."""


class SlideCache:
    """What was made for decks on one template, for the next of them: a table for each purpose."""

    def __init__(self) -> None:
        """Start empty."""
        self._tables: dict[type, Any] = {}

    def table(self, kind: type[T]) -> T:
        """The table of a kind, the same one each time; empty at first."""
        if kind not in self._tables:
            self._tables[kind] = kind()
        found: T = self._tables[kind]
        return found


class Versions(Generic[V]):
    """A table of a `SlideCache`: the last values that were made for each slide, by its id."""

    def __init__(self) -> None:
        """Start empty."""
        self._values: dict[str, list[V]] = {}

    def find(self, name: str, is_valid: Callable[[V], bool]) -> V | None:
        """The last value of a slide that is valid, or None."""
        return next(filter(is_valid, self._values.get(name, ())), None)

    def clear(self) -> None:
        """Let go of all values."""
        self._values.clear()

    def keep(self, name: str, value: V) -> None:
        """Keep a value for a slide."""
        values = self._values.setdefault(name, [])
        values.insert(0, value)
        del values[_MAX_VERSIONS:]


# What a slide's plan depends on is recorded while it is made: the facts and contacts that are
# requested, the files that are read, the slides that it links to, and a few settings. Where all
# these and the slide's node are equal in another deck, so is the plan.


class _Settings(Struct, frozen=True):
    """The settings that every slide depends on."""

    folder: Path
    dates: DeckDates
    footer: str
    formats: Mapping[str, str]

    @classmethod
    def of(cls, deck: Deck) -> _Settings:
        return cls(deck.folder, deck.facts.dates, deck.footer, deck.formats)


class Needs(Struct, frozen=True):
    """What a slide was planned from beside its node: facts, contacts, slides and files.

    `links` are the ids of slides, `files` have their SHA-256.
    """

    facts: Mapping[str, Fact]
    contacts: Mapping[str, nodes.MappingNode | None]
    links: frozenset[str]
    files: Mapping[Path, bytes]

    def are_met(self, source: SourceSlide, deck: Deck, known: Collection[str]) -> bool:
        """Whether all of it is the same for that deck, whose slides have the ids `known`."""
        return (
            all(deck.contacts.get(name) == node for name, node in self.contacts.items())
            and all(target in known for target in self.links)
            and all(reading.digest(path) == digest for path, digest in self.files.items())
            and (not self.facts or self._same_facts(facts_for(source, deck)))
        )

    def _same_facts(self, facts: Facts) -> bool:
        return all(
            name in facts and _same_fact(fact, facts.fact(name))
            for name, fact in self.facts.items()
        )


def facts_for(source: SourceSlide, deck: Deck) -> Facts:
    """The facts that a slide can use: the deck's, and its own. Raises `Problem` for faulty ones."""
    return deck.facts if source.facts is None else deck.facts.layer(source.facts)


def _same_fact(one: Fact, other: Fact) -> bool:
    """Whether two facts have the same value, text and sources."""
    if one is other:
        return True
    content = (one.text, one.value, one.origins)
    return one.entry.node == other.entry.node and content == (
        other.text,
        other.value,
        other.origins,
    )


class PlannedSlide(Struct, frozen=True):
    """A slide's plan, with what it was made from; `needs` are None where they are not known."""

    node: nodes.MappingNode
    settings: _Settings
    slide: Slide
    needs: Needs | None

    def is_valid_for(self, source: SourceSlide, deck: Deck, known: Collection[str]) -> bool:
        """Whether the slide would be planned the same for that deck."""
        return (
            self.node == source.node
            and self.settings == _Settings.of(deck)
            and self.needs is not None
            and self.needs.are_met(source, deck, known)
        )


class PlannedSlides(Versions[PlannedSlide]):
    """The last plans of slides."""

    def slide(
        self, source: SourceSlide, deck: Deck, known: Collection[str], make: Callable[[Deck], Slide]
    ) -> PlannedSlide:
        """The slide's plan from the cache, or from `make`."""
        settings = _Settings.of(deck)
        if source.like is not None:  # it depends on the other slides of the deck too
            return PlannedSlide(source.node, settings, make(deck), None)
        cached = self.find(source.id.text, lambda item: item.is_valid_for(source, deck, known))
        if cached is not None:
            return cached
        facts = _RecordingFacts(facts_for(source, deck))
        contacts = _RecordingContacts(deck.contacts)
        with reading.recorded() as files:
            slide = make(structs.replace(deck, facts=facts, contacts=contacts))
        needs = None
        if not facts.iterated and not contacts.iterated:
            targets = frozenset(_targets(slide))
            needs = Needs(facts.requested, contacts.requested, targets, files)
        made = PlannedSlide(source.node, settings, slide, needs)
        if needs is not None:
            self.keep(source.id.text, made)
        return made


def _targets(slide: Slide) -> Iterator[str]:
    """The ids of the slides that a slide links to."""
    for _, content in slide.slots:
        for target, _ in links(content.paragraphs()):
            if target.startswith("#"):
                yield target[1:]


class _RecordingFacts(Facts):
    """The facts of a slide that record which are requested, and whether all are iterated."""

    __slots__ = ("iterated", "known", "requested")

    def __init__(self, known: Facts) -> None:
        super().__init__({}, known.dates)
        self.known = known
        self.requested: dict[str, Fact] = {}
        self.iterated = False

    def fact(self, name: str, place: Place | None = None) -> Fact:
        found = self.known.fact(name, place)
        self.requested[name] = found
        return found

    def layer(self, node: nodes.MappingNode) -> Facts:
        return self

    def __iter__(self) -> Iterator[Fact]:
        self.iterated = True
        return iter(self.known)

    def __len__(self) -> int:
        self.iterated = True
        return len(self.known)

    def __contains__(self, name: str) -> bool:
        self.iterated = True
        return name in self.known


class _RecordingContacts(dict[str, nodes.MappingNode]):
    """A deck's contacts that record the same."""

    def __init__(self, known: Mapping[str, nodes.MappingNode]) -> None:
        super().__init__(known)
        self.requested: dict[str, nodes.MappingNode | None] = {}
        self.iterated = False

    def get(self, name: str, default: Any = None) -> Any:
        self.requested[name] = found = super().get(name)
        return default if found is None else found

    def __getitem__(self, name: str) -> nodes.MappingNode:
        self.requested[name] = super().get(name)
        return super().__getitem__(name)

    def __contains__(self, name: object) -> bool:
        self.iterated = True
        return super().__contains__(name)

    def __iter__(self) -> Iterator[str]:
        self.iterated = True
        return super().__iter__()
