"""Digests of XML that is too much to keep: short, and the same for the same meaning."""

from __future__ import annotations

import base64
import copy
import hashlib
from collections.abc import Iterable, Iterator

from deckgen.appearance.theme import Theme, near
from deckgen.content.base import graphic
from deckgen.opc.package import Package
from deckgen.opc.part import Part
from deckgen.opc.xml import (
    Element,
    coordinate,
    each,
    emu,
    find,
    find_all,
    integer,
    percent,
    qn,
    tag,
)
from deckgen.snapshot.model import DIGEST, DrawnShape, Property, SheetView, Words, one

_LENGTH = 4

"""Bytes of a digest: one change in four thousand million makes none."""

_RELATIONS = tuple(qn(name) for name in ("r:id", "r:embed", "r:link", "r:pict"))

_LEFT_OUT = ("a:extLst", "p:extLst", "c:extLst", "mc:AlternateContent", "")


def of_text(*texts: str) -> str:
    """The digest of texts."""
    return of_bytes("\0".join(texts).encode())


def of_bytes(data: bytes) -> str:
    """The digest of bytes, such as a picture's."""
    found = hashlib.sha256(data).digest()[:_LENGTH]
    return DIGEST + base64.urlsafe_b64encode(found).decode().rstrip("=")


def of_xml(elements: Iterable[Element], part: Part, package: Package) -> str:
    """The digest of elements of a part, "" for none.

    Extensions and namespace prefixes count for nothing; a relationship is what it leads to.
    """
    told = [_digest_told(element, part, package) for element in elements]
    return of_text(*told) if told else ""


def _digest_told(element: Element, part: Part, package: Package) -> str:
    said = [
        f"{name}={_lead(value, part, package) if name in _RELATIONS else value}"
        for name, value in sorted((str(n), str(v)) for n, v in element.attrib.items())
    ]
    inner = [_digest_told(child, part, package) for child in element if tag(child) not in _LEFT_OUT]
    text = (element.text or "").strip() if not inner else ""
    return f"<{tag(element)} {' '.join(said)}>{text}{''.join(inner)}</>"


def _lead(rid: str, part: Part, package: Package) -> str:
    item = part.rels.get(rid)
    if item is None or item.external:
        return "" if item is None else item.target
    target = package.parts.get(item.target)
    return "" if target is None else of_bytes(target.blob)


# What an area or a line is painted with, as a word: how it is said, and what that comes to.
#
# `accent1 lumMod75000|054B69`: the part before the bar is what the shape says itself ("" where it
# leaves that to its placeholder), the part after it the colour that is seen: six digits, `none`,
# or the kind of a fill that is no plain colour. So the first compares shapes of one theme, the
# second shapes whose colours an editor worked out.


NONE = "none"

_KINDS = {
    "a:gradFill": "gradient", "a:blipFill": "picture", "a:pattFill": "pattern",
    "a:grpFill": "group",
}  # fmt: skip

_SHADES = ("a:shade", "a:tint")

FILLS = ("a:noFill", "a:solidFill", *_KINDS)


def fill_in(element: Element | None) -> Element | None:
    """The fill that an element says (ECMA-376 part 1, 20.1.8.33: EG_FillProperties)."""
    if element is None:
        return None
    return next((child for child in element if tag(child) in FILLS), None)


def paint_said(fill: Element, sheet: SheetView) -> str:
    """What a fill says: `none`, a colour as it is said, or the kind with a digest of the rest."""
    name = tag(fill)
    if name == "a:noFill":
        return NONE
    if name == "a:solidFill":
        return color(fill[0]) if len(fill) else NONE
    return f"{_KINDS[name]} {of_xml([fill], sheet.part, sheet.package)}"


def seen(fill: Element, sheet: SheetView) -> str:
    """What a fill comes to: six digits with what shows through, `none`, or the kind."""
    name = tag(fill)
    if name == "a:noFill":
        return NONE
    if name == "a:solidFill":
        return rgb(fill[0], sheet.theme) if len(fill) else NONE
    return _KINDS[name]


def color(element: Element) -> str:
    """A colour as it is said: a theme colour's name or digits, with its transforms."""
    value = element.get("val", "") or element.get("lastClr", "")
    value = value.upper() if tag(element) in ("a:srgbClr", "a:sysClr") else value
    changes = [f"{tag(c)[2:]}{round(percent(c.get('val')) * 1000)}" for c in element]
    changes = [change for change in changes if change != "alpha100000"]
    return " ".join([value or tag(element)[2:], *changes])


def rgb(element: Element, theme: Theme) -> str:
    """The digits of a colour, its opacity left out; "" where they are not known."""
    opaque = find(element, "a:alpha")
    if opaque is None:
        return theme.rgb(element)
    if not percent(opaque.get("val", "100%")):
        return NONE
    solid = copy.deepcopy(element)
    for child in find_all(solid, "a:alpha"):
        solid.remove(child)
    return theme.rgb(solid)


