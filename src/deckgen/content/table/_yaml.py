"""Tables in YAML: rows of cells and the options of a table, parsed and dumped.

The rows are `table`, a text with a line for each row, or `rows`, a list of lists of cells. The
functions that read an option raise `Problem` for a value that is not allowed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TypeVar

from deckgen import content
from deckgen.content import Names, Scope
from deckgen.content.rows import is_grid, read_grid, write_grid
from deckgen.content.table import cells
from deckgen.content.table._model import TableModel, counted
from deckgen.content.table.cells import (
    ALIGN,
    STYLE_OPTIONS,
    Rows,
    TableCell,
    TableStyleOptions,
    Tiler,
    places,
    width_of,
)
from deckgen.diagnostics import Problem, Span, error, gather, suggest
from deckgen.richtext import Paragraph, outline
from deckgen.richtext.inline import dump as dump_runs
from deckgen.source import keys
from deckgen.source.nodes import (
    MappingNode,
    Node,
    ScalarNode,
    SequenceNode,
    expect_mapping,
    expect_scalar,
    expect_sequence,
    gather_entries,
    wrong_type,
)
from deckgen.source.writing import Lines, YamlData

INHERITED = "default"
"""The alignment for text that inherits it."""
_ALIGN_WORDS = (*ALIGN, INHERITED)
_STYLE = re.compile(r"\{[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}\}|none")


def default_options(rows: Rows) -> TableStyleOptions:
    """The default table style options: a header row, and a first column if there are several."""
    return TableStyleOptions(first_column=bool(rows) and width_of(rows) > 1)


def read_options(mapping: MappingNode, rows: Rows) -> TableStyleOptions:
    """The table style options of a table's mapping."""
    defaults = default_options(rows)
    found: dict[str, bool] = {}
    with gather() as problems:
        for option in STYLE_OPTIONS:
            with problems.collect():
                default = getattr(defaults, option)
                found[option] = keys.parse_yes_no(
                    mapping.get(option), f"`{option}`", default=default
                )
    return TableStyleOptions(**found)


def align_word(word: str, span: Span) -> str:
    """The alignment that a word of the YAML means, "" for `default`."""
    if word not in _ALIGN_WORDS:
        raise error(
            "align",
            f"`{word}` is not how text is aligned",
            at=span,
            help=suggest(word, _ALIGN_WORDS, "the words are"),
        )
    return "" if word == INHERITED else word


def read_alignments(node: Node, columns: int) -> tuple[str, ...]:
    """The alignment of each column, from a text such as `left right right`."""
    words = _one_a_column(node, "align", columns, "left right right")
    with gather() as problems:
        found = []
        for word, span in words:
            with problems.collect():
                found.append(align_word(word, span))
    return tuple(found)


def read_widths(node: Node | None, columns: int) -> tuple[int, ...]:
    """The share of each column, from a text such as `3 1 1`; () where there is none."""
    if node is None:
        return ()
    words = _one_a_column(node, "widths", columns, "3 1 1")
    with gather() as problems:
        for word, span in words:
            if not re.fullmatch(r"[1-9]\d{0,7}", word):
                problems.add(_no_share(word, span))
    return tuple(int(word) for word, _ in words)


def _no_share(word: str, span: Span) -> Problem:
    return error(
        "widths",
        f"`{word}` is not a share of the width",
        at=span,
        help="shares are whole numbers from 1, such as `widths: 3 1 1`",
    )


def _one_a_column(node: Node, key: str, columns: int, example: str) -> list[tuple[str, Span]]:
    scalar = expect_scalar(node, f"`{key}`", f"such as `{key}: {example}`")
    words = list(_words(scalar))
    if len(words) == columns:
        return words
    surplus = len(words) > columns
    raise error(
        key,
        f"`{key}` has {counted(len(words), 'word')} for {counted(columns, 'column')}",
        at=words[columns][1] if surplus else scalar.span,
        label="one too many" if surplus else "",
        help="give one for each column",
    )


def _words(scalar: ScalarNode) -> Iterator[tuple[str, Span]]:
    for match in re.finditer(r"\S+", scalar.text):
        yield match.group(), scalar.at(*match.span())


def read_size(node: Node | None) -> float:
    """The text size in points, 0 where there is none."""
    if node is None:
        return 0
    scalar = expect_scalar(node, "`size`")
    if not re.fullmatch(r"\d{1,3}(\.\d{1,2})?", scalar.text) or not 1 <= float(scalar.text) <= 400:
        raise error(
            "size",
            f"`{scalar.text}` is not a size of text",
            at=scalar.span,
            help="sizes are in points, such as `size: 14`; without one the text is fitted",
        )
    return float(scalar.text)


