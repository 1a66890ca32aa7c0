"""The briefing's slide layouts, in the order in which PowerPoint offers them: an entry each."""

from design.model import Box, Cover, Layout, Slot

from briefing.marks import CLOSING, FRONT, PICTURE, SECTION, STATEMENT
from briefing.slots import (
    BULLET_PROMPT,
    COVER_FOOTERS,
    FOOTERS,
    SOURCE,
    across,
    band,
    cards,
    content,
    down,
    drawn,
    entries,
    figures,
    framed,
    heading,
    items,
    lead,
    lists,
    on_cover,
    points,
    remark,
    text,
)
from briefing.style import BAND_TOP, MARGIN, RULED_TOP, WIDTH, column, span

# The two sides of layouts with a panel of key figures, or a map, beside what it explains.
_THIRD, _TWO_THIRDS = span(4), span(8)
_RIGHT = column(5)
_SIDE = column(9)
_HALF, _OTHER_HALF = span(6), column(7)
_MAP = Box(MARGIN, 1.60, 7.95, 4.82)  # a little wider and higher, since maps leave room around


def _cover(name: str, kind: str | None, ground: Cover, *slots: Slot) -> Layout:
    return Layout(name, slots, kind, cover=ground)


def _title(kind: str, box: Box, role: str, prompt: str) -> Slot:
    return Slot("Title", kind, 0, box, role, (prompt,))


def _strip(idx: int) -> Slot:
    return text(
        "Strip", idx, band(MARGIN, WIDTH, 5.20), "strip", "Office or line", "Who, hours", "Phone"
    )


def _cards_and_strip(name: str, count: int, role: str, strip: int = 39) -> Layout:
    return framed(name, *cards(across(count, bottom=5.00), role), _strip(strip))