def styled(shape: Element, reference: str, styles: str, sheet: SheetView) -> str:
    """What the style of a shape paints (20.1.4.2.10 and 20.1.4.2.19): `none`, digits, "" unknown.

    `styles` is the theme's list of what the style's number is of. Shades and gradients are
    unknown: editors work them out in ways of their own.
    """
    found = find(shape, f"p:style/a:{reference}")
    number = 0 if found is None else integer(found, "idx")
    if found is None or not number:
        return NONE
    listed = sheet.look.formats(sheet.part, styles)
    style = listed[number - 1] if number <= len(listed) else None
    inner = style if style is None or tag(style) in FILLS else fill_in(style)
    plain = inner is not None and tag(inner) == "a:solidFill" and len(inner) and len(found)
    if inner is None or not plain or len(inner[0]) or any(tag(c) in _SHADES for c in found[0]):
        return ""
    return rgb(found[0], sheet.theme)


def word(own: str, shown: str, inherited: str = NONE) -> str:
    """The word; "" for a shape that shows nothing and would show nothing by itself either."""
    return "" if shown == inherited == NONE else f"{own}|{shown}"


def same(was: str, now: str) -> bool:
    """Whether two shapes say the same themselves."""
    return _own(was) == _own(now)


def looks_same(was: str, now: str) -> bool:
    """Whether two shapes show the same, as far as that is known of both.

    An editor may make a picture of a gradient, and a plain colour of a gradient of one.
    """
    one, other = _seen(was), _seen(now)
    unknown = {"", *_KINDS.values()} & {one, other}
    return one == other or bool(unknown) or near(one, other)


def show(word: str) -> str:
    """The word for a reader."""
    own, _, shown = word.partition("|")
    if not own:
        return f"{shown or 'what'} as its style says"
    name = plainly(own)
    return name if name in (NONE, *_KINDS.values()) else " ".join(dict.fromkeys([shown, own]))


def plainly(own: str) -> str:
    """What a shape says itself, for a reader: a colour, or the kind of fill without its digest."""
    kind = own.partition(" ")[0]
    return kind if kind in _KINDS.values() else own


def _own(word: str) -> str:
    return word.partition("|")[0]


def _seen(word: str) -> str:
    return word.partition("|")[2] if word else NONE


# The fill, line, effects and outline of a shape (ECMA-376 part 1, 19.3.1.44: `p:spPr`), and what
# a picture shows.


_SLACK = 720

"""How far editors round a width, in EMU."""

_EFFECTS = ("a:effectLst", "a:effectDag", "a:scene3d", "a:sp3d")


def _properties(shape: Element) -> Element | None:
    found = find(shape, "p:spPr")
    return found if found is not None else find(shape, "p:grpSpPr")


def _fill(drawn: DrawnShape) -> Words:
    return one(_painted(drawn, "", "fillRef", "a:fillStyleLst"))


def _line(drawn: DrawnShape) -> Words:
    return one(_painted(drawn, "a:ln", "lnRef", "a:lnStyleLst"))


def _painted(drawn: DrawnShape, inner: str, reference: str, styles: str) -> str:
    """The paint of a shape; what it inherits where it says none itself."""
    if tag(drawn.shape) in ("p:graphicFrame", "p:grpSp"):
        return ""
    above = (_fill_of(shape, inner) for shape in drawn.line()[1:])
    fill = next((found for found in above if found is not None), None)
    inherited = (
        styled(drawn.shape, reference, styles, drawn.sheet)
        if fill is None
        else seen(fill, drawn.sheet)
    )
    own = _fill_of(drawn.shape, inner)
    if own is None:
        return word("", inherited)
    return word(paint_said(own, drawn.sheet), seen(own, drawn.sheet), inherited)


def _fill_of(shape: Element, inner: str) -> Element | None:
    properties = _properties(shape)
    if properties is not None and inner:
        properties = find(properties, inner)
    return fill_in(properties)


def _stroke(drawn: DrawnShape) -> Words:
    """A line's width in EMU, its dashes and its ends, where the shape says them itself."""
    properties = _properties(drawn.shape)
    line = None if properties is None else find(properties, "a:ln")
    if line is None or (
        line.get("w", "0") == "0" and tag(line[0] if len(line) else line) == "a:noFill"
    ):
        return {}
    said = {"width": line.get("w", "")}
    for child in line:
        name = tag(child)
        if name == "a:prstDash" and child.get("val", "solid") != "solid":
            said["dashes"] = child.get("val", "")
        elif name == "a:custDash":
            said["dashes"] = "custom"
        elif name in ("a:headEnd", "a:tailEnd") and child.get("type", "none") != "none":
            said["start" if name == "a:headEnd" else "end"] = child.get("type", "")
    return said


