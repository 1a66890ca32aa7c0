"""What PowerPoint makes of text that is too much for its frame: `a:normAutofit`.

PowerPoint paints what is stored and fits text anew only when somebody types in it, so a deck must
store what it would find. Its steps are known from 1,277 decks that it wrote.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from deckgen.appearance.shapes import (
    FIELD_TYPES,
    Box,
    Memory,
    Slot,
    box,
    inheritance_chain,
    placeholders,
)
from deckgen.opc.package import Package
from deckgen.opc.part import Part
from deckgen.opc.xml import Element, find, integer, make
from deckgen.richtext.runs import Paragraph
from deckgen.textfit.frame import FULL, Autofit, Scale, TextFrame, frame
from deckgen.textfit.measure import Measured, measure

BODY_STEPS = (
    FULL,
    Scale(100, 10),
    Scale(92.5, 10),
    *(Scale(size, 20) for size in (92.5, 85, 77.5, 70, 62.5, 55, 47.5, 40, 32.5, 25)),
)

"""How body text shrinks: the first that fits is taken, the last where none does."""


TITLE_STEPS = (FULL, Scale(90))

"""How a title shrinks."""


class Overflow(NamedTuple):
    """How much text is too much: whole lines, and about how many signs stand on them."""

    lines: int = 0
    characters: int = 0

    def __bool__(self) -> bool:
        return self.lines > 0


@dataclass(frozen=True, slots=True)
class Fit:
    """How text fits its frame.

    `scale` is what PowerPoint would store; `excess` is what does not fit at full size and `left`
    what does not fit at that scale either.
    """

    scale: Scale
    excess: Overflow
    left: Overflow
    measured: Measured
    frame: TextFrame

    @property
    def certain(self) -> bool:
        """Whether every width was known."""
        return self.measured.certain

    @property
    def shrinks(self) -> bool:
        """Whether the text is shrunk at all."""
        return self.scale != FULL


def fit(paragraphs: Sequence[Paragraph], frame: TextFrame) -> Fit:
    """How paragraphs fit a frame, shrunk in PowerPoint's steps where the frame lets them."""
    steps: tuple[Scale, ...] = (FULL,)
    if frame.autofit is Autofit.SHRINK:
        steps = TITLE_STEPS if frame.title else BODY_STEPS
    excess = None
    for scale in steps:
        measured = measure(paragraphs, frame, scale=scale)
        left = _excess(measured, frame)
        excess = left if excess is None else excess
        if not left:
            break
    assert excess is not None
    return Fit(scale, excess, left, measured, frame)


def _excess(measured: Measured, frame: TextFrame) -> Overflow:
    lines = measured.beyond(frame.depth, frame.columns)
    return Overflow(len(lines), sum(len(line.text) for line in lines))


# The fit of shapes' text: frames found once for a package, the answer written into a slide.


_SHARE = 1000  # ST_TextFontScalePercent: thousandths of a percent


@dataclass(frozen=True, slots=True)
class KnownFits:
    """What was worked out already, for packages of one template."""

    frames: dict[tuple[str, Slot], TextFrame | None] = field(default_factory=dict)
    fits: dict[tuple[TextFrame, tuple[Paragraph, ...]], Fit] = field(default_factory=dict)


class Fitter:
    """Fits text into the shapes of one package, whose layouts do not change meanwhile."""

    def __init__(self, package: Package, known: KnownFits | None = None) -> None:
        """Fit into the shapes of this package; `known` is shared by packages of one template."""
        self._package = package
        self._memory = Memory()
        self._known = known or KnownFits()

    def slot_frame(self, slot: Slot, layout: Part) -> TextFrame | None:
        """The text frame of a slot on a layout; None where the layout has no such placeholder."""
        key = (layout.name, slot)
        if key not in self._known.frames:
            shape = self._memory.recall(_by_index, layout).get((slot.type, slot.idx))
            found = None
            if shape is not None:
                found = frame(
                    inheritance_chain(shape, layout, self._package, self._memory), slot.box
                )
            self._known.frames[key] = found
        return self._known.frames[key]

    def shape_frame(self, shape: Element, part: Part) -> TextFrame:
        """The text frame of any shape on a slide, layout, master or notes slide.

        The box is the one that the shape says or inherits; groups around it are not counted.
        """
        found = inheritance_chain(shape, part, self._package)
        boxes = (box(item) for item in found.shapes)
        return frame(found, next((item for item in boxes if item), Box(0, 0, 0, 0)))

    def settle_slot(
        self, shape: Element, paragraphs: Iterable[Paragraph], slot: Slot, layout: Part
    ) -> None:
        """Let a new shape in a slot say how far its text shrinks, if it is text.

        Date, footer and slide number are left alone.
        """
        if slot.type not in FIELD_TYPES and find(shape, "p:txBody") is not None:
            where = self.slot_frame(slot, layout)
            if where is not None and where.autofit is Autofit.SHRINK:
                store(self.fit(paragraphs, where).scale, shape)

    def settle_shape(self, shape: Element, paragraphs: Iterable[Paragraph], part: Part) -> None:
        """Let a changed shape of a slide say how far its text shrinks, if it is text."""
        if find(shape, "p:txBody") is not None:
            where = self.shape_frame(shape, part)
            if where.autofit is Autofit.SHRINK:
                store(self.fit(paragraphs, where).scale, shape)

    def fit(self, paragraphs: Iterable[Paragraph], where: TextFrame) -> Fit:
        """How paragraphs fit a frame; the same question is answered once."""
        key = (where, tuple(paragraphs))
        if key not in self._known.fits:
            self._known.fits[key] = fit(key[1], where)
        return self._known.fits[key]


def store(scale: Scale, shape: Element) -> None:
    """Make the `a:bodyPr` of a shape whose text shrinks on overflow say how far it does."""
    body = find(shape, "p:txBody/a:bodyPr")
    if body is None:
        return
    own = find(body, "a:normAutofit")
    if own is None and scale == FULL:
        return
    if own is None:
        own = make("a:normAutofit")
        body.insert(1 if find(body, "a:prstTxWarp") is not None else 0, own)
    for name, value, usual in (
        ("fontScale", scale.size, 100),
        ("lnSpcReduction", scale.reduction, 0),
    ):
        if value != usual:
            own.set(name, str(round(value * _SHARE)))
        elif name in own.attrib:
            del own.attrib[name]


def _by_index(layout: Part) -> dict[tuple[str, int], Element]:
    """The placeholders of a layout by type and index; of two alike the first counts."""
    found: dict[tuple[str, int], Element] = {}
    for shape, ph in placeholders(layout.root):
        found.setdefault((ph.get("type", "obj"), integer(ph, "idx")), shape)
    return found
