"""Alternative text that says what a map shows, for those who cannot see it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache, lru_cache

from deckgen.diagnostics import Problem, Span, error, gather, suggest
from deckgen.geo import atlas as geo_atlas
from deckgen.geo import drawing, geometry
from deckgen.geo.atlas import Ambiguous, Area, Atlas, Unknown
from deckgen.geo.labels import LabelSide, Offset

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


# What a map says, in one form for equal maps, whatever the slot it is drawn in.


PRECISION = 4

"""Decimals of a degree that count: 11 metres."""


class Basemap(StrEnum):
    """What a map's areas are."""

    STATES = "states"
    COUNTIES = "counties"


class LabelMode(StrEnum):
    """What the labels of points say."""

    NAMES = "names"
    CODES = "codes"
    FULL = "full"
    NONE = "none"


class Granularity(StrEnum):
    """What one freeform shows: a region with its areas as sub-paths, or a single area."""

    REGIONS = "regions"
    AREAS = "areas"


@dataclass(frozen=True, slots=True)
class LabelOverride:
    """What the author wants of one label: its place, its text, or that there is none."""

    place: LabelSide | Offset | None = None
    text: str = ""
    hidden: bool = False

    def __post_init__(self) -> None:
        """Want nothing else of a label that is not there."""
        if self.hidden:
            object.__setattr__(self, "place", None)
            object.__setattr__(self, "text", "")


AUTO = LabelOverride()

HIDDEN = LabelOverride(hidden=True)


