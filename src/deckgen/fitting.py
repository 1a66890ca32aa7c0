"""What does not fit: warnings for the text of a plan that is too much for its slots."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

from deckgen.content.base import Page
from deckgen.content.shapes import survey
from deckgen.content.style import Paragraph
from deckgen.content.text import Text
from deckgen.diagnostics import Diagnostic, Place, Severity
from deckgen.fit import Autofit, Excess, Fit, Fitter, Frame, Known
from deckgen.model import FIELD_TYPES
from deckgen.pattern import named_slides
from deckgen.plan import Plan, Slide
from deckgen.template import Template

SMALL = 70
"""Percent of its size below which text that shrinks gets a warning."""

TOO_SMALL = 55
"""Percent of its size below which shrunk text is an error where a build is strict."""

_LONGEST = 40


def fit_diagnostics(
    plan: Plan, template: Template, known: Known | None = None, *, strict: bool = False
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

    def __init__(self, template: Template, known: Known | None) -> None:
        self.fitter = Fitter(template.package, known)
        self._template = template
        self._patterns = cache(lambda: named_slides(template.package))

    def texts(self, slide: Slide) -> Iterator[tuple[str, tuple[Paragraph, ...], Frame]]:
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

    def _of_layout(self, slide: Slide) -> Iterator[tuple[str, Frame]]:
        layout = self._template.layouts[slide.layout]
        owner = self._template.package.parts[layout.part_name]
        for name, content in slide.slots:
            slot = layout.slot(name)
            if slot is not None and slot.type not in FIELD_TYPES and content.key == Text.key:
                frame = self.fitter.slot_frame(slot, owner)
                if frame is not None:
                    yield name, frame

    def _of_pattern(self, slide: Slide) -> Iterator[tuple[str, Frame]]:
        _, part = self._patterns()[slide.like]
        page = Page(self._template.package, part, "")
        wanted = dict(slide.slots)
        for held in survey(part.root, page, dict(slide.names)).held:
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
    if fit.left:
        share = f" even at {fit.scale.size:g} % of its size" if fit.shrinks else ""
        yield Diagnostic(
            "OVERFLOW",
            f"the text of `{name}` overflows{share}: {_counted(fit.left)} too much",
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
    torn = _shown(fit.measured.torn)
    if torn:
        yield Diagnostic(
            "WORD-BROKEN",
            f"a word of `{name}` is too long for its line",
            place,
            "too long",
            (f"it breaks after `{torn}`; shorten it", *guessed),
            Severity.WARNING,
        )


def _counted(excess: Excess) -> str:
    lines = f"{excess.lines} line{'' if excess.lines == 1 else 's'}"
    return f"{lines} (about {excess.characters} characters)"


def _shown(torn: Iterable[str]) -> str:
    """The first line that ends inside a word, its end if it is long."""
    line = next(iter(torn), "")
    return line if len(line) <= _LONGEST else f"... {line[-_LONGEST:]}"
