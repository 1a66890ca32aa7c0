"""Charts in YAML: what they mean, and what is wrong in them."""

from __future__ import annotations

import re
from pathlib import Path
from zipfile import ZipFile

import pytest
import xlsxwriter

from deckgen.content.chart import Chart, dates, model
from deckgen.content.chart.model import TYPES, describe
from deckgen.content.chart.update import normalized
from deckgen.diagnostics import Diagnostic, Severity
from deckgen.source import cell_formats
from tests.content.stage import Stage, dumped, faults, found, parsed
from tests.support.cases import every_case

SMALL = """Slot:
  chart: bar
  data: |
    Country | Removals
    Mexico | 127,492
    Honduras | ${a.b}
    Peru |
"""
TWO = """Slot:
  chart: column
  data: |
    Office | FY 2018 | FY 2017
    North | 5.24 | 48
    South | 3 | 12
"""
DAYS = """Slot:
  chart: line
  data: |
    Day | Cases
    2019-03-27 | 12
"""


def values(chart: Chart) -> list[list[str]]:
    return [[value.text for value in one.values] for one in chart.plot.series]


def categories(chart: Chart) -> list[str]:
    return [category.text for category in chart.plot.categories]


def test_rows_are_categories_with_a_value_for_each_series() -> None:
    chart = parsed(Chart, TWO)
    assert categories(chart) == ["North", "South"]
    assert [one.name.text for one in chart.plot.series] == ["FY 2018", "FY 2017"]
    assert values(chart) == [["5.24", "3"], ["48", "12"]]
    assert chart.plot.corner.text == "Office"


def test_cells_name_facts_and_may_be_empty() -> None:
    chart = parsed(Chart, SMALL)
    assert values(chart) == [["127,492", "1,234", ""]]
    assert chart.facts() == ("a.b",)


def test_what_is_not_given_has_a_default() -> None:
    one, two = parsed(Chart, SMALL).plot, parsed(Chart, TWO).plot
    assert (one.colors, one.legend, one.labelled) == (("accent1",), False, True)
    assert (two.colors, two.legend, two.labelled) == (("accent1", "accent6"), True, True)
    assert (one.gap, one.overlap, one.format, one.title.text) == (45, -5, "", "")
    stacked = parsed(Chart, TWO.replace("column", "100% stacked bar"))
    assert stacked.plot.overlap == 100


def test_of_two_years_the_later_one_stands_out() -> None:
    earlier_first = parsed(Chart, TWO.replace("FY 2018 | FY 2017", "FY 2017 | FY 2018"))
    assert earlier_first.plot.colors == ("accent6", "accent1")


def test_many_points_and_lines_side_by_side_have_no_labels() -> None:
    rows = "".join(f"    {number} | {number}\n" for number in range(30))
    assert not parsed(Chart, f"S:\n  chart: bar\n  data: |\n    A | B\n{rows}").plot.labelled
    assert parsed(Chart, TWO.replace("column", "line") + "  labels: yes\n").plot.labelled
    assert not parsed(Chart, TWO.replace("column", "line")).plot.labelled
    assert not parsed(Chart, SMALL.replace("bar", "area")).plot.labelled


def test_choices() -> None:
    chart = parsed(
        Chart,
        SMALL
        + "  labels: |\n    a *b*\n    \\ \n    c\\|d\n".replace(" *b*", "")
        + "  title: Of ${a.b}\n  format: '#,##0.0'\n  highlight: Honduras\n  legend: yes\n"
        + "  colors: tx2\n  gap: 80%\n  overlap: -10\n  alt: In words\n",
    ).plot
    assert [label.text for label in chart.series[0].labels] == ["a", "", "c|d"]
    assert (chart.title.text, chart.format, chart.highlight) == (
        "Of 1,234",
        "#,##0.0",
        ("Honduras",),
    )
    assert (chart.legend, chart.colors, chart.gap, chart.overlap) == (True, ("tx2",), 80, -10)
    assert chart.alt.text == "In words"


def test_labels_of_several_series_are_parted() -> None:
    chart = parsed(Chart, TWO + "  labels: |\n    a | b\n    c |\n")
    labels = [[label.text for label in one.labels] for one in chart.plot.series]
    assert labels == [["a", "c"], ["b", ""]]


