"""Properties of shapes that are painted: fill, line, geometry, picture, table cells, text frame.

Section numbers are those of ECMA-376 part 1. XML that is too long to keep counts by a digest.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from functools import lru_cache
from itertools import chain

from deckgen.appearance.colour import near
from deckgen.appearance.fill import (
    FILLS,
    explicit_fill,
    fill_in,
    nearest_fill,
    shape_properties,
    style_reference,
)
from deckgen.appearance.theme import Scheme
from deckgen.content import graphic
from deckgen.diagnostics import listed
from deckgen.opc.package import Package
from deckgen.opc.part import Part
from deckgen.opc.xml import (
    BOOLEANS,
    EMU_PER_POINT,
    Element,
    each,
    emu,
    find,
    find_all,
    percent,
    qn,
    tag,
    text_of,
)
from deckgen.review.snapshot.model import (
    DIGEST,
    DrawnShape,
    MarkupField,
    Property,
    SheetView,
    Values,
    field_values,
)
from deckgen.textfit.frame import USUAL_INSETS

_LENGTH = 4
"""Bytes of a digest: one change in four thousand million goes unseen."""
_RELATIONS = tuple(qn(name) for name in ("r:id", "r:embed", "r:link", "r:pict"))
_LEFT_OUT = ("a:extLst", "p:extLst", "c:extLst", "mc:AlternateContent", "")


def digest_of_text(*texts: str) -> str:
    """The digest of texts."""
    return _shortened(hashlib.sha256("\0".join(texts).encode()).digest())


def _shortened(digest: bytes) -> str:
    return DIGEST + base64.urlsafe_b64encode(digest[:_LENGTH]).decode().rstrip("=")


def _digest_of_part(part: Part | None) -> str:
    """The digest of a part, such as a picture; "" for none."""
    return "" if part is None else _shortened(part.digest)


def digest_of_xml(elements: Iterable[Element], part: Part, package: Package) -> str:
    """The digest of elements of a part, "" for none.

    Extensions are left out; a relationship counts by its target, not by its id.
    """
    serialized = [_serialized(element, part, package) for element in elements]
    return digest_of_text(*serialized) if serialized else ""


def _serialized(element: Element, part: Part, package: Package) -> str:
    attributes = [
        f"{name}={_target_digest(value, part, package) if name in _RELATIONS else value}"
        for name, value in sorted((str(n), str(v)) for n, v in element.attrib.items())
    ]
    inner = [_serialized(child, part, package) for child in element if tag(child) not in _LEFT_OUT]
    text = (element.text or "").strip() if not inner else ""
    return f"<{tag(element)} {' '.join(attributes)}>{text}{''.join(inner)}</>"


def _target_digest(rid: str, part: Part, package: Package) -> str:
    item = part.rels.get(rid)
    if item is None or item.external:
        return "" if item is None else item.target
    return _digest_of_part(package.parts.get(item.target))


# The paint of an area or a line as a value with two sides, explicit and resolved.
#
# In `accent1 lumMod75000|054B69` the part before the bar is what the shape itself gives ("" where
# it inherits), the part after it what is seen: six digits, `none`, or the kind of a fill that is
# no plain colour. The first side compares shapes of one theme; the second shapes in which an
# editor replaced theme colours by digits.


NONE = "none"

_KINDS = {
    "a:gradFill": "gradient", "a:blipFill": "picture", "a:pattFill": "pattern",
    "a:grpFill": "group",
}  # fmt: skip

_SHADES = ("a:shade", "a:tint")


def explicit_paint(fill: Element, sheet: SheetView) -> str:
    """A fill as it is written: `none`, a colour, or the kind with a digest of the rest."""
    name = tag(fill)
    if name == "a:noFill":
        return NONE
    if name == "a:solidFill":
        return explicit_color(fill[0]) if len(fill) else NONE
    return f"{_KINDS[name]} {digest_of_xml([fill], sheet.part, sheet.package)}"


def resolved_paint(fill: Element, sheet: SheetView) -> str:
    """What a fill, or a reference to a style, shows: six digits, `none`, or the kind."""
    name = tag(fill)
    if name in ("a:fillRef", "a:lnRef"):
        return _style_paint(fill, sheet)
    if name == "a:noFill":
        return NONE
    if name == "a:solidFill":
        return resolved_color(fill[0], sheet.scheme) if len(fill) else NONE
    return _KINDS[name]


def explicit_color(element: Element) -> str:
    """A colour as it is written: a theme colour's name or digits, with its transforms."""
    value = element.get("val", "") or element.get("lastClr", "")
    value = value.upper() if tag(element) in ("a:srgbClr", "a:sysClr") else value
    changes = [f"{tag(c)[2:]}{round(percent(c.get('val')) * 1000)}" for c in element]
    changes = [change for change in changes if change != "alpha100000"]
    return " ".join([value or tag(element)[2:], *changes])


