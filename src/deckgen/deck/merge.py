"""How a mapping of a variant changes one of the deck: the same rules at every depth.

`key` sets: a text or a list replaces the old value, a mapping changes it key by key. `key+` adds:
lines to a text, items to a list, new keys to a mapping. `remove:` lists keys to remove.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace

from deckgen.content import registry
from deckgen.deck.source_files import Override, OverrideKind, names
from deckgen.diagnostics import Diagnostic, Problem, Span, error, gather, suggest
from deckgen.source.nodes import (
    MappingNode,
    Node,
    ScalarNode,
    SequenceNode,
    expect_scalar,
    joined,
    kind_of,
)

REMOVE = "remove"
Entries = dict[str, tuple[ScalarNode, Node]]


class MergePoint(Struct, frozen=True):
    """A mapping of the deck source that a variant changes.

    `path` leads to it; messages call it `owner` and its keys `noun`. A key that is not among
    `known` is an error; where `known` is None, keys are checked where the content is read.
    """

    path: tuple[str, ...]
    owner: str
    noun: str = "key"
    known: tuple[str, ...] | None = None
    hint: str = ""

    def unknown_name(self, place: ScalarNode, name: str, existing: Iterable[str]) -> Problem:
        """The problem of a name that this mapping does not have; `existing` are those it has."""
        helps = suggest(name, existing, "it has")
        return Problem(
            Diagnostic(
                f"unknown-{self.noun}",
                f"{self.owner} has no {self.noun} `{name}`",
                place.span,
                "not known here",
                (*helps, *([self.hint] if self.hint else [])),
            )
        )


class Merger:
    """Merges the changes of one variant, and records what they override.

    `history` starts with the overrides of the variants below this one; `points` are mappings with
    names of their own in messages.
    """

    def __init__(self, history: Iterable[Override], points: Iterable[MergePoint] = ()) -> None:
        """Continue a history."""
        self.history = list(history)
        self.points = {point.path: point for point in points}

    def record(
        self, path: tuple[str, ...], kind: OverrideKind, before: Node | None, place: Node
    ) -> None:
        """Add one override to the history."""
        self.history.append(Override(path, kind, before, place.span))

    def last_override(self, path: tuple[str, ...], kind: OverrideKind) -> Override | None:
        """The last override of that kind at a path, or None."""
        matching = (
            item for item in reversed(self.history) if (item.path, item.kind) == (path, kind)
        )
        return next(matching, None)

    def merge(self, base: MappingNode, changes: MappingNode, point: MergePoint) -> MappingNode:
        """`base` with the changes applied. Raises `Problem` with every fault."""
        entries: Entries = {key.text: (key, value) for key, value in base}
        with gather() as problems:
            removals = changes.get(REMOVE)
            if removals is not None:
                with problems.collect():
                    self._remove(entries, removals, changes, point)
            for key, value in changes:
                if key.text != REMOVE:
                    with problems.collect():
                        self._change(entries, key, value, point, changes)
        return replace(base, entries=tuple(entries.values()))

    def _remove(
        self, entries: Entries, removals: Node, changes: MappingNode, point: MergePoint
    ) -> None:
        with gather() as problems:
            for name in names(removals, f"`{REMOVE}`"):
                path = (*point.path, name.text)
                changed_too = changes.key(name.text) or changes.key(f"{name.text}+")
                if changed_too is not None:
                    problems.add(_removed_and_changed(point, name.text, name.span, changed_too))
                    continue
                found = entries.pop(name.text, None)
                if found is not None:
                    self.record(path, OverrideKind.REMOVE, found[1], name)
                elif self.last_override(path, OverrideKind.REMOVE) is None:
                    problems.add(point.unknown_name(name, name.text, entries))

    def _change(
        self,
        entries: Entries,
        key: ScalarNode,
        value: Node,
        point: MergePoint,
        changes: MappingNode,
    ) -> None:
        name = key.text.removesuffix("+")
        path = (*point.path, name)
        place = None if name in entries else _item(entries, name, changes)
        if place is not None:
            self._change_item(entries, key, value, *place, point)
            return
        if point.known is not None and name not in entries:
            removal = self.last_override(path, OverrideKind.REMOVE)
            if removal is not None:
                raise _removed_and_changed(point, name, removal.place, key)
            if name not in point.known:
                raise point.unknown_name(key, name, point.known)
        if name == key.text:
            self._drop_numbered(entries, key, value, point, changes)
            entries[name] = self._set(entries.get(name), key, value, path)
        elif name in entries:
            first, before = entries[name]
            entries[name] = (first, self._add(before, key, value, path))
        else:
            raise error(
                "unknown-key",
                f"{point.owner} has no `{name}` to add to",
                at=key.span,
                label="adds to what is not there",
                help=(*suggest(name, entries, "it has"), f"without the `+`, `{name}:` sets it"),
            )

    def _change_item(
        self,
        entries: Entries,
        key: ScalarNode,
        value: Node,
        word: str,
        index: int,
        point: MergePoint,
    ) -> None:
        """Change an item of the list under `word`, which the key names by its number."""
        first, listed = entries[word]
        assert isinstance(listed, SequenceNode), "`_item` found a list"
        items = list(listed.items)
        name = key.text.removesuffix("+")
        own: Entries = {name: (replace(key, text=name), items[index])}
        self._change(own, key, value, point, MappingNode(((key, value),), value.span))
        items[index] = own[name][1]
        entries[word] = (first, replace(listed, items=tuple(items)))

    def _set(
        self,
        found: tuple[ScalarNode, Node] | None,
        key: ScalarNode,
        value: Node,
        path: tuple[str, ...],
    ) -> tuple[ScalarNode, Node]:
        first, before = found or (key, None)
        match before, value:
            case MappingNode(), MappingNode() if not are_different_content(before, value):
                point = self.points.get(path) or MergePoint(path, f"`{key.text}`")
                return first, self.merge(before, value, point)
        self.record(path, OverrideKind.SET, before, value)
        return key, value

    def _drop_numbered(
        self,
        entries: Entries,
        key: ScalarNode,
        value: Node,
        point: MergePoint,
        changes: MappingNode,
    ) -> None:
        """Remove `name 1`, `name 2` ... where a list under `name` replaces them all.

        One that the variant itself sets beside the list stays; planning reports the clash.
        """
        if isinstance(value, SequenceNode):
            numbered = re.compile(re.escape(key.text) + r" \d+")
            removals = [n for n in entries if numbered.fullmatch(n) and changes.key(n) is None]
            for name in removals:
                self.record((*point.path, name), OverrideKind.REMOVE, entries.pop(name)[1], key)

    def _add(self, before: Node, key: ScalarNode, value: Node, path: tuple[str, ...]) -> Node:
        match before, value:
            case ScalarNode(), ScalarNode():
                self.record(path, OverrideKind.ADD, before, value)
                return joined(before, expect_scalar(value, f"`{key.text}`"))
            case SequenceNode(), SequenceNode():
                self.record(path, OverrideKind.ADD, before, value)
                return SequenceNode((*before.items, *value.items), before.span)
            case MappingNode(), MappingNode():
                return self._add_keys(before, value, path)
        raise error(
            "wrong-type",
            f"`{key.text}` cannot add {kind_of(value)} to {kind_of(before)}",
            at=value.span,
            label=f"{kind_of(value)} here",
            help=(
                "`+` adds lines to a text, items to a list and new keys to a mapping",
                f"without the `+`, `{key.text[:-1]}:` replaces it",
            ),
        )

    def _add_keys(
        self, before: MappingNode, added: MappingNode, path: tuple[str, ...]
    ) -> MappingNode:
        with gather() as problems:
            for key, value in added:
                existing = before.key(key.text)
                if existing is not None:
                    problems.add(
                        error(
                            "not-new",
                            f"`{key.text}` is there already",
                            at=key.span,
                            label="to be added",
                            help=(
                                f"it stands at {existing.span}",
                                f"without the `+`, `{path[-1]}:` changes what is there",
                            ),
                        )
                    )
                self.record((*path, key.text), OverrideKind.SET, None, value)
        return replace(before, entries=(*before.entries, *added.entries))


_NUMBERED = re.compile(r"(.+) ([1-9]\d*)")


def _item(entries: Entries, name: str, changes: MappingNode) -> tuple[str, int] | None:
    """The list, by its key, and the index of its item that a name with a number means; None where
    there is none, and where the variant itself changes the list."""
    said = _NUMBERED.fullmatch(name)
    if said is None or said[1] not in entries or changes.key(said[1]) or changes.key(f"{said[1]}+"):
        return None
    listed, index = entries[said[1]][1], int(said[2]) - 1
    there = isinstance(listed, SequenceNode) and index < len(listed.items)
    return (said[1], index) if there else None


def _removed_and_changed(point: MergePoint, name: str, where: Span, changed: ScalarNode) -> Problem:
    return error(
        "removed",
        f"the {point.noun} `{name}` is removed at {where}",
        at=changed.span,
        label="changed here",
        help="keep one of the two",
    )


def are_different_content(before: MappingNode, after: MappingNode) -> bool:
    """Whether two mappings are different kinds of content, which their first keys name."""
    if not before.entries or not after.entries:
        return False
    old, new = before.entries[0][0].text, after.entries[0][0].text
    ours = old in registry.KIND_BY_KEY or new in registry.KIND_BY_KEY
    return old != new and ours and registry.is_kind(old) and registry.is_kind(new)
