"""A YAML text edited by paths of keys: what no edit names stays as typed.

The text is read anew after each edit, so that any number of them can follow one another.
"""

from __future__ import annotations

from pathlib import Path

from deckgen import source
from deckgen.pull import edits
from deckgen.pull.edits import Edit
from deckgen.source import Mapping, Node, Plainly, Scalar, Sequence, expect_mapping, plain

Keys = tuple[str, ...]


class Keyed:
    """The text of a file whose root is a mapping. A path of keys leads from the root."""

    def __init__(self, path: Path, text: str) -> None:
        """Start from the text that the file has."""
        self.path, self.text = path, text

    @property
    def root(self) -> Mapping:
        """The nodes of the text as it is now."""
        return expect_mapping(source.parse(self.text, self.path), str(self.path))

    def node(self, path: Keys) -> Node | None:
        """What stands at a path, or None."""
        found: Node | None = self.root
        for key in path:
            found = found.get(key) if isinstance(found, Mapping) else None
        return found

    def make(self, edit: Edit) -> None:
        """Make one edit of the text as it is now."""
        self.text = edits.apply(self.text, [edit])

    def put(self, path: Keys, value: Plainly) -> None:
        """Set what stands at a path, with the mappings that lead to it."""
        there: Node = self.root
        for depth, key in enumerate(path):
            if edits.in_flow(there):
                self.make(edits.rewrite(there, _with(plain(there), path[depth:], value)))
                return
            assert isinstance(there, Mapping), "a path leads through mappings"
            found = there.get(key)
            rest = path[depth + 1 :]
            if found is None or (rest and not isinstance(found, Mapping)):
                nested = _with({}, rest, value)
                self.make(
                    edits.insert(there, key, nested)
                    if found is None
                    else edits.rewrite(found, nested)
                )
                return
            there = found
        self.make(edits.rewrite(there, value))

    def drop(self, path: Keys) -> None:
        """Take out what stands at a path, and mappings that would be left empty."""
        if self.node(path) is None:
            return
        holder = self.node(path[:-1])
        assert isinstance(holder, Mapping), "it holds what is there"
        if len(holder.entries) == 1 and len(path) > 1:
            self.drop(path[:-1])
            return
        for depth in range(1, len(path)):
            there = self.node(path[:depth])
            if there is not None and edits.in_flow(there):
                self.make(edits.rewrite(there, _without(plain(there), path[depth:])))
                return
        self.make(edits.remove(holder, path[-1]))

    def push(self, path: Keys, item: Plainly) -> None:
        """Add an item to the list at a path; a text there becomes the list's first item."""
        there = self.node(path)
        if isinstance(there, Sequence) and there.items:
            self.make(edits.append(there, [item]))
        elif isinstance(there, Scalar):
            self.put(path, [there.text, item])
        else:
            self.put(path, [item])

    def take(self, path: Keys, item: str) -> None:
        """Take a text out of the list at a path, and the list with its last item."""
        there = self.node(path)
        if isinstance(there, Scalar) and there.text == item:
            self.drop(path)
        if not isinstance(there, Sequence):
            return
        texts = [entry.text if isinstance(entry, Scalar) else None for entry in there]
        if item in texts and len(texts) == 1:
            self.drop(path)
        elif item in texts:
            self.make(edits.take(there, texts.index(item)))


def _with(data: Plainly, path: Keys, value: Plainly) -> Plainly:
    if not path:
        return value
    kept = data if isinstance(data, dict) else {}
    return {**kept, path[0]: _with(kept.get(path[0], {}), path[1:], value)}


def _without(data: Plainly, path: Keys) -> Plainly:
    if not isinstance(data, dict):
        return data
    if len(path) == 1:
        return {key: value for key, value in data.items() if key != path[0]}
    return {k: _without(v, path[1:]) if k == path[0] else v for k, v in data.items()}
