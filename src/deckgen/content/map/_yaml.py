"""Maps in YAML, parsed and dumped: `map: states` or `map: counties`, then what the map shows.

Points and routes are in `map._points`. The functions that parse raise `Problem` with every fault.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from enum import StrEnum
from typing import NamedTuple, TypeVar

from msgspec import structs

from deckgen import content
from deckgen.content import Scope
from deckgen.content.map import _areas as map_areas
from deckgen.content.map import _areas as map_values
from deckgen.content.map import _points as map_points
from deckgen.content.map import model as map_model
from deckgen.content.map._areas import MapScope
from deckgen.content.map._points import Row, Word
from deckgen.content.map.model import (
    AUTO,
    DEFAULT_CLASSES,
    FEWEST_CLASSES,
    HIDDEN,
    MOST_CLASSES,
    Basemap,
    Granularity,
    HighlightedArea,
    LabelMode,
    LabelOverride,
    MapModel,
    MapRoute,
    Point,
    Region,
    default_format,
    default_granularity,
)
from deckgen.content.rows import number_format
from deckgen.diagnostics import Problem, Span, error, gather, suggest
from deckgen.geo.labels import LabelSide, Offset
from deckgen.source.fields import (
    YES_NO,
    Field,
    Fields,
    Form,
    Values,
    choice,
    given,
    given_yes,
    not_dumped,
    word_form,
)
from deckgen.source.nodes import (
    MappingNode,
    Node,
    ScalarNode,
    expect_mapping,
    expect_scalar,
    expect_word,
    whole_number,
)
from deckgen.source.writing import Lines, YamlData


def _highlight(node: Node, what: str, context: MapScope) -> MapModel:
    """The map with points and areas highlighted. A name of both means the point."""
    model = context.model
    shown = {area.fips for area in map_model.areas_of(model)}
    regions_of_areas = {fips: region.name for region in model.regions for fips in region.areas}
    points = {point.name: point for point in model.points}
    areas: dict[str, HighlightedArea] = {}
    with gather() as problems:
        for word in map_points.words(node, what, context.scope):
            with problems.collect():
                point = map_points.match(word, model.points)
                if point is not None:
                    points[point.name] = replace(point, highlighted=True)
                    continue
                area = _area(word, model)
                if area not in shown:
                    raise word.problem("off-map", f"`{word.text}` is not on this map")
                if area in regions_of_areas:
                    raise word.problem(
                        "highlight",
                        f"`{word.text}` has the colour of the region `{regions_of_areas[area]}`",
                        "", "highlight areas that are in no region",
                    )  # fmt: skip
                if model.shades is not None and area in dict(model.shades.values):
                    raise word.problem("highlight", f"`{word.text}` has the shade of its value")
                areas[area] = HighlightedArea(area, span=word.span)
    return structs.replace(model, points=tuple(points.values()), highlights=tuple(areas.values()))


def _area(word: Word, model: MapModel) -> str:
    try:
        return map_model.find(model.basemap, word.text, word.span, model.of).fips
    except Problem as problem:
        if problem.diagnostics[0].code != "unknown-area":
            raise
        raise word.problem(
            "unknown-highlight", f"`{word.text}` is neither a point nor an area of this map",
            "not known", *suggest(word.text, [one.name for one in model.points], "the points are"),
            *problem.diagnostics[0].helps,
        ) from None  # fmt: skip


def _dump_highlight(model: MapModel) -> Lines | None:
    """The text of `highlight`: a line for each point and area; None without any."""
    points = [[point.name] for point in model.points if point.highlighted]
    areas = [[highlight_name(area, model)] for area in model.highlights]
    return map_points.write([*points, *areas]) if points or areas else None


def highlight_name(highlight: HighlightedArea, model: MapModel) -> str:
    """A name of a highlighted area that is no point's: its code, or else its title."""
    if any(highlight.fips in (point.name, point.head) for point in model.points):
        return next(map_model.titles(model.basemap, [highlight.fips]))
    return highlight.fips


