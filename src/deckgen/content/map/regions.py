"""The regions of a map in YAML: a table with the columns fips, county, office, or a mapping.

In a table every row has a FIPS code; the name beside it is checked against it. A mapping has the
areas of each office by name or code. Areas that nothing names stay neutral.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from deckgen import geo
from deckgen.content.base import Scope
from deckgen.content.map import areas
from deckgen.content.map import cells as map_cells
from deckgen.content.map.cells import Row, Word, one_line
from deckgen.content.map.model import Ground, MapModel, Region
from deckgen.diagnostics import Problem, Span, fail, gather
from deckgen.geo import Area
from deckgen.source import Mapping, Node, Plainly

_COLUMNS = {
    "fips": "fips", "geoid": "fips", "county": "name", "state": "name", "area": "name",
    "name": "name", "office": "office", "region": "office",
}  # fmt: skip


class _Regions:
    """Gathers the areas of each office, and refuses what does not fit."""

    def __init__(self, model: MapModel) -> None:
        self.ground, self.within = model.ground, model.of
        self.shown = {area.fips for area in areas.areas_of(model)}
        self.members: dict[str, list[str]] = {}
        self.spans: dict[str, Span] = {}
        self.owners: dict[str, str] = {}

    def add(self, office: str, office_span: Span, area: Area, word: Word) -> None:
        title = areas.title(self.ground, area)
        if area.fips not in self.shown:
            raise word.fail("off-map", f"`{title}` is not on this map", "", "add it under `areas:`")
        if area.fips in self.owners:
            raise word.fail(
                "twice", f"{area.fips} (`{title}`) is in `{self.owners[area.fips]}` already",
                "again here", "an area belongs to one region: remove one of the two",
            )  # fmt: skip
        self.owners[area.fips] = office
        self.members.setdefault(office, []).append(area.fips)
        self.spans.setdefault(office, office_span)

    def done(self) -> tuple[Region, ...]:
        return tuple(
            Region(office, tuple(codes), span=self.spans[office])
            for office, codes in self.members.items()
        )


def parse(node: Node, model: MapModel, scope: Scope) -> tuple[Region, ...]:
    """The regions of a map whose ground is known.

    Raises `Problem` with every fault: unknown codes and names, areas twice, rows without a code.
    """
    regions = _Regions(model)
    if isinstance(node, Mapping):
        _of_mapping(node, regions, scope)
    else:
        _of_table(map_cells.rows(node, "`regions`", scope), regions, node.span)
    return regions.done()


def _of_mapping(node: Mapping, regions: _Regions, scope: Scope) -> None:
    with gather() as problems:
        for key, value in node:
            office = one_line(key.text)
            if office in regions.spans or not office:
                problems.add(fail("twice", f"`{office}` is a region already", key.span))
                continue
            with problems.attempt():
                listed = list(map_cells.words(value, f"`{key.text}`", scope))
                if not listed:
                    raise fail(
                        "empty-region", f"no area is listed under `{key.text}`", key.span, "",
                        "list counties or FIPS codes, a line each",
                    )  # fmt: skip
                for word in listed:
                    with problems.attempt():
                        area = areas.find(regions.ground, word.text, word.span, regions.within)
                        regions.add(office, key.span, area, word)


def _of_table(rows: tuple[Row, ...], regions: _Regions, span: Span) -> None:
    if not rows:
        raise fail("empty-grid", "there are no rows", span, "nothing here")
    at = map_cells.columns(rows[0], _COLUMNS)
    missing = [name for name in ("fips", "office") if name not in at]
    if missing:
        raise rows[0][0].fail(
            "missing-column", f"no column is headed `{missing[0]}`", "the row of headings",
            "the columns are fips, county and office, in any order",
        )  # fmt: skip
    with gather() as problems:
        for row in rows[1:]:
            with problems.attempt():
                cells = {name: row[index] for name, index in at.items() if index < len(row)}
                _row(cells, row, regions)


def _row(cells: dict[str, Word], row: Row, regions: _Regions) -> None:
    code, name, office = (cells.get(key) for key in ("fips", "name", "office"))
    if code is None or not code.text:
        raise _without_code(code or row[0], name, regions)
    if not code.text.isdecimal():
        raise code.fail("fips", f"`{code.text}` is not a FIPS code", "", *_hint(code, regions))
    area = areas.find(regions.ground, code.text, code.span, regions.within)
    if name is not None and name.text and not _agrees(area, name, regions.ground):
        raise name.fail(
            "fips-name", f"{area.fips} is `{areas.title(regions.ground, area)}`, not "
            f"`{name.text}`", "does not fit the code", *_hint(name, regions),
        )  # fmt: skip
    if office is None or not office.text:
        raise (office or row[-1]).fail(
            "no-office", f"the row of {area.fips} names no office", "",
            "leave the row out: areas that no row names stay neutral",
        )  # fmt: skip
    regions.add(office.text, office.span, area, code)


def _agrees(area: Area, name: Word, ground: Ground) -> bool:
    found = geo.find(areas.atlas(ground), name.text, area.state)
    match found:
        case geo.Ambiguous(_, candidates):
            return area in candidates
        case _:
            return found == area


def _without_code(place: Word, name: Word | None, regions: _Regions) -> Problem:
    told = f"the row of `{name.text}`" if name is not None and name.text else "this row"
    return place.fail(
        "no-fips", f"{told} has no FIPS code", "empty", *_hint(name or place, regions)
    )


def _hint(name: Word, regions: _Regions) -> Iterator[str]:
    """The code of the area that a name means, or nearly means."""
    match areas.look_up(regions.ground, name.text, regions.within) if name.text else None:
        case geo.Area() as area:
            close: tuple[Area, ...] = (area,)
        case geo.Ambiguous(_, candidates):
            close = candidates
        case geo.Unknown(_, near):
            close = near
        case None:
            close = ()
    if close:
        listed = (f"`{areas.title(regions.ground, area)}` is {area.fips}" for area in close[:4])
        yield ", ".join(listed)


def dump(regions: Iterable[Region], ground: Ground) -> dict[str, Plainly]:
    """The mapping of regions: under each its areas, a line each."""
    return {
        region.name: map_cells.write([title] for title in areas.titles(ground, region.areas))
        for region in regions
    }
