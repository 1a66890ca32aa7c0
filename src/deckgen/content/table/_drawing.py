"""Tables as DrawingML, both ways (ECMA-376 part 1, 21.1.3)."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import cache
from itertools import chain
from operator import is_

from msgspec import Struct, structs

from deckgen.appearance import table_style
from deckgen.appearance.text import DEFAULT_SIZE
from deckgen.appearance.theme import Scheme
from deckgen.content import Page, paragraph_texts, textbody
from deckgen.content.table import _formatting as formatting
from deckgen.content.table.cells import (
    ALIGN,
    NONE,
    OPTION_ATTRIBUTES,
    PLAIN_CELL,
    STYLE_OPTIONS,
    Rows,
    Saved,
    TableCell,
    TableStyleOptions,
    places,
    with_alignment,
)
from deckgen.content.table.layout import (
    MARGIN_X,
    MARGIN_Y,
    CellText,
    Fitted,
    RowHeights,
    height_of,
    is_bold,
    left_margins,
    stretched,
)
from deckgen.opc import xml
from deckgen.opc.xml import (
    EMU_PER_POINT,
    Element,
    coordinate,
    each,
    find,
    find_all,
    hundredths,
    integer,
    make,
    markup,
    qn,
    with_text,
)
from deckgen.richtext import PLAIN, Paragraph, Run, merged
from deckgen.textfit import Measured, measure
from deckgen.textfit.frame import Insets, TextFrame, unbound_text

URI = "http://schemas.openxmlformats.org/drawingml/2006/table"

# MS-ODRAWXML 2.24 (rowId, colId): the extensions that hold them, and where PowerPoint counts from.
_COLUMN_ID = ("{9D8B030D-6E8A-4147-A177-3AD203B41FA5}", "a16:colId", 20000)
_ROW_ID = ("{0D108BD9-81ED-4DB2-BD59-A6C34878D82A}", "a16:rowId", 10000)


# PowerPoint's default, Medium Style 2 - Accent 1, which need not be in the package.
_POWERPOINT_DEFAULT_STYLE = "{5C22544A-7EE6-4342-B048-85BDC9FD1C3A}"
NO_STYLE = "none"


def write(rows: Rows, options: TableStyleOptions, style: str, fitted: Fitted, page: Page) -> str:
    """The `a:tbl` of a table, as markup."""
    shown = {name: "1" for option, name in OPTION_ATTRIBUTES.items() if getattr(options, option)}
    used = style or default_style(page)
    styled = with_text("a:tableStyleId", used) if used != NO_STYLE else ""
    columns = (
        markup("a:gridCol", {"w": width}, _id_extension(_COLUMN_ID, number))
        for number, width in enumerate(fitted.widths)
    )
    grid = _grid(rows, len(fitted.widths), fitted.size, page)
    return markup(
        "a:tbl",
        None,
        markup("a:tblPr", shown, styled),
        markup("a:tblGrid", None, *columns),
        *(
            markup("a:tr", {"h": height}, *cells, _id_extension(_ROW_ID, number))
            for number, (cells, height) in enumerate(zip(grid, fitted.heights, strict=True))
        ),
    )


def set_style_options(properties: Element, options: TableStyleOptions) -> None:
    """Set on an `a:tblPr` which table style options are on."""
    for option, name in OPTION_ATTRIBUTES.items():
        if getattr(options, option):
            properties.set(name, "1")
        elif xml.is_on(properties.get(name)):
            del properties.attrib[name]


def _id_extension(id_: tuple[str, str, int], number: int) -> str:
    uri, name, first = id_
    mark = markup(name, {"xmlns:a16": xml.NAMESPACES["a16"], "val": first + number})
    return markup("a:extLst", None, markup("a:ext", {"uri": uri}, mark))


def default_style(page: Page) -> str:
    """The id of the package's default table style."""
    package = page.package
    for part in package.related(package.presentation, "tableStyles"):
        style = part.root.get("def")
        if style:
            return style
    return _POWERPOINT_DEFAULT_STYLE