def test_a_label_may_say_yes() -> None:
    text = "S:\n  chart: bar\n  data: |\n    A | B\n    c | 1\n  labels: {}\n"
    assert not parsed(Chart, text.format("no")).plot.labelled
    quoted = parsed(Chart, text.format("'no'"))
    assert quoted.plot.series[0].labels[0].text == "no"
    assert parsed(Chart, dumped(quoted)) == quoted


def test_a_dash_is_no_label_unless_it_is_made_text() -> None:
    chart = parsed(Chart, SMALL + "  labels: |\n    -\n    \\-\n    - -\n")
    assert [label.text for label in chart.plot.series[0].labels] == ["", "-", "- -"]
    assert parsed(Chart, dumped(chart)) == chart


@pytest.mark.parametrize(
    ("sort", "order"),
    [("descending", ["Mexico", "Honduras", "Peru"]), ("ascending", ["Honduras", "Mexico", "Peru"])],
)
def test_sorting_moves_rows_with_their_labels_and_gaps_to_the_end(
    sort: str, order: list[str]
) -> None:
    head, *rows = SMALL.splitlines()[3:]
    text = "\n".join([*SMALL.splitlines()[:3], head, rows[2], rows[1], rows[0]])
    chart = parsed(Chart, f"{text}\n  labels: |\n    p\n    h\n    m\n  sort: {sort}\n")
    assert categories(chart) == order
    assert [label.text for label in chart.plot.series[0].labels] == [
        one[0].lower() for one in order
    ]


def test_a_highlighted_slice_is_the_only_one_of_its_colour() -> None:
    text = SMALL.replace("bar", "pie").replace("Peru |", "Peru | 5")
    chart = parsed(Chart, text + "  highlight:\n    - Honduras\n")
    assert chart.plot.colors == ("accent1", "accent2", "tx2")
    assert parsed(Chart, dumped(chart)) == chart


@pytest.mark.parametrize("text", [SMALL.replace("${a.b}", "1,234"), TWO])
def test_what_is_as_usual_is_not_dumped(text: str) -> None:
    assert dumped(parsed(Chart, text)) == text


def test_a_file_gives_the_data(tmp_path: Path) -> None:
    (tmp_path / "of.csv").write_text('Country,Removals\n"Mexico","127,492"\n*x*,2\n')
    chart = parsed(Chart, "S:\n  chart: bar\n  data: of.csv\n", tmp_path)
    assert (categories(chart), values(chart)) == (["Mexico", "*x*"], [["127,492", "2"]])


def workbook(path: Path, rows: list[tuple[str, float, str]]) -> None:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Shares")
        sheet.write_row(0, 0, ["Country", "Share"])
        for number, (name, value, code) in enumerate(rows, 1):
            sheet.write(number, 0, name)
            sheet.write(number, 1, value, book.add_format({"num_format": code}))


def test_a_workbook_gives_exact_values_and_how_they_are_rounded(tmp_path: Path) -> None:
    workbook(tmp_path / "of.xlsx", [("Mexico", 0.4771, "0%"), ("Peru", 0.25, "0%")])
    chart = parsed(Chart, "S:\n  chart: bar\n  data: of.xlsx#Shares\n", tmp_path)
    assert values(chart) == [["0.4771", "25%"]]
    assert chart.plot.format == "0%"


def test_a_worksheets_value_has_the_digits_that_excel_keeps(tmp_path: Path) -> None:
    workbook(tmp_path / "plain.xlsx", [("Mexico", 0.3, "General")])
    with ZipFile(tmp_path / "plain.xlsx") as plain, ZipFile(tmp_path / "of.xlsx", "w") as binary:
        for name in plain.namelist():
            data = plain.read(name)
            binary.writestr(name, data.replace(b"<v>0.3</v>", b"<v>0.30000000000000004</v>"))
    chart = parsed(Chart, "S:\n  chart: bar\n  data: of.xlsx\n", tmp_path)
    assert values(chart) == [["0.3"]]


def test_days_stand_on_an_axis_of_dates_where_more_is_said_of_it() -> None:
    assert not parsed(Chart, DAYS + "  x_axis:\n    title: Day\n").plot.dated
    chart = parsed(Chart, DAYS + "  x_axis:\n    unit: months\n    max: 2019-06-01\n").over(None)
    assert chart.plot.dated
    axis = chart.plot.x_axis
    assert (axis.unit, axis.maximum, axis.format) == ("1 month", "2019-06-01", "d mmm yyyy")


