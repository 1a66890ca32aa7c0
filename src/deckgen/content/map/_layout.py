"""How maps look: theme colours, sizes and weights, in one place. Lengths are points."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import cycle
from math import dist, inf
from typing import NamedTuple

from deckgen.appearance.shapes import Slot
from deckgen.content.map import _names as names
from deckgen.content.map import model as map_model
from deckgen.content.map.model import Granularity, LabelMode, LabelOverride, MapModel
from deckgen.diagnostics import Diagnostic, Severity, Span
from deckgen.geo import drawing, geometry, labels, placing
from deckgen.geo.drawing import Drawing
from deckgen.geo.geometry import BowedRoute, PageBox, Point, Ring
from deckgen.geo.labels import LINE_HEIGHT, LabelPlace, LabelSide
from deckgen.textfit import estimate


class Tone(NamedTuple):
    """A theme colour, with its luminance scaled and shifted by per cent (ECMA-376, 20.1.2.3)."""

    scheme: str
    lum_mod: int = 100
    lum_off: int = 0


NEUTRAL = Tone("bg1", 85)

BORDER = Tone("bg1")

TEXT = Tone("tx1")

POINT_TONE = Tone("accent2")

HIGHLIGHT = Tone("accent1")

ROUTE = Tone("accent1")

LEADER = Tone("accent6")

AMONG_REGIONS = Tone("tx2")

"""Points and highlighted areas where the accents are the regions', lest they seem to belong."""

PILL = Tone("bg1")


_ACCENTS = ("accent1", "accent2", "accent3", "accent4", "accent5", "accent6")

REGIONS = (
    *(Tone(accent) for accent in _ACCENTS),
    *(Tone(accent, 60, 40) for accent in _ACCENTS),
    *(Tone(accent, 75) for accent in _ACCENTS),
)

"""The colours of regions in their order; they start anew where there are more regions."""


BORDER_WEIGHTS = {"states": 0.75, "counties": 0.5}

ROUTE_WEIGHT = 1.75

LEADER_WEIGHT = 0.75

HALO_WEIGHT = 0.75

"""The outline of a marker, which parts it from what lies under it."""


FEW = 10

"""Up to so many points, markers and labels are large."""

LARGE, SMALL = 14, 12

"""Sizes of labels; the smaller where there are many, or no room for the larger."""

LARGE_RADIUS, RADIUS, SMALLEST_RADIUS = 4.25, 3.25, 2.0

SWELL = 1.4

"""A highlighted marker beside the others: colour alone would say nothing to some."""

PILL_PADDING = 2.5

EDGE = 4.0

"""Room between the map and the edges of its slot, for the labels of places on a coast."""


BOW = 0.12

"""How far a route rises from the straight line, as a share of its length."""


SWATCH, ROW, SPACE = 12.0, 19.0, 7.0

"""A legend: the side of a colour's square, the height of a row, the room beside the square."""


# The labels of a map: what they say, and where they go.


POINT_KIND, REGION, AREA = "Label", "Region label", "Area label"


class LabelSubject(NamedTuple):
    """What a label is for: its kind and its name, as the label's shape has them."""

    what: str
    name: str
    wish: LabelOverride
    label: labels.MapLabel
    bold: bool = False

    @property
    def shape_name(self) -> str:
        """The name of the label's shape."""
        return names.label(self.what, self.name, self.wish)

    @property
    def leader_name(self) -> str:
        """The name of its leader line's shape."""
        return f"Leader: {self.name}"


class Tag(NamedTuple):
    """A label on the page; `place` is None where there was no room for it."""

    subject: LabelSubject
    place: LabelPlace | None
    box: PageBox


class Labelling(NamedTuple):
    """Where the labels go, and which pinned ones clash with another or leave the map."""

    tags: tuple[Tag, ...]
    clashes: tuple[tuple[LabelSubject, LabelSubject], ...] = ()
    outside: tuple[LabelSubject, ...] = ()


def measure(text: str, size: float) -> float:
    """The width of a label's text in points, as wide as it is in bold."""
    return estimate.advance(text, bold=True) * size


