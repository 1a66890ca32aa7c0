"""A plain second design, to show that a deck builds with any template of the same slot names.

White throughout, Arial, other colours, other boxes; layouts and slots are named as in the briefing.
"""

from dataclasses import replace

import briefing
from briefing import style
from design.model import SLIDE, Bar, Box, Design, Layout, Level, Role, Slot

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

# Where the frame of the briefing's boxes comes to lie here: left, top, right, bottom.
_FROM = (0.75, 0.30, 12.58, 7.30)
_TO = (0.50, 0.40, 12.83, 7.25)


def _scaled(value: float, axis: int) -> float:
    share = (value - _FROM[axis]) / (_FROM[axis + 2] - _FROM[axis])
    return _TO[axis] + share * (_TO[axis + 2] - _TO[axis])


def _box(box: Box) -> Box:
    if box.x == 0:  # what bleeds
        return Box(0, 0, SLIDE.width, _scaled(box.bottom, 1))
    x, y = _scaled(box.x, 0), _scaled(box.y, 1)
    return Box(x, y, _scaled(box.right, 0) - x, _scaled(box.bottom, 1) - y)


def _slot(slot: Slot) -> Slot:
    return replace(slot, box=_box(slot.box))


def _layout(layout: Layout) -> Layout:
    """The layout on the plain ground: no cover, no colour behind, no marks of its own."""
    slots = tuple(_slot(slot) for slot in layout.slots)
    return Layout(layout.name, slots, layout.kind)


_ON_WHITE = {"bg1": "accent1", "sky": "accent6"}


def _role(role: Role) -> Role:
    """The role on the white ground; panels keep their colours."""
    if role.fill:
        return role
    levels = (
        replace(level, colour=_ON_WHITE.get(level.colour, level.colour)) for level in role.levels
    )
    return replace(role, levels=tuple(levels))


ROLES = {
    **{name: _role(role) for name, role in style.ROLES.items()},
    "title": Role((Level(26, "accent1", bold=True, leading=95),)),
    "cover title": Role((Level(40, "accent1", bold=True, leading=95),), anchor="b"),
    "section title": Role((Level(32, "accent1", bold=True, leading=95),), anchor="b"),
    "statement": Role(
        (Level(34, "accent1", leading=110), Level(20, "accent6", before=18)), anchor="ctr"
    ),
}

DESIGN = Design(
    name="plain",
    font="Arial",
    colours=COLOURS,
    custom_colours={},
    tints=style.TINTS,
    roles=ROLES,
    master=tuple(_slot(slot) for slot in briefing.DESIGN.master),
    marks=(Bar("Edge", Box(0, 0, 0.14, SLIDE.height), "accent1"),),
    layouts=tuple(_layout(layout) for layout in briefing.DESIGN.layouts),
    table_style_id="{E0C5E84A-10E0-5F00-8E9C-6898646680D1}",
    guides=((_TO[0], _TO[2]), (_scaled(style.BAND_TOP, 1), _scaled(style.BAND_BOTTOM, 1))),
)
