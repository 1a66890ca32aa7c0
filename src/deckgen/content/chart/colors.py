"""The colours of a chart's series, slices and highlighted bars, read as names of the theme."""

from __future__ import annotations

from dataclasses import dataclass

from deckgen.content.chart import look
from deckgen.content.chart.model import ChartType
from deckgen.content.chart.theme import Theme
from deckgen.ooxml import Element, find, find_all, integer


@dataclass(frozen=True, slots=True)
class Colors:
    """A colour for each series or slice, and the highlighted categories."""

    colors: tuple[str, ...]
    highlight: tuple[str, ...] = ()


def read(
    kind: ChartType,
    columns: list[Element],
    defaults: tuple[str, ...],
    categories: list[str],
    theme: Theme,
) -> Colors:
    """What the series (`c:ser`) of a chart show; where they say nothing, the defaults."""
    if kind.round:
        own = _points(columns[0], theme)
        return Colors(tuple(own.get(i) or color for i, color in enumerate(defaults)))
    path = "c:spPr/a:ln/a:solidFill" if kind.element == "c:lineChart" else "c:spPr/a:solidFill"
    found = (theme.name(find(column, path)) for column in columns)
    colors = tuple(color or default for color, default in zip(found, defaults, strict=True))
    if not kind.direction or len(columns) > 1 or look.HIGHLIGHT in colors:
        return Colors(colors)
    own = _points(columns[0], theme)
    marked = {one for i, one in enumerate(categories) if own.get(i) == look.HIGHLIGHT}
    return Colors(colors, tuple(one for one in dict.fromkeys(categories) if one in marked))


def _points(column: Element, theme: Theme) -> dict[int, str]:
    """The theme colours of points with a colour of their own, by number."""
    points = {}
    for point in find_all(column, "c:dPt"):
        number = find(point, "c:idx")
        if number is not None:
            color = theme.name(find(point, "c:spPr/a:solidFill"))
            points[integer(number, "val", -1)] = color
    return points
