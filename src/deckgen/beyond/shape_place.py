"""Where a shape stands, how it is turned, and which group it is in (20.1.7.6: `a:xfrm`)."""

from __future__ import annotations

from collections.abc import Sequence

from deckgen.beyond.aspect import Aspect, Words, equal, one
from deckgen.beyond.subjects import Drawn, transform
from deckgen.ooxml import Element, each, integer, tag
from deckgen.template import box

_UNIT = 1270
"""A tenth of a point, in EMU: in these a box is kept."""
_SLACK = 10
"""The tolerance of a side, in tenths of a point."""
_FULL_TURN = 360 * 60_000
_DEGREE = 60_000
_FREE = "-"
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
    own = box(drawn.shape)
    if own is None or (drawn.slot and not drawn.group and tag(drawn.shape) != "p:grpSp"):
        return {}
    free = free_sides(drawn.shape, drawn.bodies())
    placed = drawn.frame.placed(own)
    return one(
        " ".join(
            _FREE if name in free else str(round(side / _UNIT))
            for name, side in zip(placed._fields, placed, strict=True)
        )
    )


def free_sides(shape: Element, bodies: Sequence[Element]) -> tuple[str, ...]:
    """The sides of a box that follow what the shape holds: editors work them out anew.

    `bodies` are the `a:bodyPr` of the shape and of what it inherits from, nearest first.
    """
    if tag(shape) == "p:grpSp":
        return ()
    if next(each(shape, "a:tbl"), None) is not None:
        return ("height",)
    if any(body.get("wrap") == "none" for body in bodies[:1]):
        return "x", "y", "width", "height"
    fits = next((fit for body in bodies for fit in body if tag(fit) in _FITS), None)
    if fits is None or tag(fits) != "a:spAutoFit":
        return ()
    anchor = next((body.get("anchor") for body in bodies if body.get("anchor")), "t")
    return ("height",) if anchor == "t" else ("y", "height")


def _stands(was: str, now: str) -> bool:
    """Whether two boxes are one but for a point; a shape that says none stands where it stood."""
    if not (was and now):
        return True
    pairs = zip(was.split(), now.split(), strict=True)
    return all(_FREE in pair or abs(int(pair[0]) - int(pair[1])) <= _SLACK for pair in pairs)


def _points(word: str) -> str:
    sides = (side if side == _FREE else f"{int(side) / 10:.0f}" for side in word.split())
    return ", ".join(sides) + " pt (left, top, width, height)"


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
    Aspect("box", "the box", _box, _stands, _stands, _points),
    Aspect("group_box", "the box", _group_box, _stands, show=_points),
    Aspect("turn", "the rotation", _turn, _turned_alike, _turned_alike),
    Aspect("group_turn", "the rotation", _group_turn, _turned_alike),
    Aspect("group", "the group", _group, rewritten=equal, show="`{}`".format),
)
