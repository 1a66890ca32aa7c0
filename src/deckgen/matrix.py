"""Which slide is in which variant, and whether it is the base's: as CSV and as a page of HTML."""

from __future__ import annotations

import csv
import html
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from io import StringIO

from deckgen.plan import Plan


class State(Enum):
    """What a variant's slide is, seen from the base."""

    SAME = "same"
    CHANGED = "changed"
    ADDED = "added"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Cell:
    """One slide in one variant."""

    slide: str
    title: str
    state: State
    hidden: bool = False

    @property
    def words(self) -> str:
        """The cell as it is printed."""
        return f"{self.state.value}, hidden" if self.hidden else self.state.value


Column = tuple[Cell, ...]
"""The slides of one variant, in its order."""


def compare(base: Plan, plan: Plan) -> Column:
    """The slides of a variant's plan, each compared with the base's slide of that id."""
    known = {slide.id: slide for slide in base.slides}
    cells = []
    for slide in plan.slides:
        before = known.get(slide.id)
        state = State.ADDED if before is None else State.CHANGED
        if before is not None and before == slide:
            state = State.SAME
        cells.append(Cell(slide.id, slide.title, state, slide.hidden))
    return tuple(cells)


def rows(base: Column, columns: Iterable[Column]) -> list[Cell]:
    """The slides of all columns: the base's in its order, added ones after what they follow."""
    order = [cell.slide for cell in base]
    known = {cell.slide: cell for cell in base}
    for column in columns:
        place = 0
        for cell in column:
            if cell.slide not in known:
                known[cell.slide] = cell
                order.insert(place, cell.slide)
            place = order.index(cell.slide) + 1
    return [known[name] for name in order]


def table(
    base: Column, columns: Mapping[str, Column], failed: Iterable[str] = ()
) -> list[list[str]]:
    """The matrix as texts: a head, then for each slide its id, its title and its states.

    The last columns are those that `failed`, of which no slide is known.
    """
    lost = list(failed)
    found = [{cell.slide: cell.words for cell in cells} for cells in columns.values()]
    listed = [["slide", "title", *columns, *lost]]
    for row in rows(base, columns.values()):
        states = [cells.get(row.slide, State.ABSENT.value) for cells in found]
        listed.append([row.slide, row.title, *states, *("failed" for _ in lost)])
    return listed


def as_csv(listed: Sequence[Sequence[str]]) -> str:
    """The matrix as CSV (RFC 4180)."""
    text = StringIO(newline="")
    csv.writer(text).writerows(listed)
    return text.getvalue()


_STYLE = """\
body { font: 15px/1.4 Calibri, Carlito, sans-serif; margin: 2em; color: #1b1b1b; }
table { border-collapse: collapse; }
caption { text-align: left; font-size: 1.3em; font-weight: bold; padding-bottom: .5em; }
th, td { border: 1px solid #a9aeb1; padding: .25em .6em; text-align: left; }
thead th { background: #edeff0; position: sticky; top: 0; }
td.changed { background: #fee685; }
td.added { background: #b4d0b9; }
td.absent { color: #565c65; }
"""


def as_html(listed: Sequence[Sequence[str]], title: str, language: str) -> str:
    """The matrix as a page that stands alone; states are told by words, colours only help."""
    head, *body = listed
    lines = [
        f'<!DOCTYPE html>\n<html lang="{html.escape(language)}">\n<head>\n<meta charset="utf-8">',
        f"<title>{html.escape(title)}</title>\n<style>\n{_STYLE}</style>\n</head>\n<body>\n<table>",
        f"<caption>{html.escape(title)}</caption>\n<thead>",
        "<tr>" + "".join(f'<th scope="col">{html.escape(text)}</th>' for text in head) + "</tr>",
        "</thead>\n<tbody>",
    ]
    for slide, name, *states in body:
        cells = [
            f'<th scope="row">{html.escape(slide)}</th>',
            f"<td>{html.escape(name)}</td>",
            *(f'<td class="{text.partition(",")[0]}">{text}</td>' for text in states),
        ]
        lines.append(f"<tr>{''.join(cells)}</tr>")
    return "\n".join([*lines, "</tbody>\n</table>\n</body>\n</html>\n"])
