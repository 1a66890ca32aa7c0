"""Where the objects of a slide stand, coarsely: by that a slide is known which says nothing."""

from __future__ import annotations

from collections.abc import Iterator

from deckgen.model import FIELD_TYPES, Box
from deckgen.ooxml import Element, each, find, tag
from deckgen.opc import Package, Part
from deckgen.package.base import Form
from deckgen.package.places import box_of

_GRID = 4 * 12700  # four points
"""To what sides are rounded, in EMU; editors move them by less when they save."""
_NO_OBJECTS = ("p:nvGrpSpPr", "p:grpSpPr", "p:extLst", "")


def form(box: Box) -> Form:
    """A box on the coarse grid."""
    return tuple(round(side / _GRID) for side in box)


def forms(part: Part, package: Package) -> tuple[Form, ...]:
    """The forms of a slide's objects, in order; dates, footers and slide numbers are left out.

    A group is one object.
    """
    tree = find(part.root, "p:cSld/p:spTree")
    return tuple(form(box_of(shape, part, package)) for shape in _objects(tree))


def _objects(tree: Element | None) -> Iterator[Element]:
    for shape in tree if tree is not None else ():
        if tag(shape) == "mc:AlternateContent" and len(shape) and len(shape[0]):
            shape = shape[0][0]
        if tag(shape) in _NO_OBJECTS:
            continue
        ph = next(each(shape, "p:ph"), None) if tag(shape) != "p:grpSp" else None
        if ph is None or ph.get("type", "obj") not in FIELD_TYPES:
            yield shape
