"""Slides whose lists or tables are too long for their slots go on on further slides."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from deckgen.content.base import Content
from deckgen.content.parting import Block, Measure, Room
from deckgen.content.style import Paragraph, Run, merged
from deckgen.deck import Section
from deckgen.diagnostics import fail
from deckgen.fit import Fitter, Frame, Known, measure
from deckgen.model import FIELD_TYPES, TITLE_TYPES, Slot
from deckgen.plan import Slide
from deckgen.source import Scalar
from deckgen.template import Template

WORD = "continue"
"""What `overflow:` says on a slide that goes on."""

_LINES = 3
"""A slot with room for fewer lines holds no list: a kicker, a source."""


def continued(
    slide: Slide, template: Template, taken: Collection[str] = (), known: Known | None = None
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
        self._known = Known()

    def slides(self, overflow: Scalar | None, slide: Slide) -> tuple[Slide, ...]:
        """The slide and those that continue it, where `overflow: continue` asks for it.

        Raises `Problem` where it says something else, or on a slide that is like a pattern.
        """
        if overflow is None:
            return (slide,)
        if overflow.text != WORD:
            raise fail(
                "overflow", f"`overflow` is not `{overflow.text}`", overflow.span, "",
                f"write `overflow: {WORD}`, or leave it out: text shrinks then",
            )  # fmt: skip
        if slide.like:
            raise fail(
                "overflow", "a slide that is like a pattern cannot go on", overflow.span, "",
                "give the slide a `layout`, or divide it into two slides",
            )  # fmt: skip
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


def _measure(fitter: Fitter, frame: Frame | None) -> Measure:
    """Measures paragraphs in a frame; where that is none, or none for a list, all fit."""

    def asked(paragraphs: tuple[Paragraph, ...]) -> Room:
        if frame is None or not paragraphs:
            return Room((), 0, fits=True)
        whole = measure(paragraphs, frame)
        blocks = tuple(
            Block(sum(line.height for line in item.lines), item.before, item.after)
            for item in whole.paragraphs
        )
        depth = frame.depth * frame.columns - whole.more
        fit = fitter.fit(paragraphs, frame)
        small = depth < _LINES * whole.paragraphs[0].lines[0].height
        return Room(blocks, depth, fits=small or (fit.scale.size == 100 and not fit.left))

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
