"""What is nearly a number is refused with what was meant; what has other letters is words."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from deckgen.commands import build
from deckgen.diagnostics import Problem, Severity, render
from deckgen.facts import Facts
from deckgen.facts.entries import doubts
from deckgen.facts.files import read
from deckgen.facts.numbers import parse_number
from deckgen.facts.slips import slip, thousands_or_decimals
from tests.facts.checked import Found, deck, found
from tests.facts.reading import facts, mapping, shown
from tests.support.cases import every_case


@every_case(
    ("text", "why", "meant"),
    [
        ("51 2O0", "a letter O for 0 and a blank inside", ["51,200"]),
        ("5l", "a letter l or I for 1", ["51"]),
        ("$5,OOO", "a letter O for 0", ["$5,000"]),
        ("1,OOO,OOO", "a letter O for 0", ["1,000,000"]),
        ("512,00", "a comma that does not part thousands", ["51,200", "512.00"]),
        ("12,345,67", "a comma that does not part thousands", ["1,234,567"]),
        ("0,5", "a comma that does not part thousands", ["0.5"]),
        ("1.234,5", "a comma that does not part thousands", ["1,234.5"]),
        ("51 200", "a blank inside", ["51,200"]),
        ("51\u00a0200", "a blank inside", ["51,200"]),
        ("866 347 2423", "a blank inside", []),
        ("51'200", "an apostrophe inside", ["51,200"]),
        ("51.200.000", "more than one point", ["51,200,000"]),
        ("1.2.3", "more than one point", []),
        ("34.3.", "more than one point and a point with no digits behind it", ["34.3"]),
        ("5.", "a point with no digits behind it", ["5"]),
        ("\u20138%", "a dash for a minus", ["-8%"]),
        ("5 €", "a sign out of place", ["€5"]),
        ("$-5", "a sign out of place", ["-$5"]),
        ("5%%", "a sign out of place", []),
        ("1" * 19, "more than 18 digits", []),
        ("51.2O0", "a letter O for 0", ["51,200", "51.2"]),
        ("O2", "a letter O for 0", ["02"]),
        ("1, 2, 3", "a blank inside and a comma that does not part thousands", []),
    ],
)
def test_a_slip_says_what_is_wrong_and_what_may_be_meant(
    text: str, why: str, meant: list[str]
) -> None:
    found = slip(text)
    assert found is not None
    assert (found.why, list(found.meant)) == (why, meant)


@every_case(
    "text",
    ["48,800", "-8%", "$5,000", "57 %", ".5", "007", "2018", "2018-09-30", "30.09.2018",
     "30. 9. 2018", "2018-09-31", "20-25", "20 \u2013 25", "5%\u20138%", "$5-$10", "1,000-2,000",
     "2018-2019", "866-347-2423", "+1 866-347-2423", "24/7", "six", "5 beds", "5 l", "FY 2018",
     "I-9", "O-1",
     "more than 77,000", "1.4 million", "(5)", "II", "\u2013", "-", "%", "\u0665\u0661"],
)  # fmt: skip
def test_numbers_dates_and_words_are_no_slips(text: str) -> None:
    assert slip(text) is None


@given(st.text("0123456789OolI.,'% $-+\u2013\u00a0", max_size=8))
def test_what_a_slip_may_be_meant_as_is_a_number_and_a_number_is_no_slip(text: str) -> None:
    found = slip(text)
    assert found is None or parse_number(text) is None
    assert all(parse_number(meant) is not None for meant in (found.meant if found else ()))


@every_case(
    ("text", "both"),
    [
        ("51.200", ("51,200", "51.2")),
        ("1.000", ("1,000", "1")),
        ("$51.200", ("$51,200", "$51.2")),
        ("-1.250%", ("-1,250%", "-1.25%")),
        ("0.200", None),
        ("051.200", None),
        ("1234.500", None),
        ("12.345", None),
        ("51.2", None),
        ("51.200 beds", None),
    ],
)
def test_a_point_before_three_digits_may_part_thousands(
    text: str, both: tuple[str, str] | None
) -> None:
    assert thousands_or_decimals(text) == both


def test_a_text_is_words_whatever_it_looks_like() -> None:
    known = facts("a.b:\n  text: 51 200\na.c:\n  text: 48,800\na.d:\n  text: 2018-09-30\n")
    assert [shown(known, name) for name in ("a.b", "a.c", "a.d")] == [
        "51 200", "48,800", "2018-09-30",
    ]  # fmt: skip
    assert known.value("a.c") is None
    with pytest.raises(Problem, match="`48,800` is text, which takes no format"):
        shown(known, "a.c:.0f")


def test_a_text_that_is_still_to_come_is_pending() -> None:
    assert facts("a.b:\n  text: TODO ask\n").fact("a.b").value.pending


@pytest.mark.parametrize("field", ["formula: a.b + 1", "value: 1\n  sum_of: [a.b]"])
def test_nothing_is_computed_from_a_text(field: str) -> None:
    with pytest.raises(Problem, match=r"`a\.b` is `48,800`, which is not a number"):
        facts(f"a.b:\n  text: 48,800\nc.d:\n  {field}\n")


def test_a_text_has_no_sum() -> None:
    with pytest.raises(Problem, match=r"`c\.d` is `5`, which is not a number"):
        facts("a.b:\n  value: 5\nc.d:\n  text: 5\n  sum_of: [a.b]\n")


def test_a_slides_own_facts_are_held_to_it_too() -> None:
    with pytest.raises(Problem) as caught:
        Facts.empty().layer(mapping("beds: 2O\nrooms:\n  value: 1 000\n"))
    assert [d.code for d in caught.value.diagnostics] == ["bad-number", "bad-number"]
    assert str(caught.value.diagnostics[0].place) == "facts.yaml:1:7"


def test_a_csv_file_is_held_to_it_and_takes_texts(tmp_path: Path) -> None:
    path = tmp_path / "facts.csv"
    path.write_text('id,value,text\na,"512,00",\nb,,"512,00"\nc,51.200,\n', encoding="utf-8")
    with pytest.raises(Problem) as caught:
        Facts.load([read(path)], language="en-US")
    (found,) = caught.value.diagnostics
    assert "line 2" in render(found) or "facts.csv:2:" in render(found)
    path.write_text('id,value,text\nb,,"512,00"\nc,51.200,\n', encoding="utf-8")
    assert shown(Facts.load([read(path)], language="en-US"), "b") == "512,00"
    assert [d.code for d in doubts(read(path), Severity.WARNING)] == ["doubtful-number"]


def test_a_number_of_a_worksheet_is_what_it_is_however_it_prints(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["id", "value"], ["a", 51200], ["b", 51.2], ["c", "51 2O0"]):
        sheet.append(row)
    sheet["B2"].number_format, sheet["B3"].number_format = "# ##0", "0.000"
    book.save(tmp_path / "facts.xlsx")
    table = read(tmp_path / "facts.xlsx")
    with pytest.raises(Problem, match="cell B4: `51 2O0` is not a number"):
        Facts.load([table], language="en-US")
    assert not list(doubts(table, Severity.WARNING))


def test_a_build_warns_of_a_doubtful_number_and_strict_refuses_it(tmp_path: Path) -> None:
    path = deck(
        tmp_path,
        "a.b:\n  value: 51.200\na.c:\n  value: 51.200\n  format: .3f\n",
        "layout: Title and Content\nfacts:\n  beds: 1.500\nTitle: ${a.b}\n"
        "Content: ${a.c} ${beds}\n",
    )
    told = build.build(path, output=tmp_path / "out.pptx").diagnostics
    assert [(d.code, d.message, str(d.place).rpartition("/")[2]) for d in told] == [
        ("doubtful-number", "`51.200` is 51.2: a point stands before decimals", "facts.yaml:2:10"),
        ("doubtful-number", "`1.500` is 1.5: a point stands before decimals", "deck.yaml:12:13"),
    ]
    assert "write `51,200` or `51.2`" in render(told[0])
    assert "`format: .3f` says that its decimals are meant" in render(told[0])
    with pytest.raises(Problem) as caught:
        build.build(path, output=tmp_path / "out.pptx", strict=True)
    assert {d.code for d in caught.value.diagnostics} == {"doubtful-number"}


def test_a_check_tells_of_it_too(tmp_path: Path) -> None:
    path = deck(tmp_path, "a.b:\n  value: 51.200\n", "layout: Title Only\nTitle: ${a.b}")
    message = "`51.200` is 51.2: a point stands before decimals"
    assert found(path, "DOUBTFUL") == [Found("warning", message, "facts.yaml:2:10", "51.200", None)]
    deck(tmp_path, "a.b:\n  value: 51.2\n", "layout: Title Only\nTitle: ${a.b}")
    assert found(path, "DOUBTFUL") == []
