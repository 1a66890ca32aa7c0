"""Rules on sums: totals that their parts do not give, shares that their counts do not give."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from deckgen.checks import subject as checks_subject
from deckgen.checks._slide_view import FindingLocation, ShapeView, SlideView, paragraph_texts
from deckgen.checks._text_view import Passage, notes_passages, other_passages, slot_passages
from deckgen.checks.subject import Check, Fault, Subject
from deckgen.content import graphic
from deckgen.facts import figures
from deckgen.facts.figures import ProseFigure
from deckgen.facts.model import Fact
from deckgen.facts.numbers import CONTEXT, NumberFormat, half_up
from deckgen.opc.xml import Element, find, find_all

TOTAL = re.compile(
    r"\b(?:totals?|overall|altogether|in all|gesamt\w*|insgesamt|summe|ensemble)\b", re.IGNORECASE
)
"""The words for a total in English, German, Spanish and French."""

_ALL_OF = re.compile(r"\s*(?:all\b(?! other).*|sum)\s*", re.IGNORECASE | re.DOTALL)
_PARTIAL = re.compile(r"\bsub-?totals?\b", re.IGNORECASE)
_EMPTY = re.compile(r"\s*(?:[-–—*.]|n/?a|none)?\s*", re.IGNORECASE)


class GridCell(Struct, frozen=True):
    """A cell: its text, and its figure; None where the text is not a figure alone."""

    text: str
    figure: ProseFigure | None

    @property
    def empty(self) -> bool:
        """Whether it has no text, or a dash, `n/a` or the like."""
        return _EMPTY.fullmatch(self.text) is not None

    @property
    def is_total(self) -> bool:
        """Whether it is the heading of a total."""
        bare = self.figure is None and not _PARTIAL.search(self.text)
        return bare and bool(TOTAL.search(self.text) or _ALL_OF.fullmatch(self.text))

    @property
    def is_subtotal(self) -> bool:
        """Whether it is the heading of a subtotal."""
        return _PARTIAL.search(self.text) is not None


class TextGrid(Struct, frozen=True):
    """A table's cells, row by row; what a merged cell covers is empty."""

    shape: ShapeView
    rows: tuple[tuple[GridCell, ...], ...]

    def turned(self) -> TextGrid:
        """The same grid with columns for rows."""
        return replace(self, rows=tuple(zip(*self.rows, strict=True)))

    def passage(self, cell: GridCell) -> Passage | None:
        """The passage of the plan with the cell's text, which has its origins; None without one."""
        lines = (line for line in slot_passages(self.shape.slide) if line.text == cell.text)
        location = self.shape.where.location
        return next((line for line in lines if line.where.location == location), None)

    def where(self, cell: GridCell) -> FindingLocation:
        """The location of a cell: the author's own cell where that is known, else the table."""
        found = self.passage(cell)
        return self.shape.where if found is None else found.at(0, len(cell.text))


def grids(slide: SlideView) -> Iterator[TextGrid]:
    """The tables on a slide whose rows are equally long."""
    for shape in slide.shapes:
        table = graphic(shape.element, "a:tbl")
        rows = [] if table is None else [find_all(row, "a:tc") for row in find_all(table, "a:tr")]
        if rows and len({len(row) for row in rows}) == 1:
            yield TextGrid(shape, tuple(tuple(_cell(cell) for cell in row) for row in rows))


def _cell(element: Element) -> GridCell:
    body = find(element, "a:txBody")
    text = "" if body is None else "\n".join(paragraph_texts(body)).strip()
    return GridCell(text, figures.whole(text))


# Totals of tables.


_NOT_SUMMED = re.compile(
    r"average|mean\b|median|rate\b|ratio|index|price|per\b|change|growth|rank|year|\bage\b|length"
    r"|stay|Δ|±",
    re.IGNORECASE,
)

_WHOLE = Decimal(1)


class WrongTotal(Struct, frozen=True):
    """A total that differs from the sum of its parts, which is `parts`."""

    cell: GridCell
    heading: str
    total: ProseFigure
    parts: Decimal