def resolved_color(element: Element, scheme: Scheme) -> str:
    """The six digits of a colour without its opacity; `none` if transparent, "" if unknown."""
    found = scheme.colour(element)
    if found is None:
        return ""
    return found.hex if found.alpha else NONE


def _style_paint(reference: Element, sheet: SheetView) -> str:
    """What the style of a shape paints (20.1.4.2.10 and 20.1.4.2.19): `none`, digits, "" unknown.

    Shades and gradients are unknown, for editors compute them differently.
    """
    if not sheet.scheme.refers(reference):
        return NONE
    style = sheet.scheme.style(reference)
    inner = style if style is None or tag(style) in FILLS else fill_in(style)
    plain = inner is not None and tag(inner) == "a:solidFill" and len(inner) and len(reference)
    if inner is None or not plain or len(inner[0]) or any(tag(c) in _SHADES for c in reference[0]):
        return ""
    return resolved_color(reference[0], sheet.scheme)


def paint_value(own: str, shown: str, inherited: str = NONE) -> str:
    """The value of a paint; "" where the shape shows nothing and inherits nothing."""
    return "" if shown == inherited == NONE else f"{own}|{shown}"


def same_explicit(was: str, now: str) -> bool:
    """Whether two paints are written alike."""
    return _explicit(was) == _explicit(now)


def same_resolved(was: str, now: str) -> bool:
    """Whether two paints show the same colour, or what one of them shows is not known.

    Fills that are no plain colour count as not known: editors convert gradients to pictures, and
    gradients of one colour to plain ones.
    """
    first, second = _resolved(was), _resolved(now)
    unknown = {"", *_KINDS.values()} & {first, second}
    return first == second or bool(unknown) or near(first, second)


def paint_text(value: str) -> str:
    """A paint in words."""
    own, _, shown = value.partition("|")
    if not own:
        return f"{shown} as its style says" if shown else "what its style says"
    name = explicit_text(own)
    return name if name in (NONE, *_KINDS.values()) else " ".join(dict.fromkeys([shown, own]))


def explicit_text(own: str) -> str:
    """The explicit side of a paint in words: a colour, or the kind of fill without its digest."""
    kind = own.partition(" ")[0]
    return kind if kind in _KINDS.values() else own


def _explicit(value: str) -> str:
    return value.partition("|")[0]


def _resolved(value: str) -> str:
    return value.partition("|")[2] if value else NONE


# Shapes (19.3.1.44: `p:spPr`): fill, line, effects, geometry; the file and colours of pictures.


_SLACK = 720
"""How far editors round the width of a line, in EMU."""
_EFFECTS = ("a:effectLst", "a:effectDag", "a:scene3d", "a:sp3d")


def _fill(shape: DrawnShape) -> str:
    return _paint_of(shape, line=False)


def _line(shape: DrawnShape) -> str:
    return _paint_of(shape, line=True)


def _paint_of(shape: DrawnShape, *, line: bool) -> str:
    """The paint of a shape or of its line, its own or inherited."""
    if tag(shape.element) in ("p:graphicFrame", "p:grpSp"):
        return ""
    own = explicit_fill(shape.element, line=line)
    above = style_reference(shape.element, line=line)
    if above is None:
        above = nearest_fill(shape.inherited_from()[1:], line=line)
    inherited = NONE if above is None else resolved_paint(above, shape.sheet)
    if own is None:
        return paint_value("", inherited)
    return paint_value(
        explicit_paint(own, shape.sheet), resolved_paint(own, shape.sheet), inherited
    )


_STROKE = (
    MarkupField("width", "", "w"),
    MarkupField("dashes", "a:prstDash", default="solid"),
    MarkupField("start", "a:headEnd", "type", "none"),
    MarkupField("end", "a:tailEnd", "type", "none"),
)


def _stroke(shape: DrawnShape) -> Values:
    """The width in EMU, the dashes and the ends of a shape's own `a:ln`."""
    properties = shape_properties(shape.element)
    line = None if properties is None else find(properties, "a:ln")
    if line is None or (line.get("w", "0") == "0" and len(line) and tag(line[0]) == "a:noFill"):
        return {}
    custom = {"dashes": "custom"} if find(line, "a:custDash") is not None else {}
    return field_values(line, _STROKE) | custom


