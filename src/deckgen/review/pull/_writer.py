"""Where the edits of a pull are written, and how: in YAML, or in the CSV file of the rows.

A value is edited in the place that sets it, a key in the file that it is for. `EditPlaces` does so
for a deck, `pull._variant` for a variant of one. Conflicts become comments above the key that they
concern, so the YAML always parses. Cells of a CSV file keep their quotation marks, and rows their
delimiter and line breaks; what a CSV file cannot hold, such as bold, is said.
"""

from __future__ import annotations

import difflib
import itertools
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from msgspec import Struct, field

from deckgen.content.minimal_diff import paragraph_sources
from deckgen.content.rows import split_grid, write_grid
from deckgen.deck import Deck, SourceSlide
from deckgen.deck.order import SlideOrder, moved
from deckgen.deck.source_files import CONFLICT, DeckSource
from deckgen.diagnostics import Problem, Span, shown
from deckgen.review.pull.report import Conflict, PulledChange, SharedEdit
from deckgen.richtext import PLAIN, Paragraph, Run, inline
from deckgen.source import edit, tables
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
            rest = "with its YAML" if path in files else f"{shown(path)} stays"
            pulled.append(PulledChange(key, "", f"removed, {rest}", files))
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


_Grid = Sequence[Sequence[str]]


def row_edits(path: Path, text: str, old: str, new: str) -> Iterator[SharedEdit] | None:
    """The changes that make the rows of a CSV file, which dump to `old`, dump to `new`.

    None where the rows are not those of the file, or were moved.
    """
    rows = tables.parse_csv(text, path)
    before, after = split_grid(old), split_grid(new)
    places = _places(rows, before)
    if places is None or not after or ("\r" in text and "\n" not in text):
        return None
    across = _sources(_columns(before), _columns(after))
    both = [(was, now) for now, was in enumerate(across) if was is not None]
    down = _sources(
        [" | ".join(row[was] for was, _ in both) for row in before],
        [" | ".join(row[now] for _, now in both) for row in after],
    )
    for sources in (across, down):
        known = [at for at in sources if at is not None]
        if known != sorted(known):
            return None
    return _Rows(path, text, rows, places, before, after).edits(across, down)


def _places(rows: Sequence[tables.Row], before: _Grid) -> list[int] | None:
    """The row of the file that each row comes from; the heading above categories may be made."""
    texts = [[inline.dump((Run(c.text),)) if c.text else "" for c in row] for row in rows]
    typed = split_grid(write_grid(texts))
    if len(typed) != len(rows) or len(before) != len(rows):
        return None
    free = dict(enumerate(typed))
    found = []
    for number, cells in enumerate(before):
        start = 0 if number else 1
        at = next((i for i, there in free.items() if there[start:] == list(cells)[start:]), None)
        if at is None:
            return None
        del free[at]
        found.append(at)
    return found


def _columns(grid: _Grid) -> list[str]:
    return ["\n".join(column) for column in zip(*grid, strict=True)]


def _sources(old: Sequence[str], new: Sequence[str]) -> list[int | None]:
    sides = ([Paragraph((Run(text),)) for text in side] for side in (old, new))
    return paragraph_sources(*sides)


