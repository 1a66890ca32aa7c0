"""`deckgen build`: a deck to a presentation."""

from __future__ import annotations

from pathlib import Path

from deckgen.deck import EmbedMode
from deckgen.project import DECK, BuildResult, Project


def build(
    deck: str | Path = DECK,
    *,
    variant: str | None = None,
    output: str | Path | None = None,
    template: str | Path | None = None,
    embed: EmbedMode | str | None = None,
    anchored: bool = False,
    strict: bool = False,
    force: bool = False,
) -> BuildResult:
    """Write the presentation of a deck, or of one of its variants.

    `template` replaces that of deck.yaml. The other parameters, and what is raised, are those of
    `Project.build`.
    """
    project = Project(deck, variant=variant, template=template)
    return project.build(output, embed=embed, anchored=anchored, strict=strict, force=force)