def place(
    model: MapModel,
    drawing: Drawing,
    markers: Sequence[tuple[geometry.Point, float]],
    box: PageBox,
    taken: Sequence[PageBox],
    lines: Iterable[Sequence[geometry.Point]],
) -> Labelling:
    """The labels of a map whose points stand at `markers`, in the order of drawing."""
    routes = tuple(lines)
    sizes = (LARGE, SMALL) if len(markers) <= FEW else (SMALL,)
    for size in sizes:
        subjects = tuple(_subjects(model, drawing, markers, size))
        labels = [subject.label for subject in subjects]
        placement = placing.place_labels(labels, box, measure, taken=taken, lines=routes)
        if not placement.unplaced:
            break
    by_label = {id(subject.label): subject for subject in subjects}
    found = {id(placed.label): placed.place for placed in placement.placed}
    return Labelling(
        tuple(_tag(subject, found.get(id(subject.label))) for subject in subjects),
        tuple((by_label[id(one)], by_label[id(other)]) for one, other in placement.clashes),
        tuple(by_label[id(label)] for label in placement.outside),
    )


def _subjects(
    model: MapModel,
    drawing: Drawing,
    markers: Sequence[tuple[geometry.Point, float]],
    size: float,
) -> Iterator[LabelSubject]:
    areas = map_model.atlas(model.ground).areas
    # Plain text is legible on the neutral ground alone.
    padding = PILL_PADDING if model.regions or model.marks else 0.0
    for point, (centre, radius) in zip(model.points, markers, strict=True):
        if text := model.label_of(point):
            label = labels.MapLabel(text, size, centre, radius, padding, point.wish.place)
            yield LabelSubject(POINT_KIND, point.name, point.wish, label, point.highlighted)
    for region in model.regions:
        if not model.legend and not region.wish.hidden:
            shape = drawing.merge(areas[fips] for fips in region.areas)
            label = _of_area(region.name, size, shape, padding, region.wish)
            yield LabelSubject(REGION, region.name, region.wish, label, bold=True)
    for mark in model.marks:
        if model.label is not LabelMode.NONE and not mark.wish.hidden:
            area = areas[mark.fips]
            label = _of_area(area.name, size, drawing.shapes[mark.fips], padding, mark.wish)
            yield LabelSubject(AREA, names.titled(area, model), mark.wish, label, bold=True)


def _of_area(
    text: str, size: float, shape: geometry.Shape, padding: float, wish: LabelOverride
) -> labels.MapLabel:
    return labels.MapLabel.of_area(text, size, shape, measure, padding=padding, pinned=wish.place)


def _tag(subject: LabelSubject, place: LabelPlace | None) -> Tag:
    """The label at its place; one without a place waits, hidden, over what it names."""
    if place is not None:
        return Tag(subject, place, place.box)
    label = subject.label
    width = measure(label.text, label.size)
    height = LINE_HEIGHT * label.size
    x, y = label.anchor
    return Tag(subject, None, PageBox(x - width / 2, y - height / 2, width, height))


def alignment(tag: Tag) -> str:
    """How the text lies in its box: towards what it names (ECMA-376, ST_TextAlignType)."""
    side = LabelSide.CENTRE if tag.place is None else tag.place.side
    if "E" in side.value:
        return "l"
    return "r" if "W" in side.value else "ctr"


# The legend of a map's regions, in the corner of the slot where it is least in the way.


_SAMPLES = 6


class LegendEntry(NamedTuple):
    """A row of a legend: the colour's square and the name beside it."""

    name: str
    tone: Tone
    swatch: PageBox
    text: PageBox


class Legend(NamedTuple):
    """A legend and the box that it takes."""

    box: PageBox
    entries: tuple[LegendEntry, ...]


def lay_out_legend(
    names: Iterable[tuple[str, Tone]], box: PageBox, drawing: Drawing, points: Iterable[Point]
) -> Legend:
    """A legend of names and their colours in a corner of the box."""
    rows = tuple(names)
    widest = max(estimate.advance(name) for name, _ in rows) * SMALL
    indent = SWATCH + SPACE
    width, height = indent + widest + SPACE, ROW * len(rows)
    marks = tuple(points)
    placed = min(_corners(box, width, height), key=lambda corner: _covered(corner, drawing, marks))
    rest = width - indent
    entries = []
    for number, (name, tone) in enumerate(rows):
        y = placed.y + number * ROW
        swatch = PageBox(placed.x, y + (ROW - SWATCH) / 2, SWATCH, SWATCH)
        entries.append(LegendEntry(name, tone, swatch, PageBox(placed.x + indent, y, rest, ROW)))
    return Legend(placed, tuple(entries))


