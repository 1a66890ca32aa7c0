"""The briefing's slide layouts, in the order in which PowerPoint offers them: an entry each."""

from design.model import Bar, Box, Layout, Slot

from briefing.marks import FRONT, SECTION
from briefing.slots import (
    BULLET_PROMPT,
    CONTENT_PROMPT,
    COVER_FOOTERS,
    FOOTERS,
    SOURCE,
    band,
    card,
    figure,
    framed,
    listing,
)
from briefing.style import MARGIN, WIDTH, column, span

LAYOUTS = (
    Layout(
        "Title Slide",
        (
            Slot(
                "Title",
                "ctrTitle",
                0,
                Box(MARGIN, 2.05, 7.81, 2.35),
                "cover title",
                ("Title of the briefing",),
            ),
            Slot(
                "Subtitle",
                "subTitle",
                1,
                Box(MARGIN, 4.55, 6.80, 0.90),
                "subtitle",
                ("What it covers, in one or two lines",),
            ),
            Slot(
                "Presenter and office",
                "body",
                13,
                Box(MARGIN, 6.35, 7.81, 0.62),
                "presenter",
                ("Presenter, office, date",),
            ),
        ),
        "title",
        cover=FRONT,
    ),
    framed(
        "Title and Content",
        Slot("Content", "obj", 1, band(MARGIN, WIDTH), "body", CONTENT_PROMPT),
        kind="obj",
    ),
    Layout(
        "Section Header",
        (
            Slot(
                "Title",
                "title",
                0,
                Box(MARGIN, 2.30, 7.81, 1.70),
                "section title",
                ("Name of the section",),
            ),
            Slot(
                "Text",
                "body",
                1,
                Box(MARGIN, 4.15, 6.80, 1.30),
                "subtitle",
                ("What the section covers",),
            ),
            *COVER_FOOTERS,
        ),
        "secHead",
        cover=SECTION,
    ),
    framed(
        "Two Content",
        Slot("Content 1", "obj", 1, band(MARGIN, 5.79), "body", CONTENT_PROMPT),
        Slot("Content 2", "obj", 2, band(6.79, 5.79), "body", CONTENT_PROMPT),
        kind="twoObj",
    ),
    framed(
        "Comparison",
        Slot("Heading 1", "body", 1, Box(MARGIN, 1.70, 5.79, 0.40), "heading", ("First heading",)),
        Slot("Content 1", "obj", 2, band(MARGIN, 5.79, 2.25), "body", CONTENT_PROMPT),
        Slot("Heading 2", "body", 3, Box(6.79, 1.70, 5.79, 0.40), "heading", ("Second heading",)),
        Slot("Content 2", "obj", 4, band(6.79, 5.79, 2.25), "body", CONTENT_PROMPT),
        kind="twoTxTwoObj",
    ),
    framed("Title Only", kind="titleOnly"),
    Layout("Blank", FOOTERS, "blank"),
    framed(
        "Content with Caption",
        Slot("Content", "obj", 1, band(MARGIN, 7.81), "body", CONTENT_PROMPT),
        Slot("Caption", "body", 2, band(8.91, 3.68), "caption", ("What to see in it",)),
        kind="objTx",
    ),
    framed(
        "Picture with Caption",
        Slot("Picture", "pic", 1, band(MARGIN, 7.81), "body", ("Picture",)),
        Slot("Caption", "body", 2, band(8.91, 3.68), "caption", ("What the picture shows",)),
        kind="picTx",
    ),
    Layout(
        "Statement",
        (
            Slot(
                "Title",
                "title",
                0,
                Box(MARGIN, 0.62, 8.81, 0.60),
                "statement title",
                ("What the statement is",),
            ),
            Slot(
                "Statement",
                "body",
                1,
                Box(MARGIN, 1.50, 9.82, 3.90),
                "statement",
                ("One statement, in one or two sentences", "What it rests on"),
            ),
            SOURCE,
            *FOOTERS,
        ),
        ground="bg2",
    ),
    framed(
        "Chart and Points",
        Slot("Chart", "chart", 1, band(MARGIN, 7.81), "body", ("Chart",)),
        Slot("Points", "body", 2, band(9.01, 3.58), "points", BULLET_PROMPT),
        kind="chartAndTx",
    ),
    framed("Table", Slot("Table", "tbl", 1, band(MARGIN, WIDTH), "body", ("Table",)), kind="tbl"),
    framed(
        "Map and List",
        Slot("Map", "obj", 1, band(MARGIN, 7.91, 1.60), "body", ("Map",)),
        Slot(
            "List",
            "body",
            2,
            band(9.16, 3.43, 1.60),
            "list",
            ("Heading", "What belongs to it", "Note"),
        ),
    ),
    framed("Map", Slot("Map", "obj", 1, band(MARGIN, WIDTH, 1.58), "body", ("Map",))),
    # Seven figures on the grid, three columns each and the first over six, so that a number of
    # seven digits stands on one line at full size.
    framed(
        "Seven Figures",
        figure(1, Box(column(1), 1.70, span(6), 2.10), "hero"),
        figure(2, Box(column(7), 1.73, span(3), 2.07)),
        figure(3, Box(column(10), 1.73, span(3), 2.07)),
        *(figure(4 + at, Box(column(1 + 3 * at), 3.97, span(3), 1.51)) for at in range(4)),
        Slot(
            "Text", "body", 38, band(MARGIN, WIDTH, 5.62), "remarks", ("A further point", "Detail")
        ),
    ),
    framed(
        "Four Figures and Content",
        *(
            figure(1 + at, Box(x, 1.82, 2.72, 1.80))
            for at, x in enumerate((0.75, 3.77, 6.79, 9.81))
        ),
        Slot("Content", "obj", 1, band(MARGIN, WIDTH, 3.85), "body", CONTENT_PROMPT),
    ),
    framed(
        "Three Cards and Strip",
        *(card(1 + at, Box(x, 1.77, 3.78, 3.00)) for at, x in enumerate((0.75, 4.78, 8.81))),
        Slot(
            "Strip",
            "body",
            34,
            Box(MARGIN, 5.05, WIDTH, 1.20),
            "strip",
            ("Office or line", "Name, title, hours", "Phone"),
        ),
        # One rule over all three, so that a slide with fewer cards shows no stray piece of it.
        marks=(Bar("Card Rule", Box(MARGIN, 1.715, WIDTH, 0.055), "accent1"),),
    ),
    framed(
        "Two-Column List",
        *(listing(1 + at, band(x, 5.69, 1.78), "columns") for at, x in enumerate((0.75, 6.79))),
    ),
    framed(
        "Three-Column List",
        *(
            listing(1 + at, band(x, 3.68, 1.78), "narrow columns")
            for at, x in enumerate((0.75, 4.78, 8.81))
        ),
    ),
)
