"""Layouts and placeholders: used, filled, and holding what people must hear."""

from __future__ import annotations

from collections.abc import Iterator

from deckgen.checks.base import Fault, Rule
from deckgen.checks.subject import Subject
from deckgen.checks.view import ShapeView, SlideView
from deckgen.checks.where import Where
from deckgen.diagnostics import Severity, Spot
from deckgen.ooxml import find, find_all
from deckgen.opc import Part

_LONG = 200
_PICTURES = ("a:blipFill", "a:solidFill", "a:gradFill")


def _empty(subject: Subject) -> Iterator[Fault]:
    for slide in subject.slides:
        for shape in slide.shapes:
            if is_empty(shape) and not shape.is_title and not shape.hidden:
                yield Fault(
                    f"the placeholder `{shape.name}` is empty", shape.where, "",
                    ("fill it, or leave it out: `deckgen check --fix` deletes it",),
                )  # fmt: skip


def is_empty(shape: ShapeView) -> bool:
    """Whether it is a placeholder of text that nobody filled, not one that shows a picture."""
    if shape.tag != "p:sp" or shape.ph is None or shape.has_text:
        return False
    filled = (find(shape.element, f"p:spPr/{name}") for name in _PICTURES)
    return not any(element is not None for element in filled) and not _has_field(shape)


def _has_field(shape: ShapeView) -> bool:
    body = shape.text_body
    return body is not None and find(body, "a:p/a:fld") is not None


def _outside(subject: Subject) -> Iterator[Fault]:
    for slide in subject.slides:
        for shape in slide.shapes:
            long = len(shape.text) > _LONG
            if long and shape.tag == "p:sp" and shape.ph is None:
                yield Fault(
                    f"{len(shape.text)} characters stand in a text box", shape.where, "",
                    ("use a placeholder of the layout, so that the outline has the text",),
                )  # fmt: skip


def _blank(subject: Subject) -> Iterator[Fault]:
    for slide in subject.slides:
        if slide.layout is None or not any(s.has_text for s in slide.shapes):
            continue
        if slide.layout.root.get("type") == "blank" or not _has_slots(slide):
            yield Fault(
                f"the slide is made on the layout `{_name(slide.layout)}`, which has no "
                "placeholders",
                slide.where, "", ("choose a layout with a title and content: Home > Layout",),
            )  # fmt: skip


def _has_slots(slide: SlideView) -> bool:
    return any(s.ph is not None and not s.is_field for s in slide.layout_shapes)


def _name(part: Part) -> str:
    common = find(part.root, "p:cSld")
    name = "" if common is None else common.get("name", "")
    return name or part.name.rpartition("/")[2].removesuffix(".xml")


def _fixed(subject: Subject) -> Iterator[Fault]:
    for part, slide in _backgrounds(subject).items():
        shapes = slide.layout_shapes if part is slide.layout else slide.master_shapes
        for shape in shapes:
            words = " ".join(_typed(shape).split())[:60]
            if shape.ph is None and words and not shape.hidden:
                kind = "layout" if part is slide.layout else "master"
                spot = Spot(f"{subject.name}, {kind} `{_name(part)}`", None, shape.name or None)
                yield Fault(
                    f"`{words}` stands on the slide {kind}, where no screen reader finds it",
                    Where(spot), "", ("say it on a slide too, if it matters",),
                )  # fmt: skip


def _typed(shape: ShapeView) -> str:
    """The text of a shape that was typed: fields, such as the slide's number, are left out."""
    body = shape.text_body
    runs = [] if body is None else find_all(body, "a:p/a:r/a:t")
    return " ".join(run.text or "" for run in runs)


def _backgrounds(subject: Subject) -> dict[Part, SlideView]:
    """The layouts and masters that slides use, each with the first slide that does."""
    found: dict[Part, SlideView] = {}
    for slide in subject.slides:
        for part in (slide.layout, slide.master):
            if part is not None:
                found.setdefault(part, slide)
    return found


RULES = (
    Rule(
        id="PH-EMPTY",
        severity=Severity.WARNING,
        summary="No placeholder is left empty.",
        why="A screen reader announces it; in editing, its prompt shows.",
        source="HHS checklist for presentations.",
        decided="A placeholder of the slide, other than the title, has neither text nor a field "
        "nor a fill of its own. deckgen leaves unfilled slots off the slide, so in its decks "
        "only a slot that was filled with nothing is found.",
        mend="Fill it or delete it. `--fix` deletes it.",
        check=_empty,
    ),
    Rule(
        id="TEXT-OUTSIDE",
        severity=Severity.TIP,
        summary="Long text stands in placeholders.",
        why="The outline view, which people read and export, has the text of placeholders only; "
        "and a text box keeps its own look when the design changes.",
        source="HHS checklist (use the layouts' placeholders).",
        decided=f"A text box or shape that is no placeholder holds more than {_LONG} characters.",
        mend="Choose a layout that has room for the text.",
        check=_outside,
    ),
    Rule(
        id="LAYOUT-BLANK",
        severity=Severity.WARNING,
        summary="Slides with text are made on a layout that has placeholders.",
        why="On a blank layout nothing has a role: no title, no content, no order.",
        source="HHS checklist (use built-in layouts).",
        decided="The slide has text, and its layout is of the type `blank` or has no placeholders "
        "but date, footer and number.",
        mend="Choose another layout and move the text into its placeholders.",
        check=_blank,
    ),
    Rule(
        id="MASTER-TEXT",
        severity=Severity.WARNING,
        summary="Nothing that matters stands only on a master or layout.",
        why="Screen readers read the slide's own shapes; text on the master is a picture to them.",
        source="AED COP checklist 7 (no information in the background).",
        decided="A shape of a used layout or master that is no placeholder has text. Fields, such "
        "as the slide's number, do not count.",
        mend="Repeat it on a slide, such as the first; a name in a logo may stay: switch the rule "
        "off with that reason.",
        check=_fixed,
    ),
)
