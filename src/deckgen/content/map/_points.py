"""The points and routes of a map in YAML, the places that it knows by name, and its plain texts.

Texts are read cell by cell, without styles and on one line (`Word`). Positions are in degrees north
and east.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from msgspec import Struct

from deckgen.content import Scope
from deckgen.content import rows as content_rows
from deckgen.content.map.model import PRECISION, MapRoute, Point, one_line
from deckgen.content.rows import TypedCell
from deckgen.diagnostics import Problem, Span, error, gather, suggest
from deckgen.facts.references import DECK, mentions
from deckgen.richtext import Run, inline
from deckgen.source import reading, tables
from deckgen.source.nodes import Node, ScalarNode, expect_word
from deckgen.source.writing import Lines


class Word(NamedTuple):
    """A cell with its text as it prints, on one line."""

    text: str
    cell: TypedCell

    @property
    def span(self) -> Span:
        """The place of the cell's text."""
        return self.cell.span

    def problem(self, code: str, message: str, label: str = "", *helps: str) -> Problem:
        """A problem in this cell, for the caller to raise."""
        return self.cell.problem(code, message, label, *helps)


Row = tuple[Word, ...]


def is_file(node: Node) -> bool:
    """Whether a node is the name of a CSV or XLSX file."""
    return isinstance(node, ScalarNode) and content_rows.is_file_name(node.text)


def text_rows(node: Node, what: str, scope: Scope) -> tuple[Row, ...]:
    """The rows of a text, or of the file that it names; rows in a text may differ in length.

    `what` names the key in messages.
    """
    scalar = expect_word(node, what)
    found = (
        content_rows.read_grid(scalar, scope).rows
        if is_file(scalar)
        else content_rows.read_rows(scalar)
    )
    with gather() as problems:
        read: list[Row] = []
        for row in found:
            with problems.collect():
                read.append(tuple(Word(one_line(cell.plain(scope)), cell) for cell in row))
    return tuple(read)


def facts_in(node: Node, scope: Scope) -> tuple[str, ...]:
    """The ids of the facts that the texts in a node refer to, each once."""
    found: dict[str, None] = {}
    for _, scalar, references in mentions(node):
        for reference in references:
            scope.show(reference.body, scalar.span)
            found[reference.name] = None
    return tuple(name for name in found if name != DECK)


def plain(scalar: ScalarNode, scope: Scope) -> str:
    """A scalar's text as it prints, without styles and on one line."""
    runs = inline.parse(scalar.text, scalar.at, scope.show, scope.formats)
    return one_line("".join(run.text for run in runs))


def typed(text: str) -> str:
    """The inverse of `plain`: markup that prints as this text."""
    return inline.dump((Run(text),)) if text else ""


def words(node: Node, what: str, scope: Scope) -> Iterator[Word]:
    """The cells of a text that are not empty, row by row."""
    return (word for row in text_rows(node, what, scope) for word in row if word.text)


def write(table: Iterable[Sequence[str]]) -> Lines:
    """The text with these plain cells in its rows, without empty ones at the end of a row."""
    return Lines(content_rows.write_grid([_row_cells(row) for row in table]))


def _row_cells(row: Sequence[str]) -> list[str]:
    cells = [typed(text) for text in row]
    while len(cells) > 1 and not cells[-1]:
        cells.pop()
    return cells


def columns(header: Row, known: dict[str, str]) -> dict[str, int]:
    """The indexes of the columns of a table, by the names that `known` has for its headings."""
    found: dict[str, int] = {}
    for index, word in enumerate(header):
        name = known.get(word.text.casefold())
        if name is not None:
            found.setdefault(name, index)
    return found


def needed_columns(
    header: Row, known: dict[str, str], needed: Iterable[str], *helps: str
) -> dict[str, int]:
    """The indexes of the columns. Raises `Problem` where one is missing that is needed."""
    at = columns(header, known)
    for name in needed:
        if name not in at:
            message = f"no column is headed `{name}`"
            raise header[0].problem("missing-column", message, "the row of headings", *helps)
    return at


