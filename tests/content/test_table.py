"""Tables in YAML: what they mean, what is wrong in them, and that dump is the inverse of parse."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given
from msgspec import structs

from deckgen.appearance.table_style import style_ids
from deckgen.appearance.text import NOWHERE
from deckgen.content.pattern import relative, resolved
from deckgen.content.table import Table
from deckgen.content.table.cells import CellFormat, TableCell, TableStyleOptions
from deckgen.diagnostics import Problem
from deckgen.opc.package import Package
from deckgen.opc.xml import each
from deckgen.richtext import Paragraph, Run, Style
from tests.content.stage import dumped, faults, found, parsed
from tests.content.tables import tables
from tests.support.cases import every_case
from tests.support.paths import CORPUS, needs_corpus

SMALL = """Table:
  table: |
    Country | Number | Share
    Mexico | ${a.b} | 12%
    Honduras | — | 3%
"""


@every_case(("size", "kept"), [("12", 18), ("18", 0)])
def test_text_keeps_a_size_that_the_table_has_not_though_text_elsewhere_inherits_it(
    size: str, kept: float
) -> None:
    """Cells that came with a column in LibreOffice have 18 points, as text has without more ado."""
    table = parsed(
        Table, f"Table:\n  table: |\n    A | [b]{{size=18}}\n    c | d\n  size: {size}\n"
    )
    for read in (table.normalized(None, NOWHERE), table.plain(lambda: NOWHERE)):
        assert read.rows[0][1].lines[0].runs[0].style.size == kept


def texts(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row] for row in table.rows]


def aligns(table: Table) -> list[list[str]]:
    return [[cell.align for cell in row] for row in table.rows]


def test_lines_are_rows() -> None:
    table = parsed(Table, SMALL)
    assert texts(table) == [
        ["Country", "Number", "Share"],
        ["Mexico", "1,234", "12%"],
        ["Honduras", "—", "3%"],
    ]
    assert table.options == TableStyleOptions(header=True, first_column=True)
    assert table.facts() == ("a.b",)


def test_columns_of_figures_stand_to_the_right_with_their_headers() -> None:
    assert aligns(parsed(Table, SMALL)) == [["", "right", "right"]] * 3


@every_case(
    "figure",
    [
        "1", "1,234", "-3", "\u22122%", "+1.5 %", "$1,200", "(12)", "€ 3.50", "12k", "1,234 [p]",
        "5*", "10–12", "±3", "~40", "30 Sep 2025", "2020-03-06", "March 6, 2020", "3/6/2020",
        "Mar. 2020",
    ],
)  # fmt: skip
def test_what_is_a_figure(figure: str) -> None:
    table = parsed(Table, f'T:\n  rows:\n    - [a, b]\n    - [c, "{figure}"]\n')
    assert aligns(table)[1] == ["", "right"]


@every_case("text", ["(314)244-9744", "314-244-9744", "Route 5", "x", "5 offices", ""])
def test_what_is_no_figure(text: str) -> None:
    table = parsed(Table, f'T:\n  rows:\n    - [a, b]\n    - [c, "{text}"]\n')
    assert aligns(table)[1] == ["", ""]


def test_the_first_of_several_columns_names_the_rows() -> None:
    table = parsed(Table, "T:\n  table: |\n    Year | Cases\n    2021 | 5\n")
    assert aligns(table)[1] == ["", "right"]
    alone = parsed(Table, "T:\n  table: |\n    Year\n    2021\n")
    assert (aligns(alone), alone.options.first_column) == ([["right"], ["right"]], False)


def test_choices() -> None:
    table = parsed(
        Table,
        SMALL
        + "  header: no\n  first_column: no\n  total: yes\n  banded: yes\n"
        + "  align: default center left\n  widths: 6 2 4\n  size: 14.5\n"
        + "  style: none\n  alt: Of ${a.b}\n",
    )
    assert table.options == TableStyleOptions(
        header=False, first_column=False, total=True, banded=True
    )
    assert aligns(table) == [["", "center", "left"]] * 3
    assert (table.widths, table.size, table.style, table.alt) == (
        (3, 1, 2),
        14.5,
        "none",
        "Of 1,234",
    )


def test_a_style_is_known_by_its_name_in_powerpoints_gallery() -> None:
    named = parsed(Table, SMALL + "  style: Medium Style 3 - Accent 2\n")
    assert named.style == "{85BE263C-DBD7-4A20-BB59-AAB30ACAA65A}"
    assert "  style: Medium Style 3 - Accent 2\n" in dumped(named)
    own = parsed(Table, SMALL + "  style: '{05EF31ED-360D-F94A-83BA-6AAE84E4C693}'\n")
    assert "  style: '{05EF31ED-360D-F94A-83BA-6AAE84E4C693}'\n" in dumped(own)
    (fault,) = faults(Table, SMALL + "  style: Medium Style 2 - Acent 1\n")
    assert fault.helps[0] == "did you mean `Medium Style 2 - Accent 1`?"


@needs_corpus
def test_the_names_of_styles_are_those_that_powerpoint_saved() -> None:
    known = {style: name for name, style in style_ids().items()}
    assert len(known) == len(style_ids()) == 74
    confirmed = set()
    for deck in sorted(CORPUS.rglob("*.pptx")):
        try:
            package = Package.open(deck)
        except Problem:  # encrypted, or broken: other tests say what is told about it
            continue
        for part in package.related(package.presentation, "tableStyles"):
            for style in each(part.root, "a:tblStyle"):
                name, number = style.get("styleName", ""), style.get("styleId", "")
                assert name not in style_ids() or known.get(number) == name, deck.name
                confirmed |= {number} if known.get(number) == name else set()
    assert len(confirmed) >= 26


MERGED = """Table:
  rows:
    - - text: Region
        rows: 2
      - text: Arrests
        columns: 2
    - - FY 2017
      - text: FY 2018
        align: center
    - - North
      - '1,200'
      - |
        First
          **Second**
        1. Third
