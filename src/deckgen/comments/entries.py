"""The `comments:` list of a slide in YAML, both ways."""

from __future__ import annotations

from collections.abc import Iterable

from deckgen.comments.comment import Comment, day, initials_of, is_date
from deckgen.diagnostics import fail, gather
from deckgen.source import (
    Lines,
    Node,
    Plainly,
    Quoted,
    Scalar,
    block,
    expect_mapping,
    expect_scalar,
    expect_sequence,
    gather_entries,
)

KEYS = ("author", "initials", "date", "text", "done", "replies")


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
    values: dict[str, Scalar] = {}
    replies: tuple[Comment, ...] = ()
    with gather() as problems:
        with problems.attempt():
            gather_entries(entry, KEYS, "a comment")
        for key, value in entry:
            with problems.attempt():
                if key.text == "replies":
                    replies = parse(value)
                elif key.text in KEYS:
                    values[key.text] = expect_scalar(value, f"`{key.text}`")
        for word in ("author", "text"):
            if entry.get(word) is None:
                problems.add(fail("missing-key", f"a comment needs `{word}`", entry.span, "here"))
        date = values.get("date")
        if date is not None and not is_date(date.text):
            problems.add(
                fail("date", f"`{date.text}` is no date", date.span, "", "write it as 2019-03-27")
            )
        done = values.get("done")
        if done is not None and done.text not in ("yes", "no"):
            problems.add(
                fail("yes-or-no", f"`done` is `yes` or `no`, not `{done.text}`", done.span)
            )
    return Comment(
        author=values["author"].text,
        text=_text(values["text"]),
        initials=values["initials"].text
        if "initials" in values
        else initials_of(values["author"].text),
        date=day(date.text) if date is not None else "",
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
    holds = lines and block(f"{comment.text}\n", 2) is not None
    entry["text"] = Lines(f"{comment.text}\n") if holds else Quoted(comment.text)
    if comment.done:
        entry["done"] = "yes"
    if comment.replies:
        entry["replies"] = dump(comment.replies)
    return entry
