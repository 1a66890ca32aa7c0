"""Charts in YAML: the data and options of a chart, parsed and dumped.

`data` is a grid with a row of headings, then a row for each category. `labels` has a line for each
category, with a cell for each series and `-` for no label; `labels: no` leaves them all out. What
is not given has a default (`chart.look`). The functions that read a key raise `Problem` with every
fault in its value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import TypeVar

from deckgen.content import Scope
from deckgen.content.chart import look, model
from deckgen.content.chart.model import NOTHING, TYPES, ChartType, Plot, Series
from deckgen.content.rows import TypedCell, read_grid, read_rows, write_grid
from deckgen.diagnostics import Gatherer, Problem, Span, error, gather, suggest
from deckgen.richtext import PLAIN, Run, inline
from deckgen.source import cell_formats, keys
from deckgen.source.nodes import (
    MappingNode,
    Node,
    ScalarNode,
    SequenceNode,
    expect_scalar,
    gather_entries,
)
from deckgen.source.writing import Lines, YamlData

_ROW_HELP = "a row is a category and a value for each series, parted by ` | `"


@dataclass(frozen=True, slots=True)
class ChartTable:
    """The data of a chart: headings, categories, and the values of each series.

    `code` is the number format of the values in a spreadsheet, "" where they have none or several.
    """

    corner: Run = NOTHING
    names: tuple[Run, ...] = ()
    categories: tuple[Run, ...] = ()
    values: tuple[tuple[Run, ...], ...] = ()
    code: str = ""

    def order(self, sort: str) -> list[int]:
        """The indexes of the rows, sorted `descending` or `ascending` by the sum of their values.

        Rows without a value come last; "" leaves the rows as they are.
        """
        rows = range(len(self.categories))
        if not sort:
            return list(rows)
        totals = {row: self._total(row) for row in rows}
        known = {row: total for row, total in totals.items() if total is not None}
        ordered = sorted(known, key=known.__getitem__, reverse=sort == "descending")
        return ordered + [row for row in rows if row not in known]

    def _total(self, row: int) -> Decimal | None:
        numbers = [model.read(column[row].text) for column in self.values]
        found = [number.value for number in numbers if number is not None]
        return sum(found, Decimal(0)) if found else None


def read_table(scalar: ScalarNode, scope: Scope) -> ChartTable:
    """The data in a scalar or the file it names. Raises `Problem` with every fault in it."""
    rows = read_grid(scalar, scope).rows
    head = rows[0]
    if len(head) < 2:
        raise head[0].problem(
            "chart-data", "a chart needs categories and at least one series",
            "only one cell", _ROW_HELP,
        )  # fmt: skip
    if len(rows) < 2:
        raise head[0].problem(
            "chart-data", "there are headings and no rows", "the only row",
            f"the first row holds the headings; {_ROW_HELP}",
        )  # fmt: skip
    codes: list[str] = []
    grid: list[list[Run]] = []
    with gather() as problems:
        for number, row in enumerate(rows):
            runs = [NOTHING] * len(row)
            for column, cell in enumerate(row):
                with problems.collect():
                    runs[column] = plain_run(cell, scope)
                    if number and column:
                        runs[column] = _value(cell, runs[column], codes)
            grid.append(runs)
    columns = tuple(zip(*grid[1:], strict=True))
    code = codes[0] if len(set(codes)) == 1 else ""
    return ChartTable(grid[0][0], tuple(grid[0][1:]), columns[0], columns[1:], code)


def plain_run(cell: TypedCell, scope: Scope) -> Run:
    """A cell's text as one run. Raises `Problem` for styles, which charts cannot have."""
    runs = cell.runs(scope)
    for run in runs:
        if run.style != PLAIN:
            raise cell.problem(
                "style-in-chart", "text in a chart has no formats of its own", "",
                "write `\\*` or `\\[` for a character that is text",
            )  # fmt: skip
    return runs[0] if runs else NOTHING


def _value(cell: TypedCell, run: Run, codes: list[str]) -> Run:
    """The run of a number as typed, or with all digits of a spreadsheet's value.

    Adds the number format of a value that the spreadsheet rounds to `codes`.
    """
    if not run.text:
        return run
    number = model.read(run.text)
    if cell.number is not None:
        value = cell.number
        if number is None or number.value != value:
            codes.extend([number.code] if number else [])
            run = Run(cell_formats.plain(value), origins=run.origins)
            number = model.read(run.text)
    if number is None:
        raise _not_a_number(cell, run.text)
    return run


