"""The numbers that shade the areas of a map, in YAML: lines `area | number`, or a file.

A file has a column of FIPS codes or of names, or both, and one of numbers. An area whose cell is
empty, or that no row names, has no number. Rows of areas that the map does not show are left alone,
so that one file serves maps of parts of it. The functions that parse raise `Problem` with every
fault.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from deckgen.content import Scope
from deckgen.content.map import _areas as map_areas
from deckgen.content.map import _points as map_points
from deckgen.content.map import model as map_model
from deckgen.content.map._points import Row, Word
from deckgen.content.map.model import MapModel
from deckgen.content.map.shades import Shades
from deckgen.diagnostics import error, gather, suggest
from deckgen.facts import numbers
from deckgen.geo.atlas import Area
from deckgen.source.nodes import Node, ScalarNode
from deckgen.source.writing import Lines


class _Line(NamedTuple):
    """The cells of an area and its number; `first` is the first of its row."""

    first: Word
    code: Word | None
    name: Word | None
    number: Word | None


class _Amount(NamedTuple):
    value: Decimal
    format: re.Match[str] | None
    """What surrounds the digits in its number format, and its decimals."""


_FORMAT = re.compile(r"(.*?)(?:#,##0|0+)(?:\.(0+))?(\D*)")


def parse(
    node: Node, what: str, scope: Scope, model: MapModel, column: ScalarNode | None
) -> MapModel:
    """The map with its areas shaded by the numbers of a text or file.

    `column` is the heading of the numbers, where the author names it; the heading becomes the
    title of the legend.
    """
    rows = map_points.text_rows(node, what, scope)
    if not rows:
        raise error("empty-grid", "there are no rows", at=node.span, label="nothing here")
    heading, is_file = "", map_points.is_file(node)
    if is_file:
        at = _columns(rows, node, column)
        heading = rows[0][at["number"]].text
        lines = [_line(row, at) for row in rows[1:]]
    elif column is not None:
        raise error(
            "unknown-column",
            "`column` is for a file: typed numbers have no headings",
            at=column.span,
        )
    else:
        lines = list(_typed(rows))
    areas = map_areas.Regions(model)
    if is_file:
        areas.within = ()
    found: dict[str, _Amount] = {}
    with gather() as problems:
        for line in lines:
            with problems.collect():
                area, word = _area(line, areas, model)
                if is_file and area.fips not in areas.shown:
                    continue
                areas.add("", word.span, area, word)
                if line.number is not None and line.number.text:
                    found[area.fips] = _amount(line.number)
    if not found:
        raise error("empty-grid", "no area has a number", at=node.span, label="nothing here")
    amounts = tuple((fips, one.value) for fips, one in found.items())
    shades = Shades(amounts, format=_format(list(found.values())))
    return model.but(shades=shades, legend_title=heading)


def _columns(rows: Sequence[Row], node: Node, column: ScalarNode | None) -> dict[str, int]:
    """The indexes of the columns fips, name and number."""
    at = map_points.columns(rows[0], map_areas.COLUMNS)
    at.pop("office", None)
    if not at:
        raise rows[0][0].problem(
            "missing-column", "no column is headed `fips`", "the row of headings",
            "areas are in a column headed fips, state, county or name",
        )  # fmt: skip
    others = {word.text: index for index, word in enumerate(rows[0]) if index not in at.values()}
    if column is not None:
        if column.text.strip() not in others:
            raise error(
                "unknown-column", f"no column is headed `{column.text.strip()}`", at=column.span,
                help=suggest(column.text.strip(), others, "there are"),
            )  # fmt: skip
        return {**at, "number": others[column.text.strip()]}
    numeric = {
        name: index for name, index in others.items() if any(_is_number(row, index) for row in rows)
    }
    if len(numeric) != 1:
        raise error(
            "which-column",
            f"{len(numeric) or 'no'} columns hold numbers",
            at=node.span,
            help=suggest("", numeric or others, "say which under `column:`; there are"),
        )
    return {**at, "number": next(iter(numeric.values()))}


def _is_number(row: Row, index: int) -> bool:
    if index >= len(row):
        return False
    return row[index].cell.number is not None or numbers.read(row[index].text) is not None


def _line(row: Row, at: dict[str, int]) -> _Line:
    cells = {name: row[index] for name, index in at.items() if index < len(row)}
    return _Line(row[0], cells.get("fips"), cells.get("name"), cells.get("number"))


def _typed(rows: Sequence[Row]) -> Iterator[_Line]:
    with gather() as problems:
        for row in rows:
            with problems.collect():
                if len(row) != 2:
                    raise row[-1].problem(
                        "value", f"the number of an area has 2 cells, not {len(row)}", "",
                        "write `Missouri | 387`",
                    )  # fmt: skip
                is_code = row[0].text.isdecimal()
                name = None if is_code else row[0]
                yield _Line(row[0], row[0] if is_code else None, name, row[1])


def _area(line: _Line, areas: map_areas.Regions, model: MapModel) -> tuple[Area, Word]:
    """The area of a line, and the cell that names it."""
    code, name = line.code, line.name
    if code is not None and code.text:
        return map_areas.area_of(code, name, areas), code
    if name is None or not name.text:
        raise line.first.problem("no-fips", "this row names no area", "empty")
    found = map_model.look_up(model.basemap, name.text)
    if isinstance(found, Area) and not areas.within:
        return found, name
    return map_model.find(model.basemap, name.text, name.span, model.of), name


def _amount(word: Word) -> _Amount:
    typed = numbers.read(word.text)
    value = word.cell.number if typed is None or word.cell.number is not None else typed.value
    if value is None:
        raise word.problem(
            "number", f"`{word.text}` is not a number", "not a number",
            "leave the cell empty where there is none",
        )  # fmt: skip
    return _Amount(value, None if typed is None else _FORMAT.fullmatch(typed.base))


def _format(amounts: Sequence[_Amount]) -> str:
    """The number format of the ranges, where all numbers are typed with one unit; else ""."""
    matches = [one.format for one in amounts if one.format is not None]
    units = {(match[1], match[3]) for match in matches}
    if len(matches) < len(amounts) or len(units) != 1 or units == {("", "")}:
        return ""
    places = max(len(match[2] or "") for match in matches)
    ((before, after),) = units
    return f"{before}#,##0{'.' + '0' * places if places else ''}{after}"


def dump(model: MapModel) -> Lines | None:
    """The text of `values`: a line for each area with a number; None without any."""
    if model.shades is None:
        return None
    found = map_model.atlas(model.basemap).areas
    return map_points.write(
        [map_model.title(model.basemap, found[fips]), f"{amount:f}"]
        for fips, amount in model.shades.values
    )
