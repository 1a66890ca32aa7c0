"""A laid out map as one group of freeforms, ellipses, curves and text boxes.

Child coordinates are the slide's own (ECMA-376 part 1, 20.1.7.5: chOff and chExt equal off and
ext), so that a reviewer's moves and copies stay where they are.
"""

from __future__ import annotations

from collections.abc import Iterator

from deckgen.content.base import Page, transform
from deckgen.content.map import alt as map_alt
from deckgen.content.map import areas, drawing, labels, looks, names
from deckgen.content.map import layout as map_layout
from deckgen.content.map.labels import Tag
from deckgen.content.map.layout import Curve, Layout, Marker, Patch
from deckgen.content.map.legend import Legend
from deckgen.content.map.looks import Tone
from deckgen.content.map.model import MapModel
from deckgen.geo import Box as Room
from deckgen.geo import Point
from deckgen.model import Box, Slot
from deckgen.ooxml import EMU_PER_POINT, Element, make, textual

_ROUND_CORNER = 30_000
"""The corners of a label's ground: the radius over the shorter side, in 1/100,000."""


def describe(model: MapModel) -> str:
    """The alternative text: the author's, or what the map says."""
    marked = [*areas.titles(model.ground, (mark.fips for mark in model.marks))]
    return model.alt or map_alt.describe(model, areas.where(model), marked)


def write(model: MapModel, slot: Slot, page: Page) -> Element:
    """The group of a map in the slot's box."""
    group = _group(slot.name, slot.box, page, describe(model))
    layout = map_layout.lay_out(model, Room.from_emu(*slot.box))
    writer = _Writer(model, layout, page)
    group.append(writer.frame(slot.box))
    group.extend(writer.shapes())
    return group


def _group(name: str, box: Box, page: Page, alt: str = "") -> Element:
    place = transform(box)
    place.append(make("a:chOff", {"x": box.x, "y": box.y}))
    place.append(make("a:chExt", {"cx": box.width, "cy": box.height}))
    about = make("p:cNvPr", {"id": page.next_id(), "name": name, "descr": alt or None})
    return make(
        "p:grpSp",
        None,
        make("p:nvGrpSpPr", None, about, make("p:cNvGrpSpPr"), make("p:nvPr")),
        make("p:grpSpPr", None, place),
    )


