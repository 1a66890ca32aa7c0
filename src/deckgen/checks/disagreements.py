"""Shares of a slide against their counts and its totals."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from deckgen import figures
from deckgen.checks.grids import TOTAL, Grid, grids
from deckgen.checks.passages import Passage, noted, planned, unplanned
from deckgen.checks.shares import Share, shares
from deckgen.checks.view import SlideView
from deckgen.figures import Figure

_BREAK = re.compile(r"[.;!?](?:\s|$)")


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A share that its count does not give of a total."""

    share: Share
    total: Figure


def disagreements(slide: SlideView) -> Iterator[Disagreement]:
    """The shares of a slide that their counts do not give.

    A share whose line names its total is held to that. Any other is held to the totals of its
    slide: figures that a line calls a total, and figures that two other shares are right of. It
    is let pass where any figure of the slide makes it right, and where it is far off, unless
    another share of its shape is right of that total: it may be a change, or of something else.
    """
    lines = [*planned(slide), *noted(slide), *unplanned(slide)]
    found = list(_unique(share for line in lines for share in shares(line)))
    tables = list(grids(slide))
    found += [share for grid in tables for share in _beside(grid)]
    seen = [f for line in lines for f in figures.find(line.text) if _count(f)]
    counts = {(share.passage.text, share.count.start) for share in found}
    named = [*_named(lines, counts), *(f for grid in tables for f in _of_rows(grid))]
    open_ = [share for share in found if share.total is None]
    for share in found:
        if share.total is not None:
            if not share.fits(share.total):
                yield Disagreement(share, share.total)
        elif not any(share.fits(figure) for figure in seen):
            total = _meant(share, named, seen, open_)
            if total is not None:
                yield Disagreement(share, total)


def _unique(some: Iterator[Share]) -> Iterator[Share]:
    """The shares of a slide, each once: alternative text says again what a chart shows."""
    told: set[tuple[object, ...]] = set()
    for share in some:
        key = tuple(figure.amount for figure in share.figures)
        if key not in told:
            told.add(key)
            yield share


def _meant(
    share: Share, named: list[Figure], seen: list[Figure], others: list[Share]
) -> Figure | None:
    """The total that a share is of, although it is not right of it; None where none is likely."""

    rest = [other for other in others if other.count.amount != share.count.amount]
    beside = [other for other in rest if other.passage.where == share.passage.where]

    def support(total: Figure, of: list[Share]) -> int:
        return len({other.count.amount for other in of if other.fits(total)})

    def likely(total: Figure) -> bool:
        return share.near(total) or support(total, beside) > 0

    larger = [total for total in (*named, *seen) if share.count.amount <= total.amount]
    right = [t for t in larger if t in named or support(t, rest) > 1]
    return max(filter(likely, right), key=lambda total: support(total, rest), default=None)


def _named(lines: list[Passage], counts: set[tuple[str, int]]) -> Iterator[Figure]:
    """The figures that a line calls a total, or that stand alone beside a line that does.

    `counts` are the figures, by line and start, that stand beside shares: none of them is.
    """
    for line in lines:
        for word in TOTAL.finditer(line.text):
            figure = _called(line.text, word.start(), word.end())
            if figure is not None and (line.text, figure.start) not in counts:
                yield figure
    for one, other in (*pairwise(lines), *pairwise(reversed(lines))):
        lone = figures.whole(one.text)
        label = TOTAL.search(other.text) and not figures.find(other.text)
        if lone is not None and label and one.where == other.where and not lone.percent:
            yield lone


def _called(text: str, start: int, end: int) -> Figure | None:
    """The figure that the words text[start:end] call a total: the next one, else the last one."""
    found = figures.find(text)
    after = next((f for f in found if f.start >= end), None)
    before = next((f for f in reversed(found) if f.end <= start), None)
    if after is not None and not _BREAK.search(text[end : after.start]):
        return _count(after)
    if before is not None and not _BREAK.search(text[before.end : start]):
        return _count(before)
    return None


def _count(figure: Figure) -> Figure | None:
    """The figure, unless it is a share, a bound or a guess."""
    return None if figure.percent or figure.vague else figure


def _of_rows(grid: Grid) -> Iterator[Figure]:
    """The totals of a table."""
    for row in grid.rows[1:]:
        if row[0].is_total:
            yield from (c.figure for c in row[1:] if c.figure and not c.figure.percent)


def _beside(grid: Grid) -> Iterator[Share]:
    """The shares of a table that stand in the column behind their counts, or before them.

    A column is one of shares where half of its cells at least are right of the total of the
    other column.
    """
    totals = [row for row in grid.rows[1:] if row[0].is_total]
    for left, right in pairwise(range(1, len(grid.rows[0]))):
        for counts, percents in ((left, right), (right, left)):
            for last in totals:
                yield from _held(grid, counts, percents, last[counts].figure)


def _held(grid: Grid, counts: int, percents: int, total: Figure | None) -> Iterator[Share]:
    found = []
    for row in grid.rows[1:]:
        count, share = row[counts].figure, row[percents].figure
        if total is None or count is None or share is None or row[0].is_total:
            continue
        if share.percent and not share.signed and not count.percent and count.amount > 0:
            line = grid.passage(row[percents])
            line = line or Passage(row[percents].text, grid.shape.slide, grid.shape.where)
            found.append(Share(line, share, count, total))
    if total is not None and 2 * sum(share.fits(total) for share in found) >= len(found):
        yield from found
