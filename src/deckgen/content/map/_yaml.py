"""The smaller words of a map in YAML: what is highlighted, and choices among a few words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeVar

from deckgen.content.base import Scope
from deckgen.content.map import _points as map_points
from deckgen.content.map import model as map_model
from deckgen.content.map._points import Row, Word, one_line
from deckgen.content.map.model import (
    AUTO,
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
from deckgen.diagnostics import Problem, Span, error, gather, suggest
from deckgen.geo import atlas
from deckgen.geo.atlas import Area
from deckgen.geo.labels import LabelSide, Offset
from deckgen.source import keys
from deckgen.source.nodes import MappingNode, Node, expect_mapping, expect_scalar, gather_entries
from deckgen.source.writing import Lines, YamlData

Choice = TypeVar("Choice", bound=StrEnum)


def choice(node: Node, kind: type[Choice], what: str) -> Choice:
    """One of a few words."""
    scalar = expect_scalar(node, what)
    words = [one.value for one in kind]
    if scalar.text not in words:
        raise error(
            "choice",
            f"{what} is not `{scalar.text}`",
            at=scalar.span,
            help=suggest(scalar.text, words, f"{what} is one of"),
        )
    return kind(scalar.text)


def highlight(node: Node, model: MapModel, scope: Scope) -> MapModel:
    """The map with points and areas highlighted. A name is a point's if it can be one."""
    shown = {area.fips for area in map_model.areas_of(model)}
    owners = {fips: region.name for region in model.regions for fips in region.areas}
    points = {point.name: point for point in model.points}
    marks: dict[str, HighlightedArea] = {}
    with gather() as problems:
        for word in map_points.words(node, "`highlight`", scope):
            with problems.attempt():
                point = map_points.match(word, model.points)
                if point is not None:
                    points[point.name] = replace(point, highlighted=True)
                    continue
                area = _area(word, model)
                if area not in shown:
                    raise word.problem("off-map", f"`{word.text}` is not on this map")
                if area in owners:
                    raise word.problem(
                        "highlight",
                        f"`{word.text}` has the colour of the region `{owners[area]}`",
                        "", "highlight areas that are in no region",
                    )  # fmt: skip
                marks[area] = HighlightedArea(area, span=word.span)
    return replace(model, points=tuple(points.values()), marks=tuple(marks.values()))


def _area(word: Word, model: MapModel) -> str:
    try:
        return map_model.find(model.ground, word.text, word.span, model.of).fips
    except Problem as problem:
        if problem.diagnostics[0].code != "unknown-area":
            raise
        raise word.problem(
            "unknown-highlight", f"`{word.text}` is neither a point nor an area of this map",
            "not known", *suggest(word.text, [one.name for one in model.points], "the points are"),
            *problem.diagnostics[0].helps,
        ) from None  # fmt: skip


def dump_highlight(model: MapModel) -> Lines:
    """The lines of what is highlighted."""
    points = ([point.name] for point in model.points if point.highlighted)
    return map_points.write([*points, *([mark_name(mark, model)] for mark in model.marks)])


def mark_name(mark: HighlightedArea, model: MapModel) -> str:
    """A name of a highlighted area that no point answers to: its code, as a rule."""
    if any(mark.fips in (point.name, point.head) for point in model.points):
        return next(map_model.titles(model.ground, [mark.fips]))
    return mark.fips


# The regions of a map in YAML: a table with the columns fips, county, office, or a mapping.
#
# In a table every row has a FIPS code; the name beside it is checked against it. A mapping has
# the areas of each office by name or code. Areas that nothing names stay neutral.


_COLUMNS = {
    "fips": "fips", "geoid": "fips", "county": "name", "state": "name", "area": "name",
    "name": "name", "office": "office", "region": "office",
}  # fmt: skip


