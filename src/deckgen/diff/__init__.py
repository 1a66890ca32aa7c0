"""What changed from one deck to another: two plans in, a list of changes out."""

from deckgen.diff.compare import diff

__all__ = ["diff"]
