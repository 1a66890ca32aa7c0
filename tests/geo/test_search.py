from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from deckgen.geo import PageBox
from deckgen.geo.labels import LabelPlace, LabelSide
from deckgen.geo.placing import UNPLACED_COST, choose_places

Options = list[list[LabelPlace]]

some_places = st.builds(
    lambda x, y, cost: LabelPlace(PageBox(x, y, 6, 3), LabelSide.E, cost=cost),
    st.integers(0, 12),
    st.integers(0, 8),
    st.integers(0, 20),
)
options_of_a_label = st.lists(some_places, max_size=5).map(
    lambda found: sorted(found, key=lambda place: place.cost)
)


def cost(chosen: list[LabelPlace | None]) -> float:
    return sum(place.cost if place else UNPLACED_COST for place in chosen)


def is_free(chosen: list[LabelPlace | None]) -> bool:
    used = [place for place in chosen if place]
    return not any(one.conflicts(two) for i, one in enumerate(used) for two in used[:i])


@given(st.lists(options_of_a_label, max_size=4))
def test_a_few_labels_get_the_best_choice_there_is(options: Options) -> None:
    chosen = choose_places([(0.0, 0.0)] * len(options), options, {})
    found = [chosen.get(index) for index in range(len(options))]
    rivals = map(list, product(*([*places, None] for places in options)))
    assert is_free(found)
    assert cost(found) == min(cost(rival) for rival in rivals if is_free(rival))


@given(st.lists(options_of_a_label, min_size=1, max_size=15), some_places)
def test_all_keep_clear_of_a_fixed_place(options: Options, fixed: LabelPlace) -> None:
    anchors = [(float(i), 0.0) for i in range(len(options))]
    chosen = choose_places(anchors, options, {0: fixed})
    assert chosen[0] is fixed
    assert is_free(list(chosen.values()))
    assert all(place in options[index] for index, place in chosen.items() if index)


@given(st.lists(options_of_a_label, min_size=8, max_size=25))
def test_no_label_is_left_out_while_a_place_is_free(options: Options) -> None:
    anchors = [(float(i), 0.0) for i in range(len(options))]
    chosen = choose_places(anchors, options, {})
    for index, places in enumerate(options):
        if index not in chosen:
            assert all(any(map(place.conflicts, chosen.values())) for place in places)
