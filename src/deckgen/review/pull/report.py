"""The result of a pull: what came into YAML, what conflicts, and what is left to a person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from deckgen.content.minimal_diff import FactEdit
from deckgen.content.picture.files import source_of
from deckgen.diagnostics import Span


class Side(Enum):
    """Whose change wins where the author (ours) and the reviewer (theirs) changed the same thing.

    With `NEITHER` it is a conflict, and the author's stays.
    """

    NEITHER = "neither"
    OURS = "ours"
    THEIRS = "theirs"


@dataclass(frozen=True, slots=True)
class PulledChange:
    """A change of the reviewed deck that came into YAML.

    `slide` is an id, "" for the deck itself; `slot` is a slot's name, "" for the whole slide.
    `what` says what was done (`changed`, `removed`), in which `files`.
    """

    slide: str
    slot: str
    what: str
    files: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Conflict:
    """Something that both the author and the reviewer changed, each in their own way.

    `base`, `ours` and `theirs` are what it was, what the author and what the reviewer made of it,
    each in one line; `span` is its place in YAML, None for a slide that the author deleted.
    """

    slide: str
    slot: str
    span: Span | None
    base: str
    ours: str
    theirs: str


@dataclass(frozen=True, slots=True)
class FigureEdit:
    """A fact's figure that the reviewer changed on a slide.

    `done` says that the fact was changed too; else `why` is the reason that it could not be, ""
    where nobody asked for it.
    """

    slide: str
    edit: FactEdit
    done: bool
    why: str = ""


@dataclass(frozen=True, slots=True)
class Followed:
    """A slot that gets a new figure because the reviewer changed its fact on another slide."""

    slide: str
    slot: str
    fact: str


@dataclass(frozen=True, slots=True)
class UntrackedNote:
    """A reviewer's change that does not come into YAML, for a person to see to.

    `slide` is an id, "" for the deck itself; `name` is a slot or a shape, "" for the whole slide;
    `what` is a sentence without a stop.
    """

    slide: str
    name: str
    what: str

    def __str__(self) -> str:
        return f"slide `{self.slide}`: {self.what}" if self.slide else self.what


@dataclass(slots=True)
class PullReport:
    """All that a pull found.

    `differences` are sentences about what the edited YAML would build otherwise than in the
    reviewed deck. `files` are the new texts of the author's files, `read` their texts before, and
    `media` the pictures that come with them. `proposed` are the slots, by slide and name, that
    wait for a fact to get the figure that they show.
    """

    pulled: list[PulledChange] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    figures: list[FigureEdit] = field(default_factory=list)
    followed: list[Followed] = field(default_factory=list)
    untracked: list[UntrackedNote] = field(default_factory=list)
    differences: list[str] = field(default_factory=list)
    read: dict[Path, str] = field(default_factory=dict)
    files: dict[Path, str] = field(default_factory=dict)
    media: dict[Path, bytes] = field(default_factory=dict)
    proposed: set[tuple[str, str]] = field(default_factory=set)

    def saver(self, folder: Path) -> Callable[[bytes, str], str]:
        """A function that adds a file to `media`, given its bytes and suffix, and returns its name.

        The name is relative to `folder`, the deck's, and is made from the bytes, so that equal
        files are saved once.
        """

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
        """Whether the reviewer changed nothing."""
        return not (self.pulled or self.conflicts or self.figures or self.untracked)
