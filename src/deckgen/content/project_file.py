"""Files that content names: they lie within deck.yaml's folder (content-format, "Loader")."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import islice
from pathlib import Path, PurePath
from posixpath import normpath

from deckgen import source
from deckgen.diagnostics import Span, fail, shown, suggest

_MOST_FOLDERS = 500
_LOCATED: ContextVar[list[Path] | None] = ContextVar("_LOCATED", default=None)


def locate(name: str, span: Span, folder: Path, what: str, suffixes: tuple[str, ...]) -> Path:
    """The file of that name, which is relative to deck.yaml's folder and lies within it.

    `what` says what the file is for; `suffixes` are those it may have, in lower case, and limit
    what is suggested for a name that does not exist. Links are followed before the place is
    judged. Raises `Problem` where the file is outside, missing, a folder, or of another type.
    """
    if "\\" in name:
        raise fail(
            "path", f"`{name}` has a backslash", span, "",
            f"write `{name.replace(chr(92), '/')}`: folders are parted by `/` on every system",
        )  # fmt: skip
    root = folder.resolve()
    path = folder / name
    if normpath(name).split("/")[0] in ("", "..") or not _within(path, root):
        raise fail(
            "outside-project", f"`{name}` lies outside the folder of deck.yaml", span, "",
            f"copy the file into {shown(folder)}, so that the deck can be built anywhere",
        )  # fmt: skip
    if path.is_dir():
        raise fail("missing-file", f"`{name}` is a folder, not {what}", span)
    if not source.is_file(path):
        raise fail(
            "missing-file", f"there is no file `{name}`", span, "named here",
            *suggest(name, _names(root, suffixes), f"{shown(folder)} has"),
        )  # fmt: skip
    if path.suffix.lower() not in suffixes:
        raise fail(
            "file-type", f"`{name}` cannot be {what}", span, "not a type that can be used",
            f"these types can be used: {', '.join(suffixes)}",
        )  # fmt: skip
    located = _LOCATED.get()
    if located is not None:
        located.append(path)
    return path


@contextmanager
def located() -> Iterator[list[Path]]:
    """The files that content names meanwhile, in the order in which it does."""
    found: list[Path] = []
    token = _LOCATED.set(found)
    try:
        yield found
    finally:
        _LOCATED.reset(token)


def read(path: Path, span: Span) -> bytes:
    """The bytes of a file. Raises `Problem` where it cannot be read."""
    try:
        return source.read_bytes(path)
    except OSError as error:
        raise fail("unreadable", f"{shown(path)} cannot be read: {error.strerror}", span) from None


def _within(path: Path, root: Path) -> bool:
    try:
        return path.resolve().is_relative_to(root)
    except (OSError, RuntimeError):  # a link that leads to itself
        return False


def _names(root: Path, suffixes: tuple[str, ...]) -> list[str]:
    """The names of the files that could have been meant; hidden folders are left out."""
    found: list[str] = []
    for folder, folders, files in islice(os.walk(root), _MOST_FOLDERS):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        place = Path(folder)
        found += (
            (place / name).relative_to(root).as_posix()
            for name in files
            if PurePath(name).suffix.lower() in suffixes
        )
    return sorted(found)
