"""The overwrite check: what somebody edited in a presentation since deckgen built it.

A build must not throw that away.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from deckgen.diagnostics import Problem
from deckgen.opc.package import Package
from deckgen.presentation import read
from deckgen.review import base, diff, identity, untracked
from deckgen.review.base import Base, SlideDigests
from deckgen.review.diff.model import (
    AppearanceChange,
    Change,
    ChangeKind,
    DeckChange,
    PieceChange,
    SlideChange,
    SlideRef,
)

_MOST = 8


def edits_since_build(data: bytes, name: str) -> tuple[str, ...]:
    """Which slides of a presentation were edited since deckgen wrote it, a line for each.

    One line says so where none was. There is no line where the presentation has no base to compare
    with, or cannot be read. `data` are its bytes, `name` is how messages call it.
    """
    try:
        package = Package.load(data, name)
        stored = base.read(package)
        found = () if stored is None else tuple(_edits(package, stored))
    except Problem:
        return ()
    if stored is not None and not found:
        return ("no slide was changed in its text or its formatting, as far as deckgen sees",)
    more = (f"and {len(found) - _MOST} slides more",) if len(found) > _MOST else ()
    pull = ("bring the edits into YAML first: `deckgen pull`",) if isinstance(stored, Base) else ()
    return (*found[:_MOST], *more, *(pull if found else ()))


def _edits(package: Package, stored: Base | SlideDigests) -> Iterator[str]:
    if isinstance(stored, SlideDigests):
        yield from _edits_by_digest(package, stored)
        return
    changes = diff.diff(
        stored.plan, identity.read(package, stored), untracked.untracked_changes(package, stored)
    )
    by_slide: dict[SlideRef, list[Change]] = {}
    for change in changes:
        if isinstance(change, DeckChange):
            yield f"the {change.what} of the deck was changed"
        elif change.where is None:
            yield change.what
        else:
            by_slide.setdefault(change.where, []).append(change)
    for where, group in by_slide.items():
        yield f"slide {where.number}, `{where.id}`: {_summary(group)}"


def _summary(changes: Sequence[Change]) -> str:
    """What was done to a slide: changes of the whole slide, then the slots that were changed."""
    kinds = [change.kind.value for change in changes if isinstance(change, SlideChange)]
    if ChangeKind.ADDED.value in kinds or ChangeKind.REMOVED.value in kinds:
        return kinds[0]
    slots = dict.fromkeys(
        _subject(change) for change in changes if not isinstance(change, SlideChange)
    )
    return ", ".join([*kinds, *slots])


def _subject(change: Change) -> str:
    """What a change within a slide is of."""
    match change:
        case PieceChange():
            return f"`{change.slot}`"
        case AppearanceChange():
            return f"how `{change.shape}` looks" if change.shape else "how it looks"
        case _:
            return "comments"


def _edits_by_digest(package: Package, stored: SlideDigests) -> Iterator[str]:
    known = dict(stored.slides)
    for number, slide in enumerate(read.read(package).slides, 1):
        was = known.pop(slide.id, None)
        if was is None:
            yield f"slide {number}, `{slide.id}`: added"
        elif was != base.digest(slide):
            yield f"slide {number}, `{slide.id}`: changed"
    for name in known:
        yield f"slide `{name}`: removed"