_COVERS = (
    _cover(
        "Title Slide",
        "title",
        FRONT,
        _title("ctrTitle", Box(MARGIN, 2.05, 7.81, 2.35), "cover title", "Title of the briefing"),
        Slot(
            "Subtitle",
            "subTitle",
            1,
            Box(MARGIN, 4.55, 6.80, 0.90),
            "subtitle",
            ("What it covers, in one or two lines",),
        ),
        text(
            "Presenter and office",
            13,
            Box(MARGIN, 6.35, 7.81, 0.62),
            "presenter",
            "Presenter, office, date",
        ),
    ),
)
_GENERAL = (
    framed("Title and Content", content("Content", 1, band(MARGIN, WIDTH)), kind="obj"),
    _cover(
        "Section Header",
        "secHead",
        SECTION,
        _title("title", Box(MARGIN, 2.30, 7.81, 1.70), "section title", "Name of the section"),
        text("Text", 1, Box(MARGIN, 4.15, 6.80, 1.30), "subtitle", "What the section covers"),
        *COVER_FOOTERS,
    ),
    framed(
        "Two Content",
        content("Content 1", 1, band(MARGIN, _HALF)),
        content("Content 2", 2, band(_OTHER_HALF, _HALF)),
        kind="twoObj",
    ),
    framed(
        "Comparison",
        text("Heading 1", 1, band(MARGIN, _HALF, bottom=2.25), "heading", "First heading"),
        content("Content 1", 2, band(MARGIN, _HALF, 2.25), "side"),
        text(
            "Heading 2", 3, band(_OTHER_HALF, _HALF, bottom=2.25), "other heading", "Second heading"
        ),
        content("Content 2", 4, band(_OTHER_HALF, _HALF, 2.25), "side"),
        kind="twoTxTwoObj",
    ),
    framed("Title Only", kind="titleOnly"),
    Layout("Blank", FOOTERS, "blank"),
    framed(
        "Content with Caption",
        content("Content", 1, band(MARGIN, _TWO_THIRDS)),
        text("Caption", 2, band(_SIDE, _THIRD, RULED_TOP), "caption", "What to see in it"),
        kind="objTx",
    ),
    framed(
        "Picture with Caption",
        Slot("Picture", "pic", 1, band(MARGIN, _TWO_THIRDS), "body", ("Picture",)),
        text("Caption", 2, band(_SIDE, _THIRD, RULED_TOP), "caption", "What the picture shows"),
        kind="picTx",
    ),
    _cover(
        "Statement",
        None,
        STATEMENT,
        _title("title", Box(MARGIN, 0.62, 8.81, 0.40), "statement title", "What the statement is"),
        text(
            "Statement",
            1,
            Box(MARGIN, 1.30, 11.0, 4.20),
            "statement",
            "One statement, in one or two sentences",
            "What it rests on",
        ),
        text("Note", 24, Box(MARGIN, 5.70, 11.0, 0.72), "statement note", "Where it comes from"),
        on_cover(SOURCE),
        *COVER_FOOTERS,
    ),
    framed(
        "Chart and Points",
        Slot("Chart", "chart", 1, band(MARGIN, _TWO_THIRDS), "body", ("Chart",)),
        text("Points", 2, band(_SIDE, _THIRD), "points", *BULLET_PROMPT),
        kind="chartAndTx",
    ),
    framed("Table", Slot("Table", "tbl", 1, band(MARGIN, WIDTH), "body", ("Table",)), kind="tbl"),
    framed(
        "Map and List",
        drawn("Map", _MAP),
        text("List", 2, band(_SIDE, _THIRD, 1.60), "list", "Heading", "What belongs to it", "Note"),
    ),
    framed("Map", drawn("Map", band(MARGIN, WIDTH, 1.58))),
    # The first of seven over six columns, so that a number of seven digits stands on one line.
    framed(
        "Seven Figures",
        *figures([Box(MARGIN, BAND_TOP, _HALF, 1.80)], "hero"),
        *figures(across(2, bottom=3.50, left=_OTHER_HALF, width=_HALF), after=1),
        *figures(across(4, 3.70, 5.60), after=3),
        text("Text", 38, band(MARGIN, WIDTH, 5.70), "remarks", "A further point", "Detail"),
    ),
    framed(
        "Four Figures and Content",
        *figures(across(4, bottom=3.50)),
        content("Content", 1, band(MARGIN, WIDTH, 3.75)),
    ),
    _cards_and_strip("Three Cards and Strip", 3, "card", 34),
    framed("Two-Column List", *lists(across(2), "columns")),
    framed("Three-Column List", *lists(across(3), "narrow columns")),
)
_FIGURES = (
    framed(
        "Figures and Agenda",
        *figures(across(4, bottom=3.45)),
        heading(band(MARGIN, WIDTH, 3.65, 4.05), "In this briefing"),
        *entries(across(4, 4.20)),
    ),
    framed(
        "Key Figures and Points",
        *figures(down(2, MARGIN, _THIRD, gap=0), "key figure"),
        *points(down(3, _RIGHT, _TWO_THIRDS, gap=0.3)),
    ),
    framed(
        "Key Figures and Content",
        *figures(down(2, MARGIN, _THIRD, gap=0), "key figure"),
        content("Content", 1, band(_RIGHT, _TWO_THIRDS, bottom=5.75)),
        text("Note", 24, band(_RIGHT, _TWO_THIRDS, 5.90), "note", "What to see in it"),
    ),
    framed(
        "Key Figure and Content",
        *figures([band(MARGIN, _THIRD)], "key figure"),
        content("Content", 1, band(_RIGHT, _TWO_THIRDS)),
    ),
    framed(
        "Statement and Points",
        text("Statement", 1, band(MARGIN, _THIRD), "panel", "One statement", "What it rests on"),
        *points(down(3, _RIGHT, _TWO_THIRDS, gap=0.3)),
    ),
    framed(
        "Three Figures and Content",
        *figures(across(3, bottom=3.50), "wide tile"),
        content("Content", 1, band(MARGIN, WIDTH, 3.75)),
    ),
    framed(
        "Six Figures",
        *figures(across(3, bottom=3.95), "large tile"),
        *figures(across(3, 4.25), "large tile", after=3),
    ),
    framed(
        "Four Figures",
        *figures(across(2, bottom=3.55), "large tile"),
        *figures(across(2, 3.85, 5.65), "large tile", after=2),
        remark(5.75),
    ),
    framed(
        "Three Figures and Items",
        *figures(across(3, bottom=3.20), "wide tile"),
        heading(band(MARGIN, WIDTH, 3.35, 3.65)),
        *items([*across(4, 3.75, 4.65), *across(4, 4.80, 5.70)]),
        remark(5.80),
    ),
    framed(
        "Three Figures and Five Items",
        *figures(across(3, bottom=3.30), "wide tile"),
        heading(band(MARGIN, WIDTH, 3.45, 3.85)),
        *items(across(5, 4.00, 5.70), "outlined item"),
        remark(5.80),
    ),
)
_DRAWN = (
    framed(
        "Process",
        lead(),
        drawn("Process", band(MARGIN, WIDTH, 2.30, 4.95)),
        text("Text", 38, band(MARGIN, WIDTH, 5.20), "banner", "What to remember", "Detail"),
    ),
    framed(
        "Process and Items",
        lead(),
        drawn("Process", band(MARGIN, WIDTH, 2.25, 4.00)),
        heading(band(MARGIN, WIDTH, 4.10, 4.50)),
        *items([*across(4, 4.60, 5.40), *across(4, 5.60)]),
    ),
    framed(
        "Timeline",
        lead(),
        drawn("Timeline", band(MARGIN, WIDTH, 2.25, 5.55)),
        remark(5.70),
    ),
    framed("Organization", drawn("Organization", band(MARGIN, WIDTH, bottom=5.40)), remark(5.55)),
    framed(
        "Three Points and Chart",
        lead(),
        # In step with three bars: a chart leaves some room above and below them.
        *points(down(3, MARGIN, span(5), top=2.40, bottom=6.25, gap=0.1)),
        content("Chart", 1, band(column(6), span(7), 2.25)),
    ),
    framed(
        "Map and Entries",
        drawn("Map", _MAP),
        heading(band(_SIDE, _THIRD, 1.65, 2.10)),
        *entries(down(5, _SIDE, _THIRD, top=2.25, gap=0.10), "narrow entry"),
    ),
)
_CARDS = (
    framed("Lead and Three Cards", lead(), *cards(across(3, 2.40), "tall card")),
    framed("Two Cards", *cards(across(2), "large card")),
    framed("Three Cards", *cards(across(3), "tall card")),
    framed("Four Cards", *cards(across(4))),
    framed(
        "Three Cards and Five Items",
        lead(),
        *cards(across(3, 2.35, 4.45)),
        heading(band(MARGIN, WIDTH, 4.60, 5.00)),
        *items(across(5, 5.15), "outlined item"),
    ),
    _cards_and_strip("One Card and Strip", 1, "single card"),
    _cards_and_strip("Two Cards and Strip", 2, "wide card"),
    _cards_and_strip("Four Cards and Strip", 4, "card"),
)
_LAST = (
    framed("Agenda", *entries([*across(3, BAND_TOP, 3.95), *across(3, 4.15)], "large entry")),
    _cover(
        "Full Picture",
        None,
        PICTURE,
        _title("title", Box(MARGIN, 5.75, 8.81, 0.60), "picture title", "What the picture says"),
        Slot("Picture", "pic", 1, Box(0, 0, 40 / 3, 5.55), "picture", ("Picture",)),
        text("Caption", 2, Box(MARGIN, 6.35, WIDTH, 0.55), "statement note", "What it shows"),
        *COVER_FOOTERS,
    ),
    _cover(
        "Closing",
        None,
        CLOSING,
        _title("title", Box(MARGIN, 1.80, 7.81, 1.90), "cover title", "Thanks, or what comes next"),
        text("Text", 1, Box(MARGIN, 3.85, 6.80, 1.40), "subtitle", "What to do, in a line or two"),
        text("Contact", 13, Box(MARGIN, 5.55, 7.81, 1.20), "contact", "Whom to ask", "Phone"),
        *COVER_FOOTERS,
    ),
)
LAYOUTS = (*_COVERS, *_GENERAL, *_FIGURES, *_DRAWN, *_CARDS, *_LAST)
