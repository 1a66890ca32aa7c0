"""Alternative text that says what a chart shows, for those who cannot see it."""

from __future__ import annotations

from deckgen.content.chart.model import Plot, Series

_LONGEST = 400


def describe(plot: Plot) -> str:
    """The chart's type, title or series, and its categories with what stands at them.

    At most 400 characters; categories that find no room are counted.
    """
    subject = plot.title.text or _listed([one.name.text for one in plot.series if one.name.text])
    head = f"{plot.type.name}: {_line(subject)}." if subject else f"{plot.type.name}."
    if len(head) > _LONGEST // 2:
        head = f"{head[: _LONGEST // 2 - 1]}…"
    shown = [_point(plot, index) for index in range(len(plot.categories))]
    for count in range(len(shown), -1, -1):
        text = " ".join([head, *_body(shown, count)])
        if len(text) <= _LONGEST:
            break
    return text


def _body(shown: list[str], count: int) -> list[str]:
    listed = "; ".join(shown[:count])
    rest = len(shown) - count
    if not rest:
        return [f"{listed}."]
    more = f"{rest} {'categories' if rest > 1 else 'category'}"
    return [f"{listed}; and {more} more."] if count else [f"{more[0].upper()}{more[1:]}."]


def _point(plot: Plot, index: int) -> str:
    category = _line(plot.categories[index].text)
    values = [
        f"{_line(one.name.text)} {_value(one, index)}"
        if len(plot.series) > 1
        else _value(one, index)
        for one in plot.series
    ]
    parted = ": " if len(plot.series) > 1 else " "
    return f"{category}{parted}{', '.join(values)}".strip()


def _value(series: Series, index: int) -> str:
    label = series.labels[index].text if series.labels else ""
    return _line(label or series.values[index].text or "no value")


def _listed(names: list[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def _line(text: str) -> str:
    return " ".join(text.split())
