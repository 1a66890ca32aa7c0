"""Tables as DrawingML, both ways (ECMA-376 part 1, 21.1.3)."""

from __future__ import annotations

from dataclasses import replace

from deckgen.content import textbody
from deckgen.content.base import Page
from deckgen.content.style import Paragraph, Run
from deckgen.content.table.cells import (
    ALIGN,
    Look,
    Rows,
    TableCell,
    places,
    with_alignment,
)
from deckgen.content.table.fit import MARGIN_X, MARGIN_Y, Fitted, left_margins
from deckgen.ooxml import Element, find_all, make, textual

URI = "http://schemas.openxmlformats.org/drawingml/2006/table"
FLAGS = {
    "header": "firstRow",
    "first_column": "firstCol",
    "total": "lastRow",
    "last_column": "lastCol",
    "banded": "bandRow",
    "banded_columns": "bandCol",
    "right_to_left": "rtl",
}
# MS-ODRAWXML 2.24 (rowId, colId): the extensions that hold them, and where PowerPoint counts from.
_COLUMN_ID = ("{9D8B030D-6E8A-4147-A177-3AD203B41FA5}", "a16:colId", 20000)
_ROW_ID = ("{0D108BD9-81ED-4DB2-BD59-A6C34878D82A}", "a16:rowId", 10000)
# PowerPoint's own default, Medium Style 2 - Accent 1, which it knows without a part.
_POWERPOINTS_STYLE = "{5C22544A-7EE6-4342-B048-85BDC9FD1C3A}"
NO_STYLE = "none"


def write(rows: Rows, look: Look, style: str, fitted: Fitted, page: Page) -> Element:
    """The `a:tbl` of a table."""
    properties = make("a:tblPr")
    set_look(properties, look)
    if style != NO_STYLE:
        properties.append(textual("a:tableStyleId", style or default_style(page)))
    columns = make("a:tblGrid")
    for number, width in enumerate(fitted.widths):
        columns.append(make("a:gridCol", {"w": width}, _numbered(_COLUMN_ID, number)))
    table = make("a:tbl", None, properties, columns)
    grid = _grid(rows, len(fitted.widths), fitted.size, page)
    for number, (cells, height) in enumerate(zip(grid, fitted.heights, strict=True)):
        table.append(make("a:tr", {"h": height}, *cells, _numbered(_ROW_ID, number)))
    return table


def set_look(properties: Element, look: Look) -> None:
    """Say on an `a:tblPr` which parts the style sets apart."""
    for word, name in FLAGS.items():
        if getattr(look, word):
            properties.set(name, "1")
        elif truth(properties.get(name)):
            del properties.attrib[name]


def truth(value: str | None) -> bool:
    """An xsd:boolean, false where there is none."""
    return value in ("1", "true")


def _numbered(id_: tuple[str, str, int], number: int) -> Element:
    uri, name, first = id_
    return make("a:extLst", None, make("a:ext", {"uri": uri}, make(name, {"val": first + number})))


def default_style(page: Page) -> str:
    """The id of the package's default table style."""
    package = page.package
    for part in package.related(package.presentation, "tableStyles"):
        style = part.root.get("def")
        if style:
            return style
    return _POWERPOINTS_STYLE


def _grid(rows: Rows, width: int, size: float, page: Page) -> list[list[Element]]:
    """The `a:tc` of every place; those that a merged cell covers are marked so."""
    found: dict[tuple[int, int], Element] = {}
    margins = left_margins(rows)
    for place in places(rows):
        cell = place.cell
        for down in range(cell.rows):
            for right in range(cell.columns):
                spans: dict[str, object] = {
                    "rowSpan": cell.rows if cell.rows > 1 and not down else None,
                    "gridSpan": cell.columns if cell.columns > 1 and not right else None,
                    "hMerge": "1" if right else None,
                    "vMerge": "1" if down else None,
                }
                shown = TableCell() if down or right else cell
                place_of_it = (place.row + down, place.column + right)
                found[place_of_it] = _cell(shown, spans, margins[place_of_it[1]], size, page)
    return [[found[row, column] for column in range(width)] for row in range(len(rows))]


def _cell(
    cell: TableCell, spans: dict[str, object], margin: int, size: float, page: Page
) -> Element:
    sizes = hundredths(size)
    paragraphs = textbody.write(physical(cell, size), page)
    for paragraph in paragraphs:
        for end in find_all(paragraph, "a:endParaRPr"):
            end.set("sz", sizes)
    # The list style says the size to what is typed in later, and which size is the table's.
    inherited = make("a:lvl1pPr", None, make("a:defRPr", {"sz": sizes}))
    body = make("a:txBody", None, make("a:bodyPr"), make("a:lstStyle", None, inherited))
    body.extend(paragraphs)
    properties = {
        "marL": margin if margin != MARGIN_X else None,
        "marT": MARGIN_Y,
        "marB": MARGIN_Y,
        "anchor": "ctr",
    }
    return make("a:tc", spans, body, make("a:tcPr", properties))


def hundredths(size: float) -> str:
    """A size in points as DrawingML counts it."""
    return str(round(size * 100))


def physical(cell: TableCell, size: float) -> tuple[Paragraph, ...]:
    """A cell's paragraphs with the table's size and the cell's alignment spelt out."""
    return tuple(
        replace(
            with_alignment(line, ALIGN[cell.align]) if cell.align else line,
            runs=tuple(_sized(run, size) for run in line.runs),
        )
        for line in cell.lines
    )


def _sized(run: Run, size: float) -> Run:
    return run if run.style.size else replace(run, style=run.style.but(size=size))
