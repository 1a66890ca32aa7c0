"""The briefing's colours, grid and type: its style tokens, each stated once."""

from design.model import BULLET, DASH, Edge, Level, Role, Rule, Tint

# --- Colours -------------------------------------------------------------------------------------

COLOURS = {
    "dk1": "1C1D1F",
    "lt1": "FFFFFF",
    "dk2": "002D3F",
    "lt2": "F1F3F6",
    "accent1": "07648D",
    "accent2": "C05600",
    "accent3": "6499AF",
    "accent4": "4D52AF",
    "accent5": "7A591A",
    "accent6": "565C65",
    "hlink": "0050D8",
    "folHlink": "54278F",
}
CUSTOM_COLOURS = {"Sky": "97D4EA", "Rule": "C6CACE"}
TINTS = {
    # The two custom colours, made from the theme so that they change with it.
    "sky": Tint("accent1", {"satMod": 73, "lumMod": 35, "lumOff": 65}),
    "rule": Tint("accent6", {"lumMod": 33, "lumOff": 67}),
    "graticule": Tint("accent3", {"alpha": 35}),
}

# --- Grid: 12 columns, 0.757 in wide and 0.25 in apart, within margins of 0.75 in -----------------

COLUMN, GUTTER, MARGIN = 0.757, 0.25, 0.75
WIDTH = 11.83
BAND_TOP, BAND_BOTTOM = 1.70, 6.42


def column(number: int) -> float:
    """The left edge of a column, the first being 1 (inches)."""
    return MARGIN + (number - 1) * (COLUMN + GUTTER)


def span(columns: int) -> float:
    """The width of some columns side by side (inches)."""
    return columns * COLUMN + (columns - 1) * GUTTER


GUIDES = (
    tuple(edge for number in range(1, 13) for edge in (column(number), column(number) + COLUMN)),
    (BAND_TOP, BAND_BOTTOM),
)

# --- Type ----------------------------------------------------------------------------------------


def _bullets(*sizes: float, step: float, before: float) -> tuple[Level, ...]:
    """Outline levels: a bullet, then en dashes; each level one step further in."""
    return tuple(
        Level(
            size,
            bullet=DASH if depth else BULLET,
            indent=(depth + 1) * step,
            hang=step,
            before=before if depth == 0 else 4,
        )
        for depth, size in enumerate(sizes)
    )


def _headed(heading: float, *sizes: float) -> tuple[Level, ...]:
    """A bold heading, then bullets below it."""
    return (
        Level(heading, "accent1", bold=True, before=14),
        *_bullets(*sizes, step=0.24, before=4),
    )


PANEL = (0.22, 0.20, 0.22, 0.18)
SMALL = Level(12, "accent6")
COLUMN_RULE = Rule(Edge.TOP, "accent1", 1.5)

ROLES = {
    # The slide master's own.
    "title": Role((Level(28, "tx2", bold=True, leading=90),)),
    "body": Role(_bullets(22, 20, 18, 16, 16, step=0.30, before=12)),
    "date": Role((Level(12, "accent6", align="r"),), anchor="ctr", shrinks=False),
    "footer": Role((SMALL,), anchor="ctr", shrinks=False),
    "number": Role((Level(12, "accent6", bold=True, align="r"),), anchor="ctr", shrinks=False),
    # Around the content.
    "kicker": Role((Level(12, "accent1", bold=True, capitals=True, tracking=1),), shrinks=False),
    "source": Role((SMALL,), anchor="b", shrinks=False),
    # On the dark covers.
    "cover title": Role((Level(44, "bg1", bold=True, leading=90),), anchor="b"),
    "section title": Role((Level(36, "bg1", bold=True, leading=90),), anchor="b"),
    "subtitle": Role((Level(22, "sky"), Level(18, "sky", before=4))),
    "presenter": Role((Level(16, "bg1"), Level(14, "sky", before=2)), anchor="b"),
    "cover date": Role((Level(12, "bg1", align="r"),), anchor="ctr", shrinks=False),
    "cover footer": Role((Level(12, "bg1"),), anchor="ctr", shrinks=False),
    "cover number": Role((Level(12, "bg1", bold=True, align="r"),), anchor="ctr", shrinks=False),
    # Text beside, above and below content.
    "points": Role(_bullets(18, 16, 16, step=0.25, before=10)),
    "caption": Role(
        (Level(18, before=8), *_bullets(16, 16, step=0.25, before=4)), PANEL, fill="bg2"
    ),
    "heading": Role(
        (Level(18, "accent1", bold=True),),
        (0, 0, 0, 0.04),
        "b",
        rule=Rule(Edge.BOTTOM, "accent1", 1.5),
    ),
    "statement title": Role((Level(20, "accent1", bold=True),)),
    "statement": Role((Level(32, "tx2", leading=110), Level(20, "accent6", before=14))),
    # Lists.
    "list": Role(
        (
            Level(16, "accent1", bold=True, before=9),
            Level(16, before=1),
            Level(14, "accent6", before=1),
        ),
    ),
    "columns": Role(_headed(20, 18, 16), (0, 0.10, 0, 0), rule=COLUMN_RULE),
    "narrow columns": Role(_headed(20, 16, 16), (0, 0.10, 0, 0), rule=COLUMN_RULE),
    # Figures, cards, strip, band.
    "figure": Role(
        (
            Level(48, "accent1", bold=True, leading=85),
            Level(16),
            Level(12, "accent6", before=2),
        ),
        (0, 0.05, 0, 0),
        rule=Rule(Edge.TOP, "accent1", 2.25),
    ),
    "hero": Role(
        (
            Level(80, "bg1", bold=True, leading=80),
            Level(18, "bg1", before=2),
            Level(14, "sky", before=1),
        ),
        (0.22, 0.03, 0.22, 0.10),
        "b",
        fill="tx2",
    ),
    "remarks": Role(_bullets(16, 16, step=0.25, before=4), anchor="ctr"),
    "card": Role(
        (
            Level(22, "tx2", bold=True),
            Level(16, before=5),
            Level(20, "accent1", bold=True, before=12),
        ),
        PANEL,
        fill="bg2",
    ),
    "strip": Role(
        (
            Level(20, "bg1", bold=True),
            Level(16, "sky", before=2),
            Level(16, "bg1", bold=True, before=2),
        ),
        (0.22, 0.10, 0.22, 0.10),
        "ctr",
        fill="tx2",
    ),
}
