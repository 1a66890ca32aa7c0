"""Grids: rows typed as lines, or from CSV and XLSX files."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from openpyxl.styles.numbers import is_date_format
from openpyxl.utils.datetime import from_excel

from deckgen.content.rows import TypedGrid, is_file_name, is_grid, read_grid, write_grid
from deckgen.diagnostics import Diagnostic, Problem, Source, Span
from deckgen.facts import Facts, files
from deckgen.richtext import Run, inline
from deckgen.source import cell_formats
from deckgen.source.nodes import ScalarNode
from tests.content.stage import found, node_of, scope
from tests.support.cases import every_case
from tests.support.strategies import run_lists


def grid(text: str, folder: Path = Path("/nowhere")) -> TypedGrid:
    node = node_of(text, folder)
    assert isinstance(node, ScalarNode)
    return read_grid(node, scope(folder))


def plain(read: TypedGrid, folder: Path = Path("/nowhere")) -> list[list[str]]:
    return [[cell.plain(scope(folder)) for cell in row] for row in read.rows]


def faults(text: str, folder: Path = Path("/nowhere")) -> list[Diagnostic]:
    with pytest.raises(Problem) as caught:
        grid(text, folder)
    return list(caught.value.diagnostics)


def columns(read: TypedGrid) -> list[list[tuple[int, int, int]]]:
    return [[(c.span.line, c.span.column, c.span.end_column) for c in row] for row in read.rows]


@every_case(
    ("text", "cells"),
    [
        ("T: |\n  A | B\n  1 | 2\n", [["A", "B"], ["1", "2"]]),
        ("T: |\n  A|B | C\n  1 |2 | 3\n", [["A|B", "C"], ["1 |2", "3"]]),
        ("T: |\n  a \\| b | c\n  \\|\\| | d\n", [["a | b", "c"], ["||", "d"]]),
        ("T: |\n  a | | c\n  | b |\n", [["a", "", "c"], ["", "b", ""]]),
        ("T: |\n  ${a.b} | *x*\n  y | z\n", [["1,234", "x"], ["y", "z"]]),
        ("T: |\n  a\\\n    b | c\n  d | e\n", [["a\nb", "c"], ["d", "e"]]),
        ("T: |\n  a\n\n  b\n", [["a"], ["b"]]),
        ("T: A | B\n", [["A", "B"]]),
        ("T: |\n  a\\ | b | c\\ \n  d | e\n", [["a | b", "c "], ["d", "e"]]),
    ],
)
def test_what_lines_mean(text: str, cells: list[list[str]]) -> None:
    assert plain(grid(text)) == cells


def test_typed_cells_know_their_place() -> None:
    read = grid("T: |\n  Country |  Number\n  a\\\n    b | ${a.b}\n  | c\n")
    assert columns(read) == [
        [(2, 3, 10), (2, 14, 20)],
        [(3, 3, 5), (4, 9, 15)],
        [(5, 3, 4), (5, 5, 6)],
    ]
    assert read.rows[1][0].locate(3, 4).line == 4, "a joined line keeps the place of its signs"


def test_runs_know_the_fact_they_come_from() -> None:
    (run,) = grid("T: |\n  A | B\n  x | ${a.b}\n").rows[1][1].runs(scope())
    assert [origin.fact for origin in run.origins] == ["a.b"]


@every_case(
    ("text", "places"),
    [
        ("T: |\n  A | B\n  1 | 2 | 3\n", [("row-length", 3, 11, 12)]),
        (
            "T: |\n  A | B\n  1\n  2 | 3\n  4 |5\n",
            [("row-length", 3, 3, 4), ("row-length", 5, 3, 7)],
        ),
        ("T: |\n  | A | B |\n  1 | 2\n", [("row-length", 3, 7, 8)]),
    ],
)
def test_a_row_of_another_length_is_shown(
    text: str, places: list[tuple[str, int, int, int]]
) -> None:
    assert [found(fault) for fault in faults(text)] == places


def test_bars_at_the_edges_are_explained() -> None:
    (fault,) = faults("T: |\n  A | B\n  | 1 | 2 |\n")
    assert "leave out the bars at the edges of the row" in fault.helps


def test_a_text_without_rows_is_an_error() -> None:
    assert [fault.code for fault in faults("T: |2\n\n\n")] == ["empty-grid"]


cells = st.lists(run_lists, min_size=2, max_size=3)


@given(st.lists(cells, min_size=1, max_size=3).filter(lambda rows: len({*map(len, rows)}) == 1))
@example([[(Run("| a"),), (Run("b |"),)], [(Run(" "),), (Run("\t\\"),)]])
@example([[(Run("a\n | b"),), ()], [(), (Run("|"),)]])
@example([[(), ()]])
def test_what_is_written_reads_as_the_same_runs(rows: Sequence[Sequence[tuple[Run, ...]]]) -> None:
    typed = [[inline.dump(runs) for runs in row] for row in rows]
    text = write_grid(typed)
    assume(is_grid(text, typed))
    value = ScalarNode(text, Span(Source.of(Path("t"), ""), 1, 1, 1, 1), '"')
    read = read_grid(value, scope())
    assert [[cell.runs(scope()) for cell in row] for row in read.rows] == [list(r) for r in rows]


@every_case(
    ("text", "is_file"),
    [
        ("ships.csv", True),
        ("data/ships.XLSX#May 2020\n", True),
        ("North | ships.csv", False),
        ("| ships.csv", False),
        ("North | South\nEast | ships.csv", False),
    ],
)
def test_a_row_that_ends_with_the_name_of_a_file_names_none(text: str, is_file: bool) -> None:
    assert is_file_name(text) == is_file


def test_some_cells_cannot_be_typed() -> None:
    for rows in ([["alone"]], [["a"], [""]], [['[a]{font="A | B"}', "c"]]):
        assert not is_grid(write_grid(rows), rows)


CSV = {
    "comma": 'Country,Number\n"Mexico, US","12 ""x"""\nFoo , 3\n',
    "semicolon": 'Country;Number\r\n"Mexico, US";"12 ""x"""\r\nFoo ; 3\r\n',
    "tab": 'Country\tNumber\n"Mexico, US"\t"12 ""x"""\n\nFoo \t 3\n',
}


