"""How a chart looks that no plan holds (21.2): its axes, the place of its legend, its areas.

What an editor would spell out as it is anyway is no change: each word has its usual value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from deckgen.beyond import digest, paint
from deckgen.beyond.aspect import Aspect, Words, equal, one
from deckgen.beyond.subjects import Drawn
from deckgen.content import kept
from deckgen.content.base import graphic
from deckgen.ooxml import Element, each, find, find_all, integer, qn, tag
from deckgen.opc import Part

_AXES = {
    "c:catAx": "category axis", "c:valAx": "value axis", "c:dateAx": "date axis",
    "c:serAx": "series axis",
}  # fmt: skip
_OF_AXIS = (
    ("least value", "c:scaling/c:min", ""),
    ("largest value", "c:scaling/c:max", ""),
    ("order", "c:scaling/c:orientation", "minMax"),
    ("logarithm", "c:scaling/c:logBase", ""),
    ("hiding", "c:delete", "0"),
    ("step", "c:majorUnit", ""),
    ("place of labels", "c:tickLblPos", "nextTo"),
)
_OF_PLOT = (
    ("angle of the first slice", "c:firstSliceAng", "0"),
    ("size of the hole", "c:holeSize", "10"),
)
_OF_SERIES = (("marker", "c:marker/c:symbol", ""), ("smoothing", "c:smooth", "0"))
_GRID_LINES = (("c:majorGridlines", "grid lines"), ("c:minorGridlines", "finer grid lines"))
_OF_LABELS = (
    ("place of labels", "c:dLblPos", ""),
    ("names of categories at points", "c:showCatName", "0"),
    ("names of series at points", "c:showSerName", "0"),
    ("shares at points", "c:showPercent", "0"),
)


def _chart_of(drawn: Drawn) -> Part | None:
    element = graphic(drawn.shape, "c:chart")
    if element is None:
        return None
    return drawn.sheet.package.target(drawn.sheet.part, element.get(qn("r:id")))


def _look(drawn: Drawn) -> Words:
    part = _chart_of(drawn)
    chart = None if part is None else find(part.root, "c:chart")
    if part is None or chart is None:
        return {}
    return dict(_said(part.root, chart, drawn))


def _said(space: Element, chart: Element, drawn: Drawn) -> Iterator[tuple[str, str]]:
    legend = find(chart, "c:legend")
    if legend is not None:
        yield "place of the legend", _value(legend, "c:legendPos", "r")
    area = find(chart, "c:plotArea")
    for name, owner in (("background", space), ("plot area's background", area)):
        fill = None if owner is None else paint.fill_in(find(owner, "c:spPr"))
        if fill is not None and tag(fill) != "a:noFill":
            yield name, paint.said(fill, drawn.sheet)
    for child in area if area is not None else ():
        if tag(child) in _AXES:
            yield from _axis(child, drawn)
        elif tag(child).endswith("Chart"):
            yield from _values(child, "", _OF_PLOT)
            for series in find_all(child, "c:ser"):
                yield from _series(series, drawn)


def _axis(axis: Element, drawn: Drawn) -> Iterator[tuple[str, str]]:
    name = f" of the {_AXES[tag(axis)]}"
    yield from _values(axis, name, _OF_AXIS)
    title = find(axis, "c:title")
    if title is not None:
        yield f"title{name}", " / ".join(kept.paragraph_texts(title)) or "made by itself"
    for lines, word in _GRID_LINES:
        if find(axis, lines) is not None:
            yield f"{word}{name}", "shown"
    form = find(axis, "c:numFmt")
    if form is not None and form.get("sourceLinked", "0") in ("0", "false"):
        code = form.get("formatCode", "")
        yield f"number format{name}", "" if code == "General" else code
    yield f"line{name}", _stroke(axis, drawn)


def _series(series: Element, drawn: Drawn) -> Iterator[tuple[str, str]]:
    """What a series shows beside its colour: its line, markers and labels, by its number."""
    name = f" of series {_number(series)}"
    yield from _values(series, name, _OF_SERIES)
    yield f"line{name}", _stroke(series, drawn)
    labels = find(series, "c:dLbls")
    if labels is not None:
        yield from _values(labels, name, _OF_LABELS)
    for lines, word in (("c:trendline", "trend line"), ("c:errBars", "error bars")):
        if find(series, lines) is not None:
            yield f"{word}{name}", "shown"


def _number(series: Element) -> int:
    order = find(series, "c:order")
    return 1 + (0 if order is None else integer(order, "val"))


def _stroke(owner: Element, drawn: Drawn) -> str:
    """Width, dashes and colour of an element's line, "" where it has none to be seen."""
    line = find(owner, "c:spPr/a:ln")
    fill = paint.fill_in(line)
    if line is None or fill is None or tag(fill) == "a:noFill":
        return ""
    dash = find(line, "a:prstDash")
    dashes = "" if dash is None or dash.get("val") == "solid" else dash.get("val", "")
    width = f"{integer(line, 'w', 9525) / 12700:g} pt"
    return " ".join(filter(None, [_of_its_own(fill, drawn), width, dashes]))


