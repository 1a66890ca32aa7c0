"""What lies beneath a box on a slide: shapes, then layout and master, then the background."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from deckgen.checks.colour.fills import fill_in, paint, referred
from deckgen.checks.colour.paint import CLEAR, Paint
from deckgen.checks.colour.rgb import WHITE
from deckgen.checks.colour.scheme import Scheme
from deckgen.checks.view import ShapeView, SlideView
from deckgen.content.geometry import overlap
from deckgen.model import Box
from deckgen.ooxml import each, find, integer, tag
from deckgen.opc import Part

_OFF = ("0", "false")
_TOUCH, _WHOLE = 0.01, 0.99
_BOXY = (
    "rect", "roundRect", "round1Rect", "round2SameRect", "round2DiagRect", "snip1Rect",
    "snip2SameRect", "snip2DiagRect", "snipRoundRect", "flowChartProcess", "foldedCorner",
    "flowChartAlternateProcess", "flowChartPredefinedProcess", "flowChartInternalStorage",
    "actionButtonBlank", "bevel", "plaque", "wedgeRectCallout", "wedgeRoundRectCallout",
)  # fmt: skip
_PART = "a shape that covers a part of it"


class Ground:
    """What is seen on one slide beneath its texts."""

    def __init__(self, slide: SlideView) -> None:
        """The ground of a slide."""
        self.slide = slide
        self.scheme = cache(self._scheme)
        self.fill = cache(self._fill)

    def _scheme(self, part: Part) -> Scheme:
        return Scheme.of(self.slide.package, part, self.slide.master)

    def behind_text(self, shape: ShapeView) -> Paint:
        """What a shape's text stands on: the shape's own fill, and beneath it the rest."""
        return self.fill(shape).over(self.beneath(shape))

    def beneath(self, shape: ShapeView) -> Paint:
        """What lies beneath a shape where it stands."""
        found = self.background
        if shape.box is None:
            return Paint(unknown="a place that nobody says")
        for lower in self._layers():
            if lower is shape:
                break
            if lower.box is not None and lower not in shape.groups:
                found = self._laid(lower, lower.box, shape.box, found)
        return found

    def _laid(self, lower: ShapeView, at: Box, box: Box, found: Paint) -> Paint:
        """What is seen in a box after a shape was laid on what was found so far."""
        share = overlap(box, at)
        fill = self.fill(lower) if share > _TOUCH else CLEAR
        if fill.is_clear:
            return found
        covered = fill.over(found)
        if share >= _WHOLE and _is_boxy(lower):
            return covered
        return covered.or_(found, _PART)

    def _layers(self) -> Iterator[ShapeView]:
        """All shapes that are seen, from the bottom up."""
        slide = self.slide
        if slide.part.root.get("showMasterSp") not in _OFF:
            layout = slide.layout
            if layout is not None and layout.root.get("showMasterSp") not in _OFF:
                yield from (s for s in slide.master_shapes if s.ph is None and not s.hidden)
            yield from (s for s in slide.layout_shapes if s.ph is None and not s.hidden)
        yield from (s for s in slide.shapes if not s.hidden)

    @property
    def background(self) -> Paint:
        """The background: the slide's own, else the layout's, else the master's, else white."""
        for part in (self.slide.part, self.slide.layout, self.slide.master):
            found = None if part is None else find(part.root, "p:cSld/p:bg")
            if part is None or found is None:
                continue
            reference, own = find(found, "p:bgRef"), fill_in(find(found, "p:bgPr"))
            if reference is not None:
                return referred(reference, self.scheme(part)).over(Paint.solid(WHITE))
            if own is not None:
                return paint(own, self.scheme(part)).over(Paint.solid(WHITE))
        return Paint.solid(WHITE)

    def _fill(self, shape: ShapeView) -> Paint:
        """What a shape's own fill paints, inherited from its placeholder or its style."""
        if shape.tag == "p:pic" or shape.tag == "p:contentPart":
            return Paint(unknown="a picture")
        if shape.tag == "p:graphicFrame":
            return Paint(unknown="a chart, table or object")
        if shape.tag == "p:cxnSp" or shape.tag == "p:grpSp" or _preset(shape) == "line":
            return CLEAR
        if shape.element.get("useBgFill") in ("1", "true"):
            return self.background
        scheme = self.scheme(shape.part)
        for element in shape.lineage.shapes:
            own = fill_in(find(element, "p:spPr"))
            reference = find(element, "p:style/a:fillRef")
            if own is not None:
                return self._group_fill(shape) if tag(own) == "a:grpFill" else paint(own, scheme)
            if reference is not None:
                return referred(reference, scheme)
        return CLEAR

    def _group_fill(self, shape: ShapeView) -> Paint:
        for group in shape.groups:
            own = fill_in(find(group.element, "p:grpSpPr"))
            if own is not None and tag(own) != "a:grpFill":
                return paint(own, self.scheme(shape.part))
        return CLEAR


def _preset(shape: ShapeView) -> str:
    for element in shape.lineage.shapes:
        geometry = find(element, "p:spPr/a:prstGeom")
        if geometry is not None:
            return geometry.get("prst", "")
    return "custom" if find(shape.element, "p:spPr/a:custGeom") is not None else "rect"


def _is_boxy(shape: ShapeView) -> bool:
    """Whether a shape fills its box: a rectangle or nearly one, not turned aslant."""
    turned = next(each(shape.element, "a:xfrm"), None)
    angle = 0 if turned is None else integer(turned, "rot") % 5_400_000
    return _preset(shape) in _BOXY and angle == 0
