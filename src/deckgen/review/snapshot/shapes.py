"""Properties of shapes: kind, name, alternative text and links; place; charts.

Section numbers are those of ECMA-376 part 1.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from deckgen import content
from deckgen.appearance.fill import fill_in
from deckgen.appearance.placement import free_sides, same_place
from deckgen.appearance.shapes import Box, box, transform_of
from deckgen.content import Page, graphic
from deckgen.opc import xml
from deckgen.opc.part import Part
from deckgen.opc.xml import (
    DEGREE,
    EMU_PER_POINT,
    FULL_TURN,
    Element,
    each,
    find,
    find_all,
    integer,
    number_at,
    qn,
    tag,
    value_at,
)
from deckgen.review.snapshot import _paint as paint
from deckgen.review.snapshot.model import (
    DrawnShape,
    MarkupField,
    Property,
    Values,
    equal,
    field_values,
    quoted,
    table,
)

PLACEHOLDER, OBJECT = "placeholder", "object"
"""Kinds of shapes that editors such as LibreOffice rename, or save as another kind."""
_MEDIA = ("a:videoFile", "a:audioFile", "a:quickTimeFile", "a:audioCd", "a:wavAudioFile")
_WITH_ALT = ("p:pic", "p:graphicFrame", "p:grpSp")


def _alt(shape: DrawnShape) -> str:
    """The alternative text of shapes whose alternative text no plan holds."""
    about = shape.properties
    if about is None or (shape.slot and tag(shape.element) in _WITH_ALT):
        return ""
    decorative = content.is_decorative(about)
    texts = [about.get("title", ""), about.get("descr", ""), "(decorative)" if decorative else ""]
    return " ".join(filter(None, texts))


def _unchanged_or_lost(was: str, now: str) -> bool:
    """Whether the text is as before or gone; LibreOffice loses most of them."""
    return now in ("", was)


def _shape_name(shape: DrawnShape) -> str:
    """The name of a slot's shape in the Selection Pane, where it differs from the slot's."""
    about = shape.properties
    name = "" if about is None else about.get("name", "")
    return name if shape.slot and name != shape.name else ""


def _properties(shape: DrawnShape) -> Element | None:
    return shape.properties


def _links(shape: DrawnShape) -> Values:
    """The targets of a click on the shape and of the pointer over it (19.3.1.12: `p:cNvPr`)."""
    about = shape.properties
    links = {} if about is None else {
        which: find(about, name)
        for name, which in (("a:hlinkClick", "click"), ("a:hlinkHover", "mouse-over"))
    }  # fmt: skip
    return {w: _target(link, shape) for w, link in links.items() if link is not None}


def _target(link: Element, shape: DrawnShape) -> str:
    """An address, `slide x`, or an action of PowerPoint's such as `ppaction://hlinkshowjump`."""
    sheet = shape.sheet
    item = sheet.part.rels.get(link.get(qn("r:id")))
    if item is None:
        return link.get("action", "") or "nothing"
    if item.external:
        return item.target
    slide = sheet.view.slides.get(item.target)
    return f"slide `{slide}`" if slide is not None else "another slide"


_KINDS = {
    "p:sp": "shape", "p:cxnSp": "connector", "p:pic": "picture", "p:grpSp": "group",
    "p:graphicFrame": OBJECT, "p:contentPart": OBJECT,
}  # fmt: skip


def _kind(shape: DrawnShape) -> str:
    """The kind of a shape that is no slot."""
    if shape.slot:
        return ""
    about = find(shape.element, "p:nvPicPr/p:nvPr")
    media = about is not None and any(tag(child) in _MEDIA for child in about)
    kind = _KINDS[tag(shape.element)]
    if shape.alternate or media or kind == OBJECT:
        return OBJECT
    return kind if shape.placeholder is None else PLACEHOLDER


def _object(shape: DrawnShape) -> str:
    """The kind of an object that is no slot, such as SmartArt, with a digest of its texts."""
    if shape.slot or tag(shape.element) in ("p:grpSp", "p:sp", "p:cxnSp"):
        return ""
    found = content.describe(shape.element, Page(shape.sheet.package, shape.sheet.part, ""))
    if found is None:
        return ""
    return " ".join([found.word, *([paint.digest_of_text(*found.texts)] if found.texts else [])])