class _Regions:
    """Gathers the areas of each office, and refuses what does not fit."""

    def __init__(self, model: MapModel) -> None:
        self.ground, self.within = model.ground, model.of
        self.shown = {area.fips for area in map_model.areas_of(model)}
        self.members: dict[str, list[str]] = {}
        self.spans: dict[str, Span] = {}
        self.owners: dict[str, str] = {}

    def add(self, office: str, office_span: Span, area: Area, word: Word) -> None:
        title = map_model.title(self.ground, area)
        if area.fips not in self.shown:
            raise word.problem(
                "off-map", f"`{title}` is not on this map", "", "add it under `areas:`"
            )
        if area.fips in self.owners:
            raise word.problem(
                "twice", f"{area.fips} (`{title}`) is in `{self.owners[area.fips]}` already",
                "again here", "an area belongs to one region: remove one of the two",
            )  # fmt: skip
        self.owners[area.fips] = office
        self.members.setdefault(office, []).append(area.fips)
        self.spans.setdefault(office, office_span)

    def done(self) -> tuple[Region, ...]:
        return tuple(
            Region(office, tuple(codes), span=self.spans[office])
            for office, codes in self.members.items()
        )


def parse_regions(node: Node, model: MapModel, scope: Scope) -> tuple[Region, ...]:
    """The regions of a map whose ground is known.

    Raises `Problem` with every fault: unknown codes and names, areas twice, rows without a code.
    """
    regions = _Regions(model)
    if isinstance(node, MappingNode):
        _of_mapping(node, regions, scope)
    else:
        _of_table(map_points.text_rows(node, "`regions`", scope), regions, node.span)
    return regions.done()


def _of_mapping(node: MappingNode, regions: _Regions, scope: Scope) -> None:
    with gather() as problems:
        for key, value in node:
            office = one_line(key.text)
            if office in regions.spans or not office:
                problems.add(error("twice", f"`{office}` is a region already", at=key.span))
                continue
            with problems.attempt():
                listed = list(map_points.words(value, f"`{key.text}`", scope))
                if not listed:
                    raise error(
                        "empty-region",
                        f"no area is listed under `{key.text}`",
                        at=key.span,
                        help="list counties or FIPS codes, a line each",
                    )
                for word in listed:
                    with problems.attempt():
                        area = map_model.find(regions.ground, word.text, word.span, regions.within)
                        regions.add(office, key.span, area, word)


def _of_table(rows: tuple[Row, ...], regions: _Regions, span: Span) -> None:
    if not rows:
        raise error("empty-grid", "there are no rows", at=span, label="nothing here")
    at = map_points.columns(rows[0], _COLUMNS)
    missing = [name for name in ("fips", "office") if name not in at]
    if missing:
        raise rows[0][0].problem(
            "missing-column", f"no column is headed `{missing[0]}`", "the row of headings",
            "the columns are fips, county and office, in any order",
        )  # fmt: skip
    with gather() as problems:
        for row in rows[1:]:
            with problems.attempt():
                cells = {name: row[index] for name, index in at.items() if index < len(row)}
                _row(cells, row, regions)


def _row(cells: dict[str, Word], row: Row, regions: _Regions) -> None:
    code, name, office = (cells.get(key) for key in ("fips", "name", "office"))
    if code is None or not code.text:
        raise _without_code(code or row[0], name, regions)
    if not code.text.isdecimal():
        raise code.problem("fips", f"`{code.text}` is not a FIPS code", "", *_hint(code, regions))
    area = map_model.find(regions.ground, code.text, code.span, regions.within)
    if name is not None and name.text and not _agrees(area, name, regions.ground):
        raise name.problem(
            "fips-name", f"{area.fips} is `{map_model.title(regions.ground, area)}`, not "
            f"`{name.text}`", "does not fit the code", *_hint(name, regions),
        )  # fmt: skip
    if office is None or not office.text:
        raise (office or row[-1]).problem(
            "no-office", f"the row of {area.fips} names no office", "",
            "leave the row out: areas that no row names stay neutral",
        )  # fmt: skip
    regions.add(office.text, office.span, area, code)


def _agrees(area: Area, name: Word, ground: Basemap) -> bool:
    found = atlas.find(map_model.atlas(ground), name.text, area.state)
    match found:
        case atlas.Ambiguous(_, candidates):
            return area in candidates
        case _:
            return found == area


def _without_code(place: Word, name: Word | None, regions: _Regions) -> Problem:
    told = f"the row of `{name.text}`" if name is not None and name.text else "this row"
    return place.problem(
        "no-fips", f"{told} has no FIPS code", "empty", *_hint(name or place, regions)
    )