def wrong_totals(grid: TextGrid) -> Iterator[WrongTotal]:
    """The totals of a table that are not the sum of their column or row.

    A column of totals counts as one only where at least half of its rows do add up: columns may
    count different things.
    """
    yield from (found for found in _columns(grid) if found is not None)
    across = list(_columns(grid.turned()))
    faults = [found for found in across if found is not None]
    if 2 * len(faults) <= len(across):
        yield from faults


def _columns(grid: TextGrid) -> Iterator[WrongTotal | None]:
    """For each total of each column the wrong total, or None where it is right."""
    totals = [number for number, row in enumerate(grid.rows) if number and row[0].is_total]
    for column in range(1, len(grid.rows[0])):
        heading = grid.rows[0][column].text
        cells = [row[column] for row in grid.rows]
        for number in totals:
            total = cells[number].figure
            if total is None or _NOT_SUMMED.search(heading):
                continue
            if total.percent and total.amount != _WHOLE:
                continue  # a share over all, which is no sum
            sums = [
                _add_up(parts) for parts in _possible_parts(grid, cells, number) if len(parts) > 1
            ]
            known = [found for found in sums if found is not None]
            if known:
                right = any(_is_close(*found, total) for found in known)
                yield None if right else WrongTotal(cells[number], heading, total, known[0][0])


def _possible_parts(
    grid: TextGrid, cells: Sequence[GridCell], number: int
) -> Iterator[list[GridCell]]:
    """The cells that a total may be the sum of: all above it, those since the last total, or all
    below."""
    heads = [row[0] for row in grid.rows]
    plain = [i for i in range(1, len(cells)) if not (heads[i].is_total or heads[i].is_subtotal)]
    above = [i for i in plain if i < number]
    earlier = [i for i in range(1, number) if heads[i].is_total or heads[i].is_subtotal]
    if above:
        yield [cells[i] for i in above]
        if earlier:
            yield [cells[i] for i in above if i > earlier[-1]]
            yield [cells[i] for i in earlier]
            yield [cells[i] for i in (*earlier, *(i for i in above if i > earlier[-1]))]
    else:
        yield [cells[i] for i in plain]


def _add_up(cells: Sequence[GridCell]) -> tuple[Decimal, Decimal] | None:
    """The sum of cells and the most that rounding changes it; None where one is no figure."""
    total, rounding = Decimal(0), Decimal(0)
    for cell in cells:
        if cell.figure is not None:
            total = CONTEXT.add(total, cell.figure.amount)
            rounding += _rounding(cell.figure)
        elif not cell.empty:
            return None
    return total, rounding


def _is_close(added: Decimal, rounding: Decimal, total: ProseFigure) -> bool:
    return abs(added - total.amount) <= rounding + _rounding(total)


def _rounding(figure: ProseFigure) -> Decimal:
    return Decimal(0) if figure.exact else figure.step / 2


# Shares beside their counts: `127,492 (48%)`, `57% (150,141)`, `3 of 12 (25%)`.


_JOINT = re.compile(r"\s*(?:[(\[–—,;:/|=·-]|\bor\b|,\s*or\b)?\s*")
_BRACKET = re.compile(r"\s*[(\[]\s*")
_OF = re.compile(r"\s*,?\s*(?:out of|of|from among)\s+(?:the|all|all the|its|our|a total of)?\s*")
_BETWEEN = re.compile(r"[^\W\d_]*(?:\s+[^\W\d_]+){0,4}\s*(?:[(\[–—,;:=-]|\bor\b|,\s*or\b)\s*")

_OTHER = re.compile(
    r"\s*(?:percentage\s|points?\b|pp\b|pts?\b|years?\b|months?\b|weeks?\b|days?\b|hours?\b|%)"
)


