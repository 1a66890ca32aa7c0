from math import cos, dist, radians, sin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deckgen.geo import drawing, signed_area
from deckgen.geo.drawing import EARTH_RADIUS, Albers, Extent, LatLon
from tests.support.cases import every_case

CONTERMINOUS = Albers(29.5, 45.5, LatLon(23, -96))


def test_the_worked_example_of_the_manual() -> None:
    """Snyder (1987), page 291: 35 north, 75 west on a sphere of radius 1."""
    ((x, y),) = CONTERMINOUS.project([-75], [35])
    assert x / EARTH_RADIUS == pytest.approx(0.2952720, abs=5e-8)
    assert y / EARTH_RADIUS == pytest.approx(0.2416774, abs=5e-8)


@every_case(
    ("conic", "parallels"),
    [
        (drawing.CONTERMINOUS, (29.5, 45.5)),
        (drawing.ALASKA, (55, 65)),
        (drawing.HAWAII, (8, 18)),
    ],
)
def test_parts_of_the_country_are_drawn_to_scale_along_the_parallels_of_the_survey(
    conic: Albers, parallels: tuple[float, float]
) -> None:
    """Snyder (1987), pages 98 and 101."""
    for lat in parallels:
        drawn = dist(*conic.project([-150, -149.99], [lat, lat]))
        assert drawn == pytest.approx(EARTH_RADIUS * cos(radians(lat)) * radians(0.01), rel=1e-6)


@given(
    st.floats(-170, -60),
    st.floats(-20, 70),
    st.floats(0.1, 8),
    st.floats(0.1, 8),
    st.sampled_from(
        [CONTERMINOUS, Albers(55, 65, LatLon(60, -154)), Albers(-16, -12, LatLon(0, -170))]
    ),
)
def test_areas_are_kept(
    west: float, south: float, width: float, height: float, conic: Albers
) -> None:
    """A field between meridians and parallels has the area that it has on the sphere."""
    steps = [i / 64 for i in range(64)]
    edge = [
        *((west + t * width, south) for t in steps),
        *((west + width, south + t * height) for t in steps),
        *((west + width - t * width, south + height) for t in steps),
        *((west, south + height - t * height) for t in steps),
    ]
    drawn = signed_area(tuple(conic.project(*zip(*edge, strict=True))))
    bands = sin(radians(south + height)) - sin(radians(south))
    assert drawn == pytest.approx(EARTH_RADIUS**2 * radians(width) * bands, rel=1e-3)


@given(st.floats(-180, 180), st.floats(-60, 80), st.integers(-2, 2))
def test_a_whole_turn_changes_nothing(lon: float, lat: float, turns: int) -> None:
    here, there = CONTERMINOUS.project([lon, lon + 360 * turns], [lat, lat])
    opposite = abs(abs((lon + 96 + 180) % 360 - 180) - 180) < 1e-6  # where the map is cut
    assert opposite or there == pytest.approx(here, abs=1e-6)


@given(st.floats(-170, -60), st.floats(10, 60), st.floats(0, 20), st.floats(0, 20))
def test_a_fitted_conic_is_centred(west: float, south: float, width: float, height: float) -> None:
    conic = Albers.fitted(Extent(west, south, west + width, south + height))
    (middle,) = conic.project([west + width / 2], [south + height / 2])
    assert middle == pytest.approx((0, 0), abs=1e-6)
    assert conic.south - south == pytest.approx(height / 6)
    assert south + height - conic.north == pytest.approx(height / 6)


def test_parallels_about_the_equator_make_no_cone() -> None:
    with pytest.raises(ValueError, match="Equator"):
        Albers(-10, 10, LatLon(0, 0))


def test_an_extent_may_cross_the_180th_meridian() -> None:
    aleutians = Extent(-188, 51, -163, 55)
    assert aleutians.holds(LatLon(52, 173))
    assert aleutians.holds(LatLon(52, -187))
    assert aleutians.holds(LatLon(52, -170))
    assert not aleutians.holds(LatLon(52, 171))
    assert not aleutians.holds(LatLon(52, -162))
    assert not aleutians.holds(LatLon(56, -170))
