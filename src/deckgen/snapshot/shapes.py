"""What a shape is called and says beside its text: alternative text, links, whether it shows."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from deckgen.appearance.shapes import Box, box
from deckgen.content import unsupported
from deckgen.content.base import Page, graphic
from deckgen.opc.part import Part
from deckgen.opc.xml import Element, each, find, find_all, integer, qn, tag
from deckgen.snapshot import _paint as paint
from deckgen.snapshot.model import DrawnShape, Property, Words, equal, one, transform

PLACEHOLDER, OBJECT = "placeholder", "object"

"""Sorts of shapes that editors which write all anew call otherwise, or turn into other sorts."""

_MEDIA = ("a:videoFile", "a:audioFile", "a:quickTimeFile", "a:audioCd", "a:wavAudioFile")

_WITH_ALT = ("p:pic", "p:graphicFrame", "p:grpSp")

_LONGEST = 60

_DECORATIVE = "adec:decorative"


def _alt(drawn: DrawnShape) -> Words:
    """The alternative text where no plan holds it: that of texts and of what is no slot."""
    about = drawn.properties
    if about is None or (drawn.slot and tag(drawn.shape) in _WITH_ALT):
        return {}
    decorative = any(e.get("val", "1") in ("1", "true") for e in each(about, _DECORATIVE))
    said = [about.get("title", ""), about.get("descr", ""), "(decorative)" if decorative else ""]
    return one(" ".join(filter(None, said)))


def _not_lost(was: str, now: str) -> bool:
    """Whether nothing is said that was not said before; LibreOffice loses most of it."""
    return now in ("", was)


def _quoted(word: str) -> str:
    return f"“{word if len(word) <= _LONGEST else word[:_LONGEST] + '…'}”"


def _called(drawn: DrawnShape) -> Words:
    """The name of a slot's shape in PowerPoint's Selection Pane, where it is another."""
    about = drawn.properties
    name = "" if about is None else about.get("name", "")
    return one(name if drawn.slot and name != drawn.name else "")


def _hidden(drawn: DrawnShape) -> Words:
    about = drawn.properties
    hidden = about is not None and about.get("hidden", "0") in ("1", "true")
    return one("hidden" if hidden else "")


def _links(drawn: DrawnShape) -> Words:
    """Where a click on the shape leads, and a pointer over it (19.3.1.12: `p:cNvPr`)."""
    about = drawn.properties
    found = {}
    for name, which in (("a:hlinkClick", "click"), ("a:hlinkHover", "mouse-over")):
        link = None if about is None else find(about, name)
        if link is not None:
            found[which] = _target(link, drawn)
    return found


def _target(link: Element, drawn: DrawnShape) -> str:
    """An address, `slide x`, or an action of PowerPoint's such as `ppaction://hlinkshowjump`."""
    sheet = drawn.sheet
    item = sheet.part.rels.get(link.get(qn("r:id")))
    if item is None:
        return link.get("action", "") or "nothing"
    if item.external:
        return item.target
    slide = sheet.look.slides.get(item.target)
    return f"slide `{slide}`" if slide is not None else "another slide"


_SORTS = {
    "p:sp": "shape", "p:cxnSp": "connector", "p:pic": "picture", "p:grpSp": "group",
    "p:graphicFrame": OBJECT, "p:contentPart": OBJECT,
}  # fmt: skip


def _sort(drawn: DrawnShape) -> Words:
    """What sort of shape it is that no slot holds."""
    if drawn.slot:
        return {}
    about = find(drawn.shape, "p:nvPicPr/p:nvPr")
    media = about is not None and any(tag(child) in _MEDIA for child in about)
    sort = _SORTS[tag(drawn.shape)]
    if drawn.choice or media or sort == OBJECT:
        return one(OBJECT)
    return one(sort if drawn.placeholder is None else PLACEHOLDER)


def _kept(drawn: DrawnShape) -> Words:
    """What an object is and says that no slot holds: SmartArt, media, charts of other kinds."""
    if drawn.slot or tag(drawn.shape) in ("p:grpSp", "p:sp", "p:cxnSp"):
        return {}
    page = Page(drawn.sheet.package, drawn.sheet.part, "")
    found = unsupported.describe(drawn.shape, page)
    if found is None:
        return {}
    texts = [paint.of_text(*found.texts)] if found.texts else []
    return one(" ".join([found.word, *texts]))


def _leads_alike(was: str, now: str) -> bool:
    """Whether two links lead to the same; LibreOffice makes whole addresses of those of files
    beside the presentation, and knows few of PowerPoint's actions."""
    whole = bool(was) and now.endswith(f"/{was}")
    return was == now or whole or was.startswith("ppaction:")


