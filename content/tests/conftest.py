"""The briefing, built once for every test of its content."""

import pytest
from pptx import Presentation

from tests.support.paths import ROOT


@pytest.fixture(scope="session")
def briefing(tmp_path_factory):
    """Return the briefing's slides (python-pptx `Slide`) by id, which names a built slide."""
    from deckgen.commands.build import build

    output = tmp_path_factory.mktemp("briefing") / "briefing.pptx"
    built = build(ROOT / "content" / "deck.yaml", output=output)
    return {slide.name: slide for slide in Presentation(str(built.path)).slides}
