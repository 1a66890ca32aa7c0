"""Every example of docs/number-formats.md is as it says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from deckgen.content.chart.model import read
from deckgen.diagnostics import Problem, Source, Span
from deckgen.facts.numbers import is_code, parse_value
from deckgen.source.cell_formats import show
from tests.support.cases import every_case
from tests.support.paths import ROOT

PLACE = Span(Source.of(Path("slide.yaml"), ""), 1, 1, 1, 1)
TEXT = (ROOT / "docs" / "number-formats.md").read_text(encoding="utf-8")


def rows(heading: str, *header: str) -> list[tuple[str, ...]]:
    """The rows of the tables with this header under a heading."""
    section = TEXT.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    return list(_rows(section, header))


def _rows(section: str, header: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    inside = False
    for line in section.splitlines():
        cells = tuple(cell.strip() for cell in line.strip("|").split("|"))
        if not line.startswith("|"):
            inside = False
        elif cells == header:
            inside = True
        elif inside and not line.startswith("|---"):
            yield cells


def code(cell: str) -> str:
    found = re.fullmatch("`(.+)`", cell)
    assert found is not None, cell
    return found[1]


PRINTED = ("value", "format", "prints")


@every_case("example", rows("Facts", *PRINTED) + rows("Dates", *PRINTED))
def test_a_fact_prints_as_the_page_says(example: tuple[str, ...]) -> None:
    value, spec, printed = example
    assert parse_value(value).formatted(code(spec), "en-US", PLACE) == printed


@every_case("example", rows("Facts", "refused", "format", "message"))
def test_a_fact_refuses_what_the_page_says(example: tuple[str, ...]) -> None:
    value, spec, message = example
    with pytest.raises(Problem, match=f"^{re.escape(message)}$"):
        parse_value(value).formatted(code(spec), "en-US", PLACE)


@every_case("example", rows("Charts", "typed", "value", "kept format"))
def test_a_chart_reads_numbers_as_the_page_says(example: tuple[str, ...]) -> None:
    typed, value, kept = example
    number = read(typed)
    if kept == "refused":
        assert number is None
    else:
        assert number is not None
        assert (number.value, number.code) == (Decimal(value), code(kept))


@every_case("example", rows("Charts", *PRINTED))
def test_a_chart_prints_as_the_page_says(example: tuple[str, ...]) -> None:
    value, spec, printed = example
    assert is_code(code(spec))
    assert show(Decimal(value), code(spec)) == printed


@pytest.mark.parametrize("example", rows("Charts", "refused", "why"))
def test_a_chart_refuses_what_the_page_says(example: tuple[str, ...]) -> None:
    assert not is_code(code(example[0]))


def test_the_page_has_examples_of_each_sort() -> None:
    assert len(rows("Facts", *PRINTED)) >= 10
    assert len(rows("Dates", *PRINTED)) >= 5
    assert len(rows("Charts", *PRINTED)) >= 8
