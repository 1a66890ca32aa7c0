"""Three-way merging of what fills a slot: by paragraph, by row, column and cell, and by key.

Where all three have the same shape, or any number of paragraphs, paragraphs are merged. Else their
YAML is, which every kind of content has: mappings by key, lists by item, and rows by cell.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from msgspec import Struct, field

from deckgen.content import Content, Names, Scope
from deckgen.content.rows import split_grid
from deckgen.deck import Deck
from deckgen.diagnostics import Problem
from deckgen.review.pull.merge import (
    Clash,
    MergedText,
    Triple,
    aligned,
    clash_of,
    merge_order,
    merge_paragraphs,
)
from deckgen.richtext import Paragraph, Run
from deckgen.source import reading
from deckgen.source.writing import Lines, YamlData, dump

T = TypeVar("T")


def one_line(content: Content | None) -> str:
    """The text of a content in one line, for reports."""
    if content is None:
        return "(nothing)"
    return " / ".join(line.text.replace("\n", " ") for line in content.paragraphs()) or content.key


class MergedContent(Struct, frozen=True):
    """A content with both sides' changes, and what clashes in it, each in words."""

    content: Content | None
    clashes: tuple[Clash[str], ...] = ()


class ContentMerger(Struct, frozen=True):
    """Merges what fills a slot.

    `names` are the names of opaque formats; `parse` gives the content of YAML, as the kind of
    another content. Where both changed the same, ours stays, or with `take_theirs` theirs counts.
    """

    names: Names
    parse: Callable[[Content, str], Content]
    take_theirs: bool = False

    @classmethod
    def of(cls, deck: Deck, names: Names, *, take_theirs: bool = False) -> ContentMerger:
        """The merger for the YAML of a deck."""
        scope = Scope(deck.folder, deck.facts, deck.contacts, deck.formats)

        def parse(like: Content, text: str) -> Content:
            return like.parse(reading.parse(text, deck.path), scope)

        return cls(names, parse, take_theirs)

    def merge(
        self, was: Content | None, mine: Content | None, other: Content | None
    ) -> MergedContent:
        """What the slot should hold."""
        if other in (was, mine):
            return MergedContent(mine)
        if mine == was:
            return MergedContent(other)
        if was is not None and mine is not None and other is not None:
            found = self._merge(was, mine, other) if was.key == mine.key == other.key else None
            if found is not None:
                return found
        whole = Clash(*((one_line(content),) for content in (was, mine, other)))
        return MergedContent(other if self.take_theirs else mine, (whole,))

    def _merge(self, was: Content, mine: Content, other: Content) -> MergedContent | None:
        sides = was, mine, other
        lines = [tuple(content.paragraphs()) for content in sides]
        flows = mine.with_paragraphs((*lines[1], Paragraph())) is not None
        merged = self._text(lines, flows=flows)
        if merged is not None and (flows or not merged.clashes):
            found = mine.with_paragraphs(merged.lines)
            if found is not None and (flows or found == other.with_paragraphs(merged.lines)):
                return MergedContent(found, merged.clashes)
        try:
            data = _DataMerger(self.take_theirs)
            text = dump(data.merge(*(content.dump(self.names) for content in sides)) or "")
            found = self.parse(mine, text)
        except (Problem, _UnmergeableError):
            return None
        return MergedContent(found, tuple(data.clashes))

    def _text(self, lines: Sequence[tuple[Paragraph, ...]], *, flows: bool) -> MergedText | None:
        if flows:
            return merge_paragraphs(*lines, take_theirs=self.take_theirs)
        if len(set(map(len, lines))) > 1:
            return None
        return merge_paragraphs(*lines, in_place=True)


class _UnmergeableError(Exception):
    """Both sides changed the shape of the data, each in its own way."""


