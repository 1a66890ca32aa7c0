"""The workbook embedded with a chart, so that its data can be edited in PowerPoint.

It has one sheet: categories in column A, a column for each series, then a column for each series
with labels. `Columns` gives the references to those cells.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path

from msgspec import Struct

from deckgen.content.chart import dates, model
from deckgen.content.chart.model import Plot
from deckgen.opc import archive
from deckgen.opc.archive import Member, Members
from deckgen.opc.package import Package
from deckgen.opc.part import Part
from deckgen.opc.xml import NAMESPACES, Element, find, find_all, integer, number_at, qn
from deckgen.richtext import Run
from deckgen.source import cell_formats
from deckgen.source.tables import cell_name, column_letters

SHEET = "Sheet1"
CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Columns(Struct, frozen=True):
    """References to the cells of a chart's data, for so many series and rows of categories.

    A series has `width` columns: two with sizes, else one.
    """

    series: int
    rows: int
    width: int = 1

    def categories(self) -> str:
        """The cells of the categories."""
        return self._range(0)

    def name(self, series: int) -> str:
        """The cell of a series' name."""
        return f"{SHEET}!${column_letters(self.width * series + 1)}$1"

    def values(self, series: int) -> str:
        """The cells of a series' values."""
        return self._range(self.width * series + 1)

    def sizes(self, series: int) -> str:
        """The cells of a series' sizes."""
        return self._range(self.width * series + 2)

    def labels(self, series: int) -> str:
        """The cells of a series' labels."""
        return self._range(self.width * self.series + series + 1)

    def _range(self, column: int) -> str:
        letters = column_letters(column)
        return f"{SHEET}!${letters}$2:${letters}${self.rows + 1}"


def of(chart: Part, package: Package) -> Part | None:
    """The embedded workbook of a chart part; None where it has none, or links to a file."""
    link = find(chart.root, "c:externalData")
    part = None if link is None else package.target(chart, link.get(qn("r:id")))
    return part if part is not None and part.content_type == CONTENT_TYPE else None


def unlink(chart: Part) -> None:
    """Drop a chart part's relationship to its data, which may be a file elsewhere."""
    link = find(chart.root, "c:externalData")
    rid = None if link is None else link.get(qn("r:id"))
    if rid is not None and chart.rels.get(rid) is not None:
        chart.rels.drop(rid)


# Writing it: SpreadsheetML (ECMA-376 part 1, 18) in the members of an empty workbook.


_TEMPLATE = "workbook.xlsx"
_STYLES = "xl/styles.xml"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_WIDTH = 24.7109375
_SPANNED_ROWS = 16
_LONGEST = 32_767
"""The most characters that a cell holds, counted in UTF-16."""
_FIRST_FORMAT = 164
"""The first id of a number format that the program does not have built in (18.8.30)."""
_BUILT_IN_FORMATS = {cell_formats.GENERAL: 0, "0": 1}
_IN_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_IN_ATTRIBUTE = _IN_TEXT | str.maketrans({'"': "&quot;", "\n": "&#xA;"})
_CODED = re.compile("_x[0-9A-Fa-f]{4}_|[\x00-\x08\x0b-\x1f\ufffe\uffff]")
"""What ST_Xstring writes as the code of a character (22.9.2.19), and what would read as one."""


def write(plot: Plot) -> bytes:
    """The bytes of a workbook with a chart's data; the same data give the same bytes."""
    sheet = _Sheet()
    days = [dates.number(one.text) for one in plot.categories] if plot.dated else []
    if plot.type.is_points:
        sheet.add_numbers(0, plot.corner, plot.categories)
    else:
        sheet.add_texts(0, [plot.corner, *([] if plot.dated else plot.categories)])
    for row, day in enumerate(days, 1):
        sheet.add_number(row, 0, Decimal(day or 0), dates.CODE)
    width = 2 if plot.type.is_bubbles else 1
    wide = 1 + width * len(plot.series)
    for index, one in enumerate(plot.series):
        sheet.add_numbers(1 + width * index, one.name, one.values)
        if one.sizes:
            sheet.add_numbers(2 + width * index, plot.measure(index), one.sizes)
        if one.labels:
            heading = Run(f"{one.name.text} labels".strip())
            sheet.add_texts(wide + index, [heading, *one.labels])
    template = _template()
    made = {
        "xl/worksheets/sheet1.xml": sheet.worksheet(columns=wide),
        "xl/sharedStrings.xml": sheet.shared_strings(),
        _STYLES: sheet.styles(template[_STYLES].data().decode()),
    }
    members = [Member.of(name, text.encode()) for name, text in made.items()]
    return archive.write([*members, *(m for m in template.values() if m.name not in made)])