class _Rows:
    def __init__(
        self,
        path: Path,
        text: str,
        rows: Sequence[tables.Row],
        places: Sequence[int],
        before: _Grid,
        after: _Grid,
    ) -> None:
        self.path, self.rows, self.places = path, rows, places
        self.before, self.after = before, after
        self.source = rows[0][0].span.source
        self.delimiter = tables.delimiter_of(text)
        self.newline = edit.newline_of(self.source)

    def edits(
        self, across: Sequence[int | None], down: Sequence[int | None]
    ) -> Iterator[SharedEdit]:
        """The changes, for each column of the new rows and each new row the old one it was."""
        for column in sorted(set(range(len(self.before[0]))) - set(across)):
            cuts = tuple(self._cut(*self._cell(n, column)) for n in range(len(self.before)))
            yield self._edit("the column", self.before[0][column], "(removed)", cuts)
        for now, source in enumerate(across):
            if source is None:
                yield self._new_column(across, down, now)
        for gone in sorted(set(range(len(self.before))) - set(down)):
            cut = Edit(self.source, *self._line(self.places[gone]), "")
            yield self._edit("the row", " | ".join(self.before[gone]), "(removed)", (cut,))
        last = 0
        for cells, row in zip(self.after, down, strict=True):
            if row is None:
                yield self._new_row(cells, last)
                continue
            last = self.places[row]
            for cell, place in zip(cells, across, strict=True):
                if place is not None and self.before[row][place] != cell:
                    yield self._changed(row, place, cell)

    def _cell(self, row: int, column: int) -> tuple[int, int]:
        """The offsets of a cell, by its row and column in the slot."""
        return edit.bounds(self.rows[self.places[row]][column])

    def _cut(self, start: int, end: int) -> Edit:
        """The edit that takes a cell out, with the delimiter beside it."""
        text = self.source.text
        before = text[:start].rstrip(" ")
        if before.endswith(self.delimiter):
            return Edit(self.source, len(before) - 1, end, "")
        return Edit(self.source, start, text.index(self.delimiter, end) + 1, "")

    def _line(self, number: int) -> tuple[int, int]:
        """The offsets of a row of the file, its line break included."""
        first, last = self.rows[number][0], self.rows[number][-1]
        start = edit.offset(self.source, first.span.line, 1)
        end = self.source.text.find("\n", edit.bounds(last)[1])
        return start, len(self.source.text) if end < 0 else end + 1

    def _changed(self, row: int, column: int, cell: str) -> SharedEdit:
        names = [self.before[row][0]] if row and column else []
        names += [self.before[0][column]] if row else []
        text, why = self._plain(cell)
        there = self.rows[self.places[row]][column]
        change = () if why else (tables.replace_cell(there, text),)
        what = ", ".join(names) or "the heading"
        return self._edit(what, self.before[row][column], cell, change, why)

    def _new_row(self, cells: Sequence[str], after: int) -> SharedEdit:
        texts, why = self._plains(cells)
        written = self.delimiter.join(tables.written(text, self.delimiter) for text in texts)
        at = self._line(after)[1]
        ended = self.source.text[:at].endswith("\n")
        row = f"{written}{self.newline}" if ended else f"{self.newline}{written}"
        change = () if why else (Edit(self.source, at, at, row),)
        return self._edit("a new row:", "", " | ".join(cells), change, why)

    def _new_column(
        self, across: Sequence[int | None], down: Sequence[int | None], now: int
    ) -> SharedEdit:
        """A new column, empty in rows that are new too, since those are written whole."""
        cells = {row: self.after[at][now] for at, row in enumerate(down) if row is not None}
        texts, why = self._plains(list(cells.values()))
        before = next((at for at in reversed(across[:now]) if at is not None), None)
        changes = []
        for row, text in zip(cells, texts, strict=True):
            cell = tables.written(text, self.delimiter)
            if before is None:
                at, cell = self._cell(row, 0)[0], f"{cell}{self.delimiter}"
            else:
                at, cell = self._cell(row, before)[1], f"{self.delimiter}{cell}"
            changes.append(Edit(self.source, at, at, cell))
        column = self.after[0][now]
        return self._edit("a new column:", "", column, () if why else tuple(changes), why)

    def _plains(self, cells: Sequence[str]) -> tuple[list[str], str]:
        found = [self._plain(cell) for cell in cells]
        return [text for text, _ in found], next((why for _, why in found if why), "")

    def _plain(self, cell: str) -> tuple[str, str]:
        """The text of a cell, and why no CSV file can hold it, "" where one can."""

        def locate(_start: int, _end: int) -> Span:
            return self.rows[0][0].span

        try:
            runs = inline.parse(cell, locate, lambda reference, _span: reference)
        except Problem:
            return cell, f"{shown(self.path)} cannot hold its formatting"
        plain = all(run.style == PLAIN for run in runs)
        why = "" if plain else f"{shown(self.path)} cannot hold its formatting"
        return "".join(run.text for run in runs), why

    def _edit(
        self, what: str, old: str, new: str, edits: tuple[Edit, ...], why: str = ""
    ) -> SharedEdit:
        return SharedEdit("data", self.path, what, old, new, edits, why=why)


def changed_cells(old: str, new: str) -> str:
    """What was changed of rows, for reports."""
    before, after = split_grid(old), split_grid(new)
    if len(before) != len(after) or len(before[0]) != len(after[0]):
        return "rows or columns came or went"
    pairs = [pair for row in zip(before, after, strict=True) for pair in zip(*row, strict=True)]
    return ", ".join(f"{was} -> {now}" for was, now in pairs if was != now)


def one_row(text: str) -> str:
    """A text in one line, for reports."""
    return " / ".join(text.split("\n")).strip(" /")


def merged_lines(text: str, old: str, new: str) -> str:
    """The new text with lines, and cells, as the author typed them where they did not change."""
    typed = text.removesuffix("\n").split("\n")
    before, after = old.removesuffix("\n").split("\n"), new.removesuffix("\n").split("\n")
    if len(typed) != len(before):
        return new
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    rows: list[str] = []
    for action, i1, i2, j1, j2 in matcher.get_opcodes():
        if action == "equal":
            rows += typed[i1:i2]
        elif i2 - i1 == j2 - j1:
            triples = zip(typed[i1:i2], before[i1:i2], after[j1:j2], strict=True)
            rows += [_merged_cells(*triple) for triple in triples]
        else:
            rows += after[j1:j2]
    return "\n".join(rows) + ("\n" if new.endswith("\n") else "")


def _merged_cells(typed: str, old: str, new: str) -> str:
    bar = " | "
    mine, before, after = typed.split(bar), old.split(bar), new.split(bar)
    if not len(mine) == len(before) == len(after):
        return new
    return bar.join(m if b == a else a for m, b, a in zip(mine, before, after, strict=True))
