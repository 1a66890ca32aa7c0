"""Lays a map out in a slot: every shape with its position, and the formatting of maps.

All lengths are in points. Labels never cover one another, a marker or the legend; a label without
room is in the presentation too, but hidden, as the Selection Pane shows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import cycle
from math import dist, inf
from typing import NamedTuple

from deckgen import geo
from deckgen.appearance.shapes import Slot
from deckgen.content import Page
from deckgen.content.map import _names as names
from deckgen.content.map import _style as style
from deckgen.content.map import model as map_model
from deckgen.content.map._style import SMALL, ThemeColor
from deckgen.content.map.model import Granularity, LabelMode, LabelOverride, MapModel, Region
from deckgen.diagnostics import Diagnostic, Severity, Span
from deckgen.geo import BowedRoute, PageBox, Point, Ring, labels, placing
from deckgen.geo.drawing import Drawing, LatLon
from deckgen.geo.labels import LabelPlace, LabelSide
from deckgen.geo.placing import PlacedColumns, columns
from deckgen.textfit import Label
from deckgen.textfit.frame import Levels, unbound_text

SWATCH, ROW, SPACE = 12.0, 19.0, 7.0
"""The side of a colour's square, the height of a row, the room beside the square."""
GAP = 9.0
"""The room between the map and a legend beside it, and twice that between entries in a row."""


class LegendEntry(NamedTuple):
    """An entry of a legend, with the boxes of the colour's square and of the text beside it."""

    name: str
    color: ThemeColor
    swatch: PageBox
    text: PageBox


class Legend(NamedTuple):
    """A legend and its box; `title` is the line above its entries and the box of that."""

    box: PageBox
    entries: tuple[LegendEntry, ...]
    title: tuple[str, PageBox] | None = None

    def moved(self, x: float, y: float) -> Legend:
        """The legend with its left and top edges there."""
        dx, dy = x - self.box.x, y - self.box.y

        def shifted(box: PageBox) -> PageBox:
            return box._replace(x=box.x + dx, y=box.y + dy)

        return Legend(
            shifted(self.box),
            tuple(
                entry._replace(swatch=shifted(entry.swatch), text=shifted(entry.text))
                for entry in self.entries
            ),
            self.title and (self.title[0], shifted(self.title[1])),
        )


def placed(
    title: str,
    names: Sequence[tuple[str, ThemeColor]],
    box: PageBox,
    drawing: Drawing,
    points: Sequence[Point],
    font: str,
) -> tuple[Legend, PageBox]:
    """The legend of a map that is drawn in a box, and the box that is left for the map.

    A legend stands in a corner that is free; where none is, below the map or at its right,
    whichever leaves the map larger.
    """
    column = _laid_out(title, names, font, 0.0)
    for x, y in _corners(box, column.box):
        corner = column.moved(x, y)
        if not (drawing.covers(corner.box) or any(map(corner.box.inset(-SPACE).holds, points))):
            return corner, box
    rows = _laid_out(title, names, font, box.width)
    below = box._replace(height=max(box.height - rows.box.height - GAP, 1.0))
    left = box._replace(width=max(box.width - column.box.width - GAP, 1.0))
    if _scale(below, drawing) >= _scale(left, drawing):
        return rows.moved(box.x, box.bottom - rows.box.height), below
    return column.moved(box.right - column.box.width, box.y), left


def _scale(box: PageBox, drawing: Drawing) -> float:
    """How large the map would be in a box."""
    bounds = drawing.bounds
    return min(box.width / (bounds.width or 1.0), box.height / (bounds.height or 1.0))


def _corners(box: PageBox, size: PageBox) -> Iterator[Point]:
    left, right = box.x, box.right - size.width
    top, bottom = box.y, box.bottom - size.height
    yield from ((right, bottom), (left, bottom), (right, top), (left, top))


