"""What a publication leaves in that somebody may not expect there."""

from __future__ import annotations

from collections.abc import Mapping

from deckgen.ooxml import each
from deckgen.opc import Package, Part
from deckgen.package.reading import is_hidden
from deckgen.publish.outcome import Outcome

_LOCAL = ("file:", "\\\\")


def note(package: Package, slides: Mapping[str, Part], outcome: Outcome) -> None:
    """Note hidden slides and shapes, notes, links to local files, and files we cannot look into."""
    hidden = [name for name, part in slides.items() if is_hidden(part)]
    outcome.keeps("hidden slides", len(hidden), *hidden)
    noted = [name for name, part in slides.items() if part.rels.of("notesSlide")]
    outcome.keeps("notes of slides", len(noted), *noted)
    shapes = [
        f"{about.get('name', '')} ({name})"
        for name, part in slides.items()
        for about in each(part.root, "p:cNvPr")
        if about.get("hidden") in ("1", "true")
    ]
    outcome.keeps("hidden shapes", len(shapes), *shapes)
    local = [
        item.target
        for part in package.parts.values()
        for item in part.rels
        if item.external and item.target.lower().startswith(_LOCAL)
    ]
    outcome.keeps("links to local files", len(local), *local)
    opaque = [
        name.rpartition("/")[2]
        for name, part in package.parts.items()
        if name.startswith("/ppt/embeddings/") and not part.blob.startswith(b"PK")
    ]
    outcome.keeps("embedded objects that cannot be looked into", len(opaque), *opaque)
    films = [
        name.rpartition("/")[2]
        for name in package.parts
        if name.startswith("/ppt/media/")
        and name.lower().endswith((".mp4", ".mov", ".wmv", ".m4a"))
    ]
    outcome.keeps("films and sounds, which may name their makers", len(films), *films)
    macros = [name for name in package.parts if name.endswith("vbaProject.bin")]
    outcome.keeps("macros", len(macros))
