from math import dist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deckgen.geo import bowed

points = st.tuples(st.floats(-500, 500), st.floats(-500, 500))
bows = st.floats(-0.5, 0.5)


@given(points, points, bows)
def test_a_route_rises_by_its_share_of_the_length(
    start: tuple[float, float], end: tuple[float, float], bow: float
) -> None:
    middle = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
    top = bowed(start, end, bow).polyline(2)[1]
    assert dist(top, middle) == pytest.approx(abs(bow) * dist(start, end), abs=1e-6)


@given(points, points, st.floats(0, 0.5))
def test_a_route_bows_up_the_page_whichever_way_it_runs(
    start: tuple[float, float], end: tuple[float, float], bow: float
) -> None:
    route, back = bowed(start, end, bow), bowed(end, start, bow)
    assert route.polyline(2)[1][1] <= (start[1] + end[1]) / 2 + 1e-6
    assert back.control == pytest.approx(route.control, abs=1e-6)


@given(points, points, bows)
def test_a_polyline_begins_and_ends_with_the_route(
    start: tuple[float, float], end: tuple[float, float], bow: float
) -> None:
    line = bowed(start, end, bow).polyline(7)
    assert len(line) == 8
    assert (line[0], line[-1]) == (start, end)
