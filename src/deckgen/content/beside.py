"""Icons, bars and rings beside a text, as native shapes in the theme's colours.

Each is a group right behind the shape of its text, in the same tree. Its name says what it shows
and whose it is: `Icon: users (Card 1)`, `Ring: 53% (Figure 2)`, `Icon: key (Points, line 3)`. So
it is known in what any editor saved. Where one stands, `textfit.beside` says; the text gives way by
insets of its shape.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from functools import cache

from deckgen.appearance.colour import WHITE, Colour, contrast
from deckgen.appearance.fill import CLEAR, Paint, fill_in, nearest_fill, paint, referred
from deckgen.appearance.inheritance import InheritanceChain, box_of, inheritance_chain
from deckgen.appearance.shapes import NO_BOX, Box, box, placeholder_of, shapes_in, tree_of
from deckgen.appearance.theme import Scheme, sheets
from deckgen.content import Page, name_of, set_description
from deckgen.content.groups import group_of, read_mark, shape_of
from deckgen.opc import xml
from deckgen.opc.part import Part
from deckgen.opc.xml import EMU_PER_POINT, FULL_TURN, Element, find, make, tag
from deckgen.richtext import Paragraph
from deckgen.richtext.beside import icons, share
from deckgen.textfit.beside import Standing, room, standing
from deckgen.textfit.frame import INSET_ATTRIBUTES, TextFrame, frame

# Which shape a mark stands beside.


def owners(marks: Iterable[Element], page: Page) -> dict[Element, list[Element]]:
    """The marks that stand beside each shape of their trees; marks without a shape are left out.

    A mark names its shape. Where the shape was renamed, it is the next one behind which the mark
    stands, if that has no mark of its own and the mark is inside its box.
    """
    found: dict[Element, list[Element]] = {}
    orphans: dict[Element, list[Element]] = {}
    for mark in marks:
        owner = _named_owner(mark)
        if owner is not None:
            found.setdefault(owner, []).append(mark)
            continue
        before = next((s for s in mark.itersiblings(preceding=True) if _has_text(s)), None)
        if before is not None and _holds(before, mark, page):
            orphans.setdefault(before, []).append(mark)
    return orphans | found


def _named_owner(mark: Element) -> Element | None:
    """The text shape that a mark names, in its tree: the last in front of it, else the first."""
    said = read_mark(mark)
    for shapes in (mark.itersiblings(preceding=True), mark.itersiblings()):
        for shape in shapes:
            if said is not None and _has_text(shape) and said.is_of(name_of(shape)):
                return shape
    return None


def _has_text(shape: Element) -> bool:
    return tag(shape) == "p:sp" and find(shape, "p:txBody") is not None


def _holds(shape: Element, mark: Element, page: Page) -> bool:
    """Whether the middle of a mark is inside a shape's box."""
    return _contains(box_of(shape, page.part, page.package), box(mark) or NO_BOX)


def _contains(outer: Box, inner: Box) -> bool:
    x, y = inner.x + inner.width / 2, inner.y + inner.height / 2
    return outer.x <= x <= outer.x + outer.width and outer.y <= y <= outer.y + outer.height


def marked(shape: Element, page: Page) -> list[Element]:
    """The marks that stand beside a shape."""
    parent = shape.getparent()
    marks = () if parent is None else filter(read_mark, parent)
    return owners(marks, page).get(shape, [])


# Drawing.


def draw(shape: Element, lines: Sequence[Paragraph], page: Page) -> list[Element]:
    """The marks of the lines of a text in a shape, which gets the insets that they need."""
    chain = inheritance_chain(shape, page.part, page.package)
    place = chain.box or NO_BOX
    text_frame = frame(chain, place)
    _add_insets(shape, lines, text_frame)
    align = chain.chain(lines[0].level).attribute("algn") or "l"
    ground = _Ground(shape, chain, page)
    return [
        _mark(one, lines[one.line], place, ground, name_of(shape), page)
        for one in standing(lines, text_frame, align)
    ]


def clear(shape: Element, lines: Sequence[Paragraph], page: Page) -> None:
    """Remove the marks beside a shape that shows these lines, and the insets for them.

    The insets that the shape had without them are those that it inherits, if these and the room for
    the marks give its own.
    """
    for mark in marked(shape, page):
        xml.remove(mark)
    body = find(shape, "p:txBody/a:bodyPr")
    if body is None:
        return
    own = {name: str(body.attrib.pop(name)) for name in INSET_ATTRIBUTES if name in body.attrib}
    chain = inheritance_chain(shape, page.part, page.package)
    inherited = frame(chain, chain.box or NO_BOX)
    _add_insets(shape, lines, inherited)
    given = {name: str(body.attrib.pop(name)) for name in INSET_ATTRIBUTES if name in body.attrib}
    if given == own:
        return
    for name, more in zip(INSET_ATTRIBUTES, room(lines, inherited), strict=True):
        if name in own:
            rest = (xml.emu(own[name]) or 0) - round(more * EMU_PER_POINT)
            body.set(name, str(max(rest, 0)))


