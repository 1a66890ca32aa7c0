from math import dist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deckgen.geo import PageBox, Ring, Shape, bowed, nearest_on
from deckgen.geo.labels import LabelSide, MapLabel, Offset
from deckgen.geo.placing import LabelPlacement, PlacedLabel, place_labels
from tests.support.cases import every_case

BOX = PageBox(0, 0, 300, 200)


def measure(text: str, size: float) -> tuple[float, float]:
    return 0.5 * size * len(text), 1.2 * size


def place(*labels: MapLabel, box: PageBox = BOX, **more: object) -> LabelPlacement:
    return place_labels(labels, box, measure, **more)  # type: ignore[arg-type]


def rectangle(x: float, y: float, width: float, height: float) -> Ring:
    return ((x, y), (x + width, y), (x + width, y + height), (x, y + height))


anchors = st.tuples(st.integers(0, 300), st.integers(0, 200))
texts = st.text("abcdefgh", min_size=1, max_size=14)
pins = st.one_of(
    st.none(),
    st.sampled_from(LabelSide),
    st.builds(Offset, st.integers(-60, 60), st.integers(-60, 60)),
)
point_labels = st.builds(
    lambda text, size, anchor, radius: MapLabel(text, size, anchor, radius),
    texts,
    st.sampled_from([8, 10, 14]),
    anchors,
    st.sampled_from([0.0, 2.0, 4.0]),
)
area_labels = st.builds(
    lambda text, x, y, width, height: MapLabel.of_area(
        text, 9, Shape((rectangle(x, y, width, height),)), measure
    ),
    texts,
    st.integers(0, 250),
    st.integers(0, 150),
    st.integers(5, 50),
    st.integers(5, 50),
)
any_labels = st.one_of(point_labels, area_labels)


def touches(placed: PlacedLabel, label: MapLabel) -> bool:
    """Whether a placed label or its leader line lies over a marker."""
    near = [placed.place.box.nearest(label.anchor)]
    if placed.place.leader:
        near.append(nearest_on(*placed.place.leader, label.anchor))
    return any(dist(point, label.anchor) < label.radius - 1e-6 for point in near)


@given(st.lists(any_labels, max_size=25))
def test_labels_that_are_placed_never_overlap(labels: list[MapLabel]) -> None:
    placement = place(*labels)
    assert not placement.clashes
    assert not placement.outside
    for i, one in enumerate(placement.placed):
        assert BOX.encloses(one.place.box)
        assert not any(one.place.conflicts(other.place) for other in placement.placed[:i])


@given(st.lists(point_labels, max_size=20))
def test_labels_that_are_placed_cover_no_other_marker(labels: list[MapLabel]) -> None:
    for placed in place(*labels).placed:
        assert not any(touches(placed, other) for other in labels if other is not placed.label)


@given(st.lists(any_labels, max_size=25))
def test_each_label_is_placed_or_reported(labels: list[MapLabel]) -> None:
    placement = place(*labels)
    accounted = [*(placed.label for placed in placement.placed), *placement.unplaced]
    assert sorted(map(id, accounted)) == sorted(map(id, labels))


@given(st.lists(any_labels, max_size=12))
def test_placing_twice_gives_the_same(labels: list[MapLabel]) -> None:
    assert place(*labels) == place(*labels)


@given(st.lists(st.tuples(any_labels, pins), max_size=12))
def test_a_pinned_label_is_always_placed(
    pairs: list[tuple[MapLabel, LabelSide | Offset | None]],
) -> None:
    labels = [label._replace(pinned=pin) for label, pin in pairs]
    placement = place(*labels)
    assert not [label for label in placement.unplaced if label.pinned is not None]
    for placed in placement.placed:
        if isinstance(placed.label.pinned, LabelSide):
            assert placed.place.side is placed.label.pinned
        inside = BOX.encloses(placed.place.box)
        assert inside != any(label is placed.label for label in placement.outside)


@given(st.lists(st.tuples(point_labels, pins), max_size=12))
def test_every_overlap_comes_from_a_pin_and_is_reported(
    pairs: list[tuple[MapLabel, LabelSide | Offset | None]],
) -> None:
    labels = [label._replace(pinned=pin) for label, pin in pairs]
    placement = place(*labels)
    reported = {frozenset((id(one), id(other))) for one, other in placement.clashes}
    assert all(one.pinned is not None for one, _ in placement.clashes)
    found = {
        frozenset((id(one.label), id(label)))
        for one in placement.placed
        for label in labels
        if label is not one.label and touches(one, label)
    } | {
        frozenset((id(one.label), id(other.label)))
        for i, one in enumerate(placement.placed)
        for other in placement.placed[:i]
        if one.place.conflicts(other.place)
    }
    assert reported == found


