"""Where icons, bars and rings stand beside the text of a frame, and the room that they take.

What stands beside the first line alone is the whole text's: an icon is a badge at the top right of
a key figure, left of the text in a wide low frame and in a title, else above the text; a ring
is left of the text, a bar below it. Icons of several lines stand left of their lines. Lengths are
in points. The room depends on the frame's size and text; a left inset that has room for a badge is
not made wider.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from msgspec.structs import replace

from deckgen.richtext import Paragraph
from deckgen.textfit import ShapedText, measure
from deckgen.textfit.autofit import fit
from deckgen.textfit.frame import Insets, TextFrame

_BADGE = 33.0
_SMALLEST = 18.0
_GAP = 9.0
_BAR = 7.0
_THIN = 3.0
"""The width of the bar at the left of a line that is highlighted."""
_LARGEST_RING = 78.0
_FIGURE = 26.0
"""Text of this size in points, or larger, is a key figure."""
_ABOVE_DIGITS = 0.12
"""The share of a line's height above its digits."""
_SHORT = 16
"""A key figure has no more characters."""
_WIDE = 3.5
"""How many times its height the width of a frame is at least that has its badge at the left."""
_LINE = 1.45
"""The size of an icon beside a line, in font sizes of the line."""


class Standing(NamedTuple):
    """The box in a frame of an `icon`, `bar` or `ring` beside the paragraph at the index `line`.

    A `bar` beside a later paragraph than the first marks that it is highlighted.
    """

    line: int
    kind: str
    x: float
    y: float
    width: float
    height: float


def room(paragraphs: Sequence[Paragraph], frame: TextFrame, badge: str = "") -> Insets:
    """What is added to a frame's insets for what stands beside the paragraphs.

    `badge` is where an icon of the whole text stands, `top` or `left`; "" lets the frame decide.
    """
    left = top = bottom = 0.0
    place = _place(paragraphs, frame, badge)
    if place == "top":
        top = _BADGE + _GAP
    elif place == "lines" or (place == "left" and not _has_room(frame)):
        left = _size(paragraphs, frame, place) + _GAP
    show = paragraphs[0].show if paragraphs else ""
    if show == "ring":
        left += _ring(frame)
    elif show == "bar":
        bottom += _BAR + _GAP
    return Insets(left, top, 0, bottom)


def standing(
    paragraphs: Sequence[Paragraph], frame: TextFrame, align: str = "l", badge: str = ""
) -> Iterator[Standing]:
    """What stands beside paragraphs. `frame` has the insets that it has without it; `align` is the
    ST_TextAlignType of its first paragraph, `badge` as in `room`."""
    place = _place(paragraphs, frame, badge)
    free = replace(frame, insets=room(paragraphs, frame, badge).added(frame.insets))
    texts = _texts(paragraphs, free)
    first, last = texts[0].top, texts[-1].bottom
    size, ring = (
        _size(paragraphs, frame, place),
        _ring(frame) if paragraphs[0].show == "ring" else 0,
    )
    left, right = free.insets.left, frame.width - frame.insets.right
    beside = left - ring - size - _GAP
    if place == "corner":
        yield _corner(paragraphs[0], free, texts[0], size)
    elif place == "top":
        x = {"ctr": (left + right - size) / 2, "r": right - size}.get(align, left - ring)
        yield Standing(0, "icon", x, max(first - size - _GAP, 0), size, size)
    elif place == "left":
        y = (first + last - size) / 2 if last - first < 2 * size else first
        yield Standing(0, "icon", beside, max(y, 0), size, size)
    if place == "lines":
        iconic = [index for index, line in enumerate(paragraphs) if line.icon]
        middles = [texts[index].top + texts[index].line / 2 for index in iconic]
        size = min([size, *(low - high for high, low in pairwise(middles))])
        for index, middle in zip(iconic, middles, strict=True):
            x = left - ring - _GAP - size
            yield Standing(index, "icon", x, max(middle - size / 2, 0), size, size)
    for index, line in enumerate(paragraphs[1:], 1):
        if line.highlight:
            text = texts[index]
            x = left - _GAP * 0.75
            yield Standing(index, "bar", x, text.top, _THIN, text.bottom - text.top)
    if ring:
        width = ring - 1.5 * _GAP
        y = min(max((first + last - width) / 2, 0), max(frame.height - width, 0))
        yield Standing(0, "ring", left - ring, y, width, width)
    elif paragraphs[0].show == "bar":
        y = min(last + _GAP * 0.75, frame.height - frame.insets.bottom - _BAR)
        yield Standing(0, "bar", left, y, right - left, _BAR)


