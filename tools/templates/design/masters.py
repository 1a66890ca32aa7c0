"""The slide master, the notes master and the handout master."""

from collections.abc import Iterable

from design.layouts import FOOTERS, background, header_footer
from design.model import BULLET, DASH, SLIDE, Box, Design, Level, Role, Slot
from design.shapes import mark, placeholder, shape_tree, transform
from design.text import OUTLINE_LEVELS, STYLE_LEVELS, level_properties
from design.xml import Element, el

PAGE = Box(0, 0, 7.5, 10)  # a page of notes or of a handout

_FIRST_LAYOUT_ID = 2147483649  # the master has the number below: all are of one sequence
_MASTER_GUIDES = "{27BBF7A9-308A-43DC-89C8-2F10F3537804}"
_GUIDE_UNIT = 576  # guides stand in 1/576 inch (MS-PPTX 2.4.1.6)

_OTHER = Role((Level(18),))
_SMALL = Level(12, "accent6")
_PAGE_ROLES = {
    "start": Role((_SMALL,), shrinks=False),
    "start foot": Role((_SMALL,), anchor="b", shrinks=False),
    "end": Role((Level(12, "accent6", align="r"),), shrinks=False),
    "end foot": Role((Level(12, "accent6", align="r"),), anchor="b", shrinks=False),
    "notes": Role(
        (
            Level(12, before=6),
            Level(12, bullet=BULLET, indent=0.2, hang=0.2, before=3),
            Level(12, bullet=DASH, indent=0.4, hang=0.2, before=2),
        ),
        shrinks=False,
    ),
}
_HEADER = Slot("Header", "hdr", 0, Box(0.5, 0.35, 4, 0.4), "start", ("Header",))
_DATE = Slot("Date", "dt", 1, Box(4.75, 0.35, 2.25, 0.4), "end", ("Date",))
_NOTES = Slot(
    "Notes",
    "body",
    3,
    Box(0.75, 4.65, 6, 4.6),
    "notes",
    ("What to say", "Detail", "Further detail"),
)
_FOOTER = Box(0.5, 9.35, 4.5, 0.4)
_NUMBER = Box(5.5, 9.35, 1.5, 0.4)


def slide_master(design: Design) -> Element:
    """The slide master: ground, marks, placeholders, text styles and guides."""
    tints = design.tints
    marks = [mark(item, tints) for item in design.marks]
    placeholders = [
        placeholder(
            slot,
            design.roles[slot.role],
            tints,
            inherits=slot.kind not in FOOTERS,
            in_layout=False,
        )
        for slot in design.master
    ]
    layout_ids = (
        el("p:sldLayoutId", id=_FIRST_LAYOUT_ID + number, **{"r:id": f"rId{number + 1}"})
        for number in range(len(design.layouts))
    )
    return el(
        "p:sldMaster",
        el("p:cSld", background("bg1", design), shape_tree([*marks, *placeholders])),
        _colour_map(),
        el("p:sldLayoutIdLst", *layout_ids),
        header_footer(FOOTERS),
        _text_styles(design),
        el("p:extLst", el("p:ext", guide_list(*design.guides, "F26B43"), uri=_MASTER_GUIDES)),
        preserve=1,
    )


def _text_styles(design: Design) -> Element:
    def style(tag: str, role: Role, count: int, font: str) -> Element:
        return el(tag, *level_properties(role.levels, count, design.tints, font))

    return el(
        "p:txStyles",
        style("p:titleStyle", design.roles["title"], OUTLINE_LEVELS, "mj"),
        style("p:bodyStyle", design.roles["body"], STYLE_LEVELS, "mn"),
        style("p:otherStyle", _OTHER, STYLE_LEVELS, "mn"),
    )


def _colour_map() -> Element:
    same = {f"accent{number}": f"accent{number}" for number in range(1, 7)}
    return el(
        "p:clrMap",
        bg1="lt1",
        tx1="dk1",
        bg2="lt2",
        tx2="dk2",
        **same,
        hlink="hlink",
        folHlink="folHlink",
    )


def guide_list(vertical: Iterable[float], horizontal: Iterable[float], colour: str) -> Element:
    """Guides at these inches, for an extension list."""
    across = {"orient": "horz"}
    places = [*((x, {}) for x in vertical), *((y, across) for y in horizontal)]
    return el(
        "p15:sldGuideLst",
        *(
            el(
                "p15:guide",
                el("p15:clr", el("a:srgbClr", val=colour)),
                id=number,
                **direction,
                pos=round(inches * _GUIDE_UNIT),
                userDrawn=1,
            )
            for number, (inches, direction) in enumerate(places, start=1)
        ),
    )


def notes_master(design: Design) -> Element:
    """The notes master: the slide above, the notes below."""
    shapes = [
        *_page_placeholders((_HEADER, _DATE), design),
        _slide_image(),
        *_page_placeholders(
            (
                _NOTES,
                Slot("Footer", "ftr", 4, _FOOTER, "start foot", ("Footer",)),
                Slot("Slide Number", "sldNum", 5, _NUMBER, "end foot", ()),
            ),
            design,
        ),
    ]
    levels = _PAGE_ROLES["notes"].levels
    return el(
        "p:notesMaster",
        el("p:cSld", background("bg1", design), shape_tree(shapes)),
        _colour_map(),
        header_footer({"hdr", *FOOTERS}),
        el("p:notesStyle", *level_properties(levels, STYLE_LEVELS, design.tints, "mn")),
    )


def handout_master(design: Design) -> Element:
    """The handout master: header, date, footer and page number around the slides."""
    slots = (
        _HEADER,
        _DATE,
        Slot("Footer", "ftr", 2, _FOOTER, "start foot", ("Footer",)),
        Slot("Slide Number", "sldNum", 3, _NUMBER, "end foot", ()),
    )
    return el(
        "p:handoutMaster",
        el(
            "p:cSld",
            background("bg1", design),
            shape_tree(_page_placeholders(slots, design)),
        ),
        _colour_map(),
        header_footer({"hdr", *FOOTERS}),
    )


def _page_placeholders(slots: Iterable[Slot], design: Design) -> list[Element]:
    return [
        placeholder(slot, _PAGE_ROLES[slot.role], design.tints, inherits=False, in_layout=False)
        for slot in slots
    ]


def _slide_image() -> Element:
    width = 6.0
    box = Box((PAGE.width - width) / 2, 1, width, width * SLIDE.height / SLIDE.width)
    return el(
        "p:sp",
        el(
            "p:nvSpPr",
            el("p:cNvPr", id=0, name="Slide Image"),
            el("p:cNvSpPr", el("a:spLocks", noGrp=1, noRot=1, noChangeAspect=1)),
            el("p:nvPr", el("p:ph", type="sldImg", idx=2)),
        ),
        el(
            "p:spPr",
            transform(box),
            el("a:prstGeom", el("a:avLst"), prst="rect"),
            el("a:noFill"),
            el("a:ln", el("a:solidFill", el("a:schemeClr", val="accent6")), w=9525),
        ),
    )
