"""The areas of a map: which there are, what they are called, and finding one by what is typed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

from deckgen import geo
from deckgen.content.map.alt import listed
from deckgen.content.map.model import Ground, MapModel
from deckgen.diagnostics import Problem, Span, fail, suggest
from deckgen.geo import Ambiguous, Area, Atlas, Unknown

CONTIGUOUS = "contiguous"
"""The word for the 48 states that touch one another, and the District of Columbia."""
_MANY = 8
"""So many states are not listed in a sentence any more."""
_APART = frozenset({"AK", "HI"})
_FIRST_TERRITORY = "57"
"""FIPS codes from here on are those of the territories, which no common map shows."""


def atlas(ground: Ground) -> Atlas:
    """The boundaries of the areas."""
    return geo.states() if ground is Ground.STATES else geo.counties()


@cache
def contiguous() -> tuple[str, ...]:
    """The postal codes of the 48 states that touch one another, and of the District of Columbia."""
    return tuple(
        sorted(area.state for area in _of_the_union(Ground.STATES) if area.state not in _APART)
    )


@cache
def _of_the_union(ground: Ground) -> tuple[Area, ...]:
    return tuple(a for a in atlas(ground).areas.values() if a.fips < _FIRST_TERRITORY)


def areas_of(model: MapModel) -> tuple[Area, ...]:
    """The areas that the map shows, in the order of their FIPS codes."""
    found = atlas(model.ground).areas
    if model.only:
        return tuple(found[fips] for fips in model.only)
    return areas_within(model.ground, model.of)


def areas_within(ground: Ground, states: tuple[str, ...]) -> tuple[Area, ...]:
    """The areas of some states by their postal codes; where there are none, of all 50 and DC."""
    if not states:
        return _of_the_union(ground)
    return tuple(area for area in atlas(ground).areas.values() if area.state in states)


def title(ground: Ground, area: Area) -> str:
    """What an area is called for sure: `Missouri`, `Boone County, MO`."""
    return area.name if ground is Ground.STATES else f"{area.full_name}, {area.state}"


def titles(ground: Ground, codes: Iterable[str]) -> Iterator[str]:
    """The titles of areas by their FIPS codes."""
    found = atlas(ground).areas
    return (title(ground, found[fips]) for fips in codes)


def state_names(states: Iterable[str]) -> list[str]:
    """The names of states by their postal codes."""
    names = geo.states().states
    return [names[state] for state in states]


def where(model: MapModel) -> str:
    """What the map covers, in words."""
    if model.only:
        states = sorted({area.state for area in areas_of(model)})
        within = listed(state_names(states)) if len(states) < _MANY else "the United States"
        return f"part of {within}"
    if not model.of:
        return "United States"
    if model.of == contiguous():
        return "contiguous United States"
    return listed(state_names(model.of))


def look_up(ground: Ground, text: str, within: tuple[str, ...] = ()) -> Area | Unknown | Ambiguous:
    """What a text names; a county's state may stand after it though the map has but one."""
    known = atlas(ground).areas.get(text)
    if known is not None and (not within or known.state in within):
        return known
    bounded = within[0] if len(within) == 1 else None
    found = geo.find(atlas(ground), text, bounded)
    if bounded and "," in text and isinstance(found, Unknown):
        anywhere = geo.find(atlas(ground), text)
        return found if isinstance(anywhere, Unknown) else anywhere
    return found


def find(ground: Ground, text: str, span: Span, within: tuple[str, ...] = ()) -> Area:
    """The area that a text names, in some states or anywhere.

    Raises `Problem` where there is none, or more than one.
    """
    found = look_up(ground, text, within)
    match found:
        case Ambiguous(_, candidates):
            fit = [area for area in candidates if not within or area.state in within]
            if len(fit) == 1:
                return fit[0]
            raise _ambiguous(ground, text, span, fit or list(candidates))
        case Unknown(_, near):
            raise _unknown(ground, text, span, near, within)
        case Area(state=state) if within and state not in within:
            raise _unknown(ground, text, span, (found,), within)
        case Area():
            return found


def _word(ground: Ground) -> str:
    return "state" if ground is Ground.STATES else "county"


def _unknown(
    ground: Ground, text: str, span: Span, near: Iterable[Area], within: tuple[str, ...]
) -> Problem:
    what = f"has the FIPS code `{text}`" if text.isdecimal() else f"is called `{text}`"
    bounds = ""
    if within and len(within) < _MANY:
        bounds = f" in {listed(state_names(within))}"
    close = [f"`{title(ground, area)}` ({area.fips})" for area in near][:4]
    return fail(
        "unknown-area", f"no {_word(ground)}{bounds} {what}", span, "not on this map",
        f"did you mean {' or '.join(close)}?" if close else _help(ground),
    )  # fmt: skip


def _help(ground: Ground) -> str:
    if ground is Ground.STATES:
        return "write a state's name, its postal code (MO) or its FIPS code (29)"
    return "write a county's name, with its state where needed, or its FIPS code (29019)"


def _ambiguous(ground: Ground, text: str, span: Span, fit: list[Area]) -> Problem:
    return fail(
        "ambiguous-area", f"`{text}` is the name of {len(fit)} areas", span, "which one?",
        *suggest("", [title(ground, area) for area in fit], "write one of"),
    )  # fmt: skip
