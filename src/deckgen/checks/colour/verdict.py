"""Whether text or a drawing stands out from what may lie behind it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from deckgen.checks.colour.paint import Paint
from deckgen.checks.colour.rgb import Colour, contrast


class Outcome(Enum):
    """What can be said."""

    ENOUGH = "enough"
    TOO_LITTLE = "too little"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Verdict:
    """An outcome. Where it is too little, `ratio` is the highest contrast that there is, and `pair`
    the colours that have it: what is in front, and what lies behind. `why` says what leaves it
    undecided."""

    outcome: Outcome
    ratio: float = 0
    pair: tuple[Colour, Colour] | None = None
    why: str = ""


def judge(front: Paint, ground: Paint, least: float) -> Verdict:
    """Whether each colour in front has at least that contrast with each colour behind.

    Undecided where some have and some have not, or where something is not known.
    """
    if front.is_clear and not front.unknown:
        return Verdict(Outcome.ENOUGH)
    pairs = [
        (contrast(top.over(low), low), (top.over(low), low))
        for top in front.colours
        for low in ground.colours
    ]
    if front.unknown or ground.unknown or not pairs:
        return Verdict(Outcome.UNDECIDED, why=front.unknown or ground.unknown)
    low, high = min(pairs), max(pairs)
    if low[0] >= least:
        return Verdict(Outcome.ENOUGH)
    if high[0] < least:
        return Verdict(Outcome.TOO_LITTLE, high[0], high[1])
    return Verdict(Outcome.UNDECIDED, why=front.why or ground.why or "several colours")
