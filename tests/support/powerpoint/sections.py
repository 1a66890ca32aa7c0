"""The sections of a deck, kept in step with its slides as PowerPoint keeps them.

`gramex--input2` shows the form: each slide's id once, in the order of the slides.
"""

from __future__ import annotations

from typing import Any

from tests.support.powerpoint.desk import Desk, Done
from tests.support.powerpoint.names import Element, make, q


def sections(deck: Any) -> list[Element]:
    return list(deck.part._element.iter(q("p14:section")))


def left(deck: Any, number: str) -> None:
    """A slide went; its section stays, without slides if it was the last."""
    for entry in _entries(deck):
        if entry.get("id") == number:
            entry.getparent().remove(entry)


def came(deck: Any, number: str) -> None:
    """A slide came or moved: it is in the section of the slide before it, or in the first one."""
    left(deck, number)
    known = sections(deck)
    if not known:
        return
    order = [entry.get("id") for entry in deck.slides._sldIdLst]
    place = order.index(number)
    new = make("p14:sldId", {"id": number})
    if place == 0:
        _list_of(known[0]).insert(0, new)
        return
    for entry in _entries(deck):
        if entry.get("id") == order[place - 1]:
            entry.addnext(new)


def _entries(deck: Any) -> list[Element]:
    return [entry for section in sections(deck) for entry in section.iter(q("p14:sldId"))]


def _list_of(section: Element) -> Element:
    found = section.find(q("p14:sldIdLst"))
    assert found is not None
    return found


def rename_section(desk: Desk) -> Done | None:
    known = sections(desk.deck)
    if not known:
        return None
    section = desk.chance.choice(known)
    old, new = section.get("name"), f"Part {desk.word()}"
    section.set("name", new)
    inside = {entry.get("id") for entry in section.iter(q("p14:sldId"))}
    return Done(f"{old!r} -> {new!r}", tuple(sorted(inside)))