@given(st.lists(point_labels, max_size=10), st.builds(PageBox, *[st.integers(0, 120)] * 4))
def test_what_is_taken_stays_free(labels: list[MapLabel], legend: PageBox) -> None:
    for placed in place(*labels, taken=[legend]).placed:
        assert not placed.place.box.overlaps(legend)


@every_case(
    ("anchor", "side"),
    [
        ((150, 100), LabelSide.E),
        ((290, 100), LabelSide.W),
        ((25, 4), LabelSide.SE),
        ((25, 196), LabelSide.NE),
    ],
)
def test_a_label_lies_beside_its_point(anchor: tuple[float, float], side: LabelSide) -> None:
    (placed,) = place(MapLabel("Boston", 10, anchor, 3)).placed
    assert placed.place.side is side
    assert placed.place.leader is None


@every_case("side", [side for side in LabelSide if side is not LabelSide.CENTRE])
def test_each_side_is_where_it_says(side: LabelSide) -> None:
    (placed,) = place(MapLabel("Boston", 10, (150, 100), 3, pinned=side)).placed
    x, y = placed.place.box.centre
    assert (x > 151) - (x < 149) == ("E" in side) - ("W" in side)
    assert (y > 101) - (y < 99) == ("S" in side) - ("N" in side)
    assert not placed.place.box.holds((150, 100))


@pytest.mark.slow
def test_crowded_points_get_leader_lines() -> None:
    crowd = [
        MapLabel(f"Place {i}", 10, (140 + 8 * (i % 3), 95 + 8 * (i // 3)), 2) for i in range(9)
    ]
    placement = place(*crowd)
    assert any(placed.place.leader for placed in placement.placed)
    assert not placement.unplaced


def test_a_label_without_room_is_reported() -> None:
    label = MapLabel("far too long for the box", 14, (20, 20), 2)
    placement = place(label, box=PageBox(0, 0, 40, 40))
    assert placement.unplaced == (label,)
    assert placement.placed == ()


def test_an_area_is_named_inside_or_beside_itself() -> None:
    texas = MapLabel.of_area("Texas", 10, Shape((rectangle(50, 50, 120, 100),)), measure)
    delaware = MapLabel.of_area("Delaware", 10, Shape((rectangle(200, 50, 8, 12),)), measure)
    inside, beside = place(texas, delaware).placed
    assert inside.place.side is LabelSide.CENTRE
    assert inside.place.leader is None
    assert dist(inside.place.box.centre, (110, 100)) < 10
    assert beside.place.leader is not None
    assert not beside.place.box.overlaps(PageBox(200, 50, 8, 12))


def test_the_name_of_an_area_stays_out_of_the_others() -> None:
    vermont = MapLabel.of_area("Vermont", 10, Shape((rectangle(100, 80, 6, 40),)), measure)
    new_york = MapLabel.of_area("NY", 10, Shape((rectangle(106, 60, 194, 80),)), measure)
    placed, _ = place(vermont, new_york).placed
    assert not PageBox(106, 60, 194, 80).holds(placed.place.box.centre)


def test_a_label_dodges_a_route() -> None:
    hub = MapLabel("Alexandria", 10, (100, 100), 3)
    route = bowed((100, 100), (290, 100), 0).polyline()
    (placed,) = place(hub, lines=[route]).placed
    assert placed.place.side is LabelSide.W


def test_a_label_pinned_far_off_has_a_leader_line() -> None:
    near, far = place(
        MapLabel("near", 10, (150, 100), 3, pinned=Offset(0, 12)),
        MapLabel("far", 10, (150, 100), 3, pinned=Offset(0, -60)),
    ).placed
    assert near.place.leader is None
    assert far.place.leader is not None
    assert far.place.box.centre == pytest.approx((150, 40))


def test_padding_makes_the_box_larger() -> None:
    plain, padded = (
        place(MapLabel("Springfield", 10, (150, 100), padding=padding)).placed[0].place.box
        for padding in (0, 4)
    )
    assert padded.width == pytest.approx(plain.width + 8)
    assert padded.height == pytest.approx(plain.height + 8)
