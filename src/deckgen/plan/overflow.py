"""Content that is too long for its slots: continued on further slides, or reported.

`Continuer` divides slides with `overflow: continue`; `SlideFits` warns of text that shrinks or
overflows.
"""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from msgspec import structs

from deckgen.appearance import relayout
from deckgen.appearance.inheritance import box_on_slide, inheritance_chain
from deckgen.appearance.shapes import FIELD_TYPES, TITLE_TYPES, Slot, placeholder_of
from deckgen.content import Content, Page
from deckgen.content.registry import SlotShape, scan_slide
from deckgen.content.text import Text
from deckgen.deck import Section
from deckgen.diagnostics import Diagnostic, Place, Severity, counted, error
from deckgen.opc.package import Package
from deckgen.opc.part import Part
from deckgen.plan import Slide
from deckgen.plan.cache import SlideCache
from deckgen.richtext import Paragraph, Run, merged
from deckgen.source.keys import all_unused
from deckgen.source.nodes import ScalarNode
from deckgen.template import Template, named_slides
from deckgen.textfit import measure
from deckgen.textfit.autofit import (
    GUESSED,
    Block,
    Fit,
    Fitter,
    KnownFits,
    Measure,
    Overflow,
    PageFit,
)
from deckgen.textfit.frame import Autofit, TextFrame, bounding_frame

WORD = "continue"
"""The value of `overflow:` on a slide that is continued."""
_LINES = 3
"""Slots with room for fewer lines are not continued: they hold a kicker or a source."""


def continued(
    slide: Slide, template: Template, used_ids: Collection[str] = (), known: KnownFits | None = None
) -> tuple[Slide, ...]:
    """The slide, with further slides for what does not fit its slots at full size.

    They have the ids `x-2`, `x-3` ..., without those in `used_ids`, and `(2 of 3)` behind their
    titles. Content that fits its slot is on all of them; notes and comments stay on the first. The
    slide must be made from a layout of the template.
    """
    layout = template.layouts[slide.layout].with_boxes(dict(slide.boxes))
    fitter = Fitter(template.package, known)
    owner = template.package.parts[layout.part_name]
    page = Page(template.package, owner, "")
    slots = {slot.name: slot for slot in (*layout.slots, *layout.fields)}
    pages: dict[str, tuple[Content, ...]] = {}
    for name, content in slide.slots:
        slot = slots[name]
        fixed = slot.type in TITLE_TYPES or slot.type in FIELD_TYPES
        measure_page = _measure(fitter, fitter.slot_frame(slot, owner))
        pages[name] = (content,) if fixed else content.divided(slot, page, measure_page)
    total = max((len(parts) for parts in pages.values()), default=1)
    if total == 1:
        return (slide,)
    ids = _ids(slide.id, total, used_ids)
    return tuple(
        replace(
            slide,
            id=name,
            slots=shown,
            boxes=tuple((slot, box) for slot, box in slide.boxes if slot in dict(shown)),
            notes=slide.notes if number == 0 else None,
            comments=slide.comments if number == 0 else (),
        )
        for number, name in enumerate(ids)
        for shown in [tuple(_slots_of(number, total, pages, slots))]
    )


class Continuer:
    """Continues the slides of one deck whose author asks for it."""

    def __init__(
        self, template: Template, used_ids: Collection[str], cache: SlideCache | None = None
    ) -> None:
        """Start with the deck's template and the ids of its slides."""
        self._template = template
        self._used_ids = set(used_ids)
        self._continuations: dict[str, list[str]] = {}
        self._known = (cache or SlideCache()).table(KnownFits)

    def slides(self, overflow: ScalarNode | None, slide: Slide) -> tuple[Slide, ...]:
        """The slide and those that continue it, where `overflow: continue` asks for it.

        Raises `Problem` for another value, or on a slide made from a pattern slide.
        """
        if overflow is None:
            return (slide,)
        if overflow.text != WORD:
            raise error(
                "overflow",
                f"`overflow` is not `{overflow.text}`",
                at=overflow.span,
                help=f"write `overflow: {WORD}`, or leave it out: text shrinks then",
            )
        if slide.like:
            raise error(
                "overflow",
                "a slide that is like a pattern cannot be continued",
                at=overflow.span,
                help="give the slide a `layout`, or divide it into two slides",
            )
        found = continued(slide, self._template, self._used_ids, self._known)
        self.take([item.id for item in found])
        return found

    def take(self, ids: Sequence[str]) -> bool:
        """Use the ids of a slide and those that continue it; False where it would get others."""
        if list(ids) != _ids(ids[0], len(ids), self._used_ids):
            return False
        self._continuations[ids[0]] = list(ids[1:])
        self._used_ids.update(ids[1:])
        return True

    def sections(self, sections: Iterable[Section]) -> tuple[Section, ...]:
        """The sections with the continuing slides added behind those that they continue."""
        return tuple(
            structs.replace(section, slides=tuple(self._all(section.slides)))
            for section in sections
        )

    def _all(self, ids: Iterable[str]) -> Iterator[str]:
        for name in ids:
            yield name
            yield from self._continuations.get(name, ())


