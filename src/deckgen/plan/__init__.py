"""The plan: a presentation as data, made from YAML and read from a presentation alike.

Plans are compared to find a reviewer's edits, and stored in built presentations (`records`).
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from msgspec import Struct

from deckgen.content import Content, Names
from deckgen.content.text import Text
from deckgen.deck import Comment, Section, dump_comments
from deckgen.diagnostics import Diagnostic, Span
from deckgen.source.keys import NOTES_SLOT
from deckgen.source.writing import YamlData


@dataclass(frozen=True, slots=True)
class Slide:
    """A slide: its layout's name and the content of its slots, in the layout's order.

    Date, footer and slide number are slots like the others. `like` is the id of the pattern slide
    that the slide is made from, "" for one made from its layout; `names` are the shape ids of the
    slots that the author named; `repeats` are the groups of the pattern that are copied, with the
    number of copies. `left_off` are the slots of the pattern that the slide does not show, with
    what the pattern has there.
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
    left_off: tuple[tuple[str, Content], ...] = field(default=(), compare=False, repr=False)
    spans: dict[str, Span] = field(default_factory=dict, compare=False, repr=False)
    """Where the YAML of each slot is ("" for the slide itself)."""
    slips: tuple[Diagnostic, ...] = field(default=(), compare=False, repr=False)
    """Warnings for signs of markup in its texts that print as they stand."""

    def content(self, name: str) -> Content | None:
        """The content of the slot of that name, or None."""
        return next((content for slot, content in self.slots if slot == name), None)

    @property
    def title(self) -> str:
        """The text of the slot `Title`, lines joined by spaces; "" where there is none."""
        return self.text_of("Title")

    def text_of(self, slot: str) -> str:
        """The text of a slot, lines joined by spaces; "" where there is none."""
        content = self.content(slot)
        lines = content.paragraphs() if content else ()
        return " ".join(line.text.replace("\n", " ") for line in lines).strip()

    @property
    def contents(self) -> tuple[tuple[str, Content], ...]:
        """The slots, and after them the notes under `NOTES_SLOT` where there are some."""
        return self.slots if self.notes is None else (*self.slots, (NOTES_SLOT, self.notes))

    def facts(self) -> Iterator[str]:
        """The ids of the facts on the slide without its notes; one can be repeated."""
        for _, content in self.slots:
            yield from content.facts()


def slide_data(
    head: dict[str, YamlData],
    slide: Slide,
    names: Names,
    filed: Callable[[str, Content], Content],
) -> dict[str, YamlData]:
    """The YAML of a slide, after the keys of its `head`.

    `names` are the names of opaque formats; `filed` gives a slot's content with its files saved,
    from its name and content.
    """
    data = dict(head)
    if slide.hidden:
        data["hidden"] = "yes"
    for name, content in slide.slots:
        data[name] = filed(name, content).dump(names)
    if slide.notes is not None:
        data[NOTES_SLOT] = filed(NOTES_SLOT, slide.notes).dump(names)
    if slide.comments:
        data["comments"] = dump_comments(slide.comments)
    return data


class Plan(Struct, frozen=True, dict=True):
    """A presentation as data. `moment` is the date of its content, for the file's properties."""

    title: str
    language: str
    slides: tuple[Slide, ...]
    sections: tuple[Section, ...] = ()
    moment: datetime.datetime | None = None

    def slide(self, name: str) -> Slide | None:
        """The slide of that id, or None."""
        return self._by_id.get(name)

    @cached_property
    def _by_id(self) -> dict[str, Slide]:
        return {slide.id: slide for slide in reversed(self.slides)}
