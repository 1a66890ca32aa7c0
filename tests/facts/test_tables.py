"""CSV and XLSX give the facts that YAML gives, and their errors name the line or the cell."""

import csv
from collections.abc import Sequence
from datetime import date, datetime
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl import Workbook

from deckgen.content import rows as content_rows
from deckgen.diagnostics import Problem, Span, render
from deckgen.facts import Facts
from deckgen.facts.files import read
from deckgen.source.nodes import MappingNode, Node, ScalarNode
from deckgen.source.nodes import SequenceNode as Listed
from deckgen.source.tables import parse_csv
from tests.support.paths import ROOT

BRIEFING = ROOT / "content/facts.yaml"

Plain = str | list["Plain"] | dict[str, "Plain"]
Cell = str | float | date | None


def plain(node: Node) -> Plain:
    """The node without its places."""
    if isinstance(node, ScalarNode):
        return node.text
    if isinstance(node, Listed):
        return [plain(item) for item in node]
    return {key.text: plain(value) for key, value in node}


def table(facts: MappingNode) -> list[list[str]]:
    """The facts as rows of texts under a header."""
    columns: dict[str, None] = {}
    rows = []
    for name, fields in facts:
        known = plain(fields)
        assert isinstance(known, dict)
        columns |= dict.fromkeys(known)
        rows.append({"id": name.text, **known})
    header = ["id", *columns]
    return [header, *([text_of(row.get(column, "")) for column in header] for row in rows)]


def text_of(value: Plain) -> str:
    return value if isinstance(value, str) else ", ".join(map(text_of, value))


def write_xlsx(
    path: Path, rows: Sequence[Sequence[Cell]], formats: Sequence[str] = (), title: str = "Facts"
) -> Path:
    book = Workbook()
    assert book.active is not None
    book.active.title = "Read me"
    sheet = book.create_sheet(title)
    for row in rows:
        sheet.append(list(row))
    for number, code in enumerate(formats, 2):
        sheet.cell(number, 2).number_format = code
    book.save(path)
    return path


def load(path: Path) -> Facts:
    return Facts.load([read(path)], language="en-US")


def errors(path: Path) -> list[str]:
    with pytest.raises(Problem) as caught:
        load(path)
    return [render(diagnostic) for diagnostic in caught.value.diagnostics]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_csv_file_gives_what_yaml_gives(tmp_path: Path, delimiter: str) -> None:
    path = tmp_path / "facts.csv"
    with path.open("w", newline="", encoding="utf-8-sig") as file:
        csv.writer(file, delimiter=delimiter).writerows(table(read(BRIEFING)))
    assert plain(read(path)) == plain(read(BRIEFING))
    assert [fact.text for fact in load(path)] == [fact.text for fact in load(BRIEFING)]


def test_a_worksheet_gives_what_yaml_gives(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "facts.xlsx", table(read(BRIEFING)))
    assert plain(read(path)) == plain(read(BRIEFING))
    assert [fact.text for fact in load(path)] == [fact.text for fact in load(BRIEFING)]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (48800, "#,##0", "48,800"),
        (48800, "0", "48800"),
        (48800, "General", "48800"),
        (48800, '"$"#,##0', "$48,800"),
        (48800.5, "#,##0", "48,801"),
        (0.18, "0%", "18%"),
        (0.1826, "0.0%", "18.3%"),
        (0.125, "0%", "13%"),
        (-0.08, "0%", "-8%"),
        (-1234.5, "#,##0.00_);(#,##0.00)", "(1,234.50)"),
        (5.24, "General", "5.24"),
        (0.1 + 0.2, "General", "0.3"),
        (1e15, "General", "1000000000000000"),
        (date(2018, 9, 30), "mm-dd-yy", "2018-09-30"),
        (datetime(2018, 9, 30), "d mmm yyyy", "2018-09-30"),
        (datetime(2018, 9, 30, 8, 5), "d mmm yyyy", "2018-09-30 08:05:00"),
        ("  six ", "General", "six"),
        (True, "General", "TRUE"),
        (5000, "[$€-407] #,##0", "€ 5,000"),
        (1200000, '0.0,,"M"', "1.2M"),
        (5, '0 "beds"', "5 beds"),
        (0, "0;-0;", "0"),
    ],
)  # fmt: skip
def test_a_cell_reads_as_shown_where_its_format_is_plain(
    tmp_path: Path, value: Cell, code: str, text: str
) -> None:
    path = write_xlsx(tmp_path / "q3.xlsx", [["id", "value"], ["x", value]], [code])
    assert load(path).fact("x").text == text