def read_style(node: Node | None) -> str:
    """The id of a table style, or `none`; "" where there is no value."""
    if node is None:
        return ""
    scalar = expect_scalar(node, "`style`")
    if not _STYLE.fullmatch(scalar.text):
        raise error(
            "style",
            f"`{scalar.text}` is not a table style",
            at=scalar.span,
            help=(
                "a style is `none` or an id such as '{5C22544A-7EE6-4342-B048-85BDC9FD1C3A}'; "
                "without one the template's default holds"
            ),
        )
    return scalar.text


def read_alt(node: Node | None, scope: Scope) -> str:
    """The alternative text, "" where there is none."""
    if node is None:
        return ""
    return content.parse(expect_scalar(node, "`alt`", "leave it out to have it made"), scope).text


# Rows.


_CELL_KEYS = ("text", "columns", "rows", "align")
_MOST_ROWS, _MOST_COLUMNS = 500, 75
Own = frozenset[tuple[int, int]]
"""The cells with an alignment of their own, by row and index in it."""


def parse_rows(mapping: MappingNode, scope: Scope) -> tuple[Rows, Own]:
    """The rows of a table's mapping, and the cells that have an alignment of their own.

    Raises `Problem` with every fault in them.
    """
    typed, listed = mapping.get("table"), mapping.get("rows")
    if typed is not None and listed is not None:
        key = mapping.key("rows")
        assert key is not None
        raise error(
            "two-tables",
            "a table has `table` or `rows`, not both",
            at=key.span,
            help="`table` holds rows as lines, `rows` lists of cells; keep one of them",
        )
    if listed is not None:
        return _listed(expect_sequence(listed, "`rows`", "a row is a list of texts"), scope)
    if typed is None:
        raise error("missing-key", "a table needs `table` or `rows`", at=mapping.span)
    scalar = expect_scalar(typed, "`table`", "lists of cells stand under `rows:`")
    return _typed(scalar, scope), frozenset()


def _typed(scalar: ScalarNode, scope: Scope) -> Rows:
    rows = []
    with gather() as problems:
        for row in read_grid(scalar, scope).rows:
            cells = []
            for cell in row:
                with problems.collect():
                    cells.append(TableCell((Paragraph(cell.runs(scope)),)))
            rows.append(tuple(cells))
    _check_size(rows, scalar.span)
    return tuple(rows)


def _listed(listed: SequenceNode, scope: Scope) -> tuple[Rows, Own]:
    tiler = Tiler()
    rows = []
    own = set()
    with gather() as problems:
        for number, item in enumerate(listed):
            with problems.collect():
                row = expect_sequence(item, "a row", "a row is a list of texts")
                cells = []
                for index, node in enumerate(row):
                    with problems.collect():
                        cell, has_alignment = _cell(node, scope)
                        cells.append(cell)
                        if has_alignment:
                            own.add((number, index))
                rows.append(tuple(cells))
                if len(cells) == len(row.items):
                    tiler.row(cells)
                    _check_row(tiler, row)
                else:
                    problems.check()
        problems.check()
        if not rows or not width_of(tuple(rows)):
            raise error("empty-grid", "a table needs a cell", at=listed.span)
        if tiler.overhangs:
            raise error(
                "row-length",
                "a cell reaches below the last row",
                at=listed.span,
                help="take its `rows` down, or add rows (a row that is all covered is `[]`)",
            )
    _check_size(rows, listed.span)
    return tuple(rows), frozenset(own)


def _check_row(tiler: Tiler, row: SequenceNode) -> None:
    missing = tiler.missing()
    if missing:
        span = row.items[-1].span if row.items and missing < 0 else row.span
        fault = f"{missing} too few" if missing > 0 else f"{-missing} too many"
        raise error(
            "row-length",
            f"the table has {tiler.width} columns, and this row fills {fault}",
            at=span,
            label="this row" if missing > 0 else "it goes beyond the last column",
            help="a place that a cell above or to the left covers takes no cell of its own",
        )


def _check_size(rows: list[tuple[TableCell, ...]], span: Span) -> None:
    columns = width_of(tuple(rows))
    if len(rows) > _MOST_ROWS or columns > _MOST_COLUMNS:
        raise error(
            "too-large",
            f"{len(rows)} rows and {columns} columns are more than a slide can show",
            at=span,
            help=f"at most {_MOST_ROWS} rows and {_MOST_COLUMNS} columns",
        )


def _cell(node: Node, scope: Scope) -> tuple[TableCell, bool]:
    """A cell, and whether it has an alignment of its own."""
    if isinstance(node, ScalarNode):
        return TableCell(outline.read(node, scope.show, scope.formats)), False
    if not isinstance(node, MappingNode):
        raise wrong_type(node, "text or a mapping", "a cell")
    lines: tuple[Paragraph, ...] = ()
    columns = rows = 1
    align = ""
    with gather() as problems:
        with problems.collect():
            gather_entries(node, _CELL_KEYS, "a cell")
        text = node.get("text")
        if text is not None:
            with problems.collect():
                if not isinstance(text, ScalarNode):
                    raise wrong_type(text, "text", "`text`")
                lines = outline.read(text, scope.show, scope.formats)
        with problems.collect():
            columns = _count(node.get("columns"), "`columns`", _MOST_COLUMNS)
        with problems.collect():
            rows = _count(node.get("rows"), "`rows`", _MOST_ROWS)
        given = node.get("align")
        if given is not None:
            with problems.collect():
                scalar = expect_scalar(given, "`align`")
                align = align_word(scalar.text, scalar.span)
    return TableCell(lines, columns, rows, align), given is not None


