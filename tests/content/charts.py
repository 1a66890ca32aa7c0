"""Charts for property tests: any text, numbers typed in any way, any choices."""

from __future__ import annotations

from datetime import date
from functools import cache

from hypothesis import strategies as st
from msgspec import structs

from deckgen.content.chart import Chart, model
from deckgen.content.chart.axis import NOTHING, PLAIN, Axis, limit
from deckgen.content.chart.look import HIGHLIGHT
from deckgen.content.chart.model import TYPES, Plot, Series
from deckgen.richtext import Run
from deckgen.richtext.inline import THEME_COLORS
from tests.support.strategies import mixed, words

texts = words.map(Run)
_perhaps = st.one_of(st.just(NOTHING), texts)
_labels = st.one_of(st.just(""), words).map(lambda text: Run(text) if text.strip() else NOTHING)


def _typed(form: str, number: int) -> str:
    return form.format(number)


_forms = mixed(
    "{}{}{}{}{}".format,
    ["", "", "", "-", "+", "\N{MINUS SIGN}"],
    ["", "", "", "$", "£", "€", "¥"],
    ["{0}", "{0:,}", "0{0}", ""],
    ["", "", ".5", ".24", ".05", ".10", ".0000"],
    ["", "", "%"],
)
numbers = st.builds(_typed, _forms, st.integers(0, 10**9)).filter(
    lambda text: model.read(text) is not None
)
"""Numbers as they are typed."""


def _slice_numbers(text: str) -> bool:
    return text[:1] not in ("-", "\N{MINUS SIGN}")


_days = st.dates(date(1950, 1, 1), date(2060, 1, 1)).map(date.isoformat)
_ends = st.integers(-1000, 10**6).map(str) | st.sampled_from(["0.5", "-0.25"])
_LINES = [None, None, True]
_LABELS = [None, None, None, False, True]


def _axes(ends: st.SearchStrategy[str], units: list[str]) -> st.SearchStrategy[Axis]:
    """What may be said of an axis whose limits and units are such texts."""

    def said(axis: Axis, title: Run, limits: list[str]) -> Axis:
        low, high = sorted(limits, key=limit) if len(limits) > 1 else (*limits, "", "")[:2]
        return structs.replace(axis, title=title, minimum=low, maximum=high)

    looks = mixed(
        lambda unit, code, lines, labels: Axis(
            unit=unit, format=code, gridlines=lines, labels=labels
        ),
        [*[""] * len(units), *units],
        ["", "", "", "", "0", "#,##0", "0%", '0.0" kg"'],
        _LINES,
        _LABELS,
    )
    return st.builds(said, looks, _perhaps, st.lists(ends, max_size=2, unique=True))


_limited = _axes(_ends, ["0.1", "20", "5000"])
_dated = _axes(_days, ["1 day", "1 month", "3 months", "2 years"])
_plain = st.builds(
    structs.replace,
    mixed(lambda lines, labels: Axis(gridlines=lines, labels=labels), _LINES, _LABELS),
    title=_perhaps,
)
_points = numbers.map(Run)
_values = st.one_of(numbers, numbers, st.just("")).map(Run)
_shares = _values.filter(lambda run: _slice_numbers(run.text))
_bubbles = st.sampled_from(["1", "2.5", "1,200", ""]).map(Run)


@cache
def _series(rows: int, *, shares: bool, labelled: bool, sized: bool) -> st.SearchStrategy[Series]:
    def of(given: bool, cells: st.SearchStrategy[Run]) -> st.SearchStrategy[tuple[Run, ...]]:
        return st.tuples(*[cells] * rows) if given else st.just(())

    values = of(True, _shares if shares else _values)
    return st.builds(Series, _perhaps, values, of(labelled, _labels), of(sized, _bubbles))


_kinds = st.sampled_from(list(TYPES.values()))
_colors = st.sampled_from(THEME_COLORS)
_choices = mixed(
    lambda *chosen: chosen,
    *[[False, True]] * 3,
    ["", "", "#,##0", "0%", '0.0" kg"', "$#,##0.00"],
)


@st.composite
def charts(draw: st.DrawFn) -> Chart:
    """Charts of every type."""
    kind = draw(_kinds)
    rows = draw(st.integers(1, 5))
    columns = 1 if kind.is_pie else draw(st.integers(1, 3))
    custom, labelled, legend, code = draw(_choices)
    one = _series(rows, shares=kind.is_pie, labelled=custom, sized=kind.is_bubbles)
    series = tuple(draw(one) for _ in range(columns))
    categories = tuple(draw(_points if kind.is_points else _perhaps) for _ in range(rows))
    colors = tuple(draw(_colors) for _ in range(rows if kind.is_pie else columns))
    x_axis = PLAIN
    y_axis = PLAIN if kind.is_pie else draw(_limited)
    if kind.is_points:
        x_axis = draw(_limited)
    elif kind.is_radar:
        y_axis = structs.replace(y_axis, title=NOTHING)
    elif kind.direction == "" and not kind.is_pie and draw(st.booleans()):
        days = sorted(draw(st.sets(_days, min_size=rows, max_size=rows)))
        categories = tuple(map(Run, days))
        x_axis = draw(_dated)
        x_axis = structs.replace(x_axis, format=x_axis.format or "mmm yy")
    elif not kind.is_pie:
        x_axis = draw(_plain)
    line: tuple[str, ...] = ()
    second: tuple[str, ...] = ()
    if kind.direction == "col" or kind.word == "line":
        known = {one.name.text for one in series}
        named = list(dict.fromkeys(one.name.text for one in series if one.name.text))
        if len(known) > 1 and kind.direction:
            line = tuple(draw(st.sampled_from([[], named[:1]])))
        if len(known) > 1:
            second = tuple(draw(st.sampled_from([[], named[:1], named[-1:]])))
    second_y_axis = draw(_limited) if second else PLAIN
    highlight: tuple[str, ...] = ()
    names = dict.fromkeys(category.text for category in categories if category.text)
    if kind.direction and columns == 1 and HIGHLIGHT not in colors:
        highlight = tuple(name for name in names if draw(st.booleans()))
    return Chart(
        Plot(
            type=kind,
            categories=categories,
            series=series,
            colors=colors,
            labelled=custom or labelled,
            legend=legend,
            gap=draw(st.integers(0, 500)) if kind.direction else 45,
            overlap=draw(st.integers(-100, 100)) if kind.direction else _overlap(kind.stacked),
            highlight=highlight,
            format=code,
            title=draw(_perhaps),
            alt=draw(_perhaps.map(lambda run: Run(run.text.strip()))),
            corner=draw(_perhaps),
            x_axis=x_axis,
            y_axis=y_axis,
            second_y_axis=second_y_axis,
            line=line,
            second=second,
        )
    ).over(None)


def _overlap(stacked: bool) -> int:
    return 100 if stacked else -5
