"""What PowerPoint makes of text that is too much for its frame: `a:normAutofit`.

PowerPoint paints what is stored and fits text anew only when somebody types in it, so a deck must
store what it would find. Its steps are known from 1,277 decks that it wrote.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from deckgen.content.style import Paragraph
from deckgen.fit.frame import FULL, Autofit, Frame, Scale
from deckgen.fit.measure import Measured, measure

BODY_STEPS = (
    FULL,
    Scale(100, 10),
    Scale(92.5, 10),
    *(Scale(size, 20) for size in (92.5, 85, 77.5, 70, 62.5, 55, 47.5, 40, 32.5, 25)),
)
"""How body text shrinks: the first that fits is taken, the last where none does."""

TITLE_STEPS = (FULL, Scale(90))
"""How a title shrinks."""


class Excess(NamedTuple):
    """How much text is too much: whole lines, and about how many signs stand on them."""

    lines: int = 0
    characters: int = 0

    def __bool__(self) -> bool:
        return self.lines > 0


@dataclass(frozen=True, slots=True)
class Fit:
    """How text fits its frame.

    `scale` is what PowerPoint would store; `excess` is what does not fit at full size and `left`
    what does not fit at that scale either.
    """

    scale: Scale
    excess: Excess
    left: Excess
    measured: Measured
    frame: Frame

    @property
    def certain(self) -> bool:
        """Whether every width was known."""
        return self.measured.certain

    @property
    def shrinks(self) -> bool:
        """Whether the text is shrunk at all."""
        return self.scale != FULL


def fit(paragraphs: Sequence[Paragraph], frame: Frame) -> Fit:
    """How paragraphs fit a frame, shrunk in PowerPoint's steps where the frame lets them."""
    steps: tuple[Scale, ...] = (FULL,)
    if frame.autofit is Autofit.SHRINK:
        steps = TITLE_STEPS if frame.title else BODY_STEPS
    excess = None
    for scale in steps:
        measured = measure(paragraphs, frame, scale=scale)
        left = _excess(measured, frame)
        excess = left if excess is None else excess
        if not left:
            break
    assert excess is not None
    return Fit(scale, excess, left, measured, frame)


def _excess(measured: Measured, frame: Frame) -> Excess:
    lines = measured.beyond(frame.depth, frame.columns)
    return Excess(len(lines), sum(len(line.text) for line in lines))