class _DataMerger(Struct):
    """Merges the YAML of contents, and collects what clashes."""

    take_theirs: bool
    clashes: list[Clash[str]] = field(default_factory=list)

    def merge(
        self, was: YamlData | None, mine: YamlData | None, other: YamlData | None
    ) -> YamlData | None:
        """The data with both sides' changes; None where there is none any more."""
        if other in (was, mine):
            return mine
        if mine == was:
            return other
        match was, mine, other:
            case dict(), dict(), dict():
                keys = merge_order(list(was), list(mine), list(other)) or list(mine)
                keys += [key for key in (*mine, *other) if key not in keys]
                merged = {k: self.merge(was.get(k), mine.get(k), other.get(k)) for k in keys}
                return {key: value for key, value in merged.items() if value is not None}
            case list(), list(), list():
                texts = ([dump(item) for item in side] for side in (was, mine, other))
                found = [
                    self.merge(_at(was, b), _at(mine, o), _at(other, t))
                    for b, o, t in _aligned(*texts)
                ]
                return [item for item in found if item is not None]
            case Lines(), Lines(), Lines():
                return Lines(self._grid(*(split_grid(side.text) for side in (was, mine, other))))
        return self._pick(was, mine, other)

    def _pick(
        self, was: YamlData | None, mine: YamlData | None, other: YamlData | None
    ) -> YamlData | None:
        """One side's data, of which each has its own; a clash."""
        lines = [None if side is None else _line(_text(side)) for side in (was, mine, other)]
        self.clashes.append(clash_of(lines[0] or Paragraph(), *lines[1:]))
        return other if self.take_theirs else mine

    def _grid(self, was: _Grid, mine: _Grid, other: _Grid) -> str:
        """Rows, and columns, in the order of both, each cell as the side that changed it has it."""
        sides = was, mine, other
        if any(len(set(map(len, rows))) > 1 for rows in sides):
            raise _UnmergeableError
        columns = [["\n".join(column) for column in zip(*rows, strict=True)] for rows in sides]
        as_they_are: list[Triple] = [(at, at, at) for at in range(len(columns[0]))]
        across = as_they_are if len(set(map(len, columns))) == 1 else _aligned(*columns)
        if any(at[0] is not None and None in at for at in across):
            raise _UnmergeableError
        common = [at for at in across if None not in at]
        picked = [[i for i in at if i is not None] for at in zip(*common, strict=True)]
        down = _aligned(
            *(
                [" | ".join(row[i] for i in at) for row in rows]
                for rows, at in zip(sides, picked, strict=True)
            )
        )
        found: list[str] = []
        for b, o, t in down:
            row, own, reviewed = _at(was, b), _at(mine, o), _at(other, t)
            if row is not None and (own is None or reviewed is None):
                if across is not as_they_are:
                    raise _UnmergeableError
                texts = [
                    None if cells is None else " | ".join(cells) for cells in (row, own, reviewed)
                ]
                kept = self._pick(*texts)
                found += [_text(kept)] if kept is not None else ()
                continue
            head = (row or own or reviewed or ("",))[0]
            cells = (
                self._cell(head, _at(row, i), _at(own, j), _at(reviewed, k)) for i, j, k in across
            )
            found.append(" | ".join(cells))
        return "".join(f"{text}\n" for text in found)

    def _cell(self, head: str, was: str | None, mine: str | None, other: str | None) -> str:
        """A cell; one that is in a row or column of one side only is that side's.

        `head` is the first cell of its row.
        """
        if was is None or mine is None or other is None:
            return next((cell for cell in (mine, other, was) if cell is not None), "")
        if other in (was, mine) or mine == was:
            return mine if other == was else other
        self.clashes.append(Clash(*((f"{head} | {cell}",) for cell in (was, mine, other))))
        return other if self.take_theirs else mine


_Grid = Sequence[Sequence[str]]


def _aligned(was: Sequence[str], mine: Sequence[str], other: Sequence[str]) -> list[Triple]:
    """The texts that belong together. Raises `_UnmergeableError` where both sides moved some."""
    sides = [[_line(text) for text in side] for side in (was, mine, other)]
    found = aligned(*sides)
    if found is None:
        raise _UnmergeableError
    return found


def _line(text: str) -> Paragraph:
    return Paragraph((Run(text),))


def _at(items: Sequence[T] | None, index: int | None) -> T | None:
    return None if items is None or index is None else items[index]


def _text(data: YamlData) -> str:
    return data if isinstance(data, str) else dump(data).removesuffix("\n")
