"""The measures that a table gets where its author gives none: text size, columns and rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest

from deckgen.appearance.shapes import Box
from deckgen.content.table import Table
from deckgen.content.table.cells import TableCell, TableStyleOptions
from deckgen.content.table.layout import CellText, nearly_equal
from deckgen.opc.xml import each
from deckgen.richtext import Paragraph, Run
from deckgen.textfit import ShapedText
from deckgen.textfit.fonts import face
from deckgen.textfit.frame import POWERPOINT, FrameLevel
from tests.content.stage import Stage
from tests.support.cases import every_case

POINT = 12700
CALIBRI = CellText()
PLAIN = TableStyleOptions(header=False, first_column=False)
WIDTH = 10_000_000


def cell(text: str, level: int = 0, align: str = "") -> TableCell:
    return TableCell((Paragraph((Run(text),), level) if text else Paragraph(),), align=align)


def table(*rows: tuple[TableCell, ...]) -> Table:
    return Table(rows, PLAIN)


def sized(unsized: Table, size: int) -> Table:
    return replace(unsized, size=size)


def box(height: float, width: int = WIDTH) -> Box:
    """A box so many points high."""
    return Box(0, 0, width, round(height * POINT))


LIST = table(*[(cell("Office"), cell("Count"))] * 10)
MARGINS = 4.8  # points above and below a cell's text
TIGHT = {size: 10 * (size * POWERPOINT.line + POWERPOINT.extra + MARGINS) for size in range(12, 17)}
"""How many points ten rows of a line take at each size."""


@every_case("size", TIGHT)
def test_text_is_as_large_as_the_rows_let_it(size: int) -> None:
    assert LIST.fitted(box(TIGHT[size] + 0.01), CALIBRI).size == size
    assert LIST.fitted(box(TIGHT[size] + 0.01), CALIBRI) == sized(LIST, size).fitted(
        box(TIGHT[size] + 0.01), CALIBRI
    )
    assert LIST.fitted(box(TIGHT[size] - 0.1), CALIBRI).size == max(size - 1, 12)


def test_text_is_no_smaller_than_12_points_however_low_the_slot() -> None:
    fitted = LIST.fitted(box(20), CALIBRI)
    assert fitted.size == 12
    assert sum(fitted.heights) == pytest.approx(TIGHT[12] * POINT, abs=10)


def test_rows_get_up_to_an_em_of_air() -> None:
    (height,) = set(LIST.fitted(box(1000), CALIBRI).heights)
    assert height == pytest.approx((TIGHT[16] / 10 + 16) * POINT, abs=2)
    some = LIST.fitted(box(TIGHT[16] + 10), CALIBRI)
    (height,) = set(some.heights)
    assert (some.size, height) == (16, pytest.approx((TIGHT[16] / 10 + 1) * POINT, abs=2))


NARROW, WIDE = (
    face("Calibri", bold=False, italic=False).place(c, kerned=True).ends[0] for c in "im"
)
"""The widths of two characters in em."""


def columns(first: TableCell, second: TableCell, text: CellText = CALIBRI) -> tuple[int, ...]:
    return table((first, second)).fitted(box(1000), text).widths


def test_a_level_takes_what_the_template_gives_it() -> None:
    """At 16 points, nine times `i` are as wide as 33 points of an indent."""
    indented = CellText((FrameLevel(), FrameLevel(left=9 * NARROW * 16)))
    one, other = columns(cell("mmm", level=1), cell("mmm" + "i" * 9), indented)
    assert one == pytest.approx(other, abs=2)
    one, other = columns(cell("mmm", level=1), cell("mmm"))
    assert one == other


def test_a_level_leaves_less_room_for_the_lines_of_a_cell() -> None:
    words = cell("mmm " * 12)
    flat = table((words,), (cell("mmm " * 12, level=1),))
    indented = CellText((FrameLevel(), FrameLevel(left=108)))
    narrow = flat.fitted(Box(0, 0, 300 * POINT, 2000 * POINT), indented)
    assert narrow.heights[1] > narrow.heights[0]


def test_an_empty_column_is_an_em_wide() -> None:
    narrower, wider = "m" * int(1 / WIDE), "m" * (int(1 / WIDE) + 1)
    assert len({*columns(cell(""), cell(narrower))}) == 1
    assert len({*columns(cell(""), cell(wider))}) == 2


def test_room_for_no_more_than_the_words_is_shared_by_what_they_take() -> None:
    """Where the longest words fill the table, an empty column counts as half an em."""
    long = cell("mmmm " * 200)
    # Half an em or the word, a tenth to spare and 14.4 points of margins.
    least = [round((em * 16 + 14.4) * POINT) for em in (0.6, 0.6, 4 * WIDE + 0.1)]
    for share in (1, 2):  # in half the room, half of that
        room = box(90_000, sum(least) // share)
        narrow = table((cell(""), cell(""), long)).fitted(room, CALIBRI).widths
        assert narrow == pytest.approx([width / share for width in least], abs=5)


def margins(*cells: TableCell) -> list[int]:
    """The left margins of a row's cells as a file says them, in EMU."""
    on = Stage.of("Table", "Table")
    shape = on.written(Table((cells,), PLAIN))
    return [int(each_cell.get("marL", "91440")) for each_cell in each(shape, "a:tcPr")]


