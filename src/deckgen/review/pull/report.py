"""What a pull found: what it changed, what clashes, what is left to a person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from deckgen.content.minimal_diff import FactEdit
from deckgen.content.picture.files import source_of
from deckgen.diagnostics import Span


class Side(Enum):
    """Who is right where both changed the same thing."""

    NEITHER = "neither"
    OURS = "ours"
    THEIRS = "theirs"


@dataclass(frozen=True, slots=True)
class PulledChange:
    """A change of the reviewed deck that came into YAML: `what` in a line, in which files."""

    slide: str
    slot: str
    what: str
    files: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Conflict:
    """Something that both the author and the reviewer changed, each in its own way."""

    slide: str
    slot: str
    span: Span | None
    base: str
    ours: str
    theirs: str


@dataclass(frozen=True, slots=True)
class FigureEdit:
    """A fact's figure that the reviewer changed on a slide; `done` where the fact follows.

    `why` says what keeps an open one from being made, "" where nobody asked for it.
    """

    slide: str
    edit: FactEdit
    done: bool
    why: str = ""


@dataclass(frozen=True, slots=True)
class Followed:
    """A slot that says a fact which the reviewer changed on another one, and so says it anew."""

    slide: str
    slot: str
    fact: str


@dataclass(frozen=True, slots=True)
class UntrackedNote:
    """A reviewer's change that does not come into YAML, for a person to see to.

    `slide` is an id, "" for the deck itself; `name` a slot or a shape, "" for the whole slide.
    """

    slide: str
    name: str
    what: str

    def __str__(self) -> str:
        return f"slide `{self.slide}`: {self.what}" if self.slide else self.what


@dataclass(slots=True)
class PullReport:
    """All that a pull found.

    `read` are the texts of the author's files that the edits were made in, `files` their new ones,
    `media` the pictures that come with them.
    """

    pulled: list[PulledChange] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    figures: list[FigureEdit] = field(default_factory=list)
    followed: list[Followed] = field(default_factory=list)
    unheld: list[UntrackedNote] = field(default_factory=list)
    differences: list[str] = field(default_factory=list)
    read: dict[Path, str] = field(default_factory=dict)
    files: dict[Path, str] = field(default_factory=dict)
    media: dict[Path, bytes] = field(default_factory=dict)
    proposed: set[tuple[str, str]] = field(default_factory=set)
    """The slots, by slide and name, that wait for a fact to follow its figure."""

    def saver(self, folder: Path) -> Callable[[bytes, str], str]:
        """What keeps a file that content embeds, and gives its name: relative to the deck's folder
        and made from what the file holds, so that the same one is kept once."""

        def save(data: bytes, suffix: str) -> str:
            name = f"media/{source_of(data)[:12]}{suffix}"
            self.media[folder / name] = data
            return name

        return save

    @property
    def written(self) -> list[Path]:
        """The files that the pull writes."""
        return sorted([*self.files, *self.media])

    @property
    def empty(self) -> bool:
        """Whether the reviewed deck says nothing new."""
        return not (self.pulled or self.conflicts or self.figures or self.unheld)
