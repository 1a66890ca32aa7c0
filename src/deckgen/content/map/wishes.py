"""What the author wants of labels, in YAML: `name | place | text`, a line for each label."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from deckgen.content.base import Scope
from deckgen.content.map import areas, cells, points, words
from deckgen.content.map.cells import Row, Word
from deckgen.content.map.model import AUTO, HIDDEN, Labels, MapModel, Mark, Point, Region, Wish
from deckgen.diagnostics import Problem, gather, suggest
from deckgen.geo.labels import Offset, Side
from deckgen.source import Lines, Node

_OFFSET = re.compile(r"([+-]?\d{1,4}(?:\.\d)?) ([+-]?\d{1,4}(?:\.\d)?)")
_NONE = "none"
_PLACES = (*(side.value for side in Side), _NONE)


_Named = Point | Region | Mark


def parse(node: Node, model: MapModel, scope: Scope) -> MapModel:
    """The map with the labels that the author wants. Raises `Problem` with every fault."""
    found: dict[_Named, Wish] = {}
    with gather() as problems:
        for row in cells.rows(node, "`labels`", scope):
            with problems.attempt():
                named = _named(row[0], model)
                if named in found:
                    raise row[0].fail("twice", f"the label of `{row[0].text}` is listed twice")
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
            raise word.fail("no-label", "the names of regions stand in the legend")
        return regions[word.text]
    found = points.match(word, model.points) or _mark(word, model)
    if found is None:
        names = [point.name for point in model.points]
        titles = areas.titles(model.ground, (mark.fips for mark in model.marks))
        raise word.fail(
            "unknown-label", f"nothing with a label is called `{word.text}`", "not known",
            *suggest(word.text, [*names, *regions, *titles], "these have labels:"),
        )  # fmt: skip
    if model.label is Labels.NONE:
        raise word.fail("no-label", "there are no labels where `label` is `none`")
    return found


def _mark(word: Word, model: MapModel) -> Mark | None:
    try:
        area = areas.find(model.ground, word.text, word.span, model.of)
    except Problem:
        return None
    return next((mark for mark in model.marks if mark.fips == area.fips), None)


def _wish(row: Row, *, has_text: bool) -> Wish:
    if len(row) not in (2, 3):
        raise row[-1].fail(
            "label", f"a label has 2 or 3 cells, not {len(row)}", "",
            "write `name | NE`, `name | 12 -8`, `name | none`, or a text as a third cell",
        )  # fmt: skip
    place, text = row[1], row[2].text if len(row) == 3 else ""
    if text and not has_text:
        raise row[2].fail(
            "label", "only a point's label has a text of its own", "",
            "regions and areas are labelled by their names",
        )  # fmt: skip
    return HIDDEN if place.text == _NONE else Wish(_place(place), text)


def _place(word: Word) -> Side | Offset | None:
    if not word.text:
        return None
    if offset := _OFFSET.fullmatch(word.text):
        return Offset(float(offset[1]), float(offset[2]))
    if word.text not in _PLACES:
        raise word.fail(
            "label-place", f"`{word.text}` is not a place for a label", "",
            f"places are {', '.join(_PLACES)}, or points to the right and down: `12 -8`",
        )  # fmt: skip
    return Side(word.text)


def place_text(place: Side | Offset | None) -> str:
    """The word for a label's place, "" for the one that is found by itself."""
    match place:
        case Offset(dx, dy):
            return f"{dx:g} {dy:g}"
        case Side():
            return place.value
        case None:
            return ""


def read_place(text: str) -> Side | Offset | None:
    """The place that `place_text` wrote. Raises ValueError for other texts."""
    if offset := _OFFSET.fullmatch(text):
        return Offset(float(offset[1]), float(offset[2]))
    return Side(text) if text else None


def dump(model: MapModel) -> Lines | None:
    """The lines of labels that are as the author wants them; None where there are none."""
    rows = list(_rows(model))
    return cells.write(rows) if rows else None


def _rows(model: MapModel) -> Iterator[list[str]]:
    named: Iterable[tuple[str, Wish]] = (
        *((one.name, one.wish) for one in model.points),
        *((one.name, one.wish) for one in model.regions),
        *((words.mark_name(one, model), one.wish) for one in model.marks),
    )
    for name, wish in named:
        if wish != AUTO:
            yield [name, _NONE if wish.hidden else place_text(wish.place), wish.text]
