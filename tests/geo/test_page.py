from hypothesis import given
from hypothesis import strategies as st

from deckgen.geo import PageBox, Shape, nearest_on, signed_area

lengths = st.floats(-100, 100).map(lambda value: round(value, 3))
points = st.tuples(lengths, lengths)
sizes = st.floats(0.5, 60).map(lambda value: round(value, 3))
boxes = st.builds(PageBox, lengths, lengths, sizes, sizes)

SQUARE = ((0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0))
HOLE = ((4.0, 4.0), (4.0, 6.0), (6.0, 6.0), (6.0, 4.0))


@given(st.lists(points, min_size=1))
def test_the_box_around_points_holds_them_all(several: list[tuple[float, float]]) -> None:
    box = PageBox.around(several).inset(-1e-9)
    assert all(box.holds(point) for point in several)


@given(boxes, st.floats(-50, 200))
def test_an_inset_box_keeps_its_middle(box: PageBox, padding: float) -> None:
    inner = box.inset(padding)
    assert inner.width >= 0
    assert inner.height >= 0
    assert abs(inner.centre[0] - box.centre[0]) < 1e-9
    assert abs(inner.centre[1] - box.centre[1]) < 1e-9


@given(boxes, boxes)
def test_boxes_overlap_when_they_share_an_inside(one: PageBox, other: PageBox) -> None:
    width = min(one.right, other.right) - max(one.x, other.x)
    height = min(one.bottom, other.bottom) - max(one.y, other.y)
    assert one.overlaps(other) == other.overlaps(one) == (width > 0 and height > 0)


@given(boxes, points, points)
def test_a_line_crosses_a_box_when_one_of_its_points_is_inside(
    box: PageBox, start: tuple[float, float], end: tuple[float, float]
) -> None:
    steps = [i / 400 for i in range(401)]
    along = [
        (start[0] + t * (end[0] - start[0]), start[1] + t * (end[1] - start[1])) for t in steps
    ]
    if any(box.inset(1e-6).holds(point) for point in along):
        assert box.crossed_by(start, end)
    if not any(box.inset(-0.6).holds(point) for point in along):
        assert not box.crossed_by(start, end)


def test_a_line_along_an_edge_does_not_cross() -> None:
    assert not PageBox(0, 0, 10, 10).crossed_by((0, -5), (0, 15))
    assert PageBox(0, 0, 10, 10).crossed_by((1, -5), (1, 15))


@given(points, points, points, st.floats(0, 1))
def test_nothing_on_a_line_is_nearer_than_the_nearest(
    start: tuple[float, float], end: tuple[float, float], point: tuple[float, float], t: float
) -> None:
    def square(other: tuple[float, float]) -> float:
        return (other[0] - point[0]) ** 2 + (other[1] - point[1]) ** 2

    rival = (start[0] + t * (end[0] - start[0]), start[1] + t * (end[1] - start[1]))
    assert square(nearest_on(start, end, point)) <= square(rival) + 1e-6


def test_a_hole_counts_against_the_area() -> None:
    shape = Shape((SQUARE, HOLE))
    assert signed_area(SQUARE) == 100
    assert signed_area(HOLE) == -4
    assert shape.area == 96
    assert shape.bounds == PageBox(0, 0, 10, 10)
    assert shape.holds((1, 1))
    assert not shape.holds((5, 5))
    assert not shape.holds((11, 5))