"""


def test_rows_hold_merged_cells_and_paragraphs() -> None:
    table = parsed(Table, MERGED)
    assert table.rows[0] == (TableCell((Paragraph((Run("Region"),)),), rows=2),
                             TableCell((Paragraph((Run("Arrests"),)),), columns=2))  # fmt: skip
    assert aligns(table)[1] == ["", "center"]
    assert table.rows[2][2].lines == (
        Paragraph((Run("First"),)),
        Paragraph((Run("Second", Style(bold=True)),), level=1),
        Paragraph((Run("Third"),), number=1),
    )


def test_a_header_over_columns_of_figures_is_centred() -> None:
    table = parsed(
        Table,
        "T:\n  rows:\n    - - a\n      - text: b\n        columns: 2\n"
        "    - - x\n      - 1\n      - 2\n",
    )
    assert aligns(table) == [["", "center"], ["", "right", "right"]]


def test_a_file_gives_rows(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "of.csv").write_text("A,B\n*x*,2\n")
    table = parsed(Table, "T:\n  table: data/of.csv\n", tmp_path)
    assert texts(table) == [["A", "B"], ["*x*", "2"]]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        (SMALL + "    a | b | c | d\n", [("row-length", 6, 17, 18)]),
        (SMALL + "    a | b\n    c\n", [("row-length", 6, 9, 10), ("row-length", 7, 5, 6)]),
        (
            SMALL + "    a | ${c.d} | [e]{bald}\n",
            [("unknown-fact", 6, 9, 15), ("format", 6, 22, 26)],
        ),
        (SMALL + "  hedaer: no\n", [("unknown-key", 6, 3, 9)]),
        (
            SMALL + "  header: nope\n  total: true\n",
            [("yes-or-no", 6, 11, 15), ("yes-or-no", 7, 10, 14)],
        ),
        (SMALL + "  align: left rihgt right\n", [("align", 6, 15, 20)]),
        (SMALL + "  align: left right\n", [("align", 6, 10, 20)]),
        (SMALL + "  align: left right right left\n", [("align", 6, 27, 31)]),
        (SMALL + "  widths: 3 0 1.5\n", [("widths", 6, 13, 14), ("widths", 6, 15, 18)]),
        (SMALL + "  widths: 3 1 1 1\n", [("widths", 6, 17, 18)]),
        (SMALL + "  size: big\n", [("size", 6, 9, 12)]),
        (SMALL + "  style: Medium\n", [("style", 6, 10, 16)]),
        (SMALL + "  alt:\n", [("empty-value", 6, 7, 7)]),
        (SMALL + "  rows:\n    - - a\n", [("two-tables", 6, 3, 7)]),
        ("T:\n  rows: x\n", [("wrong-type", 2, 9, 10)]),
        ("T:\n  rows:\n    - a\n", [("wrong-type", 3, 7, 8)]),
        ("T:\n  rows:\n    - [a, b]\n    - [c]\n", [("row-length", 4, 7, 10)]),
        ("T:\n  rows:\n    - [a, b]\n    - [c, d, e]\n", [("row-length", 4, 14, 15)]),
        ("T:\n  rows:\n    - - text: a\n        colums: 2\n", [("unknown-key", 4, 9, 15)]),
        ("T:\n  rows:\n    - - text: a\n        columns: 0\n", [("number", 4, 18, 19)]),
        ("T:\n  rows:\n    - - text: a\n        align: top\n", [("align", 4, 16, 19)]),
        ("T:\n  rows:\n    - - \"- a\"\n", [("typed-bullet", 3, 10, 11)]),
        ("T:\n  rows: []\n", [("empty-grid", 2, 9, 11)]),
        ("T:\n  table: missing.csv\n", [("missing-file", 2, 10, 21)]),
    ],
)  # fmt: skip
def test_faults_name_their_place(
    text: str, places: list[tuple[str, int, int, int]], tmp_path: Path
) -> None:
    assert [found(fault) for fault in faults(Table, text, tmp_path)] == places


@every_case(
    ("text", "code"),
    [
        ("T:\n  rows:\n    - - a\n      - - b\n", "wrong-type"),
        ("T:\n  table:\n    - - a\n", "wrong-type"),
        ("T:\n  table: |2\n\n", "empty-grid"),
        ("T:\n  rows:\n    - - text: a\n        rows: 2\n", "row-length"),
        ("T:\n  header: no\n", "missing-key"),
    ],
)
def test_faults_of_several_lines(text: str, code: str) -> None:
    assert [fault.code for fault in faults(Table, text)] == [code]


def test_all_faults_of_a_table_are_told_at_once() -> None:
    told = faults(Table, SMALL + "  heder: no\n  total: maybe\n  size: x\n  style: y\n")
    assert [fault.code for fault in told] == ["unknown-key", "yes-or-no", "size", "style"]


@pytest.mark.parametrize("text", [SMALL, MERGED])
def test_what_is_usual_is_not_dumped(text: str) -> None:
    assert dumped(parsed(Table, text.replace("${a.b}", "1,234"))) == text.replace(
        "${a.b}", "1,234"
    ).replace("Table:", "Slot:").replace("- - ", "-\n      - ").replace("'1,200'", "1,200")


def test_a_table_of_one_cell_or_with_empty_lines_is_dumped_as_lists() -> None:
    for text in ("T:\n  rows:\n    - - a\n", "T:\n  rows:\n    - - a\n    - - ''\n"):
        table = parsed(Table, text)
        assert "rows:" in dumped(table)
        assert parsed(Table, dumped(table)) == table


@pytest.mark.slow
@given(tables())
@example(Table(((TableCell((Paragraph((Run("- a"),)),)), TableCell((Paragraph((Run("-"),)),))),)))
@example(Table(((TableCell((Paragraph((Run("a", Style(font="A | B")),)),)), TableCell()),)))
@example(Table(((TableCell((Paragraph((Run("1. a"),)),)), TableCell((Paragraph((Run("|"),)),))),)))
def test_dump_then_parse_gives_the_same_table(table: Table) -> None:
    assert parsed(Table, dumped(table)) == table


def looks(table: Table) -> list[list[object]]:
    return [[cell.format for cell in row] for row in table.rows]


@pytest.mark.slow
@given(tables(), tables())
def test_looks_that_differ_from_a_patterns_are_said_and_all_of_the_patterns_own(
    table: Table, pattern: Table
) -> None:
    told = parsed(Table, dumped(relative(table, pattern, pattern)))
    assert looks(resolved(told, pattern, pattern)) == looks(table)
    assert looks(parsed(Table, dumped(relative(pattern, pattern, pattern)))) == looks(pattern)


CELLS = (
    SMALL.replace("${a.b}", "1,234")
    + """\
  cells: |
    B | anchor=top
    B2:C3 | fill=accent2 margins=5
    C3 | fill=none borders=accent1,top:tx1:2.25:dash align=left
