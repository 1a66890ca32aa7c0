"""Colours by name: a part's theme, through its colour map (ECMA-376 part 1, 19.3.1.6, 20.1.6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from PIL import ImageColor

from deckgen.checks.colour.rgb import Colour, gamma
from deckgen.checks.colour.transforms import of_hsl, transformed
from deckgen.ooxml import Element, find, integer, share, tag
from deckgen.opc import Package, Part

_SYSTEM = {"windowText": "000000", "window": "FFFFFF"}
_SHORT = {"dk": "dark", "lt": "light", "med": "medium"}


@dataclass(frozen=True, slots=True)
class Scheme:
    """What colour names mean on a part. `placeholder` is what `phClr` stands for."""

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

        None where that cannot be said: an unknown name or transform.
        """
        base = self._base(element)
        return None if base is None else transformed(base, element)

    def colour_in(self, parent: Element) -> Colour | None:
        """The colour in a fill, a reference or the like; None where it holds none."""
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