def _not_a_number(cell: TypedCell, text: str) -> Problem:
    long = len(re.sub(r"\D", "", text)) > cell_formats.DIGITS
    helps: Sequence[str] = (
        [f"a chart keeps {cell_formats.DIGITS} digits of a number"]
        if long
        else ["write digits such as 127,492 or 5.24 or 48%; leave the cell empty for a gap"]
    )
    return cell.problem(
        "not-a-number",
        f"`{text}` is not a number",
        "" if cell.text == text else "prints it",
        *helps,
    )


# Options. Each function gives None or "" where its key is missing.


_COLOR = re.compile(r"[^\s,|]+")
_SORTS = ("descending", "ascending")
_RANGES = {"gap": range(501), "overlap": range(-100, 101)}  # ST_GapAmount, ST_Overlap
NO_LABEL = "-"
"""The cell for no label; `\\-` is a label."""
Labels = tuple[tuple[Run, ...], ...]
"""The labels of each series."""


def read_label_choice(node: MappingNode, scope: Scope, table: ChartTable) -> bool | Labels | None:
    """Whether there are labels, or their texts; None for the default."""
    value = node.get("labels")
    if value is None:
        return None
    scalar = expect_scalar(value, "`labels`", "write `no` for no labels")
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


def read_highlight(
    node: MappingNode, scope: Scope, kind: ChartType, table: ChartTable
) -> tuple[str, ...]:
    """The names of the highlighted categories, in the order of the data."""
    value = node.get("highlight")
    if value is None:
        return ()
    several = len(table.names) > 1
    if several or not (kind.direction or kind.is_pie):
        why = "a chart of several series" if several else f"a chart of type {kind.word}"
        raise error(
            "highlight",
            f"`highlight` cannot be used in {why}",
            at=_key_span(node, "highlight"),
            help="it marks a bar, column or slice; `colors` gives each series its colour",
        )
    if kind.is_pie and node.get("colors") is not None:
        raise error(
            "highlight",
            "`highlight` and `colors` both give a slice its colour",
            at=_key_span(node, "highlight"),
            help="keep one of them",
        )
    known = [category.text for category in table.categories]
    found = set()
    with gather() as problems:
        for scalar in _scalars(value, "highlight"):
            for cell in (cell for row in read_rows(scalar) for cell in row):
                with problems.collect():
                    name = cell.plain(scope)
                    found.add(name)
                    if name not in known:
                        helps = suggest(name, known, "the categories are")
                        message = f"there is no category `{name}`"
                        raise cell.problem("unknown-category", message, "", *helps)
    return tuple(name for name in dict.fromkeys(known) if name in found)


def read_colors(node: MappingNode, kind: ChartType, table: ChartTable) -> tuple[str, ...]:
    """A theme colour for each series, or for each slice of a pie."""
    value = node.get("colors")
    if value is None:
        return ()
    found = []
    with gather() as problems:
        for scalar in _scalars(value, "colors"):
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


def read_percent(node: MappingNode, key: str, kind: ChartType) -> int | None:
    """`gap` or `overlap`, in percent of a bar's width."""
    value = node.get(key)
    if value is None:
        return None
    scalar = expect_scalar(value, f"`{key}`")
    if not kind.direction:
        raise error("only-bars", f"`{key}` is for bars and columns", at=_key_span(node, key))
    allowed = _RANGES[key]
    text = scalar.text.removesuffix("%")
    if not re.fullmatch(r"-?[0-9]{1,3}", text) or int(text) not in allowed:
        raise error(
            "percent",
            (
                f"`{key}` is a number from {allowed[0]} to {allowed[-1]}, in percent of "
                f"a bar's width, not `{scalar.text}`"
            ),
            at=scalar.span,
        )
    return int(text)


def read_number_format(node: MappingNode) -> str:
    """The number format of labels and axis."""
    value = node.get("format")
    if value is None:
        return ""
    scalar = expect_scalar(value, "`format`")
    if not model.is_code(scalar.text):
        raise error(
            "number-format",
            f"`{scalar.text}` is not a number format",
            at=scalar.span,
            help=(
                "formats are written as in Excel, such as `#,##0` or `0.0%` or `$#,##0`; "
                'words in them stand in quotes: `#,##0" people"`'
            ),
        )
    return scalar.text


