"""Groups of shapes that a kind of content draws, such as a diagram or an icon, and draws anew.

Shapes that come out as before keep their elements, whatever place or colour a reviewer gave them;
the others are drawn again, in their present colours. Shapes that a reviewer added stay, in front.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from copy import deepcopy
from typing import Self

from msgspec import Struct

from deckgen.appearance.fill import FILLS
from deckgen.appearance.placement import transform
from deckgen.appearance.shapes import Box
from deckgen.content import Page, name_of, non_visual_properties
from deckgen.opc import xml
from deckgen.opc.xml import Element, find, make, tag


def group_of(about: Element, at: Box, shapes: Iterable[Element]) -> Element:
    """A group that fills a box, whose shapes have their places on the slide; `about` names it."""
    xfrm = transform(at)
    xfrm.append(make("a:chOff", {"x": at.x, "y": at.y}))
    xfrm.append(make("a:chExt", {"cx": at.width, "cy": at.height}))
    named = make("p:nvGrpSpPr", None, about, make("p:cNvGrpSpPr"), make("p:nvPr"))
    return make("p:grpSp", None, named, make("p:grpSpPr", None, xfrm), *shapes)


def shape_of(name: str, at: Box, page: Page, *properties: Element, text: bool = False) -> Element:
    """A shape without text that is no placeholder; `text` says that it is a text box."""
    about = make("p:cNvPr", {"id": page.next_id(), "name": name})
    kind = make("p:cNvSpPr", {"txBox": "1"} if text else None)
    named = make("p:nvSpPr", None, about, kind, make("p:nvPr"))
    return make("p:sp", None, named, make("p:spPr", None, transform(at), *properties))


def frame_of(group: Element) -> Element | None:
    """The empty rectangle in the group of a diagram or map, which is as large as its slot."""
    return next((shape for shape in group if is_frame(name_of(shape))), None)


def is_frame(name: str) -> bool:
    """Whether a shape's name says that it is such a rectangle."""
    return name.startswith("Frame: ")


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


# The names of groups that stand beside a slot's shape, such as icons.


_MARK = re.compile(r"(Icon|Bar|Ring): (.+?) \((.*?)(?:, line (\d+))?\)(, part \d+)?( \d+)*")
"""An editor may add a number to the names of a copy."""


class MarkName(Struct, frozen=True):
    """What the name says of a shape that stands beside a slot's and shows a part of its content.

    `kind` is `Icon`, `Bar` or `Ring`, `owner` the name of the slot's shape or the start of that of
    a diagram's, `line` the index of the paragraph beside which it stands; see `content.beside`.
    """

    kind: str
    what: str
    owner: str
    line: int

    @classmethod
    def of(cls, name: str) -> Self | None:
        """What such a name, or that of a shape in such a group, says; None for other names."""
        found = _MARK.fullmatch(name)
        return found and cls(found[1], found[2], found[3], int(found[4] or 1) - 1)

    def is_of(self, name: str) -> bool:
        """Whether it stands beside the shape of that name."""
        return name == self.owner or name.startswith((f"{self.owner}:", f"{self.owner},"))


def read_mark(shape: Element) -> MarkName | None:
    """What the name says of a group that stands beside a slot's shape; None for other shapes."""
    return MarkName.of(name_of(shape)) if tag(shape) == "p:grpSp" else None
