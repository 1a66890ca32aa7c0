"""The points of a map in YAML, and the routes between them.

A point is a line: a place that places.csv knows, `name | latitude | longitude`, or
`name | IATA | latitude | longitude`; or a row of a file with those columns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from deckgen.content.base import Scope
from deckgen.content.map import cells as map_cells
from deckgen.content.map import places as map_places
from deckgen.content.map.cells import Row, Word
from deckgen.content.map.model import PRECISION, Point, Route
from deckgen.content.map.places import Places
from deckgen.diagnostics import gather, suggest
from deckgen.source import Lines, Node


class _Line(NamedTuple):
    """The cells of a point: a place's name alone, or a name with where it is."""

    name: Word
    code: Word | None = None
    lat: Word | None = None
    lon: Word | None = None


def parse(node: Node, scope: Scope) -> tuple[Point, ...]:
    """The points of a text or file. Raises `Problem` with every fault of it."""
    rows = map_cells.rows(node, "`points`", scope)
    at = _header(rows[0]) if rows and map_cells.is_file(node) else None
    points: dict[str, Point] = {}
    with gather() as problems:
        lines: list[_Line] = []
        for row in rows if at is None else rows[1:]:
            with problems.attempt():
                lines.append(_line(row) if at is None else _line_of_columns(row, at))
        unplaced = [line.name for line in lines if line.lat is None]
        with problems.attempt():
            places = map_places.load(unplaced[0], scope) if unplaced else Places.of(())
            for line in lines:
                with problems.attempt():
                    point = _point(line, places)
                    if point.name in points:
                        raise line.name.fail("twice", f"`{point.name}` is a point already", "again")
                    points[point.name] = point
    return tuple(points.values())


def _header(row: Row) -> dict[str, int] | None:
    """Where the columns of a file stand; None for a file without headings."""
    texts = {word.text.casefold() for word in row}
    if not texts & {"name", "place", "lat", "latitude", "iata"}:
        return None
    return map_places.header(row, ("name",))


def _line_of_columns(row: Row, at: dict[str, int]) -> _Line:
    def cell(name: str) -> Word | None:
        return row[at[name]] if name in at and row[at[name]].text else None

    name, code, lat, lon = map(cell, ("name", "code", "lat", "lon"))
    if name is None and code is None:
        raise row[0].fail("no-name", "this point has no name")
    if (lat is None) != (lon is None):
        raise row[0].fail("degrees", "this point has only one of latitude and longitude")
    return _Line(name or code or row[0], code, lat, lon)


def _line(row: Row) -> _Line:
    match row:
        case (name,):
            return _Line(name)
        case (name, lat, lon):
            return _Line(name, None, lat, lon)
        case (name, code, lat, lon):
            return _Line(name, code, lat, lon)
        case _:
            raise row[-1].fail(
                "point", f"a point has 1, 3 or 4 cells, not {len(row)}", "the line ends here",
                "write a place of places.csv, `name | latitude | longitude`, or "
                "`name | IATA | latitude | longitude`",
            )  # fmt: skip


def _point(line: _Line, places: Places) -> Point:
    if line.lat is None or line.lon is None:
        place = places.find(line.name)
        return Point(place.name, place.lat, place.lon, place.code, span=line.name.span)
    return _given(line.name, line.code, line.lat, line.lon)


def _given(name: Word, code: Word | None, lat: Word, lon: Word) -> Point:
    if not name.text:
        raise lat.fail("no-name", "this point has no name", "", "a point starts with its name")
    with gather() as problems:
        north = east = 0.0
        with problems.attempt():
            north = map_places.degrees(lat, 90, "latitude")
        with problems.attempt():
            east = map_places.degrees(lon, 180, "longitude")
        letters = ""
        with problems.attempt():
            letters = map_places.code_of(code) if code is not None else ""
    return Point(name.text, north, east, letters, span=name.span)


_ENDS = {"from": "from", "to": "to"}
_ANSWERS: tuple[Callable[[Point, str], bool], ...] = (
    lambda point, text: point.name == text,
    lambda point, text: point.name.casefold() == text.casefold(),
    lambda point, text: point.code != "" and point.code == text.upper(),
    lambda point, text: point.head.casefold() == text.casefold(),
)
"""What a point answers to; the first that any point of a map answers to decides."""


def match(word: Word, points: Sequence[Point]) -> Point | None:
    """The point of that name, IATA code, or name up to the comma; None where there is none.

    Raises `Problem` where there is more than one.
    """
    for answers in _ANSWERS:
        found = [point for point in points if answers(point, word.text)]
        if len(found) == 1:
            return found[0]
        if found:
            names = [point.name for point in found]
            raise word.fail(
                "ambiguous-place", f"`{word.text}` is the name of {len(found)} points",
                "which one?", *suggest("", names, "there are"),
            )  # fmt: skip
    return None


def find(word: Word, points: Sequence[Point]) -> Point:
    """The point that a word names. Raises `Problem` where there is not exactly one."""
    found = match(word, points)
    if found is None:
        raise word.fail(
            "unknown-point", f"the map has no point `{word.text}`", "not a point",
            *suggest(word.text, [point.name for point in points], "its points are"),
            "" if points else "list it under `points:`",
        )  # fmt: skip
    return found


def parse_routes(node: Node, points: tuple[Point, ...], scope: Scope) -> tuple[Route, ...]:
    """The routes of a text or file: two points a line, or under the headings from and to.

    Raises `Problem` with every fault of it.
    """
    rows = map_cells.rows(node, "`routes`", scope)
    at = map_cells.columns(rows[0], _ENDS) if rows else {}
    if len(at) == len(_ENDS):
        rows = tuple((row[at["from"]], row[at["to"]]) for row in rows[1:])
    routes: dict[Route, None] = {}
    with gather() as problems:
        for row in rows:
            with problems.attempt():
                route = _route(row, points)
                if route in routes:
                    raise row[0].fail(
                        "twice", f"the route from `{route.start}` to `{route.end}` is listed twice"
                    )
                routes[route] = None
    return tuple(routes)


def _route(row: Row, points: tuple[Point, ...]) -> Route:
    if len(row) != 2:
        raise row[-1].fail(
            "route", f"a route has 2 cells, not {len(row)}", "", "write `Mesa | Alexandria`"
        )
    with gather() as problems:
        found: list[Point] = []
        for word in row:
            with problems.attempt():
                found.append(find(word, points))
    start, end = found
    if start is end:
        raise row[1].fail("route", f"the route leads from `{start.name}` back to it")
    return Route(start.name, end.name)


def dump(points: Iterable[Point]) -> Lines:
    """The lines of points, each with its place on the Earth."""
    return map_cells.write(_cells(point) for point in points)


def _cells(point: Point) -> list[str]:
    cells = [point.name, _degrees(point.lat), _degrees(point.lon)]
    return [*cells[:1], point.code, *cells[1:]] if point.code else cells


def _degrees(value: float) -> str:
    return f"{value:.{PRECISION}f}".rstrip("0").rstrip(".")


def dump_routes(routes: Iterable[Route]) -> Lines:
    """The lines of routes."""
    return map_cells.write((route.start, route.end) for route in routes)
