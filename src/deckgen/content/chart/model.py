"""The model of a chart: its typed numbers, type, categories and series, and alternative text.

`127,492`, `48%`, `5.24`, `+4%` and `$1,200` are each a value and a number format (ECMA-376
part 1, 18.8.30): 127492 and `#,##0`, 0.48 and `0%`. A chart part keeps both, so a number reads back
as it was typed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from msgspec import Struct, structs

from deckgen.content.chart.axis import NOTHING, PLAIN, Axis
from deckgen.diagnostics import counted, joined
from deckgen.facts import numbers
from deckgen.facts.numbers import TypedNumber
from deckgen.richtext import Run
from deckgen.source import cell_formats
from deckgen.source.cell_formats import DIGITS


def read(text: str) -> TypedNumber | None:
    """The number in a text, or None where it is no number or has more than 15 digits."""
    return numbers.read(text, DIGITS)


def show(value: Decimal, code: str) -> str:
    """The value as typed text: under the number format if that shows all of it, else plain."""
    shown = cell_formats.show(value, code)
    number = read(shown)
    return shown if number is not None and number.value == value else cell_formats.plain(value)


def cached(text: str) -> Decimal | None:
    """The value of a number in a chart's cache, or None where the text is no number.

    Excel writes 17 digits of its binary numbers (`4.4000000000000004`) and means 15 of them.
    """
    try:
        value = Decimal(text.strip())
    except InvalidOperation:
        return None
    return cell_formats.exact(value) if value.is_finite() else None


@lru_cache(maxsize=128)
def common_code(texts: tuple[str, ...]) -> str:
    """The number format under which most of these numbers show as they are typed.

    Texts that are no number do not count; without any number it is `General`.
    """
    typed = {text: number for text in texts if (number := read(text)) is not None}
    plus = any(number.sign == "+" for number in typed.values())
    minus = any(number.sign == numbers.MINUS for number in typed.values())
    codes = [numbers.signed(number.base, plus=plus, minus=minus) for number in typed.values()]
    codes += [number.code for number in typed.values()]
    return max(
        dict.fromkeys(codes),
        key=lambda code: sum(cell_formats.show(n.value, code) == text for text, n in typed.items()),
        default=cell_formats.GENERAL,
    )


def code_of(number: TypedNumber, text: str, common: str) -> str:
    """The format under which a number shows as typed: the common one if it does, else its own."""
    return common if cell_formats.show(number.value, common) == text else number.code


# The chart: its type, categories and series, and its options.


LINE_PLOTS = ("c:lineChart", "c:scatterChart", "c:radarChart")
ROUND_PLOTS = ("c:pieChart", "c:doughnutChart")
SIDE_BY_SIDE = ("", "clustered", "standard")
"""The `c:grouping` of bars that are not stacked; in a plane `standard` is the same."""


class ChartType(Struct, frozen=True):
    """A type of chart. `word` is its name in YAML.

    `element` is that of its plot (ECMA-376 part 1, 21.2.2), `grouping` its `c:grouping`, which
    bars, columns, lines and areas have, and `direction` its `c:barDir`, of bars and columns.
    """

    word: str
    element: str
    grouping: str = ""
    direction: str = ""

    @property
    def is_pie(self) -> bool:
        """Whether it is a pie or doughnut, which shows a single series as slices."""
        return self.element in ROUND_PLOTS

    @property
    def is_points(self) -> bool:
        """Whether its points stand at numbers in both directions, without categories."""
        return self.element in ("c:scatterChart", "c:bubbleChart")

    @property
    def is_bubbles(self) -> bool:
        """Whether each point has a size, too."""
        return self.element == "c:bubbleChart"

    @property
    def is_radar(self) -> bool:
        """Whether its categories stand around a centre."""
        return self.element == "c:radarChart"

    @property
    def has_lines(self) -> bool:
        """Whether a series is a line or its points, which its outline and its markers colour."""
        return self.element in LINE_PLOTS

    @property
    def stacked(self) -> bool:
        """Whether the series are stacked."""
        return self.grouping in ("stacked", "percentStacked")

    @property
    def shares(self) -> bool:
        """Whether each category is a whole, of which the axis shows shares."""
        return self.grouping == "percentStacked"

    @property
    def from_zero(self) -> bool:
        """Whether lengths and areas are compared, so that the axis starts at zero."""
        return self.element in ("c:barChart", "c:areaChart", "c:radarChart")

    @property
    def name(self) -> str:
        """The name of the type at the start of a sentence: `Stacked bar chart`."""
        return f"{self.word[0].upper()}{self.word[1:]} chart"


TYPES = {
    word: ChartType(word, *rest)
    for word, *rest in (
        ("bar", "c:barChart", "clustered", "bar"),
        ("column", "c:barChart", "clustered", "col"),
        ("stacked bar", "c:barChart", "stacked", "bar"),
        ("stacked column", "c:barChart", "stacked", "col"),
        ("100% stacked bar", "c:barChart", "percentStacked", "bar"),
        ("100% stacked column", "c:barChart", "percentStacked", "col"),
        ("line", "c:lineChart", "standard"),
        ("area", "c:areaChart", "standard"),
        ("stacked area", "c:areaChart", "stacked"),
        ("pie", "c:pieChart"),
        ("doughnut", "c:doughnutChart"),
        ("scatter", "c:scatterChart"),
        ("bubble", "c:bubbleChart"),
        ("radar", "c:radarChart"),
    )
}


class Series(Struct, frozen=True):
    """One series of a chart. Its texts are runs without style, which keep their facts.

    `values` are the numbers as typed, one for each category, "" for a gap. `labels` are shown at
    the data points instead of the values, "" for no label; () shows the values. Bubbles have a
    size each.
    """

    name: Run
    values: tuple[Run, ...]
    labels: tuple[Run, ...] = ()
    sizes: tuple[Run, ...] = ()

    @property
    def code(self) -> str:
        """The number format under which most values show as typed."""
        return common_code(tuple(value.text for value in self.values))


@dataclass(frozen=True, slots=True)
class Plot:
    """Everything that a chart shows.

    `colors` are names of theme colours, one for each series, or for each slice of a pie.
    `labelled` is whether the data points have labels, `legend` whether there is a legend. `gap` is
    the space between categories and `overlap` that of the bars of a category, both in percent of
    a bar's width. `highlight` are the categories whose bars are highlighted. `format` is a number
    format for labels and axis, "" to show values as typed. An empty `title` is none, an empty
    `alt` a generated alternative text. `corner` is the heading above the categories, which only
    the workbook shows, as are `measures` above the sizes of each series. `x_axis` is that of the
    categories, `y_axis` that of the values. The categories of points are numbers. `line` names the
    series of columns that are lines, `second` those that are on a second axis, `second_y_axis`.
    """

    type: ChartType
    categories: tuple[Run, ...]
    series: tuple[Series, ...]
    colors: tuple[str, ...]
    labelled: bool
    legend: bool
    gap: int
    overlap: int
    highlight: tuple[str, ...] = ()
    format: str = ""
    title: Run = NOTHING
    alt: Run = NOTHING
    corner: Run = field(default=NOTHING, compare=False)
    measures: tuple[Run, ...] = field(default=(), compare=False)
    x_axis: Axis = PLAIN
    y_axis: Axis = PLAIN
    second_y_axis: Axis = PLAIN
    line: tuple[str, ...] = ()
    second: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Give equal charts one form.

        A format that changes nothing, or is not seen, is left out; labels without any text count
        as no labels.
        """
        labels = [label for one in self.series for label in one.labels]
        if labels and not any(label.text for label in labels):
            bare = tuple(structs.replace(one, labels=()) for one in self.series)
            object.__setattr__(self, "series", bare)
            object.__setattr__(self, "labelled", False)
        if self.format and not self.rounds(self.format):
            object.__setattr__(self, "format", "")

    def rounds(self, code: str, *, of_first: bool = False) -> bool:
        """Whether a number format makes a visible value show otherwise than typed.

        With `of_first`, only the values on the first y axis count.
        """
        if not self.labelled and (self.type.is_pie or self.type.shares):
            return False
        seen = [s for s in self.series if not (of_first and s.name.text in self.second)]
        typed = [(value.text, read(value.text)) for one in seen for value in one.values]
        return any(n and cell_formats.show(n.value, code) != text for text, n in typed)

    @property
    def dated(self) -> bool:
        """Whether the categories are days on an axis of dates."""
        return self.x_axis.is_scaled and not self.type.is_points

    @property
    def shows_values(self) -> bool:
        """Whether there is a y axis: where no labels say the values, or more is said of it."""
        always = self.type.is_points or self.type.is_radar
        return always or not self.labelled or self.y_axis.is_shown

    @property
    def shows_second(self) -> bool:
        """Whether there is a second y axis to be seen."""
        return self.shows_values or self.second_y_axis.is_shown

    def starts_at_zero(self, *, second: bool = False) -> bool:
        """Whether zero is the least value of a y axis unless another one is given."""
        on_axis = [i for i, s in enumerate(self.series) if (s.name.text in self.second) == second]
        compared = any(self.series_type(index).from_zero for index in on_axis)
        return compared and all(number >= 0 for number in self.numbers(second=second))

    @property
    def combined(self) -> bool:
        """Whether there are several plots: lines above columns, or a second axis."""
        return bool(self.line or self.second)

    @property
    def name(self) -> str:
        """The name of its type at the start of a sentence."""
        return self.type.name.replace(" chart", " and line chart") if self.line else self.type.name

    def measure(self, index: int) -> Run:
        """The heading above the sizes of a series."""
        return next(iter(self.measures[index : index + 1]), NOTHING)

    def series_type(self, index: int) -> ChartType:
        """The type of one series."""
        return TYPES["line"] if self.series[index].name.text in self.line else self.type

    def numbers(self, *, second: bool) -> list[Decimal]:
        """The values that are numbers, series by series, of one of the two y axes."""
        shown = [s for s in self.series if (s.name.text in self.second) == second]
        typed = (read(value.text) for one in shown for value in one.values)
        return [number.value for number in typed if number is not None]

    def reached(self, *, second: bool = False) -> list[Decimal]:
        """How far one of the two y axes is needed: to its values, or the ends of their stacks.

        An axis of shares shows the whole of each category, whatever its values; so there is none.
        """
        if self.type.shares:
            return []
        if not self.type.stacked:
            return self.numbers(second=second)
        ends: defaultdict[object, Decimal] = defaultdict(Decimal)
        for index, one in enumerate(self.series):
            pile = None if self.series_type(index).stacked else index
            shown = one.values if (one.name.text in self.second) == second else ()
            for at, value in enumerate(shown):
                number = read(value.text)
                if number is not None:
                    ends[at, pile, number.value < 0] += number.value
        return list(ends.values())

    def unsized(self) -> Iterator[tuple[Run, Run]]:
        """The places of bubbles that have none of the sizes of their series."""
        for one in self.series:
            for across, value, size in zip(self.categories, one.values, one.sizes, strict=False):
                if value.text and not size.text:
                    yield across, value

    def runs(self) -> Iterator[Run]:
        """Every text of the chart in reading order: titles, headings, then row by row."""
        axes = (self.x_axis, self.y_axis, self.second_y_axis)
        yield from (self.title, *(axis.title for axis in axes), self.corner)
        yield from (one.name for one in self.series)
        yield from self.measures
        for index, category in enumerate(self.categories):
            yield category
            for one in self.series:
                yield one.values[index]
                yield from one.sizes[index : index + 1]
                yield from one.labels[index : index + 1]
        yield self.alt

    def map(self, change: Callable[[Run], Run]) -> Plot:
        """The same chart with each of its texts changed, in the order of `runs`."""
        title = change(self.title)
        x_axis, y_axis, second_y_axis = (
            structs.replace(axis, title=change(axis.title))
            for axis in (self.x_axis, self.y_axis, self.second_y_axis)
        )
        corner = change(self.corner)
        names = [change(one.name) for one in self.series]
        measures = tuple(change(measure) for measure in self.measures)
        categories: list[Run] = []
        values: list[list[Run]] = [[] for _ in self.series]
        labels: list[list[Run]] = [[] for _ in self.series]
        sizes: list[list[Run]] = [[] for _ in self.series]
        for index, category in enumerate(self.categories):
            categories.append(change(category))
            for number, one in enumerate(self.series):
                values[number].append(change(one.values[index]))
                sizes[number] += [change(size) for size in one.sizes[index : index + 1]]
                labels[number] += [change(label) for label in one.labels[index : index + 1]]
        renamed = {a.text: b.text for a, b in zip(self.categories, categories, strict=True)}
        named = {a.name.text: b.text for a, b in zip(self.series, names, strict=True)}
        return replace(
            self,
            title=title,
            corner=corner,
            measures=measures,
            x_axis=x_axis,
            y_axis=y_axis,
            second_y_axis=second_y_axis,
            alt=change(self.alt),
            categories=tuple(categories),
            series=tuple(
                Series(name, tuple(row), tuple(column), tuple(areas))
                for name, row, column, areas in zip(names, values, labels, sizes, strict=True)
            ),
            line=tuple(named[name] for name in self.line),
            second=tuple(named[name] for name in self.second),
            highlight=tuple(renamed[name] for name in self.highlight),
        )