def read_sort(node: MappingNode) -> str:
    """The order in which the categories are sorted by their values."""
    value = node.get("sort")
    if value is None:
        return ""
    scalar = expect_scalar(value, "`sort`")
    if scalar.text not in _SORTS:
        raise error(
            "sort",
            f"`sort` is `descending` or `ascending`, not `{scalar.text}`",
            at=scalar.span,
            help=suggest(scalar.text, _SORTS, "leave it out for the order of the data; words are"),
        )
    return scalar.text


def read_text(node: MappingNode, key: str, scope: Scope) -> Run:
    """The text of `title` or `alt`, which has no styles."""
    value = node.get(key)
    if value is None:
        return NOTHING
    scalar = expect_scalar(value, f"`{key}`")
    return plain_run(TypedCell(scalar.text.removesuffix("\n"), scalar.at), scope)


def _key_span(node: MappingNode, key: str) -> Span:
    scalar = node.key(key)
    return scalar.span if scalar else node.span


def _scalars(node: Node, key: str) -> Iterator[ScalarNode]:
    """The items of a list, or a single text."""
    for item in node if isinstance(node, SequenceNode) else (node,):
        yield expect_scalar(item, f"`{key}`")


# Whole charts.


_KEYS = (
    "chart", "data", "labels", "title", "format", "sort", "highlight", "legend", "colors", "gap",
    "overlap", "alt",
)  # fmt: skip

_CORNER = Run("Category")
_NONE: tuple[str, ...] = ()
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class _DataOptions:
    """The options that depend on the data; None and empty ones are the defaults."""

    labels: bool | Labels | None = None
    highlight: tuple[str, ...] = ()
    colors: tuple[str, ...] = ()


def parse(node: MappingNode, scope: Scope) -> Plot:
    """The chart that a mapping describes. Raises `Problem` with every fault in it."""
    problems = Gatherer()
    gathered = partial(_gathered, problems)
    gathered(partial(gather_entries, node, _KEYS, "a chart"), None)
    kind = gathered(partial(_type, node), TYPES["bar"])
    table = gathered(partial(_table, node, scope), ChartTable())
    options = (
        _data_options(node, scope, kind, table, problems) if table.categories else _DataOptions()
    )
    legend = look.has_legend(kind, len(table.names))
    legend = gathered(
        partial(keys.parse_yes_no, node.get("legend"), "`legend`", default=legend), legend
    )
    gap = gathered(partial(read_percent, node, "gap", kind), None)
    overlap = gathered(partial(read_percent, node, "overlap", kind), None)
    code = gathered(partial(read_number_format, node), "")
    title = gathered(partial(read_text, node, "title", scope), NOTHING)
    alt = gathered(partial(read_text, node, "alt", scope), NOTHING)
    sort = gathered(partial(read_sort, node), "")
    problems.check()
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
            )
            for index, name in enumerate(table.names)
        ),
        colors=_series_colors(kind, table, categories, options),
        labelled=look.has_labels(kind, len(table.names), len(rows))
        if labels is None
        else bool(labels),
        legend=legend,
        gap=look.GAP if gap is None else gap,
        overlap=look.default_overlap(kind) if overlap is None else overlap,
        highlight=() if kind.is_pie else options.highlight,
        format=code or table.code,
        title=title,
        alt=alt,
        corner=table.corner,
    )


def _gathered(problems: Gatherer, step: Callable[[], _T], default: _T) -> _T:
    """The result of a step; where it raises a `Problem`, that is gathered and the default used."""
    with problems.collect():
        return step()
    return default


def _type(node: MappingNode) -> ChartType:
    value = node.entries[0][1]
    if isinstance(value, ScalarNode) and not value.text:
        helps = suggest("", TYPES, "charts are")
        raise error(
            "empty-value", "`chart` has no value", at=value.span, label="nothing here", help=helps
        )
    scalar = expect_scalar(value, "`chart`")
    kind = TYPES.get(scalar.text)
    if kind is None:
        raise error(
            "unknown-chart",
            f"there is no chart called `{scalar.text}`",
            at=scalar.span,
            help=suggest(scalar.text, TYPES, "charts are"),
        )
    return kind


def _table(node: MappingNode, scope: Scope) -> ChartTable:
    data = node.get("data")
    if data is None:
        raise error(
            "missing-key",
            "a chart needs `data`",
            at=node.entries[0][0].span,
            label="this chart",
            help="give rows of cells parted by ` | `, or the name of a CSV or XLSX file",
        )
    return read_table(expect_scalar(data, "`data`"), scope)


