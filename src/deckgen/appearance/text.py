"""Text properties as strings: explicit ones, and those that a text inherits where it is.

Editors write on every run what its placeholder gives it anyway. Compared with the inherited
properties, what is only repeated can be left out, and what somebody changed is kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from lxml import etree
from msgspec import Struct, field

from deckgen.appearance.colour import near
from deckgen.appearance.inheritance import LEVELS, box_of, inheritance_chain
from deckgen.appearance.shapes import Box, placeholder_key, placeholder_of
from deckgen.appearance.table_style import table_style, text_style_levels
from deckgen.appearance.theme import Memory, Scheme, Theme
from deckgen.opc import xml
from deckgen.opc.package import Package
from deckgen.opc.part import Part
from deckgen.opc.xml import Element, each, find, hundredths, integer, parse, percent, tag

# The properties of runs and paragraphs by name: `{"sz": "2000", "fill": "#002D3F"}`.
#
# Elements that exclude each other share a name (`a:noFill` and `a:solidFill` are both `fill`); a
# child that has no shorter form is kept as canonical XML.


TextProperties = Mapping[str, str]
"""Values of text properties: attributes by their names, children by the names of `_GROUPS`."""
NOISE = ("lang", "altLang", "dirty", "err", "smtClean", "smtId", "noProof", "kumimoji", "bmk")
"""Attributes of runs that editors write by themselves, which say nothing about formatting."""

_GROUPS = {
    "a:noFill": "fill", "a:solidFill": "fill", "a:gradFill": "fill", "a:blipFill": "fill",
    "a:pattFill": "fill", "a:grpFill": "fill", "a:effectLst": "effect", "a:effectDag": "effect",
    "a:uLnTx": "uLn", "a:uLn": "uLn", "a:uFillTx": "uFill", "a:uFill": "uFill",
    "a:buClrTx": "buClr", "a:buClr": "buClr", "a:buSzTx": "buSz", "a:buSzPct": "buSz",
    "a:buSzPts": "buSz", "a:buFontTx": "buFont", "a:buFont": "buFont", "a:buNone": "bu",
    "a:buAutoNum": "bu", "a:buChar": "bu", "a:buBlip": "bu",
}  # fmt: skip

_RELATION = re.compile(r' \w+:(?:id|embed|link)="[^"]*"')
"""The id of a relationship, which each editor numbers in its own way."""
_LEFT_OUT = ("a:defRPr", "a:extLst")

FORGOTTEN_BY_LIBREOFFICE = frozenset(
    (
        "kern", "normalizeH", "ln", "effect", "uLn", "uFill", "ea", "cs", "sym", "defTabSz",
        "eaLnBrk", "latinLnBrk", "hangingPunct", "fontAlgn", "tabLst", "highlight",
    )
)  # fmt: skip
"""Properties that LibreOffice 7.4 does not keep, or writes by itself."""

DEFAULT_RUN: TextProperties = {
    "sz": "1800", "b": "0", "i": "0", "u": "none", "strike": "noStrike", "baseline": "0",
    "cap": "none", "spc": "0", "kern": "0", "uFill": "text", "uLn": "text", "rtl": "0",
    "normalizeH": "0",
}  # fmt: skip
"""The defaults of a run's properties (ECMA-376 part 1, 21.1.2.3.9)."""
DEFAULT_SIZE = int(DEFAULT_RUN["sz"]) / 100
"""The size in points of text that nothing gives a size."""

_NOTHING: TextProperties = {
    "effect": xml.canonical(xml.make("a:effectLst")),
    "ln": xml.canonical(xml.make("a:ln", None, xml.make("a:noFill"))),
}
"""The XML that says of effects and of an outline that there are none, as where none are given."""

DEFAULT_PARAGRAPH: TextProperties = {
    "marL": "0", "marR": "0", "indent": "0", "algn": "l", "lnSpc": "100%", "spcBef": "0pt",
    "spcAft": "0pt", "bu": "none", "buClr": "text", "buSz": "text", "buFont": "text",
    "defTabSz": "914400", "rtl": "0", "eaLnBrk": "1", "latinLnBrk": "0", "hangingPunct": "0",
    "fontAlgn": "auto",
}  # fmt: skip
"""The defaults of a paragraph's properties (ECMA-376 part 1, 21.1.2.2.7)."""


