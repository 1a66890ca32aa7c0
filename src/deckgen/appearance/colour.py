"""Colours: their transforms (ECMA-376 part 1, 20.1.2.3), contrast after WCAG 2, and how they look
to people who confuse some of them."""

from __future__ import annotations

import colorsys
from collections.abc import Callable, Iterable
from math import dist
from typing import NamedTuple

from deckgen.opc.xml import FULL_TURN, Element, integer, share, tag, whole


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


def linear(part: float) -> float:
    """An sRGB channel, 0 to 1, in linear light (IEC 61966-2-1)."""
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def gamma(part: float) -> float:
    """A channel of linear light, 0 to 1, in sRGB."""
    return part * 12.92 if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055


BLACK = Colour(0, 0, 0)
WHITE = Colour(1, 1, 1)


def contrast(one: Colour, other: Colour) -> float:
    """WCAG's contrast ratio of two opaque colours, 1 to 21."""
    light, dark = sorted((one.luminance, other.luminance), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def near(first: str, second: str) -> bool:
    """Whether two colours in hexadecimal digits differ by no more than editors' rounding."""
    one, other = Colour.of_hex(first), Colour.of_hex(second)
    if one is None or other is None:
        return first == second
    return all(abs(a - b) <= 3 / 255 + 1e-9 for a, b in zip(one[:3], other[:3], strict=True))


# The transforms of a colour, in the order in which they are written (ECMA-376 part 1, 20.1.2.3).
#
# Luminance, saturation and hue are those of HSL; tint, shade, gray, complement and inverse work
# as Office does them: tint and shade in linear light.


def transformed(colour: Colour, transforms: Iterable[Element]) -> Colour | None:
    """A colour changed by transforms in their order; None where one of them is not known or has
    no value."""
    for child in transforms:
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
        return None if turn is None else turn / FULL_TURN
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


# The elements of colours (EG_ColorChoice), without those of a theme.


_SYSTEM = {"windowText": "000000", "window": "FFFFFF"}
_SHORT = {"dk": "dark", "lt": "light", "med": "medium"}


def literal(element: Element) -> Colour | None:
    """The colour that an element names by itself, before its transforms; None for a theme's."""
    name, value = tag(element), element.get("val", "")
    if name == "a:srgbClr":
        return Colour.of_hex(value)
    if name == "a:sysClr":
        return Colour.of_hex(element.get("lastClr", "") or _SYSTEM.get(value, ""))
    if name == "a:prstClr":
        return _preset(value)
    if name == "a:scrgbClr":
        return Colour(*(gamma(share(element.get(c)) or 0) for c in "rgb"))
    if name == "a:hslClr":
        hue = integer(element, "hue") / FULL_TURN
        return of_hsl(hue, share(element.get("sat")) or 0, share(element.get("lum")) or 0)
    return None


def _preset(name: str) -> Colour | None:
    """A colour by the names of CSS, of which DrawingML shortens `dark`, `light` and `medium`."""
    for short, long in _SHORT.items():
        if name.startswith(short) and name[len(short) : len(short) + 1].isupper():
            name = long + name[len(short) :]
    from PIL import ImageColor  # loaded only where a colour has a name

    try:
        red, green, blue, *_ = ImageColor.getrgb(name.lower())
    except ValueError:
        return None
    return Colour(red / 255, green / 255, blue / 255)


# How colours look to people who confuse some of them, and how far two colours are apart.
#
# Vision without one kind of cones is simulated after Machado, Oliveira and Fernandes, A
# Physiologically-based Model for Simulation of Color Vision Deficiency (IEEE Transactions on
# Visualization and Computer Graphics 15, 2009), with its matrices for a severity of 1.


_Matrix = tuple[tuple[float, float, float], ...]

DEFICIENCIES: dict[str, _Matrix] = {
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
"""What linear light turns into, by the kind of vision."""

_TO_XYZ: _Matrix = (
    (0.4124564, 0.3575761, 0.1804375),
    (0.2126729, 0.7151522, 0.0721750),
    (0.0193339, 0.1191920, 0.9503041),
)
"""Linear light of sRGB to CIE XYZ (IEC 61966-2-1)."""
_WHITE = (0.95047, 1.0, 1.08883)


def _light(colour: Colour) -> tuple[float, ...]:
    return tuple(linear(channel) for channel in colour[:3])


def _product(matrix: _Matrix, values: tuple[float, ...]) -> tuple[float, ...]:
    return tuple(sum(a * b for a, b in zip(row, values, strict=True)) for row in matrix)


def seen(colour: Colour, deficiency: str) -> Colour:
    """The colour as people with a deficiency see it."""
    light = _product(DEFICIENCIES[deficiency], _light(colour))
    red, green, blue = (gamma(min(max(channel, 0.0), 1.0)) for channel in light)
    return Colour(red, green, blue, colour.alpha)


def _lab(colour: Colour) -> tuple[float, float, float]:
    """CIE L*a*b*, under D65."""
    x, y, z = (
        share ** (1 / 3) if share > 216 / 24389 else (24389 / 27 * share + 16) / 116
        for share in (a / b for a, b in zip(_product(_TO_XYZ, _light(colour)), _WHITE, strict=True))
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def difference(one: Colour, other: Colour) -> float:
    """The difference of two opaque colours (CIE 1976): 0 for equal ones, 100 for black and white.

    Above 5, people see two colours (Mokrzycki and Tatol, Colour difference, 2011).
    """
    return dist(_lab(one), _lab(other))


def least_difference(one: Colour, other: Colour) -> tuple[float, str]:
    """The least difference of two colours to anyone, and the deficiency with which it is seen, ""
    for normal vision."""
    found = [(difference(one, other), "")]
    found += [(difference(seen(one, kind), seen(other, kind)), kind) for kind in DEFICIENCIES]
    return min(found)