def _hint(name: Word, regions: _Regions) -> Iterator[str]:
    """The code of the area that a name means, or nearly means."""
    match map_model.look_up(regions.ground, name.text, regions.within) if name.text else None:
        case atlas.Area() as area:
            close: tuple[Area, ...] = (area,)
        case atlas.Ambiguous(_, candidates):
            close = candidates
        case atlas.Unknown(_, near):
            close = near
        case None:
            close = ()
    if close:
        listed = (f"`{map_model.title(regions.ground, area)}` is {area.fips}" for area in close[:4])
        yield ", ".join(listed)


def dump_regions(regions: Iterable[Region], ground: Basemap) -> dict[str, YamlData]:
    """The mapping of regions: under each its areas, a line each."""
    return {
        region.name: map_points.write([title] for title in map_model.titles(ground, region.areas))
        for region in regions
    }


# What the author wants of labels, in YAML: `name | place | text`, a line for each label.


_OFFSET = re.compile(r"([+-]?\d{1,4}(?:\.\d)?) ([+-]?\d{1,4}(?:\.\d)?)")

_NONE = "none"

_PLACES = (*(side.value for side in LabelSide), _NONE)


_Named = Point | Region | HighlightedArea


def parse_label_overrides(node: Node, model: MapModel, scope: Scope) -> MapModel:
    """The map with the labels that the author wants. Raises `Problem` with every fault."""
    found: dict[_Named, LabelOverride] = {}
    with gather() as problems:
        for row in map_points.text_rows(node, "`labels`", scope):
            with problems.attempt():
                named = _named(row[0], model)
                if named in found:
                    raise row[0].problem("twice", f"the label of `{row[0].text}` is listed twice")
                found[named] = _wish(row, has_text=named in model.points)
    return replace(
        model,
        points=tuple(replace(one, wish=found.get(one, AUTO)) for one in model.points),
        regions=tuple(replace(one, wish=found.get(one, AUTO)) for one in model.regions),
        marks=tuple(replace(one, wish=found.get(one, AUTO)) for one in model.marks),
    )


def _named(word: Word, model: MapModel) -> _Named:
    """The region, point or highlighted area that has a label and is called so."""
    regions = {region.name: region for region in model.regions}
    if word.text in regions:
        if model.legend:
            raise word.problem("no-label", "the names of regions stand in the legend")
        return regions[word.text]
    found = map_points.match(word, model.points) or _mark(word, model)
    if found is None:
        names = [point.name for point in model.points]
        titles = map_model.titles(model.ground, (mark.fips for mark in model.marks))
        raise word.problem(
            "unknown-label", f"nothing with a label is called `{word.text}`", "not known",
            *suggest(word.text, [*names, *regions, *titles], "these have labels:"),
        )  # fmt: skip
    if model.label is LabelMode.NONE:
        raise word.problem("no-label", "there are no labels where `label` is `none`")
    return found


def _mark(word: Word, model: MapModel) -> HighlightedArea | None:
    try:
        area = map_model.find(model.ground, word.text, word.span, model.of)
    except Problem:
        return None
    return next((mark for mark in model.marks if mark.fips == area.fips), None)


def _wish(row: Row, *, has_text: bool) -> LabelOverride:
    if len(row) not in (2, 3):
        raise row[-1].problem(
            "label", f"a label has 2 or 3 cells, not {len(row)}", "",
            "write `name | NE`, `name | 12 -8`, `name | none`, or a text as a third cell",
        )  # fmt: skip
    place, text = row[1], row[2].text if len(row) == 3 else ""
    if text and not has_text:
        raise row[2].problem(
            "label", "only a point's label has a text of its own", "",
            "regions and areas are labelled by their names",
        )  # fmt: skip
    return HIDDEN if place.text == _NONE else LabelOverride(_place(place), text)


def _place(word: Word) -> LabelSide | Offset | None:
    if not word.text:
        return None
    if offset := _OFFSET.fullmatch(word.text):
        return Offset(float(offset[1]), float(offset[2]))
    if word.text not in _PLACES:
        raise word.problem(
            "label-place", f"`{word.text}` is not a place for a label", "",
            f"places are {', '.join(_PLACES)}, or points to the right and down: `12 -8`",
        )  # fmt: skip
    return LabelSide(word.text)


