"""Review comments: legacy ones written and read, modern ones read; threads after LibreOffice.

Legacy comments are those of ECMA-376 part 1, modern ones those of PowerPoint 365 ([MS-PPTX]).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from lxml import etree
from msgspec import structs

from deckgen.deck import Anchor, Comment, normalized_date, timestamp_of
from deckgen.opc import xml
from deckgen.opc.package import Package
from deckgen.opc.part import Part, content_type

_TEXT = r"(?s)(<(?P<name>p:text)>)(.*?)(</(?P=name)>\s*(?:</p:cm>|<p:extLst>))"
_LENIENT = etree.XMLParser(recover=True, resolve_entities=False, no_network=True)


def parsed(part: Part) -> xml.Element:
    """The root of a comment part, also where its texts are not escaped, as LibreOffice 7.4
    writes them; an empty list where it cannot be parsed at all."""
    try:
        return part.root
    except etree.XMLSyntaxError:
        import html

        escaped = re.sub(
            _TEXT,
            lambda m: m.group(1) + html.escape(m.group(3), quote=False) + m.group(4),
            part.blob.decode("utf-8", "replace"),
        ).encode()
    try:
        return xml.parse(escaped)
    except etree.XMLSyntaxError:
        root = etree.fromstring(escaped, _LENIENT)
        return xml.make("p:cmLst") if root is None else root


# Legacy comment parts, written and read (ECMA-376 part 1, 13.3.2 and 19.4).
#
# They are written because every editor keeps them. A reply is PowerPoint 2013's `p15:parentCm`;
# that a comment is resolved is an extension of deckgen, since the format cannot express it.


_CT_AUTHORS = content_type("presentationml.commentAuthors")
_CT_COMMENTS = content_type("presentationml.comments")
_THREADING = "{C676402C-5697-4E1C-873F-D02D1690AC5C}"
_LEGACY_DONE = "{5A0D3F86-7C1E-4B52-9B7F-2E6D4C1A9B30}"
_EMU_PER_UNIT = (
    xml.EMU_PER_INCH // 576
)  # positions are in 576ths of an inch, as in the binary format


class Writer:
    """Writes the comments of all the slides of one package."""

    def __init__(self, package: Package) -> None:
        """Begin with the authors that the package lists."""
        self._package = package
        self._listed = next(iter(package.related(package.presentation, "commentAuthors")), None)
        self._authors: dict[tuple[str, str], int] = {}
        self._counts: dict[int, int] = {}
        self._used: set[int] = set()
        if self._listed is not None:
            for author in xml.each(parsed(self._listed), "p:cmAuthor"):
                number = xml.integer(author, "id")
                initials = author.get("initials", "")
                self._authors.setdefault(_name(author.get("name", ""), initials), number)
                self._counts[number] = xml.integer(author, "lastIdx")

    def write(self, part: Part, comments: Iterable[Comment]) -> None:
        """Add the comments to the slide in `part`."""
        root = xml.make("p:cmLst")
        for number, comment in enumerate(comments):
            self._add(root, comment, number, None)
        target = self._package.add("/ppt/comments/comment{}.xml", _CT_COMMENTS, root)
        part.relate(target, "comments")

    def _add(
        self, root: xml.Element, comment: Comment, number: int, parent: tuple[int, int] | None
    ) -> None:
        name = _name(comment.author, comment.initials)
        author = self._authors.setdefault(name, max(self._authors.values(), default=-1) + 1)
        self._used.add(author)
        index = self._counts[author] = self._counts.get(author, 0) + 1
        position = {"x": 10 + 12 * (number % 20), "y": 10 + 12 * (number % 20)}
        element = xml.make(
            "p:cm",
            {"authorId": author, "dt": timestamp_of(comment.date), "idx": index},
            xml.make("p:pos", position),
            xml.textual("p:text", comment.text),
        )
        extensions = list(_extensions(comment, parent))
        if extensions:
            element.append(xml.make("p:extLst", None, *extensions))
        root.append(element)
        for reply in comment.replies:
            self._add(root, reply, number, (author, index))

    def finish(self) -> None:
        """Update the list of authors, where comments were written."""
        if not self._used:
            return
        if self._listed is None:
            root = xml.make("p:cmAuthorLst")
            self._listed = self._package.add("/ppt/commentAuthors.xml", _CT_AUTHORS, root)
            self._package.presentation.relate(self._listed, "commentAuthors")
        else:
            root = parsed(self._listed)
            self._listed.replace(root)
        present = {author.get("id"): author for author in xml.each(root, "p:cmAuthor")}
        for (name, initials), number in self._authors.items():
            author = present.get(str(number))
            if author is None:
                named = {"id": number, "name": name, "initials": initials or "?"}
                author = xml.make("p:cmAuthor", {**named, "lastIdx": 0, "clrIdx": number})
                root.append(author)
            author.set("lastIdx", str(self._counts[number]))


def _name(author: str, initials: str) -> tuple[str, str]:
    """An author's key; `?` stands for no initials, which the list of authors requires."""
    return author, "" if initials == "?" else initials