class Share(Struct, frozen=True):
    """A share and the count beside it, in one line; `total` is None where the line has none."""

    passage: Passage
    share: ProseFigure
    count: ProseFigure
    total: ProseFigure | None = None

    @property
    def figures(self) -> tuple[ProseFigure, ...]:
        """The share, the count, and the total where there is one."""
        return (self.share, self.count, *((self.total,) if self.total else ()))

    def fits(self, total: ProseFigure) -> bool:
        """Whether the count divided by that total gives the share, within their rounding."""
        if total.least <= 0 or self.count.least > total.most:
            return False
        low = CONTEXT.divide(self.count.least, total.most)
        high = CONTEXT.divide(self.count.most, total.least)
        half = self.share.step / 2
        return low < self.share.amount + half and high >= self.share.amount - half

    def computed(self, total: ProseFigure) -> str:
        """The count divided by that total, with as many decimals as the share."""
        places = -int(self.share.step.adjusted()) - 2
        as_printed = NumberFormat(signed=False, grouped=False, places=max(places, 0), percent=True)
        return as_printed.apply(CONTEXT.divide(self.count.amount, total.amount)) or ""

    def near(self, total: ProseFigure) -> bool:
        """Whether the share is off by a quarter at most, so that it may be of that total."""
        right = CONTEXT.divide(self.count.amount, total.amount)
        return abs(self.share.amount - half_up(right, 12)) <= right / 4


def shares(passage: Passage) -> Iterator[Share]:
    """The shares of a line beside a count. Bounds and approximate figures are left out."""
    text = passage.text
    found = figures.find(text)
    used: set[int] = set()
    for number in range(len(found) - 2):
        triple = _of_total(passage, found[number : number + 3])
        if triple is not None:
            used |= {number, number + 1, number + 2}
            yield triple
    for number, (first, second) in enumerate(pairwise(found)):
        if {number, number + 1} & used or not _is_usable(text, first, second):
            continue
        between = text[first.end : second.start]
        if second.percent and not first.percent and _JOINT.fullmatch(between):
            yield Share(passage, second, first)
            used |= {number, number + 1}
        elif first.percent and not second.percent and _BRACKET.fullmatch(between):
            yield Share(passage, first, second)
            used |= {number, number + 1}


def _of_total(passage: Passage, three: list[ProseFigure]) -> Share | None:
    """The share in three figures of which one is `of` another."""
    text = passage.text
    first, second, third = three
    if not _is_usable(text, *three) or sum(figure.percent for figure in three) != 1:
        return None
    left, right = text[first.end : second.start], text[second.end : third.start]
    if third.percent and _OF.fullmatch(left) and _BETWEEN.fullmatch(right):
        return Share(passage, third, first, second)  # 3 of 12 towns (25%)
    if first.percent and _OF.fullmatch(right) and _JOINT.fullmatch(left):
        return Share(passage, first, second, third)  # 25% (3 of 12)
    if first.percent and _OF.fullmatch(left) and _BETWEEN.fullmatch(right):
        return Share(passage, first, third, second)  # 25% of 12 towns (3)
    return None


def _is_usable(text: str, *some: ProseFigure) -> bool:
    return not any(
        figure.vague
        or (figure.percent and (figure.signed or figure.amount > Decimal(1)))
        or (not figure.percent and (figure.amount <= 0 or _OTHER.match(text, figure.end)))
        for figure in some
    )


# Shares of a slide, compared with their counts and totals.


_SENTENCE_END = re.compile(r"[.;!?](?:\s|$)")


class Disagreement(Struct, frozen=True):
    """A share that is not its count divided by that total."""

    share: Share
    total: ProseFigure


