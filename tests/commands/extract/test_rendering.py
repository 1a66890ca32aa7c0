"""LibreOffice shows an extracted deck as it showed the deck before, to the pixel."""

import pytest

from tests.support.paths import CORPUS, needs_corpus
from tools.roundtrip import judge

DECKS = ("markitdown--test.pptx", "officer--table-complex.pptx", "poi--testPPT.ppsx")


@needs_corpus
@pytest.mark.parametrize("name", DECKS)
@pytest.mark.usefixtures("office")
def test_pages_are_the_same_to_the_pixel(name: str) -> None:
    verdict = judge(CORPUS / name, render=True)
    assert verdict.faults == []
    assert verdict.pages
