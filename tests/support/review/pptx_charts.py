"""The data of a chart as PowerPoint edits them, in its workbook and in its cache."""

from __future__ import annotations

import copy
import io
import re
from collections.abc import Sequence
from typing import Any

import openpyxl
from openpyxl.utils import column_index_from_string, get_column_letter

from tests.support.review import xml
from tests.support.review.catalogue import NothingThereError
from tests.support.review.xml import Element, find, find_all, q

_SOURCES = {"values": "c:val/c:numRef", "categories": "c:cat/c:strRef", "names": "c:tx/c:strRef"}
_REFERENCE = re.compile(r"'?(.*?)'?!\$([A-Z]+)\$(\d+)(?::\$([A-Z]+)\$(\d+))?")
_ACCENTS = 6


class ChartData:
    """The data of a python-pptx chart. Points are the elements of the chart's cache."""

    def __init__(self, chart: Any) -> None:
        self._chart, self._part = chart.element, chart.part.chart_workbook.xlsx_part

    def points(self, what: str) -> list[Element]:
        """The points of a chart that has a workbook, by what refers to it."""
        if not self._part:
            return []
        sources = find_all(self._chart, f".//c:ser/{_SOURCES[what]}")
        return [
            point
            for source in sources
            if _REFERENCE.fullmatch(source.findtext(q("c:f"), ""))
            for point in source.iter(q("c:pt"))
        ]

    def write(self, point: Element, what: str, new: Any) -> None:
        """Write in the cell that a reference names for an index, and in the cache of each series
        that refers to it."""

        def reference(point: Element) -> tuple[str, int]:
            return point.getparent().getparent().findtext(q("c:f")), int(point.get("idx"))

        formula, index = reference(point)
        match = _REFERENCE.fullmatch(formula)
        assert match is not None
        sheet, column, row, last_column, _ = match.groups()
        along = last_column not in (None, column)
        book = self._book()
        cell = book[sheet][f"{column}{row}"].offset(*((0, index) if along else (index, 0)))
        cell.value = new
        self._keep(book)
        for other in self.points(what):
            if reference(other) == (formula, index):
                find(other, "c:v").text = str(new)

    def extend(self, what: str, name: str, values: Sequence[float]) -> None:
        """Type a category below the last one, or a series to the right of the last one."""
        book, series = self._book(), self._series()
        (_add_category if what == "categories" else _add_series)(book, series, name, values)
        self._keep(book)

    def shorten(self, what: str) -> None:
        """Delete the last category or series."""
        book, series = self._book(), self._series()
        sheet, _, last = _column(find(series[0], _SOURCES["values"]))
        points = find(series[0], _SOURCES["categories"]).iter(q("c:pt"))
        if (len(series) if what == "names" else len(list(points))) < 2:
            raise NothingThereError
        if what == "categories":
            book[sheet].delete_rows(last)
            for one in series:
                for key in ("categories", "values"):
                    _shrunk(find(one, _SOURCES[key]))
        else:
            match = _REFERENCE.fullmatch(find(series[-1], _SOURCES["values"]).findtext(q("c:f")))
            assert match is not None
            book[sheet].delete_cols(column_index_from_string(match[2]))
            series[-1].getparent().remove(series[-1])
        self._keep(book)

    def _series(self) -> list[Element]:
        """The series of a chart whose categories and values stand in columns of its workbook."""
        series = list(self._chart.iter(q("c:ser")))
        plots = {one.getparent() for one in series}
        sources = [find(one, source) for one in series for source in _SOURCES.values()]
        if not self._part or len(plots) != 1 or None in sources:
            raise NothingThereError
        for one in series:
            ranges = {_column(find(one, _SOURCES[key])) for key in ("values", "categories")}
            if len(ranges) > 1:
                raise NothingThereError
        return series

    def _book(self) -> Any:
        if not self._part:
            raise NothingThereError
        return openpyxl.load_workbook(io.BytesIO(self._part.blob))

    def _keep(self, book: Any) -> None:
        held = io.BytesIO()
        book.save(held)
        self._part._blob = held.getvalue()


