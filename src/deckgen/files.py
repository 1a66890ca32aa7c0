"""Writing files: whole or not at all, and never over what somebody else made."""

from __future__ import annotations

import contextlib
import os
import secrets
import stat
from collections.abc import Iterator
from pathlib import Path

from deckgen.diagnostics import fail, real, shown


def write(path: Path, data: bytes) -> None:
    """Put the bytes into the file, whole or not at all.

    They go to a temporary file in the same folder, are flushed to the disk, and take the file's
    place in one step. A symbolic link stays: the file that it leads to is written. Raises
    `Problem` where the folder cannot be written.
    """
    with _unwritable(path):
        goal = _goal(path)
        temporary = _staged(goal, data)
        try:
            temporary.replace(goal)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise


def write_all(texts: dict[Path, bytes]) -> None:
    """Put bytes into several files: all of them or none.

    Where one cannot be written, those written before it get their old bytes back.
    """
    before = {path: path.read_bytes() if path.exists() else None for path in texts}
    done: list[Path] = []
    try:
        for path, data in texts.items():
            write(path, data)
            done.append(path)
    except BaseException:
        for path in done:
            old = before[path]
            if old is None:
                path.unlink()
            else:
                write(path, old)
        raise


def _goal(path: Path) -> Path:
    """The file that a path leads to, in a folder that is there."""
    goal = real(path)
    goal.parent.mkdir(parents=True, exist_ok=True)
    return goal


def _staged(goal: Path, data: bytes) -> Path:
    """A temporary file beside `goal` with the bytes, on the disk, and with the mode of `goal`.

    The kernel gives a new file its mode, for asking for the process's mask would change it.
    """
    mode = _mode(goal)
    temporary = goal.parent / f".deckgen-{secrets.token_hex(8)}"
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o666)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        if mode is not None:
            temporary.chmod(mode)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


_BINARY = getattr(os, "O_BINARY", 0)  # Windows would translate line ends


def _mode(path: Path) -> int | None:
    """The mode of the file that is there, None where there is none."""
    try:
        return stat.S_IMODE(path.stat().st_mode) & 0o777
    except FileNotFoundError:
        return None


@contextlib.contextmanager
def _unwritable(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise fail("unwritable", f"{shown(path)} cannot be written: {error.strerror}") from None
