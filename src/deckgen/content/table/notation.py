"""Tables in YAML: `table:` with rows as lines, or `rows:` with lists of cells; and the choices."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from deckgen.content import flags, outline, plain_text
from deckgen.content.base import Names, Scope
from deckgen.content.grid.rows import is_grid, write_grid
from deckgen.content.inline import dump as dump_runs
from deckgen.content.table import align, words
from deckgen.content.table import rows as table_rows
from deckgen.content.table.cells import LOOKS, Look, Rows, TableCell, places, width_of
from deckgen.content.table.model import TableModel
from deckgen.content.table.rows import Own
from deckgen.diagnostics import gather
from deckgen.source import Lines, Node, Plainly, expect_mapping, gather_entries

_KEYS = ("table", "rows", *LOOKS, "align", "widths", "size", "style", "alt")

Model = TypeVar("Model", bound=TableModel)


def parse(kind: type[Model], node: Node, scope: Scope) -> Model:
    """The table that a mapping describes. Raises `Problem` with every fault of it."""
    mapping = expect_mapping(node, "a table")
    with gather() as problems:
        with problems.attempt():
            gather_entries(mapping, _KEYS, "a table")
        rows: Rows = ()
        own: Own = frozenset()
        with problems.attempt():
            rows, own = table_rows.parse(mapping, scope)
        look = words.usual_look(())
        with problems.attempt():
            look = words.look(mapping, rows)
        size, style, alt = 0.0, "", ""
        with problems.attempt():
            size = words.size(mapping.get("size"))
        with problems.attempt():
            style = words.style(mapping.get("style"))
        with problems.attempt():
            alt = words.alt(mapping.get("alt"), scope)
        problems.check()
        with problems.attempt():
            rows = _aligned(rows, own, look, mapping.get("align"))
        widths: tuple[int, ...] = ()
        with problems.attempt():
            widths = words.widths(mapping.get("widths"), width_of(rows))
    return kind(rows, look, widths, size, style, alt)


def _aligned(rows: Rows, own: Own, look: Look, node: Node | None) -> Rows:
    columns = align.usual(rows, look)
    if node is not None:
        columns = words.alignments(node, len(columns))
    found: list[list[TableCell]] = [[] for _ in rows]
    for place in places(rows):
        row = found[place.row]
        cell = place.cell
        if (place.row, len(row)) not in own:
            cell = replace(cell, align=align.of(place, columns))
        row.append(cell)
    return tuple(tuple(row) for row in found)


def dump(table: TableModel, names: Names) -> dict[str, Plainly]:
    """The mapping that parses to this table."""
    usual = align.usual(table.rows, table.look)
    columns = align.common(table.rows)
    said = usual if columns is None else columns
    text = _as_lines(table.rows, names) if columns is not None else None
    found: dict[str, Plainly] = {}
    if text is not None:
        found["table"] = Lines(text)
    else:
        found["rows"] = _as_lists(table.rows, said, names)
    usual_look = words.usual_look(table.rows)
    for word in LOOKS:
        value = getattr(table.look, word)
        if value != getattr(usual_look, word):
            found[word] = flags.dump(value)
    if said != usual:
        found["align"] = " ".join(word or words.LEFT_TO_LAYOUT for word in said)
    if table.widths:
        found["widths"] = " ".join(str(width) for width in table.widths)
    if table.size:
        found["size"] = f"{table.size:g}"
    if table.style:
        found["style"] = table.style
    if table.alt:
        found["alt"] = plain_text.dump(table.alt)
    return found


def _as_lines(rows: Rows, names: Names) -> str | None:
    """The rows as lines, None where a cell needs more than a line of text."""
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


def _as_lists(rows: Rows, columns: tuple[str, ...], names: Names) -> list[Plainly]:
    found: list[list[Plainly]] = [[] for _ in rows]
    for place in places(rows):
        cell = place.cell
        text = outline.write(cell.lines, names).removesuffix("\n")
        value: Plainly = Lines(f"{text}\n") if "\n" in text else text
        entry: dict[str, Plainly] = {"text": value}
        if cell.columns > 1:
            entry["columns"] = str(cell.columns)
        if cell.rows > 1:
            entry["rows"] = str(cell.rows)
        if cell.align != align.of(place, columns):
            entry["align"] = cell.align or words.LEFT_TO_LAYOUT
        found[place.row].append(value if len(entry) == 1 else entry)
    return list(found)
