"""Colours, and their contrast as WCAG 2 defines it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple


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


def linear(channel: float) -> float:
    """An sRGB channel in linear light (IEC 61966-2-1)."""
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def gamma(channel: float) -> float:
    """A channel of linear light in sRGB."""
    return channel * 12.92 if channel <= 0.0031308 else 1.055 * channel ** (1 / 2.4) - 0.055
