"""Reads a map from the names of a group's shapes, and updates the group of a map.

Colours and positions that an editor changed do not count. A point, route, label or region whose
shape was deleted is removed from the map; a label whose text was changed has the new text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from deckgen.appearance.shapes import NO_BOX, Slot, inner_box
from deckgen.content import Page, alt_text, name_of, non_visual_properties, paragraph_texts
from deckgen.content.groups import redrawn, replace_shapes, shapes_of
from deckgen.content.map import LEGEND
from deckgen.content.map import _layout as layout
from deckgen.content.map import _names as names
from deckgen.content.map import _write as write
from deckgen.content.map import model as map_model
from deckgen.content.map._yaml import read_place
from deckgen.content.map.model import Shades
from deckgen.opc.xml import Element, each, tag


def read(group: Element) -> map_model.MapModel | None:
    """The map of a group; None where the group is no map."""
    return _Reader(group).read()


class _Reader:
    def __init__(self, group: Element) -> None:
        self.group = group
        self.points: dict[str, map_model.Point] = {}
        self.routes: dict[map_model.MapRoute, None] = {}
        self.regions: dict[str, list[str]] = {}
        self.highlights: list[str] = []
        self.codes: dict[str, None] = {}
        self.labels: dict[tuple[str, str], map_model.LabelOverride] = {}
        self.colors: dict[str, map_model.RegionColor] = {}
        self.entries: dict[str, str] = {}
        self.amounts: dict[str, Decimal] = {}
        self.legend_title = ""
        self.arrows = self.legend = False

    def read(self) -> map_model.MapModel | None:
        named = list(named_shapes(self.group))
        frames = (re.fullmatch(names.FRAME, name) for name, _ in named)
        frame = next(filter(None, frames), None)
        if frame is None:
            return None
        for name, child in named:
            self._take_shape(name, child)
        basemap = map_model.Basemap(frame["basemap"])
        known = map_model.atlas(basemap).areas if self.codes else {}
        if any(code not in known for code in self.codes) or (frame["chosen"] and not self.codes):
            return None
        model = map_model.MapModel(
            basemap,
            map_model.Granularity(frame["granularity"])
            if frame["granularity"]
            else map_model.default_granularity(basemap),
            of=names.read_of(frame["of"]),
            only=tuple(self.codes) if frame["chosen"] else (),
            points=tuple(self.points.values()),
            routes=tuple(r for r in self.routes if {r.start, r.end} <= self.points.keys()),
            regions=tuple(
                map_model.Region(name, tuple(codes), color=self.colors.get(name))
                for name, codes in self.regions.items()
            ),
            shades=self._shades(frame),
            label=map_model.LabelMode(frame["label"] or map_model.LabelMode.NAMES),
            arrows=self.arrows,
            legend=self.legend,
            legend_title=self.legend_title,
            alt=alt_text(self.group),
        )
        return self._with_labels(model)

    def _shades(self, frame: re.Match[str]) -> Shades | None:
        if not frame["classes"] or not self.amounts:
            return None
        return Shades(
            tuple(self.amounts.items()),
            int(frame["classes"]),
            frame["steps"] != "quantiles",
            frame["shade"],
            frame["format"],
        )

    def _take_shape(self, name: str, child: Element) -> None:
        """Take over what the name of one shape holds."""
        if found := re.fullmatch(names.POINT, name):
            point = map_model.Point(
                found["name"],
                float(found["lat"]),
                float(found["lon"]),
                found["code"] or "",
                highlighted=found["marked"] is not None,
            )
            self.points.setdefault(point.name, point)
        elif found := re.fullmatch(names.AREA, name):
            self._area(found["fips"], found["region"], marked=found["marked"] is not None)
            self._color(found["region"], found["color"])
            if found["amount"]:
                self.amounts.setdefault(found["fips"], Decimal(found["amount"]))
        elif found := re.fullmatch(names.REGION, name):
            for code in found["areas"].split():
                self._area(code, found["name"])
            self._color(found["name"], found["color"])
        elif found := re.fullmatch(names.AREAS, name):
            self.codes.update(dict.fromkeys((found["areas"] or "").split()))
        elif found := re.fullmatch(names.ROUTE, name):
            ends = map(names.unquoted, (found["start"], found["end"]))
            self.routes.setdefault(map_model.MapRoute(*ends))
            self.arrows |= any(end.get("type") != "none" for end in each(child, "a:tailEnd"))
        elif found := re.fullmatch(names.LABEL, name):
            text = map_model.one_line(" ".join(paragraph_texts(child)))
            label_override = (
                map_model.LabelOverride(read_place(found["place"] or ""), text)
                if text
                else map_model.HIDDEN
            )
            name = names.unquoted(found["name"])
            self.labels.setdefault((found["what"], name), label_override)
        elif name == LEGEND:
            self.legend = True
            self._take_legend(child)

    def _color(self, region: str | None, color: str | None) -> None:
        if region is not None and color is not None:
            self.colors.setdefault(region, map_model.RegionColor.read(color))

    def _take_legend(self, group: Element) -> None:
        for name, child in named_shapes(group):
            text = map_model.one_line(" ".join(paragraph_texts(child)))
            if name.startswith(names.LEGEND_TITLE):
                self.legend_title = text
            elif (found := re.fullmatch(names.ENTRY, name)) and text:
                self.entries[names.unquoted(found["name"])] = text

    def _area(self, code: str, region: str | None, *, marked: bool = False) -> None:
        if code in self.codes:
            return
        self.codes[code] = None
        if region is not None:
            self.regions.setdefault(region, []).append(code)
        elif marked:
            self.highlights.append(code)

    def _with_labels(self, model: map_model.MapModel) -> map_model.MapModel:
        """The map with its labels as read; what has no label hides it."""

        def override(what: str, name: str) -> map_model.LabelOverride:
            return self.labels.get((what, name), map_model.HIDDEN)

        points = (
            replace(one, label_override=override(layout.POINT_KIND, one.name))
            for one in model.points
        )
        regions = (
            replace(one, label_override=override(layout.REGION, one.name)) for one in model.regions
        )
        areas = map_model.atlas(model.basemap).areas
        highlights = (
            map_model.HighlightedArea(code, override(layout.AREA, names.titled(areas[code], model)))
            for code in self.highlights
        )
        return model.but(
            points=tuple(points),
            regions=self._renamed(regions, model),
            highlights=tuple(highlights),
        )

    def _renamed(
        self, regions: Iterator[map_model.Region], model: map_model.MapModel
    ) -> tuple[map_model.Region, ...]:
        """The regions, renamed as in their labels or the legend where that name is not used yet."""
        used = {*(one.name for one in model.points), *(one.name for one in model.regions)}
        found = []
        for region in regions:
            text = region.label_override.text or self.entries.get(region.name, "")
            if text and text not in used:
                used.add(text)
                region = replace(region, name=text)
            found.append(region)
        return tuple(found)


def named_shapes(group: Element) -> Iterator[tuple[str, Element]]:
    """The shapes and groups in a map with their names, without the suffix of a duplicate."""
    shapes = [child for child in group if tag(child) in ("p:sp", "p:cxnSp", "p:grpSp")]
    named = [
        (about.get("name", ""), s)
        for s in shapes
        if (about := non_visual_properties(s)) is not None
    ]
    suffix = names.suffix_of_copy(name for name, _ in named)
    for name, shape in named:
        yield name.removesuffix(suffix), shape


# Updating the group of a map, which is laid out again in the coordinates of its group.


def update(
    group: Element, before: map_model.MapModel, after: map_model.MapModel, page: Page
) -> None:
    """Change the group of a map from `before` to `after`."""
    _rename_copies(group)
    slot = Slot("", "obj", 0, inner_box(group) or NO_BOX)
    written = _by_name(write.write(before, slot, Page(page.package, page.part, page.language)))
    fresh = write.write(after, slot, page)
    present = _by_name(group)
    drawn = [
        redrawn(shape, present.pop(name := name_of(shape), None), written.pop(name, None))
        for shape in shapes_of(fresh)
    ]
    others = [shape for name, shape in present.items() if name not in written]
    replace_shapes(group, [*drawn, *others], fresh)


def _rename_copies(group: Element) -> None:
    for name, shape in list(named_shapes(group)):
        about = non_visual_properties(shape)
        if about is not None and about.get("name") != name:
            about.set("name", name)


def _by_name(group: Element) -> dict[str, Element]:
    """The shapes of a group by name; those whose name is used already get a unique one."""
    found: dict[str, Element] = {}
    for number, shape in enumerate(shapes_of(group)):
        name = name_of(shape)
        found[name if name not in found else f"{name}\0{number}"] = shape
    return found
