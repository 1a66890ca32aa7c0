"""Text that shrinks on overflow: `a:normAutofit` (ECMA-376 part 1, 21.1.2.1.3).

PowerPoint shows the scale that is stored and computes it again only when somebody edits the text,
so a deck must store what PowerPoint would compute. Its steps are known from 1,277 decks that it
wrote.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import NamedTuple

from msgspec import Struct, field
from msgspec.structs import replace

from deckgen.appearance.inheritance import inheritance_chain
from deckgen.appearance.shapes import FIELD_TYPES, NO_BOX, Slot, placeholder_key, placeholders
from deckgen.appearance.theme import Memory
from deckgen.opc import xml
from deckgen.opc.package import Package
from deckgen.opc.part import Part
from deckgen.opc.xml import Element, find, make
from deckgen.richtext import Paragraph
from deckgen.textfit import Measured, ShapedText
from deckgen.textfit.frame import FULL, Autofit, Scale, TextFrame, frame

BODY_STEPS = (
    FULL,
    Scale(100, 10),
    Scale(92.5, 10),
    *(Scale(size, 20) for size in (92.5, 85, 77.5, 70, 62.5, 55, 47.5, 40, 32.5, 25)),
)
"""The steps of body text: PowerPoint uses the first that fits, else the last."""

TITLE_STEPS = (FULL, Scale(90))
"""The steps of a title."""


GUESSED = "a font is not known here: its widths are guessed"
"""What is said beside a warning about text that was not measured with certainty."""


class Overflow(NamedTuple):
    """The text that does not fit: whole lines, and the number of characters on them."""

    lines: int = 0
    characters: int = 0

    def __bool__(self) -> bool:
        return self.lines > 0


class Fit(Struct, frozen=True):
    """How text fits its frame.

    `scale` is what PowerPoint would store; `excess` is what does not fit at full size, `remaining`
    what does not fit at that scale either.
    """

    scale: Scale
    excess: Overflow
    remaining: Overflow
    measured: Measured
    frame: TextFrame

    @property
    def certain(self) -> bool:
        """Whether every width is known and none guessed, and the frame is one we know."""
        return self.measured.certain

    @property
    def shrinks(self) -> bool:
        """Whether the text is shrunk at all."""
        return self.scale != FULL


def fit(paragraphs: Sequence[Paragraph], frame: TextFrame) -> Fit:
    """How paragraphs fit a frame, shrunk in PowerPoint's steps where the frame lets them."""
    steps: tuple[Scale, ...] = (FULL,)
    if frame.autofit is Autofit.SHRINK:
        steps = TITLE_STEPS if frame.title else BODY_STEPS
    excess = shaped = None
    for scale in steps:
        if shaped is None or shaped.size != scale.size:
            shaped = ShapedText.of(paragraphs, frame, scale)
        measured = shaped.broken(frame.line_length, reduction=scale.reduction)
        remaining = _overflow(measured, frame)
        excess = remaining if excess is None else excess
        if not remaining:
            break
    assert excess is not None
    return Fit(scale, excess, remaining, measured, frame)


def _overflow(measured: Measured, frame: TextFrame) -> Overflow:
    lines = measured.overflowing(frame.depth, frame.columns)
    return Overflow(len(lines), sum(len(line.text) for line in lines))


# The fit of shapes' text, computed once for a package and stored in its slides.


_PERCENT_UNIT = 1000  # ST_TextFontScalePercent: thousandths of a percent


class KnownFits(Struct, frozen=True):
    """The frames of slots, and how texts fit them, for packages of one template."""

    frames: dict[tuple[str, Slot], TextFrame | None] = field(default_factory=dict)
    fits: dict[tuple[Hashable, tuple[Paragraph, ...]], Fit] = field(default_factory=dict)


class Fitter:
    """Fits text into the shapes of a package whose layouts do not change while it is used."""

    def __init__(self, package: Package, known: KnownFits | None = None) -> None:
        """Use a package; `known` can be shared by packages of one template."""
        self._package = package
        self._memory = Memory()
        self._known = known or KnownFits()
        self._of_shapes = KnownFits()

    def slot_frame(self, slot: Slot, layout: Part) -> TextFrame | None:
        """The text frame of a slot on a layout; None where the layout has no such placeholder.

        A slot without a type is a text box, whose text shrinks.
        """
        key = (layout.name, slot)
        if key not in self._known.frames:
            shape = self._memory.recall(_by_index, layout).get((slot.type, slot.idx))
            if not slot.type:
                body = make("a:bodyPr", None, make("a:normAutofit"))
                shape = make("p:sp", None, make("p:nvSpPr"), make("p:txBody", None, body))
            found = None
            if shape is not None:
                chain = inheritance_chain(shape, layout, self._package, self._memory)
                found = replace(frame(chain, slot.box), slot=key)
            self._known.frames[key] = found
        return self._known.frames[key]

    def shape_frame(self, shape: Element, part: Part) -> TextFrame:
        """The text frame of any shape on a slide, layout, master or notes slide.

        The box is the shape's own or inherited one; the scale of groups around it is ignored.
        """
        found = inheritance_chain(shape, part, self._package)
        return frame(found, found.box or NO_BOX)

    def store_slot_scale(
        self, shape: Element, paragraphs: Iterable[Paragraph], slot: Slot, layout: Part
    ) -> None:
        """Store in a new shape in a slot how far its text shrinks, if it has text.

        Date, footer and slide number are left out.
        """
        if slot.type not in FIELD_TYPES and find(shape, "p:txBody") is not None:
            text_frame = self.slot_frame(slot, layout)
            if text_frame is not None and text_frame.autofit is Autofit.SHRINK:
                store(self.fit(paragraphs, text_frame).scale, shape)

    def store_shape_scale(
        self, shape: Element, paragraphs: Iterable[Paragraph], part: Part
    ) -> None:
        """Store in a changed shape of a slide how far its text shrinks, if it has text."""
        if find(shape, "p:txBody") is not None:
            text_frame = self.shape_frame(shape, part)
            if text_frame.autofit is Autofit.SHRINK:
                store(self.fit(paragraphs, text_frame).scale, shape)

    def fit(self, paragraphs: Iterable[Paragraph], text_frame: TextFrame) -> Fit:
        """How paragraphs fit a frame; computed once for the same paragraphs and frame."""
        of_slot = text_frame.slot is not None
        fits = self._known.fits if of_slot else self._of_shapes.fits
        key = (text_frame.slot if of_slot else text_frame, tuple(paragraphs))
        if key not in fits:
            fits[key] = fit(key[1], self.free_frame(key[1], text_frame))
        return fits[key]

    @staticmethod
    def free_frame(paragraphs: Sequence[Paragraph], text_frame: TextFrame) -> TextFrame:
        """A frame without the room that icons and shares take beside paragraphs in a slot.

        A shape that is written gives way to them by insets of its own.
        """
        if text_frame.slot is None or not any(line.icon or line.show for line in paragraphs):
            return text_frame
        from deckgen.textfit.beside import room

        return replace(text_frame, insets=room(paragraphs, text_frame).added(text_frame.insets))


