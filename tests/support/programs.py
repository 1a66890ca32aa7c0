"""Programs from outside that tests run."""

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

TIMEOUT = 300
"""Seconds after which a program counts as hung. Far above what any takes, so never a measure."""


def need(program: str, reason: str) -> Path:
    """Return the path of a program, or skip the test that asked for it."""
    found = shutil.which(program)
    if found is None:
        pytest.skip(f"{reason}: no `{program}` here")
    return Path(found)


def run(command: Sequence[str | Path], *, good: Sequence[int] = (0,)) -> str:
    """Run a command and return what it printed; any exit code that is not good fails the test."""
    done = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT, check=False)
    if done.returncode not in good:
        said = (done.stdout + done.stderr).strip()
        pytest.fail(f"{Path(command[0]).name} exited with {done.returncode}: {said}")
    return done.stdout
