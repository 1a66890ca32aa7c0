"""Where edits are written: each value where it stands, each key and slide in the file it is for.

`DeckPlaces` writes a deck's own files; `deckgen.pull.variant_places` does for a variant.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from deckgen.deck import Slide as Written
from deckgen.manuscript import Manuscript
from deckgen.pull import edits, listing
from deckgen.pull.edits import Edit
from deckgen.pull.listing import Order
from deckgen.pull.report import Pulled
from deckgen.source import Mapping, Node, Plainly, Scalar, Sequence

Keys = tuple[str | int, ...] | None
"""The keys, and places in lists, that lead from a slide to a node; None for one elsewhere."""

Files = tuple[Path, ...]


class Pen(Protocol):
    """Writes the YAML of one slide. Each edit gives the files that it is made in, () where no file
    of the author's can say it."""

    def replace(self, scalar: Scalar, path: Keys, text: str, *, lines: bool) -> Files:
        """Give a text another one; `lines` for an outline, one line a paragraph."""

    def rewrite(self, node: Node, path: Keys, value: Plainly) -> Files:
        """Put other YAML in the place of a node."""

    def extend(self, listed: Node, path: Keys, whole: Plainly, more: list[Plainly]) -> Files:
        """Add items to the end of a list; `whole` is all of it with them."""

    def insert(
        self, mapping: Mapping, path: Keys, key: str, value: Plainly, *, after: str = ""
    ) -> Files:
        """Add a key to the mapping at a path, after another key or at the end."""

    def remove(self, mapping: Mapping, path: Keys, key: str) -> Files:
        """Take a key out of the mapping at a path."""


@dataclass(frozen=True, slots=True)
class Relisted:
    """The list of slides after a pull: the order it has then, and what came in of the changes.

    `left` says in words what did not; `files` are those that were changed.
    """

    order: Order
    pulled: tuple[Pulled, ...] = ()
    left: tuple[str, ...] = ()
    files: Files = ()


class Places(Protocol):
    """Knows where each edit of a deck, or of a variant of it, is written."""

    def pen(self, slide: Written) -> Pen:
        """What writes the YAML of a slide."""

    def make(self, made: Iterable[Edit]) -> None:
        """Make edits of texts where they stand."""

    def relist(self, order: Order) -> Relisted:
        """Give the list of slides another order."""

    def files(self) -> dict[Path, str]:
        """The new texts of the files that all this changes."""

    def read(self) -> dict[Path, str]:
        """The texts that those files were read with."""


@dataclass(frozen=True, slots=True)
class InPlace:
    """A pen that writes where things stand."""

    made: list[Edit]

    def replace(self, scalar: Scalar, path: Keys, text: str, *, lines: bool) -> Files:
        """Give a text another one."""
        return self._make(edits.replace(scalar, text, lines=lines))

    def rewrite(self, node: Node, path: Keys, value: Plainly) -> Files:
        """Put other YAML in the place of a node."""
        return self._make(edits.rewrite(node, value))

    def extend(self, listed: Node, path: Keys, whole: Plainly, more: list[Plainly]) -> Files:
        """Add items to the end of a list."""
        if isinstance(listed, Sequence) and listed.items:
            return self._make(edits.append(listed, more))
        return self._make(edits.rewrite(listed, whole))

    def insert(
        self, mapping: Mapping, path: Keys, key: str, value: Plainly, *, after: str = ""
    ) -> Files:
        """Add a key to a mapping."""
        return self._make(edits.insert(mapping, key, value, after=after))

    def remove(self, mapping: Mapping, path: Keys, key: str) -> Files:
        """Take a key out of a mapping."""
        return self._make(edits.remove(mapping, key))

    def _make(self, edit: Edit) -> Files:
        self.made.append(edit)
        return (edit.source.path,)


@dataclass(slots=True)
class DeckPlaces:
    """Where edits of a deck itself are written: all where things stand."""

    manuscript: Manuscript
    made: list[Edit] = field(default_factory=list)

    def pen(self, slide: Written) -> Pen:
        """What writes the YAML of a slide."""
        return InPlace(self.made)

    def make(self, made: Iterable[Edit]) -> None:
        """Make edits of texts where they stand."""
        self.made += made

    def relist(self, order: Order) -> Relisted:
        """Give `slides:` of deck.yaml another order."""
        made = listing.relist(self.manuscript, order)
        if made is None:
            return Relisted(order)
        self.made.append(made)
        files = (made.source.path,)
        return Relisted(order, (Pulled("", "slides", "the list of slides", files),), files=files)

    def files(self) -> dict[Path, str]:
        """The new texts of the files that all this changes."""
        return applied(self.made)

    def read(self) -> dict[Path, str]:
        """The texts that those files were read with."""
        return {edit.source.path: edit.source.text for edit in self.made}


def applied(made: Iterable[Edit]) -> dict[Path, str]:
    """The new text of each file that has edits."""
    by_file: dict[Path, tuple[str, list[Edit]]] = {}
    for edit in made:
        _, listed = by_file.setdefault(edit.source.path, (edit.source.text, []))
        if edit not in listed:
            listed.append(edit)
    return {path: edits.apply(text, listed) for path, (text, listed) in by_file.items()}