def _sort_same(was: str, now: str) -> bool:
    """Whether two shapes are of one sort; slots come and go, but for objects of no kind."""
    return was == now or (OBJECT not in (was, now) and "" in (was, now))


def _resorted(_was: str, now: str) -> str:
    if now == OBJECT:
        return "is of a kind now that YAML does not have"
    return f"is a {now} now" if now else "is a slot now"


def _object_same(was: str, now: str) -> bool:
    """Whether an object says the same; of what was none before its sort is told."""
    return was == now or not was


def _object_told(was: str, now: str) -> str:
    old, new = was.partition(" ")[0], now.partition(" ")[0] or "nothing"
    return "says something else now" if old == new else f"is {new} now instead of {old}"


ABOUT_PROPERTIES = (
    Property("sort", "", _sort, _sort_same, _sort_same, told=_resorted),
    Property("name", "the name", _called, show="`{}`".format, usual="its slot's"),
    Property("alt", "the alternative text", _alt, rewritten=_not_lost, show=_quoted),
    Property(
        "hidden", "", _hidden, rewritten=equal, told=lambda _, now: f"is {now or 'shown'} now"
    ),
    Property("link", "the {} action", _links, rewritten=_leads_alike),
    Property("object", "", _kept, _object_same, told=_object_told),
)


# Where a shape stands, how it is turned, and which group it is in (20.1.7.6: `a:xfrm`).


_UNIT = 1270

"""A tenth of a point, in EMU: in these a box is kept."""

_SLACK = 10

"""The tolerance of a side, in tenths of a point."""

_FULL_TURN = 360 * 60_000

_DEGREE = 60_000

_FREE = "*"

"""Ends a side that follows what the shape holds."""

_INHERITED = "~"

"""Starts a box that a shape has of the placeholder that it inherits from."""

_FITS = ("a:spAutoFit", "a:normAutofit", "a:noAutofit")


def _box(drawn: DrawnShape) -> Words:
    return {} if _apart(drawn) else _sides(drawn)


def _group_box(drawn: DrawnShape) -> Words:
    return _sides(drawn) if _apart(drawn) else {}


def _apart(drawn: DrawnShape) -> bool:
    """Whether editors that write all anew place a shape in their own way: groups, which they make
    as large as what stands in them, and what stands in turned ones."""
    return drawn.frame.turned or tag(drawn.shape) == "p:grpSp"


def _sides(drawn: DrawnShape) -> Words:
    """The box on the sheet, groups reckoned in; of sides that follow what the shape holds none.

    Slots that stand on the sheet itself are left out: where they stand is known anyway, of the
    layout that they are on.
    """
    said = [(shape, at) for shape in drawn.line() if (at := box(shape)) is not None]
    if not said or (drawn.slot and not drawn.group and tag(drawn.shape) != "p:grpSp"):
        return {}
    above, own = said[0]
    inherited = above is not drawn.shape
    free = free_sides(drawn.shape, drawn.bodies())
    return one(_word(drawn.frame.placed(own), free, inherited=inherited))


def _word(place: Box, free: Collection[str] = (), *, inherited: bool = False) -> str:
    """A box of EMU as a word: its sides in tenths of points, `*` behind those that are free."""
    sides = (
        f"{round(side / _UNIT)}{_FREE if name in free else ''}"
        for name, side in zip(place._fields, place, strict=True)
    )
    return (_INHERITED if inherited else "") + " ".join(sides)


def _read(word: str) -> tuple[Box, set[str]]:
    """The box of a word in tenths of points, and its free sides."""
    sides = word.removeprefix(_INHERITED).split()
    free = {n for n, side in zip(Box._fields, sides, strict=True) if side.endswith(_FREE)}
    return Box(*(int(side.removesuffix(_FREE)) for side in sides)), free


def free_sides(shape: Element, bodies: Sequence[Element]) -> tuple[str, ...]:
    """The sides of a box that follow what the shape holds: editors work them out anew.

    `bodies` are the `a:bodyPr` of the shape and of what it inherits from, nearest first.
    """
    if tag(shape) == "p:grpSp":
        return ()
    if next(each(shape, "a:tbl"), None) is not None:
        return ("height",)
    anchor, flow = (
        next((value for body in bodies if (value := body.get(name))), usual)
        for name, usual in (("anchor", "t"), ("vert", "horz"))
    )
    down = ("height",) if (anchor, flow) == ("t", "horz") else ("y", "height")
    if any(body.get("wrap") == "none" for body in bodies[:1]):
        return "x", "width", *down
    fits = next((fit for body in bodies for fit in body if tag(fit) in _FITS), None)
    return down if fits is not None and tag(fits) == "a:spAutoFit" else ()


