"""Decks that other people made: what is found in them is there (each was looked at)."""

from pathlib import Path

import pytest

from deckgen import soundness
from deckgen.diagnostics import Problem
from deckgen.opc.package import Package
from tests.support.paths import TEMPLATES, corpus_decks

# What stands in the files. The first three come from LibreOffice, whose masters give a
# placeholder the id of the shape tree; the fourth lost its notes and the theme of its notes master.
FOUND = {
    "docxtemplater--input.pptm": ["SOUND-SHAPE-ID"],
    "docxtemplater--multi-page-to-merge.pptx": ["SOUND-SHAPE-ID"],
    "pptx-automizer--SlideDimensions1.pptx": ["SOUND-SHAPE-ID"],
    "document-templates--new.pptx": ["SOUND-TYPE", "SOUND-TARGET", "SOUND-ORPHAN", "SOUND-ORPHAN"],
}


@pytest.mark.parametrize("deck", corpus_decks(), ids=lambda path: path.name)
def test_a_real_deck_has_the_faults_that_are_in_it_and_no_others(deck: Path) -> None:
    if "protected" in deck.name:
        with pytest.raises(Problem, match="encrypted"):
            Package.open(deck)
        return
    package = Package.open(deck)
    found = list(soundness.check(package))
    assert [d.code for d in found] == FOUND.get(deck.name, []), [d.message for d in found]


@pytest.mark.parametrize("name", TEMPLATES)
def test_our_templates_are_sound(name: str) -> None:
    assert list(soundness.check(Package.open(TEMPLATES[name]))) == []