# Named places: places.csv in the folder of deck.yaml, with the columns name, iata, lat and lon.


FILE = "places.csv"

_COLUMNS = {
    "name": "name", "place": "name", "iata": "code", "code": "code",
    "lat": "lat", "latitude": "lat", "lon": "lon", "lng": "lon", "longitude": "lon",
}  # fmt: skip

_DEGREES = re.compile(r"[+\u2212-]?\d{1,3}(?:\.\d+)?")
_CODE = re.compile(r"[A-Z]{3}")


class NamedPlace(NamedTuple):
    """A place with its name, the IATA code of an airport or "", and its position in degrees."""

    name: str
    code: str
    lat: float
    lon: float


class NamedPlaces(Struct, frozen=True):
    """The places of a file, by name, by IATA code, and by the name up to its comma."""

    by_name: dict[str, NamedPlace]
    by_code: dict[str, NamedPlace]
    by_head: dict[str, tuple[NamedPlace, ...]]

    @classmethod
    def of(cls, places: Iterable[NamedPlace]) -> NamedPlaces:
        """Index these places; of those with one name the last counts."""
        listed = tuple(places)
        heads: defaultdict[str, list[NamedPlace]] = defaultdict(list)
        for place in listed:
            heads[_key(place.name.partition(",")[0])].append(place)
        return cls(
            {_key(place.name): place for place in listed},
            {place.code: place for place in listed if place.code},
            {head: tuple(found) for head, found in heads.items()},
        )

    def find(self, word: Word) -> NamedPlace:
        """The place with this name or IATA code, or the only one with this name up to the comma.

        Raises `Problem` where there is none, or more than one.
        """
        key = _key(word.text)
        known = self.by_name.get(key) or self.by_code.get(word.text.upper())
        if known is not None:
            return known
        found = self.by_head.get(key, ())
        if len(found) == 1:
            return found[0]
        names = [place.name for place in found or self.by_name.values()]
        if found:
            raise word.problem(
                "ambiguous-place", f"`{word.text}` is the name of {len(found)} places",
                "which one?",
                *suggest("", names, f"{FILE} has"),
            )  # fmt: skip
        raise word.problem(
            "unknown-place", f"`{word.text}` is not among the places", "not known",
            *suggest(word.text, [*names, *self.by_code], f"{FILE} has"),
            f"add it to {FILE}, or write `{word.text} | latitude | longitude`",
        )  # fmt: skip


def load(word: Word, scope: Scope) -> NamedPlaces:
    """The places of places.csv, for a first name that is looked up there.

    Raises `Problem` where the file is missing or has faults.
    """
    if not reading.is_file(scope.folder / FILE):
        raise word.problem(
            "no-places", f"there is no {FILE} beside deck.yaml to look `{word.text}` up in",
            "a place by name",
            f"write `{word.text} | latitude | longitude`, or make the file with the columns "
            "name, iata, lat and lon",
        )  # fmt: skip
    path = reading.locate(FILE, word.span, scope.folder, "a file of places", (".csv",))
    text = tables.decoded(reading.read_project_file(path, word.span), path, word.span)
    places = _places_of(text, path)
    if places is None:
        raise error("empty-grid", f"{FILE} has no rows", at=word.span, label="looked up here")
    return places


@lru_cache(maxsize=8)
def _places_of(text: str, path: Path) -> NamedPlaces | None:
    """The places in the text of a file, None where it is empty. Raises `Problem` for its faults."""
    rows = [
        tuple(Word(one_line(cell.text), cell) for cell in row)
        for row in content_rows.csv_rows(text, path)
    ]
    if not rows:
        return None
    found: dict[str, NamedPlace] = {}
    with gather() as problems:
        with problems.collect():
            at = header(rows[0], ("name", "lat", "lon"))
        problems.check()
        for row in rows[1:]:
            with problems.collect():
                place = _named_place(row, at)
                if _key(place.name) in found:
                    raise row[at["name"]].problem("twice", f"`{place.name}` is listed twice")
                found[_key(place.name)] = place
    return NamedPlaces.of(found.values())


