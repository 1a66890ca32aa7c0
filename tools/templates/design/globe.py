"""Circles on a globe seen from afar, as Bezier curves cut to a frame.

In the orthographic projection a circle on a sphere becomes an ellipse, and an arc of an ellipse is
a few cubic Beziers whose control points follow from its derivative: nothing is sampled into dots.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import ceil, cos, pi, radians, sin, tan

from design.model import Box, Curve, Point

_Vector = tuple[float, float, float]

_STEPS = 1440  # where a circle is tried for being in sight: every quarter of a degree
_LONGEST = radians(45)  # what one Bezier spans: off the ellipse by less than 1/100,000 of it


@dataclass(frozen=True, slots=True)
class Globe:
    """A sphere on the slide: centre and radius (inches) and how it is turned (degrees).

    `latitude` and `longitude` name the point that faces the viewer; `roll` then turns the picture
    anticlockwise.
    """

    centre: Point
    radius: float
    latitude: float
    longitude: float
    roll: float = 0

    def graticule(self, step: int, frame: Box) -> tuple[Curve, ...]:
        """The outline, and a meridian and a parallel every `step` degrees, on the near side."""
        return (
            *self.circle(self.latitude, self.longitude, frame=frame),
            *(arc for lon in range(0, 180, step) for arc in self.circle(0, lon, frame=frame)),
            *(
                arc
                for distance in range(step, 180, step)
                for arc in self.circle(90, 0, distance, frame=frame)
            ),
        )

    def circle(
        self, latitude: float, longitude: float, distance: float = 90, *, frame: Box
    ) -> tuple[Curve, ...]:
        """The points `distance` degrees from a place, where they are in sight and in the frame.

        At 90 degrees that is a great circle.
        """
        pole, across, along = _axes(latitude, longitude)
        reach = radians(distance)
        centre = self._seen(_scaled(pole, cos(reach)))
        cosine = self._seen(_scaled(along, sin(reach)))
        sine = self._seen(_scaled(across, sin(reach)))

        def at(angle: float) -> _Vector:
            return _sum(centre, _scaled(cosine, cos(angle)), _scaled(sine, sin(angle)))

        def slope(angle: float) -> _Vector:
            return _sum(_scaled(cosine, -sin(angle)), _scaled(sine, cos(angle)))

        def in_sight(angle: float) -> bool:
            seen = at(angle)
            x, y = self._placed(seen)
            inside = frame.x <= x <= frame.right and frame.y <= y <= frame.bottom
            return inside and seen[2] > -1e-9

        return tuple(self._bezier(start, end, at, slope) for start, end in _intervals(in_sight))

    def _bezier(
        self,
        start: float,
        end: float,
        at: Callable[[float], _Vector],
        slope: Callable[[float], _Vector],
    ) -> Curve:
        count = ceil((end - start) / _LONGEST)
        step = (end - start) / count
        reach = 4 / 3 * tan(step / 4)
        points = [at(start)]
        for number in range(count):
            here, there = start + number * step, start + (number + 1) * step
            points.append(_sum(at(here), _scaled(slope(here), reach)))
            points.append(_sum(at(there), _scaled(slope(there), -reach)))
            points.append(at(there))
        return tuple(self._placed(point) for point in points)

    def _seen(self, vector: _Vector) -> _Vector:
        """A direction from the globe's centre in the viewer's axes: right, up, towards."""
        towards, right, up = _axes(self.latitude, self.longitude)
        x, y, z = (_dot(vector, axis) for axis in (right, up, towards))
        roll = radians(self.roll)
        return x * cos(roll) - y * sin(roll), x * sin(roll) + y * cos(roll), z

    def _placed(self, seen: _Vector) -> Point:
        x, y = self.centre
        return x + self.radius * seen[0], y - self.radius * seen[1]


def _intervals(holds: Callable[[float], bool]) -> Iterator[tuple[float, float]]:
    """The stretches of a full turn on which a predicate holds, as start and end angles."""
    angles = [2 * pi * step / _STEPS for step in range(_STEPS)]
    held = [holds(angle) for angle in angles]
    if all(held):
        yield 0, 2 * pi
        return
    for step in range(_STEPS):
        if held[step] and not held[step - 1]:
            start = _border(angles[step], angles[step] - 2 * pi / _STEPS, holds)
            last = step
            while held[(last + 1) % _STEPS]:
                last += 1
            within = 2 * pi * last / _STEPS
            yield start, _border(within, within + 2 * pi / _STEPS, holds)


def _border(inside: float, outside: float, holds: Callable[[float], bool]) -> float:
    """The last angle from `inside` towards `outside` at which the predicate holds."""
    for _ in range(40):
        middle = (inside + outside) / 2
        inside, outside = (middle, outside) if holds(middle) else (inside, middle)
    return inside


def _axes(latitude: float, longitude: float) -> tuple[_Vector, _Vector, _Vector]:
    """At a place on the globe: the direction to it, and the directions east and north there."""
    phi, lam = radians(latitude), radians(longitude)
    return (
        (cos(phi) * cos(lam), cos(phi) * sin(lam), sin(phi)),
        (-sin(lam), cos(lam), 0),
        (-sin(phi) * cos(lam), -sin(phi) * sin(lam), cos(phi)),
    )


def _scaled(vector: _Vector, factor: float) -> _Vector:
    return vector[0] * factor, vector[1] * factor, vector[2] * factor


def _sum(*vectors: _Vector) -> _Vector:
    x, y, z = (sum(parts) for parts in zip(*vectors, strict=True))
    return x, y, z


def _dot(one: _Vector, other: _Vector) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))
