"""What a map shows where: one conic for a region, three for the whole of the United States."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from deckgen.geo.albers import Albers, Extent, LatLon

WORLD = Extent(-360, -90, 0, 90)


@dataclass(frozen=True, slots=True)
class Panel:
    """A conic at its place in the map's plane.

    `window` is what it shows; `scale` is its size beside the main panel's; `x` and `y` say where
    its origin falls, in kilometres of the plane, y upwards.
    """

    conic: Albers
    window: Extent = WORLD
    scale: float = 1.0
    x: float = 0.0
    y: float = 0.0

    def project(self, lon: float, lat: float) -> tuple[float, float]:
        """Kilometres in the map's plane, y upwards."""
        x, y = self.conic.project(lon, lat)
        return self.x + self.scale * x, self.y + self.scale * y


@dataclass(frozen=True, slots=True)
class Projection:
    """One panel or several; a place belongs to the first whose window holds it."""

    panels: tuple[Panel, ...]

    @classmethod
    def fitted(cls, extent: Extent) -> Self:
        """One conic, fitted to an extent."""
        return cls((Panel(Albers.fitted(extent)),))

    def panel(self, place: LatLon) -> Panel | None:
        """The panel that shows a place, or None where the map has none."""
        return next((panel for panel in self.panels if panel.window.holds(place)), None)


# The parallels are those of the maps of the US Geological Survey (Snyder, pages 98 and 101).
CONTERMINOUS = Albers(29.5, 45.5, LatLon(37.5, -96))
ALASKA = Albers(55, 65, LatLon(63, -154))
HAWAII = Albers(8, 18, LatLon(20.5, -157.5))

UNITED_STATES = Projection(
    (
        Panel(ALASKA, Extent(-190, 50, -129, 73), scale=0.35, x=-1840, y=-975),
        Panel(HAWAII, Extent(-180, 17, -153, 30), x=-1080, y=-1150),
        Panel(CONTERMINOUS, Extent(-130, 23, -64, 51)),
    )
)
"""The 48 states with Alaska (at about a third of the scale) and Hawaii set below California.

A place elsewhere, Puerto Rico for one, is not on it.
"""