def _laid_out(
    title: str, names: Sequence[tuple[str, ThemeColor]], font: str, width: float
) -> Legend:
    """The legend with its entries in rows of a width, or below one another where that is 0."""
    text, bold = Label(font, SMALL), Label(font, SMALL, bold=True)
    indent = SWATCH + SPACE
    widths = [indent + text.width(name) + SPACE for name, _ in names]
    heading = bold.width(title) + SPACE if title else 0.0
    on_one_row = heading + 2 * GAP + sum(widths) + 2 * GAP * (len(widths) - 1) <= width
    x, y = 0.0, 0.0
    if title:
        x, y = (heading + 2 * GAP, 0.0) if on_one_row else (0.0, ROW)
    start, across = x, heading
    entries: list[LegendEntry] = []
    for (name, color), wide in zip(names, widths, strict=True):
        if entries and x + wide > width:
            x, y = start, y + ROW
        swatch = PageBox(x, y + (ROW - SWATCH) / 2, SWATCH, SWATCH)
        entries.append(LegendEntry(name, color, swatch, PageBox(x + indent, y, wide - indent, ROW)))
        across = max(across, x + wide)
        x += wide + 2 * GAP
    return Legend(
        PageBox(0.0, 0.0, across, y + ROW),
        tuple(entries),
        (title, PageBox(0.0, 0.0, heading, ROW)) if title else None,
    )


# Labels.


POINT_KIND, REGION, AREA = "Label", "Region label", "Area label"


NO_DATA = "No data"


class LabelSubject(NamedTuple):
    """What a label is for: `what` and `name` as in the name of the label's shape, and its text."""

    what: str
    name: str
    label_override: LabelOverride
    label: labels.MapLabel
    bold: bool = False

    @property
    def shape_name(self) -> str:
        """The name of the label's shape."""
        return names.label(self.what, self.name, self.label_override)

    @property
    def leader_name(self) -> str:
        """The name of its leader line's shape."""
        return f"Leader: {self.name}"


class PageLabel(NamedTuple):
    """A label on the page; `place` is None where there is no room for it."""

    subject: LabelSubject
    place: LabelPlace | None
    box: PageBox


class LabelLayout(NamedTuple):
    """The labels of a map, and those of them with a place in the YAML that overlap or leave it."""

    labels: tuple[PageLabel, ...]
    clashes: tuple[tuple[LabelSubject, LabelSubject], ...] = ()
    outside: tuple[LabelSubject, ...] = ()


def measure_in(font: str) -> labels.Measure:
    """A measure of labels' text, in bold, in a font."""

    def measure(text: str, size: float) -> tuple[float, float]:
        label = Label(font, size, bold=True)
        return label.width(text), label.height(text)

    return measure


def _sizes(model: MapModel) -> tuple[float, ...]:
    """The sizes of the labels' text that are tried, in order."""
    few = len(model.points) <= style.MOST_LARGE
    return (style.LARGE, style.SMALL) if few else (style.SMALL,)


def place(
    model: MapModel,
    drawing: Drawing,
    measure: labels.Measure,
    markers: Sequence[tuple[geo.Point, float]],
    box: PageBox,
    taken: Sequence[PageBox],
    lines: Iterable[Sequence[geo.Point]],
) -> LabelLayout:
    """The labels of a map in a box, in the order of drawing.

    `markers` are the centre and radius of each point's marker, `taken` boxes that no label may
    cover, and `lines` the routes, which labels should not cover.
    """
    routes = tuple(lines)
    for size in _sizes(model):
        subjects = tuple(_subjects(model, drawing, measure, markers, size))
        labels = [subject.label for subject in subjects]
        standing = columns(labels, box, measure, taken, drawing.covers).places
        placement = placing.place_labels(
            labels, box, measure, taken=taken, lines=routes, standing=standing
        )
        if not placement.unplaced:
            break
    by_label = {id(subject.label): subject for subject in subjects}
    found = {id(placed.label): placed.place for placed in placement.placed}
    return LabelLayout(
        tuple(_page_label(subject, found.get(id(subject.label)), measure) for subject in subjects),
        tuple((by_label[id(one)], by_label[id(other)]) for one, other in placement.clashes),
        tuple(by_label[id(label)] for label in placement.outside),
    )


