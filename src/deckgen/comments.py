"""Review comments, as YAML has them and as legacy comment parts hold them.

Legacy parts (ECMA-376 part 1, 13.3.2 and 19.4) are written because every editor keeps them;
a reply is PowerPoint 2013's `p15:parentCm`.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from deckgen.diagnostics import Span, fail, gather
from deckgen.ooxml import Element, each, find, make, qn, textual
from deckgen.opc import Package, Part
from deckgen.source import (
    Lines,
    Node,
    Plainly,
    Quoted,
    Scalar,
    expect_mapping,
    expect_scalar,
    expect_sequence,
    gather_entries,
)

KEYS = ("author", "initials", "date", "text", "done", "replies")
_CT_AUTHORS = "application/vnd.openxmlformats-officedocument.presentationml.commentAuthors+xml"
_CT_COMMENTS = "application/vnd.openxmlformats-officedocument.presentationml.comments+xml"
_THREADING = "{C676402C-5697-4E1C-873F-D02D1690AC5C}"
_DATE = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?)?")


@dataclass(frozen=True, slots=True)
class Comment:
    """A reviewer's remark on a slide. `date` is ISO 8601, a date or a date and time."""

    author: str
    text: str
    initials: str = ""
    date: str = ""
    replies: tuple[Comment, ...] = ()
    done: bool = False
    span: Span | None = field(default=None, compare=False, repr=False)


def parse(node: Node) -> tuple[Comment, ...]:
    """The comments of a slide from its `comments:` list."""
    comments = []
    with gather() as problems:
        for item in expect_sequence(node, "`comments`"):
            with problems.attempt():
                comments.append(_parse_one(item))
    return tuple(comments)


def _parse_one(node: Node) -> Comment:
    entry = expect_mapping(node, "a comment")
    gather_entries(entry, KEYS, "a comment")
    values: dict[str, Scalar] = {}
    replies: tuple[Comment, ...] = ()
    with gather() as problems:
        for key, value in entry:
            with problems.attempt():
                if key.text == "replies":
                    replies = parse(value)
                else:
                    values[key.text] = expect_scalar(value, f"`{key.text}`")
        for word in ("author", "text"):
            if word not in values:
                problems.add(fail("missing-key", f"a comment needs `{word}`", entry.span, "here"))
        date = values.get("date")
        if date is not None and not _is_date(date.text):
            problems.add(
                fail("date", f"`{date.text}` is no date", date.span, "", "write it as 2019-03-27")
            )
    done = values.get("done")
    return Comment(
        author=values["author"].text,
        text=_text(values["text"]),
        initials=values["initials"].text
        if "initials" in values
        else _initials(values["author"].text),
        date=date.text if date is not None else "",
        replies=replies,
        done=done is not None and done.text == "yes",
        span=entry.span,
    )


def _text(scalar: Scalar) -> str:
    """A comment's text; the last line break of a literal block is the block's."""
    return scalar.text.removesuffix("\n") if scalar.style == "|" else scalar.text


def dump(comments: Iterable[Comment]) -> list[Plainly]:
    """The `comments:` list that parses to these comments."""
    return [_dump_one(comment) for comment in comments]


def _dump_one(comment: Comment) -> Plainly:
    entry: dict[str, Plainly] = {"author": comment.author, "initials": comment.initials}
    if comment.date:
        entry["date"] = comment.date
    lines = "\n" in comment.text and not comment.text.endswith("\n")
    entry["text"] = Lines(f"{comment.text}\n") if lines else Quoted(comment.text)
    if comment.done:
        entry["done"] = "yes"
    if comment.replies:
        entry["replies"] = dump(comment.replies)
    return entry


def _is_date(text: str) -> bool:
    if not _DATE.fullmatch(text):
        return False
    try:
        datetime.datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _initials(author: str) -> str:
    return "".join(word[0] for word in re.findall(r"\w+", author))[:3].upper()


class Writer:
    """Writes the comments of all the slides of one package."""

    def __init__(self, package: Package) -> None:
        """Start with no authors."""
        self._package = package
        self._authors: dict[tuple[str, str], int] = {}
        self._counts: dict[int, int] = {}

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
        author = self._authors.setdefault((comment.author, comment.initials), len(self._authors))
        index = self._counts[author] = self._counts.get(author, 0) + 1
        place = {"x": 10 + 12 * (number % 20), "y": 10 + 12 * (number % 20)}
        element = make(
            "p:cm",
            {"authorId": author, "dt": _moment(comment.date), "idx": index},
            make("p:pos", place),
            textual("p:text", comment.text),
        )
        if parent is not None:
            threading = make(
                "p15:threadingInfo",
                {"timeZoneBias": 0},
                make("p15:parentCm", {"authorId": parent[0], "idx": parent[1]}),
            )
            element.append(make("p:extLst", None, make("p:ext", {"uri": _THREADING}, threading)))
        root.append(element)
        for reply in comment.replies:
            self._add(root, reply, number, (author, index))

    def finish(self) -> None:
        """Write the list of authors, where there were comments."""
        if not self._authors:
            return
        root = make("p:cmAuthorLst")
        for (name, initials), number in self._authors.items():
            root.append(
                make(
                    "p:cmAuthor",
                    {
                        "id": number,
                        "name": name,
                        "initials": initials or "?",
                        "lastIdx": self._counts[number],
                        "clrIdx": number,
                    },
                )
            )
        target = self._package.add("/ppt/commentAuthors.xml", _CT_AUTHORS, root)
        self._package.presentation.relate(target, "commentAuthors")


def _moment(date: str) -> str | None:
    if not date:
        return None
    return date if "T" in date else f"{date}T00:00:00"


def read(package: Package, part: Part) -> tuple[Comment, ...]:
    """The legacy comments of the slide in `part`, replies under what they answer."""
    authors: dict[str, tuple[str, str]] = {}
    for source in package.related(package.presentation, "commentAuthors"):
        for author in each(source.root, "p:cmAuthor"):
            authors[author.get("id", "")] = (author.get("name", ""), author.get("initials", ""))
    found: list[tuple[str | None, str, Comment]] = []
    for source in package.related(part, "comments"):
        for element in source.root.iter(qn("p:cm")):
            name, initials = authors.get(element.get("authorId", ""), ("", ""))
            parent = next(iter(each(element, "p15:parentCm")), None)
            key = f"{element.get('authorId')}/{element.get('idx')}"
            above = None if parent is None else f"{parent.get('authorId')}/{parent.get('idx')}"
            text = find(element, "p:text")
            comment = Comment(
                author=name,
                text=(text.text or "") if text is not None else "",
                initials="" if initials == "?" else initials,
                date=_day(element.get("dt", "")),
            )
            found.append((above, key, comment))
    return _threads(found, None)


def _day(moment: str) -> str:
    """A moment as YAML has it: without midnight, and "" where it is no date."""
    return moment.removesuffix("T00:00:00") if _is_date(moment) else ""


def remove(package: Package, part: Part) -> None:
    """Take the legacy comments of the slide in `part` out."""
    for item in part.rels.of("comments"):
        part.rels.drop(item.id)
        if not item.external and item.target in package.parts:
            package.drop(item.target)


def _threads(
    found: list[tuple[str | None, str, Comment]], above: str | None
) -> tuple[Comment, ...]:
    known = {key for _, key, _ in found}
    threads = []
    for parent, key, comment in found:
        if parent == above or (above is None and parent not in known):
            replies = _threads(found, key)
            threads.append(
                Comment(comment.author, comment.text, comment.initials, comment.date, replies)
            )
    return tuple(threads)