def _data_options(
    node: MappingNode, scope: Scope, kind: ChartType, table: ChartTable, problems: Gatherer
) -> _DataOptions:
    gathered = partial(_gathered, problems)
    gathered(partial(_check_slices, node, kind, table), None)
    options = _DataOptions(
        gathered(partial(read_label_choice, node, scope, table), None),
        gathered(partial(read_highlight, node, scope, kind, table), _NONE),
        gathered(partial(read_colors, node, kind, table), _NONE),
    )
    gathered(partial(_check_highlight, node, options), None)
    return options


def _check_highlight(node: MappingNode, options: _DataOptions) -> None:
    """Raise `Problem` where a highlight would not be visible."""
    if options.highlight and look.HIGHLIGHT in options.colors:
        key = node.key("highlight")
        raise error(
            "highlight",
            f"`highlight` has the colour that all bars have, {look.HIGHLIGHT}",
            at=node.span if key is None else key.span,
            help="give `colors` another one",
        )


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
    for run in table.values[0]:
        number = model.read(run.text)
        if number is not None and number.value < 0:
            raise error(
                "negative-slice",
                f"a {kind.word} cannot show `{run.text}`",
                at=_span(node, run),
                label="below zero",
                help="make it a bar chart",
            )


def _span(node: MappingNode, run: Run) -> Span:
    """The span of a cell, or of the key `data` where it is not known."""
    found = (origin.span for origin in run.origins if origin.span is not None)
    key = node.key("data")
    return next(found, node.span if key is None else key.span)


def _series_colors(
    kind: ChartType, table: ChartTable, categories: tuple[Run, ...], options: _DataOptions
) -> tuple[str, ...]:
    if options.colors:
        return options.colors
    if kind.is_pie and options.highlight:
        return look.highlighted_colors([one.text for one in categories], options.highlight)
    return look.default_colors(kind, [name.text for name in table.names], len(categories))


def dump(plot: Plot) -> YamlData:
    """The mapping that parses to this chart, without the options that have their default."""
    kind, series, categories = plot.type, len(plot.series), len(plot.categories)
    labelled = look.has_labels(kind, series, categories)
    colors = look.default_colors(kind, [one.name.text for one in plot.series], categories)
    choices: tuple[tuple[str, bool, YamlData], ...] = (
        ("labels", plot.labelled != labelled or _has_label_texts(plot), _labels(plot)),
        ("title", bool(plot.title.text), _source(plot.title)),
        ("format", bool(plot.format), plot.format),
        ("highlight", bool(plot.highlight), _names(plot.highlight)),
        ("legend", plot.legend != look.has_legend(kind, series), keys.dump_yes_no(plot.legend)),
        ("colors", plot.colors != colors, " ".join(plot.colors)),
        ("gap", plot.gap != look.GAP, str(plot.gap)),
        ("overlap", plot.overlap != look.default_overlap(kind), str(plot.overlap)),
        ("alt", bool(plot.alt.text), _source(plot.alt)),
    )
    entry: dict[str, YamlData] = {"chart": kind.word, "data": Lines(_data(plot))}
    return entry | {key: value for key, given, value in choices if given}


def _data(plot: Plot) -> str:
    corner = plot.corner if plot.corner.text else _CORNER
    rows = [(corner, *(one.name for one in plot.series))]
    rows += [
        (category, *(one.values[index] for one in plot.series))
        for index, category in enumerate(plot.categories)
    ]
    return write_grid([_source(run) for run in row] for row in rows)


def _has_label_texts(plot: Plot) -> bool:
    return bool(plot.series[0].labels)


def _labels(plot: Plot) -> YamlData:
    if not _has_label_texts(plot):
        return keys.dump_yes_no(plot.labelled)
    rows = zip(*(one.labels for one in plot.series), strict=True)
    return Lines(write_grid([_label_source(label) for label in row] for row in rows))


def _label_source(run: Run) -> str:
    typed = _source(run)
    return f"\\{typed}" if typed == NO_LABEL else typed or NO_LABEL


def _names(names: tuple[str, ...]) -> YamlData:
    text = write_grid([_source(Run(name))] for name in names)
    return text.removesuffix("\n") if len(names) == 1 else Lines(text)


def _source(run: Run) -> str:
    return inline.dump((run,)) if run.text else ""
