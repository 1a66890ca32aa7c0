"""Reviewers' comments as a list of tasks: which slide, which slot, where in YAML, what state."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from deckgen.appearance.shapes import Box, GroupTransform, own_box
from deckgen.commands import diff
from deckgen.content.shapes import SlotShape
from deckgen.deck import Anchor, Comment
from deckgen.diagnostics import Span
from deckgen.opc.package import Package
from deckgen.opc.part import Part
from deckgen.opc.xml import Element
from deckgen.plan import Plan, Slide
from deckgen.presentation import integrity
from deckgen.presentation.inherited import box_of
from deckgen.review import identity
from deckgen.review.identity import IdentifiedSlide

_CORNER = 457_200

"""Comments this near to the slide's top left corner, in EMU, point at nothing."""


@dataclass(frozen=True, slots=True)
class CommentTask:
    """A comment with its place.

    `number` counts slides from 1; `slot` is "" for a comment on the whole slide; `span` is where
    YAML wrote the comment, else what it is about.
    """

    number: int
    slide: str
    title: str
    slot: str
    comment: Comment
    span: Span | None = None


def tasks(
    path: Path, deck: Path | None = None, variant: str | None = None
) -> tuple[CommentTask, ...]:
    """The comments of a presentation or a deck, in the order of its slides.

    `deck` is the deck that a presentation was built from, for the places in YAML. Raises
    `Problem` for what cannot be read.
    """
    if not integrity.is_presentation(path):
        planned = diff.read(str(path), variant).plan
        return tuple(_written(planned))
    package = Package.open(path)
    plan = None if deck is None else diff.read(str(deck), variant)
    base = identity.base_in(package) or (plan.base() if plan is not None else None)
    found = identity.identify(package, base)
    shown = identity.read(package, base)
    return tuple(_read(package, found, shown, None if plan is None else plan.plan))


def _written(plan: Plan) -> Iterator[CommentTask]:
    for number, slide in enumerate(plan.slides, 1):
        for comment in slide.comments:
            yield CommentTask(number, slide.id, slide.title, "", comment, comment.span)


def _read(
    package: Package, slides: Sequence[IdentifiedSlide], shown: Plan, deck: Plan | None
) -> Iterator[CommentTask]:
    for number, found in enumerate(slides, 1):
        slide = shown.slide(found.id)
        written = None if deck is None else deck.slide(found.id)
        title = found.title
        for comment in slide.comments if slide is not None else ():
            slot = _slot(comment.anchor, found, package)
            yield CommentTask(number, found.id, title, slot, comment, _span(comment, slot, written))


def _span(comment: Comment, slot: str, written: Slide | None) -> Span | None:
    """Where YAML has the comment; else the slot, or the slide, that it is about."""
    if written is None:
        return None
    for known in written.comments:
        if (known.author, known.text) == (comment.author, comment.text):
            return known.span
    return written.spans.get(slot, written.spans.get(""))


def _slot(anchor: Anchor | None, slide: IdentifiedSlide, package: Package) -> str:
    """The slot that a comment points at: its shape's, or that of the shape under its mark."""
    if anchor is None:
        return ""
    for held in slide.shapes:
        if anchor.shape and held.id == anchor.shape:
            return held.name
    if anchor.point is None or max(anchor.point) < _CORNER:
        return ""
    boxes = [(_on_slide(held.shape, slide.part, package), held) for held in slide.shapes]
    return _nearest(anchor.point, boxes)


def _on_slide(shape: Element, part: Part, package: Package) -> Box:
    """Where a shape is seen: through the groups that hold it."""
    return GroupTransform.around(shape).place(own_box(shape) or box_of(shape, part, package))


def _nearest(point: tuple[int, int], boxes: Sequence[tuple[Box, SlotShape]]) -> str:
    """The slot of the nearest box; of several around the point the smallest."""
    ranked = sorted(
        (_distance(point, box), box.width * box.height, index)
        for index, (box, _) in enumerate(boxes)
        if box.width and box.height
    )
    return boxes[ranked[0][2]][1].name if ranked else ""


def _distance(point: tuple[int, int], box: Box) -> int:
    x, y = point
    across = max(box.x - x, 0, x - box.x - box.width)
    down = max(box.y - y, 0, y - box.y - box.height)
    return across + down