def _add_insets(shape: Element, lines: Sequence[Paragraph], text_frame: TextFrame) -> None:
    """Add the room of the marks of lines to the insets of a shape, those of the frame."""
    body = find(shape, "p:txBody/a:bodyPr")
    taken = room(lines, text_frame)
    for name, inset, more in zip(INSET_ATTRIBUTES, text_frame.insets, taken, strict=True):
        if body is not None and more:
            body.set(name, str(round((inset + more) * EMU_PER_POINT)))


def _mark(
    one: Standing, line: Paragraph, place: Box, ground: _Ground, owner: str, page: Page
) -> Element:
    """The group of one mark beside a line of the shape `owner`, whose box is `place`."""
    x, y, width, height = (round(side * EMU_PER_POINT) for side in one[2:])
    at = Box(place.x + x, place.y + y, width, height)
    what = line.icon if one.kind == "icon" else f"{(share(line.text) or 0) * 100:.4g}%"
    name = f"{one.kind.capitalize()}: {what} ({owner}"
    name += f", line {one.line + 1})" if one.line else ")"
    alt = "" if one.kind == "icon" else " ".join(line.text.split())
    drawn = _DRAWN[one.kind](line, at, ground.colour_behind(at), ground)
    return _group(name, alt, at, drawn, page)


def icon_group(
    icon: str, name: str, at: Box, page: Page, disc: str = "accent1", lines: str = "bg1"
) -> Element:
    """An icon as a badge in a box, as a group of that name: a disc with the icon's lines on it, in
    colours of the theme."""
    return _group(name, "", at, _badge(icon, at, disc, lines), page)


def bar_group(name: str, at: Box, page: Page, color: str) -> Element:
    """A bar that fills a box, in a colour of the theme, as a group of that name."""
    return _group(name, "", at, iter([(at, _preset("rect"), _fill(color), _no_line())]), page)


def _group(name: str, alt: str, at: Box, drawn: _Drawn, page: Page) -> Element:
    """A group of shapes that fills a box; it is decorative without alternative text."""
    about = make("p:cNvPr", {"id": page.next_id(), "name": name})
    set_description(about, alt, decorative=not alt)
    pieces = (
        shape_of(f"{name}, part {number}", piece, page, *properties)
        for number, (piece, *properties) in enumerate(drawn, 1)
    )
    return group_of(about, at, pieces)


_Drawn = Iterator[tuple[Box, *tuple[Element, ...]]]
"""The shapes of a mark: the box of each, and its further properties."""