def _grid(rows: Rows, width: int, size: float, page: Page) -> list[list[str]]:
    """The `a:tc` of every place of the grid, also of those that a merged cell covers."""
    texts: dict[tuple[int, int], str] = {}
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
                content = TableCell() if down or right else cell
                at = (place.row + down, place.column + right)
                texts[at] = _cell(content, spans, margins[at[1]], size, page)
    return [[texts[row, column] for column in range(width)] for row in range(len(rows))]


def _cell(cell: TableCell, spans: dict[str, object], margin: int, size: float, page: Page) -> str:
    sizes = in_hundredths(size)
    # The list style gives the size to text that is typed later, and `Sizes` the table's size.
    inherited = markup("a:lvl1pPr", None, markup("a:defRPr", {"sz": sizes}))
    body = markup(
        "a:txBody",
        None,
        markup("a:bodyPr"),
        markup("a:lstStyle", None, inherited),
        *textbody.text_markup(with_explicit_formatting(cell, size), page, sizes),
    )
    attributes = {
        "marL": margin if margin != MARGIN_X else None,
        "marT": MARGIN_Y,
        "marB": MARGIN_Y,
        "anchor": "ctr",
    }
    properties = markup("a:tcPr", attributes)
    if cell.format != PLAIN_CELL:
        [element] = xml.elements(properties)
        formatting.update(element, PLAIN_CELL, cell.format, left=margin, built=True)
        properties = xml.text_of(element)
    return markup("a:tc", spans, body, properties)


def in_hundredths(size: float) -> str:
    """A size in points as DrawingML writes it, in hundredths."""
    return str(round(size * 100))


def with_explicit_formatting(cell: TableCell, size: float) -> tuple[Paragraph, ...]:
    """A cell's paragraphs with the table's size (points) and the cell's alignment written out."""
    return tuple(
        structs.replace(
            with_alignment(line, ALIGN[cell.align]) if cell.align else line,
            runs=tuple(_sized(run, size) for run in line.runs),
        )
        for line in cell.lines
    )


def _sized(run: Run, size: float) -> Run:
    return run if run.style.size else replace(run, style=run.style.but(size=size))


# Reading tables as any editor writes them.


NO_OPTIONS = TableStyleOptions(header=False, first_column=False)


class ShownTable(Struct, frozen=True):
    """A table as a presentation shows it.

    `size` is the size of most of its text, in points; runs keep only sizes that differ. `widths`
    are those of the columns in EMU. `style` is a table style's id, "" for the default, `none` for
    no style. `saved` says what is known of who saved it, `inherited` the alignment that cells are
    without since their text inherits it.
    """

    rows: Rows
    options: TableStyleOptions
    widths: tuple[int, ...]
    size: float
    style: str
    saved: Saved
    inherited: str = ""
    inherited_size: float = 0


def read(table: Element, page: Page) -> ShownTable | None:
    """The table of an `a:tbl`, or None where it has no cell.

    Spans that do not fit the grid are cut, and places without a cell filled, as editors do.
    """
    widths = tuple(max(coordinate(c, "w"), 1) for c in find_all(table, "a:tblGrid/a:gridCol"))
    grid = [find_all(row, "a:tc") for row in find_all(table, "a:tr")]
    if not widths or not grid:
        return None
    properties = find(table, "a:tblPr")
    options = _style_options(properties)
    style = NO_STYLE
    if properties is not None:
        style = (properties.findtext(qn("a:tableStyleId")) or NO_STYLE).upper()
    if style == default_style(page).upper():
        style = ""
    style = NO_STYLE if style == "NONE" else style
    sizes, built = Sizes.of(table, page), is_built(table)
    rows = tuple(
        tuple(_read_cell(cell, columns, down, sizes, page, built) for cell, columns, down in row)
        for row in _anchors(grid, len(widths))
    )
    saved = Saved.BUILT if built else Saved.KEPT
    is_plain = (options, style) == (NO_OPTIONS, NO_STYLE)
    if is_plain and next(each(table, "a16:rowId"), None) is None:
        saved = Saved.REWRITTEN
    inherited = ""
    if not built:
        value = unbound_text(page.part, page.package).chain(0).attribute("algn") or "l"
        inherited = next((word for word, known in ALIGN.items() if known == value), "")
        rows = _without_inherited(rows, table, page, style, inherited)
    size = 0 if built else sizes.inherited
    return ShownTable(rows, options, widths, sizes.base, style, saved, inherited, size)


