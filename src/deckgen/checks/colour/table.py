"""Cells of tables: what their table style paints and how it sets their text (21.1.3 and 20.1.4.2).

A style may be one of PowerPoint's own, which files need not hold. Those of the family Medium
Style 2, which new tables get, and the two without fills are known here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from deckgen.checks.colour.fills import fill_in, paint, referred
from deckgen.checks.colour.paint import CLEAR, Paint
from deckgen.checks.colour.scheme import Scheme
from deckgen.checks.text import coloured
from deckgen.ooxml import Element, find, find_all, make, qn, tag
from deckgen.opc import Package

_ON = ("1", "true", "on")
_MEDIUM_2 = {
    "{073A0DAA-6AF3-43AB-8588-CEC1D06C72B9}": "dk1",
    "{5C22544A-7EE6-4342-B048-85BDC9FD1C3A}": "accent1",
    "{21E4AEA4-8DFA-4A89-87EB-49C32662AFE0}": "accent2",
    "{F5AB1C69-6EDB-4FF4-983F-18BD219EF322}": "accent3",
    "{00A15C55-8517-42AA-B614-E9B94910E393}": "accent4",
    "{7DF18680-E054-41AD-8BC1-D1AEF772440D}": "accent5",
    "{93296810-A885-4BE3-A3E7-6D5BEEA58F35}": "accent6",
}
_NO_STYLE = (
    "", "{2D5ABB26-0587-4C30-8999-92F81FD0307C}", "{5940675A-B579-460E-94D1-54222C63F5DA}",
)  # fmt: skip
_UNKNOWN = Paint(unknown="a table style that the file does not hold")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its `a:tc`, and the parts of the table's style that hold for it, nearest first."""

    element: Element
    parts: tuple[Element, ...]
    known: bool
    ground: Paint

    def paint(self, scheme: Scheme) -> Paint:
        """What its own fill, its table's style and the table's own ground paint."""
        own = fill_in(find(self.element, "a:tcPr"))
        if own is not None:
            return paint(own, scheme).over(self.ground)
        if not self.known:
            return _UNKNOWN
        return _styled(self.parts, "a:tcStyle", scheme).over(self.ground)

    @property
    def text_styles(self) -> tuple[Element, ...]:
        """What the table's style says of the text, as list styles, nearest first."""
        found = []
        for part in self.parts:
            said = find(part, "a:tcTxStyle")
            if said is not None:
                bold = said.get("b")
                weight = None if bold in (None, "def") else str(int(bold in _ON))
                colour = next((c for c in said if tag(c).endswith("Clr")), None)
                if colour is not None:
                    found.append(coloured(colour, weight))
                elif weight is not None:
                    run = make("a:defRPr", {"b": weight})
                    found.append(make("a:lstStyle", None, make("a:defPPr", None, run)))
        return tuple(found)


def cells(table: Element, package: Package, scheme: Scheme) -> Iterator[Cell]:
    """The cells of an `a:tbl`, row by row."""
    properties = find(table, "a:tblPr")
    named = None if properties is None else properties.findtext(qn("a:tableStyleId"))
    style = _style((named or "").strip(), package)
    known = style is not None
    ground = _ground(properties, style, scheme)
    rows = find_all(table, "a:tr")
    for row, element in enumerate(rows):
        columns = find_all(element, "a:tc")
        for column, cell in enumerate(columns):
            place = _Place(row, column, row == len(rows) - 1, column == len(columns) - 1)
            names = reversed(list(_names(place, properties)))
            parts = [None if style is None else find(style, f"a:{name}") for name in names]
            yield Cell(cell, tuple(p for p in parts if p is not None), known, ground)


@dataclass(frozen=True, slots=True)
class _Place:
    row: int
    column: int
    last_row: bool
    last_column: bool


def _names(place: _Place, properties: Element | None) -> Iterator[str]:
    """The parts of a style that hold for a cell, the weakest first."""

    def on(name: str) -> bool:
        return properties is not None and properties.get(name) in _ON

    top, bottom = on("firstRow") and place.row == 0, on("lastRow") and place.last_row
    left, right = on("firstCol") and place.column == 0, on("lastCol") and place.last_column
    yield "wholeTbl"
    if on("bandRow"):
        yield f"band{(place.row - on('firstRow')) % 2 + 1}H"
    if on("bandCol"):
        yield f"band{(place.column - on('firstCol')) % 2 + 1}V"
    for name, holds in (
        ("lastCol", right), ("firstCol", left), ("lastRow", bottom), ("seCell", bottom and right),
        ("swCell", bottom and left), ("firstRow", top), ("neCell", top and right),
        ("nwCell", top and left),
    ):  # fmt: skip
        if holds:
            yield name


def _styled(parts: tuple[Element, ...], name: str, scheme: Scheme) -> Paint:
    for part in parts:
        said = find(part, name)
        own = None if said is None else fill_in(find(said, "a:fill"))
        reference = None if said is None else find(said, "a:fillRef")
        if own is not None:
            return paint(own, scheme)
        if reference is not None:
            return referred(reference, scheme)
    return CLEAR


def _ground(properties: Element | None, style: Element | None, scheme: Scheme) -> Paint:
    own = fill_in(properties)
    if own is not None:
        return paint(own, scheme)
    return CLEAR if style is None else _styled((style,), "a:tblBg", scheme)


def _style(name: str, package: Package) -> Element | None:
    """The style of that id: the file's own, or one of PowerPoint's that are known here."""
    for part in package.related(package.presentation, "tableStyles"):
        for style in find_all(part.root, "a:tblStyle"):
            if style.get("styleId", "").upper() == name.upper():
                return style
    if name.upper() in _MEDIUM_2:
        return _medium_2(_MEDIUM_2[name.upper()])
    return _no_style() if name.upper() in _NO_STYLE else None


def _no_style() -> Element:
    """No fills, and text in `tx1`: PowerPoint's two styles without style, and no style at all."""
    text = make("a:tcTxStyle", None, make("a:schemeClr", {"val": "tx1"}))
    return make("a:tblStyle", None, make("a:wholeTbl", None, text))


def _medium_2(accent: str) -> Element:
    """Medium Style 2 of an accent: its heads in full, its body in tints of 20 and 40 percent."""
    parts = [
        _part("wholeTbl", "dk1", accent, 20000),
        _part("band1H", None, accent, 40000),
        _part("band1V", None, accent, 40000),
    ]
    heads = [_part(n, "lt1", accent, None) for n in ("lastCol", "firstCol", "lastRow", "firstRow")]
    return make("a:tblStyle", None, *parts, *heads)


def _part(name: str, text: str | None, accent: str, tint: int | None) -> Element:
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
