"""Where long content is divided."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from deckgen.textfit.autofit import Block, paginate
from tests.support.cases import every_case

blocks = st.lists(
    st.builds(
        Block,
        height=st.floats(1, 60),
        before=st.floats(0, 12),
        after=st.floats(0, 4),
        rank=st.sampled_from([0, 0, 1, 2, None]),
    ),
    min_size=1,
    max_size=40,
)


def height(part: list[Block]) -> float:
    room = sum(block.height + block.before + block.after for block in part)
    return room - part[0].before - part[-1].after


def rows(*ranks: int | None) -> list[Block]:
    """Blocks a unit high."""
    return [Block(1, rank=rank) for rank in ranks]


@every_case(
    ("found", "depth", "expected"),
    [
        (rows(0, 0, 0), 3, [3]),
        (rows(0, 0, 0, 0), 3, [2, 2]),  # even, not 3 and 1
        (rows(*[0] * 7), 3, [3, 3, 1]),
        (rows(0, None, 1, 0, None, 1, 1), 5, [3, 4]),  # between items of the first level
        (rows(0, None, 1, 1, 1, 1, 1, 1), 5, [4, 4]),  # inside an item that is too long
        (rows(0, 0, None, 1, 1, 1, 1), 5, [4, 3]),  # so, rather than leave a slide near empty
        (rows(0, None, None, None), 2, [4]),  # nowhere to divide it
        (rows(0, 0, 0, None), 3, [2, 2]),  # a heading goes on with what it heads
    ],
)
def test_where_it_is_divided(found: list[Block], depth: float, expected: list[int]) -> None:
    assert [len(part) for part in paginate(found, depth)] == expected


@given(blocks, st.floats(20, 300))
def test_parts_hold_all_blocks_in_order(found: list[Block], depth: float) -> None:
    divided = paginate(found, depth)
    assert [i for part in divided for i in part] == list(range(len(found)))
    assert all(len(part) for part in divided)


@given(blocks, st.floats(20, 300))
def test_no_part_starts_where_none_may(found: list[Block], depth: float) -> None:
    assert all(found[part.start].rank is not None for part in paginate(found, depth)[1:])


@given(blocks, st.floats(20, 300))
def test_a_part_is_too_deep_only_where_it_cannot_be_divided(
    found: list[Block], depth: float
) -> None:
    for part in paginate(found, depth):
        inside = found[part.start : part.stop]
        if height(inside) > depth:
            fitting = [i for i in range(1, len(inside)) if height(inside[:i]) <= depth]
            assert all(inside[i].rank is None for i in fitting)


@given(blocks, st.floats(20, 300), st.floats(0, 100))
def test_alike_blocks_take_no_more_parts_where_there_is_more_room(
    found: list[Block], depth: float, more: float
) -> None:
    alike = [block._replace(rank=0) for block in found]
    assert len(paginate(alike, depth + more)) <= len(paginate(alike, depth))
