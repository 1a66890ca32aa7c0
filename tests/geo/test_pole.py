from math import cos, dist, pi, sin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deckgen.geo import PageBox, Ring, Shape, nearest_on, sides
from deckgen.geo.labels import pole_of_inaccessibility

stars = st.lists(st.floats(5, 60), min_size=3, max_size=14).map(
    lambda radii: Shape(
        (
            tuple(
                (radius * cos(2 * pi * i / len(radii)), radius * sin(2 * pi * i / len(radii)))
                for i, radius in enumerate(radii)
            ),
        )
    )
)


def rectangle(x: float, y: float, width: float, height: float) -> Ring:
    return ((x, y), (x + width, y), (x + width, y + height), (x, y + height))


def room(shape: Shape, point: tuple[float, float]) -> float:
    """The distance to the edge."""
    return min(
        dist(nearest_on(start, end, point), point)
        for ring in shape.rings
        for start, end in sides(ring)
    )


@given(stars)
def test_no_point_of_a_grid_has_more_room(shape: Shape) -> None:
    pole = pole_of_inaccessibility(shape)
    assert shape.holds(pole.point)
    assert pole.radius == pytest.approx(room(shape, pole.point))
    bounds = shape.bounds
    for column in range(15):
        for row in range(15):
            point = (bounds.x + column / 14 * bounds.width, bounds.y + row / 14 * bounds.height)
            if shape.holds(point):
                assert room(shape, point) <= pole.radius + 0.5


@given(stars, st.floats(1, 6))
def test_a_wide_ellipse_is_a_disc_of_the_squeezed_shape(shape: Shape, aspect: float) -> None:
    squeezed = Shape(tuple(tuple((x / aspect, y) for x, y in ring) for ring in shape.rings))
    wide = pole_of_inaccessibility(shape, aspect)
    assert wide.radius == pytest.approx(pole_of_inaccessibility(squeezed).radius, abs=0.51)
    assert shape.holds(wide.point)


def test_a_hole_is_avoided() -> None:
    hole = rectangle(4, 4, 12, 12)[::-1]
    shape = Shape((rectangle(0, 0, 40, 20), hole))
    pole = pole_of_inaccessibility(shape)
    assert pole.point[0] == pytest.approx(28, abs=2)
    assert pole.radius == pytest.approx(10, abs=0.5)


def test_where_there_is_room_enough_the_middle_wins() -> None:
    """A strip of even height has its best points all along; a label wants the one in the middle."""
    shape = Shape((rectangle(0, 0, 100, 20),))
    pole = pole_of_inaccessibility(shape, enough_radius=8)
    assert dist(pole.point, (50, 10)) < 3
    assert pole.radius >= 7


def test_a_shape_without_width_has_its_pole_in_its_middle() -> None:
    line = Shape((((0.0, 0.0), (10.0, 0.0)),))
    assert pole_of_inaccessibility(line).point == (5, 0)
    slanted = Shape((((0.0, 0.0), (10.0, 4.0)),))
    pole = pole_of_inaccessibility(slanted)
    assert pole.radius == 0
    assert PageBox(0, 0, 10, 4).holds(pole.point)
