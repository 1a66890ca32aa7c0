"""How charts look where the author says nothing: colours, labels, legend, sizes.

Colours are the theme's by name. One series is the first accent; of two that stand for years the
later one is, and the earlier one is slate.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from deckgen.content.chart.model import ChartType, Plot
from deckgen.opc.package import Package
from deckgen.opc.part import Part
from deckgen.opc.xml import Element, find, find_all, integer, make, tag, textual

HIGHLIGHT = "accent2"

GAP = 45

HOLE = 55

_SERIES = ("accent1", "accent6", "accent2", "tx2", "accent3", "accent4", "accent5")

_SLICES = ("accent1", "tx2", "accent2", "accent6", "accent3", "accent4", "accent5")

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")

_MOST_LABELS = 20

_MOST_POINTS = 12

_FEW_POINTS = 8


def colors(kind: ChartType, names: Sequence[str], categories: int) -> tuple[str, ...]:
    """The colours of series of these names, or of the slices of a pie."""
    if kind.round:
        return _cycle(_SLICES, categories)
    if len(names) == 2:
        first, second = (_YEAR.findall(name) for name in names)
        if first and second and first[-1] < second[-1]:
            return ("accent6", "accent1")
    return _cycle(_SERIES, len(names))


def highlighted(categories: Sequence[str], names: Sequence[str]) -> tuple[str, ...]:
    """The colours of slices of which some stand out."""
    others = [color for color in _SLICES if color != HIGHLIGHT]
    rest = iter(_cycle(others, len(categories)))
    return tuple(HIGHLIGHT if name in names else next(rest) for name in categories)


def _cycle(palette: Sequence[str], length: int) -> tuple[str, ...]:
    return tuple(palette[index % len(palette)] for index in range(length))


def labelled(kind: ChartType, series: int, categories: int) -> bool:
    """Whether data points have labels: where there is room for them."""
    if kind.round:
        return True
    if kind.direction:
        return series * categories <= _MOST_LABELS
    return kind.element == "c:lineChart" and series == 1 and categories <= _MOST_POINTS


def legend(kind: ChartType, series: int) -> bool:
    """Whether there is a legend: where colours need one."""
    return kind.round or series > 1


def overlap(kind: ChartType) -> int:
    """How far the bars of a category lie on one another, in percent of their width."""
    return 100 if kind.stacked else -5


def size(plot: Plot) -> int:
    """The size of the text at bars and points, in hundredths of a point."""
    return 1600 if len(plot.categories) * len(plot.series) <= _FEW_POINTS else 1400


# The theme's colours by value: editors other than PowerPoint write what a colour's name gave.


# The colours of a theme (ECMA-376 part 1, 20.1.6.2), by the names that shapes use on a slide.
_NAMES = {
    "accent1": "accent1", "accent2": "accent2", "accent3": "accent3", "accent4": "accent4",
    "accent5": "accent5", "accent6": "accent6", "dk1": "tx1", "dk2": "tx2", "lt1": "bg1",
    "lt2": "bg2",
}  # fmt: skip


class SlideColours:
    """The colours of a slide's theme; read when first asked for."""

    def __init__(self, package: Package, slide: Part) -> None:
        """The theme of the master that the slide's layout follows."""
        self._package, self._slide = package, slide
        self._names: dict[str, str] | None = None

    def name(self, fill: Element | None) -> str:
        """The theme colour's name of a solid fill, "" for any other fill and colour."""
        color = None if fill is None or not len(fill) else fill[0]
        if color is None or len(color):
            return ""
        value = color.get("val", "")
        if find(fill, "a:schemeClr") is not None:  # type: ignore[arg-type]
            return value
        if self._names is None:
            self._names = dict(self._read())
        return self._names.get(value.upper(), "")

    def _read(self) -> list[tuple[str, str]]:
        part = self._slide
        for word in ("slideLayout", "slideMaster", "theme"):
            found = self._package.related(part, word)
            if not found:
                return []
            part = found[0]
        scheme = find(part.root, "a:themeElements/a:clrScheme")
        pairs = []
        for slot, name in _NAMES.items():
            color = None if scheme is None else find(scheme, f"a:{slot}")
            if color is not None and len(color):
                value = color[0].get("lastClr") or color[0].get("val") or ""
                pairs.append((value.upper(), name))
        return pairs[::-1]  # of two names for one colour the first counts


# The colours of a chart's series, slices and highlighted bars, read as names of the theme.


