"""Rules on reading order, layouts and placeholders, the place of shapes, sections, and fit.

A screen reader reads the shapes of a slide in their order in the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from deckgen.appearance.fill import is_drawn
from deckgen.appearance.shapes import Box, layout_name, overlap
from deckgen.checks import _text_view as text_view
from deckgen.checks._slide_view import FindingLocation, ShapeView, SlideView
from deckgen.checks.subject import IN_MASTER, Check, Fault, Subject, TemplateFault, layout_place
from deckgen.diagnostics import DeckLocation, shortened
from deckgen.facts import references
from deckgen.opc.part import Part
from deckgen.opc.xml import each, find, find_all
from deckgen.plan.overflow import diagnose

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
            fix = () if subject.deck else ("`deckgen check --fix` moves the title to the front",)
            yield Fault(
                f"`{spoken[0].name}` is read before the title",
                title.where,
                helps=(_ORDER_HELP, *fix),
                template=_title_of_layout(slide, spoken[0], title),
            )


def _title_of_layout(slide: SlideView, first: ShapeView, title: ShapeView) -> TemplateFault | None:
    """The fault of a layout that has its title behind the placeholder that is read first."""
    order = [shape.element for shape in slide.layout_shapes]
    above = [shape.inheritance.shapes[1:2] for shape in (first, title)]
    places = [order.index(found) for found, *_ in filter(None, above) if found in order]
    if slide.layout is None or len(places) < 2 or places[0] > places[1]:
        return None
    place = layout_place(slide.layout)
    return TemplateFault(
        place,
        f"`{first.name}` before its title in the order of reading",
        f"{IN_MASTER}, {place}; select the title, then Home > Arrange > Send to Back",
    )


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


# Layouts and placeholders.


_LONG = 200


def _empty(subject: Subject) -> Iterator[Fault]:
    for shape in subject.shapes:
        if is_empty(shape) and not shape.is_title and not shape.hidden:
            yield Fault(
                f"the placeholder `{shape.name}` is empty", shape.where, "",
                ("fill it, or leave it out: `deckgen check --fix` deletes it",),
            )  # fmt: skip


def is_empty(shape: ShapeView) -> bool:
    """Whether it is a text placeholder without text or field that draws nothing itself."""
    if shape.tag != "p:sp" or shape.ph is None or shape.has_text:
        return False
    return not is_drawn(shape.element) and not _has_field(shape)


def _has_field(shape: ShapeView) -> bool:
    body = shape.text_body
    return body is not None and find(body, "a:p/a:fld") is not None


def _long_text_box(subject: Subject) -> Iterator[Fault]:
    for shape in subject.shapes:
        long = len(shape.text) > _LONG
        if long and shape.tag == "p:sp" and shape.ph is None:
            yield Fault(
                f"{len(shape.text)} characters stand in a text box", shape.where, "",
                ("use a placeholder of the layout, so that the outline has the text",),
            )  # fmt: skip


_LAYOUT_HELP = (
    "give it a `layout:` with a title and content",
    "choose a layout with a title and content: Home > Layout",
)


def _blank_layout(subject: Subject) -> Iterator[Fault]:
    for slide in subject.slides:
        if slide.layout is None or not any(s.has_text for s in slide.shapes):
            continue
        if slide.layout.root.get("type") == "blank" or not _has_slots(slide):
            yield Fault(
                f"the slide is made on {layout_place(slide.layout)}, which has no "
                "placeholders",
                slide.where, "", (subject.to_do(*_LAYOUT_HELP),),
            )  # fmt: skip


def _has_slots(slide: SlideView) -> bool:
    return any(s.ph is not None and not s.is_field for s in slide.layout_shapes)


def _master_text(subject: Subject) -> Iterator[Fault]:
    for part, slide in _used_layouts(subject).items():
        shapes = slide.layout_shapes if part is slide.layout else slide.master_shapes
        for shape in shapes:
            words = shortened(_typed_text(shape), 60)
            if shape.ph is None and words and not shape.hidden:
                kind = _kind(part, slide)
                yield Fault(
                    f"`{words}` stands on the slide {kind}, where no screen reader finds it",
                    FindingLocation(_on_layout(subject, part, slide, shape)), "",
                    ("say it on a slide too, if it matters",),
                )  # fmt: skip


def _kind(part: Part, slide: SlideView) -> str:
    return "layout" if part is slide.layout else "master"


def _on_layout(subject: Subject, part: Part, slide: SlideView, shape: ShapeView) -> DeckLocation:
    where = f"{subject.name}, {_kind(part, slide)} `{layout_name(part)}`"
    return DeckLocation(where, None, shape.name or None)


# RAW: `${...}` that nobody fills in, in what only the template holds, or a file of data.


def _skip_raw(subject: Subject) -> str:
    return "" if subject.deck is not None else "only a deck prints facts"


def _raw(subject: Subject) -> Iterator[Fault]:
    for slide in subject.slides:
        unwritten = (p for p in text_view.other_passages(slide) if p.where.span == slide.where.span)
        for passage in (
            *text_view.slot_passages(slide),
            *text_view.notes_passages(slide),
            *text_view.kept_notes_passages(slide),
            *unwritten,
        ):
            for found in references.references(passage.text, references.Escapes.NONE):
                if not passage.is_in_yaml(found.start, found.end):
                    yield _left_raw(found, passage.at(found.start, found.end))
    for part, slide in _used_layouts(subject).items():
        for shape in slide.layout_shapes if part is slide.layout else slide.master_shapes:
            text = "" if shape.ph is not None or shape.hidden else _typed_text(shape)
            for found in references.references(text, references.Escapes.NONE):
                yield _left_raw(found, FindingLocation(_on_layout(subject, part, slide, shape)))


def _left_raw(found: references.Reference, where: FindingLocation) -> Fault:
    return Fault(
        f"`{references.written(found.body)}` stands on the slide as it is: YAML does not write it",
        where, "as it is",
        ("fill the text from YAML, or change it in the template, or the file, that holds it",),
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


# Shapes outside the slide, and slide numbers.


_MOST_OUTSIDE = 0.05


def _off_slide(subject: Subject) -> Iterator[Fault]:
    page = Box(0, 0, subject.template.width, subject.template.height)
    for shape in subject.shapes:
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
                template=_without_number(slide),
            )  # fmt: skip


def _without_number(slide: SlideView) -> TemplateFault | None:
    """The fault of a layout that has no place for the number."""
    if slide.layout is None or any(shape.type == "sldNum" for shape in slide.layout_shapes):
        return None
    return TemplateFault(
        layout_place(slide.layout),
        "no slide number",
        f"{IN_MASTER}; on the layout, tick Slide Master > Footers",
    )


def _is_numbered(slide: SlideView) -> bool:
    fields = each(slide.part.root, "a:fld")
    return any(s.type == "sldNum" for s in slide.shapes) or any(
        field.get("type") == "slidenum" for field in fields
    )


# Sections.


_DEFAULT_NAME = re.compile(r"(untitled|default) section\s*\d*|section\s*\d*|", re.IGNORECASE)
_SECTIONS_HELP = (
    "give it a name in deck.yaml: `- section: Who we are`",
    "PowerPoint: right-click the section > Rename Section",
)


def _section_names(subject: Subject) -> Iterator[Fault]:
    for section in subject.plan.sections:
        if _DEFAULT_NAME.fullmatch(section.name.strip()):
            name = f"is called `{section.name}`" if section.name else "has no name"
            yield Fault(f"a section {name}", subject.where, "", (subject.to_do(*_SECTIONS_HELP),))


def _repeated_sections(subject: Subject) -> Iterator[Fault]:
    names = [section.name.strip().casefold() for section in subject.plan.sections]
    for index, section in enumerate(subject.plan.sections):
        if names[index] in names[:index] and not _DEFAULT_NAME.fullmatch(section.name.strip()):
            yield Fault(
                f"two sections are called `{section.name}`",
                subject.where,
                helps=(subject.to_do(*_SECTIONS_HELP),),
            )


# Fit: text in its frame, tables in their room.


def _diagnosed(subject: Subject, code: str) -> Iterator[Fault]:
    for shape, fit in subject.fits:
        if fit.certain:
            continues = subject.deck is not None and not shape.slide.planned.like
            for found in diagnose(fit, shape.name, None, continues=continues):
                if found.code == code:
                    yield Fault(found.message, shape.where, found.label, found.helps)


def _overflow(subject: Subject) -> Iterator[Fault]:
    yield from _diagnosed(subject, "OVERFLOW")
    for shape, found in subject.table_overflows:
        if found.heights.certain:
            yield Fault(found.message(shape.name), shape.where, found.label, (found.help,))


def _shrink(subject: Subject) -> Iterator[Fault]:
    return _diagnosed(subject, "SHRINK")


def _broken(subject: Subject) -> Iterator[Fault]:
    return _diagnosed(subject, "WORD-BROKEN")


def _undecided_fit(subject: Subject) -> Iterator[Fault]:
    for shape, fit in subject.fits:
        if not fit.certain and any(diagnose(fit, shape.name, None)):
            yield _open_question(
                shape, f"the text of `{shape.name}` fits", "its font or its way of writing"
            )
    for shape, found in subject.table_overflows:
        if not found.heights.certain:
            yield _open_question(
                shape,
                f"the table `{shape.name}` fits {found.limit}",
                "a font or a way of writing",
            )


def _open_question(shape: ShapeView, what: str, unknown: str) -> Fault:
    return Fault(
        f"whether {what} cannot be decided: {unknown} is not known here, and by a guess it does "
        "not",
        shape.where,
        helps=("look at it in PowerPoint",),
    )


CHECKS = (
    Check("ORDER-TITLE", _title_first),
    Check("ORDER", _order),
    Check("PH-EMPTY", _empty),
    Check("TEXT-OUTSIDE", _long_text_box),
    Check("LAYOUT-BLANK", _blank_layout),
    Check("MASTER-TEXT", _master_text),
    Check("RAW", _raw, _skip_raw),
    Check("OFF-SLIDE", _off_slide),
    Check("SLIDE-NUM", _slide_number),
    Check("SEC-NAME", _section_names),
    Check("SEC-DUP", _repeated_sections),
    Check("OVERFLOW", _overflow),
    Check("SHRINK", _shrink),
    Check("WORD-BROKEN", _broken),
    Check("FIT-REVIEW", _undecided_fit),
)
