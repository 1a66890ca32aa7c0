"""Colours with their transforms, fills as the colours they may show, and contrast after WCAG 2.

Unlike a `Theme`, which compares colours, this computes what is seen, translucency and gradients
included.
"""

from __future__ import annotations

import colorsys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import NamedTuple

from PIL import ImageColor

from deckgen.appearance.shapes import FILLS
from deckgen.appearance.theme import gamma, linear
from deckgen.opc.package import Package
from deckgen.opc.part import Part
from deckgen.opc.xml import Element, each, find, integer, share, tag, whole


class Colour(NamedTuple):
    """An sRGB colour; red, green, blue and alpha from 0 to 1."""

    red: float
    green: float
    blue: float
    alpha: float = 1.0

    @classmethod
    def of_hex(cls, digits: str) -> Colour | None:
        """The colour of six hexadecimal digits, None where they are none."""
        try:
            number = int(digits, 16)
        except ValueError:
            return None
        if len(digits) != 6:
            return None
        return cls((number >> 16) / 255, (number >> 8 & 255) / 255, (number & 255) / 255)

    @property
    def hex(self) -> str:
        """Six hexadecimal digits; alpha is left out."""
        return "".join(f"{round(channel * 255):02X}" for channel in self[:3])

    @property
    def luminance(self) -> float:
        """WCAG's relative luminance, 0 for black to 1 for white; alpha counts for nothing."""
        red, green, blue = (linear(channel) for channel in self[:3])
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    def over(self, beneath: Colour) -> Colour:
        """What is seen where this colour lies on an opaque one."""
        if self.alpha >= 1:
            return self
        return beneath.towards(self, self.alpha)._replace(alpha=beneath.alpha)

    def towards(self, other: Colour, share: float) -> Colour:
        """The colour that lies a share of the way to another one."""
        return Colour(*(a + (b - a) * share for a, b in zip(self, other, strict=True)))

    def mapped(self, change: Callable[[float], float]) -> Colour:
        """The colour with red, green and blue changed alike."""
        return Colour(change(self.red), change(self.green), change(self.blue), self.alpha)


BLACK = Colour(0, 0, 0)
WHITE = Colour(1, 1, 1)


def contrast(one: Colour, other: Colour) -> float:
    """WCAG's contrast ratio of two opaque colours, 1 to 21."""
    light, dark = sorted((one.luminance, other.luminance), reverse=True)
    return (light + 0.05) / (dark + 0.05)


# The transforms of a colour, in the order in which they are written (ECMA-376 part 1, 20.1.2.3).
#
# Luminance, saturation and hue are those of HSL; tint, shade, gray, complement and inverse work
# as Office does them: tint and shade in linear light.


_FULL_TURN = 21_600_000  # 60000ths of a degree


def transformed(colour: Colour, element: Element) -> Colour | None:
    """A colour changed by the transforms in its element; None where one of them is not known
    or has no value."""
    for child in element:
        name = tag(child).removeprefix("a:")
        value = child.get("val", "")
        if name in _PLAIN:
            colour = _PLAIN[name](colour)
        elif name in _VALUED:
            amount = _value(name, value)
            if amount is None:
                return None
            colour = _VALUED[name](colour, amount)
        elif name:
            return None
    return colour


def _value(name: str, text: str) -> float | None:
    """A share, or for a hue a share of the full turn; None where it cannot be read."""
    if name in ("hue", "hueOff"):
        turn = whole(text or "0")
        return None if turn is None else turn / _FULL_TURN
    return share(text or "0")


def _clipped(value: float) -> float:
    return min(max(value, 0.0), 1.0)


def of_hsl(hue: float, saturation: float, lightness: float, alpha: float = 1.0) -> Colour:
    """The colour of a hue (a share of the turn), a saturation and a lightness."""
    rgb = colorsys.hls_to_rgb(hue % 1, _clipped(lightness), _clipped(saturation))
    return Colour(rgb[0], rgb[1], rgb[2], alpha)


def _hsl(change: Callable[[float, float, float, float], tuple[float, float, float]]) -> _Valued:
    def apply(colour: Colour, value: float) -> Colour:
        hue, lightness, saturation = colorsys.rgb_to_hls(*colour[:3])
        return of_hsl(*change(hue, saturation, lightness, value), colour.alpha)

    return apply


