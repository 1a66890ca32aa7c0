"""Microsoft's validator has nothing against marked decks, nor against copies for outside."""

from pathlib import Path

from deckgen.commands import build
from deckgen.commands.publish import publish
from deckgen.presentation.redact import RedactionOptions
from tests.review.conftest import KINDS, SAMPLE
from tests.support.sdk import Validator


def test_marked_decks_and_copies_are_valid(sdk: Validator, tmp_path: Path) -> None:
    made = []
    for deck in (SAMPLE, KINDS):
        name = deck.parent.name
        made.append(build.build(deck, output=tmp_path / f"{name}.pptx", anchored=True).path)
        copy = tmp_path / f"{name}-out.pptx"
        publish(made[-1], copy, RedactionOptions(notes=True, hidden=True))
        made.append(copy)
    assert [str(finding) for finding in sdk.findings(made)] == []
