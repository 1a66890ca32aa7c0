"""The model of a map, the shades of its areas, its alternative text, and what it can show.

Areas are US states and counties, by their FIPS codes; states are also given by postal codes.
Positions are in degrees north and east.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from functools import cache, lru_cache
from typing import NamedTuple

from msgspec import Struct, structs

from deckgen.diagnostics import Problem, Span, counted, error, gather, joined, suggest
from deckgen.geo import PageBox, drawing
from deckgen.geo import atlas as geo_atlas
from deckgen.geo.atlas import Ambiguous, Area, Atlas, Unknown
from deckgen.geo.drawing import Drawing, LatLon
from deckgen.geo.labels import LabelSide, Offset
from deckgen.source import cell_formats

FEWEST_CLASSES, MOST_CLASSES = 2, 7
DEFAULT_CLASSES = 5
DEFAULT_COLOR = "accent1"


def default_format(amounts: Iterable[Decimal]) -> str:
    """The number format that shows all of some numbers, with separators of thousands."""
    places = max((len(_plain(amount).partition(".")[2]) for amount in amounts), default=0)
    return "#,##0" + ("." + "0" * places if places else "")


def _plain(amount: Decimal) -> str:
    return cell_formats.plain(amount)


class Shades(Struct, frozen=True):
    """Numbers of areas by FIPS code, in the order of the codes; there is at least one.

    There are at most `classes` classes: those of quantiles hold about as many areas each, those of
    `equal` steps span ranges of one width. A class that no area is in is left out, and equal
    numbers are in one class. The classes have shades of the theme colour `color` from light to
    dark; `format` is the number format of their ranges.
    """

    values: tuple[tuple[str, Decimal], ...]
    classes: int = DEFAULT_CLASSES
    equal: bool = False
    color: str = DEFAULT_COLOR
    format: str = ""

    def __post_init__(self) -> None:
        """Give equal shades one form: numbers in order, without zeros at their ends."""
        put = structs.force_setattr
        values = ((fips, Decimal(_plain(amount))) for fips, amount in self.values)
        put(self, "values", tuple(sorted(values)))
        put(self, "format", self.format or default_format(self.amounts))

    @property
    def amounts(self) -> list[Decimal]:
        """The numbers, in the order of the codes."""
        return [amount for _, amount in self.values]

    def grouped(self) -> list[list[tuple[str, Decimal]]]:
        """The areas of each class with their numbers, from the class of the lowest."""
        ordered = sorted(self.amounts)
        found: dict[int, list[tuple[str, Decimal]]] = {}
        for fips, amount in self.values:
            found.setdefault(self._number(amount, ordered), []).append((fips, amount))
        return [found[number] for number in sorted(found)]

    def _number(self, amount: Decimal, ordered: list[Decimal]) -> int:
        """The number of the class of an amount, from 0."""
        if not self.equal:
            return bisect_left(ordered, amount) * self.classes // len(ordered)
        span = ordered[-1] - ordered[0]
        if not span:
            return 0
        return min(int((amount - ordered[0]) * self.classes / span), self.classes - 1)

    def range_text(self, members: Iterable[tuple[str, Decimal]]) -> str:
        """The lowest and the highest number of a class: `12 to 48`."""
        amounts = [amount for _, amount in members]
        ends = [cell_formats.show(end, self.format) for end in (min(amounts), max(amounts))]
        return " to ".join(dict.fromkeys(ends))


# The generated alternative text.


_LONGEST = 480
_GENERATED = re.compile(r"Map: [^.]+, by (?:state|county)\.(?: .+)?", re.DOTALL)


def is_generated(alt: str) -> bool:
    """Whether an alternative text is a generated one, as `describe` makes them."""
    return _GENERATED.fullmatch(alt) is not None


def describe(model: MapModel, where: str, marked: Sequence[str]) -> str:
    """The text for a map: what it covers, and its regions, highlights, points and routes.

    `where` is what the map covers, `marked` are the names of highlighted areas. At most about 480
    characters; names for which there is no room are counted.
    """
    text = f"Map: {where}, by {'state' if model.basemap == 'states' else 'county'}."
    parts = [part for part in _parts(model, marked) if part[1]]
    if model.legend_title:
        text += f" {model.legend_title}."
    for number, (what, names) in enumerate(parts):
        share = (_LONGEST - len(text)) // (len(parts) - number)
        text += f" {_sentence(what, names, share)}"
    return text


def _parts(model: MapModel, marked: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    unit = "state" if model.basemap == "states" else "county"
    yield (
        "region",
        [f"{one.name} ({counted(len(one.areas), unit)})" for one in model.regions],
    )
    if model.shades is not None:
        classes = model.shades.grouped()
        yield "class", [model.shades.range_text(members) for members in classes]
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


_WHITE = re.compile(r"[^\S\u00a0\u2007\u202f]+")
"""White space at which a line breaks."""


def one_line(text: str) -> str:
    """The text with single spaces for white space, none at its ends; no-break spaces stay."""
    return _WHITE.sub(" ", text).strip()


# The map.


PRECISION = 4
"""The decimals of a degree that positions keep: 11 metres."""


class Basemap(StrEnum):
    """The areas of a map: states or counties."""

    STATES = "states"
    COUNTIES = "counties"


class LabelMode(StrEnum):
    """The text of points' labels: names, IATA codes, both, or no labels."""

    NAMES = "names"
    CODES = "codes"
    FULL = "full"
    NONE = "none"


