"""What the options of a chart take in YAML: axes, labels, highlights, names of series, colours."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TypeVar

from msgspec import Struct

from deckgen.content import Scope
from deckgen.content.chart import dates, model
from deckgen.content.chart._data import ChartTable, plain_run, plain_text
from deckgen.content.chart.axis import NOTHING, Axis, limit
from deckgen.content.chart.model import TYPES, ChartType
from deckgen.content.rows import TypedCell, number_format, read_rows
from deckgen.diagnostics import Problem, Span, error, gather, suggest
from deckgen.richtext import Run, inline
from deckgen.source import cell_formats
from deckgen.source.fields import YES_NO, Field, Fields, Form, Values, choice, dump_yes_no, given
from deckgen.source.nodes import (
    MappingNode,
    Node,
    ScalarNode,
    SequenceNode,
    expect_mapping,
    expect_word,
    whole_number,
)
from deckgen.source.writing import Quoted, YamlData

_AUTO, _NO = "auto", "no"


class AxisPlace(Struct, frozen=True):
    """Which axis it is, by its key, of a chart of that type with these categories."""

    key: str
    kind: ChartType
    categories: Sequence[str]
    scope: Scope

    @property
    def dated(self) -> bool:
        """Whether it is one of days."""
        return self.key == "x_axis" and dates.are_days(self.categories)


def _title(node: Node, what: str, place: AxisPlace) -> Run | None:
    scalar = expect_word(node, what)
    if scalar.text == _NO and not scalar.style:
        return None
    return plain_text(node, what, place.scope)


def _end(node: Node, what: str, place: AxisPlace) -> str | None:
    scalar = expect_word(node, what)
    if scalar.text == _AUTO:
        return None
    if place.dated:
        if dates.number(scalar.text) is None:
            raise _wrong(node, what, "a day such as 2019-03-27")
        return scalar.text
    number = model.read(scalar.text)
    if number is None:
        raise _wrong(node, what, "a number such as 1,200 or 5.24 or 48%")
    return cell_formats.plain(number.value)


def _unit(node: Node, what: str, place: AxisPlace) -> str | None:
    scalar = expect_word(node, what)
    if scalar.text == _AUTO:
        return None
    if place.dated:
        period = dates.Period.of(scalar.text)
        if period is None:
            raise _wrong(node, what, "`days`, `months` or `years`, or several: `3 months`")
        return str(period)
    number = model.read(scalar.text)
    if number is None or number.value <= 0:
        raise _wrong(node, what, "a number above zero such as 20 or 0.5 or 10%")
    return cell_formats.plain(number.value)


def _wrong(node: Node, what: str, takes: str) -> Problem:
    text = expect_word(node, what).text
    helps = (f"or `{_AUTO}`, where a pattern says otherwise",)
    return error(
        "axis-value", f"{what} is {takes}, not `{text}`", at=node.span, label="", help=helps
    )


def _format(node: Node, what: str, place: AxisPlace) -> str | None:
    scalar = expect_word(node, what)
    return None if scalar.text == _AUTO else number_format(node, what, place)


_V = TypeVar("_V")
_Field = Field[AxisPlace, Axis, _V]


def _said(axis: Axis, name: str, reset: str, text: YamlData) -> YamlData | None:
    return reset if name in axis.reset else text or None


def _dump_title(axis: Axis) -> YamlData | None:
    text = inline.dump((axis.title,)) if axis.title.text else ""
    return _said(axis, "title", _NO, Quoted(text) if text == _NO else text)


_TITLE = _Field[Run | None](
    "title", Form("text, or `no`", _title), NOTHING, _dump_title,
    "what stands beside the axis", "title: People removed", unset="none",
)  # fmt: skip
_MIN = _Field[str | None](
    "min", Form("a number or a day, or `auto`", _end), "",
    lambda axis: _said(axis, "minimum", _AUTO, axis.minimum),
    "where the axis starts", "min: 10", unset="zero for bars, columns and areas, else as it fits",
)  # fmt: skip
_MAX = _Field[str | None](
    "max", Form("a number or a day, or `auto`", _end), "",
    lambda axis: _said(axis, "maximum", _AUTO, axis.maximum),
    "where the axis ends", "max: 2,000", unset="as it fits",
)  # fmt: skip
_UNIT = _Field[str | None](
    "unit", Form("a number, or days, months or years, or `auto`", _unit), "",
    lambda axis: _said(axis, "unit", _AUTO, axis.unit),
    "from one label to the next: `500`, of days `3 months`", "unit: 500", unset="as it fits",
)  # fmt: skip
_FORMAT = _Field[str | None](
    "format", Form("a [number format](number-formats.md), or `auto`", _format), "",
    lambda axis: _said(axis, "format", _AUTO, axis.format),
    "how the axis prints numbers or days", "format: '#,##0'", unset="as the values",
)  # fmt: skip
_GRIDLINES = _Field[bool | None](
    "gridlines", YES_NO, None, lambda axis: given(axis.gridlines, None, _dump_lines),
    "whether there is a line at each label", "gridlines: yes", unset="`no`",
)  # fmt: skip
_LABELS = _Field[bool | None](
    "labels", YES_NO, None, lambda axis: given(axis.labels, None, _dump_lines),
    "whether names or numbers are at the axis; with `no` and neither title nor scale, its line "
    "goes, too", "labels: no", unset="`yes`; `no` for values that the points' labels say",
)  # fmt: skip
_ABOUT = (
    "`x_axis` is the axis of the categories, `y_axis` that of the values, in a bar chart too, and "
    "`second_y_axis` that of the series on a second axis. An "
    "axis of which `title`, `min`, `max`, `unit` or `format` is given is shown, whether the points "
    "have labels or not. Categories that are days (`2019-03-27`) stand on an axis of dates where "
    "`x_axis` has one of `min`, `max`, `unit` and `format`; other categories take none of these."
)
AXIS = Fields[Axis](
    "an axis",
    (_TITLE, _MIN, _MAX, _UNIT, _FORMAT, _GRIDLINES, _LABELS),
    "title: People removed",
    _ABOUT,
)
_SCALE = ("min", "max", "unit", "format")


def _dump_lines(value: bool | None) -> YamlData:
    return dump_yes_no(bool(value))


def parse(node: Node, what: str, place: AxisPlace) -> Axis:
    """What a mapping says of an axis. Raises `Problem` with every fault in it."""
    mapping = expect_mapping(node, what, "an axis has keys such as `title:` and `max:`")
    with gather() as problems:
        values = Values(mapping, problems, place)
        AXIS.gather_unknown(values)
        _check_keys(mapping, place)
        title, low, high = values.get(_TITLE), values.get(_MIN), values.get(_MAX)
        unit, code, lines = values.get(_UNIT), values.get(_FORMAT), values.get(_GRIDLINES)
        labels = values.get(_LABELS)
        if low and high and limit(low) >= limit(high):
            problems.add(
                error(
                    "axis-value",
                    "`max` is not above `min`",
                    at=mapping.key_span("max"),
                    label=f"the axis starts at {low}",
                )
            )
    said = {"title": title, "minimum": low, "maximum": high, "unit": unit, "format": code}
    reset = tuple(name for name, value in said.items() if value is None)
    texts = (low or "", high or "", unit or "", code or "")
    return Axis(title or NOTHING, *texts, lines, labels, reset)


def _check_keys(mapping: MappingNode, place: AxisPlace) -> None:
    """Raise `Problem` where the axis of categories has a scale, and they are no days."""
    if place.kind.is_radar and mapping.get("title") is not None:
        raise error("no-axes", "an axis of a radar has no title", at=mapping.key_span("title"))
    texts = place.key == "x_axis" and not place.dated and not place.kind.is_points
    found = next((key for key, _ in mapping if texts and key.text in _SCALE), None)
    if found is not None:
        raise error(
            "axis-of-texts",
            f"`{found.text}` is for numbers and days, and the categories are texts",
            at=found.span,
            help=(
                "write each category as a day, in the order of time: 2019-03-27",
                "the axis of the values is `y_axis`, in a bar chart too",
            ),
        )


def check_type(node: MappingNode, key: str, kind: ChartType) -> None:
    """Raise `Problem` where a chart of that type has no such axis."""
    if kind.is_pie:
        raise error("no-axes", f"a {kind.word} has no axes", at=node.key_span(key))
    if key == "second_y_axis" and node.get("second_axis") is None:
        raise error(
            "no-axes",
            "the chart has no second axis",
            at=node.key_span(key),
            help="name the series that are on it: `second_axis: Days`",
        )
    if kind.is_radar and key == "x_axis":
        raise error(
            "no-axes",
            "a radar has no axis of categories",
            at=node.key_span(key),
            help="they stand around it; `y_axis` runs from its centre",
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
    check_type(chart.node, key, chart.kind)
    categories = [one.text for one in chart.table.categories]
    return parse(node, what, AxisPlace(key, chart.kind, categories, chart.scope))


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
