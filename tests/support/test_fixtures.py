"""A fixture passes only with exactly the errors that it states."""

from pathlib import Path

import pytest

from deckgen.diagnostics import Diagnostic, Problem, Source, Span
from deckgen.source import reading
from tests.support.fixtures import assert_states_its_errors

TWO_COLONS = "a: b: c\n"


def fixture(folder: Path, text: str) -> Path:
    path = folder / "fixture.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def give_two(path: Path) -> None:
    text = Source.of(path, path.read_text(encoding="utf-8"))
    placed = Diagnostic("first", "one thing", Span(text, 1, 3, 1, 4), "", ("do this",))
    raise Problem(placed, Diagnostic("second", "another thing"))


STATED = "x\n# error: 1-3 [first] help: do this\n# error: [second] another\n"


def test_passes_with_what_it_states(tmp_path: Path) -> None:
    assert_states_its_errors(fixture(tmp_path, STATED), give_two)
    colon = fixture(tmp_path, f'{TWO_COLONS}# error: 1-5 [colon] write `a: "b: c"`\n')
    assert_states_its_errors(colon, reading.read)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x\n", "states no errors"),
        (STATED.replace("1-3", "1-4"), "stated but not given"),
        (STATED.replace("1-3 ", ""), "stated but not given"),
        (STATED.replace("first", "third"), "stated but not given"),
        (STATED.replace("do this", "do that"), "stated but not given"),
        (STATED + "# error: [second] another\n", "stated but not given"),
        (STATED.replace("# error: [second] another\n", ""), "given but not stated"),
    ],
)
def test_fails_with_any_other(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(AssertionError, match=message):
        assert_states_its_errors(fixture(tmp_path, text), give_two)


def test_fails_without_an_error(tmp_path: Path) -> None:
    with pytest.raises(pytest.fail.Exception, match="DID NOT RAISE"):
        assert_states_its_errors(fixture(tmp_path, STATED), Path.read_text)
