from hypothesis import given
from hypothesis import strategies as st

from deckgen.geo import signed_area
from deckgen.geo.atlas import outline, stitch, trace

SIDE = 5

# A chequerboard on a page: each unit edge is an arc, to the right or downwards.
ARCS = {}
NUMBERS = {}
for x in range(SIDE + 1):
    for y in range(SIDE + 1):
        for dx, dy in ((1, 0), (0, 1)):
            edge = ((float(x), float(y)), (float(x + dx), float(y + dy)))
            NUMBERS[edge] = len(ARCS)
            ARCS[len(ARCS)] = edge


def cell(x: int, y: int) -> tuple[int, ...]:
    """The edges round a cell, clockwise."""
    top = NUMBERS[(x, y), (x + 1, y)]
    right = NUMBERS[(x + 1, y), (x + 1, y + 1)]
    bottom = NUMBERS[(x, y + 1), (x + 1, y + 1)]
    left = NUMBERS[(x, y), (x, y + 1)]
    return top, right, ~bottom, ~left


cells = st.sets(st.tuples(st.integers(0, SIDE - 1), st.integers(0, SIDE - 1)))


@given(cells)
def test_an_outline_goes_round_just_the_cells(chosen: set[tuple[int, int]]) -> None:
    rings = stitch(ARCS, outline(cell(x, y) for x, y in sorted(chosen)))
    assert sum(signed_area(trace(ARCS, ring)) for ring in rings) == len(chosen)


@given(cells)
def test_no_ring_of_an_outline_meets_itself(chosen: set[tuple[int, int]]) -> None:
    for ring in stitch(ARCS, outline(cell(x, y) for x, y in sorted(chosen))):
        vertices = trace(ARCS, ring)
        assert len(set(vertices)) == len(vertices) >= 4


@given(cells)
def test_borders_between_the_cells_are_gone(chosen: set[tuple[int, int]]) -> None:
    left = outline(cell(x, y) for x, y in sorted(chosen))
    border = {
        (x, y, dx, dy)
        for x, y in chosen
        for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1))
        if (x + dx, y + dy) not in chosen
    }
    assert len(left) == len(border)


def test_cells_that_touch_in_a_corner_stay_apart() -> None:
    rings = stitch(ARCS, outline([cell(0, 0), cell(1, 1)]))
    assert sorted(signed_area(trace(ARCS, ring)) for ring in rings) == [1, 1]


def test_a_block_with_a_hole_has_two_rings() -> None:
    block = [cell(x, y) for x in range(3) for y in range(3) if (x, y) != (1, 1)]
    rings = stitch(ARCS, outline(block))
    assert sorted(signed_area(trace(ARCS, ring)) for ring in rings) == [-1, 9]


def test_an_arc_that_leads_nowhere_is_left_out() -> None:
    stray = NUMBERS[(4.0, 4.0), (5.0, 4.0)]
    assert stitch(ARCS, [*cell(0, 0), stray]) == [cell(0, 0)]