def _extensions(comment: Comment, parent: tuple[int, int] | None) -> Iterator[xml.Element]:
    if parent is not None:
        above = xml.make("p15:parentCm", {"authorId": parent[0], "idx": parent[1]})
        threading = xml.make("p15:threadingInfo", {"timeZoneBias": 0}, above)
        yield xml.make("p:ext", {"uri": _THREADING}, threading)
    if comment.done:
        yield xml.make("p:ext", {"uri": _LEGACY_DONE})


def read_legacy(package: Package, part: Part) -> list[Comment]:
    """The legacy comments of the slide in `part`, each with its replies."""
    authors: dict[str, tuple[str, str]] = {}
    for source in package.related(package.presentation, "commentAuthors"):
        for author in xml.each(parsed(source), "p:cmAuthor"):
            authors[author.get("id", "")] = (author.get("name", ""), author.get("initials", ""))
    found: list[tuple[str | None, str, Comment]] = []
    for source in package.related(part, "comments"):
        for element in xml.each(parsed(source), "p:cm"):
            name, initials = authors.get(element.get("authorId", ""), ("", ""))
            parent = next(xml.each(element, "p15:parentCm"), None)
            key = f"{element.get('authorId')}/{element.get('idx')}"
            above = None if parent is None else f"{parent.get('authorId')}/{parent.get('idx')}"
            text = xml.find(element, "p:text")
            comment = Comment(
                author=name,
                text=(text.text or "") if text is not None else "",
                initials="" if initials == "?" else initials,
                date=normalized_date(element.get("dt", "")),
                done=any(e.get("uri") == _LEGACY_DONE for e in xml.each(element, "p:ext")),
                anchor=_legacy_anchor(element),
            )
            found.append((above, key, comment))
    return _threads(found, None)


def _legacy_anchor(element: xml.Element) -> Anchor:
    position = xml.find(element, "p:pos")
    if position is None:
        return Anchor()
    return Anchor(
        point=(
            xml.integer(position, "x") * _EMU_PER_UNIT,
            xml.integer(position, "y") * _EMU_PER_UNIT,
        )
    )


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


# Modern comments, read: the parts `ppt/authors.xml` and `ppt/comments/modernComment_*.xml`.
#
# PowerPoint 365 writes them ([MS-PPTX], namespace `.../powerpoint/2018/8/main`). A comment on a
# shape names it by monikers: the document, the slide, then groups and the shape, each with its
# id.


_MODERN_DONE = ("resolved", "closed")
_SHAPES = ("ac:spMk", "ac:graphicFrameMk", "ac:picMk", "ac:grpSpMk", "ac:cxnSpMk", "ac:inkMk")


def read_modern(package: Package, part: Part) -> list[Comment]:
    """The modern comments of the slide in `part`."""
    authors: dict[str, tuple[str, str]] = {}
    for source in package.related(package.presentation, "authors"):
        for author in xml.each(parsed(source), "p188:author"):
            authors[author.get("id", "")] = (author.get("name", ""), author.get("initials", ""))
    return [
        _comment(element, authors, xml.find_all(element, "p188:replyLst/p188:reply"))
        for source in package.related(part, "comments")
        for element in xml.each(parsed(source), "p188:cm")
    ]


