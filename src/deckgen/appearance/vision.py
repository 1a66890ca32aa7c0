"""How colours look to people who confuse some of them, and how far two colours are apart.

Vision without one kind of cones is simulated after Machado, Oliveira and Fernandes, A
Physiologically-based Model for Simulation of Color Vision Deficiency (IEEE Transactions on
Visualization and Computer Graphics 15, 2009), with its matrices for a severity of 1.
"""

from __future__ import annotations

from math import dist

from deckgen.appearance.colour import Colour, gamma, linear

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