def _width_text(value: str) -> str:
    width = emu(value)
    return value if width is None else f"{width / EMU_PER_POINT:g} pt"


def _effects(shape: DrawnShape) -> str:
    found = shape_properties(shape.element)
    effects = [child for child in (found if found is not None else ()) if tag(child) in _EFFECTS]
    return _digest([effect for effect in effects if len(effect)], shape)


def _digest(elements: Iterable[Element], shape: DrawnShape) -> str:
    return digest_of_xml(elements, shape.sheet.part, shape.sheet.package)


def _geometry(shape: DrawnShape) -> str:
    """The geometry of a shape: a preset's name with its adjustments, or a digest of a path.

    Paths that deckgen draws are told by `_path`.
    """
    properties = shape_properties(shape.element)
    if properties is None or tag(shape.element) == "p:grpSp":
        return ""
    path = find(properties, "a:custGeom")
    if path is not None:
        return "" if shape.drawn else _digest([path], shape)
    preset = find(properties, "a:prstGeom")
    if preset is None:
        return ""
    name = preset.get("prst", "rect").replace("straightConnector1", "line")  # both draw the same
    guides = find_all(preset, "a:avLst/a:gd")
    adjusted = [guide.get("fmla", "").removeprefix("val ") for guide in guides]
    return "" if name == "rect" else " ".join([name, *adjusted])


def _path(shape: DrawnShape) -> str:
    """A digest of the points of a path that deckgen draws, such as the border of a map's area.

    It is of the markup as it is, since there are many and they are long.
    """
    properties = shape_properties(shape.element) if shape.drawn else None
    path = None if properties is None else find(properties, "a:custGeom/a:pathLst")
    if path is None:
        return ""
    return digest_of_text(text_of(path).partition(">")[2])  # without declared namespaces


def _image(shape: DrawnShape) -> str:
    """A digest of a picture that no slot holds, as a logo on a layout."""
    blip = None if shape.slot else find(shape.element, "p:blipFill/a:blip")
    if blip is None:
        return ""
    return _digest_of_part(shape.sheet.package.target(shape.sheet.part, blip.get(qn("r:embed"))))


def _colouring(shape: DrawnShape) -> str:
    """A digest of the effects on a picture's colours (20.1.8.13: the children of `a:blip`)."""
    blip = find(shape.element, "p:blipFill/a:blip")
    if blip is None:
        return ""
    changes = [child for child in blip if tag(child) != "a:extLst"]
    return _digest([*changes, *each(blip, "a14:imgEffect")], shape)


def _same_outline(was: str, now: str) -> bool:
    """Whether two geometries have one preset; editors rewrite adjustments and paths."""
    return DIGEST in (was[:1], now[:1]) or was.partition(" ")[0] == now.partition(" ")[0]


def _outline_change(was: str, now: str) -> str:
    old, new = (value.partition(" ")[0] or "rect" for value in (was, now))
    if old == new or DIGEST in (old[:1], new[:1]):
        return "changed"
    return f"{old} -> {new}"


def _same_stroke(was: str, now: str) -> bool:
    old, new = emu(was), emu(now)
    return old is None or new is None or abs(old - new) <= _SLACK


PAINT_PROPERTIES = (
    Property("fill", "the fill", _fill, same_explicit, same_resolved, paint_text),
    Property("line", "the line", _line, same_explicit, same_resolved, paint_text),
    Property(
        "stroke",
        "the line {}",
        _stroke,
        rewritten=_same_stroke,
        show=_width_text,
        default="the default",
    ),
    Property("effects", "the effects", _effects),
    Property("image", "the picture", _image),
    Property("colouring", "the colouring", _colouring),
    Property("outline", "the outline", _geometry, rewritten=_same_outline, change=_outline_change),
    Property("path", "the outline", _path, change=lambda _was, _now: "changed"),
)


# Table cells (21.1.3.17: `a:tcPr`): formatting of their own that plans do not hold.


_PLAIN = "-"
_MOST = 6


def _cells(shape: DrawnShape) -> str:
    """What each cell has of its own that YAML has no words for, as digests.

    Rows are separated by `/`, cells by spaces; a cell is `-` or the number of one of the digests
    that follow a `|`: `0 -/0 -|#AbCdEf`.
    """
    table = graphic(shape.element, "a:tbl")
    formats: list[str] = []
    rows = []
    for line in find_all(table, "a:tr") if table is not None else ():
        cells = []
        for cell in find_all(line, "a:tc"):
            formatting = _cell_format(cell, shape)
            if formatting and formatting not in formats:
                formats.append(formatting)
            cells.append(str(formats.index(formatting)) if formatting else _PLAIN)
        rows.append(" ".join(cells))
    return f"{'/'.join(rows)}|{' '.join(formats)}" if rows else ""


