"""A theme's colours and fonts, and colours resolved to six hexadecimal digits.

ECMA-376 part 1, 20.1.2.3 (colours and their transforms) and 20.1.4.1 (font schemes).
"""

from __future__ import annotations

import colorsys
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from deckgen.opc.xml import Element, find, percent, tag


class ThemeFonts(NamedTuple):
    """The names of a theme's fonts for headings and for text (a:fontScheme)."""

    major: str = "Calibri"
    minor: str = "Calibri"

    def name(self, typeface: str) -> str:
        """The font of a typeface, which may be one of the theme's (`+mn-lt`)."""
        if not typeface.startswith("+"):
            return typeface
        return self.major if typeface.startswith("+mj") else self.minor


THEME_FONTS = ThemeFonts()
_HEX = re.compile(r"[0-9A-Fa-f]{6}")
DEFAULT_COLOR_MAP = {"bg1": "lt1", "tx1": "dk1", "bg2": "lt2", "tx2": "dk2"}
"""The theme colours that a master's `p:clrMap` commonly gives to its further names."""


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours by name (`accent1`, `tx1` ...), as six hexadecimal digits, and fonts by name
    (`+mn-lt`)."""

    colors: Mapping[str, str] = field(default_factory=dict)
    fonts: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, root: Element, color_map: Element | None) -> Theme:
        """The theme in a theme part, with the names that a master's `p:clrMap` adds."""
        colors: dict[str, str] = {}
        scheme = find(root, "a:themeElements/a:clrScheme")
        for element in scheme if scheme is not None else ():
            if len(element):
                value = element[0].get("lastClr") or element[0].get("val") or ""
                colors[tag(element)[2:]] = value.upper()
        for name, slot in (DEFAULT_COLOR_MAP if color_map is None else color_map.attrib).items():
            if str(slot) in colors:
                colors[str(name)] = colors[str(slot)]
        fonts: dict[str, str] = {}
        for kind, short in (("majorFont", "mj"), ("minorFont", "mn")):
            scheme = find(root, f"a:themeElements/a:fontScheme/a:{kind}")
            for script, suffix in (("latin", "lt"), ("ea", "ea"), ("cs", "cs")):
                face = None if scheme is None else find(scheme, f"a:{script}")
                fonts[f"+{short}-{suffix}"] = "" if face is None else face.get("typeface", "")
        return cls(colors, fonts)

    def font(self, name: str) -> str:
        """The font of a typeface, which may be one of the theme's (`+mn-lt`)."""
        return self.fonts.get(name, name)

    def color(self, name: str) -> str:
        """The digits of a theme colour's name or of digits, "" where there is no such colour."""
        found = self.colors.get(name, name).upper()
        return found if _HEX.fullmatch(found) else ""

    def rgb(self, element: Element) -> str:
        """The digits of an `a:srgbClr`, `a:schemeClr` or `a:sysClr` with its transforms.

        "" for other elements and transforms, such as `alpha`. Transforms of hue and saturation are
        ignored: LibreOffice drops them, and no dialog of PowerPoint makes them.
        """
        kind = tag(element)
        if kind == "a:sysClr":
            digits = self.color(element.get("lastClr", ""))
        elif kind in ("a:srgbClr", "a:schemeClr"):
            digits = self.color(element.get("val", ""))
        else:
            return ""
        for change in element if digits else ():
            transform = _TRANSFORMS.get(tag(change))
            if transform is None:
                return ""
            digits = transform(digits, percent(change.get("val", "0")) / 100)
        return digits


def near(first: str, second: str) -> bool:
    """Whether two colours differ by no more than editors' rounding."""
    if not (_HEX.fullmatch(first) and _HEX.fullmatch(second)):
        return first == second
    return all(abs(a - b) <= 3 for a, b in zip(_channels(first), _channels(second), strict=True))


def _channels(digits: str) -> tuple[int, int, int]:
    return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)


def _digits(red: float, green: float, blue: float) -> str:
    return "".join(f"{round(min(max(part, 0.0), 1.0) * 255):02X}" for part in (red, green, blue))


def _in_lightness(change: Callable[[float, float], float]) -> Callable[[str, float], str]:
    def transform(digits: str, value: float) -> str:
        hue, light, saturation = colorsys.rgb_to_hls(*(p / 255 for p in _channels(digits)))
        light = min(max(change(light, value), 0.0), 1.0)
        return _digits(*colorsys.hls_to_rgb(hue, light, saturation))

    return transform


def _toward(goal: float) -> Callable[[str, float], str]:
    def transform(digits: str, value: float) -> str:
        parts = [linear(part / 255) * value + goal * (1 - value) for part in _channels(digits)]
        return _digits(*(gamma(part) for part in parts))

    return transform


def linear(part: float) -> float:
    """An sRGB channel, 0 to 1, in linear light (IEC 61966-2-1)."""
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def gamma(part: float) -> float:
    """A channel of linear light, 0 to 1, in sRGB."""
    return part * 12.92 if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055


_TRANSFORMS: dict[str, Callable[[str, float], str]] = {
    "a:lumMod": _in_lightness(lambda part, value: part * value),
    "a:lumOff": _in_lightness(lambda part, value: part + value),
    **dict.fromkeys(("a:satMod", "a:satOff", "a:hueMod", "a:hueOff"), lambda digits, _: digits),
    "a:tint": _toward(1.0),
    "a:shade": _toward(0.0),
}
