"""Every error fixture gives the errors that it states."""

from pathlib import Path

import pytest

from deckgen.facts import Facts, read
from tests.support.fixtures import assert_states_its_errors

FIXTURES = Path(__file__).parent / "fixtures"


def load(path: Path) -> Facts:
    nodes = [read(path)] * (2 if path.stem == "twice" else 1)
    return Facts.load(nodes, language="en-US")


@pytest.mark.parametrize("path", sorted(FIXTURES.glob("*.yaml")), ids=lambda path: path.stem)
def test_gives_the_errors_it_states(path: Path) -> None:
    assert_states_its_errors(path, load)
