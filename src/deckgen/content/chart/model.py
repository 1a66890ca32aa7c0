"""What a chart says: its type, categories and series, and the few choices of its look."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from deckgen.content.chart import numbers
from deckgen.content.style import Run

NOTHING = Run("")


@dataclass(frozen=True, slots=True)
class ChartType:
    """A type of chart, by the word that YAML has for it.

    `element` is the plot's in ECMA-376 part 1, 21.2.2; `direction` its `c:barDir`, "" for what
    is no bar; `grouping` its `c:grouping`, "" for pies.
    """

    word: str
    element: str
    grouping: str = ""
    direction: str = ""

    @property
    def round(self) -> bool:
        """Whether it shows one series as slices."""
        return not self.grouping

    @property
    def stacked(self) -> bool:
        """Whether the series stand on one another."""
        return self.grouping in ("stacked", "percentStacked")

    @property
    def name(self) -> str:
        """What the type is called in a sentence: `Stacked bar chart`."""
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
    )
}


@dataclass(frozen=True, slots=True)
class Series:
    """One series of a chart. Its texts are runs without style, so that they know their facts.

    `values` are numbers as typed, "" for a gap, one for each category. `labels` stand at the
    data points in place of the values, "" for no label; there is none where the values stand.
    """

    name: Run
    values: tuple[Run, ...]
    labels: tuple[Run, ...] = ()

    @property
    def code(self) -> str:
        """The number format under which the values print as typed."""
        return numbers.common_code(tuple(value.text for value in self.values))


@dataclass(frozen=True, slots=True)
class Plot:
    """Everything that a chart's shape shows.

    `colors` are theme colours' names, one for each series, or for each slice of a pie.
    `highlight` names the categories whose bars stand out. `format` is a number format for
    labels and axis, "" where the values print as typed. `labelled` says whether the data points
    have labels. `gap` is the space between categories in percent of a bar's width, `overlap` how
    far bars of a category lie on one another. `title` and `alt` are empty where the chart has no
    title and its alternative text is generated. `corner` is the heading above the categories,
    which only the workbook keeps.
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

    def __post_init__(self) -> None:
        """Give equal charts one form.

        A format that changes nothing, or shows nowhere, is left out; labels without any text
        are none.
        """
        labels = [label for one in self.series for label in one.labels]
        if labels and not any(label.text for label in labels):
            bare = tuple(replace(one, labels=()) for one in self.series)
            object.__setattr__(self, "series", bare)
            object.__setattr__(self, "labelled", False)
        if self.format and not self._rounds():
            object.__setattr__(self, "format", "")

    def _rounds(self) -> bool:
        """Whether some value is seen under the format, and prints otherwise than it is typed."""
        if not self.labelled and (self.type.round or self.type.grouping == "percentStacked"):
            return False
        typed = [
            (value.text, numbers.read(value.text)) for one in self.series for value in one.values
        ]
        return any(n and numbers.printed(n.value, self.format) != text for text, n in typed)

    def runs(self) -> Iterator[Run]:
        """Every text of the chart, as it is read: title, headings, then row by row."""
        yield from (self.title, self.corner)
        yield from (one.name for one in self.series)
        for index, category in enumerate(self.categories):
            yield category
            for one in self.series:
                yield one.values[index]
                yield from one.labels[index : index + 1]
        yield self.alt

    def map(self, change: Callable[[Run], Run]) -> Plot:
        """The same chart with each of its texts changed, in the order of `runs`."""
        title, corner = change(self.title), change(self.corner)
        names = [change(one.name) for one in self.series]
        categories: list[Run] = []
        values: list[list[Run]] = [[] for _ in self.series]
        labels: list[list[Run]] = [[] for _ in self.series]
        for index, category in enumerate(self.categories):
            categories.append(change(category))
            for number, one in enumerate(self.series):
                values[number].append(change(one.values[index]))
                labels[number] += [change(label) for label in one.labels[index : index + 1]]
        renamed = {a.text: b.text for a, b in zip(self.categories, categories, strict=True)}
        return replace(
            self,
            title=title,
            corner=corner,
            alt=change(self.alt),
            categories=tuple(categories),
            series=tuple(
                replace(one, name=name, values=tuple(row), labels=tuple(said))
                for one, name, row, said in zip(self.series, names, values, labels, strict=True)
            ),
            highlight=tuple(renamed[name] for name in self.highlight),
        )