def _channel(index: int, change: Callable[[float, float], float]) -> _Valued:
    def apply(colour: Colour, value: float) -> Colour:
        channels = [linear(channel) for channel in colour[:3]]
        channels[index] = _clipped(change(channels[index], value))
        red, green, blue = (gamma(channel) for channel in channels)
        return Colour(red, green, blue, colour.alpha)

    return apply


def _tint(colour: Colour, value: float) -> Colour:
    return colour.mapped(lambda channel: gamma(linear(channel) * value + 1 - value))


def _shade(colour: Colour, value: float) -> Colour:
    return colour.mapped(lambda channel: gamma(linear(channel) * value))


def _gray(colour: Colour) -> Colour:
    level = gamma(colour.luminance)
    return Colour(level, level, level, colour.alpha)


def _inverse(colour: Colour) -> Colour:
    return colour.mapped(lambda channel: gamma(1 - linear(channel)))


def _complement(colour: Colour) -> Colour:
    hue, lightness, saturation = colorsys.rgb_to_hls(*colour[:3])
    return of_hsl(hue + 0.5, saturation, lightness, colour.alpha)


_Valued = Callable[[Colour, float], Colour]

_VALUED: dict[str, _Valued] = {
    "alpha": lambda c, v: c._replace(alpha=_clipped(v)),
    "alphaMod": lambda c, v: c._replace(alpha=_clipped(c.alpha * v)),
    "alphaOff": lambda c, v: c._replace(alpha=_clipped(c.alpha + v)),
    "lum": _hsl(lambda h, s, _l, v: (h, s, v)),
    "lumMod": _hsl(lambda h, s, l, v: (h, s, l * v)),  # noqa: E741 - HSL's letters
    "lumOff": _hsl(lambda h, s, l, v: (h, s, l + v)),  # noqa: E741
    "sat": _hsl(lambda h, _s, l, v: (h, v, l)),  # noqa: E741
    "satMod": _hsl(lambda h, s, l, v: (h, s * v, l)),  # noqa: E741
    "satOff": _hsl(lambda h, s, l, v: (h, s + v, l)),  # noqa: E741
    "hue": _hsl(lambda _h, s, l, v: (v, s, l)),  # noqa: E741
    "hueMod": _hsl(lambda h, s, l, v: (h * v, s, l)),  # noqa: E741
    "hueOff": _hsl(lambda h, s, l, v: (h + v, s, l)),  # noqa: E741
    "red": _channel(0, lambda _c, v: v),
    "redMod": _channel(0, lambda c, v: c * v),
    "redOff": _channel(0, lambda c, v: c + v),
    "green": _channel(1, lambda _c, v: v),
    "greenMod": _channel(1, lambda c, v: c * v),
    "greenOff": _channel(1, lambda c, v: c + v),
    "blue": _channel(2, lambda _c, v: v),
    "blueMod": _channel(2, lambda c, v: c * v),
    "blueOff": _channel(2, lambda c, v: c + v),
    "tint": _tint,
    "shade": _shade,
}

_PLAIN: dict[str, Callable[[Colour], Colour]] = {
    "gray": _gray,
    "inv": _inverse,
    "comp": _complement,
    "gamma": lambda c: c.mapped(gamma),
    "invGamma": lambda c: c.mapped(linear),
}


# Colour names: resolved by a part's colour map and theme (ECMA-376 part 1, 19.3.1.6, 20.1.6).


_SYSTEM = {"windowText": "000000", "window": "FFFFFF"}
_SHORT = {"dk": "dark", "lt": "light", "med": "medium"}


