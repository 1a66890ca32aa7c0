"""The names of a map's shapes, which hold all that the map shows.

Editors keep the names of shapes and may drop all else, so a map is read from them alone:

    Frame: counties of MO                          the basemap; an empty rectangle fills the slot
    Areas                                          areas without a region, in one freeform
    Region: Kansas City (29003 29005)              the areas of a region, in one freeform
    Area: Missouri (29)                            an area by itself
    Area in Kansas City: Adair County, MO (29001)
    Area, highlighted: Missouri (29)
    Area: Missouri (29) (127492)                   with its number; `Area: Kansas (20)` has none
    Route: Mesa, AZ to Alexandria, LA
    Point: Mesa, AZ (IWA 33.3078, -111.6556)       and `Point, highlighted:`
    Label: Mesa, AZ                                `Label NE:` or `Label 12 -8:` where pinned
    Region label: Kansas City                      likewise
    Area label: Missouri (29)                      likewise
    Leader: Mesa, AZ                               from a point to its label
    Legend                                         a group of `Legend title`, `Colour: Kansas City`
                                                   and `Entry: Kansas City`

Colours that the author gives a region follow: `Region: Kansas City (29003 29005) in accent1 40%`.
No name that is read ends in a digit, which LibreOffice replaces in a copy: `Label: "Area 51"`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from deckgen.content.map import SWATCH
from deckgen.content.map import model as map_model
from deckgen.content.map._yaml import place_text
from deckgen.geo.atlas import Area
from deckgen.source import cell_formats

# Patterns are compiled when a map is read, which writing one does without.

LEGEND_TITLE = "Legend title"
ENTRY = r"Entry: (?P<name>.+)"
_CONTIGUOUS = "contiguous US"
_CODES = r"\d+(?: \d+)*"
_COLORED = r"(?: in (?P<color>\w+(?: \d+%)?))?"

FRAME = (
    r"Frame: (?P<chosen>chosen )?(?P<basemap>states|counties)(?: of (?P<of>[A-Z ]+|contiguous US))?"
    r"(?:, (?P<granularity>areas|regions) apart)?(?:, labels (?P<label>\w+))?"
    r"(?:, (?P<classes>\d) (?P<steps>quantiles|equal steps) of (?P<shade>\w+)"
    r' as "(?P<format>.*)")?'
)

AREAS = rf"Areas(?: \((?P<areas>{_CODES})\))?"
REGION = rf"Region: (?P<name>.+) \((?P<areas>{_CODES})\){_COLORED}"
AREA = (
    r"Area(?:(?P<marked>, highlighted)| in (?P<region>.+))?: [^:]+? \((?P<fips>\d+)\)"
    rf"(?: (?:= |\()(?P<amount>-?\d+(?:\.\d+)?)\)?)?{_COLORED}"
)

POINT = (
    r"Point(?P<marked>, highlighted)?: (?P<name>.+) "
    r"\((?:(?P<code>[A-Z]{3}) )?(?P<lat>-?\d+\.\d+), (?P<lon>-?\d+\.\d+)\)"
)

ROUTE = r'Route: (?P<start>"(?:[^"]|"")*"|(?:(?! to ).)+) to (?P<end>.+)'

LABEL = (
    r"(?P<what>Label|Region label|Area label)"
    r"(?: (?P<place>[NESWC]{1,2}|-?[\d.]+ -?[\d.]+))?: (?P<name>.+)"
)

_COPIED = rf"(?:{FRAME})(?P<suffix>(?: \d+)+)"


def suffix_of_copy(names: Iterable[str]) -> str:
    """The suffix that an editor gave all names when it duplicated the map, "" for no copy.

    LibreOffice 7.4 makes names unique so: `Frame: states` becomes `Frame: states 1`.
    """
    return next((found["suffix"] for name in names if (found := re.fullmatch(_COPIED, name))), "")


def frame(model: map_model.MapModel) -> str:
    """The name of the frame: the basemap, and the options that no other shape shows."""
    name = f"Frame: {'chosen ' if model.only else ''}{model.basemap.value}"
    if model.of == map_model.contiguous():
        name += f" of {_CONTIGUOUS}"
    elif model.of:
        name += f" of {' '.join(model.of)}"
    if model.granularity is not map_model.default_granularity(model.basemap):
        name += f", {model.granularity.value} apart"
    if model.label is not map_model.LabelMode.NAMES:
        name += f", labels {model.label.value}"
    shades = model.shades
    if shades is not None:
        steps = "equal steps" if shades.equal else "quantiles"
        name += f', {shades.classes} {steps} of {shades.color} as "{shades.format}"'
    return name


def read_of(text: str | None) -> tuple[str, ...]:
    """The postal codes that a frame's name gives."""
    if text == _CONTIGUOUS:
        return map_model.contiguous()
    return tuple(text.split()) if text else ()


def areas(codes: tuple[str, ...], model: map_model.MapModel) -> str:
    """The name of the freeform of areas without a region, which lists them on maps of `only`."""
    return f"Areas ({' '.join(codes)})" if model.only else "Areas"


def region(one: map_model.Region) -> str:
    """The name of a region's freeform."""
    return f"Region: {one.name} ({' '.join(one.areas)}){_colored(one)}"


def _colored(one: map_model.Region | None) -> str:
    color = None if one is None else one.color
    return "" if color is None else f" in {color.scheme} {color.percent}%"


def area(
    one: Area,
    model: map_model.MapModel,
    within: map_model.Region | None = None,
    *,
    marked: bool = False,
    amount: Decimal | None = None,
) -> str:
    """The name of one area's freeform, with its region or its number."""
    place = f" in {within.name}" if within else ", highlighted" if marked else ""
    number = "" if amount is None else f" ({cell_formats.plain(amount)})"
    return f"Area{place}: {titled(one, model)}{number}{_colored(within)}"


def titled(one: Area, model: map_model.MapModel) -> str:
    """An area with its FIPS code."""
    return f"{map_model.title(model.basemap, one)} ({one.fips})"


def point(one: map_model.Point) -> str:
    """The name of a point's marker."""
    marked = ", highlighted" if one.highlighted else ""
    code = f"{one.code} " if one.code else ""
    degrees = f"{one.lat:.{map_model.PRECISION}f}, {one.lon:.{map_model.PRECISION}f}"
    return f"Point{marked}: {one.name} ({code}{degrees})"


def route(one: map_model.MapRoute) -> str:
    """The name of a route's curve."""
    start, end = (_quoted(name, always="to" in name.split()) for name in (one.start, one.end))
    return f"Route: {start} to {end}"


def _quoted(name: str, *, always: bool = False) -> str:
    """The name, in quotes where its end would be ambiguous otherwise."""
    if always or name.startswith('"') or name[-1:].isdigit():
        return '"' + name.replace('"', '""') + '"'
    return name


def unquoted(name: str) -> str:
    """The inverse of `_quoted`."""
    whole = name.startswith('"') and name.endswith('"') and len(name) > 1
    return name[1:-1].replace('""', '"') if whole else name


def label(what: str, name: str, label_override: map_model.LabelOverride) -> str:
    """The name of a label of the kind `what`, with the place that the author gives it."""
    place = place_text(label_override.place)
    return f"{what} {place}: {_quoted(name)}" if place else f"{what}: {_quoted(name)}"


def swatch(name: str) -> str:
    """The name of a colour's square in the legend."""
    return f"{SWATCH}{name}"


def entry(name: str) -> str:
    """The name of the text beside it."""
    return f"Entry: {_quoted(name)}"
