"""Every error fixture, a variant or a folder of them, gives the errors that it states."""

import shutil
from pathlib import Path

import pytest

from deckgen.deck import load
from deckgen.plan import planner
from deckgen.template import Template
from tests.deck.project import overlaid, write
from tests.support.fixtures import assert_states_its_errors

FIXTURES = Path(__file__).parent / "fixtures"


@pytest.mark.parametrize("path", sorted(FIXTURES.iterdir()), ids=lambda path: path.stem)
def test_gives_the_errors_it_states(path: Path, tmp_path: Path) -> None:
    deck = write(tmp_path)
    shutil.copytree(FIXTURES, tmp_path / "variants", dirs_exist_ok=True)

    def plan(fixture: Path) -> object:
        variant = fixture / "a.yaml" if fixture.is_dir() else fixture
        read = load.load(overlaid(deck, variant))
        return planner.plan(read, Template.open(read.template))

    assert_states_its_errors(tmp_path / "variants" / path.name, plan)
