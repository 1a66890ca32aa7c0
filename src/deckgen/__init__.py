"""Build PowerPoint decks from a template and YAML that mirrors each slide.

>>> from deckgen import build
>>> build("content/deck.yaml").path  # doctest: +SKIP
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from deckgen.app import Built, build
    from deckgen.checking import check
    from deckgen.diagnostics import Diagnostic, Problem

__all__ = ["Built", "Diagnostic", "Problem", "build", "check"]

_HOME = {
    "Built": "deckgen.app",
    "build": "deckgen.app",
    "check": "deckgen.checking",
    "Diagnostic": "deckgen.diagnostics",
    "Problem": "deckgen.diagnostics",
}


def __getattr__(name: str) -> object:
    """Import a public name when it is first asked for: `deckgen --help` needs none of them."""
    if name not in _HOME:
        raise AttributeError(f"module 'deckgen' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOME[name]), name)
