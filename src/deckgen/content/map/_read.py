"""A map from the names of a group's shapes; what editors do to colours and places is theirs.

A shape that a reviewer deleted is gone from the map too: a point, a route, a label, a region. A
label that a reviewer rewrote says the new text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from copy import deepcopy
from dataclasses import replace

from deckgen.appearance.shapes import Box, Slot
from deckgen.content.base import Page, alt_text, properties
from deckgen.content.map import _layout as layout
from deckgen.content.map import _names as names
from deckgen.content.map import _write as write
from deckgen.content.map import model as map_model
from deckgen.content.map._points import one_line
from deckgen.content.map._yaml import read_place
from deckgen.content.map.model import (
    HIDDEN,
    Basemap,
    Granularity,
    HighlightedArea,
    LabelMode,
    LabelOverride,
    MapModel,
    MapRoute,
    Point,
    Region,
    default_granularity,
)
from deckgen.content.unsupported import paragraph_texts
from deckgen.opc import xml
from deckgen.opc.xml import Element, coordinate, each, find, tag


def read(group: Element) -> MapModel | None:
    """The map of a group; None where the group is something else."""
    return _Reader(group).read()


class _Reader:
    def __init__(self, group: Element) -> None:
        self.group = group
        self.points: dict[str, Point] = {}
        self.routes: dict[MapRoute, None] = {}
        self.regions: dict[str, list[str]] = {}
        self.marks: list[str] = []
        self.codes: dict[str, None] = {}
        self.labels: dict[tuple[str, str], LabelOverride] = {}
        self.arrows = self.legend = False

    def read(self) -> MapModel | None:
        named = list(named_shapes(self.group))
        frames = (names.FRAME.fullmatch(name) for name, _ in named)
        frame = next(filter(None, frames), None)
        if frame is None:
            return None
        for name, child in named:
            self._take(name, child)
        ground = Basemap(frame["ground"])
        known = map_model.atlas(ground).areas if self.codes else {}
        if any(code not in known for code in self.codes) or (frame["chosen"] and not self.codes):
            return None
        model = MapModel(
            ground,
            Granularity(frame["detail"]) if frame["detail"] else default_granularity(ground),
            of=names.read_of(frame["of"]),
            only=tuple(self.codes) if frame["chosen"] else (),
            points=tuple(self.points.values()),
            routes=tuple(r for r in self.routes if {r.start, r.end} <= self.points.keys()),
            regions=tuple(Region(name, tuple(codes)) for name, codes in self.regions.items()),
            label=LabelMode(frame["label"] or LabelMode.NAMES),
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
            self.routes.setdefault(MapRoute(*ends))
            self.arrows |= any(end.get("type") != "none" for end in each(child, "a:tailEnd"))
        elif found := names.LABEL.fullmatch(name):
            text = one_line(" ".join(paragraph_texts(child)))
            wish = LabelOverride(read_place(found["place"] or ""), text) if text else HIDDEN
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

        def wish(what: str, name: str) -> LabelOverride:
            return self.labels.get((what, name), HIDDEN)

        points = (replace(one, wish=wish(layout.POINT_KIND, one.name)) for one in model.points)
        regions = (replace(one, wish=wish(layout.REGION, one.name)) for one in model.regions)
        areas = map_model.atlas(model.ground).areas
        marks = (
            HighlightedArea(code, wish(layout.AREA, names.titled(areas[code], model)))
            for code in self.marks
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


# A map in a presentation made to say something else, with a reviewer's own touches left alone.
#
# The map is laid out anew in the coordinates of its group. A shape that would be as it was keeps
# its element, whatever colour or place it has been given; the others are drawn anew, in their old
# colours. Shapes that are not the map's own stay, on top.


_LOOKS = ("a:solidFill", "a:noFill", "a:gradFill", "a:pattFill", "a:blipFill", "a:ln")

_PARTS = ("p:nvGrpSpPr", "p:grpSpPr", "p:extLst")


def update(group: Element, before: MapModel, after: MapModel, page: Page) -> None:
    """Make the group of a map, which shows `before`, show `after`."""
    _rename_copies(group)
    slot = Slot("", "obj", 0, _inner_box(group))
    was = _by_name(write.write(before, slot, Page(page.package, page.part, page.language)))
    made = write.write(after, slot, page)
    present = _by_name(group)
    shapes = []
    for shape in _shapes(made):
        name = _name(shape)
        old, usual = present.pop(name, None), was.pop(name, None)
        if old is None or usual is None:
            shapes.append(shape)
        elif _alike(shape, usual):
            shapes.append(old)
        else:
            shapes.append(_dressed(shape, old, usual))
    others = [shape for name, shape in present.items() if name not in was]
    for shape in list(_shapes(group)):
        group.remove(shape)
    at = len([child for child in group if tag(child) in _PARTS[:2]])
    for offset, shape in enumerate([*shapes, *others]):
        group.insert(at + offset, shape)
    about, described = properties(group), properties(made)
    if about is not None and described is not None:
        about.set("descr", described.get("descr", ""))


def _rename_copies(group: Element) -> None:
    for name, shape in list(named_shapes(group)):
        about = properties(shape)
        if about is not None and about.get("name") != name:
            about.set("name", name)


def _shapes(group: Element) -> Iterable[Element]:
    return (child for child in group if tag(child) not in _PARTS)


def _name(shape: Element) -> str:
    about = properties(shape)
    return "" if about is None else about.get("name", "")


def _by_name(group: Element) -> dict[str, Element]:
    """The shapes of a group by their names; those whose name is taken get one of their own."""
    found: dict[str, Element] = {}
    for number, shape in enumerate(_shapes(group)):
        name = _name(shape)
        found[name if name not in found else f"{name}\0{number}"] = shape
    return found


def _inner_box(group: Element) -> Box:
    """The box of a group in the coordinates of what it holds."""
    for off, ext in (("a:chOff", "a:chExt"), ("a:off", "a:ext")):
        origin = find(group, f"p:grpSpPr/a:xfrm/{off}")
        size = find(group, f"p:grpSpPr/a:xfrm/{ext}")
        if origin is not None and size is not None:
            return Box(
                coordinate(origin, "x"),
                coordinate(origin, "y"),
                coordinate(size, "cx"),
                coordinate(size, "cy"),
            )
    return Box(0, 0, 0, 0)


def _alike(one: Element, other: Element) -> bool:
    """Whether two shapes are the same but for their ids."""
    return _without_ids(one) == _without_ids(other)


def _without_ids(shape: Element) -> str:
    copy = deepcopy(shape)
    for about in xml.each(copy, "p:cNvPr"):
        about.set("id", "")
    return xml.canonical(copy)


def _dressed(shape: Element, old: Element, usual: Element) -> Element:
    """The new shape in the colours of the old one, where those are not the usual ones."""
    made, worn, plain = (find(one, "p:spPr") for one in (shape, old, usual))
    if made is None or worn is None or plain is None:
        return shape
    if [*map(xml.canonical, _looks(worn))] != [*map(xml.canonical, _looks(plain))]:
        for child in _looks(made):
            made.remove(child)
        made.extend(deepcopy(child) for child in _looks(worn))
    return shape


def _looks(properties: Element) -> list[Element]:
    """The fill and the outline; nothing of ours stands after them."""
    return [child for child in properties if tag(child) in _LOOKS]
