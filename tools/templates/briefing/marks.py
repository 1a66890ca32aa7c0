"""The briefing's marks: the accent bar, the footer rule, and the globe of its covers."""

from design.globe import Globe
from design.model import SLIDE, Bar, Box, Cover, Drawing

from briefing.style import MARGIN, WIDTH

_BAR = Bar("Accent Bar", Box(MARGIN, 0, 0.9, 0.11), "accent2")
MASTER_MARKS = (_BAR, Bar("Footer Rule", Box(MARGIN, 6.925, WIDTH, 0.01), "rule"))


def _cover(globe: Globe, great_circle: Globe, left: float, top: float) -> Cover:
    """A dark ground with a globe to the right of `left` and below `top`.

    The accent is the equator of another globe at the same place, turned in its own way.
    """
    frame = Box(left, top, SLIDE.width - left, SLIDE.height - top)
    arc = great_circle.circle(90, 0, frame=frame)
    return Cover(
        "tx2",
        (
            Drawing("Globe", frame, "graticule", 0.75, globe.graticule(15, frame)),
            Drawing("Great Circle", frame, "accent2", 2.25, arc),
            _BAR,
        ),
    )


FRONT = CLOSING = _cover(
    Globe((12.9, 3.9), 4.9, latitude=20, longitude=-96, roll=-25),
    Globe((12.9, 3.9), 4.9, latitude=14.5, longitude=0, roll=-111),
    left=7.9,
    top=0,
)
SECTION = _cover(
    Globe((12.9, 7.6), 5.1, latitude=20, longitude=-96, roll=-25),
    Globe((12.9, 7.6), 5.1, latitude=12.5, longitude=0, roll=-118),
    left=7.7,
    top=2.4,
)
STATEMENT = Cover("tx2", (_BAR,))
PICTURE = Cover("tx2", (Bar("Accent Bar", Box(MARGIN, 5.55, 0.9, 0.11), "accent2"),))
