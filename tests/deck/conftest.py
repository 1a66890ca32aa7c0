"""The small deck that tests of variants start from."""

from pathlib import Path

import pytest

from tests.deck.project import write


@pytest.fixture
def deck(tmp_path: Path) -> Path:
    """Return the path of the small deck's deck.yaml."""
    return write(tmp_path)
