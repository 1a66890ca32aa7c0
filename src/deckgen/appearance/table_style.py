"""How the cells of a table look by its style (ECMA-376 part 1, 20.1.4.2).

A table's style may be one of PowerPoint's own, which files need not hold. Known here are the family
Medium Style 2, which new tables get, and the two styles without fills.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import cache
from pathlib import Path

from msgspec import Struct

from deckgen.appearance.fill import CLEAR, Paint, fill_in, paint, referred
from deckgen.appearance.inheritance import list_style
from deckgen.appearance.theme import Scheme
from deckgen.opc.package import Package
from deckgen.opc.xml import Element, find, find_all, integer, is_on, make, qn, tag

_MEDIUM_2 = "Medium Style 2"
_WITHOUT_FILLS = ("", "No Style, No Grid", "No Style, Table Grid")

_UNKNOWN = Paint(unknown="a table style that the file does not hold")


@cache
def style_ids() -> Mapping[str, str]:
    """The ids of PowerPoint's own table styles by their names, as its gallery shows them."""
    text = Path(__file__).with_name("table_styles.txt").read_text(encoding="utf-8")
    lines = (line.partition(" ") for line in text.splitlines() if line.startswith("{"))
    return {name: style_id for style_id, _, name in lines}


@cache
def style_name(style_id: str) -> str:
    """The name of one of PowerPoint's own table styles by its id, "" for any other id."""
    return next((name for name, known in style_ids().items() if known == style_id), "")


class PaintedCell(Struct, frozen=True):
    """A table cell (`a:tc`) with its paint: its own fill or the style's, over that of the table.

    `styled` is the paint that it would have by the style. `text_styles` are the text formatting of
    the table's style as list styles, nearest first.
    """

    element: Element
    paint: Paint
    styled: Paint
    text_styles: tuple[Element, ...]


def _text_styles(parts: tuple[Element, ...]) -> tuple[Element, ...]:
    found = (find(part, "a:tcTxStyle") for part in parts)
    return tuple(text_style_levels(text_style) for text_style in found if text_style is not None)


def cells(table: Element, package: Package, scheme: Scheme) -> Iterator[PaintedCell]:
    """The cells of an `a:tbl`, row by row."""
    properties = find(table, "a:tblPr")
    named = None if properties is None else properties.findtext(qn("a:tableStyleId"))
    style = table_style((named or "").strip(), package)
    background = _table_background(properties, style, scheme)

    @cache  # cells have few combinations of parts of the style
    def of_style(names: tuple[str, ...]) -> tuple[Paint, tuple[Element, ...]]:
        if style is None:
            return _UNKNOWN, ()
        parts = tuple(part for name in names if (part := find(style, f"a:{name}")) is not None)
        return _style_paint(parts, "a:tcStyle", scheme).over(background), _text_styles(parts)

    options = style_options(properties)
    rows = find_all(table, "a:tr")
    for row, element in enumerate(rows):
        columns = find_all(element, "a:tc")
        for column, cell in enumerate(columns):
            last_row = row + integer(cell, "rowSpan", 1) >= len(rows)
            last_column = column + integer(cell, "gridSpan", 1) >= len(columns)
            names = style_parts(CellPosition(row, column, last_row, last_column), options)
            styled, text_styles = of_style(tuple(names))
            painted = styled
            own = fill_in(find(cell, "a:tcPr"))
            if own is not None:
                painted = paint(own, scheme).over(background)
            yield PaintedCell(cell, painted, styled, text_styles)


def style_options(properties: Element | None) -> frozenset[str]:
    """The attributes of an `a:tblPr` that are on."""
    found = () if properties is None else properties.attrib.items()
    return frozenset(str(name) for name, value in found if is_on(str(value)))


class CellPosition(Struct, frozen=True):
    """The row and column of a cell from 0, and whether it ends in the last ones."""

    row: int
    column: int
    last_row: bool
    last_column: bool


