"""What an area may look like, as far as that can be known."""

from __future__ import annotations

from dataclasses import dataclass

from deckgen.checks.colour.rgb import Colour


@dataclass(frozen=True, slots=True)
class Paint:
    """The colours that an area may show, or shows in different places.

    `unknown` says what else may be seen there: a picture, say. `why` says how there come to be
    several colours. An area without both is see-through: that is `CLEAR`.
    """

    colours: tuple[Colour, ...] = ()
    unknown: str = ""
    why: str = ""

    @classmethod
    def solid(cls, colour: Colour) -> Paint:
        """One colour all over."""
        return cls((colour,))

    @property
    def is_clear(self) -> bool:
        """Whether nothing is painted."""
        return not self.colours and not self.unknown

    def over(self, beneath: Paint) -> Paint:
        """What is seen where this paint lies on another one."""
        if self.is_clear:
            return beneath
        if all(colour.alpha >= 1 for colour in self.colours):
            return self
        mixed = [top.over(low) for top in self.colours for low in beneath.colours]
        opaque = [top for top in self.colours if top.alpha >= 1]
        return Paint(
            _unique((*mixed, *opaque)), self.unknown or beneath.unknown, self.why or beneath.why
        )

    def or_(self, other: Paint, why: str) -> Paint:
        """What is seen where either of two paints may be seen, and why that is so."""
        colours = _unique((*self.colours, *other.colours))
        if (colours, self.unknown) == (self.colours, other.unknown):
            return self
        return Paint(colours, self.unknown or other.unknown, self.why or other.why or why)


CLEAR = Paint()


def _unique(colours: tuple[Colour, ...]) -> tuple[Colour, ...]:
    return tuple(dict.fromkeys(colours))
