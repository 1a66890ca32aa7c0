"""Places that maps know by name: places.csv beside deck.yaml, with name, iata, lat and lon."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from deckgen import source
from deckgen.content import project_file
from deckgen.content.base import Scope
from deckgen.content.grid import file
from deckgen.content.map.cells import Row, Word, columns, one_line
from deckgen.diagnostics import fail, gather, suggest
from deckgen.source import Scalar

FILE = "places.csv"
_COLUMNS = {
    "name": "name", "place": "name", "iata": "code", "code": "code",
    "lat": "lat", "latitude": "lat", "lon": "lon", "lng": "lon", "longitude": "lon",
}  # fmt: skip
_DEGREES = re.compile(r"[+\u2212-]?\d{1,3}(?:\.\d+)?")
_CODE = re.compile(r"[A-Z]{3}")


class Place(NamedTuple):
    """A place by its name and, for an airport, its IATA code; degrees north and east."""

    name: str
    code: str
    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class Places:
    """The places of a file, by everything that they answer to."""

    by_name: dict[str, Place]
    by_code: dict[str, Place]
    by_head: dict[str, tuple[Place, ...]]

    @classmethod
    def of(cls, places: Iterable[Place]) -> Places:
        """The places; those of one name are the same place."""
        listed = tuple(places)
        heads: defaultdict[str, list[Place]] = defaultdict(list)
        for place in listed:
            heads[_key(place.name.partition(",")[0])].append(place)
        return cls(
            {_key(place.name): place for place in listed},
            {place.code: place for place in listed if place.code},
            {head: tuple(found) for head, found in heads.items()},
        )

    def find(self, word: Word) -> Place:
        """The place of that name, IATA code, or name up to the comma, if it is the only one.

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
            raise word.fail(
                "ambiguous-place", f"`{word.text}` is the name of {len(found)} places",
                "which one?",
                *suggest("", names, f"{FILE} has"),
            )  # fmt: skip
        raise word.fail(
            "unknown-place", f"`{word.text}` is not among the places", "not known",
            *suggest(word.text, [*names, *self.by_code], f"{FILE} has"),
            f"add it to {FILE}, or write `{word.text} | latitude | longitude`",
        )  # fmt: skip


def load(word: Word, scope: Scope) -> Places:
    """The places beside deck.yaml, for the first word that asks for one."""
    if not source.is_file(scope.folder / FILE):
        raise word.fail(
            "no-places", f"there is no {FILE} beside deck.yaml to look `{word.text}` up in",
            "a place by name",
            f"write `{word.text} | latitude | longitude`, or make the file with the columns "
            "name, iata, lat and lon",
        )  # fmt: skip
    named = Scalar(FILE, word.span)
    project_file.locate(FILE, word.span, scope.folder, "a file of places", (".csv",))
    rows = [
        tuple(Word(one_line(cell.text), cell) for cell in row)
        for row in file.read(named, scope.folder)
    ]
    if not rows:
        raise fail("empty-grid", f"{FILE} has no rows", word.span, "looked up here")
    found: dict[str, Place] = {}
    with gather() as problems:
        with problems.attempt():
            at = header(rows[0], ("name", "lat", "lon"))
        problems.check()
        for row in rows[1:]:
            with problems.attempt():
                place = _place(row, at)
                if _key(place.name) in found:
                    raise row[at["name"]].fail("twice", f"`{place.name}` is listed twice")
                found[_key(place.name)] = place
    return Places.of(found.values())


def header(row: Row, needed: tuple[str, ...]) -> dict[str, int]:
    """Where the columns of a table of places stand; raises `Problem` where one is missing."""
    at = columns(row, _COLUMNS)
    missing = [name for name in needed if name not in at]
    if missing:
        raise row[0].fail(
            "missing-column", f"no column is headed `{missing[0]}`", "the row of headings",
            "the columns are name, iata, lat and lon, in any order",
        )  # fmt: skip
    return at


def _place(row: Row, at: dict[str, int]) -> Place:
    code = ""
    if "code" in at:
        code = code_of(row[at["code"]])
    lat, lon = row[at["lat"]], row[at["lon"]]
    name = row[at["name"]]
    if not name.text:
        raise row[0].fail("no-name", "this place has no name")
    return Place(name.text, code, degrees(lat, 90, "latitude"), degrees(lon, 180, "longitude"))


def code_of(word: Word) -> str:
    """An IATA code of three letters, or ""."""
    if word.text and not _CODE.fullmatch(word.text):
        raise word.fail("code", f"`{word.text}` is not an IATA code of three capital letters")
    return word.text


def degrees(word: Word, most: int, what: str) -> float:
    """Decimal degrees between -`most` and `most`; raises `Problem` for anything else."""
    number = float(word.text.replace("\u2212", "-")) if _DEGREES.fullmatch(word.text) else 999.0
    if abs(number) > most:
        raise word.fail(
            "degrees", f"`{word.text}` is not a {what} in degrees", f"from -{most} to {most}",
            "write decimal degrees: `33.3078`, south and west negative",
        )  # fmt: skip
    return number


def _key(text: str) -> str:
    return one_line(text).casefold()
