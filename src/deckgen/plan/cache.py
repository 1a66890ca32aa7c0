"""A cache of planned slides, for decks that share most of their YAML, as variants do.

What a slide's plan depends on is recorded while it is made: the facts and contacts that are
requested, the slides that it links to, and a few settings. Where all these and the slide's node are
the same in another deck, so is the plan.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from deckgen.deck import Deck, SourceSlide
from deckgen.diagnostics import Place
from deckgen.facts.model import Fact
from deckgen.facts.resolve import Facts
from deckgen.plan import Slide
from deckgen.richtext.inline import links
from deckgen.source import nodes

_MAX_VERSIONS = 4
"""How many plans of one slide are cached: the decks of a batch differ in few slides."""


@dataclass(frozen=True, slots=True)
class _Settings:
    """The settings that every slide depends on."""

    folder: Path
    language: str
    date: str
    footer: str
    formats: Mapping[str, str]

    @classmethod
    def of(cls, deck: Deck) -> _Settings:
        return cls(deck.folder, deck.language, deck.date, deck.footer, deck.formats)


@dataclass(frozen=True, slots=True)
class _CachedPlan:
    """A slide's plan, and everything that it depends on."""

    node: nodes.MappingNode
    settings: _Settings
    facts: Mapping[str, Fact]
    contacts: Mapping[str, nodes.MappingNode | None]
    links: frozenset[str]
    slide: Slide

    def is_valid_for(self, source: SourceSlide, deck: Deck, known: Collection[str]) -> bool:
        """Whether the slide would be planned the same for that deck."""
        return (
            self.node is source.node
            and self.settings == _Settings.of(deck)
            and all(deck.contacts.get(name) is node for name, node in self.contacts.items())
            and all(target in known for target in self.links)
            and all(
                name in deck.facts and _same_fact(fact, deck.facts.fact(name))
                for name, fact in self.facts.items()
            )
        )


def _same_fact(one: Fact, other: Fact) -> bool:
    """Whether two facts have the same value, text and sources."""
    if one is other:
        return True
    content = (one.text, one.value, one.origins)
    return one.entry.node is other.entry.node and content == (
        other.text,
        other.value,
        other.origins,
    )


class PlanCache:
    """The last plans of slides, by the slides' ids; for decks on one template."""

    def __init__(self) -> None:
        """Start empty."""
        self._cached: dict[str, list[_CachedPlan]] = {}

    def slide(
        self, source: SourceSlide, deck: Deck, known: Collection[str], make: Callable[[Deck], Slide]
    ) -> Slide:
        """The slide's plan from the cache, or from `make`."""
        if source.like is not None or source.facts is not None:
            return make(deck)  # it depends on other slides too, or has facts of its own
        for cached in self._cached.get(source.id.text, ()):
            if cached.is_valid_for(source, deck, known):
                return cached.slide
        facts, contacts = _RecordingFacts(deck.facts), _RecordingContacts(deck.contacts)
        slide = make(replace(deck, facts=facts, contacts=contacts))
        if not facts.iterated and not contacts.iterated:
            versions = self._cached.setdefault(source.id.text, [])
            versions.insert(
                0,
                _CachedPlan(
                    source.node, _Settings.of(deck), facts.requested, contacts.requested,
                    frozenset(_targets(slide)), slide,
                ),
            )  # fmt: skip
            del versions[_MAX_VERSIONS:]
        return slide


def _targets(slide: Slide) -> Iterator[str]:
    """The ids of the slides that a slide links to."""
    for _, content in slide.slots:
        for target, _ in links(content.paragraphs()):
            if target.startswith("#"):
                yield target[1:]


class _RecordingFacts(Facts):
    """A deck's facts that record which are requested, and whether all are iterated or tested."""

    __slots__ = ("iterated", "known", "requested")

    def __init__(self, known: Facts) -> None:
        super().__init__({}, known.language)
        self.known = known
        self.requested: dict[str, Fact] = {}
        self.iterated = False

    def fact(self, name: str, place: Place | None = None) -> Fact:
        found = self.known.fact(name, place)
        self.requested[name] = found
        return found

    def layer(self, node: nodes.MappingNode) -> Facts:
        self.iterated = True
        return self.known.layer(node)

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
