"""Rules on reading order, layouts and placeholders, the place of shapes, and sections.

A screen reader reads the shapes of a slide in their order in the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from deckgen.appearance.shapes import Box, overlap
from deckgen.checks._slide_view import FindingLocation, ShapeView, SlideView
from deckgen.checks.subject import Fault, Rule, Subject
from deckgen.diagnostics import DeckLocation, Severity
from deckgen.opc.part import Part
from deckgen.opc.xml import each, find, find_all

_MOST_OVERLAP = 0.25
_LEAST_SHARED = 0.5
_ORDER_HELP = "PowerPoint: Review > Check Accessibility > Reading Order Pane"


def read_aloud(slide: SlideView) -> list[ShapeView]:
    """The shapes of a slide that are read out, in order; a group counts as one."""
    return [
        shape
        for shape in slide.shapes
        if shape.group is None and not shape.hidden and not shape.decorative and _speaks(shape)
    ]


def _speaks(shape: ShapeView) -> bool:
    """Whether a shape is read out: it has text or alternative text, or is a frame or picture."""
    if shape.tag == "p:grpSp":
        return bool(shape.alt) or any(_speaks(s) for s in shape.slide.shapes if s.group is shape)
    return shape.has_text or bool(shape.alt) or shape.tag in ("p:graphicFrame", "p:pic")


def _title_first(subject: Subject) -> Iterator[Fault]:
    for slide in subject.slides:
        title = slide.title
        spoken = read_aloud(slide)
        if title is not None and title in spoken and spoken[0] is not title:
            yield Fault(
                f"`{spoken[0].name}` is read before the title", title.where, "",
                (_ORDER_HELP, "`deckgen check --fix` moves the title to the front"),
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
                first.where, "", (f"if that is not meant: {_ORDER_HELP}",),
            )  # fmt: skip


def _stands_above(one: Box | None, other: Box | None) -> bool:
    """Whether `one` is above `other` in the same column; small overlaps are allowed."""
    if one is None or other is None:
        return False
    overlap_height = one.y + one.height - other.y
    if one.y >= other.y or overlap_height > _MOST_OVERLAP * min(one.height, other.height):
        return False
    shared = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
    return shared > _LEAST_SHARED * min(one.width, other.width)


ORDER_RULES = (
    Rule(
        id="ORDER-TITLE",
        severity=Severity.WARNING,
        summary="The title is read first.",
        why="People hear the title to know where they are, before anything else of the slide.",
        source="PowerPoint's checker (reading order); AED COP checklist 2; WCAG 1.3.2.",
        decided="The first shape of `p:spTree` that has text or alternative text, is not hidden "
        "and not decorative, is not the title. A slide without a title is TITLE-PH's.",
        mend="Send the title to the back, which is the front of the reading order. `--fix` does.",
        check=_title_first,
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


# Layouts and placeholders.


_LONG = 200
_FILLS = ("a:blipFill", "a:solidFill", "a:gradFill")


def _empty(subject: Subject) -> Iterator[Fault]:
    for slide in subject.slides:
        for shape in slide.shapes:
            if is_empty(shape) and not shape.is_title and not shape.hidden:
                yield Fault(
                    f"the placeholder `{shape.name}` is empty", shape.where, "",
                    ("fill it, or leave it out: `deckgen check --fix` deletes it",),
                )  # fmt: skip


def is_empty(shape: ShapeView) -> bool:
    """Whether it is a text placeholder without text, field or fill."""
    if shape.tag != "p:sp" or shape.ph is None or shape.has_text:
        return False
    filled = (find(shape.element, f"p:spPr/{name}") for name in _FILLS)
    return not any(element is not None for element in filled) and not _has_field(shape)


def _has_field(shape: ShapeView) -> bool:
    body = shape.text_body
    return body is not None and find(body, "a:p/a:fld") is not None


def _long_text_box(subject: Subject) -> Iterator[Fault]:
    for slide in subject.slides:
        for shape in slide.shapes:
            long = len(shape.text) > _LONG
            if long and shape.tag == "p:sp" and shape.ph is None:
                yield Fault(
                    f"{len(shape.text)} characters stand in a text box", shape.where, "",
                    ("use a placeholder of the layout, so that the outline has the text",),
                )  # fmt: skip


def _blank_layout(subject: Subject) -> Iterator[Fault]:
    for slide in subject.slides:
        if slide.layout is None or not any(s.has_text for s in slide.shapes):
            continue
        if slide.layout.root.get("type") == "blank" or not _has_slots(slide):
            yield Fault(
                f"the slide is made on the layout `{_layout_name(slide.layout)}`, which has no "
                "placeholders",
                slide.where, "", ("choose a layout with a title and content: Home > Layout",),
            )  # fmt: skip


def _has_slots(slide: SlideView) -> bool:
    return any(s.ph is not None and not s.is_field for s in slide.layout_shapes)


def _layout_name(part: Part) -> str:
    common = find(part.root, "p:cSld")
    name = "" if common is None else common.get("name", "")
    return name or part.name.rpartition("/")[2].removesuffix(".xml")


def _master_text(subject: Subject) -> Iterator[Fault]:
    for part, slide in _used_layouts(subject).items():
        shapes = slide.layout_shapes if part is slide.layout else slide.master_shapes
        for shape in shapes:
            words = " ".join(_typed_text(shape).split())[:60]
            if shape.ph is None and words and not shape.hidden:
                kind = "layout" if part is slide.layout else "master"
                location = DeckLocation(
                    f"{subject.name}, {kind} `{_layout_name(part)}`", None, shape.name or None
                )
                yield Fault(
                    f"`{words}` stands on the slide {kind}, where no screen reader finds it",
                    FindingLocation(location), "", ("say it on a slide too, if it matters",),
                )  # fmt: skip


def _typed_text(shape: ShapeView) -> str:
    """The text of a shape without its fields, such as the slide number."""
    body = shape.text_body
    runs = [] if body is None else find_all(body, "a:p/a:r/a:t")
    return " ".join(run.text or "" for run in runs)


def _used_layouts(subject: Subject) -> dict[Part, SlideView]:
    """The layouts and masters that slides use, each with the first slide that does."""
    found: dict[Part, SlideView] = {}
    for slide in subject.slides:
        for part in (slide.layout, slide.master):
            if part is not None:
                found.setdefault(part, slide)
    return found


PLACEHOLDERS_RULES = (
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
        check=_long_text_box,
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
        check=_blank_layout,
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
        check=_master_text,
    ),
)


# Shapes outside the slide, and slide numbers.


_MOST_OUTSIDE = 0.05


def _off_slide(subject: Subject) -> Iterator[Fault]:
    page = Box(0, 0, subject.template.width, subject.template.height)
    for slide in subject.slides:
        for shape in slide.shapes:
            if shape.box is None or shape.hidden or shape.decorative or shape.tag == "p:grpSp":
                continue
            if not shape.box.width or not shape.box.height or shape.is_title:
                continue
            seen = overlap(shape.box, page)
            if seen == 0 or (shape.has_text and seen < 1 - _MOST_OUTSIDE):
                share = "outside the slide" if seen == 0 else f"{1 - seen:.0%} outside the slide"
                yield Fault(f"`{shape.name}` stands {share}", shape.where, "", (_OFF_SLIDE_HELP,))


_OFF_SLIDE_HELP = "move it onto the slide, or delete it"


def _slide_number(subject: Subject) -> Iterator[Fault]:
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


PLACEMENT_RULES = (
    Rule(
        id="OFF-SLIDE",
        severity=Severity.WARNING,
        summary="Shapes stand on the slide.",
        why="What stands outside is not shown, yet screen readers read it and it goes out with the "
        "file.",
        source="House rule.",
        decided="A shape's box lies wholly outside the slide, or a shape with text lies outside "
        f"by more than {_MOST_OUTSIDE:.0%} of its area. Titles may stand outside, for that is how "
        "PowerPoint hides them; decorative and hidden shapes too.",
        mend=f"{_OFF_SLIDE_HELP.capitalize()}.",
        check=_off_slide,
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
        check=_slide_number,
    ),
)


# Sections.


_DEFAULT_NAME = re.compile(r"(untitled|default) section\s*\d*|section\s*\d*|", re.IGNORECASE)
_SECTIONS_HELP = "deck.yaml: `- section: Who we are`; PowerPoint: right-click the section > Rename"


def _section_names(subject: Subject) -> Iterator[Fault]:
    for section in subject.plan.sections:
        if _DEFAULT_NAME.fullmatch(section.name.strip()):
            name = f"is called `{section.name}`" if section.name else "has no name"
            yield Fault(f"a section {name}", subject.where, "", (_SECTIONS_HELP,))


def _repeated_sections(subject: Subject) -> Iterator[Fault]:
    names = [section.name.strip().casefold() for section in subject.plan.sections]
    for index, section in enumerate(subject.plan.sections):
        if names[index] in names[:index] and not _DEFAULT_NAME.fullmatch(section.name.strip()):
            yield Fault(
                f"two sections are called `{section.name}`", subject.where, "", (_SECTIONS_HELP,)
            )


SECTIONS_RULES = (
    Rule(
        id="SEC-NAME",
        severity=Severity.ERROR,
        summary="Sections have names that say what they are.",
        why="People who cannot see the thumbnails move through a deck by its sections.",
        source="PowerPoint's checker (Default section name).",
        decided="`p14:section/@name` is empty, `Untitled Section`, `Default Section`, `Section 3`.",
        mend="Name it. A deck.yaml whose first slides come before the first `section:` gets "
        "PowerPoint's `Default Section` for them: put a section in front.",
        check=_section_names,
    ),
    Rule(
        id="SEC-DUP",
        severity=Severity.TIP,
        summary="No two sections have the same name.",
        why="In the list of sections they cannot be told apart.",
        source="PowerPoint's checker (Duplicate section name).",
        decided="Two names are equal but for capitals.",
        mend="Rename one.",
        check=_repeated_sections,
    ),
)