def property_name(child: Element) -> str:
    """The property name of a child of run or paragraph properties."""
    name = tag(child)
    return _GROUPS.get(name, name.rpartition(":")[2])


def properties_of(element: Element, theme: Theme) -> dict[str, str]:
    """The explicit properties of an `a:rPr`, `a:pPr`, `a:defRPr` or `a:lvlNpPr`."""
    found = {}
    for name, value in element.attrib.items():
        if str(name) not in NOISE and str(name) != "lvl":
            found[str(name)] = xml.BOOLEANS.get(str(value), str(value))
    for child in element:
        if tag(child) not in _LEFT_OUT:
            found[property_name(child)] = property_value(child, theme)
    return found


def property_value(child: Element, theme: Theme) -> str:
    """The property value of a child of run or paragraph properties."""
    name = tag(child)
    reader = _VALUES.get(name)
    found = reader(child, theme) if reader else ""
    return found or _RELATION.sub("", xml.canonical(child))


def _fill(element: Element, theme: Theme) -> str:
    digits = theme.rgb(element[0]) if len(element) == 1 else ""
    return f"#{digits}" if digits else ""


def _face(element: Element, theme: Theme) -> str:
    return theme.font(element.get("typeface", "")) or "none"


def _spacing(element: Element, _theme: Theme) -> str:
    if not len(element):
        return ""
    if tag(element[0]) == "a:spcPct":
        return f"{percent(element[0].get('val', '0')):g}%"
    return f"{integer(element[0], 'val') / 100:g}pt"


def _always(value: str) -> Callable[[Element, Theme], str]:
    return lambda _element, _theme: value


_VALUES: dict[str, Callable[[Element, Theme], str]] = {
    "a:noFill": _always("none"),
    "a:solidFill": _fill,
    "a:latin": _face,
    "a:ea": _face,
    "a:cs": _face,
    "a:sym": _face,
    "a:uFillTx": _always("text"),
    "a:uLnTx": _always("text"),
    "a:lnSpc": _spacing,
    "a:spcBef": _spacing,
    "a:spcAft": _spacing,
    "a:buClrTx": _always("text"),
    "a:buClr": _fill,
    "a:buSzTx": _always("text"),
    "a:buSzPct": lambda e, _: f"{percent(e.get('val', '100000')):g}%",
    "a:buSzPts": lambda e, _: f"{integer(e, 'val') / 100:g}pt",
    "a:buFontTx": _always("text"),
    "a:buFont": _face,
    "a:buNone": _always("none"),
    "a:buChar": lambda e, _: f"char {e.get('char', '')}",
    "a:buAutoNum": lambda e, _: f"auto {e.get('type', '')} {e.get('startAt', '1')}",
}

_NO_SPACE = {"0pt", "0%"}

_TOLERANCES = {
    "marL": 720, "marR": 720, "indent": 720, "defTabSz": 720, "spc": 3, "sz": 5, "baseline": 1000,
    "kern": 5,
}  # fmt: skip
"""How far editors that count in hundredths of a millimetre (360 EMU) round."""


def agree(name: str, first: str, second: str) -> bool:
    """Whether two values of a property are the same within an editor's rounding."""
    if first == second or {first, second} <= _NO_SPACE:
        return True
    if first.startswith("#") and second.startswith("#"):
        return near(first[1:], second[1:])
    slack = _TOLERANCES.get(name)
    if slack is not None:
        return _close(first, second, slack)
    for unit, little in (("pt", 0.03), ("%", 0.1)):
        if first.endswith(unit) and second.endswith(unit):
            return _close(first.removesuffix(unit), second.removesuffix(unit), little)
    return False


def _close(first: str, second: str, slack: float) -> bool:
    try:
        return abs(float(first) - float(second)) <= slack
    except ValueError:
        return False


# The properties that text inherits, level by level.


_SPACES = ("spcBef", "spcAft")


