"""What somebody did to a file since deckgen wrote it: what a build must not throw away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from deckgen.diagnostics import Problem
from deckgen.opc.package import Package
from deckgen.presentation import base, read
from deckgen.presentation.base import Base, SlideDigests
from deckgen.review import diff, identity, untracked
from deckgen.review.diff.model import (
    Change,
    ChangeKind,
    DeckChange,
    LookChange,
    PieceChange,
    SlideChange,
    SlideRef,
)

_MOST = 8


def edits_since_build(data: bytes, name: str) -> tuple[str, ...]:
    """Which slides of a presentation were edited since deckgen wrote it, a line a slide.

    One line says so where no slide says anything else than it did; none where the presentation
    does not know what it was.
    """
    try:
        package = Package.load(data, name)
        kept = base.read(package)
        found = () if kept is None else tuple(_edits(package, kept))
    except Problem:
        return ()
    if kept is not None and not found:
        return (
            "no slide says anything else than it did, nor looks otherwise as far as deckgen sees",
        )
    more = (f"and {len(found) - _MOST} slides more",) if len(found) > _MOST else ()
    pull = ("bring the edits into YAML first: `deckgen pull`",) if isinstance(kept, Base) else ()
    return (*found[:_MOST], *more, *(pull if found else ()))


def _edits(package: Package, kept: Base | SlideDigests) -> Iterator[str]:
    if isinstance(kept, SlideDigests):
        yield from _by_digest(package, kept)
        return
    changes = diff.diff(
        kept.plan, identity.read(package, kept), untracked.untracked_changes(package, kept)
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
        yield f"slide {where.number}, `{where.id}`: {_what(group)}"


def _what(changes: Sequence[Change]) -> str:
    """What was done to a slide: its deeds, then the slots that were changed."""
    deeds = [change.deed.value for change in changes if isinstance(change, SlideChange)]
    if ChangeKind.ADDED.value in deeds or ChangeKind.REMOVED.value in deeds:
        return deeds[0]
    slots = dict.fromkeys(
        _slot(change) for change in changes if not isinstance(change, SlideChange)
    )
    return ", ".join([*deeds, *slots])


def _slot(change: Change) -> str:
    """The slot of a change, and whether it only looks otherwise."""
    match change:
        case PieceChange():
            return f"`{change.slot}`"
        case LookChange():
            return f"how `{change.shape}` looks" if change.shape else "how it looks"
        case _:
            return "comments"


def _by_digest(package: Package, kept: SlideDigests) -> Iterator[str]:
    known = dict(kept.slides)
    for number, slide in enumerate(read.read(package).slides, 1):
        was = known.pop(slide.id, None)
        if was is None:
            yield f"slide {number}, `{slide.id}`: added"
        elif was != base.digest(slide):
            yield f"slide {number}, `{slide.id}`: changed"
    for name in known:
        yield f"slide `{name}`: removed"