# Labels: `name | place | text`, a line for each.


_OFFSET = re.compile(r"([+-]?\d{1,4}(?:\.\d)?) ([+-]?\d{1,4}(?:\.\d)?)")
_NONE = "none"
_PLACES = (*(side.value for side in LabelSide), _NONE)
_Labelled = Point | Region | HighlightedArea


def _label_overrides(node: Node, what: str, context: MapScope) -> MapModel:
    """The map with the author's choices for labels. Raises `Problem` with every fault."""
    model = context.model
    found: dict[_Labelled, LabelOverride] = {}
    with gather() as problems:
        for row in map_points.text_rows(node, what, context.scope):
            with problems.collect():
                named = _labelled(row[0], model)
                if named in found:
                    raise row[0].problem("twice", f"the label of `{row[0].text}` is listed twice")
                found[named] = _label_override(row, has_text=named in model.points)
    return structs.replace(
        model,
        points=tuple(replace(one, label_override=found.get(one, AUTO)) for one in model.points),
        regions=tuple(replace(one, label_override=found.get(one, AUTO)) for one in model.regions),
        highlights=tuple(
            replace(one, label_override=found.get(one, AUTO)) for one in model.highlights
        ),
    )


def _labelled(word: Word, model: MapModel) -> _Labelled:
    """The region, point or highlighted area with a label that a cell names."""
    regions = {region.name: region for region in model.regions}
    if word.text in regions:
        if model.legend:
            raise word.problem("no-label", "the names of regions stand in the legend")
        return regions[word.text]
    found = map_points.match(word, model.points) or _highlight_named(word, model)
    if found is None:
        names = [point.name for point in model.points]
        titles = map_model.titles(model.basemap, (one.fips for one in model.highlights))
        raise word.problem(
            "unknown-label", f"nothing with a label is called `{word.text}`", "not known",
            *suggest(word.text, [*names, *regions, *titles], "these have labels:"),
        )  # fmt: skip
    if model.label is LabelMode.NONE:
        raise word.problem("no-label", "there are no labels where `label` is `none`")
    return found


def _highlight_named(word: Word, model: MapModel) -> HighlightedArea | None:
    try:
        area = map_model.find(model.basemap, word.text, word.span, model.of)
    except Problem:
        return None
    return next((highlight for highlight in model.highlights if highlight.fips == area.fips), None)


def _label_override(row: Row, *, has_text: bool) -> LabelOverride:
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
    """The text for a label's place, "" for an automatic one."""
    match place:
        case Offset(dx, dy):
            return f"{dx:g} {dy:g}"
        case LabelSide():
            return place.value
        case None:
            return ""


def read_place(text: str) -> LabelSide | Offset | None:
    """The inverse of `place_text`. Raises ValueError for other texts."""
    if offset := _OFFSET.fullmatch(text):
        return Offset(float(offset[1]), float(offset[2]))
    return LabelSide(text) if text else None


def _dump_label_overrides(model: MapModel) -> Lines | None:
    """The text of `labels`: a line for each with choices of the author; None without any."""
    rows = list(_rows(model))
    return map_points.write(rows) if rows else None


def _rows(model: MapModel) -> Iterator[list[str]]:
    named: Iterable[tuple[str, LabelOverride]] = (
        *((one.name, one.label_override) for one in model.points),
        *((one.name, one.label_override) for one in model.regions),
        *((highlight_name(one, model), one.label_override) for one in model.highlights),
    )
    for name, override in named:
        if override != AUTO:
            yield [name, _NONE if override.hidden else place_text(override.place), override.text]


# The whole map. Its keys are parsed in the order in which they need one another: those that others
# need in the context of the map so far.


def _points(node: Node, _what: str, scope: Scope) -> tuple[Point, ...]:
    return map_points.parse(node, scope)


