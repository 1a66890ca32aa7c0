"""What text looks like in the end: each property from the run up to the presentation's defaults.

Written for the view alone, after ECMA-376 part 1, 21.1.2.2 and 19.3.1 (list styles of the shape,
of its placeholders on the layout and the master, the master's text styles, the defaults).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from lxml import etree

from tests.support.powerpoint.names import Element, find, find_all, q

_TITLES = ("title", "ctrTitle")
_BODIES = ("body", "subTitle", "obj", "tbl", "chart", "pic", "media", "dgm", "clipArt")


class Styles:
    """Where a text gets what it does not say itself: list styles, the nearest first."""

    def __init__(self, lists: Iterable[Element]) -> None:
        self._lists = list(lists)

    @classmethod
    def of(cls, shape: Element, slide: Any) -> Styles:
        """The styles of an `sp` on a python-pptx slide."""
        return cls(_lists(shape, slide))

    def of_run(self, paragraph: Element, run: Element, name: str) -> str:
        """An attribute of a run's properties, "" where nobody says it."""
        for properties in self._properties(paragraph, run):
            value = properties.get(name)
            if value is not None:
                return str(value)
        return ""

    def fill_of_run(self, paragraph: Element, run: Element) -> str:
        """The colour of a run's text, as its XML says it."""
        for properties in self._properties(paragraph, run):
            fill = find(properties, "a:solidFill")
            if fill is not None:
                return _said(fill)
        return ""

    def face_of_run(self, paragraph: Element, run: Element) -> str:
        for properties in self._properties(paragraph, run):
            face = find(properties, "a:latin")
            if face is not None:
                return str(face.get("typeface"))
        return ""

    def of_paragraph(self, paragraph: Element, name: str) -> str:
        for properties in self._paragraphs(paragraph):
            value = properties.get(name)
            if value is not None:
                return str(value)
        return ""

    def bullet(self, paragraph: Element) -> str:
        """`none`, the bullet's sign, or the kind of number and where it starts."""
        for properties in self._paragraphs(paragraph):
            for kind in ("buNone", "buChar", "buAutoNum", "buBlip"):
                found = find(properties, f"a:{kind}")
                if found is not None:
                    said = {"buNone": "none", "buBlip": "picture"}.get(kind, "")
                    sign = found.get("char", "") + found.get("type", "")
                    return said or f"{sign} {found.get('startAt', '1')}".removesuffix(" 1")
        return "none"

    def _paragraphs(self, paragraph: Element) -> Iterator[Element]:
        own = find(paragraph, "a:pPr")
        if own is not None:
            yield own
        level = int(own.get("lvl", "0")) if own is not None else 0
        for styles in self._lists:
            found = find(styles, f"a:lvl{level + 1}pPr")
            if found is not None:
                yield found

    def _properties(self, paragraph: Element, run: Element) -> Iterator[Element]:
        own = find(run, "a:rPr")
        if own is not None:
            yield own
        above = (p for p in self._paragraphs(paragraph) if p.tag != q("a:pPr"))
        for properties in above:
            found = find(properties, "a:defRPr")
            if found is not None:
                yield found


def _said(element: Element) -> str:
    """An element's content as one comparable text."""
    attributes = ",".join(f"{k}={v}" for k, v in sorted(element.attrib.items()))
    children = "".join(_said(child) for child in element)
    return f"{etree.QName(element).localname}({attributes}){children}"


def _lists(shape: Element, slide: Any) -> Iterator[Element]:
    """The list styles that a shape's text follows, the nearest first."""
    own = find(shape, "p:txBody/a:lstStyle")
    if own is not None:
        yield own
    place = find(shape, "*/p:nvPr/p:ph")
    layout = getattr(slide, "slide_layout", None)
    kind = "other"
    if place is not None:
        kind = place.get("type", "obj")
        if layout is not None:
            above = _placeholder(layout, place.get("idx", "0"), place.get("type", "obj"))
            if above is not None:
                kind = above.find(f".//{q('p:ph')}").get("type", "obj")
                yield from find_all(above, "p:txBody/a:lstStyle")
            master = _master_placeholder(layout.slide_master, kind)
            if master is not None:
                yield from find_all(master, "p:txBody/a:lstStyle")
    if layout is not None:
        family = "other"
        if kind in _TITLES:
            family = "title"
        elif kind in _BODIES and place is not None:
            family = "body"
        yield from find_all(layout.slide_master.element, f"p:txStyles/p:{family}Style")
    yield from defaults(slide)


def defaults(slide: Any) -> list[Element]:
    """The list styles that text follows which is in no placeholder and no other shape."""
    return find_all(slide.part.package.main_document_part._element, "p:defaultTextStyle")


def _placeholder(layout: Any, index: str, kind: str) -> Element:
    for shape in layout.element.iter(q("p:sp")):
        place = shape.find(f".//{q('p:ph')}")
        if place is not None and place.get("idx", "0") == index:
            same = (place.get("type", "obj") in _TITLES) == (kind in _TITLES)
            if same:
                return shape
    return None


def _master_placeholder(master: Any, kind: str) -> Element:
    wanted = "title" if kind in _TITLES else "body" if kind in _BODIES else kind
    for shape in master.element.iter(q("p:sp")):
        place = shape.find(f".//{q('p:ph')}")
        if place is not None and place.get("type", "obj") == wanted:
            return shape
    return None