def place_text(place: LabelSide | Offset | None) -> str:
    """The word for a label's place, "" for the one that is found by itself."""
    match place:
        case Offset(dx, dy):
            return f"{dx:g} {dy:g}"
        case LabelSide():
            return place.value
        case None:
            return ""


def read_place(text: str) -> LabelSide | Offset | None:
    """The place that `place_text` wrote. Raises ValueError for other texts."""
    if offset := _OFFSET.fullmatch(text):
        return Offset(float(offset[1]), float(offset[2]))
    return LabelSide(text) if text else None


def dump_label_overrides(model: MapModel) -> Lines | None:
    """The lines of labels that are as the author wants them; None where there are none."""
    rows = list(_rows(model))
    return map_points.write(rows) if rows else None


def _rows(model: MapModel) -> Iterator[list[str]]:
    named: Iterable[tuple[str, LabelOverride]] = (
        *((one.name, one.wish) for one in model.points),
        *((one.name, one.wish) for one in model.regions),
        *((mark_name(one, model), one.wish) for one in model.marks),
    )
    for name, wish in named:
        if wish != AUTO:
            yield [name, _NONE if wish.hidden else place_text(wish.place), wish.text]


# Maps in YAML: `map: states` or `map: counties`, then what it shows.


_KEYS = (
    "map", "of", "areas", "points", "routes", "regions", "highlight", "detail", "label", "labels",
    "arrows", "legend", "alt",
)  # fmt: skip


def parse(node: Node, scope: Scope) -> MapModel:
    """The map that a mapping describes. Raises `Problem` with every fault of it."""
    mapping = expect_mapping(node, "a map")
    with gather() as problems:
        with problems.attempt():
            gather_entries(mapping, _KEYS, "a map")
        with problems.attempt():
            ground = _ground(mapping.get("map"))
        with problems.attempt():
            choices = _choices(mapping, scope)
        problems.check()
        with problems.attempt():
            model = _filled(mapping, ground, choices, scope)
    return model


@dataclass(frozen=True, slots=True)
class _Choices:
    detail: Granularity | None
    label: LabelMode
    arrows: bool
    legend: bool
    alt: str


def _ground(node: Node | None) -> Basemap:
    assert node is not None, "the registry found the kind by this word"
    scalar = expect_scalar(node, "`map`", "write `map: states` or `map: counties`")
    words = [ground.value for ground in Basemap]
    if scalar.text not in words:
        raise error(
            "ground",
            f"no map shows `{scalar.text}`",
            at=scalar.span,
            help=suggest(scalar.text, words, "a map shows"),
        )
    return Basemap(scalar.text)


def _choices(mapping: MappingNode, scope: Scope) -> _Choices:
    with gather() as problems:
        with problems.attempt():
            node = mapping.get("detail")
            detail = None if node is None else choice(node, Granularity, "`detail`")
        with problems.attempt():
            node = mapping.get("label")
            label = LabelMode.NAMES if node is None else choice(node, LabelMode, "`label`")
        with problems.attempt():
            arrows = keys.parse(mapping.get("arrows"), "`arrows`", default=False)
        with problems.attempt():
            legend = keys.parse(mapping.get("legend"), "`legend`", default=False)
        with problems.attempt():
            node = mapping.get("alt")
            alt = "" if node is None else _alt(node, scope)
    return _Choices(detail, label, arrows, legend, alt)


def _alt(node: Node, scope: Scope) -> str:
    return map_points.plain(expect_scalar(node, "`alt`", "leave it out to have it made"), scope)