def header(row: Row, needed: tuple[str, ...]) -> dict[str, int]:
    """The indexes of the columns of a table of places. Raises `Problem` for a missing one."""
    return needed_columns(
        row, _COLUMNS, needed, "the columns are name, iata, lat and lon, in any order"
    )


def _named_place(row: Row, at: dict[str, int]) -> NamedPlace:
    code = ""
    if "code" in at:
        code = code_of(row[at["code"]])
    lat, lon = row[at["lat"]], row[at["lon"]]
    name = row[at["name"]]
    if not name.text:
        raise row[0].problem("no-name", "this place has no name")
    return NamedPlace(name.text, code, degrees(lat, 90, "latitude"), degrees(lon, 180, "longitude"))


def code_of(word: Word) -> str:
    """The IATA code in a cell, or "". Raises `Problem` for other texts."""
    if word.text and not _CODE.fullmatch(word.text):
        raise word.problem("code", f"`{word.text}` is not an IATA code of three capital letters")
    return word.text


def degrees(word: Word, most: int, what: str) -> float:
    """The decimal degrees in a cell, from -`most` to `most`. Raises `Problem` for other texts."""
    number = float(word.text.replace("\u2212", "-")) if _DEGREES.fullmatch(word.text) else 999.0
    if abs(number) > most:
        raise word.problem(
            "degrees", f"`{word.text}` is not a {what} in degrees", f"from -{most} to {most}",
            "write decimal degrees: `33.3078`, south and west negative",
        )  # fmt: skip
    return number


def _key(text: str) -> str:
    return " ".join(text.split()).casefold()


# Points: a line is a name in places.csv, `name | latitude | longitude`, or
# `name | IATA | latitude | longitude`; or a row of a file with those columns. Routes lead from one
# point to another.


class _Line(NamedTuple):
    """The cells of a point: the name of a place alone, or a name with its position."""

    name: Word
    code: Word | None = None
    lat: Word | None = None
    lon: Word | None = None


def parse(node: Node, scope: Scope) -> tuple[Point, ...]:
    """The points of a text or file. Raises `Problem` with every fault in it."""
    rows = text_rows(node, "`points`", scope)
    at = _header(rows[0]) if rows and is_file(node) else None
    points: dict[str, Point] = {}
    with gather() as problems:
        lines: list[_Line] = []
        for row in rows if at is None else rows[1:]:
            with problems.collect():
                lines.append(_line(row) if at is None else _line_of_columns(row, at))
        unplaced = [line.name for line in lines if line.lat is None]
        with problems.collect():
            places = load(unplaced[0], scope) if unplaced else NamedPlaces.of(())
            for line in lines:
                with problems.collect():
                    point = _point(line, places)
                    if point.name in points:
                        raise line.name.problem(
                            "twice", f"`{point.name}` is a point already", "again"
                        )
                    points[point.name] = point
    return tuple(points.values())


def _header(row: Row) -> dict[str, int] | None:
    """The indexes of the columns of a file; None for a file without headings."""
    texts = {word.text.casefold() for word in row}
    if not texts & {"name", "place", "lat", "latitude", "iata"}:
        return None
    return header(row, ("name",))


def _line_of_columns(row: Row, at: dict[str, int]) -> _Line:
    def cell(name: str) -> Word | None:
        return row[at[name]] if name in at and row[at[name]].text else None

    name, code, lat, lon = map(cell, ("name", "code", "lat", "lon"))
    if name is None and code is None:
        raise row[0].problem("no-name", "this point has no name")
    if (lat is None) != (lon is None):
        raise row[0].problem("degrees", "this point has only one of latitude and longitude")
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
            raise row[-1].problem(
                "point", f"a point has 1, 3 or 4 cells, not {len(row)}", "the line ends here",
                "write a place of places.csv, `name | latitude | longitude`, or "
                "`name | IATA | latitude | longitude`",
            )  # fmt: skip


def _point(line: _Line, places: NamedPlaces) -> Point:
    if line.lat is None or line.lon is None:
        place = places.find(line.name)
        return Point(place.name, place.lat, place.lon, place.code, span=line.name.span)
    return _positioned_point(line.name, line.code, line.lat, line.lon)