def is_place(was: Box, now: Box, free: Collection[str], slack: float) -> bool:
    """Whether two boxes are one, but for the slack.

    A free size may differ, and then the free position with it: a box that kept its size and
    stands elsewhere was dragged.
    """
    across, down = (
        abs(was.width - now.width) <= slack,
        abs(was.height - now.height) <= slack,
    )
    return (
        (across or "width" in free)
        and (down or "height" in free)
        and (abs(was.x - now.x) <= slack or ("x" in free and not across))
        and (abs(was.y - now.y) <= slack or ("y" in free and not down))
    )


def _stands(was: str, now: str) -> bool:
    """Whether two boxes are one but for a point; a shape that says none stands where it stood."""
    if not (was and now) or (was[0] == now[0] == _INHERITED):
        return True
    (old, free), (new, also) = _read(was), _read(now)
    return is_place(old, new, free | also, _SLACK)


BOXES = ("box", "group_box")

"""The keys of the aspects that say where a shape stands."""


def carried(was: Words, was_group: Words, now: Words, now_group: Words) -> bool:
    """Whether a shape stands in its group as it stood, wherever that was dragged."""
    inner = [_share(*pair) for pair in ((was, was_group), (now, now_group))]
    return None not in inner and inner[0] == inner[1]


def _share(shape: Words, group: Words) -> list[int] | None:
    """The box of a shape in hundredths of its group's sides."""
    one, other = (next((w for k in BOXES if (w := words.get(k))), "") for words in (shape, group))
    if not (one and other):
        return None
    (inner, free), (outer, _) = _read(one), _read(other)
    if free or not (outer.width and outer.height):
        return None
    across, down = (inner.x - outer.x) / outer.width, (inner.y - outer.y) / outer.height
    shares = (across, down, inner.width / outer.width, inner.height / outer.height)
    return [round(100 * share) for share in shares]


def place_of(words: Words) -> Box | None:
    """The box of EMU that words say, to a tenth of a point, None where they say none."""
    said = next((word for key in BOXES if (word := words.get(key))), "")
    return Box(*(side * _UNIT for side in _read(said)[0])) if said else None


def stands_at(words: Words, place: Box) -> bool:
    """Whether the words say that a shape stands in a box of EMU."""
    said = next((word for key in BOXES if (word := words.get(key))), "")
    return bool(said) and _stands(said, _word(place))


def _told(was: str, now: str) -> str:
    """The boxes in points."""
    old, new = (", ".join(f"{side / 10:.0f}" for side in _read(word)[0]) for word in (was, now))
    return f"is at {new} instead of {old} pt (left, top, width, height)"


def _turn(drawn: DrawnShape) -> Words:
    return {} if _apart(drawn) or tag(drawn.shape) == "p:cxnSp" else _turned(drawn)


def _group_turn(drawn: DrawnShape) -> Words:
    return _turned(drawn) if _apart(drawn) or tag(drawn.shape) == "p:cxnSp" else {}