def _comment(
    element: xml.Element, authors: dict[str, tuple[str, str]], replies: list[xml.Element]
) -> Comment:
    name, initials = authors.get(element.get("authorId", ""), ("", ""))
    return Comment(
        author=name,
        text="\n".join(_lines(element)),
        initials=initials,
        date=normalized_date(element.get("created", "")),
        replies=tuple(_comment(reply, authors, []) for reply in replies),
        done=element.get("status") in _MODERN_DONE,
        anchor=_modern_anchor(element),
    )


def _lines(element: xml.Element) -> Iterator[str]:
    body = xml.find(element, "p188:txBody")
    for paragraph in xml.find_all(body, "a:p") if body is not None else ():
        pieces = xml.each(paragraph, "a:t", "a:br")
        yield "".join("\n" if piece.text is None else piece.text for piece in pieces)


def _modern_anchor(element: xml.Element) -> Anchor:
    """The innermost shape that the comment's monikers name, and the position of its mark."""
    named = [mark.get("id", "") for mark in xml.each(element, *_SHAPES)]
    position = xml.find(element, "p188:pos")
    point = None
    if position is not None:
        point = (xml.coordinate(position, "x"), xml.coordinate(position, "y"))
    return Anchor(xml.whole(named[-1] if named else None) or 0, point)


# The comments of a slide, of both formats.


def read_comments(package: Package, part: Part) -> tuple[Comment, ...]:
    """The comments of the slide in `part`, the legacy ones first."""
    return (*read_legacy(package, part), *read_modern(package, part))


def remove_comments(package: Package, part: Part) -> None:
    """Remove the comments of the slide in `part`, and the slide's reference to modern ones."""
    gone = {item.id: item for item in part.rels.of("comments")}
    for rid, item in gone.items():
        part.rels.drop(rid)
        if not item.external and item.target in package.parts:
            package.drop(item.target)
    if any(e.get(xml.qn("r:id")) in gone for e in xml.each(part.root, "p188:commentRel")):
        _unmention(part)


def _unmention(part: Part) -> None:
    for mention in list(xml.each(part.edit(), "p188:commentRel")):
        extension = mention.getparent()
        listed = None if extension is None else extension.getparent()
        if extension is None or listed is None:
            continue
        listed.remove(extension)
        above = listed.getparent()
        if above is not None and not len(listed):
            above.remove(listed)


# Threads restored: LibreOffice saves each reply as a comment of its own.


def rethreaded(read: Iterable[Comment], before: Sequence[Comment]) -> tuple[Comment, ...]:
    """The comments that were read, in the threads that they had `before`, then new ones."""
    return tuple(_merged(list(read), before))


def _merged(remaining: list[Comment], before: Sequence[Comment]) -> list[Comment]:
    """The threads of `before` that are in `remaining`, then the new comments."""
    merged = []
    for was in before:
        now = _take(remaining, was)
        if now is not None:
            own = list(now.replies)
            missing = [reply for reply in was.replies if not _contains(own, reply)]
            own += [found for reply in missing if (found := _take(remaining, reply)) is not None]
            replies = tuple(_merged(own, was.replies))
            merged.append(
                structs.replace(was, replies=replies, done=was.done or now.done, anchor=now.anchor)
            )
    return merged + remaining


def _take(remaining: list[Comment], was: Comment) -> Comment | None:
    found = next((item for item in remaining if _same(item, was)), None)
    if found is not None:
        remaining.remove(found)
    return found


def _contains(comments: Iterable[Comment], was: Comment) -> bool:
    return any(_same(item, was) for item in comments)


def _same(first: Comment, second: Comment) -> bool:
    return (first.author, first.text) == (second.author, second.text) and (
        first.date == second.date or not (first.date and second.date)
    )
