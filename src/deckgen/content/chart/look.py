"""How charts look where the author says nothing: colours, labels, legend, sizes.

Colours are the theme's by name. One series is the first accent; of two that stand for years the
later one is, and the earlier one is slate.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from deckgen.content.chart.model import ChartType, Plot

HIGHLIGHT = "accent2"
GAP = 45
HOLE = 55
_SERIES = ("accent1", "accent6", "accent2", "tx2", "accent3", "accent4", "accent5")
_SLICES = ("accent1", "tx2", "accent2", "accent6", "accent3", "accent4", "accent5")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_MOST_LABELS = 20
_MOST_POINTS = 12
_FEW_POINTS = 8


def colors(kind: ChartType, names: Sequence[str], categories: int) -> tuple[str, ...]:
    """The colours of series of these names, or of the slices of a pie."""
    if kind.round:
        return _cycle(_SLICES, categories)
    if len(names) == 2:
        first, second = (_YEAR.findall(name) for name in names)
        if first and second and first[-1] < second[-1]:
            return ("accent6", "accent1")
    return _cycle(_SERIES, len(names))


def highlighted(categories: Sequence[str], names: Sequence[str]) -> tuple[str, ...]:
    """The colours of slices of which some stand out."""
    others = [color for color in _SLICES if color != HIGHLIGHT]
    rest = iter(_cycle(others, len(categories)))
    return tuple(HIGHLIGHT if name in names else next(rest) for name in categories)


def _cycle(palette: Sequence[str], length: int) -> tuple[str, ...]:
    return tuple(palette[index % len(palette)] for index in range(length))


def labelled(kind: ChartType, series: int, categories: int) -> bool:
    """Whether data points have labels: where there is room for them."""
    if kind.round:
        return True
    if kind.direction:
        return series * categories <= _MOST_LABELS
    return kind.element == "c:lineChart" and series == 1 and categories <= _MOST_POINTS


def legend(kind: ChartType, series: int) -> bool:
    """Whether there is a legend: where colours need one."""
    return kind.round or series > 1


def overlap(kind: ChartType) -> int:
    """How far the bars of a category lie on one another, in percent of their width."""
    return 100 if kind.stacked else -5


def size(plot: Plot) -> int:
    """The size of the text at bars and points, in hundredths of a point."""
    return 1600 if len(plot.categories) * len(plot.series) <= _FEW_POINTS else 1400