def _filled(mapping: MappingNode, ground: Basemap, choices: _Choices, scope: Scope) -> MapModel:
    """The map with everything on it; what needs other parts comes after them."""
    model = _bare(mapping, ground, choices, scope)
    with gather() as problems:
        regions: tuple[Region, ...] = ()
        points: tuple[Point, ...] = ()
        routes: tuple[MapRoute, ...] = ()
        with problems.attempt():
            if (node := mapping.get("regions")) is not None:
                regions = parse_regions(node, model, scope)
        with problems.attempt():
            if (node := mapping.get("points")) is not None:
                points = map_points.parse(node, scope)
            if (node := mapping.get("routes")) is not None:
                routes = map_points.parse_routes(node, points, scope)
        problems.check()
        with problems.attempt():
            _check_names(points, regions)
        model = model.but(
            regions=regions, points=points, routes=routes,
            arrows=choices.arrows, legend=choices.legend,
        )  # fmt: skip
        with problems.attempt():
            map_model.check(model, mapping.span)
        with problems.attempt():
            if (node := mapping.get("highlight")) is not None:
                model = highlight(node, model, scope)
            if (node := mapping.get("labels")) is not None:
                model = parse_label_overrides(node, model, scope)
    return model


def _bare(mapping: MappingNode, ground: Basemap, choices: _Choices, scope: Scope) -> MapModel:
    """The map's ground alone."""
    of: tuple[str, ...] = ()
    if (node := mapping.get("of")) is not None:
        of = _notation_of(node, scope)
    only: tuple[str, ...] = ()
    if (node := mapping.get("areas")) is not None:
        only = _only(node, ground, of, scope)
    detail = choices.detail or default_granularity(ground)
    return MapModel(ground, detail, of=of, only=only, label=choices.label, alt=choices.alt)


def _notation_of(node: Node, scope: Scope) -> tuple[str, ...]:
    states: list[str] = []
    with gather() as problems:
        for word in map_points.words(node, "`of`", scope):
            with problems.attempt():
                if word.text == map_model.CONTIGUOUS:
                    states += map_model.contiguous()
                else:
                    states.append(map_model.find(Basemap.STATES, word.text, word.span).state)
    return tuple(dict.fromkeys(states))


def _only(node: Node, ground: Basemap, of: tuple[str, ...], scope: Scope) -> tuple[str, ...]:
    found: dict[str, None] = {}
    with gather() as problems:
        for word in map_points.words(node, "`areas`", scope):
            with problems.attempt():
                area = map_model.find(ground, word.text, word.span, of)
                if area.fips in found:
                    raise word.problem("twice", f"`{word.text}` is listed twice", "again here")
                found[area.fips] = None
    return tuple(found)


def _check_names(points: tuple[Point, ...], regions: tuple[Region, ...]) -> None:
    named = {region.name for region in regions}
    with gather() as problems:
        for point in points:
            if point.name in named:
                told = f"`{point.name}` is the name of a region too"
                help_ = "give one of the two another name, such as `Mesa, AZ`"
                problems.add(error("twice", told, at=point.span, label="a point", help=help_))


# A map as the YAML that parses to it; what is as it would be without a word is left out.


def dump(model: MapModel) -> dict[str, YamlData]:
    """The mapping of a map."""
    highlighted = model.marks or any(point.highlighted for point in model.points)
    usual = default_granularity(model.ground)
    entries: dict[str, YamlData | None] = {
        "map": model.ground.value,
        "of": _dump_of(model) if model.of else None,
        "areas": _lines(map_model.titles(model.ground, model.only)) if model.only else None,
        "points": map_points.dump(model.points) if model.points else None,
        "routes": map_points.dump_routes(model.routes) if model.routes else None,
        "regions": dump_regions(model.regions, model.ground) if model.regions else None,
        "highlight": dump_highlight(model) if highlighted else None,
        "detail": model.detail.value if model.detail is not usual else None,
        "label": model.label.value if model.label is not LabelMode.NAMES else None,
        "labels": dump_label_overrides(model),
        "arrows": keys.dump(value=True) if model.arrows else None,
        "legend": keys.dump(value=True) if model.legend else None,
        "alt": map_points.typed(model.alt) or None,
    }
    return {key: value for key, value in entries.items() if value is not None}


def _dump_of(model: MapModel) -> YamlData:
    if model.of == map_model.contiguous():
        return map_model.CONTIGUOUS
    return _lines(map_model.state_names(model.of))


def _lines(names: Iterable[str]) -> YamlData:
    """A line for each name; a single one stands on the key's own line."""
    lines = map_points.write([name] for name in names)
    text = lines.text.removesuffix("\n")
    return lines if "\n" in text else text
