"""Fills as paint: solid, gradient, pattern, picture, and those of a theme's style matrix."""

from __future__ import annotations

from itertools import pairwise

from deckgen.checks.colour.paint import CLEAR, Paint
from deckgen.checks.colour.rgb import Colour
from deckgen.checks.colour.scheme import Scheme
from deckgen.ooxml import Element, each, find, integer, share, tag

_NAMES = ("a:solidFill", "a:gradFill", "a:noFill", "a:blipFill", "a:pattFill", "a:grpFill")
_BACKGROUNDS = 1001  # ECMA-376 part 1, 20.1.4.2.10: where the background fills start
_STEPS = 8


def fill_in(properties: Element | None) -> Element | None:
    """The fill among the children of an `a:spPr`, `a:tcPr`, `p:bgPr` or the like."""
    if properties is None:
        return None
    return next((child for child in properties if tag(child) in _NAMES), None)


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
    index = integer(reference, "idx")
    if index in (0, _BACKGROUNDS - 1) or scheme.theme is None:
        return CLEAR
    name, first = ("fillStyleLst", 1) if index < _BACKGROUNDS else ("bgFillStyleLst", _BACKGROUNDS)
    listed = find(scheme.theme.root, f"a:themeElements/a:fmtScheme/a:{name}")
    fills = [] if listed is None else [child for child in listed if tag(child) in _NAMES]
    if index - first >= len(fills):
        return Paint(unknown="a fill that the theme does not have")
    return paint(fills[index - first], scheme.standing_for(scheme.colour_in(reference)))
