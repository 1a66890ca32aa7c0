"""Where the edits of a variant's deck are written.

A value is edited in the file that sets it, so every deck that uses the file follows. What is
added, removed or moved concerns the variant alone, so it is written into the variant's own file,
with the keys that docs/variants.md describes (`remove`, `insert`, `move`, `KEY+`). A variant that
is the row of a table has no file; what only that could say is left to a person.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable
from functools import cached_property
from pathlib import Path

from msgspec import Struct, field

from deckgen.deck import SourceSlide, source_files
from deckgen.deck.merge import REMOVE, are_different_content
from deckgen.deck.order import OrderChange, Placement, SlideOrder, order_change_for
from deckgen.deck.overlay import Overlay
from deckgen.deck.source_files import SectionMark
from deckgen.deck.variants import VariantLayer
from deckgen.review.pull._writer import EditPlaces, Files, Keys, Relisted, YamlWriter
from deckgen.review.pull.report import PulledChange
from deckgen.source import edit
from deckgen.source.edit import KeyPath, YamlDocument
from deckgen.source.nodes import MappingNode, Node, ScalarNode, SequenceNode, scalars
from deckgen.source.writing import Lines, YamlData, plain

_SLIDES = "slides"


class OverlayFile:
    """A variant's file that is edited. Paths are those below `slides`: id, slot, keys in it."""

    def __init__(self, path: Path, text: str) -> None:
        """The file at `path` with the text that it has."""
        self.document = YamlDocument(path, text)

    @property
    def text(self) -> str:
        """The text with the edits so far."""
        return self.document.text

    def put(self, path: KeyPath, value: YamlData, below: Node | None) -> None:
        """Set a key; `value` replaces all of `below`, what the deck below has there."""
        full = (_SLIDES, *path)
        if isinstance(value, list):
            self._drop_items(full)
        self.document.put(full, _replacing(value, below))
        self.document.drop((*full[:-1], f"{full[-1]}+"))
        self.document.take((*full[:-1], REMOVE), full[-1])

    def _drop_items(self, path: KeyPath) -> None:
        """Remove what is said of single items of a list (`Card 2`), which is given whole."""
        holder = self.document.node(path[:-1])
        for name in holder.keys() if isinstance(holder, MappingNode) else ():
            if re.fullmatch(re.escape(path[-1]) + r" \d+\+?", name):
                self.document.drop((*path[:-1], name))

    def add(self, path: KeyPath, items: list[YamlData]) -> None:
        """Add items to the end of a list, the variant's own or that of the deck below."""
        full = (_SLIDES, *path)
        there = (*full[:-1], f"{full[-1]}+")
        if self.document.node(there) is None and self.document.node(full) is not None:
            there = full
        for item in items:
            self.document.push(there, item)

    def remove(self, path: KeyPath, below: Node | None) -> None:
        """Remove a key: what the variant sets, and `below`, what the deck below has there."""
        full = (_SLIDES, *path)
        if below is not None:
            self.document.push((*full[:-1], REMOVE), full[-1])
        self.drop(path)
        self.drop((*path[:-1], f"{path[-1]}+"))

    def drop(self, path: KeyPath) -> None:
        """Remove what the variant itself says of a slide or a key, so that the deck below shows."""
        self.document.drop((_SLIDES, *path))

    def reorder(self, now: OrderChange, then: OrderChange) -> None:
        """Change the lists `remove`, `insert` and `move` of the variant from `now` to `then`."""
        for key in now.remove:
            if key not in then.remove:
                self.document.take((REMOVE,), _named(key))
        for key in then.remove:
            self.drop((key,))
            if key not in now.remove:
                self.document.push((REMOVE,), _named(key))
        self._list("insert", now.insert, then.insert)
        self._list("move", now.move, then.move)

    def _list(self, key: str, now: tuple[Placement, ...], then: tuple[Placement, ...]) -> None:
        """Change the list under `key`; items that stay keep their text."""
        for placement in now:
            kept = next((other for other in then if other.key == placement.key), None)
            if kept not in (None, placement):
                self._replace(key, now.index(placement), kept)
        listed = self.document.node((key,))
        known = [placement.key for placement in now]
        if not then:
            self.document.drop((key,))
        elif not isinstance(listed, SequenceNode):
            self.document.put((key,), [_item(placement, key) for placement in then])
        elif known != [placement.key for placement in then]:
            items = [
                known.index(placement.key) if placement.key in known else _item(placement, key)
                for placement in then
            ]
            self.document.make(edit.relist(listed, items))

    def _replace(self, key: str, index: int, placement: Placement) -> None:
        """Change the place that an item of a list names."""
        listed = self.document.node((key,))
        item = listed.items[index] if isinstance(listed, SequenceNode) else None
        assert isinstance(item, MappingNode), "variants read it as one"
        side = "after" if placement.after else "before"
        for name, value in item:
            if name.text in ("after", "before"):
                assert isinstance(value, ScalarNode), "variants read it as a text"
                if name.text != side:
                    self.document.make(edit.replace(name, side, lines=False))
                    self._replace(key, index, placement)
                else:
                    self.document.make(edit.replace(value, placement.anchor, lines=False))
                return


