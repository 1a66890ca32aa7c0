"""Tables in YAML: rows of cells and the options of a table, parsed and dumped.

The rows are `table`, a text with a line for each row, or `rows`, a list of lists of cells.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from deckgen import content
from deckgen.appearance import table_style
from deckgen.content import Names, Scope
from deckgen.content.rows import ROW_LINES, is_grid, read_grid, write_grid
from deckgen.content.table import _cell_lines as cell_lines
from deckgen.content.table import cells
from deckgen.content.table import cells as joins
from deckgen.content.table._cell_lines import DEFAULT, FORMAT_KEYS, KEYS, POINTS, CellLine, Value
from deckgen.content.table._model import TableModel, formats_from
from deckgen.content.table.cells import (
    ALIGN,
    PLAIN_CELL,
    CellPlace,
    Rows,
    TableCell,
    TableStyleOptions,
    Tiler,
    places,
    width_of,
)
from deckgen.diagnostics import Span, counted, error, gather, suggest
from deckgen.richtext import Paragraph, outline
from deckgen.richtext.inline import dump as dump_runs
from deckgen.source.fields import (
    YES_NO,
    Field,
    Fields,
    Form,
    Values,
    dump_yes_no,
    given,
    list_form,
    phrase,
)
from deckgen.source.nodes import (
    MappingNode,
    Node,
    ScalarNode,
    SequenceNode,
    expect_mapping,
    expect_sequence,
    expect_word,
    whole_number,
    without_remark,
    wrong_type,
)
from deckgen.source.writing import Lines, YamlData

_ALIGN_WORDS = (*ALIGN, DEFAULT)
_STYLE = re.compile(r"\{[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}\}|none")
_MOST_ROWS, _MOST_COLUMNS = 500, 75


def default_options(rows: Rows) -> TableStyleOptions:
    """The default table style options: a header row, and a first column if there are several."""
    return TableStyleOptions(first_column=bool(rows) and width_of(rows) > 1)


# Forms of options. Those of columns are parsed in the context of the number of columns.


def _align_word(word: str, span: Span) -> str:
    if word not in _ALIGN_WORDS:
        raise error(
            "align",
            f"`{word}` is not how text is aligned",
            at=span,
            help=suggest(word, _ALIGN_WORDS, "the words are"),
        )
    return "" if word == DEFAULT else word


def _alignments(node: Node, _what: str, columns: int) -> tuple[str, ...]:
    words = _one_a_column(node, "align", columns, "left right right", for_all=True)
    with gather() as problems:
        found = []
        for word, span in words:
            with problems.collect():
                found.append(_align_word(word, span))
    return tuple(found)


def _widths(node: Node, _what: str, columns: int) -> tuple[int, ...]:
    words = _one_a_column(node, "widths", columns, "3 1 1")
    with gather() as problems:
        for word, span in words:
            if whole_number(word, range(1, 10**8)) is None:
                problems.add(
                    error(
                        "widths",
                        f"`{word}` is not a share of the width",
                        at=span,
                        help="shares are whole numbers from 1, such as `widths: 3 1 1`",
                    )
                )
    return tuple(int(word) for word, _ in words)


def _one_a_column(
    node: Node, key: str, columns: int, example: str, *, for_all: bool = False
) -> list[tuple[str, Span]]:
    scalar = expect_word(node, f"`{key}`", f"such as `{key}: {example}`")
    words = [(m.group(), scalar.at(*m.span())) for m in re.finditer(r"\S+", scalar.text)]
    if len(words) == 1 and for_all:
        return words * columns
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


def _size(node: Node, what: str, _scope: Scope) -> float:
    scalar = expect_word(node, what)
    if not POINTS.fullmatch(scalar.text) or not 1 <= float(scalar.text) <= 400:
        raise error(
            "size",
            f"`{scalar.text}` is not a size of text",
            at=scalar.span,
            help="sizes are in points, such as `size: 14`; without one the text is fitted",
        )
    return float(scalar.text)


def _style(node: Node, what: str, _scope: Scope) -> str:
    scalar = expect_word(node, what)
    known = table_style.style_ids()
    if scalar.text in known:
        return known[scalar.text]
    if not _STYLE.fullmatch(scalar.text):
        raise error(
            "style",
            f"`{scalar.text}` is not a table style",
            at=scalar.span,
            help=(
                *suggest(scalar.text, known, "PowerPoint's own are"),
                "a style is one of PowerPoint's by its name, `none`, or the id of one that the "
                "template holds; without one the template's default holds",
            ),
        )
    return scalar.text


# Rows.


Own = frozenset[tuple[int, int]]
"""The cells with an alignment of their own, by row and index in it."""


def _typed(node: Node, what: str, scope: Scope) -> tuple[Rows, Own]:
    scalar = expect_word(node, what, ROW_LINES, "lists of cells stand under `rows:`")
    rows = joins.merged(
        read_grid(scalar, scope).rows, lambda cell: TableCell((Paragraph(cell.runs(scope)),))
    )
    _check_size(rows, scalar.span)
    return rows, frozenset()


def _listed(node: Node, what: str, scope: Scope) -> tuple[Rows, Own]:
    listed = expect_sequence(node, what, "a row is a list of texts")
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
    _check_size(tuple(rows), listed.span)
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


def _check_size(rows: Rows, span: Span) -> None:
    columns = width_of(rows)
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
        return TableCell(outline.read(without_remark(node), scope.show, scope.formats)), False
    if not isinstance(node, MappingNode):
        raise wrong_type(node, "text or a mapping", "a cell")
    with gather() as problems:
        values = Values(node, problems, scope)
        CELL_FIELDS.gather_unknown(values)
        align = values.get(_CELL_ALIGN)
        cell = TableCell(
            values.get(_TEXT), values.get(_COLUMNS), values.get(_ROWS_SPANNED), align or ""
        )
    return cell, align is not None


def _cell_text(node: Node, what: str, scope: Scope) -> tuple[Paragraph, ...]:
    if not isinstance(node, ScalarNode):
        raise wrong_type(node, "text", what)
    return outline.read(without_remark(node), scope.show, scope.formats)


def _count(most: int) -> Form[object, int]:
    def parse(node: Node, what: str, _context: object) -> int:
        scalar = expect_word(node, what)
        number = whole_number(scalar.text, range(1, most + 1))
        if number is None:
            raise error("number", f"{what} is a whole number from 1 to {most}", at=scalar.span)
        return number

    return Form(f"a whole number from 1 to {most}", parse)


def _cell_align(node: Node, what: str, _scope: Scope) -> str:
    scalar = expect_word(node, what)
    return _align_word(scalar.text, scalar.span)


class _DumpedCell(Struct, frozen=True):
    """A cell to dump; `align` is the alignment that it has without one of its own."""

    cell: TableCell
    text: YamlData
    align: str


_V = TypeVar("_V")
_CellField = Field[Scope, _DumpedCell, _V]

_TEXT = _CellField[tuple[Paragraph, ...]](
    "text", Form("text", _cell_text), (), lambda dumped: dumped.text,
    "paragraphs, as in a text slot", "text: |\n  Both\n  years\ncolumns: 2",
)  # fmt: skip
_COLUMNS = _CellField[int](
    "columns", _count(_MOST_COLUMNS), 1, lambda dumped: given(dumped.cell.columns, 1),
    "the columns that the cell spans", "text: |\n  Both\n  years\ncolumns: 2",
)  # fmt: skip
_ROWS_SPANNED = _CellField[int](
    "rows", _count(_MOST_ROWS), 1, lambda dumped: given(dumped.cell.rows, 1),
    "the rows that the cell spans; in those below it takes no entry",
    "text: |\n  Both\n  years\nrows: 2",
)  # fmt: skip
_CELL_ALIGN = _CellField[str | None](
    "align", Form(phrase(_ALIGN_WORDS), _cell_align, _ALIGN_WORDS), None,
    lambda dumped: None if dumped.cell.align == dumped.align else dumped.cell.align or DEFAULT,
    "how the cell's text is aligned", "text: |\n  Both\n  years\ncolumns: 2\nalign: center",
    unset="as its column",
)  # fmt: skip
CELL_FIELDS = Fields[_DumpedCell](
    "a cell", (_TEXT, _COLUMNS, _ROWS_SPANNED, _CELL_ALIGN), "text: Both years",
    "A cell under `rows` is a text, or a mapping with these keys.",
)  # fmt: skip


# Whole tables.


class _Dumped(Struct, frozen=True):
    """A table to dump: `text` are its rows as lines, None where they must be lists of cells."""

    table: TableModel
    names: Names
    text: str | None
    alignments: tuple[str, ...]
    default_alignments: tuple[str, ...]

    def rows(self) -> YamlData | None:
        """The rows as lists, None where they are lines."""
        if self.text is not None:
            return None
        found: list[list[YamlData]] = [[] for _ in self.table.rows]
        for place in places(self.table.rows):
            found[place.row].append(self._cell(place))
        return list(found)

    def _cell(self, place: CellPlace) -> YamlData:
        text = outline.write(place.cell.lines, self.names).removesuffix("\n")
        value: YamlData = Lines(f"{text}\n") if "\n" in text else text
        align = cells.alignment_in(place, self.alignments)
        entry = CELL_FIELDS.dump(_DumpedCell(place.cell, value, align))
        return value if len(entry) == 1 else entry

    def option(self, key: str) -> YamlData | None:
        """A table style option, None for the default."""
        value = getattr(self.table.options, key)
        return given(value, getattr(default_options(self.table.rows), key), dump_yes_no)

    def cells(self) -> YamlData | None:
        """What single cells look like, None where nothing is to be said."""
        taken = formats_from(self.table.pattern, self.table.rows, new=True)
        looks: dict[str, dict[tuple[int, int], Value]] = {key: {} for key in FORMAT_KEYS}
        if self.text is not None:
            looks["align"] = {}
        for at in places(self.table.rows):
            place = at.row, at.column
            said = replace(at.cell, format=taken.get(place, PLAIN_CELL))
            said = replace(said, align=cells.alignment_in(at, self.alignments))
            for key, values in looks.items():
                values[place] = KEYS[key].get(said)
        found = cell_lines.dump(self.table.rows, looks, self.table.lines)
        return Lines(found) if found else None

    def align(self) -> YamlData | None:
        """The alignments of the columns, None for the defaults."""
        listed = [word or DEFAULT for word in self.alignments]
        words = " ".join(dict.fromkeys(listed) if len({*listed}) == 1 else listed)
        return None if self.alignments == self.default_alignments else words


def _dumped_option(key: str) -> Callable[[_Dumped], YamlData | None]:
    return lambda dumped: dumped.option(key)


_Field = Field[Scope, _Dumped, _V]
_ColumnField = Field[int, _Dumped, _V]
_LINES = "table: |\n  Country | 2023 | 2024\n  Mexico | 1 | 2\n  All | 3 | 4"
_NO_ROWS: tuple[Rows, Own] = ((), frozenset())

_TABLE = _Field[tuple[Rows, Own]](
    "table", Form("a line for each row, or a path", _typed), _NO_ROWS,
    lambda dumped: None if dumped.text is None else Lines(dumped.text),
    "the rows, their cells parted by ` | `, or the CSV or XLSX file that holds them "
    "(`rows.xlsx#Sheet`)", _LINES, unset="needed, or `rows`",
)  # fmt: skip
_ROWS = _Field[tuple[Rows, Own]](
    "rows", list_form("a list of rows, each a list of cells", _listed), _NO_ROWS, _Dumped.rows,
    "the rows, where cells span others or hold several paragraphs",
    "rows:\n  - - text: Both years\n      columns: 2\n  - - Mexico\n    - |\n      1\n      2",
    unset="needed, or `table`",
)  # fmt: skip
_ABOUT_OPTIONS = {
    "header": ("formats the first row as a header row", "`yes`"),
    "first_column": ("formats the first column as headings", "`yes` from two columns on"),
    "total": ("formats the last row as a total", "`no`"),
    "last_column": ("formats the last column", "`no`"),
    "banded": ("shades every other row", "`no`"),
    "banded_columns": ("shades every other column", "`no`"),
    "right_to_left": ("puts the first column on the right", "`no`"),
}
_OPTIONS = {
    key: _Field[bool | None](
        key, YES_NO, None, _dumped_option(key), about,
        f"{key}: {'no' if unset.startswith('`yes`') else 'yes'}", unset=unset,
    )
    for key, (about, unset) in _ABOUT_OPTIONS.items()
}  # fmt: skip
_ALIGN = _ColumnField[tuple[str, ...]](
    "align", Form(f"for each column, or for all, {phrase(_ALIGN_WORDS)}", _alignments), (),
    _Dumped.align,
    "how the text of each column is aligned; `default` as the template says",
    "align: left right center", unset="figures right, text left",
)  # fmt: skip
_WIDTHS = _ColumnField[tuple[int, ...]](
    "widths", Form("a whole number for each column", _widths), (),
    lambda dumped: " ".join(map(str, dumped.table.widths)) or None,
    "the columns' shares of the width", "widths: 3 1 1", unset="as the text needs",
)  # fmt: skip
_SIZE = _Field[float](
    "size", Form("points, from 1 to 400", _size), 0,
    lambda dumped: given(dumped.table.size, 0, "{:g}".format),
    "the size of the text", "size: 14", unset="16, or less to fit the slot, not below 12",
)  # fmt: skip
_STYLE_ID = _Field[str](
    "style", Form("the name of a table style, its id, or `none`", _style), "",
    lambda dumped: table_style.style_name(dumped.table.style) or dumped.table.style or None,
    "the table style, by its name in PowerPoint's gallery; one that only the file has by its id, "
    "such as `'{05EF31ED-360D-F94A-83BA-6AAE84E4C693}'`",
    "style: Light Style 1 - Accent 2", unset="the template's default",
)  # fmt: skip
_ALT = _Field[str](
    "alt", Form("text", content.parse_alt), "",
    lambda dumped: content.dump(dumped.table.alt) or None,
    "the alternative text", "alt: Removals by country", unset="made from the header row",
)  # fmt: skip
_CELLS = Field[Rows, _Dumped, tuple[CellLine, ...]](
    "cells", Form("a line for each place", cell_lines.parse), (), _Dumped.cells,
    "what single cells look like: a line is a place (`B3`, `B3:B9`, column `B` or row `3`, the "
    "header counted), a bar and some of `align=right`, `anchor=top`, `fill=accent2` (six digits, "
    "or `none`), `margins=5` (points; or left, top, right and bottom, parted by commas) and "
    "`borders=accent2:1.5:dash` (also by sides: `top:accent2,bottom:none`); `default` is what "
    "holds without it, the later line wins",
    "cells: |\n  B3 | align=right fill=accent2\n  1 | borders=bottom:accent1:2.25",
    unset="as the table style says",
)  # fmt: skip
FIELDS = Fields[_Dumped](
    "a table",
    (
        _TABLE, _ROWS, *_OPTIONS.values(), _ALIGN, _CELLS, _WIDTHS, _SIZE, _STYLE_ID, _ALT,
    ),
    _LINES,
)  # fmt: skip
Model = TypeVar("Model", bound=TableModel)


def parse(kind: type[Model], node: Node, scope: Scope) -> Model:
    """A table of class `kind` from its mapping. Raises `Problem` with every fault in it."""
    mapping = expect_mapping(node, "a table")
    with gather() as problems:
        values = Values(mapping, problems, scope)
        FIELDS.gather_unknown(values)
        rows, own = _NO_ROWS
        with problems.collect():
            rows, own = _parse_rows(values)
        chosen = {key: values.get(option) for key, option in _OPTIONS.items()}
        size, style, alt = values.get(_SIZE), values.get(_STYLE_ID), values.get(_ALT)
        problems.check()
        given_options = {key: value for key, value in chosen.items() if value is not None}
        options = replace(default_options(rows), **given_options)
        columns = values.within(width_of(rows))
        widths = columns.get(_WIDTHS)
        alignments = columns.get(_ALIGN) or cells.default_alignments(rows, options)
        lines = values.within(rows).get(_CELLS)
        problems.check()
    rows = cell_lines.with_lines(_aligned(rows, own, alignments), lines)
    return kind(rows, options, widths, size, style, alt, lines)


def _parse_rows(values: Values[Scope]) -> tuple[Rows, Own]:
    mapping = values.mapping
    typed, listed = mapping.get("table"), mapping.get("rows")
    if typed is not None and listed is not None:
        raise error(
            "two-tables",
            "a table has `table` or `rows`, not both",
            at=mapping.key_span("rows"),
            help="`table` holds rows as lines, `rows` lists of cells; keep one of them",
        )
    if typed is None and listed is None:
        raise error("missing-key", "a table needs `table` or `rows`", at=mapping.span)
    return values.parse(_TABLE if listed is None else _ROWS)


def _aligned(rows: Rows, own: Own, columns: tuple[str, ...]) -> Rows:
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
    defaults = cells.default_alignments(table.rows, table.options)
    columns = cells.column_alignments(table.rows, defaults)
    return FIELDS.dump(_Dumped(table, names, _as_lines(table.rows, names), columns, defaults))


def _as_lines(rows: Rows, names: Names) -> str | None:
    """The text for `table`, None where a cell is more than a line of text."""
    for line in (cell.lines[0] for row in rows for cell in row):
        if line.level or line.opaque or line.number is not None:
            return None
    if any(len(cell.lines) > 1 for row in rows for cell in row):
        return None
    typed = joins.typed(rows, lambda cell: dump_runs(cell.lines[0].runs, names))
    text = write_grid(typed)
    return text if is_grid(text, typed) else None
