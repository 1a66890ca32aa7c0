"""The fit of shapes' text: frames found once for a package, the answer written into a slide."""

from __future__ import annotations

from collections.abc import Iterable
from weakref import WeakKeyDictionary

from deckgen.content.style import Paragraph
from deckgen.fit.autofit import Fit, fit
from deckgen.fit.frame import FULL, Autofit, Frame, Scale
from deckgen.fit.inherit import lineage
from deckgen.fit.levels import frame
from deckgen.model import Box, Slot
from deckgen.ooxml import Element, find, make
from deckgen.opc import Package, Part
from deckgen.template import box, placeholders

_SHARE = 1000  # ST_TextFontScalePercent: thousandths of a percent


class Fitter:
    """Fits text into the shapes of one package. Use `fitter`, which keeps what was found."""

    def __init__(self, package: Package) -> None:
        """Fit into the shapes of this package."""
        self._package = package
        self._frames: dict[tuple[str, Slot], Frame | None] = {}
        self._fits: dict[tuple[Frame, tuple[Paragraph, ...]], Fit] = {}

    def slot_frame(self, slot: Slot, layout: Part) -> Frame | None:
        """The text frame of a slot on a layout; None where the layout has no such placeholder."""
        key = (layout.name, slot)
        if key not in self._frames:
            shape = _placeholder(slot, layout)
            found = None if shape is None else lineage(shape, layout, self._package)
            self._frames[key] = None if found is None else frame(found, slot.box)
        return self._frames[key]

    def shape_frame(self, shape: Element, part: Part) -> Frame:
        """The text frame of any shape on a slide, layout, master or notes slide.

        The box is the one that the shape says or inherits; groups around it are not counted.
        """
        found = lineage(shape, part, self._package)
        boxes = (box(item) for item in found.shapes)
        return frame(found, next((item for item in boxes if item), Box(0, 0, 0, 0)))

    def fit(self, paragraphs: Iterable[Paragraph], where: Frame) -> Fit:
        """How paragraphs fit a frame; the same question is answered once."""
        key = (where, tuple(paragraphs))
        if key not in self._fits:
            self._fits[key] = fit(key[1], where)
        return self._fits[key]


_FITTERS: WeakKeyDictionary[Package, Fitter] = WeakKeyDictionary()


def fitter(package: Package) -> Fitter:
    """The package's own fitter, which remembers its frames and fits."""
    found = _FITTERS.get(package)
    if found is None:
        found = _FITTERS[package] = Fitter(package)
    return found


def store(scale: Scale, shape: Element, where: Frame) -> None:
    """Make a shape's `a:bodyPr` say how far its text shrinks, where its frame lets it shrink."""
    body = find(shape, "p:txBody/a:bodyPr")
    if body is None or where.autofit is not Autofit.SHRINK:
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


def _placeholder(slot: Slot, layout: Part) -> Element | None:
    for shape, ph in placeholders(layout.root):
        if int(ph.get("idx", "0")) == slot.idx and ph.get("type", "obj") == slot.type:
            return shape
    return None