@cache
def _template() -> Members:
    """The members of an empty workbook, as XlsxWriter writes it."""
    return archive.read(Path(__file__).with_name(_TEMPLATE).read_bytes())


class _Sheet:
    """The cells of a worksheet, with its strings and number formats in the order of their use."""

    def __init__(self) -> None:
        self._rows: dict[int, dict[int, tuple[str, str]]] = {}
        self._strings: dict[str, int] = {}
        self._uses = 0
        self._codes: dict[str, int] = {cell_formats.GENERAL: 0}

    def add_texts(self, column: int, texts: list[Run]) -> None:
        """Write texts below each other; empty ones leave their cell empty."""
        for row, run in enumerate(texts):
            if run.text:
                text = run.text.encode("utf-16-le")[: 2 * _LONGEST].decode("utf-16-le", "ignore")
                number = self._strings.setdefault(text, len(self._strings))
                self._uses += 1
                self._rows.setdefault(row, {})[column] = str(number), ""

    def add_numbers(self, column: int, heading: Run, values: Sequence[Run]) -> None:
        """Write numbers as they are typed below a heading; gaps leave their cell empty."""
        self.add_texts(column, [heading])
        common = model.common_code(tuple(value.text for value in values))
        for row, value in enumerate(values, 1):
            number = model.read(value.text)
            if number is not None:
                self.add_number(
                    row, column, number.value, model.code_of(number, value.text, common)
                )

    def add_number(self, row: int, column: int, value: Decimal, code: str) -> None:
        """Write a number under a number format."""
        self._rows.setdefault(row, {})[column] = f"{value:.16G}", code

    def _cell(self, row: int, column: int) -> str:
        value, code = self._rows[row][column]
        kind = ' t="s"'
        if code:
            style = self._codes.setdefault(code, len(self._codes))
            kind = f' s="{style}"' if style else ""
        return f'<c r="{cell_name(row, column)}"{kind}><v>{value}</v></c>'

    def worksheet(self, columns: int) -> str:
        """The worksheet's XML; the first `columns` are wide."""
        rows = (
            f'<row r="{row + 1}" spans="{self._span(row)}">'
            f"{''.join(self._cell(row, column) for column in sorted(cells))}</row>"
            for row, cells in sorted(self._rows.items())
        )
        return (
            f'{_DECLARATION}<worksheet xmlns="{_MAIN}" xmlns:r="{NAMESPACES["r"]}">'
            f'<dimension ref="{self._dimension()}"/>'
            '<sheetViews><sheetView tabSelected="1" workbookViewId="0"/></sheetViews>'
            '<sheetFormatPr defaultRowHeight="15"/>'
            f'<cols><col min="1" max="{columns}" width="{_WIDTH}" customWidth="1"/></cols>'
            f"<sheetData>{''.join(rows)}</sheetData>"
            '<pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" '
            'footer="0.3"/></worksheet>'
        )

    def _span(self, row: int) -> str:
        """The first and last column of the sixteen rows around one."""
        first = row - row % _SPANNED_ROWS
        near = [c for r in range(first, first + _SPANNED_ROWS) for c in self._rows.get(r, ())]
        return f"{min(near) + 1}:{max(near) + 1}"

    def _dimension(self) -> str:
        """The cells in use."""
        if not self._rows:
            return "A1"
        columns = [column for cells in self._rows.values() for column in cells]
        first = cell_name(min(self._rows), min(columns))
        last = cell_name(max(self._rows), max(columns))
        return first if first == last else f"{first}:{last}"

    def shared_strings(self) -> str:
        """The table of strings."""
        return (
            f'{_DECLARATION}<sst xmlns="{_MAIN}" count="{self._uses}" '
            f'uniqueCount="{len(self._strings)}">{"".join(map(_string, self._strings))}</sst>'
        )

    def styles(self, empty: str) -> str:
        """The stylesheet of an empty workbook, with the number formats added to it."""
        own = [code for code in self._codes if code not in _BUILT_IN_FORMATS]
        ids = _BUILT_IN_FORMATS | {code: _FIRST_FORMAT + i for i, code in enumerate(own)}
        formats = "".join(
            f'<numFmt numFmtId="{ids[code]}" formatCode="{code.translate(_IN_ATTRIBUTE)}"/>'
            for code in own
        )
        styles = "".join(
            f'<xf numFmtId="{ids[code]}" fontId="0" fillId="0" borderId="0" xfId="0" '
            'applyNumberFormat="1"/>'
            for code in self._codes
            if ids[code]
        )
        listed = f'<numFmts count="{len(own)}">{formats}</numFmts>' if own else ""
        return (
            empty.replace("<fonts ", f"{listed}<fonts ", 1)
            .replace('<cellXfs count="1">', f'<cellXfs count="{len(self._codes)}">', 1)
            .replace("</cellXfs>", f"{styles}</cellXfs>", 1)
        )


