"""What a map says, in one form for equal maps, whatever the slot it is drawn in."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum

from deckgen.content.map import alt as map_alt
from deckgen.diagnostics import Span
from deckgen.geo.labels import Offset, Side

PRECISION = 4
"""Decimals of a degree that count: 11 metres."""


class Ground(StrEnum):
    """What a map's areas are."""

    STATES = "states"
    COUNTIES = "counties"


class Labels(StrEnum):
    """What the labels of points say."""

    NAMES = "names"
    CODES = "codes"
    FULL = "full"
    NONE = "none"


class Detail(StrEnum):
    """What one freeform shows: a region with its areas as sub-paths, or a single area."""

    REGIONS = "regions"
    AREAS = "areas"


@dataclass(frozen=True, slots=True)
class Wish:
    """What the author wants of one label: its place, its text, or that there is none."""

    place: Side | Offset | None = None
    text: str = ""
    hidden: bool = False

    def __post_init__(self) -> None:
        """Want nothing else of a label that is not there."""
        if self.hidden:
            object.__setattr__(self, "place", None)
            object.__setattr__(self, "text", "")


AUTO = Wish()
HIDDEN = Wish(hidden=True)


@dataclass(frozen=True, slots=True)
class Point:
    """A place on the map, in degrees north and east. `code` is an airport's IATA code or ""."""

    name: str
    lat: float
    lon: float
    code: str = ""
    highlighted: bool = False
    wish: Wish = AUTO
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
class Route:
    """A route from one point to another, by their names."""

    start: str
    end: str


@dataclass(frozen=True, slots=True)
class Region:
    """Areas of one colour, by their FIPS codes in order; at least one."""

    name: str
    areas: tuple[str, ...]
    wish: Wish = AUTO
    span: Span | None = field(default=None, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Hold the areas in the order of their codes."""
        object.__setattr__(self, "areas", tuple(sorted(self.areas)))


@dataclass(frozen=True, slots=True)
class Mark:
    """A highlighted area, by its FIPS code."""

    fips: str
    wish: Wish = AUTO
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class MapModel:
    """A map.

    It shows the areas of the states `of` (postal codes), or of the 50 states and the District of
    Columbia where that is empty, or just the areas `only` (FIPS codes). Names of points and
    regions are all different. No area is in two regions, or in a region and highlighted.
    """

    ground: Ground
    detail: Detail
    of: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    points: tuple[Point, ...] = ()
    routes: tuple[Route, ...] = ()
    regions: tuple[Region, ...] = ()
    marks: tuple[Mark, ...] = ()
    label: Labels = Labels.NAMES
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
        put(self, "alt", "" if map_alt.is_made(alt) else alt)

    def but(self, **changes: object) -> MapModel:
        """The same map with some of its fields changed."""
        return replace(self, **changes)  # type: ignore[arg-type]

    def _settled(self, point: Point) -> Point:
        if self.label is Labels.NONE:
            return replace(point, wish=AUTO)
        if point.wish.text and point.wish.text == self.usual_label(point):
            return replace(point, wish=replace(point.wish, text=""))
        return point

    def _plain(self, region: Region) -> Region:
        """A region's label says its name, and stands in the legend where there is one."""
        return replace(region, wish=AUTO if self.legend else replace(region.wish, text=""))

    def _bare(self, mark: Mark) -> Mark:
        hides = self.label is Labels.NONE
        return replace(mark, wish=AUTO if hides else replace(mark.wish, text=""))

    def label_of(self, point: Point) -> str:
        """What a point's label says; "" where it has none."""
        if point.wish.hidden or self.label is Labels.NONE:
            return ""
        return point.wish.text or self.usual_label(point)

    def usual_label(self, point: Point) -> str:
        """What a point's label says unless the author wants another text.

        Names go up to the comma as long as no two points look the same then.
        """
        if self.label is Labels.CODES and point.code:
            return point.code
        if self.label is Labels.FULL:
            return f"{point.name} ({point.code})" if point.code else point.name
        alike = sum(one.head == point.head for one in self.points)
        return point.head if alike == 1 else point.name


def usual_detail(ground: Ground) -> Detail:
    """What one freeform shows where the author does not say: a state, or a region of counties."""
    return Detail.AREAS if ground is Ground.STATES else Detail.REGIONS