@dataclass(frozen=True, slots=True)
class Colors:
    """A colour for each series or slice, and the highlighted categories."""

    colors: tuple[str, ...]
    highlight: tuple[str, ...] = ()


def read(
    kind: ChartType,
    columns: list[Element],
    defaults: tuple[str, ...],
    categories: list[str],
    theme: SlideColours,
) -> Colors:
    """What the series (`c:ser`) of a chart show; where they say nothing, the defaults."""
    if kind.round:
        own = _points(columns[0], theme)
        return Colors(tuple(own.get(i) or color for i, color in enumerate(defaults)))
    path = "c:spPr/a:ln/a:solidFill" if kind.element == "c:lineChart" else "c:spPr/a:solidFill"
    found = (theme.name(find(column, path)) for column in columns)
    colors = tuple(color or default for color, default in zip(found, defaults, strict=True))
    if not kind.direction or len(columns) > 1 or HIGHLIGHT in colors:
        return Colors(colors)
    own = _points(columns[0], theme)
    marked = {one for i, one in enumerate(categories) if own.get(i) == HIGHLIGHT}
    return Colors(colors, tuple(one for one in dict.fromkeys(categories) if one in marked))


def _points(column: Element, theme: SlideColours) -> dict[int, str]:
    """The theme colours of points with a colour of their own, by number."""
    points = {}
    for point in find_all(column, "c:dPt"):
        number = find(point, "c:idx")
        if number is not None:
            color = theme.name(find(point, "c:spPr/a:solidFill"))
            points[integer(number, "val", -1)] = color
    return points


# Text inside charts: its properties and rich text (ECMA-376 part 1, 21.2.2.156 and 21.2.2.216).
#
# Sizes are in hundredths of a point, colours theme colours' names, fonts the theme's body fonts.


@dataclass(frozen=True, slots=True)
class ChartTextLook:
    """How a text of a chart looks, and its language."""

    language: str
    size: int = 1400
    color: str = "tx1"
    bold: bool = False

    def properties(self, name: str) -> Element:
        """Character properties, as `a:defRPr` or `a:rPr`."""
        return make(
            name,
            {
                "lang": self.language if name == "a:rPr" else None,
                "sz": self.size,
                "b": int(self.bold),
            },
            fill(self.color),
            make("a:latin", {"typeface": "+mn-lt"}),
            make("a:ea", {"typeface": "+mn-ea"}),
            make("a:cs", {"typeface": "+mn-cs"}),
        )

    def body(self, **attributes: object) -> Element:
        """The `c:txPr` of text that is not typed here, with attributes of its `a:bodyPr`."""
        return make(
            "c:txPr",
            None,
            make("a:bodyPr", attributes),
            make("a:lstStyle"),
            make(
                "a:p",
                None,
                make("a:pPr", None, self.properties("a:defRPr")),
                make("a:endParaRPr", {"lang": self.language}),
            ),
        )

    def rich(self, *lines: Element | None) -> Element:
        """The `c:tx` of typed text: a paragraph for each line, which is a run, a field or None."""
        rich = make("c:rich", None, make("a:bodyPr"), make("a:lstStyle"))
        for line in lines:
            properties = make("a:pPr", None, self.properties("a:defRPr"))
            end = make("a:endParaRPr", {"lang": self.language}) if line is None else line
            rich.append(make("a:p", None, properties, end))
        return make("c:tx", None, rich)

    def lines(self, text: str) -> list[Element | None]:
        """The runs of a text's lines; LibreOffice drops breaks inside a paragraph of a label."""
        return [
            make("a:r", None, self.properties("a:rPr"), textual("a:t", line)) if line else None
            for line in text.split("\n")
        ]


def fill(color: str) -> Element:
    """A solid fill in a colour of the theme."""
    return make("a:solidFill", None, make("a:schemeClr", {"val": color}))


def read_rich(rich: Element, fields: dict[str, str]) -> str:
    """The text of a `c:rich`; `fields` gives what fields of a type show (`CELLRANGE`)."""
    return "\n".join(
        "".join(_read_piece(piece, fields) for piece in paragraph)
        for paragraph in find_all(rich, "a:p")
    )


def _read_piece(piece: Element, fields: dict[str, str]) -> str:
    name = tag(piece)
    text = find(piece, "a:t") if name in ("a:r", "a:fld") else None
    typed = "" if text is None else text.text or ""
    if name == "a:br" or (name == "a:r" and not typed):  # LibreOffice's break is an empty run
        return "\n"
    return fields.get(piece.get("type", ""), typed) if name == "a:fld" else typed
