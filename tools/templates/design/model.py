"""What a template is made of, as plain data: colours, text levels, roles, slots, layouts, design.

Lengths are inches and text sizes points, as a designer states them; whoever writes a part converts
them. A colour is the name of a theme colour (`accent1`; text and backgrounds as `tx1 bg1 tx2 bg2`)
or of one of the design's tints.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in inches, measured from the slide's top left corner."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The bottom edge."""
        return self.y + self.height


BULLET, DASH = "\N{BULLET}", "\N{EN DASH}"
SLIDE = Box(0, 0, 40 / 3, 7.5)

Point = tuple[float, float]
Curve = tuple[Point, ...]  # a start, then three points (two controls, one end) a cubic Bezier


@dataclass(frozen=True, slots=True)
class Tint:
    """A theme colour and its transforms (ECMA-376 part 1, 20.1.2.3), so that it follows the theme.

    The transforms are in percent and apply in the order given.
    """

    base: str
    transforms: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Level:
    """How the paragraphs of one outline level look.

    `indent` is where the text starts and `hang` how far left of it the bullet stands (inches),
    `before` the space above a paragraph (points), `leading` the line spacing (percent), `tracking`
    the space added between letters (points).
    """

    size: float
    colour: str = "tx1"
    bold: bool = False
    bullet: str = ""
    indent: float = 0
    hang: float = 0
    before: float = 0
    leading: int = 100
    align: str = "l"
    capitals: bool = False
    tracking: float = 0


class Edge(Enum):
    """The edge of a placeholder that its rule follows; its value is the way there, in degrees."""

    TOP = 270
    BOTTOM = 90
    LEFT = 180


@dataclass(frozen=True, slots=True)
class Rule:
    """A line along one edge of a placeholder, outside its box, `weight` points thick.

    It is the placeholder's own, so that a slot left out leaves none.
    """

    edge: Edge
    colour: str
    weight: float


@dataclass(frozen=True, slots=True)
class Role:
    """How the text and the ground of a placeholder look.

    The last of `levels` holds for those below it. `insets` are left, top, right and bottom
    (inches). `shrinks` lets PowerPoint reduce text that overflows. `outline` is the colour of a
    thin line around. What has a rule has a fill too.
    """

    levels: tuple[Level, ...]
    insets: tuple[float, float, float, float] = (0, 0, 0, 0)
    anchor: str = "t"
    shrinks: bool = True
    fill: str | None = None
    rule: Rule | None = None
    outline: str | None = None


@dataclass(frozen=True, slots=True)
class Slot:
    """A placeholder: its name, what it takes, its place and look, and a prompt for each level.

    `kind` is the placeholder type of ECMA-376 (19.7.10); `obj` takes any content.
    """

    name: str
    kind: str
    idx: int
    box: Box
    role: str
    prompt: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """A filled rectangle that decorates."""

    name: str
    box: Box
    colour: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """Open curves that decorate; `weight` is in points."""

    name: str
    box: Box
    colour: str
    weight: float
    curves: tuple[Curve, ...]


Mark = Bar | Drawing


@dataclass(frozen=True, slots=True)
class Cover:
    """A ground of its own in place of the master's: a background colour and marks."""

    ground: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """A slide layout; its slots stand in reading order.

    `kind` is the layout type of ECMA-376 (19.7.15), or None for one of our own. `ground` is a
    background colour under the master's marks, `cover` what replaces both, `marks` what is drawn
    on top of either.
    """

    name: str
    slots: tuple[Slot, ...]
    kind: str | None = None
    ground: str | None = None
    cover: Cover | None = None
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Design:
    """A whole template.

    `roles` has `title`, `body`, `date`, `footer` and `number` for the slide master, whose
    placeholders are `master`, and those that the layouts name. `guides` are the positions of the
    vertical and of the horizontal guides (inches).
    """

    name: str
    font: str
    colours: Mapping[str, str]
    custom_colours: Mapping[str, str]
    tints: Mapping[str, Tint]
    roles: Mapping[str, Role]
    master: tuple[Slot, ...]
    marks: tuple[Mark, ...]
    layouts: tuple[Layout, ...]
    table_style_id: str
    guides: tuple[tuple[float, ...], tuple[float, ...]]
