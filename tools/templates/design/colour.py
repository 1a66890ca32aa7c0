"""Colours and fills that follow the theme."""

from collections.abc import Mapping

from design.model import Tint
from design.xml import Element, el


def colour(name: str, tints: Mapping[str, Tint]) -> Element:
    """A theme colour, or a tint of one."""
    tint = tints.get(name, Tint(name, {}))
    transforms = (el(f"a:{key}", val=value * 1000) for key, value in tint.transforms.items())
    return el("a:schemeClr", *transforms, val=tint.base)


def fill(name: str, tints: Mapping[str, Tint]) -> Element:
    """A solid fill."""
    return el("a:solidFill", colour(name, tints))


def line(name: str, weight: float, tints: Mapping[str, Tint]) -> Element:
    """A solid line, `weight` points thick, with square ends so that it meets the edges."""
    return el("a:ln", fill(name, tints), w=round(weight * 12700), cap="flat")
