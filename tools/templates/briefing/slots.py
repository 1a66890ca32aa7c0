"""The slots that layouts of the briefing share: title, kicker, source, footers, and families."""

from design.model import Box, Layout, Mark, Slot

from briefing.style import BAND_BOTTOM, BAND_TOP, MARGIN, WIDTH

_TITLE_BOX = Box(MARGIN, 0.62, WIDTH, 0.98)
_DATE_BOX = Box(8.81, 7.02, 2.77, 0.28)
_FOOTER_BOX = Box(MARGIN, 7.02, 7.81, 0.28)
_NUMBER_BOX = Box(11.83, 7.02, 0.76, 0.28)

BULLET_PROMPT = ("One point a line", "What supports it", "Further detail")
CONTENT_PROMPT = ("Points, a chart, a table or a picture", *BULLET_PROMPT[1:])
HEADED_PROMPT = ("Heading", "One point a line", "Further detail")
FIGURE_PROMPT = ("00", "What it counts", "As of when")
CONTACT_PROMPT = ("Office", "Name, title and address", "Phone")

TITLE = Slot("Title", "title", 0, _TITLE_BOX, "title", ("What this slide says, in one line",))
KICKER = Slot("Kicker", "body", 20, Box(MARGIN, 0.30, 8.81, 0.28), "kicker", ("Chapter or topic",))
SOURCE = Slot(
    "Source",
    "body",
    21,
    Box(MARGIN, 6.52, WIDTH, 0.32),
    "source",
    ("Source: who says so, and as of when",),
)
FOOTERS = (
    Slot("Date", "dt", 10, _DATE_BOX, "date", ("Date",)),
    Slot("Footer", "ftr", 11, _FOOTER_BOX, "footer", ("Office or programme",)),
    Slot("Slide Number", "sldNum", 12, _NUMBER_BOX, "number", ()),
)
COVER_FOOTERS = tuple(
    Slot(slot.name, slot.kind, slot.idx, slot.box, f"cover {slot.role}", slot.prompt)
    for slot in FOOTERS
)
MASTER = (
    TITLE,
    Slot(
        "Body",
        "body",
        1,
        Box(MARGIN, BAND_TOP, WIDTH, BAND_BOTTOM - BAND_TOP),
        "body",
        (*BULLET_PROMPT, "Fourth level", "Fifth level"),
    ),
    Slot("Date", "dt", 2, _DATE_BOX, "date", ("Date",)),
    Slot("Footer", "ftr", 3, _FOOTER_BOX, "footer", ("Office or programme",)),
    Slot("Slide Number", "sldNum", 4, _NUMBER_BOX, "number", ()),
)


def band(x: float, width: float, top: float = BAND_TOP) -> Box:
    """A box from `top` to the foot of the content band."""
    return Box(x, top, width, BAND_BOTTOM - top)


def framed(
    layout: str, *slots: Slot, kind: str | None = None, marks: tuple[Mark, ...] = ()
) -> Layout:
    """A layout of the usual frame, title and kicker above, source and footers below."""
    return Layout(layout, (TITLE, KICKER, *slots, SOURCE, *FOOTERS), kind, marks=marks)


def figure(number: int, box: Box, role: str = "figure") -> Slot:
    """One big figure, its label and its date."""
    return Slot(f"Figure {number}", "body", 30 + number, box, role, FIGURE_PROMPT)


def card(number: int, box: Box) -> Slot:
    """One contact: office, person and address, phone."""
    return Slot(f"Card {number}", "body", 30 + number, box, "card", CONTACT_PROMPT)


def listing(number: int, box: Box, role: str) -> Slot:
    """One column of a list under headings."""
    return Slot(f"List {number}", "body", number, box, role, HEADED_PROMPT)
