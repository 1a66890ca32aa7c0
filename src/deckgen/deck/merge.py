"""How one mapping changes another: the same rules at every depth.

A key sets: a text or a list replaces what was there, a mapping changes it key by key. `key+` adds:
lines to a text, items to a list, new keys to a mapping. `remove:` lists keys that go.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class MergePoint:
    """A mapping of the manuscript: the path to it, and how messages speak of it and its keys.

    With `known`, a key that is not among them is an error; without, it is set, and judged where
    the content is read.
    """

    path: tuple[str, ...]
    owner: str
    word: str = "key"
    known: tuple[str, ...] | None = None
    hint: str = ""

    def unknown(self, place: ScalarNode, name: str, there: Iterable[str]) -> Problem:
        """The problem of a name that this mapping does not have."""
        helps = suggest(name, there, "it has")
        return Problem(
            Diagnostic(
                f"unknown-{self.word}",
                f"{self.owner} has no {self.word} `{name}`",
                place.span,
                "not known here",
                (*helps, *([self.hint] if self.hint else [])),
            )
        )


class Merger:
    """Merges what one variant says, and keeps what it overrode.

    `history` starts with what the variants below this one did; `spots` are the mappings of which
    messages speak in words of their own.
    """

    def __init__(self, history: Iterable[Override], spots: Iterable[MergePoint] = ()) -> None:
        """Go on from what was done before."""
        self.history = list(history)
        self.spots = {spot.path: spot for spot in spots}

    def note(
        self, path: tuple[str, ...], deed: OverrideKind, before: Node | None, place: Node
    ) -> None:
        """Keep one change."""
        self.history.append(Override(path, deed, before, place.span))

    def did(self, path: tuple[str, ...], deed: OverrideKind) -> Override | None:
        """The last time that a variant did that, or None."""
        done = (item for item in reversed(self.history) if (item.path, item.deed) == (path, deed))
        return next(done, None)

    def merge(self, base: MappingNode, over: MappingNode, spot: MergePoint) -> MappingNode:
        """The mapping that `over` makes of `base`. Raises `Problem` with every fault."""
        entries: Entries = {key.text: (key, value) for key, value in base}
        with gather() as problems:
            gone = over.get(REMOVE)
            if gone is not None:
                with problems.attempt():
                    self._remove(entries, gone, over, spot)
            for key, value in over:
                if key.text != REMOVE:
                    with problems.attempt():
                        self._change(entries, key, value, spot, over)
        return MappingNode(tuple(entries.values()), base.span)

    def _remove(self, entries: Entries, gone: Node, over: MappingNode, spot: MergePoint) -> None:
        with gather() as problems:
            for name in names(gone, f"`{REMOVE}`"):
                path = (*spot.path, name.text)
                again = over.key(name.text) or over.key(f"{name.text}+")
                if again is not None:
                    problems.add(_removed(spot, name.text, name.span, again))
                    continue
                found = entries.pop(name.text, None)
                if found is not None:
                    self.note(path, OverrideKind.REMOVE, found[1], name)
                elif self.did(path, OverrideKind.REMOVE) is None:
                    problems.add(spot.unknown(name, name.text, entries))

    def _change(
        self, entries: Entries, key: ScalarNode, value: Node, spot: MergePoint, over: MappingNode
    ) -> None:
        name = key.text.removesuffix("+")
        path = (*spot.path, name)
        if spot.known is not None and name not in entries:
            gone = self.did(path, OverrideKind.REMOVE)
            if gone is not None:
                raise _removed(spot, name, gone.place, key)
            if name not in spot.known:
                raise spot.unknown(key, name, spot.known)
        if name == key.text:
            self._drop_numbered(entries, key, value, spot, over)
            entries[name] = self._set(entries.get(name), key, value, path)
        elif name in entries:
            first, before = entries[name]
            entries[name] = (first, self._add(before, key, value, path))
        else:
            raise error(
                "unknown-key",
                f"{spot.owner} has no `{name}` to add to",
                at=key.span,
                label="adds to what is not there",
                help=(*suggest(name, entries, "it has"), f"without the `+`, `{name}:` sets it"),
            )

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
                spot = self.spots.get(path) or MergePoint(path, f"`{key.text}`")
                return first, self.merge(before, value, spot)
        self.note(path, OverrideKind.SET, before, value)
        return key, value

    def _drop_numbered(
        self, entries: Entries, key: ScalarNode, value: Node, spot: MergePoint, over: MappingNode
    ) -> None:
        """A list under a bare word replaces the whole set of `word 1`, `word 2` ...

        One that the variant says beside the list stays, for planning to tell of both spellings.
        """
        if isinstance(value, SequenceNode):
            numbered = re.compile(re.escape(key.text) + r" \d+")
            gone = [n for n in entries if numbered.fullmatch(n) and over.key(n) is None]
            for name in gone:
                self.note((*spot.path, name), OverrideKind.REMOVE, entries.pop(name)[1], key)

    def _add(self, before: Node, key: ScalarNode, value: Node, path: tuple[str, ...]) -> Node:
        match before, value:
            case ScalarNode(), ScalarNode():
                self.note(path, OverrideKind.ADD, before, value)
                return joined(before, expect_scalar(value, f"`{key.text}`"))
            case SequenceNode(), SequenceNode():
                self.note(path, OverrideKind.ADD, before, value)
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
        self, before: MappingNode, more: MappingNode, path: tuple[str, ...]
    ) -> MappingNode:
        with gather() as problems:
            for key, value in more:
                there = before.key(key.text)
                if there is not None:
                    problems.add(
                        error(
                            "not-new",
                            f"`{key.text}` is there already",
                            at=key.span,
                            label="to be added",
                            help=(
                                f"it stands at {there.span}",
                                f"without the `+`, `{path[-1]}:` changes what is there",
                            ),
                        )
                    )
                self.note((*path, key.text), OverrideKind.SET, None, value)
        return MappingNode((*before.entries, *more.entries), before.span)


def _removed(spot: MergePoint, name: str, where: Span, changed: ScalarNode) -> Problem:
    return error(
        "removed",
        f"the {spot.word} `{name}` is removed at {where}",
        at=changed.span,
        label="changed here",
        help="keep one of the two",
    )


def are_different_content(before: MappingNode, after: MappingNode) -> bool:
    """Whether two mappings hold different kinds of content, which their first words name."""
    if not before.entries or not after.entries:
        return False
    old, new = before.entries[0][0].text, after.entries[0][0].text
    return old != new and old in registry.WORDS and new in registry.WORDS
