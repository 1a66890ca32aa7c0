"""What the areas of a map are given in YAML: regions, and the numbers that shade them.

Numbers are lines `area | number`, or a file with a column of FIPS codes or of names, or both, and
one of numbers. An area whose cell is empty, or that no row names, has no number. Rows of areas that
the map does not show are left alone, so that one file serves maps of parts of it. The functions
that parse raise `Problem` with every fault.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from msgspec import Struct, structs

from deckgen.content import Scope
from deckgen.content.map import _points as map_points
from deckgen.content.map import model as map_model
from deckgen.content.map._points import Row, Word
from deckgen.content.map.model import (
    DEFAULT_COLOR,
    Basemap,
    MapModel,
    Region,
    RegionColor,
    Shades,
    one_line,
)
from deckgen.diagnostics import Problem, Span, error, gather, suggest
from deckgen.facts import numbers, references
from deckgen.geo import atlas
from deckgen.geo.atlas import Area
from deckgen.richtext.inline import THEME_COLORS
from deckgen.source.fields import given
from deckgen.source.nodes import MappingNode, Node, ScalarNode, expect_word
from deckgen.source.writing import Lines, YamlData


class MapScope(Struct, frozen=True):
    """What an option depends on: the scope, and the map without it."""

    scope: Scope
    model: MapModel


# Regions: a table with the columns fips, county and office, or a mapping from offices to areas.
# In a table every row has a FIPS code, with which the name beside it must agree. Areas in no
# region are neutral.


COLUMNS = {
    "fips": "fips", "geoid": "fips", "county": "name", "state": "name", "area": "name",
    "name": "name", "office": "office", "region": "office",
}  # fmt: skip


class Regions:
    """Collects the areas of each office; raises `Problem` for those that do not fit."""

    def __init__(self, model: MapModel) -> None:
        self.basemap, self.within = model.basemap, model.of
        self.shown = {area.fips for area in map_model.areas_of(model)}
        self.members: dict[str, list[str]] = {}
        self.spans: dict[str, Span] = {}
        self.region_of: dict[str, str] = {}

    def add(self, office: str, office_span: Span, area: Area, word: Word) -> None:
        title = map_model.title(self.basemap, area)
        if area.fips not in self.shown:
            raise word.problem(
                "off-map", f"`{title}` is not on this map", "", "add it under `areas:`"
            )
        if area.fips in self.region_of:
            already = (
                f"is in `{self.region_of[area.fips]}` already" if office else "is listed twice"
            )
            raise word.problem(
                "twice", f"{area.fips} (`{title}`) {already}", "again here",
                f"an area {'belongs to one region' if office else 'has one number'}: "
                "remove one of the two",
            )  # fmt: skip
        self.region_of[area.fips] = office
        self.members.setdefault(office, []).append(area.fips)
        self.spans.setdefault(office, office_span)

    def done(self) -> tuple[Region, ...]:
        return tuple(
            Region(office, tuple(codes), span=self.spans[office])
            for office, codes in self.members.items()
        )


def parse_regions(node: Node, what: str, context: MapScope) -> tuple[Region, ...]:
    """The regions of a map, given the map without them.

    Raises `Problem` with every fault: unknown codes and names, areas twice, rows without a code.
    """
    regions = Regions(context.model)
    if isinstance(node, MappingNode):
        _add_mapping(node, regions, context.scope)
    elif isinstance(node, ScalarNode) and node.text.strip() == _CENSUS:
        return tuple(
            Region(name, areas, span=node.span)
            for name, areas in _census_regions(context.model).items()
        )
    else:
        _add_table(map_points.text_rows(node, what, context.scope), regions, node.span)
    return regions.done()


def _add_mapping(node: MappingNode, regions: Regions, scope: Scope) -> None:
    with gather() as problems:
        for key, value in node:
            office = ""
            with problems.collect():
                office = one_line(references.literal(key.text, key.at, "the name of a region"))
            if office in regions.spans or not office:
                problems.add(error("twice", f"`{office}` is a region already", at=key.span))
                continue
            with problems.collect():
                listed = list(map_points.words(value, f"`{key.text}`", scope))
                if not listed:
                    raise error(
                        "empty-region",
                        f"no area is listed under `{key.text}`",
                        at=key.span,
                        help="list counties or FIPS codes, a line each",
                    )
                for word in listed:
                    with problems.collect():
                        area = map_model.find(regions.basemap, word.text, word.span, regions.within)
                        regions.add(office, key.span, area, word)


def _add_table(rows: tuple[Row, ...], regions: Regions, span: Span) -> None:
    if not rows:
        raise error("empty-grid", "there are no rows", at=span, label="nothing here")
    at = map_points.needed_columns(
        rows[0], COLUMNS, ("fips", "office"),
        "the columns are fips, county and office, in any order",
        "`regions: census` gives the regions of the U.S. Census Bureau",
    )  # fmt: skip
    with gather() as problems:
        for row in rows[1:]:
            with problems.collect():
                cells = {name: row[index] for name, index in at.items() if index < len(row)}
                _add_row(cells, row, regions)


def _add_row(cells: dict[str, Word], row: Row, regions: Regions) -> None:
    code, name, office = (cells.get(key) for key in ("fips", "name", "office"))
    if code is None or not code.text:
        raise _without_code(code or row[0], name, regions)
    area = area_of(code, name, regions)
    if office is None or not office.text:
        raise (office or row[-1]).problem(
            "no-office", f"the row of {area.fips} names no office", "",
            "leave the row out: areas that no row names stay neutral",
        )  # fmt: skip
    regions.add(office.text, office.span, area, code)


def area_of(code: Word, name: Word | None, regions: Regions) -> Area:
    """The area with a code, which a name beside it must fit."""
    if not code.text.isdecimal():
        raise code.problem("fips", f"`{code.text}` is not a FIPS code", "", *hint(code, regions))
    area = map_model.find(regions.basemap, code.text, code.span, regions.within)
    if name is not None and name.text and not _agrees(area, name, regions.basemap):
        raise name.problem(
            "fips-name", f"{area.fips} is `{map_model.title(regions.basemap, area)}`, not "
            f"`{name.text}`", "does not fit the code", *hint(name, regions),
        )  # fmt: skip
    return area


def _agrees(area: Area, name: Word, basemap: Basemap) -> bool:
    found = atlas.find(map_model.atlas(basemap), name.text, area.state)
    match found:
        case atlas.Ambiguous(_, candidates):
            return area in candidates
        case _:
            return found == area


def _without_code(place: Word, name: Word | None, regions: Regions) -> Problem:
    row = f"the row of `{name.text}`" if name is not None and name.text else "this row"
    return place.problem(
        "no-fips", f"{row} has no FIPS code", "empty", *hint(name or place, regions)
    )


def hint(name: Word, regions: Regions) -> Iterator[str]:
    """A help with the codes of areas that have this name or a similar one."""
    match map_model.look_up(regions.basemap, name.text, regions.within) if name.text else None:
        case atlas.Area() as area:
            close: tuple[Area, ...] = (area,)
        case atlas.Ambiguous(_, candidates):
            close = candidates
        case atlas.Unknown(_, near):
            close = near
        case None:
            close = ()
    if close:
        listed = (
            f"`{map_model.title(regions.basemap, area)}` is {area.fips}" for area in close[:4]
        )
        yield ", ".join(listed)


def dump_regions(model: MapModel) -> YamlData:
    """`census`, or the mapping of regions, each with a line for each of its areas."""
    members = {region.name: region.areas for region in model.regions}
    if members and list(members.items()) == list(_census_regions(model).items()):
        return _CENSUS
    return {
        references.escaped(name): map_points.write(
            [title] for title in map_model.titles(model.basemap, areas)
        )
        for name, areas in members.items()
    }


# The regions of the U.S. Census Bureau (Geographic Terms and Concepts: Census Divisions and Census
# Regions), by the postal codes of their states.


_CENSUS = "census"
_CENSUS_REGIONS = {
    "Northeast": "CT MA ME NH NJ NY PA RI VT",
    "Midwest": "IA IL IN KS MI MN MO ND NE OH SD WI",
    "South": "AL AR DC DE FL GA KY LA MD MS NC OK SC TN TX VA WV",
    "West": "AK AZ CA CO HI ID MT NM NV OR UT WA WY",
}


def _census_regions(model: MapModel) -> dict[str, tuple[str, ...]]:
    """The areas of a map by their Census regions, without those of which it shows none."""
    shown = map_model.areas_of(model)
    found = {
        name: tuple(area.fips for area in shown if area.state in states.split())
        for name, states in _CENSUS_REGIONS.items()
    }
    return {name: areas for name, areas in found.items() if areas}


# The author's colours of regions: `region | colour`, a line for each.


_COLOR = re.compile(r"(\w+)(?: ([1-9]\d?)%)?")


def parse_colors(node: Node, what: str, context: MapScope) -> MapModel:
    """The map with the author's colours of its regions. Raises `Problem` with every fault."""
    model = context.model
    if model.shades is not None:
        found = list(map_points.words(expect_word(node, what), what, context.scope))
        if len(found) != 1:
            raise error(
                "region-color",
                f"shades are of one colour, not {len(found)}",
                at=found[1].span if found else node.span,
                help="write one, such as `accent2`; its shades are made of it",
            )
        return model.but(
            shades=structs.replace(model.shades, color=_color(found[0], lighter=False).scheme)
        )
    regions = {region.name: region for region in model.regions}
    colored: set[str] = set()
    with gather() as problems:
        for row in map_points.text_rows(node, what, context.scope):
            with problems.collect():
                name = row[0]
                if len(row) != 2:
                    raise row[-1].problem(
                        "region-color", f"a region's colour has 2 cells, not {len(row)}", "",
                        "write `region | accent1`, or `region | accent1 40%` for a lighter one",
                    )  # fmt: skip
                if name.text not in regions:
                    raise name.problem(
                        "unknown-region", f"the map has no region `{name.text}`", "not known",
                        *suggest(name.text, regions, "its regions are"),
                    )  # fmt: skip
                if name.text in colored:
                    raise name.problem("twice", f"`{name.text}` has a colour already", "again")
                colored.add(name.text)
                regions[name.text] = replace(regions[name.text], color=_color(row[1]))
    return model.but(regions=tuple(regions.values()))


def _color(word: Word, *, lighter: bool = True) -> RegionColor:
    found = _COLOR.fullmatch(word.text)
    if found is None or found[1] not in THEME_COLORS or (found[2] and not lighter):
        raise word.problem(
            "region-color", f"there is no theme colour `{word.text}`", "",
            *suggest(word.text, THEME_COLORS, "colours are"),
            "a percentage makes one lighter: `accent1 40%`" if lighter else "",
        )  # fmt: skip
    return RegionColor(found[1], int(found[2] or 100))


def dump_colors(model: MapModel) -> YamlData | None:
    """The text of `colors`: a line for each region with a colour of the author, or the colour of
    the shades; None without."""
    if model.shades is not None:
        return given(model.shades.color, DEFAULT_COLOR)
    rows = [[region.name, str(region.color)] for region in model.regions if region.color]
    return map_points.write(rows) if rows else None


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
    areas = Regions(model)
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
    at = map_points.columns(rows[0], COLUMNS)
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


def _area(line: _Line, areas: Regions, model: MapModel) -> tuple[Area, Word]:
    """The area of a line, and the cell that names it."""
    code, name = line.code, line.name
    if code is not None and code.text:
        return area_of(code, name, areas), code
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
