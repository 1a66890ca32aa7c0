"""The formatting of single cells as DrawingML, both ways (ECMA-376 part 1, 21.1.3.17: `a:tcPr`)."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import structs

from deckgen.appearance.fill import FILLS, fill_in
from deckgen.content.table._cell_lines import ANCHORS, DASHES, SIDES
from deckgen.content.table.cells import NONE, PLAIN_CELL, CellFormat, border
from deckgen.content.table.layout import GAP, MARGIN_X, MARGIN_Y
from deckgen.content.textbody import plain_color, solid_fill
from deckgen.opc import xml
from deckgen.opc.xml import EMU_PER_POINT, Element, emu, find, integer, markup, tag, value_at

_BORDERS = dict(zip(SIDES, ("a:lnL", "a:lnT", "a:lnR", "a:lnB"), strict=True))
_ORDER = (
    "a:lnL", "a:lnR", "a:lnT", "a:lnB", "a:lnTlToBr", "a:lnBlToTr", "a:cell3D", *FILLS,
    "a:headers", "a:extLst",
)  # fmt: skip
MARGINS = {"marL": MARGIN_X, "marT": 45720, "marR": MARGIN_X, "marB": 45720}
"""The margins of a cell in EMU, by the sides, where it gives none."""
_ANCHORS = {value: word for word, value in ANCHORS.items()}
_DASHES = {value: word for word, value in DASHES.items()}


def _points(*sides: int) -> tuple[float, ...]:
    """Margins of EMU in points, by which editors round them."""
    return tuple(round(side / EMU_PER_POINT, 1) for side in sides)


_BUILT = tuple(_points(left, MARGIN_Y, MARGIN_X, MARGIN_Y) for left in (MARGIN_X, GAP))
_UNSAID = (_points(*MARGINS.values()), *_BUILT)


def read(properties: Element | None, *, built: bool) -> CellFormat:
    """The formatting of an `a:tcPr`, without what is so by default.

    `built` says whether a build made the table; its defaults are others than those of DrawingML.
    """
    if properties is None:
        return PLAIN_CELL
    anchor = _ANCHORS.get(properties.get("anchor", "t"), "")
    margins = _points(*margins_of(properties))
    fill: Element | None = None
    borders: tuple[str, ...] = ()
    if len(properties):
        fill = fill_in(properties)
        borders = tuple(_border(find(properties, name)) for name in _BORDERS.values())
    return CellFormat(
        "" if anchor == ("middle" if built else "top") else anchor,
        "" if fill is None else _fill(fill),
        () if margins in (_BUILT if built else _UNSAID) else margins,
        borders if any(borders) else (),
    )


def margins_of(properties: Element) -> tuple[int, ...]:
    """The margins of a cell at the left, top, right and bottom, in EMU."""
    return tuple(
        default if (given := emu(properties.get(name))) is None else given
        for name, default in MARGINS.items()
    )


def _fill(fill: Element) -> str:
    return NONE if tag(fill) == "a:noFill" else plain_color(fill)


def _border(line: Element | None) -> str:
    """A border as `cells:` writes it, "" where it has no words for it."""
    fill = fill_in(line)
    if line is None or fill is None:
        return ""
    color = _fill(fill)
    if color == NONE:
        return NONE
    dash = value_at(line, "a:prstDash", "solid")
    known = dash == "solid" or dash in _DASHES
    if not color or not known or line.get("cmpd", "sng") != "sng" or line.get("w") is None:
        return ""
    if find(line, "a:custDash") is not None:
        return ""
    width = round(integer(line, "w") / EMU_PER_POINT, 2)
    return border(color, width, _DASHES.get(dash, "")) if width else NONE


def unsaid(properties: Element | None) -> Iterator[Element | str]:
    """What a cell looks like that `cells:` has no words for: elements, and attributes as text."""
    if properties is None:
        return
    anchor, direction = properties.get("anchor", "t"), properties.get("vert", "horz")
    if anchor not in _ANCHORS:
        yield f"anchor={anchor}"
    if direction != "horz":
        yield f"vert={direction}"
    fill = fill_in(properties)
    if fill is not None and not _fill(fill):
        yield fill
    for name in ("a:lnTlToBr", "a:lnBlToTr"):
        diagonal = find(properties, name)
        if diagonal is not None:
            yield diagonal
    for name in _BORDERS.values():
        line = find(properties, name)
        if line is not None and not _border(line):
            yield line


def shows_alike(was: CellFormat, now: CellFormat) -> bool:
    """Whether two formattings look the same in a table that a build made."""
    return _shown(was) == _shown(now)


def _shown(said: CellFormat) -> CellFormat:
    margins = said.margins if said.margins not in _BUILT else ()
    return structs.replace(said, anchor=said.anchor or "middle", margins=margins)


def update(
    properties: Element, was: CellFormat, now: CellFormat, *, left: int, built: bool
) -> None:
    """Make an `a:tcPr` with one formatting have another, and keep all else of it.

    `left` is the margin there by default in EMU, for a table that a build made.
    """
    if was.anchor != now.anchor:
        anchor = now.anchor or ("middle" if built else "")
        _set(properties, "anchor", ANCHORS.get(anchor))
    if was.margins != now.margins:
        given = [round(points * EMU_PER_POINT) for points in now.margins]
        default = (left if left != MARGIN_X else None, MARGIN_Y, None, MARGIN_Y)
        sides = given or (default if built else (None,) * len(MARGINS))
        for name, side in zip(MARGINS, sides, strict=True):
            _set(properties, name, None if side is None else str(side))
    if was.fill != now.fill:
        _set_fill(properties, now.fill)
    for index, name in enumerate(_BORDERS.values()):
        before, after = (f.borders[index] if f.borders else "" for f in (was, now))
        if before != after:
            _set_border(properties, name, after)


def _set(element: Element, name: str, value: str | None) -> None:
    if value is not None:
        element.set(name, value)
    elif name in element.attrib:
        del element.attrib[name]


def _set_fill(properties: Element, fill: str) -> None:
    old = fill_in(properties)
    if old is not None:
        properties.remove(old)
    if fill:
        [new] = xml.elements(markup("a:noFill") if fill == NONE else solid_fill(fill))
        xml.insert(properties, new, _ORDER[_ORDER.index("a:cell3D") + 1 :])


def _set_border(properties: Element, name: str, said: str) -> None:
    old = find(properties, name)
    if old is not None:
        properties.remove(old)
    if not said:
        return
    color, *more = said.split(":")
    if color == NONE:
        text = markup(name, None, markup("a:noFill"))
    else:
        width = round(float(more[0]) * EMU_PER_POINT) if more else EMU_PER_POINT
        dash = DASHES[more[1]] if len(more) > 1 else "solid"
        text = markup(
            name,
            {"w": width, "cap": "flat", "cmpd": "sng", "algn": "ctr"},
            solid_fill(color),
            markup("a:prstDash", {"val": dash}),
        )
    [line] = xml.elements(text)
    xml.insert(properties, line, _ORDER)