def _positioned_point(name: Word, code: Word | None, lat: Word, lon: Word) -> Point:
    if not name.text:
        raise lat.problem("no-name", "this point has no name", "", "a point starts with its name")
    with gather() as problems:
        north = east = 0.0
        with problems.collect():
            north = degrees(lat, 90, "latitude")
        with problems.collect():
            east = degrees(lon, 180, "longitude")
        letters = ""
        with problems.collect():
            letters = code_of(code) if code is not None else ""
    return Point(name.text, north, east, letters, span=name.span)


_ENDS = {"from": "from", "to": "to"}

_MATCHES: tuple[Callable[[Point, str], bool], ...] = (
    lambda point, text: point.name == text,
    lambda point, text: _key(point.name) == _key(text),
    lambda point, text: point.code != "" and point.code == text.upper(),
    lambda point, text: _key(point.head) == _key(text),
)
"""The ways in which a text can name a point; the first that fits any point of a map counts."""


def match(word: Word, points: Sequence[Point]) -> Point | None:
    """The point with this name, IATA code, or name up to the comma; None where there is none.

    Raises `Problem` where there is more than one.
    """
    for matches in _MATCHES:
        found = [point for point in points if matches(point, word.text)]
        if len(found) == 1:
            return found[0]
        if found:
            names = [point.name for point in found]
            raise word.problem(
                "ambiguous-place", f"`{word.text}` is the name of {len(found)} points",
                "which one?", *suggest("", names, "there are"),
            )  # fmt: skip
    return None


def find(word: Word, points: Sequence[Point]) -> Point:
    """The point that a cell names. Raises `Problem` where there is not exactly one."""
    found = match(word, points)
    if found is None:
        raise word.problem(
            "unknown-point", f"the map has no point `{word.text}`", "not a point",
            *suggest(word.text, [point.name for point in points], "its points are"),
            "" if points else "list it under `points:`",
        )  # fmt: skip
    return found


def parse_routes(node: Node, points: tuple[Point, ...], scope: Scope) -> tuple[MapRoute, ...]:
    """The routes of a text or file: two points a line, or in columns with the headings from and to.

    Raises `Problem` with every fault in it.
    """
    rows = text_rows(node, "`routes`", scope)
    at = columns(rows[0], _ENDS) if rows else {}
    if len(at) == len(_ENDS):
        rows = tuple((row[at["from"]], row[at["to"]]) for row in rows[1:])
    routes: dict[MapRoute, None] = {}
    with gather() as problems:
        for row in rows:
            with problems.collect():
                route = _route(row, points)
                if route in routes:
                    raise row[0].problem(
                        "twice", f"the route from `{route.start}` to `{route.end}` is listed twice"
                    )
                routes[route] = None
    return tuple(routes)


def _route(row: Row, points: tuple[Point, ...]) -> MapRoute:
    if len(row) != 2:
        raise row[-1].problem(
            "route", f"a route has 2 cells, not {len(row)}", "", "write `Mesa | Alexandria`"
        )
    with gather() as problems:
        found: list[Point] = []
        for word in row:
            with problems.collect():
                found.append(find(word, points))
    start, end = found
    if start is end:
        raise row[1].problem("route", f"the route leads from `{start.name}` back to it")
    return MapRoute(start.name, end.name)


def dump(points: Iterable[Point]) -> Lines:
    """The text of `points`: a line for each, with its position."""
    return write(_point_cells(point) for point in points)


def _point_cells(point: Point) -> list[str]:
    cells = [point.name, _degrees(point.lat), _degrees(point.lon)]
    return [*cells[:1], point.code, *cells[1:]] if point.code else cells


def _degrees(value: float) -> str:
    return f"{value:.{PRECISION}f}".rstrip("0").rstrip(".")


def dump_routes(routes: Iterable[MapRoute]) -> Lines:
    """The text of `routes`: a line for each."""
    return write((route.start, route.end) for route in routes)