class TextLevel(Struct, frozen=True):
    """The properties that a paragraph of one level and its runs inherit."""

    paragraph: TextProperties = field(default_factory=dict)
    run: TextProperties = field(default_factory=dict)

    def over(self, below: TextLevel) -> TextLevel:
        """This level's properties, and those of the level below where this one has none."""
        if not (self.paragraph or self.run):
            return below
        return TextLevel({**below.paragraph, **self.paragraph}, {**below.run, **self.run})

    def gives_paragraph(self, name: str, value: str, size: float = 0) -> bool:
        """Whether a paragraph inherits that value, so that it need not be written.

        `size` is that of its text in points, 0 for the level's own: spacing in percent depends on
        it.
        """
        default = self.paragraph.get(name, DEFAULT_PARAGRAPH.get(name))
        if default is None:
            return False
        if name in _SPACES and default.endswith("%") and value.endswith("pt"):
            size = size or hundredths(self.run.get("sz")) or float(DEFAULT_RUN["sz"]) / 100
            default = f"{float(default[:-1]) / 100 * size:g}pt"
        return agree(name, default, value)

    def gives_run(self, name: str, value: str) -> bool:
        """Whether a run inherits that value, so that it need not be written."""
        default = self.run.get(name, DEFAULT_RUN.get(name) or _NOTHING.get(name))
        return default is not None and agree(name, default, value)


class InheritedText(Struct, frozen=True):
    """What a text inherits from its placeholder, its table and the theme.

    `levels` are the properties of each level. `regions` are those of the parts of its table's
    style by name (`firstRow`), which go before the first level's, and in a group those of the
    levels of each shape that has its own (`Step 2, 0`). `width` and `height` are the
    shape's in EMU. `forgotten` are the properties that the editor who saved the text drops;
    `shrunk` says that it made the text smaller to fit, and the indents with it.
    """

    theme: Theme = field(default_factory=Theme)
    levels: tuple[TextLevel, ...] = (TextLevel(),)
    regions: Mapping[str, TextLevel] = field(default_factory=dict)
    width: int = 0
    height: int = 0
    forgotten: frozenset[str] = frozenset()
    shrunk: bool = False

    def level(self, number: int) -> TextLevel:
        """The level of that number, counted from 0; the last one holds for all further ones."""
        return self.levels[min(number, len(self.levels) - 1)]

    def within(self, regions: Iterable[str]) -> InheritedText:
        """What the text of a table's cell in these regions inherits, the strongest first."""
        level = self.level(0)
        for name in reversed(list(regions)):
            if name in self.regions:
                level = self.regions[name].over(level)
        return InheritedText(self.theme, (level,), forgotten=self.forgotten)

    def of_shape(self, name: str) -> InheritedText:
        """What the text of a shape of a group inherits, by the start of the shape's name."""
        named = (self.regions.get(f"{name}, {number}") for number in range(LEVELS))
        levels = tuple(level for level in named if level is not None)
        return InheritedText(self.theme, levels or self.levels, forgotten=self.forgotten)


NOWHERE = InheritedText()
"""No inherited properties but the defaults of every text."""


# What the text of the shapes of a package inherits.


_REGIONS = (
    "wholeTbl", "band1H", "band2H", "band1V", "band2V", "firstRow", "lastRow", "firstCol",
    "lastCol", "nwCell", "neCell", "swCell", "seCell",
)  # fmt: skip

InheritanceKey = tuple[str, str, int, Box]
"""What shapes that inherit the same share: the layout's part name, the placeholder's type and
index, and the box in EMU."""


