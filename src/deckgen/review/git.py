"""Files of a git revision, and the facts of a deck at one."""

from __future__ import annotations

import io
import subprocess
import tarfile
import tempfile
from collections.abc import Iterable
from pathlib import Path

from deckgen.deck import source_files
from deckgen.deck.variants import Variants
from deckgen.diagnostics import Problem, error
from deckgen.facts import Facts, files
from deckgen.source import nodes, reading
from deckgen.source.nodes import MappingNode


def root_of(near: Path | None = None) -> Path:
    """The root of the repository that contains a folder, by default the working folder.

    Raises `Problem` where there is none.
    """
    return Path(_git(["rev-parse", "--show-toplevel"], near).decode().strip())


def extract(revision: str, names: Iterable[str], into: Path, near: Path | None = None) -> None:
    """Write files and folders of a revision into a folder.

    Names are relative to the root of the repository that contains `near`. Raises `Problem` with
    the message of git where there is no such revision or name.
    """
    try:
        found = _git(["rev-parse", "--verify", "--end-of-options", f"{revision}^{{commit}}"], near)
    except Problem as problem:
        (diagnostic,) = problem.diagnostics
        message = f"`{revision}`: {diagnostic.message}"
        raise error("git", message, help=diagnostic.helps) from None
    commit = found.decode().strip()
    archived = _git(["archive", "--format=tar", commit, "--", *names], root_of(near))
    with tarfile.open(fileobj=io.BytesIO(archived)) as members:
        members.extractall(into, filter="data")


def _git(arguments: list[str], folder: Path | None) -> bytes:
    try:
        done = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, check=False)
    except FileNotFoundError:
        raise error("git", "git is not installed", help="name files instead") from None
    if done.returncode:
        message = done.stderr.decode("utf-8", "replace").strip().removeprefix("fatal: ")
        raise error(
            "git",
            f"git says: {message}",
            help="name a file, or one at a revision: HEAD:content/deck.yaml",
        )
    return done.stdout


# Earlier facts.


_MOST = 3
"""How many faults of earlier facts are reported."""


def read_facts(since: str, deck: Path, variant: str | None, language: str) -> Facts:
    """The facts in the file `since`, or else those of the deck, or a variant, at that revision.

    For a variant that the revision does not have, it is the facts of its deck. Raises `Problem`
    where `since` is neither a file nor a revision, and for facts that cannot be read.
    """
    if Path(since).is_file():
        return Facts.load([files.read(Path(since))], language=language)
    folder = deck.resolve().parent
    with tempfile.TemporaryDirectory(prefix="deckgen-") as root:
        try:
            name = folder.relative_to(root_of(folder).resolve())
            extract(since, [name.as_posix()], Path(root), folder)
        except Problem as problem:
            raise error(
                "since",
                f"`{since}` is no file, and no git revision of this deck",
                help=(
                    *(found.message for found in problem.diagnostics),
                    "name an older file of facts, or a revision such as HEAD~1 or a tag",
                ),
            ) from None
        try:
            return Facts.load(_tables(Path(root) / name / deck.name, variant), language=language)
        except Problem as problem:
            raise _unreadable(since, Path(root), problem) from None


def _tables(deck: Path, variant: str | None) -> tuple[MappingNode, ...]:
    """The tables of facts; only a variant needs the deck's slides to be read."""
    settings = nodes.expect_mapping(reading.read(deck), deck.name)
    if variant is not None and settings.get("variants") is not None:
        variants = Variants(source_files.read(deck))
        if variant in variants.names:
            return variants.manuscript(variant).facts
    return source_files.fact_tables(settings, deck.parent)


def _unreadable(since: str, root: Path, problem: Problem) -> Problem:
    """The faults of earlier facts, without the temporary folder `root` in their messages."""
    faults = [found.message.replace(f"{root.as_posix()}/", "") for found in problem.diagnostics]
    more = [f"and {len(faults) - _MOST} more"] if len(faults) > _MOST else []
    return error(
        "since",
        f"the facts at `{since}` cannot be read",
        help=(*faults[:_MOST], *more, "name a later revision, or a file of facts"),
    )
