"""Coarse boxes of a slide's shapes, by which a slide without text is known again."""

from __future__ import annotations

from deckgen.appearance.inheritance import box_of
from deckgen.appearance.shapes import (
    FIELD_TYPES,
    SHAPES,
    Box,
    children,
    placeholder_type,
    tree_of,
)
from deckgen.appearance.theme import Memory
from deckgen.content import Page
from deckgen.opc.package import Package
from deckgen.opc.part import Part
from deckgen.opc.xml import EMU_PER_POINT, tag

Form = tuple[int, ...]
"""A shape's box on a coarse grid: left, top, width and height in steps of four points."""

_GRID = 4 * EMU_PER_POINT
"""The grid to which sides are rounded, in EMU; saving in an editor moves them by less."""


def form(box: Box) -> Form:
    """A box on the coarse grid."""
    return tuple(round(side / _GRID) for side in box)


def forms_of(part: Part, package: Package, memory: Memory | None = None) -> tuple[Form, ...]:
    """The coarse boxes of a slide's shapes in order, without dates, footers and slide numbers.

    A group is one shape. `memory` is shared by calls for one package.
    """
    memory = memory or Memory()
    return tuple(
        form(box_of(shape, part, package, memory))
        for shape in children(tree_of(part.root))
        if tag(shape) in SHAPES and placeholder_type(shape) not in FIELD_TYPES
    )


def forms_on(page: Page, memory: Memory | None = None) -> tuple[Form, ...]:
    """The same for a slide that is read, once where its page does not change."""
    return page.recall("forms", lambda: forms_of(page.part, page.package, memory))