class TextInheritance:
    """Computes what the text of shapes inherits, once for the shapes of a placeholder."""

    def __init__(
        self, package: Package, known: dict[InheritanceKey, InheritedText] | None = None
    ) -> None:
        """For the shapes of a package, which must not change meanwhile.

        `known` holds results, and is shared by the packages of one template.
        """
        self._package = package
        self._memory = Memory()
        self._known: dict[InheritanceKey, InheritedText] = {} if known is None else known
        self._themes: list[Theme] = []

    def of(self, shape: Element, part: Part, place: Box) -> InheritedText:
        """What the text of a shape of the slide or notes slide in `part` inherits in that box."""
        key = self._key(shape, part, place)
        if key is not None and key in self._known:
            return self._known[key]
        found = self._read(shape, part, place)
        if key is not None:
            self._known[key] = found
        return found

    def box(self, shape: Element, part: Part) -> Box:
        """A shape's box in EMU, its own or inherited from its placeholder."""
        return box_of(shape, part, self._package, self._memory)

    def _key(self, shape: Element, part: Part, place: Box) -> InheritanceKey | None:
        """The key of a shape; None for one that has a list style, a style or a table of its own, or
        a slide with colours of its own."""
        style = find(shape, "p:txBody/a:lstStyle")
        own = (style is not None and len(style)) or find(shape, "p:style") is not None
        if own or next(each(shape, "a:tbl", "a:lvl1pPr"), None) is not None:
            return None
        mapping = find(part.root, "p:clrMapOvr/a:overrideClrMapping")
        if mapping is not None or any(part.rels.of("themeOverride")):
            return None
        ph = placeholder_of(shape)
        above = [*part.rels.of("slideLayout"), *part.rels.of("notesMaster")]
        owner = above[0].target if above else part.name
        if ph is None:
            return owner, "", 0, place
        return owner, *placeholder_key(ph), place

    def _read(self, shape: Element, part: Part, place: Box) -> InheritedText:
        chain = inheritance_chain(shape, part, self._package, self._memory)
        recall = self._memory.recall
        number = recall(self._theme_number, part)
        regions: dict[str, TextLevel] = {}
        for table in each(shape, "a:tbl"):
            style = find(table, "a:tblPr/a:tableStyleId")
            regions = recall(self._regions, (style.text or "") if style is not None else "", number)
        levels = recall(self._levels, chain.list_styles, number)
        if tag(shape) == "p:grpSp":
            regions = dict(self._shapes_of_group(shape, part, number))
        return InheritedText(self._themes[number], levels, regions, place.width, place.height)

    def _shapes_of_group(
        self, group: Element, part: Part, number: int
    ) -> Iterator[tuple[str, TextLevel]]:
        """The levels of the shapes of a group that have their own, by the start of their names."""
        for shape in each(group, "p:sp"):
            about = find(shape, "p:nvSpPr/p:cNvPr")
            if about is not None and find(shape, "p:txBody/a:lstStyle/a:lvl1pPr") is not None:
                name = about.get("name", "").partition(":")[0]
                chain = inheritance_chain(shape, part, self._package, self._memory)
                for level, found in enumerate(self._levels(chain.list_styles, number)):
                    yield f"{name}, {level}", found

    def _theme_number(self, part: Part) -> int:
        """The number in `_themes` of the theme of a slide: those of most slides are equal."""
        theme = Scheme.of(part, self._package, self._memory).theme
        if theme not in self._themes:
            self._themes.append(theme)
        return self._themes.index(theme)

    def _levels(self, styles: tuple[Element, ...], number: int) -> tuple[TextLevel, ...]:
        """The levels of list styles, the nearest first; equal ones at the end are left out."""
        levels = [TextLevel()] * LEVELS
        for style in reversed(styles):
            own = self._memory.recall(self._style_levels, style, number)
            levels = [level.over(under) for level, under in zip(own, levels, strict=True)]
        while len(levels) > 1 and levels[-1] == levels[-2]:
            levels.pop()
        return tuple(levels)

    def _style_levels(self, style: Element, number: int) -> tuple[TextLevel, ...]:
        """The levels of one list style, which many shapes have alike."""
        return self._memory.recall(self._levels_of, etree.tostring(style, with_tail=False), number)

    def _levels_of(self, xml: bytes, number: int) -> tuple[TextLevel, ...]:
        style, theme = parse(xml), self._themes[number]
        by_name = {tag(child): child for child in style}
        default = _explicit_level(by_name.get("a:defPPr"), theme)
        return tuple(
            _explicit_level(by_name.get(f"a:lvl{number + 1}pPr"), theme).over(default)
            for number in range(LEVELS)
        )

    def _regions(self, name: str, number: int) -> dict[str, TextLevel]:
        """What a table's style gives to the text of its parts."""
        style = table_style(name, self._package)
        found = {}
        for region in _REGIONS if style is not None else ():
            text = None if style is None else find(style, f"a:{region}/a:tcTxStyle")
            if text is not None:
                found[region] = self._style_levels(text_style_levels(text), number)[0]
        return found


def _explicit_level(properties: Element | None, theme: Theme) -> TextLevel:
    if properties is None:
        return TextLevel()
    run = find(properties, "a:defRPr")
    return TextLevel(
        properties_of(properties, theme), {} if run is None else properties_of(run, theme)
    )