def _item(placement: Placement, key: str) -> YamlData:
    """A placement as an item of the list under `key`, `insert` or `move`."""
    place = {"after" if placement.after else "before": placement.anchor}
    if key == "move":
        return {"id": placement.key, **place}
    if SlideOrder.is_section(placement.key):
        return {**place, "section": SlideOrder.section_name(placement.key)}
    return {**place, "id": placement.key}


def _named(key: str) -> YamlData:
    """A slide or a section as an item of `remove`."""
    return {"section": SlideOrder.section_name(key)} if SlideOrder.is_section(key) else key


def _replacing(value: YamlData, below: Node | None) -> YamlData:
    """The value with `remove` for the keys of the deck below that it lacks: mappings are merged."""
    if not isinstance(value, dict) or not isinstance(below, MappingNode):
        return value
    if below.keys()[:1] != tuple(value)[:1]:
        return value
    gone: list[YamlData] = [key.text for key, _ in below if key.text not in value]
    return {REMOVE: gone, **value} if gone else value


OverlayEdit = Callable[[OverlayFile], None]


class PendingFile(Struct):
    """The file of a variant, its text as read, and the edits that are still to be made in it.

    They wait until the values in the file are edited. `path` is None for a variant that is the row
    of a table and so has no file.
    """

    path: Path | None
    text: str
    pending: list[OverlayEdit] = field(default_factory=list)

    def add(self, change: OverlayEdit) -> tuple[Path, ...]:
        """Add an edit; the file that it will be made in, none where the variant has no file."""
        if self.path is None:
            return ()
        self.pending.append(change)
        return (self.path,)

    def node(self, path: KeyPath) -> Node | None:
        """The node that the file itself has at a path of keys, None where it has none."""
        return None if self.path is None else YamlDocument(self.path, self.text).node(path)

    def edited(self, files: dict[Path, str]) -> dict[Path, str]:
        """New texts of files by path, with the pending edits of this one made."""
        if self.path is None or not self.pending:
            return files
        own = OverlayFile(self.path, files.get(self.path, self.text))
        for change in self.pending:
            change(own)
        return files if own.text == self.text else {**files, self.path: own.text}

    def read(self) -> dict[Path, str]:
        """The text of the file as it was read, if edits are pending."""
        return {self.path: self.text} if self.path is not None and self.pending else {}


