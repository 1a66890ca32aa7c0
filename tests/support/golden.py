"""Golden files: texts that were looked at once and must not change unnoticed."""

import difflib
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.paths import ROOT

GOLDEN = ROOT / "tests" / "golden"
ACTUAL = ROOT / "build" / "golden"
SHOWN = 60
"""Lines of a difference that a failing test prints."""


@dataclass(frozen=True, slots=True)
class Golden:
    """A folder of golden files, and where to put what a failing test got instead."""

    folder: Path = GOLDEN
    actual: Path = ACTUAL
    update: bool = False

    def check(self, name: str, text: str) -> None:
        """Fail unless the golden file of that name holds the text; with `update`, write it."""
        golden = self.folder / name
        if self.update:
            _write(golden, text)
            return
        expected = golden.read_bytes().decode() if golden.is_file() else None
        if text == expected:
            return
        _write(self.actual / name, text)
        difference = _difference(expected or "", text)
        pytest.fail(
            f"{name} is not what it was.\n{difference}\n"
            f"All of it is in {self.actual / name}. If the change is meant, run pytest with "
            "--update-golden, read the difference in git and commit it.",
            pytrace=False,
        )


def _difference(expected: str, actual: str) -> str:
    lines = list(
        difflib.unified_diff(
            expected.splitlines(), actual.splitlines(), "golden", "actual", n=2, lineterm=""
        )
    )
    more = [f"... and {len(lines) - SHOWN} lines more"] if len(lines) > SHOWN else []
    return "\n".join(lines[:SHOWN] + more)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())


@pytest.fixture(scope="session")
def golden(request: pytest.FixtureRequest) -> Golden:
    """The project's golden files, in tests/golden."""
    return Golden(update=request.config.getoption("--update-golden"))
