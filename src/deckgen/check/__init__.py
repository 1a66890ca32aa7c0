"""Rules that a presentation must pass: accessible, fitting, sound, and true to its facts.

A rule is a module in `rules` and a line in `registry`; `report` runs them all.
"""

from __future__ import annotations
