"""How a table's cells look that is not its style's (21.1.3.17: `a:tcPr`); widths, spans and style
are a plan's."""

from __future__ import annotations

from collections.abc import Iterator

from deckgen.beyond import digest, paint
from deckgen.beyond.aspect import Aspect, Words, one
from deckgen.beyond.subjects import Drawn
from deckgen.content.base import graphic
from deckgen.ooxml import Element, find, find_all, tag

_BORDERS = ("a:lnL", "a:lnR", "a:lnT", "a:lnB", "a:lnTlToBr", "a:lnBlToTr")
_PLACING = ("anchor", "vert", "marL", "marR", "marT", "marB")
_PLAIN = "-"
_MOST = 6


def _cells(drawn: Drawn) -> Words:
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


def _look(cell: Element, drawn: Drawn) -> str:
    properties = find(cell, "a:tcPr")
    if properties is None:
        return ""
    said = [f"{name}={properties.get(name)}" for name in _PLACING if properties.get(name)]
    fill = paint.fill_in(properties)
    if fill is not None:
        said.append(paint.said(fill, drawn.sheet))
    borders = [child for child in properties if tag(child) in _BORDERS]
    if borders:
        said.append(digest.of_xml(borders, drawn.sheet.part, drawn.sheet.package))
    return digest.of_text(*said) if said else ""


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


def _told(was: str, now: str) -> str:
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


def _background(drawn: Drawn) -> Words:
    table = graphic(drawn.shape, "a:tbl")
    fill = paint.fill_in(None if table is None else find(table, "a:tblPr"))
    return one("" if fill is None else paint.said(fill, drawn.sheet))


ASPECTS = (
    Aspect("cells", "the look of cells", _cells, _same, told=_told),
    Aspect("table", "the background of the table", _background, show=paint.plainly),
)