class VariantYamlWriter(YamlWriter, frozen=True):
    """Edits one slide of a variant: values in place, new and removed keys in the variant's file.

    `whole` is the slide's YAML with the variant's changes, `below` without them; `own` is the
    variant's file. Links to the slides `gone`, which the reviewer
    deleted, are removed from the variant alone. `copies` are lists with the changes so far, by
    slot; `given` are those that the variant has to give whole.
    """

    slide: str
    whole: MappingNode
    below: MappingNode
    own: PendingFile
    gone: frozenset[str]
    copies: dict[str, YamlData] = field(default_factory=dict)
    given: set[str] = field(default_factory=set)

    def replace(self, scalar: ScalarNode, path: Keys, text: str, *, lines: bool) -> Files:
        """Replace the text of a scalar.

        Where several files give its lines (`KEY+`), each is edited in its own file.
        """
        if path is not None and self._is_unlinked(path):
            return self._put_text(path, text, lines=lines)
        if not scalar.parts:
            return super().replace(scalar, path, text, lines=lines)
        parts = split_text([part.text for part in scalar.parts], text)
        if parts is not None and all(parts):
            in_place = super().replace
            pairs = zip(scalar.parts, parts, strict=True)
            return tuple(
                file
                for part, new in pairs
                if new != part.text.removesuffix("\n")
                for file in in_place(part, None, new, lines=True)
            )
        if path is None:
            return ()
        *others, last = scalar.parts
        unchanged = [part.text.removesuffix("\n") for part in others]
        if parts is not None and parts[:-1] == unchanged and self._is_own(last):
            return self._ask(path, lambda own, full: own.drop((*full[:-1], f"{full[-1]}+")))
        return self._put_text(path, text, lines=lines)

    def rewrite(self, node: Node, path: Keys, value: YamlData) -> Files:
        """Replace a node by other YAML, in the variant's file where several files give it."""
        if path is None or not (self._is_shared(node) or self._is_unlinked(path)):
            return super().rewrite(node, path, value)
        return self._put(path, value)

    def extend(self, listed: Node, path: Keys, whole: YamlData, more: list[YamlData]) -> Files:
        """Add items to the end of a list: to the variant's own list, or by `KEY+`."""
        if path is None or (not self._is_shared(listed) and self._is_own(listed)):
            return super().extend(listed, path, whole, more)
        return self._ask(path, lambda own, full: own.add(full, more))

    def shorten(self, listed: Node, path: Keys, count: int) -> Files:
        """Take away the last items of a list, in the variant alone where another file gives it."""
        if path is None or self._is_own(listed):
            return super().shorten(listed, path, count)
        whole = plain(listed)
        return self._put(path, whole[:count] if isinstance(whole, list) else whole)

    def insert(
        self, mapping: MappingNode, path: Keys, key: str, value: YamlData, *, after: str = ""
    ) -> Files:
        """Add a key: in the variant's file, unless one file gives all of the mapping."""
        if path is None or (path and not self._is_shared(mapping) and not self._is_unlinked(path)):
            return super().insert(mapping, path, key, value, after=after)
        return self._put((*path, key), value)

    def remove(self, mapping: MappingNode, path: Keys, key: str) -> Files:
        """Remove a key: in the variant's file, unless another file gives all of the mapping."""
        if path is None or (path and not self._is_shared(mapping) and not self._is_own(mapping)):
            return super().remove(mapping, path, key)
        below = self._below((*path, key))
        return self._ask((*path, key), lambda own, full: own.remove(full, below))

    def rename(self, mapping: MappingNode, path: Keys, key: str, name: str) -> Files:
        """Only where another file gives all of the mapping: other decks may set a slide's keys."""
        if path is None or (path and not self._is_shared(mapping) and not self._is_own(mapping)):
            return super().rename(mapping, path, key, name)
        return ()

    def _is_unlinked(self, path: tuple[str | int, ...]) -> bool:
        """Whether a slot, or another one set by the same list, links to a deleted slide."""
        node = self.whole.get(str(path[0])) if path else None
        texts = () if node is None else (scalar.text for _, scalar in scalars(node))
        return any(f"(#{name})" in text for text in texts for name in self.gone)

    def _is_set_below(self, name: str) -> bool:
        """Whether the deck below alone sets a list, so that the variant can change its items."""
        path = (_SLIDES, self.slide)
        own = (self.own.node((*path, key)) for key in (name, f"{name}+"))
        return not any(own) and name not in self.given

    def _put_text(self, path: tuple[str | int, ...], text: str, *, lines: bool) -> Files:
        line = text.removesuffix("\n")
        return self._put(path, Lines(f"{line}\n") if lines and "\n" in line else line)

    def _put(self, path: tuple[str | int, ...], value: YamlData) -> Files:
        depth = next((at for at, key in enumerate(path) if isinstance(key, int)), None)
        if depth is not None:
            name = str(path[0])
            known = self.copies.get(name) or plain(self.whole.get(name) or self.whole)
            whole = self.copies[name] = _replaced(known, path[1:], value)
            is_text = isinstance(value, str | Lines)
            if is_text and len(path) == 2 and self._is_set_below(name):
                path = (f"{name} {int(path[1]) + 1}",)
            else:
                self.given.add(name)
                path, value = (name,), whole
        below = self._below(path)
        return self._ask(path, lambda own, full: own.put(full, value, below))

    def _ask(
        self, path: tuple[str | int, ...], change: Callable[[OverlayFile, tuple[str, ...]], None]
    ) -> Files:
        return self.own.add(lambda own: change(own, (self.slide, *map(str, path))))

    def _below(self, path: tuple[str | int, ...]) -> Node | None:
        """What the deck below has at a path, None where the variant has other content there."""
        there: Node | None = self.below
        for depth, key in enumerate(path):
            own = self.own.node((_SLIDES, self.slide, *map(str, path[:depth])))
            if not isinstance(there, MappingNode) or not (
                own is None or isinstance(own, MappingNode)
            ):
                return None
            if own is not None and depth and are_different_content(there, own):
                return None
            there = there.get(str(key))
        return there

    def _is_own(self, node: Node) -> bool:
        return _files(node) == {self.own.path}

    def _is_shared(self, node: Node) -> bool:
        return len(_files(node)) > 1


