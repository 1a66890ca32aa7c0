"""Writing files completely or not at all, several of them all or none.

Bytes go to temporary files in the same folder, which then replace the old files by renaming.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from deckgen.diagnostics import error, real_path, shown


def write(path: Path, data: bytes) -> None:
    """Write one file completely or not at all, as `write_all` does for several."""
    write_all({path: data})


def write_all(contents: Mapping[Path, bytes]) -> None:
    """Write several files, given by their bytes: all of them or none.

    All are written to temporary files in the same folders and flushed to the disk; then each
    replaces its file by renaming. If that fails for one, the files replaced before it are restored,
    also by renaming, which works on a full disk too. Missing folders are created. Of a symbolic
    link, the file that it leads to is written. Raises `Problem` where a file cannot be written.
    """
    with ExitStack() as rollback:
        staged = []
        for path, data in contents.items():
            with _report_unwritable(path):
                target = _target_of(path, rollback)
                staged.append((path, target, _write_temporary(target, data, rollback)))
        old_files = []
        for number, (path, target, temporary) in enumerate(staged, 1):
            with _report_unwritable(path):
                if number < len(staged):
                    old_files += _keep_old(target, rollback)
                temporary.replace(target)
        rollback.pop_all()
    for kept_file in old_files:
        with suppress(OSError):
            kept_file.unlink()


def _keep_old(target: Path, rollback: ExitStack) -> list[Path]:
    """Keep the old file under a second name, from which a rollback restores it."""
    if not target.exists():
        rollback.callback(target.unlink, missing_ok=True)
        return []
    kept_file = _temporary_name(target)
    try:
        os.link(target, kept_file)
    except OSError:  # not every file system knows second names
        target.replace(kept_file)
    rollback.callback(_put_back, kept_file, target)
    return [kept_file]


def _put_back(kept_file: Path, target: Path) -> None:
    try:
        kept_file.replace(target)
        kept_file.unlink(missing_ok=True)  # `replace` does nothing where both names are of one file
    except OSError as cause:
        raise error(
            "unwritable",
            f"{shown(target)} could not be put back: {cause.strerror}",
            help=f"what it held is in {shown(kept_file)}",
        ) from None


def _target_of(path: Path, rollback: ExitStack) -> Path:
    """The file that a path leads to, whose folder is created where it is missing."""
    target = real_path(path)
    if target.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if target.exists() and not target.is_file():
        raise OSError(errno.EINVAL, "it is no file but a device or a pipe")
    for folder in reversed([above for above in target.parents if not above.exists()]):
        folder.mkdir(exist_ok=True)
        rollback.callback(_remove_empty, folder)
    return target


def _remove_empty(folder: Path) -> None:
    with suppress(OSError):
        folder.rmdir()


def _write_temporary(target: Path, data: bytes, rollback: ExitStack) -> Path:
    """A temporary file beside `target` with its mode and these bytes, flushed to the disk.

    A new file gets its mode from the kernel: reading the process's umask would change it.
    """
    mode = _permissions(target)
    temporary = _temporary_name(target)
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o666)
    rollback.callback(temporary.unlink, missing_ok=True)
    with os.fdopen(handle, "wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    if mode is not None:
        temporary.chmod(mode)
    return temporary


def _temporary_name(target: Path) -> Path:
    """A name for another file in the same folder."""
    return target.parent / f".deckgen-{os.urandom(8).hex()}"


_BINARY = getattr(os, "O_BINARY", 0)  # Windows would translate line ends


def _permissions(path: Path) -> int | None:
    """The permissions of a file, None where it does not exist."""
    try:
        return stat.S_IMODE(path.stat().st_mode) & 0o777
    except FileNotFoundError:
        return None


@contextmanager
def _report_unwritable(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as cause:
        raise error("unwritable", f"{shown(path)} cannot be written: {cause.strerror}") from None