@dataclass(frozen=True, slots=True)
class Scheme:
    """What colour names mean on a part.

    `colours` are the theme's elements by name, `names` the colour map, and `placeholder` is the
    colour of `phClr`, which the fills of a theme's style matrix refer to.
    """

    theme: Part | None
    colours: Mapping[str, Element] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    placeholder: Colour | None = None

    @classmethod
    def of(cls, package: Package, part: Part, master: Part | None) -> Scheme:
        """The scheme of a slide, layout or master, which may override theme and colour map."""
        theme = next(iter(package.related(master, "theme")), None) if master else None
        names = _mapping(None if master is None else find(master.root, "p:clrMap"))
        own = find(part.root, "p:clrMapOvr/a:overrideClrMapping")
        scheme = cls(theme, _colours(theme, "a:themeElements/a:clrScheme"), names)
        return scheme.overridden(package, part, own)

    def overridden(self, package: Package, part: Part, mapping: Element | None) -> Scheme:
        """The scheme with a part's own theme override and colour map, where it has them."""
        over = next(iter(package.related(part, "themeOverride")), None)
        colours = _colours(over, "a:clrScheme") or self.colours
        return replace(self, colours=colours, names=_mapping(mapping) or self.names)

    def standing_for(self, colour: Colour | None) -> Scheme:
        """The scheme in which `phClr` is that colour."""
        return replace(self, placeholder=colour)

    def named(self, name: str) -> Colour | None:
        """The colour of a name such as `accent1` or `tx1`, None where the theme lacks it."""
        if name == "phClr":
            return self.placeholder
        element = self.colours.get(self.names.get(name, name))
        return None if element is None or not len(element) else self.colour(element[0])

    def colour(self, element: Element) -> Colour | None:
        """The colour that an element such as `a:srgbClr` describes, with its transforms.

        None for an unknown name or transform.
        """
        base = self._base(element)
        return None if base is None else transformed(base, element)

    def colour_in(self, parent: Element) -> Colour | None:
        """The colour in a fill or a style reference; None where it holds none."""
        first = next((child for child in parent if tag(child).endswith("Clr")), None)
        return None if first is None else self.colour(first)

    def _base(self, element: Element) -> Colour | None:
        name, value = tag(element), element.get("val", "")
        if name == "a:srgbClr":
            return Colour.of_hex(value)
        if name == "a:schemeClr":
            return self.named(value)
        if name == "a:sysClr":
            return Colour.of_hex(element.get("lastClr", "") or _SYSTEM.get(value, ""))
        if name == "a:prstClr":
            return _preset(value)
        if name == "a:scrgbClr":
            return Colour(*(gamma(share(element.get(c)) or 0) for c in "rgb"))
        if name == "a:hslClr":
            hue = integer(element, "hue") / 21_600_000
            return of_hsl(hue, share(element.get("sat")) or 0, share(element.get("lum")) or 0)
        return None


def _mapping(element: Element | None) -> dict[str, str]:
    return {} if element is None else {str(k): str(v) for k, v in element.attrib.items()}


def _colours(theme: Part | None, path: str) -> dict[str, Element]:
    listed = None if theme is None else find(theme.root, path)
    return {} if listed is None else {tag(child).removeprefix("a:"): child for child in listed}


def _preset(name: str) -> Colour | None:
    """A colour by the names of CSS, of which DrawingML shortens `dark`, `light` and `medium`."""
    for short, long in _SHORT.items():
        if name.startswith(short) and name[len(short) : len(short) + 1].isupper():
            name = long + name[len(short) :]
    try:
        red, green, blue, *_ = ImageColor.getrgb(name.lower())
    except ValueError:
        return None
    return Colour(red / 255, green / 255, blue / 255)


# Paint: the colours that an area may show, as far as they are known.


@dataclass(frozen=True, slots=True)
class Paint:
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


_BACKGROUNDS = 1001  # ECMA-376 part 1, 20.1.4.2.10: where the background fills start
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
    index = integer(reference, "idx")
    if index in (0, _BACKGROUNDS - 1) or scheme.theme is None:
        return CLEAR
    name, first = ("fillStyleLst", 1) if index < _BACKGROUNDS else ("bgFillStyleLst", _BACKGROUNDS)
    listed = find(scheme.theme.root, f"a:themeElements/a:fmtScheme/a:{name}")
    fills = [] if listed is None else [child for child in listed if tag(child) in FILLS]
    if index - first >= len(fills):
        return Paint(unknown="a fill that the theme does not have")
    return paint(fills[index - first], scheme.standing_for(scheme.colour_in(reference)))