def _subjects(
    model: MapModel,
    drawing: Drawing,
    measure: labels.Measure,
    markers: Sequence[tuple[geo.Point, float]],
    size: float,
) -> Iterator[LabelSubject]:
    areas = map_model.atlas(model.basemap).areas
    # Text without a background is legible on neutral areas and on tints only.
    own = [region.color for region in model.regions if region.color]
    dark = model.highlights or model.shades or any(most > style.MOST_OF_TINT for _, most in own)
    padding = style.LABEL_PADDING if dark else 0.0
    for point, (centre, radius) in zip(model.points, markers, strict=True):
        if text := model.label_of(point):
            label = labels.MapLabel(text, size, centre, radius, padding, point.label_override.place)
            yield LabelSubject(
                POINT_KIND, point.name, point.label_override, label, point.highlighted
            )
    for region in model.regions:
        if not model.legend and not region.label_override.hidden:
            shape = drawing.merge(areas[fips] for fips in region.areas)
            label = labels.MapLabel.of_area(
                region.name,
                size,
                shape,
                measure,
                padding=padding,
                pinned=region.label_override.place,
            )
            yield LabelSubject(REGION, region.name, region.label_override, label, bold=True)
    for highlight in model.highlights:
        if model.label is not LabelMode.NONE and not highlight.label_override.hidden:
            area = areas[highlight.fips]
            label = labels.MapLabel.of_area(
                area.name,
                size,
                drawing.shapes[highlight.fips],
                measure,
                padding=padding,
                pinned=highlight.label_override.place,
            )
            yield LabelSubject(
                AREA, names.titled(area, model), highlight.label_override, label, bold=True
            )


def _page_label(
    subject: LabelSubject, place: LabelPlace | None, measure: labels.Measure
) -> PageLabel:
    """The label at its place; one without a place is hidden, over what it names."""
    if place is not None:
        return PageLabel(subject, place, place.box)
    map_label = subject.label
    width, height = measure(map_label.text, map_label.size)
    x, y = map_label.anchor
    return PageLabel(subject, None, PageBox(x - width / 2, y - height / 2, width, height))


def alignment(label: PageLabel) -> str:
    """The alignment of the text in its box: towards what it names (ST_TextAlignType)."""
    side = LabelSide.CENTRE if label.place is None else label.place.side
    if "E" in side.value:
        return "l"
    return "r" if "W" in side.value else "ctr"


# The whole map.


class Patch(NamedTuple):
    """A freeform of one or several areas."""

    name: str
    rings: tuple[Ring, ...]
    color: ThemeColor


class Curve(NamedTuple):
    """The curve of a route between two markers."""

    name: str
    line: BowedRoute


class Marker(NamedTuple):
    """The disc of a point."""

    name: str
    centre: geo.Point
    radius: float
    color: ThemeColor


class MapLayout(NamedTuple):
    """All shapes of a map, each kind in drawing order."""

    patches: tuple[Patch, ...]
    curves: tuple[Curve, ...]
    markers: tuple[Marker, ...]
    labels: LabelLayout
    legend: Legend | None


def label_font(page: Page) -> str:
    """The font of labels on a slide or layout: that of text boxes."""
    inherited = unbound_text(page.part, page.package)
    return Levels(inherited, inherited.fonts())[0].font


@lru_cache(maxsize=32)
def lay_out(model: MapModel, box: PageBox, font: str) -> MapLayout:
    """The map in a box, its labels in a font."""
    return _Layouter(model, box, font).run()


def _legend_rows(model: MapModel) -> list[tuple[str, ThemeColor]]:
    """What a legend says, and the colours.

    Regions have the author's colours, or else the tints of their places in their order; the classes
    of numbers have shades from light to dark, and what has no number a pattern.
    """
    shades = model.shades
    if shades is None:
        return [
            (region.name, ThemeColor.lighter(*region.color) if region.color else tint)
            for region, tint in zip(model.regions, cycle(style.REGIONS), strict=False)
        ]
    classes = shades.grouped()
    rows = [
        (shades.range_text(members), style.shade(shades.color, number, len(classes)))
        for number, members in enumerate(classes)
    ]
    without = len(map_model.areas_of(model)) > len(shades.values)
    return [*rows, (NO_DATA, style.NO_DATA)] if without else rows


