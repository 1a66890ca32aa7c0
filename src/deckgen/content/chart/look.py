"""The default formatting of charts, the colours read from one, and the text inside charts.

Colours are names of theme colours (`accent2`). A single series has the first accent; of two
series for years the later one has it, and the earlier one `accent6`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import cycle

from msgspec import Struct
from msgspec.structs import replace

from deckgen.appearance.theme import Scheme
from deckgen.content.chart.model import ChartType, Plot
from deckgen.opc.package import Package
from deckgen.opc.part import Part
from deckgen.opc.xml import Element, find, find_all, markup, number_at, tag, with_text
from deckgen.richtext.change import COLORS

HIGHLIGHT = "accent2"
GAP = 45
HOLE = 55
_SERIES_COLORS = ("accent1", "accent6", "accent2", "tx2", "accent3", "accent4", "accent5")
_LINE_COLORS = ("accent2", "accent3", "accent5")
_SLICE_COLORS = ("accent1", "tx2", "accent2", "accent6", "accent3", "accent4", "accent5")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_MOST_BAR_LABELS = 20
_MOST_LINE_LABELS = 12
_MOST_LARGE_LABELS = 8


def default_colors(
    kind: ChartType, names: Sequence[str], categories: int, line: Sequence[str] = ()
) -> tuple[str, ...]:
    """The default colours: one for each series of these names, or for each slice of a pie.

    Lines above columns have others, in which they are seen in front of them.
    """
    if kind.is_pie:
        return _cycled(_SLICE_COLORS, categories)
    if line:
        others = [color for color in _SERIES_COLORS if color not in _LINE_COLORS]
        lines, columns = cycle(_LINE_COLORS), cycle(others)
        return tuple(next(lines if name in line else columns) for name in names)
    if len(names) == 2:
        first, second = (_YEAR.findall(name) for name in names)
        if first and second and first[-1] < second[-1]:
            return ("accent6", "accent1")
    return _cycled(_SERIES_COLORS, len(names))


def highlighted_colors(categories: Sequence[str], names: Sequence[str]) -> tuple[str, ...]:
    """The colours of a pie's slices, of which those in `names` are highlighted."""
    others = [color for color in _SLICE_COLORS if color != HIGHLIGHT]
    rest = iter(_cycled(others, len(categories)))
    return tuple(HIGHLIGHT if name in names else next(rest) for name in categories)


def _cycled(palette: Sequence[str], length: int) -> tuple[str, ...]:
    return tuple(palette[index % len(palette)] for index in range(length))


def has_labels(kind: ChartType, series: int, categories: int) -> bool:
    """Whether data points have labels by default: where there is room for them."""
    if kind.is_pie:
        return True
    if kind.direction:
        return series * categories <= _MOST_BAR_LABELS
    return kind.element == "c:lineChart" and series == 1 and categories <= _MOST_LINE_LABELS


def has_legend(kind: ChartType, series: int) -> bool:
    """Whether there is a legend by default: where colours need one."""
    return kind.is_pie or series > 1


def default_overlap(kind: ChartType) -> int:
    """The default overlap of the bars of a category, in percent of their width."""
    return 100 if kind.stacked else -5


def label_size(plot: Plot) -> int:
    """The size of labels and categories, in hundredths of a point."""
    return 1600 if len(plot.categories) * len(plot.series) <= _MOST_LARGE_LABELS else 1400


# Names of theme colours by value: editors other than PowerPoint write the value of a colour.


_THEME_NAMES = (
    "accent1", "accent2", "accent3", "accent4", "accent5", "accent6", "tx1", "tx2", "bg1", "bg2",
)  # fmt: skip
"""The names that slides use for the theme's colours; of two with one value the first counts."""


class SlideColours:
    """The colours of a slide's theme, which are read when first needed."""

    def __init__(self, package: Package, slide: Part) -> None:
        """Take the theme of the slide master of the slide's layout."""
        self._package, self._slide = package, slide
        self._names: dict[str, str] | None = None

    def name(self, fill: Element | None) -> str:
        """The name of the theme colour of a solid fill, "" for other colours and fills."""
        color = None if fill is None or not len(fill) else fill[0]
        if color is None or len(color):
            return ""
        value = color.get("val", "")
        if find(fill, "a:schemeClr") is not None:  # type: ignore[arg-type]
            return value
        if self._names is None:
            self._names = self._read()
        return self._names.get(value.upper(), "")

    def _read(self) -> dict[str, str]:
        colors = Scheme.of(self._slide, self._package).theme.colors
        return {colors[name]: name for name in reversed(_THEME_NAMES) if name in colors}


# Reading the colours of series, slices and highlighted bars.


class SeriesColors(Struct, frozen=True):
    """A colour for each series or slice, and the highlighted categories."""

    colors: tuple[str, ...]
    highlight: tuple[str, ...] = ()


def read(
    kind: ChartType,
    series: list[Element],
    defaults: tuple[str, ...],
    categories: list[str],
    theme: SlideColours,
) -> SeriesColors:
    """The colours of a chart's series (`c:ser`), the default where a series has none."""
    if kind.is_pie:
        by_point = _point_colors(series[0], theme)
        return SeriesColors(tuple(by_point.get(i) or color for i, color in enumerate(defaults)))
    found = (_series_color(one, theme) for one in series)
    colors = tuple(color or default for color, default in zip(found, defaults, strict=True))
    if not kind.direction or len(series) > 1 or HIGHLIGHT in colors:
        return SeriesColors(colors)
    by_point = _point_colors(series[0], theme)
    highlighted = {one for i, one in enumerate(categories) if by_point.get(i) == HIGHLIGHT}
    return SeriesColors(
        colors, tuple(one for one in dict.fromkeys(categories) if one in highlighted)
    )


