"""The transforms of a colour, in the order in which they are written (ECMA-376 part 1, 20.1.2.3).

Luminance, saturation and hue are those of HSL; tint, shade, gray, complement and inverse work as
Office does them: tint and shade in linear light.
"""

from __future__ import annotations

import colorsys
from collections.abc import Callable

from deckgen.checks.colour.rgb import Colour, gamma, linear
from deckgen.ooxml import Element, share, tag, whole

_FULL_TURN = 21_600_000  # 60000ths of a degree


def transformed(colour: Colour, element: Element) -> Colour | None:
    """A colour changed by the children of its element; None where one of them is not known,
    or says no value."""
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
