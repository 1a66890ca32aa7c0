"""A theme's colours, fonts and styles, as a slide, layout or master sees them.

ECMA-376 part 1, 20.1.6.9 (themes), 19.3.1.6 and 19.3.1.7 (colour maps), 20.1.4.1 (fonts, styles).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Mapping
from typing import Any, TypeVar

from msgspec import Struct, field
from msgspec.structs import replace

from deckgen.appearance.colour import Colour, literal, transformed
from deckgen.opc.package import Package
from deckgen.opc.part import Part
from deckgen.opc.xml import Element, find, integer, tag


class ThemeFonts(Struct, frozen=True):
    """The names of a theme's fonts for headings and for text (a:fontScheme)."""

    major: str = "Calibri"
    minor: str = "Calibri"

    def name(self, typeface: str) -> str:
        """The font of a typeface, which may be one of the theme's (`+mn-lt`)."""
        if not typeface.startswith("+"):
            return typeface
        return self.major if typeface.startswith("+mj") else self.minor

    @classmethod
    def of(cls, theme: Part) -> ThemeFonts:
        """The fonts of a theme's part; Calibri where it names none."""
        return cls.among(_fonts(theme.root))

    @classmethod
    def among(cls, fonts: Mapping[str, str]) -> ThemeFonts:
        """The same of a theme's fonts by name (`Theme.fonts`)."""
        return cls(fonts.get("+mj-lt") or cls().major, fonts.get("+mn-lt") or cls().minor)


T = TypeVar("T")
THEME_FONTS = ThemeFonts()
_HEX = re.compile(r"[0-9A-Fa-f]{6}")
DEFAULT_COLOR_MAP = {"bg1": "lt1", "tx1": "dk1", "bg2": "lt2", "tx2": "dk2"}
"""The theme colours that a master's `p:clrMap` commonly gives to its further names."""


class Theme(Struct, frozen=True):
    """Colours by name (`accent1`, `tx1` ...), as six hexadecimal digits, and fonts by name
    (`+mn-lt`)."""

    colors: Mapping[str, str] = field(default_factory=dict)
    fonts: Mapping[str, str] = field(default_factory=dict)

    def font(self, name: str) -> str:
        """The font of a typeface, which may be one of the theme's (`+mn-lt`)."""
        return self.fonts.get(name, name)

    def color(self, name: str) -> str:
        """The digits of a theme colour's name or of digits, "" where there is no such colour."""
        found = self.colors.get(name, name).upper()
        return found if _HEX.fullmatch(found) else ""

    def colour(self, element: Element, placeholder: Colour | None = None) -> Colour | None:
        """The colour that an element such as `a:srgbClr` describes, with its transforms.

        None for an unknown name or transform. `placeholder` is the colour of `phClr`.
        """
        base = self._base(element, placeholder)
        return None if base is None else transformed(base, element)

    def rgb(self, element: Element) -> str:
        """The digits by which colours of text are compared; "" where unknown or not opaque.

        Transforms of hue and saturation count only where others than those of luminance do:
        LibreOffice drops them from text, and no dialog of PowerPoint makes them.
        """
        kept = [child for child in element if tag(child)]
        if {tag(child)[2:5] for child in kept} <= {"hue", "sat", "lum"}:
            kept = [child for child in kept if tag(child).startswith("a:lum")]
        base = self._base(element, None)
        found = None if base is None else transformed(base, kept)
        return "" if found is None or found.alpha < 1 else found.hex

    def _base(self, element: Element, placeholder: Colour | None) -> Colour | None:
        if tag(element) != "a:schemeClr":
            return literal(element)
        name = element.get("val", "")
        return placeholder if name == "phClr" else Colour.of_hex(self.colors.get(name, ""))


NO_THEME = Theme()
"""A theme without colours and fonts."""


def _colors(scheme: Element | None, names: Mapping[str, str]) -> dict[str, str]:
    """The colours of an `a:clrScheme` by its own names and those of a colour map."""
    own = {}
    for element in scheme if scheme is not None else ():
        found = NO_THEME.colour(element[0]) if len(element) else None
        if found is not None:
            own[tag(element)[2:]] = found.hex
    return own | {name: own[slot] for name, slot in names.items() if slot in own}


def _fonts(root: Element) -> dict[str, str]:
    """The fonts of a theme by name; "" where it names none."""
    fonts = {}
    for kind, short in (("majorFont", "mj"), ("minorFont", "mn")):
        scheme = find(root, f"a:themeElements/a:fontScheme/a:{kind}")
        for script, suffix in (("latin", "lt"), ("ea", "ea"), ("cs", "cs")):
            face = None if scheme is None else find(scheme, f"a:{script}")
            fonts[f"+{short}-{suffix}"] = "" if face is None else face.get("typeface", "")
    return fonts


_MOST = 512
"""How much a memory holds: it keeps the XML of slides alive that it was asked about."""


class Memory:
    """A cache of what was looked up in one package, which must not change meanwhile.

    It is emptied where it is full.
    """

    def __init__(self, most: int = _MOST) -> None:
        """Start with none, and keep that many."""
        self._most = most
        self._found: dict[Hashable, Any] = {}

    def recall(self, ask: Callable[..., T], *about: Hashable) -> T:
        """The result of `ask(*about)`, computed once while it is kept."""
        key = (ask, *about)
        if key in self._found:
            known: T = self._found[key]
            return known
        found = ask(*about)
        if len(self._found) >= self._most:
            self._found.clear()
        self._found[key] = found
        return found


