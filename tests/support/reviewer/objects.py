"""Edits of what is more than text: tables, charts, pictures, boxes, furniture, comments."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path
from typing import Any

import uno  # type: ignore[import-not-found]

from tests.support.reviewer.desk import Desk, Done, texts
from tests.support.reviewer.view import FURNITURE, chart_of, is_picture, is_table, items

_CELLS = ("1,234", "12%", "none", "R&D", "two words")


def _tables(page: Any) -> list[Any]:
    return [shape for shape in items(page) if is_table(shape)]


def cell(desk: Desk) -> Done | None:
    found = desk.some(_tables)
    if found is None:
        return None
    page, shape = found
    table = shape.Model
    row = desk.chance.randrange(table.Rows.Count)
    column = desk.chance.randrange(table.Columns.Count)
    spot = table.getCellByPosition(column, row)
    old, new = spot.getString(), desk.chance.choice(_CELLS)
    spot.setString(new)
    return Done(f"{row},{column}: {old!r} -> {new!r}", (page,))


def row_add(desk: Desk) -> Done | None:
    found = desk.some(_tables)
    if found is None:
        return None
    page, shape = found
    table = shape.Model
    row = desk.chance.randrange(1, table.Rows.Count + 1)
    table.Rows.insertByIndex(row, 1)
    for column in range(table.Columns.Count):
        table.getCellByPosition(column, row).setString(desk.chance.choice(_CELLS))
    return Done(f"at {row} of {table.Rows.Count}", (page,))


def row_remove(desk: Desk) -> Done | None:
    found = desk.some(lambda page: [t for t in _tables(page) if t.Model.Rows.Count > 2])
    if found is None:
        return None
    page, shape = found
    table = shape.Model
    row = desk.chance.randrange(1, table.Rows.Count)
    old = table.getCellByPosition(0, row).getString()
    table.Rows.removeByIndex(row, 1)
    return Done(f"{row}: {old!r} ...", (page,))


def _charts(page: Any) -> list[Any]:
    return [shape for shape in items(page) if chart_of(shape)]


def value(desk: Desk) -> Done | None:
    found = desk.some(_charts)
    if found is None:
        return None
    page, shape = found
    chart = chart_of(shape)
    data = chart.getData()
    rows = [list(row) for row in data.getData()]
    row = desk.chance.randrange(len(rows))
    column = desk.chance.randrange(len(rows[row]))
    old, rows[row][column] = rows[row][column], float(desk.chance.randrange(1, 500))
    data.setData(tuple(tuple(row) for row in rows))
    chart.setModified(True)
    return Done(f"{row},{column}: {old} -> {rows[row][column]}", (page,))


def category(desk: Desk) -> Done | None:
    found = desk.some(_charts)
    if found is None:
        return None
    page, shape = found
    chart = chart_of(shape)
    data = chart.getData()
    names = list(data.getRowDescriptions())
    if not any(name.strip() for name in names):
        return None
    index = desk.chance.randrange(len(names))
    old, names[index] = names[index], f"Named {desk.word()}"
    data.setRowDescriptions(tuple(names))
    chart.setModified(True)
    return Done(f"{old!r} -> {names[index]!r}", (page,))


def picture(desk: Desk) -> Done | None:
    """Put another picture in the place of one."""
    found = desk.some(lambda page: [shape for shape in items(page) if is_picture(shape)])
    if found is None:
        return None
    page, shape = found
    color = bytes(desk.chance.randrange(256) for _ in range(3))
    path = desk.folder / f"{color.hex()}.png"
    _paint(path, color)
    shape.Graphic = desk.office.graphic(path)
    return Done(f"{shape.Name!r} to {path.name}", (page,))


def _paint(path: Path, color: bytes) -> None:
    """Write a PNG file of one colour, 40 by 30 pixels."""
    rows = b"".join(b"\0" + color * 40 for _ in range(30))
    chunks = (
        (b"IHDR", struct.pack(">2I5B", 40, 30, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows)),
        (b"IEND", b""),
    )
    data = b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in chunks
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + data)


def drag(desk: Desk) -> Done | None:
    """Drag a text or a picture to another place."""
    found = desk.some(lambda page: [*texts(page), *filter(is_picture, items(page))])
    if found is None:
        return None
    page, shape = found
    place = shape.Position
    place.X += desk.chance.choice((-1, 1)) * desk.chance.randrange(300, 2000)
    place.Y += desk.chance.randrange(300, 2000)
    shape.setPosition(place)
    return Done(f"{shape.Name!r} to {place.X},{place.Y}", (page,))


def text_box(desk: Desk) -> Done | None:
    page = desk.page()
    shape = desk.document.createInstance("com.sun.star.drawing.TextShape")
    place = uno.createUnoStruct("com.sun.star.awt.Point")
    place.X, place.Y = 2000, 2000 + desk.chance.randrange(8000)
    size = uno.createUnoStruct("com.sun.star.awt.Size")
    size.Width, size.Height = 8000, 1500
    page.add(shape)
    shape.setPosition(place)
    shape.setSize(size)
    new = f"A box with {desk.word()}"
    shape.setString(new)
    return Done(repr(new), (page,))


def furniture(desk: Desk) -> Done | None:
    """Remove a footer, a date or a slide number."""
    found = desk.some(lambda page: [s for s in items(page) if s.ShapeType in FURNITURE])
    if found is None:
        return None
    page, shape = found
    what = f"{shape.ShapeType.rpartition('.')[2]} {shape.getString()!r}"
    page.remove(shape)
    return Done(what, (page,))


def comment(desk: Desk) -> Done | None:
    page = desk.page()
    note = page.createAndInsertAnnotation()
    note.Author, note.Initials = "Ada Reviewer", "AR"
    moment = uno.createUnoStruct("com.sun.star.util.DateTime")
    moment.Year, moment.Month, moment.Day, moment.Hours = 2026, 1, 2, 3
    note.DateTime = moment
    new = f"Why {desk.word()}?"
    note.TextRange.setString(new)
    return Done(f"{new!r} on {page.Name!r}", (page,))
