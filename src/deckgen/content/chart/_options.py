"""What the options of a chart take: labels, highlights, names of series, colours, percentages."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from deckgen.content import Scope
from deckgen.content.chart import _axis_yaml as axis_yaml
from deckgen.content.chart._data import ChartTable, plain_run
from deckgen.content.chart.axis import NOTHING, Axis
from deckgen.content.chart.model import TYPES, ChartType
from deckgen.content.rows import TypedCell, read_rows
from deckgen.diagnostics import Problem, Span, error, gather, suggest
from deckgen.richtext import Run, inline
from deckgen.source.fields import Form, choice
from deckgen.source.nodes import (
    MappingNode,
    Node,
    ScalarNode,
    SequenceNode,
    expect_word,
    whole_number,
)

_COLOR = re.compile(r"[^\s,|]+")
NO_LABEL = "-"
"""The cell for no label; `\\-` is a label."""
Labels = tuple[tuple[Run, ...], ...]
"""The labels of each series."""


class ChartContext(Struct, frozen=True):
    """What options depend on: the chart's mapping, type and data."""

    node: MappingNode
    scope: Scope
    kind: ChartType
    table: ChartTable


def labels(node: Node, what: str, chart: ChartContext) -> bool | Labels:
    """Whether there are labels, or their texts. Raises `Problem`, as all of these do."""
    scope, table = chart.scope, chart.table
    scalar = expect_word(node, what, "write `no` for no labels")
    if not scalar.style and scalar.text in ("yes", "no"):
        return scalar.text == "yes"
    rows = read_rows(scalar)
    if len(rows) != len(table.categories):
        raise _wrong_count(rows, len(table.categories), scalar.span)
    found = []
    with gather() as problems:
        for row in rows:
            if len(row) != len(table.names):
                message = f"{len(row)} labels stand here, the chart has {len(table.names)} series"
                problems.add(
                    row[-1].problem("label-count", message, "", "labels are parted by ` | `")
                )
            for cell in row:
                with problems.collect():
                    run = NOTHING if cell.text == NO_LABEL else plain_run(cell, scope)
                    found.append(run if run.text.strip() else NOTHING)
    width = len(table.names)
    return tuple(tuple(found[column::width]) for column in range(width))


def _wrong_count(rows: tuple[tuple[TypedCell, ...], ...], wanted: int, span: Span) -> Problem:
    message = f"there are {len(rows)} labels for {wanted} categories"
    surplus = len(rows) > wanted
    place = rows[wanted if surplus else -1][0].span if rows else span
    return error(
        "label-count",
        message,
        at=place,
        label="a label too many" if surplus else "the last label",
        help="write a line for each category, in the order of the data; `-` for no label",
    )


def highlight(value: Node, what: str, chart: ChartContext) -> tuple[str, ...]:
    """The names of the highlighted categories, in the order of the data."""
    node, kind, table = chart.node, chart.kind, chart.table
    several = len(table.names) > 1
    if several or not (kind.direction or kind.is_pie):
        why = "a chart of several series" if several else f"a chart of type {kind.word}"
        raise error(
            "highlight",
            f"`highlight` cannot be used in {why}",
            at=node.key_span("highlight"),
            help="it marks a bar, column or slice; `colors` gives each series its colour",
        )
    if kind.is_pie and node.get("colors") is not None:
        raise error(
            "highlight",
            "`highlight` and `colors` both give a slice its colour",
            at=node.key_span("highlight"),
            help="keep one of them",
        )
    known = [category.text for category in table.categories]
    found = _known_cells(value, what, chart, known, ("unknown-category", "category"))
    return tuple(name for name in dict.fromkeys(known) if name in found)


