from math import inf

from hypothesis import given
from hypothesis import strategies as st

from deckgen.geo.atlas import RANKS, rank
from deckgen.geo.drawing import weights

Line = list[tuple[float, float]]
lines = st.lists(
    st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=2, max_size=25, unique=True
)


def triangle(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> float:
    return abs((b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])) / 2


def eliminated(line: Line, tolerance: float) -> Line:
    """The method as its authors tell it: drop the vertex of the smallest triangle, look again."""
    left = list(line)
    while len(left) > 2:
        areas = [triangle(*left[i - 1 : i + 2]) for i in range(1, len(left) - 1)]
        if min(areas) >= tolerance:
            break
        del left[areas.index(min(areas)) + 1]
    return left


@given(lines, st.integers(1, 400))
def test_a_cut_leaves_what_repeated_elimination_leaves(line: Line, tolerance: int) -> None:
    kept = [
        vertex for vertex, weight in zip(line, weights(line), strict=True) if weight >= tolerance
    ]
    assert kept == eliminated(line, tolerance)


@given(lines)
def test_the_ends_always_stay(line: Line) -> None:
    first, *between, last = weights(line)
    assert first == last == inf
    assert all(weight < inf for weight in between)


def test_vertices_on_a_straight_line_weigh_nothing() -> None:
    assert weights([(0, 0), (1, 1), (5, 5), (9, 9)]) == [inf, 0, 0, inf]


@given(st.floats(0, 1e12), st.floats(0, 1e12))
def test_ranks_follow_weights(one: float, other: float) -> None:
    assert rank(one) in RANKS
    if one <= other:
        assert rank(one) <= rank(other)
