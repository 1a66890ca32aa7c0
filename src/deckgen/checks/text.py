"""Text as it looks: the properties of a run through list styles, layout and master.

Where each property is looked up is `deckgen.fit.inherit`'s to know; here the colour that a
shape's style gives its text joins in, behind the shape's own list style.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from functools import cached_property

from deckgen.checks.view import ShapeView
from deckgen.content.base import graphic
from deckgen.fit.chain import Chain
from deckgen.fit.levels import scale
from deckgen.ooxml import Element, each, find, hundredths, integer, make, qn, tag

FILLS = ("a:solidFill", "a:gradFill", "a:noFill", "a:blipFill", "a:pattFill", "a:grpFill")
_BULLETS = ("a:buNone", "a:buChar", "a:buAutoNum", "a:buBlip")
_ON = ("1", "true", "on")
DEFAULT_SIZE = 18.0
"""Points of a text for which nobody gives a size (ECMA-376 part 1, 21.1.2.3.9)."""


@dataclass(frozen=True)
class RunView:
    """A run of text that shows something. `shrunk` is the share to which autofit shrinks it."""

    text: str
    element: Element
    chain: Chain
    shrunk: float = 1

    @property
    def said_size(self) -> float | None:
        """The size in points that is said somewhere, before any shrinking."""
        return hundredths(self.chain.run_attribute("sz"))

    @property
    def size(self) -> float:
        """The size in points, shrunk as autofit says; superscripts count with their full size."""
        return (self.said_size or DEFAULT_SIZE) * self.shrunk

    @property
    def bold(self) -> bool:
        """Whether it is bold."""
        return self.chain.run_attribute("b") in _ON

    @property
    def is_large(self) -> bool:
        """Whether WCAG calls it large: 18 points, or 14 in bold."""
        return self.size >= 18 or (self.size >= 14 and self.bold)

    @property
    def is_shifted(self) -> bool:
        """Whether it is a superscript or a subscript."""
        return self.chain.run_attribute("baseline") not in (None, "0")

    @property
    def language(self) -> str | None:
        """The nearest language, or None."""
        return self.chain.run_attribute("lang") or None

    @property
    def fill(self) -> Element | None:
        """The nearest fill, or None."""
        return self.chain.run_child(*FILLS)

    @cached_property
    def link(self) -> Element | None:
        """The `a:hlinkClick` of the run itself."""
        return find(self.element, "a:rPr/a:hlinkClick")


@dataclass(frozen=True)
class ParagraphView:
    """A paragraph of a text body; `chain` starts with its own properties."""

    element: Element
    chain: Chain
    shrunk: float = 1

    @cached_property
    def runs(self) -> tuple[RunView, ...]:
        """The runs that have text."""
        return tuple(self._runs())

    def _runs(self) -> Iterator[RunView]:
        for child in self.element:
            text = child.findtext(qn("a:t")) if tag(child) in ("a:r", "a:fld") else None
            if text:
                chain = self.chain.under(None, find(child, "a:rPr"))
                yield RunView(text, child, chain, self.shrunk)

    @property
    def text(self) -> str:
        """The text of the runs; a line break is a line break."""
        pieces = each(self.element, "a:t", "a:br")
        return "".join("\n" if tag(piece) == "a:br" else piece.text or "" for piece in pieces)

    @property
    def has_bullet(self) -> bool:
        """Whether a bullet or a number stands in front."""
        mark = self.chain.child(*_BULLETS)
        return mark is not None and tag(mark) != "a:buNone"


def paragraphs(shape: ShapeView) -> tuple[ParagraphView, ...]:
    """The paragraphs of a shape's own text body, shrunk as its autofit says."""
    body = shape.text_body
    if body is None:
        return ()
    shrunk = scale(find(body, "a:bodyPr/a:normAutofit")).size / 100
    return tuple(in_body(body, tuple(_styles(shape)), shrunk))


def all_paragraphs(shape: ShapeView) -> Iterator[ParagraphView]:
    """The paragraphs of a shape, those of its table's cells included."""
    yield from paragraphs(shape)
    table = graphic(shape.element, "a:tbl")
    if table is not None:
        for cell in each(table, "a:txBody"):
            yield from in_body(cell, behind_cells(shape))


def runs(shape: ShapeView) -> Iterator[RunView]:
    """The runs of a shape, those of its table's cells included."""
    return (run for paragraph in all_paragraphs(shape) for run in paragraph.runs)


def behind_cells(shape: ShapeView) -> tuple[Element, ...]:
    """What the text of a table's cells takes after, behind the table's style.

    That is the presentation's default, even where the table stands in a content placeholder.
    """
    default = find(shape.slide.package.presentation.root, "p:defaultTextStyle")
    return () if default is None else (default,)


def in_body(
    body: Element, styles: tuple[Element, ...], shrunk: float = 1
) -> Iterator[ParagraphView]:
    """The paragraphs of a text body; `styles` stand behind its own list style."""
    own = find(body, "a:lstStyle")
    lists = styles if own is None else (own, *styles)
    for paragraph in body.iterchildren(qn("a:p")):
        properties = find(paragraph, "a:pPr")
        level = 0 if properties is None else integer(properties, "lvl")
        chain = Chain.of(tuple(_at_level(lists, level))).under(properties)
        yield ParagraphView(paragraph, chain, shrunk)


def _at_level(styles: tuple[Element, ...], level: int) -> Iterator[Element]:
    """The properties of a level in each list style; a style's `a:defPPr` stands behind it."""
    for style in styles:
        for name in (f"a:lvl{level + 1}pPr", "a:defPPr"):
            found = find(style, name)
            if found is not None:
                yield found


def _styles(shape: ShapeView) -> Iterator[Element]:
    """The list styles that a shape's text takes after, behind that of its own text body."""
    for number, element in enumerate(shape.lineage.shapes):
        listed = find(element, "p:txBody/a:lstStyle")
        if number and listed is not None:
            yield listed
        reference = find(element, "p:style/a:fontRef")
        if reference is not None and len(reference):
            yield coloured(reference[0])
    yield from shape.lineage.styles


def coloured(color: Element, bold: str | None = None) -> Element:
    """A list style of all levels that gives a colour, and a weight."""
    fill = make("a:solidFill", None, deepcopy(color))
    run = make("a:defRPr", {"b": bold}, fill)
    return make("a:lstStyle", None, make("a:defPPr", None, run))
