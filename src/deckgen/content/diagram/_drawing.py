"""Diagrams as DrawingML, both ways: one group of shapes, named after what they show.

    Frame: process         an empty rectangle, which keeps the group as large as the slot
    Step 2: Screening      a shape with text; its name has its number
    Line 1 ...             what joins them, filled shapes without text

A diagram is read from the text of the shapes whose names have a number, wherever a reviewer moved
them, and from the box and name of the frame nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from itertools import chain
from typing import NamedTuple

from msgspec.structs import replace

from deckgen.appearance.shapes import NO_BOX, Box, box, children
from deckgen.content import Page, name_of, textbody
from deckgen.content.diagram._style import Level, Tint
from deckgen.content.groups import (
    MarkName,
    group_of,
    read_mark,
    redrawn,
    replace_shapes,
    shape_of,
    shapes_of,
)
from deckgen.diagnostics import shortened
from deckgen.geo import PageBox
from deckgen.opc import xml
from deckgen.opc.xml import EMU_PER_POINT, Element, each, find, integer, make, tag
from deckgen.richtext import Paragraph
from deckgen.textfit.frame import INSET_ATTRIBUTES, Insets

_LONGEST_NAME = 60


class DiagramPiece(NamedTuple):
    """The text of one shape: its number in its name (`2`, `1.3`), and its paragraphs, whose levels
    count from the shape's own."""

    number: str
    lines: tuple[Paragraph, ...]

    @property
    def title(self) -> str:
        """Its first line, for names and messages."""
        return name_of_line(self.lines[0]) if self.lines else ""

    @property
    def is_highlighted(self) -> bool:
        """Whether its shape is highlighted: its first line is."""
        return bool(self.lines) and self.lines[0].highlight


def name_of_line(line: Paragraph) -> str:
    """A line as the name of its shape, its end left out where it is long."""
    return shortened(line.text, _LONGEST_NAME, "…")


class DiagramMark(NamedTuple):
    """What stands beside the line at an index: an icon, else the bar that highlights the line."""

    line: int
    icon: str
    area: PageBox


class DiagramShape(NamedTuple):
    """A shape of a diagram: its place, its preset geometry (ECMA-376 part 1, 20.1.10.56) with the
    one adjustment, or the rectangles that it consists of, and its fill.

    One with a `piece` has text; `levels` are its formats, and `plain_links` gives links the colour
    of text. `marks` stand beside its lines. `badge` are the colours of an icon's disc and lines.
    """

    area: PageBox
    fill: Tint | None
    geometry: str = "rect"
    adjust: int | None = None
    parts: tuple[PageBox, ...] = ()
    name: str = ""
    piece: DiagramPiece | None = None
    levels: tuple[Level, ...] = ()
    insets: Insets = Insets(0, 0, 0, 0)
    anchor: str = "t"
    plain_links: bool = False
    marks: tuple[DiagramMark, ...] = ()
    badge: tuple[str, str] = ("accent1", "bg1")


def write(
    name: str,
    what: str,
    word: str,
    alt: str,
    place: Box,
    shapes: Iterable[DiagramShape],
    page: Page,
) -> Element:
    """The group of a diagram: `what` it is (`process`), and the `word` for its pieces (`Step`)."""
    about = make("p:cNvPr", {"id": page.next_id(), "name": name, "descr": alt})
    frame = DiagramShape(PageBox(*place.points), None, name=frame_name(what))
    drawn = chain.from_iterable(_shape(shape, word, page) for shape in (frame, *shapes))
    return group_of(about, place, drawn)


def frame_name(what: str) -> str:
    """The name of the frame, by which a group is known as a diagram."""
    return f"Frame: {what}"


def _shape(shape: DiagramShape, word: str, page: Page) -> Iterator[Element]:
    """A shape, and what stands beside its lines."""
    piece = shape.piece
    name = shape.name
    if piece:
        highlighted = _HIGHLIGHTED if piece.is_highlighted else ""
        name = f"{word} {piece.number}{highlighted}: {piece.title}"
    geometry = _freeform(shape) if shape.parts else _preset(shape)
    line = make("a:ln", None, make("a:noFill"))
    found = shape_of(name, Box.of_points(*shape.area), page, geometry, _fill(shape.fill), line)
    if piece is None:
        yield found
        return
    found.append(_text(shape, piece, page))
    yield found
    for index, icon, area in shape.marks:
        from deckgen.content import beside

        owner = f"({word} {piece.number}" + (f", line {index + 1})" if index else ")")
        if icon:
            yield beside.icon_group(
                icon, f"Icon: {icon} {owner}", Box.of_points(*area), page, *shape.badge
            )
        else:
            color = shape.badge[0] if piece.is_highlighted else "accent2"
            yield beside.bar_group(f"Bar: highlight {owner}", Box.of_points(*area), page, color)


