"""How the columns of a table are aligned where nobody says it: figures and dates to the right."""

from __future__ import annotations

import re

from deckgen.content.table.cells import Look, Place, Rows, places, width_of

# An amount: a sign, a currency, digits with separators, a unit of one sign or letter, a mark such
# as `[p]` or `*`. A phone number is none.
_FIGURE = re.compile(
    r"\(?[~<>≈]?\s?[+\-\u2212±]?\s?[$€£¥]?\s?[+\-\u2212]?\d[\d.,'’\u00a0\u202f]*\s?"
    r"(?:%|‰|°|[kKMB]|[–\u2212]\s?\d[\d.,]*\s?%?)?\)?\s?(?:\[\w\]|[*†‡])?"
)
_DATE = re.compile(
    r"\d{1,2}\.? [A-Za-z]{3,9}\.? \d{4}|[A-Za-z]{3,9}\.? (?:\d{1,2}, )?\d{4}|\d{4}-\d\d(?:-\d\d)?"
    r"|\d{1,2}[./]\d{1,2}[./]\d{2,4}"
)
_NO_FIGURE = {"", "-", "–", "—", "\u2212", "n/a", "N/A", "…", "..."}


def usual(rows: Rows, look: Look) -> tuple[str, ...]:
    """The alignment of each column: `right` where its body holds figures or dates, else "".

    The first of several columns names the rows, so that it stays where text starts.
    """
    columns: list[list[str]] = [[] for _ in range(width_of(rows))]
    for place in places(rows):
        if place.cell.columns == 1 and not (look.header and place.row == 0):
            columns[place.column].append(place.cell.text.strip())
    return tuple(
        "right" if _figures(texts) and (number or len(columns) == 1) else ""
        for number, texts in enumerate(columns)
    )


def _figures(texts: list[str]) -> bool:
    filled = [text for text in texts if text not in _NO_FIGURE]
    return bool(filled) and all(_FIGURE.fullmatch(text) or _DATE.fullmatch(text) for text in filled)


def of(place: Place, columns: tuple[str, ...]) -> str:
    """The alignment of a cell among columns; one over several columns of figures is centred."""
    words = set(columns[place.column : place.column + place.cell.columns])
    if len(words) != 1:
        return ""
    word = words.pop()
    return "center" if place.cell.columns > 1 and word == "right" else word


def common(rows: Rows) -> tuple[str, ...] | None:
    """The alignment of the columns that explains every cell's, or None where none does."""
    found: dict[int, str] = {}
    placed = list(places(rows))
    for place in placed:
        if place.cell.columns == 1:
            found.setdefault(place.column, place.cell.align)
    columns = tuple(found.get(number, "") for number in range(width_of(rows)))
    return columns if all(of(place, columns) == place.cell.align for place in placed) else None