@pytest.mark.parametrize("name", CSV)
def test_csv_of_every_delimiter(name: str, tmp_path: Path) -> None:
    (tmp_path / "data.csv").write_bytes(b"\xef\xbb\xbf" + CSV[name].encode())
    read = grid("T: data.csv\n", tmp_path)
    assert plain(read, tmp_path) == [["Country", "Number"], ["Mexico, US", '12 "x"'], ["Foo", "3"]]
    assert read.rows[0][1].span.source.path == tmp_path / "data.csv"
    assert columns(read)[1] == [(2, 1, 13), (2, 14, 24)]


def test_a_cell_of_a_file_is_never_markup(tmp_path: Path) -> None:
    (tmp_path / "data.csv").write_text('A,B\n*a* ${a.b},"c\nd"\nlast,e\n')
    read = grid("T: data.csv\n", tmp_path)
    assert plain(read, tmp_path)[1] == ["*a* ${a.b}", "c\nd"]
    assert read.rows[2][0].span.line == 4


@pytest.mark.parametrize(
    ("data", "code", "line"),
    [
        (b"A,B\n1,2,3\n", "row-length", 2),
        (b"A,B\n1\n", "row-length", 2),
        (b'A,B\n"1,2\n', "unclosed-quote", 2),
        (b'A,B\n"1" x,2\n', "csv", 2),
        (b"A,B\n\x07,2\n", "control-character", 2),
        (b"", "empty-grid", 1),
        (b"A,B\n\xff,2\n", "not-utf8", 1),
    ],
)
def test_faults_of_csv_name_their_line(data: bytes, code: str, line: int, tmp_path: Path) -> None:
    (tmp_path / "data.csv").write_bytes(data)
    (fault,) = faults("T: data.csv\n", tmp_path)
    assert isinstance(fault.place, Span)
    assert (fault.code, fault.place.line) == (code, line)


def book(path: Path) -> None:
    made = openpyxl.Workbook()
    made.active.title = "Arrests"
    sheet = made.create_sheet("Second one")
    sheet["B2"], sheet["C2"] = "Country", "Number"
    sheet["B3"], sheet["C3"] = "Mexico", 127492
    sheet["C3"].number_format = "#,##0"
    sheet["B5"], sheet["C5"] = datetime.date(2020, 3, 6), 0.1234
    sheet["B5"].number_format, sheet["C5"].number_format = "d mmmm yyyy", "0%"
    made.save(path)


