"""A table of cases fails with every case that fails, by its name, and with no other."""

import inspect
from pathlib import Path

import pytest

from tests.support.cases import every_case


@every_case(
    "text, count",
    [("a", 1), ("bb", 3), pytest.param("", 0, id="none"), pytest.param("ccc", 2, id="three")],
)
def lengths(tmp_path: Path, count: int, text: str) -> None:
    assert tmp_path.name != "shut"
    assert len(text) == count


@every_case("number", range(4), ids="abcd")
def one_of_pytest(number: int) -> None:
    if number % 2:
        pytest.fail("is odd")


def notes(group: BaseExceptionGroup) -> list[str]:
    return [note for failure in group.exceptions for note in failure.__notes__]


def test_every_case_that_fails_is_named() -> None:
    with pytest.raises(BaseExceptionGroup, match="2 of 4 cases") as raised:
        lengths(tmp_path=Path("open"))
    assert notes(raised.value) == ["The case: 'bb', 3", "The case: three"]
    with pytest.raises(BaseExceptionGroup) as raised:
        one_of_pytest()
    assert notes(raised.value) == ["The case: b", "The case: d"]


def test_what_is_no_case_is_a_fixture() -> None:
    assert list(inspect.signature(lengths).parameters) == ["tmp_path"]
    assert not inspect.signature(one_of_pytest).parameters


def test_a_table_without_cases_and_a_case_with_marks_are_refused() -> None:
    with pytest.raises(AssertionError, match="without cases"):
        every_case("one", [])
    with pytest.raises(AssertionError, match="with marks"):
        every_case("one", [pytest.param(1, marks=pytest.mark.slow)])
