"""Files as they were at a git revision."""

from __future__ import annotations

import io
import subprocess
import tarfile
from collections.abc import Iterable
from pathlib import Path

from deckgen.diagnostics import Problem, fail


def top(near: Path | None = None) -> Path:
    """The top folder of the repository around a folder, which is the working folder if None."""
    return Path(_git(["rev-parse", "--show-toplevel"], near).decode().strip())


def extract(revision: str, names: Iterable[str], into: Path, near: Path | None = None) -> None:
    """Put files and folders of a revision into a folder; names count from the repository's top.

    Raises `Problem` with what git says where there is no such revision or name.
    """
    try:
        found = _git(["rev-parse", "--verify", "--end-of-options", f"{revision}^{{commit}}"], near)
    except Problem as problem:
        (said,) = problem.diagnostics
        raise fail("git", f"`{revision}`: {said.message}", None, "", *said.helps) from None
    commit = found.decode().strip()
    archived = _git(["archive", "--format=tar", commit, "--", *names], top(near))
    with tarfile.open(fileobj=io.BytesIO(archived)) as members:
        members.extractall(into, filter="data")


def _git(arguments: list[str], folder: Path | None) -> bytes:
    try:
        done = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, check=False)
    except FileNotFoundError:
        raise fail("git", "git is not installed", None, "", "name files instead") from None
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().removeprefix("fatal: ")
        raise fail(
            "git", f"git says: {said}", None, "",
            "name a file, or one at a revision: HEAD:content/deck.yaml",
        )  # fmt: skip
    return done.stdout