def test_a_figure_that_prints_with_its_unit_is_a_number_all_the_same(tmp_path: Path) -> None:
    rows = [["id", "value", "formula"], ["cost", 5000], ["half", None, "cost / 2"]]
    path = write_xlsx(tmp_path / "q3.xlsx", rows, ['"$"#,##0;("$"#,##0)'])
    facts = load(path)
    assert (facts.fact("cost").text, facts.fact("half").text) == ("$5,000", "2500")
    place = facts.fact("cost").place("value")
    assert facts.show("cost:,.1f", place) == "5,000.0"


def test_days_of_a_worksheet_are_dates(tmp_path: Path) -> None:
    rows = [["id", "value", "as_of", "stale_after"], ["x", 1, date(2018, 9, 30), 90]]
    fact = load(write_xlsx(tmp_path / "q3.xlsx", rows)).fact("x")
    assert (fact.as_of, fact.due) == (date(2018, 9, 30), date(2018, 12, 29))


def test_an_error_names_file_sheet_and_cell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    rows = [["id", "value", "formula", "as_of"], [], ["a.one", "12"],
            ["a.two", None, "a.on + 1", "soon"], ["a.three", None, "a.on / 2"]]  # fmt: skip
    write_xlsx(tmp_path / "q3.xlsx", rows)
    [bad_date] = errors(Path("q3.xlsx"))
    assert bad_date.splitlines() == [
        "error[bad-date]: cell D4: `soon` is not a date",
        "  --> q3.xlsx, sheet Facts:4:23",
        "  |",
        "4 | a.two |  | a.on + 1 | soon",
        "  |                       ^^^^ not a date",
        "  = help: `as_of` takes year, month and day, such as 2018-09-30",
    ]
    rows[3][3] = None
    write_xlsx(tmp_path / "q3.xlsx", rows)
    first, second = errors(Path("q3.xlsx"))
    assert "cell C4: there is no fact `a.on`" in first
    assert "q3.xlsx, sheet Facts:5:14" in second


def test_the_first_sheet_is_read_where_none_is_called_facts(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "q3.xlsx", [["id", "value"], ["x", 1]], title="Figures")
    assert "q3.xlsx is empty" in errors(path)[0]
    assert load(write_xlsx(path, [["id", "value"], ["x", 1]], title="FACTS")).fact("x").text == "1"


def test_a_formula_without_a_stored_result_is_an_error(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "q3.xlsx", [["id", "value"], ["x", "=1+1"], ["y", "#DIV/0!"]])
    first, second = errors(path)
    assert "error[no-result]: cell B2" in first
    assert "error[cell-error]: cell B3: it shows the error #DIV/0!" in second


def test_a_control_character_in_a_cell(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "q3.xlsx", [["id", "note"], ["x", "a_x000B_b"]])
    assert "error[control-character]: cell B2: U+000B" in errors(path)[0]


def test_an_escaped_line_break_in_a_cell_is_a_line_break(tmp_path: Path) -> None:
    path = write_xlsx(
        tmp_path / "q3.xlsx", [["id", "value", "note"], ["x", "1_x000D_\n", "a_x000D_\nb"]]
    )
    assert load(path).fact("x").text == "1"
    assert plain(read(path)) == {"x": {"value": "1", "note": "a\nb"}}


def test_a_file_that_is_no_workbook(tmp_path: Path) -> None:
    path = tmp_path / "q3.xlsx"
    path.write_bytes(b"id,value\n")
    assert "is not a workbook" in errors(path)[0]


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("", "", "is empty"),
        ("\n\n", "", "is empty"),
        ("name,value\nx,1\n", "1:1", "the first column of a table of facts is `id`"),
        ("id,valu\nx,1\n", "1:4", "did you mean `value`?"),
        ("id,value,value\nx,1,2\n", "1:10", "there are two columns `value`"),
        ("id,value\nx,48,800\n", "2:6", "text with a comma stands in quotation marks"),
        ("id,value\n,1\n", "2:1", "this row has no id"),
        ("id,value\nx,1\n\nx,2\n", "4:1", "the first is in line 2"),
        ('id,value\nx,"1\ny,2\n', "2:3", "a quotation mark is never closed"),
        ('id,value\nx,"1" 2\n', "2:7", "text follows a cell in quotation marks"),
        ("id,value\nx,1\x07\n", "2:4", "U+0007 is a control character"),
        ('id,value,as_of\r\n"x",1,soon\r\n', "2:7", "`soon` is not a date"),
        ('id,note,as_of\nx,"one\ntwo",soon\n', "3:6", "`soon` is not a date"),
        ("id,formula\nx,1 + y.z\n", "2:7", "there is no fact `y.z`"),
        ('id,formula\nx,"1 + y.z"\n', "2:8", "there is no fact `y.z`"),
        ("id,value,sum_of\nx,1,x y.z\n", "2:7", "there is no fact `y.z`"),
    ],
)  # fmt: skip
def test_errors_of_a_csv_file(tmp_path: Path, text: str, place: str, words: str) -> None:
    path = tmp_path / "q3.csv"
    path.write_text(text, encoding="utf-8", newline="")
    [error] = errors(path)
    assert words in error
    assert not place or f"q3.csv:{place}\n" in error