def _routes(node: Node, _what: str, context: MapScope) -> tuple[MapRoute, ...]:
    return map_points.parse_routes(node, context.model.points, context.scope)


def _legend_title(node: Node, what: str, scope: Scope) -> str:
    return map_points.plain(expect_scalar(node, what), scope)


def _of(node: Node, what: str, scope: Scope) -> tuple[str, ...]:
    states: list[str] = []
    with gather() as problems:
        for word in map_points.words(node, what, scope):
            with problems.collect():
                if word.text == map_model.CONTIGUOUS:
                    states += map_model.contiguous()
                else:
                    states.append(map_model.find(Basemap.STATES, word.text, word.span).state)
    return tuple(dict.fromkeys(states))


def _areas(node: Node, what: str, context: MapScope) -> tuple[str, ...]:
    basemap, of = context.model.basemap, context.model.of
    found: dict[str, None] = {}
    with gather() as problems:
        for word in map_points.words(node, what, context.scope):
            with problems.collect():
                area = map_model.find(basemap, word.text, word.span, of)
                if area.fips in found:
                    raise word.problem("twice", f"`{word.text}` is listed twice", "again here")
                found[area.fips] = None
    return tuple(found)


def _basemap(node: Node, what: str, context: object) -> Basemap:
    scalar = expect_word(node, what, "write `map: states` or `map: counties`")
    return _GROUND.parse(scalar, what, context)


class _Numbers(NamedTuple):
    """What the numbers of areas depend on: also the map without them, and their column."""

    scope: Scope
    model: MapModel
    column: ScalarNode | None


def _values(node: Node, what: str, context: _Numbers) -> MapModel:
    return map_values.parse(node, what, context.scope, context.model, context.column)


def _classes(node: Node, what: str, _context: object) -> int:
    scalar = expect_word(node, what)
    number = whole_number(scalar.text, range(FEWEST_CLASSES, MOST_CLASSES + 1))
    if number is None:
        raise error(
            "classes",
            f"{what} is a number from {FEWEST_CLASSES} to {MOST_CLASSES}",
            at=scalar.span,
            help="more shades of one colour are not told apart",
        )
    return number


def _shaded(values: Values[Scope], scope: Scope, model: MapModel) -> MapModel:
    """The map with the shades of its `values`. Raises `Problem` for keys that do not fit."""
    node = values.mapping
    classes, equal, format_ = values.get(_CLASSES), values.get(_STEPS), values.get(_FORMAT)
    column = values.get(_COLUMN)
    values.problems.check()
    shaded = values.within(_Numbers(scope, model, column)).parse(_VALUES)
    if shaded is None or shaded.shades is None:
        for field in (_COLUMN, _CLASSES, _STEPS, _FORMAT):
            if node.get(field.key) is not None:
                message = f"`{field.key}` is for maps with `values`"
                raise error("no-values", message, at=node.key_span(field.key))
        return model
    regions = node.get(_REGIONS.key) is not None
    if regions or values.get(_DETAIL) is Granularity.REGIONS:
        raise error(
            "values",
            "areas that are shaded by `values` have no regions",
            at=node.key_span(_REGIONS.key if regions else _DETAIL.key),
            help="leave one of the two out",
        )
    shades = structs.replace(shaded.shades, classes=classes, equal=equal)
    return shaded.but(shades=structs.replace(shades, format=format_) if format_ else shades)


def _check_legend(node: MappingNode, model: MapModel, *, wanted: bool) -> None:
    """Raise `Problem` for keys of a legend that the map does not follow."""
    typed = [key for key in (_LEGEND.key, _LEGEND_TITLE.key) if node.get(key) is not None]
    if typed and not model.legend and (wanted or _LEGEND_TITLE.key in typed):
        raise error(
            "legend",
            "the map has nothing that a legend could list",
            at=node.key_span(typed[-1]),
            help="a legend lists `regions` or the classes of `values`",
        )
    if _LEGEND.key in typed and model.legend and not wanted:
        what = "values" if model.shades is not None else _LEGEND_TITLE.key
        raise error(
            "legend",
            f"a map with `{what}` has a legend",
            at=node.key_span(_LEGEND.key),
            help=f"leave out `legend: no`, or `{what}`",
        )