def _add_category(book: Any, series: list[Element], name: str, values: Sequence[float]) -> None:
    sheet, _, last = _column(find(series[0], _SOURCES["values"]))
    for one, value in zip(series, values, strict=False):
        for key, said in (("categories", name), ("values", value)):
            column = _stretched(find(one, _SOURCES[key]), said)
            book[sheet][f"{column}{last + 1}"] = said


def _add_series(book: Any, series: list[Element], name: str, values: Sequence[float]) -> None:
    """The new one looks like the last, in the theme's next colour."""
    if series[-1].getparent().tag in (q("c:pieChart"), q("c:doughnutChart")):
        raise NothingThereError
    sheet, first, _ = _column(find(series[0], _SOURCES["values"]))
    new = copy.deepcopy(series[-1])
    series[-1].addnext(new)
    for key in ("c:idx", "c:order"):
        number = max(int(find(one, key).get("val")) for one in series) + 1
        find(new, key).set("val", str(number))
    for mark in (*find_all(new, "c:extLst"), *find_all(new, "c:dPt"), *new.iter(q("c:dLbl"))):
        mark.getparent().remove(mark)
    for color in new.iter(q("a:schemeClr")):
        if color.get("val", "").startswith("accent"):
            color.set("val", f"accent{len(series) % _ACCENTS + 1}")
    for key, row, said in (("names", first - 1, [name]), ("values", first, values)):
        held = find(new, _SOURCES[key])
        column = _moved(find(held, "c:f"))
        for at, (point, value) in enumerate(zip(held.iter(q("c:pt")), said, strict=False)):
            find(point, "c:v").text = _printed(value)
            book[sheet][f"{column}{row + at}"] = value


def _printed(value: Any) -> str:
    return value if isinstance(value, str) else f"{value:g}"


def _column(source: Element) -> tuple[str, int, int]:
    """The sheet of a range that is a column, and its first and last row."""
    match = _REFERENCE.fullmatch(source.findtext(q("c:f")))
    points = list(source.iter(q("c:pt")))
    if match is None or match[4] != match[2] or len(points) != int(match[5]) - int(match[3]) + 1:
        raise NothingThereError
    return match[1], int(match[3]), int(match[5])


def _stretched(source: Element, value: Any) -> str:
    """Add a point to a range that is a column; which one that is."""
    formula, count = find(source, "c:f"), next(source.iter(q("c:ptCount")))
    index = int(count.get("val"))
    match = _REFERENCE.fullmatch(formula.text)
    assert match is not None
    formula.text = f"{formula.text[: match.start(5)]}{int(match[5]) + 1}"
    count.set("val", str(index + 1))
    point = xml.parsed(f'<c:pt idx="{index}"><c:v/></c:pt>')
    find(point, "c:v").text = _printed(value)
    list(source.iter(q("c:pt")))[-1].addnext(point)
    return str(match[2])


def _shrunk(source: Element) -> None:
    """Take the last point from a range that is a column."""
    formula, count = find(source, "c:f"), next(source.iter(q("c:ptCount")))
    match = _REFERENCE.fullmatch(formula.text)
    assert match is not None
    formula.text = f"{formula.text[: match.start(5)]}{int(match[5]) - 1}"
    count.set("val", str(int(count.get("val")) - 1))
    gone = list(source.iter(q("c:pt")))[-1]
    gone.getparent().remove(gone)


def _moved(formula: Element) -> str:
    """Make a reference one to the next column; which one that is."""
    match = _REFERENCE.fullmatch(formula.text)
    assert match is not None
    column = get_column_letter(column_index_from_string(match[2]) + 1)
    formula.text = formula.text.replace(f"${match[2]}$", f"${column}$")
    return column
