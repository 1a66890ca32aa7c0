"""Where a shape stands, how it is turned, and which group it is in (20.1.7.6: `a:xfrm`)."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from deckgen.beyond.aspect import Aspect, Words, equal, one
from deckgen.beyond.subjects import Drawn, transform
from deckgen.model import Box
from deckgen.ooxml import Element, each, integer, tag
from deckgen.template import box

_UNIT = 1270
"""A tenth of a point, in EMU: in these a box is kept."""
_SLACK = 10
"""The tolerance of a side, in tenths of a point."""
_FULL_TURN = 360 * 60_000
_DEGREE = 60_000
_FREE = "*"
"""Ends a side that follows what the shape holds."""
_INHERITED = "~"
"""Starts a box that a shape has of the placeholder that it inherits from."""
_FITS = ("a:spAutoFit", "a:normAutofit", "a:noAutofit")


def _box(drawn: Drawn) -> Words:
    return {} if _apart(drawn) else _sides(drawn)


def _group_box(drawn: Drawn) -> Words:
    return _sides(drawn) if _apart(drawn) else {}


def _apart(drawn: Drawn) -> bool:
    """Whether editors that write all anew place a shape in their own way: groups, which they make
    as large as what stands in them, and what stands in turned ones."""
    return drawn.frame.turned or tag(drawn.shape) == "p:grpSp"


def _sides(drawn: Drawn) -> Words:
    """The box on the sheet, groups reckoned in; of sides that follow what the shape holds none.

    Slots that stand on the sheet itself are left out: where they stand is known anyway, of the
    layout that they are on.
    """
    said = [(shape, at) for shape in drawn.line() if (at := box(shape)) is not None]
    if not said or (drawn.slot and not drawn.group and tag(drawn.shape) != "p:grpSp"):
        return {}
    above, own = said[0]
    inherited = above is not drawn.shape
    free = free_sides(drawn.shape, drawn.bodies())
    return one(_word(drawn.frame.placed(own), free, inherited=inherited))


def _word(place: Box, free: Collection[str] = (), *, inherited: bool = False) -> str:
    """A box of EMU as a word: its sides in tenths of points, `*` behind those that are free."""
    sides = (
        f"{round(side / _UNIT)}{_FREE if name in free else ''}"
        for name, side in zip(place._fields, place, strict=True)
    )
    return (_INHERITED if inherited else "") + " ".join(sides)


def _read(word: str) -> tuple[Box, set[str]]:
    """The box of a word in tenths of points, and its free sides."""
    sides = word.removeprefix(_INHERITED).split()
    free = {n for n, side in zip(Box._fields, sides, strict=True) if side.endswith(_FREE)}
    return Box(*(int(side.removesuffix(_FREE)) for side in sides)), free


def free_sides(shape: Element, bodies: Sequence[Element]) -> tuple[str, ...]:
    """The sides of a box that follow what the shape holds: editors work them out anew.

    `bodies` are the `a:bodyPr` of the shape and of what it inherits from, nearest first.
    """
    if tag(shape) == "p:grpSp":
        return ()
    if next(each(shape, "a:tbl"), None) is not None:
        return ("height",)
    anchor, flow = (
        next((value for body in bodies if (value := body.get(name))), usual)
        for name, usual in (("anchor", "t"), ("vert", "horz"))
    )
    down = ("height",) if (anchor, flow) == ("t", "horz") else ("y", "height")
    if any(body.get("wrap") == "none" for body in bodies[:1]):
        return "x", "width", *down
    fits = next((fit for body in bodies for fit in body if tag(fit) in _FITS), None)
    return down if fits is not None and tag(fits) == "a:spAutoFit" else ()


def is_place(was: Box, now: Box, free: Collection[str], slack: float) -> bool:
    """Whether two boxes are one, but for the slack.

    A free size may differ, and then the free position with it: a box that kept its size and
    stands elsewhere was dragged.
    """
    across, down = (
        abs(was.width - now.width) <= slack,
        abs(was.height - now.height) <= slack,
    )
    return (
        (across or "width" in free)
        and (down or "height" in free)
        and (abs(was.x - now.x) <= slack or ("x" in free and not across))
        and (abs(was.y - now.y) <= slack or ("y" in free and not down))
    )


def _stands(was: str, now: str) -> bool:
    """Whether two boxes are one but for a point; a shape that says none stands where it stood."""
    if not (was and now) or (was[0] == now[0] == _INHERITED):
        return True
    (old, free), (new, also) = _read(was), _read(now)
    return is_place(old, new, free | also, _SLACK)


BOXES = ("box", "group_box")
"""The keys of the aspects that say where a shape stands."""


def carried(was: Words, was_group: Words, now: Words, now_group: Words) -> bool:
    """Whether a shape stands in its group as it stood, wherever that was dragged."""
    inner = [_share(*pair) for pair in ((was, was_group), (now, now_group))]
    return None not in inner and inner[0] == inner[1]


def _share(shape: Words, group: Words) -> list[int] | None:
    """The box of a shape in hundredths of its group's sides."""
    one, other = (next((w for k in BOXES if (w := words.get(k))), "") for words in (shape, group))
    if not (one and other):
        return None
    (inner, free), (outer, _) = _read(one), _read(other)
    if free or not (outer.width and outer.height):
        return None
    across, down = (inner.x - outer.x) / outer.width, (inner.y - outer.y) / outer.height
    shares = (across, down, inner.width / outer.width, inner.height / outer.height)
    return [round(100 * share) for share in shares]