def disagreements(slide: SlideView) -> Iterator[Disagreement]:
    """The wrong shares of a slide.

    A share whose line names its total is compared with that total. Any other is right if any figure
    of the slide as its total makes it right. Otherwise it is compared with the likely totals of the
    slide: figures that a line calls a total, and figures of which two other shares are right. It
    is not reported if it is far off all of them, since it may be a change or a share of something
    else, unless another share of its shape is right of that total.
    """
    lines = [*slot_passages(slide), *notes_passages(slide), *other_passages(slide)]
    found = list(_unique(share for line in lines for share in shares(line)))
    tables = list(grids(slide))
    found += [share for grid in tables for share in _table_shares(grid)]
    seen = [f for line in lines for f in figures.find(line.text) if _as_count(f)]
    counts = {(share.passage.text, share.count.start) for share in found}
    named = [*_named_totals(lines, counts), *(f for grid in tables for f in _table_totals(grid))]
    without_total = [share for share in found if share.total is None]
    for share in found:
        if share.total is not None:
            if not share.fits(share.total):
                yield Disagreement(share, share.total)
        elif not any(share.fits(figure) for figure in seen):
            total = _likely_total(share, named, seen, without_total)
            if total is not None:
                yield Disagreement(share, total)


def _unique(some: Iterator[Share]) -> Iterator[Share]:
    """The shares of a slide, each once: alternative text repeats what a chart shows."""
    seen: set[tuple[object, ...]] = set()
    for share in some:
        key = tuple(figure.amount for figure in share.figures)
        if key not in seen:
            seen.add(key)
            yield share


def _likely_total(
    share: Share, named: list[ProseFigure], seen: list[ProseFigure], others: list[Share]
) -> ProseFigure | None:
    """The likely total of a wrong share; None where none is likely."""

    rest = [other for other in others if other.count.amount != share.count.amount]
    beside = [other for other in rest if other.passage.where == share.passage.where]

    def support(total: ProseFigure, of: list[Share]) -> int:
        return len({other.count.amount for other in of if other.fits(total)})

    def likely(total: ProseFigure) -> bool:
        return share.near(total) or support(total, beside) > 0

    larger = [total for total in (*named, *seen) if share.count.amount <= total.amount]
    right = [t for t in larger if t in named or support(t, rest) > 1]
    return max(filter(likely, right), key=lambda total: support(total, rest), default=None)


def _named_totals(lines: list[Passage], counts: set[tuple[str, int]]) -> Iterator[ProseFigure]:
    """The figures that a line calls a total, or that are alone beside a line that does.

    `counts` are the figures beside shares, by line and start, which are left out.
    """
    for line in lines:
        for word in TOTAL.finditer(line.text):
            figure = _labelled_figure(line.text, word.start(), word.end())
            if figure is not None and (line.text, figure.start) not in counts:
                yield figure
    for one, other in (*pairwise(lines), *pairwise(reversed(lines))):
        lone = figures.whole(one.text)
        label = TOTAL.search(other.text) and not figures.find(other.text)
        if lone is not None and label and one.where == other.where and not lone.percent:
            yield lone


def _labelled_figure(text: str, start: int, end: int) -> ProseFigure | None:
    """The figure that the words text[start:end] call a total: the next, else the one before."""
    found = figures.find(text)
    after = next((f for f in found if f.start >= end), None)
    before = next((f for f in reversed(found) if f.end <= start), None)
    if after is not None and not _SENTENCE_END.search(text[end : after.start]):
        return _as_count(after)
    if before is not None and not _SENTENCE_END.search(text[before.end : start]):
        return _as_count(before)
    return None


def _as_count(figure: ProseFigure) -> ProseFigure | None:
    """The figure, unless it is a share, a bound or approximate."""
    return None if figure.percent or figure.vague else figure


def _table_totals(grid: TextGrid) -> Iterator[ProseFigure]:
    """The totals of a table."""
    for row in grid.rows[1:]:
        if row[0].is_total:
            yield from (c.figure for c in row[1:] if c.figure and not c.figure.percent)


def _table_shares(grid: TextGrid) -> Iterator[Share]:
    """The shares of a table in the column after their counts, or before them.

    A column counts as shares if at least half of its cells are right of the other column's total.
    """
    totals = [row for row in grid.rows[1:] if row[0].is_total]
    for left, right in pairwise(range(1, len(grid.rows[0]))):
        for counts, percents in ((left, right), (right, left)):
            for last in totals:
                yield from _column_shares(grid, counts, percents, last[counts].figure)


