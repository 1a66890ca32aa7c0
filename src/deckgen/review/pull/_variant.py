"""A variant's file as it is edited: slides and keys set and taken away in the variant's own words.

`docs/variants.md` says what the words do; the rules are those of `deckgen.variants.merge`.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from deckgen.deck import SourceSlide as Written
from deckgen.deck import source_files
from deckgen.deck.merge import REMOVE, are_different_content
from deckgen.deck.overlay import Overlay
from deckgen.deck.source_files import DeckSource
from deckgen.deck.variants import VariantLayer
from deckgen.review.pull._writer import Files, InPlaceWriter, Keys, Relisted, YamlWriter, applied
from deckgen.review.pull.order import OrderChange, Placement, SlideOrder, arranged
from deckgen.review.pull.report import PulledChange
from deckgen.source import edit
from deckgen.source.edit import Edit, KeyPath, YamlDocument
from deckgen.source.nodes import MappingNode, Node, ScalarNode, SequenceNode, scalars
from deckgen.source.writing import Lines, YamlData, plain

_SLIDES = "slides"


class OverlayFile:
    """The file of a variant. Paths lead from `slides`: the slide's id, the slot, its keys."""

    def __init__(self, path: Path, text: str) -> None:
        """Start from the text that the file has."""
        self.keyed = YamlDocument(path, text)

    @property
    def text(self) -> str:
        """The text as it is now."""
        return self.keyed.text

    def put(self, path: KeyPath, value: YamlData, below: Node | None) -> None:
        """Set a key; `below` is what the deck below has there, which goes whole."""
        full = (_SLIDES, *path)
        self.keyed.put(full, _instead(value, below))
        self.keyed.drop((*full[:-1], f"{full[-1]}+"))
        self.keyed.take((*full[:-1], REMOVE), full[-1])

    def add(self, path: KeyPath, items: list[YamlData]) -> None:
        """Add items to a list of the deck below, or of the variant's own."""
        full = (_SLIDES, *path)
        there = (*full[:-1], f"{full[-1]}+")
        if self.keyed.node(there) is None and self.keyed.node(full) is not None:
            there = full
        for item in items:
            self.keyed.push(there, item)

    def remove(self, path: KeyPath, below: Node | None) -> None:
        """Take a key away: what the variant says of it, and what the deck below has."""
        full = (_SLIDES, *path)
        if below is not None:
            self.keyed.push((*full[:-1], REMOVE), full[-1])
        self.drop(path)
        self.drop((*path[:-1], f"{path[-1]}+"))

    def drop(self, path: KeyPath) -> None:
        """Take out what the variant itself says of a slide or a key, and no more."""
        self.keyed.drop((_SLIDES, *path))

    def stand(self, now: OrderChange, then: OrderChange) -> None:
        """Change `remove`, `insert` and `move` from what they say now."""
        for key in now.remove:
            if key not in then.remove:
                self.keyed.take((REMOVE,), key)
        for key in then.remove:
            self.drop((key,))
            if key not in now.remove:
                self.keyed.push((REMOVE,), key)
        self._list("insert", now.insert, then.insert)
        self._list("move", now.move, then.move)

    def _list(self, word: str, now: tuple[Placement, ...], then: tuple[Placement, ...]) -> None:
        """Give a list of slides and their places other items; those that stay keep their text."""
        for put in now:
            kept = next((other for other in then if other.key == put.key), None)
            if kept not in (None, put):
                self._replace(word, now.index(put), kept)
        listed = self.keyed.node((word,))
        if not then:
            self.keyed.drop((word,))
        elif not isinstance(listed, SequenceNode):
            self.keyed.put((word,), [_item(put, word) for put in then])
        elif [put.key for put in now] != [put.key for put in then]:
            known = [put.key for put in now]
            items = [known.index(put.key) if put.key in known else _item(put, word) for put in then]
            self.keyed.make(edit.relist(listed, items))

    def _replace(self, word: str, index: int, put: Placement) -> None:
        """Give an item another place."""
        listed = self.keyed.node((word,))
        item = listed.items[index] if isinstance(listed, SequenceNode) else None
        assert isinstance(item, MappingNode), "variants read it as one"
        side = "after" if put.after else "before"
        for key, value in item:
            if key.text in ("after", "before"):
                assert isinstance(value, ScalarNode), "variants read it as a text"
                if key.text != side:
                    self.keyed.make(edit.replace(key, side, lines=False))
                    self._replace(word, index, put)
                else:
                    self.keyed.make(edit.replace(value, put.anchor, lines=False))
                return


