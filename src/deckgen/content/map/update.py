"""A map in a presentation made to say something else, with a reviewer's own touches left alone.

The map is laid out anew in the coordinates of its group. A shape that would be as it was keeps
its element, whatever colour or place it has been given; the others are drawn anew, in their old
colours. Shapes that are not the map's own stay, on top.
"""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy

from deckgen import ooxml
from deckgen.content.base import Page, properties
from deckgen.content.map import read, write
from deckgen.content.map.model import MapModel
from deckgen.model import Box, Slot
from deckgen.ooxml import Element, coordinate, find, tag

_LOOKS = ("a:solidFill", "a:noFill", "a:gradFill", "a:pattFill", "a:blipFill", "a:ln")
_PARTS = ("p:nvGrpSpPr", "p:grpSpPr", "p:extLst")


def update(group: Element, before: MapModel, after: MapModel, page: Page) -> None:
    """Make the group of a map, which shows `before`, show `after`."""
    _rename_copies(group)
    slot = Slot("", "obj", 0, _inner_box(group))
    was = _by_name(write.write(before, slot, Page(page.package, page.part, page.language)))
    made = write.write(after, slot, page)
    present = _by_name(group)
    shapes = []
    for shape in _shapes(made):
        name = _name(shape)
        old, usual = present.pop(name, None), was.pop(name, None)
        if old is None or usual is None:
            shapes.append(shape)
        elif _alike(shape, usual):
            shapes.append(old)
        else:
            shapes.append(_dressed(shape, old, usual))
    others = [shape for name, shape in present.items() if name not in was]
    for shape in list(_shapes(group)):
        group.remove(shape)
    at = len([child for child in group if tag(child) in _PARTS[:2]])
    for offset, shape in enumerate([*shapes, *others]):
        group.insert(at + offset, shape)
    about, described = properties(group), properties(made)
    if about is not None and described is not None:
        about.set("descr", described.get("descr", ""))


def _rename_copies(group: Element) -> None:
    for name, shape in list(read.named_shapes(group)):
        about = properties(shape)
        if about is not None and about.get("name") != name:
            about.set("name", name)


def _shapes(group: Element) -> Iterable[Element]:
    return (child for child in group if tag(child) not in _PARTS)


def _name(shape: Element) -> str:
    about = properties(shape)
    return "" if about is None else about.get("name", "")


def _by_name(group: Element) -> dict[str, Element]:
    """The shapes of a group by their names; those whose name is taken get one of their own."""
    found: dict[str, Element] = {}
    for number, shape in enumerate(_shapes(group)):
        name = _name(shape)
        found[name if name not in found else f"{name}\0{number}"] = shape
    return found


def _inner_box(group: Element) -> Box:
    """The box of a group in the coordinates of what it holds."""
    for off, ext in (("a:chOff", "a:chExt"), ("a:off", "a:ext")):
        origin = find(group, f"p:grpSpPr/a:xfrm/{off}")
        size = find(group, f"p:grpSpPr/a:xfrm/{ext}")
        if origin is not None and size is not None:
            return Box(
                coordinate(origin, "x"),
                coordinate(origin, "y"),
                coordinate(size, "cx"),
                coordinate(size, "cy"),
            )
    return Box(0, 0, 0, 0)


def _alike(one: Element, other: Element) -> bool:
    """Whether two shapes are the same but for their ids."""
    return _without_ids(one) == _without_ids(other)


def _without_ids(shape: Element) -> str:
    copy = deepcopy(shape)
    for about in ooxml.each(copy, "p:cNvPr"):
        about.set("id", "")
    return ooxml.canonical(copy)


def _dressed(shape: Element, old: Element, usual: Element) -> Element:
    """The new shape in the colours of the old one, where those are not the usual ones."""
    made, worn, plain = (find(one, "p:spPr") for one in (shape, old, usual))
    if made is None or worn is None or plain is None:
        return shape
    if [*map(ooxml.canonical, _looks(worn))] != [*map(ooxml.canonical, _looks(plain))]:
        for child in _looks(made):
            made.remove(child)
        made.extend(deepcopy(child) for child in _looks(worn))
    return shape


def _looks(properties: Element) -> list[Element]:
    """The fill and the outline; nothing of ours stands after them."""
    return [child for child in properties if tag(child) in _LOOKS]
