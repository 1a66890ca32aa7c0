"""The briefing design."""

from design.model import Design

from briefing.layouts import LAYOUTS
from briefing.marks import MASTER_MARKS
from briefing.slots import MASTER
from briefing.style import COLOURS, CUSTOM_COLOURS, GUIDES, ROLES, TINTS

DESIGN = Design(
    name="briefing",
    font="Calibri",
    colours=COLOURS,
    custom_colours=CUSTOM_COLOURS,
    tints=TINTS,
    roles=ROLES,
    master=MASTER,
    marks=MASTER_MARKS,
    layouts=LAYOUTS,
    table_style_id="{FF791542-BE75-53A6-A8FE-12B868B0B33D}",
    guides=GUIDES,
)
