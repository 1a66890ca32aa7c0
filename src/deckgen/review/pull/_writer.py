"""Where the edits of a pull are written, and how.

A value is edited in the place that sets it, a key in the file that it is for. `EditPlaces` does so
for a deck, `pull._variant` for a variant of one. Conflicts become comments above the key that they
concern, so the YAML always parses.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct, field

from deckgen.deck import Deck, SourceSlide
from deckgen.deck.order import SlideOrder, moved
from deckgen.deck.source_files import CONFLICT, DeckSource
from deckgen.diagnostics import shown
from deckgen.review.pull.report import Conflict, PulledChange
from deckgen.source import edit as source_edit
from deckgen.source.edit import Edit, offset
from deckgen.source.nodes import MappingNode, Node, ScalarNode, SequenceNode
from deckgen.source.writing import YamlData


def conflict_comments(
    deck: Deck, conflicts: Iterable[Conflict], resolved: Iterable[Conflict] = ()
) -> list[Edit]:
    """The edits that add a comment for each conflict, unless an earlier pull added it.

    The comments of those that are `resolved` now are removed.
    """
    slides = {slide.id.text: slide for slide in deck.slides}
    edits = []
    for conflict, stays in [*((c, True) for c in conflicts), *((c, False) for c in resolved)]:
        slide = slides.get(conflict.slide)
        if slide is None:
            continue
        key = slide.node.key(conflict.slot) or slide.node.key(conflict.slot.rpartition(" ")[0])
        place = key.span if key is not None else slide.node.span
        source = place.source
        newline = source_edit.newline_of(source)
        pad = " " * (place.column - 1)
        rows = [
            f"{CONFLICT.format(conflict.slot)}",
            f"  it was:       {conflict.base}",
            f"  the reviewer: {conflict.theirs}",
        ]
        text = "".join(f"{pad}# {row}{newline}" for row in rows)
        at = offset(source, place.line, 1)
        above = _comments_above(source.text[:at])
        if stays and text not in above:
            edits.append(Edit(source, at, at, text))
        elif not stays and text in above:
            start = at - len(above) + above.index(text)
            edits.append(Edit(source, start, start + len(text), ""))
    return edits


def _comments_above(text: str) -> str:
    """The lines at the end of a text that are comments."""
    rows = text.splitlines(keepends=True)
    found = itertools.takewhile(lambda row: row.lstrip().startswith("#"), reversed(rows))
    return "".join(reversed(list(found)))


Keys = tuple[str | int, ...] | None
"""The path from a slide's mapping to a node: keys, and indexes of lists; None for a node that is
not in the slide's mapping, such as a contact."""
Files = tuple[Path, ...]
"""The files that an edit is made in; empty where it can be written in none, because the slide comes
from a row of a table of variants."""


class YamlWriter(Struct, frozen=True):
    """Edits the YAML of one slide: every value in the file and at the place that it was read from.

    Every node is given with the path that leads to it. The edits are added to `edits`.
    """

    edits: list[Edit]

    def replace(self, scalar: ScalarNode, path: Keys, text: str, *, lines: bool) -> Files:
        """Replace the text of a scalar; with `lines` it is written as a block of lines."""
        return self._make(source_edit.replace(scalar, text, lines=lines))

    def rewrite(self, node: Node, path: Keys, value: YamlData) -> Files:
        """Replace a node by other YAML."""
        return self._make(source_edit.rewrite(node, value))

    def extend(self, listed: Node, path: Keys, whole: YamlData, more: list[YamlData]) -> Files:
        """Add the items `more` to the end of a list; an empty one is replaced by `whole`, the list
        with them."""
        if isinstance(listed, SequenceNode) and listed.items:
            return self._make(source_edit.append(listed, more))
        return self._make(source_edit.rewrite(listed, whole))

    def shorten(self, listed: Node, path: Keys, count: int) -> Files:
        """Take away the items of a list after the first `count`."""
        assert isinstance(listed, SequenceNode), "only lists have items"
        return self._make(source_edit.relist(listed, list(range(count))))

    def insert(
        self, mapping: MappingNode, path: Keys, key: str, value: YamlData, *, after: str = ""
    ) -> Files:
        """Add a key to a mapping, after the key `after` or at the end."""
        return self._make(source_edit.insert(mapping, key, value, after=after))

    def remove(self, mapping: MappingNode, path: Keys, key: str) -> Files:
        """Remove a key from a mapping."""
        return self._make(source_edit.remove(mapping, key))

    def rename(self, mapping: MappingNode, path: Keys, key: str, name: str) -> Files:
        """Give a key of a mapping another name; in no file where that cannot be written there."""
        typed = mapping.key(key)
        return () if typed is None else self._make(source_edit.rewrite(typed, name))

    def _make(self, edit: Edit) -> Files:
        self.edits.append(edit)
        return (edit.source.path,)


def _relist(source: DeckSource, order: SlideOrder) -> Edit | None:
    """The edit that gives `slides:` of deck.yaml this order, None where it has it already.

    Entries that stay keep their text.
    """
    present = SlideOrder.written(source)
    if present == order:
        return None
    listed = source.settings.get("slides")
    assert isinstance(listed, SequenceNode), "the deck was read from such a list"
    items: list[int | YamlData] = []
    for key in order.keys:
        if key in present.keys:
            items.append(present.keys.index(key))
        elif SlideOrder.is_section(key):
            items.append({"section": SlideOrder.section_name(key)})
        else:
            items.append(key)
    return source_edit.relist(listed, items)


class Relisted(Struct, frozen=True):
    """What came of a new order of slides.

    `order` is the order that the list has now, `pulled` what changed for that, in which `files`;
    `unresolved` says in sentences what could not be written.
    """

    order: SlideOrder
    pulled: tuple[PulledChange, ...] = ()
    unresolved: tuple[str, ...] = ()
    files: Files = ()


class EditPlaces(Struct):
    """Collects the edits of a deck, and knows where each is written: those of a deck in place."""

    source: DeckSource
    edits: list[Edit] = field(default_factory=list)

    def writer(self, slide: SourceSlide) -> YamlWriter:
        """The writer for a slide."""
        return YamlWriter(self.edits)

    def make(self, edits: Iterable[Edit]) -> None:
        """Add edits of other parts of the deck, such as facts."""
        self.edits += edits

    def relist(self, order: SlideOrder) -> Relisted:
        """Change the order of the slides in `slides:` of deck.yaml."""
        edits = _relist(self.source, order)
        if edits is None:
            return Relisted(order)
        self.edits.append(edits)
        files = (edits.source.path,)
        before, after = SlideOrder.written(self.source).slides, order.slides
        entries = {entry.id.text: entry.node.span.source.path for entry in self.source.slides}
        pulled = []
        for key in (key for key in before if key not in after):
            path = entries[key]
            rest = "with its YAML" if path in files else f"({shown(path)} stays)"
            pulled.append(PulledChange(key, "", f"removed {rest}", files))
        for key in (key for key in after if key in moved(before, after)):
            at = after.index(key)
            where = f"after `{after[at - 1]}`" if at else "to the front"
            pulled.append(PulledChange(key, "", f"moved {where}", files))
        if not pulled and set(before) == set(after):
            pulled.append(PulledChange("", "slides", "the list of slides", files))
        return Relisted(order, tuple(pulled), files=files)

    def files(self) -> dict[Path, str]:
        """The new texts of the files that the edits change."""
        return source_edit.applied(self.edits)

    def read(self) -> dict[Path, str]:
        """The texts of these files as they were read."""
        return {edit.source.path: edit.source.text for edit in self.edits}