_ABOVE = {"p:sld": "slideLayout", "p:sldLayout": "slideMaster", "p:notes": "notesMaster"}


def sheets(part: Part, package: Package) -> list[Part]:
    """A slide, its layout and its master; a layout or a notes slide and its master.

    A circle of relationships, as damaged files have it, ends where it closes.
    """
    found = [part]
    while relationship := _ABOVE.get(tag(found[-1].root)):
        above = next(iter(package.related(found[-1], relationship)), None)
        if above is None or above in found:
            break
        found.append(above)
    return found


_BACKGROUNDS = 1001  # ECMA-376 part 1, 20.1.4.2.10: where the background fills start


class Scheme(Struct, frozen=True):
    """What the names of colours and the references to styles mean on a slide, layout or master.

    `part` is the theme's, `colours` its `a:clrScheme` or the one that overrides it, `names` are
    those of the colour map, and `placeholder` is the colour of `phClr`, which the fills of a
    theme's style matrix refer to.
    """

    theme: Theme = field(default_factory=Theme)
    part: Part | None = None
    colours: Element | None = None
    names: Mapping[str, str] = field(default_factory=lambda: DEFAULT_COLOR_MAP)
    placeholder: Colour | None = None

    @classmethod
    def of(cls, part: Part, package: Package, memory: Memory | None = None) -> Scheme:
        """The scheme of a slide, layout, master or notes slide.

        The nearest colour map holds: an override of the slide or the layout, else the master's.
        `memory` is shared by calls for one package.
        """
        own, *above = sheets(part, package)
        if memory is None:
            return cls._of_sheets((own, *above), package)
        if not above:
            return memory.recall(cls._of_sheets, (own,), package)
        return memory.recall(cls._of_sheets, tuple(above), package).overridden_by(own, package)

    @classmethod
    def _of_sheets(cls, owners: tuple[Part, ...], package: Package) -> Scheme:
        found = next(iter(package.related(owners[-1], "theme")), None)
        scheme = cls() if found is None else cls.of_theme(found)
        for owner in reversed(owners):
            scheme = scheme.overridden_by(owner, package)
        return scheme

    def overridden_by(self, owner: Part, package: Package) -> Scheme:
        """The scheme with what a slide, layout or master says itself."""
        own = find(owner.root, "p:clrMapOvr/a:overrideClrMapping")
        mapping = find(owner.root, "p:clrMap") if own is None else own
        return self.overridden(package, owner, mapping)

    @classmethod
    def of_theme(cls, part: Part) -> Scheme:
        """The scheme of a theme's part under the common colour map."""
        found: Scheme | None = part.memory.get("scheme")
        if found is None:
            colours = find(part.root, "a:themeElements/a:clrScheme")
            theme = Theme(_colors(colours, DEFAULT_COLOR_MAP), _fonts(part.root))
            found = part.memory["scheme"] = cls(theme, part, colours)
        return found

    def overridden(self, package: Package, part: Part, mapping: Element | None) -> Scheme:
        """The scheme with a part's own theme override and colour map, where it has them."""
        over = next(iter(package.related(part, "themeOverride")), None)
        colours = None if over is None else find(over.root, "a:clrScheme")
        if colours is None and mapping is None:
            return self
        colours = self.colours if colours is None else colours
        names = self.names if mapping is None else {str(k): str(v) for k, v in mapping.items()}
        theme = replace(self.theme, colors=_colors(colours, names))
        return replace(self, theme=theme, colours=colours, names=names)

    def standing_for(self, colour: Colour | None) -> Scheme:
        """The scheme in which `phClr` is that colour."""
        return replace(self, placeholder=colour)

    def named(self, name: str) -> Colour | None:
        """The colour of a name such as `accent1` or `tx1`, None where the theme lacks it."""
        return Colour.of_hex(self.theme.colors.get(name, ""))

    def colour(self, element: Element) -> Colour | None:
        """The colour that an element such as `a:srgbClr` describes; None where unknown."""
        return self.theme.colour(element, self.placeholder)

    def colour_in(self, parent: Element) -> Colour | None:
        """The colour in a fill or a style reference; None where it holds none."""
        first = next((child for child in parent if tag(child).endswith("Clr")), None)
        return None if first is None else self.colour(first)

    @staticmethod
    def refers(reference: Element) -> bool:
        """Whether a reference into the style matrix is to a style at all, not to none."""
        return integer(reference, "idx") not in (0, _BACKGROUNDS - 1)

    def style(self, reference: Element) -> Element | None:
        """The fill or line of the theme's style matrix that an `a:fillRef`, `p:bgRef` or `a:lnRef`
        refers to (20.1.4.1.14); None where the theme has none of that number."""
        index, name = integer(reference, "idx") - 1, "a:fillStyleLst"
        if tag(reference) == "a:lnRef":
            name = "a:lnStyleLst"
        elif index >= _BACKGROUNDS - 1:
            index, name = index - _BACKGROUNDS + 1, "a:bgFillStyleLst"
        path = f"a:themeElements/a:fmtScheme/{name}"
        listed = None if self.part is None else find(self.part.root, path)
        styles = [] if listed is None else [child for child in listed if tag(child)]
        return styles[index] if 0 <= index < len(styles) else None