def _string(text: str) -> str:
    """An entry of the table of strings."""
    text = _CODED.sub(_code_of, text)
    space = ' xml:space="preserve"' if text != text.strip() else ""
    return f"<si><t{space}>{text.translate(_IN_TEXT)}</t></si>"


def _code_of(found: re.Match[str]) -> str:
    text = found[0]
    return f"_x005F{text}" if text.startswith("_") else f"_x{ord(text):04X}_"


# The caches in a chart part: the data as of when the workbook was last read.


_CACHES = ("c:strRef/c:strCache", "c:numRef/c:numCache", "c:strLit", "c:numLit")


class Cells(Struct, frozen=True):
    """The cells of a cached range by index, each a text and its number format.

    `count` is the size of the range, `code` its number format, None where there is no range.
    """

    points: dict[int, tuple[str, str]]
    count: int = 0
    code: str | None = None

    def code_at(self, index: int) -> str:
        """The number format of a cell."""
        return self.points.get(index, ("", ""))[1] or self.code or cell_formats.GENERAL


def cells(parent: Element, child: str) -> Cells:
    """The cells that a child of an element (`c:cat`, `c:val`, `c:tx`) refers to, or a literal."""
    for path in _CACHES:
        cache = find(parent, f"{child}/{path}")
        if cache is not None:
            return read_cache(cache)
    value = find(parent, f"{child}/c:v")
    return Cells({}) if value is None else Cells({0: (value.text or "", "")}, 1, "")


def read_cache(cache: Element) -> Cells:
    """The cells of a cache (`c:strCache`, `c15:dlblRangeCache` ...)."""
    points = {}
    for point in find_all(cache, "c:pt"):
        value = find(point, "c:v")
        text = "" if value is None else value.text or ""
        points[integer(point, "idx")] = (text, point.get("formatCode", ""))
    declared = number_at(cache, "c:ptCount")
    code = find(cache, "c:formatCode")
    format_code = "" if code is None else code.text or ""
    return Cells(points, max([declared, *(index + 1 for index in points)]), format_code)


def texts(found: Cells, count: int) -> list[str]:
    """What the first `count` cells show; numbers show under their format."""
    shown = []
    for index in range(count):
        text, code = found.points.get(index, ("", ""))[0], found.code_at(index)
        value = model.cached(text) if code != cell_formats.GENERAL else None
        shown.append(text if value is None else cell_formats.show_stored(value, code))
    return shown
