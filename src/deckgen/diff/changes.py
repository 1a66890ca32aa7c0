"""The changes between two plans, as data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from deckgen.comments import Comment


@dataclass(frozen=True, slots=True)
class Where:
    """A slide: its id, its title, and its number in the old and the new deck, counted from 1;
    0 where it is not in that deck."""

    id: str
    title: str
    old: int
    new: int

    @property
    def number(self) -> int:
        """Where the slide is now, or where it was."""
        return self.new or self.old


@dataclass(frozen=True, slots=True)
class DeckChange:
    """A change of the whole deck: `what` is `title`, `language`, `date` or `sections`."""

    what: str
    old: str
    new: str


class Deed(Enum):
    """What was done to a slide."""

    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    HIDDEN = "hidden"
    SHOWN = "shown again"
    LAYOUT = "layout"
    SECTION = "section"


@dataclass(frozen=True, slots=True)
class SlideChange:
    """A change of a slide as a whole.

    `old` and `new` are the numbers of a moved slide, and the names of its layouts or sections;
    for a slide that was added or removed the other side is "" and this one is what it says.
    """

    where: Where
    deed: Deed
    old: str = ""
    new: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """What a reader sees as one: a paragraph, a table's cell, a chart's value, a choice.

    `place` says where it stands in the slot, in words ("" where that goes without saying);
    `markup` is the text with its formatting, as YAML has it.
    """

    place: str
    text: str
    markup: str


@dataclass(frozen=True, slots=True)
class PieceChange:
    """A change of a piece of a slot; `old` is None for one that was added, `new` for one that
    was removed. Notes are the slot `notes`. `moved` says that a piece only changed its place."""

    where: Where
    slot: str
    old: Piece | None
    new: Piece | None
    moved: bool = False

    @property
    def restyled(self) -> bool:
        """Whether only the formatting changed."""
        return (
            self.old is not None
            and self.new is not None
            and not self.moved
            and self.old.text == self.new.text
        )


@dataclass(frozen=True, slots=True)
class CommentChange:
    """A review comment that came (`old` is None), went (`new` is None), or was answered, changed
    or dealt with."""

    where: Where
    old: Comment | None
    new: Comment | None


@dataclass(frozen=True, slots=True)
class LookChange:
    """A change that no plan holds: where a shape stands and how it looks, or the template.

    `where` is None for the deck and its template; `shape` is a slot's or a shape's name, "" for
    the whole slide. `what` tells all of it: `the fill of `Band` is FF0000 instead of 204060`.
    """

    where: Where | None
    shape: str
    what: str


Change = DeckChange | SlideChange | PieceChange | CommentChange | LookChange