def _item(put: Placement, word: str) -> YamlData:
    place = {"after" if put.after else "before": put.anchor}
    if word == "move":
        return {"id": put.key, **place}
    if SlideOrder.is_section(put.key):
        return {**place, "section": SlideOrder.section_name(put.key)}
    return {**place, "id": put.key}


def _instead(value: YamlData, below: Node | None) -> YamlData:
    """The value, with the keys of the deck below that it has not removed, as it would keep them."""
    if not isinstance(value, dict) or not isinstance(below, MappingNode):
        return value
    if below.keys()[:1] != tuple(value)[:1]:
        return value
    gone: list[YamlData] = [key.text for key, _ in below if key.text not in value]
    return {REMOVE: gone, **value} if gone else value


Deed = Callable[[OverlayFile], None]


@dataclass(slots=True)
class PendingFile:
    """The file of a variant and its text as read, with what is to be done to it.

    `path` is None for a variant that is the row of a table and so has no file.
    """

    path: Path | None
    text: str
    waiting: list[Deed] = field(default_factory=list)

    def ask(self, deed: Deed) -> tuple[Path, ...]:
        """Have something done once the values there are changed; the file, if there is one."""
        if self.path is None:
            return ()
        self.waiting.append(deed)
        return (self.path,)

    def node(self, path: KeyPath) -> Node | None:
        """What the file itself has at a path of keys."""
        return None if self.path is None else YamlDocument(self.path, self.text).node(path)

    def edited(self, files: dict[Path, str]) -> dict[Path, str]:
        """The new texts of files with this one's, after all that was asked for."""
        if self.path is None or not self.waiting:
            return files
        own = OverlayFile(self.path, files.get(self.path, self.text))
        for deed in self.waiting:
            deed(own)
        return files if own.text == self.text else {**files, self.path: own.text}

    def read(self) -> dict[Path, str]:
        """The file as it was read, if it is to be changed."""
        return {self.path: self.text} if self.path is not None and self.waiting else {}


# Writes one slide of a variant: values where they stand, keys that come or go in its own file.