def _corner(line: Paragraph, free: TextFrame, text: _TextBox, size: float) -> Standing:
    """A badge at the top right: beside the figure, or above it where the text is not at the top.

    It is smaller where the figure leaves it no more room.
    """
    right = free.width - free.insets.right
    ink = text.top + _ABOVE_DIGITS * text.line
    y = min(free.insets.top, ink - size - _GAP / 4)
    if free.anchor == "t" or y < _GAP / 4:
        width = ShapedText.of((line,), free).extent.full
        size = min(max(right - free.insets.left - width - _GAP / 2, _SMALLEST), size)
        y = text.top + (text.line - size) / 2 if free.anchor == "t" else free.insets.top
    return Standing(0, "icon", right - size, max(y, 0), size, size)


def _place(paragraphs: Sequence[Paragraph], frame: TextFrame, badge: str) -> str:
    """Where the icons of the paragraphs stand: `corner`, `top`, `left` or `lines`; "" for none."""
    iconic = [index for index, line in enumerate(paragraphs) if line.icon]
    if not iconic:
        return ""
    if iconic != [0]:
        return "lines"
    if badge:
        return badge
    if frame.title:
        return "left"
    figure = _font_size(paragraphs[0], frame) >= _FIGURE and len(paragraphs[0].text) <= _SHORT
    if figure:
        return "corner"
    wide = frame.width >= _WIDE * frame.height
    return "left" if wide or _has_room(frame) else "top"


def _has_room(frame: TextFrame) -> bool:
    """Whether a frame has room for a badge in its left inset, as some slide layouts give it."""
    return frame.insets.left >= _BADGE + _GAP


def _size(paragraphs: Sequence[Paragraph], frame: TextFrame, place: str) -> float:
    """The size of an icon in that place."""
    if place == "lines":
        line = next(line for line in paragraphs if line.icon)
        return min(max(_LINE * _font_size(line, frame), _SMALLEST), _BADGE)
    if place == "left":
        return min(_BADGE, max(frame.height - 2, _SMALLEST))
    return _BADGE


def _ring(frame: TextFrame) -> float:
    """The room for a ring and the gap behind it."""
    return min(_LARGEST_RING, 0.8 * frame.height, 0.4 * frame.width) + 1.5 * _GAP


def _font_size(line: Paragraph, frame: TextFrame) -> float:
    """The size of the largest text of a line in points."""
    usual = frame.levels[line.level].size
    return max((run.style.size or usual for run in line.runs), default=usual)


class _TextBox(NamedTuple):
    """Where a paragraph's lines are in a frame, and how high the first is."""

    top: float
    bottom: float
    line: float


def _texts(paragraphs: Sequence[Paragraph], frame: TextFrame) -> list[_TextBox]:
    """Where the lines of the paragraphs are in a frame of one column, at the scale that it has."""
    measured = measure(paragraphs, frame, scale=fit(paragraphs, frame).scale)
    spare = frame.depth + measured.insets - measured.height_pt
    top = frame.insets.top + {"ctr": spare / 2, "b": spare}.get(frame.anchor, 0)
    found: list[_TextBox] = []
    for number, one in enumerate(measured.paragraphs):
        top += one.before if number or frame.edges else 0
        height = sum(line.height for line in one.lines)
        found.append(_TextBox(top, top + height, one.lines[0].height))
        top += height + one.after
    return found
