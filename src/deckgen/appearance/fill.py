"""Fills, and paint: the colours that an area may show, as far as they are known."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from msgspec import Struct

from deckgen.appearance.colour import Colour
from deckgen.appearance.theme import Scheme
from deckgen.opc.xml import Element, each, find, share, tag

FILLS = ("a:solidFill", "a:gradFill", "a:noFill", "a:blipFill", "a:pattFill", "a:grpFill")
"""The elements of EG_FillProperties (ECMA-376 part 1, 20.1.8.33)."""


def fill_in(properties: Element | None) -> Element | None:
    """The fill among the children of a `p:spPr`, `a:ln`, `a:tcPr` ...; None without one."""
    if properties is None:
        return None
    return next((child for child in properties if tag(child) in FILLS), None)


def shape_properties(shape: Element) -> Element | None:
    """The `p:spPr` of a shape, or the `p:grpSpPr` of a group."""
    own = find(shape, "p:spPr")
    return find(shape, "p:grpSpPr") if own is None else own


def explicit_fill(shape: Element, *, line: bool = False) -> Element | None:
    """The fill that a shape gives itself or its line; None where it inherits it."""
    properties = shape_properties(shape)
    return fill_in(find(properties, "a:ln") if line and properties is not None else properties)


def style_reference(shape: Element, *, line: bool = False) -> Element | None:
    """The `a:fillRef` or `a:lnRef` of a shape's style, or None."""
    return find(shape, f"p:style/a:{'lnRef' if line else 'fillRef'}")


def nearest_fill(shapes: Iterable[Element], *, line: bool = False) -> Element | None:
    """What paints the first of these shapes, each of which inherits from the next, or its line.

    It is a fill or, where the shape that is nearest has a style alone, the style's reference.
    """
    for shape in shapes:
        own = explicit_fill(shape, line=line)
        found = style_reference(shape, line=line) if own is None else own
        if found is not None:
            return found
    return None


def is_drawn(shape: Element) -> bool:
    """Whether a shape has a fill or an outline, of its own or by its style."""
    fills = (nearest_fill((shape,), line=line) for line in (False, True))
    return any(fill is not None and _draws(fill) for fill in fills)


def _draws(fill: Element) -> bool:
    """Whether a fill, or a style's reference to one, is one at all."""
    return Scheme.refers(fill) if tag(fill).endswith("Ref") else tag(fill) != "a:noFill"


class Paint(Struct, frozen=True):
    """The colours that an area may show, or shows in different places.

    `unknown` names what else may be seen there, such as a picture. `why` gives the reason for
    several colours. An area without colours and unknowns is transparent: `CLEAR`.
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
        """The paint where either of two may be seen; `why` is the reason."""
        colours = _unique((*self.colours, *other.colours))
        if (colours, self.unknown) == (self.colours, other.unknown):
            return self
        return Paint(colours, self.unknown or other.unknown, self.why or other.why or why)


CLEAR = Paint()


def _unique(colours: tuple[Colour, ...]) -> tuple[Colour, ...]:
    return tuple(dict.fromkeys(colours))


# Fills as paint: solid, gradient, pattern, picture, and those of a theme's style matrix.


_STEPS = 8


def paint(fill: Element, scheme: Scheme) -> Paint:
    """What a fill paints; a group's fill (`a:grpFill`) is the caller's to find."""
    kind = tag(fill)
    if kind == "a:noFill":
        return CLEAR
    if kind == "a:solidFill":
        return _colour(scheme.colour_in(fill))
    if kind == "a:gradFill":
        return _gradient(fill, scheme)
    if kind == "a:pattFill":
        return _pattern(fill, scheme)
    return Paint(unknown="a picture")


def _colour(found: Colour | None) -> Paint:
    if found is None:
        return Paint(unknown="a colour that the theme does not say")
    return CLEAR if found.alpha == 0 else Paint.solid(found)


def _gradient(fill: Element, scheme: Scheme) -> Paint:
    """A gradient by its stops and steps between them."""
    placed = []
    for stop in each(fill, "a:gs"):
        colour = scheme.colour_in(stop)
        place = share(stop.get("pos", "0"))
        if colour is None or place is None:
            return Paint(unknown="a gradient")
        placed.append((place, colour))
    colours = [colour for _, colour in sorted(placed, key=lambda item: item[0])]
    if not colours:
        return Paint(unknown="a gradient")
    steps = [
        one.towards(two, step / _STEPS) for one, two in pairwise(colours) for step in range(_STEPS)
    ]
    return Paint(tuple(dict.fromkeys((*steps, colours[-1]))), why="a gradient")


def _pattern(fill: Element, scheme: Scheme) -> Paint:
    found = [find(fill, name) for name in ("a:fgClr", "a:bgClr")]
    colours = [scheme.colour_in(element) for element in found if element is not None]
    known = [colour for colour in colours if colour is not None]
    if len(known) != 2:
        return Paint(unknown="a pattern")
    return Paint(tuple(dict.fromkeys(known)), why="a pattern")


def referred(reference: Element, scheme: Scheme) -> Paint:
    """What a reference into the theme's style matrix paints (`a:fillRef`, `p:bgRef`)."""
    if scheme.part is None or not scheme.refers(reference):
        return CLEAR
    style = scheme.style(reference)
    if style is None:
        return Paint(unknown="a fill that the theme does not have")
    return paint(style, scheme.standing_for(scheme.colour_in(reference)))
