"""The choices of a chart in YAML: labels, highlight, colours, and the rest of its look.

Each function reads one key of the mapping, gives None or "" where the key is missing, and raises
`Problem` with every fault of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from deckgen.content import inline
from deckgen.content.base import Scope
from deckgen.content.chart import numbers
from deckgen.content.chart.model import NOTHING, ChartType
from deckgen.content.chart.table import Table, plain_run
from deckgen.content.grid.cell import Cell
from deckgen.content.grid.rows import read_rows
from deckgen.content.style import Run
from deckgen.diagnostics import Problem, Span, fail, gather, suggest
from deckgen.source import Mapping, Node, Scalar, Sequence, expect_scalar

_COLOR = re.compile(r"[^\s,|]+")
_SORTS = ("descending", "ascending")
_RANGES = {"gap": range(501), "overlap": range(-100, 101)}  # ST_GapAmount, ST_Overlap

NO_LABEL = "-"
"""What stands for no label; `\\-` is a label."""

Labels = tuple[tuple[Run, ...], ...]
"""The labels of each series."""


def labels(node: Mapping, scope: Scope, table: Table) -> bool | Labels | None:
    """Whether there are labels, or what they are; None for the default."""
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
                problems.add(row[-1].fail("label-count", message, "", "labels are parted by ` | `"))
            for cell in row:
                with problems.attempt():
                    run = NOTHING if cell.text == NO_LABEL else plain_run(cell, scope)
                    found.append(run if run.text.strip() else NOTHING)
    width = len(table.names)
    return tuple(tuple(found[column::width]) for column in range(width))


def _wrong_count(rows: tuple[tuple[Cell, ...], ...], wanted: int, span: Span) -> Problem:
    message = f"there are {len(rows)} labels for {wanted} categories"
    surplus = len(rows) > wanted
    place = rows[wanted if surplus else -1][0].span if rows else span
    return fail(
        "label-count", message, place, "a label too many" if surplus else "the last label",
        "write a line for each category, in the order of the data; `-` for no label",
    )  # fmt: skip


def highlight(node: Mapping, scope: Scope, kind: ChartType, table: Table) -> tuple[str, ...]:
    """The names of the highlighted categories, in the order of the data."""
    value = node.get("highlight")
    if value is None:
        return ()
    several = len(table.names) > 1
    if several or not (kind.direction or kind.round):
        why = "a chart of several series" if several else f"a chart of type {kind.word}"
        raise fail(
            "highlight", f"`highlight` cannot be used in {why}", _place(node, "highlight"), "",
            "it marks a bar, column or slice; `colors` gives each series its colour",
        )  # fmt: skip
    if kind.round and node.get("colors") is not None:
        raise fail(
            "highlight", "`highlight` and `colors` both give a slice its colour",
            _place(node, "highlight"), "", "keep one of them",
        )  # fmt: skip
    known = [category.text for category in table.categories]
    found = set()
    with gather() as problems:
        for scalar in _items(value, "highlight"):
            for cell in (cell for row in read_rows(scalar) for cell in row):
                with problems.attempt():
                    name = cell.plain(scope)
                    found.add(name)
                    if name not in known:
                        helps = suggest(name, known, "the categories are")
                        message = f"there is no category `{name}`"
                        raise cell.fail("unknown-category", message, "", *helps)
    return tuple(name for name in dict.fromkeys(known) if name in found)


def colors(node: Mapping, kind: ChartType, table: Table) -> tuple[str, ...]:
    """A theme colour for each series, or for each slice of a pie."""
    value = node.get("colors")
    if value is None:
        return ()
    found = []
    with gather() as problems:
        for scalar in _items(value, "colors"):
            for match in _COLOR.finditer(scalar.text):
                found.append(match.group())
                if match.group() not in inline.THEME_COLORS:
                    problems.add(_no_color(match.group(), scalar.at(*match.span())))
    wanted, each = (len(table.categories), "slice") if kind.round else (len(table.names), "series")
    if len(found) != wanted:
        slices = "s" if kind.round and wanted != 1 else ""
        raise fail(
            "color-count", f"there are {len(found)} colours for {wanted} {each}{slices}",
            value.span, "", f"give each {each} a colour, in the order of the data",
        )  # fmt: skip
    return tuple(found)


def _no_color(word: str, span: Span) -> Problem:
    helps = suggest(word, inline.THEME_COLORS, "colours are")
    return fail("color", f"there is no theme colour `{word}`", span, "", *helps)


def percent(node: Mapping, key: str, kind: ChartType) -> int | None:
    """`gap` or `overlap`, in percent of a bar's width."""
    value = node.get(key)
    if value is None:
        return None
    scalar = expect_scalar(value, f"`{key}`")
    if not kind.direction:
        raise fail("only-bars", f"`{key}` is for bars and columns", _place(node, key))
    allowed = _RANGES[key]
    text = scalar.text.removesuffix("%")
    if not re.fullmatch(r"-?[0-9]{1,3}", text) or int(text) not in allowed:
        raise fail(
            "percent", f"`{key}` is a number from {allowed[0]} to {allowed[-1]}, in percent of "
            f"a bar's width, not `{scalar.text}`", scalar.span,
        )  # fmt: skip
    return int(text)


def number_format(node: Mapping) -> str:
    """The number format of labels and axis."""
    value = node.get("format")
    if value is None:
        return ""
    scalar = expect_scalar(value, "`format`")
    if not numbers.is_code(scalar.text):
        raise fail(
            "number-format", f"`{scalar.text}` is not a number format", scalar.span, "",
            "formats are written as in Excel, such as `#,##0` or `0.0%` or `$#,##0`; "
            'words in them stand in quotes: `#,##0" people"`',
        )  # fmt: skip
    return scalar.text


def sort(node: Mapping) -> str:
    """Which way the categories are sorted by their values."""
    value = node.get("sort")
    if value is None:
        return ""
    scalar = expect_scalar(value, "`sort`")
    if scalar.text not in _SORTS:
        raise fail(
            "sort", f"`sort` is `descending` or `ascending`, not `{scalar.text}`", scalar.span, "",
            *suggest(scalar.text, _SORTS, "leave it out for the order of the data; words are"),
        )  # fmt: skip
    return scalar.text


def text(node: Mapping, key: str, scope: Scope) -> Run:
    """A text without style: `title` or `alt`."""
    value = node.get(key)
    if value is None:
        return NOTHING
    scalar = expect_scalar(value, f"`{key}`")
    return plain_run(Cell(scalar.text.removesuffix("\n"), scalar.at), scope)


def _place(node: Mapping, key: str) -> Span:
    scalar = node.key(key)
    return scalar.span if scalar else node.span


def _items(node: Node, key: str) -> Iterator[Scalar]:
    """The texts of a list, or the one text."""
    for item in node if isinstance(node, Sequence) else (node,):
        yield expect_scalar(item, f"`{key}`")
