"""The cache on disk: data that can be made again, kept between runs under names made from content.

It lies in the user's own folder for caches, which nobody else may read. An entry is a file with a
digest of its name and data in front; one that is damaged, cut short or foreign counts as missing.
Whatever fails, the cache is empty or keeps nothing: no command fails because of it.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
import sys
import time
import zlib
from collections.abc import Iterator
from contextlib import suppress
from functools import cache, cached_property
from pathlib import Path
from typing import NamedTuple

LIMIT = 512_000_000
"""About how many bytes the cache may hold; beyond that what was not used longest goes."""
_KEPT = 0.75
"""The share of the limit that is kept then."""
_SLACK = 16
"""The cache is measured again when this part of its limit was written since."""
_DAY = 86_400
_DIGEST = hashlib.sha256().digest_size
_WRITTEN = "written"
"""The file that counts the bytes written since the cache was last measured."""


def folder() -> Path:
    """The folder of the cache: `deckgen` in XDG_CACHE_HOME or what the system has for it."""
    if sys.platform == "linux":  # as platformdirs has it, without the time that its import takes
        home = os.environ.get("XDG_CACHE_HOME", "").strip()
        return (Path(home) if home else Path("~/.cache").expanduser()) / "deckgen"
    import platformdirs

    return platformdirs.user_cache_path("deckgen", appauthor=False)


_MAKERS = re.compile(
    r"(babel|lxml|msgspec|openpyxl|pillow|pyyaml|resvg_py|uharfbuzz)-", re.IGNORECASE
)
"""The packages on which it depends what a build makes."""


@cache
def program() -> bytes:
    """A digest of what makes the entries: deckgen's own files, Python, and the packages it uses.

    It changes with every version, and while deckgen itself is being worked on.
    """
    digest = hashlib.sha256(f"{sys.version} {zlib.ZLIB_RUNTIME_VERSION}".encode())
    for path in sys.path:
        with suppress(OSError):
            installed = (name for name in os.listdir(path or ".") if name.endswith("-info"))  # noqa: PTH208
            digest.update(" ".join(sorted(filter(_MAKERS.match, installed))).encode())
    for entry in sorted(_files(os.path.dirname(__file__))):  # noqa: PTH120 - of a string
        digest.update(entry.encode())
    return digest.digest()


def _files(path: str) -> Iterator[str]:
    for found in os.scandir(path):
        if found.is_dir():
            if found.name != "__pycache__":
                yield from _files(found.path)
        else:
            about = found.stat()
            yield f"{found.path} {about.st_size} {about.st_mtime_ns}"


class CacheInfo(NamedTuple):
    """Where the cache is, how many entries it has, and their bytes altogether."""

    folder: Path
    entries: int
    size: int


class _Entry(NamedTuple):
    used: float
    size: int
    path: str


class Cache:
    """The entries in a folder, by names of letters and digits. Several processes may use it."""

    def __init__(self, path: Path | None = None, limit: int = LIMIT) -> None:
        """Use this folder, or the user's own."""
        self.folder = folder() if path is None else path
        self.limit = limit
        self._written = 0

    def get(self, name: str) -> bytes | None:
        """The data under a name; None where there is none, or none that can be trusted."""
        try:
            with open(self._path(name), "rb", buffering=0) as stream:  # noqa: PTH123 - of a string
                found = os.fstat(stream.fileno())
                if not _is_mine(found):
                    return None
                data = stream.read(found.st_size)
            if found.st_mtime < time.time() - _DAY:
                os.utime(stream.name)
        except OSError:
            return None
        digest, data = data[:_DIGEST], data[_DIGEST:]
        return data if digest == _digest(name, data) else None

    def put(self, name: str, data: bytes) -> None:
        """Keep the data under a name, in place of what is there."""
        path = self._path(name)
        with suppress(OSError):
            if not self._is_ours:
                return
            written = _digest(name, data) + data
            try:
                _create(path, written)
            except FileNotFoundError:
                Path(path).parent.mkdir(exist_ok=True)
                _create(path, written)
            except FileExistsError:
                temporary = f"{path}.{os.urandom(4).hex()}"
                _create(temporary, written)
                Path(temporary).replace(path)
            self._written += len(written)

    def close(self) -> None:
        """Count what was written, and make room where the cache may have outgrown its limit."""
        counter = self.folder / _WRITTEN
        with suppress(OSError):
            if not self._written:
                return
            before = counter.read_text("ascii", "replace") if counter.exists() else ""
            written = self._written + (int(before) if before.isdecimal() else self.limit)
            self._written = 0
            if written > self.limit // _SLACK:
                self.trim()
                written = 0
            counter.write_text(f"{written}", "ascii")

    def trim(self) -> None:
        """Remove what was not used longest where the entries are more than the limit."""
        entries = sorted(self._entries(), reverse=True)
        room = self.limit
        if sum(entry.size for entry in entries) > room:
            room = int(room * _KEPT)
        for entry in entries:
            room -= entry.size
            if room < 0:
                with suppress(OSError):
                    Path(entry.path).unlink()

    def info(self) -> CacheInfo:
        """What the cache holds."""
        sizes = [entry.size for entry in self._entries()]
        return CacheInfo(self.folder, len(sizes), sum(sizes))

    def clear(self) -> CacheInfo:
        """Remove every entry; returns what was removed."""
        removed = [entry for entry in self._entries() if _removed(entry.path)]
        return CacheInfo(self.folder, len(removed), sum(entry.size for entry in removed))

    def _path(self, name: str) -> str:
        # Few folders: making one takes longer than finding a file among many.
        return f"{self.folder}{os.sep}{name[0] * 2}{os.sep}{name}"

    @cached_property
    def _is_ours(self) -> bool:
        """Whether the folder, which is made where it is missing, is the user's alone."""
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        self.folder.mkdir(mode=0o700, exist_ok=True)
        found = self.folder.stat()
        if not _is_mine(found):
            return False
        if stat.S_IMODE(found.st_mode) & 0o077:
            self.folder.chmod(0o700)
        return True

    def _entries(self) -> Iterator[_Entry]:
        """Every entry, and what other runs left half written."""
        with suppress(OSError):
            for drawer in os.scandir(self.folder):
                if drawer.is_dir(follow_symlinks=False) and len(drawer.name) == 2:
                    yield from _in_drawer(drawer.path)


def _create(path: str, data: bytes) -> None:
    """Write a new file; one that was cut short is known by its digest."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb", buffering=0) as stream:
            stream.write(data)
    except OSError:
        Path(path).unlink(missing_ok=True)
        raise


def _in_drawer(path: str) -> Iterator[_Entry]:
    for found in os.scandir(path):
        with suppress(OSError):
            if found.is_file(follow_symlinks=False):
                about = found.stat(follow_symlinks=False)
                yield _Entry(about.st_mtime, about.st_size, found.path)


def _is_mine(found: os.stat_result) -> bool:
    return not hasattr(os, "geteuid") or found.st_uid == os.geteuid()


def _removed(path: str) -> bool:
    with suppress(OSError):
        Path(path).unlink()
        return True
    return False


def _digest(name: str, data: bytes) -> bytes:
    digest = hashlib.sha256(name.encode())
    digest.update(data)
    return digest.digest()