def _corners(box: PageBox, width: float, height: float) -> Iterator[PageBox]:
    left, right = box.x, box.right - width
    top, bottom = box.y, box.bottom - height
    for x, y in ((left, bottom), (right, bottom), (right, top), (left, top)):
        yield PageBox(x, y, width, height)


def _covered(corner: PageBox, drawing: Drawing, points: tuple[Point, ...]) -> int:
    """How much of the map a legend would cover: samples that lie on areas, and points."""
    samples = [
        (
            corner.x + corner.width * (column + 0.5) / _SAMPLES,
            corner.y + corner.height * (row + 0.5) / _SAMPLES,
        )
        for column in range(_SAMPLES)
        for row in range(_SAMPLES)
    ]
    near = [shape for shape in drawing.shapes.values() if shape.bounds.overlaps(corner)]
    on_areas = sum(any(shape.holds(sample) for shape in near) for sample in samples)
    return on_areas + _SAMPLES * sum(corner.inset(-SPACE).holds(point) for point in points)


# A map laid out in a slot: every shape with its place on the page, in points, and its look.


class Patch(NamedTuple):
    """A freeform of one area or several."""

    name: str
    rings: tuple[Ring, ...]
    tone: Tone


class Curve(NamedTuple):
    """A route between two markers."""

    name: str
    line: BowedRoute


class Marker(NamedTuple):
    """A point's disc."""

    name: str
    centre: geometry.Point
    radius: float
    tone: Tone


class MapLayout(NamedTuple):
    """All shapes of a map, each kind in drawing order."""

    patches: tuple[Patch, ...]
    curves: tuple[Curve, ...]
    markers: tuple[Marker, ...]
    labels: Labelling
    legend: Legend | None


@lru_cache(maxsize=32)
def lay_out(model: MapModel, box: PageBox) -> MapLayout:
    """The map in a box. Labels never cover one another, a marker or the legend."""
    return _Layouter(model, box).run()


class _Layouter:
    def __init__(self, model: MapModel, box: PageBox) -> None:
        self.model, self.box = model, box
        self.areas = map_model.areas_of(model)
        atlas = map_model.atlas(model.ground)
        self.drawing = drawing.draw(atlas, self.areas, box.inset(EDGE))
        self.by_code = {area.fips: area for area in self.areas}
        tones = cycle(REGIONS)
        self.tones = {region.name: next(tones) for region in model.regions}
        self.centres = [self._locate(point.lat, point.lon) for point in model.points]
        self.radii = [self._radius(index) for index in range(len(self.centres))]

    def _locate(self, lat: float, lon: float) -> geometry.Point:
        return map_model.locate(self.drawing.frame, lat, lon) or (self.box.x, self.box.y)

    def _radius(self, index: int) -> float:
        """A marker's radius; where two are close, both are smaller."""
        here = self.centres[index]
        others = (centre for i, centre in enumerate(self.centres) if i != index)
        nearest = min((dist(here, centre) for centre in others), default=inf)
        usual = LARGE_RADIUS if len(self.centres) <= FEW else RADIUS
        if self.model.points[index].highlighted:
            usual *= SWELL
        return max(SMALLEST_RADIUS, min(usual, nearest / 2))

    def run(self) -> MapLayout:
        legend = None
        if self.model.legend:
            legend = lay_out_legend(self.tones.items(), self.box, self.drawing, self.centres)
        curves = tuple(self._curves())
        labels = place(
            self.model,
            self.drawing,
            list(zip(self.centres, self.radii, strict=True)),
            self.box,
            [legend.box] if legend else [],
            [curve.line.polyline() for curve in curves],
        )
        return MapLayout(tuple(self._patches()), curves, tuple(self._markers()), labels, legend)

    def _patches(self) -> Iterator[Patch]:
        model = self.model
        owners = {fips: region.name for region in model.regions for fips in region.areas}
        marked = {mark.fips for mark in model.marks}
        plain = [fips for fips in self.by_code if fips not in owners and fips not in marked]
        if model.detail is Granularity.AREAS:
            for fips in plain:
                yield self._patch(fips, NEUTRAL)
        elif plain:
            name = names.areas(tuple(plain), model)
            yield Patch(name, self._rings(plain), NEUTRAL)
        for region in model.regions:
            if model.detail is Granularity.AREAS:
                for fips in region.areas:
                    yield self._patch(fips, self.tones[region.name], region.name)
            else:
                rings = self._rings(region.areas)
                yield Patch(names.region(region), rings, self.tones[region.name])
        tone = AMONG_REGIONS if model.regions else HIGHLIGHT
        for mark in model.marks:
            yield self._patch(mark.fips, tone, marked=True)

    def _patch(self, fips: str, tone: Tone, within: str = "", *, marked: bool = False) -> Patch:
        name = names.area(self.by_code[fips], self.model, within, marked=marked)
        return Patch(name, self._rings([fips]), tone)

    def _rings(self, codes: Sequence[str]) -> tuple[Ring, ...]:
        shapes = self.drawing.shapes
        return tuple(ring for fips in codes if fips in shapes for ring in shapes[fips].rings)

    def _curves(self) -> Iterator[Curve]:
        index = {point.name: number for number, point in enumerate(self.model.points)}
        drawn: set[tuple[str, str]] = set()
        for route in self.model.routes:
            start, end = self.centres[index[route.start]], self.centres[index[route.end]]
            bow = -BOW if (route.end, route.start) in drawn else BOW
            drawn.add((route.start, route.end))
            line = geometry.bowed(start, end, bow)
            if self.model.arrows:
                line = _shortened(line, self.radii[index[route.end]] + HALO_WEIGHT)
            yield Curve(names.route(route), line)

    def _markers(self) -> Iterator[Marker]:
        for point, centre, radius in zip(self.model.points, self.centres, self.radii, strict=True):
            tone = HIGHLIGHT if point.highlighted else POINT_TONE
            if self.model.regions:
                tone = AMONG_REGIONS
            yield Marker(names.point(point), centre, radius, tone)


