"""Alternative text that says what a map shows, for those who cannot see it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from deckgen.content.map.model import MapModel

_LONGEST = 480
_MADE = re.compile(r"Map: [^.]+, by (?:state|county)\.(?: .+)?", re.DOTALL)


def is_made(alt: str) -> bool:
    """Whether an alternative text is one that was made for some map."""
    return _MADE.fullmatch(alt) is not None


def describe(model: MapModel, where: str, marked: Sequence[str]) -> str:
    """What is drawn, and the names of regions, highlighted areas, points and routes.

    `where` names what the map covers, `marked` the highlighted areas. About 480 characters at
    most: names that find no room are counted.
    """
    text = f"Map: {where}, by {'state' if model.ground == 'states' else 'county'}."
    parts = [part for part in _parts(model, marked) if part[1]]
    for number, (what, names) in enumerate(parts):
        share = (_LONGEST - len(text)) // (len(parts) - number)
        text += f" {_sentence(what, names, share)}"
    return text


def _parts(model: MapModel, marked: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    unit = "state" if model.ground == "states" else "county"
    yield (
        "region",
        [f"{one.name} ({counted(len(one.areas), unit)})" for one in model.regions],
    )
    yield "highlighted", [*marked, *(one.name for one in model.points if one.highlighted)]
    yield "point", [point.name for point in model.points]
    yield "route", [f"{route.start} to {route.end}" for route in model.routes]


def _sentence(what: str, names: list[str], room: int) -> str:
    head = "Highlighted" if what == "highlighted" else counted(len(names), what)
    for shown in range(len(names), 0, -1):
        rest = len(names) - shown
        more = f"; and {rest} more" if rest else ""
        text = f"{head}: {'; '.join(names[:shown])}{more}."
        if len(text) <= room:
            return text
    return f"{head}." if what != "highlighted" else f"{len(names)} highlighted."


def counted(number: int, what: str) -> str:
    """`1 county`, `2 counties`."""
    if number == 1:
        return f"1 {what}"
    return f"{number} {what[:-1]}ies" if what.endswith("y") else f"{number} {what}s"


def listed(names: Iterable[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last
