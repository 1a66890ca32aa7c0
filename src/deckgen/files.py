"""Writing files: whole or not at all, and never over what somebody else made."""

from __future__ import annotations

import errno
import os
import secrets
import stat
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from deckgen.diagnostics import error, real, shown


def write(path: Path, data: bytes) -> None:
    """Put the bytes into the file, whole or not at all; as `write_all` does for several."""
    write_all({path: data})


def write_all(texts: Mapping[Path, bytes]) -> None:
    """Put bytes into several files: all of them or none.

    They go to temporary files in the files' own folders and are flushed to the disk; only when
    all are there do they take the files' places, each in one step. Where one cannot, those
    before it get their old files back, by their names alone: a full disk cannot keep that from
    being done. A symbolic link stays: the file that it leads to is written. Raises `Problem`
    where a folder cannot be written.
    """
    with ExitStack() as undoing:
        staged = []
        for path, data in texts.items():
            with _unwritable(path):
                goal = _goal(path, undoing)
                staged.append((path, goal, _staged(goal, data, undoing)))
        spare = []
        for number, (path, goal, temporary) in enumerate(staged, 1):
            with _unwritable(path):
                if number < len(staged):
                    spare += _kept(goal, undoing)
                temporary.replace(goal)
        undoing.pop_all()
    for old in spare:
        with suppress(OSError):
            old.unlink()


def _kept(goal: Path, undoing: ExitStack) -> list[Path]:
    """The file that is there under a second name, which it goes back to its own from."""
    if not goal.exists():
        undoing.callback(goal.unlink, missing_ok=True)
        return []
    old = _beside(goal)
    try:
        os.link(goal, old)
    except OSError:  # not every file system knows second names
        goal.replace(old)
    undoing.callback(_put_back, old, goal)
    return [old]


def _put_back(old: Path, goal: Path) -> None:
    try:
        old.replace(goal)
        old.unlink(missing_ok=True)  # `replace` leaves both names where they are of one file
    except OSError as cause:
        raise error(
            "unwritable",
            f"{shown(goal)} could not be put back: {cause.strerror}",
            help=f"what it held is in {shown(old)}",
        ) from None


def _goal(path: Path, undoing: ExitStack) -> Path:
    """The file that a path leads to, in a folder that is there."""
    goal = real(path)
    if goal.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if goal.exists() and not goal.is_file():
        raise OSError(errno.EINVAL, "it is no file but a device or a pipe")
    for folder in reversed([above for above in goal.parents if not above.exists()]):
        folder.mkdir(exist_ok=True)
        undoing.callback(_remove_empty, folder)
    return goal


def _remove_empty(folder: Path) -> None:
    with suppress(OSError):
        folder.rmdir()


def _staged(goal: Path, data: bytes, undoing: ExitStack) -> Path:
    """A temporary file beside `goal` with the bytes, on the disk, and with the mode of `goal`.

    The kernel gives a new file its mode, for asking for the process's mask would change it.
    """
    mode = _mode(goal)
    temporary = _beside(goal)
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o666)
    undoing.callback(temporary.unlink, missing_ok=True)
    with os.fdopen(handle, "wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    if mode is not None:
        temporary.chmod(mode)
    return temporary


def _beside(goal: Path) -> Path:
    """A name for another file in the same folder."""
    return goal.parent / f".deckgen-{secrets.token_hex(8)}"


_BINARY = getattr(os, "O_BINARY", 0)  # Windows would translate line ends


def _mode(path: Path) -> int | None:
    """The mode of the file that is there, None where there is none."""
    try:
        return stat.S_IMODE(path.stat().st_mode) & 0o777
    except FileNotFoundError:
        return None


@contextmanager
def _unwritable(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as cause:
        raise error("unwritable", f"{shown(path)} cannot be written: {cause.strerror}") from None
