"""A reviewer's changes of rows that stand in a CSV file, as edits of that file.

Cells keep their quotation marks, and rows their delimiter and line breaks; what a CSV file cannot
hold, such as bold, is said.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from pathlib import Path

from deckgen.content.minimal_diff import paragraph_sources
from deckgen.content.rows import split_grid, write_grid
from deckgen.diagnostics import Problem, Span, shown
from deckgen.review.pull.report import SharedEdit
from deckgen.richtext import PLAIN, Paragraph, Run, inline
from deckgen.source import edit, tables
from deckgen.source.edit import Edit

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
