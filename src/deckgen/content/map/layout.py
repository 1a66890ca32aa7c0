"""A map laid out in a slot: every shape with its place on the page, in points, and its look."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import cycle
from math import dist, inf
from typing import NamedTuple

from deckgen import geo
from deckgen.content.map import areas, extent, looks, names
from deckgen.content.map import labels as map_labels
from deckgen.content.map import legend as map_legend
from deckgen.content.map.labels import Labelling
from deckgen.content.map.legend import Legend
from deckgen.content.map.looks import Tone
from deckgen.content.map.model import Detail, MapModel
from deckgen.geo import Box, Ring, Route


class Patch(NamedTuple):
    """A freeform of one area or several."""

    name: str
    rings: tuple[Ring, ...]
    tone: Tone


class Curve(NamedTuple):
    """A route between two markers."""

    name: str
    line: Route


class Marker(NamedTuple):
    """A point's disc."""

    name: str
    centre: geo.Point
    radius: float
    tone: Tone


class Layout(NamedTuple):
    """All shapes of a map, each kind in drawing order."""

    patches: tuple[Patch, ...]
    curves: tuple[Curve, ...]
    markers: tuple[Marker, ...]
    labels: Labelling
    legend: Legend | None


@lru_cache(maxsize=32)
def lay_out(model: MapModel, box: Box) -> Layout:
    """The map in a box. Labels never cover one another, a marker or the legend."""
    return _Layouter(model, box).run()


class _Layouter:
    def __init__(self, model: MapModel, box: Box) -> None:
        self.model, self.box = model, box
        self.areas = areas.areas_of(model)
        atlas = areas.atlas(model.ground)
        self.drawing = geo.draw(atlas, self.areas, box.inset(looks.EDGE))
        self.by_code = {area.fips: area for area in self.areas}
        tones = cycle(looks.REGIONS)
        self.tones = {region.name: next(tones) for region in model.regions}
        self.centres = [self._locate(point.lat, point.lon) for point in model.points]
        self.radii = [self._radius(index) for index in range(len(self.centres))]

    def _locate(self, lat: float, lon: float) -> geo.Point:
        return extent.locate(self.drawing.frame, lat, lon) or (self.box.x, self.box.y)

    def _radius(self, index: int) -> float:
        """A marker's radius; where two are close, both are smaller."""
        here = self.centres[index]
        others = (centre for i, centre in enumerate(self.centres) if i != index)
        nearest = min((dist(here, centre) for centre in others), default=inf)
        usual = looks.LARGE_RADIUS if len(self.centres) <= looks.FEW else looks.RADIUS
        if self.model.points[index].highlighted:
            usual *= looks.SWELL
        return max(looks.SMALLEST_RADIUS, min(usual, nearest / 2))

    def run(self) -> Layout:
        legend = None
        if self.model.legend:
            legend = map_legend.lay_out(self.tones.items(), self.box, self.drawing, self.centres)
        curves = tuple(self._curves())
        labels = map_labels.place(
            self.model,
            self.drawing,
            list(zip(self.centres, self.radii, strict=True)),
            self.box,
            [legend.box] if legend else [],
            [curve.line.polyline() for curve in curves],
        )
        return Layout(tuple(self._patches()), curves, tuple(self._markers()), labels, legend)

    def _patches(self) -> Iterator[Patch]:
        model = self.model
        owners = {fips: region.name for region in model.regions for fips in region.areas}
        marked = {mark.fips for mark in model.marks}
        plain = [fips for fips in self.by_code if fips not in owners and fips not in marked]
        if model.detail is Detail.AREAS:
            for fips in plain:
                yield self._patch(fips, looks.NEUTRAL)
        elif plain:
            name = names.areas(tuple(plain), model)
            yield Patch(name, self._rings(plain), looks.NEUTRAL)
        for region in model.regions:
            if model.detail is Detail.AREAS:
                for fips in region.areas:
                    yield self._patch(fips, self.tones[region.name], region.name)
            else:
                rings = self._rings(region.areas)
                yield Patch(names.region(region), rings, self.tones[region.name])
        tone = looks.AMONG_REGIONS if model.regions else looks.HIGHLIGHT
        for mark in model.marks:
            yield self._patch(mark.fips, tone, marked=True)

    def _patch(self, fips: str, tone: Tone, within: str = "", *, marked: bool = False) -> Patch:
        name = names.area(self.by_code[fips], self.model, within, marked=marked)
        return Patch(name, self._rings([fips]), tone)

    def _rings(self, codes: Sequence[str]) -> tuple[Ring, ...]:
        shapes = self.drawing.shapes
        return tuple(ring for fips in codes if fips in shapes for ring in shapes[fips].rings)

    def _curves(self) -> Iterator[Curve]:
        index = {point.name: number for number, point in enumerate(self.model.points)}
        drawn: set[tuple[str, str]] = set()
        for route in self.model.routes:
            start, end = self.centres[index[route.start]], self.centres[index[route.end]]
            bow = -looks.BOW if (route.end, route.start) in drawn else looks.BOW
            drawn.add((route.start, route.end))
            line = geo.bowed(start, end, bow)
            if self.model.arrows:
                line = _shortened(line, self.radii[index[route.end]] + looks.HALO_WEIGHT)
            yield Curve(names.route(route), line)

    def _markers(self) -> Iterator[Marker]:
        for point, centre, radius in zip(self.model.points, self.centres, self.radii, strict=True):
            tone = looks.HIGHLIGHT if point.highlighted else looks.POINT
            if self.model.regions:
                tone = looks.AMONG_REGIONS
            yield Marker(names.point(point), centre, radius, tone)


def _shortened(line: Route, gap: float) -> Route:
    """The curve with its end drawn back, so that an arrow's head stops at the marker's edge."""
    (x, y), (cx, cy) = line.end, line.control
    length = dist(line.end, line.control)
    share = min(gap / length, 0.5) if length else 0.0
    return replace(line, end=(x + share * (cx - x), y + share * (cy - y)))
