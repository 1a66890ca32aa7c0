"""The fit of shapes' text: frames found once for a package, the answer written into a slide."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from deckgen.content.style import Paragraph
from deckgen.fit.autofit import Fit, fit
from deckgen.fit.frame import FULL, Autofit, Frame, Scale
from deckgen.fit.inherit import Memory, lineage
from deckgen.fit.levels import frame
from deckgen.model import FIELD_TYPES, Box, Slot
from deckgen.ooxml import Element, find, integer, make
from deckgen.opc import Package, Part
from deckgen.template import box, placeholders

_SHARE = 1000  # ST_TextFontScalePercent: thousandths of a percent


@dataclass(frozen=True, slots=True)
class Known:
    """What was worked out already, for packages of one template."""

    frames: dict[tuple[str, Slot], Frame | None] = field(default_factory=dict)
    fits: dict[tuple[Frame, tuple[Paragraph, ...]], Fit] = field(default_factory=dict)


class Fitter:
    """Fits text into the shapes of one package, whose layouts do not change meanwhile."""

    def __init__(self, package: Package, known: Known | None = None) -> None:
        """Fit into the shapes of this package; `known` is shared by packages of one template."""
        self._package = package
        self._memory = Memory()
        self._known = known or Known()

    def slot_frame(self, slot: Slot, layout: Part) -> Frame | None:
        """The text frame of a slot on a layout; None where the layout has no such placeholder."""
        key = (layout.name, slot)
        if key not in self._known.frames:
            shape = self._memory.recall(_by_index, layout).get((slot.type, slot.idx))
            found = None
            if shape is not None:
                found = frame(lineage(shape, layout, self._package, self._memory), slot.box)
            self._known.frames[key] = found
        return self._known.frames[key]

    def shape_frame(self, shape: Element, part: Part) -> Frame:
        """The text frame of any shape on a slide, layout, master or notes slide.

        The box is the one that the shape says or inherits; groups around it are not counted.
        """
        found = lineage(shape, part, self._package)
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

    def fit(self, paragraphs: Iterable[Paragraph], where: Frame) -> Fit:
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