@dataclass(frozen=True, slots=True)
class Point:
    """A place on the map, in degrees north and east. `code` is an airport's IATA code or ""."""

    name: str
    lat: float
    lon: float
    code: str = ""
    highlighted: bool = False
    wish: LabelOverride = AUTO
    span: Span | None = field(default=None, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Give equal places one form."""
        object.__setattr__(self, "lat", round(self.lat, PRECISION) + 0.0)
        object.__setattr__(self, "lon", round(self.lon, PRECISION) + 0.0)

    @property
    def head(self) -> str:
        """The name up to its comma: `Mesa` of `Mesa, AZ`."""
        return self.name.partition(",")[0].strip() or self.name


@dataclass(frozen=True, slots=True)
class MapRoute:
    """A route from one point to another, by their names."""

    start: str
    end: str


@dataclass(frozen=True, slots=True)
class Region:
    """Areas of one colour, by their FIPS codes in order; at least one."""

    name: str
    areas: tuple[str, ...]
    wish: LabelOverride = AUTO
    span: Span | None = field(default=None, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Hold the areas in the order of their codes."""
        object.__setattr__(self, "areas", tuple(sorted(self.areas)))


@dataclass(frozen=True, slots=True)
class HighlightedArea:
    """A highlighted area, by its FIPS code."""

    fips: str
    wish: LabelOverride = AUTO
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class MapModel:
    """A map.

    It shows the areas of the states `of` (postal codes), or of the 50 states and the District of
    Columbia where that is empty, or just the areas `only` (FIPS codes). Names of points and
    regions are all different. No area is in two regions, or in a region and highlighted.
    """

    ground: Basemap
    detail: Granularity
    of: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    points: tuple[Point, ...] = ()
    routes: tuple[MapRoute, ...] = ()
    regions: tuple[Region, ...] = ()
    marks: tuple[HighlightedArea, ...] = ()
    label: LabelMode = LabelMode.NAMES
    arrows: bool = False
    legend: bool = False
    alt: str = ""

    def __post_init__(self) -> None:
        """Give equal maps one form: nothing is said about what is not there."""
        put = object.__setattr__
        put(self, "only", tuple(sorted(self.only)))
        put(self, "of", () if self.only else tuple(sorted(self.of)))
        put(self, "arrows", self.arrows and bool(self.routes))
        put(self, "legend", self.legend and bool(self.regions))
        put(self, "points", tuple(self._settled(point) for point in self.points))
        put(self, "regions", tuple(self._plain(region) for region in self.regions))
        marks = (self._bare(mark) for mark in self.marks)
        put(self, "marks", tuple(sorted(marks, key=lambda mark: mark.fips)))
        alt = " ".join(self.alt.split())
        put(self, "alt", "" if is_made(alt) else alt)

    def but(self, **changes: object) -> MapModel:
        """The same map with some of its fields changed."""
        return replace(self, **changes)  # type: ignore[arg-type]

    def _settled(self, point: Point) -> Point:
        if self.label is LabelMode.NONE:
            return replace(point, wish=AUTO)
        if point.wish.text and point.wish.text == self.usual_label(point):
            return replace(point, wish=replace(point.wish, text=""))
        return point

    def _plain(self, region: Region) -> Region:
        """A region's label says its name, and stands in the legend where there is one."""
        return replace(region, wish=AUTO if self.legend else replace(region.wish, text=""))

    def _bare(self, mark: HighlightedArea) -> HighlightedArea:
        hides = self.label is LabelMode.NONE
        return replace(mark, wish=AUTO if hides else replace(mark.wish, text=""))

    def label_of(self, point: Point) -> str:
        """What a point's label says; "" where it has none."""
        if point.wish.hidden or self.label is LabelMode.NONE:
            return ""
        return point.wish.text or self.usual_label(point)

    def usual_label(self, point: Point) -> str:
        """What a point's label says unless the author wants another text.

        Names go up to the comma as long as no two points look the same then.
        """
        if self.label is LabelMode.CODES and point.code:
            return point.code
        if self.label is LabelMode.FULL:
            return f"{point.name} ({point.code})" if point.code else point.name
        alike = sum(one.head == point.head for one in self.points)
        return point.head if alike == 1 else point.name


def default_granularity(ground: Basemap) -> Granularity:
    """What one freeform shows where the author does not say: a state, or a region of counties."""
    return Granularity.AREAS if ground is Basemap.STATES else Granularity.REGIONS


# The areas of a map: which there are, what they are called, and finding one by what is typed.


CONTIGUOUS = "contiguous"

"""The word for the 48 states that touch one another, and the District of Columbia."""

_MANY = 8

"""So many states are not listed in a sentence any more."""

_APART = frozenset({"AK", "HI"})

_FIRST_TERRITORY = "57"

"""FIPS codes from here on are those of the territories, which no common map shows."""


def atlas(ground: Basemap) -> Atlas:
    """The boundaries of the areas."""
    return geo_atlas.states() if ground is Basemap.STATES else geo_atlas.counties()


@cache
def contiguous() -> tuple[str, ...]:
    """The postal codes of the 48 states that touch one another, and of the District of Columbia."""
    return tuple(
        sorted(area.state for area in _of_the_union(Basemap.STATES) if area.state not in _APART)
    )


@cache
def _of_the_union(ground: Basemap) -> tuple[Area, ...]:
    return tuple(a for a in atlas(ground).areas.values() if a.fips < _FIRST_TERRITORY)


def areas_of(model: MapModel) -> tuple[Area, ...]:
    """The areas that the map shows, in the order of their FIPS codes."""
    found = atlas(model.ground).areas
    if model.only:
        return tuple(found[fips] for fips in model.only)
    return areas_within(model.ground, model.of)


def areas_within(ground: Basemap, states: tuple[str, ...]) -> tuple[Area, ...]:
    """The areas of some states by their postal codes; where there are none, of all 50 and DC."""
    if not states:
        return _of_the_union(ground)
    return tuple(area for area in atlas(ground).areas.values() if area.state in states)


def title(ground: Basemap, area: Area) -> str:
    """What an area is called for sure: `Missouri`, `Boone County, MO`."""
    return area.name if ground is Basemap.STATES else f"{area.full_name}, {area.state}"


def titles(ground: Basemap, codes: Iterable[str]) -> Iterator[str]:
    """The titles of areas by their FIPS codes."""
    found = atlas(ground).areas
    return (title(ground, found[fips]) for fips in codes)


def state_names(states: Iterable[str]) -> list[str]:
    """The names of states by their postal codes."""
    names = geo_atlas.states().states
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


def look_up(ground: Basemap, text: str, within: tuple[str, ...] = ()) -> Area | Unknown | Ambiguous:
    """What a text names; a county's state may stand after it though the map has but one."""
    known = atlas(ground).areas.get(text)
    if known is not None and (not within or known.state in within):
        return known
    bounded = within[0] if len(within) == 1 else None
    found = geo_atlas.find(atlas(ground), text, bounded)
    if bounded and "," in text and isinstance(found, Unknown):
        anywhere = geo_atlas.find(atlas(ground), text)
        return found if isinstance(anywhere, Unknown) else anywhere
    return found


def find(ground: Basemap, text: str, span: Span, within: tuple[str, ...] = ()) -> Area:
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


def _word(ground: Basemap) -> str:
    return "state" if ground is Basemap.STATES else "county"


def _unknown(
    ground: Basemap, text: str, span: Span, near: Iterable[Area], within: tuple[str, ...]
) -> Problem:
    what = f"has the FIPS code `{text}`" if text.isdecimal() else f"is called `{text}`"
    bounds = ""
    if within and len(within) < _MANY:
        bounds = f" in {listed(state_names(within))}"
    close = [f"`{title(ground, area)}` ({area.fips})" for area in near][:4]
    return error(
        "unknown-area",
        f"no {_word(ground)}{bounds} {what}",
        at=span,
        label="not on this map",
        help=f"did you mean {' or '.join(close)}?" if close else _help(ground),
    )


def _help(ground: Basemap) -> str:
    if ground is Basemap.STATES:
        return "write a state's name, its postal code (MO) or its FIPS code (29)"
    return "write a county's name, with its state where needed, or its FIPS code (29019)"


def _ambiguous(ground: Basemap, text: str, span: Span, fit: list[Area]) -> Problem:
    return error(
        "ambiguous-area",
        f"`{text}` is the name of {len(fit)} areas",
        at=span,
        label="which one?",
        help=suggest("", [title(ground, area) for area in fit], "write one of"),
    )


# Whether points lie on a map: within the upright rectangle around its areas, as projected.


_SIDE = 1000.0

_SLACK = 1.0

"""Points on a page of that side: what the thinning of borders may take off a map's edge."""


def check(model: MapModel, span: Span) -> None:
    """Raise `Problem` for the points that lie off the map, and areas that cannot be on it."""
    drawing = _drawn(model.but(points=(), routes=(), regions=(), marks=(), alt=""))
    with gather() as problems:
        for area in drawing.absent:
            told = f"`{area.full_name}` has no place on a map of the United States"
            problems.add(error("off-map", told, at=span, help="show it on a map of its own"))
        for point in model.points:
            if not _holds(drawing, point.lat, point.lon):
                problems.add(_off_map(point, drawing, model))


@lru_cache(maxsize=16)
def _drawn(ground: MapModel) -> drawing.Drawing:
    areas = areas_of(ground)
    return drawing.draw(atlas(ground.ground), areas, geometry.PageBox(0, 0, _SIDE, _SIDE))


def locate(frame: drawing.MapFrame, lat: float, lon: float) -> geometry.Point | None:
    """Where a place is on the page, in the map's box or beyond; None where the map has no place."""
    panel = frame.projection.panel(drawing.LatLon(lat, lon))
    if panel is None:
        return None
    x, y = panel.project(lon, lat)
    return frame.on_page((x, -y))


def _holds(drawing: drawing.Drawing, lat: float, lon: float) -> bool:
    point = locate(drawing.frame, lat, lon)
    return point is not None and drawing.bounds.inset(-_SLACK).holds(point)


def _off_map(point: Point, drawing: drawing.Drawing, model: MapModel) -> Problem:
    helps = [f"the map shows {where(model)}"]
    if abs(point.lon) <= 90 and _holds(drawing, point.lon, point.lat):
        helps.insert(0, "latitude comes first: these two look swapped")
    elif _holds(drawing, point.lat, -point.lon):
        helps.insert(0, f"longitudes west of Greenwich are negative: {-point.lon:g}")
    return error(
        "off-map",
        f"`{point.name}` ({point.lat:g}, {point.lon:g}) is off the map",
        at=point.span,
        label="not on this map",
        help=helps,
    )
