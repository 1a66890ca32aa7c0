"""The measures that a table gets where its author gives none: text size, columns and rows."""

from __future__ import annotations

import pytest

from deckgen.appearance.shapes import Box
from deckgen.content.table import Table
from deckgen.content.table._model import nearly_equal
from deckgen.content.table.cells import TableCell, TableStyleOptions
from deckgen.opc.xml import each
from deckgen.richtext import Paragraph, Run
from tests.content.stage import Stage

POINT = 12700
PLAIN = TableStyleOptions(header=False, first_column=False)
WIDTH = 10_000_000


def cell(text: str, level: int = 0, align: str = "") -> TableCell:
    return TableCell((Paragraph((Run(text),), level) if text else Paragraph(),), align=align)


def table(*rows: tuple[TableCell, ...]) -> Table:
    return Table(rows, PLAIN)


def box(height: float, width: int = WIDTH) -> Box:
    """A box so many points high."""
    return Box(0, 0, width, round(height * POINT))


LIST = table(*[(cell("Office"), cell("Count"))] * 10)
TIGHT = {size: 10 * (size * 1.2 + 4.8) for size in (16, 15, 14, 13, 12)}
"""How many points ten rows of a line take at each size: a line is 1.2 em, margins are 2.4 pt."""


@pytest.mark.parametrize("size", TIGHT)
def test_text_is_as_large_as_the_rows_let_it(size: int) -> None:
    assert LIST.fitted(box(TIGHT[size] + 0.01)).size == size
    assert LIST.fitted(box(TIGHT[size] - 0.1)).size == max(size - 1, 12)


def test_text_is_no_smaller_than_12_points_however_low_the_slot() -> None:
    fitted = LIST.fitted(box(20))
    assert fitted.size == 12
    assert sum(fitted.heights) == round(TIGHT[12] * POINT)


def test_rows_get_up_to_an_em_of_air() -> None:
    assert set(LIST.fitted(box(1000)).heights) == {round((16 * 2.2 + 4.8) * POINT)}
    some = LIST.fitted(box(TIGHT[16] + 10))
    assert (some.size, set(some.heights)) == (16, {round((16 * 1.2 + 4.8 + 1) * POINT)})


def columns(first: TableCell, second: TableCell) -> tuple[int, ...]:
    return table((first, second)).fitted(box(1000)).widths


def test_a_level_of_a_list_takes_36_points() -> None:
    # At 16 points nine times `i`, a quarter of an em wide, are as wide as a level is deep.
    one, other = columns(cell("mmm", level=1), cell("mmm" + "i" * 9))
    assert one == other
    one, other = columns(cell("mmm", level=2), cell("mmm" + "i" * 18))
    assert one == other


def test_a_level_leaves_less_room_for_the_lines_of_a_cell() -> None:
    words = cell("mmm " * 12)
    flat = table((words,), (cell("mmm " * 12, level=3),))
    narrow = flat.fitted(Box(0, 0, 300 * POINT, 2000 * POINT))
    assert narrow.heights[1] > narrow.heights[0]


def test_an_empty_column_is_an_em_wide() -> None:
    # `m` takes 0.8 em, `i` 0.25 and `'` 0.2.
    assert len({*columns(cell(""), cell("m'"))}) == 1
    assert len({*columns(cell(""), cell("mi"))}) == 2


def test_room_for_no_more_than_the_words_is_shared_by_what_they_take() -> None:
    """Where the longest words fill the table, an empty column counts as half an em."""
    long = cell("mmmm " * 200)
    # Half an em or the word's 3.2, a tenth to spare and 14.4 points of margins.
    least = [round((em * 16 + 14.4) * POINT) for em in (0.6, 0.6, 3.3)]
    for share in (1, 2):  # in half the room, half of that
        room = box(9000, sum(least) // share)
        narrow = table((cell(""), cell(""), long)).fitted(room).widths
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


@pytest.mark.parametrize(
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
    widths = Table(rows, look).fitted(box(1000)).widths
    most = [n for n, width in enumerate(widths) if width > min(widths) + 2]
    assert most == ([] if wider is None else [wider])


def test_a_first_column_is_bold() -> None:
    row = (cell("mmmmmmmm"), cell("mmmmmmmm"))
    first, second = Table((row,), TableStyleOptions(header=False)).fitted(box(1000)).widths
    assert first > second
