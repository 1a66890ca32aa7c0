"""What text stands in: a frame with its insets, columns and the looks of its nine levels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from math import floor
from typing import NamedTuple


class Leading(NamedTuple):
    """How high a program sets text: a line in em, whatever the font, and what a text adds."""

    line: float
    more: float


POWERPOINT = Leading(1.2117, 0.07)
"""463 heights that PowerPoint stored for text that a shape grows with; `more` is in points."""


@dataclass(frozen=True, slots=True)
class Spacing:
    """Room between lines or paragraphs: percent of a line, or points where `points` is given."""

    percent: float = 0
    points: float | None = None

    def of(self, line: float, less: float = 0) -> float:
        """The room in points, where a line is so many points high; `less` is off the percent."""
        if self.points is not None:
            return self.points
        return line * max(self.percent - less, 0) / 100


SINGLE = Spacing(100)
NONE = Spacing()


@dataclass(frozen=True, slots=True)
class Bullet:
    """What stands before a paragraph: a sign, or "" for its number.

    `size` is in percent of the text's, or in points where it is negative (a:buSzPts).
    """

    sign: str = "•"
    font: str = ""
    size: float = 100


@dataclass(frozen=True, slots=True)
class Level:
    """How paragraphs of a level look where they say nothing themselves. Lengths are in points.

    `capitals` is ECMA-376's ST_TextCapsType: `none`, `small` or `all`. `tracking` is added after
    every sign; signs are kerned from the size `kerned_from` on.
    """

    size: float = 18
    bold: bool = False
    italic: bool = False
    capitals: str = "none"
    tracking: float = 0
    kerned_from: float = 0
    font: str = "Calibri"
    line: Spacing = SINGLE
    before: Spacing = NONE
    after: Spacing = NONE
    left: float = 0
    right: float = 0
    indent: float = 0
    bullet: Bullet | None = None


class Autofit(Enum):
    """What happens to text that is too much for its frame, by the names in `a:bodyPr`."""

    NONE = "noAutofit"
    SHRINK = "normAutofit"
    GROW = "spAutoFit"


class Insets(NamedTuple):
    """The margins inside a frame, in points; these are PowerPoint's own."""

    left: float = 7.2
    top: float = 3.6
    right: float = 7.2
    bottom: float = 3.6


class Scale(NamedTuple):
    """How far text is shrunk: its size, and what is taken off its line spacing, in percent."""

    size: float = 100
    reduction: float = 0

    def of(self, size: float) -> float:
        """A size in points, shrunk: PowerPoint shows whole points then."""
        return size if self.size == 100 else max(floor(size * self.size / 100 + 0.5), 1)


FULL = Scale()
INSETS = Insets()


class ThemeFonts(NamedTuple):
    """The names of a theme's fonts for headings and for text (a:fontScheme)."""

    major: str = "Calibri"
    minor: str = "Calibri"

    def name(self, typeface: str) -> str:
        """A typeface's name, those of the theme (`+mn-lt`) looked up."""
        if not typeface.startswith("+"):
            return typeface
        return self.major if typeface.startswith("+mj") else self.minor


THEME_FONTS = ThemeFonts()


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """A text frame. `width` and `height` are the shape's, insets included, in points.

    `title` says whether it shrinks in a title's steps; `vertical`, whether its lines run up or
    down; `edges`, whether the room before the first paragraph and after the last counts; `scale`
    is what the shape itself says of its shrinking; `certain` is false where not all of it is
    understood. Two frames are equal only if they are the same.
    """

    width: float
    height: float
    levels: Sequence[Level] = (Level(),) * 9
    insets: Insets = INSETS
    autofit: Autofit = Autofit.NONE
    title: bool = False
    wraps: bool = True
    vertical: bool = False
    columns: int = 1
    gap: float = 0
    anchor: str = "t"
    tab: float = 72
    edges: bool = False
    scale: Scale = FULL
    theme: ThemeFonts = THEME_FONTS
    certain: bool = field(default=True, compare=False)

    @property
    def line_length(self) -> float:
        """The room for a line without indents, in points."""
        across = self.height if self.vertical else self.width
        room = across - self.insets.left - self.insets.right
        return (room - self.gap * (self.columns - 1)) / self.columns

    @property
    def depth(self) -> float:
        """The room for the lines of a column, in points."""
        along = self.width if self.vertical else self.height
        return along - self.insets.top - self.insets.bottom
