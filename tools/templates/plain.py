"""A plain second design, to show that a deck builds with any template of the same slot names.

White throughout, Arial, rules and outlines in place of panels; layouts and slots are those of the
briefing, moved aside for a stripe along the edge.
"""

from dataclasses import replace

import briefing
from briefing import style
from briefing.style import ROLES as BRIEFING
from design.model import SLIDE, Bar, Box, Cover, Design, Edge, Layout, Level, Role, Rule, Slot

COLOURS = {
    "dk1": "202020",
    "lt1": "FFFFFF",
    "dk2": "3A2449",
    "lt2": "F4F1EA",
    "accent1": "7A1F4B",
    "accent2": "1F6F5C",
    "accent3": "B07A1E",
    "accent4": "3B5BA5",
    "accent5": "8A4B2A",
    "accent6": "5A5660",
    "hlink": "0B5CAD",
    "folHlink": "6B2E8A",
}

_ASIDE, _DOWN = 0.10, 0.05  # inches, both whole on the briefing's grid


def _box(box: Box) -> Box:
    if box.x == 0:  # a picture that bleeds
        return Box(0, 0, SLIDE.width, box.bottom + _DOWN)
    return Box(box.x + _ASIDE, box.y + _DOWN, box.width, box.height)


def _slot(slot: Slot) -> Slot:
    box = slot.box
    if slot.role == "hero":  # with a rule above it, as the tiles beside it have
        box = Box(box.x, style.RULED_TOP, box.width, box.bottom - style.RULED_TOP)
    return replace(slot, box=_box(box))


def _edge(width: float) -> Bar:
    return Bar("Edge", Box(0, 0, width, SLIDE.height), "accent1")


_COVER = Cover("bg1", (_edge(0.50), Bar("Second Edge", Box(0.50, 0, 0.10, 7.5), "accent2")))
_COVERS = {
    "Title Slide": _COVER,
    "Section Header": Cover("bg2", _COVER.marks),
    "Statement": Cover("bg2", _COVER.marks),
    "Full Picture": Cover("bg1", ()),
    "Closing": _COVER,
}


def _layout(layout: Layout) -> Layout:
    slots = tuple(map(_slot, layout.slots))
    return Layout(layout.name, slots, layout.kind, cover=_COVERS.get(layout.name))


_THICK = Rule(Edge.TOP, "accent1", 2.25)
_THIN = Rule(Edge.TOP, "accent6", 1)
_ON_WHITE = {"bg1": "tx1", "sky": "accent6", "accent2": "accent2"}
# Arial is a tenth wider than the briefing's font.
_NARROWER = {72: 60, 66: 58, 60: 52, 48: 36, 44: 38, 40: 36, 36: 32, 32: 28, 28: 26}


def _level(level: Level) -> Level:
    size = _NARROWER.get(level.size, level.size)
    return replace(level, size=size, colour=_ON_WHITE.get(level.colour, level.colour))


def _role(role: Role) -> Role:
    """The role on a white ground: no panel, but a rule above or an outline around."""
    levels = tuple(map(_level, role.levels))
    if role.fill == "tx2" or role.fill == "accent1":
        first = replace(levels[0], colour="accent1")
        return replace(role, levels=(first, *levels[1:]), fill="bg2", rule=_THICK)
    if role.rule is None:
        return replace(role, levels=levels, fill=None)
    _, top, right, bottom = role.insets
    if role.rule.edge is Edge.LEFT:
        return replace(role, levels=levels, fill="bg1", rule=replace(role.rule, weight=2))
    rule = _THICK if role.rule.weight > 2 else _THIN
    return replace(role, levels=levels, insets=(0, top, right, bottom), fill="bg1", rule=rule)


def _tile(role: Role) -> Role:
    """The role of a tile, whose icon stands under the end of its rule."""
    _, top, _, bottom = role.insets
    return _role(replace(role, insets=(0, top, 0, bottom)))


ROLES = {
    **{name: _role(role) for name, role in BRIEFING.items()},
    **{name: _tile(BRIEFING[name]) for name in ("tile", "large tile")},
    "title": Role((Level(26, "accent1", bold=True, leading=95),)),
    "cover title": Role((Level(40, "accent1", bold=True, leading=95),), anchor="b"),
    "section title": Role((Level(34, "accent1", bold=True, leading=95),), anchor="b"),
    "picture title": Role((Level(26, "accent1", bold=True, leading=95),), anchor="b"),
    "statement title": Role((Level(14, "accent1", bold=True, capitals=True),), shrinks=False),
    "statement": Role(
        (Level(40, "tx2", leading=110), Level(18, "accent6", before=18)), anchor="ctr"
    ),
    "wide tile": _role(
        replace(BRIEFING["wide tile"], levels=BRIEFING["tile"].levels, insets=(0, 0.10, 0, 0.05))
    ),
    "side": replace(_role(BRIEFING["side"]), fill="bg1"),
    "body": Role(style.bullets(20, 18, 16, 16, 16, step=0.28, before=12)),
}

# LibreOffice breaks a link that is too long within a word.
_NUMBER, _NAME, _ABOUT = ROLES["entry"].levels
ROLES["entry"] = replace(ROLES["entry"], levels=(_NUMBER, replace(_NAME, size=16), _ABOUT))

# The names of places in them are on one line.
_PLACE, *_CODE = ROLES["outlined item"].levels
ROLES["outlined item"] = replace(ROLES["outlined item"], levels=(replace(_PLACE, size=16), *_CODE))

DESIGN = Design(
    name="plain",
    font="Arial",
    colours=COLOURS,
    custom_colours={},
    tints=style.TINTS,
    roles=ROLES,
    master=tuple(map(_slot, briefing.DESIGN.master)),
    marks=(
        _edge(0.15),
        Bar("Footer Rule", _box(Box(style.MARGIN, 6.95, style.WIDTH, 0.01)), "rule"),
    ),
    layouts=tuple(map(_layout, briefing.DESIGN.layouts)),
    table_style_id="{E0C5E84A-10E0-5F00-8E9C-6898646680D1}",
    guides=(
        tuple(edge + _ASIDE for edge in style.GUIDES[0]),
        tuple(edge + _DOWN for edge in style.GUIDES[1]),
    ),
)