def _points(word: str) -> str:
    width = emu(word)
    return word if width is None else f"{width / 12700:g} pt"


def _effects(drawn: DrawnShape) -> Words:
    properties = _properties(drawn.shape)
    found = [] if properties is None else [
        child for child in properties if tag(child) in _EFFECTS and len(child)
    ]  # fmt: skip
    return one(of_xml(found, drawn.sheet.part, drawn.sheet.package))


def _outline(drawn: DrawnShape) -> Words:
    """The geometry of a shape: a preset's name with what was adjusted, or a digest of a path."""
    properties = _properties(drawn.shape)
    if properties is None or tag(drawn.shape) == "p:grpSp":
        return {}
    path = find(properties, "a:custGeom")
    if path is not None:
        return one(of_xml([path], drawn.sheet.part, drawn.sheet.package))
    preset = find(properties, "a:prstGeom")
    if preset is None:
        return {}
    name = preset.get("prst", "rect").replace("straightConnector1", "line")  # they look the same
    adjusted = [
        guide.get("fmla", "").removeprefix("val ") for guide in _guides(preset)
    ]  # fmt: skip
    return one("" if name == "rect" else " ".join([name, *adjusted]))


def _guides(preset: Element) -> list[Element]:
    """The adjustments of a preset shape (20.1.9.5: `a:avLst`)."""
    listed = find(preset, "a:avLst")
    return [] if listed is None else [child for child in listed if tag(child) == "a:gd"]


def _image(drawn: DrawnShape) -> Words:
    """A digest of a picture that no slot holds, as a logo on a layout."""
    blip = None if drawn.slot else find(drawn.shape, "p:blipFill/a:blip")
    if blip is None:
        return {}
    part = drawn.sheet.package.target(drawn.sheet.part, blip.get(qn("r:embed")))
    return one("" if part is None else of_bytes(part.blob))


def _colouring(drawn: DrawnShape) -> Words:
    """A digest of what changes a picture's colours (20.1.8.13: the children of `a:blip`)."""
    blip = find(drawn.shape, "p:blipFill/a:blip")
    changes = [] if blip is None else [child for child in blip if tag(child) != "a:extLst"]
    artistic = [] if blip is None else list(each(blip, "a14:imgEffect"))
    return one(of_xml([*changes, *artistic], drawn.sheet.part, drawn.sheet.package))


def _outlined_alike(was: str, now: str) -> bool:
    """Whether two outlines are of one preset; adjustments and paths are written anew."""
    return DIGEST in (was[:1], now[:1]) or was.partition(" ")[0] == now.partition(" ")[0]


def _reshaped(was: str, now: str) -> str:
    old, new = (word.partition(" ")[0] or "rect" for word in (was, now))
    if old == new or DIGEST in (old[:1], new[:1]):
        return "changed"
    return f"is {new} instead of {old}"


def _stroked_alike(was: str, now: str) -> bool:
    old, new = emu(was), emu(now)
    return old is None or new is None or abs(old - new) <= _SLACK


PAINT_PROPERTIES = (
    Property("fill", "the fill", _fill, same, looks_same, show),
    Property("line", "the line", _line, same, looks_same, show),
    Property(
        "stroke", "the line {}", _stroke, rewritten=_stroked_alike, show=_points, usual="the usual"
    ),
    Property("effects", "the effects", _effects),
    Property("image", "the picture", _image),
    Property("colouring", "the colouring", _colouring),
    Property("outline", "the outline", _outline, rewritten=_outlined_alike, told=_reshaped),
)


# How a table's cells look that is not its style's (21.1.3.17: `a:tcPr`); widths, spans and style
# are a plan's.


_BORDERS = ("a:lnL", "a:lnR", "a:lnT", "a:lnB", "a:lnTlToBr", "a:lnBlToTr")

_PLACING = ("anchor", "vert", "marL", "marR", "marT", "marB")

_PLAIN = "-"

_MOST = 6


def _cells(drawn: DrawnShape) -> Words:
    """A digest of what each cell says of its own fill, borders and placing.

    Rows are parted by `/`, cells by blanks; a cell is `-` or the number of one of the looks that
    follow a `|`.
    """
    table = graphic(drawn.shape, "a:tbl")
    looks: list[str] = []
    rows = []
    for line in find_all(table, "a:tr") if table is not None else ():
        cells = []
        for cell in find_all(line, "a:tc"):
            look = _look(cell, drawn)
            if look and look not in looks:
                looks.append(look)
            cells.append(str(looks.index(look)) if look else _PLAIN)
        rows.append(" ".join(cells))
    return one(f"{'/'.join(rows)}|{' '.join(looks)}" if rows else "")


