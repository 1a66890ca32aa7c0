"""The order in which a screen reader reads a slide: that of its shapes in the file."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from deckgen.checks.base import Fault, Rule
from deckgen.checks.subject import Subject
from deckgen.checks.view import ShapeView, SlideView
from deckgen.diagnostics import Severity
from deckgen.model import Box

_ABOVE = 0.25
_COLUMN = 0.5
_HELP = "PowerPoint: Review > Check Accessibility > Reading Order Pane"


def read_aloud(slide: SlideView) -> list[ShapeView]:
    """The shapes of a slide that are read out, in order; a group is one."""
    return [
        shape
        for shape in slide.shapes
        if shape.group is None and not shape.hidden and not shape.decorative and _speaks(shape)
    ]


def _speaks(shape: ShapeView) -> bool:
    """Whether a shape has anything to say: text, alternative text, or what a frame shows."""
    if shape.tag == "p:grpSp":
        return bool(shape.alt) or any(_speaks(s) for s in shape.slide.shapes if s.group is shape)
    return shape.has_text or bool(shape.alt) or shape.tag in ("p:graphicFrame", "p:pic")


def _title(subject: Subject) -> Iterator[Fault]:
    for slide in subject.slides:
        title = slide.title
        spoken = read_aloud(slide)
        if title is not None and title in spoken and spoken[0] is not title:
            yield Fault(
                f"`{spoken[0].name}` is read before the title", title.where, "",
                (_HELP, "`deckgen check --fix` moves the title to the front"),
            )  # fmt: skip


def _order(subject: Subject) -> Iterator[Fault]:
    for slide in subject.slides:
        shapes = [s for s in read_aloud(slide) if not s.is_title and not s.is_field]
        pair = next(
            ((first, second) for first, second in combinations(shapes, 2)
             if _stands_above(second.box, first.box)),
            None,
        )  # fmt: skip
        if pair is not None:
            first, second = pair
            yield Fault(
                f"`{first.name}` is read before `{second.name}`, which stands above it",
                first.where, "", (f"if that is not meant: {_HELP}",),
            )  # fmt: skip


def _stands_above(one: Box | None, other: Box | None) -> bool:
    """Whether the one box stands wholly above the other, in the same column."""
    if one is None or other is None:
        return False
    lapped = one.y + one.height - other.y
    if one.y >= other.y or lapped > _ABOVE * min(one.height, other.height):
        return False
    shared = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
    return shared > _COLUMN * min(one.width, other.width)


RULES = (
    Rule(
        id="ORDER-TITLE",
        severity=Severity.WARNING,
        summary="The title is read first.",
        why="People hear the title to know where they are, before anything else of the slide.",
        source="PowerPoint's checker (reading order); AED COP checklist 2; WCAG 1.3.2.",
        decided="The first shape of `p:spTree` that has text or alternative text, is not hidden "
        "and not decorative, is not the title. A slide without a title is TITLE-PH's.",
        mend="Send the title to the back, which is the front of the reading order. `--fix` does.",
        check=_title,
    ),
    Rule(
        id="ORDER",
        severity=Severity.WARNING,
        summary="Shapes are read in the order in which they stand.",
        why="The order of the shapes in the file is the order of reading; on the slide it shows "
        "only as what lies on top.",
        source="WCAG 1.3.2 Meaningful Sequence (A); PowerPoint's checker; AED COP 2.",
        decided="A heuristic: a shape is read before another that stands above it in the same "
        "column (more than half of the narrower one's width in common). Columns may be read one "
        "after the other or across. Titles and footers are left out. One finding a slide, with "
        "the first such pair; it may be meant.",
        mend="Reorder in PowerPoint's Reading Order Pane; in a template of yours, reorder the "
        "placeholders of the layout.",
        check=_order,
    ),
)
