"""Slides that were planned before, for decks that share most of their YAML.

What a slide's plan depends on is noted while it is made: the facts and contacts that were asked
for, the slides that it links to, and a few settings. Where the nodes are the same and all that
is alike, the plan is the same too, and nothing is read again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from deckgen.deck import Deck
from deckgen.deck import SourceSlide as Written
from deckgen.diagnostics import Place
from deckgen.facts.model import Fact
from deckgen.facts.resolve import Facts
from deckgen.plan import Slide
from deckgen.richtext.inline import links
from deckgen.source import nodes

_VERSIONS = 4

"""How many plans of one slide are kept: the decks of a batch differ in few slides."""


@dataclass(frozen=True, slots=True)
class _Frame:
    """The settings that every slide depends on."""

    folder: Path
    language: str
    date: str
    footer: str
    formats: Mapping[str, str]

    @classmethod
    def of(cls, deck: Deck) -> _Frame:
        return cls(deck.folder, deck.language, deck.date, deck.footer, deck.formats)


@dataclass(frozen=True, slots=True)
class _Kept:
    """A slide's plan, and all that it was made of."""

    node: nodes.MappingNode
    frame: _Frame
    facts: Mapping[str, Fact]
    contacts: Mapping[str, nodes.MappingNode | None]
    links: frozenset[str]
    slide: Slide

    def holds(self, written: Written, deck: Deck, known: Collection[str]) -> bool:
        """Whether the slide would be planned the same for that deck."""
        return (
            self.node is written.node
            and self.frame == _Frame.of(deck)
            and all(deck.contacts.get(name) is node for name, node in self.contacts.items())
            and all(target in known for target in self.links)
            and all(
                name in deck.facts and _alike(fact, deck.facts.fact(name))
                for name, fact in self.facts.items()
            )
        )


def _alike(one: Fact, other: Fact) -> bool:
    """Whether two facts say, print and cite the same."""
    if one is other:
        return True
    said = (one.text, one.value, one.origins)
    return one.entry.node is other.entry.node and said == (other.text, other.value, other.origins)


class PlanCache:
    """The slides that were planned last, by their ids; for the decks of one template."""

    def __init__(self) -> None:
        """Start with none."""
        self._kept: dict[str, list[_Kept]] = {}

    def slide(
        self, written: Written, deck: Deck, known: Collection[str], make: Callable[[Deck], Slide]
    ) -> Slide:
        """The slide's plan as it was made before, or as `make` makes it for the deck now."""
        if written.like is not None or written.facts is not None:
            return make(deck)  # it depends on other slides too, or has facts of its own
        for kept in self._kept.get(written.id.text, ()):
            if kept.holds(written, deck, known):
                return kept.slide
        facts, contacts = _NotedFacts(deck.facts), _NotedContacts(deck.contacts)
        slide = make(replace(deck, facts=facts, contacts=contacts))
        if not facts.listed and not contacts.listed:
            versions = self._kept.setdefault(written.id.text, [])
            versions.insert(
                0,
                _Kept(
                    written.node, _Frame.of(deck), facts.asked, contacts.asked,
                    frozenset(_targets(slide)), slide,
                ),
            )  # fmt: skip
            del versions[_VERSIONS:]
        return slide


def _targets(slide: Slide) -> Iterator[str]:
    """The ids of the slides that a slide links to."""
    for _, content in slide.slots:
        for target, _ in links(content.paragraphs()):
            if target.startswith("#"):
                yield target[1:]


class _NotedFacts(Facts):
    """A deck's facts that note which of them are asked for, and whether they are gone through."""

    __slots__ = ("asked", "known", "listed")

    def __init__(self, known: Facts) -> None:
        super().__init__({}, known.language)
        self.known = known
        self.asked: dict[str, Fact] = {}
        self.listed = False

    def fact(self, name: str, place: Place | None = None) -> Fact:
        found = self.known.fact(name, place)
        self.asked[name] = found
        return found

    def layer(self, node: nodes.MappingNode) -> Facts:
        self.listed = True
        return self.known.layer(node)

    def __iter__(self) -> Iterator[Fact]:
        self.listed = True
        return iter(self.known)

    def __len__(self) -> int:
        self.listed = True
        return len(self.known)

    def __contains__(self, name: str) -> bool:
        self.listed = True
        return name in self.known


class _NotedContacts(dict[str, nodes.MappingNode]):
    """A deck's contacts, which note the same."""

    def __init__(self, known: Mapping[str, nodes.MappingNode]) -> None:
        super().__init__(known)
        self.asked: dict[str, nodes.MappingNode | None] = {}
        self.listed = False

    def get(self, name: str, default: Any = None) -> Any:
        self.asked[name] = found = super().get(name)
        return default if found is None else found

    def __getitem__(self, name: str) -> nodes.MappingNode:
        self.asked[name] = super().get(name)
        return super().__getitem__(name)

    def __contains__(self, name: object) -> bool:
        self.listed = True
        return super().__contains__(name)

    def __iter__(self) -> Iterator[str]:
        self.listed = True
        return super().__iter__()
