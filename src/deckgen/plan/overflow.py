"""Slides whose lists or tables are too long for their slots go on on further slides."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache

from deckgen.appearance.shapes import FIELD_TYPES, TITLE_TYPES, Slot
from deckgen.content.base import Content, Page
from deckgen.content.shapes import scan_slide
from deckgen.content.text import Text
from deckgen.deck import Section
from deckgen.diagnostics import Diagnostic, Place, Severity, error
from deckgen.plan import Plan, Slide
from deckgen.richtext.runs import Paragraph, Run, merged
from deckgen.source.nodes import ScalarNode
from deckgen.template import Template, named_slides
from deckgen.textfit import measure
from deckgen.textfit.autofit import Fit, Fitter, KnownFits, Overflow
from deckgen.textfit.frame import Autofit, TextFrame
from deckgen.textfit.paginate import Block, Measure, PageFit

WORD = "continue"

"""What `overflow:` says on a slide that goes on."""


_LINES = 3

"""A slot with room for fewer lines holds no list: a kicker, a source."""


def continued(
    slide: Slide, template: Template, taken: Collection[str] = (), known: KnownFits | None = None
) -> tuple[Slide, ...]:
    """The slide, with further slides for what does not fit its slots at full size.

    They have the ids `x-2`, `x-3` ..., or the next that are not `taken`; `(2 of 3)` stands
    behind their titles. What fits its slot stands on all of them; notes and comments stay on the
    first. The slide is one of a layout of the template.
    """
    layout = template.layouts[slide.layout]
    fitter = Fitter(template.package, known)
    owner = template.package.parts[layout.part_name]
    slots = {slot.name: slot for slot in (*layout.slots, *layout.fields)}
    runs: dict[str, tuple[Content, ...]] = {}
    for name, content in slide.slots:
        slot = slots[name]
        fixed = slot.type in TITLE_TYPES or slot.type in FIELD_TYPES
        asked = _measure(fitter, fitter.slot_frame(slot, owner))
        runs[name] = (content,) if fixed else content.continued(slot, asked)
    total = max((len(parts) for parts in runs.values()), default=1)
    if total == 1:
        return (slide,)
    ids = _ids(slide.id, total, taken)
    return tuple(
        replace(
            slide,
            id=name,
            slots=tuple(_on(number, total, runs, slots)),
            notes=slide.notes if number == 0 else None,
            comments=slide.comments if number == 0 else (),
        )
        for number, name in enumerate(ids)
    )


class Continuer:
    """Lets the slides of one deck go on whose author asks for it."""

    def __init__(self, template: Template, taken: Collection[str]) -> None:
        """For a deck on this template whose slides have these ids."""
        self._template = template
        self._taken = set(taken)
        self._further: dict[str, list[str]] = {}
        self._known = KnownFits()

    def slides(self, overflow: ScalarNode | None, slide: Slide) -> tuple[Slide, ...]:
        """The slide and those that continue it, where `overflow: continue` asks for it.

        Raises `Problem` where it says something else, or on a slide that is like a pattern.
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
                "a slide that is like a pattern cannot go on",
                at=overflow.span,
                help="give the slide a `layout`, or divide it into two slides",
            )
        found = continued(slide, self._template, self._taken, self._known)
        self._further[slide.id] = [item.id for item in found[1:]]
        self._taken.update(self._further[slide.id])
        return found

    def sections(self, sections: Iterable[Section]) -> tuple[Section, ...]:
        """The sections, with the slides that continue others behind them."""
        return tuple(
            replace(section, slides=tuple(self._all(section.slides))) for section in sections
        )

    def _all(self, ids: Iterable[str]) -> Iterator[str]:
        for name in ids:
            yield name
            yield from self._further.get(name, ())


def _measure(fitter: Fitter, frame: TextFrame | None) -> Measure:
    """Measures paragraphs in a frame; where that is none, or none for a list, all fit."""

    def asked(paragraphs: tuple[Paragraph, ...]) -> PageFit:
        if frame is None or not paragraphs:
            return PageFit((), 0, fits=True)
        whole = measure(paragraphs, frame)
        blocks = tuple(
            Block(sum(line.height for line in item.lines), item.before, item.after)
            for item in whole.paragraphs
        )
        depth = frame.depth * frame.columns - whole.extra
        fit = fitter.fit(paragraphs, frame)
        small = depth < _LINES * whole.paragraphs[0].lines[0].height
        return PageFit(blocks, depth, fits=small or (fit.scale.size == 100 and not fit.remaining))

    return asked


def _ids(first: str, total: int, taken: Collection[str]) -> list[str]:
    """The id of a slide and ids made of it that are free."""
    ids = [first]
    number = 2
    while len(ids) < total:
        name = f"{first}-{number}"
        if name not in taken:
            ids.append(name)
        number += 1
    return ids


def _on(
    number: int, total: int, runs: Mapping[str, tuple[Content, ...]], slots: Mapping[str, Slot]
) -> Iterator[tuple[str, Content]]:
    """What stands on the slide of that number, counted from 0."""
    for name, parts in runs.items():
        if slots[name].type in TITLE_TYPES:
            yield name, _marked(parts[0], f" ({number + 1} of {total})")
        elif len(parts) == 1:
            yield name, parts[0]
        elif number < len(parts):
            yield name, parts[number]


