"""The deck: what the author wrote, typed and checked, before a template is looked at."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path

from deckgen.comments import Comment
from deckgen.embed import Embed
from deckgen.facts import Facts
from deckgen.source import Mapping, Node, Scalar


@dataclass(frozen=True, slots=True)
class Slide:
    """A slide as written. `slots` are the nodes by slot name; `facts` are the slide's own."""

    id: Scalar
    node: Mapping
    layout: Scalar | None
    like: Scalar | None
    names: Mapping | None
    kept: Node | None
    hidden: bool
    notes: Node | None
    comments: tuple[Comment, ...]
    facts: Mapping | None
    overflow: Scalar | None
    slots: tuple[tuple[Scalar, Node], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A PowerPoint section: its name and the ids of its slides, in order."""

    name: str
    slides: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Deck:
    """A whole deck. `output` is the pattern of deck.yaml, `footer` and `date` print as typed."""

    path: Path
    title: str
    name: str
    language: str
    template: Path
    template_text: Scalar
    output: str
    footer: str
    date: str
    as_of: datetime.date | None
    facts: Facts
    contacts: dict[str, Mapping]
    off: dict[str, str]
    formats: dict[str, str]
    embed: Embed
    slides: tuple[Slide, ...]
    sections: tuple[Section, ...]

    @property
    def folder(self) -> Path:
        """The folder of deck.yaml; the files that content names lie within it."""
        return self.path.parent