@dataclass(frozen=True, slots=True)
class VariantYamlWriter:
    """Writes a slide as it stands in the variant, `whole`; `below` is it without the variant.

    `gone` are the slides that the reviewer deleted: texts lose their links to them, and only the
    variant's do. `copies` are lists that the variant has to say whole.
    """

    slide: str
    whole: MappingNode
    below: MappingNode
    own: PendingFile
    gone: frozenset[str]
    still: InPlaceWriter
    copies: dict[str, YamlData] = field(default_factory=dict)

    def replace(self, scalar: ScalarNode, path: Keys, text: str, *, lines: bool) -> Files:
        """Give a text another one; where several files give it, change those whose lines it is."""
        if path is not None and self._is_unlinked(path):
            return self._put_text(path, text, lines=lines)
        if not scalar.parts:
            return self.still.replace(scalar, path, text, lines=lines)
        told = parted([part.text for part in scalar.parts], text)
        if told is not None and all(told):
            pairs = zip(scalar.parts, told, strict=True)
            return tuple(
                file
                for part, new in pairs
                if new != part.text.removesuffix("\n")
                for file in self.still.replace(part, None, new, lines=True)
            )
        if path is None:
            return ()
        *others, last = scalar.parts
        if told is not None and told[:-1] == _bare(others) and self._is_own(last):
            return self._ask(path, lambda own, full: own.drop((*full[:-1], f"{full[-1]}+")))
        return self._put_text(path, text, lines=lines)

    def rewrite(self, node: Node, path: Keys, value: YamlData) -> Files:
        """Put other YAML in the place of a node, in the variant where several files give it."""
        if path is None or not (self._is_shared(node) or self._is_unlinked(path)):
            return self.still.rewrite(node, path, value)
        return self._put(path, value)

    def extend(self, listed: Node, path: Keys, whole: YamlData, more: list[YamlData]) -> Files:
        """Add items to the end of a list: to the variant's own list, or by its `+`."""
        if path is None or (not self._is_shared(listed) and self._is_own(listed)):
            return self.still.extend(listed, path, whole, more)
        return self._ask(path, lambda own, full: own.add(full, more))

    def insert(
        self, mapping: MappingNode, path: Keys, key: str, value: YamlData, *, after: str = ""
    ) -> Files:
        """Add a key: to the variant, unless it is one of a value that one file gives."""
        if path is None or (path and not self._is_shared(mapping) and not self._is_unlinked(path)):
            return self.still.insert(mapping, path, key, value, after=after)
        return self._put((*path, key), value)

    def remove(self, mapping: MappingNode, path: Keys, key: str) -> Files:
        """Take a key away: by the variant, unless it is one of a value that another file gives."""
        if path is None or (path and not self._is_shared(mapping) and not self._is_own(mapping)):
            return self.still.remove(mapping, path, key)
        below = self._below((*path, key))
        return self._ask((*path, key), lambda own, full: own.remove(full, below))

    def _is_unlinked(self, path: tuple[str | int, ...]) -> bool:
        """Whether a slot, or one in the same list, links to a slide that the reviewer deleted: the
        link goes from the variant's deck alone."""
        node = self.whole.get(str(path[0])) if path else None
        texts = () if node is None else (scalar.text for _, scalar in scalars(node))
        return any(f"(#{name})" in text for text in texts for name in self.gone)

    def _put_text(self, path: tuple[str | int, ...], text: str, *, lines: bool) -> Files:
        line = text.removesuffix("\n")
        return self._put(path, Lines(f"{line}\n") if lines and "\n" in line else line)

    def _put(self, path: tuple[str | int, ...], value: YamlData) -> Files:
        depth = next((at for at, key in enumerate(path) if isinstance(key, int)), None)
        if depth is not None:
            name = str(path[0])
            known = self.copies.get(name) or plain(self.whole.get(name) or self.whole)
            value = self.copies[name] = _replaced(known, path[1:], value)
            path = (name,)
        below = self._below(path)
        return self._ask(path, lambda own, full: own.put(full, value, below))

    def _ask(
        self, path: tuple[str | int, ...], deed: Callable[[OverlayFile, tuple[str, ...]], None]
    ) -> Files:
        return self.own.ask(lambda own: deed(own, (self.slide, *map(str, path))))

    def _below(self, path: tuple[str | int, ...]) -> Node | None:
        """What the deck below has at a path, None where the variant put other content there."""
        there: Node | None = self.below
        for depth, key in enumerate(path):
            said = self.own.node(("slides", self.slide, *map(str, path[:depth])))
            if not isinstance(there, MappingNode) or not (
                said is None or isinstance(said, MappingNode)
            ):
                return None
            if said is not None and depth and are_different_content(there, said):
                return None
            there = there.get(str(key))
        return there

    def _is_own(self, node: Node) -> bool:
        return _files(node) == {self.own.path}

    def _is_shared(self, node: Node) -> bool:
        return len(_files(node)) > 1


def _replaced(data: YamlData, path: tuple[str | int, ...], value: YamlData) -> YamlData:
    """Plain data with another value at a path of keys and places in lists."""
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


def _bare(parts: Iterable[ScalarNode]) -> list[str]:
    return [part.text.removesuffix("\n") for part in parts]