_COLOR_PATHS = {
    "c:lineChart": ("c:spPr/a:ln/a:solidFill",),
    "c:radarChart": ("c:spPr/a:ln/a:solidFill",),
    "c:scatterChart": ("c:marker/c:spPr/a:solidFill", "c:spPr/a:ln/a:solidFill"),
}
"""Where the colour of a series is that is no filled shape, by the element of its plot."""


def _series_color(series: Element, theme: SlideColours) -> str:
    """The name of the theme colour of a series, "" for others."""
    plot = series.getparent()
    paths = _COLOR_PATHS.get("" if plot is None else tag(plot), ("c:spPr/a:solidFill",))
    return next(filter(None, (theme.name(find(series, path)) for path in paths)), "")


def _point_colors(series: Element, theme: SlideColours) -> dict[int, str]:
    """The theme colours of data points that have one of their own, by index."""
    points = {}
    for point in find_all(series, "c:dPt"):
        points[number_at(point, "c:idx", -1)] = theme.name(find(point, "c:spPr/a:solidFill"))
    return points


# Text inside charts (ECMA-376 part 1, 21.2.2.156 and 21.2.2.216).


_FROM_BELOW = -5_400_000  # 60,000ths of a degree


class ChartTextProperties(Struct, frozen=True):
    """The properties of a text in a chart, in the theme's body font.

    `size` is in hundredths of a point, `color` the name of a theme colour.
    """

    language: str
    size: int = 1400
    color: str = "tx1"
    bold: bool = False

    def properties(self, name: str) -> str:
        """An `a:defRPr` or `a:rPr` with these properties."""
        return markup(
            name,
            {
                "lang": self.language if name == "a:rPr" else None,
                "sz": self.size,
                "b": int(self.bold),
            },
            fill(self.color),
            markup("a:latin", {"typeface": "+mn-lt"}),
            markup("a:ea", {"typeface": "+mn-ea"}),
            markup("a:cs", {"typeface": "+mn-cs"}),
        )

    def body(self, **attributes: object) -> str:
        """The `c:txPr` of generated text such as values, with attributes of its `a:bodyPr`."""
        return markup(
            "c:txPr",
            None,
            markup("a:bodyPr", attributes),
            markup("a:lstStyle"),
            markup(
                "a:p",
                None,
                markup("a:pPr", None, self.properties("a:defRPr")),
                markup("a:endParaRPr", {"lang": self.language}),
            ),
        )

    def rich(
        self,
        *lines: str | None,
        wrap: str | None = None,
        align: str | None = None,
        turned: bool = False,
    ) -> str:
        """The `c:tx` of typed text: a paragraph for each run or field, an empty one for None.

        With `wrap="none"` a line is as long as its text, whatever the chart's width; `turned` text
        reads from below.
        """
        body = {"rot": _FROM_BELOW if turned else None, "vert": "horz" if turned else None}
        paragraphs = []
        for line in lines:
            properties = markup("a:pPr", {"algn": align}, self.properties("a:defRPr"))
            end = markup("a:endParaRPr", {"lang": self.language}) if line is None else line
            paragraphs.append(markup("a:p", None, properties, end))
        frame = markup("a:bodyPr", {**body, "wrap": wrap})
        rich = markup("c:rich", None, frame, markup("a:lstStyle"), *paragraphs)
        return markup("c:tx", None, rich)

    def lines(self, text: str) -> list[str | None]:
        """The runs of a text's lines, for a paragraph each: LibreOffice drops breaks in labels.

        A line that starts with the arrow of a change is in its colour, but inside of shapes.
        """
        return [
            markup("a:r", None, self._of_line(line).properties("a:rPr"), with_text("a:t", line))
            if line
            else None
            for line in text.split("\n")
        ]

    def _of_line(self, line: str) -> ChartTextProperties:
        color = COLORS.get(line[0])
        return replace(self, color=color) if color and self.color == "tx1" else self


def fill(color: str, *transforms: str) -> str:
    """A solid fill in a theme colour with these transforms, as markup."""
    return markup("a:solidFill", None, markup("a:schemeClr", {"val": color}, *transforms))


def read_rich(rich: Element, fields: dict[str, str]) -> str:
    """The text of a `c:rich`; `fields` maps types of fields (`CELLRANGE`) to what they show."""
    return "\n".join(
        "".join(_read_run(piece, fields) for piece in paragraph)
        for paragraph in find_all(rich, "a:p")
    )


def _read_run(piece: Element, fields: dict[str, str]) -> str:
    name = tag(piece)
    text = find(piece, "a:t") if name in ("a:r", "a:fld") else None
    typed = "" if text is None else text.text or ""
    if name == "a:br" or (name == "a:r" and not typed):  # LibreOffice's break is an empty run
        return "\n"
    return fields.get(piece.get("type", ""), typed) if name == "a:fld" else typed