def named_series(value: Node, what: str, chart: ChartContext) -> tuple[str, ...]:
    """The names of series that are lines, or on the second axis, in the order of the data."""
    node, kind, key = chart.node, chart.kind, what.strip("`")
    columns = kind.direction == "col"
    if not columns and (key == "line" or kind.word != "line"):
        raise error(
            "not-combined",
            f"{what} cannot be used in a chart of type {kind.word}",
            at=node.key_span(key),
            help="columns can have lines above them, and columns and lines a second axis",
        )
    known = [name.text for name in chart.table.names]
    found = _known_cells(value, what, chart, known, ("unknown-series", "series"))
    if set(known) <= found:
        raise error(
            "not-combined",
            f"{what} names all series",
            at=value.span,
            help="leave one of them out; `chart: line` draws all as lines",
        )
    return tuple(name for name in dict.fromkeys(known) if name in found)


def _known_cells(
    value: Node, what: str, chart: ChartContext, known: list[str], noun: tuple[str, str]
) -> set[str]:
    """The names that a text or list has. Raises `Problem` for those that are not `known`."""
    code, one = noun
    found = set()
    with gather() as problems:
        for scalar in _scalars(value, what):
            for cell in (cell for row in read_rows(scalar) for cell in row):
                with problems.collect():
                    name = cell.plain(chart.scope)
                    found.add(name)
                    if name not in known:
                        several = "categories" if one == "category" else one
                        helps = suggest(name, known, f"the {several} are")
                        raise cell.problem(code, f"there is no {one} `{name}`", "", *helps)
    return found


def colors(value: Node, what: str, chart: ChartContext) -> tuple[str, ...]:
    """The names of theme colours, one for each series or slice."""
    kind, table = chart.kind, chart.table
    found = []
    with gather() as problems:
        for scalar in _scalars(value, what):
            for match in _COLOR.finditer(scalar.text):
                found.append(match.group())
                if match.group() not in inline.THEME_COLORS:
                    problems.add(_unknown_color(match.group(), scalar.at(*match.span())))
    wanted, each = (len(table.categories), "slice") if kind.is_pie else (len(table.names), "series")
    if len(found) != wanted:
        slices = "s" if kind.is_pie and wanted != 1 else ""
        raise error(
            "color-count",
            f"there are {len(found)} colours for {wanted} {each}{slices}",
            at=value.span,
            help=f"give each {each} a colour, in the order of the data",
        )
    return tuple(found)


def _unknown_color(word: str, span: Span) -> Problem:
    helps = suggest(word, inline.THEME_COLORS, "colours are")
    return error("color", f"there is no theme colour `{word}`", at=span, help=helps)


def percent(allowed: range) -> Form[ChartContext, int]:
    """A percentage of a bar's width."""

    def parse(node: Node, what: str, chart: ChartContext) -> int:
        scalar = expect_word(node, what)
        if not chart.kind.direction:
            place = chart.node.key_span(what.strip("`"))
            raise error("only-bars", f"{what} is for bars and columns", at=place)
        number = whole_number(scalar.text.removesuffix("%"), allowed)
        if number is None:
            raise error(
                "percent",
                f"{what} is a number from {allowed[0]} to {allowed[-1]}, in percent of "
                f"a bar's width, not `{scalar.text}`",
                at=scalar.span,
            )
        return number

    return Form(f"a percentage from {allowed[0]} to {allowed[-1]}", parse)


def axis(node: Node, what: str, chart: ChartContext) -> Axis:
    """What is said of an axis, which the type of chart must have."""
    key = what.strip("`")
    axis_yaml.check_type(chart.node, key, chart.kind)
    categories = [one.text for one in chart.table.categories]
    return axis_yaml.parse(
        node, what, axis_yaml.AxisPlace(key, chart.kind, categories, chart.scope)
    )


def _scalars(node: Node, what: str) -> Iterator[ScalarNode]:
    """The items of a list, or a single text."""
    for item in node if isinstance(node, SequenceNode) else (node,):
        yield expect_word(item, what)


TYPE_WORDS = choice(TYPES, "unknown-chart", "there is no chart called `{}`", "charts are")


def chart_type(node: Node, what: str, context: object) -> ChartType:
    """The type of chart that a word names."""
    if isinstance(node, ScalarNode) and not node.text:
        helps = suggest("", TYPES, "charts are")
        raise error(
            "empty-value", f"{what} has no value", at=node.span, label="nothing here", help=helps
        )
    return TYPE_WORDS.parse(node, what, context)