def _same_target(was: str, now: str) -> bool:
    """Whether two links have one target; LibreOffice makes relative addresses absolute and knows
    few of PowerPoint's actions."""
    whole = bool(was) and now.endswith(f"/{was}")
    return was == now or whole or was.startswith("ppaction:")


def _same_kind(was: str, now: str) -> bool:
    """Whether two shapes are of one kind; a shape may become a slot or stop being one, an object
    may not."""
    return was == now or (OBJECT not in (was, now) and "" in (was, now))


def _kind_change(_was: str, now: str) -> str:
    if now == OBJECT:
        return "is of a kind now that YAML does not have"
    return f"is a {now} now" if now else "is a slot now"


def _same_object(was: str, now: str) -> bool:
    """Whether an object has the same content; for a new object the kind is reported instead."""
    return was == now or not was


def _object_change(was: str, now: str) -> str:
    old, new = was.partition(" ")[0], now.partition(" ")[0] or "nothing"
    return "says something else now" if old == new else f"{old} -> {new}"


ABOUT_PROPERTIES = (
    Property("sort", "", _kind, _same_kind, _same_kind, change=_kind_change),
    Property("name", "the name", _shape_name, show="`{}`".format, default="its slot's"),
    Property("alt", "the alternative text", _alt, rewritten=_unchanged_or_lost, show=quoted),
    Property(
        "hidden",
        "",
        table(_properties, MarkupField("", "", "hidden", "0", {"1": "hidden"})),
        rewritten=equal,
        change=lambda _, now: f"is {now or 'shown'} now",
    ),
    Property("link", "the {} action", _links, rewritten=_same_target),
    Property("object", "", _object, _same_object, change=_object_change),
)


# Place (20.1.7.6: `a:xfrm`): box, rotation and group.


_UNIT = 1270
"""A tenth of a point, in EMU: the unit in which boxes are kept."""
_SLACK = 10
"""The tolerance of a side, in tenths of a point."""
_FREE = "*"
"""Follows a side that depends on the shape's content."""
_INHERITED = "~"
"""Starts a box that is inherited from a placeholder."""


def _box(shape: DrawnShape) -> str:
    """The box on the sheet, through groups.

    Slots outside groups are left out: the base keeps their places.
    """
    if shape.slot and not shape.group and tag(shape.element) != "p:grpSp":
        return ""
    for candidate in shape.inherited_from():
        own = box(candidate)
        if own is not None:
            free = free_sides(shape.element, shape.body_properties())
            place = shape.transform.place(own)
            return _encoded(place, free, inherited=candidate is not shape.element)
    return ""


def _encoded(place: Box, free: Collection[str] = (), *, inherited: bool = False) -> str:
    """A box in EMU as a value: sides in tenths of points, `*` behind those that are free."""
    sides = (
        f"{round(side / _UNIT)}{_FREE if name in free else ''}"
        for name, side in zip(place._fields, place, strict=True)
    )
    return (_INHERITED if inherited else "") + " ".join(sides)


def _decoded(value: str) -> tuple[Box, set[str]]:
    """The box of a value in tenths of points, and its free sides."""
    sides = value.removeprefix(_INHERITED).split()
    free = {n for n, side in zip(Box._fields, sides, strict=True) if side.endswith(_FREE)}
    return Box(*(int(side.removesuffix(_FREE)) for side in sides)), free


def _same_box(was: str, now: str) -> bool:
    """Whether two boxes are the same within a point; one without a box of its own always is."""
    if not (was and now) or (was[0] == now[0] == _INHERITED):
        return True
    (old, free), (new, also) = _decoded(was), _decoded(now)
    return same_place(old, new, free | also, _SLACK)


BOXES = ("box", "group_box")
"""The keys of the properties that hold a shape's box."""


def moved_with_group(was: Values, was_group: Values, now: Values, now_group: Values) -> bool:
    """Whether a shape has its place within its group, which was dragged or resized."""
    boxes = [_box_value(values) for values in (was, was_group, now, now_group)]
    if not all(boxes):
        return False
    (old, free), (outer, _), (new, also), (new_outer, _) = map(_decoded, boxes)
    if outer == new_outer or not (outer.width and outer.height):
        return False
    across, down = new_outer.width / outer.width, new_outer.height / outer.height
    carried = Box(
        round(new_outer.x + (old.x - outer.x) * across),
        round(new_outer.y + (old.y - outer.y) * down),
        round(old.width * across),
        round(old.height * down),
    )
    return same_place(carried, new, free | also, _SLACK)


