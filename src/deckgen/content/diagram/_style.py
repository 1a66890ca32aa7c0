"""What the shapes of diagrams look like: theme colours that are legible, and text that is measured.

All lengths are in points. Colours are a theme's, so that a diagram follows a changed theme; which
of them have contrast enough is computed on the theme at hand (WCAG 2: 4.5 to 1).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from math import inf
from typing import NamedTuple

from msgspec.structs import replace

from deckgen.appearance.colour import WHITE, Colour, contrast
from deckgen.appearance.theme import Scheme
from deckgen.content import Page
from deckgen.opc.xml import Element, make
from deckgen.richtext import Paragraph
from deckgen.textfit import measure
from deckgen.textfit.frame import FrameLevel, Insets, Levels, Spacing, TextFrame, unbound_text

LEAST_CONTRAST = 4.5
SIZES = (20, 18, 16, 14, 12)
"""The sizes of text in points, of which a diagram takes the first at which all of it fits."""
_LIGHTEST, _DARKEST, _STEP = 40, -50, 5


class Tint(NamedTuple):
    """A theme colour, its luminance scaled and shifted in percent (ECMA-376 part 1, 20.1.2.3)."""

    scheme: str
    scaled: int = 100
    shifted: int = 0

    @classmethod
    def of(cls, scheme: str, lighter: int = 0) -> Tint:
        """A theme colour, lighter by so many percent, or darker where that is negative."""
        return cls(scheme, 100 - abs(lighter), max(lighter, 0))

    @property
    def element(self) -> Element:
        """The colour as `a:schemeClr`."""
        found = make("a:schemeClr", {"val": self.scheme})
        if self.scaled != 100:
            found.append(make("a:lumMod", {"val": self.scaled * 1000}))
        if self.shifted:
            found.append(make("a:lumOff", {"val": self.shifted * 1000}))
        return found


BACKGROUND, TEXT = Tint("bg1"), Tint("tx1")


class Level(NamedTuple):
    """The format of a level of a shape's text; `before` is the room above its paragraphs."""

    size: float
    color: Tint
    bold: bool = False
    left: float = 0
    before: float = 0
    align: str = "l"


NO_INSETS = Insets(0, 0, 0, 0)


class FittedText(NamedTuple):
    """A shape's text at a width: its height with all that stands above it, whether it breaks inside
    a word, and the room for icons."""

    height: float
    breaks: bool
    room: Insets


class Look:
    """The colours and the font of diagrams on a slide or layout."""

    def __init__(self, page: Page) -> None:
        """Of a page; a slide that is being written has no XML yet, but its layout has."""
        inherited = unbound_text(page.part, page.package)
        self.font = Levels(inherited, inherited.fonts())[0].font
        layout = next(iter(page.package.related(page.part, "slideLayout")), page.part)
        self._scheme = Scheme.of(layout, page.package)
        self._colours: dict[Tint, Colour] = {}

    def _colour(self, tint: Tint) -> Colour:
        if tint not in self._colours:
            self._colours[tint] = self._scheme.colour(tint.element) or WHITE
        return self._colours[tint]

    def contrast(self, one: Tint, other: Tint) -> float:
        """The contrast ratio of two colours."""
        return contrast(self._colour(one), self._colour(other))

    @cached_property
    def light(self) -> Tint:
        """The lighter of the colours of text and background, for text on strong colours."""
        return max((BACKGROUND, TEXT), key=lambda tint: self._colour(tint).luminance)

    @cached_property
    def panel(self) -> Tint:
        """The fill of quiet boxes: near the background."""
        return Tint("bg2") if self.contrast(Tint("bg2"), TEXT) >= 7 else BACKGROUND

    def strong(self, scheme: str, lighter: int = 0) -> Tint:
        """A fill on which light text is legible: that colour, darker where it must be."""
        shades = (Tint.of(scheme, change) for change in range(lighter, -100, -_STEP))
        return next(
            (tint for tint in shades if self.contrast(tint, self.light) >= LEAST_CONTRAST),
            Tint(scheme, 0),
        )

    def ramp(self, count: int) -> tuple[Tint, ...]:
        """Fills for so many steps, from dark to light, on which light text is legible."""
        lightest = self.strong("accent1", _LIGHTEST)
        last = lightest.shifted or lightest.scaled - 100
        first = Tint("tx2")
        if self.contrast(first, self.light) < LEAST_CONTRAST:
            first = self.strong("accent1", _DARKEST)
        if count == 1:
            return (self.strong("accent1"),)
        start = min(last, 0)
        rest = count - 1
        lighter = (start + (last - start) * at // max(rest - 1, 1) for at in range(rest))
        return (first, *(Tint.of("accent1", change) for change in lighter))

    def ink(self, scheme: str, ground: Tint) -> Tint:
        """A colour for text on a fill: that one, darker or lighter where it must be."""
        changes = sorted(range(-90, 95, _STEP), key=abs)
        tints = (Tint.of(scheme, change) for change in changes)
        return next((tint for tint in tints if self.contrast(tint, ground) >= LEAST_CONTRAST), TEXT)

    def hides_links(self, ground: Tint) -> bool:
        """Whether the theme's colour of links is not legible on a fill."""
        return self.contrast(Tint("hlink"), ground) < LEAST_CONTRAST

    def badge(self, ground: Tint) -> tuple[str, str]:
        """The colours of an icon's disc on a fill, and of the icon's lines on the disc."""
        names = ("accent1", self.light.scheme, "tx1", "bg1")
        strong = self.contrast(self.light, ground) >= LEAST_CONTRAST
        disc = self._legible(names[strong:], ground, 2.5)
        return disc, self._legible((self.light.scheme, *names), Tint(disc), 3)

    def _legible(self, names: Sequence[str], ground: Tint, least: float) -> str:
        """The first of these colours with that contrast, else the one that has the most."""
        seen = {name: self.contrast(Tint(name), ground) for name in names}
        enough = (name for name in names if seen[name] >= least)
        return next(enough, max(seen, key=seen.__getitem__))

    def fitted(
        self,
        lines: Sequence[Paragraph],
        levels: Sequence[Level],
        width: float,
        badge: str = "left",
    ) -> FittedText:
        """A shape's text and what stands beside it, side by side at most of that width; `badge` is
        where an icon of the whole text stands, `left` or `top`."""
        own = self.frame(levels, width, inf)
        room = _room(lines, own, badge)
        measured = measure(lines, replace(own, insets=room))
        return FittedText(measured.height_pt, bool(measured.mid_word), room)

    def frame(
        self,
        levels: Sequence[Level],
        width: float,
        height: float,
        insets: Insets = NO_INSETS,
        anchor: str = "t",
    ) -> TextFrame:
        """A frame with these formats; a level beyond those given is as the last."""
        formats = [
            FrameLevel(
                one.size, one.bold, font=self.font, left=one.left,
                before=Spacing(points=one.before),
            )
            for one in levels
        ]  # fmt: skip
        formats += formats[-1:] * (9 - len(formats))
        return TextFrame(width, height, formats, insets, anchor=anchor)


def excess(text: FittedText, height: float) -> bool:
    """Whether a text is too high, or breaks inside a word."""
    return text.height > height or text.breaks


def _room(lines: Sequence[Paragraph], frame: TextFrame, badge: str) -> Insets:
    if not any(line.icon for line in lines):
        return NO_INSETS
    from deckgen.textfit.beside import room

    return room(lines, frame, badge)
