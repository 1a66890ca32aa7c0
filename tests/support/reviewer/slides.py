"""Edits of the list of slides."""

from __future__ import annotations

from tests.support.reviewer.desk import Desk, Done
from tests.support.reviewer.view import OUTLINES, TITLES, items

_TITLE_AND_CONTENT = 1
"""The office's number of that layout."""


def hide(desk: Desk) -> Done | None:
    page = desk.page()
    page.Visible = not page.Visible
    return Done(f"{page.Number}: {'shown' if page.Visible else 'hidden'}", (page,))


def delete(desk: Desk) -> Done | None:
    if len(desk.pages) < 4:
        return None
    page = desk.page()
    number = page.Number
    desk.document.DrawPages.remove(page)
    return Done(str(number), ())


def duplicate(desk: Desk) -> Done | None:
    page = desk.page()
    return Done(str(page.Number), (desk.document.duplicate(page),))


def move_slide(desk: Desk) -> Done | None:
    controller = desk.document.CurrentController
    page = desk.page()
    before = [p.Name for p in desk.pages]
    controller.setCurrentPage(page)
    way = ".uno:MovePageUp" if page.Number > 1 else ".uno:MovePageDown"
    desk.office.dispatcher.executeDispatch(controller.Frame, way, "", 0, ())
    after = [p.Name for p in desk.pages]
    return None if before == after else Done(f"{page.Name} {way}", ())


def new_slide(desk: Desk) -> Done | None:
    """Add a slide with a title and bullets after another one."""
    page = desk.document.DrawPages.insertNewByIndex(desk.page().Number - 1)
    page.Layout = _TITLE_AND_CONTENT
    title = f"New slide about {desk.word()}"
    for shape in items(page):
        if shape.ShapeType in TITLES:
            shape.setString(title)
        elif shape.ShapeType in OUTLINES:
            shape.setString(f"First {desk.word()}\nSecond {desk.word()}")
    return Done(repr(title), (page,))