class Granularity(StrEnum):
    """What each freeform shows: a region, with its areas as sub-paths, or a single area."""

    REGIONS = "regions"
    AREAS = "areas"


class LabelOverride(Struct, frozen=True):
    """The author's choices for one label: its place, its text, or that it is hidden.

    `place` None and `text` "" are the defaults.
    """

    place: LabelSide | Offset | None = None
    text: str = ""
    hidden: bool = False

    def __post_init__(self) -> None:
        """Drop the place and text of a hidden label."""
        if self.hidden:
            structs.force_setattr(self, "place", None)
            structs.force_setattr(self, "text", "")


AUTO = LabelOverride()
HIDDEN = LabelOverride(hidden=True)


@dataclass(frozen=True, slots=True)
class Point:
    """A point on the map, in degrees north and east. `code` is an airport's IATA code or ""."""

    name: str
    lat: float
    lon: float
    code: str = ""
    highlighted: bool = False
    label_override: LabelOverride = AUTO
    span: Span | None = field(default=None, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Round to `PRECISION`, so that equal positions have one form."""
        object.__setattr__(self, "lat", round(self.lat, PRECISION) + 0.0)
        object.__setattr__(self, "lon", round(self.lon, PRECISION) + 0.0)

    @property
    def head(self) -> str:
        """The name up to its comma: `Mesa` of `Mesa, AZ`."""
        return self.name.partition(",")[0].strip() or self.name


class MapRoute(Struct, frozen=True):
    """A route from one point to another, by their names."""

    start: str
    end: str


class RegionColor(NamedTuple):
    """A theme colour (`accent1`), of which `percent` are left where it is made lighter."""

    scheme: str
    percent: int = 100

    def __str__(self) -> str:
        """As YAML and the names of shapes have it: `accent1`, `accent1 40%`."""
        return self.scheme if self.percent == 100 else f"{self.scheme} {self.percent}%"

    @classmethod
    def read(cls, text: str) -> RegionColor:
        """The inverse of `str`."""
        scheme, _, percent = text.partition(" ")
        return cls(scheme, int(percent.removesuffix("%") or 100))


@dataclass(frozen=True, slots=True)
class Region:
    """Areas of one colour, by their FIPS codes in order. There is at least one.

    `color` is the author's; where it is None, the map gives the region a tint of the theme.
    """

    name: str
    areas: tuple[str, ...]
    label_override: LabelOverride = AUTO
    color: RegionColor | None = None
    span: Span | None = field(default=None, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Sort the areas by their codes."""
        object.__setattr__(self, "areas", tuple(sorted(self.areas)))


@dataclass(frozen=True, slots=True)
class HighlightedArea:
    """A highlighted area, by its FIPS code."""

    fips: str
    label_override: LabelOverride = AUTO
    span: Span | None = field(default=None, compare=False, repr=False)


class MapModel(Struct, frozen=True):
    """A map.

    It shows the areas of the states `of` (postal codes), of the 50 states and the District of
    Columbia where that is empty, or just the areas `only` (FIPS codes). The names of points and
    regions are unique. No area is in two regions, or both in a region and highlighted. A map has
    regions or `shades`, whose areas are each a shape and none of which is highlighted.
    """

    basemap: Basemap
    granularity: Granularity
    of: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    points: tuple[Point, ...] = ()
    routes: tuple[MapRoute, ...] = ()
    regions: tuple[Region, ...] = ()
    highlights: tuple[HighlightedArea, ...] = ()
    shades: Shades | None = None
    label: LabelMode = LabelMode.NAMES
    arrows: bool = False
    legend: bool = False
    legend_title: str = ""
    alt: str = ""

    def __post_init__(self) -> None:
        """Give equal maps one form: no options of parts that are not there."""
        put = structs.force_setattr
        put(self, "only", tuple(sorted(self.only)))
        put(self, "of", () if self.only else tuple(sorted(self.of)))
        put(self, "arrows", self.arrows and bool(self.routes))
        title = one_line(self.legend_title) if self.regions or self.shades else ""
        put(self, "legend_title", title)
        shown = self.legend and bool(self.regions)
        put(self, "legend", bool(title) or shown or self.shades is not None)
        if self.shades is not None:
            put(self, "granularity", Granularity.AREAS)
        put(self, "points", tuple(self._normalized_point(point) for point in self.points))
        put(self, "regions", tuple(self._normalized_region(region) for region in self.regions))
        highlights = (self._normalized_highlight(one) for one in self.highlights)
        put(self, "highlights", tuple(sorted(highlights, key=lambda one: one.fips)))
        alt = one_line(self.alt)
        put(self, "alt", "" if is_generated(alt) else alt)

    def but(self, **changes: object) -> MapModel:
        """The same map with some of its fields changed."""
        return structs.replace(self, **changes)

    def _normalized_point(self, point: Point) -> Point:
        if self.label is LabelMode.NONE:
            return replace(point, label_override=AUTO)
        if point.label_override.text and point.label_override.text == self.default_label(point):
            return replace(point, label_override=structs.replace(point.label_override, text=""))
        return point

    def _normalized_region(self, region: Region) -> Region:
        """A region without the text of its label, which is its name, and none beside a legend."""
        return replace(
            region,
            label_override=AUTO if self.legend else structs.replace(region.label_override, text=""),
        )

    def _normalized_highlight(self, one: HighlightedArea) -> HighlightedArea:
        hides = self.label is LabelMode.NONE
        return replace(
            one, label_override=AUTO if hides else structs.replace(one.label_override, text="")
        )

    def label_of(self, point: Point) -> str:
        """The text of a point's label, "" where it has none."""
        if point.label_override.hidden or self.label is LabelMode.NONE:
            return ""
        return point.label_override.text or self.default_label(point)

    def default_label(self, point: Point) -> str:
        """The text of a point's label where the author gives no other.

        Names are cut at the comma where the result is unique.
        """
        if self.label is LabelMode.CODES and point.code:
            return point.code
        if self.label is LabelMode.FULL:
            return f"{point.name} ({point.code})" if point.code else point.name
        same_head = sum(one.head == point.head for one in self.points)
        return point.head if same_head == 1 else point.name


def default_granularity(basemap: Basemap) -> Granularity:
    """The default of `MapModel.granularity`: single states, or regions of counties."""
    return Granularity.AREAS if basemap is Basemap.STATES else Granularity.REGIONS


# The areas: which there are, their names, and looking one up.


CONTIGUOUS = "contiguous"
"""The value of `of` for the 48 contiguous states and the District of Columbia."""
_TOO_MANY_TO_LIST = 8
"""From this number on, states are not listed in a sentence."""
_NOT_CONTIGUOUS = frozenset({"AK", "HI"})
_FIRST_TERRITORY = "57"
"""FIPS codes from this on are those of the territories, which are not shown by default."""


def atlas(basemap: Basemap) -> Atlas:
    """The areas with their boundaries and names."""
    return geo_atlas.states() if basemap is Basemap.STATES else geo_atlas.counties()


@cache
def contiguous() -> tuple[str, ...]:
    """The postal codes of the 48 contiguous states and of the District of Columbia, sorted."""
    return tuple(
        sorted(
            area.state
            for area in areas_of_states(Basemap.STATES, ())
            if area.state not in _NOT_CONTIGUOUS
        )
    )


def areas_of(model: MapModel) -> tuple[Area, ...]:
    """The areas that the map shows, in the order of their FIPS codes."""
    found = atlas(model.basemap).areas
    if model.only:
        return tuple(found[fips] for fips in model.only)
    return areas_of_states(model.basemap, model.of)


@cache
def areas_of_states(basemap: Basemap, states: tuple[str, ...]) -> tuple[Area, ...]:
    """The areas of some states by their postal codes; where there are none, of all 50 and DC."""
    every = atlas(basemap).areas.values()
    if not states:
        return tuple(area for area in every if area.fips < _FIRST_TERRITORY)
    return tuple(area for area in every if area.state in states)


def drawing_of(model: MapModel, box: PageBox) -> Drawing:
    """The areas of a map drawn in a box; the same drawing for maps with the same areas."""
    return _drawn(model.basemap, areas_of(model), box)


@lru_cache(maxsize=32)
def _drawn(basemap: Basemap, areas: tuple[Area, ...], box: PageBox) -> Drawing:
    return drawing.draw(atlas(basemap), areas, box)


def title(basemap: Basemap, area: Area) -> str:
    """The unambiguous name of an area: `Missouri`, `Boone County, MO`."""
    return area.name if basemap is Basemap.STATES else f"{area.full_name}, {area.state}"


def titles(basemap: Basemap, codes: Iterable[str]) -> Iterator[str]:
    """The titles of areas by their FIPS codes."""
    found = atlas(basemap).areas
    return (title(basemap, found[fips]) for fips in codes)


def state_names(states: Iterable[str]) -> list[str]:
    """The names of states by their postal codes."""
    names = geo_atlas.states().states
    return [names[state] for state in states]


def where(model: MapModel) -> str:
    """What the map covers, in words."""
    if model.only:
        states = sorted({area.state for area in areas_of(model)})
        within = (
            joined(state_names(states)) if len(states) < _TOO_MANY_TO_LIST else "the United States"
        )
        return f"part of {within}"
    if not model.of:
        return "United States"
    if model.of == contiguous():
        return "contiguous United States"
    return joined(state_names(model.of))


def look_up(
    basemap: Basemap, text: str, within: tuple[str, ...] = ()
) -> Area | Unknown | Ambiguous:
    """The area that a text names by name or FIPS code, within some states or anywhere.

    A county's name may be followed by its state, also on a map of a single state.
    """
    known = atlas(basemap).areas.get(text)
    if known is not None and (not within or known.state in within):
        return known
    bounded = within[0] if len(within) == 1 else None
    found = geo_atlas.find(atlas(basemap), text, bounded)
    if bounded and "," in text and isinstance(found, Unknown):
        anywhere = geo_atlas.find(atlas(basemap), text)
        return found if isinstance(anywhere, Unknown) else anywhere
    return found


def find(basemap: Basemap, text: str, span: Span, within: tuple[str, ...] = ()) -> Area:
    """The area that a text names, in some states or anywhere.

    Raises `Problem` where there is none, or more than one.
    """
    found = look_up(basemap, text, within)
    match found:
        case Ambiguous(_, candidates):
            fit = [area for area in candidates if not within or area.state in within]
            if len(fit) == 1:
                return fit[0]
            raise _ambiguous(basemap, text, span, fit or list(candidates))
        case Unknown(_, near):
            raise _unknown(basemap, text, span, near, within)
        case Area(state=state) if within and state not in within:
            raise _unknown(basemap, text, span, (found,), within)
        case Area():
            return found


def _area_word(basemap: Basemap) -> str:
    return "state" if basemap is Basemap.STATES else "county"


def _unknown(
    basemap: Basemap, text: str, span: Span, near: Iterable[Area], within: tuple[str, ...]
) -> Problem:
    what = f"has the FIPS code `{text}`" if text.isdecimal() else f"is called `{text}`"
    bounds = ""
    if within and len(within) < _TOO_MANY_TO_LIST:
        bounds = f" in {joined(state_names(within))}"
    close = [f"`{title(basemap, area)}` ({area.fips})" for area in near][:4]
    return error(
        "unknown-area",
        f"no {_area_word(basemap)}{bounds} {what}",
        at=span,
        label="not on this map",
        help=f"did you mean {' or '.join(close)}?" if close else _area_help(basemap),
    )


def _area_help(basemap: Basemap) -> str:
    if basemap is Basemap.STATES:
        return "write a state's name, its postal code (MO) or its FIPS code (29)"
    return "write a county's name, with its state where needed, or its FIPS code (29019)"


def _ambiguous(basemap: Basemap, text: str, span: Span, fit: list[Area]) -> Problem:
    return error(
        "ambiguous-area",
        f"`{text}` is the name of {len(fit)} areas",
        at=span,
        label="which one?",
        help=suggest("", [title(basemap, area) for area in fit], "write one of"),
    )


# Whether points are on a map: inside the bounding box of its projected areas.


_SQUARE = PageBox(0, 0, 1000, 1000)
_SLACK = 1.0
"""Points on a page of that size: what simplified borders may lose at a map's edge."""


def check(model: MapModel, span: Span) -> None:
    """Raise `Problem` for points that are off the map, and areas that cannot be on it."""
    drawing = drawing_of(model, _SQUARE)
    with gather() as problems:
        for area in drawing.absent:
            message = f"`{area.full_name}` has no place on a map of the United States"
            problems.add(error("off-map", message, at=span, help="show it on a map of its own"))
        for point in model.points:
            if not _is_on(drawing, point.lat, point.lon):
                problems.add(_off_map(point, drawing, model))


def _is_on(drawing: Drawing, lat: float, lon: float) -> bool:
    point = drawing.frame.position(LatLon(lat, lon))
    return point is not None and drawing.bounds.inset(-_SLACK).holds(point)


def _off_map(point: Point, drawing: Drawing, model: MapModel) -> Problem:
    helps = [f"the map shows {where(model)}"]
    if abs(point.lon) <= 90 and _is_on(drawing, point.lon, point.lat):
        helps.insert(0, "latitude comes first: these two look swapped")
    elif _is_on(drawing, point.lat, -point.lon):
        helps.insert(0, f"longitudes west of Greenwich are negative: {-point.lon:g}")
    return error(
        "off-map",
        f"`{point.name}` ({point.lat:g}, {point.lon:g}) is off the map",
        at=point.span,
        label="not on this map",
        help=helps,
    )
