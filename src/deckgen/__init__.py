"""Build PowerPoint decks from a template and YAML that mirrors each slide.

>>> from deckgen import build
>>> build("content/deck.yaml").path  # doctest: +SKIP
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from deckgen.commands.build import build
    from deckgen.commands.check import check
    from deckgen.commands.diff import diff
    from deckgen.commands.extract import extract
    from deckgen.commands.pull import pull
    from deckgen.diagnostics import Diagnostic, Problem
    from deckgen.project import BuildResult, Project


_HOME = {
    "BuildResult": "deckgen.project",
    "Diagnostic": "deckgen.diagnostics",
    "Problem": "deckgen.diagnostics",
    "Project": "deckgen.project",
    "build": "deckgen.commands.build",
    "check": "deckgen.commands.check",
    "diff": "deckgen.commands.diff",
    "extract": "deckgen.commands.extract",
    "pull": "deckgen.commands.pull",
}


def __getattr__(name: str) -> object:
    """Import a public name when it is first asked for: `deckgen --help` needs none of them."""
    if name not in _HOME:
        raise AttributeError(f"module 'deckgen' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOME[name]), name)


__all__ = [
    "BuildResult",
    "Diagnostic",
    "Problem",
    "Project",
    "build",
    "check",
    "diff",
    "extract",
    "pull",
]
