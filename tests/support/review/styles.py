"""What text looks like in the end: each property from the run up to the presentation's defaults.

Written for the view alone, after ECMA-376 part 1, 21.1.2.2 and 19.3.1 (list styles of the shape,
of its placeholders on the layout and the master, the master's text styles, the defaults), and for
tables 20.1.4.2.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from tests.support.review import xml
from tests.support.review.xml import Element, find, find_all, q

_BODIES = ("body", "subTitle", "obj", "tbl", "chart", "pic", "media", "dgm", "clipArt")
_PARTS = ("firstRow", "lastRow", "firstCol", "lastCol")
_BOLD = "".join(f'<a:lvl{n}pPr><a:defRPr b="1"/></a:lvl{n}pPr>' for n in range(1, 10))


class Styles:
    """Where a text gets what it does not say itself: list styles, the nearest first."""

    def __init__(self, lists: Iterable[Element]) -> None:
        self._lists = list(lists)
        self._known: dict[int, list[Element]] = {}

    @classmethod
    def of(cls, shape: Element, slide: Any) -> Styles:
        """The styles of an `sp` on a python-pptx slide."""
        return cls(_lists(shape, slide))

    def of_run(self, paragraph: Element, run: Element, name: str) -> str:
        """An attribute of a run's properties, "" where nobody says it."""
        return _first(self._of_run(paragraph, run), name)

    def in_run(self, paragraph: Element, run: Element, name: str) -> Element:
        """An element of a run's properties, as `a:solidFill`."""
        found = (find(properties, name) for properties in self._of_run(paragraph, run))
        return next((element for element in found if element is not None), None)

    def bullet(self, paragraph: Element) -> str:
        """`none`, the bullet's sign, or the kind of number and where it starts."""
        for properties in self._of_paragraph(paragraph):
            for kind in ("buNone", "buChar", "buAutoNum", "buBlip"):
                found = find(properties, f"a:{kind}")
                if found is not None:
                    said = {"buNone": "none", "buBlip": "picture"}.get(kind, "")
                    sign = found.get("char", "") + found.get("type", "")
                    return said or f"{sign} {found.get('startAt', '1')}".removesuffix(" 1")
        return "none"

    def align(self, paragraph: Element) -> str:
        return _first(self._of_paragraph(paragraph), "algn") or "l"

    def _above(self, paragraph: Element) -> list[Element]:
        number = xml.level(paragraph) + 1
        if number not in self._known:
            name = f"a:lvl{number}pPr"
            self._known[number] = [f for styles in self._lists for f in find_all(styles, name)]
        return self._known[number]

    def _of_paragraph(self, paragraph: Element) -> list[Element]:
        return [*find_all(paragraph, "a:pPr"), *self._above(paragraph)]

    def _of_run(self, paragraph: Element, run: Element) -> list[Element]:
        above = (find_all(found, "a:defRPr") for found in self._above(paragraph))
        return [*find_all(run, "a:rPr"), *(properties for found in above for properties in found)]


def _first(known: Iterable[Element], name: str) -> str:
    values = (properties.get(name) for properties in known)
    return next((str(value) for value in values if value is not None), "")


def _lists(shape: Element, slide: Any) -> Iterator[Element]:
    """The list styles that a shape's text follows, the nearest first."""
    own, layout = "p:txBody/a:lstStyle", slide.slide_layout
    yield from find_all(shape, own)
    kind, family = xml.role(shape), "other"
    if kind:
        index = find(shape, "*/p:nvPr/p:ph").get("idx", "0")
        for above in layout.element.iter(q("p:sp")):
            same = (xml.role(above) in xml.TITLES) == (kind in xml.TITLES)
            if xml.role(above) and same and find(above, "*/p:nvPr/p:ph").get("idx", "0") == index:
                kind = xml.role(above)
                yield from find_all(above, own)
                break
        family = "title" if kind in xml.TITLES else "body" if kind in _BODIES else "other"
        wanted = kind if family == "other" else family
        shapes = layout.slide_master.element.iter(q("p:sp"))
        yield from find_all(next((s for s in shapes if xml.role(s) == wanted), None), own)
    yield from find_all(layout.slide_master.element, f"p:txStyles/p:{family}Style")
    yield from _defaults(slide)


def _defaults(slide: Any) -> list[Element]:
    """The list styles that text follows which is in no placeholder and no other shape."""
    return find_all(slide.part.package.main_document_part._element, "p:defaultTextStyle")


def of_cells(frame: Element, slide: Any) -> Iterator[list[tuple[Element, Styles]]]:
    """The cells of a table, row by row, with the styles that their texts follow."""
    own = find(frame, ".//a:tblPr")
    held = xml.related(slide.part.package.main_document_part, "/tableStyles")
    style = None
    if own is not None and held is not None:
        wanted = own.findtext(q("a:tableStyleId"))
        style = find(xml.tree(held), f"a:tblStyle[@styleId='{wanted}']")
    bold = [
        own is not None
        and own.get(name) in ("1", "true")
        and find(style, f"a:{name}/a:tcTxStyle[@b='on']") is not None
        for name in _PARTS
    ]
    rows = [find_all(row, "a:tc") for row in frame.iter(q("a:tr"))]
    for row in rows:
        found = []
        for cell in row:
            there = (row is rows[0], row is rows[-1], cell is row[0], cell is row[-1])
            lists = _defaults(slide)
            if any(is_bold and here for is_bold, here in zip(bold, there, strict=True)):
                lists.insert(0, xml.parsed(f"<a:lstStyle>{_BOLD}</a:lstStyle>"))
            found.append((cell, Styles(lists)))
        yield found
