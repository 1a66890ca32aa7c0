"""An edited presentation read as the deck that it was: under its slide ids and slot names.

Slides are known by their marks, else by what they say; shapes by their marks, names and
placeholders, else by where they stand and what they hold. What an editor only spelled out is left
out, so that a deck which was opened and saved reads as what was built.
"""

from __future__ import annotations
