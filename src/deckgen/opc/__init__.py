"""Packages, parts and relationships (ECMA-376 part 2)."""

from __future__ import annotations

from deckgen.opc.package import Addition, Package, open_unambiguous
from deckgen.opc.part import Part, Relationship, Relationships, folded, reltype

__all__ = [
    "Addition",
    "Package",
    "Part",
    "Relationship",
    "Relationships",
    "folded",
    "open_unambiguous",
    "reltype",
]
