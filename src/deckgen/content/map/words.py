"""The smaller words of a map in YAML: what is highlighted, and choices among a few words."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from typing import TypeVar

from deckgen.content.base import Scope
from deckgen.content.map import areas, cells
from deckgen.content.map import points as map_points
from deckgen.content.map.cells import Word
from deckgen.content.map.model import MapModel, Mark
from deckgen.diagnostics import Problem, fail, gather, suggest
from deckgen.source import Lines, Node, expect_scalar

Choice = TypeVar("Choice", bound=StrEnum)


def choice(node: Node, kind: type[Choice], what: str) -> Choice:
    """One of a few words."""
    scalar = expect_scalar(node, what)
    words = [one.value for one in kind]
    if scalar.text not in words:
        raise fail(
            "choice", f"{what} is not `{scalar.text}`", scalar.span, "",
            *suggest(scalar.text, words, f"{what} is one of"),
        )  # fmt: skip
    return kind(scalar.text)


def highlight(node: Node, model: MapModel, scope: Scope) -> MapModel:
    """The map with points and areas highlighted. A name is a point's if it can be one."""
    shown = {area.fips for area in areas.areas_of(model)}
    owners = {fips: region.name for region in model.regions for fips in region.areas}
    points = {point.name: point for point in model.points}
    marks: dict[str, Mark] = {}
    with gather() as problems:
        for word in cells.words(node, "`highlight`", scope):
            with problems.attempt():
                point = map_points.match(word, model.points)
                if point is not None:
                    points[point.name] = replace(point, highlighted=True)
                    continue
                area = _area(word, model)
                if area not in shown:
                    raise word.fail("off-map", f"`{word.text}` is not on this map")
                if area in owners:
                    raise word.fail(
                        "highlight",
                        f"`{word.text}` has the colour of the region `{owners[area]}`",
                        "", "highlight areas that are in no region",
                    )  # fmt: skip
                marks[area] = Mark(area, span=word.span)
    return replace(model, points=tuple(points.values()), marks=tuple(marks.values()))


def _area(word: Word, model: MapModel) -> str:
    try:
        return areas.find(model.ground, word.text, word.span, model.of).fips
    except Problem as problem:
        if problem.diagnostics[0].code != "unknown-area":
            raise
        raise word.fail(
            "unknown-highlight", f"`{word.text}` is neither a point nor an area of this map",
            "not known", *suggest(word.text, [one.name for one in model.points], "the points are"),
            *problem.diagnostics[0].helps,
        ) from None  # fmt: skip


def dump_highlight(model: MapModel) -> Lines:
    """The lines of what is highlighted."""
    points = ([point.name] for point in model.points if point.highlighted)
    return cells.write([*points, *([mark_name(mark, model)] for mark in model.marks)])


def mark_name(mark: Mark, model: MapModel) -> str:
    """A name of a highlighted area that no point answers to: its code, as a rule."""
    if any(mark.fips in (point.name, point.head) for point in model.points):
        return next(areas.titles(model.ground, [mark.fips]))
    return mark.fips
