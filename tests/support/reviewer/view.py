"""What a deck shows in LibreOffice: the facts that two decks are compared by."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from com.sun.star.awt.FontSlant import ITALIC  # type: ignore[import-not-found]

from tests.support.reviewer.office import Office

PLAIN = 100.0
"""The weight of text that is not bold."""

TITLES = ("com.sun.star.presentation.TitleTextShape",)
OUTLINES = ("com.sun.star.presentation.OutlinerShape", "com.sun.star.presentation.SubtitleShape")
FURNITURE = (
    "com.sun.star.presentation.DateTimeShape",
    "com.sun.star.presentation.FooterShape",
    "com.sun.star.presentation.SlideNumberShape",
    "com.sun.star.presentation.HeaderShape",
)
NOTES = "com.sun.star.presentation.NotesShape"
_POINT = 2540 / 72
"""A point in the office's unit, a hundredth of a millimetre."""


def items(container: Any) -> list[Any]:
    return [container.getByIndex(index) for index in range(container.getCount())]


def enumerated(holder: Any) -> Iterator[Any]:
    walk = holder.createEnumeration()
    while walk.hasMoreElements():
        yield walk.nextElement()


def paragraphs(text: Any) -> list[Any]:
    return list(enumerated(text))


def is_table(shape: Any) -> bool:
    return str(shape.ShapeType).endswith(".TableShape")


def is_picture(shape: Any) -> bool:
    return str(shape.ShapeType).endswith("GraphicObjectShape")


def chart_of(shape: Any) -> Any:
    """The chart document in a shape, None where it holds none."""
    if not shape.ShapeType.endswith(("OLE2Shape", "ChartShape")):
        return None
    model = getattr(shape, "Model", None)
    is_chart = model is not None and model.supportsService("com.sun.star.chart.ChartDocument")
    return model if is_chart else None


def notes_of(page: Any) -> Any:
    for shape in items(page.getNotesPage()):
        if shape.ShapeType == NOTES:
            return shape
    return None


def shown_again(office: Office, deck: Path) -> list[dict[str, Any]]:
    """What a deck shows that is opened from its file, slide by slide."""
    document = office.load(deck)
    found = [_page_shown(page) for page in items(document.DrawPages)]
    document.close(True)
    return found


def _page_shown(page: Any) -> dict[str, Any]:
    notes = notes_of(page)
    return {
        "hidden": not page.Visible,
        "shapes": [shown for shape in items(page) for shown in _shape_shown(shape)],
        "notes": "" if notes is None else notes.getString().rstrip("\n"),
        "comments": [[a.Author, a.TextRange.getString()] for a in _annotations(page)],
    }


def _annotations(page: Any) -> Iterator[Any]:
    walk = page.createAnnotationEnumeration()
    while walk.hasMoreElements():
        yield walk.nextElement()


def _shape_shown(shape: Any) -> Iterator[dict[str, Any]]:
    """The shape's name, its box in points, and what it shows; a group's shapes one by one."""
    if shape.ShapeType == "com.sun.star.drawing.GroupShape":
        for child in items(shape):
            yield from _shape_shown(child)
        return
    shows = _shows(shape)
    if shows:
        at, size = shape.Position, shape.Size
        box = [round(side / _POINT) for side in (at.X, at.Y, size.Width, size.Height)]
        yield {"name": shape.Name, "box": box, "shows": shows}


def _shows(shape: Any) -> list[Any]:
    chart = chart_of(shape)
    if chart is not None:
        data = chart.getData()
        rows = [[f"{value:.6g}" for value in row] for row in data.getData()]
        return ["chart", list(data.getRowDescriptions()), list(data.getColumnDescriptions()), rows]
    if is_table(shape):
        table = shape.Model
        return [
            "table",
            [
                [_text_shown(table.getCellByPosition(c, r)) for c in range(table.Columns.Count)]
                for r in range(table.Rows.Count)
            ],
        ]
    if is_picture(shape):
        return ["picture", _pixels(shape)]
    if not hasattr(shape, "getText") or getattr(shape, "IsEmptyPresentationObject", False):
        return []
    if not shape.getString().strip():
        return []
    if shape.ShapeType in FURNITURE:
        return ["furniture", shape.ShapeType.rpartition(".")[2], shape.getString()]
    return ["title" if shape.ShapeType in TITLES else "text", _text_shown(shape)]


def _pixels(shape: Any) -> str:
    """A digest of a picture's pixels."""
    graphic = getattr(shape, "Graphic", None)
    if graphic is None:
        return ""
    return hashlib.sha256(graphic.getDIB().value).hexdigest()[:12]


def _text_shown(text: Any) -> list[Any]:
    text.getString()  # a cell has no paragraphs before it was asked for its text
    return [[max(0, p.NumberingLevel or 0), _runs_shown(p)] for p in paragraphs(text)]


def _runs_shown(paragraph: Any) -> list[list[Any]]:
    runs: list[list[Any]] = []
    for portion in enumerated(paragraph):
        url, text = "", portion.getString()
        if portion.TextPortionType == "TextField":
            field = portion.TextField
            url = getattr(field, "URL", "")
            text = getattr(field, "Representation", text)
        if not text:
            continue
        style = [portion.CharWeight > PLAIN, portion.CharPosture == ITALIC, url]
        if runs and runs[-1][1:] == style:
            runs[-1][0] += text
        else:
            runs.append([text, *style])
    return runs