def _replaced(data: YamlData, path: tuple[str | int, ...], value: YamlData) -> YamlData:
    """The data with another value at a path of keys and indexes."""
    if not path:
        return value
    first, *rest = path
    if isinstance(data, list) and isinstance(first, int):
        return [
            _replaced(item, tuple(rest), value) if at == first else item
            for at, item in enumerate(data)
        ]
    kept = data if isinstance(data, dict) else {}
    return {**kept, str(first): _replaced(kept.get(str(first), {}), tuple(rest), value)}


def _files(node: Node) -> set[Path]:
    """The files that give a node, or a part of it."""
    match node:
        case ScalarNode():
            return {part.span.source.path for part in node.parts or (node,)}
        case SequenceNode():
            return {path for item in node for path in _files(item)}
        case MappingNode():
            return {path for pair in node for entry in pair for path in _files(entry)}


def split_text(parts: list[str], text: str) -> list[str] | None:
    """A new text, split as the old one was into `parts`; a part may be empty.

    New lines between two parts belong to the later one. None where a change spans parts.
    """
    owners = [
        index for index, part in enumerate(parts) for _ in part.removesuffix("\n").split("\n")
    ]
    old = [row for part in parts for row in part.removesuffix("\n").split("\n")]
    new = text.removesuffix("\n").split("\n")
    rows: list[list[str]] = [[] for _ in parts]
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for action, i1, i2, j1, j2 in matcher.get_opcodes():
        if action == "equal" or i2 - i1 == j2 - j1:
            for index, row in zip(owners[i1:i2], new[j1:j2], strict=True):
                rows[index].append(row)
            continue
        touched = set(owners[i1:i2]) or {owners[min(i1, len(owners) - 1)]}
        if len(touched) > 1:
            return None
        rows[touched.pop()] += new[j1:j2]
    return ["\n".join(part) for part in rows]


