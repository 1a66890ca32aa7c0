"""Slide layout parts."""

from design.colour import fill
from design.model import Design, Layout, Slot
from design.shapes import mark, placeholder, shape_tree
from design.xml import Element, el

FOOTERS = {"dt", "ftr", "sldNum"}

_MASTER_ROLES = {
    "title": "title",
    "ctrTitle": "title",
    "dt": "date",
    "ftr": "footer",
    "sldNum": "number",
}


def slide_layout(layout: Layout, design: Design) -> Element:
    """The layout's part: its ground, its marks behind, its placeholders in reading order."""
    cover = layout.cover
    marks = (*(cover.marks if cover else ()), *layout.marks)
    placeholders = [_placeholder(slot, design) for slot in layout.slots]
    kind = {"type": layout.kind} if layout.kind else {"userDrawn": 1}
    return el(
        "p:sldLayout",
        el(
            "p:cSld",
            background(cover.ground if cover else layout.ground, design),
            shape_tree([*(mark(item, design.tints) for item in marks), *placeholders]),
            name=layout.name,
        ),
        el("p:clrMapOvr", el("a:masterClrMapping")),
        header_footer({slot.kind for slot in layout.slots}),
        showMasterSp=int(cover is None),
        preserve=1,
        **kind,
    )


def _placeholder(slot: Slot, design: Design) -> Element:
    inherits = slot.role == _MASTER_ROLES.get(slot.kind, "body")
    return placeholder(slot, design.roles[slot.role], design.tints, inherits=inherits)


def background(colour: str | None, design: Design) -> Element | None:
    """A solid background, or None for the one that is inherited."""
    if colour is None:
        return None
    return el("p:bg", el("p:bgPr", fill(colour, design.tints), el("a:effectLst")))


def header_footer(kinds: set[str]) -> Element:
    """Which of header, footer, date and slide number show; those not said to be off are on."""
    off = {kind: 0 for kind in ("sldNum", "hdr", "ftr", "dt") if kind not in kinds}
    return el("p:hf", **off)
