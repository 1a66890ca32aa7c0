"""The program as a user runs it: a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from tests.support.programs import TIMEOUT

Done = subprocess.CompletedProcess[str]


def deckgen(
    *words: str | Path,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    before: Callable[[], None] | None = None,
    flags: tuple[str, ...] = (),
) -> Done:
    """Run `deckgen` with these words; `before` runs in the new process, `flags` are Python's."""
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