def _cell_format(cell: Element, shape: DrawnShape) -> str:
    from deckgen.content.table import unsaid  # loaded by now, where there is a table

    found = [
        said if isinstance(said, str) else _digest([said], shape)
        for said in unsaid(find(cell, "a:tcPr"))
    ]
    return digest_of_text(*found) if found else ""


def _grid(value: str) -> list[list[str]]:
    """The digest of each cell row by row, "" for a cell without formatting."""
    rows, _, formats = value.partition("|")
    known = formats.split()
    return [
        ["" if cell == _PLAIN else known[int(cell)] for cell in row.split()]
        for row in rows.split("/")
    ]


def _same_size(old: list[list[str]], new: list[list[str]]) -> bool:
    return [len(row) for row in old] == [len(row) for row in new]


def _same_cells(was: str, now: str) -> bool:
    """Whether each cell has its formatting; where the size of the table changed, whether no cell
    has a formatting that none had."""
    old, new = _grid(was), _grid(now)
    return old == new if _same_size(old, new) else {*chain(*new)} <= {*chain(*old)}


def _cells_change(was: str, now: str) -> str:
    old, new = _grid(was), _grid(now)
    if not _same_size(old, new):
        return "has a fill, borders or a direction that no cell had"
    cells = [
        f"row {row} column {column}"
        for row, (before, after) in enumerate(zip(old, new, strict=True), 1)
        for column, (was, now) in enumerate(zip(before, after, strict=True), 1)
        if was != now
    ]
    return f"changed in {listed(cells, _MOST)}"


def _table_background(shape: DrawnShape) -> str:
    table = graphic(shape.element, "a:tbl")
    fill = fill_in(None if table is None else find(table, "a:tblPr"))
    return "" if fill is None else explicit_paint(fill, shape.sheet)


TABLE_PROPERTIES = (
    Property("cell", "the look of cells", _cells, _same_cells, change=_cells_change),
    Property("table", "the background of the table", _table_background, show=explicit_text),
)


# The text frame (21.1.2.1.1: `a:bodyPr`), without autofit: PowerPoint changes that by itself.


_FRAME = {
    "anchor": ("anchor", "t"), "anchorCtr": ("centring", "0"), "vert": ("direction", "horz"),
    "wrap": ("wrapping", "square"), "numCol": ("columns", "1"), "rot": ("rotation", "0"),
}  # fmt: skip

_FRAME_VALUES = {
    "t": "top", "b": "bottom", "ctr": "middle", "just": "justified", "dist": "distributed",
    "horz": "horizontal", "vert": "turned right", "vert270": "turned left", **BOOLEANS,
}  # fmt: skip


def _frame(shape: DrawnShape) -> Values:
    """The shape's own attributes that differ from what it inherits, and from the defaults."""
    body = find(shape.element, "p:txBody/a:bodyPr")
    if body is None or not len(body.attrib):
        return {}
    inherited: dict[str, str] = {}
    for candidate in reversed(shape.inherited_from()[1:]):
        inherited |= _attributes(find(candidate, "p:txBody/a:bodyPr"))
    own = inherited | _attributes(body)
    before = _frame_values(tuple(inherited.items()))
    return {k: v for k, v in _frame_values(tuple(own.items())).items() if v != before[k]}


def _attributes(body: Element | None) -> dict[str, str]:
    return {} if body is None else {str(k): str(v) for k, v in body.attrib.items()}


@lru_cache(maxsize=256)
def _frame_values(given: tuple[tuple[str, str], ...]) -> Values:
    """What these attributes of an `a:bodyPr` say, by which; the shapes of a deck have few."""
    attributes, found = dict(given), {}
    for attribute, (which, default) in _FRAME.items():
        value = attributes.get(attribute, default)
        found[which] = _FRAME_VALUES.get(value, value)
    sides = ((emu(attributes.get(name)), default) for name, default in USUAL_INSETS.items())
    margins = (str(default if side is None else side) for side, default in sides)
    return {**found, "margins": " ".join(margins)}


def _frame_text(value: str) -> str:
    sides = value.split()
    if len(sides) != len(USUAL_INSETS):
        return value
    points = ", ".join(f"{int(side) / EMU_PER_POINT:g}" for side in sides)
    return f"{points} pt (left, top, right, bottom)"


TEXT_PROPERTIES = (
    Property("frame", "the text {}", _frame, show=_frame_text, default="what its place says"),
)
