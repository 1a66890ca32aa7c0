"""Writes one slide of a variant: values where they stand, keys that come or go in its own file."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from deckgen.pull.overlay import OverlayFile, OwnFile
from deckgen.pull.places import Files, InPlace, Keys
from deckgen.source import Lines, Mapping, Node, Plainly, Scalar, Sequence, plain, scalars
from deckgen.variants.merge import are_different_content


@dataclass(frozen=True, slots=True)
class VariantPen:
    """Writes a slide as it stands in the variant, `whole`; `below` is it without the variant.

    `gone` are the slides that the reviewer deleted: texts lose their links to them, and only the
    variant's do. `copies` are lists that the variant has to say whole.
    """

    slide: str
    whole: Mapping
    below: Mapping
    own: OwnFile
    gone: frozenset[str]
    still: InPlace
    copies: dict[str, Plainly] = field(default_factory=dict)

    def replace(self, scalar: Scalar, path: Keys, text: str, *, lines: bool) -> Files:
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

    def rewrite(self, node: Node, path: Keys, value: Plainly) -> Files:
        """Put other YAML in the place of a node, in the variant where several files give it."""
        if path is None or not (self._is_shared(node) or self._is_unlinked(path)):
            return self.still.rewrite(node, path, value)
        return self._put(path, value)

    def extend(self, listed: Node, path: Keys, whole: Plainly, more: list[Plainly]) -> Files:
        """Add items to the end of a list: to the variant's own list, or by its `+`."""
        if path is None or (not self._is_shared(listed) and self._is_own(listed)):
            return self.still.extend(listed, path, whole, more)
        return self._ask(path, lambda own, full: own.add(full, more))

    def insert(
        self, mapping: Mapping, path: Keys, key: str, value: Plainly, *, after: str = ""
    ) -> Files:
        """Add a key: to the variant, unless it is one of a value that one file gives."""
        if path is None or (path and not self._is_shared(mapping) and not self._is_unlinked(path)):
            return self.still.insert(mapping, path, key, value, after=after)
        return self._put((*path, key), value)

    def remove(self, mapping: Mapping, path: Keys, key: str) -> Files:
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

    def _put(self, path: tuple[str | int, ...], value: Plainly) -> Files:
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
            if not isinstance(there, Mapping) or not (said is None or isinstance(said, Mapping)):
                return None
            if said is not None and depth and are_different_content(there, said):
                return None
            there = there.get(str(key))
        return there

    def _is_own(self, node: Node) -> bool:
        return _files(node) == {self.own.path}

    def _is_shared(self, node: Node) -> bool:
        return len(_files(node)) > 1


def _replaced(data: Plainly, path: tuple[str | int, ...], value: Plainly) -> Plainly:
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
        case Scalar():
            return {part.span.source.path for part in node.parts or (node,)}
        case Sequence():
            return {path for item in node for path in _files(item)}
        case Mapping():
            return {path for pair in node for entry in pair for path in _files(entry)}


def _bare(parts: Iterable[Scalar]) -> list[str]:
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
