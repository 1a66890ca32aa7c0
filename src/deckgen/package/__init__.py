"""A plan to a presentation's package, and back. The only place where slides become parts."""

from deckgen.package.reading import read
from deckgen.package.writing import write

__all__ = ["read", "write"]