def test_an_axis_takes_from_a_pattern_what_is_not_said_and_not_taken_away() -> None:
    said = "  y_axis:\n    title: People\n    max: 200,000\n    unit: 50,000\n    gridlines: yes\n"
    pattern = parsed(Chart, SMALL + said).over(None)
    assert parsed(Chart, SMALL).over(pattern) == pattern
    own = "  y_axis:\n    title: no\n    max: auto\n    unit: 20,000\n    gridlines: no\n"
    changed = parsed(Chart, SMALL + own).over(pattern)
    assert changed == parsed(Chart, SMALL + "  y_axis:\n    unit: 20,000\n").over(None)
    relative = changed.without(pattern)
    assert dumped(relative).endswith(own.replace(",000", "000"))
    assert parsed(Chart, dumped(relative)).over(pattern) == changed
    beyond = parsed(Chart, SMALL.replace("127,492", "300,000")).over(pattern)
    assert (beyond.plot.y_axis.maximum, beyond.plot.y_axis.unit) == ("", "50000")


@every_case(
    ("said", "x_labels", "y_labels"),
    [
        ("  x_axis:\n    labels: no\n", False, None),
        ("  x_axis:\n    labels: yes\n  y_axis:\n    labels: yes\n", None, True),
        ("  y_axis:\n    labels: no\n", None, None),
        ("  y_axis:\n    labels: no\n    max: 200,000\n", None, False),
        ("  labels: no\n  y_axis:\n    labels: no\n", None, False),
    ],
)
def test_an_axis_has_labels_unless_the_points_say_them(
    said: str, x_labels: bool | None, y_labels: bool | None
) -> None:
    plot = parsed(Chart, SMALL + said).over(None).plot
    assert (plot.x_axis.labels, plot.y_axis.labels) == (x_labels, y_labels)


def test_values_beyond_the_limit_of_an_axis_are_warned_of() -> None:
    on = Stage.of("Chart and Points", "Chart")
    said = "  y_axis:\n    min: 2\n    max: {}\n"
    (found,) = parsed(Chart, SMALL + said.format("1,000")).misfits(on.slot, on.page)
    assert (found.code, found.severity) == ("CHART-LIMIT", Severity.WARNING)
    assert "`max: 1000` of `y_axis`" in found.message
    assert not list(parsed(Chart, SMALL + said.format("200,000")).misfits(on.slot, on.page))


@pytest.mark.parametrize("said", ["", "  labels: no\n"])
def test_labels_at_an_axis_are_a_pattern_s_until_something_else_is_said(said: str) -> None:
    hidden = "  x_axis:\n    labels: no\n  y_axis:\n    labels: no\n    max: 200,000\n"
    pattern = parsed(Chart, SMALL + said + hidden).over(None)
    assert parsed(Chart, SMALL + said).over(pattern) == pattern
    shown = hidden.replace("no\n", "yes\n")
    changed = parsed(Chart, SMALL + said + shown).over(pattern)
    assert (changed.plot.x_axis.labels, changed.plot.y_axis.labels) == (None, None)
    relative = changed.without(pattern)
    assert (relative.plot.x_axis.labels, relative.plot.y_axis.labels) == (True, True)
    assert parsed(Chart, dumped(relative)).over(pattern) == changed


def test_a_bubble_without_a_size_is_warned_of_at_its_value() -> None:
    on = Stage.of("Chart and Points", "Chart")
    text = (
        "S:\n  chart: bubble\n  data: |\n    X | Y | Size\n    1 | 2 |\n    2 | 3 | 4\n    3 | |\n"
    )
    (found,) = parsed(Chart, text).misfits(on.slot, on.page)
    assert (found.code, found.severity) == ("no-size", Severity.WARNING)
    assert found.message == "the bubble at 1, 2 has no size, and is not seen"
    assert found.place is not None
    assert str(found.place).endswith(":5:9")


