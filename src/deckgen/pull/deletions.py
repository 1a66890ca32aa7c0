"""Slides that one side deleted and the other changed: a conflict, whichever side it was.

Nobody's change goes in silence: the author's slide stays, unless the reviewer is right; what the
reviewer changed on a slide that the author deleted is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from deckgen.content.base import Content
from deckgen.deck import Slide as Written
from deckgen.plan import Plan, Slide
from deckgen.pull import figures
from deckgen.pull.listing import Order
from deckgen.pull.report import Conflict
from deckgen.pull.slides import said

NAME = "the slide"
"""What a conflict calls a whole slide."""

_DELETED = "(deleted)"


def by_reviewer(
    base: Plan, ours: Plan, theirs: Plan, written: dict[str, Written]
) -> Iterator[Conflict]:
    """The slides that the reviewer deleted and the author changed since the deck was sent."""
    for was in base.slides:
        mine, slide = ours.slide(was.id), written.get(was.id)
        if mine is None or slide is None or theirs.slide(was.id) is not None:
            continue
        names = {key.text for key, _ in slide.slots}
        changed = [
            (name, one, other)
            for name, one, other in _changed(was, mine)
            if (name == "notes" or names & {name, name.rpartition(" ")[0]})
            and not _follows(one, other)
        ]
        if changed:
            yield Conflict(
                was.id, NAME, slide.node.span, _told((n, o) for n, o, _ in changed),
                _told((n, m) for n, _, m in changed), _DELETED,
            )  # fmt: skip


def by_author(base: Plan, ours: Plan, theirs: Plan) -> Iterator[Conflict]:
    """The slides that the author deleted and the reviewer changed."""
    for was in base.slides:
        other = theirs.slide(was.id)
        if other is None or ours.slide(was.id) is not None:
            continue
        changed = list(_changed(was, other))
        if changed:
            before = _told((name, one) for name, one, _ in changed)
            after = _told((name, new) for name, _, new in changed)
            yield Conflict(was.id, NAME, None, before, _DELETED, after)


def restored(theirs: Order, base: Order, names: Iterable[str]) -> Order:
    """The reviewer's order with slides that they deleted, each behind the one it stood behind."""
    keys = list(theirs.keys)
    for name in names:
        before = base.keys[: base.keys.index(name)]
        at = next((keys.index(key) for key in reversed(before) if key in keys), -1)
        keys.insert(at + 1, name)
    return Order(tuple(keys))


def _changed(was: Slide, now: Slide) -> Iterator[tuple[str, Content | None, Content | None]]:
    for name in dict.fromkeys(name for slide in (was, now) for name, _ in slide.slots):
        if was.content(name) != now.content(name):
            yield name, was.content(name), now.content(name)
    if was.notes != now.notes:
        yield "notes", was.notes, now.notes


def _follows(one: Content | None, other: Content | None) -> bool:
    """Whether a slot says the same words of facts that have other figures now."""
    if one is None or other is None or not other.facts():
        return False
    return figures.same_but_figures(one, other)


def _told(slots: Iterable[tuple[str, Content | None]]) -> str:
    return "; ".join(f"{name}: {said(content)}" for name, content in slots)
