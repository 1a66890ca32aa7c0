"""The deck: what the author wrote, typed and checked, before a template is opened.

`Deck` has the settings, facts and slides of deck.yaml (with a variant's changes); `Comment` is a
review comment, in YAML and in presentations alike.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection, Iterable
from enum import Enum
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec import Struct, structs

from deckgen.diagnostics import Diagnostic, Span, error, gather, listed
from deckgen.facts import Facts, JumpSettings
from deckgen.facts.references import escaped, literal
from deckgen.richtext import Run
from deckgen.source.fields import (
    YES_NO,
    Field,
    Fields,
    Form,
    Values,
    given,
    given_yes,
    list_form,
)
from deckgen.source.nodes import (
    MappingNode,
    Node,
    ScalarNode,
    as_data,
    expect_mapping,
    expect_scalar,
    expect_sequence,
    expect_word,
)
from deckgen.source.writing import Lines, Quoted, YamlData, block


class Anchor(Struct, frozen=True):
    """The shape or point that a comment in a presentation is attached to.

    `shape` is the id of a shape on the slide, 0 for none; `point` is x and y on the slide in EMU,
    None where there is none.
    """

    shape: int = 0
    point: tuple[int, int] | None = None


_MOMENT = r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?)?"


class Comment(Struct, frozen=True, eq=False):
    """A review comment on a slide. `date` is an ISO 8601 date or date and time, "" for none.

    `done` says whether it is resolved. Comments of a presentation have an `anchor`, those of YAML
    a `span`; equality ignores both.
    """

    author: str
    text: str
    initials: str = ""
    date: str = ""
    replies: tuple[Comment, ...] = ()
    done: bool = False
    span: Span | None = None
    anchor: Anchor | None = None

    @property
    def _compared(self) -> tuple[object, ...]:
        return self.author, self.text, self.initials, self.date, self.replies, self.done

    def __eq__(self, other: object) -> bool:
        return self._compared == other._compared if isinstance(other, Comment) else NotImplemented

    def __ne__(self, other: object) -> bool:  # a Struct without `eq` compares identities here
        return not self == other

    def __hash__(self) -> int:
        return hash(self._compared)


def _is_date(text: str) -> bool:
    """Whether a text is an ISO 8601 date, or a date and time."""
    if not re.fullmatch(_MOMENT, text):
        return False
    try:
        datetime.datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def timestamp_of(moment: str) -> str | None:
    """A date, or date and time, as presentations write it, always with a time; None for ""."""
    if not moment:
        return None
    return moment if "T" in moment else f"{moment}T00:00:00"


def normalized_date(moment: str) -> str:
    """A date and time without midnight and empty fractions, so that equal ones are equal texts.

    "" where the text is no date.
    """
    text = moment.removesuffix("Z")
    if not _is_date(text):
        return ""
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    if len(text) == len("2019-03-27T10:11"):
        text += ":00"
    return text.removesuffix("T00:00:00")


def initials_of(author: str) -> str:
    """The initials of an author's name: up to three capitals."""
    return "".join(word[0] for word in re.findall(r"\w+", author))[:3].upper()


# Comments in YAML: the `comments:` list of a slide.


def _list_of_replies(node: Node, _what: str, _context: object) -> tuple[Comment, ...]:
    return parse_comments(node)


def _date_text(node: Node, what: str, _context: object) -> str:
    found = expect_word(node, what)
    if not _is_date(found.text):
        raise error(
            "date", f"`{found.text}` is no date", at=found.span, help="write it as 2019-03-27"
        )
    return normalized_date(found.text)


def _typed(node: Node, what: str, _context: object) -> ScalarNode:
    scalar = expect_scalar(node, what)
    return structs.replace(scalar, text=literal(scalar.text, scalar.at, "a comment"))


def _dump_text(comment: Comment) -> YamlData:
    text = escaped(comment.text)
    lines = "\n" in text and not text.endswith("\n")
    holds = lines and block(f"{text}\n", 2) is not None
    return Lines(f"{text}\n") if holds else Quoted(text)


_V = TypeVar("_V")
_Field = Field[object, Comment, _V]
_TYPED = Form("text", _typed)
_AUTHOR = _Field[ScalarNode | None](
    "author", _TYPED, None, lambda comment: escaped(comment.author), "who wrote it",
    "author: Ada Lovelace\ntext: Is this the last count?", unset="needed",
)  # fmt: skip
_INITIALS = _Field[ScalarNode | None](
    "initials", _TYPED, None, lambda comment: escaped(comment.initials),
    "the author's initials", "initials: AL", unset="made from the name",
)  # fmt: skip
_COMMENT_DATE = _Field[str](
    "date", Form("a date, or date and time", _date_text), "",
    lambda comment: comment.date or None, "when it was written", "date: 2019-03-27T10:11",
)  # fmt: skip
_TEXT = _Field[ScalarNode | None](
    "text", _TYPED, None, _dump_text, "what it says", "text: Is this the last count?",
    unset="needed",
)  # fmt: skip
_DONE = _Field[bool](
    "done", YES_NO, False, lambda comment: given_yes(comment.done), "whether it is resolved",
    "done: yes",
)  # fmt: skip
_REPLIES = _Field[tuple[Comment, ...]](
    "replies", list_form("a list of comments", _list_of_replies), (),
    lambda comment: given(comment.replies, (), dump_comments), "the answers, in order",
    "replies:\n  - author: Charles Babbage\n    text: It is",
)  # fmt: skip
COMMENT = Fields[Comment](
    "a comment", (_AUTHOR, _INITIALS, _COMMENT_DATE, _TEXT, _DONE, _REPLIES),
    "author: Ada Lovelace\ntext: Is this the last count?", "An item of `comments` of a slide.",
)  # fmt: skip


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
    with gather() as problems:
        values = Values(entry, problems, None)
        COMMENT.gather_unknown(values)
        author, text, initials = values.get(_AUTHOR), values.get(_TEXT), values.get(_INITIALS)
        date, done, replies = values.get(_COMMENT_DATE), values.get(_DONE), values.get(_REPLIES)
        for key_name in ("author", "text"):
            if entry.get(key_name) is None:
                problems.add(
                    error(
                        "missing-key", f"a comment needs `{key_name}`", at=entry.span, label="here"
                    )
                )
    assert author is not None, "a comment without an author is a problem already"
    assert text is not None, "so is one without a text"
    return Comment(
        author=author.text,
        text=_comment_text(text),
        initials=initials_of(author.text) if initials is None else initials.text,
        date=date,
        replies=replies,
        done=done,
        span=entry.span,
    )


