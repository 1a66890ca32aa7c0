"""tools/mutations.py: what it changes in a module, and which lines tell it which tests to run."""

from __future__ import annotations

import ast

import pytest

from tests.support.cases import every_case
from tools.mutations import Module, Mutator

MODULE = '''\
"""A module."""

from __future__ import annotations

LIMIT = 3
WORDS = ("a:off", "two words")


def check(value: int, *, strict: bool = False) -> int | None:
    """Say 5."""
    if value < LIMIT and not strict:
        return value + 1
    return None


class Box:
    side: float = 0.5

    def area(self) -> float:
        return self.side * f"{1}"
'''


def test_every_change_of_a_small_module() -> None:
    found = Mutator("x.py", MODULE.encode()).all()
    assert sorted((m.line, m.old, m.new) for m in found) == [
        (5, "3", "2"),
        (5, "3", "4"),
        (6, '"a:off"', "'a:offx'"),
        (9, "False", "True"),
        (11, "not strict", "(strict)"),
        (11, "value < LIMIT", "(value <= LIMIT)"),
        (11, "value < LIMIT and not strict", "(value < LIMIT or not strict)"),
        (11, "value < LIMIT and not strict", "False"),
        (12, "1", "0"),
        (12, "1", "2"),
        (12, "value + 1", "(value - 1)"),
        (12, "value + 1", "None"),
        (17, "0.5", "0.25"),
        (17, "0.5", "1.0"),
        (20, 'self.side * f"{1}"', "None"),
    ]


def test_a_mutation_changes_its_place_alone() -> None:
    for mutation in Mutator("x.py", MODULE.encode()).all():
        after = mutation.applied(MODULE.encode()).decode()
        ast.parse(after)
        rows = zip(MODULE.splitlines(), after.splitlines(), strict=True)
        assert [n for n, (old, new) in enumerate(rows, 1) if old != new] == [mutation.line]


def test_places_are_counted_in_bytes() -> None:
    (mutation, *_) = Mutator("x.py", 'NAME = "é x", 1\n'.encode()).all()
    assert mutation.applied('NAME = "é x", 1\n'.encode()).decode() == 'NAME = "é x", 2\n'


@pytest.mark.parametrize(("line", "names", "readers"), [(5, {"LIMIT"}, {11}), (17, {"side"}, {20})])
def test_what_an_import_runs_is_tried_by_those_who_read_it(
    line: int, names: set[str], readers: set[int]
) -> None:
    module = Module(ast.parse(MODULE))
    assert not module.is_in_a_function(line)
    assert names <= module.defined(line)
    assert module.reading(names) == readers


def test_the_lines_of_a_statement() -> None:
    module = Module(ast.parse("if (\n    a\n    < b\n):\n    c(\n        d\n    )\n"))
    assert not module.is_in_a_function(3)
    assert list(module.statement(3)) == [1, 2, 3, 4]
    assert list(module.statement(6)) == [5, 6, 7]


@every_case(("line", "is_in"), [(9, False), (10, True), (12, True), (20, True)])
def test_a_default_is_worked_out_by_an_import(line: int, is_in: bool) -> None:
    assert Module(ast.parse(MODULE)).is_in_a_function(line) is is_in
