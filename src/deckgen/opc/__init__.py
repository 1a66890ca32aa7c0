"""Packages, parts and relationships (ECMA-376 part 2)."""

from deckgen.opc.opening import open_whole
from deckgen.opc.package import Addition, Package
from deckgen.opc.part import Part
from deckgen.opc.relationships import Relationship, Relationships, reltype

__all__ = ["Addition", "Package", "Part", "Relationship", "Relationships", "open_whole", "reltype"]
