"""The project's own briefing passes, warnings included."""

import pytest

from deckgen.commands.check import check
from deckgen.deck import source_files
from deckgen.deck.variants import Variants
from deckgen.diagnostics import Severity, render
from tests.support.paths import ROOT

pytestmark = pytest.mark.slow

DECK = ROOT / "content" / "deck.yaml"


@pytest.mark.parametrize("variant", [None, *Variants(source_files.read(DECK)).names])
def test_the_briefing_and_its_variants_pass_strictly(variant: str | None) -> None:
    report = check(DECK, variant=variant)
    grave = [render(d) for d in report.diagnostics if d.severity is not Severity.TIP]
    assert not report.fails(strict=True), "\n".join(grave)