_HIGHLIGHTED = ", highlighted"
"""What follows the number in the name of a shape that is highlighted."""


def _preset(shape: DiagramShape) -> Element:
    guides = make("a:avLst")
    if shape.adjust is not None:
        guides.append(make("a:gd", {"name": "adj", "fmla": f"val {shape.adjust}"}))
    return make("a:prstGeom", {"prst": shape.geometry}, guides)


def _freeform(shape: DiagramShape) -> Element:
    """A custom geometry (20.1.9.8) with a closed sub-path for each rectangle of the shape."""
    place = Box.of_points(*shape.area)
    path = make("a:path", {"w": place.width, "h": place.height})
    for part in shape.parts:
        x, y, width, height = Box.of_points(*part)
        left, top = x - place.x, y - place.y
        corners = ((0, 0), (width, 0), (width, height), (0, height))
        for verb, (right, down) in zip(("moveTo", *("lnTo",) * 3), corners, strict=True):
            point = make("a:pt", {"x": left + right, "y": top + down})
            path.append(make(f"a:{verb}", None, point))
        path.append(make("a:close"))
    lists = [make(f"a:{name}") for name in ("avLst", "gdLst", "ahLst", "cxnLst")]
    rect = make("a:rect", {"l": "0", "t": "0", "r": "r", "b": "b"})
    return make("a:custGeom", None, *lists, rect, make("a:pathLst", None, path))


def _fill(tint: Tint | None) -> Element:
    return make("a:noFill") if tint is None else make("a:solidFill", None, tint.element)


def _text(shape: DiagramShape, piece: DiagramPiece, page: Page) -> Element:
    sides = zip(INSET_ATTRIBUTES, shape.insets, strict=True)
    insets = {name: round(side * EMU_PER_POINT) for name, side in sides}
    frame = {"wrap": "square", **insets, "anchor": shape.anchor}
    paragraphs = textbody.write(piece.lines, page)
    for paragraph in paragraphs:
        if shape.plain_links:
            _color_links(paragraph, make("ahyp:hlinkClr", {"val": "tx"}))
        for properties in _numbered(paragraph):
            level = shape.levels[min(integer(properties, "lvl"), len(shape.levels) - 1)]
            left = round((level.left + level.size * 1.2) * EMU_PER_POINT)
            properties.set("marL", str(left))
            properties.set("indent", str(-round(level.size * 1.2 * EMU_PER_POINT)))
    return make(
        "p:txBody",
        None,
        make("a:bodyPr", frame, make("a:noAutofit")),
        make("a:lstStyle", None, *(_level(n, one) for n, one in enumerate(shape.levels, 1))),
        *paragraphs,
    )


_LINK_COLOUR = "{A12FA001-AC4F-418D-AE19-62706E023703}"
"""The extension of 2019 by which a link has the colour of text, not the theme's for links."""


def _numbered(text: Element) -> list[Element]:
    """The properties of paragraphs with a number, which stands in a margin."""
    return [p for p in each(text, "a:pPr") if find(p, "a:buAutoNum") is not None]


def _color_links(text: Element, color: Element | None) -> None:
    for link in each(text, "a:hlinkClick"):
        xml.set_extension(link, "a:extLst", _LINK_COLOUR, deepcopy(color))


def _lines(body: Element, page: Page) -> tuple[Paragraph, ...]:
    """The paragraphs of a shape that have text: one on the first level, the others deeper."""
    plain = body
    if next(each(body, "ahyp:hlinkClr", "a:buAutoNum"), None) is not None:
        plain = deepcopy(body)
        _color_links(plain, None)
        for properties in _numbered(plain):
            for name in ("marL", "indent"):
                properties.attrib.pop(name, "")
    lines = [line for line in textbody.read(plain, page) if line.runs]
    levels = (0, *(max(line.level, 1) for line in lines[1:]))
    return tuple(map(_on_level, lines, levels))


def _on_level(line: Paragraph, level: int) -> Paragraph:
    return line if line.level == level else replace(line, level=level)


def _level(number: int, level: Level) -> Element:
    return make(
        f"a:lvl{number}pPr",
        {"marL": round(level.left * EMU_PER_POINT), "indent": 0, "algn": level.align},
        make("a:spcBef", None, make("a:spcPts", {"val": round(level.before * 100)})),
        make("a:buNone"),
        make(
            "a:defRPr",
            {"sz": round(level.size * 100), "b": int(level.bold)},
            _fill(level.color),
        ),
    )


# Reading.


class Found(NamedTuple):
    """A shape of a diagram with its piece, and its box in the group's coordinates, in EMU.

    `label` is the start of its name, `depth` how much deeper its text is in the outline than it is
    in the shape.
    """

    label: str
    piece: DiagramPiece
    box: Box
    element: Element
    depth: int = 0


