"""The facts of a deck as they were: in an older file, or at a git revision."""

from __future__ import annotations

import tempfile
from pathlib import Path

from deckgen import facts, manuscript, revisions
from deckgen.diagnostics import Problem, fail
from deckgen.facts import Facts
from deckgen.manuscript import Manuscript
from deckgen.variants import Variants


def read(since: str, deck: Path, variant: str | None, language: str) -> Facts:
    """The facts of a file of facts, or those of the deck at a revision, by the variant's name.

    A variant that the revision does not know yet had the facts of its deck. Raises `Problem` for
    what is neither a file nor a revision, and for facts that cannot be read.
    """
    if Path(since).is_file():
        return Facts.load([facts.read(Path(since))], language=language)
    folder = deck.resolve().parent
    try:
        top = revisions.top(folder).resolve()
        with tempfile.TemporaryDirectory(prefix="deckgen-") as root:
            name = folder.relative_to(top)
            revisions.extract(since, [name.as_posix()], Path(root), folder)
            found = manuscript.read(Path(root) / name / deck.name)
            return Facts.load(_of(found, variant).facts, language=language)
    except Problem as problem:
        if all(found.code != "git" for found in problem.diagnostics):
            raise
        raise fail(
            "since", f"`{since}` is no file, and no git revision of this deck", None, "",
            *(found.message for found in problem.diagnostics),
            "name an older file of facts, or a revision such as HEAD~1 or a tag",
        ) from None  # fmt: skip


def _of(source: Manuscript, variant: str | None) -> Manuscript:
    if variant is None or source.settings.get("variants") is None:
        return source
    variants = Variants(source)
    return variants.manuscript(variant) if variant in variants.names else source
