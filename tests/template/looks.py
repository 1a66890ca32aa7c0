"""How text on a layout looks, read from the XML: its size and colour level by level, its ground."""

import colorsys
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree
from pptx.presentation import Presentation
from pptx.slide import SlideLayout

Element = etree._Element

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
LEVELS = range(1, 6)
STYLES = {"title": "titleStyle", "ctrTitle": "titleStyle"}
FOOTERS = ("dt", "ftr", "sldNum")

Rgb = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Look:
    """Text of one outline level in one placeholder; the size is in points."""

    placeholder: str
    level: int
    size: float
    bold: bool
    colour: Rgb
    bullet: Rgb | None
    ground: Rgb

    @property
    def large(self) -> bool:
        """Whether WCAG 2.1 calls the text large."""
        return self.size >= 18 or (self.bold and self.size >= 14)


def theme_colours(presentation: Presentation) -> dict[str, str]:
    """The theme's colours by name, in hexadecimal."""
    part = presentation.slide_masters[0].part.part_related_by(
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/theme"
    )
    scheme = etree.fromstring(part.blob).find(f".//{A}clrScheme")
    assert scheme is not None
    return {entry.tag.removeprefix(A): entry[0].get("val", "") for entry in scheme}


def rgb(hexadecimal: str) -> Rgb:
    red, green, blue = (int(hexadecimal[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return red, green, blue


def contrast(one: Rgb, other: Rgb) -> float:
    """The contrast ratio of WCAG 2.1."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: Rgb) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


class Palette:
    """Colours as they stand in XML, through the master's colour map and the theme."""

    def __init__(self, presentation: Presentation) -> None:
        colours = theme_colours(presentation)
        mapped = presentation.slide_masters[0].element.find(f"{P}clrMap").attrib
        self._colours = {**colours, **{key: colours[value] for key, value in mapped.items()}}

    def resolve(self, scheme_colour: Element) -> Rgb:
        """A theme colour with its transforms, which stand in percent of hue, light, saturation."""
        colour = rgb(self._colours[scheme_colour.get("val", "")])
        for transform in scheme_colour:
            colour = _transformed(colour, transform)
        return colour


def _transformed(colour: Rgb, transform: Element) -> Rgb:
    hue, light, saturation = colorsys.rgb_to_hls(*colour)
    share = int(transform.get("val", "")) / 100_000
    match transform.tag.removeprefix(A):
        case "lumMod":
            light *= share
        case "lumOff":
            light = min(1.0, light + share)
        case "satMod":
            saturation = min(1.0, saturation * share)
        case other:
            raise AssertionError(f"no test knows how text with {other} looks")
    return colorsys.hls_to_rgb(hue, light, saturation)


def looks(presentation: Presentation, layout: SlideLayout) -> Iterator[Look]:
    """Every level of every placeholder of a layout that takes text."""
    palette = Palette(presentation)
    for placeholder in layout.placeholders:
        element = placeholder.element
        kind = element.find(f".//{P}ph").get("type", "obj")
        ground = element.find(f"{P}spPr/{A}solidFill/{A}schemeClr")
        if ground is None:
            ground = _background(layout)
        for level in LEVELS:
            for properties in _paragraph_properties(layout, element, kind, level):
                run = properties.find(f"{A}defRPr")
                bullet = properties.find(f"{A}buClr/{A}schemeClr")
                yield Look(
                    placeholder=f"{layout.name}: {placeholder.name}",
                    level=level,
                    size=int(run.get("sz")) / 100,
                    bold=run.get("b") == "1",
                    colour=palette.resolve(run.find(f"{A}solidFill/{A}schemeClr")),
                    bullet=None if bullet is None else palette.resolve(bullet),
                    ground=palette.resolve(ground),
                )


def _background(layout: SlideLayout) -> Element:
    path = f"{P}cSld/{P}bg/{P}bgPr/{A}solidFill/{A}schemeClr"
    own = layout.element.find(path)
    return layout.slide_master.element.find(path) if own is None else own


def _paragraph_properties(
    layout: SlideLayout, placeholder: Element, kind: str, level: int
) -> list[Element]:
    """The placeholder's own properties for a level, or those that it inherits from the master."""
    tag = f"{A}lvl{level}pPr"
    own = placeholder.find(f"{P}txBody/{A}lstStyle/{tag}")
    if own is not None:
        return [own]
    master = layout.slide_master.element
    if kind in FOOTERS:
        (twin,) = (shape for shape in master.iter(f"{P}sp") if _kind(shape) == kind)
        return twin.findall(f"{P}txBody/{A}lstStyle/{tag}")
    return master.findall(f"{P}txStyles/{P}{STYLES.get(kind, 'bodyStyle')}/{tag}")


def _kind(shape: Element) -> str | None:
    placeholder = shape.find(f".//{P}ph")
    return None if placeholder is None else placeholder.get("type")
