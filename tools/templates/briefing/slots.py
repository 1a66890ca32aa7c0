"""The slots that layouts share: title, kicker, source, footers, and the families `X 1` to `X n`."""

from collections.abc import Iterable, Iterator

from design.model import Box, Layout, Mark, Slot

from briefing.style import BAND_BOTTOM, BAND_TOP, GUTTER, MARGIN, RULED_TOP, WIDTH, column, span

_TITLE_BOX = Box(MARGIN, 0.62, WIDTH, 0.98)
_DATE_BOX = Box(column(9), 7.02, span(3) - 0.1, 0.28)
_FOOTER_BOX = Box(MARGIN, 7.02, span(8), 0.28)
_NUMBER_BOX = Box(column(12), 7.02, span(1), 0.28)

BULLET_PROMPT = ("One point a line", "What supports it", "Further detail")
CONTENT_PROMPT = ("Points, a chart, a table or a picture", *BULLET_PROMPT[1:])
_HEADED_PROMPT = ("Heading", "One point a line", "Further detail")
_FIGURE_PROMPT = ("00", "What it counts", "As of when")
_CARD_PROMPT = ("Heading", "What belongs to it", "Phone or figure")

TITLE = Slot("Title", "title", 0, _TITLE_BOX, "title", ("What this slide says, in one line",))
KICKER = Slot(
    "Kicker", "body", 20, Box(MARGIN, 0.30, span(9), 0.28), "kicker", ("Chapter or topic",)
)
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


def on_cover(slot: Slot) -> Slot:
    """The slot in the colours of a dark ground."""
    return Slot(slot.name, slot.kind, slot.idx, slot.box, f"cover {slot.role}", slot.prompt)


COVER_FOOTERS = tuple(map(on_cover, FOOTERS))
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


def band(x: float, width: float, top: float = BAND_TOP, bottom: float = BAND_BOTTOM) -> Box:
    """A box in the content band, to its foot unless another bottom is given."""
    return Box(x, top, width, bottom - top)


def across(
    count: int,
    top: float = RULED_TOP,
    bottom: float = BAND_BOTTOM,
    *,
    left: float = MARGIN,
    width: float = WIDTH,
    gap: float = GUTTER,
) -> list[Box]:
    """Boxes of one size side by side."""
    each = (width - (count - 1) * gap) / count
    return [band(left + at * (each + gap), each, top, bottom) for at in range(count)]


def down(
    count: int,
    left: float,
    width: float,
    *,
    top: float = BAND_TOP,
    bottom: float = BAND_BOTTOM,
    gap: float = 0.2,
) -> list[Box]:
    """Boxes of one size below each other."""
    each = (bottom - top - (count - 1) * gap) / count
    return [Box(left, top + at * (each + gap), width, each) for at in range(count)]


def framed(
    layout: str, *slots: Slot, kind: str | None = None, marks: tuple[Mark, ...] = ()
) -> Layout:
    """A layout of the usual frame, title and kicker above, source and footers below."""
    return Layout(layout, (TITLE, KICKER, *slots, SOURCE, *FOOTERS), kind, marks=marks)


def text(name: str, idx: int, box: Box, role: str, *prompt: str) -> Slot:
    """A slot for text."""
    return Slot(name, "body", idx, box, role, prompt)


def content(name: str, idx: int, box: Box, role: str = "body") -> Slot:
    """A slot for any content."""
    return Slot(name, "obj", idx, box, role, CONTENT_PROMPT)


def drawn(name: str, box: Box) -> Slot:
    """A slot for what the program draws, as a map or a process."""
    return Slot(name, "obj", 1, box, "body", (name,))


def heading(box: Box, prompt: str = "What these are") -> Slot:
    """The heading over a row of cells or entries."""
    return text("Heading", 22, box, "subheading", prompt)


def lead() -> Slot:
    """One line above what the slide shows."""
    return text("Lead", 23, Box(MARGIN, BAND_TOP, WIDTH, 0.40), "lead", "What it is, in one line")


def remark(top: float) -> Slot:
    """A remark at the foot of the band."""
    return text("Text", 38, band(MARGIN, WIDTH, top), "remark", "What to remember", "Detail")


def _family(
    name: str, idx: int, boxes: Iterable[Box], role: str, prompt: tuple[str, ...]
) -> Iterator[Slot]:
    for number, box in enumerate(boxes, start=1):
        yield Slot(f"{name} {number}", "body", idx + number, box, role, prompt)


def figures(boxes: Iterable[Box], role: str = "tile", after: int = 0) -> Iterator[Slot]:
    """Big figures, each with its label and its date; the first is numbered one past `after`."""
    for number, box in enumerate(boxes, start=1 + after):
        yield Slot(f"Figure {number}", "body", 30 + number, box, role, _FIGURE_PROMPT)


def cards(boxes: Iterable[Box], role: str = "card") -> Iterator[Slot]:
    """Cards: a heading, what belongs to it, and what stands out."""
    return _family("Card", 30, boxes, role, _CARD_PROMPT)


def entries(boxes: Iterable[Box], role: str = "entry") -> Iterator[Slot]:
    """Entries of an agenda or a legend: a number or a short name, a name, a text."""
    return _family("Entry", 40, boxes, role, ("1", "Name", "What it is about"))


def points(boxes: Iterable[Box]) -> Iterator[Slot]:
    """Points with a heading each, so wide and low that an icon stands at the left."""
    return _family("Point", 50, boxes, "point", ("Heading", "What supports it"))


def items(boxes: Iterable[Box], role: str = "item") -> Iterator[Slot]:
    """Small cells of some words each."""
    return _family("Item", 60, boxes, role, ("Item", "What it means"))


def lists(boxes: Iterable[Box], role: str) -> Iterator[Slot]:
    """Columns of lists under headings."""
    return _family("List", 0, boxes, role, _HEADED_PROMPT)