def test_text_that_follows_figures_keeps_its_distance() -> None:
    number, text = cell("12", align="right"), cell("people")
    assert margins(number, text, number) == [91440, 274320, 91440]
    assert margins(text, number) == [91440, 91440]
    assert margins(number, cell("mid", align="center")) == [91440, 91440]


@pytest.mark.parametrize(("by", "same"), [(500, True), (501, False)])
def test_widths_that_an_editor_rounded_are_the_same(by: int, same: bool) -> None:
    """Editors count in hundredths of a millimetre: a twenty-thousandth of a table's width."""
    half = WIDTH // 2
    assert nearly_equal((half, half), (half + by, half - by)) is same


def test_other_columns_are_not_the_same_widths() -> None:
    assert not nearly_equal((WIDTH,), (WIDTH, 0))


@every_case(
    ("look", "wider"),
    [
        (TableStyleOptions(header=True, first_column=False), 0),
        (TableStyleOptions(header=False, first_column=False, total=True), 2),
        (TableStyleOptions(header=False, first_column=False), None),
    ],
)
def test_text_that_the_style_makes_bold_takes_more_room(
    look: TableStyleOptions, wider: int | None
) -> None:
    """The same words in the first, the second and the last row, each in a column of its own."""
    words, empty = cell("mmmmmmmm"), cell("")
    rows = ((words, empty, empty), (empty, words, empty), (empty, empty, words))
    widths = Table(rows, look).fitted(box(1000), CALIBRI).widths
    most = [n for n, width in enumerate(widths) if width > min(widths) + 2]
    assert most == ([] if wider is None else [wider])


def test_a_first_column_is_bold() -> None:
    row = (cell("mmmmmmmm"), cell("mmmmmmmm"))
    first, second = Table((row,), TableStyleOptions(header=False)).fitted(box(1000), CALIBRI).widths
    assert first > second


def test_a_table_is_fitted_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is fitted to be written, to be warned of, and to be read again."""
    shaped: list[str] = []
    really = ShapedText.of.__func__  # type: ignore[attr-defined]

    def counted(cls: type[ShapedText], lines: Iterable[Paragraph], *given: Any) -> ShapedText:
        told = tuple(lines)
        shaped.extend(line.text for line in told)
        return really(cls, told, *given)

    monkeypatch.setattr(ShapedText, "of", classmethod(counted))
    on = Stage.of("Table", "Table")
    asked = table((cell("Fitted"), cell("once")), (cell("alone"), cell("12")))
    shape = on.written(asked)
    once = list(shaped)
    assert sorted(set(once)) == ["", "12", "Fitted", "alone", "once"]
    assert not list(asked.misfits(on.slot, on.page))
    assert Table.read(shape, on.page) == asked
    assert shaped == once
