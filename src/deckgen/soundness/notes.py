"""Notes: each notes slide belongs to one slide, and has its master in the list."""

from __future__ import annotations

from collections.abc import Iterator

from deckgen.diagnostics import Diagnostic
from deckgen.ooxml import each, qn
from deckgen.soundness.anatomy import Anatomy


def check(whole: Anatomy) -> Iterator[Diagnostic]:
    """No notes are shared, each leads back to its slide, and the notes master is listed."""
    owners: dict[str, str] = {}
    for slide in whole.slides:
        for name in whole.of(slide, "notesSlide"):
            first = owners.setdefault(name, slide)
            if first != slide:
                message = f"{first} and {slide} share one notes slide"
                yield Diagnostic("SOUND-NOTES", message, whole.spot(name))
            # Notes can link to more slides, and Google Slides leaves out their own.
            elif slide not in (whole.of(name, "slide") or [slide]):
                message = f"the notes of {slide} lead back to another slide"
                yield Diagnostic("SOUND-NOTES", message, whole.spot(name))
    if whole.top is not None:
        for word in ("notesMaster", "handoutMaster"):
            related = whole.of(whole.presentation, word)
            entries = each(whole.top, f"p:{word}Id")
            listed = [whole.target(whole.presentation, e.get(qn("r:id"))) for e in entries]
            if related != listed:
                message = f"`p:{word}IdLst` lists {_count(listed)}, and {_count(related)} is there"
                yield Diagnostic("SOUND-NOTES", message, whole.spot(whole.presentation))


def _count(found: list[str] | list[str | None]) -> str:
    return str(len(found)) if found else "none"
