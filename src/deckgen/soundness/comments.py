"""Review comments name authors that are there, and have ids of their own."""

from __future__ import annotations

from collections.abc import Iterator

from deckgen.diagnostics import Diagnostic
from deckgen.ooxml import Element, each
from deckgen.soundness.anatomy import Anatomy


def check(whole: Anatomy) -> Iterator[Diagnostic]:
    """Legacy comments: known authors, unique ids, replies to comments of the same slide."""
    authors: set[str] = set()
    for name, tree in whole.kind("commentAuthors").items():
        for author in each(tree, "p:cmAuthor"):
            number = author.get("id", "")
            if number in authors:
                message = f"two authors of comments have the id {number}"
                yield Diagnostic("SOUND-COMMENT", message, whole.spot(name))
            authors.add(number)
    seen: set[tuple[str, str]] = set()
    for name, tree in whole.kind("comments").items():
        spot = whole.spot(name)
        here = {_key(comment) for comment in each(tree, "p:cm")}
        for comment in each(tree, "p:cm"):
            key = _key(comment)
            if key[0] not in authors:
                message = f"a comment by the author {key[0]}, who is not in the list"
                yield Diagnostic("SOUND-COMMENT", message, spot)
            if key in seen:
                message = f"two comments of the author {key[0]} are number {key[1]}"
                yield Diagnostic("SOUND-COMMENT", message, spot)
            seen.add(key)
        for parent in each(tree, "p15:parentCm"):
            if _key(parent) not in here:
                message = "a reply to a comment that is not on the slide"
                yield Diagnostic("SOUND-COMMENT", message, spot)


def _key(comment: Element) -> tuple[str, str]:
    return comment.get("authorId", ""), comment.get("idx", "")