def test_xlsx_cells_print_as_formatted(tmp_path: Path) -> None:
    book(tmp_path / "data.xlsx")
    read = grid("T: data.xlsx#Second one\n", tmp_path)
    expected = [["Country", "Number"], ["Mexico", "127,492"], ["6 March 2020", "12%"]]
    assert plain(read, tmp_path) == expected
    cell = read.rows[2][1]
    assert (cell.name, cell.number) == ("C5 of sheet Second one", Decimal("0.1234"))


def test_a_file_of_facts_prints_its_figures_as_a_file_of_rows_does(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    made.active.append(["id", "value"])
    figures = [(5000, '"$"#,##0'), (-5, "#,##0_);(#,##0)"), (1.25, "0.00E+00"), (0.156, "0.0%"),
               (1 / 3, "General"), (7, "000"), (1500000, '0.0,,"M"')]  # fmt: skip
    for row, (value, code) in enumerate(figures, 2):
        made.active.append([f"f{row}", value])
        made.active.cell(row, 2).number_format = code
    made.save(tmp_path / "data.xlsx")
    rows = plain(grid("T: data.xlsx\n", tmp_path), tmp_path)
    facts = Facts.load([files.read(tmp_path / "data.xlsx")], language="en-US")
    assert [[fact.id, fact.text] for fact in facts] == rows[1:]
    assert [row[1] for row in rows[1:4]] == ["$5,000", "(5)", "1.25E+00"]


def test_text_of_a_worksheet_is_unescaped(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    made.active.append(["A", "B"])
    made.active.append(["a_x000D_\nb", "c"])
    made.save(tmp_path / "data.xlsx")
    assert plain(grid("T: data.xlsx\n", tmp_path), tmp_path)[1] == ["a\nb", "c"]


def test_a_formula_without_a_result_is_an_error(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    made.active.append(["A", "B"])
    made.active.append(["x", "=1+1"])
    made.save(tmp_path / "data.xlsx")
    (fault,) = faults("T: data.xlsx\n", tmp_path)
    assert fault.code == "no-result"
    assert "cell B2 of sheet Sheet" in fault.message


def test_a_cell_that_shows_an_error_is_an_error_as_in_a_file_of_facts(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    made.active.append(["id", "value"])
    made.active.append(["x", "#DIV/0!"])
    made.save(tmp_path / "data.xlsx")
    (fault,) = faults("T: data.xlsx\n", tmp_path)
    with pytest.raises(Problem) as raised:
        files.read(tmp_path / "data.xlsx")
    (of_facts,) = raised.value.diagnostics
    assert fault.code == of_facts.code == "cell-error"
    assert fault.message == "cell B2 of sheet Sheet: it shows the error #DIV/0!"


@pytest.mark.parametrize(
    ("name", "code", "help_"),
    [
        ("data.xlsx#Secondone", "unknown-sheet", "did you mean `Second one`?"),
        ("data.xlsx", "empty-grid", "a line is a row; its cells are parted by ` | `"),
        ("broken.xlsx", "broken-file", "open it in Excel and save it as .xlsx"),
        ("sub/dta.csv", "missing-file", "did you mean `sub/data.csv`?"),
        ("sub", "missing-file", None),
        ("notes.txt", "file-type", "these types can be used: .csv, .tsv, .xlsx"),
        ("sub\\data.csv", "path", None),
        ("../data.csv", "outside-project", None),
        ("sub/../../x/data.csv", "outside-project", None),
        ("linked.csv", "outside-project", None),
        ("loop.csv", "outside-project", None),
        ("/etc/hostname", "outside-project", None),
    ],
)
def test_faults_of_files(name: str, code: str, help_: str | None, tmp_path: Path) -> None:
    folder = tmp_path / "project"
    (folder / "sub").mkdir(parents=True)
    book(folder / "data.xlsx")
    for file in ("broken.xlsx", "sub/data.csv", "notes.txt", "../data.csv"):
        (folder / file).write_text("A,B\n1,2\n")
    (folder / "linked.csv").symlink_to(tmp_path / "data.csv")
    (folder / "loop.csv").symlink_to(folder / "loop.csv")
    (fault,) = faults(f"T: {name}\n", folder)
    assert isinstance(fault.place, Span)
    assert (fault.code, fault.place.column, fault.place.end_column) == (code, 4, 4 + len(name))
    assert help_ is None or help_ in fault.helps


@every_case(
    ("value", "code", "text"),
    [
        (1234567.891, "General", "1234567.891"),
        (12, "General", "12"),
        (0.1 + 0.2, "General", "0.3"),
        (1234.5, "0", "1235"),
        (2.5, "0", "3"),
        (-2.5, "0.0", "-2.5"),
        (-0.2, "0", "0"),
        (1234567, "#,##0.00", "1,234,567.00"),
        (0.1556, "0.0%", "15.6%"),
        (1234.5, '"$"#,##0.00;("$"#,##0.00)', "$1,234.50"),
        (-1234.5, '"$"#,##0.00;("$"#,##0.00)', "($1,234.50)"),
        (-5, "#,##0_);[Red](#,##0)", "(5)"),
        (0, '0;-0;"none"', "none"),
        (5, "[$€-407] #,##0", "€ 5"),
        (7, "000", "007"),
        (1.5, "0.##", "1.5"),
        (1500000, '0.0,,"M"', "1.5M"),
        (0.5, "#.0", ".5"),
        (1.25, "# ?/?", "1.25"),
        (1.25, "0.00E+00", "1.25E+00"),
        (123456, "##0.0E+0", "123.5E+3"),
        (0.00999, "0.0E-0", "1.0E-2"),
        (-0.00012, "0.00E+00", "-1.20E-04"),
        (0, "0.00E+00", "0.00E+00"),
        (5, '0"%"', "5%"),
        (5, 'General" x"', "5 x"),
        (0, "0;-0;;@", ""),
        (1500, '[>=1000000]0.0,,"M";[>=1000]0.0,"K";0', "1.5K"),
        (15, '[>=1000000]0.0,,"M";[>=1000]0.0,"K";0', "15"),
        (1e300, "#,##0", "1" + ",000" * 100),
        (1e300, "General", "1E+300"),
        (123456789012, "General", "123456789012"),
        (True, "General", "TRUE"),
        (None, "General", ""),
        ("007", "0", "007"),
        (datetime.datetime(2020, 3, 6), "mm-dd-yy", "2020-03-06"),
        (datetime.datetime(2020, 3, 6), "dd/mm/yyyy", "06/03/2020"),
        (datetime.datetime(2020, 3, 6), '[$-409]mmm d", "yyyy;@', "Mar 6, 2020"),
        (datetime.datetime(2020, 3, 6, 14, 30), "yyyy-mm-dd hh:mm", "2020-03-06 14:30:00"),
        (datetime.datetime(2020, 3, 6), "yyyy-mm-dd hh:mm", "2020-03-06"),
        (datetime.datetime(2020, 3, 6), '"dry"', "2020-03-06"),
        (datetime.time(14, 30), "hh:mm", "14:30:00"),
    ],
)
def test_number_formats(value: object, code: str, text: str) -> None:
    assert cell_formats.show(value, code) == text


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("43896", "d mmm yyyy"), ("43896.5", "yyyy-mm-dd hh:mm"), ("0.5", "hh:mm"),
        ("43896", "h:mm"), ("43896", '0" days"'), ("43896", "[Red]General"), ("3000000", "yyyy"),
    ],
)  # fmt: skip
def test_a_chart_prints_a_stored_number_as_a_table_prints_the_cell(value: str, code: str) -> None:
    """Part 1, 18.17.4.1: openpyxl, which reads tables, tells days by their number format."""
    number = float(value)
    is_day = is_date_format(code) and number < 2_958_466
    cell = from_excel(number) if is_day else Decimal(value)
    assert cell_formats.show_stored(Decimal(value), code) == cell_formats.show(cell, code)


@pytest.mark.parametrize("name", ["../data/months.csv", "months.csv"])
def test_a_path_from_the_slides_own_file_is_told_as_one_from_deck_yaml(
    name: str, tmp_path: Path
) -> None:
    """Of slides/x.yaml: `../data/months.csv` lies in the deck, and so does `months.csv`."""
    for file in ("slides/months.csv", "data/months.csv"):
        (tmp_path / file).parent.mkdir(exist_ok=True)
        (tmp_path / file).write_text("A,B\n1,2\n")
    written = node_of(f"T: {name}\n", tmp_path / "slides")
    assert isinstance(written, ScalarNode)
    meant = "data/months.csv" if name.startswith("..") else "slides/months.csv"
    with pytest.raises(Problem) as caught:
        read_grid(written, scope(tmp_path))
    (fault,) = caught.value.diagnostics
    assert fault.helps[0].startswith(f"write `{meant}`: ")