class _Layouter:
    def __init__(self, model: MapModel, box: PageBox, font: str) -> None:
        self.model, self.box, self.font = model, box, font
        self.areas = map_model.areas_of(model)
        self.by_code = {area.fips: area for area in self.areas}
        self.legend_rows = _legend_rows(model)
        self.colors = dict(self.legend_rows)
        self.legend: Legend | None = None
        self._draw(box)
        if model.legend:
            self.legend, box = placed(
                model.legend_title,
                self.legend_rows,
                box,
                self.drawing,
                self.centres,
                font,
            )
            self._draw(box)
        self._draw(self._room_for_columns(box))

    def _draw(self, box: PageBox) -> None:
        """Draw the areas in a box, and find the places of the points."""
        self.drawing = map_model.drawing_of(self.model, box.inset(style.MARGIN))
        self.centres = [self._locate(point.lat, point.lon) for point in self.model.points]
        self.radii = [self._radius(index) for index in range(len(self.centres))]

    def _room_for_columns(self, box: PageBox) -> PageBox:
        """The box or, where labels of crowded points go in a column, the part of it that leaves
        them room at the right: the map moves left, or is drawn smaller if there is no room else."""
        here = self._columns()
        if not (here.places or here.without):
            return box
        rooms = {box: here}
        wide = min(self.drawing.bounds.width + 2 * style.MARGIN, box.width)
        for share in (1.0, *style.ROOMS_FOR_COLUMNS):
            room = box._replace(width=wide * share)
            self._draw(room)
            rooms[room] = self._columns()
            best = min(rooms, key=lambda one: (rooms[one].without, rooms[one].cost))
            if not rooms[best].without:
                return best
        return box

    def _columns(self) -> PlacedColumns:
        measure, size = measure_in(self.font), _sizes(self.model)[0]
        subjects = _subjects(self.model, self.drawing, measure, self._disks, size)
        labels = [subject.label for subject in subjects if subject.what == POINT_KIND]
        return columns(labels, self.box, measure, self._taken, self.drawing.covers)

    @property
    def _disks(self) -> list[tuple[geo.Point, float]]:
        return list(zip(self.centres, self.radii, strict=True))

    @property
    def _taken(self) -> list[PageBox]:
        return [self.legend.box] if self.legend else []

    def _locate(self, lat: float, lon: float) -> geo.Point:
        return self.drawing.frame.position(LatLon(lat, lon)) or (self.box.x, self.box.y)

    def _radius(self, index: int) -> float:
        """The radius of a marker, smaller where another is close."""
        here = self.centres[index]
        others = (centre for i, centre in enumerate(self.centres) if i != index)
        nearest = min((dist(here, centre) for centre in others), default=inf)
        radius = style.LARGE_RADIUS if len(self.centres) <= style.MOST_LARGE else style.RADIUS
        if self.model.points[index].highlighted:
            radius *= style.HIGHLIGHT_SCALE
        return max(style.SMALLEST_RADIUS, min(radius, nearest / 2))

    def run(self) -> MapLayout:
        curves = tuple(self._curves())
        labels = place(
            self.model,
            self.drawing,
            measure_in(self.font),
            self._disks,
            self.box,
            self._taken,
            [curve.line.polyline() for curve in curves],
        )
        patches, markers = tuple(self._patches()), tuple(self._markers())
        return MapLayout(patches, curves, markers, labels, self.legend)

    def _patches(self) -> Iterator[Patch]:
        model = self.model
        owners = {fips: region.name for region in model.regions for fips in region.areas}
        marked = {highlight.fips for highlight in model.highlights}
        yield from self._shaded()
        shaded = {fips for fips, _ in model.shades.values} if model.shades else set()
        plain = [
            fips
            for fips in self.by_code
            if fips not in owners and fips not in marked and fips not in shaded
        ]
        if model.granularity is Granularity.AREAS:
            for fips in plain:
                yield self._patch(fips, style.NO_DATA if model.shades else style.NEUTRAL)
        elif plain:
            name = names.areas(tuple(plain), model)
            yield Patch(name, self._rings(plain), style.NEUTRAL)
        for region in model.regions:
            if model.granularity is Granularity.AREAS:
                for fips in region.areas:
                    yield self._patch(fips, self.colors[region.name], region)
            else:
                rings = self._rings(region.areas)
                yield Patch(names.region(region), rings, self.colors[region.name])
        color = style.BESIDE_REGIONS if model.regions else style.HIGHLIGHT
        for highlight in model.highlights:
            yield self._patch(highlight.fips, color, marked=True)

    def _shaded(self) -> Iterator[Patch]:
        """The areas with numbers, in the shades of their classes."""
        shades = self.model.shades
        classes = shades.grouped() if shades else []
        for (_, color), members in zip(self.legend_rows, classes, strict=False):
            for fips, amount in members:
                name = names.area(self.by_code[fips], self.model, amount=amount)
                yield Patch(name, self._rings([fips]), color)

    def _patch(
        self, fips: str, color: ThemeColor, within: Region | None = None, *, marked: bool = False
    ) -> Patch:
        name = names.area(self.by_code[fips], self.model, within, marked=marked)
        return Patch(name, self._rings([fips]), color)

    def _rings(self, codes: Sequence[str]) -> tuple[Ring, ...]:
        shapes = self.drawing.shapes
        return tuple(ring for fips in codes if fips in shapes for ring in shapes[fips].rings)

    def _curves(self) -> Iterator[Curve]:
        index = {point.name: number for number, point in enumerate(self.model.points)}
        drawn: set[tuple[str, str]] = set()
        for route in self.model.routes:
            start, end = self.centres[index[route.start]], self.centres[index[route.end]]
            bow = -style.BOW if (route.end, route.start) in drawn else style.BOW
            drawn.add((route.start, route.end))
            line = geo.bowed(start, end, bow)
            if self.model.arrows:
                line = _shortened(line, self.radii[index[route.end]] + style.HALO_WEIGHT)
            yield Curve(names.route(route), line)

    def _markers(self) -> Iterator[Marker]:
        for point, centre, radius in zip(self.model.points, self.centres, self.radii, strict=True):
            marked = style.BESIDE_REGIONS if self.model.regions else style.HIGHLIGHT
            color = marked if point.highlighted else style.POINT
            yield Marker(names.point(point), centre, radius, color)