def covered(frame: Element) -> list[str]:
    """The paragraphs of the cells of a graphic frame that a merged cell covers."""
    hidden = (
        cell
        for cell in each(frame, "a:tc")
        if xml.is_on(cell.get("hMerge")) or xml.is_on(cell.get("vMerge"))
    )
    return [text for cell in hidden for text in paragraph_texts(cell)]


def is_built(table: Element) -> bool:
    """Whether a build made an `a:tbl`: then the list styles of its cells give a size."""
    return bool(_default_size(next(each(table, "a:lstStyle"), None)))


_WITHOUT_BORDERS = "No Style, No Grid"


def _without_inherited(rows: Rows, table: Element, page: Page, style: str, inherited: str) -> Rows:
    """The cells without an alignment, a fill and borders that they would have anyway."""
    fills = _style_fills(rows, table, page)
    bare = style == NO_STYLE or table_style.style_name(style) == _WITHOUT_BORDERS
    found: list[list[TableCell]] = [[] for _ in rows]
    for place in places(rows):
        cell = place.cell
        if cell.align == inherited:
            cell = structs.replace(cell, align="")
        if (place.row, place.column) in fills:
            cell = structs.replace(cell, format=structs.replace(cell.format, fill=""))
        if bare and NONE in cell.format.borders:
            sides = tuple("" if side == NONE else side for side in cell.format.borders)
            borders = sides if any(sides) else ()
            cell = structs.replace(cell, format=structs.replace(cell.format, borders=borders))
        found[place.row].append(cell)
    return tuple(map(tuple, found))


def _style_fills(rows: Rows, table: Element, page: Page) -> set[tuple[int, int]]:
    """The places of cells whose own fill is that of the table style."""
    filled = {(place.row, place.column) for place in places(rows) if place.cell.format.fill}
    if not filled:
        return set()
    scheme = Scheme.of(page.part, page.package)
    painted = list(table_style.cells(table, page.package, scheme))
    grid = [find_all(row, "a:tc") for row in find_all(table, "a:tr")]
    by_element = {item.element: item for item in painted}
    return {
        (row, column)
        for row, column in filled
        if (item := by_element[grid[row][column]]).paint == item.styled
    }


def _style_options(properties: Element | None) -> TableStyleOptions:
    """The table style options of an `a:tblPr`."""
    return TableStyleOptions(
        **{
            option: properties is not None and xml.is_on(properties.get(OPTION_ATTRIBUTES[option]))
            for option in STYLE_OPTIONS
        }
    )


def _anchors(grid: list[list[Element]], width: int) -> list[list[tuple[Element | None, int, int]]]:
    """The cells of each row that no other covers, each with its numbers of columns and rows.

    A place without an `a:tc` has None.
    """
    covered: set[tuple[int, int]] = set()
    rows = []
    for row, cells in enumerate(grid):
        anchors: list[tuple[Element | None, int, int]] = []
        for column in range(width):
            if (row, column) in covered:
                continue
            cell = cells[column] if column < len(cells) else None
            columns, down = 1, 1
            if cell is not None:
                free = 1
                while column + free < width and (row, column + free) not in covered:
                    free += 1
                columns = min(max(integer(cell, "gridSpan", 1), 1), free)
                down = min(max(integer(cell, "rowSpan", 1), 1), len(grid) - row)
            covered.update((row + y, column + x) for y in range(down) for x in range(columns))
            anchors.append((cell, columns, down))
        rows.append(anchors)
    return rows


def _read_cell(
    cell: Element | None, columns: int, rows: int, sizes: Sizes, page: Page, built: bool
) -> TableCell:
    lines = tuple(sizes.without_base(line) for line in _paragraphs(cell, page))
    properties = None if cell is None else find(cell, "a:tcPr")
    return TableCell(lines, columns, rows, "", formatting.read(properties, built=built))


def _paragraphs(cell: Element | None, page: Page) -> tuple[Paragraph, ...]:
    """The paragraphs of an `a:tc`, if it has any."""
    body = None if cell is None else find(cell, "a:txBody")
    return () if body is None else textbody.read(body, page)