class VariantPlaces(EditPlaces, kw_only=True, dict=True):
    """The edits of a variant's deck.

    `source` is the deck with the variant's changes, `top` the variant itself. Links to the slides
    `gone`, which the reviewer deleted, are removed from the variant alone.
    """

    top: VariantLayer
    gone: frozenset[str] = frozenset()

    @cached_property
    def own(self) -> PendingFile:
        """The variant's file."""
        return PendingFile(self.top.path, self.top.overlay.changes.span.source.text)

    def writer(self, slide: SourceSlide) -> YamlWriter:
        """The writer for a slide; a slide that the variant inserts is edited in place."""
        name = slide.id.text
        below = next((s.node for s in self.top.below.slides if s.id.text == name), None)
        if below is None:
            return super().writer(slide)
        return VariantYamlWriter(self.edits, name, slide.node, below, self.own, self.gone)

    def relist(self, order: SlideOrder) -> Relisted:
        """Change what the variant removes, inserts and moves so that its slides have that order."""
        ours = SlideOrder.written(self.source)
        if order == ours:
            return Relisted(order)
        below, now = SlideOrder.written(self.top.below), order_change_of(self.top.overlay)
        then = order_change_for(below, now, order)
        if then is None:
            return Relisted(ours, unresolved=(_NO_ANCHOR,))
        files = self.own.add(lambda own: own.reorder(now, then))
        if not files:
            return Relisted(ours, unresolved=(_ROW,))
        found = then.order(below)
        as_wanted = found.without_empty_sections() == order.without_empty_sections()
        pulled = tuple(PulledChange(*what, files) for what in _changes(ours, found, now, then))
        return Relisted(found, pulled, () if as_wanted else (_SECTIONS,), files)

    def files(self) -> dict[Path, str]:
        """The new texts of the files that the edits change."""
        return self.own.edited(super().files())

    def read(self) -> dict[Path, str]:
        """The texts of these files as they were read."""
        return self.own.read() | super().read()


_ROW = (
    "slides came, went or moved, which the row of a table cannot say: write a file for this variant"
)

_NO_ANCHOR = "none of the slides is left that the variant builds on: change its list by hand"

_SECTIONS = (
    "the sections: one that starts with a slide which this variant moves cannot be put in; "
    "say the rest in the deck itself"
)


def order_change_of(overlay: Overlay) -> OrderChange:
    """The slides and sections that an overlay removes, inserts and moves."""
    slides = overlay.changes.get(_SLIDES)
    gone = slides.get(REMOVE) if isinstance(slides, MappingNode) else None
    insert = [
        Placement(
            SlideOrder.of_entries((item.entry,)).keys[0], item.place.anchor.text, item.place.after
        )
        for item in overlay.insert
    ]
    move = [Placement(m.id.text, m.place.anchor.text, m.place.after) for m in overlay.move]
    remove = [name.text for name in source_files.names(gone, f"`{REMOVE}`")]
    remove += SlideOrder.of_entries([SectionMark(name) for name in overlay.sections]).keys
    return OrderChange(tuple(remove), tuple(insert), tuple(move))


def _changes(
    ours: SlideOrder, found: SlideOrder, now: OrderChange, then: OrderChange
) -> Iterable[tuple[str, str, str]]:
    """What was done to the list, new slides left out: slide, slot and what, for reports."""
    for key in ours.slides:
        if key not in found.slides:
            yield key, "", "removed from this variant"
    for key in filter(SlideOrder.is_section, dict.fromkeys((*now.remove, *then.remove))):
        if (key in now.remove) != (key in then.remove):
            what = "removed from this variant" if key in then.remove else "put back"
            yield "", f"section `{SlideOrder.section_name(key)}`", what
    changed = {p.key for p in {*now.insert, *now.move} ^ {*then.insert, *then.move}}
    for key in dict.fromkeys(p.key for p in (*then.insert, *then.move, *now.move)):
        if key not in changed:
            continue
        if SlideOrder.is_section(key):
            yield "", f"section `{SlideOrder.section_name(key)}`", "put in"
        elif key in ours.slides and key in found.slides:
            yield key, "", "moved"
