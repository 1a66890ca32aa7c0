"""Where the project and the material beside it are, and marks for tests that need that material."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
"""The project's folder."""

PLAIN = ROOT / "src" / "deckgen" / "commands" / "data" / "plain.pptx"
"""The template that the distribution brings along."""

TEMPLATES = {"briefing": ROOT / "templates" / "briefing.pptx", "plain": PLAIN}
"""The templates that small decks are built with."""

WARM = ROOT / "templates" / "warm.pptx"
"""A third template of the project."""

SHARED = ROOT.parent / "shared"
"""Material that is not part of the project; it may be absent."""

BRIEFING = SHARED / "briefing"
CORPUS = SHARED / "corpus" / "decks"

NO_MATERIAL = "the material beside the project is not here"
"""The one reason for which a full machine may skip what it must run."""

needs_briefing = pytest.mark.skipif(not BRIEFING.is_dir(), reason=f"{NO_MATERIAL}: {BRIEFING}")
needs_corpus = pytest.mark.skipif(not CORPUS.is_dir(), reason=f"{NO_MATERIAL}: {CORPUS}")


def corpus_decks() -> list[Path]:
    """Return the corpus's files by name; none where the corpus is absent.

    As the values of ``pytest.mark.parametrize`` an empty list makes one skipped test.
    """
    return sorted(path for path in CORPUS.glob("*") if path.is_file())