class Sizes(Struct, frozen=True):
    """Text sizes of a table, in points: that of most of its text, and that of runs without one."""

    base: float
    inherited: float

    @classmethod
    def of(cls, table: Element, page: Page) -> Sizes:
        """The sizes of an `a:tbl`: from a list style as `write` makes it, else from most text.

        Editors divide runs as they save, so that characters count, not runs.
        """
        marked = _default_size(next(each(table, "a:lstStyle"), None))
        if marked:
            return cls(marked, marked)
        styles = find(page.package.presentation.root, "p:defaultTextStyle")
        inherited = _default_size(styles) or DEFAULT_SIZE
        counts: Counter[float] = Counter()
        for run in each(table, "a:r", "a:fld"):
            counts[_typed_size(run) or inherited] += len(run.findtext(qn("a:t")) or "")
        most = max(counts.values(), default=0)
        return cls(max((s for s, n in counts.items() if n == most), default=inherited), inherited)

    def without_base(self, line: Paragraph) -> Paragraph:
        """The paragraph, its runs with a size only where it is not the table's."""
        runs = [self._run_without_base(run) for run in line.runs]
        same = all(map(is_, runs, line.runs))
        return line if same else structs.replace(line, runs=merged(runs))

    def _run_without_base(self, run: Run) -> Run:
        size = run.style.size or self.inherited
        size = 0.0 if size == self.base else size
        if size == run.style.size:
            return run
        style = run.style.but(size=size)
        return Run(run.text, PLAIN if style == PLAIN else style, run.origins)


def _typed_size(run: Element) -> float | None:
    properties = find(run, "a:rPr")
    return None if properties is None else hundredths(properties.get("sz"))


def _default_size(style: Element | None) -> float:
    """The size of a list style's first level, 0 where it has none."""
    default = None if style is None else find(style, "a:lvl1pPr/a:defRPr")
    return 0 if default is None else hundredths(default.get("sz")) or 0


# How high a table is shown.


def row_heights(table: Element, page: Page) -> RowHeights:
    """The heights of the rows of an `a:tbl`, as any editor saved it.

    A row is as high as its `h` (ECMA-376 part 1, 21.1.3.18), or as its highest cell.
    """
    widths = [coordinate(column, "w") for column in find_all(table, "a:tblGrid/a:gridCol")]
    lines = find_all(table, "a:tr")
    stored = [coordinate(row, "h") for row in lines]
    anchors = _anchors([find_all(row, "a:tc") for row in lines], len(widths))
    rows = tuple(
        tuple(TableCell(_paragraphs(cell, page), columns, down) for cell, columns, down in row)
        for row in anchors
    )
    options = _style_options(find(table, "a:tblPr"))
    inherited = unbound_text(page.part, page.package)
    cell_text = cache(CellText.inherited)
    needed, certain = [], True
    for place, (cell, *_) in zip(places(rows), chain.from_iterable(anchors), strict=True):
        body = None if cell is None else find(cell, "a:txBody")
        if cell is not None and body is not None:
            text = cell_text(inherited.in_cell(body))
            frame = text.frame(place.cell, bold=is_bold(place, rows, options))
            room = sum(widths[place.column : place.column + place.cell.columns])
            found = _measured(cell, place.cell, frame, room)
            certain &= found.certain
            needed.append((place, height_of(found)))
    return RowHeights.of(stretched(stored, needed), stored, certain=certain)


def _measured(element: Element, cell: TableCell, frame: TextFrame, width: int) -> Measured:
    """The text of an `a:tc` in its margins; `width` is that of its columns in EMU."""
    properties = find(element, "a:tcPr")
    if properties is None:
        properties = make("a:tcPr")
    left, top, right, bottom = formatting.margins_of(properties)
    insets = Insets(0, top / EMU_PER_POINT, 0, bottom / EMU_PER_POINT)
    horizontal = properties.get("vert", "horz") == "horz"
    frame = structs.replace(frame, insets=insets, certain=horizontal)
    return measure(cell.lines, frame, (width - left - right) / EMU_PER_POINT)
