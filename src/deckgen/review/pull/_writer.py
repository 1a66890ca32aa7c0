"""Conflicts as YAML comments above the key they concern, so that the YAML always parses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from deckgen.deck import Deck
from deckgen.deck import SourceSlide as Written
from deckgen.deck.source_files import DeckSource
from deckgen.review.pull import order as pull_order
from deckgen.review.pull.order import SlideOrder
from deckgen.review.pull.report import Conflict, PulledChange
from deckgen.source import edit as source_edit
from deckgen.source.edit import Edit, offset
from deckgen.source.nodes import MappingNode, Node, ScalarNode, SequenceNode
from deckgen.source.writing import YamlData


def conflict_comments(deck: Deck, found: Iterable[Conflict]) -> list[Edit]:
    """The comments to add, one block a conflict."""
    written = {slide.id.text: slide for slide in deck.slides}
    made = []
    for conflict in found:
        slide = written.get(conflict.slide)
        if slide is None:
            continue
        key = slide.node.key(conflict.slot) or slide.node.key(conflict.slot.rpartition(" ")[0])
        place = key.span if key is not None else slide.node.span
        source = place.source
        newline = "\r\n" if "\r\n" in source.text else "\n"
        pad = " " * (place.column - 1)
        rows = [
            f"deckgen: `{conflict.slot}` was changed here and in the reviewed deck",
            f"  it was:       {conflict.base}",
            f"  the reviewer: {conflict.theirs}",
        ]
        text = "".join(f"{pad}# {row}{newline}" for row in rows)
        at = offset(source, place.line, 1)
        if not source.text[:at].endswith(text):  # it stands there since the last pull
            made.append(Edit(source, at, at, text))
    return made


# Where edits are written: each value where it stands, each key and slide in the file it is for.
#
# `DeckPlaces` writes a deck's own files; `deckgen.pull.variant_places` does for a variant.


Keys = tuple[str | int, ...] | None

"""The keys, and places in lists, that lead from a slide to a node; None for one elsewhere."""


Files = tuple[Path, ...]


class YamlWriter(Protocol):
    """Writes the YAML of one slide. Each edit gives the files that it is made in, () where no file
    of the author's can say it."""

    def replace(self, scalar: ScalarNode, path: Keys, text: str, *, lines: bool) -> Files:
        """Give a text another one; `lines` for an outline, one line a paragraph."""

    def rewrite(self, node: Node, path: Keys, value: YamlData) -> Files:
        """Put other YAML in the place of a node."""

    def extend(self, listed: Node, path: Keys, whole: YamlData, more: list[YamlData]) -> Files:
        """Add items to the end of a list; `whole` is all of it with them."""

    def insert(
        self, mapping: MappingNode, path: Keys, key: str, value: YamlData, *, after: str = ""
    ) -> Files:
        """Add a key to the mapping at a path, after another key or at the end."""

    def remove(self, mapping: MappingNode, path: Keys, key: str) -> Files:
        """Take a key out of the mapping at a path."""


@dataclass(frozen=True, slots=True)
class Relisted:
    """The list of slides after a pull: the order it has then, and what came in of the changes.

    `left` says in words what did not; `files` are those that were changed.
    """

    order: SlideOrder
    pulled: tuple[PulledChange, ...] = ()
    left: tuple[str, ...] = ()
    files: Files = ()


class EditPlaces(Protocol):
    """Knows where each edit of a deck, or of a variant of it, is written."""

    def pen(self, slide: Written) -> YamlWriter:
        """What writes the YAML of a slide."""

    def make(self, made: Iterable[Edit]) -> None:
        """Make edits of texts where they stand."""

    def relist(self, order: SlideOrder) -> Relisted:
        """Give the list of slides another order."""

    def files(self) -> dict[Path, str]:
        """The new texts of the files that all this changes."""

    def read(self) -> dict[Path, str]:
        """The texts that those files were read with."""


@dataclass(frozen=True, slots=True)
class InPlaceWriter:
    """A pen that writes where things stand."""

    made: list[Edit]

    def replace(self, scalar: ScalarNode, path: Keys, text: str, *, lines: bool) -> Files:
        """Give a text another one."""
        return self._make(source_edit.replace(scalar, text, lines=lines))

    def rewrite(self, node: Node, path: Keys, value: YamlData) -> Files:
        """Put other YAML in the place of a node."""
        return self._make(source_edit.rewrite(node, value))

    def extend(self, listed: Node, path: Keys, whole: YamlData, more: list[YamlData]) -> Files:
        """Add items to the end of a list."""
        if isinstance(listed, SequenceNode) and listed.items:
            return self._make(source_edit.append(listed, more))
        return self._make(source_edit.rewrite(listed, whole))

    def insert(
        self, mapping: MappingNode, path: Keys, key: str, value: YamlData, *, after: str = ""
    ) -> Files:
        """Add a key to a mapping."""
        return self._make(source_edit.insert(mapping, key, value, after=after))

    def remove(self, mapping: MappingNode, path: Keys, key: str) -> Files:
        """Take a key out of a mapping."""
        return self._make(source_edit.remove(mapping, key))

    def _make(self, edit: Edit) -> Files:
        self.made.append(edit)
        return (edit.source.path,)


@dataclass(slots=True)
class DeckPlaces:
    """Where edits of a deck itself are written: all where things stand."""

    manuscript: DeckSource
    made: list[Edit] = field(default_factory=list)

    def pen(self, slide: Written) -> YamlWriter:
        """What writes the YAML of a slide."""
        return InPlaceWriter(self.made)

    def make(self, made: Iterable[Edit]) -> None:
        """Make edits of texts where they stand."""
        self.made += made

    def relist(self, order: SlideOrder) -> Relisted:
        """Give `slides:` of deck.yaml another order."""
        made = pull_order.relist(self.manuscript, order)
        if made is None:
            return Relisted(order)
        self.made.append(made)
        files = (made.source.path,)
        return Relisted(
            order, (PulledChange("", "slides", "the list of slides", files),), files=files
        )

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
    return {path: source_edit.apply(text, listed) for path, (text, listed) in by_file.items()}
