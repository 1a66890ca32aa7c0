"""Lays organization charts out in a slot. Lengths are in points."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import sqrt

from msgspec import Struct

from deckgen.content.diagram._drawing import DiagramPiece, DiagramShape
from deckgen.content.diagram._layout import (
    PADDING,
    DiagramLayout,
    Lines,
    badge_place,
    dressed,
    lifted,
)
from deckgen.content.diagram._style import TEXT, Level, Look, Tint, excess
from deckgen.geo import PageBox
from deckgen.richtext.outline import renumbered_lines, shown_numbers
from deckgen.textfit.frame import Insets

# Boxes, and under the last of them cards that list what is under these.


_BOX_GAP = 14.0
_LINE = 1.5
_RULE = 3.0
_LEAST_HEIGHT = 36.0
_LEAST_STEM, _MOST_STEM = 22.0, 44.0
"""The room between two rows of boxes, for the lines that join them."""
_WIDEST = 0.45
"""The width of a box at most, as a share of the whole."""
_WIDEST_BOX = 240.0
_LEAST_SHARE = 0.7
"""How wide a card is at least, as a share of the mean, where widths differ."""
_SIZES = ((18, 16), (16, 16), (16, 14), (14, 14), (14, 12))
_SMALLEST = (12, 12)
"""The sizes in points of names and of what cards list, of which the first that fit are taken."""
_ROOMY = 1.6
"""How much higher than its text a card is at most, where the slot has the room."""


class _Node(Struct):
    """A box: its path as a number, its paragraphs in the outline, and the boxes under it."""

    number: str
    depth: int
    start: int
    end: int
    below: list[_Node]
    x: float = 0
    width: float = 0

    @property
    def middle(self) -> float:
        return self.x + self.width / 2

    def all(self) -> Iterator[_Node]:
        yield self
        for node in self.below:
            yield from node.all()

    def cut(self, depth: int) -> _Node:
        """The same with boxes down to that depth; what is deeper, and leaves, are in cards."""
        leaves = self.depth > 0 and not any(node.below for node in self.below)
        below = [] if leaves or self.depth == depth else [node.cut(depth) for node in self.below]
        return _Node(self.number, self.depth, self.start, self.end, below)


def _tree(lines: Lines) -> list[_Node]:
    """The boxes without one above them, with all that is under them."""
    top = _Node("", -1, 0, len(lines), [])
    path = [top]
    for at, line in enumerate(lines):
        for node in path[line.level + 1 :]:
            node.end = at
        above = path[line.level]
        number = f"{above.number}.{len(above.below) + 1}".removeprefix(".")
        node = _Node(number, line.level, at, len(lines), [])
        above.below.append(node)
        path[line.level + 1 :] = [node]
    return top.below


def organization(lines: Lines, area: PageBox, look: Look) -> DiagramLayout:
    """A tree of boxes as deep as there is room beside each other; the rest is listed in cards."""
    roots = _tree(lines)
    deepest = max(line.level for line in lines)
    depths = range(deepest, -1, -1)
    tries = [(depth, sizes) for depth in depths for sizes in _SIZES]
    tries += [(depth, _SMALLEST) for depth in depths]
    for depth, sizes in tries:
        for even in (True, False):
            cut = [root.cut(depth) for root in roots]
            found = _Boxes(lines, cut, area, look, sizes, even=even).laid_out()
            if not found.overflowing:
                return found
    return found


class _Boxes:
    """The boxes of an organization chart at two sizes of text: of names, and of lines in cards.

    Cards are of one width where `even`, else the wider the more text they have.
    """

    def __init__(
        self,
        lines: Lines,
        roots: list[_Node],
        area: PageBox,
        look: Look,
        sizes: tuple[float, float],
        *,
        even: bool,
    ) -> None:
        self.roots, self.area, self.look = roots, area, look
        self.nodes = [node for root in roots for node in root.all()]
        numbers = tuple(shown_numbers(lines))
        self.pieces = {node.number: _piece_of(node, lines, numbers) for node in self.nodes}
        listed = any(len(self.pieces[node.number].lines) > 1 for node in self.nodes)
        align = "l" if listed else "ctr"
        ink, (size, small) = look.ink("tx2", look.panel), sizes
        self.box_levels = (Level(size, look.light, bold=True, align="ctr"),)
        self.card_levels = (
            Level(size, ink, bold=True, align=align),
            *(Level(small, TEXT, left=12.0 * deeper, before=5 - deeper) for deeper in range(4)),
        )
        self._place(even=even)
        self.measured = {
            node.number: look.fitted(
                self.pieces[node.number].lines,
                self._levels(node),
                node.width - 2 * PADDING,
                badge_place(node.width),
            )
            for node in self.nodes
        }

    def _levels(self, node: _Node) -> tuple[Level, ...]:
        return self.card_levels if self._is_card(node) else self.box_levels

    def _is_card(self, node: _Node) -> bool:
        return not node.below and (node.depth > 0 or len(self.pieces[node.number].lines) > 1)

    def _place(self, *, even: bool) -> None:
        """Give each box its place from left to right: cards side by side, boxes above them."""
        ends = [node for node in self.nodes if not node.below]
        widths = self._widths(ends, even=even)
        gaps = (len(ends) - 1) * _BOX_GAP
        x = self.area.x + (self.area.width - sum(widths) - gaps) / 2
        for node, width in zip(ends, widths, strict=True):
            node.x, node.width = x, width
            x += width + _BOX_GAP
        usual = sum(widths) / len(widths)
        for node in reversed(self.nodes):
            if node.below:
                left, right = node.below[0].x, node.below[-1].x + node.below[-1].width
                node.width = min(right - left, max(usual, _WIDEST_BOX))
                middle = (node.below[0].middle + node.below[-1].middle) / 2
                nearest = min((child.middle for child in node.below), key=lambda x: abs(x - middle))
                if abs(nearest - middle) < _BOX_GAP * 2:  # no step in the line to it
                    middle = nearest
                node.x = middle - node.width / 2

    def _widths(self, ends: Sequence[_Node], *, even: bool) -> list[float]:
        room = self.area.width - _BOX_GAP * (len(ends) - 1)
        if even or len(ends) == 1:
            return [min(room / len(ends), self.area.width * _WIDEST)] * len(ends)
        texts = [sum(len(line.text) for line in self.pieces[node.number].lines) for node in ends]
        sides = [sqrt(text) for text in texts]
        mean = max(sum(sides) / len(sides), 1)
        shares = [max(side / mean, _LEAST_SHARE) for side in sides]
        return [room * share / sum(shares) for share in shares]

    def _needed(self, node: _Node) -> float:
        rule = _RULE if self._is_card(node) else 0
        return max(self.measured[node.number].height + 2 * PADDING, _LEAST_HEIGHT) + rule

    def _highest(self, row: int, *, cards: bool) -> float:
        """The height that the boxes of a row need, or its cards."""
        nodes = (node for node in self.nodes if node.depth == row and self._is_card(node) == cards)
        return max(map(self._needed, nodes), default=0.0)

    def laid_out(self) -> DiagramLayout:
        rows = range(max(node.depth for node in self.nodes) + 1)
        boxes = [self._highest(row, cards=False) for row in rows]
        cards = [self._highest(row, cards=True) for row in rows]
        lists = {number for number, piece in self.pieces.items() if len(piece.lines) > 1}
        above = [sum(boxes[:row]) for row in rows]
        slack = self.area.height - max(
            above[row] + row * _LEAST_STEM + max(boxes[row], cards[row]) for row in rows
        )
        stem = _LEAST_STEM
        if len(rows) > 1 and slack > 0:
            stem = min(stem + slack / 2 / (len(rows) - 1), _MOST_STEM)
        tops = [self.area.y + above[row] + row * stem for row in rows]
        bottom = self.area.y + self.area.height
        lines: list[DiagramShape] = []
        shapes: list[DiagramShape] = []
        for node in self.nodes:
            y, height = tops[node.depth], boxes[node.depth]
            if node.below:
                lines.append(self._line(node, y + height, tops[node.depth + 1]))
            if self._is_card(node):
                alone = lists and node.number not in lists
                height = self._needed(node) if alone else cards[node.depth] * _ROOMY
                height = min(height, bottom - y)
            shapes += self._box(node, PageBox(node.x, y, node.width, height))
        return DiagramLayout((*lines, *shapes), tuple(self._overflowing(tops)))

    def _overflowing(self, tops: Sequence[float]) -> Iterator[DiagramPiece]:
        bottom = self.area.y + self.area.height
        for node in self.nodes:
            measured = self.measured[node.number]
            if excess(measured, bottom - tops[node.depth] - PADDING):
                yield self.pieces[node.number]

    def _line(self, node: _Node, top: float, bottom: float) -> DiagramShape:
        """The line from a box to those under it, as one shape of rectangles."""
        half, bus = _LINE / 2, (top + bottom) / 2
        ends = [child.middle for child in node.below]
        left, right = min(*ends, node.middle) - half, max(*ends, node.middle) + half
        # No part overlaps another: where two do, some programs leave a hole.
        parts = [
            PageBox(node.middle - half, top, _LINE, bus - half - top),
            PageBox(left, bus - half, right - left, _LINE),
            *(PageBox(end - half, bus + half, _LINE, bottom - bus - half) for end in ends),
        ]
        whole = PageBox(left, top, right - left, bottom - top)
        return DiagramShape(whole, Tint("accent1"), name=f"Line {node.number}", parts=tuple(parts))

    def _box(self, node: _Node, area: PageBox) -> Iterator[DiagramShape]:
        piece, levels, card = self.pieces[node.number], self._levels(node), self._is_card(node)
        fill = self.look.panel if card else self.look.ramp(2)[min(node.depth, 1)]
        if piece.is_highlighted:
            fill = self.look.strong("accent2")
            levels = tuple(level._replace(color=self.look.light) for level in levels)
        centred, rule = levels[0].align == "ctr", _RULE if card else 0
        shape = DiagramShape(
            area,
            fill,
            piece=piece,
            levels=levels,
            insets=Insets(PADDING, rule if centred else rule + PADDING, PADDING, 0),
            anchor="ctr" if centred else "t",
            plain_links=self.look.hides_links(fill),
        )
        yield dressed(shape, self.measured[node.number], self.look, badge_place(node.width))
        if card:
            edge = PageBox(area.x, area.y, area.width, rule)
            yield DiagramShape(edge, Tint("accent1"), name=f"Rule {node.number}")


def _piece_of(node: _Node, lines: Lines, numbers: Sequence[int | None]) -> DiagramPiece:
    """The text of a box: its own line, and in a card those of all that is under it."""
    stop = node.start + 1 if node.below else node.end
    own = lifted(lines[node.start : stop], node.depth)
    return DiagramPiece(node.number, tuple(renumbered_lines(own, numbers[node.start : stop])))
