"""`cells:`, the looks of single cells: a line has their place and what differs there.

`B3 | align=right fill=accent2` is column B, the third row as it is shown, the header counted;
`B3:B9`, `B` and `3` are a range, a column and a row. The later line wins. A range holds for the
cells that start in it, a single place for the cell that covers it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from deckgen.content.rows import TypedCell, read_rows
from deckgen.content.table.cells import (
    ALIGN,
    NONE,
    CellPlace,
    Rows,
    TableCell,
    border,
    places,
    width_of,
)
from deckgen.diagnostics import Problem, Span, error, gather, suggest
from deckgen.richtext.inline import color
from deckgen.source.nodes import Node, expect_word
from deckgen.source.tables import column_letters, column_number

# What a line says: a table of keys, each with its words and its field of a cell.


DEFAULT = "default"
"""The word for what the table style, the column or the template says."""
ANCHORS = {"top": "t", "middle": "ctr", "bottom": "b"}
"""Where text stands in a cell: the words of the YAML, with the values of DrawingML."""
SIDES = ("left", "top", "right", "bottom")
DASHES = {
    "round-dot": "sysDot", "square-dot": "sysDash", "dash": "dash", "dash-dot": "dashDot",
    "long-dash": "lgDash", "long-dash-dot": "lgDashDot", "long-dash-dot-dot": "lgDashDotDot",
}  # fmt: skip
"""Dashes as PowerPoint calls them, with the values of DrawingML (ST_PresetLineDashVal)."""

Value = Any
"""The value of a key: a word, or a tuple of numbers or words."""


class CellKey(Struct, frozen=True):
    """A key of a line: its value from text, its text, and how a cell has it.

    `read` is given no `default`, which is the value `unset`.
    """

    unset: Value
    read: Callable[[str, Span], Value]
    write: Callable[[Value], str]
    get: Callable[[TableCell], Value]
    put: Callable[[TableCell, Value], TableCell]

    def parse(self, text: str, span: Span) -> Value:
        """The value of a text. Raises `Problem`."""
        return self.unset if text == DEFAULT else self.read(text, span)

    def dump(self, value: Value) -> str:
        """The text that parses to a value."""
        return DEFAULT if value == self.unset else self.write(value)


def _one_of(code: str, what: str, words: tuple[str, ...]) -> Callable[[str, Span], str]:
    def read(text: str, span: Span) -> str:
        if text not in words:
            raise error(
                code, f"`{text}` is not {what}", at=span,
                help=suggest(text, (*words, DEFAULT), "the words are"),
            )  # fmt: skip
        return text

    return read


def _color(text: str, span: Span) -> str:
    return color(text, span, NONE)


POINTS = re.compile(r"\d{1,3}(\.\d{1,2})?")
"""A size or a width in points, as it is typed."""


def _margins(text: str, span: Span) -> tuple[float, ...]:
    sides = text.split(",")
    if len(sides) not in (1, 4) or not all(map(POINTS.fullmatch, sides)):
        raise error(
            "margins", f"`{text}` is no margins of a cell", at=span,
            help="they are points: `margins=5` on all sides, or `margins=7.2,3.6,7.2,3.6` at the "
            "left, top, right and bottom",
        )  # fmt: skip
    points = [round(float(side), 1) for side in sides]
    return tuple(points * 4 if len(points) == 1 else points)


def _margins_text(margins: tuple[float, ...]) -> str:
    sides = [f"{side:g}" for side in margins]
    return sides[0] if len({*sides}) == 1 else ",".join(sides)


def _borders(text: str, span: Span) -> tuple[str, ...]:
    found = ["", "", "", ""]
    for part in text.split(","):
        side, _, rest = part.partition(":")
        if side not in SIDES:
            side, rest = "", part
        painted, *more = rest.split(":")
        width = more[0] if more else "1"
        dash = more[1] if len(more) > 1 else ""
        if len(more) > 2 or not POINTS.fullmatch(width) or (dash and dash not in DASHES):
            raise error(
                "borders", f"`{part}` is no border of a cell", at=span,
                help="a border is a colour, its width in points and its dashes: `accent2`, "
                "`accent2:2.25` or `top:000000:1:dash`; dashes are " + ", ".join(DASHES),
            )  # fmt: skip
        line = border(_color(painted, span), float(width), dash)
        for index, name in enumerate(SIDES):
            if side in ("", name):
                found[index] = line
    return tuple(found)


def _borders_text(borders: tuple[str, ...]) -> str:
    common = max(borders, key=borders.count)
    if all(borders) and borders.count(common) > 2:
        rest = [f"{s}:{b}" for s, b in zip(SIDES, borders, strict=True) if b != common]
        return ",".join([common, *rest])
    return ",".join(f"{s}:{b}" for s, b in zip(SIDES, borders, strict=True) if b)


def _format_key(
    name: str, unset: Value, read: Callable[[str, Span], Value], write: Callable[[Value], str]
) -> CellKey:
    return CellKey(
        unset,
        read,
        write,
        lambda cell: getattr(cell.format, name),
        lambda cell, value: replace(cell, format=replace(cell.format, **{name: value})),
    )


KEYS = {
    "align": CellKey(
        "", _one_of("align", "how text is aligned", tuple(ALIGN)), str,
        lambda cell: cell.align, lambda cell, value: replace(cell, align=value),
    ),
    "anchor": _format_key(
        "anchor", "", _one_of("anchor", "where text stands", tuple(ANCHORS)), str,
    ),
    "fill": _format_key("fill", "", _color, str),
    "margins": _format_key("margins", (), _margins, _margins_text),
    "borders": _format_key("borders", (), _borders, _borders_text),
}  # fmt: skip
"""The keys of a line, in the order in which they are written."""
FORMAT_KEYS = tuple(key for key in KEYS if key != "align")


# Lines, and the cells that they hold for.


_PLACE = re.compile(r"([A-Z]{1,2})?([1-9]\d{0,2})?(?::([A-Z]{1,2})?([1-9]\d{0,2})?)?")
_WORD = re.compile(r"(\w+)=(\S+)")
_HELP = "a line is a place and what differs there: `B3 | align=right fill=accent2`"

_Range = tuple[int, int]
"""The first and the last of some rows or columns, counted from 0."""


class CellLine(Struct, frozen=True):
    """A line of `cells`: rows and columns, None for all, and the values of keys there.

    `words` are the keys and their values as they were typed.
    """

    rows: _Range | None
    columns: _Range | None
    values: tuple[tuple[str, Value], ...]
    words: str

    @property
    def place(self) -> str:
        """The place as it is typed: `B3`, `B3:B9`, `B` or `3`."""
        first, last = (
            ("" if self.columns is None else column_letters(self.columns[end]))
            + ("" if self.rows is None else str(self.rows[end] + 1))
            for end in (0, 1)
        )
        return first if first == last else f"{first}:{last}"

    def covers(self, at: CellPlace) -> bool:
        """Whether the line says something of a cell."""
        if self.rows is not None and self.columns is not None and _is_one(self.rows, self.columns):
            across = self.columns[0] - at.column
            return at.row <= self.rows[0] <= at.last_row and 0 <= across < at.cell.columns
        return _within(at.row, self.rows) and _within(at.column, self.columns)


def _is_one(rows: _Range, columns: _Range) -> bool:
    return rows[0] == rows[1] and columns[0] == columns[1]


def _within(number: int, some: _Range | None) -> bool:
    return some is None or some[0] <= number <= some[1]


# Reading.


def parse(node: Node, what: str, rows: Rows) -> tuple[CellLine, ...]:
    """The lines of a `cells` of a table with these rows. Raises `Problem`."""
    scalar = expect_word(node, what, _HELP)
    found = []
    with gather() as problems:
        for cells in read_rows(scalar):
            with problems.collect():
                if len(cells) != 2:
                    where = cells[0] if len(cells) < 2 else cells[2]
                    raise where.problem("cell-line", _HELP)
                found.append(_line(cells[0], cells[1], rows))
    return tuple(found)


def _line(place: TypedCell, said: TypedCell, rows: Rows) -> CellLine:
    with gather() as problems:
        down: _Range | None = None
        across: _Range | None = None
        with problems.collect():
            down, across = _place(place, rows)
        values: dict[str, Value] = {}
        for match in re.finditer(r"\S+", said.text):
            with problems.collect():
                key, value = _value(match.group(), said.locate(*match.span()))
                values[key] = value
        if not said.text:
            problems.add(place.problem("cell-line", _HELP))
    return CellLine(down, across, tuple(values.items()), said.text)


def _place(cell: TypedCell, rows: Rows) -> tuple[_Range | None, _Range | None]:
    match = _PLACE.fullmatch(cell.text)
    if match is None or not any(match.groups()):
        raise _no_place(cell)
    left, top, right, bottom = match.groups()
    if ":" in cell.text and (bool(left), bool(top)) != (bool(right), bool(bottom)):
        raise _no_place(cell)
    down = None if top is None else _range(int(top) - 1, int(bottom or top) - 1)
    across = None if left is None else _range(column_number(left), column_number(right or left))
    height, width = len(rows), width_of(rows)
    if (down is not None and down[1] >= height) or (across is not None and across[1] >= width):
        raise cell.problem(
            "cell-outside", f"`{cell.text}` is outside of the table", "",
            f"its cells are `A1` to `{column_letters(width - 1)}{height}`",
        )  # fmt: skip
    return down, across


def _no_place(cell: TypedCell) -> Problem:
    return cell.problem(
        "cell-place", f"`{cell.text}` is not a place in a table", "",
        "`B3` is column B, row 3; `B3:B9` a range, `B` a column, `3` a row",
    )  # fmt: skip


def _range(first: int, last: int) -> _Range:
    return min(first, last), max(first, last)


def _value(word: str, span: Span) -> tuple[str, Value]:
    match = _WORD.fullmatch(word)
    key, text = match.groups() if match else (word, "")
    known = KEYS.get(key)
    if known is None:
        raise error(
            "cell-key", f"`{key}` is nothing that a cell has", at=span,
            help=suggest(key, KEYS, "it has"),
        )  # fmt: skip
    return key, known.parse(text, span)


# What lines say of cells, and lines that say it.


def said(rows: Rows, lines: Iterable[CellLine]) -> dict[tuple[int, int], dict[str, Value]]:
    """What lines say of each cell, by its place; the later line wins."""
    found: dict[tuple[int, int], dict[str, Value]] = {}
    listed = list(lines)
    for at in places(rows) if listed else ():
        values = {k: v for line in listed if line.covers(at) for k, v in line.values}
        if values:
            found[at.row, at.column] = values
    return found


def with_lines(rows: Rows, lines: Iterable[CellLine]) -> Rows:
    """The cells as lines say that they look."""
    values = said(rows, lines)
    if not values:
        return rows
    found: list[list[object]] = [[] for _ in rows]
    for at in places(rows):
        cell = at.cell
        for key, value in values.get((at.row, at.column), {}).items():
            cell = KEYS[key].put(cell, value)
        found[at.row].append(cell)
    return tuple(map(tuple, found))  # type: ignore[arg-type]


Looks = Mapping[str, Mapping[tuple[int, int], Value]]
"""For each key the value of each cell, by its place."""


def dump(rows: Rows, without: Looks, lines: Iterable[CellLine]) -> str:
    """Lines that say how cells look, "" where nothing is to be said.

    `without` are the looks that they have where no line says otherwise. Of the `lines` that an
    author typed those stay that hold; others are added.
    """
    placed = list(places(rows))
    kept = [line for line in lines if _holds(line, placed)]
    overlaid = said(rows, kept)
    found: dict[tuple[int, str], list[str]] = {}
    for key, form in KEYS.items():
        if key not in without:
            continue
        wanted = {(at.row, at.column): form.get(at.cell) for at in placed}
        now = {
            place: overlaid.get(place, {}).get(key, value) for place, value in without[key].items()
        }
        corrections = () if wanted == now else _Corrections(rows, placed, wanted, now).lines()
        for stage, place, value in corrections:
            found.setdefault((stage, place), []).append(f"{key}={form.dump(value)}")
    typed = [f"{line.place} | {line.words}\n" for line in kept]
    added = [f"{place} | {' '.join(words)}\n" for (_, place), words in sorted(found.items())]
    return "".join((*typed, *added))


def _holds(line: CellLine, placed: Sequence[CellPlace]) -> bool:
    """Whether a line says what is so of any of its cells."""
    return any(
        KEYS[key].get(at.cell) == value
        for at in placed
        if line.covers(at)
        for key, value in line.values
    )


class _Corrections:
    """The lines that change the values of one key from `now` to `wanted`."""

    def __init__(
        self,
        rows: Rows,
        placed: Sequence[CellPlace],
        wanted: Mapping[tuple[int, int], Value],
        now: Mapping[tuple[int, int], Value],
    ) -> None:
        self.wanted, self.now = wanted, dict(now)
        self.starts = [(at.row, at.column) for at in placed]
        self.height, self.width = len(rows), width_of(rows)

    def lines(self) -> Iterator[tuple[int, str, Value]]:
        """The step, the place and the value of each line; broad lines first."""
        whole = _text((0, self.height - 1), (0, self.width - 1))
        value, _ = Counter(self.wanted.values()).most_common(1)[0]
        alike = [place for place in self.starts if self.wanted[place] == value]
        wrong = [place for place in alike if self.now[place] != value]
        if len(self.starts) > 1 and 2 * len(wrong) > len(self.starts):
            self.now = dict.fromkeys(self.starts, value)
            yield 0, whole, value
        for step, number in ((1, self.height), (2, self.width)):
            for first, last, value in self._strips(step - 1, number):
                strip = (first, last)
                yield step, _text(*((strip, None) if step == 1 else (None, strip))), value
        while wrong := [p for p in self.starts if self.now[p] != self.wanted[p]]:
            rows, columns = self._rectangle(wrong[0])
            value = self.wanted[wrong[0]]
            yield 3, _text(rows, columns), value
            for place in self._inside(rows, columns):
                self.now[place] = value

    def _strips(self, axis: int, number: int) -> Iterator[tuple[int, int, Value]]:
        """Rows or columns all of whose cells are wrong in the same way; neighbours together."""
        open_: tuple[int, int, Value] | None = None
        for index in range(number):
            strip = [place for place in self.starts if place[axis] == index]
            values = {self.wanted[place] for place in strip}
            wrong = len(strip) > 1 and all(self.now[p] != self.wanted[p] for p in strip)
            if not wrong or len(values) > 1:
                if open_ is not None:
                    yield open_
                open_ = None
                continue
            (value,) = values
            self.now.update(dict.fromkeys(strip, value))
            if open_ is not None and open_[2] == value:
                open_ = (open_[0], index, value)
                continue
            if open_ is not None:
                yield open_
            open_ = (index, index, value)
        if open_ is not None:
            yield open_

    def _inside(self, rows: _Range, columns: _Range) -> list[tuple[int, int]]:
        return [p for p in self.starts if _within(p[0], rows) and _within(p[1], columns)]

    def _rectangle(self, start: tuple[int, int]) -> tuple[_Range, _Range]:
        """The largest range from a place, first to the right, in which all want its value."""
        (top, left), value = start, self.wanted[start]
        bottom, right = top, left

        def alike(rows: _Range, columns: _Range) -> bool:
            inside = self._inside(rows, columns)
            return bool(inside) and all(self.wanted[place] == value for place in inside)

        while right + 1 < self.width and alike((top, top), (right + 1, right + 1)):
            right += 1
        while bottom + 1 < self.height and alike((bottom + 1, bottom + 1), (left, right)):
            bottom += 1
        return (top, bottom), (left, right)


def _text(rows: _Range | None, columns: _Range | None) -> str:
    return CellLine(rows, columns, (), "").place


# Lines of a table whose rows and columns came or went.


def renumbered(
    lines: Iterable[CellLine], down: Mapping[int, int], across: Mapping[int, int]
) -> tuple[CellLine, ...]:
    """The lines with rows and columns by the numbers that they have now; lost ones go."""
    found = []
    for line in lines:
        rows, columns = _moved(line.rows, down), _moved(line.columns, across)
        if (rows is None) == (line.rows is None) and (columns is None) == (line.columns is None):
            found.append(replace(line, rows=rows, columns=columns))
    return tuple(found)


def _moved(some: _Range | None, now: Mapping[int, int]) -> _Range | None:
    left = [] if some is None else [now[i] for i in range(some[0], some[1] + 1) if i in now]
    return (min(left), max(left)) if left else None