def place_of(words: Words) -> Box | None:
    """The box of EMU that words say, to a tenth of a point, None where they say none."""
    said = next((word for key in BOXES if (word := words.get(key))), "")
    return Box(*(side * _UNIT for side in _read(said)[0])) if said else None


def stands_at(words: Words, place: Box) -> bool:
    """Whether the words say that a shape stands in a box of EMU."""
    said = next((word for key in BOXES if (word := words.get(key))), "")
    return bool(said) and _stands(said, _word(place))


def _told(was: str, now: str) -> str:
    """The boxes in points."""
    old, new = (", ".join(f"{side / 10:.0f}" for side in _read(word)[0]) for word in (was, now))
    return f"is at {new} instead of {old} pt (left, top, width, height)"


def _turn(drawn: Drawn) -> Words:
    return {} if _apart(drawn) or tag(drawn.shape) == "p:cxnSp" else _turned(drawn)


def _group_turn(drawn: Drawn) -> Words:
    return _turned(drawn) if _apart(drawn) or tag(drawn.shape) == "p:cxnSp" else {}


def _turned(drawn: Drawn) -> Words:
    """The turn in degrees clockwise and whether it is a mirror image; upside down is a half turn
    of that."""
    xfrm = transform(drawn.shape)
    if xfrm is None:
        return {}
    across, down = (xfrm.get(name, "0") in ("1", "true") for name in ("flipH", "flipV"))
    turned = (integer(xfrm, "rot") + (_FULL_TURN // 2 if down else 0)) % _FULL_TURN
    mirrored = across != down
    degrees = f"{turned / _DEGREE:g}°" if turned else ""
    return one(" ".join(filter(None, [degrees, "mirrored" if mirrored else ""])))


def _turned_alike(was: str, now: str) -> bool:
    one, other = (float(word.partition("°")[0] or 0) if "°" in word else 0.0 for word in (was, now))
    return ("mirrored" in was) == ("mirrored" in now) and abs(one - other) < 0.05


def _group(drawn: Drawn) -> Words:
    return one(drawn.group)


ASPECTS = (
    Aspect("box", "the box", _box, _stands, _stands, told=_told),
    Aspect("group_box", "the box", _group_box, _stands, told=_told),
    Aspect("turn", "the rotation", _turn, _turned_alike, _turned_alike),
    Aspect("group_turn", "the rotation", _group_turn, _turned_alike),
    Aspect("group", "the group", _group, rewritten=equal, show="`{}`".format),
)
