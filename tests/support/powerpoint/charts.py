"""Edits of charts' data, as PowerPoint writes them: in the workbook, and in the chart's cache."""

from __future__ import annotations

import io
import re
from typing import Any

import openpyxl

from tests.support.powerpoint.desk import Desk, Done, leaves
from tests.support.powerpoint.names import Element, q

_REFERENCE = re.compile(r"'?(.*?)'?!\$([A-Z]+)\$(\d+)(?::\$([A-Z]+)\$(\d+))?")


def _charts(slide: Any) -> list[Any]:
    """The charts that have a workbook."""
    return [
        shape.chart
        for shape in leaves(slide.shapes)
        if getattr(shape, "has_chart", False) and shape.chart.part.chart_workbook.xlsx_part
    ]


def _sources(chart: Any, path: str) -> list[Element]:
    return [
        source
        for series in chart.element.iter(q("c:ser"))
        for source in series.findall("/".join(q(name) for name in path.split("/")))
        if _REFERENCE.fullmatch(source.findtext(q("c:f"), ""))
    ]


def value(desk: Desk) -> Done | None:
    found = desk.some(
        lambda slide: [
            (chart, source, point)
            for chart in _charts(slide)
            for source in _sources(chart, "c:val/c:numRef")
            for point in source.iter(q("c:pt"))
        ]
    )
    if found is None:
        return None
    slide, (chart, source, point) = found
    new = desk.chance.choice((desk.chance.randrange(1, 500), desk.chance.randrange(1, 999) / 10))
    old = point.findtext(q("c:v"))
    _write(chart, source, int(point.get("idx")), new)
    point.find(q("c:v")).text = str(new)
    return desk.done(f"{old} -> {new}", slide)


def category(desk: Desk) -> Done | None:
    """Another name for a category: in the cache of each series, which all refer to one column."""
    found = desk.some(
        lambda slide: [
            (chart, point)
            for chart in _charts(slide)
            for source in _sources(chart, "c:cat/c:strRef")
            for point in source.iter(q("c:pt"))
        ]
    )
    if found is None:
        return None
    slide, (chart, point) = found
    index, old, new = int(point.get("idx")), point.findtext(q("c:v")), f"Named {desk.word()}"
    reference = point.getparent().getparent().findtext(q("c:f"))
    for source in _sources(chart, "c:cat/c:strRef"):
        if source.findtext(q("c:f")) == reference:
            _write(chart, source, index, new)
            for other in source.iter(q("c:pt")):
                if other.get("idx") == str(index):
                    other.find(q("c:v")).text = new
    return desk.done(f"{old!r} -> {new!r}", slide)


def series_name(desk: Desk) -> Done | None:
    found = desk.some(
        lambda slide: [
            (c, source) for c in _charts(slide) for source in _sources(c, "c:tx/c:strRef")
        ]
    )
    if found is None:
        return None
    slide, (chart, source) = found
    point = next(source.iter(q("c:pt")))
    old, new = point.findtext(q("c:v")), f"Series {desk.word()}"
    _write(chart, source, 0, new)
    point.find(q("c:v")).text = new
    return desk.done(f"{old!r} -> {new!r}", slide)


def _write(chart: Any, source: Element, index: int, value: object) -> None:
    """Write a value in the workbook, in the cell that a reference names for an index."""
    match = _REFERENCE.fullmatch(source.findtext(q("c:f")))
    assert match is not None
    sheet, column, row, last_column, _ = match.groups()
    along = last_column not in (None, column)
    part = chart.part.chart_workbook.xlsx_part
    book = openpyxl.load_workbook(io.BytesIO(part.blob))
    first = book[sheet][f"{column}{row}"]
    first.offset(0 if along else index, index if along else 0).value = value
    held = io.BytesIO()
    book.save(held)
    part._blob = held.getvalue()