def _of_its_own(fill: Element | None, drawn: Drawn) -> str:
    """A fill as it is said, "" for none and for a plain colour of the theme: plans hold those."""
    if fill is None or tag(fill) == "a:noFill":
        return ""
    seen = paint.seen(fill, drawn.sheet)
    plain = tag(fill) == "a:solidFill" and seen in drawn.sheet.theme.colors.values()
    return "" if plain else paint.said(fill, drawn.sheet)


def _values(
    owner: Element, suffix: str, wanted: tuple[tuple[str, str, str], ...]
) -> Iterator[tuple[str, str]]:
    for word, path, usual in wanted:
        yield f"{word}{suffix}", _value(owner, path, usual)


def _value(owner: Element, path: str, usual: str) -> str:
    """The value of an element, "" where it is the usual one."""
    found = find(owner, path)
    value = "" if found is None else found.get("val", usual)
    value = {"true": "1", "false": "0"}.get(value, value)
    return "" if value == usual else value.removesuffix(".0")


def _fills(drawn: Drawn) -> Words:
    """The fills of series and points that are no plain colours of the theme."""
    part = _chart_of(drawn)
    found = {}
    for series in each(part.root, "c:ser") if part is not None else ():
        name = f"series {_number(series)}"
        found[name] = _of_its_own(paint.fill_in(find(series, "c:spPr")), drawn)
        for point in find_all(series, "c:dPt"):
            index = find(point, "c:idx")
            number = 1 + (0 if index is None else integer(index, "val"))
            fill = _of_its_own(paint.fill_in(find(point, "c:spPr")), drawn)
            found[f"point {number} of {name}"] = fill
    return found


def _figures(drawn: Drawn) -> Words:
    """The numbers of a chart that no plan holds, in no order: LibreOffice swaps those of a scatter
    chart's axes."""
    part = None if drawn.slot else _chart_of(drawn)
    if part is None:
        return {}
    values = (found for name in _POINTS for found in each(part.root, name))
    texts = (value.text or "" for found in values for value in each(found, "c:v"))
    numbers = sorted(f"{float(text):.6g}" for text in texts if _NUMBER.fullmatch(text.strip()))
    return one(digest.of_text(*numbers)) if numbers else {}


def _names(drawn: Drawn) -> Words:
    """The categories and the names of series of a chart that no plan holds."""
    part = None if drawn.slot else _chart_of(drawn)
    texts = [
        value.text or ""
        for name in (("c:tx", "c:cat") if part is not None else ())
        for found in (each(part.root, name) if part is not None else ())
        for value in each(found, "c:v")
    ]
    return one(digest.of_text(*texts)) if texts else {}


_POINTS = ("c:val", "c:xVal", "c:yVal", "c:bubbleSize")
_NUMBER = re.compile(r"[+-]?\d{1,300}(\.\d*)?([eE][+-]?\d{1,3})?")


FIGURES = "figures"
"""The key of what is left of a chart that an editor wrote anew, when it is of no kind YAML has."""

ASPECTS = (
    Aspect(FIGURES, "the values", _figures, rewritten=equal),
    Aspect("names", "the categories or names of series", _names),
    Aspect("chart", "the {}", _look, usual="the usual"),
    Aspect("series", "the fill of {}", _fills, show=paint.plainly, usual="a colour of the theme"),
)
