"""Variants: small overlays on one deck, from a folder of files or the rows of a table."""

from deckgen.variants.overlay import Overlay, apply, parse
from deckgen.variants.variants import Top, Variants

__all__ = ["Overlay", "Top", "Variants", "apply", "parse"]