def _shortened(line: BowedRoute, gap: float) -> BowedRoute:
    """The curve with its end drawn back, so that an arrow's head stops at the marker's edge."""
    (x, y), (cx, cy) = line.end, line.control
    length = dist(line.end, line.control)
    share = min(gap / length, 0.5) if length else 0.0
    return replace(line, end=(x + share * (cx - x), y + share * (cy - y)))


# What of a map will not show as meant in a slot: labels without room, and pinned ones in the way.
#
# A label without room is in the presentation all the same, hidden: the Selection Pane shows it.


_CODE = "MAP-LABEL"


def misfits(model: MapModel, slot: Slot) -> Iterator[Diagnostic]:
    """A warning for each label that has no room, covers something, or leaves the map."""
    labels = lay_out(model, PageBox.from_emu(*slot.box)).labels
    for tag in labels.tags:
        if tag.place is None:
            name = tag.subject.name
            yield _warning(
                f"there is no room for the label of `{name}`", tag.subject, model, "left out",
                f"say under `labels:` where it goes, such as `{name} | 12 -8`, or that it goes "
                f"away: `{name} | none`",
                "`label: codes`, fewer points or a larger slot make room",
            )  # fmt: skip
    for one, other in labels.clashes:
        yield _warning(
            f"the label of `{one.name}` lies over `{other.name}`", one, model, "pinned there",
            "pin it elsewhere under `labels:`, or leave its place empty to have one found",
        )  # fmt: skip
    for one in labels.outside:
        yield _warning(
            f"the label of `{one.name}` leaves the map or covers the legend", one, model,
            "pinned there", "pin it elsewhere under `labels:`",
        )  # fmt: skip


def _warning(
    message: str, subject: LabelSubject, model: MapModel, label: str, *helps: str
) -> Diagnostic:
    return Diagnostic(_CODE, message, _span(subject, model), label, helps, Severity.WARNING)


def _span(subject: LabelSubject, model: MapModel) -> Span | None:
    """Where the author named what a label is for."""
    named: dict[tuple[str, str], Span | None] = {
        **{(POINT_KIND, one.name): one.span for one in model.points},
        **{(REGION, one.name): one.span for one in model.regions},
        **{(AREA, one.fips): one.span for one in model.marks},
    }
    key = subject.name.rpartition("(")[2].rstrip(")")
    return named.get((subject.what, subject.name)) or named.get((subject.what, key))
