"""The deck: what the author wrote, typed and checked, before a template is opened.

`Deck` has the settings, facts and slides of deck.yaml (with a variant's changes); `Comment` is a
review comment, in YAML and in presentations alike.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from deckgen.diagnostics import Span, error, gather
from deckgen.facts.dates import is_date, normalized_date
from deckgen.facts.resolve import Facts
from deckgen.source.keys import parse_yes_no
from deckgen.source.nodes import (
    MappingNode,
    Node,
    ScalarNode,
    expect_mapping,
    expect_scalar,
    expect_sequence,
    gather_entries,
)
from deckgen.source.writing import Lines, Quoted, YamlData, block


@dataclass(frozen=True, slots=True)
class Anchor:
    """The shape or point that a comment in a presentation is attached to.

    `shape` is the id of a shape on the slide, 0 for none; `point` is x and y on the slide in EMU,
    None where there is none.
    """

    shape: int = 0
    point: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Comment:
    """A review comment on a slide. `date` is an ISO 8601 date or date and time, "" for none.

    `done` says whether it is resolved. Comments of a presentation have an `anchor`, those of YAML
    a `span`.
    """

    author: str
    text: str
    initials: str = ""
    date: str = ""
    replies: tuple[Comment, ...] = ()
    done: bool = False
    span: Span | None = field(default=None, compare=False, repr=False)
    anchor: Anchor | None = field(default=None, compare=False, repr=False)


def initials_of(author: str) -> str:
    """The initials of an author's name: up to three capitals."""
    return "".join(word[0] for word in re.findall(r"\w+", author))[:3].upper()


# Comments in YAML: the `comments:` list of a slide.


COMMENT_KEYS = ("author", "initials", "date", "text", "done", "replies")


def parse_comments(node: Node) -> tuple[Comment, ...]:
    """The comments of a slide from its `comments:` list. Raises `Problem` with every fault."""
    comments = []
    with gather() as problems:
        for item in expect_sequence(node, "`comments`"):
            with problems.collect():
                comments.append(_parse_one(item))
    return tuple(comments)


def _parse_one(node: Node) -> Comment:
    entry = expect_mapping(node, "a comment")
    values: dict[str, ScalarNode] = {}
    replies: tuple[Comment, ...] = ()
    with gather() as problems:
        with problems.collect():
            gather_entries(entry, COMMENT_KEYS, "a comment")
        for key, value in entry:
            with problems.collect():
                if key.text == "replies":
                    replies = parse_comments(value)
                elif key.text in COMMENT_KEYS:
                    values[key.text] = expect_scalar(value, f"`{key.text}`")
        for key_name in ("author", "text"):
            if entry.get(key_name) is None:
                problems.add(
                    error(
                        "missing-key", f"a comment needs `{key_name}`", at=entry.span, label="here"
                    )
                )
        date = values.get("date")
        if date is not None and not is_date(date.text):
            problems.add(
                error(
                    "date", f"`{date.text}` is no date", at=date.span, help="write it as 2019-03-27"
                )
            )
        with problems.collect():
            done = parse_yes_no(values.get("done"), "`done`", default=False)
    return Comment(
        author=values["author"].text,
        text=_comment_text(values["text"]),
        initials=values["initials"].text
        if "initials" in values
        else initials_of(values["author"].text),
        date=normalized_date(date.text) if date is not None else "",
        replies=replies,
        done=done,
        span=entry.span,
    )


def _comment_text(scalar: ScalarNode) -> str:
    """A comment's text, without the line break that ends a literal block."""
    return scalar.text.removesuffix("\n") if scalar.style == "|" else scalar.text


def dump_comments(comments: Iterable[Comment]) -> list[YamlData]:
    """The `comments:` list that parses to these comments."""
    return [_dump_one(comment) for comment in comments]


def _dump_one(comment: Comment) -> YamlData:
    entry: dict[str, YamlData] = {"author": comment.author, "initials": comment.initials}
    if comment.date:
        entry["date"] = comment.date
    lines = "\n" in comment.text and not comment.text.endswith("\n")
    holds = lines and block(f"{comment.text}\n", 2) is not None
    entry["text"] = Lines(f"{comment.text}\n") if holds else Quoted(comment.text)
    if comment.done:
        entry["done"] = "yes"
    if comment.replies:
        entry["replies"] = dump_comments(comment.replies)
    return entry


# The deck.


class EmbedMode(Enum):
    """What a built presentation carries so that it and its slides can be recognised later.

    `full`: tags with ids, and the base that a reviewer's edits are compared with; `hashes`: the
    digests of the base instead; `none`: nothing, not even a slide's name.
    """

    FULL = "full"
    HASHES = "hashes"
    NONE = "none"

    @property
    def marks(self) -> bool:
        """Whether slides carry tags with their ids."""
        return self is not EmbedMode.NONE


@dataclass(frozen=True, slots=True)
class SourceSlide:
    """A slide of the deck; `slots` are the nodes by slot name, `facts` those of this slide alone.

    Other fields are the slide's keys of the same name.
    """

    id: ScalarNode
    node: MappingNode
    layout: ScalarNode | None
    like: ScalarNode | None
    names: MappingNode | None
    kept: Node | None
    hidden: bool
    notes: Node | None
    comments: tuple[Comment, ...]
    facts: MappingNode | None
    overflow: ScalarNode | None
    slots: tuple[tuple[ScalarNode, Node], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A PowerPoint section: its name and the ids of its slides, in order."""

    name: str
    slides: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Deck:
    """A whole deck, as deck.yaml describes it.

    `output` is a pattern of the file's name; `off` are the rules that are switched off, each with
    its reason; `formats` are opaque formats, as XML by name; `contacts` are nodes by id; `footer`
    and `date` print as typed.
    """

    path: Path
    title: str
    name: str
    language: str
    template: Path
    template_text: ScalarNode
    output: str
    footer: str
    date: str
    as_of: datetime.date | None
    facts: Facts
    contacts: dict[str, MappingNode]
    off: dict[str, str]
    formats: dict[str, str]
    embed: EmbedMode
    slides: tuple[SourceSlide, ...]
    sections: tuple[Section, ...]

    @property
    def folder(self) -> Path:
        """The folder of deck.yaml; the files that content names lie within it."""
        return self.path.parent