# The generated alternative text.


_LONGEST = 400


def describe(plot: Plot) -> str:
    """The chart's type, its title or series, and its categories with their labels or values.

    At most 400 characters; categories for which there is no room are counted.
    """
    subject = plot.title.text or joined(one.name.text for one in plot.series if one.name.text)
    head = f"{plot.name}: {_line(subject)}." if subject else f"{plot.name}."
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
    more = counted(rest, "category")
    return [f"{listed}; and {more} more."] if count else [f"{more[0].upper()}{more[1:]}."]


def _point(plot: Plot, index: int) -> str:
    category = _line(plot.categories[index].text)
    if plot.type.is_points:
        return _place(plot, index, category)
    values = [
        f"{_line(one.name.text)} {_value(one, index)}"
        if len(plot.series) > 1
        else _value(one, index)
        for one in plot.series
    ]
    separator = ": " if len(plot.series) > 1 else " "
    return f"{category}{separator}{', '.join(values)}".strip()


def _place(plot: Plot, index: int, x: str) -> str:
    """A point of each series by its label, its place and its size: `Mexico (5, 12, 30)`."""
    shown = []
    for one in plot.series:
        numbers = (x, one.values[index].text, *(size.text for size in one.sizes[index : index + 1]))
        label = _line(one.labels[index].text if one.labels else "")
        if one.values[index].text:
            shown.append(f"{label} ({', '.join(map(_line, numbers))})".lstrip())
    return ", ".join(shown) or f"{x} no value"


def _value(series: Series, index: int) -> str:
    label = series.labels[index].text if series.labels else ""
    return _line(label or series.values[index].text or "no value")


def _line(text: str) -> str:
    return " ".join(text.split())
