"""Shapes: placeholders, and the marks that decorate."""

from collections.abc import Iterable, Mapping

from design.colour import colour, fill, line
from design.model import Bar, Box, Curve, Drawing, Edge, Mark, Role, Slot, Tint
from design.text import body_properties, field_paragraph, list_style, prompt_paragraphs
from design.xml import Element, el, emu

_DECORATIVE_URI = "{C183D7F6-B498-43B3-948B-1728B52AA6E4}"
_SLIDE_NUMBER_FIELD = "{5A0B1F3C-7C1D-4E0B-9C55-0D9B7B6B1E21}"
_SIZES = {"dt": "half", "ftr": "quarter", "sldNum": "quarter", "hdr": "quarter"}
_OUTLINE = 0.75  # points
_SLIVER = 0.001  # inches
_OUR_PROMPTS = {"title", "ctrTitle", "subTitle", "body", "obj", "chart", "tbl", "pic"}


def shape_tree(shapes: Iterable[Element]) -> Element:
    """The shapes in one tree, numbered from the tree itself on."""
    origin = el("a:off", x=0, y=0), el("a:ext", cx=0, cy=0)
    child = el("a:chOff", x=0, y=0), el("a:chExt", cx=0, cy=0)
    tree = el(
        "p:spTree",
        el(
            "p:nvGrpSpPr",
            el("p:cNvPr", id=0, name=""),
            el("p:cNvGrpSpPr"),
            el("p:nvPr"),
        ),
        el("p:grpSpPr", el("a:xfrm", *origin, *child)),
        *shapes,
    )
    for number, properties in enumerate(tree.iter("{*}cNvPr"), start=1):
        properties.set("id", str(number))
    return tree


def placeholder(
    slot: Slot, role: Role, tints: Mapping[str, Tint], *, inherits: bool, in_layout: bool = True
) -> Element:
    """The placeholder of a slot. One that `inherits` leaves its text levels to the master."""
    return el(
        "p:sp",
        el(
            "p:nvSpPr",
            el("p:cNvPr", id=0, name=slot.name),
            el("p:cNvSpPr", el("a:spLocks", noGrp=1)),
            el("p:nvPr", el("p:ph", **_placeholder_attributes(slot, in_layout))),
        ),
        el("p:spPr", transform(_panel_box(slot.box, role)), *_ground(role, tints)),
        el(
            "p:txBody",
            body_properties(role),
            list_style(None if inherits else role, tints),
            *_prompt(slot),
        ),
    )


def _placeholder_attributes(slot: Slot, in_layout: bool) -> dict[str, str | int]:
    attributes: dict[str, str | int] = {}
    if slot.kind != "obj":
        attributes["type"] = slot.kind
    if slot.kind in _SIZES:
        attributes["sz"] = _SIZES[slot.kind]
    if slot.idx:
        attributes["idx"] = slot.idx
    if in_layout and slot.kind in _OUR_PROMPTS:
        attributes["hasCustomPrompt"] = 1
    return attributes


def _prompt(slot: Slot) -> list[Element]:
    if slot.kind == "sldNum":
        return [field_paragraph("slidenum", "\u2039#\u203a", _SLIDE_NUMBER_FIELD)]
    return prompt_paragraphs(slot.prompt)


def transform(box: Box) -> Element:
    """Position and size."""
    return el(
        "a:xfrm",
        el("a:off", x=emu(box.x), y=emu(box.y)),
        el("a:ext", cx=emu(box.width), cy=emu(box.height)),
    )


def _panel_box(box: Box, role: Role) -> Box:
    """The box within which a panel and its rule at the left stand, a sliver smaller across.

    LibreOffice draws a shadow 1/100 mm beyond its shape: edges that lie just within a pixel hide
    that.
    """
    if role.rule is None:
        return box
    inset = _SLIVER + (_OUTLINE / 144 if role.outline else 0)
    if role.rule.edge is Edge.LEFT:
        rule = role.rule.weight / 72
        return Box(box.x + rule, box.y + inset, box.width - rule, box.height - 2 * inset)
    return Box(box.x + inset, box.y, box.width - 2 * inset, box.height)


def _ground(role: Role, tints: Mapping[str, Tint]) -> list[Element]:
    """The panel of a role.

    Its rule is a hard shadow that looks out from under it. A geometry of which one edge is stroked
    would be drawn by PowerPoint alone: LibreOffice strokes all four.
    """
    ground = [
        el("a:prstGeom", el("a:avLst"), prst="rect"),
        fill(role.fill, tints) if role.fill else el("a:noFill"),
    ]
    if role.outline:
        ground.append(line(role.outline, _OUTLINE, tints))
    if role.rule:
        shadow = el(
            "a:outerShdw",
            colour(role.rule.colour, tints),
            blurRad=0,
            dist=round(role.rule.weight * 12700),
            dir=role.rule.edge.value * 60000,
            algn="ctr",
            rotWithShape=0,
        )
        ground.append(el("a:effectLst", shadow))
    return ground


def _custom_geometry(*paths: Element) -> Element:
    return el(
        "a:custGeom",
        el("a:avLst"),
        el("a:gdLst"),
        el("a:ahLst"),
        el("a:cxnLst"),
        el("a:rect", l="l", t="t", r="r", b="b"),
        el("a:pathLst", *paths),
    )


def mark(item: Mark, tints: Mapping[str, Tint]) -> Element:
    """A shape that decorates: said to be so, and without text."""
    match item:
        case Bar(name, box, colour):
            look = [
                el("a:prstGeom", el("a:avLst"), prst="rect"),
                fill(colour, tints),
                el("a:ln", el("a:noFill")),
            ]
        case Drawing(name, box, colour, weight, curves):
            look = [
                _custom_geometry(_curves(box, curves)),
                el("a:noFill"),
                line(colour, weight, tints),
            ]
    decorative = el("a:extLst", el("a:ext", el("adec:decorative", val=1), uri=_DECORATIVE_URI))
    return el(
        "p:sp",
        el(
            "p:nvSpPr",
            el("p:cNvPr", decorative, id=0, name=name, descr=""),
            el("p:cNvSpPr"),
            el("p:nvPr", userDrawn=1),
        ),
        el("p:spPr", transform(box), *look),
    )


def _curves(box: Box, curves: Iterable[Curve]) -> Element:
    """All the curves as sub-paths of one path, in EMU from the box's corner."""
    path = el("a:path", w=emu(box.width), h=emu(box.height), fill="none")
    for curve in curves:
        points = [el("a:pt", x=emu(x - box.x), y=emu(y - box.y)) for x, y in curve]
        path.append(el("a:moveTo", points[0]))
        for at in range(1, len(points), 3):
            path.append(el("a:cubicBezTo", *points[at : at + 3]))
    return path
