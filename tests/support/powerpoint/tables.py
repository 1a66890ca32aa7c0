"""Edits of tables, as PowerPoint writes them."""

from __future__ import annotations

import copy
from typing import Any

from tests.support.powerpoint.desk import Desk, Done, leaves
from tests.support.powerpoint.names import Element, find, make, parsed, q
from tests.support.powerpoint.typing_in import filled

CELLS = ("1,234", "12%", "none", "R&D", "two words", "a | b")
_ROW = "{0D108BD9-81ED-4DB2-BD59-A6C34878D82A}"
_COLUMN = "{9D8B030D-6E8A-4147-A177-3AD203B41FA5}"
"""The extensions that hold the ids of rows and columns (`gramex--input2`)."""


def _tables(slide: Any) -> list[Element]:
    return [shape.element for shape in leaves(slide.shapes) if getattr(shape, "has_table", False)]


def _even(slide: Any) -> list[Element]:
    """The tables without merged cells, whose rows and columns come and go without more ado."""
    merges = ("gridSpan", "rowSpan", "hMerge", "vMerge")
    return [
        frame
        for frame in _tables(slide)
        if not any(cell.get(name) for cell in frame.iter(q("a:tc")) for name in merges)
    ]


def cell(desk: Desk) -> Done | None:
    found = desk.some(
        lambda slide: [
            cell
            for frame in _tables(slide)
            for cell in frame.iter(q("a:tc"))
            if not cell.get("hMerge") and not cell.get("vMerge")
        ]
    )
    if found is None:
        return None
    slide, spot = found
    old, new = "".join(spot.itertext(q("a:t"))), desk.chance.choice(CELLS)
    filled(find(spot, "a:txBody"), new)
    return desk.done(f"{old!r} -> {new!r}", slide)


def row_add(desk: Desk) -> Done | None:
    """Insert Below: the row is copied without its text, with an id of its own, then filled."""
    found = desk.some(_even)
    if found is None:
        return None
    slide, frame = found
    rows = list(frame.iter(q("a:tr")))
    number = desk.chance.randrange(len(rows))
    new = copy.deepcopy(rows[number])
    for held in new.iter(q("a:txBody")):
        filled(held, desk.chance.choice(CELLS))
    _name_anew(new, _ROW, "a16:rowId", desk)
    rows[number].addnext(new)
    _grow(frame, "cy", int(new.get("h")))
    return desk.done(f"after {number} of {len(rows)}", slide)


def row_remove(desk: Desk) -> Done | None:
    found = desk.some(lambda slide: [f for f in _even(slide) if len(list(f.iter(q("a:tr")))) > 2])
    if found is None:
        return None
    slide, frame = found
    rows = list(frame.iter(q("a:tr")))
    number = desk.chance.randrange(len(rows))
    gone = rows[number]
    gone.getparent().remove(gone)
    _grow(frame, "cy", -int(gone.get("h")))
    return desk.done(f"{number}: {'|'.join(gone.itertext(q('a:t')))!r}", slide)


def column_add(desk: Desk) -> Done | None:
    """Insert Right: the column is copied without its text, and the table grows by its width."""
    found = desk.some(_even)
    if found is None:
        return None
    slide, frame = found
    grid = list(frame.iter(q("a:gridCol")))
    number = desk.chance.randrange(len(grid))
    for row in frame.iter(q("a:tr")):
        spot = row.findall(q("a:tc"))[number]
        new = copy.deepcopy(spot)
        filled(find(new, "a:txBody"), desk.chance.choice(CELLS))
        spot.addnext(new)
    column = copy.deepcopy(grid[number])
    _name_anew(column, _COLUMN, "a16:colId", desk)
    grid[number].addnext(column)
    _grow(frame, "cx", int(column.get("w")))
    return desk.done(f"after {number} of {len(grid)}", slide)


def column_remove(desk: Desk) -> Done | None:
    found = desk.some(
        lambda slide: [f for f in _even(slide) if len(list(f.iter(q("a:gridCol")))) > 2]
    )
    if found is None:
        return None
    slide, frame = found
    grid = list(frame.iter(q("a:gridCol")))
    number = desk.chance.randrange(len(grid))
    for row in frame.iter(q("a:tr")):
        row.remove(row.findall(q("a:tc"))[number])
    grid[number].getparent().remove(grid[number])
    _grow(frame, "cx", -int(grid[number].get("w")))
    return desk.done(str(number), slide)


def _name_anew(element: Element, uri: str, name: str, desk: Desk) -> None:
    value = str(desk.chance.randrange(1, 2**32))
    known = element.find(f".//{q(name)}")
    if known is not None:
        known.set("val", value)
        return
    extension = parsed(f'<a:ext uri="{uri}"><{name} val="{value}"/></a:ext>')
    listed = find(element, "a:extLst")
    if listed is None:
        listed = make("a:extLst")
        element.append(listed)
    listed.append(extension)


def _grow(frame: Element, side: str, more: int) -> None:
    """A table's frame is as large as its rows and columns."""
    extent = find(frame, "p:xfrm/a:ext")
    if extent is not None:
        extent.set(side, str(int(extent.get(side)) + more))
