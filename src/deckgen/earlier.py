"""The facts of a deck as they were: in an older file, or at a git revision."""

from __future__ import annotations

import tempfile
from pathlib import Path

from deckgen import facts, manuscript, revisions, source
from deckgen.diagnostics import Problem, fail
from deckgen.facts import Facts
from deckgen.source import Mapping
from deckgen.variants import Variants

_MOST = 3


def read(since: str, deck: Path, variant: str | None, language: str) -> Facts:
    """The facts of a file of facts, or those of the deck at a revision, by the variant's name.

    A variant that the revision does not know yet had the facts of its deck. Raises `Problem` for
    what is neither a file nor a revision, and for facts that cannot be read.
    """
    if Path(since).is_file():
        return Facts.load([facts.read(Path(since))], language=language)
    folder = deck.resolve().parent
    with tempfile.TemporaryDirectory(prefix="deckgen-") as root:
        try:
            name = folder.relative_to(revisions.top(folder).resolve())
            revisions.extract(since, [name.as_posix()], Path(root), folder)
        except Problem as problem:
            raise fail(
                "since", f"`{since}` is no file, and no git revision of this deck", None, "",
                *(found.message for found in problem.diagnostics),
                "name an older file of facts, or a revision such as HEAD~1 or a tag",
            ) from None  # fmt: skip
        try:
            return Facts.load(_tables(Path(root) / name / deck.name, variant), language=language)
        except Problem as problem:
            raise _unreadable(since, Path(root), problem) from None


def _tables(deck: Path, variant: str | None) -> tuple[Mapping, ...]:
    """The tables of facts; the deck's slides are read only for a variant, which changes them."""
    settings = source.expect_mapping(source.read(deck), deck.name)
    if variant is not None and settings.get("variants") is not None:
        variants = Variants(manuscript.read(deck))
        if variant in variants.names:
            return variants.manuscript(variant).facts
    return manuscript.facts_of(settings, deck.parent)


def _unreadable(since: str, root: Path, problem: Problem) -> Problem:
    """What is wrong at a revision, without the folder that it was unpacked into."""
    said = [found.message.replace(f"{root.as_posix()}/", "") for found in problem.diagnostics]
    more = [f"and {len(said) - _MOST} more"] if len(said) > _MOST else []
    return fail(
        "since", f"the facts at `{since}` cannot be read", None, "", *said[:_MOST], *more,
        "name a later revision, or a file of facts",
    )  # fmt: skip