def _measure(fitter: Fitter, frame: TextFrame | None) -> Measure:
    """A measure of paragraphs in a frame; all fit where it is None or too small for lists."""

    def measure_page(paragraphs: tuple[Paragraph, ...]) -> PageFit:
        if frame is None or not paragraphs:
            return PageFit((), 0, fits=True)
        room = fitter.free_frame(paragraphs, frame)
        whole = measure(paragraphs, room)
        blocks = tuple(
            Block(sum(line.height for line in item.lines), item.before, item.after)
            for item in whole.paragraphs
        )
        depth = room.depth * room.columns - whole.extra
        fit = fitter.fit(paragraphs, frame)
        small = depth < _LINES * whole.paragraphs[0].lines[0].height
        return PageFit(blocks, depth, fits=small or (fit.scale.size == 100 and not fit.remaining))

    return measure_page


def _ids(first: str, total: int, used_ids: Collection[str]) -> list[str]:
    """The id of a slide, and unused ids made from it, as many as `total`."""
    others = all_unused(first, lambda name: name == first or name in used_ids)
    return [first, *islice(others, total - 1)]


def _slots_of(
    number: int, total: int, pages: Mapping[str, tuple[Content, ...]], slots: Mapping[str, Slot]
) -> Iterator[tuple[str, Content]]:
    """The slots of the slide of that number, counted from 0."""
    for name, parts in pages.items():
        if slots[name].type in TITLE_TYPES:
            yield name, _with_suffix(parts[0], f" ({number + 1} of {total})")
        elif len(parts) == 1:
            yield name, parts[0]
        elif number < len(parts):
            yield name, parts[number]


def _with_suffix(title: Content, suffix: str) -> Content:
    """The title with a suffix behind its last line, in that line's style."""
    lines = list(title.paragraphs())
    if lines and lines[-1].runs:
        runs = lines[-1].runs
        last = Run(suffix, structs.replace(runs[-1].style, link="", field=""))
        lines[-1] = structs.replace(lines[-1], runs=merged((*runs, last)))
    return title.with_paragraphs(lines) or title


# Diagnostics of text that does not fit its slots.


SMALL = 70
"""Percent of its font size below which shrunk text gets a warning."""
TOO_SMALL = 55
"""Percent of its font size below which shrunk text is an error in a strict build."""
_LONGEST = 40
_OVERFLOW = "OVERFLOW"


def _place(slide: Slide, slot: str) -> Place | None:
    """The place of a slot in the YAML, else of its slide."""
    return slide.spans.get(slot) or slide.spans.get("")


class SlideFits:
    """How the content of slides fits their slots."""

    def __init__(self, template: Template, known: KnownFits, *, extracted: bool = False) -> None:
        """For slides of a template; `known` is shared by its presentations.

        `extracted` says that the template is the deck itself: what fits no worse than it did there
        is not the author's doing.
        """
        self.fitter = Fitter(template.package, known)
        self._extracted = extracted
        self._template = template
        self._patterns = functools.cache(lambda: named_slides(template.package))

    def diagnostics(self, slide: Slide, *, strict: bool = False) -> Iterator[Diagnostic]:
        """The diagnostics of what does not fit, each at the slot's place in the YAML.

        Text that shrinks below 70 % of its size (SHRINK), that overflows (OVERFLOW) or of which a
        word is too long for a line (WORD-BROKEN) gets a warning; `strict` makes errors of text
        below 55 % and of text that overflows. Of an extracted deck, text that fits no worse than
        the text that was in its place gets none: checks find it.
        """
        yield from self.misfits(slide, strict=strict)
        for name, paragraphs, frame in self.texts(slide):
            fit = self.fitter.fit(paragraphs, frame)
            place, continues = _place(slide, name), not slide.like
            found = list(diagnose(fit, name, place, strict=strict, continues=continues))
            if found and not self._fitted_as_badly(slide, name, fit):
                yield from found

    def _fitted_as_badly(self, slide: Slide, slot: str, fit: Fit) -> bool:
        """Whether the text of an extracted deck fitted no better before it was changed."""
        if not self._extracted or not slide.like:
            return False
        shapes = _shapes(slide, *self._pattern(slide))
        before = next(item.content for item in shapes if item.name == slot)
        was = self.fitter.fit(tuple(before.paragraphs()), fit.frame)
        return (
            fit.remaining.lines <= was.remaining.lines
            and fit.scale.size >= was.scale.size
            and len(fit.measured.mid_word) <= len(was.measured.mid_word)
        )

    def texts(self, slide: Slide) -> Iterator[tuple[str, tuple[Paragraph, ...], TextFrame]]:
        """Each text slot of a slide; date, footer and slide number are left out."""
        frames = self._of_pattern(slide) if slide.like else self._of_layout(slide)
        contents = dict(slide.slots)
        for name, frame in frames:
            yield name, tuple(contents[name].paragraphs()), frame

    def misfits(self, slide: Slide, *, strict: bool) -> Iterator[Diagnostic]:
        """The diagnostics of content other than text for its slots."""
        layout = self._template.layouts.get(slide.layout)
        if layout is None or slide.like:
            return
        package = self._template.package
        page = Page(package, package.parts[layout.part_name], "")
        layout = layout.with_boxes(dict(slide.boxes))
        for name, content in slide.slots:
            slot = layout.slot(name)
            for found in () if slot is None else content.misfits(slot, page):
                severe = strict and found.code == _OVERFLOW
                yield structs.replace(
                    found,
                    place=found.place or _place(slide, name),
                    severity=Severity.ERROR if severe else found.severity,
                )

    def _of_layout(self, slide: Slide) -> Iterator[tuple[str, TextFrame]]:
        layout = self._template.layouts[slide.layout].with_boxes(dict(slide.boxes))
        owner = self._template.package.parts[layout.part_name]
        for name, content in slide.slots:
            slot = layout.slot(name)
            if slot is not None and slot.type not in FIELD_TYPES and content.key == Text.key:
                frame = self.fitter.slot_frame(slot, owner)
                if frame is not None:
                    yield name, frame

    def _of_pattern(self, slide: Slide) -> Iterator[tuple[str, TextFrame]]:
        wanted = dict(slide.slots)
        package, part = self._pattern(slide)
        for shape in _shapes(slide, package, part):
            content = wanted.get(shape.name)
            if content is not None and content != shape.content and content.key == Text.key:
                chain = inheritance_chain(shape.shape, part, package)
                own = slide.box(shape.name)
                box = own or box_on_slide(shape.shape, part, package)
                label = placeholder_of(shape.shape) is None
                bottom = self._template.height
                frame = bounding_frame(chain, box, label=label, bottom=bottom)
                if frame is not None:
                    yield shape.name, frame

    def _pattern(self, slide: Slide) -> tuple[Package, Part]:
        """The pattern slide that a slide is like, on the slide's layout, and its package."""
        package = self._template.package
        _, part = self._patterns()[slide.like]
        layout = self._template.layouts.get(slide.layout)
        if layout is not None and relayout.layout_of(part) != layout.part_name:
            package = package.fork()
            part = package.parts[part.name]
            relayout.put_on(layout.part_name, part, package)
        return package, part


