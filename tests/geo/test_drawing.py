import cProfile
from collections import Counter
from types import CodeType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deckgen.geo import PageBox, Shape, sides, signed_area
from deckgen.geo.atlas import Area, counties, states
from deckgen.geo.drawing import UNITED_STATES, Drawing, LatLon, draw
from tests.support.cases import every_case

STATES = states()
THE_50 = [area for area in STATES.areas.values() if area.fips < "57"]
THE_48 = [area for area in THE_50 if area.state not in ("AK", "HI")]
COUNTIES = counties()
MISSOURI = COUNTIES.within("MO")
SLOT = PageBox(54, 115.2, 569.5, 347)

boxes = st.builds(
    PageBox, st.floats(0, 500), st.floats(0, 300), st.floats(50, 900), st.floats(50, 500)
)
tolerances = st.floats(0.2, 40)
some_states = st.lists(st.sampled_from(THE_50), min_size=1, max_size=12, unique=True)
some_counties = st.one_of(
    st.lists(st.sampled_from(MISSOURI), min_size=1, max_size=25, unique=True),
    st.lists(st.sampled_from(COUNTIES.within("VA")), min_size=1, max_size=25, unique=True),
)


def assert_sound(drawing: Drawing, areas: list[Area]) -> None:
    """What holds of every drawing."""
    assert list(drawing.shapes) == [area.fips for area in areas]
    bounds, box = drawing.bounds, drawing.frame.box.inset(-1e-6)
    assert box.encloses(bounds)
    assert bounds.width == pytest.approx(drawing.frame.box.width) or bounds.height == pytest.approx(
        drawing.frame.box.height
    )
    assert all(shape.rings for shape in drawing.shapes.values())


@given(some_states, boxes, tolerances)
def test_a_map_of_states_fills_its_box(areas: list[Area], box: PageBox, tolerance: float) -> None:
    assert_sound(draw(STATES, areas, box, tolerance=tolerance), areas)


@given(some_counties, boxes, tolerances)
def test_a_map_of_counties_fills_its_box(areas: list[Area], box: PageBox, tolerance: float) -> None:
    assert_sound(draw(COUNTIES, areas, box, tolerance=tolerance), areas)


@given(st.sampled_from(list(COUNTIES.areas.values())))
def test_every_county_can_be_drawn_alone(area: Area) -> None:
    shape = draw(COUNTIES, [area], SLOT).shapes[area.fips]
    drawn_as_a_line = area.full_name == "Falls Church city"  # by the source, at its resolution
    assert drawn_as_a_line or shape.area > 0


@pytest.mark.slow
@every_case("tolerance", [0.3, 1.5, 6, 25])
@every_case("state", ["MO", "VA", "MD"])
def test_neighbours_share_their_borders_at_any_tolerance(state: str, tolerance: float) -> None:
    """No gap and no overlap: the areas add up to that of the merged outline."""
    areas = COUNTIES.within(state)
    drawing = draw(COUNTIES, areas, SLOT, tolerance=tolerance)
    total = sum(shape.area for shape in drawing.shapes.values())
    assert total == pytest.approx(drawing.merge(areas).area)
    # A side drawn by two counties is drawn by each in its own direction.
    taken = Counter(
        side for shape in drawing.shapes.values() for ring in shape.rings for side in sides(ring)
    )
    assert all(times == 1 or (end, start) in taken for (start, end), times in taken.items())
    inner = [(start, end) for start, end in taken if (end, start) in taken]
    assert len(inner) > len(areas)


@given(st.sets(st.sampled_from(MISSOURI), min_size=1), st.floats(0.3, 20))
def test_a_merged_region_covers_just_its_counties(chosen: set[Area], tolerance: float) -> None:
    drawing = draw(COUNTIES, MISSOURI, SLOT, tolerance=tolerance)
    region = drawing.merge(area for area in MISSOURI if area in chosen)
    assert region.area == pytest.approx(sum(drawing.shapes[area.fips].area for area in chosen))


def test_missouri_merges_into_one_ring() -> None:
    assert len(draw(COUNTIES, MISSOURI, SLOT).merge(MISSOURI).rings) == 1


@every_case("tolerance", [0.3, 1.5, 6, 25])
def test_outer_rings_run_clockwise_and_holes_do_not(tolerance: float) -> None:
    areas = COUNTIES.within("VA")
    shapes = draw(COUNTIES, areas, SLOT, tolerance=tolerance).shapes
    for area in areas:
        outer = [ring for ring in shapes[area.fips].rings if signed_area(ring) > 0]
        holes = [ring for ring in shapes[area.fips].rings if signed_area(ring) < 0]
        assert outer or area.full_name == "Falls Church city"
        assert all(Shape(tuple(outer)).holds(PageBox.around(hole).centre) for hole in holes)


def test_an_independent_city_lies_in_a_hole() -> None:
    areas = [area for area in COUNTIES.within("VA") if area.name == "Fairfax"]
    county, city = draw(COUNTIES, areas, SLOT).shapes.values()
    assert len(county.rings) > len(city.rings)
    assert not county.holds(city.bounds.centre)
    assert city.holds(city.bounds.centre)


def test_less_tolerance_draws_more() -> None:
    def vertices(tolerance: float) -> int:
        shapes = draw(STATES, THE_50, SLOT, tolerance=tolerance).shapes.values()
        return sum(len(ring) for shape in shapes for ring in shape.rings)

    counts = [vertices(tolerance) for tolerance in (0.25, 0.5, 1, 2, 4, 8)]
    assert counts == sorted(counts, reverse=True)
    assert counts[0] > 4 * counts[-1]


