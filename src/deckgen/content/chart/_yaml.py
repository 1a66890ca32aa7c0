"""Charts in YAML: the keys of a chart, parsed and dumped.

`data` is a grid with a row of headings, then a row for each category. `labels` has a line for each
category, with a cell for each series and `-` for no label; `labels: no` leaves them all out. What
is not given has a default (`chart.look`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from msgspec import Struct

from deckgen import content
from deckgen.content import Scope
from deckgen.content.chart import _options as forms
from deckgen.content.chart import look, model
from deckgen.content.chart._data import (
    ChartTable,
    dump_data,
    plain_text,
    read_table,
    source,
)
from deckgen.content.chart.axis import NOTHING, Axis
from deckgen.content.chart.model import TYPES, ChartType, Plot, Series
from deckgen.content.rows import number_format, write_grid
from deckgen.diagnostics import Span, error, gather
from deckgen.richtext import Run
from deckgen.source.fields import (
    YES_NO,
    Field,
    Fields,
    Form,
    Values,
    dump_yes_no,
    given,
    not_dumped,
    one_of,
)
from deckgen.source.nodes import MappingNode, ScalarNode, SequenceNode
from deckgen.source.writing import Lines, YamlData

_V = TypeVar("_V")
_Field = Field[Scope, Plot, _V]
_Option = Field[forms.ChartContext, Plot, _V]
_LEAST = "chart: bar\ndata: |\n  Country | Removals\n  Mexico | 1,200\n  Guatemala | 800"
_YEARS = (
    "chart: column\ndata: |\n  Country | 2023 | 2024\n  Mexico | 1,200 | 1,300\n"
    "  Guatemala | 800 | 700\n"
)
_NONE: tuple[str, ...] = ()
_ONE_OR_MORE = (ScalarNode, SequenceNode)
_WORDS = Form("`yes`, `no`, or a line for each category", forms.labels)


def _default_colors(plot: Plot) -> tuple[str, ...]:
    names = [one.name.text for one in plot.series]
    return look.default_colors(plot.type, names, len(plot.categories), plot.line)


_TYPE = _Field[ChartType](
    "chart", Form(forms.TYPE_WORDS.takes, forms.chart_type, forms.TYPE_WORDS.words), TYPES["bar"],
    lambda plot: plot.type.word, "the type of chart", _LEAST, unset="needed",
)  # fmt: skip
_DATA = _Field[ChartTable](
    "data", Form("a line for each row, or a path", read_table), ChartTable(),
    lambda plot: Lines(dump_data(plot)),
    "a row of headings, then a row for each category: its name and a number for each series, "
    "empty for a gap; or the CSV or XLSX file that holds them",
    _LEAST.replace("bar", "doughnut"), unset="needed",
)  # fmt: skip
_LABELS = _Option[bool | forms.Labels | None](
    "labels", _WORDS, None, lambda plot: _dump_labels(plot),
    "whether data points have labels, or the labels: a cell for each series, `-` for none",
    "labels: |\n  1,200 in all\n  -", unset="where there is room",
)  # fmt: skip
_TITLE = _Field[Run](
    "title", Form("text", plain_text), NOTHING, lambda plot: source(plot.title) or None,
    "the title above the chart", "title: Removals by country",
)  # fmt: skip
_FORMAT = _Field[str](
    "format", Form("a [number format](number-formats.md)", number_format), "",
    lambda plot: plot.format or None,
    "how labels and the axis print numbers, as in Excel", 'format: \'#,##0" people"\'',
    unset="as typed",
)  # fmt: skip
_SORT = _Field[str](
    "sort",
    one_of(
        ("descending", "ascending"), "sort", "`sort` is `descending` or `ascending`, not `{}`",
        "leave it out for the order of the data; words are",
    ),
    "", not_dumped, "sorts the categories by the sum of their values", "sort: descending",
    unset="as in the data",
)  # fmt: skip
_HIGHLIGHT = _Option[tuple[str, ...]](
    "highlight",
    Form("categories, a line or list item for each", forms.highlight, nodes=_ONE_OR_MORE), _NONE,
    lambda plot: given(plot.highlight, _NONE, _dump_names),
    "marks bars, columns or slices of a single series in a colour of their own",
    "highlight: Mexico", unset="none",
)  # fmt: skip
_LEGEND = _Field[bool | None](
    "legend", YES_NO, None,
    lambda plot: given(plot.legend, look.has_legend(plot.type, len(plot.series)), dump_yes_no),
    "whether there is a legend", "legend: yes", unset="`yes` for several series and for pies",
)  # fmt: skip
_COLORS = _Option[tuple[str, ...]](
    "colors", Form("theme colours, such as `accent2`", forms.colors, nodes=_ONE_OR_MORE), _NONE,
    lambda plot: given(plot.colors, _default_colors(plot), " ".join),
    "a colour for each series, or for each slice of a pie",
    f"{_YEARS}colors: accent2 accent4", unset="the theme's accents",
)  # fmt: skip
_GAP = _Option[int](
    "gap", forms.percent(range(501)), look.GAP, lambda plot: given(plot.gap, look.GAP),
    "the space between bars or columns, of their width", "gap: 80",
)  # fmt: skip
_OVERLAP = _Option[int | None](
    "overlap", forms.percent(range(-100, 101)), None,
    lambda plot: given(plot.overlap, look.default_overlap(plot.type)),
    "how far the bars of a category overlap, of their width", f"{_YEARS}overlap: 30",
    unset="`-5`; `100` where they are stacked",
)  # fmt: skip
_SERIES = Form(
    "names of series, a line or list item for each", forms.named_series, nodes=_ONE_OR_MORE
)
_BOTH = (
    "chart: column\ndata: |\n  Year | Cases | Days each\n  2023 | 1,200 | 41\n  2024 | 1,300 | 38\n"
)
_LINE = _Option[tuple[str, ...]](
    "line", _SERIES, _NONE, lambda plot: given(plot.line, _NONE, _dump_names),
    "series of columns that are drawn as lines", f"{_BOTH}line: Days each", unset="none",
)  # fmt: skip
_SECOND = _Option[tuple[str, ...]](
    "second_axis", _SERIES, _NONE, lambda plot: given(plot.second, _NONE, _dump_names),
    "series of columns or lines that are on an axis of their own, at the right",
    f"{_BOTH}line: Days each\nsecond_axis: Days each", unset="none",
)  # fmt: skip
_AXIS = Form("[a mapping](#an-axis)", forms.axis, nodes=(MappingNode,))
_X_AXIS = _Option[Axis](
    "x_axis", _AXIS, Axis(), lambda plot: forms.AXIS.dump(plot.x_axis) or None,
    "the axis of the categories", "x_axis:\n  title: Country", unset="names alone",
)  # fmt: skip
_Y_AXIS = _Option[Axis](
    "y_axis", _AXIS, Axis(), lambda plot: forms.AXIS.dump(plot.y_axis) or None,
    "the axis of the values", "y_axis:\n  max: 2,000\n  gridlines: yes",
    unset="shown where there are no labels",
)  # fmt: skip
_SECOND_Y_AXIS = _Option[Axis](
    "second_y_axis", _AXIS, Axis(), lambda plot: forms.AXIS.dump(plot.second_y_axis) or None,
    "the axis of the series that `second_axis` names",
    f"{_BOTH}line: Days each\nsecond_axis: Days each\nsecond_y_axis:\n  title: Days",
    unset="as it fits",
)  # fmt: skip
_ALT = _Field[Run](
    "alt", Form("text", content.parse_alt_run), NOTHING,
    lambda plot: content.dump(plot.alt.text) or None,
    "the alternative text", "alt: Most removals are to Mexico", unset="made from type and data",
)  # fmt: skip
FIELDS = Fields[Plot](
    "a chart",
    (
        _TYPE, _DATA, _LABELS, _TITLE, _FORMAT, _SORT, _HIGHLIGHT, _LEGEND, _COLORS, _GAP, _OVERLAP,
        _LINE, _SECOND, _X_AXIS, _Y_AXIS, _SECOND_Y_AXIS, _ALT,
    ),
    _LEAST,
)  # fmt: skip


class _DataOptions(Struct, frozen=True):
    """The options that depend on the data; None and empty ones are the defaults."""

    labels: bool | forms.Labels | None = None
    highlight: tuple[str, ...] = ()
    colors: tuple[str, ...] = ()
    line: tuple[str, ...] = ()
    second: tuple[str, ...] = ()


def parse(node: MappingNode, scope: Scope) -> Plot:
    """The chart that a mapping describes. Raises `Problem` with every fault in it."""
    with gather() as problems:
        values = Values(node, problems, scope)
        FIELDS.gather_unknown(values)
        kind = values.get(_TYPE)
        if node.get("data") is None:
            problems.add(
                error(
                    "missing-key",
                    "a chart needs `data`",
                    at=node.entries[0][0].span,
                    label="this chart",
                    help="give rows of cells parted by ` | `, or the name of a CSV or XLSX file",
                )
            )
        table = values.get(_DATA)
        if kind.is_points and table.categories:
            with problems.collect():
                table = _points(node, kind, table)
        in_chart = values.within(forms.ChartContext(node, scope, kind, table))
        options = _data_options(in_chart) if table.categories else _DataOptions()
        gap, overlap = in_chart.get(_GAP), in_chart.get(_OVERLAP)
        x_axis, y_axis = in_chart.get(_X_AXIS), in_chart.get(_Y_AXIS)
        second_y_axis = in_chart.get(_SECOND_Y_AXIS)
        legend, code, sort = values.get(_LEGEND), values.get(_FORMAT), values.get(_SORT)
        title, alt = values.get(_TITLE), values.get(_ALT)
    rows = table.order(sort)
    categories = tuple(table.categories[row] for row in rows)
    labels = options.labels
    return Plot(
        type=kind,
        categories=categories,
        series=tuple(
            Series(
                name,
                tuple(table.values[index][row] for row in rows),
                tuple(labels[index][row] for row in rows) if isinstance(labels, tuple) else (),
                tuple(sizes[row] for sizes in table.sizes[index : index + 1] for row in rows),
            )
            for index, name in enumerate(table.names)
        ),
        colors=_series_colors(kind, table, categories, options),
        labelled=_has_labels(kind, len(table.names), len(rows), options)
        if labels is None
        else bool(labels),
        legend=look.has_legend(kind, len(table.names)) if legend is None else legend,
        gap=gap,
        overlap=look.default_overlap(kind) if overlap is None else overlap,
        highlight=() if kind.is_pie else options.highlight,
        format=code or table.code,
        title=title,
        alt=alt,
        corner=table.corner,
        measures=table.measures,
        x_axis=x_axis,
        y_axis=y_axis,
        second_y_axis=second_y_axis,
        line=options.line,
        second=options.second,
    )


def _data_options(values: Values[forms.ChartContext]) -> _DataOptions:
    chart = values.context
    with values.problems.collect():
        _check_slices(chart.node, chart.kind, chart.table)
    options = _DataOptions(
        values.get(_LABELS),
        values.get(_HIGHLIGHT),
        values.get(_COLORS),
        values.get(_LINE),
        values.get(_SECOND),
    )
    with values.problems.collect():
        _check_highlight(chart.node, options)
    return options


def _check_highlight(node: MappingNode, options: _DataOptions) -> None:
    """Raise `Problem` where a highlight would not be visible."""
    if options.highlight and look.HIGHLIGHT in options.colors:
        raise error(
            "highlight",
            f"`highlight` has the colour that all bars have, {look.HIGHLIGHT}",
            at=node.key_span("highlight"),
            help="give `colors` another one",
        )


def _has_labels(kind: ChartType, series: int, categories: int, options: _DataOptions) -> bool:
    """Whether data points have labels by default; never in a chart of several plots."""
    combined = options.line or options.second
    return not combined and look.has_labels(kind, series, categories)


def _points(node: MappingNode, kind: ChartType, table: ChartTable) -> ChartTable:
    """The table of points, whose first column has numbers. Raises `Problem`."""
    for point, run in enumerate(table.categories, 1):
        if model.read(run.text) is None:
            raise error(
                "not-a-number",
                f"`{run.text}` is not a number" if run.text else f"point {point} has no place",
                at=_span(node, run),
                help=_POINTS_HELP.get(kind.word, ""),
            )
    if not kind.is_bubbles:
        return table
    if len(table.names) % 2:
        raise error(
            "chart-data",
            "a bubble has a size",
            at=_span(node, table.names[-1]),
            label="a column without sizes beside it",
            help=_POINTS_HELP[kind.word],
        )
    sizes = (size for column in table.values[1::2] for size in column)
    _refuse_negative(node, sizes, "negative-size", "a bubble cannot have the size")
    return table.with_sizes()


_POINTS_HELP = {
    "scatter": "a row is `x | y`, numbers both; names of points are `labels`",
    "bubble": "a row is `x | y | size`, all numbers; names of points are `labels`",
}


def _check_slices(node: MappingNode, kind: ChartType, table: ChartTable) -> None:
    """Raise `Problem` where slices cannot show the data."""
    if not kind.is_pie:
        return
    if len(table.names) > 1:
        raise error(
            "several-series",
            f"a {kind.word} shows one series, here are {len(table.names)}",
            at=_span(node, table.names[1]),
            label="the second one",
            help="leave one column of values, or make it a stacked column",
        )
    said = f"a {kind.word} cannot show"
    _refuse_negative(node, table.values[0], "negative-slice", said, mend="make it a bar chart")


def _refuse_negative(
    node: MappingNode, runs: Iterable[Run], code: str, said: str, *, mend: str = ""
) -> None:
    for run in runs:
        number = model.read(run.text)
        if number is not None and number.value < 0:
            raise error(
                code, f"{said} `{run.text}`", at=_span(node, run), label="below zero", help=mend
            )


def _span(node: MappingNode, run: Run) -> Span:
    """The span of a cell, or of the key `data` where it is not known."""
    found = (origin.span for origin in run.origins if origin.span is not None)
    return next(found, node.key_span("data"))


def _series_colors(
    kind: ChartType, table: ChartTable, categories: tuple[Run, ...], options: _DataOptions
) -> tuple[str, ...]:
    if options.colors:
        return options.colors
    if kind.is_pie and options.highlight:
        return look.highlighted_colors([one.text for one in categories], options.highlight)
    names = [name.text for name in table.names]
    return look.default_colors(kind, names, len(categories), options.line)


def _dump_labels(plot: Plot) -> YamlData | None:
    if plot.series[0].labels:
        rows = zip(*(one.labels for one in plot.series), strict=True)
        return Lines(write_grid([_label_source(label) for label in row] for row in rows))
    options = _DataOptions(line=plot.line, second=plot.second)
    default = _has_labels(plot.type, len(plot.series), len(plot.categories), options)
    return given(plot.labelled, default, dump_yes_no)


def _label_source(run: Run) -> str:
    typed = source(run)
    return f"\\{typed}" if typed == forms.NO_LABEL else typed or forms.NO_LABEL


def _dump_names(names: tuple[str, ...]) -> YamlData:
    text = write_grid([source(Run(name))] for name in names)
    return text.removesuffix("\n") if len(names) == 1 else Lines(text)
