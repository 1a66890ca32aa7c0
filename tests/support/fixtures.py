"""Error fixtures: files that state in comments which errors they give.

A comment ``# error: 7-27 [unknown-fact] did you mean `removals.total`?`` states an error at line 7,
column 27 of the file it stands in, with that code, whose rendered text holds those words. An error
without a place is stated without one. A fixture must give the errors it states and no others; it
is a file, or a folder whose files state their errors each.
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from deckgen.diagnostics import Diagnostic, Problem, Span, render

_STATED = re.compile(r"# error: (?:(\d+)-(\d+) )?\[([a-z0-9-]+)\] *(.*)")


class Stated(NamedTuple):
    """One stated error; line and column count from 1 and are 0 for an error without a place."""

    file: Path
    line: int
    column: int
    code: str
    words: str

    def matches(self, diagnostic: Diagnostic) -> bool:
        """Whether the diagnostic is the one that is stated."""
        place = diagnostic.place
        text = " ".join(render(diagnostic).split())
        if diagnostic.code != self.code or self.words not in text:
            return False
        if not isinstance(place, Span):
            return self.line == 0
        return (place.source.path.resolve(), place.line, place.column) == self[:3]


def stated_errors(path: Path) -> list[Stated]:
    """The errors that the file, or each file of the folder, states."""
    files = sorted(path.rglob("*.yaml")) if path.is_dir() else [path]
    return [
        Stated(file.resolve(), int(line or 0), int(column or 0), code, " ".join(words.split()))
        for file in files
        for line, column, code, words in _STATED.findall(file.read_text(encoding="utf-8"))
    ]


def assert_states_its_errors(path: Path, load: Callable[[Path], object]) -> None:
    """Fail unless loading the fixture gives exactly the errors that it states."""
    stated = stated_errors(path)
    assert stated, f"{path.name} states no errors"
    with pytest.raises(Problem) as caught:
        load(path)
    unstated = list(caught.value.diagnostics)
    missing = []
    for error in stated:
        found = next((d for d in unstated if error.matches(d)), None)
        if found is None:
            missing.append(error)
        else:
            unstated.remove(found)
    given = "\n".join(render(d) for d in unstated)
    assert not missing, f"stated but not given: {missing}\ngiven but not stated:\n{given}"
    assert not unstated, f"given but not stated:\n{given}"
