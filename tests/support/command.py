"""The program as a user runs it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import chdir
from pathlib import Path

from click.testing import CliRunner

from deckgen.cli import group
from tests.support.programs import TIMEOUT

Done = subprocess.CompletedProcess[str]


def deckgen(*words: str | Path, cwd: Path | None = None) -> Done:
    """Run `deckgen` with these words in this process; an exception that it does not tell is raised.

    A process of its own takes most of its time to start.
    """
    arguments = list(map(str, words))
    with chdir(cwd or "."):
        run = CliRunner(catch_exceptions=False).invoke(group, arguments, prog_name="deckgen")
    return Done(arguments, run.exit_code, run.stdout, run.stderr)


def deckgen_process(
    *words: str | Path,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    before: Callable[[], None] | None = None,
    flags: tuple[str, ...] = (),
) -> Done:
    """Run it in a process of its own; `before` runs in the new one, `flags` are Python's."""
    return subprocess.run(
        [sys.executable, *flags, "-m", "deckgen", *map(str, words)],
        capture_output=True,
        encoding="utf-8",
        cwd=cwd,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1", **(env or {})},
        preexec_fn=before,
        timeout=TIMEOUT,
        check=False,
    )
