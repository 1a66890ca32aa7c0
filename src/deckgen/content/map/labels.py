"""The labels of a map: what they say, and where they go."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from deckgen import geo
from deckgen.content.map import areas as map_areas
from deckgen.content.map import looks, names
from deckgen.content.map.model import Labels, MapModel, Wish
from deckgen.content.table import measure as table_measure
from deckgen.geo import Box, Drawing, Place, Side
from deckgen.geo.labels import LINE_HEIGHT

POINT, REGION, AREA = "Label", "Region label", "Area label"


class Subject(NamedTuple):
    """What a label is for: its kind and its name, as the label's shape has them."""

    what: str
    name: str
    wish: Wish
    label: geo.Label
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

    subject: Subject
    place: Place | None
    box: Box


class Labelling(NamedTuple):
    """Where the labels go, and which pinned ones clash with another or leave the map."""

    tags: tuple[Tag, ...]
    clashes: tuple[tuple[Subject, Subject], ...] = ()
    outside: tuple[Subject, ...] = ()


def measure(text: str, size: float) -> float:
    """The width of a label's text in points, as wide as it is in bold."""
    return table_measure.advance(text, bold=True) * size


def place(
    model: MapModel,
    drawing: Drawing,
    markers: Sequence[tuple[geo.Point, float]],
    box: Box,
    taken: Sequence[Box],
    lines: Iterable[Sequence[geo.Point]],
) -> Labelling:
    """The labels of a map whose points stand at `markers`, in the order of drawing."""
    routes = tuple(lines)
    sizes = (looks.LARGE, looks.SMALL) if len(markers) <= looks.FEW else (looks.SMALL,)
    for size in sizes:
        subjects = tuple(_subjects(model, drawing, markers, size))
        labels = [subject.label for subject in subjects]
        placement = geo.place_labels(labels, box, measure, taken=taken, lines=routes)
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
    markers: Sequence[tuple[geo.Point, float]],
    size: float,
) -> Iterator[Subject]:
    areas = map_areas.atlas(model.ground).areas
    # Plain text is legible on the neutral ground alone.
    padding = looks.PILL_PADDING if model.regions or model.marks else 0.0
    for point, (centre, radius) in zip(model.points, markers, strict=True):
        if text := model.label_of(point):
            label = geo.Label(text, size, centre, radius, padding, point.wish.place)
            yield Subject(POINT, point.name, point.wish, label, point.highlighted)
    for region in model.regions:
        if not model.legend and not region.wish.hidden:
            shape = drawing.merge(areas[fips] for fips in region.areas)
            label = _of_area(region.name, size, shape, padding, region.wish)
            yield Subject(REGION, region.name, region.wish, label, bold=True)
    for mark in model.marks:
        if model.label is not Labels.NONE and not mark.wish.hidden:
            area = areas[mark.fips]
            label = _of_area(area.name, size, drawing.shapes[mark.fips], padding, mark.wish)
            yield Subject(AREA, names.titled(area, model), mark.wish, label, bold=True)


def _of_area(text: str, size: float, shape: geo.Shape, padding: float, wish: Wish) -> geo.Label:
    return geo.Label.of_area(text, size, shape, measure, padding=padding, pinned=wish.place)


def _tag(subject: Subject, place: Place | None) -> Tag:
    """The label at its place; one without a place waits, hidden, over what it names."""
    if place is not None:
        return Tag(subject, place, place.box)
    label = subject.label
    width = measure(label.text, label.size)
    height = LINE_HEIGHT * label.size
    x, y = label.anchor
    return Tag(subject, None, Box(x - width / 2, y - height / 2, width, height))


def alignment(tag: Tag) -> str:
    """How the text lies in its box: towards what it names (ECMA-376, ST_TextAlignType)."""
    side = Side.CENTRE if tag.place is None else tag.place.side
    if "E" in side.value:
        return "l"
    return "r" if "W" in side.value else "ctr"