@every_case(
    ("word", "limit", "hides"),
    [
        ("column", "10", False),
        ("stacked column", "10", True),
        ("100% stacked column", "80%", False),
    ],
)
def test_a_limit_hides_what_a_stack_reaches_and_shares_are_not_their_values(
    word: str, limit: str, hides: bool
) -> None:
    on = Stage.of("Chart and Points", "Chart")
    text = f"Chart:\n  chart: {word}\n  data: |\n    A | B | C\n    x | 6 | 7\n"
    pattern = parsed(Chart, f"{text}  y_axis:\n    max: {limit}\n").over(None)
    assert bool(list(pattern.misfits(on.slot, on.page))) == hides
    assert (parsed(Chart, text).over(pattern) == pattern) != hides


def fault_texts(told: list[Diagnostic]) -> list[str]:
    return [" ".join([one.message, one.label, *one.helps]) for one in told]


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        (SMALL + "    Chile | 5 | 6\n", ("row-length", 8, 17, 18), "a cell too many"),
        (SMALL + "    Chile\n", ("row-length", 8, 5, 10), "cells are parted by"),
        (SMALL + "    Chile | many\n", ("not-a-number", 8, 13, 17), "leave the cell empty"),
        (
            "Slot:\n  chart: scatter\n  data: |\n    X | Y\n    1 | 2\n    | 3\n",
            ("not-a-number", 3, 3, 7), "point 2 has no place",
        ),
        (SMALL + "    Chile | 1,23\n", ("not-a-number", 8, 13, 17), "`1,23` is not a number"),
        (SMALL + "    Chile | 1234567890123456\n", ("not-a-number", 8, 13, 29), "keeps 15 digits"),
        (SMALL + "    Chile | ${a.b:,.1f}x\n", ("not-a-number", 8, 13, 25), "number prints it"),
        (SMALL + "    Chile | ${a.c}\n", ("unknown-fact", 8, 13, 19), "a.b"),
        (SMALL + "    *Chile* | 5\n", ("style-in-chart", 8, 5, 12), "write `\\*`"),
        (SMALL.replace("bar", "bra"), ("unknown-chart", 2, 10, 13), "did you mean `bar`?"),
        (SMALL.replace("bar", "donut"), ("unknown-chart", 2, 10, 15), "`doughnut`"),
        (SMALL + "  lables: no\n", ("unknown-key", 8, 3, 9), "did you mean `labels`?"),
        (SMALL + "  labels: |\n    a\n    b\n", ("label-count", 10, 5, 6), "2 labels for 3"),
        (SMALL + "  labels: |\n    a\n    b\n    c\n    d\n", ("label-count", 12, 5, 6), "many"),
        (TWO + "  labels: |\n    a | b\n    c\n", ("label-count", 9, 5, 6), "2 series"),
        (TWO.replace("column", "pie"), ("several-series", 4, 24, 31), "shows one series"),
        (TWO + "  highlight: North\n", ("highlight", 7, 3, 12), "of several series"),
        (SMALL + "  highlight: Mexcio\n", ("unknown-category", 8, 14, 20), "mean `Mexico`?"),
        (SMALL + "  highlight: Peru\n  colors: accent2\n", ("highlight", 8, 3, 12), "accent2"),
        (SMALL + "  sort: down\n", ("sort", 8, 9, 13), "`descending`"),
        (SMALL + "  legend: maybe\n", ("yes-or-no", 8, 11, 16), "neither"),
        (SMALL + "  colors: acent1\n", ("color", 8, 11, 17), "did you mean `accent1`?"),
        (SMALL + "  colors: FF0000\n", ("color", 8, 11, 17), "no theme colour"),
        (SMALL + "  colors: accent1 accent2\n", ("color-count", 8, 11, 26), "2 colours for 1"),
        (SMALL + "  gap: wide\n", ("percent", 8, 8, 12), "from 0 to 500"),
        (SMALL + "  overlap: 101\n", ("percent", 8, 12, 15), "from -100 to 100"),
        (SMALL.replace("bar", "pie") + "  gap: 10\n", ("only-bars", 8, 3, 6), "bars and columns"),
        (SMALL + "  y_axis: 5\n", ("wrong-type", 8, 11, 12), "a mapping"),
        (SMALL + "  y_axis:\n    maxx: 5\n", ("unknown-key", 9, 5, 9), "did you mean `max`?"),
        (SMALL + "  y_axis:\n    max: tall\n", ("axis-value", 9, 10, 14), "not `tall`"),
        (SMALL + "  y_axis:\n    max: 1\n    min: 2\n", ("axis-value", 9, 5, 8), "above `min`"),
        (SMALL + "  x_axis:\n    min: 2\n", ("axis-of-texts", 9, 5, 8), "as a day"),
        (DAYS + "  x_axis:\n    unit: 3 weeks\n", ("axis-value", 7, 11, 18), "`3 months`"),
        (DAYS + "  x_axis:\n    max: 7\n", ("axis-value", 7, 10, 11), "2019-03-27"),
        (SMALL.replace("bar", "pie") + "  y_axis:\n    max: 7\n", ("no-axes", 8, 3, 9), "no axes"),
        (SMALL + "  y_axis:\n    labels: maybe\n", ("yes-or-no", 9, 13, 18), "neither"),
        (TWO + "  second_y_axis:\n    max: 7\n", ("no-axes", 7, 3, 16), "`second_axis: Days`"),
        (SMALL + "  format: 0 people\n", ("number-format", 8, 11, 19), "in quotes"),
        (SMALL + "  title:\n", ("empty-value", 8, 9, 9), "leave the key out"),
        (SMALL + "  data2: |\n    x\n", ("unknown-key", 8, 3, 8), "did you mean `data`?"),
        ("S:\n  chart: bar\n", ("missing-key", 2, 3, 8), "CSV or XLSX"),
        ("S:\n  chart: bar\n  data: of.csv\n", ("missing-file", 3, 9, 15), "no file `of.csv`"),
        ("S:\n  chart: bar\n  data: ../of.csv\n", ("outside-project", 3, 9, 18), "copy the file"),
        ("S:\n  chart: bar\n  data: |\n    A | B\n", ("chart-data", 4, 5, 6), "no rows"),
        ("S:\n  chart:\n  data: |\n    A | B\n    c | 1\n", ("empty-value", 2, 9, 9), "`bar`"),
    ],
)  # fmt: skip
def test_faults_name_their_place(
    text: str, place: tuple[str, int, int, int], words: str, tmp_path: Path
) -> None:
    told = faults(Chart, text, tmp_path)
    assert [found(fault) for fault in told] == [place]
    assert words in fault_texts(told)[0]


