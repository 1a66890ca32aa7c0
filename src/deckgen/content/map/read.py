"""A map from the names of a group's shapes; what editors do to colours and places is theirs.

A shape that a reviewer deleted is gone from the map too: a point, a route, a label, a region. A
label that a reviewer rewrote says the new text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from deckgen.content.base import alt_text, properties
from deckgen.content.kept import paragraph_texts
from deckgen.content.map import areas as map_areas
from deckgen.content.map import labels, names
from deckgen.content.map.cells import one_line
from deckgen.content.map.model import (
    HIDDEN,
    Detail,
    Ground,
    Labels,
    MapModel,
    Mark,
    Point,
    Region,
    Route,
    Wish,
    usual_detail,
)
from deckgen.content.map.wishes import read_place
from deckgen.ooxml import Element, each, tag


def read(group: Element) -> MapModel | None:
    """The map of a group; None where the group is something else."""
    return _Reader(group).read()


class _Reader:
    def __init__(self, group: Element) -> None:
        self.group = group
        self.points: dict[str, Point] = {}
        self.routes: dict[Route, None] = {}
        self.regions: dict[str, list[str]] = {}
        self.marks: list[str] = []
        self.codes: dict[str, None] = {}
        self.labels: dict[tuple[str, str], Wish] = {}
        self.arrows = self.legend = False

    def read(self) -> MapModel | None:
        named = list(named_shapes(self.group))
        frames = (names.FRAME.fullmatch(name) for name, _ in named)
        frame = next(filter(None, frames), None)
        if frame is None:
            return None
        for name, child in named:
            self._take(name, child)
        ground = Ground(frame["ground"])
        known = map_areas.atlas(ground).areas if self.codes else {}
        if any(code not in known for code in self.codes) or (frame["chosen"] and not self.codes):
            return None
        model = MapModel(
            ground,
            Detail(frame["detail"]) if frame["detail"] else usual_detail(ground),
            of=names.read_of(frame["of"]),
            only=tuple(self.codes) if frame["chosen"] else (),
            points=tuple(self.points.values()),
            routes=tuple(r for r in self.routes if {r.start, r.end} <= self.points.keys()),
            regions=tuple(Region(name, tuple(codes)) for name, codes in self.regions.items()),
            label=Labels(frame["label"] or Labels.NAMES),
            arrows=self.arrows,
            legend=self.legend,
            alt=alt_text(self.group),
        )
        return self._labelled(model)

    def _take(self, name: str, child: Element) -> None:
        """What one shape says."""
        if found := names.POINT.fullmatch(name):
            point = Point(
                found["name"],
                float(found["lat"]),
                float(found["lon"]),
                found["code"] or "",
                highlighted=found["marked"] is not None,
            )
            self.points.setdefault(point.name, point)
        elif found := names.AREA.fullmatch(name):
            self._area(found["fips"], found["region"], marked=found["marked"] is not None)
        elif found := names.REGION.fullmatch(name):
            for code in found["areas"].split():
                self._area(code, found["name"])
        elif found := names.AREAS.fullmatch(name):
            self.codes.update(dict.fromkeys((found["areas"] or "").split()))
        elif found := names.ROUTE.fullmatch(name):
            ends = map(names.unquoted, (found["start"], found["end"]))
            self.routes.setdefault(Route(*ends))
            self.arrows |= any(end.get("type") != "none" for end in each(child, "a:tailEnd"))
        elif found := names.LABEL.fullmatch(name):
            text = one_line(" ".join(paragraph_texts(child)))
            wish = Wish(read_place(found["place"] or ""), text) if text else HIDDEN
            self.labels.setdefault((found["what"], found["name"]), wish)
        elif name == names.LEGEND:
            self.legend = True

    def _area(self, code: str, region: str | None, *, marked: bool = False) -> None:
        if code in self.codes:
            return
        self.codes[code] = None
        if region is not None:
            self.regions.setdefault(region, []).append(code)
        elif marked:
            self.marks.append(code)

    def _labelled(self, model: MapModel) -> MapModel:
        """The map with what its labels say; a thing without a label is to have none."""

        def wish(what: str, name: str) -> Wish:
            return self.labels.get((what, name), HIDDEN)

        points = (replace(one, wish=wish(labels.POINT, one.name)) for one in model.points)
        regions = (replace(one, wish=wish(labels.REGION, one.name)) for one in model.regions)
        areas = map_areas.atlas(model.ground).areas
        marks = (
            Mark(code, wish(labels.AREA, names.titled(areas[code], model))) for code in self.marks
        )
        return model.but(points=tuple(points), regions=_renamed(regions, model), marks=tuple(marks))


def _renamed(regions: Iterator[Region], model: MapModel) -> tuple[Region, ...]:
    """The regions under the names that their labels give, as far as those are free."""
    taken = {*(one.name for one in model.points), *(one.name for one in model.regions)}
    found = []
    for region in regions:
        text = region.wish.text
        if text and text not in taken:
            taken.add(text)
            region = replace(region, name=text)
        found.append(region)
    return tuple(found)


def named_shapes(group: Element) -> Iterator[tuple[str, Element]]:
    """The shapes and groups in a map with their names, without what marks the names of a copy."""
    shapes = [child for child in group if tag(child) in ("p:sp", "p:cxnSp", "p:grpSp")]
    named = [(about.get("name", ""), s) for s in shapes if (about := properties(s)) is not None]
    mark = names.mark_of_copy(name for name, _ in named)
    for name, shape in named:
        yield name.removesuffix(mark), shape
