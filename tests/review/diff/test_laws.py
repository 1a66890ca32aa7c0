"""What holds of the changes between any two decks."""

import json

import pytest
from hypothesis import given, settings

from deckgen.plan import Plan
from deckgen.review.diff import diff
from deckgen.review.diff.model import ChangeKind, PieceChange, SlideChange, data_of, stretches
from deckgen.review.diff.render import render_markdown as as_markdown
from deckgen.review.diff.render import render_text as as_text
from deckgen.review.diff.rows import align, rows_of
from tests.support.lanes import examples
from tests.support.plans import contents, plans
from tests.support.strategies import words


@settings(max_examples=examples(40))
@given(plans())
def test_a_deck_does_not_differ_from_itself(plan: Plan) -> None:
    assert diff(plan, plan) == ()


@pytest.mark.slow
@settings(max_examples=examples(40))
@given(plans(), plans())
def test_decks_differ_exactly_where_there_are_changes(old: Plan, new: Plan) -> None:
    changes = diff(old, new)
    assert bool(changes) == (old != new)
    both = {slide.id for slide in old.slides} & {slide.id for slide in new.slides}
    for name in both:
        before, after = old.slide(name), new.slide(name)
        assert before is not None
        assert after is not None
        told = {c.slot for c in changes if isinstance(c, PieceChange) and c.where.id == name}
        slots = {slot for slot, _ in (*before.slots, *after.slots)}
        differing = {slot for slot in slots if before.content(slot) != after.content(slot)}
        if before.notes != after.notes:
            differing.add("notes")
        assert told - {""} == differing


@pytest.mark.slow
@settings(max_examples=examples(40))
@given(plans(), plans())
def test_replaying_what_befell_slides_gives_the_new_order(old: Plan, new: Plan) -> None:
    changes = [change for change in diff(old, new) if isinstance(change, SlideChange)]
    order = [slide.id for slide in old.slides]
    gone = {c.where.id for c in changes if c.kind in (ChangeKind.REMOVED, ChangeKind.MOVED)}
    order = [name for name in order if name not in gone]
    placed = [c.where for c in changes if c.kind in (ChangeKind.ADDED, ChangeKind.MOVED)]
    for where in sorted(placed, key=lambda where: where.new):
        order.insert(where.new - 1, where.id)
    assert order == [slide.id for slide in new.slides]


@pytest.mark.slow
@settings(max_examples=examples(40))
@given(plans(), plans())
def test_the_way_back_undoes_what_the_way_there_did(old: Plan, new: Plan) -> None:
    there = [c for c in diff(old, new) if isinstance(c, SlideChange)]
    back = [c for c in diff(new, old) if isinstance(c, SlideChange)]
    opposite = {ChangeKind.ADDED: ChangeKind.REMOVED, ChangeKind.REMOVED: ChangeKind.ADDED}
    opposite |= {ChangeKind.HIDDEN: ChangeKind.SHOWN, ChangeKind.SHOWN: ChangeKind.HIDDEN}
    kept = (
        ChangeKind.ADDED,
        ChangeKind.REMOVED,
        ChangeKind.HIDDEN,
        ChangeKind.SHOWN,
        ChangeKind.LAYOUT,
    )
    assert {(c.where.id, opposite.get(c.kind, c.kind)) for c in there if c.kind in kept} == {
        (c.where.id, c.kind) for c in back if c.kind in kept
    }


@pytest.mark.slow
@given(contents, contents)
def test_the_changes_of_a_slot_turn_its_pieces_into_the_new_ones(old, new) -> None:  # type: ignore[no-untyped-def]
    before, after = rows_of(old), rows_of(new)
    pairs = align(before, after)
    assert sorted(i for i, _ in pairs if i is not None) == list(range(len(before)))
    assert sorted(j for _, j in pairs if j is not None) == list(range(len(after)))


@pytest.mark.slow
@given(contents, contents)
def test_contents_have_the_same_rows_only_if_they_are_equal(old, new) -> None:  # type: ignore[no-untyped-def]
    told = [[piece.markup for piece in row.pieces] for row in rows_of(old)]
    other = [[piece.markup for piece in row.pieces] for row in rows_of(new)]
    if old.key == new.key:
        assert (told == other) == (old == new)


@given(words, words)
def test_stretches_joined_are_the_two_texts(old: str, new: str) -> None:
    found = stretches(old, new)
    assert "".join(stretch.old for stretch in found) == old
    assert "".join(stretch.new for stretch in found) == new


@pytest.mark.slow
@settings(max_examples=examples(30))
@given(plans(), plans())
def test_every_change_can_be_told(old: Plan, new: Plan) -> None:
    changes = diff(old, new)
    assert bool(as_text(changes)) == bool(changes)
    table = [row for row in as_markdown(changes, "a", "b").splitlines() if row.startswith("| ")]
    assert len(table) == (len(changes) + 1 if changes else 0)
    told = json.loads(json.dumps([data_of(change) for change in changes]))
    assert len(told) == len(changes)
    assert {change["kind"] for change in told} <= {"deck", "slide", "piece", "comment"}