def parted(parts: list[str], text: str) -> list[str] | None:
    """A new text in the parts that the old one was given in; a part may be empty now.

    Lines that are new between two parts go to the later one. None where a change spans parts.
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


# Where edits of a variant's deck are written.
#
# A value is changed in the file that set it, so that every deck follows which says it. What
# comes, goes or moves concerns the variant, so its own file says that.


@dataclass(slots=True)
class VariantPlaces:
    """Where edits of a variant's deck are written: `manuscript` is the deck, `top` its own part.

    `gone` are the slides that the reviewer deleted: texts lose their links to them, and only the
    variant's do. A variant that is the row of a table has no file of its own, so what only that
    could say is left.
    """

    manuscript: DeckSource
    top: VariantLayer
    gone: frozenset[str] = frozenset()
    made: list[Edit] = field(default_factory=list)
    own: PendingFile = field(init=False)

    def __post_init__(self) -> None:
        self.own = PendingFile(self.top.path, self.top.overlay.changes.span.source.text)

    def pen(self, slide: Written) -> YamlWriter:
        """What writes the YAML of a slide; one that the variant itself put in is all its own."""
        name = slide.id.text
        below = next((s.node for s in self.top.below.slides if s.id.text == name), None)
        still = InPlaceWriter(self.made)
        if below is None:
            return still
        return VariantYamlWriter(name, slide.node, below, self.own, self.gone, still)

    def make(self, made: Iterable[Edit]) -> None:
        """Make edits of texts where they stand."""
        self.made += made

    def relist(self, order: SlideOrder) -> Relisted:
        """Have the variant remove, insert and move slides until they stand in that order."""
        ours = SlideOrder.written(self.manuscript)
        if order == ours:
            return Relisted(order)
        below, now = SlideOrder.written(self.top.below), standing(self.top.overlay)
        then = arranged(below, now, order)
        if then is None:
            return Relisted(ours, left=(_NO_ANCHOR,))
        files = self.own.ask(lambda own: own.stand(now, then))
        if not files:
            return Relisted(ours, left=(_ROW,))
        found = then.order(below)
        as_wanted = found.without_empty_sections() == order.without_empty_sections()
        pulled = tuple(PulledChange(*told, files) for told in _told(ours, found, now, then))
        return Relisted(found, pulled, () if as_wanted else (_SECTIONS,), files)

    def files(self) -> dict[Path, str]:
        """The new texts of the files that all this changes."""
        return self.own.edited(applied(self.made))

    def read(self) -> dict[Path, str]:
        """The texts that those files were read with."""
        return self.own.read() | {edit.source.path: edit.source.text for edit in self.made}


_ROW = (
    "slides came, went or moved, which the row of a table cannot say: write a file for this variant"
)

_NO_ANCHOR = "none of the slides is left that the variant builds on: change its list by hand"

_SECTIONS = (
    "the sections: a variant's file can add one, and takes one away with its last slide, "
    "but cannot move one; say the rest in the deck itself"
)


def standing(overlay: Overlay) -> OrderChange:
    """What an overlay says of where slides stand."""
    slides = overlay.changes.get("slides")
    gone = slides.get(REMOVE) if isinstance(slides, MappingNode) else None
    insert = [
        Placement(
            SlideOrder.of_entries((item.entry,)).keys[0], item.place.anchor.text, item.place.after
        )
        for item in overlay.insert
    ]
    move = [Placement(m.id.text, m.place.anchor.text, m.place.after) for m in overlay.move]
    remove = (name.text for name in source_files.names(gone, f"`{REMOVE}`"))
    return OrderChange(tuple(remove), tuple(insert), tuple(move))


def _told(
    ours: SlideOrder, found: SlideOrder, now: OrderChange, then: OrderChange
) -> Iterable[tuple[str, str, str]]:
    """What became of the list: slide, slot ("") and what happened; new slides are told apart."""
    for key in ours.slides:
        if key not in found.slides:
            yield key, "", "removed"
    changed = {*now.insert, *now.move} ^ {*then.insert, *then.move}
    for key in dict.fromkeys(put.key for put in (*then.insert, *then.move, *now.move)):
        if not any(put.key == key for put in changed):
            continue
        if SlideOrder.is_section(key):
            yield "", f"section `{SlideOrder.section_name(key)}`", "put in"
        elif key in ours.slides and key in found.slides:
            yield key, "", "moved"
