"""Draws a group of shapes anew that a kind of content drew: a map, a diagram.

Shapes that come out as before keep their elements, whatever place or colour a reviewer gave them;
the others are drawn again, in their present colours. Shapes that a reviewer added stay, in front.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from copy import deepcopy

from deckgen.appearance.fill import FILLS
from deckgen.content import name_of, non_visual_properties
from deckgen.opc import xml
from deckgen.opc.xml import Element, find, tag

_OF_GROUP = ("p:nvGrpSpPr", "p:grpSpPr", "p:extLst")


def shapes_of(group: Element) -> list[Element]:
    """The shapes and groups in a group, in order of drawing."""
    return [child for child in group if tag(child) and tag(child) not in _OF_GROUP]


def redrawn(shape: Element, present: Element | None, as_written: Element | None) -> Element:
    """The new shape, or the `present` one under its name if it is drawn as it was.

    `as_written` is the shape that was drawn before. Where the present one has another fill or
    outline than that, the new one gets it; these are the last children in the shapes of groups.
    """
    if present is None or as_written is None:
        return shape
    if _without_ids(shape) == _without_ids(as_written):
        about = non_visual_properties(present)
        if about is not None:
            about.set("name", name_of(shape))
        return present
    old, default, new = (find(one, "p:spPr") for one in (present, as_written, shape))
    if old is not None and default is not None and new is not None:
        formats = [*_formats(old)]
        if [*map(xml.canonical, formats)] != [*map(xml.canonical, _formats(default))]:
            for child in [*_formats(new)]:
                new.remove(child)
            new.extend(deepcopy(child) for child in formats)
    return shape


def replace_shapes(group: Element, shapes: Iterable[Element], drawn: Element) -> None:
    """Give a group these shapes in place of its own, and the alternative text of another."""
    for shape in shapes_of(group):
        group.remove(shape)
    at = len([child for child in group if tag(child) in _OF_GROUP[:2]])
    for offset, shape in enumerate(shapes):
        group.insert(at + offset, shape)
    about, described = non_visual_properties(group), non_visual_properties(drawn)
    if about is not None and described is not None:
        about.set("descr", described.get("descr", ""))


def _formats(properties: Element) -> Iterator[Element]:
    return (child for child in properties if tag(child) in (*FILLS, "a:ln"))


def _without_ids(shape: Element) -> str:
    copy = deepcopy(shape)
    for about in xml.each(copy, "p:cNvPr"):
        about.set("id", "")
    return xml.canonical(copy)
