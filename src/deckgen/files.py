"""Writing files: whole or not at all, and never over what somebody else made."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from deckgen.diagnostics import fail, shown


def write(path: Path, data: bytes) -> None:
    """Put the bytes into the file, whole or not at all.

    They go to a temporary file in the same folder, are flushed to the disk, and take the file's
    place in one step. Raises `Problem` where the folder cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    except OSError as error:
        raise fail("unwritable", f"{shown(path)} cannot be written: {error.strerror}") from None
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.chmod(_mode(path))
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise fail("unwritable", f"{shown(path)} cannot be written: {error.strerror}") from None
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


def _mode(path: Path) -> int:
    """The mode that the file has, or that a new one gets here."""
    try:
        return path.stat().st_mode & 0o777
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask
