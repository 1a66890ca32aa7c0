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
    "hlink": "07648D",
    "folHlink": "54278F",
}
CUSTOM_COLOURS = {"Sky": "97D4EA", "Rule": "C6CACE"}
TINTS = {
    # The two custom colours, made from the theme so that they change with it.
    "sky": Tint("accent1", {"satMod": 73, "lumMod": 35, "lumOff": 65}),
    "rule": Tint("accent6", {"lumMod": 33, "lumOff": 67}),
    "graticule": Tint("accent3", {"alpha": 35}),
}

# --- Grid: 12 columns of 0.8 in, 0.2 in apart -----------------------------------------------------
# Edges are multiples of 0.05 in, whole in all units that programs round to, so that a panel covers
# the shadow that is its rule.

COLUMN, GUTTER, MARGIN = 0.8, 0.2, 0.75
WIDTH = 12 * COLUMN + 11 * GUTTER
BAND_TOP, BAND_BOTTOM = 1.70, 6.40
RULED_TOP = 1.75
"""Where boxes begin that have a rule above them."""


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


def bullets(*sizes: float, step: float, before: float) -> tuple[Level, ...]:
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
        *bullets(*sizes, step=0.24, before=4),
    )


PANEL = (0.20, 0.18, 0.20, 0.16)
SMALL = Level(12, "accent6")
TOP_RULE = Rule(Edge.TOP, "accent1", 3)
THIN_RULE = Rule(Edge.TOP, "accent1", 1.5)
HAIRLINE = Rule(Edge.TOP, "rule", 1)
LEFT_RULE = Rule(Edge.LEFT, "accent2", 3)


def _figure(size: float, label: float = 16) -> tuple[Level, ...]:
    return (
        Level(size, "accent1", bold=True, leading=85),
        Level(label),
        Level(12, "accent6", before=2),
    )


def _key_figure(size: float, label: float = 20) -> tuple[Level, ...]:
    return (
        Level(size, "bg1", bold=True, leading=85),
        Level(label, "bg1", before=2),
        Level(14, "sky", before=2),
    )


def _card(heading: float, size: float, stressed: float) -> tuple[Level, ...]:
    return (
        Level(heading, "tx2", bold=True),
        Level(size, before=4),
        Level(stressed, "accent1", bold=True, before=9),
    )


ROLES = {
    # The slide master's own.
    "title": Role((Level(28, "tx2", bold=True, leading=90),)),
    "body": Role(bullets(22, 20, 18, 16, 16, step=0.30, before=12)),
    "date": Role((Level(12, "accent6", align="r"),), anchor="ctr", shrinks=False),
    "footer": Role((SMALL,), anchor="ctr", shrinks=False),
    "number": Role((Level(12, "accent6", bold=True, align="r"),), anchor="ctr", shrinks=False),
    # Around the content.
    "kicker": Role((Level(12, "accent1", bold=True, capitals=True, tracking=1),), shrinks=False),
    "source": Role((SMALL,), anchor="b", shrinks=False),
    "lead": Role((Level(20, "tx2"),)),
    "subheading": Role((Level(18, "tx2", bold=True),), anchor="b"),
    "remark": Role((Level(18, "accent6"), Level(16, "accent6", before=2)), anchor="ctr"),
    "note": Role((Level(16, "accent6"), Level(14, "accent6", before=2)), anchor="b"),
    "banner": Role(
        (Level(20, "tx2"), Level(16, before=2)),
        (0.25, 0.10, 0.25, 0.10),
        "ctr",
        fill="bg2",
        rule=LEFT_RULE,
    ),
    # On the dark covers.
    "cover title": Role((Level(44, "bg1", bold=True, leading=90),), anchor="b"),
    "section title": Role((Level(36, "bg1", bold=True, leading=90),), anchor="b"),
    "picture": Role((Level(18, "sky"),)),
    "picture title": Role((Level(28, "bg1", bold=True, leading=90),), anchor="b"),
    "subtitle": Role((Level(22, "sky"), Level(18, "sky", before=4))),
    "presenter": Role((Level(16, "bg1"), Level(14, "sky", before=2)), anchor="b"),
    "contact": Role((Level(20, "bg1", bold=True), Level(18, "sky", before=2)), anchor="b"),
    "cover date": Role((Level(12, "bg1", align="r"),), anchor="ctr", shrinks=False),
    "cover footer": Role((Level(12, "bg1"),), anchor="ctr", shrinks=False),
    "cover number": Role((Level(12, "bg1", bold=True, align="r"),), anchor="ctr", shrinks=False),
    "cover source": Role((Level(12, "sky"),), anchor="b", shrinks=False),
    "statement title": Role(
        (Level(16, "sky", bold=True, capitals=True, tracking=1),), shrinks=False
    ),
    "statement": Role((Level(44, "bg1", leading=105), Level(20, "sky", before=18)), anchor="ctr"),
    "statement note": Role((Level(16, "sky"),), anchor="b"),
    # Text beside, above and below content.
    "points": Role(bullets(18, 16, 16, step=0.25, before=10)),
    "caption": Role(
        (Level(18, before=8), *bullets(16, 16, step=0.25, before=4)),
        PANEL,
        fill="bg2",
        rule=TOP_RULE,
    ),
    "heading": Role(
        (Level(20, "bg1", bold=True),), (0.20, 0.05, 0.20, 0.05), "ctr", fill="accent1"
    ),
    "other heading": Role(
        (Level(20, "bg1", bold=True),), (0.20, 0.05, 0.20, 0.05), "ctr", fill="tx2"
    ),
    "side": Role(bullets(20, 18, 16, 16, step=0.28, before=12), PANEL, fill="bg2"),
    "point": Role(
        (Level(22, "tx2", bold=True), Level(18, before=3), Level(16, "accent6", before=2)),
        (0, 0.05, 0.10, 0.05),
        "ctr",
        fill="bg1",
        rule=HAIRLINE,
    ),
    # Lists.
    "list": Role(
        (
            Level(18, "accent1", bold=True, before=9),
            Level(16, before=1),
            Level(14, "accent6", before=1),
        ),
    ),
    "columns": Role(_headed(20, 18, 16), (0, 0.10, 0, 0), fill="bg1", rule=THIN_RULE),
    "narrow columns": Role(_headed(20, 16, 16), (0, 0.10, 0, 0), fill="bg1", rule=THIN_RULE),
    # Figures: tiles with a light panel, and the dark panel of key figures.
    "tile": Role(_figure(40), (0.18, 0.14, 0.18, 0.10), fill="bg2", rule=TOP_RULE),
    "wide tile": Role(_figure(48, 18), (0.22, 0.16, 0.22, 0.12), fill="bg2", rule=TOP_RULE),
    "large tile": Role(_figure(60, 20), (0.25, 0.18, 0.25, 0.12), "ctr", fill="bg2", rule=TOP_RULE),
    "hero": Role(
        (
            Level(66, "bg1", bold=True, leading=80),
            Level(18, "bg1", before=2),
            Level(14, "sky", before=1),
        ),
        (0.22, 0.14, 0.22, 0.14),
        "ctr",
        fill="tx2",
    ),
    "key figure": Role(_key_figure(72), (0.22, 0.15, 0.22, 0.15), "ctr", fill="tx2"),
    "panel": Role(
        (Level(28, "bg1", bold=True, leading=95), Level(20, "sky", before=10)),
        (0.22, 0.20, 0.22, 0.20),
        "ctr",
        fill="tx2",
    ),
    "remarks": Role(bullets(16, 16, step=0.25, before=4), anchor="ctr"),
    # Cards, strip, entries, items.
    "card": Role(_card(20, 16, 20), PANEL, fill="bg2", rule=TOP_RULE),
    "wide card": Role(_card(24, 18, 24), (0.25, 0.22, 0.25, 0.20), fill="bg2", rule=TOP_RULE),
    "single card": Role(
        _card(24, 20, 24), (0.25, 0.22, 0.25, 0.20), "ctr", fill="bg2", rule=TOP_RULE
    ),
    "large card": Role(_card(28, 22, 28), (0.30, 0.26, 0.30, 0.20), fill="bg2", rule=TOP_RULE),
    "tall card": Role(_card(24, 20, 24), PANEL, fill="bg2", rule=TOP_RULE),
    "strip": Role(
        (
            Level(20, "bg1", bold=True),
            Level(16, "sky", before=2),
            Level(18, "bg1", bold=True, before=2),
        ),
        (0.25, 0.06, 0.25, 0.06),
        "ctr",
        fill="tx2",
    ),
    "entry": Role(
        (Level(24, "accent2", bold=True), Level(18, "tx2", bold=True), Level(16, before=2)),
        (0.16, 0.18, 0.10, 0.16),
        fill="bg1",
        rule=LEFT_RULE,
        outline="rule",
    ),
    "large entry": Role(
        (Level(32, "accent2", bold=True), Level(22, "tx2", bold=True), Level(18, before=3)),
        (0.25, 0.20, 0.25, 0.16),
        fill="bg1",
        rule=LEFT_RULE,
        outline="rule",
    ),
    "narrow entry": Role(
        (Level(16, "accent1", bold=True), Level(16), Level(14, "accent6")),
        (0.15, 0.02, 0.05, 0.02),
        "ctr",
        fill="bg1",
        rule=LEFT_RULE,
    ),
    "item": Role(
        (Level(16), Level(14, "accent6")),
        (0.15, 0.05, 0.12, 0.05),
        "ctr",
        fill="bg2",
        rule=THIN_RULE,
    ),
    "outlined item": Role(
        (Level(20, "accent2", bold=True), Level(16, before=2)),
        (0.16, 0.14, 0.12, 0.10),
        fill="bg1",
        rule=LEFT_RULE,
        outline="rule",
    ),
}
