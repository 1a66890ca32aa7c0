"""Modern comments, read: the parts `ppt/authors.xml` and `ppt/comments/modernComment_*.xml`.

PowerPoint 365 writes them ([MS-PPTX], namespace `.../powerpoint/2018/8/main`). A comment on a shape
names it by monikers: the document, the slide, then groups and the shape, each with its id.
"""

from __future__ import annotations

from collections.abc import Iterator

from deckgen.comments.comment import Anchor, Comment, day
from deckgen.comments.recovery import parsed
from deckgen.ooxml import Element, coordinate, each, find, find_all, whole
from deckgen.opc import Package, Part

_DONE = ("resolved", "closed")
_SHAPES = ("ac:spMk", "ac:graphicFrameMk", "ac:picMk", "ac:grpSpMk", "ac:cxnSpMk", "ac:inkMk")


def read(package: Package, part: Part) -> list[Comment]:
    """The modern comments of the slide in `part`."""
    authors: dict[str, tuple[str, str]] = {}
    for source in package.related(package.presentation, "authors"):
        for author in each(parsed(source), "p188:author"):
            authors[author.get("id", "")] = (author.get("name", ""), author.get("initials", ""))
    return [
        _comment(element, authors, find_all(element, "p188:replyLst/p188:reply"))
        for source in package.related(part, "comments")
        for element in each(parsed(source), "p188:cm")
    ]


def _comment(
    element: Element, authors: dict[str, tuple[str, str]], replies: list[Element]
) -> Comment:
    name, initials = authors.get(element.get("authorId", ""), ("", ""))
    return Comment(
        author=name,
        text="\n".join(_lines(element)),
        initials=initials,
        date=day(element.get("created", "")),
        replies=tuple(_comment(reply, authors, []) for reply in replies),
        done=element.get("status") in _DONE,
        anchor=_anchor(element),
    )


def _lines(element: Element) -> Iterator[str]:
    body = find(element, "p188:txBody")
    for paragraph in find_all(body, "a:p") if body is not None else ():
        pieces = each(paragraph, "a:t", "a:br")
        yield "".join("\n" if piece.text is None else piece.text for piece in pieces)


def _anchor(element: Element) -> Anchor:
    """The shape that the comment's monikers name, the innermost one, and where its mark stands."""
    named = [mark.get("id", "") for mark in each(element, *_SHAPES)]
    place = find(element, "p188:pos")
    point = None
    if place is not None:
        point = (coordinate(place, "x"), coordinate(place, "y"))
    return Anchor(whole(named[-1] if named else None) or 0, point)
