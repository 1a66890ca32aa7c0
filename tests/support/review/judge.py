"""Whether two decks show the same, and what accounts for each difference.

A difference is accounted for only by something that names its slide and its slot, or a slide as a
whole: what a pull listed, a fact that waits for its figure or followed it, what the author wrote
meanwhile. Nothing else excuses it.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

_NEAR = 2
"""How far boxes may be apart, in points: the office rounds, and texts grow."""
_ALIGNED = re.compile(r'(\[\d+, "\S*) (?:l|r|ctr)"')
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?(?:e[+-]?\d+)?")
_SOURCE = re.compile('"Sources?: ')
_LINKED = re.compile(r"(?<=ppaction://hlinksldjump )[^\"]*")
SLIDES = "slides"
"""The name of a difference in the list of slides."""
HERE, MISSING = "here", "missing"
"""Whether a deck has a slide that the other lacks."""
AUTHORS = " (author)"
"""What the author adds to a line."""


@dataclass(frozen=True, slots=True)
class Item:
    """What a shape shows: the slot that it is, its box in points."""

    slot: str
    box: tuple[int, int, int, int]
    shows: str


@dataclass(frozen=True, slots=True)
class Seen:
    """A slide as it shows, under the id that it has in YAML."""

    id: str
    hidden: bool
    notes: str
    comments: str
    items: tuple[Item, ...]


def seen(page: dict[str, Any], known_as: str, slots: dict[str, list[str]]) -> Seen:
    """A slide of a view, with the slots of its shapes by their names, in order of drawing."""
    count: Counter[str] = Counter()
    found = []
    for shape in page["shapes"]:
        name = shape["name"]
        known = slots.get(name, [name])
        slot = known[min(count[name], len(known) - 1)]
        count[name] += 1
        for shows in (shape["shows"], *([["alt", shape["alt"]]] if shape["alt"] else [])):
            told = json.dumps(shows, ensure_ascii=False)
            found.append(Item(slot, tuple(shape["box"]), told))
    comments = json.dumps(page["comments"], ensure_ascii=False)
    return Seen(known_as, page["hidden"], page["notes"], comments, tuple(found))


Fits = Callable[[Sequence[str], Sequence[str]], bool]
"""Whether these differ by no more than may be: what only one and what only the other shows."""


@dataclass(frozen=True, slots=True)
class Account:
    """What accounts for differences of one slot, or of a slide where `name` is "".

    With `boxes` it accounts for where a box stands and for nothing else; with `meant` that is as it
    should be: the author's own change, or a fact that follows.
    """

    slide: str
    name: str
    cause: str
    fits: Fits = lambda _reviewed, _rebuilt: True
    boxes: bool = False
    meant: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """What one deck shows of a slot (or `notes`, `slides`, ...) and the other does not.

    `cause` says what accounts for it, "" where nothing does; for `meant` see Account.
    """

    slide: str
    name: str
    reviewed: str
    rebuilt: str
    cause: str = ""
    meant: bool = False

    def __str__(self) -> str:
        reviewed, rebuilt = (
            text if len(text) < 700 else f"{text[:700]}…" for text in (self.reviewed, self.rebuilt)
        )
        what = f"{self.slide or 'the deck'} `{self.name}`"
        told = f"{what}: reviewed {reviewed}, rebuilt {rebuilt}"
        return f"{told}\n            because: {self.cause}" if self.cause else told


def compare(
    reviewed: Sequence[Seen], rebuilt: Sequence[Seen], accounts: Sequence[Account]
) -> list[Difference]:
    """Where two decks show different things, each with what accounts for it."""
    ours = {slide.id: slide for slide in rebuilt}
    both = [(their, ours[their.id]) for their in reviewed if their.id in ours]
    found = [*_of_lists(reviewed, rebuilt), *(d for pair in both for d in _of_slides(*pair))]
    first = sorted(accounts, key=lambda account: not account.meant)
    return [_judged(*difference, first) for difference in found]


_Found = tuple[str, str, Sequence[str], Sequence[str], bool]
"""A slide, a name, what the one and the other shows, and whether it is boxes."""


def _of_lists(reviewed: Sequence[Seen], rebuilt: Sequence[Seen]) -> Iterator[_Found]:
    one, other = [slide.id for slide in reviewed], [slide.id for slide in rebuilt]
    for name in dict.fromkeys((*one, *other)):
        if (name in one) != (name in other):
            pair = (HERE, MISSING) if name in one else (MISSING, HERE)
            yield name, SLIDES, [pair[0]], [pair[1]], False
    one, other = [name for name in one if name in other], [name for name in other if name in one]
    if one != other:
        yield "", SLIDES, [", ".join(one)], [", ".join(other)], False


def _of_slides(their: Seen, our: Seen) -> Iterator[_Found]:
    for name in ("hidden", "notes", "comments"):
        one, other = str(getattr(their, name)), str(getattr(our, name))
        if one != other:
            yield their.id, name, [one], [other], False
    gone, come = Counter(i.shows for i in their.items), Counter(i.shows for i in our.items)
    only_theirs, only_ours = _left(their.items, gone - come), _left(our.items, come - gone)
    for slot in dict.fromkeys((*only_theirs, *only_ours)):
        yield their.id, slot, only_theirs.get(slot, []), only_ours.get(slot, []), False
    for item in their.items:  # heights follow what texts and tables hold, so they are left out
        same = [i.box for i in our.items if (i.slot, i.shows) == (item.slot, item.shows)]
        near = (
            all(abs(a - b) <= _NEAR for a, b in zip(item.box[:3], box[:3], strict=True))
            for box in same
        )
        if same and not any(near):
            yield their.id, item.slot, [str(item.box)], [", ".join(map(str, same))], True


def _left(items: Iterable[Item], left: Counter[str]) -> dict[str, list[str]]:
    """What the items show that is counted, by slot."""
    found: dict[str, list[str]] = {}
    for item in items:
        if left[item.shows]:
            left[item.shows] -= 1
            found.setdefault(item.slot, []).append(item.shows)
    return found


def _judged(
    slide: str,
    name: str,
    reviewed: Sequence[str],
    rebuilt: Sequence[str],
    boxes: bool,
    accounts: Sequence[Account],
) -> Difference:
    fits = (
        (account.cause, account.meant)
        for account in accounts
        if account.slide in ((slide, "") if name == SLIDES else (slide,))
        and account.name in (name, "")
        and (boxes or not account.boxes)
        and account.fits(reviewed, rebuilt)
    )
    return Difference(slide, name, " ".join(reviewed), " ".join(rebuilt), *next(fits, ("", False)))


def figures(old: Sequence[str], new: Sequence[str]) -> Fits:
    """Whether nothing differs but these figures, or words: the new in the reviewed deck alone."""
    gone, come = _numbers(old), _numbers(new)

    def as_before(text: str) -> str:
        for was, now in zip(old, new, strict=True):
            text = text.replace(now, was)
        return text

    def fits(reviewed: Sequence[str], rebuilt: Sequence[str]) -> bool:
        theirs, ours = _numbers(reviewed), _numbers(rebuilt)
        if sorted(map(as_before, reviewed)) == sorted(rebuilt):
            return True
        same = any_figures(reviewed, rebuilt)
        return same and {*(theirs - ours)} <= {*come} and {*(ours - theirs)} <= {*gone}

    return fits


def any_figures(reviewed: Sequence[str], rebuilt: Sequence[str]) -> bool:
    """Whether nothing differs but figures."""
    one, other = (sorted(_NUMBER.sub("#", text) for text in deck) for deck in (reviewed, rebuilt))
    return one == other


def _numbers(texts: Iterable[str]) -> Counter[str]:
    return Counter(_number(match) for text in texts for match in _NUMBER.findall(text))


def _number(text: str) -> str:
    plain = "".join(c for c in text if c.isdigit() or c in ".e+-")
    try:
        return f"{float(plain):.6g}"
    except ValueError:
        return text


def furniture_more(reviewed: Sequence[str], rebuilt: Sequence[str]) -> bool:
    """Whether nothing differs but dates, footers and slide numbers that came."""
    return not reviewed and all(shows.startswith('["furniture"') for shows in rebuilt)


def authors_words(reviewed: Sequence[str], rebuilt: Sequence[str]) -> bool:
    """Whether nothing differs but the words that the author added."""
    one, other = (sorted(text.replace(AUTHORS, "") for text in d) for d in (reviewed, rebuilt))
    return one == other


def sources(reviewed: Sequence[str], rebuilt: Sequence[str]) -> bool:
    """Whether nothing differs but source lines, which name each period of their facts."""
    return all(_SOURCE.search(shows) for shows in (*reviewed, *rebuilt))


def titles_of_links(reviewed: Sequence[str], rebuilt: Sequence[str]) -> bool:
    """Whether nothing differs but the titles of the slides that links lead to."""
    one, other = (sorted(_LINKED.sub("", text) for text in deck) for deck in (reviewed, rebuilt))
    return one == other


def alignments_alone(reviewed: Sequence[str], rebuilt: Sequence[str]) -> bool:
    """Whether nothing differs but how paragraphs are aligned."""
    one, other = (sorted(_ALIGNED.sub(r"\1", text) for text in d) for d in (reviewed, rebuilt))
    return one == other


def alts_alone(reviewed: Sequence[str], rebuilt: Sequence[str]) -> bool:
    return all(shows.startswith('["alt"') for shows in (*reviewed, *rebuilt))


def alts_that_follow(sent: Sequence[Seen], reviewed: Sequence[Seen]) -> Iterator[Account]:
    """An alternative text that deckgen writes of the data follows them, where the reviewer, who
    changed the data, left it as it was, on a duplicate as on the slide itself."""

    def alts(slide: Seen | None, slot: str) -> list[str]:
        items = () if slide is None else slide.items
        return [i.shows for i in items if i.slot == slot and alts_alone([i.shows], [])]

    known = {slide.id: slide for slide in sent}
    for slide in reviewed:
        copied = [known[slide.id]] if slide.id in known else sent
        for slot in dict.fromkeys(item.slot for item in slide.items):
            if alts(slide, slot) in [alts(one, slot) for one in copied]:
                cause = "the alternative text follows the data"
                yield Account(slide.id, slot, cause, alts_alone, meant=True)


def boxes_that_follow(sent: Sequence[Seen], reviewed: Sequence[Seen]) -> Iterator[Account]:
    """Boxes in a group that deckgen draws are drawn for their texts, and tables for their columns,
    where these were changed."""

    def texts(slide: Seen | None, slot: str) -> list[str]:
        items = () if slide is None else slide.items
        return sorted(i.shows for i in items if i.slot == slot and not alts_alone([i.shows], []))

    known = {slide.id: slide for slide in sent}
    for slide in reviewed:
        for slot in dict.fromkeys(item.slot for item in slide.items):
            was, now = texts(known.get(slide.id), slot), texts(slide, slot)
            columns = [[len(one[1][0]) for one in map(json.loads, side) if one[0] == "table"]
                       for side in (was, now)]  # fmt: skip
            drawn = len(now) > 1 and was != now
            cause = "the boxes of a drawing follow its texts, and a table's its columns"
            if drawn or columns[0] != columns[1]:
                yield Account(slide.id, slot, cause, boxes=True, meant=True)
            if drawn:  # a label stands on the other side of its point
                yield Account(slide.id, slot, cause, alignments_alone, meant=True)