def _badge(name: str, at: Box, disc: str, lines: str) -> _Drawn:
    yield at, _preset("ellipse"), _fill(disc), _no_line()
    size = round(at.width * _GLYPH)
    inside = Box(at.x + (at.width - size) // 2, at.y + (at.height - size) // 2, size, size)
    width = make("a:ln", {"w": round(size / _STROKES), "cap": "rnd"}, _fill(lines), make("a:round"))
    yield inside, _freeform(icons()[name]), make("a:noFill"), width


_GLYPH = 0.58
_STROKES = 12.5
"""How many strokes side by side are as wide as an icon."""


def _icon(line: Paragraph, at: Box, behind: Colour, ground: _Ground) -> _Drawn:
    disc = ground.pick(behind, 2.5, "accent1", "bg1", "tx1")
    lines = ground.pick(ground.named(disc), 3, "bg1", "accent1", "tx1")
    yield from _badge(line.icon, at, disc, lines)


def _bar(line: Paragraph, at: Box, behind: Colour, ground: _Ground) -> _Drawn:
    value = ground.pick(behind, 2.5, "accent2", "accent1", "bg1", "tx1")
    yield at, _preset("rect"), ground.track(value, behind), _no_line()
    width = round(at.width * (share(line.text) or 0))
    if width:
        yield at._replace(width=width), _preset("rect"), _fill(value), _no_line()


_THICKNESS = 17_000
"""The width of a ring in 100,000ths of its diameter."""
_TOP = FULL_TURN * 3 // 4
"""The angle of twelve o'clock."""


def _ring(line: Paragraph, at: Box, behind: Colour, ground: _Ground) -> _Drawn:
    value = ground.pick(behind, 2.5, "accent2", "accent1", "bg1", "tx1")
    whole, part = _preset("donut", adj=_THICKNESS), share(line.text) or 0
    if part >= 1:
        yield at, whole, _fill(value), _no_line()
        return
    yield at, whole, ground.track(value, behind), _no_line()
    if part:
        end = round(_TOP + part * FULL_TURN) % FULL_TURN
        arc = _preset("blockArc", adj1=_TOP, adj2=end, adj3=_THICKNESS)
        yield at, arc, _fill(value), _no_line()


_DRAWN = {"icon": _icon, "bar": _bar, "ring": _ring}


def _preset(name: str, **adjusted: int) -> Element:
    guides = [make("a:gd", {"name": key, "fmla": f"val {n}"}) for key, n in adjusted.items()]
    return make("a:prstGeom", {"prst": name}, make("a:avLst", None, *guides))


def _fill(color: str, **changes: int) -> Element:
    transforms = [make(f"a:{name}", {"val": value}) for name, value in changes.items()]
    return make("a:solidFill", None, make("a:schemeClr", {"val": color}, *transforms))


def _no_line() -> Element:
    return make("a:ln", None, make("a:noFill"))


_GRID = 2400
_COMMANDS = {"M": "a:moveTo", "L": "a:lnTo", "C": "a:cubicBezTo", "Z": "a:close"}


def _freeform(path: str) -> Element:
    """A path of `richtext.beside` as a custom geometry (ECMA-376 part 1, 20.1.9.8)."""
    return deepcopy(_geometry(path))


@cache
def _geometry(path: str) -> Element:
    drawn = make("a:path", {"w": _GRID, "h": _GRID, "fill": "none"})
    for command in (
        path.replace("M", " M ").replace("L", " L ").replace("C", " C ").replace("Z", " Z ").split()
    ):
        if command in _COMMANDS:
            current = make(_COMMANDS[command])
            drawn.append(current)
            numbers: list[str] = []
            continue
        numbers.append(command)
        if len(numbers) == 2:
            current.append(make("a:pt", {"x": numbers[0], "y": numbers[1]}))
            numbers = []
    whole = make("a:rect", {"l": "0", "t": "0", "r": "r", "b": "b"})
    lists = (make(f"a:{name}") for name in ("avLst", "gdLst", "ahLst", "cxnLst"))
    return make("a:custGeom", None, *lists, whole, make("a:pathLst", None, drawn))


# What is behind a mark, and colours of the theme that are seen on it.


class _Ground:
    """What is behind a shape of a slide, and what the theme's colours are there."""

    def __init__(self, shape: Element, chain: InheritanceChain, page: Page) -> None:
        self._shape, self._chain, self._page = shape, chain, page
        self._sheets = sheets(page.part, page.package)[1:] or [page.part]
        self._scheme = Scheme.of(self._sheets[0], page.package)

    def named(self, name: str) -> Colour:
        """A colour of the theme."""
        return self._scheme.named(name) or WHITE

    def pick(self, behind: Colour, least: float, *names: str) -> str:
        """The first of these colours with that contrast, else the one that has the most."""
        seen = {name: contrast(self.named(name), behind) for name in names}
        return next(
            (name for name in names if seen[name] >= least), max(seen, key=seen.__getitem__)
        )

    def track(self, value: str, behind: Colour) -> Element:
        """The fill of what a share is a part of: a light tint, on a dark ground a faint one."""
        if behind.luminance < 0.2:
            return _fill("bg1", alpha=25_000)
        return _fill(value, lumMod=20_000, lumOff=80_000)

    def colour_behind(self, at: Box) -> Colour:
        """The colour of what is behind a box, white where it is not known."""
        found = CLEAR
        for layer in self._layers(at):
            found = found.over(layer)
            if any(colour.alpha >= 1 for colour in found.colours):
                break
        return found.colours[0] if found.colours else WHITE

    def _layers(self, at: Box) -> Iterator[Paint]:
        """What the shape, and what lies below it, paint there, from the top down."""
        yield self._painted(self._chain.shapes)
        for shape in self._shape.itersiblings(preceding=True):
            if _contains(box(shape) or NO_BOX, at):
                yield self._painted((shape,))
        for sheet in self._sheets:
            for shape, _, turn in reversed(list(shapes_in(tree_of(sheet.root)))):
                place = turn.place(box(shape) or NO_BOX)
                if placeholder_of(shape) is None and _contains(place, at):
                    yield self._painted((shape,))
        for sheet in self._sheets:
            yield self._background(sheet)

    def _painted(self, shapes: Sequence[Element]) -> Paint:
        found = nearest_fill(shapes)
        if found is None or tag(found) == "a:grpFill":
            return CLEAR
        if tag(found) == "a:fillRef":
            return referred(found, self._scheme)
        return paint(found, self._scheme)

    def _background(self, sheet: Part) -> Paint:
        own = find(sheet.root, "p:cSld/p:bg/p:bgPr")
        reference = find(sheet.root, "p:cSld/p:bg/p:bgRef")
        if reference is not None:
            return referred(reference, self._scheme)
        fill = None if own is None else fill_in(own)
        return CLEAR if fill is None else paint(fill, self._scheme)
