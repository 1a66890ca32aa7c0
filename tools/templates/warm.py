"""A third design, warm and light: cream and terracotta, set in a serif, with stripes for covers.

Cambria comes with Office; Caladea, an open font, has its widths.
"""

from dataclasses import replace

import briefing
from briefing import style
from briefing.style import BAND_TOP, MARGIN, RULED_TOP, WIDTH
from briefing.style import ROLES as BRIEFING
from design.model import SLIDE, Bar, Box, Cover, Design, Edge, Layout, Level, Role, Rule, Slot, Tint

COLOURS = {
    "dk1": "2A211C",
    "lt1": "FFFCF7",
    "dk2": "4B2A1E",
    "lt2": "F7ECDD",
    "accent1": "A63F20",
    "accent2": "8A5A00",
    "accent3": "5E6B2F",
    "accent4": "2F6B66",
    "accent5": "7A3B5E",
    "accent6": "6B5D52",
    "hlink": "1F5FA8",
    "folHlink": "6B2E8A",
}
TINTS = {
    "sky": Tint("accent2", {"lumMod": 20, "lumOff": 80}),
    "rule": Tint("accent6", {"lumMod": 33, "lumOff": 67}),
}
_STRIPES = ("accent1", "accent2", "accent3")


def _stripes(*widths: float, bottom: float = SLIDE.height) -> tuple[Bar, ...]:
    """Vertical stripes down from the top, the first along the right edge."""
    found = []
    right = SLIDE.width
    for number, (width, colour) in enumerate(zip(widths, _STRIPES, strict=True), start=1):
        right -= width
        found.append(Bar(f"Stripe {number}", Box(right, 0, width, bottom), colour))
        right -= 0.10
    return tuple(found)


_ABOVE_FOOTERS = 6.80
_COVERS = {
    "Title Slide": Cover("bg2", _stripes(2.60, 0.90, 0.30)),
    "Section Header": Cover("bg2", _stripes(0.90, 0.30, 0.10, bottom=_ABOVE_FOOTERS)),
    "Statement": Cover("accent1", ()),
    "Full Picture": Cover("bg2", ()),
    "Closing": Cover("bg2", _stripes(2.60, 0.90, 0.30, bottom=_ABOVE_FOOTERS)),
}
_DARK = {"Statement"}
_ON_LIGHT = {"bg1": "tx2", "sky": "accent6"}


def _slot(slot: Slot) -> Slot:
    """The slot from the band's top on, where nothing stands above it any more."""
    box, rule = slot.box, ROLES[slot.role].rule
    if box.y != RULED_TOP or (rule and rule.edge is Edge.TOP):
        return slot
    return replace(slot, box=Box(box.x, BAND_TOP, box.width, box.bottom - BAND_TOP))


def _layout(layout: Layout) -> Layout:
    """The layout with covers of its own; on light ones footers have their usual colours."""
    slots = tuple(map(_slot, layout.slots))
    if layout.name in _COVERS and layout.name not in _DARK:
        slots = tuple(replace(slot, role=_LIGHT_ROLES.get(slot.role, slot.role)) for slot in slots)
    return Layout(layout.name, slots, layout.kind, cover=_COVERS.get(layout.name))


_LIGHT_ROLES = {
    "cover date": "date",
    "cover footer": "footer",
    "cover number": "number",
    "statement note": "note",
    "picture": "remark",
}
_LEFT = Rule(Edge.LEFT, "accent1", 4.5)


def _on_light(name: str) -> Role:
    role = BRIEFING[name]
    levels = (replace(x, colour=_ON_LIGHT.get(x.colour, x.colour)) for x in role.levels)
    return replace(role, levels=tuple(levels))


def _role(role: Role) -> Role:
    """Panels have their rule at the left; what was outlined is a panel too."""
    if role.rule is None:
        return role
    if role.fill == "bg2":
        return replace(role, rule=_LEFT if role.rule.weight > 2 else replace(_LEFT, weight=3))
    if role.outline:
        return replace(role, fill="bg1", rule=Rule(Edge.TOP, "accent2", 3))
    return role


ROLES = {
    **{name: _role(role) for name, role in BRIEFING.items()},
    **{
        name: _on_light(name)
        for name in ("cover title", "section title", "picture title", "subtitle", "presenter")
    },
    "contact": _on_light("contact"),
    "title": Role((Level(30, "tx2", bold=True, leading=90),)),
    "kicker": Role((Level(14, "accent1"),), shrinks=False),
}
# The names of places in them are on one line.
_PLACE, *_CODE = ROLES["outlined item"].levels
ROLES["outlined item"] = replace(ROLES["outlined item"], levels=(replace(_PLACE, size=18), *_CODE))

DESIGN = Design(
    name="warm",
    font="Cambria",
    colours=COLOURS,
    custom_colours={},
    tints=TINTS,
    roles=ROLES,
    master=briefing.DESIGN.master,
    marks=(
        *_stripes(0.20, 0.10, 0.05),
        Bar("Footer Rule", Box(MARGIN, 6.925, WIDTH, 0.01), "rule"),
    ),
    layouts=tuple(map(_layout, briefing.DESIGN.layouts)),
    table_style_id="{6D8B3C0E-6C0A-5E0B-9E53-5C1D2B7A4F10}",
    guides=style.GUIDES,
)