def _box_value(values: Values) -> str:
    return values.get("box") or values.get("group_box", "")


def box_of_values(values: Values) -> Box | None:
    """The box in EMU, rounded to a tenth of a point, in a shape's values; None without one."""
    value = _box_value(values)
    return Box(*(side * _UNIT for side in _decoded(value)[0])) if value else None


def has_box(values: Values, place: Box) -> bool:
    """Whether a shape's values place it in a box of EMU, within a point."""
    value = _box_value(values)
    return bool(value) and _same_box(value, _encoded(place))


def box_change(was: Box, now: Box, point: int) -> str:
    """How a box changed, in words; `point` is a point in the boxes' unit."""
    old, new = (", ".join(f"{side / point:.0f}" for side in box) for box in (was, now))
    return f"{old} -> {new} pt (left, top, width, height)"


def _box_change(was: str, now: str) -> str:
    return box_change(_decoded(was)[0], _decoded(now)[0], 10)


def _rotation(shape: DrawnShape) -> str:
    """The rotation in degrees clockwise, and whether the shape is mirrored; a vertical flip is a
    half turn of a mirrored shape."""
    xfrm = transform_of(shape.element)
    if xfrm is None:
        return ""
    across, down = (xml.flag(xfrm, name) for name in ("flipH", "flipV"))
    turned = (integer(xfrm, "rot") + (FULL_TURN // 2 if down else 0)) % FULL_TURN
    degrees = f"{turned / DEGREE:g}°" if turned else ""
    return " ".join(filter(None, [degrees, "mirrored" if across != down else ""]))


def _same_rotation(was: str, now: str) -> bool:
    first, second = (
        float(value.partition("°")[0] or 0) if "°" in value else 0.0 for value in (was, now)
    )
    return ("mirrored" in was) == ("mirrored" in now) and abs(first - second) < 0.05


def _placed_by_editor(shape: DrawnShape) -> bool:
    """Whether editors such as LibreOffice give a shape a box of their own: they fit groups to
    their shapes, and move the shapes in rotated groups."""
    return shape.transform.turned or tag(shape.element) == "p:grpSp"


def _turned_by_editor(shape: DrawnShape) -> bool:
    """Whether such editors also give it a rotation of their own, as they do to connectors."""
    return _placed_by_editor(shape) or tag(shape.element) == "p:cxnSp"


def _if(
    read: Callable[[DrawnShape], str], condition: Callable[[DrawnShape], bool], holds: bool
) -> Callable[[DrawnShape], str]:
    """A reader for the shapes of which a condition holds, or does not."""
    return lambda shape: read(shape) if condition(shape) is holds else ""


_BOX, _GROUP_BOX = (_if(_box, _placed_by_editor, holds) for holds in (False, True))
_TURN, _GROUP_TURN = (_if(_rotation, _turned_by_editor, holds) for holds in (False, True))

PLACE_PROPERTIES: tuple[Property[DrawnShape], ...] = (
    Property("box", "the box", _BOX, _same_box, _same_box, change=_box_change),
    Property("group_box", "the box", _GROUP_BOX, _same_box, change=_box_change),
    Property("turn", "the rotation", _TURN, _same_rotation, _same_rotation),
    Property("group_turn", "the rotation", _GROUP_TURN, _same_rotation),
    Property("group", "the group", lambda s: s.group, rewritten=equal, show="`{}`".format),
)


# Charts (21.2): axes, legend, areas and fills that no plan holds. Values that are the default are
# left out, since editors write them too.


_AXES = {
    "c:catAx": "category axis", "c:valAx": "value axis", "c:dateAx": "date axis",
    "c:serAx": "series axis",
}  # fmt: skip

_HIDING, _LIMITS, _LABELS = "hiding", ("least value", "largest value"), "place of labels"
_UNLABELLED = "lack of labels"
_OF_AXIS = (
    MarkupField("least value", "c:scaling/c:min"),
    MarkupField("largest value", "c:scaling/c:max"),
    MarkupField("order", "c:scaling/c:orientation", default="minMax"),
    MarkupField("logarithm", "c:scaling/c:logBase"),
    MarkupField(_HIDING, "c:delete", default="0"),
    MarkupField("step", "c:majorUnit"),
    MarkupField(_LABELS, "c:tickLblPos", default="nextTo"),
)
_GRID_LINES = (
    MarkupField("grid lines", "c:majorGridlines", ""),
    MarkupField("finer grid lines", "c:minorGridlines", ""),
)
_OF_CHART = (MarkupField("place of the legend", "c:legend/c:legendPos", default="r"),)
_OF_PLOT = (
    MarkupField("angle of the first slice", "c:firstSliceAng", default="0"),
    MarkupField("size of the hole", "c:holeSize", default="10"),
)
_OF_SERIES = (
    MarkupField("marker", "c:marker/c:symbol"),
    MarkupField("smoothing", "c:smooth", default="0"),
)
_OF_LABELS = (
    MarkupField(_LABELS, "c:dLbls/c:dLblPos"),
    MarkupField("names of categories at points", "c:dLbls/c:showCatName", default="0"),
    MarkupField("names of series at points", "c:dLbls/c:showSerName", default="0"),
    MarkupField("shares at points", "c:dLbls/c:showPercent", default="0"),
    MarkupField("trend line", "c:trendline", ""),
    MarkupField("error bars", "c:errBars", ""),
)


_PLANNED = (*_LIMITS, "step", "grid lines", "title", "number format", _HIDING)
"""What plans hold of the axes of charts, by the name in front of ` of the value axis`."""


def _is_in_plan(which: str, was: Values, now: Values) -> bool:
    """Whether a plan has it: not the limits of an axis that stays hidden, and of the place of
    labels whether there are any."""
    what, _, series = which.partition(" of series ")
    if series:
        lacks = f"{_CHART}.{_UNLABELLED} of series {series}"
        return what == _UNLABELLED or (what == _LABELS and bool(was.get(lacks) or now.get(lacks)))
    what, _, name = which.partition(" of the ")
    if name == "second category axis":
        return False
    if what == _LABELS:
        return "none" in (values.get(f"{_CHART}.{which}") for values in (was, now))
    hiding = f"{_CHART}.{_HIDING} of the {name}"
    if what in _LIMITS and was.get(hiding) and now.get(hiding):
        return False
    return what in _PLANNED


def _chart_of(shape: DrawnShape) -> Part | None:
    element = graphic(shape.element, "c:chart")
    if element is None:
        return None
    return shape.sheet.package.target(shape.sheet.part, element.get(qn("r:id")))


def _chart_properties(shape: DrawnShape) -> Values:
    part = _chart_of(shape)
    chart = None if part is None else find(part.root, "c:chart")
    if part is None or chart is None:
        return {}
    found = field_values(chart, _OF_CHART)
    area = find(chart, "c:plotArea")
    for name, owner in (("background", part.root), ("plot area's background", area)):
        fill = None if owner is None else fill_in(find(owner, "c:spPr"))
        if fill is not None and tag(fill) != "a:noFill":
            found[name] = paint.explicit_paint(fill, shape.sheet)
    plots = [] if area is None else [one for one in area if tag(one).endswith("Chart")]
    ids = [one.get("val") for one in find_all(plots[0], "c:axId")] if plots else []
    for plot in plots:
        found |= field_values(plot, _OF_PLOT)
        for series in find_all(plot, "c:ser"):
            found |= _series(series, shape)
    for child in area if area is not None else ():
        if tag(child) in _AXES:
            found |= _axis(child, _axis_name(child, ids), shape)
    return found


def _axis_name(axis: Element, ids: Sequence[str | None]) -> str:
    """What an axis is called; `ids` are those of the axes of the first plot."""
    number = find(axis, "c:axId")
    own = None if number is None else number.get("val")
    if tag(axis) == "c:valAx" and own in ids[:1]:
        return "x axis"
    return _AXES[tag(axis)] if own in ids else f"second {_AXES[tag(axis)]}"


def _axis(axis: Element, name: str, shape: DrawnShape) -> Values:
    suffix = f" of the {name}"
    found = field_values(axis, _OF_AXIS, suffix)
    title = find(axis, "c:title")
    if title is not None:
        found[f"title{suffix}"] = " / ".join(content.paragraph_texts(title)) or "made by itself"
    found |= field_values(axis, _GRID_LINES, suffix)
    form = find(axis, "c:numFmt")
    if form is not None and not xml.flag(form, "sourceLinked"):
        code = form.get("formatCode", "")
        found[f"number format{suffix}"] = "" if code == "General" else code
    found[f"line{suffix}"] = _line_text(axis, shape)
    return found


def _series(series: Element, shape: DrawnShape) -> Values:
    """The line, markers and labels of a series, named by its number."""
    suffix = f" of series {number_at(series, 'c:order') + 1}"
    found = field_values(series, _OF_SERIES, suffix)
    found[f"line{suffix}"] = _line_text(series, shape)
    labels = find(series, "c:dLbls")
    if labels is None or xml.is_set(labels, "c:delete"):
        found[f"{_UNLABELLED}{suffix}"] = "1"
    return found | field_values(series, _OF_LABELS, suffix)


def with_new_series(values: Values, before: int, now: int) -> Values:
    """The values of a chart that had so many series and has more or fewer now. Those that came are
    made like the last one: in PowerPoint's copy of it, and by a build."""
    gone = tuple(f" of series {number}" for number in range(now + 1, before + 1))
    found = {key: value for key, value in values.items() if not key.endswith(gone)}
    last = f" of series {before}"
    for key, value in values.items():
        if key.startswith(f"{_CHART}.") and key.endswith(last):
            names = (f"{key.removesuffix(last)} of series {n}" for n in range(before + 1, now + 1))
            found |= dict.fromkeys(names, value)
    return found


def _line_text(owner: Element, shape: DrawnShape) -> str:
    """Colour, width and dashes of an element's line, "" where none is visible."""
    line = find(owner, "c:spPr/a:ln")
    fill = fill_in(line)
    if line is None or fill is None or tag(fill) == "a:noFill":
        return ""
    dashes = value_at(line, "a:prstDash")
    width = f"{integer(line, 'w', 9525) / EMU_PER_POINT:g} pt"
    return " ".join(
        filter(None, [_special_fill(fill, shape), width, "" if dashes == "solid" else dashes])
    )


def _special_fill(fill: Element | None, shape: DrawnShape) -> str:
    """A fill as it is written, "" for none and for plain theme colours, which plans hold."""
    if fill is None or tag(fill) == "a:noFill":
        return ""
    seen = paint.resolved_paint(fill, shape.sheet)
    plain = tag(fill) == "a:solidFill" and seen in shape.sheet.scheme.theme.colors.values()
    return "" if plain else paint.explicit_paint(fill, shape.sheet)


def _fills(shape: DrawnShape) -> Values:
    """The fills of series and points that are no plain colours of the theme."""
    part = _chart_of(shape)
    found = {}
    for series in each(part.root, "c:ser") if part is not None else ():
        name = f"series {number_at(series, 'c:order') + 1}"
        found[name] = _special_fill(fill_in(find(series, "c:spPr")), shape)
        for point in find_all(series, "c:dPt"):
            number = number_at(point, "c:idx") + 1
            fill = _special_fill(fill_in(find(point, "c:spPr")), shape)
            found[f"point {number} of {name}"] = fill
    return found


def _numbers(shape: DrawnShape) -> str:
    """A digest of the numbers, sorted, of a chart that no plan holds: LibreOffice swaps the axes
    of scatter charts."""
    texts = (text.strip() for text in _point_texts(shape, _POINTS))
    numbers = sorted(f"{float(text):.6g}" for text in texts if re.fullmatch(_DECIMAL, text))
    return paint.digest_of_text(*numbers) if numbers else ""


def _names(shape: DrawnShape) -> str:
    """A digest of the categories and series' names of a chart that no plan holds."""
    texts = list(_point_texts(shape, ("c:tx", "c:cat")))
    return paint.digest_of_text(*texts) if texts else ""


def _point_texts(shape: DrawnShape, names: Iterable[str]) -> Iterator[str]:
    """The texts of the points below elements of these names, of a chart that is no slot."""
    part = None if shape.slot else _chart_of(shape)
    for name in names if part is not None else ():
        for found in each(part.root, name) if part is not None else ():
            for value in each(found, "c:v"):
                yield value.text or ""


_POINTS = ("c:val", "c:xVal", "c:yVal", "c:bubbleSize")
_DECIMAL = r"[+-]?\d{1,300}(\.\d*)?([eE][+-]?\d{1,3})?"
FIGURES = "figures"
"""The key of the one property that compares charts without a kind in YAML after LibreOffice."""

_CHART = "chart"
CHART_PROPERTIES = (
    Property(FIGURES, "the values", _numbers, rewritten=equal),
    Property("names", "the categories or names of series", _names),
    Property(_CHART, "the {}", _chart_properties, default="the default", planned=_is_in_plan),
    Property(
        "series",
        "the fill of {}",
        _fills,
        show=paint.explicit_text,
        default="a colour of the theme",
    ),
)
