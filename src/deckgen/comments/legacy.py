"""Legacy comment parts, written and read (ECMA-376 part 1, 13.3.2 and 19.4).

They are written because every editor keeps them. A reply is PowerPoint 2013's `p15:parentCm`;
that a comment is done is an extension of ours, for the format has no word for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from deckgen.comments.comment import Anchor, Comment, day, moment
from deckgen.comments.recovery import parsed
from deckgen.ooxml import Element, each, find, integer, make, textual
from deckgen.opc import Package, Part

_CT_AUTHORS = "application/vnd.openxmlformats-officedocument.presentationml.commentAuthors+xml"
_CT_COMMENTS = "application/vnd.openxmlformats-officedocument.presentationml.comments+xml"
_THREADING = "{C676402C-5697-4E1C-873F-D02D1690AC5C}"
_DONE = "{5A0D3F86-7C1E-4B52-9B7F-2E6D4C1A9B30}"
_EMU = 914_400 // 576  # positions count in the 576ths of an inch of PowerPoint's binary format


class Writer:
    """Writes the comments of all the slides of one package."""

    def __init__(self, package: Package) -> None:
        """Start with the authors that the package has."""
        self._package = package
        self._listed = next(iter(package.related(package.presentation, "commentAuthors")), None)
        self._authors: dict[tuple[str, str], int] = {}
        self._counts: dict[int, int] = {}
        self._wrote: set[int] = set()
        if self._listed is not None:
            for author in each(parsed(self._listed), "p:cmAuthor"):
                number = integer(author, "id")
                initials = author.get("initials", "")
                self._authors.setdefault(_name(author.get("name", ""), initials), number)
                self._counts[number] = integer(author, "lastIdx")

    def write(self, part: Part, comments: Iterable[Comment]) -> None:
        """Add the comments to the slide in `part`."""
        root = make("p:cmLst")
        for number, comment in enumerate(comments):
            self._add(root, comment, number, None)
        target = self._package.add("/ppt/comments/comment{}.xml", _CT_COMMENTS, root)
        part.relate(target, "comments")

    def _add(
        self, root: Element, comment: Comment, number: int, parent: tuple[int, int] | None
    ) -> None:
        name = _name(comment.author, comment.initials)
        author = self._authors.setdefault(name, max(self._authors.values(), default=-1) + 1)
        self._wrote.add(author)
        index = self._counts[author] = self._counts.get(author, 0) + 1
        place = {"x": 10 + 12 * (number % 20), "y": 10 + 12 * (number % 20)}
        element = make(
            "p:cm",
            {"authorId": author, "dt": moment(comment.date), "idx": index},
            make("p:pos", place),
            textual("p:text", comment.text),
        )
        extensions = list(_extensions(comment, parent))
        if extensions:
            element.append(make("p:extLst", None, *extensions))
        root.append(element)
        for reply in comment.replies:
            self._add(root, reply, number, (author, index))

    def finish(self) -> None:
        """Bring the list of authors up to date, where comments were written."""
        if not self._wrote:
            return
        if self._listed is None:
            root = make("p:cmAuthorLst")
            self._listed = self._package.add("/ppt/commentAuthors.xml", _CT_AUTHORS, root)
            self._package.presentation.relate(self._listed, "commentAuthors")
        else:
            root = parsed(self._listed)
            self._listed.replace(root)
        present = {author.get("id"): author for author in each(root, "p:cmAuthor")}
        for (name, initials), number in self._authors.items():
            author = present.get(str(number))
            if author is None:
                named = {"id": number, "name": name, "initials": initials or "?"}
                author = make("p:cmAuthor", {**named, "lastIdx": 0, "clrIdx": number})
                root.append(author)
            author.set("lastIdx", str(self._counts[number]))


def _name(author: str, initials: str) -> tuple[str, str]:
    """An author's key; a list of authors cannot do without initials, YAML can."""
    return author, "" if initials == "?" else initials


def _extensions(comment: Comment, parent: tuple[int, int] | None) -> Iterator[Element]:
    if parent is not None:
        above = make("p15:parentCm", {"authorId": parent[0], "idx": parent[1]})
        threading = make("p15:threadingInfo", {"timeZoneBias": 0}, above)
        yield make("p:ext", {"uri": _THREADING}, threading)
    if comment.done:
        yield make("p:ext", {"uri": _DONE})


def read(package: Package, part: Part) -> list[Comment]:
    """The legacy comments of the slide in `part`, replies under what they answer."""
    authors: dict[str, tuple[str, str]] = {}
    for source in package.related(package.presentation, "commentAuthors"):
        for author in each(parsed(source), "p:cmAuthor"):
            authors[author.get("id", "")] = (author.get("name", ""), author.get("initials", ""))
    found: list[tuple[str | None, str, Comment]] = []
    for source in package.related(part, "comments"):
        for element in each(parsed(source), "p:cm"):
            name, initials = authors.get(element.get("authorId", ""), ("", ""))
            parent = next(each(element, "p15:parentCm"), None)
            key = f"{element.get('authorId')}/{element.get('idx')}"
            above = None if parent is None else f"{parent.get('authorId')}/{parent.get('idx')}"
            text = find(element, "p:text")
            comment = Comment(
                author=name,
                text=(text.text or "") if text is not None else "",
                initials="" if initials == "?" else initials,
                date=day(element.get("dt", "")),
                done=any(e.get("uri") == _DONE for e in each(element, "p:ext")),
                anchor=_anchor(element),
            )
            found.append((above, key, comment))
    return _threads(found, None)


def _anchor(element: Element) -> Anchor:
    place = find(element, "p:pos")
    if place is None:
        return Anchor()
    return Anchor(point=(integer(place, "x") * _EMU, integer(place, "y") * _EMU))


def _threads(found: list[tuple[str | None, str, Comment]], above: str | None) -> list[Comment]:
    known = {key for _, key, _ in found}
    threads = []
    for parent, key, comment in found:
        if parent == above or (above is None and parent not in known):
            replies = tuple(_threads(found, key))
            threads.append(
                Comment(
                    comment.author,
                    comment.text,
                    comment.initials,
                    comment.date,
                    replies,
                    comment.done,
                    anchor=comment.anchor,
                )
            )
    return threads
