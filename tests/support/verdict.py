"""Whether two decks show the same in LibreOffice's view, and what accounts for each difference.

A difference is accounted for only by something that names its slide and its slot, or a slide as a
whole: what a pull listed, a fact that waits for its figure or followed it, what the author wrote
meanwhile. Nothing else excuses it.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from deckgen.content.base import properties
from deckgen.opc.package import Package
from deckgen.presentation.base import Base
from deckgen.review import identity

_NEAR = 2
"""How far boxes may be apart, in points: the office rounds, and texts grow."""

_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?(?:e[+-]?\d+)?")
SLIDES = "slides"
"""The name of a difference in the list of slides."""
HERE, MISSING = "here", "missing"
"""Whether a deck has a slide that the other lacks."""


@dataclass(frozen=True, slots=True)
class Item:
    """A shape in the view: the slot that it is, its box in points, and what it shows."""

    slot: str
    box: tuple[int, int, int, int]
    shows: str


@dataclass(frozen=True, slots=True)
class Seen:
    """A slide in the view, under the id that it has in YAML."""

    id: str
    hidden: bool
    notes: str
    comments: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """What one deck shows of a slot and the other does not. `name` is a slot, `notes`, ...

    `cause` says what accounts for it, "" where nothing does; `meant` where that is as it should be:
    the author's own change, or a fact that follows.
    """

    slide: str
    name: str
    reviewed: str
    rebuilt: str
    cause: str = ""
    meant: bool = False

    def __str__(self) -> str:
        what = f"{self.slide or 'the deck'} `{self.name}`"
        told = f"{what}: reviewed {_short(self.reviewed)}, rebuilt {_short(self.rebuilt)}"
        return f"{told}\n            because: {self.cause}" if self.cause else told


def _anything(_reviewed: Sequence[str], _rebuilt: Sequence[str]) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Account:
    """What accounts for differences of one slot, or of a slide where `name` is "".

    `fits` says whether it accounts for these: what only one and what only the other shows.
    """

    slide: str
    name: str
    cause: str
    fits: Callable[[Sequence[str], Sequence[str]], bool] = field(default=_anything)
    boxes: bool = False
    """Whether it accounts for where a box stands, and for nothing else."""
    meant: bool = False


def seen(
    dump: Sequence[dict[str, Any]], deck: Path, base: Base | None, ids: Sequence[str] = ()
) -> list[Seen]:
    """The view of a deck with the slots that a pull knows its shapes by; with the ids of the
    slides, in order, where they are known, else those that a pull knows them by."""
    slides = identity.identify(Package.open(deck), base)
    assert len(slides) == len(dump), f"{len(slides)} slides in the file, {len(dump)} in the view"
    names = ids or [slide.id for slide in slides]
    return [_seen(*triple) for triple in zip(dump, slides, names, strict=True)]


def _seen(page: dict[str, Any], slide: identity.IdentifiedSlide, known_as: str) -> Seen:
    slots = _slots(slide)
    count: Counter[str] = Counter()
    found = []
    for shape in page["shapes"]:
        name = shape["name"]
        known = slots.get(name, [name])
        slot = known[min(count[name], len(known) - 1)]
        count[name] += 1
        shows = json.dumps(shape["shows"], ensure_ascii=False)
        found.append(Item(slot, tuple(shape["box"]), shows))
    comments = json.dumps(page["comments"], ensure_ascii=False)
    return Seen(known_as, page["hidden"], page["notes"], comments, tuple(found))


def _slots(slide: identity.IdentifiedSlide) -> dict[str, list[str]]:
    """For each name of a shape the slots of those that bear it, in order of drawing."""
    slots = {held.shape: held.name for held in slide.shapes}
    found: dict[str, list[str]] = {}
    for shape in slide.part.root.iter("{*}sp", "{*}pic", "{*}graphicFrame", "{*}cxnSp"):
        about = properties(shape)
        if about is not None:
            name = str(about.get("name", ""))
            owners = [shape, *shape.iterancestors()]
            slot = next((slots[owner] for owner in owners if owner in slots), name)
            found.setdefault(name, []).append(slot)
    return found


def compare(
    reviewed: Sequence[Seen], rebuilt: Sequence[Seen], accounts: Sequence[Account]
) -> list[Difference]:
    """Where two decks show different things, each with what accounts for it."""
    return [*_of_lists(reviewed, rebuilt, accounts), *_of_slides(reviewed, rebuilt, accounts)]


def _of_lists(
    reviewed: Sequence[Seen], rebuilt: Sequence[Seen], accounts: Sequence[Account]
) -> Iterator[Difference]:
    one, other = [slide.id for slide in reviewed], [slide.id for slide in rebuilt]
    for name in dict.fromkeys((*one, *other)):
        if (name in one) != (name in other):
            pair = (HERE, MISSING) if name in one else (MISSING, HERE)
            yield _judged(name, SLIDES, [pair[0]], [pair[1]], accounts)
    one, other = [name for name in one if name in other], [name for name in other if name in one]
    if one != other:
        yield _judged("", SLIDES, [", ".join(one)], [", ".join(other)], accounts)


def _of_slides(
    reviewed: Sequence[Seen], rebuilt: Sequence[Seen], accounts: Sequence[Account]
) -> Iterator[Difference]:
    ours = {slide.id: slide for slide in rebuilt}
    for their in reviewed:
        our = ours.get(their.id)
        if our is None:
            continue
        for name in ("hidden", "notes", "comments"):
            one, other = str(getattr(their, name)), str(getattr(our, name))
            if one != other:
                yield _judged(their.id, name, [one], [other], accounts)
        gone, come = Counter(i.shows for i in their.items), Counter(i.shows for i in our.items)
        only_theirs = _left(their.items, gone - come)
        only_ours = _left(our.items, come - gone)
        for slot in dict.fromkeys((*only_theirs, *only_ours)):
            pair = only_theirs.get(slot, []), only_ours.get(slot, [])
            yield _judged(their.id, slot, *pair, accounts)
        yield from _of_boxes(their, our, accounts)


def _left(items: Iterable[Item], count: Counter[str]) -> dict[str, list[str]]:
    """What the items show that is counted, by slot."""
    left = Counter(count)
    found: dict[str, list[str]] = {}
    for item in items:
        if left[item.shows]:
            left[item.shows] -= 1
            found.setdefault(item.slot, []).append(item.shows)
    return found


def _of_boxes(their: Seen, our: Seen, accounts: Sequence[Account]) -> Iterator[Difference]:
    """Boxes that stand elsewhere, of slots that show the same."""
    ours: dict[tuple[str, str], list[tuple[int, int, int, int]]] = {}
    for item in our.items:
        ours.setdefault((item.slot, item.shows), []).append(item.box)
    for item in their.items:
        boxes = ours.get((item.slot, item.shows))
        if boxes is None or any(_near(item, box) for box in boxes):
            continue
        one, other = str(item.box), ", ".join(map(str, boxes))
        yield _judged(their.id, item.slot, [one], [other], accounts, boxes=True)


def _near(item: Item, box: Sequence[int]) -> bool:
    """Heights follow what texts and tables hold, so they are left out."""
    return all(abs(a - b) <= _NEAR for a, b in zip(item.box[:3], box[:3], strict=True))


def _judged(
    slide: str,
    name: str,
    reviewed: Sequence[str],
    rebuilt: Sequence[str],
    accounts: Sequence[Account],
    *,
    boxes: bool = False,
) -> Difference:
    fits = (
        account
        for account in accounts
        if account.slide in ((slide, "") if name == SLIDES else (slide,))
        and account.name in (name, "")
        and (boxes or not account.boxes)
        and account.fits(reviewed, rebuilt)
    )
    found = next(fits, None)
    cause, meant = (found.cause, found.meant) if found else ("", False)
    return Difference(slide, name, " ".join(reviewed), " ".join(rebuilt), cause, meant)


def figures(
    old: Iterable[str], new: Iterable[str]
) -> Callable[[Sequence[str], Sequence[str]], bool]:
    """Whether nothing differs but these figures: the new ones in the reviewed deck alone."""
    gone, come = Counter(map(_number, old)), Counter(map(_number, new))

    def fits(reviewed: Sequence[str], rebuilt: Sequence[str]) -> bool:
        if masked(reviewed) != masked(rebuilt):
            return False
        theirs, ours = numbers(reviewed), numbers(rebuilt)
        return set(theirs - ours) <= set(come) and set(ours - theirs) <= set(gone)

    return fits


def any_figures(reviewed: Sequence[str], rebuilt: Sequence[str]) -> bool:
    """Whether nothing differs but figures."""
    return masked(reviewed) == masked(rebuilt)


def furniture_more(reviewed: Sequence[str], rebuilt: Sequence[str]) -> bool:
    """Whether nothing differs but dates, footers and slide numbers that came."""
    return not reviewed and all(json.loads(shows)[0] == "furniture" for shows in rebuilt)


def masked(texts: Sequence[str]) -> list[str]:
    return sorted(_NUMBER.sub("#", text) for text in texts)


def numbers(texts: Sequence[str]) -> Counter[str]:
    return Counter(_number(match) for text in texts for match in _NUMBER.findall(text))


def _number(text: str) -> str:
    plain = "".join(c for c in text if c.isdigit() or c in ".e+-")
    try:
        return f"{float(plain):.6g}"
    except ValueError:
        return text


def _short(text: str) -> str:
    return text if len(text) < 700 else text[:700] + "…"
