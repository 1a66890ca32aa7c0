"""The workbook embedded with a chart, so that its data can be edited in PowerPoint.

It has one sheet: categories in column A, a column for each series, then a column for each series
with labels. `Columns` gives the references to those cells.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

from deckgen.content.chart import model
from deckgen.content.chart.model import Plot
from deckgen.opc import archive
from deckgen.opc.package import Package
from deckgen.opc.part import Part
from deckgen.opc.xml import Element, find, find_all, integer, qn
from deckgen.richtext import Run
from deckgen.source import cell_formats

SHEET = "Sheet1"
CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_CREATED = datetime(1980, 1, 1)
_WIDTH = 24


@dataclass(frozen=True, slots=True)
class Columns:
    """References to the cells of a chart's data, for so many series and rows of categories."""

    series: int
    rows: int

    def categories(self) -> str:
        """The cells of the categories."""
        return self._range(0)

    def name(self, series: int) -> str:
        """The cell of a series' name."""
        return f"{SHEET}!${_letters(series + 1)}$1"

    def values(self, series: int) -> str:
        """The cells of a series' values."""
        return self._range(series + 1)

    def labels(self, series: int) -> str:
        """The cells of a series' labels."""
        return self._range(self.series + series + 1)

    def _range(self, column: int) -> str:
        letters = _letters(column)
        return f"{SHEET}!${letters}$2:${letters}${self.rows + 1}"


def _letters(column: int) -> str:
    """The letters of a column, counted from 0: A, ..., Z, AA, ..."""
    letters = ""
    column += 1
    while column:
        column, digit = divmod(column - 1, 26)
        letters = chr(ord("A") + digit) + letters
    return letters


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


def write(plot: Plot) -> bytes:
    """The bytes of a workbook with a chart's data; the same data give the same bytes."""
    import xlsxwriter

    stream = BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    book.set_properties({"created": _CREATED})
    sheet = book.add_worksheet(SHEET)
    sheet.set_column(0, len(plot.series), _WIDTH)
    _texts(sheet, 0, [plot.corner, *plot.categories])
    formats: dict[str, Any] = {}
    for index, one in enumerate(plot.series):
        _texts(sheet, index + 1, [one.name])
        common = one.code
        for row, value in enumerate(one.values, 1):
            number = model.read(value.text)
            if number is not None:
                code = model.code_of(number, value.text, common)
                if code not in formats:
                    formats[code] = book.add_format({"num_format": code})
                sheet.write_number(row, index + 1, number.value, formats[code])
        if one.labels:
            heading = Run(f"{one.name.text} labels".strip())
            _texts(sheet, len(plot.series) + index + 1, [heading, *one.labels])
    book.close()
    return archive.write(archive.read(stream.getvalue()).values())


def _texts(sheet: Any, column: int, texts: list[Run]) -> None:
    for row, run in enumerate(texts):
        if run.text:
            sheet.write_string(row, column, run.text)


# The caches in a chart part: the data as of when the workbook was last read.


_CACHES = ("c:strRef/c:strCache", "c:numRef/c:numCache", "c:strLit", "c:numLit")
_EPOCH = datetime(1899, 12, 30)
_NOT_DATE_CODES = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|General', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Cells:
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
    count = find(cache, "c:ptCount")
    declared = 0 if count is None else integer(count, "val")
    code = find(cache, "c:formatCode")
    format_code = "" if code is None else code.text or ""
    return Cells(points, max([declared, *(index + 1 for index in points)]), format_code)


def texts(found: Cells, count: int) -> list[str]:
    """What the first `count` cells show; numbers show under their format."""
    shown = []
    for index in range(count):
        text, code = found.points.get(index, ("", ""))[0], found.code_at(index)
        value = model.cached(text) if code != cell_formats.GENERAL else None
        shown.append(text if value is None else _printed(value, code))
    return shown


def _printed(value: Decimal, code: str) -> str:
    """A number or date as its format shows it."""
    days = 0 < value < 2_958_466  # up to the end of the year 9999
    if days and re.search("[dmy]", _NOT_DATE_CODES.sub("", code), re.IGNORECASE):
        return cell_formats.show(_EPOCH + timedelta(days=float(value)), code)
    return cell_formats.show(value, code)