def idle_arrows(node: Node, model: MapModel) -> Span | None:
    """The place of `arrows: yes` where there is no route that could have one."""
    value = node.get(_ARROWS.key) if isinstance(node, MappingNode) else None
    wanted = isinstance(value, ScalarNode) and value.text == "yes" and not model.routes
    return value.span if wanted and value is not None else None


def _dump_legend(model: MapModel) -> YamlData | None:
    """`yes` where nothing else says that there is a legend."""
    return given_yes(model.legend and not model.legend_title and model.shades is None)


def _dump_format(model: MapModel) -> YamlData | None:
    if model.shades is None:
        return None
    return given(model.shades.format, default_format(model.shades.amounts))


def _lines(names: Iterable[str]) -> YamlData | None:
    """A line for each name; a single one is on the key's own line; None without any."""
    lines = map_points.write([name] for name in names)
    text = lines.text.removesuffix("\n")
    return (lines if "\n" in text else text) or None


def _dump_of(model: MapModel) -> YamlData | None:
    contiguous = model.of == map_model.contiguous()
    return map_model.CONTIGUOUS if contiguous else _lines(map_model.state_names(model.of))


def _choice(kind: type[_E], key: str) -> Form[object, _E]:
    options = {one.value: one for one in kind}
    return choice(options, "choice", f"`{key}` is not `{{}}`", f"`{key}` is one of")


_STEPS_WORDS = {"quantiles": False, "equal": True}
_E = TypeVar("_E", bound=StrEnum)
_V = TypeVar("_V")
_Field = Field[Scope, MapModel, _V]
_Option = Field[MapScope, MapModel, _V]
_ROUTES_EXAMPLE = "points: |\n  Mesa\n  Miami\nroutes: Mesa | Miami"
_GROUND = choice({one.value: one for one in Basemap}, "ground", "no map shows `{}`", "a map shows")