def _count(node: Node | None, what: str, most: int) -> int:
    if node is None:
        return 1
    scalar = expect_scalar(node, what)
    if not re.fullmatch(r"[1-9]\d{0,3}", scalar.text) or int(scalar.text) > most:
        raise error("number", f"{what} is a whole number from 1 to {most}", at=scalar.span)
    return int(scalar.text)


# Whole tables.


_KEYS = ("table", "rows", *STYLE_OPTIONS, "align", "widths", "size", "style", "alt")
Model = TypeVar("Model", bound=TableModel)


def parse(kind: type[Model], node: Node, scope: Scope) -> Model:
    """A table of class `kind` from its mapping. Raises `Problem` with every fault in it."""
    mapping = expect_mapping(node, "a table")
    with gather() as problems:
        with problems.collect():
            gather_entries(mapping, _KEYS, "a table")
        rows: Rows = ()
        own: Own = frozenset()
        with problems.collect():
            rows, own = parse_rows(mapping, scope)
        options = default_options(())
        with problems.collect():
            options = read_options(mapping, rows)
        size, style, alt = 0.0, "", ""
        with problems.collect():
            size = read_size(mapping.get("size"))
        with problems.collect():
            style = read_style(mapping.get("style"))
        with problems.collect():
            alt = read_alt(mapping.get("alt"), scope)
        problems.check()
        with problems.collect():
            rows = _aligned(rows, own, options, mapping.get("align"))
        widths: tuple[int, ...] = ()
        with problems.collect():
            widths = read_widths(mapping.get("widths"), width_of(rows))
    return kind(rows, options, widths, size, style, alt)


def _aligned(rows: Rows, own: Own, options: TableStyleOptions, node: Node | None) -> Rows:
    columns = cells.default_alignments(rows, options)
    if node is not None:
        columns = read_alignments(node, len(columns))
    found: list[list[TableCell]] = [[] for _ in rows]
    for place in places(rows):
        row = found[place.row]
        cell = place.cell
        if (place.row, len(row)) not in own:
            cell = replace(cell, align=cells.alignment_in(place, columns))
        row.append(cell)
    return tuple(tuple(row) for row in found)


def dump(table: TableModel, names: Names) -> dict[str, YamlData]:
    """The mapping that parses to this table."""
    default_columns = cells.default_alignments(table.rows, table.options)
    columns = cells.column_alignments(table.rows)
    alignments = default_columns if columns is None else columns
    text = _as_lines(table.rows, names) if columns is not None else None
    found: dict[str, YamlData] = {}
    if text is not None:
        found["table"] = Lines(text)
    else:
        found["rows"] = _as_lists(table.rows, alignments, names)
    default = default_options(table.rows)
    for word in STYLE_OPTIONS:
        value = getattr(table.options, word)
        if value != getattr(default, word):
            found[word] = keys.dump_yes_no(value)
    if alignments != default_columns:
        found["align"] = " ".join(word or INHERITED for word in alignments)
    if table.widths:
        found["widths"] = " ".join(str(width) for width in table.widths)
    if table.size:
        found["size"] = f"{table.size:g}"
    if table.style:
        found["style"] = table.style
    if table.alt:
        found["alt"] = content.dump(table.alt)
    return found


def _as_lines(rows: Rows, names: Names) -> str | None:
    """The text for `table`, None where a cell is more than a line of text."""
    for row in rows:
        for cell in row:
            line = cell.lines[0]
            if len(cell.lines) > 1 or cell.columns > 1 or cell.rows > 1:
                return None
            if line.level or line.opaque or line.number is not None:
                return None
    typed = [[dump_runs(cell.lines[0].runs, names) for cell in row] for row in rows]
    text = write_grid(typed)
    return text if is_grid(text, typed) else None


def _as_lists(rows: Rows, columns: tuple[str, ...], names: Names) -> list[YamlData]:
    found: list[list[YamlData]] = [[] for _ in rows]
    for place in places(rows):
        cell = place.cell
        text = outline.write(cell.lines, names).removesuffix("\n")
        value: YamlData = Lines(f"{text}\n") if "\n" in text else text
        entry: dict[str, YamlData] = {"text": value}
        if cell.columns > 1:
            entry["columns"] = str(cell.columns)
        if cell.rows > 1:
            entry["rows"] = str(cell.rows)
        if cell.align != cells.alignment_in(place, columns):
            entry["align"] = cell.align or INHERITED
        found[place.row].append(value if len(entry) == 1 else entry)
    return list(found)
