"""Finding an area by what people call it."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache

from deckgen.geo.atlas import Area, Atlas


@dataclass(frozen=True, slots=True)
class Unknown:
    """No area answers to the text; `near` has those with similar names, the likeliest first."""

    text: str
    near: tuple[Area, ...]


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """More than one area answers to the text."""

    text: str
    candidates: tuple[Area, ...]


def find(atlas: Atlas, text: str, state: str | None = None) -> Area | Unknown | Ambiguous:
    """The area with that FIPS code, postal code or name, or why there is not exactly one.

    Case, accents, points and spaces do not count, nor does the spelling of Saint (`St.`) and
    Sainte (`Ste.`). The kind of county may be left out (`Boone`) or named (`St. Louis County`,
    `St. Louis city`); any word for a county does, except that one never finds an independent city.
    A county may be followed by its state (`Greene, MO`); `state`, a postal code, bounds the search.
    A FIPS code may lack its leading zero, which spreadsheets drop.
    """
    words = text.strip()
    if words.isdecimal() and words.isascii():
        return _by_code(atlas, words, state)
    names = _names(atlas, state)
    found = names.find(words)
    if not found and state is None and "," in words:
        head, tail = words.rsplit(",", 1)
        if postal := _state(atlas, tail):
            names = _names(atlas, postal)
            found, words = names.find(head), head
    match found:
        case ():
            return Unknown(text, names.near(words))
        case (area,):
            return area
        case _:
            return Ambiguous(text, found)


def _by_code(atlas: Atlas, digits: str, state: str | None) -> Area | Unknown:
    bounded = [area for area in atlas.areas.values() if state in (None, area.state)]
    width = len(next(iter(atlas.areas)))
    area = atlas.areas.get(digits.zfill(width))
    if area in bounded:
        return area
    if area:
        return Unknown(digits, (area,))  # in another state
    close = get_close_matches(digits.zfill(width), [area.fips for area in bounded], cutoff=0.8)
    return Unknown(digits, tuple(atlas.areas[fips] for fips in close))


@dataclass(frozen=True, slots=True)
class _Names:
    """Areas by their names as keys: with the kind of county, and without it."""

    full: dict[str, tuple[Area, ...]]
    bare: dict[str, tuple[Area, ...]]

    def find(self, text: str) -> tuple[Area, ...]:
        key = _key(text)
        if found := self.full.get(key) or self.bare.get(key):
            return found
        bare, named = _COUNTY_WORD.subn("", text)
        if not named:
            return ()
        return tuple(area for area in self.bare.get(_key(bare), ()) if not _is_city(area))

    def near(self, text: str) -> tuple[Area, ...]:
        keys = get_close_matches(_key(text), [*self.bare, *self.full], n=3, cutoff=0.7)
        found = (area for key in keys for area in self.bare.get(key) or self.full[key])
        return tuple(dict.fromkeys(found))


@cache
def _names(atlas: Atlas, state: str | None) -> _Names:
    full: defaultdict[str, list[Area]] = defaultdict(list)
    bare: defaultdict[str, list[Area]] = defaultdict(list)
    for area in atlas.areas.values():
        if state not in (None, area.state):
            continue
        bare[_key(area.name)].append(area)
        full[_key(area.full_name)].append(area)
        if _is_city(area):
            full[_key(f"City of {area.name}")].append(area)
        if len(area.fips) == 2:
            full[_key(area.state)].append(area)
            for alias in _ALIASES.get(area.state, ()):
                full[_key(alias)].append(area)
    return _Names(
        {key: tuple(dict.fromkeys(areas)) for key, areas in full.items()},
        {key: tuple(dict.fromkeys(areas)) for key, areas in bare.items()},
    )


def _state(atlas: Atlas, text: str) -> str | None:
    key = _key(text)
    return next(
        (
            postal
            for postal, name in atlas.states.items()
            if key in map(_key, (postal, name, *_ALIASES.get(postal, ())))
        ),
        None,
    )


def _is_city(area: Area) -> bool:
    """An independent city, which belongs to no county: the Census Bureau writes it small."""
    return area.full_name.endswith(" city")


_ALIASES = {
    "DC": ("Washington, D.C.", "Washington DC"),
    "MP": ("Northern Mariana Islands", "CNMI"),
    "VI": ("Virgin Islands", "U.S. Virgin Islands"),
}

_COUNTY_WORD = re.compile(
    r"\s+(county|parish|borough|city and borough|census area|municipality|municipio|co\.?)\s*$",
    re.IGNORECASE,
)


def _key(text: str) -> str:
    """What two spellings of one name have in common."""
    plain = unicodedata.normalize("NFKD", text).casefold().replace("&", " and ")
    plain = re.sub(r"\bsaint(e?)\b", r"st\1", plain)
    return "".join(character for character in plain if character.isalnum())