def _column_shares(
    grid: TextGrid, counts: int, percents: int, total: ProseFigure | None
) -> Iterator[Share]:
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


# The rule SUM.


_GROUPED = NumberFormat(signed=False, grouped=True, places=None, percent=False)


def _sums(subject: Subject) -> Iterator[Fault]:
    usage = subject.usage
    for fact in usage.facts if usage else ():
        if fact.total is not None and fact.total != fact.value.amount:
            yield _fact_fault(subject, fact)
    for slide in subject.slides:
        for grid in grids(slide):
            for found in wrong_totals(grid):
                if not _is_known_total(subject, grid, found):
                    yield _table_fault(grid, found)


def _fact_fault(subject: Subject, fact: Fact) -> Fault:
    parts = _GROUPED.apply(fact.total) if fact.total is not None else ""
    if fact.known is not None:
        return checks_subject.known(
            subject, fact, f"`{fact.id}` says {fact.known.printed}, its parts add up to {parts}"
        )
    return Fault(
        f"`{fact.id}` says {fact.text}, its parts add up to {parts}",
        checks_subject.where(subject, fact, "value"), "not the sum",
        (f"mend one of {', '.join(f'`{part}`' for part in fact.parts)}, or the value",
         f"where the source has it so: `computed: {parts}`, and a note that says why"),
    )  # fmt: skip


def _is_known_total(subject: Subject, grid: TextGrid, found: WrongTotal) -> bool:
    """Whether the total is a fact that states its disagreement with its parts."""
    line, usage = grid.passage(found.cell), subject.usage
    name = "" if line is None else line.fact(0, len(line.text))
    if usage is None or not name:
        return False
    return usage.facts_of(grid.shape.slide.planned).fact(name).known is not None


def _table_fault(grid: TextGrid, found: WrongTotal) -> Fault:
    amount = found.parts.scaleb(2) if found.total.percent else found.parts
    added = f"{_GROUPED.apply(amount)}{'%' if found.total.percent else ''}"
    column = f" of `{' '.join(found.heading.split())}`" if found.heading.strip() else ""
    return Fault(
        f"the total{column} is {found.cell.text}, what it is the total of adds up to {added}",
        grid.where(found.cell), "not the sum",
        ("mend the total or one of its parts; a fact with `formula: sum(...)` adds up by itself",),
    )  # fmt: skip


# The rule DISAGREE.


def _shares(subject: Subject) -> Iterator[Fault]:
    usage = subject.usage
    for fact in usage.facts if usage else ():
        if fact.known is not None and fact.entry.formula is not None:
            yield checks_subject.known(
                subject, fact,
                f"`{fact.id}` prints {fact.known.printed}, its formula gives {fact.known.computed}",
            )  # fmt: skip
    for slide in subject.slides:
        for found in disagreements(slide):
            if not _is_known_share(subject, slide, found):
                yield _share_fault(subject, found)


def _is_known_share(subject: Subject, slide: SlideView, found: Disagreement) -> bool:
    """Whether one of the figures is a fact that states a disagreement."""
    if subject.usage is None:
        return False
    line, facts = found.share.passage, subject.usage.facts_of(slide.planned)
    names = (line.fact(figure.start, figure.end) for figure in found.share.figures)
    return any(facts.fact(name).known is not None for name in names if name)


_SHARE_HELP = (
    "mend the share or its counts; a fact with a formula follows its counts",
    "mend the share or its counts",
)


def _share_fault(subject: Subject, found: Disagreement) -> Fault:
    share, total = found.share, found.total
    right = share.computed(total)
    return Fault(
        f"{share.count.text} of {total.text} is {right}, printed {share.share.text}",
        share.passage.at(share.share.start, share.share.end), "not the share",
        (subject.to_do(*_SHARE_HELP),),
    )  # fmt: skip


CHECKS = (
    Check("SUM", _sums),
    Check("DISAGREE", _shares),
)
