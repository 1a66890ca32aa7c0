"""The plan: what stands on every slide, read from YAML and from a presentation alike."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field

from deckgen.comments import Comment
from deckgen.content.base import Content
from deckgen.content.text import Text
from deckgen.deck import Section
from deckgen.diagnostics import Span


@dataclass(frozen=True, slots=True)
class Slide:
    """A slide: its layout's name and what fills the slots, in the layout's order.

    Date, footer and slide number are slots like the others. `like` is the pattern slide that the
    slide is made from, "" for one made from its layout; `names` are the ids of the pattern's
    shapes whose slots an author named; `repeats` says how often a group of the pattern stands.
    """

    id: str
    layout: str
    slots: tuple[tuple[str, Content], ...] = ()
    notes: Text | None = None
    comments: tuple[Comment, ...] = ()
    hidden: bool = False
    like: str = field(default="", compare=False)
    names: tuple[tuple[str, int], ...] = field(default=(), compare=False)
    repeats: tuple[tuple[str, int], ...] = field(default=(), compare=False)
    spans: dict[str, Span] = field(default_factory=dict, compare=False, repr=False)
    """Where the author wrote each slot ("" for the slide itself)."""

    def content(self, name: str) -> Content | None:
        """What fills the slot of that name, or None."""
        return next((content for slot, content in self.slots if slot == name), None)

    @property
    def title(self) -> str:
        """The text of the slot `Title`, lines joined by spaces; "" where there is none."""
        content = self.content("Title")
        lines = content.paragraphs() if content else ()
        return " ".join(line.text.replace("\n", " ") for line in lines).strip()

    def facts(self) -> Iterator[str]:
        """The ids of the facts on the slide, notes left out; one may come again."""
        for _, content in self.slots:
            yield from content.facts()


@dataclass(frozen=True, slots=True)
class Plan:
    """A presentation as data. `moment` is when its content holds, for the file's properties."""

    title: str
    language: str
    slides: tuple[Slide, ...]
    sections: tuple[Section, ...] = ()
    moment: datetime.datetime | None = None

    def slide(self, name: str) -> Slide | None:
        """The slide of that id, or None."""
        return next((slide for slide in self.slides if slide.id == name), None)
