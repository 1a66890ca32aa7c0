"""What a review comment is."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, field

from deckgen.diagnostics import Span

_DATE = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?)?")


@dataclass(frozen=True, slots=True)
class Anchor:
    """What a comment in a presentation points at.

    `shape` is a shape's id on the slide, 0 where the comment names none; `point` is a place on
    the slide in EMU, None where it gives none.
    """

    shape: int = 0
    point: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Comment:
    """A reviewer's remark on a slide. `date` is ISO 8601, a date or a date and time.

    `done` says whether the remark is dealt with. `anchor` is known for comments of a
    presentation, `span` for those of YAML.
    """

    author: str
    text: str
    initials: str = ""
    date: str = ""
    replies: tuple[Comment, ...] = ()
    done: bool = False
    span: Span | None = field(default=None, compare=False, repr=False)
    anchor: Anchor | None = field(default=None, compare=False, repr=False)


def is_date(text: str) -> bool:
    """Whether a text is a date, or a date and a time, that `Comment` can hold."""
    if not _DATE.fullmatch(text):
        return False
    try:
        datetime.datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def initials_of(author: str) -> str:
    """The initials of an author who gives none."""
    return "".join(word[0] for word in re.findall(r"\w+", author))[:3].upper()


def moment(date: str) -> str | None:
    """A comment's date as the parts write it, with a time; None where it has none."""
    if not date:
        return None
    return date if "T" in date else f"{date}T00:00:00"


def day(moment: str) -> str:
    """A moment in its one form: no midnight, no empty fraction; "" where it is no date."""
    text = moment.removesuffix("Z")
    if not is_date(text):
        return ""
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    if len(text) == len("2019-03-27T10:11"):
        text += ":00"
    return text.removesuffix("T00:00:00")