class _Writer:
    def __init__(self, model: MapModel, layout: Layout, page: Page) -> None:
        self.model, self.layout, self.page = model, layout, page
        self.border = looks.BORDER_WEIGHTS[model.ground.value]

    def frame(self, box: Box) -> Element:
        """An empty rectangle: the group keeps the slot's size, whatever is moved in it."""
        nothing = drawing.line(None)
        return self._sp(names.frame(self.model), box, drawing.preset("rect"), None, nothing)

    def shapes(self) -> Iterator[Element]:
        """The shapes of the map from the bottom up."""
        layout = self.layout
        yield from map(self._patch, layout.patches)
        yield from map(self._curve, layout.curves)
        for tag in layout.labels.tags:
            if tag.place is not None and tag.place.leader is not None:
                yield self._leader(tag, *tag.place.leader)
        yield from map(self._marker, layout.markers)
        yield from map(self._tag, layout.labels.tags)
        if layout.legend is not None:
            yield self._legend(layout.legend)

    def _patch(self, patch: Patch) -> Element:
        box, geometry = drawing.freeform(patch.rings)
        border = drawing.line(looks.BORDER, self.border, make("a:round"))
        return self._sp(patch.name, box, geometry, patch.tone, border)

    def _curve(self, curve: Curve) -> Element:
        box, geometry = drawing.curve(curve.line)
        line = drawing.line(looks.ROUTE, looks.ROUTE_WEIGHT, make("a:round"))
        if self.model.arrows:
            line.append(make("a:tailEnd", {"type": "triangle"}))
        return self._sp(curve.name, box, geometry, None, line)

    def _leader(self, tag: Tag, start: Point, end: Point) -> Element:
        (x1, y1), (x2, y2) = drawing.emu(start), drawing.emu(end)
        place = transform(Box(min(x1, x2), min(y1, y2), abs(x2 - x1), abs(y2 - y1)))
        for flip, flipped in (("flipH", x2 < x1), ("flipV", y2 < y1)):
            if flipped:
                place.set(flip, "1")
        line = drawing.line(looks.LEADER, looks.LEADER_WEIGHT)
        about = make("p:cNvPr", {"id": self.page.next_id(), "name": tag.subject.leader_name})
        return make(
            "p:cxnSp",
            None,
            make("p:nvCxnSpPr", None, about, make("p:cNvCxnSpPr"), make("p:nvPr")),
            make("p:spPr", None, place, drawing.preset("line"), line),
        )

    def _marker(self, marker: Marker) -> Element:
        (x, y), radius = marker.centre, marker.radius
        box = drawing.box_of(Room(x - radius, y - radius, 2 * radius, 2 * radius))
        halo = drawing.line(looks.BORDER, looks.HALO_WEIGHT)
        return self._sp(marker.name, box, drawing.preset("ellipse"), marker.tone, halo)

    def _tag(self, tag: Tag) -> Element:
        label = tag.subject.label
        shape = self._text_box(
            tag.subject.shape_name,
            tag.box,
            label.text,
            label.size,
            labels.alignment(tag),
            padding=label.padding,
            bold=tag.subject.bold,
        )
        if tag.place is None:
            shape[0][0].set("hidden", "1")
        return shape

    def _legend(self, legend: Legend) -> Element:
        group = _group(names.LEGEND, drawing.box_of(legend.box), self.page)
        for entry in legend.entries:
            box, square = drawing.box_of(entry.swatch), drawing.preset("rect")
            border = drawing.line(looks.BORDER, self.border)
            group.append(self._sp(f"Colour: {entry.name}", box, square, entry.tone, border))
            name = f"Entry: {entry.name}"
            group.append(self._text_box(name, entry.text, entry.name, looks.SMALL, "l"))
        return group

    def _text_box(
        self,
        name: str,
        room: Room,
        text: str,
        size: float,
        align: str,
        *,
        padding: float = 0.0,
        bold: bool = False,
    ) -> Element:
        """A line of text; with padding it stands on a ground of its own."""
        box = drawing.box_of(room)
        if padding:
            ground = drawing.preset("roundRect", _ROUND_CORNER)
            shape = self._sp(name, box, ground, looks.PILL, None)
        else:
            shape = self._sp(name, box, drawing.preset("rect"), None, None)
        shape[0][1].set("txBox", "1")
        side = round(padding * EMU_PER_POINT)
        frame = {
            "wrap": "none", "lIns": side, "tIns": 0, "rIns": side, "bIns": 0,
            "rtlCol": 0, "anchor": "ctr",
        }  # fmt: skip
        looks_of_run = make(
            "a:rPr",
            {"lang": self.page.language, "sz": round(size * 100), "b": "1" if bold else None},
            drawing.fill(looks.TEXT),
        )
        run = make("a:r", None, looks_of_run, textual("a:t", text))
        shape.append(
            make(
                "p:txBody",
                None,
                make("a:bodyPr", frame, make("a:noAutofit")),
                make("a:lstStyle"),
                make("a:p", None, make("a:pPr", {"algn": align}), run),
            )
        )
        return shape

    def _sp(
        self, name: str, box: Box, geometry: Element, tone: Tone | None, line: Element | None
    ) -> Element:
        about = make("p:cNvPr", {"id": self.page.next_id(), "name": name})
        properties = make("p:spPr", None, transform(box), geometry, drawing.fill(tone))
        if line is not None:
            properties.append(line)
        return make(
            "p:sp",
            None,
            make("p:nvSpPr", None, about, make("p:cNvSpPr"), make("p:nvPr")),
            properties,
        )