def test_a_map_of_the_states_is_light_by_default() -> None:
    """Some 45 bytes of XML a vertex and 450 a shape make about 90 KB of it for the 48 states."""
    shapes = draw(STATES, THE_48, SLOT).shapes.values()
    assert sum(len(ring) for shape in shapes for ring in shape.rings) <= 1700


@every_case(
    ("state", "square_kilometres"),
    [("MO", 180_540), ("CO", 269_601), ("KS", 213_100), ("WY", 253_335), ("AK", 1_723_337)],
)
def test_a_state_is_drawn_in_its_size(state: str, square_kilometres: float) -> None:
    """Within 2 per cent: the Census Bureau counts water that the drawn boundary leaves out."""
    areas = [area for area in THE_50 if area.state == state]
    drawing = draw(STATES, areas, SLOT, tolerance=0.3)
    drawn = drawing.shapes[areas[0].fips].area / drawing.frame.scale**2
    margin = 0.15 if state == "AK" else 0.02
    assert drawn == pytest.approx(square_kilometres, rel=margin)


PLACES = {
    "MO": LatLon(38.5767, -92.1735),
    "AK": LatLon(64.8378, -147.7164),
    "HI": LatLon(19.6, -155.5),
    "TX": LatLon(30.2672, -97.7431),
    "ME": LatLon(45.2538, -69.0),
    "CA": LatLon(36.7378, -119.7871),
}


@every_case("state", PLACES)
def test_places_fall_into_their_states_and_insets(state: str) -> None:
    drawing = draw(STATES, THE_50, SLOT)
    point = drawing.frame.locate(PLACES[state])
    assert point is not None
    holding = [STATES.areas[fips].state for fips, s in drawing.shapes.items() if s.holds(point)]
    assert holding == [state]


@pytest.mark.parametrize("place", [LatLon(18.4655, -66.1057), LatLon(51.5072, -0.1276)])
def test_a_place_off_the_map_has_no_point(place: LatLon) -> None:
    assert draw(STATES, THE_50, SLOT).frame.locate(place) is None
    assert draw(COUNTIES, MISSOURI, SLOT).frame.locate(place) is None


def test_the_insets_keep_clear_of_the_48_states() -> None:
    shapes = draw(STATES, THE_50, SLOT).shapes
    alaska, hawaii = shapes["02"].bounds, shapes["15"].bounds
    assert not alaska.overlaps(hawaii)
    for area in THE_48:
        for ring in shapes[area.fips].rings:
            for side in sides(ring):
                assert not alaska.crossed_by(*side)
                assert not hawaii.crossed_by(*side)


def test_the_insets_come_with_alaska_or_hawaii() -> None:
    alone = [area for area in THE_50 if area.state == "AK"]
    assert draw(STATES, THE_50, SLOT).frame.projection is UNITED_STATES
    for areas in (alone, THE_48):
        assert len(draw(STATES, areas, SLOT).frame.projection.panels) == 1


def test_an_area_that_the_projection_does_not_show_is_reported() -> None:
    everything = list(STATES.areas.values())
    drawing = draw(STATES, everything, SLOT)
    assert [area.state for area in drawing.absent] == ["AS", "GU", "MP", "PR", "VI"]
    assert "72" not in drawing.shapes


def test_nothing_to_draw_is_refused() -> None:
    puerto_rico = [STATES.areas["72"]]
    with pytest.raises(ValueError, match="would show no area"):
        draw(STATES, puerto_rico, SLOT, projection=UNITED_STATES)
    with pytest.raises(ValueError, match="would show no area"):
        draw(STATES, [], SLOT)


def test_the_aleutians_are_not_torn_apart() -> None:
    alaska = [area for area in THE_50 if area.state == "AK"]
    drawing = draw(STATES, alaska, SLOT, tolerance=0.2)
    attu, unalaska = (
        drawing.frame.locate(LatLon(52.9, 172.9)),
        drawing.frame.locate(LatLon(53.9, -166.5)),
    )
    assert attu is not None
    assert unalaska is not None
    assert attu[0] < unalaska[0]


def test_drawing_twice_gives_the_same() -> None:
    assert draw(STATES, THE_50, SLOT) == draw(STATES, THE_50, SLOT)


COAST = draw(COUNTIES, COUNTIES.within("MD"), SLOT)


@given(st.floats(40, 620), st.floats(100, 460), st.floats(1, 90), st.floats(1, 60))
def test_land_in_a_box_is_told_as_its_shapes_tell_it(
    x: float, y: float, width: float, height: float
) -> None:
    box = PageBox(x, y, width, height)
    holds = any(shape.holds(box.centre) for shape in COAST.shapes.values())
    lines = (s for shape in COAST.shapes.values() for ring in shape.rings for s in sides(ring))
    assert COAST.covers(box) == (holds or any(box.crossed_by(*line) for line in lines))


@pytest.mark.slow
def test_land_is_looked_for_no_more_often_where_more_boxes_are_asked_for() -> None:
    drawing = draw(COUNTIES, MISSOURI, SLOT)

    def looks(step: int) -> int:
        """The calls that go through the points of a shape, for a box at every step."""
        counted = cProfile.Profile()
        with counted:
            for x in range(60, 560, step):
                for y in range(120, 440, step):
                    drawing.covers(PageBox(x, y, 60, 40))
        calls = {e.code: e.callcount for e in counted.getstats() if isinstance(e.code, CodeType)}
        return calls.get(Shape.holds.__code__, 0) + calls.get(PageBox.crossed_by.__code__, 0)

    first = looks(12)
    assert first > 0
    assert looks(6) < 2 * first  # of four times as many boxes
