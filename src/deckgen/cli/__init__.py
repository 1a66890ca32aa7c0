"""The command line: flags in, diagnostics out, and an exit code.

Exit codes: 0 fine, 1 the content, template or deck is at fault, 2 wrong usage, 3 a bug of deckgen.
Commands are imported when they run, so that `--help` loads click and nothing else. `group` is the
click group of all commands.
"""

from __future__ import annotations

import atexit
import gc
import os
import sys
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from deckgen.cli._group import group as group

# The line that `deckgen --help` shows for each command, which is in the module of that name.
COMMANDS = {
    "build": "Write the presentation of a deck.",
    "cache": "Say what is kept from one build to the next, or remove it.",
    "check": "Say what is wrong with a deck or a presentation.",
    "comments": "List review comments as tasks.",
    "diff": "Say what changed from one deck to another.",
    "explain": "Say which file and line set a value, and what it overrode.",
    "extract": "Turn a presentation into YAML and its template.",
    "facts": "List the facts of a deck and where each is used.",
    "flatten": "Print a deck or a variant as one file of YAML.",
    "new": "Start a deck in a new folder.",
    "preview": "Draw the slides of a deck or presentation as pictures.",
    "publish": "Write the copy of a deck that may leave the house.",
    "pull": "Bring the edits made in a reviewed deck back into YAML.",
    "serve": "Show a deck in a browser, drawn anew as its files change.",
    "schema": "Print what a YAML file takes, for an editor.",
    "template": "List a template's slide layouts and their slots.",
}

BUG = "This is a bug in deckgen, not in your deck. Please report it."


def __getattr__(name: str) -> object:
    """Import the group of commands when it is first asked for, as `main` does."""
    if name != "group":
        raise AttributeError(f"module 'deckgen.cli' has no attribute {name!r}")
    from deckgen.cli._group import group

    return group


def main() -> None:
    """Run the command line and end the process."""
    # Modules and trees live to the end of a build: looking for garbage among them finds none.
    gc.set_threshold(100_000)
    try:
        from deckgen.cli._group import group

        group(prog_name="deckgen")
    except SystemExit as end:
        _end(end)
    except Exception:
        import traceback

        traceback.print_exc()
        sys.stderr.write(f"\n{BUG}\n")
        sys.exit(3)


def _end(end: SystemExit) -> NoReturn:
    """End the process without freeing every object that it holds, one by one.

    Where other threads run, its output cannot be written, or a profiler or debugger wants to have
    the last word, Python ends it.
    """
    gc.freeze()  # nor would a last look for garbage find any
    watched = sys.getprofile() or sys.gettrace()
    with suppress(OSError):
        if isinstance(end.code, int) and threading.active_count() == 1 and not watched:
            atexit._run_exitfuncs()  # noqa: SLF001 - Python would call them now
            for stream in (sys.stdout, sys.stderr):
                if stream is not None:
                    stream.flush()
            os._exit(end.code)
    raise end