def style_parts(at: CellPosition, options: Collection[str]) -> Iterator[str]:
    """The parts of a table style that apply to a cell, the strongest first (20.1.4.2.26).

    `options` are those of `firstRow`, `lastRow`, `firstCol`, `lastCol`, `bandRow` and `bandCol`
    that are on for the table. Header rows and header columns have no bands.
    """
    top, bottom = "firstRow" in options and at.row == 0, "lastRow" in options and at.last_row
    left, right = "firstCol" in options and at.column == 0, "lastCol" in options and at.last_column
    row_band = (at.row - ("firstRow" in options)) % 2 + 1
    column_band = (at.column - ("firstCol" in options)) % 2 + 1
    for name, holds in (
        ("nwCell", top and left), ("neCell", top and right), ("firstRow", top),
        ("swCell", bottom and left), ("seCell", bottom and right), ("lastRow", bottom),
        ("firstCol", left), ("lastCol", right),
        (f"band{column_band}V", "bandCol" in options and not left),
        (f"band{row_band}H", "bandRow" in options and not top), ("wholeTbl", True),
    ):  # fmt: skip
        if holds:
            yield name


def text_style_levels(text: Element) -> Element:
    """What an `a:tcTxStyle` gives to text, as a list style (20.1.4.2.30)."""
    run = make("a:defRPr")
    for name in ("b", "i"):
        if text.get(name) in ("on", "off"):
            run.set(name, "1" if text.get(name) == "on" else "0")
    colour = next((child for child in text if tag(child).endswith("Clr")), None)
    font = find(text, "a:fontRef")
    return list_style(run, colour, "" if font is None else font.get("idx", ""))


def _style_paint(parts: tuple[Element, ...], name: str, scheme: Scheme) -> Paint:
    for part in parts:
        element = find(part, name)
        own = None if element is None else fill_in(find(element, "a:fill"))
        reference = None if element is None else find(element, "a:fillRef")
        if own is not None:
            return paint(own, scheme)
        if reference is not None:
            return referred(reference, scheme)
    return CLEAR


def _table_background(properties: Element | None, style: Element | None, scheme: Scheme) -> Paint:
    own = fill_in(properties)
    if own is not None:
        return paint(own, scheme)
    return CLEAR if style is None else _style_paint((style,), "a:tblBg", scheme)


def table_style(name: str, package: Package) -> Element | None:
    """The style of that id: the file's own, or one of PowerPoint's that are known here."""
    for part in package.related(package.presentation, "tableStyles"):
        for style in find_all(part.root, "a:tblStyle"):
            if style.get("styleId", "").upper() == name.upper():
                return style
    known = style_name(name.upper())
    if known.startswith(_MEDIUM_2):
        _, _, accent = known.partition(" - Accent ")
        return _medium_2(f"accent{accent}" if accent else "dk1")
    return _no_style() if known in _WITHOUT_FILLS and (known or not name) else None


def _no_style() -> Element:
    """A style without fills and with text in `tx1`, also for tables that name no style."""
    text = make("a:tcTxStyle", None, make("a:schemeClr", {"val": "tx1"}))
    return make("a:tblStyle", None, make("a:wholeTbl", None, text))


@cache
def _medium_2(accent: str) -> Element:
    """Medium Style 2 of an accent: headers in full, the body in tints of 20 and 40 percent."""
    parts = [
        _style_part("wholeTbl", "dk1", accent, 20000),
        _style_part("band1H", None, accent, 40000),
        _style_part("band1V", None, accent, 40000),
    ]
    heads = [
        _style_part(n, "lt1", accent, None) for n in ("lastCol", "firstCol", "lastRow", "firstRow")
    ]
    return make("a:tblStyle", None, *parts, *heads)


def _style_part(name: str, text: str | None, accent: str, tint: int | None) -> Element:
    colour = make("a:schemeClr", {"val": accent})
    if tint is not None:
        colour.append(make("a:tint", {"val": tint}))
    fill = make("a:fill", None, make("a:solidFill", None, colour))
    part = make(f"a:{name}")
    if text is not None:
        bold = "on" if tint is None else None
        part.append(make("a:tcTxStyle", {"b": bold}, make("a:schemeClr", {"val": text})))
    part.append(make("a:tcStyle", None, fill))
    return part