_MAP = _Field[Basemap](
    "map", Form(_GROUND.takes, _basemap, _GROUND.words), Basemap.STATES,
    lambda model: model.basemap.value, "the areas that are drawn", "map: counties\nof: Missouri",
    unset="needed",
)  # fmt: skip
_OF = _Field[tuple[str, ...]](
    "of", Form("states, or `contiguous`", _of), (), _dump_of,
    "the states to show; `contiguous` are the 48 and the District of Columbia",
    "of: Missouri | Kansas", unset="the 50 states and the District of Columbia",
)  # fmt: skip
_AREAS = _Option[tuple[str, ...]](
    "areas", Form("areas", _areas), (),
    lambda model: _lines(map_model.titles(model.basemap, model.only)),
    "the only areas to show, by name, postal code or FIPS code", "areas: MO | Kansas | 19",
    unset="all of the states",
)  # fmt: skip
_POINTS = _Field[tuple[Point, ...]](
    "points", Form("a line for each, or a path", _points),
    (), lambda model: map_points.dump(model.points) if model.points else None,
    "a place of places.csv, `name | latitude | longitude`, or "
    "`name | IATA | latitude | longitude`; or a file with the columns name, iata, lat and lon",
    "points: |\n  Mesa\n  Head office | 38.9072 | -77.0369",
)  # fmt: skip
_ROUTES = _Option[tuple[MapRoute, ...]](
    "routes", Form("a line for each, or a path", _routes), (),
    lambda model: map_points.dump_routes(model.routes) if model.routes else None,
    "from one point to another; or a file with the columns from and to", _ROUTES_EXAMPLE,
)  # fmt: skip
_REGIONS = _Option[tuple[Region, ...]](
    "regions",
    Form(
        "`census`, a path, or a mapping from each region to its areas", map_areas.parse_regions,
        nodes=(ScalarNode, MappingNode),
    ),
    (),
    lambda model: map_areas.dump_regions(model) or None,
    "areas of one colour: the four regions of the Census Bureau; or in a file with the columns "
    "fips, county and office; or listed",
    "map: counties\nof: Missouri\nregions:\n  North: Boone | Cole | 29007\n  South: Greene",
)  # fmt: skip
_VALUES = Field[_Numbers, MapModel, MapModel | None](
    "values", Form("a line for each area, or a path", _values), None, map_values.dump,
    "`area | number`, by which the areas are shaded; or a file with a column of FIPS codes or "
    "names and one of numbers",
    "values: |\n  Missouri | 387\n  Kansas | 120", unset="areas have no shades",
)  # fmt: skip
_COLUMN = _Field[ScalarNode | None](
    "column", word_form("a heading"), None, not_dumped,
    "the column of the numbers, where the file of `values` has several",
    "map: counties\nof: Missouri\nvalues: county-arrests.csv\ncolumn: arrests",
)  # fmt: skip
_CLASSES = _Field[int](
    "classes", Form("a number from 2 to 7", _classes), DEFAULT_CLASSES,
    lambda model: given(model.shades.classes, DEFAULT_CLASSES) if model.shades else None,
    "how many shades there are", "values: Missouri | 387\nclasses: 3",
)  # fmt: skip
_STEPS = _Field[bool](
    "steps", choice(_STEPS_WORDS, "choice", "`steps` is not `{}`", "`steps` is one of"), False,
    lambda model: "equal" if model.shades and model.shades.equal else None,
    "`quantiles`: about as many areas in each class; `equal`: ranges of one width",
    "values: Missouri | 387\nsteps: equal", unset="`quantiles`",
)  # fmt: skip
_FORMAT = _Field[str](
    "format", Form("a [number format](number-formats.md)", number_format), "", _dump_format,
    "how the legend prints numbers, as in Excel", "values: Missouri | 387\nformat: '0.0'",
    unset="as they are typed, with separators of thousands",
)  # fmt: skip
_COLORS = _Option[MapModel | None](
    "colors", Form("a line for each region, or a theme colour", map_areas.parse_colors), None,
    map_areas.dump_colors,
    "`region | colour`: a colour of the theme, which a percentage makes lighter; with `values` the "
    "colour of the shades",
    "regions: census\ncolors: |\n  South | accent4\n  West | accent5 40%",
    unset="a tint of the theme for each region, shades of `accent1`",
)  # fmt: skip
_HIGHLIGHT = _Option[MapModel | None](
    "highlight", Form("points and areas", _highlight), None, _dump_highlight,
    "marks them by colour, size and weight", "highlight: Missouri | Kansas",
)  # fmt: skip
_DETAIL = _Field[Granularity | None](
    "detail", _choice(Granularity, "detail"), None,
    lambda model: given(model.granularity, default_granularity(model.basemap)),
    "whether each region or each area is a shape", "detail: regions",
    unset="`areas` for states, `regions` for counties",
)  # fmt: skip
_LABEL = _Field[LabelMode](
    "label", _choice(LabelMode, "label"), LabelMode.NAMES,
    lambda model: given(model.label, LabelMode.NAMES),
    "what the labels of points say: names up to the comma, IATA codes, both, or nothing",
    "points: |\n  Mesa\n  MIA\nlabel: codes",
)  # fmt: skip
_LABELS = _Option[MapModel | None](
    "labels", Form("a line for each", _label_overrides), None, _dump_label_overrides,
    "`name | place | text` for single labels: a side (`N`, `NE` ...), points to the right and down "
    "(`12 -8`), or `none`; the text is for points alone",
    "points: |\n  Mesa\n  Miami\nlabels: |\n  Mesa | W\n  Miami | 12 -8 | The port",
    unset="placed so that none covers another",
)  # fmt: skip
_ARROWS = _Field[bool](
    "arrows", YES_NO, False, lambda model: given_yes(model.arrows),
    "an arrow at the end of each route", f"{_ROUTES_EXAMPLE}\narrows: yes",
)  # fmt: skip
_LEGEND = _Field[bool](
    "legend", YES_NO, False, _dump_legend,
    "the names of regions in a corner, instead of on the map",
    "map: counties\nof: Missouri\nregions: county-regions.csv\nlegend: yes",
)  # fmt: skip
_LEGEND_TITLE = _Field[str](
    "legend_title", Form("text", _legend_title), "",
    lambda model: map_points.typed(model.legend_title) or None,
    "the line above the legend, which is then shown",
    "regions: census\nlegend_title: Regions of the U.S. Census Bureau",
)  # fmt: skip
_ALT = _Field[str](
    "alt", Form("text", content.parse_alt), "", lambda model: content.dump(model.alt) or None,
    "the alternative text", "alt: Where flights start", unset="made from what the map shows",
)  # fmt: skip
FIELDS = Fields[MapModel](
    "a map",
    (
        _MAP, _OF, _AREAS, _POINTS, _ROUTES, _REGIONS, _VALUES, _COLUMN, _CLASSES, _STEPS, _FORMAT,
        _COLORS, _HIGHLIGHT, _DETAIL, _LABEL, _LABELS, _ARROWS, _LEGEND, _LEGEND_TITLE, _ALT,
    ),
    "map: states",
)  # fmt: skip


