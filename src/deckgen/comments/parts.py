"""The comments of a slide in a presentation, whichever way they are kept."""

from __future__ import annotations

from deckgen.comments import legacy, modern
from deckgen.comments.comment import Comment
from deckgen.ooxml import each, qn
from deckgen.opc import Package, Part


def read(package: Package, part: Part) -> tuple[Comment, ...]:
    """The comments of the slide in `part`, the legacy ones first."""
    return (*legacy.read(package, part), *modern.read(package, part))


def remove(package: Package, part: Part) -> None:
    """Take the comments of the slide in `part` out, and the slide's mention of modern ones."""
    gone = {item.id: item for item in part.rels.of("comments")}
    for rid, item in gone.items():
        part.rels.drop(rid)
        if not item.external and item.target in package.parts:
            package.drop(item.target)
    if any(e.get(qn("r:id")) in gone for e in each(part.root, "p188:commentRel")):
        _unmention(part)


def _unmention(part: Part) -> None:
    for mention in list(each(part.edit(), "p188:commentRel")):
        extension = mention.getparent()
        listed = None if extension is None else extension.getparent()
        if extension is None or listed is None:
            continue
        listed.remove(extension)
        above = listed.getparent()
        if above is not None and not len(listed):
            above.remove(listed)
