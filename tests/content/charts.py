"""Charts for property tests: any text, numbers typed in any way, any choices."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st
from msgspec import structs

from deckgen.content.chart import Chart, model
from deckgen.content.chart.axis import NOTHING, PLAIN, Axis, limit
from deckgen.content.chart.look import HIGHLIGHT
from deckgen.content.chart.model import TYPES, Plot, Series
from deckgen.richtext import Run
from deckgen.richtext.inline import THEME_COLORS
from tests.support.strategies import words

texts = words.map(Run)
_perhaps = st.one_of(st.just(NOTHING), texts)
_labels = st.one_of(st.just(""), words).map(lambda text: Run(text) if text.strip() else NOTHING)
_counts = st.integers(0, 10**9)


def _whole(number: int, form: str) -> str:
    return {"plain": f"{number}", "grouped": f"{number:,}", "padded": f"0{number}", "none": ""}[
        form
    ]


numbers = st.builds(
    lambda sign, unit, number, form, fraction, percent: (
        sign + unit + _whole(number, form) + fraction + percent
    ),
    st.sampled_from(["", "", "", "-", "+", "\N{MINUS SIGN}"]),
    st.sampled_from(["", "", "", "$", "£", "€", "¥"]),
    _counts,
    st.sampled_from(["plain", "grouped", "padded", "none"]),
    st.sampled_from(["", "", ".5", ".24", ".05", ".10", ".0000"]),
    st.sampled_from(["", "", "%"]),
).filter(lambda text: model.read(text) is not None)
"""Numbers as they are typed."""


def _slice_numbers(text: str) -> bool:
    return text[:1] not in ("-", "\N{MINUS SIGN}")


_lines = st.sampled_from([None, None, True])
_labels_at_axes = st.sampled_from([None, None, None, False, True])
_days = st.dates(date(1950, 1, 1), date(2060, 1, 1)).map(date.isoformat)
_periods = st.sampled_from(["1 day", "1 month", "3 months", "2 years"])
_ends = st.integers(-1000, 10**6).map(str) | st.sampled_from(["0.5", "-0.25"])
_units = st.sampled_from(["0.1", "20", "5000"])


def _axes(ends: st.SearchStrategy[str], units: st.SearchStrategy[str]) -> st.SearchStrategy[Axis]:
    """What may be said of an axis whose limits and units are such texts."""

    def with_limits(axis: Axis, limits: list[str]) -> Axis:
        low, high = sorted(limits, key=limit)
        return structs.replace(axis, minimum=low, maximum=high)

    def maybe(texts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        return st.just("") | texts

    said = st.builds(
        Axis,
        title=_perhaps,
        minimum=maybe(ends),
        unit=maybe(units),
        format=maybe(st.sampled_from(["0", "#,##0", "0%", '0.0" kg"'])),
        gridlines=_lines,
        labels=_labels_at_axes,
    )
    pairs = st.lists(ends, min_size=2, max_size=2, unique=True)
    return said | st.builds(with_limits, said, pairs)


@st.composite
def charts(draw: st.DrawFn) -> Chart:
    """Charts of every type."""
    kind = draw(st.sampled_from(list(TYPES.values())))
    rows = draw(st.integers(1, 5))
    columns = 1 if kind.is_pie else draw(st.integers(1, 3))
    typed = numbers.filter(_slice_numbers) if kind.is_pie else numbers
    values = st.tuples(*[st.one_of(typed, typed, st.just("")).map(Run)] * rows)
    custom = draw(st.booleans())
    labels = st.tuples(*[_labels] * rows) if custom else st.just(())
    sizes = st.tuples(*[st.sampled_from(["1", "2.5", "1,200", ""]).map(Run)] * rows)
    sized = sizes if kind.is_bubbles else st.just(())
    series = draw(st.tuples(*[st.builds(Series, _perhaps, values, labels, sized)] * columns))
    categories = draw(st.tuples(*[_perhaps] * rows))
    colors = draw(st.tuples(*[st.sampled_from(THEME_COLORS)] * (rows if kind.is_pie else columns)))
    x_axis = PLAIN
    y_axis = PLAIN if kind.is_pie else draw(_axes(_ends, _units))
    if kind.is_points:
        categories = tuple(draw(st.tuples(*[numbers.map(Run)] * rows)))
        x_axis = draw(_axes(_ends, _units))
    elif kind.is_radar:
        y_axis = structs.replace(y_axis, title=NOTHING)
    elif kind.direction == "" and not kind.is_pie and draw(st.booleans()):
        days = sorted(draw(st.sets(_days, min_size=rows, max_size=rows)))
        categories = tuple(map(Run, days))
        x_axis = draw(_axes(_days, _periods))
        x_axis = structs.replace(x_axis, format=x_axis.format or "mmm yy")
    elif not kind.is_pie:
        x_axis = Axis(draw(_perhaps), gridlines=draw(_lines), labels=draw(_labels_at_axes))
    line: tuple[str, ...] = ()
    second: tuple[str, ...] = ()
    if kind.direction == "col" or kind.word == "line":
        known = {one.name.text for one in series}
        named = list(dict.fromkeys(one.name.text for one in series if one.name.text))
        if len(known) > 1 and kind.direction:
            line = tuple(draw(st.sampled_from([[], named[:1]])))
        if len(known) > 1:
            second = tuple(draw(st.sampled_from([[], named[:1], named[-1:]])))
    second_y_axis = draw(_axes(_ends, _units)) if second else PLAIN
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
            labelled=custom or draw(st.booleans()),
            legend=draw(st.booleans()),
            gap=draw(st.integers(0, 500)) if kind.direction else 45,
            overlap=draw(st.integers(-100, 100)) if kind.direction else _overlap(kind.stacked),
            highlight=highlight,
            format=draw(st.sampled_from(["", "", "#,##0", "0%", '0.0" kg"', "$#,##0.00"])),
            title=draw(_perhaps),
            alt=draw(_perhaps),
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
