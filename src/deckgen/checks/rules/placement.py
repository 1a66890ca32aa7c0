"""Shapes on the slide, and the slide's number."""

from __future__ import annotations

from collections.abc import Iterator

from deckgen.checks.base import Fault, Rule
from deckgen.checks.subject import Subject
from deckgen.checks.view import SlideView
from deckgen.content.geometry import overlap
from deckgen.diagnostics import Severity
from deckgen.model import Box
from deckgen.ooxml import each

_OUT = 0.05


def _outside(subject: Subject) -> Iterator[Fault]:
    page = Box(0, 0, subject.template.width, subject.template.height)
    for slide in subject.slides:
        for shape in slide.shapes:
            if shape.box is None or shape.hidden or shape.decorative or shape.tag == "p:grpSp":
                continue
            if not shape.box.width or not shape.box.height or shape.is_title:
                continue
            seen = overlap(shape.box, page)
            if seen == 0 or (shape.has_text and seen < 1 - _OUT):
                share = "outside the slide" if seen == 0 else f"{1 - seen:.0%} outside the slide"
                yield Fault(f"`{shape.name}` stands {share}", shape.where, "", (_HELP,))


_HELP = "move it onto the slide, or delete it"


def _number(subject: Subject) -> Iterator[Fault]:
    for slide in subject.slides[1:]:
        if not _is_numbered(slide):
            yield Fault(
                "the slide shows no number", slide.where, "",
                ("PowerPoint: Insert > Slide Number > Apply to All",),
            )  # fmt: skip


def _is_numbered(slide: SlideView) -> bool:
    fields = each(slide.part.root, "a:fld")
    return any(s.type == "sldNum" for s in slide.shapes) or any(
        field.get("type") == "slidenum" for field in fields
    )


RULES = (
    Rule(
        id="OFF-SLIDE",
        severity=Severity.WARNING,
        summary="Shapes stand on the slide.",
        why="What stands outside is not shown, yet screen readers read it and it goes out with the "
        "file.",
        source="House rule.",
        decided="A shape's box lies wholly outside the slide, or a shape with text lies outside "
        f"by more than {_OUT:.0%} of its area. Titles may stand outside, for that is how "
        "PowerPoint hides them; decorative and hidden shapes too.",
        mend=f"{_HELP.capitalize()}.",
        check=_outside,
    ),
    Rule(
        id="SLIDE-NUM",
        severity=Severity.TIP,
        summary="Slides show their number.",
        why="In a meeting or on the phone people refer to slides by number.",
        source="House rule.",
        decided="No `sldNum` placeholder or `slidenum` field on a slide other than the first.",
        mend="Insert > Slide Number > Apply to All; in a template, give the layout that "
        "placeholder.",
        check=_number,
    ),
)
