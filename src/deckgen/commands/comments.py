"""`deckgen comments`: review comments as tasks, each with its slide, its slot and its YAML."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from deckgen.appearance.inheritance import box_on_slide
from deckgen.appearance.shapes import Box
from deckgen.commands import diff
from deckgen.content.registry import SlotShape
from deckgen.deck import Anchor, Comment
from deckgen.diagnostics import Span
from deckgen.opc.package import Package
from deckgen.plan import Plan, Slide
from deckgen.presentation import integrity
from deckgen.review import identity
from deckgen.review.base import base_in
from deckgen.review.identity import IdentifiedSlide

_CORNER = 457_200
"""Half an inch, in EMU: comments nearer to the slide's top left corner point at no shape."""


class CommentTask(Struct, frozen=True):
    """A comment with its place.

    `number` counts slides from 1; `slide` is the slide's id; `slot` is "" for a comment on the
    whole slide. `span` is the place in YAML of the comment, else of what it is about; None where
    no deck is known.
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
        return tuple(_of_deck(planned))
    package = Package.open(path)
    version = None if deck is None else diff.read(str(deck), variant)
    base = base_in(package) or (version.base if version is not None else None)
    slides = identity.identify(package, base)
    plan = identity.read(package, base)
    return tuple(_of_presentation(package, slides, plan, None if version is None else version.plan))


def _of_deck(plan: Plan) -> Iterator[CommentTask]:
    for number, slide in enumerate(plan.slides, 1):
        for comment in slide.comments:
            yield CommentTask(number, slide.id, slide.title, "", comment, comment.span)


def _of_presentation(
    package: Package, slides: Sequence[IdentifiedSlide], plan: Plan, deck: Plan | None
) -> Iterator[CommentTask]:
    for number, found in enumerate(slides, 1):
        slide = plan.slide(found.id)
        in_deck = None if deck is None else deck.slide(found.id)
        title = found.title
        for comment in slide.comments if slide is not None else ():
            slot = _slot(comment.anchor, found, package)
            yield CommentTask(number, found.id, title, slot, comment, _span(comment, slot, in_deck))


def _span(comment: Comment, slot: str, slide: Slide | None) -> Span | None:
    """The place in YAML of a comment, else of the slot, or of the slide, that it is about."""
    if slide is None:
        return None
    for known in slide.comments:
        if (known.author, known.text) == (comment.author, comment.text):
            return known.span
    return slide.spans.get(slot, slide.spans.get(""))


def _slot(anchor: Anchor | None, slide: IdentifiedSlide, package: Package) -> str:
    """The slot that a comment points at, by the shape's id or else by the comment's position."""
    if anchor is None:
        return ""
    for item in slide.shapes:
        if anchor.shape and item.id == anchor.shape:
            return item.name
    if anchor.point is None or max(anchor.point) < _CORNER:
        return ""
    boxes = [(box_on_slide(item.shape, slide.part, package), item) for item in slide.shapes]
    return _nearest(anchor.point, boxes)


def _nearest(point: tuple[int, int], boxes: Sequence[tuple[Box, SlotShape]]) -> str:
    """The slot of the nearest box; of several that contain the point, the smallest."""
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