def parse(node: Node, scope: Scope) -> MapModel:
    """The map that a mapping describes. Raises `Problem` with every fault in it."""
    mapping = expect_mapping(node, "a map")
    with gather() as problems:
        values = Values(mapping, problems, scope)
        FIELDS.gather_unknown(values)
        basemap, detail, label = values.get(_MAP), values.get(_DETAIL), values.get(_LABEL)
        arrows, legend, alt = values.get(_ARROWS), values.get(_LEGEND), values.get(_ALT)
        legend_title = values.get(_LEGEND_TITLE)
        problems.check()
        granularity = detail or default_granularity(basemap)
        model = MapModel(basemap, granularity, of=values.parse(_OF), label=label, alt=alt)
        model = model.but(only=values.within(MapScope(scope, model)).parse(_AREAS))
        regions = values.within(MapScope(scope, model)).get(_REGIONS)
        points: tuple[Point, ...] = ()
        routes: tuple[MapRoute, ...] = ()
        with problems.collect():
            points = values.parse(_POINTS)
            routes = values.within(MapScope(scope, model.but(points=points))).parse(_ROUTES)
        problems.check()
        with problems.collect():
            _check_names(points, regions)
        model = model.but(
            regions=regions,
            points=points,
            routes=routes,
            arrows=arrows,
            legend=legend,
        )
        with problems.collect():
            model = _shaded(values, scope, model)
            model = model.but(legend_title=legend_title or model.legend_title)
            _check_legend(mapping, model, wanted=legend)
        with problems.collect():
            model = values.within(MapScope(scope, model)).parse(_COLORS) or model
        with problems.collect():
            map_model.check(model, mapping.span)
        with problems.collect():
            model = values.within(MapScope(scope, model)).parse(_HIGHLIGHT) or model
            model = values.within(MapScope(scope, model)).parse(_LABELS) or model
    return model


def _check_names(points: tuple[Point, ...], regions: tuple[Region, ...]) -> None:
    named = {region.name for region in regions}
    with gather() as problems:
        for point in points:
            if point.name in named:
                message = f"`{point.name}` is the name of a region too"
                help_ = "give one of the two another name, such as `Mesa, AZ`"
                problems.add(error("twice", message, at=point.span, label="a point", help=help_))
