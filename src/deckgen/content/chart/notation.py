"""Charts in YAML, both ways.

`data` is a grid: headings first, then a row for each category. `labels` has a line for each
category, `-` for no label, with cells parted by ` | ` where there are several series;
`labels: no` leaves them off. Whatever is not given has a default (`chart.look`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from deckgen.content import flags, inline
from deckgen.content.base import Scope
from deckgen.content.chart import look, numbers, options
from deckgen.content.chart.model import NOTHING, TYPES, ChartType, Plot, Series
from deckgen.content.chart.options import NO_LABEL, Labels
from deckgen.content.chart.table import Table, read_table
from deckgen.content.grid.rows import write_grid
from deckgen.content.style import Run
from deckgen.diagnostics import Gatherer, Span, fail, suggest
from deckgen.source import Lines, Mapping, Plainly, Scalar, expect_scalar, gather_entries

_KEYS = (
    "chart", "data", "labels", "title", "format", "sort", "highlight", "legend", "colors", "gap",
    "overlap", "alt",
)  # fmt: skip
_CORNER = Run("Category")
_NONE: tuple[str, ...] = ()

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class _Marks:
    """What belongs to the rows and series of the data; empty and None are the defaults."""

    labels: bool | Labels | None = None
    highlight: tuple[str, ...] = ()
    colors: tuple[str, ...] = ()


def parse(node: Mapping, scope: Scope) -> Plot:
    """The chart that a mapping describes. Raises `Problem` with every fault of it."""
    problems = Gatherer()
    tried = partial(_tried, problems)
    tried(partial(gather_entries, node, _KEYS, "a chart"), None)
    kind = tried(partial(_type, node), TYPES["bar"])
    table = tried(partial(_table, node, scope), Table())
    marks = _marks(node, scope, kind, table, problems) if table.categories else _Marks()
    legend = look.legend(kind, len(table.names))
    legend = tried(partial(flags.parse, node.get("legend"), "`legend`", default=legend), legend)
    gap = tried(partial(options.percent, node, "gap", kind), None)
    overlap = tried(partial(options.percent, node, "overlap", kind), None)
    code = tried(partial(options.number_format, node), "")
    title = tried(partial(options.text, node, "title", scope), NOTHING)
    alt = tried(partial(options.text, node, "alt", scope), NOTHING)
    sort = tried(partial(options.sort, node), "")
    problems.check()
    rows = table.order(sort)
    categories = tuple(table.categories[row] for row in rows)
    labels = marks.labels
    return Plot(
        type=kind,
        categories=categories,
        series=tuple(
            Series(
                name,
                tuple(table.values[index][row] for row in rows),
                tuple(labels[index][row] for row in rows) if isinstance(labels, tuple) else (),
            )
            for index, name in enumerate(table.names)
        ),
        colors=_colors(kind, table, categories, marks),
        labelled=look.labelled(kind, len(table.names), len(rows))
        if labels is None
        else bool(labels),
        legend=legend,
        gap=look.GAP if gap is None else gap,
        overlap=look.overlap(kind) if overlap is None else overlap,
        highlight=() if kind.round else marks.highlight,
        format=code or table.code,
        title=title,
        alt=alt,
        corner=table.corner,
    )


def _tried(problems: Gatherer, step: Callable[[], _T], default: _T) -> _T:
    """What a step gives; its problem is kept, and the default goes on in its place."""
    with problems.attempt():
        return step()
    return default


def _type(node: Mapping) -> ChartType:
    value = node.entries[0][1]
    if isinstance(value, Scalar) and not value.text:
        helps = suggest("", TYPES, "charts are")
        raise fail("empty-value", "`chart` has no value", value.span, "nothing here", *helps)
    scalar = expect_scalar(value, "`chart`")
    kind = TYPES.get(scalar.text)
    if kind is None:
        raise fail(
            "unknown-chart", f"there is no chart called `{scalar.text}`", scalar.span, "",
            *suggest(scalar.text, TYPES, "charts are"),
        )  # fmt: skip
    return kind


def _table(node: Mapping, scope: Scope) -> Table:
    data = node.get("data")
    if data is None:
        raise fail(
            "missing-key", "a chart needs `data`", node.entries[0][0].span, "this chart",
            "give rows of cells parted by ` | `, or the name of a CSV or XLSX file",
        )  # fmt: skip
    return read_table(expect_scalar(data, "`data`"), scope)


def _marks(
    node: Mapping, scope: Scope, kind: ChartType, table: Table, problems: Gatherer
) -> _Marks:
    tried = partial(_tried, problems)
    tried(partial(_check_slices, node, kind, table), None)
    marks = _Marks(
        tried(partial(options.labels, node, scope, table), None),
        tried(partial(options.highlight, node, scope, kind, table), _NONE),
        tried(partial(options.colors, node, kind, table), _NONE),
    )
    tried(partial(_check_highlight, node, marks), None)
    return marks


def _check_highlight(node: Mapping, marks: _Marks) -> None:
    """Raise where a highlight would not be seen."""
    if marks.highlight and look.HIGHLIGHT in marks.colors:
        key = node.key("highlight")
        raise fail(
            "highlight", f"`highlight` has the colour that all bars have, {look.HIGHLIGHT}",
            node.span if key is None else key.span, "", "give `colors` another one",
        )  # fmt: skip


def _check_slices(node: Mapping, kind: ChartType, table: Table) -> None:
    """Raise where slices cannot show the data."""
    if not kind.round:
        return
    if len(table.names) > 1:
        raise fail(
            "several-series", f"a {kind.word} shows one series, here are {len(table.names)}",
            _span(node, table.names[1]), "the second one",
            "leave one column of values, or make it a stacked column",
        )  # fmt: skip
    for run in table.values[0]:
        number = numbers.read(run.text)
        if number is not None and number.value < 0:
            raise fail(
                "negative-slice", f"a {kind.word} cannot show `{run.text}`", _span(node, run),
                "below zero", "make it a bar chart",
            )  # fmt: skip


def _span(node: Mapping, run: Run) -> Span:
    """Where a cell stands, else the key of all cells."""
    found = (origin.span for origin in run.origins if origin.span is not None)
    key = node.key("data")
    return next(found, node.span if key is None else key.span)


def _colors(
    kind: ChartType, table: Table, categories: tuple[Run, ...], marks: _Marks
) -> tuple[str, ...]:
    if marks.colors:
        return marks.colors
    if kind.round and marks.highlight:
        return look.highlighted([one.text for one in categories], marks.highlight)
    return look.colors(kind, [name.text for name in table.names], len(categories))


def dump(plot: Plot) -> Plainly:
    """The mapping that parses to the chart; what is as the defaults have it is left out."""
    kind, series, categories = plot.type, len(plot.series), len(plot.categories)
    labelled = look.labelled(kind, series, categories)
    colors = look.colors(kind, [one.name.text for one in plot.series], categories)
    choices: tuple[tuple[str, bool, Plainly], ...] = (
        ("labels", plot.labelled != labelled or _own_labels(plot), _labels(plot)),
        ("title", bool(plot.title.text), _typed(plot.title)),
        ("format", bool(plot.format), plot.format),
        ("highlight", bool(plot.highlight), _names(plot.highlight)),
        ("legend", plot.legend != look.legend(kind, series), flags.dump(plot.legend)),
        ("colors", plot.colors != colors, " ".join(plot.colors)),
        ("gap", plot.gap != look.GAP, str(plot.gap)),
        ("overlap", plot.overlap != look.overlap(kind), str(plot.overlap)),
        ("alt", bool(plot.alt.text), _typed(plot.alt)),
    )
    entry: dict[str, Plainly] = {"chart": kind.word, "data": Lines(_data(plot))}
    return entry | {key: value for key, given, value in choices if given}


def _data(plot: Plot) -> str:
    corner = plot.corner if plot.corner.text else _CORNER
    rows = [(corner, *(one.name for one in plot.series))]
    rows += [
        (category, *(one.values[index] for one in plot.series))
        for index, category in enumerate(plot.categories)
    ]
    return write_grid([_typed(run) for run in row] for row in rows)


def _own_labels(plot: Plot) -> bool:
    return bool(plot.series[0].labels)


def _labels(plot: Plot) -> Plainly:
    if not _own_labels(plot):
        return flags.dump(plot.labelled)
    rows = zip(*(one.labels for one in plot.series), strict=True)
    return Lines(write_grid([_label(label) for label in row] for row in rows))


def _label(run: Run) -> str:
    typed = _typed(run)
    return f"\\{typed}" if typed == NO_LABEL else typed or NO_LABEL


def _names(names: tuple[str, ...]) -> Plainly:
    text = write_grid([_typed(Run(name))] for name in names)
    return text.removesuffix("\n") if len(names) == 1 else Lines(text)


def _typed(run: Run) -> str:
    return inline.dump((run,)) if run.text else ""