"""
)


def test_the_later_line_of_cells_wins() -> None:
    table = parsed(Table, CELLS)
    assert looks(table)[0] == [CellFormat(), CellFormat(anchor="top"), CellFormat()]
    assert looks(table)[2][1] == CellFormat("top", "accent2", (5, 5, 5, 5))
    line = ("accent1", "tx1:2.25:dash", "accent1", "accent1")
    assert looks(table)[2][2] == CellFormat("", "none", (5, 5, 5, 5), line)
    assert aligns(table)[2] == ["", "right", "left"]
    assert dumped(table) == CELLS.replace("Table:", "Slot:")


def test_lines_are_numbered_with_the_columns_and_rows_that_there_are() -> None:
    before = parsed(Table, CELLS)
    row, region = (TableCell(),) * 4, TableCell((Paragraph((Run("South"),)),))
    wider = [(cells[0], region, *cells[1:]) for cells in before.rows]
    after = replace(before, rows=(wider[0], row, *wider[1:]), lines=())
    assert [line.place for line in after.reusing_files(before, lambda *_: "").lines] == [
        "C", "C3:D4", "D4",
    ]  # fmt: skip
    fewer = replace(before, rows=tuple(cells[:2] for cells in before.rows[:2]), lines=())
    assert [line.place for line in fewer.reusing_files(before, lambda *_: "").lines] == ["B", "B2"]


def test_lines_that_no_longer_hold_are_left_out_and_what_they_lack_is_added() -> None:
    table = parsed(Table, CELLS)
    top = tuple(structs.replace(cell, format=CellFormat(fill="tx1")) for cell in table.rows[0])
    plain = tuple(
        tuple(structs.replace(cell, format=CellFormat()) for cell in r) for r in table.rows[1:]
    )
    changed = replace(table, rows=(top, *plain))
    assert dumped(changed).partition("cells: |\n")[2] == (
        "    C3 | fill=none borders=accent1,top:tx1:2.25:dash align=left\n"
        "    1 | fill=tx1\n    C3 | fill=default borders=default\n"
    )
    assert looks(parsed(Table, dumped(changed))) == looks(changed)


def test_a_merged_block_is_joined_to_its_first_cell() -> None:
    typed = "T:\n  table: |\n    A | < | b\n    ^ | ^ | \\<\n    d | e | \\^\n"
    table = parsed(Table, typed)
    assert texts(table) == [["A", "b"], ["<"], ["d", "e", "^"]]
    assert (table.rows[0][0].columns, table.rows[0][0].rows) == (2, 2)
    assert typed.removeprefix("T:\n") in dumped(table)


def test_signs_in_a_file_of_rows_join_nothing(tmp_path: Path) -> None:
    (tmp_path / "of.csv").write_text("A,<\n^,2\n")
    table = parsed(Table, "T:\n  table: of.csv\n", tmp_path)
    assert texts(table) == [["A", "<"], ["^", "2"]]


def test_a_changed_table_keeps_everything_else() -> None:
    table = parsed(Table, MERGED)
    shouted = table.map_paragraphs(
        lambda line: Paragraph(
            tuple(Run(run.text.upper(), run.style) for run in line.runs), line.level, line.number
        )
    )
    assert texts(shouted)[0] == ["REGION", "ARRESTS"]
    assert [line.text for line in shouted.paragraphs()] == [
        line.text.upper() for line in table.paragraphs()
    ]
    assert shouted.options == table.options


def test_equal_tables_have_one_form() -> None:
    right = (
        '<a:pPr xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" algn="r"></a:pPr>'
    )
    line = Paragraph((Run("a"),))
    both = Paragraph((Run("a"),), opaque=right)
    assert TableCell((both, both)) == TableCell((line, line), align="right")
    assert TableCell((both, line), align="right") == TableCell((line, line), align="right")
    assert TableCell(()) == TableCell((Paragraph(),))
    cell = TableCell((Paragraph((Run("a", Style(size=14)), Run("b"))),))
    assert Table(((cell,),), size=14).rows[0][0].lines[0].runs == (Run("ab"),)
    assert Table(((cell, cell),), widths=(300, 100)).widths == (3, 1)
    assert Table(((cell,),), widths=(3,)).widths == ()