def test_a_negative_slice_is_told_at_its_cell() -> None:
    told = faults(Chart, SMALL.replace("bar", "pie").replace("Peru |", "Peru | -5"))
    assert [found(fault) for fault in told] == [("negative-slice", 7, 12, 14)]


def test_all_faults_of_a_chart_are_told_at_once() -> None:
    text = SMALL.replace("bar", "bra") + "    x | y\n  lables: no\n  sort: up\n  format: x\n"
    codes = [fault.code for fault in faults(Chart, text)]
    assert sorted(codes) == [
        "not-a-number", "number-format", "sort", "unknown-chart", "unknown-key",
    ]  # fmt: skip


def test_faults_of_files_name_row_and_cell(tmp_path: Path) -> None:
    (tmp_path / "of.csv").write_text("Country,Removals\nMexico,many\n")
    (fault,) = faults(Chart, "S:\n  chart: bar\n  data: of.csv\n", tmp_path)
    assert found(fault) == ("not-a-number", 2, 8, 12)
    with xlsxwriter.Workbook(tmp_path / "of.xlsx") as book:
        book.add_worksheet("Arrests").write_row(0, 0, ["Country", "Removals"])
        book.worksheets()[0].write_row(1, 0, ["Mexico", "many"])
    (fault,) = faults(Chart, "S:\n  chart: bar\n  data: of.xlsx\n", tmp_path)
    assert found(fault) == ("not-a-number", 3, 9, 16)
    assert "cell B2 of sheet Arrests" in fault.message


@every_case("word", TYPES)
def test_every_type_has_a_word_of_its_own(word: str) -> None:
    text = SMALL.replace("bar", word)
    if TYPES[word].is_points:
        text = text.replace("Mexico", "1").replace("Honduras", "2").replace("Peru", "3")
    if TYPES[word].is_bubbles:
        text = re.sub("(?m)^(    .*)$", r"\1 | 5", text)
    chart = parsed(Chart, text)
    assert chart.plot.type.word == word
    assert dumped(chart).startswith(f"Slot:\n  chart: {word}\n")


