from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from deckgen.geo import PageBox
from deckgen.geo.labels import LabelSide, MapLabel, crossing
from deckgen.geo.placing import FEWEST, LONGEST, MOST, columns

PAGE = PageBox(0, 0, 600, 400)
COAST = 380.0
FAR = int(COAST - LONGEST - 20)

crowds = st.lists(
    st.tuples(st.integers(340, 375), st.integers(150, 220)),
    min_size=FEWEST,
    max_size=MOST,
    unique=True,
)


def measure(text: str, size: float) -> tuple[float, float]:
    return len(text) * size / 2, size * 1.2


def is_land(box: PageBox) -> bool:
    return box.x < COAST


def labels_at(points: list[tuple[int, int]]) -> list[MapLabel]:
    return [MapLabel(f"Town {n}", 12, (x, y), 3) for n, (x, y) in enumerate(points)]


@given(crowds)
def test_labels_of_a_crowd_stand_at_sea_and_their_lines_do_not_cross(
    points: list[tuple[int, int]],
) -> None:
    found = columns(labels_at(points), PAGE, measure, (), is_land)
    places = list(found.places.values())
    assert all(PAGE.encloses(one.box) and not is_land(one.box) for one in places)
    assert len({one.box.x for one in places}) <= len(points) // FEWEST
    for one, other in combinations(places, 2):
        assert not one.box.overlaps(other.box)
        assert one.leader is not None
        assert other.leader is not None
        assert not crossing(one.leader, other.leader)


def test_a_chain_of_near_points_is_one_crowd() -> None:
    points = [(360, 150), (350, 165), (355, 180), (200, 150), (210, 160), (20, 20)]
    found = columns(labels_at(points), PAGE, measure, (), is_land)
    assert sorted(found.places) == [0, 1, 2]
    assert {place.side for place in found.places.values()} == {LabelSide.E}
    assert found.without == 0


def test_labels_stand_where_no_legend_is() -> None:
    crowd = labels_at([(360, 150), (350, 165), (355, 180)])
    legend = PageBox(380, 140, 200, 50)
    found = columns(crowd, PAGE, measure, [legend], is_land)
    assert found.places
    assert not any(place.box.overlaps(legend) for place in found.places.values())


def test_a_crowd_far_from_the_sea_has_no_column() -> None:
    crowd = labels_at([(FAR, 150), (FAR, 160), (FAR, 170)])
    found = columns(crowd, PAGE, measure, (), is_land)
    assert (found.places, found.without) == ({}, 0)


def test_a_crowd_at_the_right_of_the_page_is_told() -> None:
    crowd = labels_at([(360, 150), (350, 165), (355, 180)])
    narrow = PageBox(0, 0, COAST + 10, 400)
    found = columns(crowd, narrow, measure, (), lambda box: box.x < COAST and box.right > 20)
    assert (found.places, found.without) == ({}, 1)