def _marked(title: Content, mark: str) -> Content:
    """The title with a mark behind its last line, in that line's own style."""
    lines = list(title.paragraphs())
    if lines and lines[-1].runs:
        runs = lines[-1].runs
        last = Run(mark, replace(runs[-1].style, link="", field=""))
        lines[-1] = replace(lines[-1], runs=merged((*runs, last)))
    return title.with_paragraphs(lines) or title


# What does not fit: warnings for the text of a plan that is too much for its slots.


SMALL = 70

"""Percent of its size below which text that shrinks gets a warning."""


TOO_SMALL = 55

"""Percent of its size below which shrunk text is an error where a build is strict."""


_LONGEST = 40


def fit_diagnostics(
    plan: Plan, template: Template, known: KnownFits | None = None, *, strict: bool = False
) -> list[Diagnostic]:
    """What of a plan's text does not fit, each at the author's slot.

    Text that shrinks below 70 % of its size (SHRINK), that overflows (OVERFLOW) or of which a
    word is too long for a line (WORD-BROKEN) gets a warning; `strict` makes errors of text below
    55 % and of text that overflows. `known` is shared by the plans of one template.
    """
    asked = _Asked(template, known)
    found: list[Diagnostic] = []
    for slide in plan.slides:
        found.extend(asked.misfits(slide))
        for name, paragraphs, frame in asked.texts(slide):
            fit = asked.fitter.fit(paragraphs, frame)
            place = slide.spans.get(name) or slide.spans.get("")
            found.extend(diagnose(fit, name, place, strict=strict))
    return found


class _Asked:
    """The texts of slides with the frames that they stand in."""

    def __init__(self, template: Template, known: KnownFits | None) -> None:
        self.fitter = Fitter(template.package, known)
        self._template = template
        self._patterns = cache(lambda: named_slides(template.package))

    def texts(self, slide: Slide) -> Iterator[tuple[str, tuple[Paragraph, ...], TextFrame]]:
        """Each text slot of a slide; date, footer and slide number are left out."""
        frames = self._of_pattern(slide) if slide.like else self._of_layout(slide)
        contents = dict(slide.slots)
        for name, frame in frames:
            yield name, tuple(contents[name].paragraphs()), frame

    def misfits(self, slide: Slide) -> Iterator[Diagnostic]:
        """What content other than text says of the slots that it stands in."""
        layout = self._template.layouts.get(slide.layout)
        for name, content in slide.slots:
            slot = None if layout is None or slide.like else layout.slot(name)
            if slot is not None:
                yield from content.misfits(slot)

    def _of_layout(self, slide: Slide) -> Iterator[tuple[str, TextFrame]]:
        layout = self._template.layouts[slide.layout]
        owner = self._template.package.parts[layout.part_name]
        for name, content in slide.slots:
            slot = layout.slot(name)
            if slot is not None and slot.type not in FIELD_TYPES and content.key == Text.key:
                frame = self.fitter.slot_frame(slot, owner)
                if frame is not None:
                    yield name, frame

    def _of_pattern(self, slide: Slide) -> Iterator[tuple[str, TextFrame]]:
        _, part = self._patterns()[slide.like]
        page = Page(self._template.package, part, "")
        wanted = dict(slide.slots)
        for held in scan_slide(part.root, page, dict(slide.names)).held:
            content = wanted.get(held.name)
            if content is not None and content != held.content and content.key == Text.key:
                yield held.name, self.fitter.shape_frame(held.shape, part)


def diagnose(
    fit: Fit, name: str, place: Place | None, *, strict: bool = False
) -> Iterator[Diagnostic]:
    """What there is to say about the fit of a slot's or shape's text."""
    guessed = () if fit.certain else ("a font is not known here: its widths are guessed",)
    shorten = f"shorten it by {_counted(fit.excess)}"
    if fit.frame.autofit is Autofit.SHRINK and not fit.frame.title:
        shorten += ", divide it between slides, or let it go on with `overflow: continue`"
    if fit.remaining:
        share = f" even at {fit.scale.size:g} % of its size" if fit.shrinks else ""
        yield Diagnostic(
            "OVERFLOW",
            f"the text of `{name}` overflows{share}: {_counted(fit.remaining)} too much",
            place,
            f"{_counted(fit.excess)} too much at full size" if fit.shrinks else "too much text",
            (shorten, *guessed),
            Severity.ERROR if strict else Severity.WARNING,
        )
    elif fit.scale.size < SMALL:
        yield Diagnostic(
            "SHRINK",
            f"the text of `{name}` shrinks to {fit.scale.size:g} % of its size",
            place,
            f"{_counted(fit.excess)} too much at full size",
            (shorten, *guessed),
            Severity.ERROR if strict and fit.scale.size < TOO_SMALL else Severity.WARNING,
        )
    torn = _shown(fit.measured.mid_word)
    if torn:
        yield Diagnostic(
            "WORD-BROKEN",
            f"a word of `{name}` is too long for its line",
            place,
            "too long",
            (f"it breaks after `{torn}`; shorten it", *guessed),
            Severity.WARNING,
        )


def _counted(excess: Overflow) -> str:
    lines = f"{excess.lines} line{'' if excess.lines == 1 else 's'}"
    return f"{lines} (about {excess.characters} characters)"


def _shown(torn: Iterable[str]) -> str:
    """The first line that ends inside a word, its end if it is long."""
    line = next(iter(torn), "")
    return line if len(line) <= _LONGEST else f"... {line[-_LONGEST:]}"
