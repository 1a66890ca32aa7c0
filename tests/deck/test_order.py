"""What a variant says of where slides stand is made to say any other order."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from deckgen.deck.order import OrderChange, Placement, SlideOrder, order_change_for
from deckgen.diagnostics import Problem
from tests.support.lanes import examples
from tests.support.strategies import mixed

BELOW = SlideOrder(("§A", "a1", "a2", "a3", "§B", "b1", "b2", "§C", "c1"))
SLIDES = ("a1", "a2", "a3", "b1", "b2", "c1")


def told(now: OrderChange, wanted: str, below: SlideOrder = BELOW) -> OrderChange:
    found = order_change_for(below, now, SlideOrder(tuple(wanted.split())))
    assert found is not None
    assert found.order(below).without_empty_sections().keys == tuple(wanted.split())
    return found


def test_what_stands_right_stays_as_it_is() -> None:
    now = OrderChange(
        ("a3",), (Placement("n", "a2", after=True),), (Placement("c1", "a1", after=True),)
    )
    assert told(now, "§A a1 c1 a2 n §B b1 b2") == now


def test_each_change_adds_a_word() -> None:
    nothing = OrderChange()
    assert told(nothing, "§A a1 a3 §B b1 b2 §C c1") == OrderChange(("a2",))
    new = Placement("n", "a2", after=True)
    assert told(nothing, "§A a1 a2 n a3 §B b1 b2 §C c1") == OrderChange(insert=(new,))
    moved = Placement("b2", "a1", after=True)
    assert told(nothing, "§A a1 b2 a2 a3 §B b1 §C c1") == OrderChange(move=(moved,))
    first = Placement("a1", "b1", after=False)
    assert told(nothing, "§A a2 a3 §B a1 b1 b2 §C c1") == OrderChange(move=(first,))


def test_a_slide_that_the_variant_put_in_goes_or_goes_elsewhere_by_the_same_word() -> None:
    now = OrderChange(insert=(Placement("n", "a2", after=True),))
    assert told(now, "§A a1 a2 a3 §B b1 b2 §C c1") == OrderChange()
    elsewhere = OrderChange(insert=(Placement("n", "b1", after=True),))
    assert told(now, "§A a1 a2 a3 §B b1 n b2 §C c1") == elsewhere
    beside = OrderChange(("a2",), (Placement("n", "a1", after=True),))
    assert told(now, "§A a1 n a3 §B b1 b2 §C c1") == beside


def test_a_slide_that_was_moved_goes_back_by_dropping_the_word() -> None:
    now = OrderChange(move=(Placement("c1", "a1", after=True),))
    assert told(now, "§A a1 a2 a3 §B b1 b2 §C c1") == OrderChange()


def test_sections_come_and_are_renamed() -> None:
    come = told(OrderChange(), "§A a1 §N a2 a3 §B b1 b2 §C c1")
    assert come == OrderChange(insert=(Placement("§N", "a2", after=False),))
    renamed = told(OrderChange(), "§A a1 a2 a3 §N b1 b2 §C c1")
    assert renamed == OrderChange(insert=(Placement("§N", "b1", after=False),))
    alone = told(OrderChange(), "§A a1 a2 a3 §B b1 b2 §C n")
    assert alone.remove == ("c1",)


def test_sections_go_and_move() -> None:
    gone = told(OrderChange(), "§A a1 a2 a3 b1 b2 §C c1")
    assert gone == OrderChange(("§B",))
    assert told(OrderChange(), "a1 a2 a3 §B b1 b2 c1") == OrderChange(("§A", "§C"))
    later = Placement("§B", "b2", after=False)
    assert told(OrderChange(), "§A a1 a2 a3 b1 §B b2 §C c1") == OrderChange(("§B",), (later,))
    sooner = Placement("§B", "a2", after=False)
    assert told(OrderChange(), "§A a1 §B a2 a3 b1 b2 §C c1") == OrderChange(("§B",), (sooner,))
    assert told(gone, "§A a1 a2 a3 §B b1 b2 §C c1") == OrderChange()
    assert told(gone, "§A a1 a2 a3 b1 b2 §C c1") == gone


def test_a_section_of_which_the_variant_moves_the_first_slide_leaves_the_slides_right() -> None:
    now = OrderChange(move=(Placement("c1", "a1", after=True),))
    wanted = SlideOrder(("§A", "a1", "§N", "c1", "a2", "a3", "§B", "b1", "b2"))
    found = order_change_for(BELOW, now, wanted)
    assert found is not None
    assert found.order(BELOW).slides == wanted.slides


def test_no_slide_to_stand_beside() -> None:
    assert order_change_for(BELOW, OrderChange(), SlideOrder(("n", "m"))) is None


def _puts(keys: Sequence[str]) -> st.SearchStrategy[list[Placement]]:
    return st.lists(mixed(Placement, keys, [*SLIDES, "n1", "n2"], [False, True]), max_size=3)


_ALL = [*SLIDES, "n1", "n2", "n3"]
_orders = st.permutations(_ALL)
_inserted, _moved = _puts(["n1", "n2", "§N"]), _puts(SLIDES)
_removed = st.lists(st.sampled_from([*SLIDES, "§A", "§B"]), max_size=2, unique=True)
_marks = st.permutations(["A", "B", "C", "N"])


@st.composite
def orders(draw: st.DrawFn) -> SlideOrder:
    slides = draw(_orders)
    kept = slides[: draw(st.integers(2, len(slides)))]
    marks = [f"§{name}" for name in draw(_marks)]
    for mark in marks[: draw(st.integers(0, 4))]:
        kept.insert(draw(st.integers(0, len(kept))), mark)
    return SlideOrder(tuple(kept))


@st.composite
def standings(draw: st.DrawFn) -> OrderChange:
    inserted, moved = draw(_inserted), draw(_moved)
    return OrderChange(
        tuple(draw(_removed)),
        tuple({put.key: put for put in inserted}.values()),
        tuple({put.key: put for put in moved}.values()),
    )


@given(standings(), orders())
@settings(max_examples=examples(200))
def test_the_slides_always_stand_as_wanted(now: OrderChange, wanted: SlideOrder) -> None:
    try:
        before = now.order(BELOW)
    except Problem:
        assume(False)
    assert order_change_for(BELOW, now, before) == now
    found = order_change_for(BELOW, now, wanted)
    if found is None:
        assert not set(wanted.slides) & set(SLIDES)
    else:
        assert found.order(BELOW).slides == wanted.slides