def test_a_csv_file_that_is_not_utf8(tmp_path: Path) -> None:
    path = tmp_path / "q3.csv"
    path.write_bytes("id,value\nx,\u20ac\n".encode("cp1252"))
    assert "q3.csv, line 2: byte 0x80 is not UTF-8 text" in errors(path)[0]


cells = st.text(st.sampled_from('ab ,;"\n\r\t\u00e9\u2028'), max_size=6)


@given(
    st.integers(0, 2).flatmap(
        lambda more: st.lists(st.lists(cells, min_size=2 + more, max_size=2 + more), min_size=1)
    ),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
@example([["", "", ";\ra", ";"]], csv.QUOTE_MINIMAL)
@example([["", "", ";", "\r;"], ["", "", "\r", "a\r;"]], csv.QUOTE_MINIMAL)
def test_csv_is_read_as_python_reads_it(rows: list[list[str]], quoting: int) -> None:
    rows[0][:2] = ["id", "value"]  # among delimiters that all rows agree on, the first is meant
    written = StringIO(newline="")
    csv.writer(written, quoting=quoting).writerows(rows)
    text = written.getvalue()
    expected = [[trimmed(cell) for cell in row] for row in csv.reader(StringIO(text, newline=""))]
    expected = [row for row in expected if any(row)]
    got = [row for row in parse_csv(text, Path("q3.csv")) if any(c.text.strip() for c in row)]
    assert [[trimmed(cell.text) for cell in row] for row in got] == expected


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        (
            "Region;Share, in %;Count, n, all\nNorth;5,5;7\n",
            [["Region", "Share, in %", "Count, n, all"], ["North", "5,5", "7"]],
        ),
        ("Region;Share, in %;Count, n, all\n", [["Region", "Share, in %", "Count, n, all"]]),
        ("Name, first;Age\nAda;36\n", [["Name, first", "Age"], ["Ada", "36"]]),
        ('"A; b; c",D\n1,2\n', [["A; b; c", "D"], ["1", "2"]]),
        ('5" pipes;n\na;1\n', [['5" pipes', "n"], ["a", "1"]]),
        ("\n\tA, b\tC, d, e\nx\t1\t2\n", [["", "A, b", "C, d, e"], ["x", "1", "2"]]),
        ("a, b\nc; d\n", [["a", "b"], ["c; d"]]),
        ("alone\nx;y\n", [["alone"], ["x;y"]]),
    ],
)
def test_the_delimiter_is_what_rows_agree_on(
    tmp_path: Path, text: str, rows: list[list[str]]
) -> None:
    found = parse_csv(text, Path("q3.csv"))
    assert [[cell.text for cell in row] for row in found] == rows
    (tmp_path / "q3.csv").write_text(text, encoding="utf-8")
    name = ScalarNode("q3.csv", found[0][0].span)
    assert [[cell.text for cell in row] for row in content_rows.read(name, tmp_path)] == rows


@given(st.lists(st.tuples(cells, cells), max_size=5))
def test_cells_of_a_csv_file_know_their_place(rows: list[tuple[str, str]]) -> None:
    written = StringIO(newline="")
    csv.writer(written).writerows([("id", "value"), *rows])
    for row in parse_csv(written.getvalue(), Path("q3.csv")):
        for cell in row:
            assert "".join(cell.text.split()) in "".join(between(cell.span).split())


def between(span: Span) -> str:
    """The text of the file that a span covers, without the quotation marks that CSV adds."""
    lines = [span.source.line(number) for number in range(span.line, span.end_line + 1)]
    lines[-1] = lines[-1][: span.end_column - 1]
    lines[0] = lines[0][span.column - 1 :]
    return "\n".join(lines).replace('""', '"')


def trimmed(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def test_cells_in_quotation_marks_part_nothing_under_any_delimiter() -> None:
    rows = parse_csv('a;b,c;d\nx,"1;2;3"\n', Path("facts.csv"))
    assert [[cell.text for cell in row] for row in rows] == [["a;b", "c;d"], ["x", "1;2;3"]]
