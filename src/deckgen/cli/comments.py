"""The command `deckgen comments`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import click

from deckgen.cli import _console as console
from deckgen.commands import comments
from deckgen.commands.comments import CommentTask
from deckgen.deck import Comment
from deckgen.review.diff.render import escaped


@click.command("comments")
@click.argument("file", type=console.PATH)
@click.argument("deck", type=console.PATH, required=False)
@click.option("--variant", help="The variant of DECK that FILE was built from.")
@click.option("--open", "pending", is_flag=True, help="Leave out what is done.")
@console.formats("text", "markdown", "json", what="the list is")
@console.command("nothing was listed")
def command(
    file: Path, deck: Path | None, variant: str | None, *, pending: bool, form: str
) -> None:
    """List the review comments of FILE, a presentation or a deck, as tasks.

    With the DECK that a presentation was built from, each task names its place in YAML.
    """
    found = [task for task in comments.tasks(file, deck, variant) if not (pending and _done(task))]
    if form == "json":
        console.print_json([_data(task) for task in found])
        return
    rows = _markdown(found) if form == "markdown" else _text(found)
    click.echo("\n".join(rows) or "No comments.")


def _done(task: CommentTask) -> bool:
    return task.comment.done


def _text(found: Sequence[CommentTask]) -> Iterator[str]:
    for number, group in groupby(found, key=lambda task: task.number):
        listed = list(group)
        title = f": {listed[0].title}" if listed[0].title else ""
        if number != found[0].number:
            yield ""
        yield click.style(f"Slide {number}, {listed[0].slide}{title}", fg="cyan", bold=True)
        for task in listed:
            yield f"  [{'x' if _done(task) else ' '}] {_head(task)}"
            yield from (f"      {line}" for line in _lines(task.comment, 0))


def _head(task: CommentTask) -> str:
    where = [task.slot or "the slide", *([str(task.span)] if task.span else [])]
    return ", ".join(where)


def _lines(comment: Comment, depth: int) -> Iterator[str]:
    lines = comment.text.split("\n")
    pad = "  " * depth
    yield f"{pad}{_author(comment)}: {lines[0]}"
    yield from (f"{pad}  {line}" for line in lines[1:])
    for reply in comment.replies:
        yield from _lines(reply, depth + 1)


def _author(comment: Comment) -> str:
    date = f", {comment.date[:16].replace('T', ' ')}" if comment.date else ""
    return f"{comment.author or 'somebody'}{date}"


def _markdown(found: Sequence[CommentTask]) -> Iterator[str]:
    for number, group in groupby(found, key=lambda task: task.number):
        listed = list(group)
        if number != found[0].number:
            yield ""
        yield f"## Slide {number}: {escaped(listed[0].title or listed[0].slide)}"
        yield ""
        for task in listed:
            box = f"- [{'x' if _done(task) else ' '}]"
            place = f" (`{task.span}`)" if task.span else ""
            slot = f"**{escaped(task.slot)}**: " if task.slot else ""
            text = escaped(task.comment.text)
            yield f"{box} {slot}{text} *{_author(task.comment)}*{place}"
            for reply in task.comment.replies:
                yield f"  - {escaped(reply.text)} *{_author(reply)}*"


def _data(task: CommentTask) -> dict[str, Any]:
    span = task.span
    return {
        "slide": task.number,
        "id": task.slide,
        "title": task.title,
        "slot": task.slot or None,
        "file": span.source.name if span else None,
        "line": span.line if span else None,
        **_comment(task.comment),
    }


def _comment(comment: Comment) -> dict[str, Any]:
    return {
        "author": comment.author,
        "initials": comment.initials,
        "date": comment.date or None,
        "state": "done" if comment.done else "open",
        "text": comment.text,
        "replies": [_comment(reply) for reply in comment.replies],
    }
