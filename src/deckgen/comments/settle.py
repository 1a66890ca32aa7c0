"""Comments from an editor in the threads they had: LibreOffice makes a comment of each reply."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from deckgen.comments.comment import Comment


def settled(read: Iterable[Comment], before: Sequence[Comment]) -> tuple[Comment, ...]:
    """The comments that were read, the ones of before first, as they were then."""
    return tuple(_settled(list(read), before))


def _settled(left: list[Comment], before: Sequence[Comment]) -> list[Comment]:
    """Take the comments of before out of `left`, whole threads at a time; then what is new."""
    kept = []
    for was in before:
        now = _take(left, was)
        if now is not None:
            own = list(now.replies)
            left_replies = [reply for reply in was.replies if not _holds(own, reply)]
            own += [found for reply in left_replies if (found := _take(left, reply)) is not None]
            replies = tuple(_settled(own, was.replies))
            kept.append(replace(was, replies=replies, done=was.done or now.done, anchor=now.anchor))
    return kept + left


def _take(left: list[Comment], was: Comment) -> Comment | None:
    found = next((item for item in left if _same(item, was)), None)
    if found is not None:
        left.remove(found)
    return found


def _holds(comments: Iterable[Comment], was: Comment) -> bool:
    return any(_same(item, was) for item in comments)


def _same(first: Comment, second: Comment) -> bool:
    return (first.author, first.text) == (second.author, second.text) and (
        first.date == second.date or not (first.date and second.date)
    )
