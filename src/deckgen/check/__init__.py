"""Rules that a presentation must pass: accessible, fitting, sound, and true to its facts.

A rule is a `Rule` in a module of `rules`; `report` lists and runs them all.
"""

from __future__ import annotations