def _turned(drawn: DrawnShape) -> Words:
    """The turn in degrees clockwise and whether it is a mirror image; upside down is a half turn
    of that."""
    xfrm = transform(drawn.shape)
    if xfrm is None:
        return {}
    across, down = (xfrm.get(name, "0") in ("1", "true") for name in ("flipH", "flipV"))
    turned = (integer(xfrm, "rot") + (_FULL_TURN // 2 if down else 0)) % _FULL_TURN
    mirrored = across != down
    degrees = f"{turned / _DEGREE:g}°" if turned else ""
    return one(" ".join(filter(None, [degrees, "mirrored" if mirrored else ""])))


def _turned_alike(was: str, now: str) -> bool:
    one, other = (float(word.partition("°")[0] or 0) if "°" in word else 0.0 for word in (was, now))
    return ("mirrored" in was) == ("mirrored" in now) and abs(one - other) < 0.05


def _group(drawn: DrawnShape) -> Words:
    return one(drawn.group)


PLACE_PROPERTIES = (
    Property("box", "the box", _box, _stands, _stands, told=_told),
    Property("group_box", "the box", _group_box, _stands, told=_told),
    Property("turn", "the rotation", _turn, _turned_alike, _turned_alike),
    Property("group_turn", "the rotation", _group_turn, _turned_alike),
    Property("group", "the group", _group, rewritten=equal, show="`{}`".format),
)


# How a chart looks that no plan holds (21.2): its axes, the place of its legend, its areas.
#
# What an editor would spell out as it is anyway is no change: each word has its usual value.


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


def _chart_of(drawn: DrawnShape) -> Part | None:
    element = graphic(drawn.shape, "c:chart")
    if element is None:
        return None
    return drawn.sheet.package.target(drawn.sheet.part, element.get(qn("r:id")))


def _look(drawn: DrawnShape) -> Words:
    part = _chart_of(drawn)
    chart = None if part is None else find(part.root, "c:chart")
    if part is None or chart is None:
        return {}
    return dict(_said(part.root, chart, drawn))


def _said(space: Element, chart: Element, drawn: DrawnShape) -> Iterator[tuple[str, str]]:
    legend = find(chart, "c:legend")
    if legend is not None:
        yield "place of the legend", _value(legend, "c:legendPos", "r")
    area = find(chart, "c:plotArea")
    for name, owner in (("background", space), ("plot area's background", area)):
        fill = None if owner is None else paint.fill_in(find(owner, "c:spPr"))
        if fill is not None and tag(fill) != "a:noFill":
            yield name, paint.paint_said(fill, drawn.sheet)
    for child in area if area is not None else ():
        if tag(child) in _AXES:
            yield from _axis(child, drawn)
        elif tag(child).endswith("Chart"):
            yield from _values(child, "", _OF_PLOT)
            for series in find_all(child, "c:ser"):
                yield from _series(series, drawn)


def _axis(axis: Element, drawn: DrawnShape) -> Iterator[tuple[str, str]]:
    name = f" of the {_AXES[tag(axis)]}"
    yield from _values(axis, name, _OF_AXIS)
    title = find(axis, "c:title")
    if title is not None:
        yield f"title{name}", " / ".join(unsupported.paragraph_texts(title)) or "made by itself"
    for lines, word in _GRID_LINES:
        if find(axis, lines) is not None:
            yield f"{word}{name}", "shown"
    form = find(axis, "c:numFmt")
    if form is not None and form.get("sourceLinked", "0") in ("0", "false"):
        code = form.get("formatCode", "")
        yield f"number format{name}", "" if code == "General" else code
    yield f"line{name}", _stroke(axis, drawn)


def _series(series: Element, drawn: DrawnShape) -> Iterator[tuple[str, str]]:
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


def _stroke(owner: Element, drawn: DrawnShape) -> str:
    """Width, dashes and colour of an element's line, "" where it has none to be seen."""
    line = find(owner, "c:spPr/a:ln")
    fill = paint.fill_in(line)
    if line is None or fill is None or tag(fill) == "a:noFill":
        return ""
    dash = find(line, "a:prstDash")
    dashes = "" if dash is None or dash.get("val") == "solid" else dash.get("val", "")
    width = f"{integer(line, 'w', 9525) / 12700:g} pt"
    return " ".join(filter(None, [_of_its_own(fill, drawn), width, dashes]))


def _of_its_own(fill: Element | None, drawn: DrawnShape) -> str:
    """A fill as it is said, "" for none and for a plain colour of the theme: plans hold those."""
    if fill is None or tag(fill) == "a:noFill":
        return ""
    seen = paint.seen(fill, drawn.sheet)
    plain = tag(fill) == "a:solidFill" and seen in drawn.sheet.theme.colors.values()
    return "" if plain else paint.paint_said(fill, drawn.sheet)


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


def _fills(drawn: DrawnShape) -> Words:
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


def _figures(drawn: DrawnShape) -> Words:
    """The numbers of a chart that no plan holds, in no order: LibreOffice swaps those of a scatter
    chart's axes."""
    part = None if drawn.slot else _chart_of(drawn)
    if part is None:
        return {}
    values = (found for name in _POINTS for found in each(part.root, name))
    texts = (value.text or "" for found in values for value in each(found, "c:v"))
    numbers = sorted(f"{float(text):.6g}" for text in texts if _NUMBER.fullmatch(text.strip()))
    return one(paint.of_text(*numbers)) if numbers else {}


def _names(drawn: DrawnShape) -> Words:
    """The categories and the names of series of a chart that no plan holds."""
    part = None if drawn.slot else _chart_of(drawn)
    texts = [
        value.text or ""
        for name in (("c:tx", "c:cat") if part is not None else ())
        for found in (each(part.root, name) if part is not None else ())
        for value in each(found, "c:v")
    ]
    return one(paint.of_text(*texts)) if texts else {}


_POINTS = ("c:val", "c:xVal", "c:yVal", "c:bubbleSize")

_NUMBER = re.compile(r"[+-]?\d{1,300}(\.\d*)?([eE][+-]?\d{1,3})?")


FIGURES = "figures"

"""The key of what is left of a chart that an editor wrote anew, when it is of no kind YAML has."""


CHART_PROPERTIES = (
    Property(FIGURES, "the values", _figures, rewritten=equal),
    Property("names", "the categories or names of series", _names),
    Property("chart", "the {}", _look, usual="the usual"),
    Property("series", "the fill of {}", _fills, show=paint.plainly, usual="a colour of the theme"),
)
