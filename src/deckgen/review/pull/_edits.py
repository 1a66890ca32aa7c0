"""New content of a slot as the smallest edits of its YAML, or of the CSV file of its rows.

Only what differs from a dump of the old content is written, line by line and cell by cell, so that
the lines that the author typed stay as they are. Cells of a CSV file keep their quotation marks,
and rows their delimiter and line breaks; what a CSV file cannot hold, such as bold, is said.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct, field

from deckgen.content import Content, Names, Segment, minimal_diff
from deckgen.content.minimal_diff import paragraph_sources
from deckgen.content.rows import ABOVE, LEFT, is_file_name, split_grid, write_grid
from deckgen.diagnostics import Problem, Span, shown
from deckgen.review.pull._writer import Files, Keys, YamlWriter
from deckgen.review.pull.report import SharedEdit
from deckgen.richtext import PLAIN, Paragraph, Run, inline
from deckgen.source import edit, tables
from deckgen.source.edit import Edit
from deckgen.source.nodes import MappingNode, Node, ScalarNode, SequenceNode
from deckgen.source.writing import Lines, Quoted, YamlData


class AppliedEdit(Struct):
    """What came of writing new content.

    `files` are those that were edited, `facts` the facts whose figures the reviewer changed,
    `fields` those of contacts, with their new texts. `rows` are the names of CSV and XLSX files
    whose rows were changed, with the rows before and after, None where a file cannot hold them.
    `cut` are the references to facts that went with the words around them; `inlined` says that a
    contact became text. `lost` says that a part of the content can be written
    nowhere.
    """

    files: list[Path] = field(default_factory=list)
    facts: list[minimal_diff.FactEdit] = field(default_factory=list)
    fields: list[tuple[ScalarNode, str]] = field(default_factory=list)
    rows: list[tuple[ScalarNode, tuple[str, str] | None]] = field(default_factory=list)
    cut: list[str] = field(default_factory=list)
    inlined: bool = False
    lost: bool = False

    def add(self, files: Files) -> None:
        """Add the files of one edit; without any, the edit is lost."""
        self.files += files
        self.lost = self.lost or not files


def apply_edit(
    node: Node, path: Keys, old: Content, new: Content, names: Names, writer: YamlWriter
) -> AppliedEdit:
    """Edit the YAML `node` at `path`, which gives the content `old`, so that it gives `new`.

    `names` are the names of opaque formats.
    """
    with_references, facts = minimal_diff.with_fact_references(old, new)
    done = AppliedEdit(cut=minimal_diff.references_gone(old, with_references))
    segments = old.segments()
    if segments and _edit_segments(segments, node, path, old, new, names, writer, done):
        return done
    done.facts += facts
    done.inlined = any(_path_of(segment.scalar, node, path) is None for segment in segments)
    before, after = old.dump(names), with_references.dump(names)
    named = _rows_file(node) if old.key == new.key else None
    both = [tuple(data)[:1] for data in (before, after) if isinstance(data, dict)]
    if named is not None and (len(set(both)) == 2 or _has_joins(after)):  # `rows` for `table`
        done.rows.append((named, None))
        return done
    _edit_node(node, path, before, after, writer, done)
    return done


def _has_joins(data: YamlData) -> bool:
    """Whether cells of typed rows are merged, which a file of rows cannot say."""
    first = next(iter(data.values()), None) if isinstance(data, dict) else None
    grid = split_grid(first.text) if isinstance(first, Lines) else []
    return any(cell in (LEFT, ABOVE) for row in grid for cell in row)


def _rows_file(node: Node) -> ScalarNode | None:
    """The name of a file of rows that a content has in its YAML."""
    values = [value for _, value in node] if isinstance(node, MappingNode) else []
    scalars = (value for value in values if isinstance(value, ScalarNode))
    return next((scalar for scalar in scalars if is_file_name(scalar.text)), None)


def _edit_segments(
    segments: tuple[Segment, ...], node: Node, path: Keys, old: Content, new: Content,
    names: Names, writer: YamlWriter, done: AppliedEdit,
) -> bool:  # fmt: skip
    """Edit text scalar by scalar; False where its paragraphs no longer fit the scalars."""
    keyed, before = old.keyed(tuple(old.paragraphs()))
    keyed_now, after = old.keyed(tuple(new.paragraphs()))
    pieces = _per_segment(segments, tuple(before), tuple(after))
    if pieces is None:
        return False
    if isinstance(node, MappingNode):
        for key, word in keyed.items():
            value, said = node.get(key), keyed_now.get(key)
            if said is None:
                done.add(writer.remove(node, path, key))
            elif said != word and isinstance(value, ScalarNode):
                within = None if path is None else (*path, key)
                done.add(writer.replace(value, within, said, lines=False))
    for segment, was, now in pieces:
        if was == now:
            continue
        was, now = segment.typed(was), segment.typed(now)
        found = minimal_diff.minimal_diff(segment.scalar.text, was, now, names)
        done.facts += found.facts
        if found.text.removesuffix("\n") != segment.scalar.text.removesuffix("\n"):
            within = _path_of(segment.scalar, node, path)
            if within is None and path is not None:
                done.fields.append((segment.scalar, found.text))
            else:
                done.add(writer.replace(segment.scalar, within, found.text, lines=True))
    return True


def _path_of(scalar: ScalarNode, node: Node, path: Keys) -> Keys:
    """The path of a scalar; None where it is not in `node`, such as the fields of a contact."""
    if scalar is node or path is None:
        return path
    for key, value in node if isinstance(node, MappingNode) else ():
        if value is scalar:
            return (*path, key.text)
    return None


_Piece = tuple[Segment, tuple[Paragraph, ...], tuple[Paragraph, ...]]


def _per_segment(
    segments: tuple[Segment, ...], before: tuple[Paragraph, ...], after: tuple[Paragraph, ...]
) -> list[_Piece] | None:
    """The segments, each with its paragraphs before and after; None where they do not fit."""
    if len(segments) == 1:
        return [(segments[0], before, after)]
    if len(before) != len(after):
        return None
    sources = minimal_diff.paragraph_sources(before, after)
    pieces: list[_Piece] = []
    at = 0
    for segment in segments:
        end = at + segment.count
        now = after[at:end]
        if any(line.level < segment.level for line in now):
            return None
        if any(source is not None and not at <= source < end for source in sources[at:end]):
            return None  # moved here from another one
        pieces.append((segment, before[at:end], now))
        at = end
    return pieces


def _edit_node(
    node: Node, path: Keys, old: YamlData, new: YamlData, writer: YamlWriter, done: AppliedEdit
) -> None:
    """Edit a node, which `old` dumps to, where `new` differs from that."""
    if (
        isinstance(node, MappingNode)
        and isinstance(old, dict)
        and isinstance(new, dict)
        and tuple(old)[:1] == tuple(new)[:1]  # the first word names the kind of content
    ):
        _edit_mapping(node, path, old, new, writer, done)
    elif isinstance(node, ScalarNode) and isinstance(new, Lines) and is_file_name(node.text):
        done.rows.append((node, (_text(old), new.text)))
    elif isinstance(node, ScalarNode) and isinstance(new, str | Lines | Quoted):
        text = minimal_diff.unmarked_references(merged_lines(node.text, _text(old), _text(new)))
        block = isinstance(new, Lines) or node.style == "|"
        if text != node.text:
            done.add(writer.replace(node, path, text, lines=block))
    elif isinstance(node, SequenceNode) and isinstance(old, list) and isinstance(new, list):
        if len(node.items) == len(old) == len(new):
            for index, (item, was, now) in enumerate(zip(node.items, old, new, strict=True)):
                if was != now:
                    within = None if path is None else (*path, index)
                    _edit_node(item, within, was, now, writer, done)
        else:
            done.add(writer.rewrite(node, path, _with_references(new)))
    else:
        done.add(writer.rewrite(node, path, _with_references(new)))


def _renamed_keys(
    node: Node,
    path: Keys,
    old: YamlData | None,
    new: YamlData,
    writer: YamlWriter,
    done: AppliedEdit,
) -> bool:
    """Rename the keys of a mapping where nothing else of it differs; False where more does."""
    if not (isinstance(node, MappingNode) and isinstance(old, dict) and isinstance(new, dict)):
        return False
    if list(old.values()) != list(new.values()):
        return False
    pairs = [pair for pair in zip(old, new, strict=True) if pair[0] != pair[1]]
    files = [writer.rename(node, path, *pair) for pair in pairs]
    if all(files):
        done.files += [path for renamed in files for path in renamed]
    return all(files)


def _edit_mapping(
    node: MappingNode,
    path: Keys,
    old: dict[str, YamlData],
    new: dict[str, YamlData],
    writer: YamlWriter,
    done: AppliedEdit,
) -> None:
    for key in [key for key in old if key not in new and node.key(key)]:
        done.add(writer.remove(node, path, key))
    last = ""
    for key, value in new.items():
        entry = node.get(key)
        if entry is None:
            if old.get(key) != value:
                done.add(writer.insert(node, path, key, _with_references(value), after=last))
        elif old.get(key) != value:
            within = None if path is None else (*path, key)
            if not _renamed_keys(entry, within, old.get(key), value, writer, done):
                _edit_node(entry, within, old.get(key, ""), value, writer, done)
        last = key if entry is not None else last


def _text(data: YamlData) -> str:
    return data.text if isinstance(data, Lines | Quoted) else data if isinstance(data, str) else ""


def _with_references(data: YamlData) -> YamlData:
    """The data with references as they are typed, `${...}`."""
    if isinstance(data, dict):
        return {key: _with_references(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_with_references(item) for item in data]
    if isinstance(data, str):
        return minimal_diff.unmarked_references(data)
    return type(data)(minimal_diff.unmarked_references(data.text))


# One slide, slot by slot.


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
