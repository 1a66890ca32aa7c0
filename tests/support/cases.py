"""A table of small cases as one test, which names every case that fails.

`pytest.mark.parametrize` makes a test of each case, which costs every process that collects it some
milliseconds before anything is run. They are worth it where a case takes longer than that, or
needs a folder of its own.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from typing import Any, TypeAlias

import pytest

Test: TypeAlias = Callable[..., None]


def every_case(
    names: str | Sequence[str],
    cases: Iterable[Any],
    *,
    ids: Callable[[Any], object] | Iterable[str] = repr,
) -> Callable[[Test], Test]:
    """Give a test each case in turn, in the words of `pytest.mark.parametrize`.

    The test fails after the last case, with the failures of all. Fixtures are made once.
    """
    known = [name.strip() for name in names.split(",")] if isinstance(names, str) else list(names)
    listed = list(cases)
    assert listed, "a table without cases holds nothing"
    rows = [_values(case, len(known)) for case in listed]
    if callable(ids):
        shown = [", ".join(str(ids(value)) for value in row) for row in rows]
        titles = [
            getattr(case, "id", None) or text for case, text in zip(listed, shown, strict=True)
        ]
    else:
        titles = list(ids)

    def of(test: Test) -> Test:
        @wraps(test)
        def run(**fixtures: Any) -> None:
            failures: list[BaseException] = []
            for title, row in zip(titles, rows, strict=True):
                try:
                    test(**dict(zip(known, row, strict=True)), **fixtures)
                except (Exception, pytest.fail.Exception) as failure:
                    failure.add_note(f"The case: {title}")
                    failures.append(failure)
            if failures:
                raise BaseExceptionGroup(f"{len(failures)} of {len(rows)} cases", failures)

        signature = inspect.signature(test)
        fixtures = [one for name, one in signature.parameters.items() if name not in known]
        vars(run)["__signature__"] = signature.replace(parameters=fixtures)
        return run

    return of


def _values(case: Any, count: int) -> Sequence[Any]:
    if isinstance(case, type(pytest.param())):
        assert not case.marks, "a case with marks of its own needs a test of its own"
        return case.values
    return [case] if count == 1 else list(case)