def _shortened(line: BowedRoute, gap: float) -> BowedRoute:
    """The curve with its end moved back, so that an arrow's head ends at the marker's edge."""
    (x, y), (cx, cy) = line.end, line.control
    length = dist(line.end, line.control)
    share = min(gap / length, 0.5) if length else 0.0
    return line._replace(end=(x + share * (cx - x), y + share * (cy - y)))


# Warnings for labels.


_CODE = "MAP-LABEL"


def misfits(model: MapModel, slot: Slot, page: Page) -> Iterator[Diagnostic]:
    """A warning for each label that has no room, covers something, or leaves the map."""
    placed = lay_out(model, PageBox(*slot.box.points), label_font(page)).labels
    for label in placed.labels:
        if label.place is None:
            name = label.subject.name
            yield _warning(
                f"there is no room for the label of `{name}`", label.subject, model, "left out",
                f"say under `labels:` where it goes, such as `{name} | 12 -8`, or that it goes "
                f"away: `{name} | none`",
                "`label: codes`, fewer points or a larger slot make room",
            )  # fmt: skip
    for one, other in placed.clashes:
        yield _warning(
            f"the label of `{one.name}` lies over `{other.name}`", one, model, "pinned there",
            "pin it elsewhere under `labels:`, or leave its place empty to have one found",
        )  # fmt: skip
    for one in placed.outside:
        yield _warning(
            f"the label of `{one.name}` leaves the map or covers the legend", one, model,
            "pinned there", "pin it elsewhere under `labels:`",
        )  # fmt: skip


def _warning(
    message: str, subject: LabelSubject, model: MapModel, label: str, *helps: str
) -> Diagnostic:
    return Diagnostic(_CODE, message, _span(subject, model), label, helps, Severity.WARNING)


def _span(subject: LabelSubject, model: MapModel) -> Span | None:
    """The span at which YAML names what a label is for."""
    named: dict[tuple[str, str], Span | None] = {
        **{(POINT_KIND, one.name): one.span for one in model.points},
        **{(REGION, one.name): one.span for one in model.regions},
        **{(AREA, one.fips): one.span for one in model.highlights},
    }
    key = subject.name.rpartition("(")[2].rstrip(")")
    return named.get((subject.what, subject.name)) or named.get((subject.what, key))