def _comment_text(scalar: ScalarNode) -> str:
    """A comment's text, without the line break that ends a literal block."""
    return scalar.text.removesuffix("\n") if scalar.style == "|" else scalar.text


def dump_comments(comments: Iterable[Comment]) -> list[YamlData]:
    """The `comments:` list that parses to these comments."""
    return [COMMENT.dump(comment) for comment in comments]


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


class SourceSlide(Struct, frozen=True, dict=True):
    """A slide of the deck; `slots` are the nodes by slot name, `facts` those of this slide alone.

    Other fields are the slide's keys of the same name.
    """

    id: ScalarNode
    node: MappingNode
    layout: ScalarNode | None
    like: ScalarNode | None
    names: MappingNode | None
    boxes: MappingNode | None
    kept: Node | None
    hidden: bool
    notes: Node | None
    comments: tuple[Comment, ...]
    facts: MappingNode | None
    overflow: ScalarNode | None
    slots: tuple[tuple[ScalarNode, Node], ...]

    @cached_property
    def digest(self) -> bytes:
        """A digest of its id and its YAML, with places relative to where that begins."""
        data = (self.id.text, as_data(self.node, self.node.span))
        return sha256(msgspec.msgpack.encode(data)).digest()


class DeckText(Struct, frozen=True):
    """A text of deck.yaml itself, as typed and as it prints.

    `key` is `title`, `footer`, `date` or `section`.
    """

    key: str
    scalar: ScalarNode
    run: Run


class Section(Struct, frozen=True):
    """A PowerPoint section: its name and the ids of its slides, in order."""

    name: str
    slides: tuple[str, ...]


class Deck(Struct, frozen=True):
    """A whole deck, as deck.yaml describes it.

    `output` is a pattern of the file's name; `jumps` says which figures may jump; `formats` are
    opaque formats, as XML by name; `contacts` are nodes by id; `title`, `footer` and `date` are as
    they print, `texts` where they and the sections' names are typed; `cache` says whether slides
    may be kept on disk, `extracted` that the deck is the template itself, taken apart. `slot_names`
    are the slots' own names by short ones, by `layout NAME` and `like SLIDE`.
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
    jumps: JumpSettings
    formats: dict[str, str]
    embed: EmbedMode
    slides: tuple[SourceSlide, ...]
    sections: tuple[Section, ...]
    texts: tuple[DeckText, ...] = ()
    cache: bool = True
    extracted: bool = False
    slot_names: dict[str, dict[str, ScalarNode]] = {}

    @property
    def folder(self) -> Path:
        """The folder of deck.yaml; the files that content names lie within it."""
        return self.path.parent


# A deck and its variants by their names, and what is said of several of them at once.


DeckName = str | None
"""The name of a variant, None for the deck that variants extend."""

_BASE = "the base"  # no variant's name: these have no blanks


def deck_names(names: Iterable[DeckName]) -> list[str]:
    """The names of decks as messages say them."""
    return [_BASE if name is None else name for name in names]


def quoted(name: DeckName) -> str:
    """A deck in a sentence: `the base`, or a variant's name in quotes."""
    return _BASE if name is None else f"`{name}`"


def told_once(
    found: Iterable[tuple[DeckName, Diagnostic]], decks: Collection[DeckName]
) -> list[tuple[Diagnostic, tuple[DeckName, ...]]]:
    """Each diagnostic of several decks once, with a help that names them, and their names.

    `decks` are all that were looked at.
    """
    names: dict[tuple[str, str, str], dict[DeckName, None]] = {}
    firsts: dict[tuple[str, str, str], Diagnostic] = {}
    for name, diagnostic in found:
        key = (diagnostic.code, diagnostic.message, str(diagnostic.place))
        firsts.setdefault(key, diagnostic)
        names.setdefault(key, {})[name] = None
    return [
        (in_decks(diagnostic, names[key], decks), tuple(names[key]))
        for key, diagnostic in firsts.items()
    ]


def in_decks(
    diagnostic: Diagnostic, names: Collection[DeckName], decks: Collection[DeckName]
) -> Diagnostic:
    """The diagnostic with a help that says in which of the decks it is."""
    return structs.replace(diagnostic, helps=(*diagnostic.helps, f"in {among(names, decks)}"))


def among(names: Collection[DeckName], decks: Collection[DeckName]) -> str:
    """Some of the decks, in words: `the base, east`, or `all 5 decks`."""
    if len(names) == len(decks) > 2:
        return f"all {len(decks)} decks"
    return listed(deck_names(names))
