"""Maps in YAML: `map: states` or `map: counties`, then what it shows."""

from __future__ import annotations

from dataclasses import dataclass

from deckgen.content import flags
from deckgen.content.base import Scope
from deckgen.content.map import areas, cells, extent, wishes
from deckgen.content.map import points as map_points
from deckgen.content.map import regions as map_regions
from deckgen.content.map import words as map_words
from deckgen.content.map.model import (
    Detail,
    Ground,
    Labels,
    MapModel,
    Point,
    Region,
    Route,
    usual_detail,
)
from deckgen.diagnostics import fail, gather, suggest
from deckgen.source import Mapping, Node, expect_mapping, expect_scalar, gather_entries

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
    detail: Detail | None
    label: Labels
    arrows: bool
    legend: bool
    alt: str


def _ground(node: Node | None) -> Ground:
    assert node is not None, "the registry found the kind by this word"
    scalar = expect_scalar(node, "`map`", "write `map: states` or `map: counties`")
    words = [ground.value for ground in Ground]
    if scalar.text not in words:
        raise fail(
            "ground", f"no map shows `{scalar.text}`", scalar.span, "",
            *suggest(scalar.text, words, "a map shows"),
        )  # fmt: skip
    return Ground(scalar.text)


def _choices(mapping: Mapping, scope: Scope) -> _Choices:
    with gather() as problems:
        with problems.attempt():
            node = mapping.get("detail")
            detail = None if node is None else map_words.choice(node, Detail, "`detail`")
        with problems.attempt():
            node = mapping.get("label")
            label = Labels.NAMES if node is None else map_words.choice(node, Labels, "`label`")
        with problems.attempt():
            arrows = flags.parse(mapping.get("arrows"), "`arrows`", default=False)
        with problems.attempt():
            legend = flags.parse(mapping.get("legend"), "`legend`", default=False)
        with problems.attempt():
            node = mapping.get("alt")
            alt = "" if node is None else _alt(node, scope)
    return _Choices(detail, label, arrows, legend, alt)


def _alt(node: Node, scope: Scope) -> str:
    return cells.plain(expect_scalar(node, "`alt`", "leave it out to have it made"), scope)


def _filled(mapping: Mapping, ground: Ground, choices: _Choices, scope: Scope) -> MapModel:
    """The map with everything on it; what needs other parts comes after them."""
    model = _bare(mapping, ground, choices, scope)
    with gather() as problems:
        regions: tuple[Region, ...] = ()
        points: tuple[Point, ...] = ()
        routes: tuple[Route, ...] = ()
        with problems.attempt():
            if (node := mapping.get("regions")) is not None:
                regions = map_regions.parse(node, model, scope)
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
            extent.check(model, mapping.span)
        with problems.attempt():
            if (node := mapping.get("highlight")) is not None:
                model = map_words.highlight(node, model, scope)
            if (node := mapping.get("labels")) is not None:
                model = wishes.parse(node, model, scope)
    return model


def _bare(mapping: Mapping, ground: Ground, choices: _Choices, scope: Scope) -> MapModel:
    """The map's ground alone."""
    of: tuple[str, ...] = ()
    if (node := mapping.get("of")) is not None:
        of = _of(node, scope)
    only: tuple[str, ...] = ()
    if (node := mapping.get("areas")) is not None:
        only = _only(node, ground, of, scope)
    detail = choices.detail or usual_detail(ground)
    return MapModel(ground, detail, of=of, only=only, label=choices.label, alt=choices.alt)


def _of(node: Node, scope: Scope) -> tuple[str, ...]:
    states: list[str] = []
    with gather() as problems:
        for word in cells.words(node, "`of`", scope):
            with problems.attempt():
                if word.text == areas.CONTIGUOUS:
                    states += areas.contiguous()
                else:
                    states.append(areas.find(Ground.STATES, word.text, word.span).state)
    return tuple(dict.fromkeys(states))


def _only(node: Node, ground: Ground, of: tuple[str, ...], scope: Scope) -> tuple[str, ...]:
    found: dict[str, None] = {}
    with gather() as problems:
        for word in cells.words(node, "`areas`", scope):
            with problems.attempt():
                area = areas.find(ground, word.text, word.span, of)
                if area.fips in found:
                    raise word.fail("twice", f"`{word.text}` is listed twice", "again here")
                found[area.fips] = None
    return tuple(found)


def _check_names(points: tuple[Point, ...], regions: tuple[Region, ...]) -> None:
    named = {region.name for region in regions}
    with gather() as problems:
        for point in points:
            if point.name in named:
                told = f"`{point.name}` is the name of a region too"
                help_ = "give one of the two another name, such as `Mesa, AZ`"
                problems.add(fail("twice", told, point.span, "a point", help_))