def is_diagram(group: Element, what: str) -> bool:
    """Whether a group is a diagram of that kind: a copy has a number behind its frame's name."""
    names = (name_of(child) for child in children(group))
    return any(re.fullmatch(rf"Frame: {what}( \d+)*", name) for name in names)


def read(group: Element, word: str, page: Page) -> list[Found]:
    """The shapes of a diagram that have a number in their names and text, from back to front."""
    owned: dict[Element, list[Element]] = {}
    if marks := [child for child in children(group) if read_mark(child)]:
        from deckgen.content.beside import owners

        owned = owners(marks, page)
    found = []
    for shape in children(group):
        body = find(shape, "p:txBody")
        numbered = re.match(rf"{word} (\d+(?:\.\d+)*)\b({_HIGHLIGHTED})?", name_of(shape))
        if tag(shape) == "p:sp" and body is not None and numbered:
            lines = list(_lines(body, page))
            if lines:
                lines[0] = replace(lines[0], highlight=bool(numbered[2]))
                for mark in map(read_mark, owned.get(shape, ())):
                    _set_mark(lines, mark)
                piece = DiagramPiece(numbered[1], tuple(lines))
                found.append(Found(numbered[0], piece, box(shape) or NO_BOX, shape))
    return found


def _set_mark(lines: list[Paragraph], mark: MarkName | None) -> None:
    """Give the paragraph at which a mark stands its icon, or its highlight."""
    if mark is not None:
        at = min(mark.line, len(lines) - 1)
        if mark.kind == "Icon":
            lines[at] = replace(lines[at], icon=lines[at].icon or mark.what)
        elif at:
            lines[at] = replace(lines[at], highlight=True)


def along_lines(found: Sequence[Found], group: Element) -> list[Found]:
    """Shapes in their order along the lines of the group, `Line 1` and so on."""
    lines = [
        place
        for shape in children(group)
        if re.fullmatch(r"Line \d+( \d+)*", name_of(shape)) and (place := box(shape)) is not None
    ]
    if len(lines) != 1:
        return by_place(found, group)
    down = lines[0].height > lines[0].width
    return sorted(found, key=lambda one: one.box.y if down else one.box.x)


def by_place(found: Sequence[Found], _group: Element) -> list[Found]:
    """Shapes as one reads them: row by row, each from left to right."""
    rows: list[list[Found]] = []
    for one in sorted(found, key=lambda one: _middle(one.box)):
        first = rows[-1][0].box if rows else NO_BOX
        if rows and _middle(one.box) <= _middle(first) + first.height / 2:
            rows[-1].append(one)
        else:
            rows.append([one])
    return list(chain.from_iterable(sorted(row, key=lambda one: one.box.x) for row in rows))


def as_tree(found: Sequence[Found], _group: Element) -> list[Found]:
    """Shapes by the paths in their numbers, each before those that are under it.

    Shapes beside each other are in the order from left to right, whatever their numbers. What is
    under a shape that was deleted comes under the one above that.
    """
    first: dict[str, Found] = {}
    for one in found:
        first.setdefault(one.piece.number, one)
    under: dict[int, list[Found]] = {}
    for one in found:
        path = one.piece.number
        while path and (path == one.piece.number or path not in first):
            path = path.rpartition(".")[0]
        under.setdefault(id(first[path].element) if path else 0, []).append(one)

    def walk(above: int, depth: int) -> Iterator[Found]:
        for one in sorted(under.get(above, ()), key=lambda one: (one.box.x, one.box.y)):
            yield one._replace(depth=depth)
            yield from walk(id(one.element), depth + 1)

    return list(walk(0, 0))


def _middle(place: Box) -> float:
    return place.y + place.height / 2


def update(group: Element, present: Sequence[Element], before: Element, after: Element) -> None:
    """Make a group that shows what `before` does show what `after` does.

    `present` are its shapes with text in their order, as those of `before` are numbered.
    """
    numbered = iter(present)
    written = {_key(shape): shape for shape in shapes_of(before)}
    shown = {key: next(numbered, None) for key, shape in written.items() if _has_text(shape)}
    by_name = {_key(shape): shape for shape in shapes_of(group) if not _has_text(shape)}
    shown |= {key: by_name.get(key) for key in written if key not in shown}
    drawn = [
        redrawn(shape, shown.get(key := _key(shape)), written.get(key))
        for shape in shapes_of(after)
    ]
    known = [shape for shape in shown.values() if shape is not None]
    others = [shape for shape in shapes_of(group) if shape not in known]
    replace_shapes(group, [*drawn, *others], after)


def _key(shape: Element) -> str:
    """What stays of a shape's name where its text changes."""
    return name_of(shape).partition(":")[0] if _has_text(shape) else name_of(shape)


def _has_text(shape: Element) -> bool:
    return find(shape, "p:txBody") is not None