def store(scale: Scale, shape: Element) -> None:
    """Store a scale in the `a:normAutofit` of a shape's text; full size needs none."""
    body = find(shape, "p:txBody/a:bodyPr")
    if body is None:
        return
    own = find(body, "a:normAutofit")
    if own is None and scale == FULL:
        return
    if own is None:
        own = make("a:normAutofit")
        xml.insert(body, own, ("a:scene3d", "a:sp3d", "a:flatTx", "a:extLst"))
    for name, value, default in (
        ("fontScale", scale.size, 100),
        ("lnSpcReduction", scale.reduction, 0),
    ):
        if value != default:
            own.set(name, str(round(value * _PERCENT_UNIT)))
        elif name in own.attrib:
            del own.attrib[name]


def _by_index(layout: Part) -> dict[tuple[str, int], Element]:
    """The placeholders of a layout by type and index; of several with both, the first."""
    found: dict[tuple[str, int], Element] = {}
    for shape, ph in placeholders(layout.root):
        found.setdefault(placeholder_key(ph), shape)
    return found


# Pagination: where content that is too long for its slot is divided between slides.


_STEPS = 24
"""Steps of the bisection for even parts: far below a thousandth of a slide."""


class Block(NamedTuple):
    """A paragraph or row: its height, and the room before and after it, in one unit.

    `rank` is the cost of starting a slide with it, 0 for a good start; None forbids it.
    """

    height: float
    before: float = 0
    after: float = 0
    rank: int | None = 0


class PageFit(NamedTuple):
    """Paragraphs measured in a slot: a block each, the slot's depth, and whether they fit."""

    blocks: tuple[Block, ...]
    depth: float
    fits: bool


Measure = Callable[[tuple[Paragraph, ...]], PageFit]
"""A function that measures paragraphs in the text frame of a slot."""


def paginate(blocks: Sequence[Block], depth: float) -> list[range]:
    """The blocks in as few parts as possible of at most this depth, about evenly filled.

    A part is deeper only where it cannot be divided. A block of lower rank starts a part in
    preference to one of higher rank, unless the part before would be less than half full.
    """
    full = _filled(blocks, depth)
    low, high, best = 0.0, depth, full
    for _ in range(_STEPS):
        middle = (low + high) / 2
        found = _filled(blocks, middle)
        if len(found) == len(full) and _worst(blocks, found) <= _worst(blocks, full):
            high, best = middle, found
        else:
            low = middle
    return best


def _worst(blocks: Sequence[Block], found: list[range]) -> int:
    """The highest rank of a block that starts a part."""
    return max((blocks[part.start].rank or 0 for part in found[1:]), default=0)


def _filled(blocks: Sequence[Block], depth: float) -> list[range]:
    """The blocks in parts, each filled as far as it goes."""
    found = []
    start = 0
    while start < len(blocks):
        end = _next(blocks, start, depth)
        found.append(range(start, end))
        start = end
    return found


def _next(blocks: Sequence[Block], start: int, depth: float) -> int:
    """Where the part after the one from `start` starts."""
    reach = start + 1
    while reach < len(blocks) and _height(blocks[start : reach + 1]) <= depth:
        reach += 1
    if reach == len(blocks):
        return reach
    starts = [(i, blocks[i].rank) for i in range(start + 1, reach + 1)]
    allowed = [(rank, -i) for i, rank in starts if rank is not None]
    if not allowed:
        later = (i for i in range(reach + 1, len(blocks)) if blocks[i].rank is not None)
        return next(later, len(blocks))
    best = -min(allowed)[1]
    if _height(blocks[start:best]) < depth / 2 and _height(_item(blocks, best)) > depth:
        return max(-i for _, i in allowed)  # the item is divided anyway: fill the slide
    return best


def _item(blocks: Sequence[Block], start: int) -> Sequence[Block]:
    """A block with the blocks of higher rank that follow it."""
    rank = blocks[start].rank or 0
    end = start + 1
    while end < len(blocks) and (_rank(blocks[end]) > rank):
        end += 1
    return blocks[start:end]


def _rank(block: Block) -> float:
    return float("inf") if block.rank is None else block.rank


def _height(blocks: Sequence[Block]) -> float:
    """The depth of blocks together, without the room before the first and after the last."""
    if not blocks:
        return 0
    room = sum(block.height + block.before + block.after for block in blocks)
    return room - blocks[0].before - blocks[-1].after
