"""Albers' equal-area conic projection.

J. P. Snyder, Map Projections: A Working Manual, US Geological Survey Professional Paper 1395
(1987), chapter 14. The sphere is enough for a slide: the largest error against the ellipsoid is a
few tenths of a per cent.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from math import cos, radians, sin, sqrt
from typing import Self

EARTH_RADIUS = 6371.0072
"""Kilometres: the sphere with the Earth's surface area (Snyder, table 1 and page 16)."""


@dataclass(frozen=True, slots=True)
class LatLon:
    """A place on the Earth, in degrees: north and east positive, south and west negative."""

    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class Extent:
    """The smallest range of longitude and latitude that holds something, in degrees.

    `west` is below `east` even across the 180th meridian: the Aleutians run from -188 to -163.
    """

    west: float
    south: float
    east: float
    north: float

    @classmethod
    def around(cls, lons: Iterable[float], lats: Iterable[float]) -> Self:
        """The extent of places given as longitudes and latitudes. Raises ValueError for none."""
        lons, lats = tuple(lons), tuple(lats)
        return cls(min(lons), min(lats), max(lons), max(lats))

    def holds(self, place: LatLon) -> bool:
        """Whether the place lies in the extent, whatever turn its longitude is given in."""
        return (
            self.south <= place.lat <= self.north
            and (place.lon - self.west) % 360 <= self.east - self.west
        )


@dataclass(frozen=True, slots=True)
class Albers:
    """A projection by its two standard parallels and its origin, all in degrees.

    `origin` falls on (0, 0). Raises ValueError when the standard parallels are the Equator or lie
    evenly about it, where the cone turns into a cylinder.
    """

    south: float
    north: float
    origin: LatLon
    _n: float = field(init=False, repr=False, compare=False)
    _c: float = field(init=False, repr=False, compare=False)
    _rho0: float = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        first, second = radians(self.south), radians(self.north)
        n = (sin(first) + sin(second)) / 2  # (14-6)
        if abs(n) < 1e-9:
            raise ValueError("the standard parallels must not lie evenly about the Equator")
        c = cos(first) ** 2 + 2 * n * sin(first)  # (14-5)
        rho0 = sqrt(c - 2 * n * sin(radians(self.origin.lat))) / n  # (14-3a)
        object.__setattr__(self, "_n", n)
        object.__setattr__(self, "_c", c)
        object.__setattr__(self, "_rho0", rho0)

    @classmethod
    def fitted(cls, extent: Extent) -> Self:
        """The projection centred on an extent, its standard parallels a sixth from either end.

        Snyder (page 99) gives this rule for the parallels; it spreads the distortion evenly.
        """
        sixth = (extent.north - extent.south) / 6
        centre = LatLon((extent.south + extent.north) / 2, (extent.west + extent.east) / 2)
        return cls(extent.south + sixth, extent.north - sixth, centre)

    def project(self, lon: float, lat: float) -> tuple[float, float]:
        """Kilometres east and north of the origin, along the map. Degrees in, any turn of them."""
        turn = lon - self.origin.lon
        if not -180 <= turn <= 180:
            turn = (turn + 180) % 360 - 180
        n = self._n
        rho = sqrt(max(0.0, self._c - 2 * n * sin(radians(lat)))) / n  # (14-3)
        theta = n * radians(turn)  # (14-4)
        return (
            EARTH_RADIUS * rho * sin(theta),  # (14-1)
            EARTH_RADIUS * (self._rho0 - rho * cos(theta)),  # (14-2)
        )
