"""Shares and sums in any presentation: text boxes, tables and charts made by python-pptx."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches

from deckgen import checks
from deckgen.checks.rules import BY_ID
from deckgen.checks.subject import Subject
from deckgen.opc.package import Package
from tests.support.lanes import examples

PLACE = (Inches(1), Inches(2), Inches(8), Inches(4))
Rows = Sequence[Sequence[str]]


@cache
def blank() -> bytes:
    deck = Presentation()
    used = deck.slides.add_slide(deck.slide_layouts[6]).slide_layout
    for layout in list(deck.slide_layouts):  # each takes as long to read as what is tested
        if layout != used:
            deck.slide_layouts.remove(layout)
    return saved(deck)


def saved(deck: Any) -> bytes:
    stream = io.BytesIO()
    deck.save(stream)
    return stream.getvalue()


def found(data: bytes, rule: str) -> list[str]:
    subject = Subject.of_file(Package.load(data, "any.pptx"))
    return [finding.diagnostic.message for finding in BY_ID[rule].findings(subject)]


def text(*boxes: str) -> bytes:
    """A presentation of one slide with a text box for each text."""
    deck = Presentation(io.BytesIO(blank()))
    for box in boxes:
        deck.slides[0].shapes.add_textbox(*PLACE).text_frame.text = box
    return saved(deck)


def table(rows: Rows) -> bytes:
    deck = Presentation(io.BytesIO(blank()))
    shape = deck.slides[0].shapes.add_table(len(rows), len(rows[0]), *PLACE)
    for row, texts in zip(shape.table.rows, rows, strict=True):
        for cell, words in zip(row.cells, texts, strict=True):
            cell.text = words
    return saved(deck)


TOTAL = "Total removals: 267,258"


class TestShares:
    @pytest.mark.slow
    @pytest.mark.parametrize(
        "line",
        [
            "57% (150,141) of ICE removals",
            "57 percent (150,141)",
            "57% [150,141 people]",
            "150,141 (57%)",
            "150,141 (57% of all)",
            "150,141 – 57%",
            "150,141, or 57%",
            "With a conviction: 150,141 | 57%",
            "150,141 57%",
        ],
    )
    def test_a_share_beside_its_count_is_held_to_the_total(self, line: str) -> None:
        assert found(text(TOTAL, line), "DISAGREE") == [
            f"150,141 of 267,258 is 56%, printed {'57 percent' if 'percent' in line else '57%'}"
        ]

    @pytest.mark.parametrize(
        "line",
        [
            "150,141 of 267,258 (57%)",
            "150,141 out of 267,258 people, or 57%",
            "57% (150,141 of 267,258)",
            "57%, 150,141 of the 267,258",
            "57% of 267,258 removals (150,141)",
        ],
    )
    def test_a_total_that_the_line_names_needs_no_other(self, line: str) -> None:
        assert found(text(line), "DISAGREE") == ["150,141 of 267,258 is 56%, printed 57%"]

    @pytest.mark.parametrize(
        "lines",
        [
            [TOTAL, "56% (150,141) of ICE removals"],
            [TOTAL, "127,492 (48%), 56.2% (150,141)"],
            ["57% (150,141) of ICE removals"],
            ["Removals: 267,258", "57% (150,141)"],
            [TOTAL, "about 57% (150,141)", "57% (more than 150,141)"],
            [TOTAL, "150,141 (+57%)", "150,141 (-8%)"],
            [TOTAL, "150,141 (8% more)", "150,141 (3%)"],
            [TOTAL, "57% (12 points)", "57% (2 years)", "57% (in FY 2018)"],
            [TOTAL, "57% (150,141)", "Arrests: 263,000"],
            [TOTAL, "1.4 million (57%)", "150,141 in 2018, and 57% later"],
            ["1.4 million of 2.5 million (57%)", "1.4 million of 2.5 million (55%)"],
            ["Total: 77%", "57% (150,141)"],
            ["3 of 12 (25%)", "2 of 3 (67%)", "0.5 of 12 (4%)"],
            ["20% of 50% (10%)"],
        ],
    )
    def test_what_is_let_pass(self, lines: list[str]) -> None:
        assert found(text(*lines), "DISAGREE") == []

    def test_counts_that_are_rounded_leave_room(self) -> None:
        assert found(text("1.4 million of 2.5 million (60%)"), "DISAGREE") == [
            "1.4 million of 2.5 million is 56%, printed 60%"
        ]

    def test_two_other_shares_can_tell_the_total(self) -> None:
        lines = ["Removals: 267,258", "127,492 (48%)", "18,981 (7%)", "54,919 (20%)"]
        assert found(text(*lines), "DISAGREE") == ["54,919 of 267,258 is 21%, printed 20%"]

    def test_a_share_far_off_is_found_beside_one_that_is_right(self) -> None:
        lines = [TOTAL, "127,492 (48%)\n54,919 (12%)"]
        assert found(text(*lines), "DISAGREE") == ["54,919 of 267,258 is 21%, printed 12%"]

    def test_a_label_beside_a_figure_calls_it_a_total(self) -> None:
        assert found(text("267,258\ntotal removals", "57% (150,141)"), "DISAGREE") == [
            "150,141 of 267,258 is 56%, printed 57%"
        ]

    @pytest.mark.parametrize(
        "line",
        [
            "Total: 267,258 ships, 318 ferries among them",
            "Total (FY 2018): 267,258",
            "In all, 267,258 people (100%) were removed",
            "267,258 removals in total",
            "There were 318 in 2017. Total removals were 267,258",
        ],
    )
    def test_a_line_calls_the_figure_next_to_the_word_a_total(self, line: str) -> None:
        assert found(text(line, "57% (150,141)"), "DISAGREE") == [
            "150,141 of 267,258 is 56%, printed 57%"
        ]

    @pytest.mark.parametrize(
        "line",
        [
            "57% (150,141) of total removals: 267,258",
            "The total is unknown. 267,258 were counted",
            "Total: more than 267,258",
            "Total: 57% of 267,258",
        ],
    )
    def test_a_line_that_calls_nothing_certain_a_total(self, line: str) -> None:
        other = "" if line.startswith("57%") else "57% (150,141)"
        expected = ["150,141 of 267,258 is 56%, printed 57%"] if not other else []
        assert found(text(line, other), "DISAGREE") == expected

    def test_labels_of_a_chart_are_read(self) -> None:
        deck = Presentation(io.BytesIO(text(TOTAL)))
        data = CategoryChartData()
        data.categories = ["Mexico", "Honduras"]
        data.add_series("Removals", [127492, 48800])
        frame = deck.slides[0].shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, *PLACE, data)
        for index, label in enumerate(["127,492 (48%)", "48,800 (16%)"]):
            point = frame.chart.plots[0].series[0].points[index]
            point.data_label.text_frame.text = label
        assert found(saved(deck), "DISAGREE") == ["48,800 of 267,258 is 18%, printed 16%"]

    def test_a_finding_names_slide_and_shape(self) -> None:
        data = text(TOTAL, "57% (150,141)")
        (finding,) = BY_ID["DISAGREE"].findings(Subject.of_file(Package.load(data, "any.pptx")))
        assert finding.spot is not None
        assert (finding.spot.slide, finding.spot.shape) == (1, "TextBox 2")
        assert checks.of_file(Package.load(data, "any.pptx")).fails(strict=False)

    def test_a_column_of_shares_is_held_to_its_column_of_counts(self) -> None:
        rows = [
            ["Country", "Removals", "Share"],
            ["Mexico", "127,492", "48%"],
            ["Guatemala", "54,919", "20%"],
            ["El Salvador", "18,981", "7%"],
            ["All countries", "267,258", "100%"],
        ]
        assert found(table(rows), "DISAGREE") == ["54,919 of 267,258 is 21%, printed 20%"]

    def test_a_column_of_which_most_are_no_shares_of_the_total_has_none(self) -> None:
        rows = [
            ["Country", "Removals", "Share"],
            ["Mexico", "100", "50%"],
            ["Guatemala", "60", "10%"],
            ["El Salvador", "40", "5%"],
            ["All countries", "200", "100%"],
        ]
        assert found(table(rows), "DISAGREE") == []
        rows[2][2] = "30%"
        assert found(table(rows), "DISAGREE") == ["40 of 200 is 20%, printed 5%"]

    def test_a_column_of_changes_is_none_of_shares(self) -> None:
        rows = [
            ["Country", "Removals", "Change"],
            ["Mexico", "127,492", "8%"],
            ["Guatemala", "54,919", "20%"],
            ["Total", "267,258", "12%"],
        ]
        assert found(table(rows), "DISAGREE") == []


def rounded(count: int, total: int, places: int) -> str:
    share = Decimal(count) * 100 / Decimal(total)
    return f"{share.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)}%"


counts = st.integers(1, 10**7).flatmap(
    lambda total: st.tuples(st.integers(1, total), st.just(total))
)


@pytest.mark.slow
@settings(max_examples=examples(60))
@given(counts, st.integers(0, 3))
def test_a_share_rounded_half_up_agrees(numbers: tuple[int, int], places: int) -> None:
    count, total = numbers
    share = rounded(count, total, places)
    assert found(text(f"{count:,} of {total:,} ({share})"), "DISAGREE") == []


@settings(max_examples=examples(60))
@given(counts, st.integers(0, 1), st.integers(1, 9))
def test_any_other_share_disagrees(numbers: tuple[int, int], places: int, off: int) -> None:
    count, total = numbers
    share = rounded(count, total, places)
    other = Decimal(share[:-1]) + Decimal(off).scaleb(-places)
    assume(other <= 100)
    line = f"{count:,} of {total:,} ({other}%)"
    assert found(text(line), "DISAGREE") == [f"{count:,} of {total:,} is {share}, printed {other}%"]


class TestSums:
    def test_a_total_row_that_its_column_does_not_give(self) -> None:
        rows = [
            ["Type", "People"],
            ["Voice", "45,364"],
            ["GPS", "40,680"],
            ["SmartLINK", "5,540"],
            ["Total", "77,000"],
        ]
        assert found(table(rows), "SUM") == [
            "the total of `People` is 77,000, what it is the total of adds up to 91,584"
        ]

    @pytest.mark.slow
    @pytest.mark.parametrize(
        "rows",
        [
            [["", "N"], ["a", "1"], ["b", "2"], ["Total", "3"]],
            [["", "N"], ["a", "1"], ["b", "–"], ["c", "2"], ["Total removals", "3"]],
            [["", "N"], ["Total", "3"], ["a", "1"], ["b", "2"]],
            [["", "N"], ["a", "1"], ["b", "2"], ["Total", "more than 5"]],
            [["", "N"], ["a", "1"], ["b", "few"], ["Total", "5"]],
            [["", "N"], ["a", "1"], ["Total", "5"]],
            [["", "N"], ["a", "1"], ["b", "2"], ["c", "5"]],
            [["", "Share"], ["a", "33%"], ["b", "33%"], ["c", "33%"], ["Total", "100%"]],
            [["", "Share"], ["a", "40%"], ["b", "60%"], ["Total", "52%"]],
            [["", "Average stay"], ["a", "3"], ["b", "5"], ["Total", "4"]],
            [["", "Cost"], ["a", "$1.4 million"], ["b", "$2.4 million"], ["Total", "$3.9 million"]],
            [["", "N"], ["a", "2018"], ["b", "2019"], ["Total", "5"]],
            [["", "N"], ["a", "(5)"], ["b", "12"], ["Total", "7"]],
            [
                ["", "N"], ["a", "1"], ["b", "2"], ["Subtotal", "3"],
                ["c", "4"], ["d", "5"], ["Subtotal", "9"], ["Total", "12"],
            ],
            [
                ["", "N"], ["a", "1"], ["b", "2"], ["Total A", "3"],
                ["c", "4"], ["d", "5"], ["Total B", "9"],
            ],
            [["", "One", "Two", "Total"], ["a", "1", "2", "3"], ["b", "4", "5", "9"]],
            [["", "Arrests", "Days", "Total"], ["a", "1", "2", "7"], ["b", "4", "5", "6"]],
        ],
    )  # fmt: skip
    def test_what_is_let_pass(self, rows: Rows) -> None:
        assert found(table(rows), "SUM") == []

    def test_a_column_of_totals(self) -> None:
        rows = [
            ["", "One", "Two", "Total"],
            ["a", "1", "2", "3"],
            ["b", "4", "5", "9"],
            ["c", "6", "7", "14"],
        ]
        assert found(table(rows), "SUM") == [
            "the total of `c` is 14, what it is the total of adds up to 13"
        ]

    def test_rounded_figures_may_be_off_by_rounding_only(self) -> None:
        rows = [["", "Share"], ["a", "33%"], ["b", "33%"], ["c", "30%"], ["Total", "100%"]]
        assert found(table(rows), "SUM") == [
            "the total of `Share` is 100%, what it is the total of adds up to 96%"
        ]

    def test_a_total_may_be_rounded_more_than_its_parts(self) -> None:
        tons = [["", "Tons"], ["a", "1.24"], ["b", "1.24"], ["Total", "2.5"]]
        assert found(table(tons), "SUM") == []
        assert len(found(table([*tons[:3], ["Total", "2.6"]]), "SUM")) == 1


numbers = st.lists(st.integers(0, 10**6), min_size=2, max_size=6)


def with_total(parts: Iterable[int], total: int) -> bytes:
    body = [[f"Row {chr(65 + n)}", f"{part:,}"] for n, part in enumerate(parts)]
    return table([["What", "People"], *body, ["Total", f"{total:,}"]])


@settings(max_examples=examples(40))
@given(numbers)
def test_what_adds_up_passes(parts: list[int]) -> None:
    assert found(with_total(parts, sum(parts)), "SUM") == []


@settings(max_examples=examples(40))
@given(numbers, st.integers(1, 10**6))
def test_what_does_not_add_up_is_found(parts: list[int], off: int) -> None:
    total = sum(parts) + off
    assert found(with_total(parts, total), "SUM") == [
        f"the total of `People` is {total:,}, what it is the total of adds up to {sum(parts):,}"
    ]