def _shapes(slide: Slide, package: Package, part: Part) -> Iterable[SlotShape]:
    """The slots' shapes of the pattern slide in `part`, under the names of a slide like it."""
    return scan_slide(part.root, Page(package, part, ""), dict(slide.names)).slot_shapes


def diagnose(
    fit: Fit, name: str, place: Place | None, *, strict: bool = False, continues: bool = True
) -> Iterator[Diagnostic]:
    """The diagnostics of the fit of a slot's or shape's text; `name` is the slot or shape.

    `continues` says whether the slide could go on by `overflow: continue`.
    """
    guessed = () if fit.certain else (GUESSED,)
    shorten = f"shorten it by {_amount(fit.excess)}"
    if fit.frame.autofit is Autofit.SHRINK and not fit.frame.title:
        divide = "divide it between slides"
        go_on = f", {divide}, or continue it with `overflow: continue`"
        shorten += go_on if continues else f", or {divide}"
    where = "PowerPoint: View > Slide Master" if continues else "on the template's slide"
    if fit.remaining.lines >= fit.measured.line_count > 0:
        yield Diagnostic(
            _OVERFLOW,
            f"`{name}` is too low for one line of its text",
            place,
            "no line has room",
            (f"make it higher, or its text smaller; {where}", *guessed),
            Severity.ERROR if strict else Severity.WARNING,
        )
    elif fit.remaining:
        goes = "runs off the slide" if fit.frame.autofit is Autofit.GROW else "overflows"
        share = f" even at {fit.scale.size:g} % of its size" if fit.shrinks else ""
        yield Diagnostic(
            _OVERFLOW,
            f"the text of `{name}` {goes}{share}: {_amount(fit.remaining)} too much",
            place,
            f"{_amount(fit.excess)} too much at full size" if fit.shrinks else "too much text",
            (shorten, *guessed),
            Severity.ERROR if strict else Severity.WARNING,
        )
    elif fit.scale.size < SMALL:
        yield Diagnostic(
            "SHRINK",
            f"the text of `{name}` shrinks to {fit.scale.size:g} % of its size",
            place,
            f"{_amount(fit.excess)} too much at full size",
            (shorten, *guessed),
            Severity.ERROR if strict and fit.scale.size < TOO_SMALL else Severity.WARNING,
        )
    broken = _first_broken_line(fit.measured.mid_word)
    if broken:
        yield Diagnostic(
            "WORD-BROKEN",
            f"a word of `{name}` is too long for its line",
            place,
            "too long",
            (f"it breaks after `{broken}`; shorten it", *guessed),
            Severity.WARNING,
        )


def _amount(excess: Overflow) -> str:
    return f"{counted(excess.lines, 'line')} (about {excess.characters} characters)"


def _first_broken_line(broken: Iterable[str]) -> str:
    """The first line that ends inside a word; only its end if it is long."""
    line = next(iter(broken), "")
    return line if len(line) <= _LONGEST else f"... {line[-_LONGEST:]}"