def _look(cell: Element, drawn: DrawnShape) -> str:
    properties = find(cell, "a:tcPr")
    if properties is None:
        return ""
    said = [f"{name}={properties.get(name)}" for name in _PLACING if properties.get(name)]
    fill = fill_in(properties)
    if fill is not None:
        said.append(paint_said(fill, drawn.sheet))
    borders = [child for child in properties if tag(child) in _BORDERS]
    if borders:
        said.append(of_xml(borders, drawn.sheet.part, drawn.sheet.package))
    return of_text(*said) if said else ""


def _grid(word: str) -> list[list[str]]:
    """The look of each cell, row by row."""
    rows, _, looks = word.partition("|")
    known = looks.split()
    return [
        ["" if cell == _PLAIN else known[int(cell)] for cell in row.split()]
        for row in rows.split("/")
    ]


def _looks(word: str) -> set[str]:
    return {cell for row in _grid(word) for cell in row}


def _shape(grid: list[list[str]]) -> list[int]:
    return [len(row) for row in grid]


def _same(was: str, now: str) -> bool:
    """Whether each cell looks as before; where rows or columns came or went, whether no cell has
    a look that none had."""
    old, new = _grid(was), _grid(now)
    return old == new if _shape(old) == _shape(new) else _looks(now) <= _looks(was)


def _shape_table_told(was: str, now: str) -> str:
    old, new = _grid(was), _grid(now)
    if _shape(old) != _shape(new):
        return "has a fill, borders or margins that no cell had"
    cells = list(_differing(old, new))
    more = f" and {len(cells) - _MOST} more" if len(cells) > _MOST else ""
    return f"changed in {', '.join(cells[:_MOST])}{more}"


def _differing(old: list[list[str]], new: list[list[str]]) -> Iterator[str]:
    for row, (before, after) in enumerate(zip(old, new, strict=True), 1):
        for column, (was, now) in enumerate(zip(before, after, strict=True), 1):
            if was != now:
                yield f"row {row} column {column}"


def _background(drawn: DrawnShape) -> Words:
    table = graphic(drawn.shape, "a:tbl")
    fill = fill_in(None if table is None else find(table, "a:tblPr"))
    return one("" if fill is None else paint_said(fill, drawn.sheet))


TABLE_PROPERTIES = (
    Property("cells", "the look of cells", _cells, _same, told=_shape_table_told),
    Property("table", "the background of the table", _background, show=plainly),
)


# How a shape's text stands in it (21.1.2.1.1: `a:bodyPr`); what it says is a plan's.
#
# How it is made to fit is left out: PowerPoint changes that by itself.


_USUAL = {
    "anchor": ("anchor", "t"), "anchorCtr": ("centring", "0"), "vert": ("direction", "horz"),
    "wrap": ("wrapping", "square"), "numCol": ("columns", "1"), "rot": ("rotation", "0"),
}  # fmt: skip

_MARGINS = {"lIns": 91440, "tIns": 45720, "rIns": 91440, "bIns": 45720}

_WORDS = {
    "t": "top", "b": "bottom", "ctr": "middle", "just": "justified", "dist": "distributed",
    "horz": "horizontal", "vert": "turned right", "vert270": "turned left", "false": "0",
    "true": "1",
}  # fmt: skip


def _frame(drawn: DrawnShape) -> Words:
    return dict(_said(drawn))


def _said(drawn: DrawnShape) -> Iterator[tuple[str, str]]:
    """What the shape says itself that its placeholder does not, nor is usual where it is none."""
    body = find(drawn.shape, "p:txBody/a:bodyPr")
    if body is None:
        return
    above = [
        found
        for shape in drawn.line()[1:]
        if (found := find(shape, "p:txBody/a:bodyPr")) is not None
    ]
    for name, (word, usual) in _USUAL.items():
        value = _value(name, [body, *above], usual)
        if value != _value(name, above, usual):
            yield word, value
    margins = [_margin(name, [body, *above]) for name in _MARGINS]
    if margins != [_margin(name, above) for name in _MARGINS]:
        yield "margins", " ".join(map(str, margins))


def _margin(name: str, bodies: list[Element]) -> int:
    said = next((body for body in bodies if name in body.attrib), None)
    return _MARGINS[name] if said is None else coordinate(said, name, _MARGINS[name])


def _value(name: str, bodies: list[Element], usual: str) -> str:
    value = next((body.get(name, "") for body in bodies if name in body.attrib), usual)
    return _WORDS.get(value, value)


def _shown(word: str) -> str:
    sides = word.split()
    if len(sides) != len(_MARGINS):
        return word
    points = ", ".join(f"{int(side) / 12700:g}" for side in sides)
    return f"{points} pt (left, top, right, bottom)"


TEXT_PROPERTIES = (
    Property("frame", "the text {}", _frame, show=_shown, usual="what its place says"),
)