@every_case(
    ("text", "value", "code"),
    [
        ("127,492", "127492", "#,##0"),
        ("48%", "0.48", "0%"),
        ("5.24", "5.24", "0.00"),
        ("-3", "-3", "0"),
        ("+4%", "0.04", "+0%;-0%;0%"),
        ("\N{MINUS SIGN}2", "-2", '0;"\N{MINUS SIGN}"0'),
        ("$1,200.50", "1200.5", '"$"#,##0.00'),
        ("007", "7", "000"),
        ("57 %", "0.57", '0" "%'),
    ],
)
def test_a_typed_number_is_a_value_and_a_format(text: str, value: str, code: str) -> None:
    number = model.read(text)
    assert number is not None
    assert (cell_formats.plain(number.value), number.code) == (value, code)


@every_case("text", ["", "x", "1,23", "12,34,567", "5.", "%", "1e5", "٣", "(5)", "1 000"])
def test_what_is_no_number(text: str) -> None:
    assert model.read(text) is None


def test_one_format_serves_a_series_where_it_can() -> None:
    assert model.common_code(("127,492", "888", "54,919")) == "#,##0"
    assert model.common_code(("+4%", "\N{MINUS SIGN}2%", "0%")) == '+0%;"\N{MINUS SIGN}"0%;0%'
    assert model.common_code(("", "TODO")) == "General"


def test_alternative_text_says_what_the_chart_shows() -> None:
    assert describe(parsed(Chart, SMALL).plot) == (
        "Bar chart: Removals. Mexico 127,492; Honduras 1,234; Peru no value."
    )
    assert describe(parsed(Chart, TWO + "  title: Cases\n").plot) == (
        "Column chart: Cases. North: FY 2018 5.24, FY 2017 48; South: FY 2018 3, FY 2017 12."
    )
    rows = "".join(f"    Category number {number} | {number}\n" for number in range(60))
    long = describe(parsed(Chart, f"S:\n  chart: line\n  data: |\n    A | B\n{rows}").plot)
    assert len(long) <= 400
    assert long.endswith("categories more.")


def test_alternative_text_of_400_characters_is_whole() -> None:
    head = "Bar chart: B. "
    room = 400 - len(f"{head} 1.")
    text = "S:\n  chart: bar\n  data: |\n    A | B\n    {} | 1\n"
    assert describe(parsed(Chart, text.format("n" * room)).plot) == f"{head}{'n' * room} 1."
    longer = describe(parsed(Chart, text.format("n" * (room + 1))).plot)
    assert longer == f"{head}1 category."


@every_case(
    ("saved", "printed", "same"),
    [
        ("37377", "5/1/2002", True),
        ("37377", "1-May-02", True),
        ("37377", "May 2002", True),
        ("37377", "6/1/2002", False),
        ("37377", "37377", False),
        ("2002", "May 2002", False),
        ("5/1/2002", "5/1/2002", False),
    ],
)
def test_a_day_that_libreoffice_saved_as_its_number(saved: str, printed: str, same: bool) -> None:
    assert dates.counts(saved, printed) is same


@every_case(
    ("saved", "read"),
    [
        (["37377", "37408", "37438"], ["2002-05-01", "2002-06-01", "2002-07-01"]),
        (["37377", "37408", "37438", "new"], ["2002-05-01", "2002-06-01", "2002-07-01", "new"]),
        (["37377", "new", "37438"], ["2002-05-01", "new", "2002-07-01"]),
        (["37377", "37438"], ["2002-05-01", "2002-07-01"]),
        (["37377", "37377"], ["2002-05-01", "37377"]),
        (["37409", "1"], ["37409", "1"]),
    ],
)
def test_days_that_are_numbers_stay_beside_what_came_went_or_got_a_name(
    saved: list[str], read: list[str]
) -> None:
    """Where one category is no day, LibreOffice makes texts of all."""
    text = "S:\n  chart: area\n  data: |\n    A | B\n{}"
    was, now = (
        parsed(Chart, text.format("".join(f"    {one} | 1\n" for one in days))).plot
        for days in (["2002-05-01", "2002-06-01", "2002-07-01"], saved)
    )
    assert [run.text for run in normalized(now, was).categories] == read
